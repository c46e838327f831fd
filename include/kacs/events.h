/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Reading the events of the kernel and of programs, and emitting some:
 * PSD-003 v0.20.
 *
 *	struct kacs_events *events = kacs_events_attach();
 *	struct kacs_event event;
 *
 *	while (kacs_events_wait(events, -1) >= 0)
 *		while (kacs_events_next(events, &event) > 0)
 *			...
 *	kacs_events_free(events);
 *
 * A reader sees what is still kept, from the oldest event on. Nobody waits for
 * it: what it does not read in time is overwritten, and counted.
 *
 * Ownership: nothing that is passed is kept.
 *
 * Context: safe in any thread, but a reader is used by one thread at a time.
 * Any number of readers, also in one process, get every event.
 */
#ifndef KACS_EVENTS_H
#define KACS_EVENTS_H

#include <stddef.h>
#include <stdint.h>
#include <kacs/event.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * kacs_sys_emit - emit an event
 * @type: what kind of event; UTF-8, of any kind of name
 * @type_len: bytes of it, at least 1
 * @payload: what there is to tell: one MessagePack value
 * @payload_len: bytes of it
 *
 * Needs SeAuditPrivilege. The kernel adds the time, the CPU and a number.
 * Nobody waits for readers: a full ring overwrites its oldest events.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EPERM: SeAuditPrivilege is not enabled
 * EAGAIN: KMES_MAX_EMIT_RATE events within a second, and no SeTcbPrivilege
 * EINVAL: @type is empty or not UTF-8; @payload is not one MessagePack value,
 *	or has more than KMES_MAX_NESTING_DEPTH arrays and maps in each other
 * ENOSPC: more than KMES_MAX_EVENT_BYTES, or than half of what a ring holds
 * EFAULT: a pointer leads nowhere
 * ENOMEM: out of memory
 */
int kacs_sys_emit(const char *type, uint16_t type_len, const void *payload,
		  uint32_t payload_len);

/**
 * kacs_sys_emit_batch - emit several events at once
 * @entries: the events
 * @count: how many, at most KMES_BATCH_MAX_EVENTS
 * @emitted: out: how many there were before the one that failed; written unless
 *	the call fails as a whole
 *
 * As kacs_sys_emit() for one after the other, up to the first that fails. They
 * share one timestamp, and readers see all of them at once.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EPERM: SeAuditPrivilege is not enabled
 * EAGAIN: there is no room for @count events in the rate of the process
 * EINVAL: @count is none or too many, or what kacs_sys_emit() means by it
 * ENOSPC: what kacs_sys_emit() means by it
 * EFAULT: a pointer leads nowhere
 * ENOMEM: out of memory
 */
int kacs_sys_emit_batch(const struct kmes_emit_entry *entries, uint32_t count,
			uint32_t *emitted);

/**
 * kacs_sys_attach - get the rings of events
 * @fds: out: a descriptor for each ring, in the order of the CPUs, to be mapped
 * @count: in: how many fit into @fds; out: how many rings there are
 * @capacity: out: bytes of events that each holds
 *
 * Needs SeSecurityPrivilege. A descriptor is mapped shared, KMES_DATA_OFFSET +
 * 2 * capacity bytes from its beginning; kacs_events_attach() does that.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EPERM: SeSecurityPrivilege is not enabled
 * ERANGE: @count is too small; it has been set
 * EFAULT: a pointer leads nowhere
 * EMFILE, ENFILE: too many open files
 * ENOMEM: out of memory
 */
int kacs_sys_attach(int *fds, int *count, uint64_t *capacity);

/* An event; the pointers are good until the next call for the same reader. */
struct kacs_event {
	uint64_t timestamp; /* nanoseconds, CLOCK_REALTIME */
	uint64_t sequence;  /* from 1, for each CPU by itself */
	uint16_t cpu;
	uint8_t origin;	  /* KMES_ORIGIN_* */
	const char *type; /* not terminated */
	size_t type_len;
	const void *payload; /* MessagePack, or nothing */
	size_t payload_len;
	/*
	 * Events of this CPU between the last one that this reader got, or
	 * boot, and this one: overwritten before it came, or dropped.
	 */
	uint64_t lost;
};

/* A reader. Only one thread uses it at a time; several readers may read. */
struct kacs_events;

/**
 * kacs_events_attach - begin to read
 *
 * Needs SeSecurityPrivilege. The reader gets what the rings still hold, from
 * the oldest event on, and then what comes.
 *
 * Return: a reader, or NULL with errno set.
 *
 * Errors:
 * ENOSYS: the kernel has no KACS
 * EPERM: SeSecurityPrivilege is not enabled
 * EPROTO: the kernel's rings are of another version
 * EMFILE, ENFILE: too many open files
 * ENOMEM: out of memory
 *
 * Ownership: freed by kacs_events_free().
 */
struct kacs_events *kacs_events_attach(void);

/**
 * kacs_events_next - get an event
 * @events: the reader
 * @event: out: the event
 *
 * Of the events that wait in the rings, the one with the oldest timestamp.
 *
 * Return: 1; 0 when there is none at the moment; -1 with errno set.
 *
 * Errors:
 * ESTALE: the kernel has replaced a ring, and the old one is read to its end:
 *	free the reader and attach again
 * ENOMEM: out of memory; nothing is lost, so call again
 *
 * Ownership: what @event points to is the reader's, until the next call.
 */
int kacs_events_next(struct kacs_events *events, struct kacs_event *event);

/**
 * kacs_events_wait - sleep until there is an event
 * @events: the reader
 * @milliseconds: at most; -1: as long as it takes
 *
 * More than 128 rings are looked at every 100 milliseconds.
 *
 * Return: 1 when kacs_events_next() has something to say; 0 when the time is
 * over; -1 with errno set.
 *
 * Errors:
 * EINTR: a signal came first
 * ENOSYS: the kernel is older than 5.16
 * ENOMEM: out of memory
 */
int kacs_events_wait(struct kacs_events *events, int milliseconds);

/**
 * kacs_events_cpus - how many rings there are
 * @events: the reader
 *
 * Return: their number.
 */
unsigned int kacs_events_cpus(const struct kacs_events *events);

/**
 * kacs_events_lost - what this reader did not get of one ring
 * @events: the reader
 * @index: from 0, below kacs_events_cpus()
 * @cpu: out: the CPU of this ring, or NULL
 *
 * Return: the sum of all kacs_event.lost of this CPU so far.
 */
uint64_t kacs_events_lost(const struct kacs_events *events, unsigned int index,
			  unsigned int *cpu);

/**
 * kacs_events_free - stop reading
 * @events: may be NULL
 */
void kacs_events_free(struct kacs_events *events);

#ifdef __cplusplus
}
#endif

#endif /* KACS_EVENTS_H */
