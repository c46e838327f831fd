// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Values compared, never allocated.
 */
#include "case_fold.h"
#include "value.h"

/* Units or bytes compared for one step of a budget. */
#define PER_STEP 4u

static int compare_numbers(const struct kacs_value *a,
			   const struct kacs_value *b)
{
	if (a->negative != b->negative)
		return a->negative ? -1 : 1;
	if (a->number == b->number)
		return 0;
	return a->number < b->number ? -1 : 1;
}

/* The code unit at @at, or -1 behind the last one. */
static s32 unit_at(const struct kacs_value *string, u32 at)
{
	u16 unit;

	if (string->len - at < 2)
		return -1;
	unit = kacs_load_le16(string->bytes + at);
	return !unit && string->terminated ? -1 : unit;
}

static int compare_strings(const struct kacs_value *a,
			   const struct kacs_value *b, bool case_sensitive,
			   struct kacs_budget *budget)
{
	s32 x, y;
	u32 at;

	for (at = 0;; at += 2) {
		x = unit_at(a, at);
		y = unit_at(b, at);
		if (x != y && !case_sensitive && x >= 0 && y >= 0) {
			x = kacs_fold((u16)x);
			y = kacs_fold((u16)y);
		}
		if (x != y || x < 0)
			break;
	}
	kacs_budget_spend(budget, at / 2 / PER_STEP);
	return x == y ? 0 : x < y ? -1 : 1;
}

static int compare_bytes(const struct kacs_value *a, const struct kacs_value *b,
			 bool case_sensitive, struct kacs_budget *budget)
{
	u32 common = a->len < b->len ? a->len : b->len;
	u8 x, y;
	u32 at;

	for (at = 0; at < common; at++) {
		x = a->bytes[at];
		y = b->bytes[at];
		if (!case_sensitive) {
			x = kacs_fold_ascii(x);
			y = kacs_fold_ascii(y);
		}
		if (x != y)
			break;
	}
	kacs_budget_spend(budget, at / PER_STEP);
	if (at < common)
		return x < y ? -1 : 1;
	return a->len == b->len ? 0 : a->len < b->len ? -1 : 1;
}

int kacs_value_compare(const struct kacs_value *a, const struct kacs_value *b,
		       bool case_sensitive, struct kacs_budget *budget)
{
	switch (a->type) {
	case KACS_VALUE_NUMBER:
		return compare_numbers(a, b);
	case KACS_VALUE_STRING:
		return compare_strings(a, b, case_sensitive, budget);
	case KACS_VALUE_SID:
		return compare_bytes(a, b, true, budget);
	default:
		return compare_bytes(a, b, case_sensitive, budget);
	}
}
