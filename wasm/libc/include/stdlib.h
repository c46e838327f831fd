/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef KACS_WASM_STDLIB_H
#define KACS_WASM_STDLIB_H

#include <stddef.h>

/* NULL and ENOMEM when the memory may not grow. Aligned to 16 bytes. */
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *memory, size_t size);

/* What is not a live block of malloc()'s stops the program (a trap). */
void free(void *memory);

/* Base 0, 10 or 16, without a sign; ERANGE. */
unsigned long long strtoull(const char *text, char **end, int base);

#endif /* KACS_WASM_STDLIB_H */
