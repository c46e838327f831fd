#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# sign_test.sh KACS KACS-SIGN: keys, signatures in programs and beside files,
# and what is said of damaged ones. Prints TAP.

set -u
kacs=$(realpath "$1")
PATH=$(dirname "$(realpath "$2")"):$PATH
number=0
failed=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

sign() { "$kacs" sign "$@"; }

# result RULE GOOD [WHY]
result() {
	number=$((number + 1))
	if [ "$2" = 0 ]; then
		echo "ok $number - $1"
		return
	fi
	failed=1
	echo "not ok $number - $1"
	sed 's/^/# /' <<<"${3-}"
}

# expect RULE STATUS TEXT COMMAND...: the command ends with this status, and
# TEXT, a part of a line or "", is in what it prints.
expect() {
	local rule=$1 status=$2 text=$3 got
	shift 3
	"$@" >out 2>&1 </dev/null
	got=$?
	[ "$got" -eq "$status" ] && { [ -z "$text" ] || grep -qF -e "$text" out; }
	result "$rule" $? "$*
status $got, expected $status; expected in the output: $text
$(cat out)"
}

# poke FILE OFFSET BYTE: change one byte.
poke() {
	printf "\\x$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# offset_of FILE: where its signature begins.
offset_of() {
	sign show --json "$1" | sed 's/.*"offset":\([0-9]*\).*/\1/'
}

program=$(realpath /bin/true)
cp "$program" tool
cp "$program" other
echo 'echo hello' >script

# Keys.
expect a_key_is_made 0 '' sign make-key key
[ "$(stat -c %a key)" = 600 ]
result a_private_key_is_its_owners $? "mode $(stat -c %a key)"
cp key before
expect a_key_is_not_overwritten 2 'key: File exists' sign make-key key
cmp -s key before
result the_old_key_is_as_it_was $?
rm key
expect half_a_pair_is_not_made 2 'key.pub: File exists' sign make-key key
cp before key
sign make-key second
python3 - <<'END'
open("rsa", "w").write("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
END
expect a_damaged_key_is_refused 2 'rsa: no private key in PEM' \
	sign file --key rsa tool
expect a_public_key_does_not_sign 2 'key.pub: no private key' \
	sign file --key key.pub tool
expect a_missing_key_is_named 2 'nokey: No such file' \
	sign file --key nokey tool

# Programs.
expect unsigned_is_status_1 1 'tool: not signed: no signature' \
	sign verify --keys key.pub tool
chmod 755 tool
inode=$(stat -c %i tool)
expect a_program_is_signed 0 '' sign file --key key tool
expect its_key_gives_trust 0 \
	'tool: signed with key 0: Protected (512), trust 8192' \
	sign verify --keys key.pub tool
expect a_signed_program_runs 0 '' ./tool
[ "$(stat -c %a tool)" = 755 ] && [ "$(stat -c %i tool)" != "$inode" ]
result a_program_is_replaced_with_its_mode $? "$(stat tool)"
readelf -WS tool >sections 2>&1
result other_tools_read_the_sections $? "$(cat sections)"
grep -q '\.peios\.sig  *PROGBITS  *0* [0-9a-f]* 000041 ' sections
result the_section_is_65_bytes_of_progbits $? "$(cat sections)"
! grep -qi warning sections
result other_tools_find_nothing_wrong $? "$(cat sections)"
python3 - tool "$(offset_of tool)" <<'END' >digest
import hashlib, sys
data = bytearray(open(sys.argv[1], "rb").read())
at = int(sys.argv[2])
assert data[at] == 1
data[at:at + 65] = bytes(65)
print(hashlib.sha256(data).hexdigest())
END
expect what_is_hashed_has_zeros_in_the_section 0 "$(cat digest)" \
	sign show tool
expect another_key_gives_none 1 'not one of these 1 keys' \
	sign verify --keys second.pub tool
cp tool again
expect signing_again_keeps_the_file 0 '' sign file --key key again
cmp -s tool again
result signing_is_deterministic $?
expect another_key_signs_in_the_same_place 0 '' sign file --key second again
[ "$(stat -c %s again)" = "$(stat -c %s tool)" ]
result a_second_signature_adds_nothing $?
expect the_second_key_counts 0 'signed with key 0' \
	sign verify --keys second.pub again
cp tool stripped
strip -g stripped
expect what_strip_does_is_found 1 'not signed' \
	sign verify --keys key.pub stripped

# Damage.
cp tool damaged
poke damaged 5000 "$(printf %02x $((($(od -An -tu1 -j5000 -N1 tool) + 1) % 256)))"
expect a_changed_byte_is_found 1 'not one of these 1 keys' \
	sign verify --keys key.pub damaged
cp tool damaged
echo >>damaged
expect an_added_byte_is_found 1 'not signed' sign verify --keys key.pub damaged
cp tool damaged
poke damaged "$(offset_of tool)" 02
expect another_version_is_found 1 'version 2; expected 1' \
	sign verify --keys key.pub damaged
cp tool damaged
truncate -s -1 damaged
expect a_cut_file_is_found 1 \
	'byte 40 of the file: an offset points into a header or outside' \
	sign verify --keys key.pub damaged
expect a_damaged_file_is_not_signed 2 'damaged: byte 40' \
	sign file --key key damaged
printf '\x7fELF' >damaged
expect a_lone_magic_is_found 1 'byte 4 of the file' \
	sign verify --keys key.pub damaged

# Without a section table.
cp "$program" bare
poke bare 40 00 && for at in 41 42 43 44 45 46 47 60 61 62 63; do
	poke bare "$at" 00
done
expect a_program_without_sections_is_signed 0 '' sign file --key key bare
expect its_signature_counts 0 'signed with key 0' \
	sign verify --keys key.pub bare
readelf -WS bare >sections 2>&1
grep -q '\.shstrtab' sections && ! grep -qi warning sections
result its_new_sections_are_readable $? "$(cat sections)"

# Files beside which the signature is.
expect a_script_is_signed_beside 0 '' sign file --key key --detached script
[ "$(stat -c %s script.sig)" = 65 ]
result a_detached_signature_is_65_bytes $?
expect a_detached_signature_counts 0 'signed with key 0' \
	sign verify --keys key.pub --detached script
expect it_counts_only_where_asked 1 'no signature' \
	sign verify --keys key.pub script
printf x >>script.sig
expect a_longer_signature_is_found 1 \
	'byte 65 of the signature: bytes are left over' \
	sign verify --keys key.pub --detached script
truncate -s 64 script.sig
expect a_shorter_signature_is_found 1 \
	'byte 64 of the signature: the input ends inside a structure' \
	sign verify --keys key.pub --detached script
expect a_section_goes_before_the_attribute 2 \
	'has a section .peios.sig, before which no other signature counts' \
	sign file --key key --xattr tool
if sign file --key key script 2>xattr; then
	expect an_attribute_counts 0 'signed with key 0' \
		sign verify --keys key.pub script
	echo >>script
	expect a_changed_script_is_found 1 'not signed' \
		sign verify --keys key.pub script
else
	grep -q 'cannot set security.peios.sig: .*; --detached writes' xattr
	result without_attributes_the_way_out_is_said $? "$(cat xattr)"
fi

# Tables of keys.
sign make-table --type 512 --trust 4096 key.pub second.pub >table
expect a_table_ends_with_zeros 0 '' test "$(stat -c %s table)" = 120
expect the_table_gives_the_trust 0 'key 0: Protected (512), trust 4096' \
	sign verify --keys table tool
expect the_key_is_found_by_its_index 0 'key 1: Protected' \
	sign verify --keys table again
expect tables_add_up 0 'key 1: Protected (512), trust 4096' \
	sign verify --keys second.pub --keys table tool
head -c 119 table >cut
expect a_cut_table_is_refused 2 'no entry of zeros at its end' \
	sign verify --keys cut tool
head -c 160 /dev/zero | cat table - >long
expect bytes_behind_a_table_are_refused 2 'bytes behind the end of the table' \
	sign verify --keys long tool
{ printf '\x01' && head -c 79 /dev/zero; } >small
expect a_key_of_small_order_is_refused 2 'key 0 is no public key' \
	sign verify --keys small tool
expect no_trust_is_no_number 2 'expected a number from 1' \
	sign make-table --trust 0 key.pub

# What it says to programs, and to who misuses it.
expect json_is_for_programs 0 \
	'"key":0,"pip_type":512,"pip_trust":8192}' \
	sign show --json --keys key.pub tool
expect json_tells_the_problem 1 '"problem":"no signature"' \
	sign verify --json --keys key.pub other
expect nothing_is_asked_without_keys 2 'usage:' sign verify tool
expect options_belong_to_verbs 2 'usage:' sign verify --keys key.pub --xattr tool
expect a_verb_is_needed 2 'usage:' sign
expect a_directory_is_no_program 2 'not a regular file' sign show .
mkfifo pipe
expect a_pipe_is_not_waited_for 2 'not a regular file' timeout 10 \
	"$kacs" sign show pipe
expect a_missing_file_is_named 2 'nothing: No such file' sign show nothing
expect without_kacs_sign_it_is_said 2 'there is no kacs-sign' \
	env PATH=/nowhere "$kacs" sign show tool

echo "1..$number"
exit "$failed"
