// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Process trust labels: PSD-004 10.7.
 */
#include "unit_test.h"

#define PROTECTED_APP "S-1-19-512-2048"

static struct kacs_token privileged(void)
{
	struct test_token token = test_token(ALICE);

	token.spec.privs_present = KACS_PRIVILEGE_ALL;
	token.spec.privs_enabled = KACS_PRIVILEGE_ALL;
	return test_prepare_token(&token);
}

static struct kacs_decision ask(const struct kacs_sd *sd, u32 desired,
				u32 pip_type, u32 pip_trust)
{
	struct kacs_token token = privileged();
	struct kacs_check check = test_question(&token, sd, desired);

	check.pip_type = pip_type;
	check.pip_trust = pip_trust;
	check.privilege_intent = KACS_BACKUP_INTENT | KACS_RESTORE_INTENT;
	return test_answer(&check);
}

static const struct kacs_sd *trusted(u32 mask)
{
	return SD(.owner = ALICE,
		  .dacl = ACES(ALLOW(KACS_FILE_ALL_ACCESS, ALICE)),
		  .sacl = ACES(TRUST(mask, PROTECTED_APP)));
}

static void dominance_needs_both_axes(void **state)
{
	static const struct {
		u32 type;
		u32 trust;
		bool dominates;
	} cases[] = {
		{512, 2048, true},  {1024, 8192, true},	 {512, 2047, false},
		{511, 2048, false}, {1024, 2047, false}, {0, 0xffffffff, false},
		{513, 2049, true},  {0, 0, false},
	};
	struct kacs_decision decision;
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		decision = ask(trusted(0), KACS_FILE_READ_DATA, cases[i].type,
			       cases[i].trust);
		assert_int_equal(decision.allowed, cases[i].dominates);
	}
}

static void mask_is_all_that_others_may_have(void **state)
{
	(void)state;
	assert_int_equal(ask(trusted(KACS_GENERIC_READ), KACS_MAXIMUM_ALLOWED,
			     0, 0)
				 .granted,
			 KACS_FILE_GENERIC_READ);
	assert_int_equal(ask(trusted(0), KACS_MAXIMUM_ALLOWED, 0, 0).granted,
			 0);
	assert_int_equal(
		ask(trusted(0), KACS_MAXIMUM_ALLOWED, 512, 2048).granted,
		KACS_FILE_ALL_ACCESS | KACS_ACCESS_SYSTEM_SECURITY);
}

static void trust_takes_back_what_privileges_gave(void **state)
{
	struct kacs_decision decision = ask(trusted(KACS_FILE_READ_ATTRIBUTES),
					    KACS_MAXIMUM_ALLOWED, 0, 0);

	(void)state;
	assert_int_equal(decision.granted, KACS_FILE_READ_ATTRIBUTES);
	assert_int_equal(decision.privilege_granted, KACS_FILE_READ_ATTRIBUTES);
	/* What was contributed, to be audited as a failed use. */
	assert_int_not_equal(decision.use.restore & KACS_WRITE_OWNER, 0);
	assert_int_equal(decision.use.security, KACS_ACCESS_SYSTEM_SECURITY);
}

static void system_security_can_be_left_by_the_mask(void **state)
{
	(void)state;
	assert_true(ask(trusted(KACS_ACCESS_SYSTEM_SECURITY),
			KACS_ACCESS_SYSTEM_SECURITY, 0, 0)
			    .allowed);
}

static void take_ownership_does_not_override_trust(void **state)
{
	struct kacs_token token = privileged();

	(void)state;
	assert_false(test_check(&token, trusted(0), KACS_WRITE_OWNER).allowed);
}

static void an_object_without_trust_label_is_open(void **state)
{
	(void)state;
	assert_true(
		ask(SD(.owner = ALICE, .dacl = ACES(ALLOW(1, ALICE))), 1, 0, 0)
			.allowed);
}

static void null_dacl_does_not_override_trust(void **state)
{
	(void)state;
	assert_int_equal(
		ask(SD(.owner = ALICE, .sacl = ACES(TRUST(1, PROTECTED_APP))),
		    KACS_MAXIMUM_ALLOWED, 0, 0)
			.granted,
		1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dominance_needs_both_axes),
		cmocka_unit_test(mask_is_all_that_others_may_have),
		cmocka_unit_test(trust_takes_back_what_privileges_gave),
		cmocka_unit_test(system_security_can_be_left_by_the_mask),
		cmocka_unit_test(take_ownership_does_not_override_trust),
		cmocka_unit_test(an_object_without_trust_label_is_open),
		cmocka_unit_test(null_dacl_does_not_override_trust),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
