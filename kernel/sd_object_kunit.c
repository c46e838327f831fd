// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interned descriptors: identity, life and races.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "mandatory_attributes.h"
#include "sd_object.h"

#define KACS_INTERNERS 4
#define KACS_ROUNDS 2000

/* A descriptor with an owner alone, S-1-5-21-@rid. */
struct kacs_owner_sd {
	u8 bytes[KACS_SD_HEADER_BYTES + 16];
};

static struct kacs_owner_sd kacs_owner_sd(u32 rid)
{
	const u32 sub[] = {21, rid};
	struct kacs_owner_sd sd = {};
	u8 sid[KACS_SID_MAX_BYTES];

	sd.bytes[0] = 1;
	kacs_store_le16(sd.bytes + 2, KACS_SE_SELF_RELATIVE);
	kacs_store_le32(sd.bytes + 4, KACS_SD_HEADER_BYTES);
	memcpy(sd.bytes + KACS_SD_HEADER_BYTES, sid,
	       kacs_sid_make(sid, 5, sub, ARRAY_SIZE(sub)));
	return sd;
}

/* RIDs that no other test and no user of the machine has. */
#define KACS_TEST_RID 0xfffffff0u

static struct kacs_sd_object *kacs_intern_rid(u32 rid)
{
	struct kacs_owner_sd sd = kacs_owner_sd(rid);

	return kacs_sd_intern(sd.bytes, sizeof(sd.bytes), GFP_KERNEL);
}

static void same_bytes_share_one_object(struct kunit *test)
{
	struct kacs_sd_object *a = kacs_intern_rid(KACS_TEST_RID);
	struct kacs_sd_object *b = kacs_intern_rid(KACS_TEST_RID);

	KUNIT_ASSERT_FALSE(test, IS_ERR(a));
	KUNIT_EXPECT_PTR_EQ(test, a, b);
	KUNIT_EXPECT_EQ(test, refcount_read(&a->refs), 2);
	kacs_sd_put(a);
	kacs_sd_put(b);
}

static void other_bytes_get_another_object_and_id(struct kunit *test)
{
	struct kacs_sd_object *a = kacs_intern_rid(KACS_TEST_RID);
	struct kacs_sd_object *b = kacs_intern_rid(KACS_TEST_RID + 1);

	KUNIT_ASSERT_FALSE(test, IS_ERR(a));
	KUNIT_ASSERT_FALSE(test, IS_ERR(b));
	KUNIT_EXPECT_PTR_NE(test, a, b);
	KUNIT_EXPECT_NE(test, a->id, b->id);
	kacs_sd_put(a);
	kacs_sd_put(b);
}

static void the_last_put_forgets_the_descriptor(struct kunit *test)
{
	u64 before = kacs_sd_count();
	struct kacs_sd_object *a = kacs_intern_rid(KACS_TEST_RID);
	u64 id;

	KUNIT_ASSERT_FALSE(test, IS_ERR(a));
	id = a->id;
	KUNIT_EXPECT_EQ(test, kacs_sd_count(), before + 1);
	kacs_sd_put(a);
	KUNIT_EXPECT_EQ(test, kacs_sd_count(), before);

	a = kacs_intern_rid(KACS_TEST_RID);
	KUNIT_ASSERT_FALSE(test, IS_ERR(a));
	KUNIT_EXPECT_NE(test, a->id, id);
	kacs_sd_put(a);
}

static void a_dying_object_is_not_found_under_rcu(struct kunit *test)
{
	struct kacs_sd_object *a = kacs_intern_rid(KACS_TEST_RID);

	KUNIT_ASSERT_FALSE(test, IS_ERR(a));
	rcu_read_lock();
	kacs_sd_put(a);
	KUNIT_EXPECT_NULL(test, kacs_sd_get_rcu(a));
	rcu_read_unlock();
}

static void stand_ins_are_never_counted(struct kunit *test)
{
	int refs = refcount_read(&kacs_sd_missing.refs);

	kacs_sd_put(kacs_sd_get(&kacs_sd_missing));
	kacs_sd_put(&kacs_sd_missing);
	kacs_sd_put(NULL);
	KUNIT_EXPECT_PTR_EQ(test, kacs_sd_get_rcu(&kacs_sd_missing),
			    &kacs_sd_missing);
	KUNIT_EXPECT_EQ(test, refcount_read(&kacs_sd_missing.refs), refs);
}

static void what_does_not_parse_is_refused(struct kunit *test)
{
	struct kacs_owner_sd sd = kacs_owner_sd(KACS_TEST_RID);
	u64 before = kacs_sd_count();
	u32 len;

	for (len = 0; len < sizeof(sd.bytes); len++)
		KUNIT_EXPECT_PTR_EQ_MSG(test, ERR_PTR(-EINVAL),
					kacs_sd_intern(sd.bytes, len,
						       GFP_KERNEL),
					"cut to %u bytes", len);
	KUNIT_EXPECT_EQ(test, kacs_sd_count(), before);
}

static void a_descriptor_without_owner_is_refused(struct kunit *test)
{
	struct kacs_owner_sd sd = kacs_owner_sd(KACS_TEST_RID);

	kacs_store_le32(sd.bytes + 4, 0);
	KUNIT_EXPECT_PTR_EQ(test, ERR_PTR(-EINVAL),
			    kacs_sd_intern(sd.bytes, sizeof(sd.bytes),
					   GFP_KERNEL));
}

static void more_than_the_maximum_is_refused(struct kunit *test)
{
	u8 *bytes = kunit_kzalloc(test, KACS_SD_MAX_BYTES + 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	KUNIT_EXPECT_PTR_EQ(test, ERR_PTR(-EINVAL),
			    kacs_sd_intern(bytes, KACS_SD_MAX_BYTES + 1,
					   GFP_KERNEL));
}

struct kacs_interner {
	struct completion done;
	u32 failures;
};

/* Everybody makes and forgets the same two descriptors all the time. */
static int kacs_intern_and_forget(void *data)
{
	struct kacs_interner *interner = data;
	struct kacs_sd_object *a, *b;
	u32 i;

	for (i = 0; i < KACS_ROUNDS; i++) {
		a = kacs_intern_rid(KACS_TEST_RID + i % 2);
		b = kacs_intern_rid(KACS_TEST_RID + i % 2);
		if (IS_ERR(a) || a != b) {
			interner->failures++;
			break;
		}
		kacs_sd_put(a);
		kacs_sd_put(b);
		cond_resched();
	}
	complete(&interner->done);
	return 0;
}

static void concurrent_interning_keeps_one_object(struct kunit *test)
{
	struct kacs_interner interners[KACS_INTERNERS] = {};
	struct task_struct *thread;
	int i, started;
	u64 before;

	/* What other tests have dropped is counted until it is freed. */
	rcu_barrier();
	before = kacs_sd_count();
	for (started = 0; started < KACS_INTERNERS; started++) {
		init_completion(&interners[started].done);
		thread = kthread_run(kacs_intern_and_forget,
				     &interners[started], "kacs-intern");
		if (IS_ERR(thread))
			break;
	}
	for (i = 0; i < started; i++) {
		wait_for_completion(&interners[i].done);
		KUNIT_EXPECT_EQ(test, interners[i].failures, 0);
	}
	KUNIT_EXPECT_EQ(test, started, KACS_INTERNERS);
	KUNIT_EXPECT_EQ(test, kacs_sd_count(), before);
}

static struct kunit_case kacs_sd_object_cases[] = {
	KUNIT_CASE(same_bytes_share_one_object),
	KUNIT_CASE(other_bytes_get_another_object_and_id),
	KUNIT_CASE(the_last_put_forgets_the_descriptor),
	KUNIT_CASE(a_dying_object_is_not_found_under_rcu),
	KUNIT_CASE(stand_ins_are_never_counted),
	KUNIT_CASE(what_does_not_parse_is_refused),
	KUNIT_CASE(a_descriptor_without_owner_is_refused),
	KUNIT_CASE(more_than_the_maximum_is_refused),
	KUNIT_CASE(concurrent_interning_keeps_one_object),
	{}};

static struct kunit_suite kacs_sd_object_suite = {
	.name = "kacs-sd-object",
	.test_cases = kacs_sd_object_cases,
};
kunit_test_suite(kacs_sd_object_suite);
