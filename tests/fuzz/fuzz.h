/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the fuzz targets share.
 */
#ifndef KACS_TESTS_FUZZ_H
#define KACS_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A rule that every input must keep; breaking it ends the target. */
#define must(condition)                                                     \
	do {                                                                \
		if (!(condition)) {                                         \
			fprintf(stderr, "%s:%d: must hold: %s\n", __FILE__, \
				__LINE__, #condition);                      \
			abort();                                            \
		}                                                           \
	} while (0)

/* Memory of exactly this size, so that the sanitizer sees one byte too far. */
static inline void *fuzz_memory(size_t size)
{
	void *memory = malloc(size ? size : 1);

	must(memory);
	return memory;
}

#endif /* KACS_TESTS_FUZZ_H */
