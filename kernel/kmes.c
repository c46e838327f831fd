// SPDX-License-Identifier: GPL-2.0-only
/*
 * Emitting events from the kernel. PSD-003 3.
 */
#include <linux/bug.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "kmes_ring.h"

/*
 * Waking takes the lock of a futex bucket, which is not for softirqs, nor for
 * who holds a spinlock that they take. A worker does it, in a context of its
 * own; the counter that sleepers compare has been changed before, so one that
 * is only about to sleep does not.
 */
static void kmes_write(struct kmes_ring *ring, u8 origin,
		       const struct kmes_event *events, u32 count)
{
	u64 time = ktime_get_real_fast_ns();
	u32 i;

	for (i = 0; i < count; i++)
		kmes_ring_put(ring, time, origin, &events[i]);
	if (kmes_ring_publish(ring))
		queue_work(system_highpri_wq, &ring->wake);
}

void kmes_emit_batch(u8 origin, const struct kmes_event *events, u32 count)
{
	struct kmes_ring *ring;
	unsigned long flags;

	local_irq_save(flags);
	ring = this_cpu_read(kmes_ring);
	if (unlikely(!ring))
		goto out;
	/* It may have interrupted a writer. */
	if (WARN_ON_ONCE(in_hardirq() || in_nmi()))
		atomic64_add(count, &ring->dropped);
	else
		kmes_write(ring, origin, events, count);
out:
	local_irq_restore(flags);
}

void kmes_emit(u8 origin, const char *type, const void *payload,
	       u32 payload_len)
{
	const struct kmes_event event = {
		.type = type,
		.type_len = strlen(type),
		.payload = payload,
		.payload_len = payload_len,
	};

	kmes_emit_batch(origin, &event, 1);
}
