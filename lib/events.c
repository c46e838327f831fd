// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The rings of all CPUs as one stream of events.
 */
#include <errno.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "events_ring.h"

/* What a wait for several futexes takes at most (FUTEX_WAITV_MAX). */
#define MOST_FUTEXES 128u
/* More rings than that are looked at now and then. */
#define GLANCE_MS 100

struct kacs_events {
	struct kacs_ring *rings;
	unsigned int count;
	size_t mapping_bytes;
};

int kacs_sys_emit(const char *type, uint16_t type_len, const void *payload,
		  uint32_t payload_len)
{
	return (int)syscall(__NR_kmes_emit, type, type_len, payload,
			    payload_len);
}

int kacs_sys_emit_batch(const struct kmes_emit_entry *entries, uint32_t count,
			uint32_t *emitted)
{
	return (int)syscall(__NR_kmes_emit_batch, entries, count, emitted);
}

int kacs_sys_attach(int *fds, int *count, uint64_t *capacity)
{
	return (int)syscall(__NR_kmes_attach, fds, count, capacity);
}

/* One descriptor for each CPU, to be freed; NULL and errno. */
static int *attach(int *count, uint64_t *capacity)
{
	int *fds = NULL, *more;

	*count = 0;
	while (kacs_sys_attach(fds, count, capacity)) {
		if (errno != ERANGE) {
			free(fds);
			return NULL;
		}
		more = reallocarray(fds, (size_t)*count, sizeof(*fds));
		if (!more) {
			free(fds);
			return NULL;
		}
		fds = more;
	}
	return fds;
}

static int map(struct kacs_events *events, const int *fds, uint64_t capacity)
{
	unsigned int i;
	void *mapping;

	events->mapping_bytes = KMES_DATA_OFFSET + 2 * capacity;
	for (i = 0; i < events->count; i++) {
		mapping = mmap(NULL, events->mapping_bytes,
			       PROT_READ | PROT_WRITE, MAP_SHARED, fds[i], 0);
		if (mapping == MAP_FAILED)
			return -1;
		if (kacs_ring_begin(&events->rings[i], mapping, capacity)) {
			munmap(mapping, events->mapping_bytes);
			return -1;
		}
	}
	return 0;
}

static struct kacs_events *make(const int *fds, unsigned int count,
				uint64_t capacity)
{
	struct kacs_events *events = calloc(1, sizeof(*events));
	int error;

	if (!events)
		return NULL;
	events->rings = calloc(count, sizeof(*events->rings));
	events->count = events->rings ? count : 0;
	if (events->rings && !map(events, fds, capacity))
		return events;
	error = errno;
	kacs_events_free(events);
	errno = error;
	return NULL;
}

struct kacs_events *kacs_events_attach(void)
{
	struct kacs_events *events;
	uint64_t capacity;
	int *fds, count, error;

	fds = attach(&count, &capacity);
	if (!fds)
		return NULL;
	events = make(fds, (unsigned int)count, capacity);
	error = errno;
	while (count--)
		close(fds[count]);
	free(fds);
	errno = error;
	return events;
}

int kacs_events_next(struct kacs_events *events, struct kacs_event *event)
{
	struct kacs_ring *oldest = NULL;
	unsigned int i;

	for (i = 0; i < events->count; i++) {
		struct kacs_ring *ring = &events->rings[i];
		int found = kacs_ring_peek(ring);

		if (found < 0)
			return -1;
		if (found &&
		    (!oldest || ring->head.timestamp < oldest->head.timestamp))
			oldest = ring;
	}
	if (!oldest)
		return 0;
	*event = oldest->head;
	kacs_ring_pop(oldest);
	return 1;
}

static struct timespec later(long milliseconds)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	time.tv_sec += milliseconds / 1000;
	time.tv_nsec += milliseconds % 1000 * 1000000;
	if (time.tv_nsec >= 1000000000) {
		time.tv_sec++;
		time.tv_nsec -= 1000000000;
	}
	return time;
}

/* Sleep until a futex of the first rings changes; 1: something has happened. */
static int sleep_until(struct kacs_events *events, const struct timespec *end)
{
	struct futex_waitv waiters[MOST_FUTEXES];
	unsigned int i, futexes = 0;
	uint32_t value;

	for (i = 0; i < events->count; i++) {
		struct kacs_ring *ring = &events->rings[i];

		if (!kacs_ring_doze(ring, &value))
			return 1;
		if (futexes == MOST_FUTEXES)
			continue;
		waiters[futexes++] = (struct futex_waitv){
			.val = value,
			.uaddr = (uintptr_t)&ring->producer->futex_counter,
			.flags = FUTEX_32,
		};
	}
	if (syscall(SYS_futex_waitv, waiters, futexes, 0, end,
		    CLOCK_MONOTONIC) >= 0 ||
	    errno == EAGAIN)
		return 1;
	return errno == ETIMEDOUT ? 0 : -1;
}

static bool over(const struct timespec *end)
{
	struct timespec now = later(0);

	return now.tv_sec > end->tv_sec ||
	       (now.tv_sec == end->tv_sec && now.tv_nsec >= end->tv_nsec);
}

/* Is there something to read, or something to say about a ring? */
static bool waiting(struct kacs_events *events)
{
	unsigned int i;

	for (i = 0; i < events->count; i++)
		if (kacs_ring_peek(&events->rings[i]))
			return true;
	return false;
}

int kacs_events_wait(struct kacs_events *events, int milliseconds)
{
	bool glance = events->count > MOST_FUTEXES;
	struct timespec end = later(milliseconds), next;
	bool forever = milliseconds < 0;
	unsigned int i;
	int slept = 0;

	while (slept >= 0 && !waiting(events)) {
		if (!forever && over(&end))
			return 0;
		next = glance ? later(GLANCE_MS) : end;
		slept = sleep_until(events, forever && !glance ? NULL : &next);
		for (i = 0; i < events->count; i++)
			kacs_ring_awake(&events->rings[i]);
	}
	return slept < 0 ? -1 : 1;
}

unsigned int kacs_events_cpus(const struct kacs_events *events)
{
	return events->count;
}

uint64_t kacs_events_lost(const struct kacs_events *events, unsigned int index,
			  unsigned int *cpu)
{
	const struct kacs_ring *ring = &events->rings[index];

	if (cpu)
		*cpu = ring->producer->cpu_id;
	return ring->lost;
}

void kacs_events_free(struct kacs_events *events)
{
	unsigned int i;

	if (!events)
		return;
	for (i = 0; i < events->count; i++) {
		free(events->rings[i].copy);
		if (events->rings[i].producer)
			munmap((void *)(uintptr_t)events->rings[i].producer,
			       events->mapping_bytes);
	}
	free(events->rings);
	free(events);
}
