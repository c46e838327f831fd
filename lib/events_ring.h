/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Reading one ring of events: PSD-003 5.1.9.
 */
#ifndef KACS_LIB_EVENTS_RING_H
#define KACS_LIB_EVENTS_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <kacs/events.h>

/* One ring as this reader sees it. The kernel writes to it all the time. */
struct kacs_ring {
	const struct kmes_producer *producer;
	struct kmes_consumer *consumer;
	const uint8_t *data; /* twice one after the other */
	uint64_t capacity;
	uint64_t generation; /* when it was mapped */
	uint64_t read_pos;
	uint64_t sequence; /* of the last event that was read */
	uint64_t lost;
	/* The next event, copied and checked. */
	struct kacs_event head;
	bool has_head;
	uint8_t *copy;
	size_t room;
};

/**
 * kacs_ring_begin - start reading a ring
 * @ring: zeroed
 * @mapping: what a descriptor of kmes_attach maps; lives as long as @ring
 * @capacity: that kmes_attach told
 *
 * Return: 0, or -1 and errno: EPROTO.
 */
int kacs_ring_begin(struct kacs_ring *ring, void *mapping, uint64_t capacity);

/**
 * kacs_ring_peek - see to it that the next event is in @ring->head
 * @ring: the ring
 *
 * Return: 1; 0: there is none; -1 and errno: ENOMEM, ESTALE (another ring has
 * taken the place of this one).
 */
int kacs_ring_peek(struct kacs_ring *ring);

/* The head has been read. */
static inline void kacs_ring_pop(struct kacs_ring *ring)
{
	ring->has_head = false;
}

/**
 * kacs_ring_doze - say that the reader is about to sleep
 * @ring: the ring
 * @value: out: what the futex must still be when it goes to sleep
 *
 * Return: false if it must not: there is something to read.
 */
bool kacs_ring_doze(struct kacs_ring *ring, uint32_t *value);

/* The reader is awake. */
void kacs_ring_awake(struct kacs_ring *ring);

#endif /* KACS_LIB_EVENTS_RING_H */
