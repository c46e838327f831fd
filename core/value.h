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
 * What an evaluation may still spend on work that grows faster than its bytes:
 * a name sought among many, lists compared pair by pair.
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

static inline struct kacs_value kacs_value_signed(u64 number)
{
	return (struct kacs_value){.type = KACS_VALUE_NUMBER,
				   .negative = number >> 63,
				   .number = number};
}

static inline struct kacs_value kacs_value_unsigned(u64 number)
{
	return (struct kacs_value){.type = KACS_VALUE_NUMBER, .number = number};
}

/**
 * kacs_value_compare - the order of two values of one type, not lists
 * @a: a value
 * @b: another
 * @case_sensitive: of strings and octet strings
 * @budget: charged for long values
 *
 * Numbers by their value (3.8: a negative one is less than any UINT64), strings
 * by code unit, octet strings and SIDs by byte. Without case, strings compare
 * as case_fold.h says and octet strings as if they were ASCII (3.9, 3.11).
 *
 * Return: less than, equal to or greater than 0.
 */
int kacs_value_compare(const struct kacs_value *a, const struct kacs_value *b,
		       bool case_sensitive, struct kacs_budget *budget);

#endif /* KACS_CORE_VALUE_H */
