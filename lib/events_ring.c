// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * One ring of events. An event is copied first and believed then: the kernel
 * may overwrite it at any moment, which the tail tells.
 */
#include "events_ring.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base.h"

static uint64_t acquire(const __u64 *position)
{
	return __atomic_load_n(position, __ATOMIC_ACQUIRE);
}

int kacs_ring_begin(struct kacs_ring *ring, void *mapping, uint64_t capacity)
{
	const struct kmes_producer *producer = mapping;

	if (memcmp(producer->magic, KMES_RING_MAGIC, 8) != 0 ||
	    producer->version != KMES_RING_VERSION ||
	    producer->capacity != capacity ||
	    producer->data_offset != KMES_DATA_OFFSET) {
		errno = EPROTO;
		return -1;
	}
	ring->producer = producer;
	ring->consumer =
		(struct kmes_consumer *)((uint8_t *)mapping + KMES_PAGE_BYTES);
	ring->data = (const uint8_t *)mapping + KMES_DATA_OFFSET;
	ring->capacity = capacity;
	ring->generation = acquire(&producer->generation);
	ring->read_pos = acquire(&producer->tail_pos);
	return 0;
}

static int make_room(struct kacs_ring *ring, size_t size)
{
	uint8_t *copy;

	if (size <= ring->room)
		return 0;
	copy = realloc(ring->copy, size);
	if (!copy)
		return -1;
	ring->copy = copy;
	ring->room = size;
	return 0;
}

/* Was the event at the reading position left alone up to now? */
static bool intact(const struct kacs_ring *ring)
{
	/* What was read before must not be read after the tail. */
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return acquire(&ring->producer->tail_pos) <= ring->read_pos;
}

/* Are these sizes those of an event, of which there are @left bytes? */
static bool plausible(const uint8_t *header, uint64_t left)
{
	uint32_t size = kacs_load_le32(header + KMES_EVENT_SIZE);
	uint32_t header_size = kacs_load_le32(header + KMES_EVENT_HEADER_SIZE);

	return size <= left && header_size <= size &&
	       header_size >=
		       KMES_EVENT_TYPE +
			       kacs_load_le16(header + KMES_EVENT_TYPE_LEN);
}

static void decode(struct kacs_ring *ring)
{
	const uint8_t *bytes = ring->copy;
	uint32_t header_size = kacs_load_le32(bytes + KMES_EVENT_HEADER_SIZE);
	struct kacs_event *event = &ring->head;

	event->timestamp = kacs_load_le64(bytes + KMES_EVENT_TIMESTAMP);
	event->sequence = kacs_load_le64(bytes + KMES_EVENT_SEQUENCE);
	event->cpu = kacs_load_le16(bytes + KMES_EVENT_CPU);
	event->origin = bytes[KMES_EVENT_ORIGIN];
	event->type = (const char *)bytes + KMES_EVENT_TYPE;
	event->type_len = kacs_load_le16(bytes + KMES_EVENT_TYPE_LEN);
	event->payload = bytes + header_size;
	event->payload_len =
		kacs_load_le32(bytes + KMES_EVENT_SIZE) - header_size;
	event->lost = event->sequence - ring->sequence - 1;
	ring->sequence = event->sequence;
	ring->lost += event->lost;
	ring->has_head = true;
}

enum outcome {
	TAKEN,
	TORN,
	CORRUPT,
	NO_MEMORY
};

/* Copy the event at the reading position, of which @left bytes are written. */
static enum outcome take(struct kacs_ring *ring, uint64_t left)
{
	const uint8_t *at =
		ring->data + (ring->read_pos & (ring->capacity - 1));
	uint8_t header[KMES_EVENT_TYPE];
	uint32_t size;

	if (left < sizeof(header))
		return intact(ring) ? CORRUPT : TORN;
	memcpy(header, at, sizeof(header));
	if (!intact(ring))
		return TORN;
	if (!plausible(header, left))
		return CORRUPT;
	size = kacs_load_le32(header + KMES_EVENT_SIZE);
	if (make_room(ring, size))
		return NO_MEMORY;
	memcpy(ring->copy, at, size);
	if (!intact(ring))
		return TORN;
	decode(ring);
	ring->read_pos += size;
	return TAKEN;
}

/* Nothing more will come from a ring that has been replaced. */
static int nothing(const struct kacs_ring *ring)
{
	if (acquire(&ring->producer->generation) == ring->generation)
		return 0;
	errno = ESTALE;
	return -1;
}

int kacs_ring_peek(struct kacs_ring *ring)
{
	const struct kmes_producer *producer = ring->producer;

	while (!ring->has_head) {
		uint64_t write_pos = acquire(&producer->write_pos);
		uint64_t tail_pos = acquire(&producer->tail_pos);

		if (ring->read_pos < tail_pos)
			ring->read_pos = tail_pos;
		/* The tail may have moved past what was written just now. */
		if (ring->read_pos >= write_pos) {
			if (acquire(&producer->write_pos) > ring->read_pos)
				continue;
			return nothing(ring);
		}
		switch (take(ring, write_pos - ring->read_pos)) {
		case NO_MEMORY:
			return -1;
		case CORRUPT:
			/* Go on with what comes; the sequence tells. */
			ring->read_pos = write_pos;
			break;
		default:
			break;
		}
	}
	return 1;
}

bool kacs_ring_doze(struct kacs_ring *ring, uint32_t *value)
{
	__atomic_store_n(&ring->consumer->need_wake, 1, __ATOMIC_RELAXED);
	/*
	 * A full barrier, as the kernel has one between write_pos and
	 * need_wake: with release and acquire both could miss the other.
	 */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	*value = __atomic_load_n(&ring->producer->futex_counter,
				 __ATOMIC_ACQUIRE);
	return !ring->has_head &&
	       acquire(&ring->producer->write_pos) <= ring->read_pos &&
	       acquire(&ring->producer->generation) == ring->generation;
}

void kacs_ring_awake(struct kacs_ring *ring)
{
	__atomic_store_n(&ring->consumer->need_wake, 0, __ATOMIC_RELAXED);
}
