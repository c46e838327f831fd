// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Calls of what reads the kernel's events. */
#include "fake_kernel.h"
#include "out_of_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <kacs/events.h>

#include "../core/base.h"

static int ring; /* a memory file: one event waits in it */

static const char type[] = "test";

/* These have no diagnostic to fill. */
static void say(struct kacs_diagnostic *diagnostic)
{
	strcpy(diagnostic->message, "out of memory");
}

static int attach(struct result *result, struct kacs_diagnostic *diagnostic)
{
	struct kacs_events *events = kacs_events_attach();

	failing_memory_stop();
	say(diagnostic);
	kacs_events_free(events);
	return events ? result_of_copy(result, "") : -1;
}

/* What failed for want of memory is there when there is some. */
static int next(struct result *result, struct kacs_diagnostic *diagnostic)
{
	struct kacs_events *events = kacs_events_attach();
	struct kacs_event event;
	int got = -1, error;

	say(diagnostic);
	if (!events)
		return -1;
	got = kacs_events_next(events, &event);
	error = errno;
	failing_memory_stop();
	if (got < 0)
		assert_int_equal(kacs_events_next(events, &event), 1);
	assert_int_equal(event.sequence, 1);
	assert_int_equal(event.type_len, strlen(type));
	if (got == 1)
		result_of_copy(result, type);
	kacs_events_free(events);
	errno = error;
	return got < 0 ? -1 : 0;
}

/* That an event cannot be read for want of memory is something to hear of. */
static int wait_for_one(struct result *result,
			struct kacs_diagnostic *diagnostic)
{
	struct kacs_events *events = kacs_events_attach();
	int got;

	say(diagnostic);
	if (!events)
		return -1;
	got = kacs_events_wait(events, -1);
	failing_memory_stop();
	kacs_events_free(events);
	assert_int_equal(got, 1);
	return result_of_copy(result, "");
}

struct named_call out_of_memory_calls[] = {
	{"kacs_events_attach", attach},
	{"kacs_events_next", next},
	{"kacs_events_wait", wait_for_one},
	{NULL, NULL},
};

/* PSD-003 5.1: two pages of positions, the ring, and the ring again. */
static void make_ring(void)
{
	const uint32_t header_size = KMES_EVENT_TYPE + sizeof(type) - 1;
	uint8_t event[64] = {0};
	const struct kmes_producer producer = {
		.magic = KMES_RING_MAGIC,
		.version = KMES_RING_VERSION,
		.capacity = KMES_MIN_CAPACITY,
		.data_offset = KMES_DATA_OFFSET,
		.generation = 1,
		.write_pos = header_size + 1,
	};

	kacs_store_le32(event + KMES_EVENT_SIZE, header_size + 1);
	kacs_store_le32(event + KMES_EVENT_HEADER_SIZE, header_size);
	kacs_store_le64(event + KMES_EVENT_SEQUENCE, 1);
	kacs_store_le16(event + KMES_EVENT_TYPE_LEN, sizeof(type) - 1);
	memcpy(event + KMES_EVENT_TYPE, type, sizeof(type) - 1);
	event[header_size] = 0xc0;
	ring = memfd_create("ring", MFD_CLOEXEC);
	assert_true(ring >= 0);
	assert_int_equal(
		ftruncate(ring, KMES_DATA_OFFSET + 2 * KMES_MIN_CAPACITY), 0);
	assert_int_equal(pwrite(ring, &producer, sizeof(producer), 0),
			 sizeof(producer));
	assert_int_equal(pwrite(ring, event, sizeof(event), KMES_DATA_OFFSET),
			 sizeof(event));
}

int out_of_memory_setup(void **state)
{
	(void)state;
	failing_memory_setup();
	make_ring();
	fake_kernel_ring(ring, KMES_MIN_CAPACITY);
	return 0;
}

int out_of_memory_teardown(void **state)
{
	(void)state;
	close(ring);
	return 0;
}
