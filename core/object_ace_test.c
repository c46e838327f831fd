// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Object ACEs: PSD-004 3.4, 10.5.
 */
#include "condition_test_support.h"
#include "unit_test.h"

static struct test_ace allow(u32 mask, u8 guid, const char *sid)
{
	return test_object_ace(KACS_ACE_ACCESS_ALLOWED_OBJECT, mask, guid, sid,
			       NULL);
}

static struct test_ace deny(u32 mask, u8 guid, const char *sid)
{
	return test_object_ace(KACS_ACE_ACCESS_DENIED_OBJECT, mask, guid, sid,
			       NULL);
}

static struct kacs_token alice(void)
{
	struct test_token token = test_token(ALICE);

	test_add(&token.groups, STAFF, GROUP_ON);
	test_add(&token.groups, CONTRACTORS, KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	return test_prepare_token(&token);
}

static void without_a_tree_object_aces_are_basic_ones(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(allow(0x1, 1, ALICE), allow(0x2, 0, ALICE),
				deny(0x4, 2, STAFF), deny(0x8, 0, CONTRACTORS),
				allow(0x10, 1, CONTRACTORS),
				allow(0x20, 1, BOB), ALLOW(0xc, ALICE))),
		0x3);
}

static void without_a_tree_conditions_of_object_aces_count(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(test_object_ace(
					KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT,
					0x1, 1, ALICE, "1 1 =="),
				test_object_ace(
					KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT,
					0x2, 1, ALICE, "1 2 =="),
				test_object_ace(
					KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT,
					0x4, 0, ALICE, NULL),
				test_object_ace(
					KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT,
					0x8, 0, ALICE, "1 1 =="),
				test_object_ace(
					KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT,
					0x10, 1, ALICE, "1 2 =="),
				test_object_ace(
					KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT,
					0x20, 1, ALICE, NULL),
				ALLOW(0x38, ALICE))),
		0x11);
}

static void owner_rights_of_an_object_ace_suppress(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token,
		SD(.owner = ALICE, .dacl = ACES(allow(0x1, 1, OWNER_RIGHTS))),
		0x1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_tree_object_aces_are_basic_ones),
		cmocka_unit_test(
			without_a_tree_conditions_of_object_aces_count),
		cmocka_unit_test(owner_rights_of_an_object_ace_suppress),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
