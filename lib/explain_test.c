// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "unit_test.h"

#define ENABLED "\"attributes\": [\"enabled\"]"
#define ALICE                                         \
	"{\"user\": \"" SID_ALICE "\", \"groups\": [" \
	"{\"sid\": \"BU\", " ENABLED "}, {\"sid\": \"WD\", " ENABLED "}]"

#define ASK_WRITE (KACS_FILE_WRITE_DATA | KACS_FILE_READ_ATTRIBUTES)

/* Ask; token JSON and SDDL must be well-formed. */
static struct kacs_explanation *explain_with(const char *token,
					     const char *sddl, uint32_t desired,
					     uint32_t intent)
{
	struct kacs_question question = {
		.size = sizeof(question),
		.desired = desired,
		.privilege_intent = intent,
		.object_type = KACS_OBJECT_FILE,
	};
	struct kacs_explanation *explanation;
	struct kacs_diagnostic diagnostic;
	uint8_t *spec, *sd = sd_of(sddl, &question.sd_len);

	if (kacs_token_from_json(token, strlen(token), &spec,
				 &question.token_len, &diagnostic) < 0)
		fail_msg("%s: %s: %s", token, diagnostic.path,
			 diagnostic.message);
	question.token = spec;
	question.sd = sd;
	explanation = kacs_explain(&question, NULL, &diagnostic);
	free(spec);
	free(sd);
	assert_non_null(explanation);
	return explanation;
}

static struct kacs_explanation *explain(const char *token, const char *sddl,
					uint32_t desired)
{
	return explain_with(token, sddl, desired, 0);
}

static void assert_sentence(const struct kacs_explanation *explanation,
			    const char *expected)
{
	char *sentence = kacs_explanation_sentence(explanation);

	assert_string_equal(sentence, expected);
	free(sentence);
}

static void assert_remedies(const struct kacs_explanation *explanation,
			    const char *first, const char *second)
{
	const char *remedy = kacs_explanation_remedy(explanation, 0);

	if (!first) {
		assert_null(remedy);
		return;
	}
	assert_non_null(remedy);
	assert_string_equal(remedy, first);
	remedy = kacs_explanation_remedy(explanation, 1);
	if (!second) {
		assert_null(remedy);
		return;
	}
	assert_non_null(remedy);
	assert_string_equal(remedy, second);
}

static void a_deny_ace_is_named_with_the_ace_behind_it(void **state)
{
	struct kacs_explanation *explanation =
		explain(ALICE "}", "O:SYD:(D;;FW;;;WD)(A;;FA;;;SY)(A;;FA;;;BU)",
			ASK_WRITE);

	(void)state;
	assert_false(kacs_explanation_allowed(explanation));
	assert_int_equal(kacs_explanation_step(explanation), KACS_STEP_DACL);
	assert_int_equal(kacs_explanation_ace(explanation), 0);
	assert_sentence(explanation,
			"step 6, DACL: ACE 0 denies Everyone write "
			"(FILE_WRITE_DATA); without it ACE 2 would have "
			"allowed it");
	assert_remedies(explanation, "without ACE 0", NULL);
	kacs_explanation_free(explanation);
}

static void several_denials_are_all_named(void **state)
{
	struct kacs_explanation *explanation = explain(
		ALICE "}",
		"O:SYD:(D;;FW;;;WD)(D;;FR;;;SY)(D;;FW;;;BU)(A;;FA;;;BU)",
		ASK_WRITE);

	(void)state;
	assert_sentence(explanation, "step 6, DACL: ACE 0 denies Everyone "
				     "write (FILE_WRITE_DATA)");
	assert_remedies(explanation, "without ACEs 0 and 2", NULL);
	kacs_explanation_free(explanation);
}

/* Without the denial nothing allows it either: one change is not enough. */
static void a_denial_alone_in_the_way_is_not_promised(void **state)
{
	struct kacs_explanation *explanation =
		explain(ALICE "}", "O:SYD:(D;;DC;;;WD)(A;;FR;;;BU)", ASK_WRITE);

	(void)state;
	assert_sentence(explanation, "step 6, DACL: ACE 0 denies Everyone "
				     "write (FILE_WRITE_DATA)");
	assert_remedies(explanation,
			"without ACE 0, and with an ACE that allows " SID_ALICE
			" write (FILE_WRITE_DATA)",
			NULL);
	kacs_explanation_free(explanation);
}

/* 3.7: an ACE for Owner Rights suppresses what owners have by themselves. */
static void owner_rights_are_named_to_the_owner(void **state)
{
	struct kacs_explanation *explanation =
		explain(ALICE "}", "O:" SID_ALICE "D:(A;;FR;;;OW)(A;;FA;;;SY)",
			KACS_WRITE_DAC);

	(void)state;
	assert_sentence(
		explanation,
		"step 6, DACL: no ACE allows " SID_ALICE
		" or an enabled group to change permissions "
		"(WRITE_DAC); this is the owner, but ACE 0 for Owner "
		"Rights takes the place of what an owner may always do");
	assert_remedies(explanation, "without ACE 0",
			"with an ACE that allows " SID_ALICE
			" change permissions (WRITE_DAC)");
	kacs_explanation_free(explanation);
}

/* Another than the owner has lost nothing. */
static void owner_rights_are_not_named_to_others(void **state)
{
	struct kacs_explanation *explanation =
		explain(ALICE "}", "O:SYD:(A;;FR;;;OW)", KACS_WRITE_DAC);

	(void)state;
	assert_sentence(explanation, "step 6, DACL: no ACE allows " SID_ALICE
				     " or an enabled group to change "
				     "permissions (WRITE_DAC)");
	kacs_explanation_free(explanation);
}

static void a_missing_right_asks_for_an_ace(void **state)
{
	struct kacs_explanation *explanation =
		explain(ALICE "}", "O:SYD:(A;;FR;;;BU)", ASK_WRITE);

	(void)state;
	assert_int_equal(kacs_explanation_ace(explanation), KACS_NO_ACE);
	assert_sentence(explanation,
			"step 6, DACL: no ACE allows " SID_ALICE
			" or an enabled group to write (FILE_WRITE_DATA)");
	assert_remedies(explanation,
			"with an ACE that allows " SID_ALICE
			" write (FILE_WRITE_DATA)",
			NULL);
	kacs_explanation_free(explanation);
}

static void an_empty_dacl_is_said_to_be_empty(void **state)
{
	struct kacs_explanation *explanation =
		explain(ALICE "}", "O:SYD:", KACS_FILE_READ_DATA);

	(void)state;
	assert_sentence(
		explanation,
		"step 6, DACL: the DACL is empty: no ACE allows " SID_ALICE
		" or an enabled group to read (FILE_READ_DATA)");
	kacs_explanation_free(explanation);
}

static void a_disabled_group_is_offered(void **state)
{
	struct kacs_explanation *explanation =
		explain("{\"user\": \"" SID_ALICE "\", \"groups\": ["
			"{\"sid\": \"BU\", \"attributes\": []}]}",
			"O:SYD:(A;;FA;;;BU)", ASK_WRITE);

	(void)state;
	assert_remedies(
		explanation,
		"with the group BUILTIN\\Users enabled, which the token "
		"has disabled",
		"with an ACE that allows " SID_ALICE
		" write (FILE_WRITE_DATA | FILE_READ_ATTRIBUTES)");
	kacs_explanation_free(explanation);
}

static void a_deny_only_group_is_said_to_be_one(void **state)
{
	struct kacs_explanation *explanation =
		explain("{\"user\": \"" SID_ALICE
			"\", \"groups\": [{\"sid\": \"BA\","
			" \"attributes\": [\"use_for_deny_only\"]}]}",
			"O:SYD:(A;;FA;;;BA)", KACS_FILE_WRITE_DATA);

	(void)state;
	assert_sentence(explanation,
			"step 6, DACL: no ACE allows " SID_ALICE
			" or an enabled group to write (FILE_WRITE_DATA); "
			"ACE 0 allows BUILTIN\\Administrators, which in this "
			"token is deny-only");
	kacs_explanation_free(explanation);
}

static void the_label_is_named(void **state)
{
	struct kacs_explanation *explanation = explain(
		ALICE "}", "O:SYD:(A;;FA;;;BU)S:(ML;;NWNX;;;HI)", ASK_WRITE);

	(void)state;
	assert_int_equal(kacs_explanation_step(explanation),
			 KACS_STEP_INTEGRITY);
	assert_sentence(explanation,
			"step 4, integrity: the object's label is high "
			"(no_write_up, no_execute_up); a token of integrity "
			"level medium may not write (FILE_WRITE_DATA)");
	assert_remedies(explanation, "from a token of integrity level high",
			NULL);
	kacs_explanation_free(explanation);
}

/* 10.7 */
static void the_trust_that_is_missing_is_named(void **state)
{
	struct kacs_explanation *explanation =
		explain(ALICE "}",
			"O:SYD:(A;;FA;;;BU)S:(TL;;RC;;;S-1-19-512-8192)",
			ASK_WRITE);

	(void)state;
	assert_int_equal(kacs_explanation_step(explanation), KACS_STEP_TRUST);
	assert_sentence(explanation,
			"step 5, trust: the object's trust label (SACL ACE 0) "
			"is 512,8192; a process of trust 0,0 may not write "
			"(FILE_WRITE_DATA | FILE_READ_ATTRIBUTES)");
	assert_remedies(explanation, "from a process of trust 512,8192", NULL);
	kacs_explanation_free(explanation);
}

/* 10.7: nor is trust offered to whom it does not help. */
static void trust_that_is_not_enough_is_not_offered(void **state)
{
	struct kacs_explanation *explanation =
		explain(ALICE "}",
			"O:SYD:(A;;FA;;;SY)S:(TL;;RC;;;S-1-19-512-8192)",
			ASK_WRITE);

	(void)state;
	assert_remedies(explanation, NULL, NULL);
	kacs_explanation_free(explanation);
}

/* 10.3: no label is Medium. */
static void a_missing_label_counts_as_medium(void **state)
{
	struct kacs_explanation *explanation =
		explain(ALICE ", \"integrity\": \"low\"}", "O:SYD:(A;;FA;;;BU)",
			ASK_WRITE);

	(void)state;
	assert_sentence(explanation,
			"step 4, integrity: the object has no label, which is "
			"medium (no_write_up); a token of integrity level low "
			"may not write (FILE_WRITE_DATA)");
	kacs_explanation_free(explanation);
}

static void a_disabled_privilege_is_offered(void **state)
{
	struct kacs_explanation *explanation =
		explain(ALICE ", \"privileges\": {\"present\":"
			      " [\"SeTakeOwnershipPrivilege\"]}}",
			"O:SYD:(A;;FR;;;BU)", KACS_WRITE_OWNER);

	(void)state;
	assert_remedies(
		explanation,
		"with SeTakeOwnershipPrivilege enabled, which the token "
		"has disabled",
		"with an ACE that allows " SID_ALICE
		" change owner (WRITE_OWNER)");
	kacs_explanation_free(explanation);
}

static void the_sacl_needs_a_privilege(void **state)
{
	struct kacs_explanation *explanation = explain(
		ALICE "}", "O:SYD:(A;;FA;;;BU)", KACS_ACCESS_SYSTEM_SECURITY);

	(void)state;
	assert_sentence(explanation,
			"step 3, privileges: access the SACL "
			"(ACCESS_SYSTEM_SECURITY) comes from "
			"SeSecurityPrivilege only, which is not enabled");
	assert_remedies(explanation, "with SeSecurityPrivilege in the token",
			NULL);
	kacs_explanation_free(explanation);
}

static void a_restricted_token_needs_its_sids(void **state)
{
	struct kacs_explanation *explanation =
		explain(ALICE ", \"restricted_sids\": [{\"sid\": \"RC\"}]}",
			"O:SYD:(A;;FA;;;BU)", KACS_FILE_READ_DATA);

	(void)state;
	assert_int_equal(kacs_explanation_step(explanation),
			 KACS_STEP_RESTRICTED);
	assert_sentence(explanation,
			"step 8, restricted: no ACE allows any of the token's "
			"restricting SIDs to read (FILE_READ_DATA)");
	assert_remedies(
		explanation,
		"with an ACE that allows NT AUTHORITY\\Restricted read "
		"(FILE_READ_DATA)",
		"with BUILTIN\\Users among the token's restricting SIDs");
	kacs_explanation_free(explanation);
}

static void a_confined_token_needs_its_package(void **state)
{
	struct kacs_explanation *explanation =
		explain(ALICE ", \"confinement\": {\"sid\": \"S-1-15-2-7\"}}",
			"O:SYD:(A;;FA;;;BU)", KACS_FILE_READ_DATA);

	(void)state;
	assert_int_equal(kacs_explanation_step(explanation),
			 KACS_STEP_CONFINEMENT);
	assert_sentence(explanation,
			"step 9, confinement: no ACE allows S-1-15-2-7 or its "
			"capabilities to read (FILE_READ_DATA)");
	assert_remedies(explanation,
			"with an ACE that allows S-1-15-2-7 read "
			"(FILE_READ_DATA)",
			"from a token that is not confined");
	kacs_explanation_free(explanation);
}

static void an_identification_token_decides_nothing(void **state)
{
	struct kacs_explanation *explanation =
		explain(ALICE ", \"type\": \"impersonation\","
			      " \"impersonation_level\": \"identification\"}",
			"O:SYD:(A;;FA;;;BU)", KACS_FILE_READ_DATA);

	(void)state;
	assert_int_equal(kacs_explanation_step(explanation), KACS_STEP_GATE);
	assert_sentence(explanation,
			"step 1, gate: an impersonation token at level "
			"identification decides nothing");
	assert_remedies(explanation,
			"with the token at impersonation level impersonation",
			NULL);
	kacs_explanation_free(explanation);
}

static void a_grant_names_who_gave_it(void **state)
{
	struct kacs_explanation *explanation = explain(
		ALICE "}", "O:" SID_ALICE "D:(A;;CC;;;BU)(A;;DC;;;WD)",
		KACS_FILE_READ_DATA | KACS_FILE_WRITE_DATA | KACS_READ_CONTROL);

	(void)state;
	assert_true(kacs_explanation_allowed(explanation));
	assert_sentence(explanation,
			"step 6, DACL: ACE 0 allows BUILTIN\\Users read "
			"(FILE_READ_DATA); step 6, DACL: ACE 1 allows Everyone "
			"write (FILE_WRITE_DATA); step 6, DACL: the owner may "
			"always read permissions (READ_CONTROL)");
	assert_remedies(explanation, NULL, NULL);
	kacs_explanation_free(explanation);
}

#define BACKUP_AND_RESTORE                                              \
	ALICE ", \"privileges\": {\"present\": [\"SeBackupPrivilege\"," \
	      " \"SeRestorePrivilege\"], \"enabled\":"                  \
	      " [\"SeBackupPrivilege\", \"SeRestorePrivilege\"]}"

static void each_privilege_is_named_for_its_rights(void **state)
{
	struct kacs_explanation *explanation = explain_with(
		BACKUP_AND_RESTORE "}",
		"O:SYD:", KACS_FILE_READ_DATA | KACS_FILE_WRITE_DATA,
		KACS_BACKUP_INTENT | KACS_RESTORE_INTENT);

	(void)state;
	assert_sentence(explanation,
			"step 3, privileges: SeBackupPrivilege gives read "
			"(FILE_READ_DATA); step 3, privileges: "
			"SeRestorePrivilege gives write (FILE_WRITE_DATA)");
	kacs_explanation_free(explanation);
}

static void what_a_restriction_gives_back_is_the_privileges(void **state)
{
	struct kacs_explanation *explanation =
		explain_with(BACKUP_AND_RESTORE
			     ", \"restricted_sids\": [{\"sid\": \"RC\"}]}",
			     "O:SYD:", KACS_FILE_READ_DATA, KACS_BACKUP_INTENT);

	(void)state;
	assert_sentence(explanation,
			"step 8, restricted: SeBackupPrivilege gives read "
			"(FILE_READ_DATA)");
	kacs_explanation_free(explanation);
}

static void a_null_dacl_is_called_one(void **state)
{
	struct kacs_explanation *explanation =
		explain(ALICE "}", "O:SY", KACS_FILE_READ_DATA);

	(void)state;
	assert_sentence(explanation,
			"step 6, DACL: there is no DACL, so everybody may read "
			"(FILE_READ_DATA)");
	kacs_explanation_free(explanation);
}

static void the_maximum_is_what_is_granted(void **state)
{
	struct kacs_explanation *explanation =
		explain(ALICE "}", "O:SYD:(A;;FR;;;BU)", KACS_MAXIMUM_ALLOWED);

	(void)state;
	assert_true(kacs_explanation_allowed(explanation));
	assert_int_equal(kacs_explanation_granted(explanation),
			 KACS_FILE_GENERIC_READ);
	kacs_explanation_free(explanation);
}

static void the_walk_has_a_line_for_each_ace(void **state)
{
	struct kacs_explanation *explanation =
		explain(ALICE "}",
			"O:SYD:(A;IO;FA;;;BU)(A;;FA;;;SY)(A;;FX;;;BU)"
			"(A;;FR;;;BU)",
			KACS_FILE_READ_DATA);
	char *walk = kacs_explanation_walk(explanation);

	(void)state;
	assert_string_equal(
		walk,
		"step 6, DACL: ACE 0 allows BUILTIN\\Users (A;IO;FA;;;BU): "
		"inherit only: not for this object\n"
		"step 6, DACL: ACE 1 allows NT AUTHORITY\\SYSTEM (A;;FA;;;SY): "
		"not in the token\n"
		"step 6, DACL: ACE 2 allows BUILTIN\\Users (A;;FX;;;BU): none "
		"of its rights was asked for\n"
		"step 6, DACL: ACE 3 allows BUILTIN\\Users (A;;FR;;;BU): "
		"grants read (FILE_READ_DATA)\n");
	free(walk);
	kacs_explanation_free(explanation);
}

static void json_says_all_of_an_explanation(void **state)
{
	static const char *const parts[] = {
		"\"allowed\": false", "\"step_name\": \"dacl\"",
		"\"ace\": 0",	      "\"remedies\": [\n    \"without ACE 0\"",
		"\"walk\": [",	      "\"effect\": \"deny\"",
		"\"missing\": {",
	};
	struct kacs_explanation *explanation =
		explain(ALICE "}", "O:SYD:(D;;FW;;;WD)(A;;FA;;;BU)", ASK_WRITE);
	char *text = kacs_explanation_json(explanation);
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(parts); i++)
		if (!strstr(text, parts[i]))
			fail_msg("no %s in %s", parts[i], text);
	free(text);
	kacs_explanation_free(explanation);
}

static void damaged_input_is_refused(void **state)
{
	static const char token[] = "{\"user\": \"" SID_ALICE "\"}";
	struct kacs_question question = {.size = sizeof(question),
					 .desired = 1};
	struct kacs_diagnostic diagnostic;
	uint8_t *spec, *sd;

	(void)state;
	assert_int_equal(kacs_token_from_json(token, strlen(token), &spec,
					      &question.token_len, NULL),
			 0);
	sd = sd_of("O:SYD:", &question.sd_len);
	question.token = spec;
	question.sd = sd;
	question.sd_len--;
	assert_null(kacs_explain(&question, NULL, &diagnostic));
	assert_int_equal(errno, EINVAL);
	question.sd_len++;
	question.token_len--;
	assert_null(kacs_explain(&question, NULL, &diagnostic));
	assert_int_equal(errno, EINVAL);
	free(spec);
	free(sd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_deny_ace_is_named_with_the_ace_behind_it),
		cmocka_unit_test(several_denials_are_all_named),
		cmocka_unit_test(a_denial_alone_in_the_way_is_not_promised),
		cmocka_unit_test(owner_rights_are_named_to_the_owner),
		cmocka_unit_test(owner_rights_are_not_named_to_others),
		cmocka_unit_test(a_missing_right_asks_for_an_ace),
		cmocka_unit_test(an_empty_dacl_is_said_to_be_empty),
		cmocka_unit_test(a_disabled_group_is_offered),
		cmocka_unit_test(a_deny_only_group_is_said_to_be_one),
		cmocka_unit_test(the_label_is_named),
		cmocka_unit_test(the_trust_that_is_missing_is_named),
		cmocka_unit_test(trust_that_is_not_enough_is_not_offered),
		cmocka_unit_test(a_missing_label_counts_as_medium),
		cmocka_unit_test(a_disabled_privilege_is_offered),
		cmocka_unit_test(the_sacl_needs_a_privilege),
		cmocka_unit_test(a_restricted_token_needs_its_sids),
		cmocka_unit_test(a_confined_token_needs_its_package),
		cmocka_unit_test(an_identification_token_decides_nothing),
		cmocka_unit_test(a_grant_names_who_gave_it),
		cmocka_unit_test(each_privilege_is_named_for_its_rights),
		cmocka_unit_test(
			what_a_restriction_gives_back_is_the_privileges),
		cmocka_unit_test(a_null_dacl_is_called_one),
		cmocka_unit_test(the_maximum_is_what_is_granted),
		cmocka_unit_test(the_walk_has_a_line_for_each_ace),
		cmocka_unit_test(json_says_all_of_an_explanation),
		cmocka_unit_test(damaged_input_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
