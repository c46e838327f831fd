/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Sorting without allocating and without bad cases. Internal to the core.
 */
#ifndef KACS_CORE_SORT_H
#define KACS_CORE_SORT_H

#include "base.h"

/* Less than, equal to or greater than 0, for two of the items. */
typedef int (*kacs_order)(const void *context, u16 a, u16 b);

/**
 * kacs_sort - merge sort
 * @items: numbers that stand for what is to be sorted
 * @scratch: room for as many
 * @count: how many
 * @order: compares what two of them stand for
 * @context: for @order
 *
 * Stable. Each of the log2(@count) rounds compares an item once for being put
 * behind another one, so that comparing takes time in proportion to all the
 * bytes that they stand for, however long some of them are.
 */
void kacs_sort(u16 *items, u16 *scratch, u32 count, kacs_order order,
	       const void *context);

#endif /* KACS_CORE_SORT_H */
