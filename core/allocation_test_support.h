/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The watch over allocations in the tests of the core.
 */
#ifndef KACS_CORE_ALLOCATION_TEST_SUPPORT_H
#define KACS_CORE_ALLOCATION_TEST_SUPPORT_H

#include "check.h"

/* How many there have been in this program. */
unsigned int test_allocations(void);

#endif /* KACS_CORE_ALLOCATION_TEST_SUPPORT_H */
