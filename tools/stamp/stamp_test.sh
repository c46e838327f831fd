#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# kacs-stamp on a small ext4 image: what it writes, what it refuses, and that
# e2fsck finds nothing wrong afterwards. TAP.
#
# usage: stamp_test.sh KACS-STAMP

set -u
stamp=$(realpath "$1")
PATH=$PATH:/usr/sbin:/sbin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
number=0

# check NAME COMMAND...: one test.
check() {
	local name=$1 output
	shift
	number=$((number + 1))
	if output=$("$@" 2>&1); then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name"
		printf '%s\n' "$output" | sed 's/^/# /'
	fi
}

make_image() {
	rm -f "$1"
	truncate -s 8M "$1"
	mke2fs -q -t ext4 -I 512 -O "${2:-ea_inode}" -d tree "$1"
}

mkdir -p tree/home/alice/deep tree/etc tree/tmp
echo x >tree/etc/shadow
echo x >tree/etc/passwd
echo x >tree/home/alice/deep/file
echo x >tree/etc/one
ln tree/etc/one tree/etc/two
ln -s passwd tree/etc/link
mkfifo tree/etc/fifo
ln -s "$(printf '%0200d' 0)" tree/etc/long-link

cat >policy.sd <<'END'
let ALICE = S-1-5-21-1-2-3-1001
/  O:SY G:SY D:P(A;OICI;FA;;;SY)(A;OICI;0x1200a9;;;WD)
/etc/shadow  D:P(A;;FA;;;SY)
/home/*/  O:${ALICE} G:BU D:P(A;OICI;FA;;;SY)(A;OICIIO;FA;;;CO)
/tmp/  D:(A;;FRFW;;;WD) S:(ML;OICI;NW;;;LW)
END

make_image image
"$stamp" image policy.sd >stamped 2>&1 || sed 's/^/# /' stamped
"$stamp" --list image >list || echo "# --list failed"

# is PATH SDDL: what --list says of a file.
is() {
	local found
	found=$(awk -F '\t' -v path="$1" '$1 == path { print $2 }' list)
	[ "$found" = "$2" ] || {
		echo "expected $1 $2"
		echo "found    $1 $found"
		return 1
	}
}

everybody='(A;ID;FA;;;SY)(A;ID;FRFX;;;WD)'
inherited="O:SYG:SYD:AI$everybody"
check root_gets_its_line is / \
	'O:SYG:SYD:P(A;OICI;FA;;;SY)(A;OICI;FRFX;;;WD)'
check unnamed_directory_inherits_and_passes_on is /etc \
	'O:SYG:SYD:AI(A;OICIID;FA;;;SY)(A;OICIID;FRFX;;;WD)'
check unnamed_file_inherits is /etc/passwd "$inherited"
check symlink_inherits_as_a_file is /etc/link "$inherited"
check long_symlink_inherits_as_a_file is /etc/long-link "$inherited"
check special_file_inherits_as_a_file is /etc/fifo "$inherited"
check protected_line_inherits_nothing is /etc/shadow 'O:SYG:SYD:P(A;;FA;;;SY)'
alice=S-1-5-21-1-2-3-1001
check owner_comes_from_the_directory is /home/alice/deep/file \
	"O:${alice}G:BUD:AI(A;ID;FA;;;SY)(A;ID;FA;;;$alice)"
check unprotected_line_also_inherits is /tmp \
	"O:SYG:SYD:AI(A;;FRFW;;;WD)(A;OICIID;FA;;;SY)(A;OICIID;FRFX;;;WD)S:(ML;OICI;NW;;;LW)"

no_file_left_out() {
	[ "$(grep -cE '\((none|corrupt)\)' list)" = 0 ] && [ -s list ]
}
check no_file_is_left_out no_file_left_out
check file_system_stays_sound e2fsck -fn image

raw_xattr() {
	debugfs -R 'ea_get -x /etc/shadow security.peios.sd' image 2>/dev/null |
		grep -q '= 01 00 07 90 '
}
check bytes_are_in_the_xattr_of_the_kernel raw_xattr

stays_in_the_inode() {
	debugfs -R 'stat /etc/passwd' image 2>/dev/null | grep -q 'File ACL: 0$'
}
check small_descriptor_stays_in_the_inode stays_in_the_inode

stamping_twice() {
	"$stamp" image policy.sd && "$stamp" --list image | cmp - list &&
		e2fsck -fn image
}
check stamping_again_changes_nothing stamping_twice

big_descriptor() {
	local i aces=
	for ((i = 0; i < 400; i++)); do
		aces+="(A;;FR;;;S-1-5-21-1-2-3-$i)"
	done
	{
		cat policy.sd
		echo "/etc/passwd D:P$aces"
	} >big.sd
	"$stamp" image big.sd && e2fsck -fn image &&
		"$stamp" --list image | grep -q '^/etc/passwd.*-1-2-3-399)' &&
		"$stamp" image big.sd && e2fsck -fn image &&
		"$stamp" image policy.sd && e2fsck -fn image &&
		"$stamp" --list image | cmp - list
}
check descriptor_larger_than_a_block_is_kept big_descriptor

# refuses NAME POLICY-LINE EXPECTED: a policy with this line at its end fails
# and says so.
refuses() {
	{
		cat policy.sd
		echo "$1"
	} >bad.sd
	if "$stamp" image bad.sd >said 2>&1; then
		echo "it was accepted"
		return 1
	fi
	grep -qF "$2" said || {
		echo "expected: $2"
		echo "found: $(cat said)"
		return 1
	}
}
check hard_links_that_disagree_are_refused \
	refuses '/etc/two D:P(A;;FA;;;SY)' '/etc/one and /etc/two are the same file'
check misspelt_path_is_refused \
	refuses '/etc/shdow D:P(A;;FA;;;SY)' 'bad.sd:6: the image has no /etc/shdow'
check pattern_without_match_is_accepted \
	bash -c "{ cat policy.sd; echo '/etc/no* D:P(A;;FA;;;SY)'; } >ok.sd && '$stamp' image ok.sd"
check bad_sddl_is_refused_with_its_line \
	refuses '/etc/one D:P(X;;FA;;;SY)' 'bad.sd:6: '

{ printf '\001' && head -c 64 /dev/zero | tr '\0' s; } >tree/etc/one.sig
cp tree/etc/one.sig tree/etc/nothing.sig
ln -s one tree/etc/symbolic
cp tree/etc/one.sig tree/etc/symbolic.sig
echo "of another kind" >tree/etc/passwd.sig
make_image signed
signature_of() { debugfs -R "ea_get $1 security.peios.sig" signed 2>/dev/null; }
signatures() {
	"$stamp" signed policy.sd && "$stamp" signed policy.sd &&
		e2fsck -fn signed &&
		signature_of /etc/one | grep -qF '"\001ssss'
}
check signature_beside_a_file_becomes_its_attribute signatures
other_signatures() {
	[ -z "$(signature_of /etc/passwd)$(signature_of /etc/symbolic)" ]
}
check what_is_no_signature_stays_a_file other_signatures
rm tree/etc/*.sig tree/etc/symbolic

root_without_line() {
	make_image image
	echo '/etc D:P(A;;FA;;;SY)' >bad.sd
	! "$stamp" image bad.sd >said 2>&1 && grep -q 'the root needs a rule' said
}
check root_without_owner_is_refused root_without_line

unstamped() {
	make_image image
	"$stamp" --list image >list
	[ $? = 1 ] && grep -q '^/etc/passwd.(none)$' list
}
check list_tells_missing_descriptors unstamped

without_ea_inode() {
	make_image plain ^ea_inode
	! "$stamp" plain policy.sd >said 2>&1 && grep -q 'ea_inode' said
}
check image_without_ea_inode_is_refused without_ea_inode

no_file_system() {
	head -c 100000 /dev/zero >zero
	! "$stamp" zero policy.sd >said 2>&1 && grep -q '^zero: no ext4' said
}
check no_file_system_is_refused no_file_system

unclean() {
	make_image image
	debugfs -w -R 'set_super_value state 0' image 2>/dev/null
	! "$stamp" image policy.sd >said 2>&1 && grep -q 'run e2fsck' said
}
check unclean_file_system_is_refused unclean

echo "1..$number"
