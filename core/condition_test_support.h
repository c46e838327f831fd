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

/*
 * An object ACE for @sid. GUIDs are told apart by their first byte; 0: the ACE
 * has none. @condition: as test_condition() takes it, or NULL: none.
 */
struct test_ace test_object_ace(u8 type, u32 mask, u8 guid, const char *sid,
				const char *condition);

/* The condition of these bytes, which are valid. */
struct kacs_condition test_prepare_condition(struct test_bytes bytes);

#endif /* KACS_CORE_CONDITION_TEST_SUPPORT_H */
