// SPDX-License-Identifier: GPL-2.0-only
/*
 * Emitting events from the kernel. PSD-003 3, 5.1.8.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/preempt.h>

#include "../core/base.h"
#include "kmes_rate.h"
#include "kmes_ring.h"

/* A ring of this CPU, which the test stays on, and what it was like before. */
struct kmes_before {
	struct kmes_ring *ring;
	u64 write_pos;
	u64 sequence;
	s64 dropped;
};

static struct kmes_before kmes_test_begin(struct kunit *test)
{
	struct kmes_before before = {};

	migrate_disable();
	before.ring = this_cpu_read(kmes_ring);
	KUNIT_ASSERT_NOT_NULL(test, before.ring);
	before.write_pos = before.ring->write_pos;
	before.sequence = before.ring->sequence;
	before.dropped = atomic64_read(&before.ring->dropped);
	return before;
}

static void kmes_test_end(void)
{
	migrate_enable();
}

static const u8 *kmes_test_event(const struct kmes_before *before, u64 offset)
{
	return before->ring->data +
	       ((before->write_pos + offset) & (KMES_CAPACITY - 1));
}

/* A sequence number is gone, and nothing else has happened. */
static void kmes_expect_drop(struct kunit *test, struct kmes_event event)
{
	struct kmes_before before = kmes_test_begin(test);

	kmes_emit_batch(KMES_ORIGIN_KMES, &event, 1);
	KUNIT_EXPECT_EQ(test, before.ring->sequence, before.sequence + 1);
	KUNIT_EXPECT_EQ(test, before.ring->write_pos, before.write_pos);
	KUNIT_EXPECT_EQ(test, atomic64_read(&before.ring->dropped),
			before.dropped + 1);
	kmes_test_end();
}

static void events_that_break_a_rule_are_dropped(struct kunit *test)
{
	struct kmes_event event = {.type = "", .payload = ""};

	kmes_expect_drop(test, event);
	event.type = "test";
	event.type_len = U16_MAX + 1;
	kmes_expect_drop(test, event);
	event.type_len = 4;
	event.payload_len = KMES_CAPACITY / 2 - 29 - 4 + 1;
	kmes_expect_drop(test, event);
	event.payload_len = U32_MAX;
	kmes_expect_drop(test, event);
}

static void event_of_half_the_ring_is_kept(struct kunit *test)
{
	u32 len = KMES_CAPACITY / 2 - 29 - 4;
	u8 *payload = kvmalloc(len, GFP_KERNEL);
	struct kmes_before before;
	const u8 *event;

	KUNIT_ASSERT_NOT_NULL(test, payload);
	memset(payload, 0x5a, len);
	before = kmes_test_begin(test);
	kmes_emit(KMES_ORIGIN_KMES, "half", payload, len);
	KUNIT_EXPECT_EQ(test, before.ring->write_pos - before.write_pos,
			KMES_CAPACITY / 2);
	event = kmes_test_event(&before, 0);
	KUNIT_EXPECT_EQ(test, kacs_load_le32(event), KMES_CAPACITY / 2);
	KUNIT_EXPECT_MEMEQ(test, event + 33, payload, len);
	kmes_test_end();
	kvfree(payload);
}

/* 3.1.7: unlike a batch of user space. */
static void batch_goes_on_behind_what_is_dropped(struct kunit *test)
{
	const struct kmes_event events[] = {
		{.type = "one",
		 .type_len = 3,
		 .payload = "\xc0",
		 .payload_len = 1},
		{.type = "", .type_len = 0},
		{.type = "three", .type_len = 5},
	};
	struct kmes_before before = kmes_test_begin(test);
	const u8 *one, *three;

	kmes_emit_batch(KMES_ORIGIN_LCS, events, ARRAY_SIZE(events));
	KUNIT_EXPECT_EQ(test, before.ring->sequence, before.sequence + 3);
	KUNIT_EXPECT_EQ(test, before.ring->write_pos,
			before.write_pos + 33 + 34);
	KUNIT_EXPECT_EQ(test, before.ring->published, before.ring->write_pos);
	one = kmes_test_event(&before, 0);
	three = kmes_test_event(&before, 33);
	KUNIT_EXPECT_EQ(test, kacs_load_le64(one + 16), before.sequence + 1);
	KUNIT_EXPECT_EQ(test, kacs_load_le64(three + 16), before.sequence + 3);
	KUNIT_EXPECT_EQ(test, kacs_load_le64(one + 8),
			kacs_load_le64(three + 8));
	KUNIT_EXPECT_EQ(test, one[26], KMES_ORIGIN_LCS);
	KUNIT_EXPECT_EQ(test, kacs_load_le32(three), 34);
	KUNIT_EXPECT_EQ(test, kacs_load_le32(three + 4), 34);
	kmes_test_end();
}

static void emitting_works_with_interrupts_off(struct kunit *test)
{
	struct kmes_before before = kmes_test_begin(test);
	unsigned long flags;

	local_irq_save(flags);
	kmes_emit(KMES_ORIGIN_KMES, "off", NULL, 0);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, before.ring->write_pos, before.write_pos + 32);
	kmes_test_end();
}

static void data_are_mapped_twice(struct kunit *test)
{
	struct kmes_before before = kmes_test_begin(test);

	KUNIT_EXPECT_MEMEQ(test, before.ring->data,
			   before.ring->data + KMES_CAPACITY, KMES_CAPACITY);
	kmes_test_end();
}

/* One that was not online when the rings were made (7). */
static void events_of_a_cpu_without_a_ring_are_dropped(struct kunit *test)
{
	struct kmes_before before = kmes_test_begin(test);
	unsigned long flags;

	local_irq_save(flags);
	this_cpu_write(kmes_ring, NULL);
	kmes_emit(KMES_ORIGIN_KMES, "lost", NULL, 0);
	this_cpu_write(kmes_ring, before.ring);
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, before.ring->write_pos, before.write_pos);
	KUNIT_EXPECT_EQ(test, before.ring->sequence, before.sequence);
	kmes_test_end();
}

static void bucket_begins_full_and_never_overflows(struct kunit *test)
{
	struct kmes_bucket bucket;

	kmes_bucket_init(&bucket);
	KUNIT_EXPECT_FALSE(test,
			   kmes_bucket_take(&bucket, KMES_MAX_EMIT_RATE + 1));
	KUNIT_EXPECT_EQ(test, bucket.tokens, KMES_MAX_EMIT_RATE);
	KUNIT_EXPECT_TRUE(test, kmes_bucket_take(&bucket, KMES_MAX_EMIT_RATE));
	kmes_bucket_return(&bucket, KMES_MAX_EMIT_RATE);
	kmes_bucket_return(&bucket, 1);
	KUNIT_EXPECT_EQ(test, bucket.tokens, KMES_MAX_EMIT_RATE);
}

static struct kunit_case kmes_cases[] = {
	KUNIT_CASE(events_that_break_a_rule_are_dropped),
	KUNIT_CASE(event_of_half_the_ring_is_kept),
	KUNIT_CASE(batch_goes_on_behind_what_is_dropped),
	KUNIT_CASE(emitting_works_with_interrupts_off),
	KUNIT_CASE(data_are_mapped_twice),
	KUNIT_CASE(events_of_a_cpu_without_a_ring_are_dropped),
	KUNIT_CASE(bucket_begins_full_and_never_overflows),
	{}};

static struct kunit_suite kmes_suite = {
	.name = "kacs-kmes",
	.test_cases = kmes_cases,
};
kunit_test_suite(kmes_suite);
