/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What runs calls of libkacs with their allocations failing, and the calls. */
#ifndef KACS_LIB_OUT_OF_MEMORY_H
#define KACS_LIB_OUT_OF_MEMORY_H

#include "unit_test.h"

/* A result as bytes, to be compared. */
struct result {
	uint8_t *bytes;
	size_t len;
};

struct named_call {
	const char *name;
	/*
	 * Calls it with memory failing and stops that, then makes bytes of the
	 * result. A failure leaves @result as it was.
	 */
	int (*function)(struct result *result,
			struct kacs_diagnostic *diagnostic);
};

/* A text, and a copy of one, as result; they return 0. */
int result_of_text(struct result *result, char *text);
int result_of_copy(struct result *result, const char *text);

/* Of a function that returns @status, 0 or -1, and sets a text. */
int result_of_status(struct result *result, int status, char *text);

/* Of each program: calls up to one without a name, and what they are given. */
extern struct named_call out_of_memory_calls[];
int out_of_memory_setup(void **state);
int out_of_memory_teardown(void **state);

#endif /* KACS_LIB_OUT_OF_MEMORY_H */
