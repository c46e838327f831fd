// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The order of values: PSD-004 3.8, 3.9, 3.11.
 */
#include "unit_test.h"
#include "value.h"

/* Latin-1 as UTF-16LE. */
static struct kacs_value string(const char *text, u32 units, bool terminated)
{
	u8 bytes[64] = {0};
	u32 i;

	for (i = 0; i < units; i++)
		bytes[2 * i] = (u8)text[i];
	return (struct kacs_value){.type = KACS_VALUE_STRING,
				   .terminated = terminated,
				   .bytes = test_copy(bytes, 2 * units).bytes,
				   .len = 2 * units};
}

static struct kacs_value natural(u64 number)
{
	return (struct kacs_value){.type = KACS_VALUE_NUMBER, .number = number};
}

/* One that is negative if its highest bit is set. */
static struct kacs_value whole(u64 number)
{
	return (struct kacs_value){.type = KACS_VALUE_NUMBER,
				   .negative = number >> 63,
				   .number = number};
}

static struct kacs_value octets(u8 type, const char *bytes, u32 len)
{
	return (struct kacs_value){
		.type = type, .bytes = test_copy(bytes, len).bytes, .len = len};
}

/* -1, 0 or 1, and the reverse the other way round. */
static int order(struct kacs_value a, struct kacs_value b, bool case_sensitive)
{
	struct kacs_budget budget = {1000};
	int there = kacs_value_compare(&a, &b, case_sensitive, &budget);
	int back = kacs_value_compare(&b, &a, case_sensitive, &budget);

	assert_int_equal(there, -back);
	return there;
}

static void numbers_are_on_one_line(void **state)
{
	struct kacs_value rising[] = {
		whole(1ull << 63),   whole(-2ull),
		whole(-1ull),	     whole(0),
		natural(1),	     whole(2),
		natural(1ull << 63), natural(-2ull),
		natural(-1ull),
	};
	u32 i, j;

	(void)state;
	for (i = 0; i < COUNT(rising); i++)
		for (j = 0; j < COUNT(rising); j++)
			assert_int_equal(order(rising[i], rising[j], true),
					 i < j ? -1 : i > j);
}

static void strings_are_ordered_by_unit_then_by_length(void **state)
{
	(void)state;
	assert_int_equal(order(string("abc", 3, false), string("abd", 3, false),
			       true),
			 -1);
	assert_int_equal(order(string("ab", 2, false), string("abc", 3, false),
			       true),
			 -1);
	assert_int_equal(
		order(string("", 0, false), string("a", 1, false), false), -1);
	assert_int_equal(
		order(string("B", 1, false), string("a", 1, false), true), -1);
	assert_int_equal(
		order(string("B", 1, false), string("a", 1, false), false), 1);
	assert_int_equal(order(string("aB", 2, false), string("Ab", 2, false),
			       false),
			 0);
}

static void only_strings_of_claims_end_at_their_0(void **state)
{
	struct kacs_value claim = string("ab\0cd", 5, true);
	struct kacs_value literal = string("ab\0cd", 5, false);

	(void)state;
	assert_int_equal(order(claim, string("ab", 2, false), false), 0);
	assert_int_equal(order(literal, string("ab", 2, false), false), 1);
	assert_int_equal(order(literal, string("ab\0cd", 5, false), false), 0);
	assert_int_equal(order(literal, claim, false), 1);
	assert_int_equal(kacs_value_string_bytes(&claim), 4);
	assert_int_equal(kacs_value_string_bytes(&literal), 10);
}

static void octets_are_ordered_by_byte_then_by_length(void **state)
{
	struct kacs_value upper = octets(KACS_VALUE_OCTETS, "AB", 2);
	struct kacs_value lower = octets(KACS_VALUE_OCTETS, "ab", 2);
	struct kacs_value longer = octets(KACS_VALUE_OCTETS, "abc", 3);
	struct kacs_value high = octets(KACS_VALUE_OCTETS, "\xff", 1);

	(void)state;
	assert_int_equal(order(upper, lower, false), 0);
	assert_int_equal(order(upper, lower, true), -1);
	assert_int_equal(order(lower, longer, false), -1);
	assert_int_equal(order(longer, high, false), -1);
	/* ASCII only: these are one letter in Latin-1. */
	assert_int_equal(order(octets(KACS_VALUE_OCTETS, "\xc4", 1),
			       octets(KACS_VALUE_OCTETS, "\xe4", 1), false),
			 -1);
}

static void sids_have_no_case(void **state)
{
	(void)state;
	assert_int_equal(order(octets(KACS_VALUE_SID, "A", 1),
			       octets(KACS_VALUE_SID, "a", 1), false),
			 -1);
}

static void long_values_cost_a_step_for_eight_bytes(void **state)
{
	struct kacs_value units = string("0123456789abcdef0", 17, false);
	struct kacs_value bytes = octets(KACS_VALUE_OCTETS, "0123456789ab", 12);
	struct kacs_budget budget = {10};

	(void)state;
	kacs_value_compare(&units, &units, true, &budget);
	assert_int_equal(budget.steps, 6);
	kacs_value_compare(&bytes, &bytes, true, &budget);
	assert_int_equal(budget.steps, 5);
	kacs_value_compare(&units, &bytes, true, &budget);
	assert_int_equal(budget.steps, 5);
	/* Who is not charged does not have to say so. */
	kacs_value_compare(&units, &units, true, NULL);
}

static void values_of_different_types_have_an_order(void **state)
{
	struct kacs_value values[] = {
		{.type = KACS_VALUE_NUMBER, .number = 7},
		string("a", 1, false),
		octets(KACS_VALUE_OCTETS, "a", 1),
		octets(KACS_VALUE_SID, "a", 1),
		octets(KACS_VALUE_LIST, "a", 1),
	};
	u32 i, j;

	(void)state;
	for (i = 0; i < COUNT(values); i++)
		for (j = 0; j < COUNT(values); j++)
			assert_int_equal(kacs_value_order(&values[i],
							  &values[j], true,
							  NULL),
					 (i > j) - (i < j));
}

/* Wherever it ends, and however much the same there is behind it. */
static void what_is_behind_the_end_of_a_string_does_not_count(void **state)
{
	static const char letters[] = "abcdefghijklmnop";
	char a[16], b[16];
	u32 end;

	(void)state;
	for (end = 0; end < 15; end++) {
		memcpy(a, letters, 16);
		memcpy(b, letters, 16);
		a[end] = 0;
		b[end] = 0;
		a[15] = 'x';
		assert_int_equal(order(string(a, 16, true), string(b, 16, true),
				       true),
				 0);
		assert_int_equal(order(string(a, 16, false),
				       string(b, 16, false), true),
				 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_on_one_line),
		cmocka_unit_test(strings_are_ordered_by_unit_then_by_length),
		cmocka_unit_test(only_strings_of_claims_end_at_their_0),
		cmocka_unit_test(octets_are_ordered_by_byte_then_by_length),
		cmocka_unit_test(sids_have_no_case),
		cmocka_unit_test(long_values_cost_a_step_for_eight_bytes),
		cmocka_unit_test(values_of_different_types_have_an_order),
		cmocka_unit_test(
			what_is_behind_the_end_of_a_string_does_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
