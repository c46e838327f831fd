// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Rights from privileges: PSD-004 10.10 steps 3 and 4.
 */
#include "unit_test.h"

#define RESTORE                                                        \
	(KACS_FILE_GENERIC_WRITE | KACS_WRITE_DAC | KACS_WRITE_OWNER | \
	 KACS_DELETE | KACS_ACCESS_SYSTEM_SECURITY)

static struct kacs_token with_privileges(u64 privileges)
{
	struct test_token token = test_token(ALICE);

	token.spec.privs_present = KACS_PRIVILEGE_ALL;
	token.spec.privs_enabled = privileges;
	return test_prepare_token(&token);
}

static const struct kacs_sd *closed(void)
{
	return SD(.owner = SYSTEM, .dacl = ACES(DENY(KACS_GENERIC_ALL, ALICE)));
}

static void security_privilege_alone_gives_system_security(void **state)
{
	struct kacs_token token =
		with_privileges(KACS_PRIVILEGE(KACS_SE_SECURITY));
	struct kacs_token other = with_privileges(
		KACS_PRIVILEGE_ALL & ~KACS_PRIVILEGE(KACS_SE_SECURITY) &
		~KACS_PRIVILEGE(KACS_SE_TAKE_OWNERSHIP));
	struct kacs_decision decision;

	(void)state;
	decision = test_check(&token, closed(), KACS_ACCESS_SYSTEM_SECURITY);
	assert_true(decision.allowed);
	assert_int_equal(decision.privilege_granted,
			 KACS_ACCESS_SYSTEM_SECURITY);
	assert_int_equal(decision.use.security, KACS_ACCESS_SYSTEM_SECURITY);
	MAXIMUM(&token, closed(), KACS_ACCESS_SYSTEM_SECURITY);
	MAXIMUM(&other, closed(), 0);
}

static void backup_and_restore_need_their_intent(void **state)
{
	struct kacs_token token =
		with_privileges(KACS_PRIVILEGE(KACS_SE_BACKUP) |
				KACS_PRIVILEGE(KACS_SE_RESTORE));
	struct kacs_check check =
		test_question(&token, closed(), KACS_MAXIMUM_ALLOWED);
	struct kacs_decision decision;

	(void)state;
	assert_int_equal(test_answer(&check).granted, 0);
	check.privilege_intent = KACS_BACKUP_INTENT;
	decision = test_answer(&check);
	assert_int_equal(decision.granted, KACS_FILE_GENERIC_READ);
	assert_int_equal(decision.use.backup, KACS_FILE_GENERIC_READ);
	assert_int_equal(decision.use.restore, 0);
	check.privilege_intent = KACS_RESTORE_INTENT;
	decision = test_answer(&check);
	assert_int_equal(decision.granted, RESTORE);
	assert_int_equal(decision.use.restore, RESTORE);
	check.privilege_intent = KACS_BACKUP_INTENT | KACS_RESTORE_INTENT;
	assert_int_equal(test_answer(&check).granted,
			 RESTORE | KACS_FILE_GENERIC_READ);
}

static void intent_without_the_privilege_gives_nothing(void **state)
{
	struct kacs_token token = with_privileges(0);
	struct kacs_check check =
		test_question(&token, closed(), KACS_MAXIMUM_ALLOWED);

	(void)state;
	check.privilege_intent = KACS_BACKUP_INTENT | KACS_RESTORE_INTENT;
	assert_int_equal(test_answer(&check).granted, 0);
}

static void present_but_disabled_privileges_give_nothing(void **state)
{
	struct kacs_token token = with_privileges(KACS_PRIVILEGE_ALL);
	struct kacs_check check =
		test_question(&token, closed(), KACS_MAXIMUM_ALLOWED);

	(void)state;
	check.privilege_intent = KACS_BACKUP_INTENT | KACS_RESTORE_INTENT;
	assert_int_not_equal(test_answer(&check).granted, 0);
	token.privileges_enabled = 0;
	assert_int_equal(test_answer(&check).granted, 0);
}

static void only_desired_rights_are_given(void **state)
{
	struct kacs_token token =
		with_privileges(KACS_PRIVILEGE(KACS_SE_BACKUP));
	struct kacs_check check =
		test_question(&token, closed(), KACS_FILE_READ_DATA);
	struct kacs_decision decision;

	(void)state;
	check.privilege_intent = KACS_BACKUP_INTENT;
	decision = test_answer(&check);
	assert_true(decision.allowed);
	assert_int_equal(decision.granted, KACS_FILE_READ_DATA);
	assert_int_equal(decision.privilege_granted, KACS_FILE_READ_DATA);
	assert_int_equal(decision.use.backup, KACS_FILE_READ_DATA);
}

static void a_mapping_cannot_make_reserved_bits_rights(void **state)
{
	static const struct kacs_generic_mapping odd = {
		.read = 0xffffffff,
		.write = 0xffffffff,
		.all = 0xffffffff,
	};
	struct kacs_token token = with_privileges(KACS_PRIVILEGE_ALL);
	struct kacs_check check =
		test_question(&token, SD(.owner = ALICE), KACS_MAXIMUM_ALLOWED);

	(void)state;
	check.mapping = &odd;
	check.privilege_intent = KACS_BACKUP_INTENT | KACS_RESTORE_INTENT;
	assert_int_equal(test_answer(&check).granted, 0x011fffff);
}

static void privileges_that_are_not_enabled_are_not_used(void **state)
{
	struct kacs_token token = with_privileges(0);
	struct kacs_check check = test_question(
		&token, closed(), KACS_ACCESS_SYSTEM_SECURITY | RESTORE);
	struct kacs_decision decision;

	(void)state;
	check.privilege_intent = KACS_BACKUP_INTENT | KACS_RESTORE_INTENT;
	decision = test_answer(&check);
	assert_int_equal(decision.use.security, 0);
	assert_int_equal(decision.use.backup, 0);
	assert_int_equal(decision.use.restore, 0);
	assert_int_equal(decision.use.take_ownership, 0);
}

/* 10.9: it is part of the answer, whatever the token's audit policy. */
static void the_use_of_a_privilege_is_known_though_nobody_audits(void **state)
{
	struct kacs_token token =
		with_privileges(KACS_PRIVILEGE(KACS_SE_SECURITY));

	(void)state;
	assert_int_equal(token.identity->spec.audit_policy, 0);
	assert_int_equal(test_check(&token, closed(),
				    KACS_ACCESS_SYSTEM_SECURITY)
				 .privileges_used,
			 KACS_PRIVILEGE(KACS_SE_SECURITY));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			security_privilege_alone_gives_system_security),
		cmocka_unit_test(backup_and_restore_need_their_intent),
		cmocka_unit_test(intent_without_the_privilege_gives_nothing),
		cmocka_unit_test(present_but_disabled_privileges_give_nothing),
		cmocka_unit_test(only_desired_rights_are_given),
		cmocka_unit_test(a_mapping_cannot_make_reserved_bits_rights),
		cmocka_unit_test(privileges_that_are_not_enabled_are_not_used),
		cmocka_unit_test(
			the_use_of_a_privilege_is_known_though_nobody_audits),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
