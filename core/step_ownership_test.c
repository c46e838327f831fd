// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * SeTakeOwnership: PSD-004 10.10 step 9.
 */
#include "unit_test.h"

static struct kacs_token taker(void)
{
	struct test_token token = test_token(ALICE);

	token.spec.privs_present = KACS_PRIVILEGE(KACS_SE_TAKE_OWNERSHIP);
	token.spec.privs_enabled = token.spec.privs_present;
	return test_prepare_token(&token);
}

static void take_ownership_is_deny_proof(void **state)
{
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM,
		   .dacl = ACES(DENY(KACS_GENERIC_ALL, ALICE)));
	struct kacs_token token = taker();
	struct kacs_decision decision;

	(void)state;
	decision = test_check(&token, sd, KACS_WRITE_OWNER);
	assert_true(decision.allowed);
	assert_int_equal(decision.use.take_ownership, KACS_WRITE_OWNER);
	assert_int_equal(decision.privilege_granted, KACS_WRITE_OWNER);
	MAXIMUM(&token, sd, KACS_WRITE_OWNER);
}

static void take_ownership_gives_nothing_else(void **state)
{
	const struct kacs_sd *sd = SD(.owner = SYSTEM, .dacl = NO_ACES);
	struct kacs_token token = taker();

	(void)state;
	assert_false(test_check(&token, sd, KACS_WRITE_OWNER | KACS_WRITE_DAC)
			     .allowed);
	GRANTED(&token, sd, KACS_WRITE_OWNER | KACS_WRITE_DAC,
		KACS_WRITE_OWNER);
}

static void take_ownership_is_not_used_where_the_dacl_grants(void **state)
{
	struct kacs_token token = taker();
	struct kacs_decision decision;

	(void)state;
	decision = test_check(&token,
			      SD(.owner = SYSTEM,
				 .dacl = ACES(ALLOW(KACS_WRITE_OWNER, ALICE))),
			      KACS_WRITE_OWNER);
	assert_true(decision.allowed);
	assert_int_equal(decision.use.take_ownership, 0);
	assert_int_equal(decision.privilege_granted, 0);
}

static void take_ownership_is_not_used_unless_asked(void **state)
{
	struct kacs_token token = taker();
	struct kacs_decision decision;

	(void)state;
	decision = test_check(&token, SD(.owner = SYSTEM, .dacl = NO_ACES), 1);
	assert_int_equal(decision.use.take_ownership, 0);
}

static void integrity_stops_take_ownership(void **state)
{
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(KACS_GENERIC_ALL, ALICE)),
		   .sacl = ACES(LABEL(2, "S-1-16-12288")));
	struct kacs_token token = taker();

	(void)state;
	assert_false(test_check(&token, sd, KACS_WRITE_OWNER).allowed);
	token.privileges_enabled |= KACS_PRIVILEGE(KACS_SE_RELABEL);
	assert_true(test_check(&token, sd, KACS_WRITE_OWNER).allowed);
}

static void relabel_lets_take_ownership_through_as_well(void **state)
{
	const struct kacs_sd *sd = SD(.owner = SYSTEM, .dacl = NO_ACES,
				      .sacl = ACES(LABEL(2, "S-1-16-12288")));
	struct kacs_token token = taker();

	(void)state;
	token.privileges_enabled |= KACS_PRIVILEGE(KACS_SE_RELABEL);
	assert_true(test_check(&token, sd, KACS_WRITE_OWNER).allowed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(take_ownership_is_deny_proof),
		cmocka_unit_test(take_ownership_gives_nothing_else),
		cmocka_unit_test(
			take_ownership_is_not_used_where_the_dacl_grants),
		cmocka_unit_test(take_ownership_is_not_used_unless_asked),
		cmocka_unit_test(integrity_stops_take_ownership),
		cmocka_unit_test(relabel_lets_take_ownership_through_as_well),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
