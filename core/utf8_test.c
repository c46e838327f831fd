// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * UTF-8: RFC 3629.
 */
#include "unit_test.h"
#include "utf8.h"

struct sample {
	const char *bytes;
	bool valid;
};

/* Each bound of each length, from both sides. */
static const struct sample samples[] = {
	{"", true},
	{"plain", true},
	{"\x7f", true},
	{"\x80", false},
	{"\xc1\xbf", false},
	{"\xc2\x80", true},
	{"\xdf\xbf", true},
	{"\xc2", false},
	{"\xc2\x7f", false},
	{"\xc2\xc0", false},
	{"\xe0\x9f\xbf", false},
	{"\xe0\xa0\x80", true},
	{"\xed\x9f\xbf", true},
	{"\xed\xa0\x80", false},
	{"\xed\xbf\xbf", false},
	{"\xee\x80\x80", true},
	{"\xef\xbf\xbf", true},
	{"\xe0\xa0", false},
	{"\xf0\x8f\xbf\xbf", false},
	{"\xf0\x90\x80\x80", true},
	{"\xf4\x8f\xbf\xbf", true},
	{"\xf4\x90\x80\x80", false},
	{"\xf8\x88\x80\x80\x80", false},
	{"\xff", false},
	{"good\xffgood", false},
	{"good\xc3\xa4good", true},
};

static void utf8_is_shortest_form_without_surrogates(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(samples); i++) {
		struct test_bytes copy =
			test_copy((const u8 *)samples[i].bytes,
				  (u32)strlen(samples[i].bytes));

		if (kacs_utf8_valid(copy.bytes, copy.len) != samples[i].valid)
			fail_msg("sample %zu: expected %s", i,
				 samples[i].valid ? "valid" : "invalid");
	}
}

static void utf8_may_hold_zeros(void **state)
{
	(void)state;
	assert_true(kacs_utf8_valid((const u8 *)"a\0b", 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_is_shortest_form_without_surrogates),
		cmocka_unit_test(utf8_may_hold_zeros),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
