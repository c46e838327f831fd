// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Events from user space: what is refused, in which order, and what it leaves
 * behind. PSD-003 4.1.2, 4.1.3.
 */
#include <pthread.h>
#include <sys/mman.h>
#include <time.h>
#include "kmes.h"

#define TYPE "test.emit"
#define NOWHERE ((const void *)8)

/* The largest payload of an event of type TYPE. */
#define MOST_PAYLOAD (65536u - 29u - 9u)

static struct kacs_events *events;
static uint8_t big[70000];
static int auditor; /* a token that may emit, without SeTcbPrivilege */

struct wrong {
	const char *type;
	const void *payload;
	uint32_t payload_len;
	uint16_t type_len;
	uint16_t expected;
	const char *name;
};

/*
 * Each has one thing wrong, or more, of which the first one counts: length of
 * the type, overflow, size, addresses, UTF-8, MessagePack.
 */
static const struct wrong wrongs[] = {
	{TYPE, NIL, 1, 0, EINVAL, "type_of_no_bytes"},
	{NOWHERE, NOWHERE, 0xffffffff, 0, EINVAL, "no_type_before_all_others"},
	{NOWHERE, NOWHERE, 0xffffffff, 9, EINVAL, "length_that_overflows"},
	{NOWHERE, NOWHERE, 0xffffffffu - 37, 9, EINVAL,
	 "length_that_just_overflows"},
	{NOWHERE, NOWHERE, 0xffffffffu - 38, 9, ENOSPC,
	 "length_that_just_does_not_overflow"},
	{NOWHERE, NOWHERE, MOST_PAYLOAD + 1, 9, ENOSPC, "one_byte_too_many"},
	{NOWHERE, NIL, 1, 0xffff, ENOSPC, "size_before_the_address"},
	{NOWHERE, NIL, 1, 9, EFAULT, "type_from_nowhere"},
	{TYPE, NOWHERE, 1, 9, EFAULT, "payload_from_nowhere"},
	{"\xff", NOWHERE, 1, 1, EFAULT, "address_before_the_content"},
	{"\xff", "\xc1", 1, 1, EINVAL, "type_that_is_no_utf8"},
	{"a\xc3", NIL, 1, 2, EINVAL, "type_of_cut_off_utf8"},
	{TYPE, NULL, 0, 9, EINVAL, "no_payload"},
	{TYPE, "\xc1", 1, 9, EINVAL, "payload_that_is_no_msgpack"},
	{TYPE, "\xc0\xc0", 2, 9, EINVAL, "payload_of_two_values"},
	{TYPE, "\x91", 1, 9, EINVAL, "payload_that_is_cut_off"},
};

static void test_wrongs(void)
{
	size_t i;

	for (i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		const struct wrong *wrong = &wrongs[i];

		tap_errno(kacs_sys_emit(wrong->type, wrong->type_len,
					wrong->payload, wrong->payload_len),
			  wrong->expected, "emit_%s", wrong->name);
	}
	tap_eq(count_of(events, TYPE), 0, "refused_events_are_not_emitted");
}

static void test_privilege(void)
{
	int disabled = token_for(.disabled = SE(AUDIT));

	tap_as(alice, kacs_sys_emit(NULL, 0, NULL, 0), EPERM,
	       "emit_needs_audit_privilege_before_all");
	tap_as(alice, kacs_sys_emit_batch(NULL, 0, NULL), EPERM,
	       "batch_needs_audit_privilege_before_all");
	tap_as(disabled, emit_nil(TYPE), EPERM,
	       "emit_needs_the_privilege_enabled");
	tap_as(auditor, emit_nil(TYPE), 0, "emit_with_audit_privilege");
	tap_eq(count_of(events, TYPE), 1, "only_what_is_allowed_is_emitted");
}

/* One byte string of so many bytes in all, from 258 on. */
static const uint8_t *bin_of(uint32_t len)
{
	big[0] = 0xc5;
	big[1] = (uint8_t)((len - 3) >> 8);
	big[2] = (uint8_t)(len - 3);
	return big;
}

static void test_limits(void)
{
	uint8_t nested[40];
	uint32_t size;
	struct kacs_event event;

	tap_errno(kacs_sys_emit(TYPE, 9, bin_of(MOST_PAYLOAD), MOST_PAYLOAD), 0,
		  "event_of_65536_bytes");
	tap_ok(next_of(events, TYPE, &event) &&
		       event.payload_len == MOST_PAYLOAD &&
		       memcmp(event.payload, big, MOST_PAYLOAD) == 0,
	       "large_event_arrives_whole");
	size = MOST_PAYLOAD + 1;
	tap_errno(kacs_sys_emit(TYPE, 9, bin_of(size), size), ENOSPC,
		  "event_of_65537_bytes");
	memset(nested, 0x91, sizeof(nested));
	nested[32] = 0xc0;
	tap_errno(kacs_sys_emit(TYPE, 9, nested, 33), 0, "payload_32_deep");
	nested[32] = 0x91;
	nested[33] = 0xc0;
	tap_errno(kacs_sys_emit(TYPE, 9, nested, 34), EINVAL,
		  "payload_33_deep");
	tap_eq(count_of(events, TYPE), 1, "what_is_too_deep_is_not_emitted");
}

/* No refusal takes a sequence number. */
static void test_sequence(void)
{
	struct kacs_event event;
	uint64_t sequence = 0;

	run_on(0);
	must(emit_nil(TYPE));
	if (next_of(events, TYPE, &event))
		sequence = event.sequence;
	kacs_sys_emit(TYPE, 9, "\xc1", 1);
	kacs_sys_emit(TYPE, 9, NOWHERE, 1);
	kacs_sys_emit(TYPE, 0, NIL, 1);
	must(emit_nil(TYPE));
	tap_ok(next_of(events, TYPE, &event) && event.lost == 0 &&
		       event.sequence == sequence + 1,
	       "refused_events_take_no_sequence_number");
}

static struct kmes_emit_entry entry_of(const char *type, uint16_t type_len,
				       const void *payload, uint32_t len)
{
	return (struct kmes_emit_entry){
		.event_type = (uintptr_t)type,
		.event_type_len = type_len,
		.payload = (uintptr_t)payload,
		.payload_len = len,
	};
}

/* Three good entries, one that is wrong, and a good one behind it. */
static void test_batch_failure(const struct wrong *wrong, int expected)
{
	struct kmes_emit_entry entries[5];
	uint32_t emitted = 99;
	int i;

	for (i = 0; i < 5; i++)
		entries[i] = entry_of(TYPE, 9, NIL, 1);
	entries[3] = entry_of(wrong->type, wrong->type_len, wrong->payload,
			      wrong->payload_len);
	tap_errno(kacs_sys_emit_batch(entries, 5, &emitted), expected,
		  "batch_with_%s", wrong->name);
	tap_eq(emitted, 3, "batch_says_how_many_came_before");
	tap_eq(count_of(events, TYPE), 3, "those_and_no_others_are_emitted");
}

static void test_batch_failures(void)
{
	/* In a batch the type's length is looked at with its content. */
	static const struct wrong other[] = {
		{TYPE, NIL, 1, 0, EINVAL, "type_of_no_bytes"},
		{NOWHERE, NOWHERE, 0xffffffff, 0, EINVAL, "overflow_first"},
		{NOWHERE, NOWHERE, 70000, 0, ENOSPC, "size_before_no_type"},
		{TYPE, NOWHERE, 1, 0, EFAULT, "address_before_no_type"},
	};
	size_t i;

	for (i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		test_batch_failure(&other[i], other[i].expected);
	for (i = 2; i < sizeof(wrongs) / sizeof(wrongs[0]); i++)
		test_batch_failure(&wrongs[i], wrongs[i].expected);
}

static void test_batch(void)
{
	static struct kmes_emit_entry entries[257];
	struct kacs_event event;
	uint64_t time = 0, sequence = 0;
	uint32_t emitted = 99;
	bool together = true;
	int i;

	for (i = 0; i < 257; i++)
		entries[i] = entry_of(TYPE, 9, NIL, 1);
	tap_errno(kacs_sys_emit_batch(entries, 0, &emitted), EINVAL,
		  "batch_of_none");
	tap_errno(kacs_sys_emit_batch(entries, 257, &emitted), EINVAL,
		  "batch_of_257");
	tap_eq(emitted, 99, "batch_of_a_wrong_count_says_nothing");
	tap_errno(kacs_sys_emit_batch(NOWHERE, 1, NULL), EFAULT,
		  "batch_without_a_place_for_the_count");
	tap_errno(kacs_sys_emit_batch(entries, 1, NULL), EFAULT,
		  "batch_that_would_be_good_without_it");
	tap_errno(kacs_sys_emit_batch(NOWHERE, 1, &emitted), EFAULT,
		  "batch_from_nowhere");
	tap_eq(emitted, 0, "batch_from_nowhere_emits_none");
	tap_eq(count_of(events, TYPE), 0, "refused_batches_are_not_emitted");

	tap_errno(kacs_sys_emit_batch(entries, 256, &emitted), 0,
		  "batch_of_256");
	tap_eq(emitted, 256, "batch_says_that_all_are_emitted");
	for (i = 0; next_of(events, TYPE, &event); i++) {
		if (i &&
		    (event.timestamp != time || event.sequence != sequence + 1))
			together = false;
		time = event.timestamp;
		sequence = event.sequence;
	}
	tap_eq(i, 256, "all_of_them_arrive");
	tap_ok(together, "events_of_a_batch_share_their_timestamp");
}

/* A batch that is more than the ring: the last of it are there. */
static void test_large_batch(void)
{
	static struct kmes_emit_entry entries[256];
	struct kacs_events *other = attach_now();
	struct kacs_event event;
	uint64_t first = 0, last = 0, lost = 0;
	unsigned int count = 0;
	uint32_t emitted;

	for (count = 0; count < 256; count++)
		entries[count] =
			entry_of(TYPE, 9, bin_of(MOST_PAYLOAD), MOST_PAYLOAD);
	run_on(0);
	tap_errno(kacs_sys_emit_batch(entries, 256, &emitted), 0,
		  "batch_of_16_megabytes");
	for (count = 0; next_of(other, TYPE, &event); count++) {
		if (!count) {
			first = event.sequence;
			lost = event.lost;
		}
		last = event.sequence;
	}
	tap_ok(count > 0 && count < 256 && last - first + 1 == count,
	       "ring_holds_the_end_of_a_batch_that_is_larger");
	tap_ok(lost >= 256 - count, "its_beginning_is_lost_and_counted");
	kacs_events_free(other);
	count_of(events, TYPE);
}

static double seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Never more than the bucket held and what has flowed in since. */
static bool within_rate(unsigned long emitted, double begin)
{
	return (double)emitted <= 10000 + 10000 * (seconds() - begin) + 1;
}

/* A kernel that checks itself may emit more slowly than the bucket fills. */
#define TOO_SLOW 77
#define MOST_TRIES 200

/*
 * As a token of its own: emit until the rate says no. The bucket holds 10000
 * and gets 10000 a second. Exit status: what went wrong.
 */
static int drain_bucket(void)
{
	static struct kmes_emit_entry entries[256];
	double begin = seconds();
	unsigned long emitted = 0;
	uint32_t part = 0;
	int i;

	for (i = 0; i < 256; i++)
		entries[i] = entry_of("test.rate", 9, NIL, 1);
	for (i = 0; i < MOST_TRIES; i++) {
		part = 77;
		if (kacs_sys_emit_batch(entries, 256, &part))
			break;
		emitted += part;
	}
	if (!within_rate(emitted, begin))
		return 1;
	if (i == MOST_TRIES)
		return TOO_SLOW;
	/* A batch that is refused emits none, and does not say so. */
	if (errno != EAGAIN || part != 77)
		return 2;
	/* The bucket was full, and a full batch needs as many. */
	return emitted >= 10000 - 256 ? 0 : 3;
}

/* Wrong events take no tokens: more of them than the bucket holds are tried. */
static int fail_often(void)
{
	int i;

	for (i = 0; i < 15000; i++)
		if (kacs_sys_emit("", 0, NIL, 1) == 0 || errno != EINVAL)
			return 1;
	return 0;
}

/* A batch that fails in its second entry pays for the first. */
static int fail_batches(void)
{
	struct kmes_emit_entry entries[256];
	uint32_t emitted;
	int i;

	for (i = 0; i < 256; i++)
		entries[i] = entry_of("test.rate", 9, NIL, 1);
	entries[1].event_type_len = 0;
	for (i = 0; i < 200; i++)
		if (kacs_sys_emit_batch(entries, 256, &emitted) == 0 ||
		    errno != EINVAL || emitted != 1)
			return 1;
	return 0;
}

/* Calls that fail with one of two errors, until the first of them is seen. */
#define until_seen(call, first, second)                                  \
	({                                                               \
		int tries = MOST_TRIES;                                  \
		do                                                       \
			errno = (call) ? errno : 0;                      \
		while (errno == (second) && --tries);                    \
		errno == (first) ? 0 : errno == (second) ? TOO_SLOW : 1; \
	})

/* With an empty bucket, what comes before the rate, and what behind it (4.1.2). */
static int ask_when_empty(void)
{
	int result = drain_bucket();
	int left = 20000;

	if (result)
		return result;
	/* The number of entries before it, and never the rate instead. */
	if (kacs_sys_emit_batch(NULL, 0, NULL) == 0 || errno != EINVAL ||
	    kacs_sys_emit_batch(NULL, 257, NULL) == 0 || errno != EINVAL)
		return 4;
	/* The place for the count behind it. */
	result = until_seen(kacs_sys_emit_batch(NULL, 256, NULL), EAGAIN,
			    EFAULT);
	if (result)
		return result;
	while (left && emit_nil("test.rate") == 0)
		left--;
	if (!left)
		return TOO_SLOW;
	/* All that is wrong with an event behind it. */
	return until_seen(kacs_sys_emit(NOWHERE, 0, NOWHERE, 1), EAGAIN,
			  EINVAL);
}

static void *drain_in_thread(void *emitted)
{
	unsigned long *count = emitted;

	while (*count < 10000 && kacs_sys_emit("test.rate", 9, NIL, 1) == 0)
		(*count)++;
	return NULL;
}

/* Threads share the bucket of their process. */
static int drain_in_threads(void)
{
	unsigned long emitted[4] = {0}, all = 0;
	double begin = seconds();
	pthread_t threads[4];
	int i;

	for (i = 0; i < 4; i++)
		if (pthread_create(&threads[i], NULL, drain_in_thread,
				   &emitted[i]))
			return 1;
	for (i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		all += emitted[i];
	}
	return within_rate(all, begin) ? 0 : 2;
}

static int emit_often(void)
{
	int i;

	for (i = 0; i < 12000; i++)
		if (kacs_sys_emit("test.rate", 9, NIL, 1))
			return errno;
	return 0;
}

/* The exit status of a function that runs as a token's process. */
static int result_as(int token, int (*function)(void))
{
	pid_t child = as_fork(token);

	if (child == 0)
		_exit(function());
	return as_wait(child);
}

static void test_bucket(int (*function)(void), const char *name)
{
	int result = result_as(auditor, function);

	if (result == TOO_SLOW)
		tap_skip(name, "this kernel emits no faster");
	else
		tap_eq(result, 0, "%s", name);
}

static void test_rate(void)
{
	int trusted = token_for(.privileges = SE(AUDIT) | SE(TCB));

	test_bucket(drain_bucket, "process_emits_its_rate_and_no_more");
	test_bucket(drain_bucket, "every_process_has_a_rate_of_its_own");
	test_bucket(ask_when_empty, "rate_is_asked_before_the_event");
	tap_eq(result_as(auditor, drain_in_threads), 0,
	       "threads_share_the_rate_of_their_process");
	tap_eq(result_as(auditor, fail_often), 0,
	       "refused_events_do_not_count");
	tap_eq(result_as(auditor, fail_batches), 0,
	       "events_of_a_batch_that_are_not_emitted_do_not_count");
	tap_eq(result_as(trusted, emit_often), 0,
	       "tcb_privilege_emits_at_any_rate");
}

int main(void)
{
	meet_people("kmes_emit_test");
	auditor = token_for(.privileges = SE(AUDIT));
	events = attach_now();
	test_wrongs();
	test_privilege();
	test_limits();
	test_sequence();
	test_batch();
	test_batch_failures();
	test_large_batch();
	test_rate();
	kacs_events_free(events);
	return tap_done();
}
