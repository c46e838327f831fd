// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The form of conditional expressions: PSD-004 3.11, and the limits of 3.8.
 */
#include <stdio.h>
#include <stdlib.h>

#include "condition_test_support.h"
#include "unit_test.h"

static int validate(const void *bytes, u32 len, u32 *offset)
{
	struct test_bytes exact = test_copy(bytes, len);
	struct kacs_error error = {KACS_OK, 1000};
	int reason =
		kacs_condition_validate(exact.bytes, exact.len, 1000, &error);

	assert_int_equal(reason, error.reason);
	*offset = error.offset - 1000;
	return reason;
}

#define VALID(words)                                                       \
	do {                                                               \
		struct test_bytes valid_ = test_condition(words);          \
		u32 at_;                                                   \
		assert_int_equal(validate(valid_.bytes, valid_.len, &at_), \
				 KACS_OK);                                 \
	} while (0)

/* The bytes of @words, which are refused for @reason at byte @offset. */
#define REFUSED(words, reason, offset)                                         \
	do {                                                                   \
		struct test_bytes refused_ = test_condition(words);            \
		u32 at_;                                                       \
		assert_int_equal(validate(refused_.bytes, refused_.len, &at_), \
				 reason);                                      \
		assert_int_equal(at_, offset);                                 \
	} while (0)

/* The same of raw bytes behind the signature. */
#define RAW(bytes, reason, offset)                                       \
	do {                                                             \
		static const char raw_[] = "artx" bytes;                 \
		u32 at_;                                                 \
		assert_int_equal(validate(raw_, sizeof(raw_) - 1, &at_), \
				 reason);                                \
		assert_int_equal(at_, offset);                           \
	} while (0)

#define NUMBER(code, b0, b1, b7, sign) code b0 b1 b7 b7 b7 b7 b7 b7 sign "\x02"

static void signature_is_artx(void **state)
{
	u32 at;

	(void)state;
	assert_int_equal(validate("", 0, &at), KACS_E_CONDITION_SIGNATURE);
	assert_int_equal(validate("art", 3, &at), KACS_E_CONDITION_SIGNATURE);
	assert_int_equal(validate("arty", 4, &at), KACS_E_CONDITION_SIGNATURE);
	assert_int_equal(validate("artx", 4, &at), KACS_E_CONDITION_RESULT);
}

static void every_operator_takes_its_operands(void **state)
{
	static const char *const binary[] = {
		"==", "!=",	  "<",	    "<=",	    ">",
		">=", "Contains", "Any_of", "Not_Contains", "Not_Any_of",
		"&&", "||",
	};
	static const char *const unary[] = {
		"Exists",
		"Not_Exists",
		"!",
		"Member_of",
		"Device_Member_of",
		"Member_of_Any",
		"Device_Member_of_Any",
		"Not_Member_of",
		"Not_Device_Member_of",
		"Not_Member_of_Any",
		"Not_Device_Member_of_Any",
	};
	char words[64];
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(binary); i++) {
		snprintf(words, sizeof(words), "1 2 %s", binary[i]);
		VALID(words);
		snprintf(words, sizeof(words), "1 %s", binary[i]);
		REFUSED(words, KACS_E_CONDITION_OPERANDS, 15);
	}
	for (i = 0; i < COUNT(unary); i++) {
		snprintf(words, sizeof(words), "1 %s", unary[i]);
		VALID(words);
		snprintf(words, sizeof(words), "%s", unary[i]);
		REFUSED(words, KACS_E_CONDITION_OPERANDS, 4);
	}
}

static void unknown_codes_are_refused(void **state)
{
	static const u8 known[] = {0x00, 0x01, 0x02, 0x03, 0x04, 0x10, 0x18,
				   0x50, 0x51, 0xf8, 0xf9, 0xfa, 0xfb};
	u8 bytes[5] = "artx";
	u32 code, i, at;

	(void)state;
	for (code = 0; code < 256; code++) {
		bool is_known = (code >= 0x80 && code <= 0x93) ||
				(code >= 0xa0 && code <= 0xa2);

		for (i = 0; i < COUNT(known); i++)
			is_known |= known[i] == code;
		bytes[4] = (u8)code;
		/* A known literal lacks its data: the same reason. */
		if (is_known && code >= 0x80 && code < 0xf0)
			assert_int_equal(validate(bytes, 5, &at),
					 KACS_E_CONDITION_OPERANDS);
		else if (!code)
			assert_int_equal(validate(bytes, 5, &at),
					 KACS_E_CONDITION_RESULT);
		else
			assert_int_equal(validate(bytes, 5, &at),
					 KACS_E_CONDITION_TOKEN);
	}
}

static void one_result_is_left(void **state)
{
	(void)state;
	REFUSED("1", KACS_E_CONDITION_RESULT, 15);
	REFUSED("@User.a", KACS_E_CONDITION_RESULT, 11);
	REFUSED("1 2 == 3 4 ==", KACS_E_CONDITION_RESULT, 50);
	REFUSED("1 2 == 3", KACS_E_CONDITION_RESULT, 38);
	VALID("1 2 == 3 4 == &&");
}

static void padding_is_zero_to_the_end(void **state)
{
	(void)state;
	RAW("\xf9\0\0\0\0\x87\0\0\0\0\0", KACS_OK, 0);
	RAW("\xf9\0\0\0\0\x87\0\0\xa2", KACS_E_CONDITION_TOKEN, 12);
}

static void numbers_fit_their_width(void **state)
{
	(void)state;
	RAW(NUMBER("\x01", "\x7f", "\0", "\0", "\x01") "\xa2", KACS_OK, 0);
	RAW(NUMBER("\x01", "\x80", "\0", "\0", "\x01") "\xa2",
	    KACS_E_CONDITION_NUMBER, 4);
	RAW(NUMBER("\x01", "\x80", "\xff", "\xff", "\x02") "\xa2", KACS_OK, 0);
	RAW(NUMBER("\x01", "\x7f", "\xff", "\xff", "\x02") "\xa2",
	    KACS_E_CONDITION_NUMBER, 4);
	RAW(NUMBER("\x02", "\xff", "\x7f", "\0", "\x03") "\xa2", KACS_OK, 0);
	RAW(NUMBER("\x02", "\0", "\x80", "\0", "\x03") "\xa2",
	    KACS_E_CONDITION_NUMBER, 4);
	RAW("\x03\xff\xff\xff\x7f\0\0\0\0\x03\x01\xa2", KACS_OK, 0);
	RAW("\x03\0\0\0\x80\0\0\0\0\x03\x01\xa2", KACS_E_CONDITION_NUMBER, 4);
	RAW("\x04\0\0\0\0\0\0\0\x80\x02\x01\xa2", KACS_OK, 0);
	RAW("\x04\0\0\0\0\0\0\0\x80\x01\x01\xa2", KACS_E_CONDITION_NUMBER, 4);
	/* The sign is one of three; the base is not looked at. */
	RAW("\x04\1\0\0\0\0\0\0\0\x04\x01\xa2", KACS_E_CONDITION_NUMBER, 4);
	RAW("\x04\1\0\0\0\0\0\0\0\0\x01\xa2", KACS_E_CONDITION_NUMBER, 4);
	RAW("\x04\1\0\0\0\0\0\0\0\x01\xff\xa2", KACS_OK, 0);
}

static void lengths_fit_what_they_are_of(void **state)
{
	(void)state;
	RAW("\x10\x03\0\0\0a\0b\xa2", KACS_E_CONDITION_TOKEN, 4);
	RAW("\x10\xff\xff\xff\xff\xa2", KACS_E_CONDITION_TOKEN, 4);
	RAW("\xf9\x01\0\0\0a\x87", KACS_E_CONDITION_TOKEN, 4);
	RAW("\x51\x09\0\0\0\x01\0\0\0\0\0\0\x05\0\x89", KACS_E_SID, 4);
	RAW("\x51\x08\0\0\0\x01\0\0\0\0\0\0\x05\x89", KACS_OK, 0);
	RAW("\x51\x08\0\0\0\x02\0\0\0\0\0\0\x05\x89", KACS_E_SID, 4);
}

static void composites_hold_whole_literals(void **state)
{
	(void)state;
	VALID("{ } Member_of");
	VALID("{ 1 'a' #b S-1-5-18 { 2 { } } } 1 ==");
	REFUSED("{ 1 @User.a } 1 ==", KACS_E_CONDITION_TOKEN, 20);
	REFUSED("{ 1 2 == } 1 ==", KACS_E_CONDITION_TOKEN, 31);
	/* An element that goes on behind its composite. */
	RAW("\x50\x05\0\0\0\x18\x01\0\0\0b\xa2", KACS_E_CONDITION_TOKEN, 9);
	/* Padding inside. */
	RAW("\x50\x01\0\0\0\0\xa2", KACS_E_CONDITION_TOKEN, 9);
}

static void composites_nest_16_deep(void **state)
{
	char words[128] = "";
	u32 i;

	(void)state;
	for (i = 0; i < 16; i++)
		strcat(words, "{ ");
	for (i = 0; i < 16; i++)
		strcat(words, "} ");
	strcat(words, "!");
	VALID(words);
	memmove(words + 2, words, sizeof(words) - 2);
	memcpy(words, "{ ", 2);
	strcpy(words + 17 * 2, "} } } } } } } } } } } } } } } } } !");
	REFUSED(words, KACS_E_CONDITION_DEPTH, 4 + 16 * 5);
}

static void stack_holds_1024_values(void **state)
{
	struct test_bytes bytes = {NULL, 4 + 5 * 1025 + 1025};
	u32 i, at;

	(void)state;
	bytes.bytes = calloc(1, bytes.len);
	memcpy(bytes.bytes, "artx", 4);
	for (i = 0; i < 1025; i++)
		bytes.bytes[4 + 5 * i] = 0xf9;
	memset(bytes.bytes + 4 + 5 * 1025, 0xa0, 1024);
	assert_int_equal(validate(bytes.bytes, bytes.len, &at),
			 KACS_E_CONDITION_DEPTH);
	assert_int_equal(at, 4 + 5 * 1024);
	memset(bytes.bytes + 4 + 5 * 1024, 0xa0, 1023);
	assert_int_equal(validate(bytes.bytes, 4 + 5 * 1024 + 1023, &at),
			 KACS_OK);
	free(bytes.bytes);
}

static void every_truncation_is_refused(void **state)
{
	struct test_bytes bytes = test_condition(
		"@Local.c @User.ab 5 == { S-1-5-18 'x' } #abc Any_of && ! ||");
	u32 len, at, whole = bytes.len;

	(void)state;
	assert_int_equal(validate(bytes.bytes, bytes.len, &at), KACS_OK);
	while (!bytes.bytes[whole - 1])
		whole--;
	for (len = 0; len < whole; len++) {
		assert_int_not_equal(validate(bytes.bytes, len, &at), KACS_OK);
		assert_in_range(at, 0, len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signature_is_artx),
		cmocka_unit_test(every_operator_takes_its_operands),
		cmocka_unit_test(unknown_codes_are_refused),
		cmocka_unit_test(one_result_is_left),
		cmocka_unit_test(padding_is_zero_to_the_end),
		cmocka_unit_test(numbers_fit_their_width),
		cmocka_unit_test(lengths_fit_what_they_are_of),
		cmocka_unit_test(composites_hold_whole_literals),
		cmocka_unit_test(composites_nest_16_deep),
		cmocka_unit_test(stack_holds_1024_values),
		cmocka_unit_test(every_truncation_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
