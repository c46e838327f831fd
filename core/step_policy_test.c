// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Central policies in AccessCheck: PSD-004 10.8, 10.10 step 12.
 */
#include "policy_test_support.h"
#include "unit_test.h"

#define READ KACS_FILE_READ_DATA
#define WRITE KACS_FILE_WRITE_DATA
#define APPEND KACS_FILE_APPEND_DATA

static struct test_token alice_spec(void)
{
	struct test_token token = test_token(ALICE);

	test_add(&token.groups, STAFF, GROUP_ON);
	token.user_claims = CLAIMS({.name = "clearance",
				    .type = KACS_CLAIM_INT64,
				    .count = 1,
				    .numbers = {3}});
	return token;
}

static struct kacs_token alice(void)
{
	struct test_token token = alice_spec();

	return test_prepare_token(&token);
}

/* An object that Alice may do everything to, under POLICY. */
static const struct kacs_sd *governed(void)
{
	return SD(.owner = SYSTEM, .dacl = ACES(ALLOW(KACS_GENERIC_ALL, ALICE)),
		  .sacl = ACES(SCOPED(0, POLICY)));
}

static struct kacs_decision ask(const struct kacs_token *token,
				const struct kacs_sd *sd,
				const struct kacs_policy_set *policies,
				u32 desired)
{
	struct kacs_check check = test_question(token, sd, desired);

	check.policies = policies;
	return test_answer(&check);
}

static u32 maximum(const struct kacs_sd *sd,
		   const struct kacs_policy_set *policies)
{
	struct kacs_token token = alice();

	return ask(&token, sd, policies, KACS_MAXIMUM_ALLOWED).granted;
}

static void a_rule_leaves_what_it_grants_as_well(void **state)
{
	struct kacs_token token = alice();
	const struct kacs_policy_set *policies =
		POLICIES({.dacl = ACES(ALLOW(READ | KACS_ACCESS_SYSTEM_SECURITY,
					     ALICE))});

	(void)state;
	assert_int_equal(maximum(governed(), policies), READ);
	assert_true(ask(&token, governed(), policies, READ).allowed);
	assert_false(ask(&token, governed(), policies, READ | WRITE).allowed);
	assert_int_equal(
		ask(&token, governed(), policies, READ | WRITE).granted, READ);
}

static void a_rule_never_gives(void **state)
{
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, ALICE)),
		   .sacl = ACES(SCOPED(0, POLICY)));

	(void)state;
	assert_int_equal(maximum(sd,
				 POLICIES({.dacl = ACES(ALLOW(KACS_GENERIC_ALL,
							      ALICE))})),
			 READ);
}

static void every_applicable_rule_must_grant(void **state)
{
	(void)state;
	assert_int_equal(
		maximum(governed(),
			POLICIES({.dacl = ACES(ALLOW(READ | WRITE, ALICE))},
				 {.dacl = ACES(ALLOW(WRITE | APPEND, STAFF))})),
		WRITE);
}

static void rules_that_do_not_apply_have_no_effect(void **state)
{
	static const char *const words[] = {
		"@User.clearance 4 ==", /* FALSE */
		"@User.missing 4 ==",	/* UNKNOWN */
		"{ " ALICE " } Member_of",
		"{ " ALICE " } Not_Member_of",
		"{ " ALICE " } Device_Member_of",
		"{ " ALICE " } Not_Device_Member_of_Any",
	};
	u32 all = maximum(
		governed(),
		POLICIES({.dacl = ACES(ALLOW(KACS_GENERIC_ALL, ALICE))}));
	u32 i;

	(void)state;
	assert_int_equal(all, KACS_FILE_ALL_ACCESS);
	for (i = 0; i < COUNT(words); i++)
		assert_int_equal(maximum(governed(),
					 POLICIES({.applies_to = words[i],
						   .dacl = NO_ACES})),
				 all);
	assert_int_equal(maximum(governed(),
				 POLICIES({.applies_to = "@User.clearance "
							 "3 ==",
					   .dacl = NO_ACES})),
			 0);
}

static void membership_is_unknown_not_an_error_to_applies_to(void **state)
{
	(void)state;
	assert_int_equal(
		maximum(governed(),
			POLICIES({.applies_to = "{ " ALICE " } Member_of "
						"@User.clearance 3 == ||",
				  .dacl = NO_ACES})),
		0);
	/* What is no SID spoils the whole: the rule does not apply. */
	assert_int_equal(
		maximum(governed(),
			POLICIES({.applies_to = "{ 1 } Member_of "
						"@User.clearance 3 == ||",
				  .dacl = NO_ACES})),
		KACS_FILE_ALL_ACCESS);
}

static void a_policy_without_rules_has_no_effect(void **state)
{
	const struct kacs_policy *const none[] = {test_policy(POLICY, NULL, 0),
						  NULL};

	(void)state;
	assert_int_equal(maximum(governed(), test_policy_set(none)),
			 KACS_FILE_ALL_ACCESS);
}

static void inherit_only_scoped_policies_are_ignored(void **state)
{
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, ALICE)),
		   .sacl = ACES(SCOPED(KACS_ACE_INHERIT_ONLY |
					       KACS_ACE_OBJECT_INHERIT,
				       POLICY)));

	(void)state;
	assert_int_equal(maximum(sd, POLICIES({.dacl = NO_ACES})), READ);
	assert_int_equal(maximum(sd, NULL), READ);
	/* Also beside one that is not. */
	sd = SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, ALICE)),
		.sacl = ACES(SCOPED(0, POLICY),
			     SCOPED(KACS_ACE_INHERIT_ONLY |
					    KACS_ACE_OBJECT_INHERIT,
				    OTHER_POLICY)));
	assert_int_equal(maximum(sd,
				 POLICIES({.dacl = ACES(ALLOW(READ, ALICE))})),
			 READ);
}

static void several_policies_all_narrow(void **state)
{
	const struct kacs_policy *const both[] = {
		test_policy(POLICY,
			    RULES({.dacl = ACES(ALLOW(READ | WRITE, ALICE))})),
		test_policy(OTHER_POLICY,
			    RULES({.dacl = ACES(ALLOW(WRITE | APPEND, ALICE))})),
		NULL,
	};
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(KACS_GENERIC_ALL, ALICE)),
		   .sacl = ACES(SCOPED(0, POLICY), SCOPED(0, OTHER_POLICY)));

	(void)state;
	assert_int_equal(maximum(sd, test_policy_set(both)), WRITE);
}

static void a_policy_counts_once_with_the_first_ace_that_applies(void **state)
{
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(KACS_GENERIC_ALL, ALICE)),
		   .sacl = ACES(SCOPED(KACS_ACE_INHERIT_ONLY, POLICY),
				SCOPED(0, OTHER_POLICY), SCOPED(0, POLICY),
				SCOPED(0, POLICY)));
	struct kacs_token token = alice();
	struct kacs_check check = test_question(&token, sd, WRITE);
	struct kacs_decision decision;
	struct kacs_trace_entry entries[64];
	struct kacs_trace trace;
	u32 i, rules = 0;

	(void)state;
	assert_false(kacs_sd_names_policy(sd, 0));
	assert_true(kacs_sd_names_policy(sd, 1));
	assert_true(kacs_sd_names_policy(sd, 2));
	assert_false(kacs_sd_names_policy(sd, 3));
	check.policies = POLICIES({.dacl = ACES(DENY(WRITE, ALICE))});
	kacs_trace_init(&trace, entries, COUNT(entries));
	kacs_access_check(&check, &decision, &trace);
	assert_false(decision.allowed);
	for (i = 0; i < trace.count; i++)
		if (entries[i].step == KACS_STEP_POLICY &&
		    entries[i].effect == KACS_EFFECT_DENY) {
			assert_int_equal(entries[i].policy, 2);
			rules++;
		}
	assert_int_equal(rules, 1);
}

static void a_policy_that_is_named_twice_tells_once(void **state)
{
	struct kacs_token token = alice();
	struct kacs_audit_event events[4];
	struct kacs_audit audit = {.events = events, .capacity = COUNT(events)};
	struct kacs_check check = test_question(
		&token,
		SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, ALICE)),
		   .sacl = ACES(SCOPED(0, POLICY), SCOPED(0, POLICY))),
		READ);

	(void)state;
	check.policies = POLICIES(
		{.dacl = ACES(ALLOW(READ, ALICE)),
		 .sacl = ACES(ACE(KACS_ACE_SYSTEM_AUDIT,
				  KACS_ACE_SUCCESSFUL_ACCESS, READ, ALICE))});
	check.audit = &audit;
	assert_true(test_answer(&check).allowed);
	assert_int_equal(audit.count, 1);
	assert_int_equal(events[0].policy, 0);
}

static void a_missing_policy_leaves_the_three_of_recovery(void **state)
{
	static const char *const users[] = {ADMINISTRATORS, SYSTEM, BOB, ALICE};
	const struct kacs_sd *sd =
		SD(.owner = BOB, .sacl = ACES(SCOPED(0, POLICY)));
	struct test_token spec;
	struct kacs_token token;
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(users); i++) {
		spec = test_token(users[i]);
		token = test_prepare_token(&spec);
		assert_int_equal(
			ask(&token, sd, NULL, KACS_MAXIMUM_ALLOWED).granted,
			i < 3 ? KACS_FILE_ALL_ACCESS : 0);
	}
}

static void recovery_does_not_widen(void **state)
{
	struct test_token spec = test_token(SYSTEM);
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	assert_int_equal(ask(&token,
			     SD(.owner = BOB, .dacl = ACES(ALLOW(READ, SYSTEM)),
				.sacl = ACES(SCOPED(0, POLICY))),
			     NULL, KACS_MAXIMUM_ALLOWED)
				 .granted,
			 READ);
}

static void a_rule_goes_through_the_whole_pipeline(void **state)
{
	const struct kacs_policy_set *policies =
		POLICIES({.dacl = ACES(ALLOW(READ | WRITE, ALICE))});
	struct test_token spec = alice_spec();
	struct kacs_token token;

	(void)state;
	/* The restricting SIDs have nothing in the rule's DACL. */
	test_add(&spec.restricted, CONTRACTORS, 0);
	token = test_prepare_token(&spec);
	assert_int_equal(ask(&token,
			     SD(.owner = SYSTEM,
				.dacl = ACES(ALLOW(READ, ALICE),
					     ALLOW(READ, CONTRACTORS)),
				.sacl = ACES(SCOPED(0, POLICY))),
			     policies, KACS_MAXIMUM_ALLOWED)
				 .granted,
			 0);
	/* Nor has the package. */
	spec = alice_spec();
	spec.confinement = PACKAGE;
	token = test_prepare_token(&spec);
	assert_int_equal(
		ask(&token,
		    SD(.owner = SYSTEM,
		       .dacl = ACES(ALLOW(READ, ALICE), ALLOW(READ, PACKAGE)),
		       .sacl = ACES(SCOPED(0, POLICY))),
		    policies, KACS_MAXIMUM_ALLOWED)
			.granted,
		0);
}

static void the_owner_of_the_object_is_that_of_a_rule(void **state)
{
	const struct kacs_sd *sd =
		SD(.owner = ALICE, .dacl = ACES(ALLOW(KACS_GENERIC_ALL, ALICE)),
		   .sacl = ACES(SCOPED(0, POLICY)));

	(void)state;
	assert_int_equal(maximum(sd, POLICIES({.dacl = NO_ACES})),
			 KACS_READ_CONTROL | KACS_WRITE_DAC);
	assert_int_equal(
		maximum(sd,
			POLICIES({.dacl = ACES(ALLOW(READ, OWNER_RIGHTS))})),
		READ);
}

static void privileges_without_intent_count_for_a_rule(void **state)
{
	const struct kacs_policy_set *policies = POLICIES({.dacl = NO_ACES});
	struct test_token spec = alice_spec();
	struct kacs_token token;
	struct kacs_decision decision;

	(void)state;
	spec.spec.privs_present = KACS_PRIVILEGE_ALL;
	spec.spec.privs_enabled = KACS_PRIVILEGE(KACS_SE_SECURITY) |
				  KACS_PRIVILEGE(KACS_SE_TAKE_OWNERSHIP);
	token = test_prepare_token(&spec);
	decision = ask(&token, governed(), policies, KACS_MAXIMUM_ALLOWED);
	assert_int_equal(decision.granted,
			 KACS_ACCESS_SYSTEM_SECURITY | KACS_WRITE_OWNER);
	/* SeTakeOwnership was not needed: the object's DACL gave the right. */
	assert_int_equal(decision.privilege_granted,
			 KACS_ACCESS_SYSTEM_SECURITY);
}

static void intents_are_not_passed_to_a_rule(void **state)
{
	const struct kacs_policy_set *policies =
		POLICIES({.dacl = ACES(ALLOW(READ, ALICE))});
	struct test_token spec = alice_spec();
	struct kacs_token token;
	struct kacs_check check;
	struct kacs_decision decision;

	(void)state;
	spec.spec.privs_present = KACS_PRIVILEGE_ALL;
	spec.spec.privs_enabled = KACS_PRIVILEGE(KACS_SE_BACKUP);
	token = test_prepare_token(&spec);
	check = test_question(&token,
			      SD(.owner = SYSTEM, .dacl = NO_ACES,
				 .sacl = ACES(SCOPED(0, POLICY))),
			      KACS_MAXIMUM_ALLOWED);
	check.privilege_intent = KACS_BACKUP_INTENT;
	check.policies = policies;
	decision = test_answer(&check);
	assert_int_equal(decision.granted, READ);
	assert_int_equal(decision.privilege_granted, READ);
}

static void labels_hold_in_a_rule_too(void **state)
{
	struct test_token spec = alice_spec();
	struct kacs_token token;

	(void)state;
	spec.spec.privs_present = KACS_PRIVILEGE_ALL;
	spec.spec.privs_enabled = KACS_PRIVILEGE(KACS_SE_SECURITY);
	token = test_prepare_token(&spec);
	assert_int_equal(
		ask(&token,
		    SD(.owner = SYSTEM,
		       .dacl = ACES(ALLOW(KACS_GENERIC_ALL, ALICE)),
		       .sacl = ACES(TRUST(READ, "S-1-19-512-8192"),
				    SCOPED(0, POLICY))),
		    POLICIES({.dacl = ACES(ALLOW(KACS_GENERIC_ALL, ALICE))}),
		    KACS_MAXIMUM_ALLOWED)
			.granted,
		READ);
}

static void staged_rules_have_no_effect_but_are_compared(void **state)
{
	struct kacs_token token = alice();
	const struct kacs_policy_set *policies =
		POLICIES({.dacl = ACES(ALLOW(READ | WRITE, ALICE)),
			  .staged_dacl = ACES(ALLOW(READ | APPEND, ALICE))},
			 {.dacl = ACES(ALLOW(READ | WRITE | APPEND, ALICE))});
	struct kacs_decision decision =
		ask(&token, governed(), policies, KACS_MAXIMUM_ALLOWED);

	(void)state;
	assert_int_equal(decision.granted, READ | WRITE);
	assert_int_equal(decision.staged, READ | APPEND);
	assert_true(decision.staging_mismatch);
	/* What is not asked about does not differ. */
	decision = ask(&token, governed(), policies, READ);
	assert_int_equal(decision.staged, READ);
	assert_false(decision.staging_mismatch);
}

static void rules_without_staged_dacl_count_in_both(void **state)
{
	struct kacs_token token = alice();
	struct kacs_decision decision =
		ask(&token, governed(),
		    POLICIES({.dacl = ACES(ALLOW(READ, ALICE))}),
		    KACS_MAXIMUM_ALLOWED);

	(void)state;
	assert_int_equal(decision.staged, READ);
	assert_false(decision.staging_mismatch);
	decision =
		ask(&token, SD(.owner = SYSTEM, .dacl = NO_ACES), NULL, READ);
	assert_int_equal(decision.staged, 0);
	assert_false(decision.staging_mismatch);
	/* And where there is no policy, all does. */
	decision = ask(&token,
		       SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, ALICE))),
		       NULL, READ);
	assert_int_equal(decision.staged, READ);
	assert_false(decision.staging_mismatch);
}

/* A root and two leaves, A and B. */
static struct kacs_object_tree tree_of(struct kacs_object_node nodes[3])
{
	u8 bytes[3 * KACS_OBJECT_ENTRY_BYTES] = {0};
	struct kacs_object_tree tree;
	u32 i;

	for (i = 0; i < 3; i++) {
		kacs_store_le16(bytes + i * KACS_OBJECT_ENTRY_BYTES, i > 0);
		bytes[i * KACS_OBJECT_ENTRY_BYTES + 4] = (u8)(i + 1);
	}
	assert_int_equal(kacs_object_tree_prepare(bytes, 3, nodes, &tree, NULL),
			 KACS_OK);
	return tree;
}

static void rules_narrow_every_node_by_itself(void **state)
{
	struct kacs_token token = alice();
	struct kacs_object_node nodes[3];
	struct kacs_object_tree tree = tree_of(nodes);
	struct kacs_check check =
		test_question(&token, governed(), KACS_MAXIMUM_ALLOWED);
	struct kacs_decision decision;

	(void)state;
	check.tree = &tree;
	check.policies = POLICIES(
		{.dacl = ACES(test_object_ace(KACS_ACE_ACCESS_ALLOWED_OBJECT,
					      READ, 2, ALICE, NULL),
			      ALLOW(WRITE, ALICE)),
		 .staged_dacl =
			 ACES(test_object_ace(KACS_ACE_ACCESS_ALLOWED_OBJECT,
					      READ, 3, ALICE, NULL),
			      ALLOW(WRITE, ALICE))},
		{.dacl = ACES(ALLOW(READ | WRITE | APPEND, ALICE))});
	decision = test_answer(&check);
	assert_int_equal(decision.granted, WRITE);
	assert_int_equal(nodes[0].granted, WRITE);
	assert_int_equal(nodes[1].granted, READ | WRITE);
	assert_int_equal(nodes[2].granted, WRITE);
	/* The root is the same with the staged rule, its leaves are not. */
	assert_int_equal(decision.staged, WRITE);
	assert_true(decision.staging_mismatch);
}

static void the_trace_names_policy_rule_and_ace(void **state)
{
	struct kacs_token token = alice();
	struct kacs_trace_entry entries[64];
	struct kacs_trace trace;
	struct kacs_decision decision;
	struct kacs_attribution by;
	struct kacs_check check = test_question(
		&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(KACS_GENERIC_ALL, ALICE)),
		   .sacl = ACES(SCOPED(0, OTHER_POLICY), SCOPED(0, POLICY))),
		READ | WRITE | APPEND);
	const struct kacs_policy *const policies[] = {
		test_policy(OTHER_POLICY,
			    RULES({.applies_to = "1 2 ==", .dacl = NO_ACES})),
		test_policy(POLICY, RULES({.dacl = ACES(ALLOW(KACS_GENERIC_ALL,
							      ALICE))},
					  {.dacl = ACES(ALLOW(READ, ALICE),
							DENY(WRITE, STAFF))})),
		NULL,
	};
	u32 i, skipped = 0;

	(void)state;
	check.policies = test_policy_set(policies);
	kacs_trace_init(&trace, entries, COUNT(entries));
	kacs_access_check(&check, &decision, &trace);
	assert_int_equal(decision.granted, READ);
	by = kacs_trace_decider(&trace, WRITE);
	assert_int_equal(by.step, KACS_STEP_POLICY);
	assert_int_equal(by.acl, KACS_ACL_POLICY);
	assert_int_equal(by.effect, KACS_EFFECT_REMOVE);
	assert_int_equal(by.rule_step, KACS_STEP_DACL);
	assert_int_equal(by.policy, 1);
	assert_int_equal(by.rule, 1);
	assert_int_equal(by.ace, 1);
	by = kacs_trace_decider(&trace, APPEND);
	assert_int_equal(by.step, KACS_STEP_POLICY);
	assert_int_equal(by.ace, KACS_NO_ACE);
	assert_int_equal(by.rule, 1);
	/* What remains is still the DACL's word. */
	by = trace.rights[0];
	assert_int_equal(by.step, KACS_STEP_DACL);
	assert_int_equal(by.effect, KACS_EFFECT_GRANT);
	assert_true(trace.count <= COUNT(entries));
	for (i = 0; i < trace.count; i++) {
		if (entries[i].note != KACS_NOTE_NOT_APPLICABLE)
			continue;
		skipped++;
		assert_int_equal(entries[i].policy, 0);
		assert_int_equal(entries[i].rule, 0);
		assert_int_equal(entries[i].condition, KACS_TRUTH_FALSE);
	}
	assert_int_equal(skipped, 1);
}

static void the_trace_of_rules_fits_any_room(void **state)
{
	struct kacs_token token = alice();
	struct kacs_check check =
		test_question(&token, governed(), READ | WRITE);
	struct kacs_trace_entry entries[32];
	struct kacs_decision decision;
	struct kacs_trace trace;
	u32 capacity, count;

	(void)state;
	check.policies = POLICIES({.dacl = ACES(DENY(WRITE, ALICE))});
	kacs_trace_init(&trace, NULL, 0);
	kacs_access_check(&check, &decision, &trace);
	count = trace.count;
	assert_in_range(count, 3, COUNT(entries));
	for (capacity = 0; capacity <= count; capacity++) {
		memset(entries, 0xa5, sizeof(entries));
		kacs_trace_init(&trace, entries, capacity);
		kacs_access_check(&check, &decision, &trace);
		assert_int_equal(trace.count, count);
		assert_int_equal(kacs_trace_decider(&trace, WRITE).step,
				 KACS_STEP_POLICY);
		if (capacity < COUNT(entries))
			assert_int_equal(entries[capacity].step, 0xa5);
	}
}

static void a_loss_to_recovery_is_noted(void **state)
{
	struct kacs_token token = alice();
	struct kacs_check check = test_question(&token, governed(), READ);
	struct kacs_decision decision;
	struct kacs_attribution by;
	struct kacs_trace trace;

	(void)state;
	kacs_trace_init(&trace, NULL, 0);
	kacs_access_check(&check, &decision, &trace);
	by = kacs_trace_decider(&trace, READ);
	assert_int_equal(by.step, KACS_STEP_POLICY);
	assert_int_equal(by.note, KACS_NOTE_RECOVERY);
	assert_int_equal(by.ace, KACS_NO_ACE);
}

/*
 * What a step of a rule found in the SACL stays there; what it noted itself is
 * not noted over by that the policy is missing.
 */
static void the_walk_of_a_rule_keeps_acls_and_notes(void **state)
{
	struct kacs_token token = alice();
	struct kacs_check check = test_question(
		&token,
		SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, ALICE)),
		   .sacl = ACES(LABEL(KACS_LABEL_NO_WRITE_UP, "S-1-16-12288"),
				SCOPED(0, POLICY))),
		READ | WRITE);
	struct kacs_trace_entry entries[32];
	struct kacs_decision decision;
	struct kacs_trace trace;
	u32 labels = 0, strangers = 0, i;

	(void)state;
	kacs_trace_init(&trace, entries, COUNT(entries));
	kacs_access_check(&check, &decision, &trace);
	assert_int_equal(decision.granted, 0);
	assert_in_range(trace.count, 1, COUNT(entries));
	for (i = 0; i < trace.count; i++) {
		if (entries[i].step != KACS_STEP_POLICY)
			continue;
		if (entries[i].rule_step == KACS_STEP_INTEGRITY) {
			labels++;
			assert_int_equal(entries[i].acl, KACS_ACL_SACL);
			assert_int_equal(entries[i].ace, 0);
		}
		strangers += entries[i].note == KACS_NOTE_NO_MATCH;
	}
	assert_int_equal(labels, 1);
	/* Alice is none of the three of recovery. */
	assert_int_equal(strangers, 3);
}

/* Nodes that are the same with the staged rule do not differ, others do. */
static void staged_rules_are_compared_at_every_node(void **state)
{
	struct kacs_token token = alice();
	struct kacs_object_node nodes[3];
	struct kacs_object_tree tree = tree_of(nodes);
	struct kacs_check check =
		test_question(&token, governed(), KACS_MAXIMUM_ALLOWED);
	const struct test_acl *writes = ACES(ALLOW(WRITE, ALICE));
	const struct test_acl *more =
		ACES(test_object_ace(KACS_ACE_ACCESS_ALLOWED_OBJECT, READ, 2,
				     ALICE, NULL),
		     ALLOW(WRITE, ALICE));
	const struct {
		const struct test_acl *dacl;
		const struct test_acl *staged_dacl;
		bool differ;
	} cases[] = {
		{writes, NULL, false}, {writes, writes, false},
		{writes, more, true},  {more, writes, true},
		{more, more, false},   {more, NULL, false},
	};
	struct kacs_decision decision;
	u32 i;

	(void)state;
	check.tree = &tree;
	for (i = 0; i < COUNT(cases); i++) {
		check.policies =
			POLICIES({.dacl = cases[i].dacl,
				  .staged_dacl = cases[i].staged_dacl});
		decision = test_answer(&check);
		assert_int_equal(decision.granted, WRITE);
		assert_int_equal(decision.staged, WRITE);
		assert_int_equal(decision.staging_mismatch, cases[i].differ);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_leaves_what_it_grants_as_well),
		cmocka_unit_test(a_rule_never_gives),
		cmocka_unit_test(every_applicable_rule_must_grant),
		cmocka_unit_test(rules_that_do_not_apply_have_no_effect),
		cmocka_unit_test(
			membership_is_unknown_not_an_error_to_applies_to),
		cmocka_unit_test(a_policy_without_rules_has_no_effect),
		cmocka_unit_test(inherit_only_scoped_policies_are_ignored),
		cmocka_unit_test(several_policies_all_narrow),
		cmocka_unit_test(
			a_policy_counts_once_with_the_first_ace_that_applies),
		cmocka_unit_test(a_policy_that_is_named_twice_tells_once),
		cmocka_unit_test(a_missing_policy_leaves_the_three_of_recovery),
		cmocka_unit_test(recovery_does_not_widen),
		cmocka_unit_test(a_rule_goes_through_the_whole_pipeline),
		cmocka_unit_test(the_owner_of_the_object_is_that_of_a_rule),
		cmocka_unit_test(privileges_without_intent_count_for_a_rule),
		cmocka_unit_test(intents_are_not_passed_to_a_rule),
		cmocka_unit_test(labels_hold_in_a_rule_too),
		cmocka_unit_test(staged_rules_have_no_effect_but_are_compared),
		cmocka_unit_test(rules_without_staged_dacl_count_in_both),
		cmocka_unit_test(rules_narrow_every_node_by_itself),
		cmocka_unit_test(the_trace_names_policy_rule_and_ace),
		cmocka_unit_test(the_trace_of_rules_fits_any_room),
		cmocka_unit_test(a_loss_to_recovery_is_noted),
		cmocka_unit_test(the_walk_of_a_rule_keeps_acls_and_notes),
		cmocka_unit_test(staged_rules_are_compared_at_every_node),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
