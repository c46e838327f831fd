// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * string.c and printf.c, compiled for this machine under other names, against
 * its own C library. heap.c needs WebAssembly: kacs_test.mjs tries it.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#define memcpy ours_memcpy
#define memset ours_memset
#define memcmp ours_memcmp
#define strlen ours_strlen
#define strcmp ours_strcmp
#define strchr ours_strchr
#define strcpy ours_strcpy
#define strcat ours_strcat
#define strcasecmp ours_strcasecmp
#define strncasecmp ours_strncasecmp
#define strtoull ours_strtoull
#define snprintf ours_snprintf
#define vsnprintf ours_vsnprintf
#include "string.c"
#include "printf.c"
#undef memcpy
#undef memset
#undef memcmp
#undef strlen
#undef strcmp
#undef strchr
#undef strcpy
#undef strcat
#undef strcasecmp
#undef strncasecmp
#undef strtoull
#undef snprintf
#undef vsnprintf

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const words[] = {
	"",	"a",	"A",	"ab",	"aB",	 "abc",	    "Se", "SeBackup",
	"SEba", "\x7f", "\x80", "\xff", "a\xff", "zzzzzzz", "[",  "`",
};

static int sign(int number)
{
	return (number > 0) - (number < 0);
}

static void strings_compare_as_in_the_c_library(void **state)
{
	size_t i, j, len;

	(void)state;
	for (i = 0; i < COUNT(words); i++)
		for (j = 0; j < COUNT(words); j++) {
			const char *a = words[i], *b = words[j];
			size_t most =
				strlen(a) < strlen(b) ? strlen(a) : strlen(b);

			assert_int_equal(sign(ours_strcmp(a, b)),
					 sign(strcmp(a, b)));
			assert_int_equal(sign(ours_strcasecmp(a, b)),
					 sign(strcasecmp(a, b)));
			assert_int_equal(sign(ours_memcmp(a, b, most)),
					 sign(memcmp(a, b, most)));
			for (len = 0; len < 4; len++)
				assert_int_equal(
					sign(ours_strncasecmp(a, b, len)),
					sign(strncasecmp(a, b, len)));
		}
}

static void strings_are_measured_searched_and_joined(void **state)
{
	char text[32];
	size_t i;
	int c;

	(void)state;
	for (i = 0; i < COUNT(words); i++) {
		assert_int_equal(ours_strlen(words[i]), strlen(words[i]));
		for (c = 0; c < 256; c++)
			assert_ptr_equal(ours_strchr(words[i], c),
					 strchr(words[i], c));
		ours_memset(text, 'x', sizeof(text));
		ours_strcpy(text, words[i]);
		ours_strcat(text, "+");
		ours_strcat(text, words[i]);
		assert_int_equal(strlen(text), 2 * strlen(words[i]) + 1);
		assert_memory_equal(text, words[i], strlen(words[i]));
		assert_string_equal(text + strlen(words[i]) + 1, words[i]);
		assert_int_equal(text[sizeof(text) - 1], 'x');
	}
}

static void numbers_are_read_as_in_the_c_library(void **state)
{
	static const char *const texts[] = {
		"0",
		"7",
		"08",
		"010",
		"0x",
		"0x1F",
		"0Xg",
		"12a",
		"99,",
		"ff",
		"4294967296",
		"18446744073709551615",
		"18446744073709551616",
		"99999999999999999999,",
		"0xffffffffffffffff",
		"0x10000000000000000",
	};
	static const int bases[] = {0, 10, 16};
	unsigned long long ours, theirs;
	char *end, *their_end;
	int error;
	size_t i, j;

	(void)state;
	for (i = 0; i < COUNT(texts); i++)
		for (j = 0; j < COUNT(bases); j++) {
			errno = 0;
			ours = ours_strtoull(texts[i], &end, bases[j]);
			error = errno;
			errno = 0;
			theirs = strtoull(texts[i], &their_end, bases[j]);
			assert_int_equal(ours, theirs);
			assert_int_equal(error, errno);
			assert_ptr_equal(end, their_end);
		}
}

/* The same call of both. */
#define SAME(...)                                                           \
	do {                                                                \
		char ours_[128], theirs_[128];                              \
		int ours_len_ =                                             \
			ours_snprintf(ours_, sizeof(ours_), __VA_ARGS__);   \
		int len_ = snprintf(theirs_, sizeof(theirs_), __VA_ARGS__); \
                                                                            \
		assert_string_equal(ours_, theirs_);                        \
		assert_int_equal(ours_len_, len_);                          \
	} while (0)

static void text_is_formatted_as_in_the_c_library(void **state)
{
	static const int numbers[] = {0, 1, -1, 9, 255, INT_MAX, INT_MIN};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(numbers); i++) {
		unsigned int u = (unsigned int)numbers[i];
		unsigned long long wide = (unsigned long long)numbers[i];

		SAME("%d|%i|%03d|%012d", numbers[i], numbers[i], numbers[i],
		     numbers[i]);
		SAME("%u|%x|%o|%02x|%04x|%5u", u, u, u, u, u, u);
		SAME("%llu|%llx|%llo|%012llx|0%llo", wide, wide, wide, wide,
		     wide);
		SAME("%lu|%zu|%zx", (unsigned long)u, (size_t)u, (size_t)u);
	}
	for (i = 0; i < COUNT(words); i++)
		SAME("<%s|%.2s|%.0s|%6s>", words[i], words[i], words[i],
		     words[i]);
	SAME("%c%c%%%s", 'a', '\xff', "");
	SAME("nothing");
}

static void text_is_cut_to_the_room(void **state)
{
	char text[8];
	size_t room;

	(void)state;
	for (room = 0; room <= sizeof(text); room++) {
		memset(text, 'x', sizeof(text));
		assert_int_equal(ours_snprintf(text, room, "%s%d", "ab", 12345),
				 7);
		if (room) {
			assert_int_equal(strlen(text), room - 1);
			assert_memory_equal(text, "ab12345", room - 1);
		}
		if (room < sizeof(text))
			assert_int_equal(text[room], 'x');
	}
	assert_int_equal(ours_snprintf(NULL, 0, "%u", 100u), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_compare_as_in_the_c_library),
		cmocka_unit_test(strings_are_measured_searched_and_joined),
		cmocka_unit_test(numbers_are_read_as_in_the_c_library),
		cmocka_unit_test(text_is_formatted_as_in_the_c_library),
		cmocka_unit_test(text_is_cut_to_the_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
