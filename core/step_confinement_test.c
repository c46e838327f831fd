// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Confinement: PSD-004 10.6, 10.10 step 11.
 */
#include "unit_test.h"

#define READ KACS_FILE_READ_DATA
#define WRITE KACS_FILE_WRITE_DATA

static struct test_token confined(void)
{
	struct test_token token = test_token(ALICE);

	test_add(&token.groups, EVERYONE, GROUP_ON);
	token.confinement = PACKAGE;
	test_add(&token.capabilities, CAPABILITY,
		 KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	return token;
}

static void package_and_capabilities_must_grant_as_well(void **state)
{
	struct test_token spec = confined();
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	MAXIMUM(&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(READ | WRITE | 4, ALICE),
				ALLOW(READ, PACKAGE), ALLOW(WRITE, CAPABILITY),
				ALLOW(8, PACKAGE))),
		READ | WRITE);
	MAXIMUM(&token,
		SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, EVERYONE))), 0);
}

static void all_application_packages_is_not_made_up(void **state)
{
	struct test_token spec = confined();
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(READ, ALICE), ALLOW(READ, "S-1-15-2-1")));
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	MAXIMUM(&token, sd, 0);
	test_add(&spec.capabilities, "S-1-15-2-1", 0);
	token = test_prepare_token(&spec);
	MAXIMUM(&token, sd, READ);
}

static void exempt_tokens_are_not_confined(void **state)
{
	struct test_token spec = confined();
	struct kacs_token token;

	(void)state;
	spec.spec.confinement_exempt = 1;
	token = test_prepare_token(&spec);
	MAXIMUM(&token, SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, ALICE))),
		READ);
}

static void capabilities_without_a_package_do_not_confine(void **state)
{
	struct test_token spec = confined();
	struct kacs_token token;

	(void)state;
	spec.confinement = NULL;
	token = test_prepare_token(&spec);
	MAXIMUM(&token, SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, ALICE))),
		READ);
}

static void no_privilege_bypasses_confinement(void **state)
{
	struct test_token spec = confined();
	struct kacs_token token;
	struct kacs_check check;
	struct kacs_decision decision;

	(void)state;
	spec.spec.privs_present = KACS_PRIVILEGE_ALL;
	spec.spec.privs_enabled = KACS_PRIVILEGE_ALL;
	test_add(&spec.restricted, STAFF, 0);
	token = test_prepare_token(&spec);
	check = test_question(
		&token, SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, PACKAGE))),
		KACS_MAXIMUM_ALLOWED);
	check.privilege_intent = KACS_BACKUP_INTENT | KACS_RESTORE_INTENT;
	decision = test_answer(&check);
	/* Restored after the restriction, and then confined. */
	assert_int_equal(decision.granted, READ);
	assert_int_equal(decision.privilege_granted, READ);
}

static void the_sacl_is_out_of_reach(void **state)
{
	struct test_token spec = confined();
	struct kacs_token token;

	(void)state;
	spec.spec.privs_present = KACS_PRIVILEGE_ALL;
	spec.spec.privs_enabled = KACS_PRIVILEGE_ALL;
	token = test_prepare_token(&spec);
	/* Even where an ACE pretends to give it to the package. */
	assert_false(test_check(&token,
				SD(.owner = SYSTEM,
				   .dacl = ACES(ALLOW(0x011f01ff, PACKAGE))),
				KACS_ACCESS_SYSTEM_SECURITY)
			     .allowed);
	assert_false(test_check(&token, SD(.owner = SYSTEM),
				KACS_ACCESS_SYSTEM_SECURITY)
			     .allowed);
}

static void owner_implicit_rights_do_not_pass_confinement(void **state)
{
	struct test_token spec = confined();
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	MAXIMUM(&token, SD(.owner = ALICE, .dacl = NO_ACES), 0);
	MAXIMUM(&token, SD(.owner = PACKAGE, .dacl = NO_ACES), 0);
}

static void null_dacl_passes_confinement(void **state)
{
	struct test_token spec = confined();
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	MAXIMUM(&token, SD(.owner = SYSTEM), KACS_FILE_ALL_ACCESS);
}

static void owner_rights_need_the_package_to_own(void **state)
{
	const struct test_acl *dacl =
		ACES(ALLOW(READ, ALICE), ALLOW(READ, OWNER_RIGHTS));
	struct test_token spec = confined();
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	MAXIMUM(&token, SD(.owner = ALICE, .dacl = dacl), 0);
	MAXIMUM(&token, SD(.owner = PACKAGE, .dacl = dacl), READ);
	MAXIMUM(&token, SD(.owner = CAPABILITY, .dacl = dacl), READ);
}

static void principal_self_needs_the_package_to_be_it(void **state)
{
	struct test_token spec = confined();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check = test_question(
		&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(READ, ALICE), ALLOW(READ, SELF))),
		READ);

	(void)state;
	check.self = test_sid(ALICE);
	assert_false(test_answer(&check).allowed);
	check.self = test_sid(PACKAGE);
	assert_true(test_answer(&check).allowed);
}

static void denials_for_the_package_count_in_its_pass_only(void **state)
{
	struct test_token spec = confined();
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	MAXIMUM(&token,
		SD(.owner = SYSTEM, .dacl = ACES(DENY(READ, PACKAGE),
						 ALLOW(READ | WRITE, EVERYONE),
						 ALLOW(READ | WRITE, PACKAGE))),
		WRITE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(package_and_capabilities_must_grant_as_well),
		cmocka_unit_test(all_application_packages_is_not_made_up),
		cmocka_unit_test(exempt_tokens_are_not_confined),
		cmocka_unit_test(capabilities_without_a_package_do_not_confine),
		cmocka_unit_test(no_privilege_bypasses_confinement),
		cmocka_unit_test(the_sacl_is_out_of_reach),
		cmocka_unit_test(owner_implicit_rights_do_not_pass_confinement),
		cmocka_unit_test(null_dacl_passes_confinement),
		cmocka_unit_test(owner_rights_need_the_package_to_own),
		cmocka_unit_test(principal_self_needs_the_package_to_be_it),
		cmocka_unit_test(
			denials_for_the_package_count_in_its_pass_only),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
