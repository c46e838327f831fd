/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What every unit test of the core includes.
 */
#ifndef KACS_CORE_UNIT_TEST_H
#define KACS_CORE_UNIT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_support.h"

/* The number of elements of an array. */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What a token gets of the rights that it asks for. */
#define GRANTED(token, sd, desired, expected) \
	assert_int_equal(test_check(token, sd, desired).granted, expected)

/* All that a token gets. */
#define MAXIMUM(token, sd, expected) \
	GRANTED(token, sd, KACS_MAXIMUM_ALLOWED, expected)

#define assert_same_bytes(actual, expected) \
	assert_true(test_same_bytes(actual, expected))

#endif /* KACS_CORE_UNIT_TEST_H */
