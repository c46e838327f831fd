// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The walk over the DACL: PSD-004 10.2, 3.7.
 */
#include "unit_test.h"

#define READ KACS_FILE_READ_DATA
#define WRITE KACS_FILE_WRITE_DATA
#define EXECUTE KACS_FILE_EXECUTE
#define IMPLICIT (KACS_READ_CONTROL | KACS_WRITE_DAC)

/* Alice of STAFF, EVERYONE and, deny-only, CONTRACTORS; BOB's is disabled. */
static struct kacs_token alice(void)
{
	struct test_token token = test_token(ALICE);

	test_add(&token.groups, EVERYONE, GROUP_ON);
	test_add(&token.groups, STAFF, GROUP_ON);
	test_add(&token.groups, CONTRACTORS, KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	test_add(&token.groups, BOB, 0);
	return test_prepare_token(&token);
}

static void dacl_first_writer_wins(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(DENY(WRITE, STAFF), ALLOW(READ | WRITE, ALICE),
				DENY(READ, EVERYONE), ALLOW(EXECUTE, STAFF))),
		READ | EXECUTE);
}

static void maximum_and_targeted_requests_agree(void **state)
{
	/* Not canonical: an allow ACE before a denial of the same right. */
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM, .dacl = ACES(ALLOW(WRITE, ALICE),
						 DENY(WRITE | READ, EVERYONE),
						 ALLOW(READ, STAFF)));
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token, sd, WRITE);
	assert_true(test_check(&token, sd, WRITE).allowed);
	assert_false(test_check(&token, sd, READ).allowed);
	assert_false(test_check(&token, sd, READ | WRITE).allowed);
	GRANTED(&token, sd, READ | WRITE, WRITE);
}

static void rights_of_several_aces_add_up(void **state)
{
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(READ, ALICE), ALLOW(WRITE, STAFF),
				ALLOW(EXECUTE, EVERYONE)));
	struct kacs_token token = alice();

	(void)state;
	assert_true(test_check(&token, sd, READ | WRITE | EXECUTE).allowed);
	assert_false(test_check(&token, sd, READ | KACS_DELETE).allowed);
}

static void allow_aces_pass_over_deny_only_and_disabled_groups(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(READ, CONTRACTORS), ALLOW(WRITE, BOB),
				ALLOW(EXECUTE, CAROL))),
		0);
}

static void deny_aces_match_deny_only_but_not_disabled_groups(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(DENY(READ, CONTRACTORS), DENY(WRITE, BOB),
				ALLOW(READ | WRITE, ALICE))),
		WRITE);
}

static void deny_only_user_matches_denials_only(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token;

	(void)state;
	spec.spec.user_deny_only = 1;
	test_add(&spec.groups, STAFF, GROUP_ON);
	token = test_prepare_token(&spec);
	MAXIMUM(&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(EXECUTE, ALICE), DENY(READ, ALICE),
				ALLOW(READ | WRITE, STAFF))),
		WRITE);
}

static void inherit_only_aces_are_skipped(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(ACE(KACS_ACE_ACCESS_DENIED,
				    KACS_ACE_INHERIT_ONLY |
					    KACS_ACE_OBJECT_INHERIT,
				    READ, ALICE),
				ACE(KACS_ACE_ACCESS_ALLOWED,
				    KACS_ACE_INHERIT_ONLY, WRITE, ALICE),
				ALLOW(READ, ALICE))),
		READ);
}

static void generic_rights_of_aces_are_mapped(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(DENY(KACS_GENERIC_WRITE, STAFF),
				ALLOW(KACS_GENERIC_ALL, ALICE))),
		KACS_FILE_ALL_ACCESS & ~KACS_FILE_GENERIC_WRITE);
	MAXIMUM(&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(KACS_GENERIC_READ | KACS_DELETE, ALICE))),
		KACS_FILE_GENERIC_READ | KACS_DELETE);
}

static void null_dacl_grants_what_generic_all_maps_to(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token, SD(.owner = SYSTEM), KACS_FILE_ALL_ACCESS);
	assert_false(test_check(&token, SD(.owner = SYSTEM), 0x8000).allowed);
}

static void empty_dacl_grants_nothing_but_to_the_owner(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token, SD(.owner = SYSTEM, .dacl = NO_ACES), 0);
	MAXIMUM(&token, SD(.owner = ALICE, .dacl = NO_ACES), IMPLICIT);
}

/* 3.1: metadata, and SE_DACL_TRUSTED and SE_SERVER_SECURITY mean nothing. */
static void control_flags_decide_nothing(void **state)
{
	static const u16 flags[] = {
		KACS_SE_OWNER_DEFAULTED,       KACS_SE_GROUP_DEFAULTED,
		KACS_SE_DACL_DEFAULTED,	       KACS_SE_SACL_DEFAULTED,
		KACS_SE_DACL_TRUSTED,	       KACS_SE_SERVER_SECURITY,
		KACS_SE_DACL_AUTO_INHERIT_REQ, KACS_SE_SACL_AUTO_INHERIT_REQ,
		KACS_SE_DACL_AUTO_INHERITED,   KACS_SE_SACL_AUTO_INHERITED,
		KACS_SE_DACL_PROTECTED,	       KACS_SE_SACL_PROTECTED,
		KACS_SE_RM_CONTROL_VALID,
	};
	struct kacs_token token = alice();
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(flags); i++) {
		MAXIMUM(&token,
			SD(.owner = ALICE,
			   .dacl = ACES(DENY(WRITE, STAFF), ALLOW(READ, ALICE)),
			   .control = flags[i]),
			READ | IMPLICIT);
		MAXIMUM(&token,
			SD(.owner = SYSTEM, .dacl = NO_ACES,
			   .control = flags[i]),
			0);
	}
}

static void owner_implicit_rights_come_before_the_dacl(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token,
		SD(.owner = ALICE,
		   .dacl = ACES(DENY(KACS_GENERIC_ALL, EVERYONE))),
		IMPLICIT);
}

static void
an_enabled_group_owns_a_disabled_or_deny_only_one_does_not(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token, SD(.owner = STAFF, .dacl = NO_ACES), IMPLICIT);
	MAXIMUM(&token, SD(.owner = BOB, .dacl = NO_ACES), 0);
	MAXIMUM(&token, SD(.owner = CONTRACTORS, .dacl = NO_ACES), 0);
	token.user_deny_only = true;
	MAXIMUM(&token, SD(.owner = ALICE, .dacl = NO_ACES), 0);
}

static void owner_rights_ace_suppresses_the_implicit_rights(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token,
		SD(.owner = ALICE, .dacl = ACES(ALLOW(READ, OWNER_RIGHTS))),
		READ);
	/* Even where the ACE decides nothing, being conditional. */
	MAXIMUM(&token,
		SD(.owner = ALICE,
		   .dacl = ACES(ACE(KACS_ACE_ACCESS_ALLOWED_CALLBACK, 0,
				    READ | KACS_READ_CONTROL, OWNER_RIGHTS))),
		0);
	/* But not where it does not apply to the object. */
	MAXIMUM(&token,
		SD(.owner = ALICE, .dacl = ACES(ACE(KACS_ACE_ACCESS_ALLOWED,
						    KACS_ACE_INHERIT_ONLY, READ,
						    OWNER_RIGHTS))),
		IMPLICIT);
}

static void owner_rights_ace_matches_the_owner_in_order(void **state)
{
	const struct kacs_sd *sd =
		SD(.owner = ALICE, .dacl = ACES(DENY(WRITE, OWNER_RIGHTS),
						ALLOW(READ | WRITE, ALICE),
						DENY(READ, OWNER_RIGHTS),
						ALLOW(EXECUTE, OWNER_RIGHTS)));
	struct test_token spec = test_token(BOB);
	struct kacs_token token = alice(), bob;

	(void)state;
	MAXIMUM(&token, sd, READ | EXECUTE);
	bob = test_prepare_token(&spec);
	MAXIMUM(&bob, sd, 0);
}

static void owner_by_a_deny_only_group_is_not_denied_as_owner(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token,
		SD(.owner = CONTRACTORS,
		   .dacl = ACES(DENY(READ, OWNER_RIGHTS), ALLOW(READ, ALICE))),
		READ);
}

static void principal_self_is_the_principal_of_the_object(void **state)
{
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM,
		   .dacl = ACES(DENY(WRITE, SELF), ALLOW(READ | WRITE, SELF),
				ALLOW(WRITE | EXECUTE, ALICE)));
	struct kacs_token token = alice();
	struct kacs_check check =
		test_question(&token, sd, KACS_MAXIMUM_ALLOWED);

	(void)state;
	assert_int_equal(test_answer(&check).granted, WRITE | EXECUTE);
	check.self = test_sid(ALICE);
	assert_int_equal(test_answer(&check).granted, READ | EXECUTE);
	check.self = test_sid(STAFF);
	assert_int_equal(test_answer(&check).granted, READ | EXECUTE);
	check.self = test_sid(CAROL);
	assert_int_equal(test_answer(&check).granted, WRITE | EXECUTE);
	/* Of a disabled group: nobody. */
	check.self = test_sid(BOB);
	assert_int_equal(test_answer(&check).granted, WRITE | EXECUTE);
	/* Of a deny-only group: for denials only. */
	check.self = test_sid(CONTRACTORS);
	assert_int_equal(test_answer(&check).granted, EXECUTE);
}

static void placeholders_in_the_token_are_ordinary_sids(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token;

	(void)state;
	test_add(&spec.groups, SELF, GROUP_ON);
	test_add(&spec.groups, OWNER_RIGHTS, GROUP_ON);
	token = test_prepare_token(&spec);
	MAXIMUM(&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(READ, SELF), ALLOW(WRITE, OWNER_RIGHTS))),
		READ | WRITE);
}

static void unevaluated_types_decide_nothing(void **state)
{
	static const u8 types[] = {0x02, 0x03, 0x0d, 0x0e,
				   0x13, 0x15, 0x80, 0xff};
	struct kacs_token token = alice();
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(types); i++)
		MAXIMUM(&token,
			SD(.owner = SYSTEM,
			   .dacl = ACES(ACE(types[i], 0, READ | WRITE, ALICE),
					ALLOW(READ, ALICE))),
			READ);
}

static void no_ace_gives_system_security_or_what_is_no_right(void **state)
{
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM, .dacl = ACES(ALLOW(0x0fffffff, ALICE)));
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token, sd, 0x001fffff);
	assert_false(
		test_check(&token, sd, KACS_ACCESS_SYSTEM_SECURITY).allowed);
	assert_false(test_check(&token, sd, 0x00200000).allowed);
	assert_false(test_check(&token, sd, 0x08000000).allowed);
}

static void ace_of_many_places_decides(void **state)
{
	struct test_ace aces[200];
	struct test_acl acl = {aces, COUNT(aces), 0};
	struct kacs_token token = alice();
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(aces) - 1; i++)
		aces[i] = (struct test_ace)DENY(READ, CAROL);
	aces[i] = (struct test_ace)ALLOW(READ, STAFF);
	MAXIMUM(&token, SD(.owner = SYSTEM, .dacl = &acl), READ);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dacl_first_writer_wins),
		cmocka_unit_test(maximum_and_targeted_requests_agree),
		cmocka_unit_test(rights_of_several_aces_add_up),
		cmocka_unit_test(
			allow_aces_pass_over_deny_only_and_disabled_groups),
		cmocka_unit_test(
			deny_aces_match_deny_only_but_not_disabled_groups),
		cmocka_unit_test(deny_only_user_matches_denials_only),
		cmocka_unit_test(inherit_only_aces_are_skipped),
		cmocka_unit_test(generic_rights_of_aces_are_mapped),
		cmocka_unit_test(null_dacl_grants_what_generic_all_maps_to),
		cmocka_unit_test(empty_dacl_grants_nothing_but_to_the_owner),
		cmocka_unit_test(control_flags_decide_nothing),
		cmocka_unit_test(owner_implicit_rights_come_before_the_dacl),
		cmocka_unit_test(
			an_enabled_group_owns_a_disabled_or_deny_only_one_does_not),
		cmocka_unit_test(
			owner_rights_ace_suppresses_the_implicit_rights),
		cmocka_unit_test(owner_rights_ace_matches_the_owner_in_order),
		cmocka_unit_test(
			owner_by_a_deny_only_group_is_not_denied_as_owner),
		cmocka_unit_test(principal_self_is_the_principal_of_the_object),
		cmocka_unit_test(placeholders_in_the_token_are_ordinary_sids),
		cmocka_unit_test(unevaluated_types_decide_nothing),
		cmocka_unit_test(
			no_ace_gives_system_security_or_what_is_no_right),
		cmocka_unit_test(ace_of_many_places_decides),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
