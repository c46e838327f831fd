/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * One value of a claim or of a conditional expression, and how two compare:
 * PSD-004 3.8, 3.9, 3.11. Internal to the core.
 */
#ifndef KACS_CORE_VALUE_H
#define KACS_CORE_VALUE_H

#include "base.h"

enum kacs_value_type {
	KACS_VALUE_NUMBER, /* INT64, UINT64 and BOOLEAN, on one line */
	KACS_VALUE_STRING,
	KACS_VALUE_OCTETS,
	KACS_VALUE_SID,
	KACS_VALUE_LIST, /* a composite literal inside of another */
};

struct kacs_value {
	u8 type;
	bool negative;	 /* NUMBER */
	bool terminated; /* STRING: ends at the first 0, which is in bytes */
	u64 number;	 /* NUMBER: as stored; below 0 in two's complement */
	const u8 *bytes; /* of the others */
	u32 len;
};

/*
 * What a check may still spend on work that the bytes of its conditions do not
 * bound: attributes compared with each other.
 */
struct kacs_budget {
	u32 steps;
};

/* Spend; false when it is spent, for ever after. */
static inline bool kacs_budget_spend(struct kacs_budget *budget, u32 steps)
{
	if (steps >= budget->steps) {
		budget->steps = 0;
		return false;
	}
	budget->steps -= steps;
	return true;
}

/* The order of two numbers. */
static inline int kacs_number_compare(const struct kacs_value *a,
				      const struct kacs_value *b)
{
	if (a->negative != b->negative)
		return a->negative ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

/**
 * kacs_value_compare - the order of two values of one type, not lists
 * @a: a value
 * @b: another
 * @case_sensitive: of strings and octet strings
 * @budget: charged for long values, or NULL
 *
 * Numbers by their value (3.8: a negative one is less than any UINT64), strings
 * by code unit, octet strings and SIDs by byte. Without case, strings compare
 * as case_fold.h says and octet strings as if they were ASCII (3.9, 3.11).
 *
 * Return: less than, equal to or greater than 0.
 */
int kacs_value_compare(const struct kacs_value *a, const struct kacs_value *b,
		       bool case_sensitive, struct kacs_budget *budget);

/* The bytes of a string before its end, or before the 0 that ends it. */
u32 kacs_value_string_bytes(const struct kacs_value *string);

/**
 * kacs_value_order - the order in which values are kept to be found again
 * @a: a value
 * @b: another, maybe of another type; neither is a list
 * @exact: tell apart what differs in its case only
 * @budget: charged for long values, or NULL
 *
 * By type, then without case, then with case: so that what is sorted with
 * @exact can be searched both ways.
 *
 * Return: less than, equal to or greater than 0.
 */
int kacs_value_order(const struct kacs_value *a, const struct kacs_value *b,
		     bool exact, struct kacs_budget *budget);

#endif /* KACS_CORE_VALUE_H */
