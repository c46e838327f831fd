/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many events a process may emit: a token bucket. PSD-003 4.1.2, 6.1.
 *
 * It holds KMES_MAX_EMIT_RATE tokens and is refilled with as many a second.
 */
#ifndef KACS_KERNEL_KMES_RATE_H
#define KACS_KERNEL_KMES_RATE_H

#include <linux/spinlock.h>
#include <linux/types.h>

struct kmes_bucket {
	spinlock_t lock; /* innermost; in process context only */
	u32 tokens;	 /* under @lock */
	/*
	 * When the tokens were right, in nanoseconds of the monotonic clock;
	 * 0: the process has emitted nothing yet. Under @lock.
	 */
	u64 time;
};

static inline void kmes_bucket_init(struct kmes_bucket *bucket)
{
	spin_lock_init(&bucket->lock);
	bucket->tokens = 0;
	bucket->time = 0;
}

/**
 * kmes_bucket_take - reserve tokens
 * @bucket: the process's
 * @count: how many, at most KMES_MAX_EMIT_RATE
 *
 * Return: false, with none taken, if there are fewer.
 */
bool kmes_bucket_take(struct kmes_bucket *bucket, u32 count);

/**
 * kmes_bucket_return - give back what was reserved and not used
 * @bucket: the process's
 * @count: how many
 */
void kmes_bucket_return(struct kmes_bucket *bucket, u32 count);

#endif /* KACS_KERNEL_KMES_RATE_H */
