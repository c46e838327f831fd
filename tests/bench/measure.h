/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Times of operations in this process, on one processor. */
#ifndef KACS_BENCH_MEASURE_H
#define KACS_BENCH_MEASURE_H

#include "core/base.h"

/* One operation, done @count times. Returns something that depends on all. */
typedef u32 (*operation)(const void *context, u32 count);

/**
 * pin_to_one_cpu - stay on the processor that runs this
 *
 * Says so on stderr when that is not allowed, and goes on.
 */
void pin_to_one_cpu(void);

#define MEASURED_MAX 2

struct measured {
	operation run;
	const void *context;
	double ns; /* out: of one operation */
};

/**
 * measure_in_turns - the times of operations that are compared
 * @all: the operations
 * @count: how many, at most MEASURED_MAX
 *
 * Each has 31 batches of some milliseconds, a batch of one after a batch of the
 * other, so that a slow moment is one for both; the median counts. Time is what
 * the processor spends here, not what passes.
 */
void measure_in_turns(struct measured *all, u32 count);

/**
 * median_ns - the time of one operation
 * @run: the operation
 * @context: for it
 *
 * Return: nanoseconds, measured alone as by measure_in_turns().
 */
double median_ns(operation run, const void *context);

#endif /* KACS_BENCH_MEASURE_H */
