// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A merge sort, bottom up.
 */
#include "sort.h"

/* Two sorted halves of @items, from @start and from @middle on, become one. */
static void merge(const u16 *items, u16 *out, u32 start, u32 middle, u32 end,
		  kacs_order order, const void *context)
{
	u32 left = start, right = middle;

	for (; start < end; start++) {
		if (left < middle &&
		    (right == end ||
		     order(context, items[left], items[right]) <= 0))
			out[start] = items[left++];
		else
			out[start] = items[right++];
	}
}

static u32 least(u32 a, u32 b)
{
	return a < b ? a : b;
}

void kacs_sort(u16 *items, u16 *scratch, u32 count, kacs_order order,
	       const void *context)
{
	u32 width, start;

	for (width = 1; width < count; width *= 2) {
		for (start = 0; start < count; start += 2 * width)
			merge(items, scratch, start,
			      least(start + width, count),
			      least(start + 2 * width, count), order, context);
		memcpy(items, scratch, count * sizeof(*items));
	}
}
