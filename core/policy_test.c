// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Policy specifications and sets of them: PSD-004 10.8.
 */
#include "policy_test_support.h"
#include "unit_test.h"

#define READ KACS_FILE_READ_DATA
#define WRITE KACS_FILE_WRITE_DATA

static int measure(struct test_bytes spec, struct kacs_error *error)
{
	struct kacs_sid sid = test_sid(POLICY);
	u32 size;

	return kacs_policy_measure(test_copy(spec.bytes, spec.len).bytes,
				   spec.len, &sid, &size, error);
}

/* A specification with one thing wrong in it. */
static void refused(struct test_bytes spec, enum kacs_reason reason, u32 offset)
{
	struct kacs_error error = {KACS_OK, 0};

	assert_int_equal(measure(spec, &error), reason);
	assert_int_equal(error.reason, reason);
	assert_int_equal(error.offset, offset);
}

static struct test_bytes one_rule(void)
{
	return test_policy_bytes(RULES({.dacl = ACES(ALLOW(READ, ALICE))}));
}

static void all_fields_of_a_rule_are_prepared(void **state)
{
	const struct kacs_policy *policy = test_policy(
		POLICY,
		RULES({.applies_to = "1 1 ==",
		       .dacl = ACES(ALLOW(READ, ALICE), DENY(WRITE, BOB)),
		       .sacl = ACES(ACE(KACS_ACE_SYSTEM_AUDIT,
					KACS_ACE_FAILED_ACCESS, READ, EVERYONE)),
		       .staged_dacl = ACES(ALLOW(WRITE, OWNER_RIGHTS)),
		       .staged_sacl = NO_ACES},
		      {.dacl = NO_ACES}));
	const struct kacs_policy_rule *rule = policy->rules;

	(void)state;
	assert_int_equal(policy->rule_count, 2);
	assert_memory_equal(policy->sid.bytes, test_sid(POLICY).bytes,
			    policy->sid.len);
	assert_non_null(rule[0].applies_to);
	assert_int_equal(rule[0].dacl.count, 2);
	assert_int_equal(rule[0].dacl.aces[0].mask, READ);
	assert_int_equal(rule[0].dacl.aces[1].kind, KACS_ACE_KIND_DENY);
	assert_false(rule[0].dacl.owner_rights);
	assert_int_equal(rule[0].sacl.count, 1);
	assert_int_equal(rule[0].sacl.aces[0].kind, KACS_ACE_KIND_AUDIT);
	assert_true(rule[0].sacl.audits);
	assert_int_equal(rule[0].staged_dacl.aces[0].mask, WRITE);
	assert_true(rule[0].staged_dacl.owner_rights);
	assert_non_null(rule[0].staged_sacl.bytes);
	assert_int_equal(rule[0].staged_sacl.count, 0);
	assert_null(rule[1].applies_to);
	assert_int_equal(rule[1].dacl.count, 0);
	assert_null(rule[1].sacl.bytes);
	assert_null(rule[1].staged_dacl.bytes);
	assert_null(rule[1].staged_sacl.bytes);
}

static void a_policy_may_have_no_rules(void **state)
{
	(void)state;
	assert_int_equal(test_policy(POLICY, NULL, 0)->rule_count, 0);
}

static void every_cut_is_refused(void **state)
{
	struct test_bytes spec = test_policy_bytes(
		RULES({.applies_to = "1 1 ==",
		       .dacl = ACES(ALLOW(READ, ALICE)),
		       .staged_dacl = ACES(ALLOW(READ, ALICE))}));
	struct kacs_error error;
	u32 len;

	(void)state;
	for (len = 0; len < spec.len; len++)
		assert_int_equal(measure((struct test_bytes){spec.bytes, len},
					 &error),
				 KACS_E_TRUNCATED);
	assert_int_equal(measure(spec, &error), KACS_OK);
}

static void what_follows_the_last_rule_is_refused(void **state)
{
	struct test_bytes spec = one_rule();
	struct test_bytes longer = test_copy(NULL, spec.len + 1);

	(void)state;
	memcpy(longer.bytes, spec.bytes, spec.len);
	longer.bytes[spec.len] = 0;
	refused(longer, KACS_E_TRAILING, spec.len);
}

static void unknown_versions_are_refused(void **state)
{
	struct test_bytes spec = one_rule();

	(void)state;
	spec.bytes[0] = 0;
	refused(spec, KACS_E_REVISION, 0);
	spec.bytes[0] = 2;
	refused(spec, KACS_E_REVISION, 0);
}

static void more_than_256_rules_are_refused(void **state)
{
	struct test_rule rules[KACS_POLICY_MAX_RULES + 1];
	/* Not in the loop, where it would end with each round. */
	const struct test_acl *empty = NO_ACES;
	struct kacs_error error;
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(rules); i++)
		rules[i] = (struct test_rule){.dacl = empty};
	assert_int_equal(measure(test_policy_bytes(rules, COUNT(rules) - 1),
				 &error),
			 KACS_OK);
	refused(test_policy_bytes(rules, COUNT(rules)), KACS_E_COUNT, 1);
}

static void a_rule_without_effective_dacl_is_refused(void **state)
{
	(void)state;
	refused(test_policy_bytes(RULES({.sacl = NO_ACES})), KACS_E_POLICY_DACL,
		KACS_POLICY_HEADER_BYTES + 4);
}

static void lengths_beyond_the_limits_are_refused(void **state)
{
	struct test_bytes spec = one_rule();
	struct test_bytes long_spec =
		test_copy(NULL, KACS_POLICY_MAX_BYTES + 1);
	struct kacs_error error;

	(void)state;
	kacs_store_le32(spec.bytes + 5, KACS_POLICY_MAX_CONDITION_BYTES + 1);
	refused(spec, KACS_E_TOO_LARGE, 5);
	kacs_store_le32(spec.bytes + 5, 0);
	kacs_store_le32(spec.bytes + 9, KACS_POLICY_MAX_ACL_BYTES + 1);
	refused(spec, KACS_E_TOO_LARGE, 9);
	memset(long_spec.bytes, 0, long_spec.len);
	long_spec.bytes[0] = KACS_POLICY_VERSION;
	refused(long_spec, KACS_E_TOO_LARGE, KACS_POLICY_MAX_BYTES);
	long_spec.len--;
	assert_int_equal(measure(long_spec, &error), KACS_E_TRAILING);
}

static void malformed_parts_are_refused_at_their_offset(void **state)
{
	struct test_bytes spec = test_policy_bytes(RULES(
		{.applies_to = "1 1 ==", .dacl = ACES(ALLOW(READ, ALICE))}));
	u32 dacl = 5 + 4 + kacs_load_le32(spec.bytes + 5) + 4;

	(void)state;
	spec.bytes[9] = 'b';
	refused(spec, KACS_E_CONDITION_SIGNATURE, 9);
	spec.bytes[9] = 'a';
	spec.bytes[dacl] = 9;
	refused(spec, KACS_E_REVISION, dacl);
	spec.bytes[dacl] = KACS_ACL_REVISION;
	spec.bytes[dacl + 8 + 2]++;
	refused(spec, KACS_E_ACE_SIZE, dacl + 8 + 2);
	spec.bytes[dacl + 8 + 2]--;
	spec.bytes[dacl + 4] = 0;
	refused(spec, KACS_E_TRAILING, dacl + 8);
	spec.bytes[dacl + 4] = 1;
	spec.bytes[dacl + 2] -= 4;
	refused(spec, KACS_E_ACL_SIZE, dacl + 2);
}

static void a_malformed_condition_of_an_ace_is_no_error(void **state)
{
	const struct test_ace ace = {KACS_ACE_ACCESS_ALLOWED_CALLBACK,
				     0,
				     READ,
				     ALICE,
				     "nonsense",
				     8};
	const struct kacs_policy *policy =
		test_policy(POLICY, RULES({.dacl = ACES(ace)}));

	(void)state;
	assert_true(policy->rules[0].dacl.aces[0].malformed);
}

static void too_little_room_is_refused(void **state)
{
	struct test_bytes spec = one_rule();
	struct kacs_sid sid = test_sid(POLICY);
	const struct kacs_policy *policy;
	struct kacs_error error;
	u32 size, room;

	(void)state;
	assert_int_equal(kacs_policy_measure(spec.bytes, spec.len, &sid, &size,
					     &error),
			 KACS_OK);
	for (room = 0; room < size; room++) {
		error.offset = 99;
		assert_int_equal(
			kacs_policy_prepare(test_copy(NULL, size).bytes, room,
					    spec.bytes, spec.len, &sid, &policy,
					    &error),
			KACS_E_NO_ROOM);
		assert_int_equal(error.offset, 0);
	}
	assert_int_equal(kacs_policy_prepare(test_copy(NULL, size).bytes, size,
					     spec.bytes, spec.len, &sid,
					     &policy, &error),
			 KACS_OK);
	assert_int_equal(kacs_policy_prepare(test_copy(NULL, size).bytes, size,
					     spec.bytes,
					     KACS_POLICY_MAX_BYTES + 1, &sid,
					     &policy, &error),
			 KACS_E_TOO_LARGE);
	spec.bytes[0] = 7;
	assert_int_equal(kacs_policy_prepare(test_copy(NULL, size).bytes, size,
					     spec.bytes, spec.len, &sid,
					     &policy, &error),
			 KACS_E_REVISION);
}

static void a_policy_is_found_by_its_sid(void **state)
{
	static const char *const names[] = {"S-1-17-5",	  "S-1-17-3",
					    "S-1-17-1-1", "S-1-17-9",
					    "S-1-18-3",	  "S-1-17-3-4-5"};
	const struct kacs_policy *policies[COUNT(names) + 1] = {NULL};
	const struct kacs_policy_set *set;
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(names); i++)
		policies[i] = test_policy(names[i], NULL, 0);
	set = test_policy_set(policies);
	for (i = 0; i < COUNT(names); i++)
		assert_ptr_equal(kacs_policy_find(set, test_sid(names[i])),
				 policies[i]);
	assert_null(kacs_policy_find(set, test_sid("S-1-17-4")));
	assert_null(kacs_policy_find(set, test_sid("S-1-17-3-4-6")));
	assert_null(kacs_policy_find(set, test_sid("S-1-99-1")));
	assert_null(kacs_policy_find(NULL, test_sid(names[0])));
}

static void recovery_is_generic_for_its_three(void **state)
{
	static const char *const names[] = {ADMINISTRATORS, SYSTEM,
					    OWNER_RIGHTS};
	struct kacs_recovery_policy mem;
	const struct kacs_policy *policy = kacs_policy_recovery(&mem);
	const struct kacs_acl *dacl = &policy->rules[0].dacl;
	u32 i;

	(void)state;
	assert_int_equal(policy->rule_count, 1);
	assert_int_equal(dacl->count, COUNT(names));
	for (i = 0; i < COUNT(names); i++) {
		struct kacs_sid sid =
			kacs_acl_ace_sid(dacl->bytes, &dacl->aces[i]);
		struct kacs_sid expected = test_sid(names[i]);

		assert_int_equal(dacl->aces[i].type, KACS_ACE_ACCESS_ALLOWED);
		assert_int_equal(dacl->aces[i].flags, 0);
		assert_int_equal(dacl->aces[i].mask, KACS_GENERIC_ALL);
		assert_true(kacs_sid_equal(&sid, &expected));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_fields_of_a_rule_are_prepared),
		cmocka_unit_test(a_policy_may_have_no_rules),
		cmocka_unit_test(every_cut_is_refused),
		cmocka_unit_test(what_follows_the_last_rule_is_refused),
		cmocka_unit_test(unknown_versions_are_refused),
		cmocka_unit_test(more_than_256_rules_are_refused),
		cmocka_unit_test(a_rule_without_effective_dacl_is_refused),
		cmocka_unit_test(lengths_beyond_the_limits_are_refused),
		cmocka_unit_test(malformed_parts_are_refused_at_their_offset),
		cmocka_unit_test(a_malformed_condition_of_an_ace_is_no_error),
		cmocka_unit_test(too_little_room_is_refused),
		cmocka_unit_test(a_policy_is_found_by_its_sid),
		cmocka_unit_test(recovery_is_generic_for_its_three),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
