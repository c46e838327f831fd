/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What runs calls of libkacs with their allocations failing, and the calls. */
#ifndef KACS_LIB_OUT_OF_MEMORY_H
#define KACS_LIB_OUT_OF_MEMORY_H

#include "failing_memory.h"
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

/* Of a function without a diagnostic that returns text, or NULL. */
int result_of_null(struct result *result, char *text,
		   struct kacs_diagnostic *diagnostic);

/* Makes an object, to be freed by another function. */
#define MADE(object, release)                            \
	({                                               \
		__typeof__(object) made_ = (object);     \
		failing_memory_stop();                   \
		release(made_);                          \
		made_ ? result_of_copy(result, "") : -1; \
	})

/*
 * Calls by what a function does: it returns 0 or -1 and fills @result, it makes
 * an object, it returns text or NULL, it returns 0 or -1 and sets "text".
 */
#define CALL(name, got)                                     \
	static int name(struct result *result,              \
			struct kacs_diagnostic *diagnostic) \
	{                                                   \
		return got;                                 \
	}
#define MADE_CALL(name, object, release) CALL(name, MADE(object, release))
#define TEXT_CALL(name, text) \
	CALL(name, result_of_null(result, text, diagnostic))
#define STATUS_CALL(name, got)                             \
	CALL(name, ({                                      \
		     char *text = (char *)result->bytes;   \
		     int got_ = got;                       \
		     result_of_status(result, got_, text); \
	     }))

/* Of each program: calls up to one without a name, and what they are given. */
extern struct named_call out_of_memory_calls[];
int out_of_memory_setup(void **state);
int out_of_memory_teardown(void **state);

#endif /* KACS_LIB_OUT_OF_MEMORY_H */
