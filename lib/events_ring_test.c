// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Reading a ring of events, one that the test writes itself: PSD-003 5.1.
 */
#include "unit_test.h"

#include <errno.h>

#include "../core/base.h"
#include "events_ring.h"

#define CAPACITY 256u

/* A ring as the kernel maps it, and where its writer is. */
struct fixture {
	struct kmes_producer producer;
	struct kmes_consumer consumer;
	uint8_t data[2 * CAPACITY];
};

static struct fixture fixture;
static struct kacs_ring ring;
static uint64_t sequence;

static void put_byte(uint64_t pos, uint8_t byte)
{
	fixture.data[pos % CAPACITY] = byte;
	fixture.data[pos % CAPACITY + CAPACITY] = byte;
}

static void put_bytes(uint64_t pos, const void *bytes, size_t len)
{
	const uint8_t *from = bytes;
	size_t i;

	for (i = 0; i < len; i++)
		put_byte(pos + i, from[i]);
}

static uint32_t size_at(uint64_t pos)
{
	return kacs_load_le32(fixture.data + pos % CAPACITY);
}

/* As the kernel does it (5.1.8); @gap: bytes between the type and payload. */
static void emit_with_gap(const char *type, const char *payload, uint32_t gap)
{
	uint32_t header_size = KMES_EVENT_TYPE + (uint32_t)strlen(type) + gap;
	uint32_t size = header_size + (uint32_t)strlen(payload);
	struct kmes_producer *producer = &fixture.producer;
	uint8_t header[KMES_EVENT_TYPE];

	while (producer->write_pos + size - producer->tail_pos > CAPACITY)
		producer->tail_pos += size_at(producer->tail_pos);
	kacs_store_le32(header + KMES_EVENT_SIZE, size);
	kacs_store_le32(header + KMES_EVENT_HEADER_SIZE, header_size);
	kacs_store_le64(header + KMES_EVENT_TIMESTAMP, 1000 + sequence);
	kacs_store_le64(header + KMES_EVENT_SEQUENCE, ++sequence);
	kacs_store_le16(header + KMES_EVENT_CPU, 3);
	header[KMES_EVENT_ORIGIN] = KMES_ORIGIN_KACS;
	kacs_store_le16(header + KMES_EVENT_TYPE_LEN, (uint16_t)strlen(type));
	put_bytes(producer->write_pos, header, sizeof(header));
	put_bytes(producer->write_pos + sizeof(header), type, strlen(type));
	put_bytes(producer->write_pos + header_size, payload, strlen(payload));
	producer->write_pos += size;
}

static void emit(const char *type, const char *payload)
{
	emit_with_gap(type, payload, 0);
}

static int begin(void **state)
{
	(void)state;
	memset(&fixture, 0, sizeof(fixture));
	memset(&ring, 0, sizeof(ring));
	memcpy(fixture.producer.magic, KMES_RING_MAGIC, 8);
	fixture.producer.version = KMES_RING_VERSION;
	fixture.producer.cpu_id = 3;
	fixture.producer.capacity = CAPACITY;
	fixture.producer.data_offset = KMES_DATA_OFFSET;
	fixture.producer.generation = 1;
	sequence = 0;
	return kacs_ring_begin(&ring, &fixture, CAPACITY);
}

static int end(void **state)
{
	(void)state;
	free(ring.copy);
	return 0;
}

static void read_event(const char *type, const char *payload, uint64_t lost)
{
	assert_int_equal(kacs_ring_peek(&ring), 1);
	assert_int_equal(ring.head.type_len, strlen(type));
	assert_memory_equal(ring.head.type, type, strlen(type));
	assert_int_equal(ring.head.payload_len, strlen(payload));
	assert_memory_equal(ring.head.payload, payload, strlen(payload));
	assert_int_equal(ring.head.lost, lost);
	kacs_ring_pop(&ring);
}

static void ring_of_another_shape_is_refused(void **state)
{
	struct kacs_ring other = {0};

	(void)state;
	assert_int_equal(kacs_ring_begin(&other, &fixture, 2 * CAPACITY), -1);
	assert_int_equal(errno, EPROTO);
	fixture.producer.version = 2;
	assert_int_equal(kacs_ring_begin(&other, &fixture, CAPACITY), -1);
	fixture.producer.version = KMES_RING_VERSION;
	fixture.producer.data_offset = 4096;
	assert_int_equal(kacs_ring_begin(&other, &fixture, CAPACITY), -1);
	fixture.producer.data_offset = KMES_DATA_OFFSET;
	fixture.producer.magic[7] = 'g';
	assert_int_equal(kacs_ring_begin(&other, &fixture, CAPACITY), -1);
}

static void events_come_whole_and_in_order(void **state)
{
	(void)state;
	assert_int_equal(kacs_ring_peek(&ring), 0);
	emit("first", "\x01");
	emit("second", "");
	assert_int_equal(kacs_ring_peek(&ring), 1);
	assert_int_equal(ring.head.timestamp, 1000);
	assert_int_equal(ring.head.sequence, 1);
	assert_int_equal(ring.head.cpu, 3);
	assert_int_equal(ring.head.origin, KMES_ORIGIN_KACS);
	read_event("first", "\x01", 0);
	read_event("second", "", 0);
	assert_int_equal(kacs_ring_peek(&ring), 0);
}

static void payload_is_where_the_header_ends(void **state)
{
	(void)state;
	emit_with_gap("stamped", "\xc3", 40);
	emit("next", "\xc0");
	read_event("stamped", "\xc3", 0);
	read_event("next", "\xc0", 0);
}

static void event_across_the_end_is_one_piece(void **state)
{
	char payload[101];
	int i;

	(void)state;
	memset(payload, 'x', 100);
	payload[100] = 0;
	for (i = 0; i < 10; i++) {
		emit("wrap", payload);
		read_event("wrap", payload, 0);
	}
}

static void overwritten_events_are_counted(void **state)
{
	int i;

	(void)state;
	emit("read", "");
	read_event("read", "", 0);
	for (i = 0; i < 20; i++)
		emit("many", "1234567");
	/* 40 bytes each: the last 6 are there. */
	read_event("many", "1234567", 14);
	for (i = 0; i < 5; i++)
		read_event("many", "1234567", 0);
	assert_int_equal(kacs_ring_peek(&ring), 0);
	assert_int_equal(ring.lost, 14);
}

static void dropped_events_are_counted(void **state)
{
	(void)state;
	emit("before", "");
	sequence += 3;
	emit("after", "");
	read_event("before", "", 0);
	read_event("after", "", 3);
	assert_int_equal(ring.lost, 3);
}

static void late_reader_has_lost_what_was_before(void **state)
{
	struct kacs_ring late = {0};
	int i;

	(void)state;
	for (i = 0; i < 20; i++)
		emit("many", "1234567");
	assert_int_equal(kacs_ring_begin(&late, &fixture, CAPACITY), 0);
	assert_int_equal(kacs_ring_peek(&late), 1);
	assert_int_equal(late.head.sequence, 15);
	assert_int_equal(late.head.lost, 14);
	free(late.copy);
}

static void sizes_that_no_event_has_are_skipped(void **state)
{
	static const uint32_t sizes[][2] = {
		{0, 29},  {28, 28}, {0xffffffff, 29},
		{64, 65}, {64, 32}, {64, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint64_t at = fixture.producer.write_pos;
		uint8_t bytes[8];

		emit("broken", "x");
		kacs_store_le32(bytes, sizes[i][0]);
		kacs_store_le32(bytes + 4, sizes[i][1]);
		put_bytes(at, bytes, 8);
		assert_int_equal(kacs_ring_peek(&ring), 0);
		/* The next begins where the writer is. */
		fixture.producer.tail_pos = fixture.producer.write_pos;
		emit("good", "");
		read_event("good", "", 1);
	}
}

static void replaced_ring_is_read_to_its_end_first(void **state)
{
	(void)state;
	emit("last", "");
	fixture.producer.generation = 2;
	read_event("last", "", 0);
	assert_int_equal(kacs_ring_peek(&ring), -1);
	assert_int_equal(errno, ESTALE);
}

static void reader_sleeps_only_when_there_is_nothing(void **state)
{
	uint32_t value;

	(void)state;
	fixture.producer.futex_counter = 7;
	assert_true(kacs_ring_doze(&ring, &value));
	assert_int_equal(value, 7);
	assert_int_equal(fixture.consumer.need_wake, 1);
	kacs_ring_awake(&ring);
	assert_int_equal(fixture.consumer.need_wake, 0);
	emit("new", "");
	assert_false(kacs_ring_doze(&ring, &value));
	read_event("new", "", 0);
	assert_true(kacs_ring_doze(&ring, &value));
	fixture.producer.generation = 2;
	assert_false(kacs_ring_doze(&ring, &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			ring_of_another_shape_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(events_come_whole_and_in_order,
						begin, end),
		cmocka_unit_test_setup_teardown(
			payload_is_where_the_header_ends, begin, end),
		cmocka_unit_test_setup_teardown(
			event_across_the_end_is_one_piece, begin, end),
		cmocka_unit_test_setup_teardown(overwritten_events_are_counted,
						begin, end),
		cmocka_unit_test_setup_teardown(dropped_events_are_counted,
						begin, end),
		cmocka_unit_test_setup_teardown(
			late_reader_has_lost_what_was_before, begin, end),
		cmocka_unit_test_setup_teardown(
			sizes_that_no_event_has_are_skipped, begin, end),
		cmocka_unit_test_setup_teardown(
			replaced_ring_is_read_to_its_end_first, begin, end),
		cmocka_unit_test_setup_teardown(
			reader_sleeps_only_when_there_is_nothing, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
