// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Traces: who decided each right, and the walk as it went.
 */
#include "unit_test.h"

#define READ KACS_FILE_READ_DATA
#define WRITE KACS_FILE_WRITE_DATA
#define EXECUTE KACS_FILE_EXECUTE

static struct kacs_trace trace;
static struct kacs_trace_entry entries[64];

static struct kacs_decision explain(const struct kacs_check *check)
{
	struct kacs_decision decision, bare = test_answer(check);

	kacs_trace_init(&trace, entries, COUNT(entries));
	kacs_access_check(check, &decision, &trace);
	assert_int_equal(decision.granted, bare.granted);
	assert_int_equal(decision.allowed, bare.allowed);
	assert_int_equal(decision.privilege_granted, bare.privilege_granted);
	return decision;
}

static struct kacs_decision explain_simply(const struct kacs_token *token,
					   const struct kacs_sd *sd,
					   u32 desired)
{
	struct kacs_check check = test_question(token, sd, desired);

	return explain(&check);
}

static void assert_decider(u32 missing, u32 step, u32 acl, u32 effect, u32 ace)
{
	struct kacs_attribution decider = kacs_trace_decider(&trace, missing);

	assert_int_equal(decider.step, step);
	assert_int_equal(decider.acl, acl);
	assert_int_equal(decider.effect, effect);
	assert_int_equal(decider.ace, ace);
}

static void assert_entry(u32 index, u32 step, u32 effect, u32 note, u32 ace,
			 u32 bits)
{
	assert_in_range(trace.count, index + 1, COUNT(entries));
	assert_int_equal(entries[index].step, step);
	assert_int_equal(entries[index].effect, effect);
	assert_int_equal(entries[index].note, note);
	assert_int_equal(entries[index].ace, ace);
	assert_int_equal(entries[index].bits, bits);
}

static struct test_token alice(void)
{
	struct test_token token = test_token(ALICE);

	test_add(&token.groups, STAFF, GROUP_ON);
	test_add(&token.groups, CONTRACTORS, KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	return token;
}

static void the_denying_ace_is_named(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	explain_simply(&token,
		       SD(.owner = SYSTEM,
			  .dacl = ACES(ALLOW(READ, STAFF),
				       DENY(WRITE, CONTRACTORS),
				       ALLOW(READ | WRITE, STAFF))),
		       READ | WRITE);
	assert_decider(WRITE, KACS_STEP_DACL, KACS_ACL_DACL, KACS_EFFECT_DENY,
		       1);
	assert_decider(READ, KACS_STEP_DACL, KACS_ACL_DACL, KACS_EFFECT_GRANT,
		       0);
}

static void a_right_that_nobody_granted_is_the_dacls(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	explain_simply(&token,
		       SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, STAFF))),
		       READ | WRITE | EXECUTE);
	assert_decider(WRITE | EXECUTE, KACS_STEP_DACL, KACS_ACL_DACL,
		       KACS_EFFECT_DENY, KACS_NO_ACE);
}

static void the_lowest_missing_right_decides(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	explain_simply(&token,
		       SD(.owner = SYSTEM, .dacl = ACES(DENY(EXECUTE, ALICE),
							DENY(WRITE, STAFF))),
		       WRITE | EXECUTE);
	assert_decider(WRITE | EXECUTE, KACS_STEP_DACL, KACS_ACL_DACL,
		       KACS_EFFECT_DENY, 1);
	assert_decider(EXECUTE, KACS_STEP_DACL, KACS_ACL_DACL, KACS_EFFECT_DENY,
		       0);
}

static void the_walk_tells_why_each_ace_did_nothing(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	explain_simply(
		&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(READ, BOB),
				ACE(KACS_ACE_ACCESS_ALLOWED,
				    KACS_ACE_INHERIT_ONLY, READ, ALICE),
				ALLOW(READ, CONTRACTORS),
				ACE(KACS_ACE_SYSTEM_AUDIT, 0, READ, ALICE),
				ALLOW(EXECUTE, ALICE), ALLOW(READ, ALICE),
				DENY(READ, ALICE),
				ACE(KACS_ACE_SYSTEM_MANDATORY_LABEL, 0, WRITE,
				    "S-1-16-0"),
				ALLOW(KACS_GENERIC_WRITE, ALICE),
				DENY(WRITE, ALICE))),
		READ | WRITE);
	assert_int_equal(trace.count, 9);
	assert_entry(0, KACS_STEP_DACL, KACS_EFFECT_NONE, KACS_NOTE_NO_MATCH, 0,
		     0);
	assert_entry(1, KACS_STEP_DACL, KACS_EFFECT_NONE,
		     KACS_NOTE_INHERIT_ONLY, 1, 0);
	assert_entry(2, KACS_STEP_DACL, KACS_EFFECT_NONE, KACS_NOTE_DENY_ONLY,
		     2, 0);
	assert_entry(3, KACS_STEP_DACL, KACS_EFFECT_NONE,
		     KACS_NOTE_NOT_EVALUATED, 3, 0);
	assert_entry(4, KACS_STEP_DACL, KACS_EFFECT_NONE, KACS_NOTE_NOT_WANTED,
		     4, 0);
	assert_entry(5, KACS_STEP_DACL, KACS_EFFECT_GRANT, KACS_NOTE_NONE, 5,
		     READ);
	assert_entry(6, KACS_STEP_DACL, KACS_EFFECT_NONE,
		     KACS_NOTE_ALREADY_DECIDED, 6, 0);
	assert_entry(7, KACS_STEP_DACL, KACS_EFFECT_NONE,
		     KACS_NOTE_NOT_EVALUATED, 7, 0);
	assert_entry(8, KACS_STEP_DACL, KACS_EFFECT_GRANT, KACS_NOTE_NONE, 8,
		     WRITE);
	assert_int_equal(entries[8].mask, KACS_FILE_GENERIC_WRITE);
}

static void owner_and_null_dacl_grants_are_noted(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	explain_simply(&token, SD(.owner = ALICE), KACS_WRITE_DAC | READ);
	assert_int_equal(trace.count, 2);
	assert_entry(0, KACS_STEP_DACL, KACS_EFFECT_GRANT, KACS_NOTE_OWNER,
		     KACS_NO_ACE, KACS_WRITE_DAC);
	assert_entry(1, KACS_STEP_DACL, KACS_EFFECT_GRANT, KACS_NOTE_NULL_DACL,
		     KACS_NO_ACE, READ);
}

static void the_gate_decides_everything(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token;

	(void)state;
	spec.spec.token_type = KACS_TOKEN_IMPERSONATION;
	spec.spec.impersonation_level = KACS_LEVEL_IDENTIFICATION;
	token = test_prepare_token(&spec);
	explain_simply(&token, SD(.owner = ALICE), READ);
	assert_decider(READ, KACS_STEP_GATE, KACS_ACL_NONE, KACS_EFFECT_DENY,
		       KACS_NO_ACE);
}

static void integrity_names_its_label(void **state)
{
	const struct test_acl *dacl = ACES(ALLOW(KACS_GENERIC_ALL, ALICE));
	struct test_token spec = alice();
	struct kacs_token token;

	(void)state;
	spec.spec.integrity_rid = KACS_INTEGRITY_LOW;
	token = test_prepare_token(&spec);
	explain_simply(
		&token,
		SD(.owner = SYSTEM, .dacl = dacl,
		   .sacl = ACES(ACE(KACS_ACE_SYSTEM_AUDIT, 0x40, 1, ALICE),
				LABEL(2, "S-1-16-12288"))),
		WRITE);
	assert_decider(WRITE, KACS_STEP_INTEGRITY, KACS_ACL_SACL,
		       KACS_EFFECT_DENY, 1);
	explain_simply(&token, SD(.owner = SYSTEM, .dacl = dacl), WRITE);
	assert_decider(WRITE, KACS_STEP_INTEGRITY, KACS_ACL_NONE,
		       KACS_EFFECT_DENY, KACS_NO_ACE);
}

static void a_privilege_is_named_with_what_it_gave(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token;
	struct kacs_check check;

	(void)state;
	spec.spec.privs_present = KACS_PRIVILEGE(KACS_SE_BACKUP);
	spec.spec.privs_enabled = spec.spec.privs_present;
	token = test_prepare_token(&spec);
	check = test_question(&token, SD(.owner = SYSTEM, .dacl = NO_ACES),
			      READ | KACS_ACCESS_SYSTEM_SECURITY);
	check.privilege_intent = KACS_BACKUP_INTENT;
	explain(&check);
	assert_entry(0, KACS_STEP_PRIVILEGES, KACS_EFFECT_GRANT, KACS_NOTE_NONE,
		     KACS_NO_ACE, READ);
	assert_true(entries[0].privilege == KACS_PRIVILEGE(KACS_SE_BACKUP));
	assert_decider(KACS_ACCESS_SYSTEM_SECURITY, KACS_STEP_PRIVILEGES,
		       KACS_ACL_NONE, KACS_EFFECT_DENY, KACS_NO_ACE);
}

static void a_privilege_that_gave_nothing_is_not_named(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token;
	struct kacs_check check;

	(void)state;
	spec.spec.privs_present = KACS_PRIVILEGE(KACS_SE_BACKUP);
	spec.spec.privs_enabled = spec.spec.privs_present;
	token = test_prepare_token(&spec);
	check = test_question(&token, SD(.owner = SYSTEM, .dacl = NO_ACES),
			      KACS_FILE_WRITE_DATA);
	check.privilege_intent = KACS_BACKUP_INTENT;
	explain(&check);
	assert_int_equal(trace.count, 0);
}

static void trust_removes_what_a_privilege_gave(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token;

	(void)state;
	spec.spec.privs_present = KACS_PRIVILEGE(KACS_SE_SECURITY);
	spec.spec.privs_enabled = spec.spec.privs_present;
	token = test_prepare_token(&spec);
	explain_simply(&token,
		       SD(.owner = SYSTEM,
			  .sacl = ACES(TRUST(0, "S-1-19-512-1024"))),
		       READ | KACS_ACCESS_SYSTEM_SECURITY);
	assert_decider(KACS_ACCESS_SYSTEM_SECURITY, KACS_STEP_TRUST,
		       KACS_ACL_SACL, KACS_EFFECT_REMOVE, 0);
	assert_decider(READ, KACS_STEP_TRUST, KACS_ACL_SACL, KACS_EFFECT_DENY,
		       0);
	/* Only of what was asked for. */
	assert_entry(trace.count - 1, KACS_STEP_TRUST, KACS_EFFECT_DENY,
		     KACS_NOTE_NONE, 0, READ);
}

static void ownership_has_the_last_word_over_a_denial(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token;

	(void)state;
	spec.spec.privs_present = KACS_PRIVILEGE(KACS_SE_TAKE_OWNERSHIP);
	spec.spec.privs_enabled = spec.spec.privs_present;
	token = test_prepare_token(&spec);
	explain_simply(&token,
		       SD(.owner = SYSTEM,
			  .dacl = ACES(DENY(KACS_GENERIC_ALL, ALICE))),
		       KACS_WRITE_OWNER);
	assert_decider(KACS_WRITE_OWNER, KACS_STEP_OWNERSHIP, KACS_ACL_NONE,
		       KACS_EFFECT_GRANT, KACS_NO_ACE);
}

static void the_restricted_pass_names_its_ace_or_none(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token;

	(void)state;
	test_add(&spec.restricted, CAROL, 0);
	token = test_prepare_token(&spec);
	explain_simply(&token,
		       SD(.owner = SYSTEM,
			  .dacl = ACES(ALLOW(READ | WRITE | EXECUTE, ALICE),
				       DENY(WRITE, CAROL),
				       ALLOW(EXECUTE, CAROL))),
		       READ | WRITE | EXECUTE);
	assert_decider(READ, KACS_STEP_RESTRICTED, KACS_ACL_DACL,
		       KACS_EFFECT_REMOVE, KACS_NO_ACE);
	assert_decider(WRITE, KACS_STEP_RESTRICTED, KACS_ACL_DACL,
		       KACS_EFFECT_REMOVE, 1);
	/* What it confirms is the right of the ACE that gave it. */
	assert_decider(EXECUTE, KACS_STEP_DACL, KACS_ACL_DACL,
		       KACS_EFFECT_GRANT, 0);
}

static void what_privileges_gave_is_restored(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token;

	(void)state;
	test_add(&spec.restricted, CAROL, 0);
	spec.spec.privs_present = KACS_PRIVILEGE(KACS_SE_SECURITY);
	spec.spec.privs_enabled = spec.spec.privs_present;
	token = test_prepare_token(&spec);
	explain_simply(&token, SD(.owner = SYSTEM, .dacl = NO_ACES),
		       KACS_ACCESS_SYSTEM_SECURITY);
	assert_decider(KACS_ACCESS_SYSTEM_SECURITY, KACS_STEP_RESTRICTED,
		       KACS_ACL_NONE, KACS_EFFECT_RESTORE, KACS_NO_ACE);
}

static void confinement_removes_privileged_rights_visibly(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token;

	(void)state;
	spec.confinement = PACKAGE;
	spec.spec.privs_present = KACS_PRIVILEGE(KACS_SE_SECURITY);
	spec.spec.privs_enabled = spec.spec.privs_present;
	token = test_prepare_token(&spec);
	explain_simply(&token,
		       SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, ALICE))),
		       READ | KACS_ACCESS_SYSTEM_SECURITY);
	assert_decider(KACS_ACCESS_SYSTEM_SECURITY, KACS_STEP_CONFINEMENT,
		       KACS_ACL_DACL, KACS_EFFECT_REMOVE, KACS_NO_ACE);
	assert_decider(READ, KACS_STEP_CONFINEMENT, KACS_ACL_DACL,
		       KACS_EFFECT_REMOVE, KACS_NO_ACE);
}

static void a_full_trace_counts_on(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check = test_question(
		&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(1, BOB), ALLOW(1, BOB), ALLOW(1, ALICE))),
		1);
	struct kacs_trace_entry two[2];
	struct kacs_decision decision;

	(void)state;
	kacs_trace_init(&trace, two, 2);
	kacs_access_check(&check, &decision, &trace);
	assert_int_equal(trace.count, 3);
	assert_int_equal(two[1].ace, 1);
	assert_decider(1, KACS_STEP_DACL, KACS_ACL_DACL, KACS_EFFECT_GRANT, 2);
	/* Attribution needs no entries at all. */
	kacs_trace_init(&trace, NULL, 99);
	kacs_access_check(&check, &decision, &trace);
	assert_int_equal(trace.count, 3);
	assert_decider(1, KACS_STEP_DACL, KACS_ACL_DACL, KACS_EFFECT_GRANT, 2);
}

static void a_grant_in_confinement_confirms_only(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token;

	(void)state;
	spec.confinement = PACKAGE;
	token = test_prepare_token(&spec);
	explain_simply(&token,
		       SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, ALICE),
							ALLOW(READ, PACKAGE))),
		       READ);
	assert_decider(READ, KACS_STEP_DACL, KACS_ACL_DACL, KACS_EFFECT_GRANT,
		       0);
}

static void a_right_that_no_step_touched_is_the_dacls(void **state)
{
	(void)state;
	kacs_trace_init(&trace, NULL, 0);
	assert_decider(READ, KACS_STEP_DACL, KACS_ACL_DACL, KACS_EFFECT_DENY,
		       KACS_NO_ACE);
	assert_decider(0x80000000, KACS_STEP_DACL, KACS_ACL_DACL,
		       KACS_EFFECT_DENY, KACS_NO_ACE);
	assert_decider(0, KACS_STEP_DACL, KACS_ACL_DACL, KACS_EFFECT_DENY,
		       KACS_NO_ACE);
}

static void attributions_are_equal_in_every_part(void **state)
{
	const struct kacs_attribution one = {.step = 1,
					     .acl = 2,
					     .effect = 3,
					     .note = 4,
					     .ace = 5,
					     .rule_step = 6,
					     .policy = 7,
					     .rule = 8};
	struct kacs_attribution others[] = {one, one, one, one,
					    one, one, one, one};
	u32 i;

	(void)state;
	assert_true(kacs_attribution_equal(&one, &others[0]));
	others[0].step++;
	others[1].acl++;
	others[2].effect++;
	others[3].note++;
	others[4].ace++;
	others[5].rule_step++;
	others[6].policy++;
	others[7].rule++;
	for (i = 0; i < COUNT(others); i++)
		assert_false(kacs_attribution_equal(&one, &others[i]));
}

static void
every_right_is_attributed_but_not_by_what_has_no_effect(void **state)
{
	struct kacs_trace_entry entry = {.step = KACS_STEP_INTEGRITY,
					 .effect = KACS_EFFECT_DENY,
					 .ace = 7};
	const struct kacs_trace_entry nothing = {.step = KACS_STEP_TRUST,
						 .effect = KACS_EFFECT_NONE,
						 .bits = ~0u};
	u32 bit;

	(void)state;
	for (bit = 0; bit < 32; bit++) {
		kacs_trace_init(&trace, entries, COUNT(entries));
		entry.bits = 1u << bit;
		kacs_trace_add(&trace, &entry);
		kacs_trace_add(&trace, &nothing);
		assert_decider(1u << bit, KACS_STEP_INTEGRITY, KACS_ACL_NONE,
			       KACS_EFFECT_DENY, 7);
		if (bit < 31)
			assert_decider(2u << bit, KACS_STEP_DACL, KACS_ACL_DACL,
				       KACS_EFFECT_DENY, KACS_NO_ACE);
	}
	/* The highest is not what is meant by none. */
	assert_decider(0, KACS_STEP_DACL, KACS_ACL_DACL, KACS_EFFECT_DENY,
		       KACS_NO_ACE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_denying_ace_is_named),
		cmocka_unit_test(a_right_that_nobody_granted_is_the_dacls),
		cmocka_unit_test(the_lowest_missing_right_decides),
		cmocka_unit_test(the_walk_tells_why_each_ace_did_nothing),
		cmocka_unit_test(owner_and_null_dacl_grants_are_noted),
		cmocka_unit_test(the_gate_decides_everything),
		cmocka_unit_test(integrity_names_its_label),
		cmocka_unit_test(a_privilege_is_named_with_what_it_gave),
		cmocka_unit_test(a_privilege_that_gave_nothing_is_not_named),
		cmocka_unit_test(trust_removes_what_a_privilege_gave),
		cmocka_unit_test(ownership_has_the_last_word_over_a_denial),
		cmocka_unit_test(the_restricted_pass_names_its_ace_or_none),
		cmocka_unit_test(what_privileges_gave_is_restored),
		cmocka_unit_test(confinement_removes_privileged_rights_visibly),
		cmocka_unit_test(a_full_trace_counts_on),
		cmocka_unit_test(a_grant_in_confinement_confirms_only),
		cmocka_unit_test(a_right_that_no_step_touched_is_the_dacls),
		cmocka_unit_test(attributions_are_equal_in_every_part),
		cmocka_unit_test(
			every_right_is_attributed_but_not_by_what_has_no_effect),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
