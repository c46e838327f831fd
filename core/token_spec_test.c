// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The header of token specifications, and their lists of device groups:
 * PSD-004 4.4, 13.6 section 5.
 */
#include <stdio.h>

#include "token_lookup.h"
#include "token_spec.h"
#include "unit_test.h"

static void every_field_of_the_header_is_loaded(void **state)
{
	u8 bytes[KACS_TOKEN_SPEC_HEADER_BYTES];
	struct kacs_token_spec spec;
	u32 i;

	(void)state;
	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (u8)(i * 7 + 1);
	memset(&spec, 0, sizeof(spec));
	kacs_token_spec_load(bytes, &spec);
	if (kacs_load_le32((const u8 *)&(const u32){1}) != 1)
		return; /* another byte order: the fields have other bytes */
	assert_memory_equal(&spec, bytes, sizeof(bytes));
}

static void every_audit_policy_is_accepted(void **state)
{
	struct test_token token = test_token(ALICE);
	struct test_bytes bytes;
	u32 size;
	u32 policy;

	(void)state;
	for (policy = 0; policy < 32; policy++) {
		token.spec.audit_policy = policy;
		bytes = test_token_bytes(&token);
		assert_int_equal(kacs_identity_measure(bytes.bytes, bytes.len,
						       NULL, &size, NULL),
				 policy < 16 ? KACS_OK : KACS_E_VALUE);
	}
}

static void both_lists_of_device_groups_are_searched(void **state)
{
	static char names[3][20][40];
	struct test_token token = test_token(ALICE);
	struct test_list *lists[3] = {&token.device_groups,
				      &token.restricted_device_groups,
				      &token.groups};
	const struct kacs_identity *identity;
	struct kacs_sid sid;
	u32 i, j;

	(void)state;
	for (i = 0; i < 3; i++) {
		for (j = 0; j < 20; j++) {
			snprintf(names[i][j], sizeof(names[i][j]),
				 "S-1-5-21-%u-%u", i + 5, 997 * (j + 1) % 101);
			test_add(lists[i], names[i][j], GROUP_ON);
		}
	}
	identity = test_identity(&token);
	for (i = 0; i < 2; i++) {
		for (j = 0; j < 20; j++) {
			sid = test_sid(names[i][j]);
			assert_int_equal(kacs_identity_device_member(
						 &identity->device_groups,
						 identity->device_order, sid,
						 true),
					 i == 0);
			assert_int_equal(
				kacs_identity_device_member(
					&identity->restricted_device_groups,
					identity->restricted_device_order, sid,
					true),
				i == 1);
		}
	}
	/* And what lies beside them is as it was. */
	for (i = 1; i < identity->sorted_count; i++)
		assert_true(
			kacs_sid_order(
				&identity->members[identity->sorted[i - 1]].sid,
				&identity->members[identity->sorted[i]].sid) <
			0);
	for (i = 0; i < token.groups.count; i++) {
		sid = test_sid(token.groups.entries[i].sid);
		assert_non_null(kacs_identity_find(identity, &sid));
	}
}

static void gids_are_as_many_as_fit(void **state)
{
	static const u32 counts[] = {KACS_TOKEN_SPEC_MAX_BYTES / 4 + 1,
				     0x40000001, ~0u};
	struct test_token token = test_token(ALICE);
	struct test_bytes bytes = test_token_bytes(&token);
	struct kacs_error error;
	u32 i, size;

	(void)state;
	for (i = 0; i < COUNT(counts); i++) {
		kacs_store_le32(bytes.bytes + offsetof(struct kacs_token_spec,
						       supp_gids_count),
				counts[i]);
		assert_int_equal(kacs_identity_measure(bytes.bytes, bytes.len,
						       NULL, &size, &error),
				 KACS_E_COUNT);
	}
}

/* However little room there is, as long as it is more than the bytes. */
static void what_is_malformed_is_no_matter_of_room(void **state)
{
	struct test_token token = test_token(ALICE);
	struct test_bytes bytes = test_token_bytes(&token);
	u32 size = (u32)sizeof(struct kacs_identity) + bytes.len;
	const struct kacs_identity *identity;
	u8 *mem = test_copy(NULL, size).bytes;

	(void)state;
	memset(mem, 0xff, size);
	assert_int_equal(kacs_identity_prepare(mem, size, bytes.bytes,
					       bytes.len, NULL, &identity,
					       NULL),
			 KACS_E_NO_ROOM);
	bytes.bytes[0] = 9;
	memset(mem, 0xff, size);
	assert_int_equal(kacs_identity_prepare(mem, size, bytes.bytes,
					       bytes.len, NULL, &identity,
					       NULL),
			 KACS_E_REVISION);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_of_the_header_is_loaded),
		cmocka_unit_test(every_audit_policy_is_accepted),
		cmocka_unit_test(both_lists_of_device_groups_are_searched),
		cmocka_unit_test(gids_are_as_many_as_fit),
		cmocka_unit_test(what_is_malformed_is_no_matter_of_room),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
