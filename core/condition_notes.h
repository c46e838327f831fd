/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What is worked out about a conditional expression when it is prepared.
 * Internal to the core.
 *
 * The notes are words: how many bytes there are before the padding, then in the
 * order of the literals and attributes that they are about:
 *
 *	attribute	the hash of its name, 0 if no claim can have it
 *	SID		its hash
 *	composite	what is in it (struct kacs_condition_list); of several
 *			elements their order and scratch for sorting, 16 bits
 *			each; if all are SIDs, the hash of each
 *
 * An order is by kacs_element_order(), as offsets of elements from the first.
 */
#ifndef KACS_CORE_CONDITION_NOTES_H
#define KACS_CORE_CONDITION_NOTES_H

#include "condition.h"
#include "condition_token.h"
#include "value.h"

/* Notes before those of the first literal or attribute. */
#define KACS_CONDITION_FIRST_NOTE 1u

/* Of the expression before its padding. */
static inline u32 kacs_condition_len(struct kacs_condition condition)
{
	return condition.notes[0];
}

/* What a composite has in it, not counting what composites in it have. */
struct kacs_condition_list {
	u16 count;
	u16 types; /* bit n: a value of type n, enum kacs_value_type */
};

static inline void kacs_condition_list_add(struct kacs_condition_list *list,
					   u8 type)
{
	list->count++;
	list->types |= (u16)(1u << type);
}

static inline bool
kacs_condition_list_sids(const struct kacs_condition_list *list)
{
	return list->types == 1u << KACS_VALUE_SID;
}

static inline u32
kacs_condition_list_words(const struct kacs_condition_list *list)
{
	return 1u + (list->count > 1 ? list->count : 0u) +
	       (kacs_condition_list_sids(list) ? list->count : 0u);
}

/* Does a literal or attribute that is no composite have a word? */
static inline bool kacs_condition_is_noted(u8 code)
{
	return code == KACS_CODE_SID || code >= KACS_CODE_LOCAL;
}

/**
 * kacs_element_order - kacs_value_order() for values and composites in
 * composites
 * @a: a value
 * @b: another
 * @exact: as for kacs_value_order(); in a composite nothing is told apart by
 *	its case
 * @budget: charged for long values, or NULL
 */
int kacs_element_order(const struct kacs_value *a, const struct kacs_value *b,
		       bool exact, struct kacs_budget *budget);

#endif /* KACS_CORE_CONDITION_NOTES_H */
