// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What every test of the core asserts besides: no check allocates. The linker
 * puts these functions in the place of the real ones (--wrap).
 */
#include <stdio.h>
#include <stdlib.h>

#include "allocation_test_support.h"

static unsigned int allocations;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void __real_kacs_access_check(const struct kacs_check *check,
			      struct kacs_decision *decision,
			      struct kacs_trace *trace);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void __wrap_kacs_access_check(const struct kacs_check *check,
			      struct kacs_decision *decision,
			      struct kacs_trace *trace);

void *__wrap_malloc(size_t size)
{
	allocations++;
	return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	allocations++;
	return __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	allocations++;
	return __real_realloc(old, size);
}

void __wrap_kacs_access_check(const struct kacs_check *check,
			      struct kacs_decision *decision,
			      struct kacs_trace *trace)
{
	unsigned int before = allocations;

	__real_kacs_access_check(check, decision, trace);
	if (allocations == before)
		return;
	fprintf(stderr, "kacs_access_check() allocated\n");
	abort();
}

unsigned int test_allocations(void)
{
	return allocations;
}
