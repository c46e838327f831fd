/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Memory that fails when a test says so. The linker puts these functions in the
 * place of malloc() and its like for the library and the tests (--wrap), and
 * jansson is told to use them.
 */
#ifndef KACS_LIB_FAILING_MEMORY_H
#define KACS_LIB_FAILING_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* Once, before anything else. */
void failing_memory_setup(void);

/*
 * From now on, fail the @nth allocation, and, with @for_good, all that come
 * after it. 0: none. A single failure spares jansson's reader, whose words are
 * cut short by it (docs/reliability.md).
 */
void failing_memory_start(unsigned int nth, bool for_good);

/* No more failures; errno stays. Return: how many there were. */
unsigned int failing_memory_stop(void);

/* Blocks that have been allocated and not freed. */
long failing_memory_blocks(void);

#endif /* KACS_LIB_FAILING_MEMORY_H */
