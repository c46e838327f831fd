// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The pipeline against an independent model, over random tokens, descriptors
 * and requests; and what must hold of every answer whatever the model says.
 *
 * KACS_TEST_ROUNDS and KACS_TEST_SEED change the defaults.
 */
#include <stdio.h>
#include <stdlib.h>

#include "model_test_support.h"
#include "unit_test.h"

static const char *const names[] = {
	ALICE,
	BOB,
	STAFF,
	CONTRACTORS,
	EVERYONE,
	OWNER_RIGHTS,
	SELF,
	PACKAGE,
	CAPABILITY,
	"S-1-16-4096",
	"S-1-16-8192",
	"S-1-16-12288",
	"S-1-19-512-1024",
	"S-1-19-1024-8192",
};

enum {
	FIRST_LABEL = 9,
	FIRST_TRUST = 12,
	PEOPLE = 9
};

static u64 random_state;

static u32 random32(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (u32)(random_state >> 16);
}

static u32 below(u32 limit)
{
	return random32() % limit;
}

static bool one_in(u32 n)
{
	return below(n) == 0;
}

/* Few bits, so that ACEs meet in them. */
static u32 random_mask(void)
{
	static const u32 interesting[] = {
		0x1,	    0x2,	0x3,	    0x20,	0x00010000,
		0x00020000, 0x00040000, 0x00080000, 0x00060000, 0x001f01ff,
		0x10000000, 0x20000000, 0x40000000, 0x80000000, 0x01000000,
		0x02000000, 0x00200000, 0x0c000000, 0x00120089, 0xffffffff,
	};
	u32 mask = interesting[below(COUNT(interesting))];

	if (one_in(2))
		mask |= interesting[below(COUNT(interesting))];
	return one_in(16) ? random32() : mask;
}

static struct model_ace random_dacl_ace(void)
{
	static const u8 types[] = {0, 0, 0, 0, 1, 1, 1, 0x09, 0x0a, 0x02};

	return (struct model_ace){
		.type = types[below(COUNT(types))],
		.flags = one_in(8) ? KACS_ACE_INHERIT_ONLY : 0,
		.mask = random_mask(),
		.sid = (u8)below(PEOPLE),
	};
}

static struct model_ace random_sacl_ace(void)
{
	if (one_in(3))
		return (struct model_ace){
			.type = KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL,
			.flags = one_in(4) ? KACS_ACE_INHERIT_ONLY : 0,
			.mask = random_mask(),
			.sid = (u8)(FIRST_TRUST + below(2)),
		};
	return (struct model_ace){
		.type = KACS_ACE_SYSTEM_MANDATORY_LABEL,
		.flags = one_in(4) ? KACS_ACE_INHERIT_ONLY : 0,
		.mask = below(8),
		.sid = (u8)(FIRST_LABEL + below(3)),
	};
}

static void random_token(struct model_question *q)
{
	static const u32 levels[] = {0, 4096, 8192, 8192, 12288, 16384};
	u32 i;

	q->user = one_in(4) ? (u8)below(PEOPLE) : 0;
	q->write_restricted = one_in(4);
	q->user_deny_only = q->write_restricted || one_in(8);
	q->group_count = below(5);
	for (i = 0; i < q->group_count; i++) {
		q->groups[i].sid = (u8)below(PEOPLE);
		q->groups[i].attributes =
			one_in(2) ? KACS_SE_GROUP_ENABLED : below(32);
	}
	q->restricted_count = one_in(3) ? below(4) : 0;
	for (i = 0; i < q->restricted_count; i++)
		q->restricted[i] = (u8)below(PEOPLE);
	q->restricted_device_count = one_in(16);
	q->confinement = one_in(4) ? (u8)below(PEOPLE) : MODEL_NOBODY;
	q->capability_count = below(3);
	for (i = 0; i < q->capability_count; i++)
		q->capabilities[i] = (u8)below(PEOPLE);
	q->confinement_exempt = one_in(4);
	for (i = KACS_SE_SECURITY; i <= KACS_SE_RELABEL; i++)
		q->privileges |= one_in(4) ? 1ull << i : 0;
	q->integrity = levels[below(COUNT(levels))];
	q->policy = below(4) | (one_in(2) ? KACS_POLICY_NO_WRITE_UP : 0);
	q->identification = one_in(64);
}

static void random_object(struct model_question *q)
{
	u32 i;

	q->owner = one_in(64) ? MODEL_NOBODY : (u8)below(PEOPLE);
	q->has_dacl = !one_in(8);
	q->dacl_count = q->has_dacl ? below(MODEL_MAX) : 0;
	for (i = 0; i < q->dacl_count; i++)
		q->dacl[i] = random_dacl_ace();
	q->sacl_count = one_in(2) ? 0 : below(4);
	for (i = 0; i < q->sacl_count; i++)
		q->sacl[i] = random_sacl_ace();
}

static struct model_question random_question(void)
{
	static const struct kacs_generic_mapping *const mappings[] = {
		&kacs_file_mapping,
		&kacs_process_mapping,
		&kacs_token_mapping,
	};
	const struct kacs_generic_mapping *mapping = mappings[below(3)];
	struct model_question q = {0};

	random_token(&q);
	random_object(&q);
	q.desired = random_mask();
	q.intent = below(4);
	q.pip_type = below(3) * 512;
	q.pip_trust = below(3) * 4096;
	q.self = one_in(2) ? (u8)below(PEOPLE) : MODEL_NOBODY;
	q.map[0] = mapping->read;
	q.map[1] = mapping->write;
	q.map[2] = mapping->execute;
	q.map[3] = mapping->all;
	q.owner_rights_sid = 5;
	q.self_sid = 6;
	q.integrity_of[9] = 4096;
	q.integrity_of[10] = 8192;
	q.integrity_of[11] = 12288;
	q.trust_type_of[12] = 512;
	q.trust_of[12] = 1024;
	q.trust_type_of[13] = 1024;
	q.trust_of[13] = 8192;
	return q;
}

static struct kacs_token real_token(const struct model_question *q)
{
	struct test_token token = test_token(names[q->user]);
	u32 i;

	token.spec.user_deny_only = q->user_deny_only;
	token.spec.write_restricted = q->write_restricted;
	token.spec.privs_present = q->privileges;
	token.spec.privs_enabled = q->privileges;
	token.spec.integrity_rid = q->integrity;
	token.spec.mandatory_policy = q->policy;
	token.spec.confinement_exempt = q->confinement_exempt;
	if (q->identification) {
		token.spec.token_type = KACS_TOKEN_IMPERSONATION;
		token.spec.impersonation_level = KACS_LEVEL_IDENTIFICATION;
	}
	for (i = 0; i < q->group_count; i++)
		test_add(&token.groups, names[q->groups[i].sid],
			 q->groups[i].attributes);
	for (i = 0; i < q->restricted_count; i++)
		test_add(&token.restricted, names[q->restricted[i]], 0);
	if (q->restricted_device_count)
		test_add(&token.restricted_device_groups, ALICE, 0);
	for (i = 0; i < q->capability_count; i++)
		test_add(&token.capabilities, names[q->capabilities[i]], 0);
	if (q->confinement != MODEL_NOBODY)
		token.confinement = names[q->confinement];
	return test_prepare_token(&token);
}

static void real_acl(const struct model_ace *aces, u32 count,
		     struct test_ace *out, struct test_acl *acl)
{
	u32 i;

	for (i = 0; i < count; i++)
		out[i] = (struct test_ace)ACE(aces[i].type, aces[i].flags,
					      aces[i].mask, names[aces[i].sid]);
	*acl = (struct test_acl){out, count, 0};
}

static const struct kacs_sd *real_sd(const struct model_question *q)
{
	struct test_ace dacl_aces[MODEL_MAX], sacl_aces[MODEL_MAX];
	struct test_acl dacl, sacl;

	real_acl(q->dacl, q->dacl_count, dacl_aces, &dacl);
	real_acl(q->sacl, q->sacl_count, sacl_aces, &sacl);
	return SD(.owner = q->owner == MODEL_NOBODY ? NULL : names[q->owner],
		  .dacl = q->has_dacl ? &dacl : NULL, .sacl = &sacl);
}

/* A question in the core's terms. */
struct real {
	struct kacs_token token;
	struct kacs_generic_mapping mapping;
	struct kacs_check check;
};

static void make_real(const struct model_question *q, struct real *real)
{
	real->token = real_token(q);
	real->mapping = (struct kacs_generic_mapping){q->map[0], q->map[1],
						      q->map[2], q->map[3]};
	real->check = (struct kacs_check){
		.token = &real->token,
		.sd = real_sd(q),
		.mapping = &real->mapping,
		.desired = q->desired,
		.privilege_intent = q->intent,
		.pip_type = q->pip_type,
		.pip_trust = q->pip_trust,
	};
	if (q->self != MODEL_NOBODY)
		real->check.self = test_sid(names[q->self]);
}

static void assert_as_model(const struct model_question *q,
			    const struct kacs_check *check, u64 seed)
{
	struct model_answer expected = model_check(q);
	struct kacs_decision actual = test_answer(check);

	if (actual.allowed == expected.allowed &&
	    actual.granted == expected.granted &&
	    actual.privilege_granted == expected.privilege_granted)
		return;
	fprintf(stderr,
		"# seed %llu, desired %#x: expected %d %#x %#x, got %d %#x %#x\n",
		(unsigned long long)seed, q->desired, expected.allowed,
		expected.granted, expected.privilege_granted, actual.allowed,
		actual.granted, actual.privilege_granted);
	test_dump("# descriptor", check->sd->bytes, check->sd->len);
	fail();
}

/*
 * Of ACEs that name no object type, every part of an object makes the same as
 * the whole.
 */
static void assert_same_in_a_tree(const struct kacs_check *check)
{
	static const u8 list[] = {
		0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		1, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	};
	struct kacs_decision whole = test_answer(check), parts;
	struct kacs_check with_tree = *check;
	struct kacs_object_node nodes[4];
	struct kacs_object_tree tree;
	u32 i;

	assert_int_equal(kacs_object_tree_prepare(list, 4, nodes, &tree, NULL),
			 KACS_OK);
	with_tree.tree = &tree;
	parts = test_answer(&with_tree);
	assert_int_equal(parts.granted, whole.granted);
	assert_int_equal(parts.allowed, whole.allowed);
	assert_int_equal(parts.privilege_granted, whole.privilege_granted);
	for (i = 0; i < 4; i++) {
		assert_int_equal(nodes[i].granted, whole.granted);
		assert_int_equal(nodes[i].allowed, whole.allowed);
	}
}

/* The trace changes no answer and accounts for every right. */
static void assert_traced(const struct kacs_check *check)
{
	struct kacs_decision bare = test_answer(check), traced;
	struct kacs_attribution decider;
	struct kacs_trace trace;
	u32 bit;

	kacs_trace_init(&trace, NULL, 0);
	memset(&traced, 0xff, sizeof(traced));
	kacs_access_check(check, &traced, &trace);
	assert_int_equal(traced.granted, bare.granted);
	assert_int_equal(traced.allowed, bare.allowed);
	assert_int_equal(traced.privilege_granted, bare.privilege_granted);
	assert_memory_equal(&traced.use, &bare.use, sizeof(bare.use));
	for (bit = 0; bit < 32; bit++) {
		if (!((bare.granted | bare.desired) >> bit & 1))
			continue;
		decider = kacs_trace_decider(&trace, 1u << bit);
		if (bare.granted >> bit & 1)
			assert_true(decider.effect == KACS_EFFECT_GRANT ||
				    decider.effect == KACS_EFFECT_RESTORE);
		else
			assert_true(decider.effect == KACS_EFFECT_DENY ||
				    decider.effect == KACS_EFFECT_REMOVE);
	}
}

/* "What can I do?" and "may I do this?" agree, right by right. */
static void assert_consistent(struct kacs_check check)
{
	u32 maximum, bit;

	check.desired = KACS_MAXIMUM_ALLOWED;
	maximum = test_answer(&check).granted;
	for (bit = 0; bit < 25; bit++) {
		check.desired = 1u << bit;
		assert_int_equal(test_answer(&check).granted,
				 maximum & check.desired);
	}
}

static u64 number_from(const char *variable, u64 otherwise)
{
	const char *text = getenv(variable);

	return text ? strtoull(text, NULL, 0) : otherwise;
}

static void pipeline_agrees_with_the_model(void **state)
{
	u64 seed = number_from("KACS_TEST_SEED", 1);
	u64 end = seed + number_from("KACS_TEST_ROUNDS", 20000);
	struct model_question q;
	struct real real;

	(void)state;
	for (; seed < end; seed++) {
		random_state = seed * 0x9e3779b97f4a7c15ull + 1;
		q = random_question();
		make_real(&q, &real);
		assert_as_model(&q, &real.check, seed);
		q.desired |= KACS_MAXIMUM_ALLOWED;
		real.check.desired = q.desired;
		assert_as_model(&q, &real.check, seed);
		assert_traced(&real.check);
		assert_same_in_a_tree(&real.check);
		assert_consistent(real.check);
		test_forget(NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pipeline_agrees_with_the_model),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
