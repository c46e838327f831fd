/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events: how the kernel emits them. PSD-003 3.
 */
#ifndef KACS_KERNEL_KMES_H
#define KACS_KERNEL_KMES_H

#include <linux/types.h>

#include "../include/uapi/kacs/event.h"

/* An event, as its emitter knows it. KMES_EVENT_* adds the rest. */
struct kmes_event {
	const void *type;    /* UTF-8 */
	const void *payload; /* MessagePack; may be NULL with no length */
	u32 type_len;
	u32 payload_len;
};

/**
 * kmes_emit - emit one event of the kernel's
 * @origin: KMES_ORIGIN_*
 * @type: its type, UTF-8, not empty
 * @payload: MessagePack, or nothing
 * @payload_len: how many bytes of it
 *
 * Fire and forget: when the ring is full its oldest events make room. An event
 * without a type, or of more than half of the ring's capacity, is dropped; its
 * sequence number stays missing, and the drop is counted.
 *
 * Context: any but NMI and hard interrupts, where the event is dropped and
 * warned about; any lock may be held but those of the scheduler and of
 * workqueues. Does not sleep, takes no lock.
 */
void kmes_emit(u8 origin, const char *type, const void *payload,
	       u32 payload_len);

/**
 * kmes_emit_batch - emit several events of the kernel's
 * @origin: KMES_ORIGIN_*, of all of them
 * @events: the events
 * @count: how many
 *
 * They share one timestamp, and readers see all of them or none, unless they
 * are more than the ring can hold. One that would be dropped by kmes_emit() is
 * dropped; the others are not.
 *
 * Context: as kmes_emit(). Interrupts are off while the events are copied.
 */
void kmes_emit_batch(u8 origin, const struct kmes_event *events, u32 count);

/* The ring of the boot CPU, from which on events are kept. */
void __init kmes_init(void);

#endif /* KACS_KERNEL_KMES_H */
