/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the tests of events share.
 */
#ifndef KACS_TESTS_GUEST_KMES_H
#define KACS_TESTS_GUEST_KMES_H

#include <sched.h>
#include <kacs/events.h>
#include "guest.h"

#define NIL "\xc0" /* MessagePack */

/* More than there are in the guest. */
#define MOST_CPUS 64

/* Run on one CPU from now on. */
static inline void run_on(unsigned int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	must(sched_setaffinity(0, sizeof(set), &set));
}

/* A reader that has read all there is. */
static inline struct kacs_events *attach_now(void)
{
	struct kacs_events *events = kacs_events_attach();
	struct kacs_event event;

	if (!events)
		tap_abort("kacs_events_attach");
	while (kacs_events_next(events, &event) > 0)
		;
	return events;
}

static inline bool has_type(const struct kacs_event *event, const char *type)
{
	return event->type_len == strlen(type) &&
	       memcmp(event->type, type, event->type_len) == 0;
}

/* The next event of a type; false: there is none. */
static inline bool next_of(struct kacs_events *events, const char *type,
			   struct kacs_event *event)
{
	while (kacs_events_next(events, event) > 0)
		if (has_type(event, type))
			return true;
	return false;
}

/* How many events of a type there are to read. */
static inline unsigned int count_of(struct kacs_events *events,
				    const char *type)
{
	struct kacs_event event;
	unsigned int count = 0;

	while (next_of(events, type, &event))
		count++;
	return count;
}

/* Emit an event of this type that says nil. */
static inline int emit_nil(const char *type)
{
	return kacs_sys_emit(type, (uint16_t)strlen(type), NIL, 1);
}

#endif /* KACS_TESTS_GUEST_KMES_H */
