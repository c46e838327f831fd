/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rings that events wait in, one for each CPU. PSD-003 5.
 *
 * A ring has one writer: what runs on its CPU, one after the other. Who writes
 * is not interrupted by another that would write, so there is no lock:
 *
 * - hard interrupts and NMIs never write (kmes.c drops what they emit);
 * - the kernel's emitters, which may run in softirqs and under spinlocks, write
 *   with interrupts off;
 * - the system calls, which may copy more, write with softirqs off: nothing of
 *   the above can then run on this CPU.
 *
 * Readers run in user space and are told by release stores alone. They can
 * write nothing but the consumer page, of which nothing is believed.
 *
 * Rings are made at boot, for the CPUs that are online then, and stay.
 */
#ifndef KACS_KERNEL_KMES_RING_H
#define KACS_KERNEL_KMES_RING_H

#include <linux/mm_types.h>
#include <linux/percpu.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "kmes.h"

struct file;

#define KMES_CAPACITY (1ul << CONFIG_SECURITY_KACS_EVENT_CAPACITY_SHIFT)

struct kmes_ring {
	/* Of the writer, who need not ask what readers see. */
	u64 write_pos; /* behind the last event, published or not */
	u64 tail_pos;
	u64 published; /* the write_pos that readers know */
	u64 sequence;
	atomic64_t dropped; /* any context */
	struct kmes_producer *producer;
	struct kmes_consumer *consumer;
	u8 *data; /* KMES_CAPACITY bytes, mapped twice */
	/* Never change once the ring can be found. */
	struct page *producer_page;
	struct page *consumer_page;
	struct page **pages; /* of the data */
	u16 cpu;
	/*
	 * The file that all descriptors of this ring are clones of: its inode
	 * names the futex. Made by the first kmes_attach, under
	 * kmes_file.c:kmes_files_lock.
	 */
	struct file *file;
	struct work_struct wake; /* for emitters that must not sleep */
};

/*
 * NULL: not online when the rings were made. Written once, with a release, by
 * the CPU that boots; read on the CPU itself and, in kmes_attach, on any.
 */
DECLARE_PER_CPU(struct kmes_ring *, kmes_ring);

/**
 * kmes_ring_put - write an event into a ring, not yet for readers to see
 * @ring: of this CPU, which the caller keeps for itself (see above)
 * @time: nanoseconds, CLOCK_REALTIME
 * @origin: KMES_ORIGIN_*
 * @event: the event
 *
 * Takes a sequence number in any case. An event that breaks a structural rule
 * (3.1.6) is dropped.
 */
void kmes_ring_put(struct kmes_ring *ring, u64 time, u8 origin,
		   const struct kmes_event *event);

/**
 * kmes_ring_publish - let readers see all that has been written
 * @ring: as for kmes_ring_put()
 *
 * Return: true if a reader wants to be woken: then its futex has been changed,
 * and the caller sees to it that kmes_ring_wake() is called.
 */
bool kmes_ring_publish(struct kmes_ring *ring);

/**
 * kmes_ring_wake - wake who waits for the ring
 * @ring: any ring
 *
 * Context: process; takes the lock of a futex bucket.
 */
void kmes_ring_wake(struct kmes_ring *ring);

/* May an event of this many bytes be written at all? (5.1.8) */
static inline bool kmes_ring_holds(u64 bytes)
{
	return bytes <= KMES_CAPACITY / 2;
}

/* The bytes that an event takes; cannot overflow. */
static inline u64 kmes_event_bytes(u32 type_len, u32 payload_len)
{
	return (u64)KMES_EVENT_TYPE + type_len + payload_len;
}

#endif /* KACS_KERNEL_KMES_RING_H */
