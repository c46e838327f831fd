// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Values compared, never allocated.
 */
#include "case_fold.h"
#include "value.h"

/* Compared for one step of a budget. */
#define BYTES_PER_STEP 8u

/* The code unit at @at, or -1 behind the last one. */
static s32 unit_at(const struct kacs_value *string, u32 at)
{
	u16 unit;

	if (string->len - at < 2)
		return -1;
	unit = kacs_load_le16(string->bytes + at);
	return !unit && string->terminated ? -1 : unit;
}

u32 kacs_value_string_bytes(const struct kacs_value *string)
{
	u32 at = 0;

	while (unit_at(string, at) >= 0)
		at += 2;
	return at;
}

static bool has_zero_unit(u64 units)
{
	return (units - 0x0001000100010001u) & ~units & 0x8000800080008000u;
}

/* Bytes that are the same at the start of both, with no string's end in them. */
static u32 same_start(const struct kacs_value *a, const struct kacs_value *b)
{
	u32 common = a->len < b->len ? a->len : b->len;
	bool terminated = a->terminated || b->terminated;
	u64 units;
	u32 at;

	for (at = 0; common - at >= 8; at += 8) {
		units = kacs_load_le64(a->bytes + at);
		if (units != kacs_load_le64(b->bytes + at) ||
		    (terminated && has_zero_unit(units)))
			break;
	}
	return at;
}

static void charge(struct kacs_budget *budget, u32 bytes)
{
	if (budget)
		kacs_budget_spend(budget, bytes / BYTES_PER_STEP);
}

static int compare_strings(const struct kacs_value *a,
			   const struct kacs_value *b, bool case_sensitive,
			   struct kacs_budget *budget)
{
	u32 common = a->len < b->len ? a->len : b->len;
	bool terminated = a->terminated || b->terminated;
	s32 x, y;
	u32 at;

	for (at = same_start(a, b); common - at >= 2; at += 2) {
		x = kacs_load_le16(a->bytes + at);
		y = kacs_load_le16(b->bytes + at);
		if (x != y &&
		    (case_sensitive || kacs_fold((u16)x) != kacs_fold((u16)y)))
			break;
		if (!x && terminated)
			break;
	}
	charge(budget, at);
	x = unit_at(a, at);
	y = unit_at(b, at);
	if (!case_sensitive && x >= 0 && y >= 0) {
		x = kacs_fold((u16)x);
		y = kacs_fold((u16)y);
	}
	return x == y ? 0 : x < y ? -1 : 1;
}

static int compare_bytes(const struct kacs_value *a, const struct kacs_value *b,
			 bool case_sensitive, struct kacs_budget *budget)
{
	u32 common = a->len < b->len ? a->len : b->len;
	u8 x = 0, y = 0;
	u32 at;

	for (at = same_start(a, b); at < common; at++) {
		x = a->bytes[at];
		y = b->bytes[at];
		if (!case_sensitive) {
			x = kacs_fold_ascii(x);
			y = kacs_fold_ascii(y);
		}
		if (x != y)
			break;
	}
	charge(budget, at);
	if (at < common)
		return x < y ? -1 : 1;
	return a->len == b->len ? 0 : a->len < b->len ? -1 : 1;
}

int kacs_value_compare(const struct kacs_value *a, const struct kacs_value *b,
		       bool case_sensitive, struct kacs_budget *budget)
{
	switch (a->type) {
	case KACS_VALUE_NUMBER:
		return kacs_number_compare(a, b);
	case KACS_VALUE_STRING:
		return compare_strings(a, b, case_sensitive, budget);
	case KACS_VALUE_SID:
		return compare_bytes(a, b, true, budget);
	default:
		return compare_bytes(a, b, case_sensitive, budget);
	}
}

int kacs_value_order(const struct kacs_value *a, const struct kacs_value *b,
		     bool exact, struct kacs_budget *budget)
{
	int order;

	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	order = kacs_value_compare(a, b, false, budget);
	if (order || !exact)
		return order;
	return kacs_value_compare(a, b, true, budget);
}
