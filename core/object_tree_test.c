// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Object type lists: PSD-004 10.5, 10.10.
 */
#include "trace.h"
#include "unit_test.h"

#define PRIVILEGE(n) (1ull << (n))

/*
 * A class with two property sets of two and one properties; GUIDs are told
 * apart by their first byte.
 *
 *	1 - 2 - 3
 *	 \   \- 4
 *	  \ 5 - 6
 */
static const u8 levels[] = {0, 1, 2, 2, 1, 2};

#define NODES 6

static struct kacs_object_node nodes[NODES];
static struct kacs_object_tree tree;

static void put_entry(u8 *bytes, u32 index, u16 level, u8 guid)
{
	memset(bytes + 20 * index, 0, 20);
	kacs_store_le16(bytes + 20 * index, level);
	bytes[20 * index + 4] = guid;
}

static struct test_ace object_ace(u8 type, u32 mask, u8 guid)
{
	struct kacs_sid alice = test_sid(ALICE);
	u8 body[64] = {KACS_ACE_OBJECT_TYPE_PRESENT};

	body[4] = guid;
	memcpy(body + 20, alice.bytes, alice.len);
	return (struct test_ace){
		type,
		0,
		mask,
		NULL,
		(const char *)test_copy(body, 20 + alice.len).bytes,
		20 + alice.len};
}

static struct test_ace allow(u32 mask, u8 guid)
{
	return object_ace(KACS_ACE_ACCESS_ALLOWED_OBJECT, mask, guid);
}

static struct test_ace deny(u32 mask, u8 guid)
{
	return object_ace(KACS_ACE_ACCESS_DENIED_OBJECT, mask, guid);
}

static struct kacs_decision ask(const struct test_token *spec,
				const struct kacs_sd *sd, u32 desired)
{
	struct kacs_token token = test_prepare_token(spec);
	struct kacs_check check = test_question(&token, sd, desired);
	u8 bytes[20 * NODES];
	u32 i;

	for (i = 0; i < NODES; i++)
		put_entry(bytes, i, levels[i], (u8)(i + 1));
	assert_int_equal(kacs_object_tree_prepare(bytes, NODES, nodes, &tree,
						  NULL),
			 KACS_OK);
	check.tree = &tree;
	return test_answer(&check);
}

/* Alice gets these rights at the six nodes. */
#define EXPECT(sd, ...)                                                    \
	do {                                                               \
		struct test_token spec_ = test_token(ALICE);               \
		static const u32 expected_[NODES] = {__VA_ARGS__};         \
		struct kacs_decision got_ =                                \
			ask(&spec_, sd, KACS_MAXIMUM_ALLOWED);             \
		u32 i_;                                                    \
		for (i_ = 0; i_ < NODES; i_++)                             \
			if (nodes[i_].granted != expected_[i_])            \
				fail_msg("node %u: expected %#x, got %#x", \
					 i_ + 1, expected_[i_],            \
					 nodes[i_].granted);               \
		assert_int_equal(got_.granted, nodes[0].granted);          \
	} while (0)

#define OBJECT(...) SD(.owner = SYSTEM, .dacl = ACES(__VA_ARGS__))

static void grants_flow_down(void **state)
{
	(void)state;
	EXPECT(OBJECT(allow(1, 1)), 1, 1, 1, 1, 1, 1);
	EXPECT(OBJECT(allow(1, 2)), 0, 1, 1, 1, 0, 0);
	EXPECT(OBJECT(allow(1, 3)), 0, 0, 1, 0, 0, 0);
}

static void grants_flow_up_when_all_siblings_have_them(void **state)
{
	(void)state;
	EXPECT(OBJECT(allow(3, 3), allow(1, 4)), 0, 1, 3, 1, 0, 0);
	EXPECT(OBJECT(allow(1, 6)), 0, 0, 0, 0, 1, 1);
	EXPECT(OBJECT(allow(1, 3), allow(1, 4), allow(1, 6)), 1, 1, 1, 1, 1, 1);
	EXPECT(OBJECT(allow(3, 2), allow(2, 5)), 2, 3, 3, 3, 2, 2);
}

static void denials_flow_up_whatever_the_siblings(void **state)
{
	(void)state;
	EXPECT(OBJECT(deny(1, 3), ALLOW(3, ALICE)), 2, 2, 2, 3, 3, 3);
	EXPECT(OBJECT(deny(1, 6), allow(1, 1)), 0, 1, 1, 1, 0, 0);
}

static void denials_flow_down(void **state)
{
	(void)state;
	EXPECT(OBJECT(deny(1, 2), ALLOW(1, ALICE)), 0, 0, 0, 0, 1, 1);
	EXPECT(OBJECT(deny(1, 1), ALLOW(3, ALICE)), 2, 2, 2, 2, 2, 2);
	EXPECT(OBJECT(DENY(1, ALICE), ALLOW(3, ALICE)), 2, 2, 2, 2, 2, 2);
}

static void what_changes_nothing_at_the_root_is_traced_as_a_part(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check =
		test_question(&token, OBJECT(deny(1, 3), deny(1, 6)), 1);
	struct kacs_trace_entry entries[8];
	struct kacs_decision decision;
	struct kacs_trace trace;
	u8 bytes[20 * NODES];
	u32 i;

	(void)state;
	for (i = 0; i < NODES; i++)
		put_entry(bytes, i, levels[i], (u8)(i + 1));
	kacs_object_tree_prepare(bytes, NODES, nodes, &tree, NULL);
	check.tree = &tree;
	kacs_trace_init(&trace, entries, COUNT(entries));
	kacs_access_check(&check, &decision, &trace);
	assert_int_equal(trace.count, 2);
	assert_int_equal(entries[0].effect, KACS_EFFECT_DENY);
	assert_int_equal(entries[0].note, KACS_NOTE_NONE);
	assert_int_equal(entries[0].bits, 1);
	assert_int_equal(entries[1].effect, KACS_EFFECT_NONE);
	assert_int_equal(entries[1].note, KACS_NOTE_PART);
	assert_int_equal(entries[1].bits, 0);
}

static void the_first_writer_wins_at_every_node(void **state)
{
	(void)state;
	EXPECT(OBJECT(allow(1, 3), deny(1, 2), ALLOW(1, ALICE)), 0, 0, 1, 0, 1,
	       1);
	EXPECT(OBJECT(allow(1, 2), deny(1, 3), ALLOW(1, ALICE)), 1, 1, 1, 1, 1,
	       1);
	EXPECT(OBJECT(deny(1, 3), allow(1, 2), allow(1, 4)), 0, 0, 0, 1, 0, 0);
	EXPECT(OBJECT(ALLOW(1, ALICE), deny(1, 3)), 1, 1, 1, 1, 1, 1);
}

static void denials_that_come_too_late_do_not_flow_up(void **state)
{
	(void)state;
	/* Of the two bits, one was allowed before: only the other goes up. */
	EXPECT(OBJECT(allow(1, 3), deny(3, 3), ALLOW(3, ALICE)), 1, 1, 1, 3, 3,
	       3);
	/* What came up to node 2 is decided there, and below it is not. */
	EXPECT(OBJECT(deny(1, 3), deny(1, 2), ALLOW(1, ALICE)), 0, 0, 0, 0, 1,
	       1);
	/* A denial of the whole set of which one part was allowed. */
	EXPECT(OBJECT(allow(1, 3), deny(1, 2), ALLOW(3, ALICE)), 2, 2, 3, 2, 3,
	       3);
}

static void basic_aces_and_those_without_a_type_are_of_every_node(void **state)
{
	struct test_ace ace = object_ace(KACS_ACE_ACCESS_ALLOWED_OBJECT, 2, 9);
	struct kacs_sid alice = test_sid(ALICE);
	u8 body[64] = {0};

	(void)state;
	memcpy(body + 4, alice.bytes, alice.len);
	ace.data = (const char *)body;
	ace.data_len = 4 + alice.len;
	EXPECT(OBJECT(ALLOW(1, ALICE), ace), 3, 3, 3, 3, 3, 3);
}

static void types_that_are_not_asked_about_do_nothing(void **state)
{
	(void)state;
	EXPECT(OBJECT(deny(1, 9), allow(2, 7), ALLOW(1, ALICE)), 1, 1, 1, 1, 1,
	       1);
}

static void one_answer_needs_every_node_and_a_list_has_one_each(void **state)
{
	static const bool allowed[NODES] = {false, true,  true,
					    true,  false, false};
	struct test_token spec = test_token(ALICE);
	struct kacs_decision decision;
	u32 i;

	(void)state;
	decision = ask(&spec, OBJECT(allow(3, 2)), 3);
	assert_false(decision.allowed);
	assert_int_equal(decision.granted, 0);
	for (i = 0; i < NODES; i++)
		assert_int_equal(nodes[i].allowed, allowed[i]);
	assert_true(ask(&spec, OBJECT(allow(3, 2), allow(3, 5)), 3).allowed);
	assert_true(ask(&spec, OBJECT(deny(3, 2)), 0).allowed);
	/* Nothing but what is desired is in the answer. */
	ask(&spec, OBJECT(allow(3, 2)), 1);
	assert_int_equal(nodes[2].granted, 1);
}

static void a_refused_token_is_refused_every_node(void **state)
{
	struct test_token spec = test_token(ALICE);
	u32 i;

	(void)state;
	spec.spec.token_type = KACS_TOKEN_IMPERSONATION;
	spec.spec.impersonation_level = KACS_LEVEL_IDENTIFICATION;
	memset(nodes, 0xff, sizeof(nodes));
	assert_false(ask(&spec, OBJECT(ALLOW(1, ALICE)), 0).allowed);
	for (i = 0; i < NODES; i++) {
		assert_false(nodes[i].allowed);
		assert_int_equal(nodes[i].granted, 0);
	}
}

static void privileges_and_the_owner_count_at_every_node(void **state)
{
	struct test_token spec = test_token(ALICE);
	u32 i;

	(void)state;
	EXPECT(SD(.owner = ALICE, .dacl = ACES(deny(KACS_WRITE_DAC, 3))),
	       0x60000, 0x60000, 0x60000, 0x60000, 0x60000, 0x60000);
	spec.spec.privs_present = spec.spec.privs_enabled =
		PRIVILEGE(KACS_SE_TAKE_OWNERSHIP);
	ask(&spec,
	    OBJECT(deny(KACS_WRITE_OWNER, 3), allow(KACS_WRITE_OWNER, 5)),
	    KACS_WRITE_OWNER);
	for (i = 0; i < NODES; i++)
		assert_int_equal(nodes[i].granted, KACS_WRITE_OWNER);
	spec.spec.privs_present = spec.spec.privs_enabled =
		PRIVILEGE(KACS_SE_SECURITY);
	spec.restricted.count = 0;
	test_add(&spec.restricted, BOB, 0);
	ask(&spec, OBJECT(ALLOW(1, ALICE)), KACS_ACCESS_SYSTEM_SECURITY | 1);
	for (i = 0; i < NODES; i++)
		assert_int_equal(nodes[i].granted, KACS_ACCESS_SYSTEM_SECURITY);
}

static void later_passes_take_back_at_each_node(void **state)
{
	struct test_token spec = test_token(ALICE);
	/* Bob is allowed node 2 and all below it, and denied 6. */
	struct test_ace bob = allow(3, 2), bob_denied = deny(1, 6);
	struct kacs_sid sid = test_sid(BOB);
	static const u32 expected[NODES] = {0, 1, 1, 1, 0, 0};
	const struct kacs_sd *sd;
	u32 i;

	(void)state;
	memcpy((char *)(uintptr_t)bob.data + 20, sid.bytes, sid.len);
	memcpy((char *)(uintptr_t)bob_denied.data + 20, sid.bytes, sid.len);
	sd = OBJECT(bob_denied, bob, allow(1, 2), allow(2, 6));
	test_add(&spec.restricted, BOB, 0);
	ask(&spec, sd, KACS_MAXIMUM_ALLOWED);
	for (i = 0; i < NODES; i++)
		assert_int_equal(nodes[i].granted, expected[i]);
	spec.restricted.count = 0;
	spec.confinement = BOB;
	ask(&spec, sd, KACS_MAXIMUM_ALLOWED);
	for (i = 0; i < NODES; i++)
		assert_int_equal(nodes[i].granted, expected[i]);
	/* Of a write-restricted token, reading is not asked about. */
	spec.confinement = NULL;
	test_add(&spec.restricted, CAROL, 0);
	spec.restricted.count = 1;
	spec.restricted.entries[0].sid = CAROL;
	spec.spec.write_restricted = 1;
	spec.spec.user_deny_only = 1;
	test_add(&spec.groups, STAFF, GROUP_ON);
	ask(&spec, OBJECT(ALLOW(3, STAFF)), KACS_MAXIMUM_ALLOWED);
	for (i = 0; i < NODES; i++)
		assert_int_equal(nodes[i].granted, 1);
}

static void malformed_lists_are_refused(void **state)
{
	static const struct {
		u32 count;
		u16 level[4];
		u8 guid[4];
		int reason;
		u32 offset;
	} lists[] = {
		{0, {0}, {0}, KACS_E_COUNT, 0},
		{4097, {0}, {0}, KACS_E_COUNT, 0},
		{1, {1}, {1}, KACS_E_TREE_LEVEL, 0},
		{2, {0, 0}, {1, 2}, KACS_E_TREE_LEVEL, 20},
		{2, {0, 2}, {1, 2}, KACS_E_TREE_LEVEL, 20},
		{4, {0, 1, 2, 4}, {1, 2, 3, 4}, KACS_E_TREE_LEVEL, 60},
		{4, {0, 1, 2, 0}, {1, 2, 3, 4}, KACS_E_TREE_LEVEL, 60},
		{4, {0, 1, 2, 1}, {1, 2, 3, 1}, KACS_E_TREE_GUID, 64},
		{4, {0, 1, 2, 1}, {1, 3, 3, 2}, KACS_E_TREE_GUID, 44},
		{4, {0, 1, 1, 1}, {1, 1, 2, 3}, KACS_E_TREE_GUID, 24},
		{3, {0, 1, 1}, {2, 1, 1}, KACS_E_TREE_GUID, 44},
		{4, {0, 1, 2, 1}, {4, 3, 2, 1}, KACS_OK, 0},
		{1, {0}, {1}, KACS_OK, 0},
	};
	struct kacs_object_node room[4];
	struct kacs_object_tree found;
	struct kacs_error error;
	u8 bytes[80];
	u32 i, j;

	(void)state;
	for (i = 0; i < COUNT(lists); i++) {
		for (j = 0; j < 4; j++)
			put_entry(bytes, j, lists[i].level[j],
				  lists[i].guid[j]);
		error.offset = 0;
		assert_int_equal(kacs_object_tree_prepare(bytes, lists[i].count,
							  room, &found, &error),
				 lists[i].reason);
		assert_int_equal(error.offset, lists[i].offset);
	}
	bytes[2] = 1;
	assert_int_equal(kacs_object_tree_prepare(bytes, 1, room, &found,
						  &error),
			 KACS_E_RESERVED);
	assert_int_equal(error.offset, 2);
	bytes[2] = 0;
	bytes[3] = 1;
	assert_int_equal(kacs_object_tree_prepare(bytes, 1, room, &found,
						  &error),
			 KACS_E_RESERVED);
}

/* Levels have 16 bits. */
static void a_deep_list_is_a_tree(void **state)
{
	enum {
		DEPTH = 1000
	};
	static struct kacs_object_node room[DEPTH];
	static u8 bytes[DEPTH * KACS_OBJECT_ENTRY_BYTES];
	struct kacs_object_tree deep;
	u32 i;

	(void)state;
	for (i = 0; i < DEPTH; i++) {
		u8 *entry = bytes + i * KACS_OBJECT_ENTRY_BYTES;

		kacs_store_le16(entry, (u16)i);
		kacs_store_le32(entry + 4, i);
	}
	assert_int_equal(kacs_object_tree_prepare(bytes, DEPTH, room, &deep,
						  NULL),
			 KACS_OK);
	assert_int_equal(deep.nodes[DEPTH - 1].level, DEPTH - 1);
	assert_int_equal(deep.nodes[DEPTH - 1].parent, DEPTH - 2);
	assert_int_equal(deep.nodes[1].end, DEPTH);
}

static void every_node_of_a_large_list_is_found(void **state)
{
	static struct kacs_object_node room[KACS_OBJECT_TREE_MAX];
	static u8 bytes[20 * KACS_OBJECT_TREE_MAX];
	struct kacs_object_tree found;
	u8 guid[16] = {0};
	u32 i;

	(void)state;
	for (i = 0; i < KACS_OBJECT_TREE_MAX; i++) {
		put_entry(bytes, i, i ? 1 + i % 2 * (i > 1) : 0, 0);
		kacs_store_le32(bytes + 20 * i + 4, i * 0x9e3779b1u);
	}
	assert_int_equal(kacs_object_tree_prepare(bytes, KACS_OBJECT_TREE_MAX,
						  room, &found, NULL),
			 KACS_OK);
	for (i = 0; i < KACS_OBJECT_TREE_MAX; i++)
		assert_int_equal(
			kacs_object_tree_find(&found, bytes + 20 * i + 4), i);
	guid[15] = 1;
	assert_int_equal(kacs_object_tree_find(&found, guid),
			 KACS_OBJECT_TREE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grants_flow_down),
		cmocka_unit_test(grants_flow_up_when_all_siblings_have_them),
		cmocka_unit_test(denials_flow_up_whatever_the_siblings),
		cmocka_unit_test(denials_flow_down),
		cmocka_unit_test(
			what_changes_nothing_at_the_root_is_traced_as_a_part),
		cmocka_unit_test(the_first_writer_wins_at_every_node),
		cmocka_unit_test(denials_that_come_too_late_do_not_flow_up),
		cmocka_unit_test(
			basic_aces_and_those_without_a_type_are_of_every_node),
		cmocka_unit_test(types_that_are_not_asked_about_do_nothing),
		cmocka_unit_test(
			one_answer_needs_every_node_and_a_list_has_one_each),
		cmocka_unit_test(a_refused_token_is_refused_every_node),
		cmocka_unit_test(privileges_and_the_owner_count_at_every_node),
		cmocka_unit_test(later_passes_take_back_at_each_node),
		cmocka_unit_test(malformed_lists_are_refused),
		cmocka_unit_test(a_deep_list_is_a_tree),
		cmocka_unit_test(every_node_of_a_large_list_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
