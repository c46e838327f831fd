// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing into the rings of events, and making them. PSD-003 5.
 */
#define pr_fmt(fmt) "kacs: " fmt

#include <linux/bug.h>
#include <linux/cpu.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/futex.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "../core/base.h"
#include "kmes_ring.h"
#include "lsm.h"

#define KMES_PAGES (KMES_CAPACITY >> PAGE_SHIFT)

DEFINE_PER_CPU(struct kmes_ring *, kmes_ring);

/* 8.3, 8.4: programs rely on every byte of it. */
static_assert(PAGE_SIZE == KMES_PAGE_BYTES);
static_assert(sizeof(struct kmes_producer) == KMES_PAGE_BYTES);
static_assert(offsetof(struct kmes_producer, write_pos) == 64);
static_assert(offsetof(struct kmes_producer, futex_counter) == 128);
static_assert(sizeof(struct kmes_consumer) == KMES_PAGE_BYTES);
static_assert(KMES_CAPACITY >= KMES_MIN_CAPACITY);
static_assert(KMES_CAPACITY <= KMES_MAX_CAPACITY);

static u8 *kmes_ring_at(const struct kmes_ring *ring, u64 pos)
{
	return ring->data + (pos & (KMES_CAPACITY - 1));
}

/*
 * Readers must see the new write_pos before the event that this makes way for
 * changes, or they could find the tail beyond all that they know of.
 */
static void kmes_ring_show(struct kmes_ring *ring)
{
	ring->published = ring->write_pos;
	smp_store_release(&ring->producer->write_pos, ring->write_pos);
}

/*
 * Step 6 of the write protocol. A batch that is more than the ring can hold
 * overwrites its own beginning: what is about to go is published first.
 */
static void kmes_ring_make_room(struct kmes_ring *ring, u32 size)
{
	u64 tail = ring->tail_pos;

	if (ring->write_pos + size - tail <= KMES_CAPACITY)
		return;
	while (ring->write_pos + size - tail > KMES_CAPACITY)
		tail += kacs_load_le32(kmes_ring_at(ring, tail));
	if (tail > ring->published)
		kmes_ring_show(ring);
	ring->tail_pos = tail;
	smp_store_release(&ring->producer->tail_pos, tail);
	/*
	 * A release holds back what came before it. The bytes of the new event
	 * come after it, and must not be seen by who still sees the old tail.
	 */
	smp_wmb();
}

static void kmes_ring_header(const struct kmes_ring *ring, u8 *at, u32 size,
			     u64 time, u8 origin,
			     const struct kmes_event *event)
{
	kacs_store_le32(at + KMES_EVENT_SIZE, size);
	kacs_store_le32(at + KMES_EVENT_HEADER_SIZE,
			KMES_EVENT_TYPE + event->type_len);
	kacs_store_le64(at + KMES_EVENT_TIMESTAMP, time);
	kacs_store_le64(at + KMES_EVENT_SEQUENCE, ring->sequence);
	kacs_store_le16(at + KMES_EVENT_CPU, ring->cpu);
	at[KMES_EVENT_ORIGIN] = origin;
	kacs_store_le16(at + KMES_EVENT_TYPE_LEN, event->type_len);
}

void kmes_ring_put(struct kmes_ring *ring, u64 time, u8 origin,
		   const struct kmes_event *event)
{
	u64 size = kmes_event_bytes(event->type_len, event->payload_len);
	u8 *at;

	ring->sequence++;
	if (unlikely(!event->type_len || event->type_len > U16_MAX ||
		     !kmes_ring_holds(size))) {
		atomic64_inc(&ring->dropped);
		return;
	}
	kmes_ring_make_room(ring, size);
	at = kmes_ring_at(ring, ring->write_pos);
	kmes_ring_header(ring, at, size, time, origin, event);
	memcpy(at + KMES_EVENT_TYPE, event->type, event->type_len);
	if (event->payload_len)
		memcpy(at + KMES_EVENT_TYPE + event->type_len, event->payload,
		       event->payload_len);
	ring->write_pos += size;
}

bool kmes_ring_publish(struct kmes_ring *ring)
{
	struct kmes_producer *producer = ring->producer;

	if (ring->published == ring->write_pos)
		return false;
	kmes_ring_show(ring);
	/*
	 * A reader says that it will sleep, then looks at write_pos; here
	 * write_pos is stored, then what the reader said is looked at. Each
	 * needs a full barrier between the two, or both may miss the other.
	 */
	smp_mb();
	if (likely(!READ_ONCE(ring->consumer->need_wake)))
		return false;
	smp_store_release(&producer->futex_counter,
			  producer->futex_counter + 1);
	return true;
}

void kmes_ring_wake(struct kmes_ring *ring)
{
	/* Without a file nobody has mapped the ring, let alone sleeps on it. */
	struct file *file = smp_load_acquire(&ring->file);

	if (file)
		futex_wake_inode(file_inode(file), 0,
				 offsetof(struct kmes_producer, futex_counter));
}

static void kmes_ring_wake_work(struct work_struct *work)
{
	kmes_ring_wake(container_of(work, struct kmes_ring, wake));
}

static struct page *__init kmes_page(int cpu)
{
	return alloc_pages_node(cpu_to_node(cpu), GFP_KERNEL | __GFP_ZERO, 0);
}

/* The pages of the data, twice one after the other. */
static u8 *__init kmes_ring_map(struct page **pages)
{
	memcpy(pages + KMES_PAGES, pages, KMES_PAGES * sizeof(*pages));
	return vmap(pages, 2 * KMES_PAGES, VM_MAP, PAGE_KERNEL);
}

static bool __init kmes_ring_allocate(struct kmes_ring *ring)
{
	unsigned long i;

	ring->producer_page = kmes_page(ring->cpu);
	ring->consumer_page = kmes_page(ring->cpu);
	ring->pages = kvmalloc_array(2 * KMES_PAGES, sizeof(*ring->pages),
				     GFP_KERNEL);
	if (!ring->producer_page || !ring->consumer_page || !ring->pages)
		return false;
	for (i = 0; i < KMES_PAGES; i++) {
		ring->pages[i] = kmes_page(ring->cpu);
		if (!ring->pages[i])
			return false;
	}
	ring->producer = page_address(ring->producer_page);
	ring->consumer = page_address(ring->consumer_page);
	ring->data = kmes_ring_map(ring->pages);
	return ring->data;
}

static void __init kmes_ring_make(int cpu)
{
	struct kmes_ring *ring =
		kzalloc_node(sizeof(*ring), GFP_KERNEL, cpu_to_node(cpu));

	if (!ring)
		panic("kacs: no memory for the events of CPU %d\n", cpu);
	ring->cpu = cpu;
	if (!kmes_ring_allocate(ring))
		panic("kacs: no memory for the events of CPU %d\n", cpu);
	INIT_WORK(&ring->wake, kmes_ring_wake_work);
	memcpy(ring->producer->magic, KMES_RING_MAGIC,
	       sizeof(ring->producer->magic));
	ring->producer->version = KMES_RING_VERSION;
	ring->producer->cpu_id = cpu;
	ring->producer->capacity = KMES_CAPACITY;
	ring->producer->data_offset = KMES_DATA_OFFSET;
	ring->producer->generation = 1;
	smp_store_release(per_cpu_ptr(&kmes_ring, cpu), ring);
}

/* The CPU that boots has its ring before anything can be refused. */
void __init kmes_init(void)
{
	kmes_ring_make(smp_processor_id());
}

/* The others are online now, and have not run anything that emits. */
static int __init kmes_init_others(void)
{
	int cpu;

	if (!kacs_enabled)
		return 0;
	cpus_read_lock();
	for_each_online_cpu(cpu) if (!per_cpu(kmes_ring, cpu))
		kmes_ring_make(cpu);
	cpus_read_unlock();
	return 0;
}
core_initcall(kmes_init_others);
