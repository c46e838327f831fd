// SPDX-License-Identifier: GPL-2.0-only
/*
 * The token bucket of a process that emits events.
 */
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/minmax.h>

#include "../include/uapi/kacs/event.h"
#include "kmes_rate.h"

/*
 * What has flowed in since last time. The time moves by what whole tokens took,
 * so that fractions of a token are not lost to who asks often.
 */
static void kmes_bucket_refill(struct kmes_bucket *bucket, u64 now)
{
	u64 elapsed = now - bucket->time;
	u64 tokens;

	if (!bucket->time || elapsed >= NSEC_PER_SEC) {
		bucket->tokens = KMES_MAX_EMIT_RATE;
		bucket->time = now;
		return;
	}
	tokens = div_u64(elapsed * KMES_MAX_EMIT_RATE, NSEC_PER_SEC);
	bucket->time += div_u64(tokens * NSEC_PER_SEC, KMES_MAX_EMIT_RATE);
	bucket->tokens =
		min_t(u64, bucket->tokens + tokens, KMES_MAX_EMIT_RATE);
}

bool kmes_bucket_take(struct kmes_bucket *bucket, u32 count)
{
	bool enough;

	spin_lock(&bucket->lock);
	kmes_bucket_refill(bucket, ktime_get_ns());
	enough = bucket->tokens >= count;
	if (enough)
		bucket->tokens -= count;
	spin_unlock(&bucket->lock);
	return enough;
}

void kmes_bucket_return(struct kmes_bucket *bucket, u32 count)
{
	spin_lock(&bucket->lock);
	bucket->tokens = min_t(u32, bucket->tokens + count, KMES_MAX_EMIT_RATE);
	spin_unlock(&bucket->lock);
}
