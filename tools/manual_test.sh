#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# manual_test.sh DIRECTORY: the manual pages of commands that have one of their
# own say all that the commands can be told. Prints TAP.

directory=$1
number=0
failed=0

# expect RULE MISSING: nothing is missing.
expect() {
	number=$((number + 1))
	if [ -z "$2" ]; then
		echo "ok $number - $1"
	else
		failed=1
		echo "not ok $number - $1"
		echo "$2" | sed 's/^/# /'
	fi
}

# Those that a source reads with getopt_long(), one a line.
options_of() {
	sed -n 's/^.*{"\([a-z-]*\)", \(no\|required\)_argument.*$/\1/p' "$1"
}

# What of LINES the page does not have behind BEFORE.
missing() {
	while read -r word; do
		grep -q -e "$2$word\( \|,\|\$\)" "$1" || echo "$word"
	done
}

for command in events priv session sign token; do
	page="$directory/kacs-$command.1"
	source="$directory/cmd_$command.c"
	[ "$command" != sign ] || source="$directory/sign/main.c"
	expect "${command}_page_is_well_formed" \
		"$(mandoc -Tlint -Wwarning "$page" 2>&1)"
	expect "${command}_page_has_every_option" \
		"$(options_of "$source" | missing "$page" 'Fl -')"
	expect "${command}_page_has_every_part" \
		"$(for part in NAME SYNOPSIS DESCRIPTION JSON 'EXIT STATUS' \
			EXAMPLES 'SEE ALSO'; do
			echo "$part"
		done | missing "$page" '^\.Sh ')"
	expect "${command}_page_is_named_by_the_command" \
		"$(echo "kacs-$command 1" | missing "$directory/kacs.1" 'Xr ')"
done
expect session_page_has_every_subcommand \
	"$(printf 'list\nshow\n' |
		missing "$directory/kacs-session.1" '^\.It Cm ')"
expect sign_page_has_every_subcommand \
	"$(printf 'make-key\nmake-table\nfile\nverify\nshow\n' |
		missing "$directory/kacs-sign.1" '^\.It Cm ')"
expect priv_page_has_every_subcommand \
	"$(printf 'list\nshow\nenable , disable\nremove\n' |
		missing "$directory/kacs-priv.1" '^\.It Cm ')"
expect kacs_page_is_well_formed \
	"$(mandoc -Tlint -Wwarning "$directory/kacs.1" "$directory/uid0.1" 2>&1)"
echo "1..$number"
exit "$failed"
