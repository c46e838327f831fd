# SPDX-License-Identifier: GPL-2.0-only OR MIT
# shellcheck shell=bash
#
# Completion of kacs for bash; needs nothing else.

# Those that the caller's token, or that in file $2, has in state $1.
_kacs_privileges() {
	local name state source=()
	[ -z "${2-}" ] || source=(--token "$2")
	kacs token "${source[@]}" 2>/dev/null |
		while read -r name state; do
			# shellcheck disable=SC2254 # * stands for both.
			case $name:$state in
			Se*Privilege:$1) echo "$name" ;;
			esac
		done
}

_kacs_users() {
	sed -n 's/^  "\([^"]*\)": {$/\1/p' "${KACS_USERS:-/etc/kacs/users.json}" \
		2>/dev/null
}

_kacs_trustees() {
	printf '%s\n' Everyone Users Administrators SYSTEM
	sed -n 's/^\([^#\t][^\t]*\)\t.*/\1/p' \
		"${KACS_PRINCIPALS:-/etc/kacs/principals}" 2>/dev/null
}

_kacs_rights='read write append execute delete modify full list traverse
change-permissions change-owner'

# _kacs_offer LIST: those of its lines or words that go on as the word does.
_kacs_offer() {
	local IFS=$' \t\n'
	mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$1" -- "$cur")
}

# The same for one of several, separated by commas.
_kacs_offer_list() {
	mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(
		compgen -P "${cur%"${cur##*,}"}" -W "$1" -- "${cur##*,}"
	)
}

_kacs_offer_files() {
	compopt -o filenames 2>/dev/null
	mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$cur")
}

# What stands behind option $1.
_kacs_option_argument() {
	case $1 in
	--user) _kacs_offer "$(_kacs_users)" ;;
	--token | --users | --batch | --list | --local | --tree | --policy | --svg | \
		--resource | --key | --keys)
		_kacs_offer_files
		;;
	--mapping)
		_kacs_offer 'file directory process token registry ds none'
		;;
	--self) _kacs_offer "$(_kacs_trustees)" ;;
	--intent) _kacs_offer_list 'backup restore' ;;
	--access) _kacs_offer_list "$_kacs_rights maximum" ;;
	--pid) _kacs_offer "$(cd /proc && printf '%s\n' [0-9]*)" ;;
	--enable) _kacs_offer_list "$(_kacs_privileges disabled "$token")" ;;
	--disable) _kacs_offer_list "$(_kacs_privileges enabled "$token")" ;;
	--mitigations)
		_kacs_offer_list "wxp tlp lsv cfi cfif cfib no_child pie sml"
		;;
	--remove) _kacs_offer_list "$(_kacs_privileges '*' "$token")" ;;
	--owner | --group) _kacs_offer "$(_kacs_trustees)" ;;
	--default-dacl) _kacs_offer none ;;
	esac
}

# What stands where no option does, $1 such words being there already.
_kacs_argument() {
	case $command:$1 in
	sd-show:* | sd-set:* | sd-reset:* | sd-*:0) _kacs_offer_files ;;
	sd-allow:* | sd-deny:*)
		_kacs_offer "$(_kacs_trustees)"
		_kacs_offer_list "$_kacs_rights"
		_kacs_offer_files
		;;
	sd-remove:* | sd-owner:*)
		_kacs_offer "$(_kacs_trustees)"
		_kacs_offer_files
		;;
	sd-inherit:*)
		_kacs_offer 'on off'
		_kacs_offer_files
		;;
	check:0 | explain:0)
		[ "$text" = 0 ] || _kacs_offer_list "$_kacs_rights maximum"
		[ "$text" = 1 ] || _kacs_offer_files
		;;
	check:1 | explain:1) _kacs_offer_list "$_kacs_rights maximum" ;;
	mount-set:0)
		_kacs_offer 'deny-missing synthesize-ephemeral synthesize-persistent'
		;;
	effective:* | diff:* | inherit:0 | mount-* | sign-*) _kacs_offer_files ;;
	priv-show:*) _kacs_offer "$(kacs priv show | sed 's/ .*//')" ;;
	priv-enable:0) _kacs_offer_list "$(_kacs_privileges disabled)" ;;
	priv-disable:0) _kacs_offer_list "$(_kacs_privileges enabled)" ;;
	priv-remove:0) _kacs_offer_list "$(_kacs_privileges '*')" ;;
	priv-enable:1 | priv-disable:1 | priv-remove:1)
		mapfile -t COMPREPLY < <(compgen -c -- "$cur")
		;;
	priv-enable:* | priv-disable:* | priv-remove:*) _kacs_offer_files ;;
	run:0) mapfile -t COMPREPLY < <(compgen -c -- "$cur") ;;
	run:*) _kacs_offer_files ;;
	esac
}

_kacs_options() {
	local edit='--dry-run --json --no-dereference'
	local how='--mapping --self --pip --intent --local --tree --policy'
	case $command in
	token) echo --pid --user --users --token --linked --json --help ;;
	session-list) echo --json --help ;;
	session-show) echo --pid --json --help ;;
	priv-list) echo --pid --user --users --token --json --help ;;
	priv-show) echo --json --help ;;
	priv-enable | priv-disable | priv-remove) echo --pid --help ;;
	sd-show) echo --sddl --json --no-dereference --help ;;
	sd-allow | sd-deny) echo --inherit "$edit" --help ;;
	sd-*) echo "$edit" --help ;;
	check)
		echo --user --users --token --pid --sd --sd-hex --directory \
			--no-dereference --access "$how" --batch --verbose \
			--json --help
		;;
	explain)
		echo --user --users --token --pid --sd --sd-hex --directory \
			--no-dereference "$how" --svg --json --help
		;;
	effective)
		echo --user --users --token --pid --sd --list --directory \
			--no-dereference "$how" --json --help
		;;
	diff)
		echo --user --users --token --pid --directory "$how" --json \
			--help
		;;
	inherit)
		echo --user --users --token --pid --directory --show --json \
			--help
		;;
	condition-eval)
		echo --user --users --token --pid --resource --local --deny \
			--json --help
		;;
	why) echo --pid --verbose --json --help ;;
	events) echo --follow --json --help ;;
	mount-show) echo --json --help ;;
	mount-set) echo --template --json --help ;;
	run)
		echo --token --enable --disable --remove --owner --group \
			--default-dacl --mitigations --help
		;;
	sddl-show) echo --json --domain --directory --hex --help ;;
	sddl-encode | sddl-decode) echo --json --domain --batch --help ;;
	sddl-canonical) echo --domain --help ;;
	sddl-lint) echo --json --domain --hex --help ;;
	sign-make-key) echo --help ;;
	sign-make-table) echo --type --trust --help ;;
	sign-file) echo --key --xattr --detached --help ;;
	sign-verify | sign-show) echo --keys --detached --json --help ;;
	esac
}

_kacs() {
	local cur=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]-}
	local names='token session priv sd check explain effective diff inherit condition why events mount run sddl sign --help --version'
	local i=2 arguments=0 text=0 token=''

	COMPREPLY=()
	if [ "$COMP_CWORD" -gt 1 ]; then
		case $command in
		session) names='list show --help' ;;
		priv) names='list show enable disable remove --help' ;;
		sd) names='show set allow deny remove owner inherit reset --help' ;;
		condition) names='eval --help' ;;
		mount) names='show set --help' ;;
		sddl) names='encode show decode canonical lint --help' ;;
		sign) names='make-key make-table file verify show --help' ;;
		*) names='' ;;
		esac
		if [ -n "$names" ] && [ "$COMP_CWORD" -gt 2 ]; then
			command+=-${COMP_WORDS[2]}
			names='' i=3
		fi
	fi
	if [ -n "$names" ]; then
		_kacs_offer "$names"
		return
	fi
	for (( ; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--token) token=${COMP_WORDS[i + 1]} ;;
		--sd | --sd-hex) text=1 ;;
		esac
		case ${COMP_WORDS[i]} in
		--user | --users | --token | --pid | --enable | --disable | \
			--remove | --owner | --group | --default-dacl | --mitigations | \
			--sd | --sd-hex | --domain | --access | --mapping | \
			--self | --pip | --intent | --batch | --list | \
			--local | --template | --tree | --policy | --svg | --resource | --key | \
			--keys | --type | --trust)
			i=$((i + 1))
			;;
		-?*) ;;
		*) arguments=$((arguments + 1)) ;;
		esac
	done
	# The word is the argument of the option before it.
	if [ "$i" -gt "$COMP_CWORD" ]; then
		_kacs_option_argument "${COMP_WORDS[COMP_CWORD - 1]}"
	elif [[ $cur == -* && ! ($command =~ ^(run|priv-(enable|disable|remove))$ && $arguments -gt 0) ]]; then
		_kacs_offer "$(_kacs_options)"
	else
		_kacs_argument "$arguments"
	fi
}

complete -F _kacs kacs
