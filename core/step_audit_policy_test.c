// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What central policies leave for the audit: PSD-004 10.8, 10.9, 10.10 step 14.
 */
#include "audit_test_support.h"

static const struct kacs_sd *governed(struct test_ace ace)
{
	return SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, ALICE)),
		  .sacl = ACES(SCOPED(0, POLICY), ace,
			       SCOPED(0, OTHER_POLICY)));
}

static struct answer *ask_governed(struct test_ace ace,
				   const struct kacs_policy_set *policies)
{
	struct test_token spec = alice_spec();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check = test_question(&token, governed(ace), READ);

	check.policies = policies;
	return answer_to(&check);
}

static void policies_add_their_audit(void **state)
{
	const struct test_acl *open = ACES(ALLOW(READ, ALICE));
	const struct kacs_policy *const policies[] = {
		test_policy(POLICY,
			    RULES({.dacl = open},
				  {.applies_to = "1 2 ==",
				   .dacl = open,
				   .sacl = ACES(AUDIT(SUCCESS, READ, ALICE))},
				  {.dacl = open,
				   .sacl = ACES(AUDIT(FAILURE, READ, ALICE),
						AUDIT(SUCCESS, READ, STAFF),
						ALARM(WRITE, ALICE))})),
		test_policy(OTHER_POLICY,
			    RULES({.dacl = open,
				   .sacl = ACES(AUDIT(SUCCESS, READ, ALICE),
						ALARM(KACS_DELETE, ALICE))})),
		NULL,
	};
	struct answer *answer =
		ask_governed((struct test_ace)AUDIT(SUCCESS, READ, ALICE),
			     test_policy_set(policies));

	(void)state;
	assert_true(answer->decision.allowed);
	assert_int_equal(answer->audit.count, 3);
	assert_int_equal(answer->events[0].acl, KACS_ACL_SACL);
	assert_int_equal(answer->events[0].ace, 1);
	assert_int_equal(answer->events[1].acl, KACS_ACL_POLICY);
	assert_int_equal(answer->events[1].policy, 0);
	assert_int_equal(answer->events[1].rule, 2);
	assert_int_equal(answer->events[1].ace, 1);
	assert_int_equal(answer->events[2].acl, KACS_ACL_POLICY);
	assert_int_equal(answer->events[2].policy, 2);
	assert_int_equal(answer->events[2].rule, 0);
	assert_int_equal(answer->events[2].ace, 0);
	assert_int_equal(answer->decision.continuous_audit,
			 WRITE | KACS_DELETE);
}

static void inherit_only_scoped_policies_audit_nothing(void **state)
{
	const struct test_acl *open = ACES(ALLOW(READ, ALICE));
	const struct kacs_policy *const policies[] = {
		test_policy(POLICY,
			    RULES({.dacl = open,
				   .sacl = ACES(AUDIT(SUCCESS, READ, ALICE))})),
		test_policy(OTHER_POLICY,
			    RULES({.dacl = open,
				   .sacl = ACES(AUDIT(SUCCESS, READ, STAFF),
						ALARM(WRITE, STAFF))})),
		NULL,
	};
	struct test_token spec = alice_spec();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check = test_question(
		&token,
		SD(.owner = SYSTEM, .dacl = open,
		   .sacl = ACES(SCOPED(0, POLICY),
				SCOPED(KACS_ACE_INHERIT_ONLY |
					       KACS_ACE_OBJECT_INHERIT,
				       OTHER_POLICY))),
		READ);
	struct answer *answer;

	(void)state;
	check.policies = test_policy_set(policies);
	answer = answer_to(&check);
	assert_int_equal(answer->audit.count, 1);
	assert_int_equal(answer->events[0].policy, 0);
	assert_int_equal(answer->decision.continuous_audit, 0);
}

static void a_missing_policy_audits_nothing(void **state)
{
	struct answer *answer = ask_governed(
		(struct test_ace)AUDIT(SUCCESS | FAILURE, READ, ALICE), NULL);

	(void)state;
	assert_false(answer->decision.allowed);
	assert_int_equal(answer->audit.count, 1);
	assert_int_equal(answer->events[0].acl, KACS_ACL_SACL);
}

/* The audit of one rule with a staged SACL, under both names. */
static struct answer *ask_staged(const struct test_acl *sacl,
				 const struct test_acl *staged_sacl)
{
	const struct test_acl *open = ACES(ALLOW(READ, ALICE));
	const struct kacs_policy *const policies[] = {
		test_policy(POLICY, RULES({.dacl = open,
					   .sacl = sacl,
					   .staged_sacl = staged_sacl})),
		test_policy(OTHER_POLICY, NULL, 0),
		NULL,
	};

	return ask_governed((struct test_ace)ALARM(KACS_DELETE, ALICE),
			    test_policy_set(policies));
}

static void staged_audit_has_no_effect_but_is_compared(void **state)
{
	const struct test_acl *none = NO_ACES;
	const struct test_acl *reads = ACES(AUDIT(SUCCESS, READ, ALICE));
	const struct test_acl *others =
		ACES(AUDIT(SUCCESS, READ, BOB), AUDIT(SUCCESS, READ, ALICE),
		     AUDIT(SUCCESS, WRITE, ALICE));
	const struct test_acl *both =
		ACES(AUDIT(SUCCESS, READ, ALICE), AUDIT(SUCCESS, READ, STAFF));
	const struct test_acl *swapped =
		ACES(AUDIT(SUCCESS, READ, STAFF), AUDIT(SUCCESS, READ, ALICE));
	const struct test_acl *shorter = ACES(AUDIT(SUCCESS, READ, EVERYONE));
	const struct test_acl *deny_only =
		ACES(AUDIT(SUCCESS, READ, CONTRACTORS));
	const struct test_acl *alarm = ACES(ALARM(WRITE, ALICE));
	const struct test_acl *same_alarm = ACES(ALARM(KACS_DELETE, ALICE));
	const struct {
		const struct test_acl *sacl;
		const struct test_acl *staged_sacl;
		bool differ;
	} cases[] = {
		{reads, NULL, false},	   {reads, reads, false},
		{reads, others, false},	   {reads, none, true},
		{NULL, reads, true},	   {reads, both, true},
		{both, swapped, true},	   {NULL, none, false},
		{NULL, alarm, true},	   {alarm, none, true},
		{NULL, same_alarm, false}, {same_alarm, none, false},
		{reads, shorter, true},	   {reads, deny_only, true},
	};
	u32 i, j;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct answer *answer =
			ask_staged(cases[i].sacl, cases[i].staged_sacl);
		u32 diagnostics = 0;

		for (j = 0; j < answer->audit.count; j++)
			diagnostics +=
				answer->events[j].kind == KACS_EVENT_STAGING;
		assert_int_equal(answer->decision.staging_mismatch,
				 cases[i].differ);
		assert_int_equal(diagnostics, cases[i].differ);
		assert_int_equal(answer->decision.continuous_audit,
				 KACS_DELETE |
					 (cases[i].sacl == alarm ? WRITE : 0));
	}
}

/* A rule without a staged SACL counts with its own on both sides. */
static void rules_without_staged_sacl_audit_the_same_in_both(void **state)
{
	const struct test_acl *open = ACES(ALLOW(READ, ALICE));
	const struct test_acl *reads = ACES(AUDIT(SUCCESS, READ, ALICE));
	const struct test_acl *others = ACES(AUDIT(SUCCESS, READ, STAFF));
	const struct test_acl *const staged[] = {reads, others};
	struct answer *answer;
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(staged); i++) {
		const struct kacs_policy *const policies[] = {
			test_policy(POLICY,
				    RULES({.dacl = open, .sacl = others},
					  {.dacl = open,
					   .sacl = reads,
					   .staged_sacl = staged[i]})),
			test_policy(OTHER_POLICY, NULL, 0),
			NULL,
		};

		answer =
			ask_governed((struct test_ace)ALARM(KACS_DELETE, ALICE),
				     test_policy_set(policies));
		assert_int_equal(answer->decision.staging_mismatch, i == 1);
	}
}

static void the_staging_diagnostic_tells_both_answers(void **state)
{
	struct test_token spec = alice_spec();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check = test_question(
		&token,
		SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ | WRITE, ALICE)),
		   .sacl = ACES(SCOPED(0, POLICY))),
		READ | WRITE);
	struct answer *answer;

	(void)state;
	check.policies = POLICIES({.dacl = ACES(ALLOW(READ, ALICE)),
				   .staged_dacl = ACES(ALLOW(WRITE, ALICE))});
	answer = answer_to(&check);
	assert_int_equal(answer->audit.count, 1);
	assert_int_equal(answer->events[0].kind, KACS_EVENT_STAGING);
	assert_int_equal(answer->events[0].requested, READ | WRITE);
	assert_int_equal(answer->events[0].granted, READ);
	assert_int_equal(answer->events[0].surviving, WRITE);
	assert_false(answer->events[0].nodes_differ);
	assert_false(answer->events[0].success);
}

/* What a handle allows is told of as it came out, whatever a check would say. */
static void rights_of_a_handle_are_told_by_the_sacls_alone(void **state)
{
	const struct kacs_policy *const policies[] = {
		test_policy(POLICY,
			    RULES({.dacl = ACES(DENY(WRITE, ALICE)),
				   .sacl = ACES(AUDIT(SUCCESS, WRITE, ALICE),
						AUDIT(FAILURE, WRITE, ALICE))})),
		NULL,
	};
	struct test_token spec = alice_spec();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_audit_event events[4];
	struct kacs_audit audit = {.events = events, .capacity = COUNT(events)};
	struct kacs_check check = test_question(
		&token,
		SD(.owner = SYSTEM, .dacl = NO_ACES,
		   .sacl = ACES(SCOPED(0, POLICY), AUDIT(SUCCESS, READ, ALICE),
				AUDIT(SUCCESS, WRITE, ALICE))),
		WRITE);
	struct kacs_decision decision;

	(void)state;
	check.policies = test_policy_set(policies);
	check.audit = &audit;
	kacs_audit_allowed(&check, &decision);
	assert_true(decision.allowed);
	assert_int_equal(decision.granted, WRITE);
	assert_int_equal(audit.count, 2);
	assert_int_equal(events[0].acl, KACS_ACL_SACL);
	assert_int_equal(events[0].ace, 2);
	assert_true(events[0].success);
	assert_int_equal(events[0].requested, WRITE);
	assert_int_equal(events[1].acl, KACS_ACL_POLICY);
	assert_int_equal(events[1].ace, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(policies_add_their_audit),
		cmocka_unit_test(inherit_only_scoped_policies_audit_nothing),
		cmocka_unit_test(a_missing_policy_audits_nothing),
		cmocka_unit_test(staged_audit_has_no_effect_but_is_compared),
		cmocka_unit_test(
			rules_without_staged_sacl_audit_the_same_in_both),
		cmocka_unit_test(the_staging_diagnostic_tells_both_answers),
		cmocka_unit_test(
			rights_of_a_handle_are_told_by_the_sacls_alone),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
