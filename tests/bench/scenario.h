/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Tokens and descriptors of a given size, and checks of them. */
#ifndef KACS_BENCH_SCENARIO_H
#define KACS_BENCH_SCENARIO_H

#include "core/test_support.h"

/**
 * member_of - a token with so many groups
 * @groups: how many, at least 1: Everyone and others of one domain
 */
struct test_token member_of(u32 groups);

/**
 * with_aces - a descriptor whose DACL allows strangers to read, and one SID
 * @count: ACEs
 * @at: which of them is for @member; @count: none
 * @member: its text
 */
const struct kacs_sd *with_aces(u32 count, u32 at, const char *member);

/**
 * expect - end the program unless a check comes out as it should
 * @scenario: what to call it
 * @check: the question
 * @granted: what must be granted
 */
void expect(const char *scenario, const struct kacs_check *check, u32 granted);

/* An operation: the check @context, a struct kacs_check. */
u32 check_many(const void *context, u32 count);

#endif /* KACS_BENCH_SCENARIO_H */
