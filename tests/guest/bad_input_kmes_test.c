// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What bad input to the system calls of events gets: the errno that is
 * specified, nothing changed, and no event. PSD-003 4. In which order the checks
 * come is in kmes_emit_test.c.
 */
#include "kmes.h"
#include "bad_input.h"

#define TYPE_LEN 9
/* The largest payload of an event of that type. */
#define MOST_PAYLOAD (65536u - 29u - TYPE_LEN)
#define UNTOUCHED 99

static char type[] = "test.emit";
static uint8_t payload[] = {0x92, 0xc0, 0xc0};
static struct kmes_emit_entry entry = {
	.event_type = (uintptr_t)type,
	.event_type_len = TYPE_LEN,
	.payload = (uintptr_t)payload,
	.payload_len = sizeof(payload),
};
static struct kmes_emit_entry entries[KMES_BATCH_MAX_EVENTS + 1];
static uint32_t emitted = UNTOUCHED;

static struct call emit = {
	.name = "emit",
	.number = __NR_kmes_emit,
	.arguments = {(uintptr_t)type, TYPE_LEN, (uintptr_t)payload,
		      sizeof(payload)},
	.sizes = {sizeof(type), 0, sizeof(payload)},
};
static struct call batch = {
	.name = "emit_batch",
	.number = __NR_kmes_emit_batch,
	.arguments = {(uintptr_t)&entry, 1, (uintptr_t)&emitted},
	.sizes = {sizeof(entry), 0, sizeof(emitted)},
};
static struct call batch_of_most = {
	.name = "emit_batch_of_256",
	.number = __NR_kmes_emit_batch,
	.arguments = {(uintptr_t)entries, KMES_BATCH_MAX_EVENTS,
		      (uintptr_t)&emitted},
	.sizes = {sizeof(entries), 0, sizeof(emitted)},
};

static int rings[MOST_CPUS];
static int room = MOST_CPUS;
static uint64_t capacity;

static void close_rings(const uint64_t *arguments, long returned)
{
	int count, i;

	(void)returned;
	memcpy(&count, (void *)arguments[1], sizeof(count));
	for (i = 0; i < count; i++)
		must(close(((int *)arguments[0])[i]));
	room = MOST_CPUS;
}

static struct call attach = {
	.name = "attach",
	.number = __NR_kmes_attach,
	.arguments = {(uintptr_t)rings, (uintptr_t)&room, (uintptr_t)&capacity},
	.sizes = {sizeof(rings), sizeof(room), sizeof(capacity)},
	.undo = close_rings,
};

static const struct call *const calls[] = {
	&emit,
	&batch,
	&batch_of_most,
	&attach,
};

#define DIRECTLY(name, call, index, size, use)                       \
	{                                                            \
		name, &(call), ARGUMENT(index), size, use, EFAULT, 0 \
	}
#define OF_ENTRY(field, size)                                                 \
	{                                                                     \
#field, &batch, FIELD(0, kmes_emit_entry, field), size, READ, \
			EFAULT, 0                                             \
	}

static const struct address addresses[] = {
	DIRECTLY("event_type", emit, 0, TYPE_LEN, READ),
	DIRECTLY("payload", emit, 2, sizeof(payload), READ),
	DIRECTLY("entries", batch, 0, sizeof(entry), READ),
	OF_ENTRY(event_type, TYPE_LEN),
	OF_ENTRY(payload, sizeof(payload)),
	DIRECTLY("emitted_out", batch, 2, sizeof(emitted), WRITTEN),
	DIRECTLY("emitted_out", batch_of_most, 2, sizeof(emitted), WRITTEN),
	DIRECTLY("fds", attach, 0, sizeof(int), WRITTEN),
	DIRECTLY("count", attach, 1, sizeof(room), READ | WRITTEN),
	DIRECTLY("capacity", attach, 2, sizeof(capacity), WRITTEN),
};

static const struct address odd_addresses[] = {
	DIRECTLY("event_type", emit, 0, TYPE_LEN, READ),
	DIRECTLY("payload", emit, 2, sizeof(payload), READ),
	DIRECTLY("entries", batch, 0, sizeof(entry), READ),
	OF_ENTRY(event_type, TYPE_LEN),
	OF_ENTRY(payload, sizeof(payload)),
	DIRECTLY("emitted_out", batch, 2, sizeof(emitted), WRITTEN),
	DIRECTLY("fds", attach, 0, sizeof(rings), WRITTEN),
	DIRECTLY("count", attach, 1, sizeof(room), READ | WRITTEN),
	DIRECTLY("capacity", attach, 2, sizeof(capacity), WRITTEN),
};

#define ENTRY(name, field, value, expected)                            \
	{                                                              \
		name, &batch, FIELD(0, kmes_emit_entry, field), value, \
			expected                                       \
	}

/* Without a place that the kernel writes to before it looks at them. */
static const struct wrong counts[] = {
	{"count_0", &batch, ARGUMENT(1), 0, EINVAL},
	{"count_257", &batch_of_most, ARGUMENT(1), 257, EINVAL},
	{"count_that_wraps", &batch_of_most, ARGUMENT(1), 1u << 27, EINVAL},
	{"count_largest", &batch_of_most, ARGUMENT(1), UINT32_MAX, EINVAL},
};

static const struct wrong wrongs[] = {
	{"event_type_len_0", &emit, ARGUMENT(1), 0, EINVAL},
	/* It has 16 bits. */
	{"event_type_len_65536", &emit, ARGUMENT(1), 65536, EINVAL},
	{"event_type_len_65535", &emit, ARGUMENT(1), 65535, ENOSPC},
	{"payload_len_0", &emit, ARGUMENT(3), 0, EINVAL},
	{"payload_len_one_short", &emit, ARGUMENT(3), 2, EINVAL},
	{"payload_len_one_more_than_most", &emit, ARGUMENT(3), MOST_PAYLOAD + 1,
	 ENOSPC},
	{"payload_len_that_does_not_wrap", &emit, ARGUMENT(3),
	 UINT32_MAX - 29 - TYPE_LEN, ENOSPC},
	{"payload_len_that_wraps", &emit, ARGUMENT(3),
	 UINT32_MAX - 28 - TYPE_LEN, EINVAL},
	{"payload_len_largest", &emit, ARGUMENT(3), UINT32_MAX, EINVAL},
	{"event_type_no_utf8", &emit, 0, 0, 1, 0xff, EINVAL},
	{"payload_no_msgpack", &emit, 2, 1, 1, 0xc1, EINVAL},
	{"payload_one_long", &emit, 2, 0, 1, 0x91, EINVAL},
	ENTRY("event_type_len_0", event_type_len, 0, EINVAL),
	ENTRY("event_type_len_65535", event_type_len, 65535, ENOSPC),
	ENTRY("payload_len_0", payload_len, 0, EINVAL),
	ENTRY("payload_len_one_short", payload_len, 2, EINVAL),
	ENTRY("payload_len_one_more_than_most", payload_len, MOST_PAYLOAD + 1,
	      ENOSPC),
	ENTRY("payload_len_that_wraps", payload_len, UINT32_MAX - 28 - TYPE_LEN,
	      EINVAL),
	ENTRY("payload_len_largest", payload_len, UINT32_MAX, EINVAL),
	{"count_0", &attach, 1, 0, 4, 0, ERANGE},
	{"count_minus_1", &attach, 1, 0, 4, UINT32_MAX, ERANGE},
	{"count_least", &attach, 1, 0, 4, 0x80000000, ERANGE},
};

static void test_gates(void)
{
	refused_as(alice, kacs_sys_emit(NULL, 0, NULL, 0), EPERM,
		   "emit_without_the_privilege");
	refused_as(alice, kacs_sys_emit_batch(NULL, 0, NULL), EPERM,
		   "emit_batch_without_the_privilege");
	refused_as(alice, kacs_sys_attach(NULL, NULL, NULL), EPERM,
		   "attach_without_the_privilege");
}

int main(void)
{
	size_t i;

	make_subject("bad_input_kmes");
	for (i = 0; i < COUNT(entries); i++)
		entries[i] = entry;
	accept_calls(calls, COUNT(calls));
	accept_odd_addresses(odd_addresses, COUNT(odd_addresses));
	emitted = UNTOUCHED;
	refuse_wrongs(counts, COUNT(counts));
	tap_eq(emitted, UNTOUCHED, "emit_batch_of_a_wrong_count_says_nothing");
	refuse_wrongs(wrongs, COUNT(wrongs));
	refuse_addresses(addresses, COUNT(addresses));
	tap_eq(emitted, 0, "emit_batch_from_a_wrong_address_emits_none");
	test_gates();
	return bad_input_done();
}
