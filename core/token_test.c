// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What a token matches: SidMatchesToken of PSD-004 10.10, 3.7 for owners.
 */
#include "token_lookup.h"
#include "unit_test.h"

static bool matches(const struct kacs_token *token, const char *text,
		    bool for_allow)
{
	const struct kacs_membership *member =
		kacs_identity_lookup(token->identity, test_sid(text));
	u32 match = member ? kacs_token_match(token, member) : 0;

	return match & (for_allow ? KACS_MATCH_ALLOW : KACS_MATCH_DENY);
}

#define ALLOWS(token, sid) assert_true(matches(token, sid, true))
#define ALLOWS_NOT(token, sid) assert_false(matches(token, sid, true))
#define DENIES(token, sid) assert_true(matches(token, sid, false))
#define DENIES_NOT(token, sid) assert_false(matches(token, sid, false))

static void groups_match_by_their_attributes(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token;

	(void)state;
	test_add(&spec.groups, STAFF, KACS_SE_GROUP_ENABLED);
	test_add(&spec.groups, BOB, 0);
	test_add(&spec.groups, CAROL, KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	test_add(&spec.groups, CONTRACTORS,
		 KACS_SE_GROUP_ENABLED | KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	token = test_prepare_token(&spec);
	ALLOWS(&token, ALICE);
	DENIES(&token, ALICE);
	ALLOWS(&token, STAFF);
	DENIES(&token, STAFF);
	ALLOWS_NOT(&token, BOB);
	DENIES_NOT(&token, BOB);
	ALLOWS_NOT(&token, CAROL);
	DENIES(&token, CAROL);
	ALLOWS_NOT(&token, CONTRACTORS);
	DENIES(&token, CONTRACTORS);
	ALLOWS_NOT(&token, EVERYONE);
	DENIES_NOT(&token, EVERYONE);
}

static void adjusted_groups_count_as_they_are_now(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token;

	(void)state;
	test_add(&spec.groups, STAFF, KACS_SE_GROUP_ENABLED);
	test_add(&spec.groups, BOB, 0);
	token = test_prepare_token(&spec);
	assert_int_equal(token.groups_enabled, 1);
	token.groups_enabled = 2;
	ALLOWS_NOT(&token, STAFF);
	ALLOWS(&token, BOB);
	token.groups_deny_only = 2;
	ALLOWS_NOT(&token, BOB);
	DENIES(&token, BOB);
}

static void group_64_is_a_group(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_sid staff = test_sid(STAFF);
	struct kacs_token token;
	u32 i;

	(void)state;
	for (i = 0; i < 63; i++)
		test_add(&spec.groups, BOB, 0);
	test_add(&spec.groups, STAFF, GROUP_ON);
	token = test_prepare_token(&spec);
	ALLOWS(&token, STAFF);
	ALLOWS_NOT(&token, BOB);
	/* And may own no more than any other that is not enabled to. */
	assert_false(kacs_token_may_own(&token, &staff));
}

/* 2.1: they are carried; the level is the token's own field. */
static void other_group_attributes_decide_nothing(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token;

	(void)state;
	test_add(&spec.groups, "S-1-16-16384",
		 KACS_SE_GROUP_INTEGRITY | KACS_SE_GROUP_INTEGRITY_ENABLED);
	test_add(&spec.groups, STAFF,
		 KACS_SE_GROUP_RESOURCE | KACS_SE_GROUP_ENABLED);
	test_add(&spec.groups, BOB,
		 KACS_SE_GROUP_RESOURCE | KACS_SE_GROUP_OWNER |
			 KACS_SE_GROUP_MANDATORY |
			 KACS_SE_GROUP_ENABLED_BY_DEFAULT);
	token = test_prepare_token(&spec);
	assert_int_equal(token.integrity_level, KACS_INTEGRITY_MEDIUM);
	DENIES_NOT(&token, "S-1-16-16384");
	ALLOWS(&token, STAFF);
	DENIES(&token, STAFF);
	ALLOWS_NOT(&token, BOB);
	DENIES_NOT(&token, BOB);
}

static void a_sid_listed_twice_matches_if_one_entry_does(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token;

	(void)state;
	test_add(&spec.groups, STAFF, KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	test_add(&spec.groups, STAFF, KACS_SE_GROUP_ENABLED);
	token = test_prepare_token(&spec);
	ALLOWS(&token, STAFF);
	DENIES(&token, STAFF);
}

static void deny_only_user_is_not_allowed_even_as_a_group(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token;

	(void)state;
	spec.spec.user_deny_only = 1;
	test_add(&spec.groups, ALICE, GROUP_ON);
	token = test_prepare_token(&spec);
	ALLOWS_NOT(&token, ALICE);
	DENIES(&token, ALICE);
}

static void restricting_sids_are_no_members(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token;

	(void)state;
	test_add(&spec.restricted, STAFF, GROUP_ON);
	test_add(&spec.capabilities, CAPABILITY, GROUP_ON);
	spec.confinement = PACKAGE;
	token = test_prepare_token(&spec);
	DENIES_NOT(&token, STAFF);
	DENIES_NOT(&token, CAPABILITY);
	DENIES_NOT(&token, PACKAGE);
}

static void owners_are_the_user_and_owner_groups(void **state)
{
	static const struct {
		const char *sid;
		bool owner;
	} cases[] = {
		{ALICE, true}, {STAFF, true},	  {CONTRACTORS, false},
		{BOB, false},  {EVERYONE, false}, {CAROL, true},
	};
	struct test_token spec = test_token(ALICE);
	struct kacs_token token;
	struct kacs_sid sid;
	u32 i;

	(void)state;
	test_add(&spec.groups, STAFF, GROUP_ON | KACS_SE_GROUP_OWNER);
	test_add(&spec.groups, CONTRACTORS,
		 KACS_SE_GROUP_OWNER | KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	test_add(&spec.groups, BOB, GROUP_ON);
	test_add(&spec.groups, CAROL, KACS_SE_GROUP_OWNER);
	token = test_prepare_token(&spec);
	for (i = 0; i < COUNT(cases); i++) {
		sid = test_sid(cases[i].sid);
		assert_int_equal(kacs_token_may_own(&token, &sid),
				 cases[i].owner);
	}
}

static void a_new_token_is_as_its_specification_says(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token;

	(void)state;
	spec.spec.token_type = KACS_TOKEN_IMPERSONATION;
	spec.spec.impersonation_level = KACS_LEVEL_DELEGATION;
	spec.spec.integrity_rid = KACS_INTEGRITY_HIGH;
	spec.spec.mandatory_policy = KACS_POLICY_NEW_PROCESS_MIN;
	spec.spec.privs_present = KACS_PRIVILEGE_ALL;
	spec.spec.privs_enabled = KACS_PRIVILEGE(KACS_SE_BIND_PRIVILEGED_PORT);
	spec.spec.user_deny_only = 1;
	spec.spec.write_restricted = 1;
	token = test_prepare_token(&spec);
	assert_int_equal(token.token_type, KACS_TOKEN_IMPERSONATION);
	assert_int_equal(token.impersonation_level, KACS_LEVEL_DELEGATION);
	assert_int_equal(token.integrity_level, KACS_INTEGRITY_HIGH);
	assert_int_equal(token.mandatory_policy, KACS_POLICY_NEW_PROCESS_MIN);
	assert_true(
		kacs_token_privileged(&token, KACS_SE_BIND_PRIVILEGED_PORT));
	assert_false(kacs_token_privileged(&token, KACS_SE_CREATE_JOB));
	assert_true(token.user_deny_only);
	assert_true(token.write_restricted);
}

/* 4.2: by its index, the user's is 0. */
static void a_default_owner_is_the_user_or_an_owner_group(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_sid staff = test_sid(STAFF), alice = test_sid(ALICE);
	const struct kacs_identity *identity;

	(void)state;
	test_add(&spec.groups, BOB, GROUP_ON);
	test_add(&spec.groups, STAFF, GROUP_ON | KACS_SE_GROUP_OWNER);
	identity = test_identity(&spec);
	assert_true(kacs_identity_valid_owner(identity, 0));
	assert_false(kacs_identity_valid_owner(identity, 1));
	assert_true(kacs_identity_valid_owner(identity, 2));
	assert_false(kacs_identity_valid_owner(identity, 3));
	assert_false(kacs_identity_valid_owner(identity, ~0u));
	assert_true(kacs_sid_equal(kacs_identity_indexed(identity, 0), &alice));
	assert_true(kacs_sid_equal(kacs_identity_indexed(identity, 2), &staff));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_match_by_their_attributes),
		cmocka_unit_test(other_group_attributes_decide_nothing),
		cmocka_unit_test(adjusted_groups_count_as_they_are_now),
		cmocka_unit_test(group_64_is_a_group),
		cmocka_unit_test(a_sid_listed_twice_matches_if_one_entry_does),
		cmocka_unit_test(deny_only_user_is_not_allowed_even_as_a_group),
		cmocka_unit_test(restricting_sids_are_no_members),
		cmocka_unit_test(owners_are_the_user_and_owner_groups),
		cmocka_unit_test(a_new_token_is_as_its_specification_says),
		cmocka_unit_test(a_default_owner_is_the_user_or_an_owner_group),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
