// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Explanations of conditions, central policies, object trees and audit, and the
 * remedies for them.
 */
#include "unit_test.h"

#define ALICE                                         \
	"{\"user\": \"" SID_ALICE "\", \"groups\": [" \
	"{\"sid\": \"BU\"}, {\"sid\": \"WD\"}]"
#define CLEARED                                                               \
	ALICE ", \"claims\": {\"user\": [{\"name\": \"Clearance\","           \
	      " \"type\": \"int64\", \"values\": [3]}, {\"name\": \"teams\"," \
	      " \"type\": \"string\", \"values\": [\"red\", \"blue\"]}]}}"

#define READ KACS_FILE_READ_DATA

/* What an explanation refers to. */
struct setting {
	struct kacs_question question;
	uint8_t *spec;
	uint8_t *sd;
	struct kacs_authz_claims *claims;
	struct kacs_authz_tree *tree;
	struct kacs_authz_policy *policy;
	struct kacs_authz_policies *policies;
	struct kacs_explanation *explanation;
	char *text;
};

static void begin(struct setting *setting, const char *token, const char *sddl)
{
	struct kacs_question *question = &setting->question;
	struct kacs_diagnostic diagnostic;

	memset(setting, 0, sizeof(*setting));
	question->size = sizeof(*question);
	question->desired = READ;
	question->object_type = KACS_OBJECT_FILE;
	if (kacs_token_from_json(token, strlen(token), &setting->spec,
				 &question->token_len, &diagnostic) < 0)
		fail_msg("%s: %s: %s", token, diagnostic.path,
			 diagnostic.message);
	setting->sd = sd_of(sddl, &question->sd_len);
	question->token = setting->spec;
	question->sd = setting->sd;
}

static void with_policy(struct setting *setting, const char *json)
{
	uint8_t sid[KACS_SID_MAX_BYTES], *spec;
	struct kacs_diagnostic diagnostic;
	size_t sid_len, len;

	if (kacs_policy_from_json(json, strlen(json), sid, &sid_len, &spec,
				  &len, &diagnostic) < 0)
		fail_msg("%s: %s", diagnostic.path, diagnostic.message);
	setting->policy = kacs_authz_policy_new(sid, sid_len, spec, len, NULL);
	free(spec);
	assert_non_null(setting->policy);
	setting->policies = kacs_authz_policies_new(
		(const struct kacs_authz_policy *const *)&setting->policy, 1,
		NULL);
	setting->question.policies = setting->policies;
}

static void explain(struct setting *setting)
{
	struct kacs_diagnostic diagnostic;

	setting->explanation =
		kacs_explain(&setting->question, NULL, &diagnostic);
	assert_non_null(setting->explanation);
}

static void end(struct setting *setting)
{
	kacs_explanation_free(setting->explanation);
	kacs_authz_policies_free(setting->policies);
	kacs_authz_policy_free(setting->policy);
	kacs_authz_claims_free(setting->claims);
	kacs_authz_tree_free(setting->tree);
	free(setting->spec);
	free(setting->sd);
}

static void assert_sentence(struct setting *setting, const char *expected)
{
	char *sentence = kacs_explanation_sentence(setting->explanation);

	assert_string_equal(sentence, expected);
	free(sentence);
}

/* The remedies are these, up to NULL, in this order. */
static void assert_remedies(struct setting *setting,
			    const char *const *expected)
{
	const char *remedy;
	size_t i;

	for (i = 0; expected[i]; i++) {
		remedy = kacs_explanation_remedy(setting->explanation, i);
		if (!remedy)
			fail_msg("remedy %zu is missing: %s", i, expected[i]);
		assert_string_equal(remedy, expected[i]);
	}
	remedy = kacs_explanation_remedy(setting->explanation, i);
	if (remedy)
		fail_msg("one remedy too many: %s", remedy);
}

static void assert_walk_has(struct setting *setting, const char *part)
{
	char *walk = kacs_explanation_walk(setting->explanation);

	if (!strstr(walk, part))
		fail_msg("no \"%s\" in:\n%s", part, walk);
	free(walk);
}

static void assert_json_has(struct setting *setting, const char *part)
{
	char *json = kacs_explanation_json(setting->explanation);

	if (!strstr(json, part))
		fail_msg("no %s in %s", part, json);
	free(json);
}

#define LEVEL4 "S:(RA;;;;;WD;(\"level\",TI,0,4))"

static void each_term_of_a_condition_has_its_value(void **state)
{
	struct setting setting;

	(void)state;
	begin(&setting, CLEARED,
	      "O:SYD:(XA;;FR;;;BU;(@User.clearance >= @Resource.level && "
	      "Member_of {SID(BA)} || @User.teams Contains \"green\" || "
	      "flag))" LEVEL4);
	explain(&setting);
	assert_sentence(
		&setting,
		"step 6, DACL: no ACE allows " SID_ALICE
		" or an enabled group to read (FILE_READ_DATA); ACE 0 allows "
		"BUILTIN\\Users, but its condition is unknown: @User.clearance "
		"(3) >= @Resource.level (4): false; Member_of {SID(BA)}: "
		"false; @User.teams ({\"red\", \"blue\"}) Contains \"green\": "
		"false; flag (absent): unknown");
	assert_walk_has(&setting,
			"@User.clearance (3) >= @Resource.level (4): false; "
			"Member_of {SID(BA)}: false; ");
	assert_walk_has(&setting, "; whole: unknown\n");
	assert_json_has(&setting, "\"text\": \"Member_of {SID(BA)}\"");
	end(&setting);
}

static void a_claim_that_would_help_is_offered(void **state)
{
	static const char *const remedies[] = {
		"with @User.clearance at 4",
		"with an ACE that allows " SID_ALICE " read (FILE_READ_DATA)",
		NULL,
	};
	struct setting setting;

	(void)state;
	begin(&setting, CLEARED,
	      "O:SYD:(XA;;FR;;;BU;(@User.clearance >= @Resource.level))" LEVEL4);
	explain(&setting);
	assert_remedies(&setting, remedies);
	end(&setting);
}

/* Two terms fail: neither alone, and of the alternatives only one. */
static void claims_that_help_together_are_offered_together(void **state)
{
	static const char *const remedies[] = {
		"with @User.clearance at 5, and with BUILTIN\\Administrators "
		"among the token's groups",
		"with an ACE that allows " SID_ALICE " read (FILE_READ_DATA)",
		NULL,
	};
	struct setting setting;

	(void)state;
	begin(&setting, CLEARED,
	      "O:SYD:(XA;;FR;;;BU;(@User.clearance > 4 && (name Contains \"x\""
	      " || Member_of_Any {SID(BA), SID(BG)})))");
	explain(&setting);
	assert_remedies(&setting, remedies);
	end(&setting);
}

/* When the first ACE wants the claim as it is. */
static void
the_objects_attribute_is_offered_when_the_users_cannot_change(void **state)
{
	static const char *const remedies[] = {
		"with @Resource.level at 3",
		"with an ACE that allows " SID_ALICE
		" read (FILE_READ_DATA) in rule 0 of the central policy "
		"S-1-17-7 (SACL ACE 1)",
		"without SACL ACE 1, which names the policy",
		NULL,
	};
	struct setting setting;

	(void)state;
	begin(&setting, CLEARED,
	      "O:SYD:(XA;;FR;;;BU;(@User.clearance == 3))" LEVEL4
	      "(SP;;;;;S-1-17-7)");
	with_policy(&setting, "{\"sid\": \"S-1-17-7\", \"rules\": [{\"dacl\":"
			      " \"D:(XA;;FR;;;BU;(@User.clearance >= "
			      "@Resource.level))\"}]}");
	explain(&setting);
	assert_remedies(&setting, remedies);
	end(&setting);
}

static void local_claims_are_offered_too(void **state)
{
	static const char *const remedies[] = {
		"with @Local.urgent at 1",
		"with an ACE that allows " SID_ALICE " read (FILE_READ_DATA)",
		NULL,
	};
	struct setting setting;

	(void)state;
	begin(&setting, CLEARED,
	      "O:SYD:(XA;;FR;;;BU;(urgent && Member_of {SID(BU)}))");
	explain(&setting);
	assert_remedies(&setting, remedies);
	end(&setting);
}

static void a_denial_with_a_condition_says_why_it_holds(void **state)
{
	static const char *const remedies[] = {
		"with @User.clearance at 4",
		"without ACE 0",
		NULL,
	};
	struct setting setting;

	(void)state;
	begin(&setting, CLEARED,
	      "O:SYD:(XD;;FR;;;BU;(@User.clearance < 4))(A;;FA;;;WD)");
	explain(&setting);
	assert_sentence(&setting,
			"step 6, DACL: ACE 0 denies BUILTIN\\Users read "
			"(FILE_READ_DATA), since its condition is true: "
			"@User.clearance (3) < 4: true; without it ACE 1 would "
			"have allowed it");
	assert_remedies(&setting, remedies);
	end(&setting);
}

static void a_group_that_an_ace_allows_is_offered(void **state)
{
	static const char *const remedies[] = {
		"with BUILTIN\\Administrators among the token's groups",
		"with an ACE that allows " SID_ALICE " read (FILE_READ_DATA)",
		NULL,
	};
	struct setting setting;

	(void)state;
	/* Not SYSTEM, which is nobody's group; not who may only write. */
	begin(&setting, ALICE "}",
	      "O:SYD:(A;;FA;;;SY)(A;;FW;;;BG)(A;;FA;;;BA)(A;;FR;;;BA)");
	explain(&setting);
	assert_remedies(&setting, remedies);
	end(&setting);
}

static void trust_that_would_help_is_offered(void **state)
{
	static const char *const remedies[] = {
		"from a process of trust 512,1024", NULL};
	struct setting setting;

	(void)state;
	begin(&setting, ALICE "}",
	      "O:SYD:(A;;FA;;;WD)S:(TL;;FW;;;S-1-19-512-1024)");
	explain(&setting);
	assert_remedies(&setting, remedies);
	end(&setting);
}

static void without_the_restriction_is_offered(void **state)
{
	static const char *const remedies[] = {
		"with an ACE that allows NT AUTHORITY\\Restricted read "
		"(FILE_READ_DATA)",
		"with BUILTIN\\Users among the token's restricting SIDs",
		"from a token that is not restricted",
		NULL,
	};
	struct setting setting;

	(void)state;
	begin(&setting, ALICE ", \"restricted_sids\": [{\"sid\": \"RC\"}]}",
	      "O:SYD:(A;;FA;;;BU)");
	explain(&setting);
	assert_remedies(&setting, remedies);
	end(&setting);
}

#define SCOPED "O:SYD:(A;;FA;;;BU)S:(SP;;;;;S-1-17-7)"

static void a_rule_of_a_policy_is_named(void **state)
{
	static const char *const remedies[] = {
		"without ACE 0 in rule 1 of the central policy S-1-17-7 (SACL "
		"ACE 0)",
		"without SACL ACE 0, which names the policy",
		NULL,
	};
	struct setting setting;

	(void)state;
	begin(&setting, ALICE "}", SCOPED);
	with_policy(&setting,
		    "{\"sid\": \"S-1-17-7\", \"rules\": ["
		    "{\"applies_to\": \"@Resource.a == 1\", \"dacl\": \"D:\"},"
		    "{\"dacl\": \"D:(D;;FR;;;WD)(A;;FA;;;BU)\"}]}");
	explain(&setting);
	assert_int_equal(kacs_explanation_step(setting.explanation),
			 KACS_STEP_POLICY);
	assert_sentence(&setting,
			"step 10, policy: rule 1 of the central policy "
			"S-1-17-7 (SACL ACE 0): ACE 0 denies Everyone read "
			"(FILE_READ_DATA)");
	assert_walk_has(&setting,
			"step 10, policy: rule 0 of the central policy "
			"S-1-17-7 (SACL ACE 0): whether it applies is unknown: "
			"it does not\n    @Resource.a (absent) == 1: unknown; "
			"whole: unknown\n");
	assert_walk_has(&setting,
			"step 10, policy: rule 1 of the central policy "
			"S-1-17-7 (SACL ACE 0): ACE 0 denies Everyone "
			"(D;;FR;;;WD): refuses read (FILE_READ_DATA)\n");
	assert_json_has(&setting, "\"policy\": \"S-1-17-7\"");
	assert_json_has(&setting, "\"rule\": 1");
	assert_remedies(&setting, remedies);
	end(&setting);
}

static void a_rule_without_a_permission_asks_for_one(void **state)
{
	static const char *const remedies[] = {
		"with BUILTIN\\Administrators among the token's groups",
		"with an ACE that allows " SID_ALICE
		" read (FILE_READ_DATA) in rule 0 of the central policy "
		"S-1-17-7 (SACL ACE 0)",
		"without SACL ACE 0, which names the policy",
		NULL,
	};
	struct setting setting;

	(void)state;
	begin(&setting, ALICE "}", SCOPED);
	with_policy(&setting, "{\"sid\": \"S-1-17-7\", \"rules\": ["
			      "{\"dacl\": \"D:(A;;FA;;;BA)\"}]}");
	explain(&setting);
	assert_sentence(&setting,
			"step 10, policy: rule 0 of the central policy "
			"S-1-17-7 (SACL ACE 0): no ACE allows " SID_ALICE
			" or an enabled group to read (FILE_READ_DATA)");
	assert_remedies(&setting, remedies);
	end(&setting);
}

static void the_recovery_policy_is_said_in_words(void **state)
{
	struct setting setting;

	(void)state;
	begin(&setting, ALICE "}", SCOPED);
	explain(&setting);
	assert_sentence(
		&setting,
		"step 10, policy: the central policy S-1-17-7 (SACL ACE 0) is "
		"not there; the recovery policy in its place allows only "
		"Administrators, SYSTEM and the owner to read "
		"(FILE_READ_DATA)");
	assert_walk_has(&setting, "step 10, policy: the recovery policy for "
				  "the central policy S-1-17-7");
	end(&setting);
}

/* Many rules, each with many ACEs: the walk tells of all. */
static void the_walk_is_as_long_as_it_takes(void **state)
{
	char policy[8192], *walk;
	struct setting setting;
	size_t len, lines = 0, i;

	(void)state;
	len = (size_t)sprintf(policy, "{\"sid\": \"S-1-17-7\", \"rules\": [");
	for (i = 0; i < 100; i++)
		len += (size_t)sprintf(policy + len,
				       "%s{\"dacl\": \"D:(A;;FW;;;BG)"
				       "(A;;FA;;;BU)\"}",
				       i ? "," : "");
	strcpy(policy + len, "]}");
	begin(&setting, ALICE "}", SCOPED);
	with_policy(&setting, policy);
	explain(&setting);
	assert_true(kacs_explanation_allowed(setting.explanation));
	walk = kacs_explanation_walk(setting.explanation);
	for (i = 0; walk[i]; i++)
		lines += walk[i] == '\n';
	/* One of the DACL, two of each rule. */
	assert_int_equal(lines, 201);
	free(walk);
	end(&setting);
}

static void events_are_said_in_words(void **state)
{
	struct setting setting;

	(void)state;
	begin(&setting,
	      ALICE ", \"audit_policy\": [\"object_access_success\"]}",
	      "O:SYD:(A;;FA;;;BU)S:(AU;SA;FR;;;WD)(AL;;DC;;;WD)"
	      "(SP;;;;;S-1-17-7)");
	with_policy(&setting, "{\"sid\": \"S-1-17-7\", \"rules\": ["
			      "{\"dacl\": \"D:(A;;FA;;;BU)\","
			      " \"sacl\": \"S:(AU;SA;FA;;;BU)\","
			      " \"staged_dacl\": \"D:\"}]}");
	explain(&setting);
	assert_walk_has(
		&setting,
		"step 12, audit: access-audit: SACL ACE 0 (AU;SA;FR;;;WD) "
		"audits the success\n"
		"step 12, audit: access-audit: the central policy S-1-17-7 "
		"(SACL ACE 2), rule 0, SACL ACE 0 (AU;SA;FA;;;BU) audits the "
		"success\n"
		"step 12, audit: access-audit: the token's audit policy wants "
		"successes\n"
		"step 12, audit: caap-policy-diagnostic: the staged rules "
		"would grant 0x0 instead of 0x1\n"
		"step 12, audit: from now on each write (FILE_WRITE_DATA) is "
		"audited\n");
	assert_json_has(&setting, "\"event\": \"access-audit\"");
	assert_json_has(&setting, "\"staging_mismatch\": true");
	end(&setting);
}

#define ROOT "00000000-0000-0000-0000-000000000001"
#define LEAF "00000000-0000-0000-0000-000000000002"
#define OTHER "00000000-0000-0000-0000-000000000003"

/* The remedies ask the same tree; its answers are the explanation's. */
static void each_node_has_its_answer(void **state)
{
	static const char json[] =
		"{\"guid\": \"" ROOT "\", \"children\": [{\"guid\": \"" LEAF
		"\"}, {\"guid\": \"" OTHER "\"}]}";
	struct setting setting;
	uint8_t *entries;
	size_t count;

	(void)state;
	begin(&setting, ALICE "}", "O:SYD:(OA;;CC;" LEAF ";;BU)");
	assert_int_equal(kacs_object_tree_from_json(json, strlen(json),
						    &entries, &count, NULL),
			 0);
	setting.tree = kacs_authz_tree_new(entries, count, NULL);
	free(entries);
	setting.question.tree = setting.tree;
	explain(&setting);
	assert_false(kacs_explanation_allowed(setting.explanation));
	assert_walk_has(&setting, "node 0, " ROOT ": denied: nothing\n"
				  "node 1,   " LEAF ": allowed: read data\n"
				  "node 2,   " OTHER ": denied: nothing\n");
	assert_json_has(&setting, "\"guid\": \"" LEAF "\",\n"
				  "      \"allowed\": true");
	end(&setting);
}

static enum kacs_condition_value value_of(const char *text, const char *token,
					  bool for_deny)
{
	struct kacs_condition_question question = {
		.size = sizeof(question),
		.for_deny = for_deny,
	};
	struct kacs_condition_answer *answer;
	enum kacs_condition_value value;
	uint8_t *condition, *spec = NULL;

	assert_int_equal(
		kacs_sddl_parse_condition(text, strlen(text), NULL, &condition,
					  &question.condition_len, NULL),
		0);
	question.condition = condition;
	if (token)
		assert_int_equal(
			kacs_token_from_json(token, strlen(token), &spec,
					     &question.token_len, NULL),
			0);
	question.token = spec;
	answer = kacs_condition_ask(&question, NULL);
	assert_non_null(answer);
	value = kacs_condition_answer_value(answer);
	kacs_condition_answer_free(answer);
	free(condition);
	free(spec);
	return value;
}

static void a_condition_is_asked_by_itself(void **state)
{
	static const char denied[] =
		"{\"user\": \"" SID_ALICE "\", \"groups\": [{\"sid\": \"BU\","
		" \"attributes\": [\"use_for_deny_only\"]}]}";
	struct kacs_condition_question question = {.size = sizeof(question)};
	struct kacs_diagnostic diagnostic;

	(void)state;
	assert_int_equal(value_of("Member_of {SID(BU)}", denied, false),
			 KACS_CONDITION_FALSE);
	assert_int_equal(value_of("Member_of {SID(BU)}", denied, true),
			 KACS_CONDITION_TRUE);
	assert_int_equal(value_of("Member_of {SID(OW)}", denied, true),
			 KACS_CONDITION_FALSE);
	assert_int_equal(value_of("a == 1", NULL, false),
			 KACS_CONDITION_UNKNOWN);
	question.condition = (const uint8_t *)"artx";
	question.condition_len = 4;
	assert_null(kacs_condition_ask(&question, &diagnostic));
	assert_int_equal(errno, EINVAL);
	assert_non_null(strstr(diagnostic.message, "not a valid condition"));
	question.size = 1;
	assert_null(kacs_condition_ask(&question, &diagnostic));
	assert_int_equal(errno, EINVAL);
	kacs_condition_answer_free(NULL);
}

static void without_an_owner_nothing_is_decided(void **state)
{
	struct setting setting;

	(void)state;
	begin(&setting, ALICE "}", "D:(A;;FA;;;BU)");
	setting.question.desired = KACS_MAXIMUM_ALLOWED;
	explain(&setting);
	assert_int_equal(kacs_explanation_step(setting.explanation),
			 KACS_STEP_GATE);
	assert_sentence(&setting, "step 1, gate: the descriptor has no owner");
	end(&setting);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_term_of_a_condition_has_its_value),
		cmocka_unit_test(a_claim_that_would_help_is_offered),
		cmocka_unit_test(
			claims_that_help_together_are_offered_together),
		cmocka_unit_test(
			the_objects_attribute_is_offered_when_the_users_cannot_change),
		cmocka_unit_test(local_claims_are_offered_too),
		cmocka_unit_test(a_denial_with_a_condition_says_why_it_holds),
		cmocka_unit_test(a_group_that_an_ace_allows_is_offered),
		cmocka_unit_test(trust_that_would_help_is_offered),
		cmocka_unit_test(without_the_restriction_is_offered),
		cmocka_unit_test(a_rule_of_a_policy_is_named),
		cmocka_unit_test(a_rule_without_a_permission_asks_for_one),
		cmocka_unit_test(the_recovery_policy_is_said_in_words),
		cmocka_unit_test(the_walk_is_as_long_as_it_takes),
		cmocka_unit_test(events_are_said_in_words),
		cmocka_unit_test(each_node_has_its_answer),
		cmocka_unit_test(a_condition_is_asked_by_itself),
		cmocka_unit_test(without_an_owner_nothing_is_decided),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
