/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Conditional expressions for tests, written down in postfix order.
 */
#ifndef KACS_CORE_CONDITION_TEST_SUPPORT_H
#define KACS_CORE_CONDITION_TEST_SUPPORT_H

#include "test_support.h"

/*
 * The bytecode, padded, of words with one space between them: numbers (5, -3),
 * 'strings', #octets, SIDs (S-1-...), composites ({ and } are words), attributes
 * (@User.name), and operators by the names of MS-DTYP, with ==, !, && and ||.
 */
struct test_bytes test_condition(const char *words);

#endif /* KACS_CORE_CONDITION_TEST_SUPPORT_H */
