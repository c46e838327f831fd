#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# completion_test.sh KACS BASH-FILE ZSH-FILE: what the completions offer, and
# that they and the command know the same options. Prints TAP.

set -u
kacs=$(realpath "$1")
# shellcheck source=tools/completion/kacs.bash
. "$2"
zsh_file=$3
number=0 failed=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
touch plan board
# In place of a kernel's answer.
echo '{"user": "S-1-5-18", "privileges": {
	"present": ["SeTcbPrivilege", "SeBackupPrivilege"],
	"enabled": ["SeTcbPrivilege"]}}' >token.json

kacs() { "$kacs" "$@"; }

# complete_line WORD...: what is offered for the last word, in $offered.
complete_line() {
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	_kacs
	offered="${COMPREPLY[*]}"
}

# result RULE FOUND EXPECTED
result() {
	number=$((number + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $number - $1"
		return
	fi
	failed=1
	echo "not ok $number - $1"
	echo "# found:    $2"
	echo "# expected: $3"
}

# offers RULE EXPECTED WORD...
offers() {
	local rule=$1 expected=$2
	shift 2
	complete_line "$@"
	result "$rule" "$offered" "$expected"
}

offers commands_are_offered 'check' kacs ch
offers subcommands_are_offered 'remove reset' kacs sd re
offers options_are_offered '--verbose' kacs check --v
offers files_are_offered 'plan' kacs sd show pl
offers the_path_comes_before_trustees '' kacs sd allow Every
offers trustees_come_after_the_path 'Everyone' kacs sd allow plan Every
offers rights_come_after_the_path 'read' kacs check plan re
offers rights_are_a_list 'read,write' kacs check plan read,wr
offers text_takes_the_place_of_the_path 'maximum' \
	kacs check --sd 'O:SYD:' max
offers disabled_privileges_can_be_enabled 'SeBackupPrivilege' \
	kacs run --token token.json --enable Se
offers enabled_privileges_can_be_disabled 'SeTcbPrivilege' \
	kacs run --token token.json --disable Se
offers privileges_are_a_list 'x,SeTcbPrivilege' \
	kacs run --token token.json --disable x,SeT
offers the_command_has_options_of_its_own '' \
	kacs run --token token.json cat --hel

offers privileges_have_names 'SeTcbPrivilege' \
	kacs priv show SeTc
offers sessions_can_be_listed_and_shown 'list' kacs session l
offers removing_takes_any_privilege 'SeTcbPrivilege SeBackupPrivilege' \
	kacs run --token token.json --remove Se
offers keys_are_files 'plan' kacs sign file --key pl
offers policies_of_mounts_have_names 'synthesize-ephemeral synthesize-persistent' \
	kacs mount set syn
offers mounts_are_files 'plan' kacs mount set deny-missing pl
offers programs_are_files 'plan' kacs sign file --key board pl

# The options that the usage of a command names, and those that are offered.
for command in token check explain effective diff inherit why events run \
	'session list' 'session show' 'priv list' 'priv show' 'priv enable' 'condition eval' 'sd show' 'sd set' \
	'sd allow' 'sd deny' 'sd remove' 'sd owner' 'sd inherit' 'sd reset' \
	'mount show' 'mount set' 'sddl encode' 'sddl show' 'sddl decode' 'sddl canonical' 'sddl lint' \
	'sign make-key' 'sign make-table' 'sign file' 'sign verify' \
	'sign show'; do
	read -ra words <<<"$command"
	complete_line kacs "${words[@]}" --
	missing='' unknown=''
	used=$("$kacs" "${words[@]}" --help 2>&1 |
		if [[ ${words[0]} == @(mount|sddl|sign|session|priv) ]]; then
			grep -e "$command"
		else
			cat
		fi |
		grep -oE -e '--[a-z-]{2,}')
	for option in $used; do
		[[ " $offered " == *" $option "* ]] || missing+=" $option"
		grep -qF -e "${option}[" "$zsh_file" || missing+=" $option(zsh)"
	done
	# An option that is known says nothing of being unrecognized.
	for option in $offered; do
		"$kacs" "${words[@]}" "$option" 2>&1 </dev/null |
			grep -q unrecognized && unknown+=" $option"
	done
	result "${command// /_}_offers_what_its_usage_names" "$missing" ''
	result "${command// /_}_offers_what_it_understands" "$unknown" ''
done

if command -v zsh >/dev/null; then
	result the_zsh_completion_parses "$(zsh -n "$zsh_file" 2>&1)" ''
fi

echo "1..$number"
exit "$failed"
