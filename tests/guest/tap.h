/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a guest test program says, in the Test Anything Protocol:
 *
 *	int main(void)
 *	{
 *		tap_ok(..., "dacl_first_writer_wins");
 *		tap_errno(open(...), EACCES, "deny_ace_refuses_open");
 *		return tap_done();
 *	}
 *
 * A test is named for the rule that it holds. The plan comes last; a program
 * that ends before tap_done() has no plan, which the runner counts as a
 * failure. Children may not call tap_ok() and its like: they report to their
 * parent by exit status.
 */
#ifndef KACS_TESTS_GUEST_TAP_H
#define KACS_TESTS_GUEST_TAP_H

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tap {
	unsigned int count;
	unsigned int failed;
};

/* One for the program, whichever of its files a result comes from. */
__attribute__((weak)) struct tap tap;

__attribute__((format(printf, 1, 2))) static inline void
tap_note(const char *format, ...)
{
	va_list args;

	fputs("# ", stdout);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	fputc('\n', stdout);
	fflush(stdout);
}

static inline void tap_result(bool good, const char *format, va_list args)
{
	tap.count++;
	if (!good)
		tap.failed++;
	printf("%sok %u - ", good ? "" : "not ", tap.count);
	vprintf(format, args);
	fputc('\n', stdout);
	fflush(stdout);
}

/* errno as text: "EACCES", "0" for none, "?" for an unknown number. */
static inline const char *tap_errno_name(int number)
{
	const char *name = strerrorname_np(number);

	return name ? name : "?";
}

/* One result. */
__attribute__((format(printf, 4, 5))) static inline bool
tap_check(bool good, const char *condition, int line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tap_result(good, format, args);
	va_end(args);
	if (!good)
		tap_note("line %d: expected %s", line, condition);
	return good;
}

#define tap_ok(condition, ...) \
	tap_check((condition), #condition, __LINE__, __VA_ARGS__)

/* One result: a number is the expected one. */
__attribute__((format(printf, 4, 5))) static inline bool
tap_check_eq(long long actual, long long expected, int line, const char *format,
	     ...)
{
	va_list args;

	va_start(args, format);
	tap_result(actual == expected, format, args);
	va_end(args);
	if (actual != expected)
		tap_note(
			"line %d: expected %lld (0x%llx), actual %lld (0x%llx)",
			line, expected, (unsigned long long)expected, actual,
			(unsigned long long)actual);
	return actual == expected;
}

#define tap_eq(actual, expected, ...)                                      \
	tap_check_eq((long long)(actual), (long long)(expected), __LINE__, \
		     __VA_ARGS__)

/* One result: two strings are equal; either may be NULL. */
__attribute__((format(printf, 4, 5))) static inline bool
tap_check_str(const char *actual, const char *expected, int line,
	      const char *format, ...)
{
	bool good = actual && expected ? strcmp(actual, expected) == 0
				       : actual == expected;
	va_list args;

	va_start(args, format);
	tap_result(good, format, args);
	va_end(args);
	if (!good)
		tap_note("line %d: expected '%s', actual '%s'", line,
			 expected ? expected : "(null)",
			 actual ? actual : "(null)");
	return good;
}

#define tap_str(actual, expected, ...) \
	tap_check_str((actual), (expected), __LINE__, __VA_ARGS__)

/*
 * One result: a system call's return value and errno. @expected is 0 for
 * success (any value from 0 up), else the errno of a return of -1.
 */
__attribute__((format(printf, 5, 6))) static inline bool
tap_check_errno(long returned, int number, int expected, int line,
		const char *format, ...)
{
	int actual = returned < 0 ? number : 0;
	va_list args;

	va_start(args, format);
	tap_result(actual == expected, format, args);
	va_end(args);
	if (actual != expected)
		tap_note("line %d: expected %s, actual %s (returned %ld)", line,
			 tap_errno_name(expected), tap_errno_name(actual),
			 returned);
	return actual == expected;
}

/* The call comes first in its own statement, so that errno is its errno. */
#define tap_errno(call, expected, ...)                                     \
	({                                                                 \
		long tap_returned;                                         \
		errno = 0;                                                 \
		tap_returned = (long)(call);                               \
		tap_check_errno(tap_returned, errno, (expected), __LINE__, \
				__VA_ARGS__);                              \
	})

/* One result that says why the rule was not tried. */
static inline void tap_skip(const char *name, const char *reason)
{
	tap.count++;
	printf("ok %u - %s # SKIP %s\n", tap.count, name, reason);
	fflush(stdout);
}

/* End the program here: its setting up went wrong, so no rule can be tried. */
__attribute__((noreturn)) static inline void tap_abort(const char *what)
{
	printf("Bail out! %s: %s\n", what, tap_errno_name(errno));
	fflush(stdout);
	exit(2);
}

/* The plan, and the exit status for main() to return. */
static inline int tap_done(void)
{
	printf("1..%u\n", tap.count);
	fflush(stdout);
	return tap.failed ? 1 : 0;
}

#endif /* KACS_TESTS_GUEST_TAP_H */
