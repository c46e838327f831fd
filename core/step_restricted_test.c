// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Restricted tokens: PSD-004 10.4, 10.10 step 10.
 */
#include "unit_test.h"

#define READ KACS_FILE_READ_DATA
#define WRITE KACS_FILE_WRITE_DATA
#define IMPLICIT (KACS_READ_CONTROL | KACS_WRITE_DAC)

static struct test_token restricted_to(const char *sid, u32 attributes)
{
	struct test_token token = test_token(ALICE);

	test_add(&token.groups, EVERYONE, GROUP_ON);
	if (sid)
		test_add(&token.restricted, sid, attributes);
	return token;
}

static void both_passes_must_grant(void **state)
{
	struct test_token spec = restricted_to(STAFF, GROUP_ON);
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	MAXIMUM(&token,
		SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ | WRITE, ALICE),
						 ALLOW(READ | 4, STAFF))),
		READ);
	assert_false(test_check(&token,
				SD(.owner = SYSTEM,
				   .dacl = ACES(ALLOW(READ | WRITE, ALICE))),
				READ)
			     .allowed);
}

/* They have no SID that could be in a token. */
static void unrecognised_aces_are_passed_over(void **state)
{
	static const char data[8];
	struct test_ace unknown = {0x70, 0, 0, NULL, data, sizeof(data)};
	struct test_token spec = restricted_to(STAFF, GROUP_ON);
	struct kacs_token token;
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM, .dacl = ACES(unknown, ALLOW(READ, EVERYONE),
						 unknown, ALLOW(READ, STAFF)));

	(void)state;
	token = test_prepare_token(&spec);
	MAXIMUM(&token, sd, READ);
	spec.confinement = STAFF;
	token = test_prepare_token(&spec);
	MAXIMUM(&token, sd, READ);
}

static void restricting_sids_count_by_presence(void **state)
{
	static const u32 attributes[] = {
		0,
		GROUP_ON,
		KACS_SE_GROUP_USE_FOR_DENY_ONLY,
	};
	struct kacs_token token;
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(attributes); i++) {
		struct test_token spec = restricted_to(STAFF, attributes[i]);

		token = test_prepare_token(&spec);
		MAXIMUM(&token,
			SD(.owner = SYSTEM,
			   .dacl = ACES(ALLOW(READ | WRITE, ALICE),
					DENY(WRITE, STAFF),
					ALLOW(READ | WRITE, STAFF))),
			READ);
	}
}

static void
the_users_own_sids_are_invisible_to_the_restricted_pass(void **state)
{
	struct test_token spec = restricted_to(STAFF, GROUP_ON);
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	/* The denial for Everyone comes after what Alice is allowed. */
	MAXIMUM(&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(READ, ALICE), DENY(READ, EVERYONE),
				ALLOW(READ, STAFF))),
		READ);
}

static void a_user_who_is_a_restricting_sid_passes(void **state)
{
	struct test_token spec = restricted_to(ALICE, 0);
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	MAXIMUM(&token, SD(.owner = ALICE, .dacl = ACES(ALLOW(READ, ALICE))),
		READ | IMPLICIT);
}

static void owner_implicit_rights_need_the_owner_to_be_restricting(void **state)
{
	struct test_token spec = restricted_to(STAFF, 0);
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	MAXIMUM(&token, SD(.owner = ALICE, .dacl = ACES(ALLOW(READ, STAFF))),
		0);
	/* By an ACE the restricted pass can have them still. */
	MAXIMUM(&token,
		SD(.owner = ALICE,
		   .dacl = ACES(ALLOW(KACS_READ_CONTROL, STAFF))),
		KACS_READ_CONTROL);
}

static void owner_rights_aces_follow_the_restricting_sids(void **state)
{
	struct test_token plain = restricted_to(STAFF, 0);
	struct test_token owning = restricted_to(ALICE, 0);
	struct test_token literal = restricted_to(OWNER_RIGHTS, 0);
	const struct kacs_sd *sd =
		SD(.owner = ALICE, .dacl = ACES(ALLOW(READ, OWNER_RIGHTS)));
	struct kacs_token token = test_prepare_token(&plain);

	(void)state;
	MAXIMUM(&token, sd, 0);
	token = test_prepare_token(&owning);
	MAXIMUM(&token, sd, READ);
	token = test_prepare_token(&literal);
	MAXIMUM(&token, sd, READ);
}

static void principal_self_follows_the_restricting_sids(void **state)
{
	struct test_token plain = restricted_to(STAFF, 0);
	struct test_token self = restricted_to(ALICE, 0);
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, SELF)));
	struct kacs_token token = test_prepare_token(&plain);
	struct kacs_check check = test_question(&token, sd, READ);

	(void)state;
	check.self = test_sid(ALICE);
	assert_false(test_answer(&check).allowed);
	token = test_prepare_token(&self);
	assert_true(test_answer(&check).allowed);
}

static void write_restriction_leaves_reading_alone(void **state)
{
	struct test_token spec = restricted_to(STAFF, 0);
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(KACS_FILE_ALL_ACCESS, EVERYONE),
				ALLOW(KACS_FILE_APPEND_DATA, STAFF)));
	struct kacs_token token;

	(void)state;
	spec.spec.write_restricted = 1;
	spec.spec.user_deny_only = 1;
	token = test_prepare_token(&spec);
	/* READ_CONTROL and SYNCHRONIZE are of GENERIC_WRITE: 10.4's words. */
	MAXIMUM(&token, sd,
		(KACS_FILE_ALL_ACCESS & ~KACS_FILE_GENERIC_WRITE) |
			KACS_FILE_APPEND_DATA);
}

static void privileges_come_back_after_the_restriction(void **state)
{
	struct test_token spec = restricted_to(STAFF, 0);
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(KACS_GENERIC_ALL, ALICE),
				DENY(KACS_GENERIC_ALL, STAFF)));
	struct kacs_token token;
	struct kacs_check check;

	(void)state;
	spec.spec.privs_present = KACS_PRIVILEGE(KACS_SE_BACKUP) |
				  KACS_PRIVILEGE(KACS_SE_SECURITY);
	spec.spec.privs_enabled = spec.spec.privs_present;
	token = test_prepare_token(&spec);
	check = test_question(&token, sd, KACS_MAXIMUM_ALLOWED);
	assert_int_equal(test_answer(&check).granted,
			 KACS_ACCESS_SYSTEM_SECURITY);
	check.privilege_intent = KACS_BACKUP_INTENT;
	assert_int_equal(test_answer(&check).granted,
			 KACS_ACCESS_SYSTEM_SECURITY | KACS_FILE_GENERIC_READ);
}

static void null_dacl_passes_the_restriction(void **state)
{
	struct test_token spec = restricted_to(STAFF, 0);
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	MAXIMUM(&token, SD(.owner = SYSTEM), KACS_FILE_ALL_ACCESS);
}

static void integrity_is_not_asked_twice(void **state)
{
	struct test_token spec = restricted_to(STAFF, 0);
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	token.integrity_level = KACS_INTEGRITY_LOW;
	MAXIMUM(&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(KACS_FILE_ALL_ACCESS, EVERYONE),
				ALLOW(KACS_FILE_ALL_ACCESS, STAFF))),
		KACS_FILE_GENERIC_READ | KACS_FILE_GENERIC_EXECUTE);
}

static void restricted_device_groups_alone_restrict(void **state)
{
	struct test_token spec = restricted_to(NULL, 0);
	struct kacs_token token;

	(void)state;
	test_add(&spec.restricted_device_groups, STAFF, GROUP_ON);
	token = test_prepare_token(&spec);
	/* The restricted identity has no SID: no ACE grants it anything. */
	MAXIMUM(&token,
		SD(.owner = ALICE,
		   .dacl = ACES(ALLOW(READ, EVERYONE), ALLOW(WRITE, STAFF))),
		0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_passes_must_grant),
		cmocka_unit_test(unrecognised_aces_are_passed_over),
		cmocka_unit_test(restricting_sids_count_by_presence),
		cmocka_unit_test(
			the_users_own_sids_are_invisible_to_the_restricted_pass),
		cmocka_unit_test(a_user_who_is_a_restricting_sid_passes),
		cmocka_unit_test(
			owner_implicit_rights_need_the_owner_to_be_restricting),
		cmocka_unit_test(owner_rights_aces_follow_the_restricting_sids),
		cmocka_unit_test(principal_self_follows_the_restricting_sids),
		cmocka_unit_test(write_restriction_leaves_reading_alone),
		cmocka_unit_test(privileges_come_back_after_the_restriction),
		cmocka_unit_test(null_dacl_passes_the_restriction),
		cmocka_unit_test(integrity_is_not_asked_twice),
		cmocka_unit_test(restricted_device_groups_alone_restrict),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
