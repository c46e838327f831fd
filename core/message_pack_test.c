// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * MessagePack: msgpack.org, PSD-003 2.1.6 and 4.1.2.
 */
#include <stdlib.h>

#include "message_pack.h"
#include "unit_test.h"

static u8 written[70000];

static struct kacs_msgpack writer(u32 room)
{
	memset(written, 0xee, sizeof(written));
	return (struct kacs_msgpack){.bytes = written, .room = room};
}

#define WROTE(call, ...)                                                  \
	do {                                                              \
		static const u8 expected[] = {__VA_ARGS__};               \
		struct kacs_msgpack to = writer(sizeof(written));         \
		struct kacs_msgpack *out = &to;                           \
                                                                          \
		call;                                                     \
		assert_true(kacs_msgpack_complete(out));                  \
		assert_memory_equal(written, expected, sizeof(expected)); \
	} while (0)

static void numbers_take_their_shortest_form(void **state)
{
	(void)state;
	WROTE(kacs_msgpack_uint(out, 0), 0x00);
	WROTE(kacs_msgpack_uint(out, 0x7f), 0x7f);
	WROTE(kacs_msgpack_uint(out, 0x80), 0xcc, 0x80);
	WROTE(kacs_msgpack_uint(out, 0xff), 0xcc, 0xff);
	WROTE(kacs_msgpack_uint(out, 0x100), 0xcd, 1, 0);
	WROTE(kacs_msgpack_uint(out, 0xffff), 0xcd, 0xff, 0xff);
	WROTE(kacs_msgpack_uint(out, 0x10000), 0xce, 0, 1, 0, 0);
	WROTE(kacs_msgpack_uint(out, 0xffffffff), 0xce, 255, 255, 255, 255);
	WROTE(kacs_msgpack_uint(out, 0x0102030405060708), 0xcf, 1, 2, 3, 4, 5,
	      6, 7, 8);
}

static void lengths_take_their_shortest_form(void **state)
{
	static const u8 zeros[65536];
	const char *text = (const char *)zeros;

	(void)state;
	WROTE(kacs_msgpack_str(out, text, 31), 0xbf, 0);
	WROTE(kacs_msgpack_str(out, text, 32), 0xd9, 32, 0);
	WROTE(kacs_msgpack_str(out, text, 255), 0xd9, 255, 0);
	WROTE(kacs_msgpack_str(out, text, 256), 0xda, 1, 0, 0);
	WROTE(kacs_msgpack_str(out, text, 65535), 0xda, 255, 255, 0);
	WROTE(kacs_msgpack_str(out, text, 65536), 0xdb, 0, 1, 0, 0, 0);
	WROTE(kacs_msgpack_bin(out, NULL, 0), 0xc4, 0);
	WROTE(kacs_msgpack_bin(out, zeros, 255), 0xc4, 255, 0);
	WROTE(kacs_msgpack_bin(out, zeros, 256), 0xc5, 1, 0, 0);
	WROTE(kacs_msgpack_bin(out, zeros, 65536), 0xc6, 0, 1, 0, 0, 0);
	WROTE(kacs_msgpack_array(out, 15), 0x9f);
	WROTE(kacs_msgpack_array(out, 16), 0xdc, 0, 16);
	WROTE(kacs_msgpack_array(out, 65535), 0xdc, 255, 255);
	WROTE(kacs_msgpack_array(out, 65536), 0xdd, 0, 1, 0, 0);
	WROTE(kacs_msgpack_map(out, 15), 0x8f);
	WROTE(kacs_msgpack_map(out, 16), 0xde, 0, 16);
	WROTE(kacs_msgpack_map(out, 65535), 0xde, 255, 255);
	WROTE(kacs_msgpack_map(out, 65536), 0xdf, 0, 1, 0, 0);
}

static void writer_puts_one_value_behind_the_other(void **state)
{
	(void)state;
	WROTE((kacs_msgpack_map(out, 2), kacs_msgpack_text(out, "a"),
	       kacs_msgpack_nil(out), kacs_msgpack_text(out, "b"),
	       kacs_msgpack_array(out, 2), kacs_msgpack_bool(out, true),
	       kacs_msgpack_bool(out, false)),
	      0x82, 0xa1, 'a', 0xc0, 0xa1, 'b', 0x92, 0xc3, 0xc2);
}

static void writer_without_room_goes_on_counting(void **state)
{
	u32 room;

	(void)state;
	for (room = 0; room < 8; room++) {
		struct kacs_msgpack out = writer(room);

		kacs_msgpack_array(&out, 2);
		kacs_msgpack_text(&out, "four");
		kacs_msgpack_uint(&out, 300);
		assert_int_equal(out.len, 9);
		assert_false(kacs_msgpack_complete(&out));
		assert_int_equal(written[room], 0xee);
	}
}

static bool valid(const u8 *bytes, u32 len, u32 depth)
{
	struct test_bytes copy = test_copy(bytes, len);

	return kacs_msgpack_valid(copy.bytes, copy.len, depth);
}

/* The first byte says how long a value is; @extra zeros complete it. */
struct form {
	u8 first;
	u8 extra;
};

static const struct form forms[] = {
	{0x00, 0}, {0x7f, 0},  {0x80, 0}, {0x81, 2},  {0x8f, 30}, {0x90, 0},
	{0x91, 1}, {0x9f, 15}, {0xa0, 0}, {0xbf, 31}, {0xc0, 0},  {0xc2, 0},
	{0xc3, 0}, {0xc4, 1},  {0xc5, 2}, {0xc6, 4},  {0xc7, 2},  {0xc8, 3},
	{0xc9, 5}, {0xca, 4},  {0xcb, 8}, {0xcc, 1},  {0xcd, 2},  {0xce, 4},
	{0xcf, 8}, {0xd0, 1},  {0xd1, 2}, {0xd2, 4},  {0xd3, 8},  {0xd4, 2},
	{0xd5, 3}, {0xd6, 5},  {0xd7, 9}, {0xd8, 17}, {0xd9, 1},  {0xda, 2},
	{0xdb, 4}, {0xdc, 2},  {0xdd, 4}, {0xde, 2},  {0xdf, 4},  {0xe0, 0},
	{0xff, 0},
};

static void value_of_each_form_has_its_length_and_no_other(void **state)
{
	u8 bytes[64] = {0};
	size_t i;
	u32 len;

	(void)state;
	for (i = 0; i < COUNT(forms); i++) {
		bytes[0] = forms[i].first;
		for (len = 0; len < sizeof(bytes); len++)
			if (valid(bytes, len, 1) !=
			    (len == 1u + forms[i].extra))
				fail_msg("first byte 0x%02x, %u bytes: valid "
					 "only with %u",
					 forms[i].first, len,
					 1u + forms[i].extra);
	}
}

static void byte_c1_begins_nothing(void **state)
{
	static const u8 bytes[] = {0xc1};
	static const u8 inside[] = {0x91, 0xc1};

	(void)state;
	assert_false(valid(bytes, 1, 1));
	assert_false(valid(inside, 2, 1));
}

static void lengths_count_what_follows(void **state)
{
	static const u8 string[] = {0xd9, 2, 'a', 'b'};
	static const u8 bin16[] = {0xc5, 0, 2, 0, 0};
	static const u8 ext8[] = {0xc7, 1, 0, 0};
	static const u8 map16[] = {0xde, 0, 1, 0xa1, 'k', 7};
	static const u8 huge[] = {0xdd, 0xff, 0xff, 0xff, 0xff, 0};
	static const u8 half[] = {0xdf, 0x80, 0, 0, 0, 0};

	(void)state;
	assert_true(valid(string, 4, 0));
	assert_false(valid(string, 3, 0));
	assert_true(valid(bin16, 5, 0));
	assert_false(valid(bin16, 4, 0));
	assert_true(valid(ext8, 4, 0));
	assert_false(valid(ext8, 3, 0));
	assert_true(valid(map16, 6, 1));
	assert_false(valid(map16, 5, 1));
	assert_false(valid(huge, 6, 1));
	assert_false(valid(half, 6, 1));
	/* Nor is anything sought behind what is too long. */
	assert_false(valid((const u8 *)"\x92\xd9\xc8\x00\x00", 5, 1));
}

static void nesting_is_bounded_on_both_sides(void **state)
{
	u8 bytes[KACS_MSGPACK_MAX_DEPTH + 2];
	static const u32 depths[] = {0, 1, 4, 32, KACS_MSGPACK_MAX_DEPTH};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(depths); i++) {
		u32 depth = depths[i];

		/* So many arrays of one, and a number inside. */
		memset(bytes, 0x91, depth);
		bytes[depth] = 0;
		assert_true(valid(bytes, depth + 1, depth));
		memset(bytes, 0x91, depth + 1);
		bytes[depth + 1] = 0;
		assert_false(valid(bytes, depth + 2, depth));
	}
}

static void nothing_is_deeper_than_the_most(void **state)
{
	u8 bytes[KACS_MSGPACK_MAX_DEPTH + 2];

	(void)state;
	memset(bytes, 0x91, sizeof(bytes));
	bytes[KACS_MSGPACK_MAX_DEPTH] = 0;
	assert_true(valid(bytes, KACS_MSGPACK_MAX_DEPTH + 1, ~0u));
	bytes[KACS_MSGPACK_MAX_DEPTH] = 0x91;
	bytes[KACS_MSGPACK_MAX_DEPTH + 1] = 0;
	assert_false(valid(bytes, KACS_MSGPACK_MAX_DEPTH + 2, ~0u));
	assert_false(valid(bytes, KACS_MSGPACK_MAX_DEPTH + 2,
			   KACS_MSGPACK_MAX_DEPTH + 1));
}

static void empty_containers_are_as_deep_as_others(void **state)
{
	static const u8 empty[] = {0x90};
	static const u8 map[] = {0x80};

	(void)state;
	assert_false(valid(empty, 1, 0));
	/* Which empty texts are not. */
	assert_true(valid((const u8 *)"\xa0", 1, 0));
	assert_true(valid(empty, 1, 1));
	assert_false(valid(map, 1, 0));
	assert_true(valid(map, 1, 1));
}

static void siblings_do_not_add_up_to_depth(void **state)
{
	static const u8 siblings[] = {0x93, 0x91, 0, 0x90, 0x81, 1, 0x90};

	(void)state;
	assert_false(valid(siblings, 7, 2));
	assert_true(valid(siblings, 7, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_take_their_shortest_form),
		cmocka_unit_test(lengths_take_their_shortest_form),
		cmocka_unit_test(writer_puts_one_value_behind_the_other),
		cmocka_unit_test(writer_without_room_goes_on_counting),
		cmocka_unit_test(
			value_of_each_form_has_its_length_and_no_other),
		cmocka_unit_test(byte_c1_begins_nothing),
		cmocka_unit_test(lengths_count_what_follows),
		cmocka_unit_test(nesting_is_bounded_on_both_sides),
		cmocka_unit_test(nothing_is_deeper_than_the_most),
		cmocka_unit_test(empty_containers_are_as_deep_as_others),
		cmocka_unit_test(siblings_do_not_add_up_to_depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
