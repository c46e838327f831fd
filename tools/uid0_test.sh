#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# uid0_test.sh UID0: what uid0 says without a kernel that has KACS; prints TAP.
set -u

uid0=$1
number=0

# expect NAME STATUS TEXT COMMAND...: its status, and what it says.
expect() {
	local name=$1 status=$2 text=$3 got output

	shift 3
	output=$("$@" 2>&1)
	got=$?
	number=$((number + 1))
	if [ "$got" = "$status" ] && [[ $output == *"$text"* ]]; then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name"
		echo "# expected status $status and \"$text\", got $got and: $output"
	fi
}

expect uid0_has_help 0 'usage: uid0 COMMAND' "$uid0" --help
expect uid0_wants_a_command 125 'usage: uid0 COMMAND' "$uid0"
expect uid0_wants_a_command_behind_dashes 125 'usage: uid0 COMMAND' "$uid0" --
expect uid0_has_no_other_option 125 'usage: uid0 COMMAND' "$uid0" --frob true
expect uid0_needs_the_kernel 125 'uid0: this kernel has no KACS' "$uid0" true

echo "1..$number"
