// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Every function of libkacs that allocates, with each of its allocations
 * failing, one after the other: it says ENOMEM, leaves its results as they were
 * and nothing behind; or it does without and its result is the same.
 */
#include "out_of_memory.h"

#include <assert.h>

#define MOST_CALLS 100

static unsigned int failed; /* allocations, one by one */

/* What a result is before the call, and after one that failed. */
static uint8_t untouched[1];

int result_of_text(struct result *result, char *text)
{
	result->bytes = (uint8_t *)text;
	result->len = strlen(text) + 1;
	return 0;
}

/* strdup() would be the C library's own. */
int result_of_copy(struct result *result, const char *text)
{
	char *copy = malloc(strlen(text) + 1);

	assert_non_null(copy);
	strcpy(copy, text);
	return result_of_text(result, copy);
}

int result_of_status(struct result *result, int status, char *text)
{
	failing_memory_stop();
	if (status < 0)
		result->bytes = (uint8_t *)text;
	else
		result_of_text(result, text);
	return status;
}

int result_of_null(struct result *result, char *text,
		   struct kacs_diagnostic *diagnostic)
{
	failing_memory_stop();
	strcpy(diagnostic->message, "out of memory");
	return text ? result_of_text(result, text) : -1;
}

static int attempt(const struct named_call *named, unsigned int nth,
		   bool for_good, struct result *result,
		   struct kacs_diagnostic *diagnostic, unsigned int *failures)
{
	int got;

	*result = (struct result){untouched, 1};
	*diagnostic = (struct kacs_diagnostic){.offset = 0};
	errno = 0;
	failing_memory_start(nth, for_good);
	got = named->function(result, diagnostic);
	*failures = failing_memory_stop();
	return got;
}

static void assert_clean(const struct named_call *named, unsigned int nth,
			 const struct result *result,
			 const struct kacs_diagnostic *diagnostic)
{
	if (errno != ENOMEM)
		fail_msg("%s, allocation %u: expected ENOMEM, got errno %d",
			 named->name, nth, errno);
	if (strcmp(diagnostic->message, "out of memory") != 0)
		fail_msg("%s, allocation %u: got \"%s\"", named->name, nth,
			 diagnostic->message);
	if (result->bytes != untouched || result->len != 1)
		fail_msg("%s, allocation %u: failed and has a result",
			 named->name, nth);
}

static void assert_same(const struct named_call *named, unsigned int nth,
			const struct result *result,
			const struct result *expected)
{
	size_t same = 0;

	while (same < result->len && same < expected->len &&
	       result->bytes[same] == expected->bytes[same])
		same++;
	if (same < result->len || same < expected->len)
		fail_msg("%s, allocation %u: expected %zu bytes\n%.400s\n"
			 "got %zu bytes\n%.400s",
			 named->name, nth, expected->len,
			 (const char *)expected->bytes + same, result->len,
			 (const char *)result->bytes + same);
}

/* Return: how many allocations were made to fail. */
static unsigned int fail_each(const struct named_call *named, bool for_good,
			      const struct result *expected)
{
	struct kacs_diagnostic diagnostic;
	unsigned int nth, failures;
	struct result result;
	long before;

	for (nth = 1;; nth++) {
		before = failing_memory_blocks();
		if (attempt(named, nth, for_good, &result, &diagnostic,
			    &failures) < 0) {
			assert_clean(named, nth, &result, &diagnostic);
		} else {
			assert_same(named, nth, &result, expected);
			free(result.bytes);
		}
		if (failing_memory_blocks() != before)
			fail_msg("%s, allocation %u: %ld blocks left behind",
				 named->name, nth,
				 failing_memory_blocks() - before);
		if (!failures)
			return nth - 1;
	}
}

static void each_allocation_may_fail(void **state)
{
	const struct named_call *named = *state;
	struct kacs_diagnostic diagnostic;
	struct result expected;
	unsigned int failures, alone;

	assert_int_equal(
		attempt(named, 0, false, &expected, &diagnostic, &failures), 0);
	/* One alone, and one with all that come after it. */
	alone = fail_each(named, false, &expected);
	assert_int_not_equal(alone, 0);
	failed += alone;
	assert_int_not_equal(fail_each(named, true, &expected), 0);
	free(expected.bytes);
}

int main(void)
{
	struct CMUnitTest tests[MOST_CALLS] = {0};
	size_t count;
	int result;

	for (count = 0; out_of_memory_calls[count].name; count++) {
		assert(count < MOST_CALLS);
		tests[count] = (struct CMUnitTest){
			.name = out_of_memory_calls[count].name,
			.test_func = each_allocation_may_fail,
			.initial_state = &out_of_memory_calls[count],
		};
	}
	result = _cmocka_run_group_tests("each_allocation_may_fail", tests,
					 count, out_of_memory_setup,
					 out_of_memory_teardown);
	printf("# %u allocations failed in turn\n", failed);
	return result;
}
