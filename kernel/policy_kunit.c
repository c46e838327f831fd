// SPDX-License-Identifier: GPL-2.0-only
/*
 * The set of central policies: what changes share, how long a set lives, and
 * that no remembered decision outlives the policies that it was made by.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "../include/uapi/kacs/access.h"
#include "decision.h"
#include "denial_record.h"
#include "lsm.h"
#include "policy.h"
#include "process.h"
#include "token.h"

#define KACS_READERS 3
#define KACS_ROUNDS 500

/* O:SY D:(A;;FA;;;WD) S:(SP;;;;;S-1-17-1) */
static const u8 kacs_test_sd[] = {
	1, 0, 0x14, 0x80, 20, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0, 60, 0, 0, 0,
	/* owner */
	1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0,
	/* SACL */
	2, 0, 28, 0, 1, 0, 0, 0, 0x13, 0, 20, 0, 0, 0, 0, 0, /**/
	1, 1, 0, 0, 0, 0, 0, 17, 1, 0, 0, 0,
	/* DACL */
	2, 0, 28, 0, 1, 0, 0, 0, 0, 0, 20, 0, 0xff, 1, 0x1f, 0, /**/
	1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0,			/**/
};

/* A policy of one rule that gives Everyone some of the lowest eight rights. */
struct kacs_test_policy {
	u8 bytes[53];
};

static struct kacs_test_policy kacs_test_policy(u8 mask)
{
	return (struct kacs_test_policy){{
		1, 1, 0,  0, 0, 0, 0, 0, 0, 28, 0,  0, 0,	      /**/
		2, 0, 28, 0, 1, 0, 0, 0, 0, 0,	20, 0, mask, 0, 0, 0, /**/
		1, 1, 0,  0, 0, 0, 0, 1, 0, 0,	0,  0,		      /**/
	}};
}

/* S-1-17-@rid; its bytes live as long as the test. */
static struct kacs_sid kacs_test_name(struct kunit *test, u32 rid)
{
	u8 *bytes = kunit_kzalloc(test, KACS_SID_MAX_BYTES, GFP_KERNEL);
	struct kacs_sid sid;

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	KUNIT_ASSERT_EQ(test,
			kacs_sid_parse(bytes, kacs_sid_make(bytes, 17, &rid, 1),
				       0, &sid, NULL),
			0);
	return sid;
}

static int kacs_test_set(const struct kacs_sid *sid, u8 mask)
{
	struct kacs_test_policy policy = kacs_test_policy(mask);

	return kacs_policies_change(sid, policy.bytes, sizeof(policy.bytes));
}

/* The descriptor above, interned. */
static struct kacs_sd_object *kacs_test_object(struct kunit *test)
{
	struct kacs_sd_object *object =
		kacs_sd_intern(kacs_test_sd, sizeof(kacs_test_sd), GFP_KERNEL);

	KUNIT_ASSERT_FALSE(test, IS_ERR(object));
	KUNIT_ASSERT_TRUE(test, kacs_sd_names_policies(object->sd));
	return object;
}

static u32 kacs_generation(void)
{
	u32 generation;

	rcu_read_lock();
	generation = rcu_dereference(kacs_policies)->generation;
	rcu_read_unlock();
	return generation;
}

static void a_held_set_stays_as_it_is(struct kunit *test)
{
	struct kacs_sd_object *object = kacs_test_object(test);
	struct kacs_sid one = kacs_test_name(test, 1);
	struct kacs_sid two = kacs_test_name(test, 2);
	struct kacs_policies *before, *after;

	KUNIT_ASSERT_EQ(test, kacs_test_set(&one, 1), 0);
	KUNIT_ASSERT_EQ(test, kacs_test_set(&two, 2), 0);
	before = kacs_policies_get(object->sd);
	KUNIT_ASSERT_EQ(test, kacs_test_set(&one, 3), 0);
	after = kacs_policies_get(object->sd);
	KUNIT_EXPECT_EQ(
		test,
		kacs_policy_find(&before->set, one)->rules->dacl.aces->mask, 1);
	KUNIT_EXPECT_EQ(
		test,
		kacs_policy_find(&after->set, one)->rules->dacl.aces->mask, 3);
	KUNIT_EXPECT_PTR_EQ(test, kacs_policy_find(&before->set, two),
			    kacs_policy_find(&after->set, two));
	KUNIT_EXPECT_LT(test, before->generation, after->generation);
	KUNIT_ASSERT_EQ(test, kacs_policies_change(&one, NULL, 0), 0);
	KUNIT_ASSERT_EQ(test, kacs_policies_change(&two, NULL, 0), 0);
	KUNIT_EXPECT_EQ(test, before->set.count, 2);
	KUNIT_EXPECT_EQ(test, after->set.count, 2);
	kacs_policies_put(before);
	KUNIT_EXPECT_NOT_NULL(test, kacs_policy_find(&after->set, two));
	kacs_policies_put(after);
	kacs_sd_put(object);
}

static void a_descriptor_without_policies_holds_no_set(struct kunit *test)
{
	struct kacs_sd sd = {};

	KUNIT_EXPECT_NULL(test, kacs_policies_get(&sd));
	KUNIT_EXPECT_NULL(test, kacs_policies_set(NULL));
	kacs_policies_put(NULL);
}

static void what_is_refused_changes_nothing(struct kunit *test)
{
	struct kacs_test_policy policy = kacs_test_policy(1);
	struct kacs_sid one = kacs_test_name(test, 1);
	u32 before = kacs_generation();
	u32 len;

	for (len = 0; len < sizeof(policy.bytes); len++)
		KUNIT_EXPECT_EQ(test,
				kacs_policies_change(&one, policy.bytes, len),
				-EINVAL);
	KUNIT_EXPECT_EQ(test, kacs_policies_change(&one, NULL, 0), 0);
	KUNIT_EXPECT_EQ(test, kacs_generation(), before);
}

static void policies_are_found_in_any_order(struct kunit *test)
{
	static const u32 rids[] = {5, 1, 9, 3, 7, 2, 8, 4, 6};
	struct kacs_sd_object *object = kacs_test_object(test);
	struct kacs_policies *policies;
	struct kacs_sid names[ARRAY_SIZE(rids)];
	int i;

	for (i = 0; i < ARRAY_SIZE(rids); i++) {
		names[i] = kacs_test_name(test, rids[i]);
		KUNIT_ASSERT_EQ(test, kacs_test_set(&names[i], rids[i]), 0);
	}
	policies = kacs_policies_get(object->sd);
	KUNIT_EXPECT_EQ(test, policies->set.count, ARRAY_SIZE(rids));
	for (i = 0; i < ARRAY_SIZE(rids); i++) {
		const struct kacs_policy *policy =
			kacs_policy_find(&policies->set, names[i]);

		KUNIT_ASSERT_NOT_NULL(test, policy);
		KUNIT_EXPECT_EQ(test, policy->rules->dacl.aces->mask, rids[i]);
	}
	kacs_policies_put(policies);
	for (i = 0; i < ARRAY_SIZE(rids); i++)
		KUNIT_EXPECT_EQ(test, kacs_policies_change(&names[i], NULL, 0),
				0);
	policies = kacs_policies_get(object->sd);
	KUNIT_EXPECT_EQ(test, policies->set.count, 0);
	KUNIT_EXPECT_EQ(test, policies->bytes, 0);
	kacs_policies_put(policies);
	kacs_sd_put(object);
}

/* The rights that SYSTEM has by the policy alone. */
#define KACS_BY_POLICY (KACS_FILE_READ_DATA | KACS_FILE_WRITE_DATA)

static u32 kacs_test_rights(struct kacs_sd_object *object)
{
	return kacs_rights(kacs_system_token, object, &kacs_file_mapping) &
	       KACS_BY_POLICY;
}

static void a_remembered_decision_follows_the_policies(struct kunit *test)
{
	struct kacs_sd_object *object = kacs_test_object(test);
	struct kacs_sid one = kacs_test_name(test, 1);
	u8 round;

	for (round = 0; round < 20; round++) {
		KUNIT_ASSERT_EQ(test, kacs_test_set(&one, round & 3), 0);
		KUNIT_EXPECT_EQ(test, kacs_test_rights(object), round & 3);
		KUNIT_EXPECT_EQ(test, kacs_test_rights(object), round & 3);
	}
	KUNIT_ASSERT_EQ(test, kacs_policies_change(&one, NULL, 0), 0);
	KUNIT_EXPECT_EQ(test, kacs_test_rights(object), KACS_BY_POLICY);
	kacs_sd_put(object);
}

/* A policy that was changed between a refusal and its explanation. */
static void a_refusal_that_does_not_come_again_names_no_step(struct kunit *test)
{
	static const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_FILE,
	};
	struct kacs_sd_object *object = kacs_test_object(test);
	struct kacs_sid one = kacs_test_name(test, 1);
	struct kacs_denial_record *record;

	KUNIT_ASSERT_EQ(test, kacs_test_set(&one, KACS_FILE_READ_DATA), 0);
	KUNIT_EXPECT_EQ(test,
			kacs_record_denial(kacs_system_token, object,
					   &kacs_file_mapping, KACS_BY_POLICY,
					   KACS_FILE_READ_DATA, &where,
					   KACS_STEP_NONE),
			-EACCES);
	record = kacs_denial_get(kacs_task(current));
	KUNIT_ASSERT_NOT_NULL(test, record);
	KUNIT_EXPECT_EQ(test, record->data.step, KACS_STEP_NONE);
	KUNIT_EXPECT_EQ(test, record->data.ace, KACS_NO_ACE);
	KUNIT_EXPECT_EQ(test, record->data.ace_len, 0);
	kacs_denial_put(record);
	KUNIT_EXPECT_EQ(test,
			kacs_record_denial(kacs_system_token, object,
					   &kacs_file_mapping, KACS_BY_POLICY,
					   KACS_BY_POLICY, &where,
					   KACS_STEP_NONE),
			-EACCES);
	record = kacs_denial_get(kacs_task(current));
	KUNIT_ASSERT_NOT_NULL(test, record);
	KUNIT_EXPECT_EQ(test, record->data.step, KACS_STEP_POLICY);
	KUNIT_EXPECT_EQ(test, record->data.ace_bytes[0],
			KACS_ACE_SYSTEM_SCOPED_POLICY_ID);
	kacs_denial_put(record);
	kacs_denial_forget(kacs_task_own());
	KUNIT_EXPECT_EQ(test, kacs_policies_change(&one, NULL, 0), 0);
	kacs_sd_put(object);
}

struct kacs_policy_reader {
	struct completion done;
	struct kacs_sd_object *object;
	u32 failures;
};

/* Half of the time by the cache, half of the time with a set held. */
static int kacs_read_policies(void *data)
{
	struct kacs_policy_reader *reader = data;
	struct kacs_policies *policies;
	u32 i, j;

	for (i = 0; i < KACS_ROUNDS; i++) {
		if (!(kacs_test_rights(reader->object) & KACS_FILE_READ_DATA))
			reader->failures++;
		policies = kacs_policies_get(reader->object->sd);
		cond_resched();
		for (j = 0; j < policies->set.count; j++)
			if (!(policies->sorted[j]->rules->dacl.aces->mask & 1))
				reader->failures++;
		kacs_policies_put(policies);
	}
	complete(&reader->done);
	return 0;
}

static void readers_see_whole_sets(struct kunit *test)
{
	struct kacs_policy_reader readers[KACS_READERS] = {};
	struct kacs_sid one = kacs_test_name(test, 1);
	struct kacs_sid two = kacs_test_name(test, 2);
	struct kacs_sd_object *object = kacs_test_object(test);
	struct task_struct *thread;
	int i, started;
	u8 round;

	for (started = 0; started < KACS_READERS; started++) {
		init_completion(&readers[started].done);
		readers[started].object = object;
		thread = kthread_run(kacs_read_policies, &readers[started],
				     "kacs-policies");
		if (IS_ERR(thread))
			break;
	}
	for (round = 0; round < 250; round++) {
		KUNIT_EXPECT_EQ(test, kacs_test_set(&one, round | 1), 0);
		KUNIT_EXPECT_EQ(test, kacs_test_set(&two, round | 1), 0);
		KUNIT_EXPECT_EQ(test, kacs_policies_change(&two, NULL, 0), 0);
		cond_resched();
	}
	for (i = 0; i < started; i++) {
		wait_for_completion(&readers[i].done);
		KUNIT_EXPECT_EQ(test, readers[i].failures, 0);
	}
	KUNIT_EXPECT_EQ(test, started, KACS_READERS);
	KUNIT_EXPECT_EQ(test, kacs_policies_change(&one, NULL, 0), 0);
	kacs_sd_put(object);
}

static int kacs_policy_test_init(struct kunit *test)
{
	if (!kacs_enabled)
		kunit_skip(test, "KACS does not run");
	return 0;
}

static struct kunit_case kacs_policy_cases[] = {
	KUNIT_CASE(a_held_set_stays_as_it_is),
	KUNIT_CASE(a_descriptor_without_policies_holds_no_set),
	KUNIT_CASE(what_is_refused_changes_nothing),
	KUNIT_CASE(policies_are_found_in_any_order),
	KUNIT_CASE(a_remembered_decision_follows_the_policies),
	KUNIT_CASE(a_refusal_that_does_not_come_again_names_no_step),
	KUNIT_CASE(readers_see_whole_sets),
	{}};

static struct kunit_suite kacs_policy_suite = {
	.name = "kacs-policy",
	.init = kacs_policy_test_init,
	.test_cases = kacs_policy_cases,
};
kunit_test_suite(kacs_policy_suite);
