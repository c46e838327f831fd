/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Questions to kacs_access_check about an object of the tests' own: a queue.
 */
#ifndef KACS_TESTS_GUEST_QUESTION_H
#define KACS_TESTS_GUEST_QUESTION_H

#include "guest.h"

#define QUEUE_READ 0x1u
#define QUEUE_WRITE 0x2u
#define QUEUE_PURGE 0x4u
#define QUEUE_ALL 0x000f0007u

/* The descriptor of the queue from now on. */
void use_sd(const char *sddl);
uint32_t used_sd_len(void);

/* A question about it; what is not given here is zero. */
struct kacs_access_check_args question(int token, uint32_t desired);

/* The same, asked. */
int64_t ask(int token, uint32_t desired);

/* Two results: a question gets this errno, and no answer is written. */
static inline void tap_refuses(struct kacs_access_check_args *args,
			       int expected, const char *what)
{
	uint32_t granted = 0xee;

	args->granted_out_ptr = (uintptr_t)&granted;
	tap_errno(kacs_sys_access_check(args), expected, "refuses_%s", what);
	tap_eq(granted, 0xee, "nothing_is_written_for_%s", what);
}

#endif /* KACS_TESTS_GUEST_QUESTION_H */
