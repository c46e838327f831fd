// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Object ACEs: PSD-004 3.4, 10.5.
 */
#include "condition_test_support.h"
#include "unit_test.h"

/* Bytes between an object ACE's mask and its end. */
struct body {
	u8 bytes[256];
	u32 len;
};

/* GUIDs are told apart by their first byte; 0: the ACE has none. */
static struct test_ace object_ace(u8 type, u32 mask, u8 guid, const char *name,
				  const char *condition)
{
	struct kacs_sid sid = test_sid(name);
	struct body body = {{0}, 0};
	struct test_bytes words;

	kacs_store_le32(body.bytes, guid ? KACS_ACE_OBJECT_TYPE_PRESENT : 0);
	body.len = 4;
	if (guid) {
		body.bytes[4] = guid;
		body.len += 16;
	}
	memcpy(body.bytes + body.len, sid.bytes, sid.len);
	body.len += sid.len;
	if (condition) {
		words = test_condition(condition);
		memcpy(body.bytes + body.len, words.bytes, words.len);
		body.len += words.len;
	}
	return (struct test_ace){
		type,
		0,
		mask,
		NULL,
		(const char *)test_copy(body.bytes, body.len).bytes,
		body.len};
}

static struct test_ace allow(u32 mask, u8 guid, const char *sid)
{
	return object_ace(KACS_ACE_ACCESS_ALLOWED_OBJECT, mask, guid, sid,
			  NULL);
}

static struct test_ace deny(u32 mask, u8 guid, const char *sid)
{
	return object_ace(KACS_ACE_ACCESS_DENIED_OBJECT, mask, guid, sid, NULL);
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
		   .dacl = ACES(
			   object_ace(KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT,
				      0x1, 1, ALICE, "1 1 =="),
			   object_ace(KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT,
				      0x2, 1, ALICE, "1 2 =="),
			   object_ace(KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT,
				      0x4, 0, ALICE, NULL),
			   object_ace(KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT,
				      0x8, 0, ALICE, "1 1 =="),
			   object_ace(KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT,
				      0x10, 1, ALICE, "1 2 =="),
			   object_ace(KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT,
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
