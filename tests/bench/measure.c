// SPDX-License-Identifier: GPL-2.0-only OR MIT
#define _GNU_SOURCE
#include "measure.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BATCHES 31
#define BATCH_NS 2000000ull

static u64 now_ns(void)
{
	struct timespec now;

	/* What else runs on the processor is not counted. */
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (u64)now.tv_sec * 1000000000u + (u64)now.tv_nsec;
}

void pin_to_one_cpu(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(sched_getcpu(), &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		fprintf(stderr, "bench: cannot stay on one processor\n");
}

static double batch_ns(operation run, const void *context, u32 count)
{
	u64 start = now_ns();
	u32 result = run(context, count);

	/* The compiler must believe that somebody wants it. */
	__asm__ volatile("" : : "r"(result));
	return (double)(now_ns() - start) / count;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static u32 batch_size(const struct measured *one)
{
	u32 count = 16;

	while (batch_ns(one->run, one->context, count) * count < BATCH_NS)
		count *= 2;
	return count;
}

void measure_in_turns(struct measured *all, u32 count)
{
	double times[MEASURED_MAX][BATCHES];
	u32 sizes[MEASURED_MAX];
	u32 i, batch;

	if (count > MEASURED_MAX)
		abort();
	for (i = 0; i < count; i++)
		sizes[i] = batch_size(&all[i]);
	for (batch = 0; batch < BATCHES; batch++)
		for (i = 0; i < count; i++)
			times[i][batch] =
				batch_ns(all[i].run, all[i].context, sizes[i]);
	for (i = 0; i < count; i++) {
		qsort(times[i], BATCHES, sizeof(times[i][0]), by_value);
		all[i].ns = times[i][BATCHES / 2];
	}
}

double median_ns(operation run, const void *context)
{
	struct measured one = {run, context, 0};

	measure_in_turns(&one, 1);
	return one.ns;
}
