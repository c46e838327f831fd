#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# kacs_test.sh KACS USERS: what the command does without a KACS kernel. Prints
# TAP.

kacs=$1
users=$2
number=0
failed=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
unset NO_COLOR KACS_PRINCIPALS KACS_USERS

# expect RULE STATUS TEXT COMMAND...: the command ends with this status, and
# TEXT, a part of a line or "", is in what it prints.
expect() {
	rule=$1
	status=$2
	text=$3
	shift 3
	number=$((number + 1))
	"$@" >"$work/out" 2>&1 </dev/null
	got=$?
	if [ "$got" -eq "$status" ] &&
		{ [ -z "$text" ] || grep -qF -e "$text" "$work/out"; }; then
		echo "ok $number - $rule"
		return
	fi
	failed=1
	echo "not ok $number - $rule"
	echo "# $*"
	echo "# status $got, expected $status; expected in the output: $text"
	sed 's/^/# /' "$work/out"
}

board='O:SYG:SYD:P(D;;0x10116;;;S-1-5-21-1-2-3-1105)(A;;FA;;;SY)(A;;FRFWFXSD;;;BU)'
launch='O:SYG:SYD:P(A;;FA;;;SY)(A;;FRFWFXSD;;;BU)S:(ML;;NW;;;HI)'

# of USER ...: check as a user of the tour.
of() {
	user=$1
	shift
	"$kacs" check --users "$users" --user "$user" "$@"
}

expect allowed_is_status_0 0 'allowed: S-1-5-21-1-2-3-1002 may write' \
	of bob --sd "$board" write
expect denied_is_status_1 1 'denied: S-1-5-21-1-2-3-1004 may not write' \
	of mallory --sd "$board" write
expect a_denial_names_step_and_ace 1 \
	'step 6, DACL: ACE 0 denies S-1-5-21-1-2-3-1105 write (FILE_WRITE_DATA); without it ACE 2 would have allowed it.' \
	of mallory --sd "$board" write
expect a_denial_names_the_remedy 1 '  - without ACE 0' \
	of mallory --sd "$board" write
expect reading_is_not_denied_with_writing 0 'allowed' \
	of mallory --sd "$board" read
expect a_label_denies_the_level_below 1 'step 4, integrity' \
	of alice --sd "$launch" write
expect a_label_lets_its_level_write 0 'allowed' \
	of carol --sd "$launch" write
expect enabled_privileges_count_as_for_the_kernel 0 \
	'step 3, privileges: SeRestorePrivilege gives write' \
	of root --sd 'O:SYD:' write,delete
expect disabled_privileges_do_not_count 1 'step 6, DACL: the DACL is empty' \
	of carol --sd 'O:SYD:' write,delete
expect verbose_shows_the_walk 1 'ACE 1 allows BUILTIN\Users (A;;' \
	of alice --verbose --sd "$launch" write,delete
expect the_maximum_is_shown 0 'In all: FILE_READ_DATA' \
	of mallory --sd "$board" maximum
expect check_speaks_json 1 \
	'{"granted": "0x80", "allowed": false, "decided_by": {"step": "dacl", "ace": 0, "acl": "dacl"}, "continuous_audit": "0x0", "staging_mismatch": false, "events": [], "nodes": []}' \
	of mallory --json --sd "$board" --access write
expect a_descriptor_comes_as_bytes 0 '"granted": "0x2", "allowed": true' \
	of bob --json --sd-hex "$("$kacs" sddl encode "$board")" --access 2
expect bad_bytes_name_the_place 2 '--sd-hex: character 2: expected pairs' \
	of bob --json --sd-hex 01z --access 2
expect a_mapping_can_be_named 0 '"granted": "0x20019"' \
	of bob --json --mapping registry --sd 'O:SYD:(A;;KR;;;BU)' GR
expect a_mapping_can_be_given 0 '"granted": "0x1"' \
	of bob --json --mapping 1,2,4,7 --sd 'O:SYD:(A;;GR;;;BU)' GR
expect a_bad_mapping_is_an_error 2 '--mapping: expected file, directory' \
	of bob --json --mapping fiel --sd "$board" read
expect self_matches_principal_self 0 'allowed' \
	of bob --self S-1-5-21-1-2-3-1002 --sd 'O:SYD:(A;;FA;;;PS)' write
expect without_self_nobody_is_principal_self 1 'denied' \
	of bob --sd 'O:SYD:(A;;FA;;;PS)' write
expect json_counts_privileges_with_intent 0 '"step": "privileges"' \
	of root --json --intent backup,restore --sd 'O:SYD:' write
expect json_counts_no_privileges_without 1 '"step": "dacl"' \
	of root --json --sd 'O:SYD:' write
expect a_bad_intent_is_an_error 2 '--intent: expected backup, restore' \
	of root --json --intent all --sd 'O:SYD:' write
expect a_trust_label_asks_for_trust 1 '"step": "trust"' \
	of bob --json --sd 'O:SYD:(A;;FA;;;BU)S:(TL;;FR;;;S-1-19-512-1024)' write
expect trust_can_be_given 0 '"allowed": true' \
	of bob --json --pip 512,1024 \
	--sd 'O:SYD:(A;;FA;;;BU)S:(TL;;FR;;;S-1-19-512-1024)' write
expect a_bad_trust_is_an_error 2 '--pip: expected TYPE,TRUST' \
	of bob --json --pip 512 --sd "$board" write
expect two_descriptors_are_an_error 2 'usage: kacs check' \
	of bob --sd "$board" --sd-hex 01 write

echo '[{"name": "size", "type": "int64", "values": [7]}]' >"$work/claims.json"
small='O:SYD:(XA;;FA;;;BU;(size < 8))'
expect without_local_claims_their_conditions_are_unknown 1 '"allowed": false' \
	of bob --json --sd "$small" write
expect local_claims_are_asked 0 '"allowed": true' \
	of bob --json --local "$work/claims.json" --sd "$small" write
expect local_claims_count_in_words_too 0 'allowed' \
	of bob --local "$work/claims.json" --sd "$small" write
echo '[{"name": "size", "type": "int"}]' >"$work/badclaims.json"
expect bad_local_claims_name_the_place 2 'badclaims.json: [0].type: expected' \
	of bob --json --local "$work/badclaims.json" --sd "$small" write
expect there_is_one_file_of_local_claims 2 '--local: given twice' \
	of bob --local "$work/claims.json" --local "$work/claims.json" \
	--sd "$small" write

root=00000000-0000-0000-0000-000000000001
leaf=00000000-0000-0000-0000-000000000002
other=00000000-0000-0000-0000-000000000003
echo "{\"guid\": \"$root\", \"children\": [{\"guid\": \"$leaf\"}, {\"guid\": \"$other\"}]}" \
	>"$work/tree.json"
echo "[{\"level\": 0, \"guid\": \"$root\"}, {\"level\": 1, \"guid\": \"$leaf\"}, {\"level\": 1, \"guid\": \"$other\"}]" \
	>"$work/list.json"
nodes="\"nodes\": [{\"level\": 0, \"guid\": \"$root\", \"granted\": \"0x0\", \"allowed\": false}, {\"level\": 1, \"guid\": \"$leaf\", \"granted\": \"0x1\", \"allowed\": true}, {\"level\": 1, \"guid\": \"$other\", \"granted\": \"0x0\", \"allowed\": false}]"
expect each_node_of_a_tree_has_an_answer 1 "$nodes" \
	of bob --json --tree "$work/tree.json" \
	--sd "O:SYD:(OA;;CC;$leaf;;BU)" --access 1
expect a_tree_may_be_a_list 1 "$nodes" \
	of bob --json --tree "$work/list.json" \
	--sd "O:SYD:(OA;;CC;$leaf;;BU)" --access 1

echo '{"sid": "S-1-17-7", "rules": [
	{"applies_to": "@Resource.secret == 1", "dacl": "D:(A;;FR;;;BU)",
	 "sacl": "S:(AU;FA;FA;;;WD)", "staged_dacl": "D:(A;;FA;;;BU)"}]}' \
	>"$work/policy.json"
secret='O:SYD:(A;;FA;;;BU)S:(RA;;;;;WD;("secret",TI,0,1))(SP;;;;;S-1-17-7)'
plain='O:SYD:(A;;FA;;;BU)S:(SP;;;;;S-1-17-7)'
expect a_policy_decides 1 \
	'"decided_by": {"step": "policy", "ace": null, "acl": "policy", "policy": "S-1-17-7", "rule": 0}, "continuous_audit": "0x0", "staging_mismatch": true' \
	of bob --json --policy "$work/policy.json" --sd "$secret" --access 3
expect a_policys_events_are_told 1 \
	'"events": [{"event": "access-audit", "success": false, "requested_access": "0x3", "granted_access": "0x1", "trigger": {"kind": "sacl", "ace": 0, "acl": "policy", "policy": "S-1-17-7", "rule": 0}}, {"event": "caap-policy-diagnostic", "kind": "staging-mismatch", "requested_access": "0x3", "effective_granted_access": "0x1", "staged_granted_access": "0x3", "object_results_differ": false}]' \
	of bob --json --policy "$work/policy.json" --sd "$secret" --access 3
expect a_rule_applies_where_its_condition_says 0 '"allowed": true' \
	of bob --json --policy "$work/policy.json" --sd "$plain" --access 3
expect a_policy_that_is_not_there_is_recovered 1 \
	'"acl": "policy", "policy": "S-1-17-7", "rule": 0, "recovery": true}' \
	of bob --json --sd "$plain" --access 3
expect a_policy_has_one_definition 2 'two policies have the name S-1-17-7' \
	of bob --json --policy "$work/policy.json" \
	--policy "$work/policy.json" --sd "$plain" --access 3
echo '{"sid": "S-1-17-7", "rules": [{"dacl": "D:(A;;QQ;;;SY)"}]}' \
	>"$work/badpolicy.json"
expect a_bad_policy_names_the_place 2 'badpolicy.json: .rules[0].dacl: byte 6: ' \
	of bob --json --policy "$work/badpolicy.json" --sd "$plain" --access 3

echo '{"user": "S-1-5-18", "privileges": {"present": ["SeRestorePrivilege"],
	"enabled": ["SeRestorePrivilege"]},
	"audit_policy": ["privilege_use_success", "object_access_failure"]}' \
	>"$work/audited.json"
expect alarms_are_continuous_audit 0 '"continuous_audit": "0x2"' \
	of bob --json --sd 'O:SYD:(A;;FA;;;BU)S:(AL;;DC;;;WD)' read
expect the_use_of_a_privilege_is_an_event 0 \
	'{"event": "privilege-use", "privilege": "SeRestorePrivilege", "success": true, "requested_access": "0x2", ' \
	"$kacs" check --json --token "$work/audited.json" --intent restore \
	--sd 'O:SYD:' --access 2
expect a_token_may_be_audited_in_any_case 1 \
	'"trigger": {"kind": "policy", "ace": null, "acl": null}}]' \
	"$kacs" check --json --token "$work/audited.json" --sd 'O:SYD:' --access 2

expect explain_tells_step_and_ace 1 \
	'step 6, DACL: ACE 0 denies S-1-5-21-1-2-3-1105 write' \
	"$kacs" explain --users "$users" --user mallory --sd "$board" write
expect explain_shows_the_walk 0 'ACE 2 allows BUILTIN\Users (A;;' \
	"$kacs" explain --users "$users" --user bob --sd "$board" write
expect explain_names_the_remedy 1 '  - without ACE 0' \
	"$kacs" explain --users "$users" --user mallory --sd "$board" write
expect explain_speaks_json 1 '"step_name": "dacl"' \
	"$kacs" explain --json --users "$users" --user mallory \
	--sd-hex "$("$kacs" sddl encode "$board")" write
expect explain_takes_policies 1 \
	'rule 0 of the central policy S-1-17-7 (SACL ACE 1): no ACE allows' \
	"$kacs" explain --users "$users" --user bob \
	--policy "$work/policy.json" --sd "$secret" write
expect explain_takes_trees 1 "node 1,   $leaf: allowed: read data" \
	"$kacs" explain --users "$users" --user bob --tree "$work/tree.json" \
	--sd "O:SYD:(OA;;CC;$leaf;;BU)" 1
expect explain_takes_local_claims 0 'size (7) < 8: true; whole: true' \
	"$kacs" explain --users "$users" --user bob \
	--local "$work/claims.json" --sd "$small" write
expect explain_takes_mappings 0 'TOKEN_QUERY' \
	"$kacs" explain --users "$users" --user bob --mapping token \
	--sd 'O:SYD:(A;;GR;;;BU)' TOKEN_QUERY
expect explain_draws_a_picture 1 'denied: ' \
	"$kacs" explain --users "$users" --user bob --svg "$work/a.svg" \
	--policy "$work/policy.json" --sd "$secret" write
expect the_picture_is_well_formed 0 'svg' \
	python3 -c 'import sys, xml.dom.minidom as x
print(x.parse(sys.argv[1]).documentElement.tagName)' "$work/a.svg"
expect the_picture_names_the_rule 0 \
	'rule 0 of the central policy S-1-17-7 (SACL ACE 1): takes back write' \
	cat "$work/a.svg"
expect a_picture_may_go_to_the_output 1 '<svg xmlns=' \
	"$kacs" explain --users "$users" --user bob --svg - \
	--sd 'O:SYD:' write
expect a_picture_that_cannot_be_written_is_an_error 2 'No such file' \
	"$kacs" explain --users "$users" --user bob --svg "$work/none/a.svg" \
	--sd 'O:SYD:' write
expect explain_wants_an_access 2 'usage: kacs explain' \
	"$kacs" explain --sd "$board"

expect effective_shows_everybody 0 \
	'mallory x    -     -      x       -      -     x    -     x  -   x  -    -' \
	"$kacs" effective --users "$users" --sd "$board"
expect effective_shows_one_principal_over_many 0 \
	'plans x    -     -      -       -      -     x    -     x  -   x  -    -' \
	sh -c 'printf "board\tO:SYD:\nplans\tO:SYD:(A;;FR;;;BU)\n" |
		"$1" effective --users "$2" --user bob --list -' sh "$kacs" "$users"
expect no_line_of_a_matrix_ends_in_blanks 1 '' \
	sh -c '"$1" effective --users "$2" --sd "$3" | grep " \$"' \
	sh "$kacs" "$users" "$board"
expect effective_speaks_json 0 '"granted": "0x120089"' \
	"$kacs" effective --json --users "$users" --user bob \
	--sd 'O:SYD:(A;;FR;;;BU)'
expect effective_takes_mappings 0 'bob     0x20008 TOKEN_QUERY READ_CONTROL' \
	"$kacs" effective --users "$users" --mapping token \
	--sd 'O:SYD:(A;;GR;;;BU)'
expect effective_takes_policies 0 '"granted": "0x120089"' \
	"$kacs" effective --json --users "$users" --user bob \
	--policy "$work/policy.json" --sd "$secret"
expect effective_names_bad_sddl 2 'byte 2: expected' \
	"$kacs" effective --users "$users" --sd 'D:x'
expect effective_wants_an_object 2 'usage: kacs effective' \
	"$kacs" effective --users "$users"

expect diff_shows_who_loses_what 1 '  loses: write data' \
	"$kacs" diff --users "$users" --user bob 'O:SYD:(A;;CCDC;;;BU)' \
	'O:SYD:(A;;CC;;;BU)'
expect diff_speaks_json 1 '"FILE_WRITE_DATA"' \
	"$kacs" diff --json --users "$users" 'O:SYD:(A;;CC;;;BU)' \
	'O:SYD:(A;;CCDC;;;BU)'
expect diff_takes_mappings 1 '  loses: delete, change permissions' \
	"$kacs" diff --users "$users" --user bob --mapping registry \
	'O:SYD:(A;;KA;;;BU)' 'O:SYD:(A;;KR;;;BU)'
expect another_spelling_is_no_difference 0 '' \
	"$kacs" diff --users "$users" "$board" \
	"$("$kacs" sddl canonical "$board")"
expect diff_wants_two_descriptors 2 'usage: kacs diff' \
	"$kacs" diff --users "$users" "$board"

levels='S:(RA;;;;;WD;("level",TI,0,4))'
expect a_condition_comes_to_a_value 1 'unknown' \
	"$kacs" condition eval 'a == 1'
expect each_term_has_its_value 1 \
	'  size (7) >= @Resource.level (4): true' \
	"$kacs" condition eval --users "$users" --user bob \
	--local "$work/claims.json" --resource "$levels" \
	'size >= @Resource.level && Member_of {SID(BA)}'
expect a_condition_that_is_true_is_status_0 0 'true' \
	"$kacs" condition eval --users "$users" --user bob \
	'Member_of {SID(BU)}'
expect the_resource_may_be_bytes 0 '@Resource.level (4) == 4: true' \
	"$kacs" condition eval --resource "$("$kacs" sddl encode "$levels")" \
	'@Resource.level == 4'
expect conditions_speak_json 1 '"text": "a (absent) == 1"' \
	"$kacs" condition eval --json 'a == 1'
expect a_bad_condition_names_the_byte 2 'the expression: byte 2: expected' \
	"$kacs" condition eval 'a = 1'
expect an_attribute_alone_is_no_condition 2 'not a valid condition' \
	"$kacs" condition eval '@User.a'
expect a_condition_wants_an_expression 2 'usage: kacs condition eval' \
	"$kacs" condition eval
expect a_condition_is_only_evaluated 2 'usage: kacs condition eval' \
	"$kacs" condition frob
expect inherit_shows_what_a_file_gets 0 \
	'O:S-1-5-21-1-2-3-1002G:BUD:AI(A;ID;FR;;;BU)(A;ID;FA;;;S-1-5-21-1-2-3-1002)' \
	"$kacs" inherit --users "$users" --user bob \
	'O:SYG:SYD:(A;OI;GR;;;BU)(A;OIIO;GA;;;CO)'
expect inherit_shows_what_a_directory_gets 0 '(A;OICIIOID;FA;;;CO)' \
	"$kacs" inherit --users "$users" --user bob --directory \
	'O:SYG:SYD:(A;OICIIO;GA;;;CO)'
expect inherit_takes_a_wish 0 'D:AI(A;;FR;;;WD)(A;ID;FA;;;SY)' \
	"$kacs" inherit --users "$users" --user bob \
	'O:SYG:SYD:(A;OICI;FA;;;SY)' 'D:AR(A;;FR;;;WD)'
expect inherit_shows_a_table 0 'full (0x1f01ff)  [inherited]' \
	"$kacs" inherit --users "$users" --user bob --show \
	'O:SYG:SYD:(A;OICI;FA;;;SY)'
expect inherit_speaks_json 0 '"sid": "S-1-5-21-1-2-3-1002"' \
	"$kacs" inherit --users "$users" --user bob --json \
	'O:SYG:SYD:(A;OICI;FA;;;SY)'
expect inherit_names_bad_sddl 2 'byte 2: expected' \
	"$kacs" inherit --users "$users" --user bob 'D:x'
expect inherit_wants_a_parent 2 'usage: kacs inherit' \
	"$kacs" inherit --users "$users" --user bob

system='{"user": "S-1-5-18"}'
cat >"$work/requests" <<END
{"token": $system, "sd": "O:BAD:(A;;FA;;;SY)", "access": "write"}
{"token": $system, "sd": "O:BAD:(A;;FA;;;SY)", "access": 1, "mapping": "file"}
{"token":$system,"sd_hex":"01zz","access":"read"}
{"token": $system, "sd": "O:BAD:(XA;;FR;;;WD;(a == \\"b\\"))", "access": "1"}
{"token": {"user": "S-1-5-18", "grops": []}, "sd": "O:BA", "access": "read"}
{"token": $system, "access": "read"}
{"token": $system, "sd": "D:(A;;QQ;;;SY)", "access": "read"}
{"token": $system, "sd": "O:BA", "access": "read", "tree": []}
{"token": $system, "sd": "O:BA", "access": "frob"}
{"token": $system
END
cat >"$work/replies" <<'END'
{"granted": "0x82", "allowed": true, "decided_by": {"step": "dacl", "ace": 0, "acl": "dacl"}, "continuous_audit": "0x0", "staging_mismatch": false, "events": [], "nodes": []}
{"granted": "0x1", "allowed": true, "decided_by": {"step": "dacl", "ace": 0, "acl": "dacl"}, "continuous_audit": "0x0", "staging_mismatch": false, "events": [], "nodes": []}
{"error":{"offset":2,"reason":"sd_hex: expected pairs of hexadecimal digits"}}
{"granted": "0x0", "allowed": false, "decided_by": {"step": "dacl", "ace": null, "acl": "dacl"}, "continuous_audit": "0x0", "staging_mismatch": false, "events": [], "nodes": []}
END
"$kacs" check --batch "$work/requests" >"$work/replied"
expect requests_are_answered_in_order 0 '' \
	sh -c 'sed 4q "$1" | cmp - "$2"' sh "$work/replied" "$work/replies"
expect a_bad_token_in_a_batch_names_the_field 0 \
	'"reason":"token: .grops: unknown field' sed -n 5p "$work/replied"
expect a_request_has_a_descriptor 0 'one of sd and sd_hex' \
	sed -n 6p "$work/replied"
expect bad_sddl_in_a_batch_names_the_byte 0 \
	'{"error":{"offset":6,"reason":"sd: unknown right' \
	sed -n 7p "$work/replied"
expect a_bad_tree_in_a_batch_names_the_field 0 'tree: .: a tree has 1 to' \
	sed -n 8p "$work/replied"
expect a_bad_right_in_a_batch_is_an_error 0 'is no right of a file' \
	sed -n 9p "$work/replied"
{
	printf '{"token": %s, "sd": "%s", "access": "2", "local": %s}\n' \
		"$system" 'O:BAD:(XA;;FA;;;SY;(size < 8))' \
		"$(cat "$work/claims.json")"
	printf '{"token": %s, "sd": "%s", "access": "2", "local": []}\n' \
		"$system" 'O:BAD:(XA;;FA;;;SY;(size < 8))'
	printf '{"token": %s, "sd": "%s", "access": "1", "tree": %s}\n' \
		"$system" "O:BAD:(OA;;CC;$leaf;;SY)" \
		"$(cat "$work/tree.json")"
	printf '{"token": %s, "sd": "%s", "access": "2", "policy": %s}\n' \
		"$system" 'O:BAD:(A;;FA;;;SY)S:(SP;;;;;S-1-17-7)' \
		'{"sid": "S-1-17-7", "rules": [{"dacl": "D:"}]}'
	printf '{"token": %s, "sd": "%s", "access": "2", "policy": [%s, %s]}\n' \
		"$system" 'O:BAD:(A;;FA;;;SY)S:(SP;;;;;S-1-17-7)' \
		'{"sid": "S-1-17-8", "rules": []}' \
		'{"sid": "S-1-17-7", "rules": [{"dacl": "D:"}]}'
	printf '{"token": %s, "sd": "O:BA", "access": "2", "policy": 7}\n' \
		"$system"
} >"$work/requests2"
"$kacs" check --batch "$work/requests2" >"$work/replied2"
expect local_claims_stand_in_a_batch 0 '"allowed": true' \
	sed -n 1p "$work/replied2"
expect each_line_has_its_own_claims 0 '"allowed": false' \
	sed -n 2p "$work/replied2"
expect a_tree_stands_in_a_batch 0 "$nodes" sed -n 3p "$work/replied2"
expect a_policy_stands_in_a_batch 0 '"policy": "S-1-17-7", "rule": 0}' \
	sed -n 4p "$work/replied2"
expect policies_stand_in_a_batch 0 '"policy": "S-1-17-7", "rule": 0}' \
	sed -n 5p "$work/replied2"
expect a_bad_policy_in_a_batch_names_the_field 0 '"reason":"policy: ' \
	sed -n 6p "$work/replied2"
expect a_cut_request_is_an_error 0 '{"error":{"offset":' \
	sed -n 10p "$work/replied"
printf 'mallory\tS-1-5-21-1-2-3-1004\n' >"$work/principals"
expect names_come_from_the_table_that_is_named 1 'denied: mallory may not' \
	env KACS_PRINCIPALS="$work/principals" \
	"$kacs" check --users "$users" --user mallory --sd "$board" write
expect a_named_table_may_be_missing 1 'denied: S-1-5-21-1-2-3-1004 may not' \
	env KACS_PRINCIPALS="$work/none" \
	"$kacs" check --users "$users" --user mallory --sd "$board" write
expect tokens_come_from_the_table_that_is_named 1 'denied' \
	env KACS_USERS="$users" \
	"$kacs" check --user mallory --sd "$board" write
expect a_missing_table_is_an_error 2 'none: No such file' \
	env KACS_USERS="$work/none" \
	"$kacs" check --user mallory --sd "$board" write
expect no_colours_off_a_terminal 1 'denied: ' \
	env TERM=xterm "$kacs" check --users "$users" --user mallory \
	--sd "$board" write

echo '{"user": "S-1-5-18"}' >"$work/system.json"
echo '{"user": "S-1-5-18", "grops": []}' >"$work/bad.json"
echo '{"user": "S-1-5-18",' >"$work/cut.json"
expect a_token_comes_from_a_file 0 'NT AUTHORITY\SYSTEM may write' \
	"$kacs" check --token "$work/system.json" --sd "$board" write
expect a_bad_token_names_the_field 2 'bad.json: .grops: unknown field' \
	"$kacs" check --token "$work/bad.json" --sd "$board" write
expect a_cut_token_names_the_line 2 'cut.json: byte' \
	"$kacs" check --token "$work/cut.json" --sd "$board" write
expect a_missing_token_is_an_error 2 'none.json: No such file' \
	"$kacs" check --token "$work/none.json" --sd "$board" write
expect an_unknown_user_is_an_error 2 'no user "eve"' \
	of eve --sd "$board" write
expect only_one_token_counts 2 'exclude each other' \
	of alice --token "$work/system.json" --sd "$board" write
expect bad_sddl_names_the_byte 2 'byte 8: unknown right' \
	of alice --sd 'D:(A;;FRQQ;;;SY)' write
expect a_bad_right_is_an_error 2 '"wirte" is no right of a file' \
	of alice --sd "$board" wirte
expect an_access_must_be_named 2 'usage: kacs check' \
	of alice --sd "$board"

expect a_token_file_is_shown 0 'BUILTIN\Administrators (S-1-5-32-544), may own' \
	"$kacs" token --users "$users" --user carol
expect a_tokens_level_is_shown 0 'integrity    high (no_write_up)' \
	"$kacs" token --users "$users" --user carol
cat >"$work/claims.json" <<'END'
{"user": "S-1-5-21-1-2-3-1001",
 "groups": ["BU", {"sid": "BA", "attributes": ["owner"]}], "owner_index": 2,
 "confinement": {"sid": "S-1-15-2-7", "exempt": true},
 "claims": {"user": [
  {"name": "clear\u001bance", "type": "int64", "values": [3, 4]},
  {"name": "project", "type": "string", "values": ["x\u001b\""],
   "flags": ["disabled"]}]},
 "device_groups": ["AU"], "audit_policy": ["object_access_failure"]}
END
expect a_tokens_claims_are_shown 0 '  clear\u001Bance = 3, 4' \
	"$kacs" token --token "$work/claims.json"
expect a_claim_cannot_drive_the_terminal 0 \
	'  project = "x\u001B\"" (disabled)' \
	"$kacs" token --token "$work/claims.json"
expect a_tokens_owner_of_new_objects_is_shown 0 \
	'owner        BUILTIN\Administrators (S-1-5-32-544), of new objects' \
	"$kacs" token --token "$work/claims.json"
expect an_exempt_token_is_shown_so 0 'confined to  S-1-15-2-7, exempt' \
	"$kacs" token --token "$work/claims.json"
expect what_a_token_has_audited_is_shown 0 \
	'audited      object_access_failure' \
	"$kacs" token --token "$work/claims.json"
cat >"$work/metadata.json" <<'END'
{"user": "S-1-5-21-1-2-3-1001", "groups": ["BU"], "primary_group_index": 1,
 "projected_uid": 5, "projected_gid": 6,
 "projected_supplementary_gids": [7, 8],
 "source": {"name": "auth\u001bd", "id": 9},
 "expiration": 1700000000000000000, "interactive_session_id": 2}
END
expect a_tokens_group_of_new_objects_is_shown 0 \
	'group        BUILTIN\Users (S-1-5-32-545), of new objects' \
	"$kacs" token --token "$work/metadata.json"
expect a_tokens_linux_groups_are_shown 0 \
	'linux        uid 5, gid 6, groups 7, 8' \
	"$kacs" token --token "$work/metadata.json"
expect who_made_a_token_cannot_drive_the_terminal 0 \
	'made by      auth\u001Bd, 9' \
	"$kacs" token --token "$work/metadata.json"
expect when_a_token_expires_is_shown 0 \
	'expires      2023-11-14 22:13:20 UTC, which nothing enforces' \
	"$kacs" token --token "$work/metadata.json"
expect a_tokens_interactive_session_is_shown 0 'interactive  session 2' \
	"$kacs" token --token "$work/metadata.json"
"$kacs" token --users "$users" --user carol --json >"$work/carol.json"
expect token_json_is_a_token_file 0 'allowed' \
	"$kacs" check --token "$work/carol.json" --sd "$launch" write
"$kacs" token --token "$work/carol.json" --json >"$work/again.json"
expect token_json_comes_back_the_same 0 '' \
	cmp "$work/carol.json" "$work/again.json"

expect sddl_becomes_bytes 0 \
	'0100048014000000000000000000000020000000010100000000000512000000' \
	"$kacs" sddl encode 'O:SYD:(A;;FA;;;WD)'
expect bytes_become_sddl 0 "$launch" \
	"$kacs" sddl decode "$("$kacs" sddl encode "$launch")"
expect domain_aliases_need_a_domain 2 'DA (Domain Admins) needs a domain SID' \
	"$kacs" sddl encode 'O:DA'
expect a_domain_can_be_given 0 '15000000070000000800000009000000f4010000' \
	"$kacs" sddl encode --domain S-1-5-21-7-8-9 'O:LA'
expect no_text_is_nothing 0 '0100008000000000000000000000000000000000' \
	"$kacs" sddl encode ''
expect nothing_grants_nothing 1 'step 1, gate: the descriptor has no owner' \
	of bob --sd '' read
expect odd_hex_is_an_error 2 'character 2: expected pairs' \
	"$kacs" sddl decode 010
expect cut_bytes_name_the_place 2 'not a valid descriptor' \
	"$kacs" sddl decode 01000480
expect sddl_speaks_json 0 '"level": "high"' \
	"$kacs" sddl encode --json "$launch"

expect decode_knows_the_domain 0 'O:DA' \
	"$kacs" sddl decode --domain S-1-5-21-7-8-9 \
	"$("$kacs" sddl encode --domain S-1-5-21-7-8-9 O:DA)"
expect canonical_text_has_one_spelling 0 'O:SYD:(A;;FA;;;SY)' \
	"$kacs" sddl canonical ' d:(a;;2032127;;;sy) o:S-1-5-18'
expect conditions_become_text 0 'D:(XA;;FX;;;WD;(@User.a == 1 && b))' \
	"$kacs" sddl canonical 'D:(XA;;FX;;;WD;((@user.a==1)&&b))'
expect lint_finds_disorder 1 'DACL ACE 1: not in canonical order' \
	"$kacs" sddl lint 'O:SYG:SYD:(A;;FA;;;SY)(D;;FR;;;BU)'
expect lint_reads_bytes 1 '"rule": "null_dacl"' \
	"$kacs" sddl lint --json --hex "$("$kacs" sddl encode O:SY)"
expect lint_of_a_sound_descriptor_is_status_0 0 '' \
	"$kacs" sddl lint "$board"
cat >"$work/batch" <<'END'
{"sddl": "O:SY"}
{"hex": "0100008014000000000000000000000000000000010100000000000512000000"}
{"sddl": "D:(A;;QQ;;;SY)"}
{"hex": "01zz"}
{"hex": "0100048000"}
{"text": ""}
{"sddl"
END
cat >"$work/answers" <<'END'
{"hex":"0100008014000000000000000000000000000000010100000000000512000000"}
{"sddl":"O:SY"}
{"error":{"offset":6,"reason":"unknown right; expected two letters such as FA, FR, GA, RC or a number"}}
{"error":{"offset":2,"reason":"expected pairs of hexadecimal digits"}}
{"error":{"offset":5,"reason":"not a valid descriptor: the input ends inside a structure"}}
{"error":{"offset":0,"reason":"expected {\"sddl\": \"...\"} or {\"hex\": \"...\"}"}}
END
"$kacs" sddl encode --batch "$work/batch" >"$work/answered"
expect a_batch_is_answered_in_order 0 '' \
	sh -c 'sed 7d "$1" | cmp - "$2"' sh "$work/answered" "$work/answers"
expect a_line_that_is_no_json_is_answered 0 '{"error":{"offset":' \
	sed -n 7p "$work/answered"
expect a_missing_batch_is_an_error 2 'none: No such file' \
	"$kacs" sddl decode --batch "$work/none"

expect a_table_shows_the_owner 0 'owner   NT AUTHORITY\SYSTEM (S-1-5-18)' \
	"$kacs" sddl show "$board"
expect a_table_shows_each_ace 0 \
	'   2  allow  BUILTIN\Users        modify (0x1301bf)' \
	"$kacs" sddl show "$board"
expect a_table_shows_the_label 0 'label   high: no write up' \
	"$kacs" sddl show "$launch"
expect a_table_shows_that_labels_forbid_writing_up 0 \
	'label   high: no read up, no write up (implied)' \
	"$kacs" sddl show 'O:SYG:SYD:(A;;FA;;;SY)S:(ML;;NR;;;HI)'
expect a_table_shows_inheritance 0 \
	'[inherited; for files and directories below, not here]' \
	"$kacs" sddl show --directory 'O:SYD:(A;OICIIOID;FA;;;CO)'
rich='D:(OA;CI;FR;bf967aba-0de6-11d0-a285-00aa003049e2;bf967a86-0de6-11d0-a285-00aa003049e2;BU)(XA;;FR;;;BU;(@User.a == ";"))S:(RA;;;;;WD;("secrecy",TI,0,2))(XU;SA;FR;;;BU;(a))'
expect a_table_shows_conditions 0 '      if (@User.a == ";")' \
	"$kacs" sddl show "$rich"
expect a_table_shows_conditions_of_audits 0 '      if (a)' \
	"$kacs" sddl show "$rich"
expect a_table_shows_attributes 0 '      ("secrecy",TI,0x0,2)' \
	"$kacs" sddl show "$rich"
expect a_table_shows_object_types 0 \
	'      for object type bf967aba-0de6-11d0-a285-00aa003049e2' \
	"$kacs" sddl show "$rich"
expect a_table_shows_inherited_object_types 0 \
	'      inherited by object type bf967a86-0de6-11d0-a285-00aa003049e2' \
	"$kacs" sddl show "$rich"
expect a_table_shows_bytes 0 '   0  conditional allow Everyone  execute' \
	"$kacs" sddl show --hex "$("$kacs" sddl encode 'D:(XA;;FX;;;WD;(a))')"
expect a_table_tells_an_unreadable_condition 0 'its condition cannot be read' \
	"$kacs" sddl show --hex "$("$kacs" sddl encode 'D:(XA;;FX;;;WD;(a))' |
		sed 's/61727478/61727479/')"
expect a_table_tells_a_null_dacl 0 'none: everybody may do everything' \
	"$kacs" sddl show 'O:SY'
expect a_table_tells_an_empty_dacl 0 'empty: nobody but the owner' \
	"$kacs" sddl show 'O:SYD:'

# What needs the kernel says so.
expect no_kernel_no_token 2 'this kernel has no KACS' "$kacs" token
expect no_kernel_no_token_of_others 2 'this kernel has neither' \
	"$kacs" token --pid $$
expect no_kernel_no_denial 2 'this kernel has no KACS' "$kacs" why
expect no_kernel_no_events 2 'this kernel has no KACS' "$kacs" events
expect no_kernel_no_descriptor 2 'this kernel has no KACS' "$kacs" sd show /
expect no_kernel_no_change 2 'this kernel has no KACS' \
	"$kacs" sd allow / BU read
expect no_kernel_no_mount_policy 2 'this kernel has no KACS' \
	"$kacs" mount show /
expect no_kernel_no_run 2 'this kernel has no KACS' \
	"$kacs" run --token "$work/system.json" -- true

expect no_kernel_no_privileges 2 'this kernel has no KACS' \
	"$kacs" run --enable SeBackupPrivilege --disable debug -- true

expect no_kernel_no_sessions 2 'this kernel has no KACS' "$kacs" session list
expect no_kernel_no_session 2 'this kernel has no KACS' "$kacs" session show
expect no_kernel_no_session_of_others 2 'this kernel has no KACS' \
	"$kacs" session show --pid 1
expect no_kernel_no_list_of_privileges 2 'this kernel has no KACS' \
	"$kacs" priv list
expect no_kernel_no_linked_token 2 'this kernel has no KACS' \
	"$kacs" token --linked
expect no_kernel_no_defaults 2 'this kernel has no KACS' \
	"$kacs" run --owner SYSTEM -- true
expect a_session_is_a_number 2 '"12x" is no session' "$kacs" session show 12x
expect session_wants_a_subcommand 2 'usage: kacs session list' "$kacs" session
expect session_list_is_not_of_a_process 2 'usage: kacs session list' \
	"$kacs" session list --pid 1
expect privileges_are_described 0 'read everything, to save it' \
	"$kacs" priv show
expect named_privileges_are_described 0 \
	'"summary": "read everything, to save it"' \
	"$kacs" priv show --json backup
expect an_unknown_privilege_is_not_described 2 '"SeFly" is no privilege' \
	"$kacs" priv show SeFly
expect privileges_of_a_user_are_listed 0 \
	'SeDebugPrivilege                disabled       look into any process' \
	"$kacs" priv list --users "$users" --user carol
expect privileges_of_a_user_speak_json 0 '"enabled_by_default": true' \
	"$kacs" priv list --json --users "$users" --user carol
expect priv_wants_a_subcommand 2 'usage: kacs priv list' "$kacs" priv
expect priv_enable_wants_a_command 2 'usage: kacs priv list' \
	"$kacs" priv enable SeBackup
expect priv_enable_is_for_a_process_or_a_command 2 'usage: kacs priv list' \
	"$kacs" priv enable --pid 1 SeBackup true
expect priv_enable_names_privileges 2 'enable: "SeFly" is no privilege' \
	"$kacs" priv enable SeFly true
expect linked_is_about_a_process 2 '--linked is about the token of a process' \
	"$kacs" token --linked --token "$work/system.json"

expect run_wants_an_option 2 'usage: kacs run' "$kacs" run -- true
expect run_wants_a_command 2 'usage: kacs run' "$kacs" run --enable SeBackup
expect a_privilege_has_a_name 2 '--enable: "SeFly" is no privilege' \
	"$kacs" run --enable SeBackup,SeFly -- true
expect a_list_of_privileges_has_no_gaps 2 '--disable: "" is no privilege' \
	"$kacs" run --disable SeBackup, -- true
expect a_privilege_is_enabled_or_disabled 2 \
	'--enable, --disable and --remove name the same privilege: SeDebugPrivilege' \
	"$kacs" run --enable debug,SeBackup --disable SeDebugPrivilege -- true
expect a_mitigation_has_a_name 2 '--mitigations: "magic" is no mitigation' \
	"$kacs" run --mitigations wxp,magic -- true
expect no_kernel_no_mitigations 2 'this kernel has no KACS' \
	"$kacs" run --mitigations wxp,PIE -- true
expect options_behind_the_command_are_its_own 2 'this kernel has no KACS' \
	"$kacs" run --enable SeBackup cat --help

expect help_is_no_error 0 'usage: kacs COMMAND' "$kacs" --help
expect no_command_is_an_error 2 'usage: kacs COMMAND' "$kacs"
expect an_unknown_command_is_an_error 2 '"frob" is no command' "$kacs" frob
expect an_unknown_option_is_an_error 2 'usage: kacs sd show' \
	"$kacs" sd show --frob /
for command in token session priv sd check explain effective diff inherit condition why events mount run sddl; do
	expect "${command}_has_help" 0 "kacs $command" \
		"$kacs" "$command" --help
done
expect an_unknown_trustee_is_an_error 2 'no known name' \
	"$kacs" sd allow / 'mr. x' read
expect edits_want_their_arguments 2 'usage: kacs sd allow' \
	"$kacs" sd allow / BU
for verb in set allow deny remove owner inherit reset; do
	expect "sd_${verb}_has_help" 0 "usage: kacs sd $verb [--dry-run]" \
		"$kacs" sd "$verb" --help
done
expect an_edit_names_a_part 2 'the SDDL text names no part' \
	"$kacs" sd set / ''
expect mounts_have_no_other_policies 2 '"managed" is no policy: expected deny-missing' \
	"$kacs" mount set managed /
expect nobody_makes_a_mount_unmanaged 2 '"unmanaged" is no policy' \
	"$kacs" mount set unmanaged /
expect deny_missing_takes_no_template 2 'so it takes no --template' \
	"$kacs" mount set --template 'O:SYG:SYD:' deny-missing /
expect a_template_is_sddl 2 '--template: ' \
	"$kacs" mount set --template 'O:SYG:SYD:(' synthesize-ephemeral /
expect a_policy_is_for_a_path 2 'usage: kacs mount' \
	"$kacs" mount set deny-missing
expect inherit_is_on_or_off 2 'expected on or off, not "maybe"' \
	"$kacs" sd inherit / maybe

echo "1..$number"
exit "$failed"
