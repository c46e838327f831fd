/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The core and the oracle, asked the same. */
#ifndef KACS_ORACLE_COMPARE_H
#define KACS_ORACLE_COMPARE_H

#include "case.h"

/* How many cases the oracle is sent at once. */
#define ORACLE_BATCH 512u

struct oracle;

/* Start the oracle; exits with a message if it does not start. */
struct oracle *oracle_start(const char *program);

/* Its end; false if it did not end well. */
bool oracle_stop(struct oracle *oracle);

/* Add a case to the batch that goes out next. */
void oracle_add(struct oracle *oracle, const u8 *bytes, u32 len);

/* Send the batch, so that the oracle works while the caller does. */
void oracle_send(struct oracle *oracle);

/* The next answer, in the order of the cases. */
void oracle_receive(struct oracle *oracle, struct case_answer *answer);

/* All of it for one case. */
void oracle_ask(struct oracle *oracle, const u8 *bytes, u32 len,
		struct case_answer *answer);

/* What the core answers to encoded bytes; @trace may be NULL. */
void core_answer(const u8 *bytes, u32 len, struct kacs_trace *trace,
		 struct case_answer *answer);

bool answers_equal(const struct case_answer *a, const struct case_answer *b);
void answer_print(const char *title, const struct case_answer *answer);

/* Do they answer differently? */
bool case_differs(struct oracle *oracle, const struct case_record *record);

/* The smallest case like @record of which @bad is still true (shrink.c). */
typedef bool (*case_test)(void *context, const struct case_record *record);
void case_shrink(struct case_record *record, case_test bad, void *context);

/*
 * Replay the cases of a directory: text files, lines of hex digits, comments
 * from # to the end of the line. Returns how many differ; counts them in
 * @count.
 */
u32 corpus_replay(struct oracle *oracle, const char *directory, u32 *count);

/* Write a case for the corpus to @path. */
void corpus_write(const char *path, const u8 *bytes, u32 len);

#endif /* KACS_ORACLE_COMPARE_H */
