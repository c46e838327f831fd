// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Mandatory integrity control: PSD-004 10.3.
 */
#include "unit_test.h"

#define LOW "S-1-16-4096"
#define MEDIUM "S-1-16-8192"
#define HIGH "S-1-16-12288"
#define SYSTEM_LEVEL "S-1-16-16384"

#define ALL KACS_FILE_ALL_ACCESS
#define READ KACS_FILE_GENERIC_READ
#define EXECUTE KACS_FILE_GENERIC_EXECUTE

static struct kacs_token at_level(u32 level, u64 privileges)
{
	struct test_token token = test_token(ALICE);

	token.spec.integrity_rid = level;
	token.spec.privs_present = privileges;
	token.spec.privs_enabled = privileges;
	return test_prepare_token(&token);
}

static const struct kacs_sd *labelled(u32 policy, const char *level)
{
	return SD(.owner = SYSTEM, .dacl = ACES(ALLOW(ALL, ALICE)),
		  .sacl = ACES(LABEL(policy, level)));
}

static void a_lower_caller_reads_and_executes_but_does_not_write(void **state)
{
	struct kacs_token token = at_level(KACS_INTEGRITY_MEDIUM, 0);
	const struct kacs_sd *sd = labelled(KACS_LABEL_NO_WRITE_UP, HIGH);

	(void)state;
	MAXIMUM(&token, sd, READ | EXECUTE);
	/* READ_CONTROL and SYNCHRONIZE are of GENERIC_WRITE, too. */
	assert_true(test_check(&token, sd, KACS_GENERIC_READ).allowed);
	assert_true(test_check(&token, sd, KACS_GENERIC_EXECUTE).allowed);
	assert_false(test_check(&token, sd, KACS_FILE_WRITE_DATA).allowed);
	assert_false(test_check(&token, sd, KACS_DELETE).allowed);
	assert_false(test_check(&token, sd, KACS_WRITE_DAC).allowed);
}

static void an_equal_or_higher_caller_is_not_limited(void **state)
{
	struct kacs_token equal = at_level(KACS_INTEGRITY_HIGH, 0);
	struct kacs_token higher = at_level(KACS_INTEGRITY_SYSTEM, 0);

	(void)state;
	MAXIMUM(&equal, labelled(7, HIGH), ALL);
	MAXIMUM(&higher, labelled(7, HIGH), ALL);
}

static void label_policy_closes_reading_and_executing(void **state)
{
	struct kacs_token token = at_level(KACS_INTEGRITY_LOW, 0);

	(void)state;
	MAXIMUM(&token, labelled(KACS_LABEL_NO_READ_UP, MEDIUM), EXECUTE);
	MAXIMUM(&token, labelled(KACS_LABEL_NO_EXECUTE_UP, MEDIUM), READ);
	MAXIMUM(&token,
		labelled(KACS_LABEL_NO_READ_UP | KACS_LABEL_NO_EXECUTE_UP,
			 MEDIUM),
		0);
	MAXIMUM(&token, labelled(7, SYSTEM_LEVEL), 0);
}

static void writing_up_is_closed_whatever_the_policy(void **state)
{
	struct kacs_token token = at_level(KACS_INTEGRITY_LOW, 0);

	(void)state;
	MAXIMUM(&token, labelled(0, MEDIUM), READ | EXECUTE);
	MAXIMUM(&token, labelled(0xfffffff8, MEDIUM), READ | EXECUTE);
}

static void an_object_without_label_is_medium_no_write_up(void **state)
{
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM, .dacl = ACES(ALLOW(ALL, ALICE)));
	struct kacs_token low = at_level(KACS_INTEGRITY_LOW, 0);
	struct kacs_token untrusted = at_level(KACS_INTEGRITY_UNTRUSTED, 0);
	struct kacs_token medium = at_level(KACS_INTEGRITY_MEDIUM, 0);

	(void)state;
	MAXIMUM(&low, sd, READ | EXECUTE);
	MAXIMUM(&untrusted, sd, READ | EXECUTE);
	MAXIMUM(&medium, sd, ALL);
}

static void an_inherit_only_label_is_none(void **state)
{
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM, .dacl = ACES(ALLOW(ALL, ALICE)),
		   .sacl = ACES(ACE(KACS_ACE_SYSTEM_MANDATORY_LABEL,
				    KACS_ACE_INHERIT_ONLY, 7, HIGH)));
	struct kacs_token token = at_level(KACS_INTEGRITY_MEDIUM, 0);

	(void)state;
	MAXIMUM(&token, sd, ALL);
}

static void owner_and_null_dacl_are_below_the_label(void **state)
{
	struct kacs_token token = at_level(KACS_INTEGRITY_LOW, 0);

	(void)state;
	MAXIMUM(&token,
		SD(.owner = ALICE, .dacl = NO_ACES,
		   .sacl = ACES(LABEL(2, MEDIUM))),
		KACS_READ_CONTROL);
	MAXIMUM(&token, SD(.owner = SYSTEM), READ | EXECUTE);
}

static void a_token_without_the_policy_is_not_limited(void **state)
{
	struct kacs_token token = at_level(KACS_INTEGRITY_LOW, 0);

	(void)state;
	token.mandatory_policy = KACS_POLICY_NEW_PROCESS_MIN;
	MAXIMUM(&token, labelled(7, HIGH), ALL);
}

static void relabel_privilege_lets_write_owner_through(void **state)
{
	struct kacs_token token = at_level(KACS_INTEGRITY_MEDIUM,
					   KACS_PRIVILEGE(KACS_SE_RELABEL));
	struct kacs_decision decision;

	(void)state;
	decision = test_check(&token, labelled(7, HIGH), KACS_WRITE_OWNER);
	assert_true(decision.allowed);
	assert_int_equal(decision.use.relabel, KACS_WRITE_OWNER);
	/* It is the DACL that grants it. */
	assert_int_equal(decision.privilege_granted, 0);
	MAXIMUM(&token, labelled(7, HIGH), KACS_WRITE_OWNER);
	MAXIMUM(&token,
		SD(.owner = SYSTEM, .dacl = NO_ACES,
		   .sacl = ACES(LABEL(7, HIGH))),
		0);
	/* Dominating, it contributes nothing. */
	decision = test_check(&token, labelled(7, MEDIUM), KACS_WRITE_OWNER);
	assert_int_equal(decision.use.relabel, 0);
}

static void rights_from_privileges_are_above_integrity(void **state)
{
	struct kacs_token token = at_level(
		KACS_INTEGRITY_LOW, KACS_PRIVILEGE(KACS_SE_RESTORE) |
					    KACS_PRIVILEGE(KACS_SE_SECURITY));
	struct kacs_check check = test_question(
		&token, labelled(7, HIGH),
		KACS_FILE_WRITE_DATA | KACS_ACCESS_SYSTEM_SECURITY);

	(void)state;
	assert_false(test_answer(&check).allowed);
	check.privilege_intent = KACS_RESTORE_INTENT;
	assert_true(test_answer(&check).allowed);
}

static void relabel_is_used_only_for_what_there_is(void **state)
{
	/* A kind of object on which WRITE_OWNER means nothing. */
	static const struct kacs_generic_mapping mapping = {1, 2, 4, 7};
	struct kacs_token token = at_level(KACS_INTEGRITY_MEDIUM,
					   KACS_PRIVILEGE(KACS_SE_RELABEL));
	struct kacs_check check =
		test_question(&token, labelled(KACS_LABEL_NO_WRITE_UP, HIGH),
			      KACS_MAXIMUM_ALLOWED);
	struct kacs_decision decision;

	(void)state;
	check.mapping = &mapping;
	decision = test_answer(&check);
	/* Not of the mapping, it is no right that integrity could refuse. */
	assert_int_equal(decision.granted, ALL & ~2u);
	assert_int_equal(decision.use.relabel, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_lower_caller_reads_and_executes_but_does_not_write),
		cmocka_unit_test(an_equal_or_higher_caller_is_not_limited),
		cmocka_unit_test(label_policy_closes_reading_and_executing),
		cmocka_unit_test(writing_up_is_closed_whatever_the_policy),
		cmocka_unit_test(an_object_without_label_is_medium_no_write_up),
		cmocka_unit_test(an_inherit_only_label_is_none),
		cmocka_unit_test(owner_and_null_dacl_are_below_the_label),
		cmocka_unit_test(a_token_without_the_policy_is_not_limited),
		cmocka_unit_test(relabel_privilege_lets_write_owner_through),
		cmocka_unit_test(rights_from_privileges_are_above_integrity),
		cmocka_unit_test(relabel_is_used_only_for_what_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
