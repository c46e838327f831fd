/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a conditional expression is about, and the operators that look into it.
 * Internal to the core.
 */
#ifndef KACS_CORE_CONDITION_OPERAND_H
#define KACS_CORE_CONDITION_OPERAND_H

#include "check.h"
#include "claim_index.h"
#include "condition.h"
#include "condition_notes.h"
#include "value.h"

/*
 * Where an operand comes from, and what it is. Those of an attribute are the
 * traits of its claim.
 */
#define KACS_OPERAND_LITERAL 0x01u   /* of the expression */
#define KACS_OPERAND_ATTRIBUTE 0x02u /* of a claim */
#define KACS_OPERAND_NULL 0x04u	     /* an attribute that is not there */
#define KACS_OPERAND_LIST KACS_CLAIM_TRAIT_LIST /* or a composite */
#define KACS_OPERAND_CASE KACS_CLAIM_TRAIT_CASE /* its case matters */
/* The types of its values; of absent attributes none. */
#define KACS_OPERAND_TYPE(type) KACS_CLAIM_TRAIT_TYPE(type)
#define KACS_OPERAND_TYPES 0x1f00u
#define KACS_OPERAND_TRAITS \
	(KACS_OPERAND_LIST | KACS_OPERAND_CASE | KACS_OPERAND_TYPES)

struct kacs_operand {
	u32 flags;	   /* KACS_OPERAND_* */
	u32 count;	   /* of values */
	const u8 *bytes;   /* the token, or the entry of the claim */
	u32 len;	   /* of the entry */
	const u32 *hashes; /* of SID literals, if they all are SIDs */
	/* Of several values, sorted by kacs_element_order(); or NULL. */
	const u16 *order;
};

/* Its values if it is a composite. */
static inline const u8 *
kacs_operand_elements(const struct kacs_operand *operand)
{
	return operand->bytes + KACS_CONDITION_SIZED_BYTES;
}

/* Its value if it has only one. */
static inline void kacs_operand_value(const struct kacs_operand *operand,
				      struct kacs_value *value)
{
	if (operand->flags & KACS_OPERAND_LITERAL)
		kacs_condition_literal(operand->bytes, value);
	else
		kacs_claim_read(operand->bytes, operand->len, 0, value);
}

/* An evaluation as its operators see it. */
struct kacs_condition_context {
	const struct kacs_check *check;
	struct kacs_budget *budget;
	enum kacs_pass pass;
	bool for_allow;
	bool error; /* the whole expression is UNKNOWN (3.11) */
};

/* The whole expression is UNKNOWN. */
static inline enum kacs_truth
kacs_condition_error(struct kacs_condition_context *context)
{
	context->error = true;
	return KACS_TRUTH_UNKNOWN;
}

static inline enum kacs_truth kacs_truth_of(bool truth)
{
	return truth ? KACS_TRUTH_TRUE : KACS_TRUTH_FALSE;
}

static inline enum kacs_truth kacs_truth_not(enum kacs_truth truth)
{
	if (truth == KACS_TRUTH_UNKNOWN)
		return truth;
	return truth == KACS_TRUTH_TRUE ? KACS_TRUTH_FALSE : KACS_TRUTH_TRUE;
}

/* Which orders make a relation true: less 1, equal 2, greater 4. */
static inline enum kacs_truth kacs_relation_holds(u8 code, int order)
{
	static const u8 accepted[] = {
		[KACS_CODE_EQUAL - KACS_CODE_EQUAL] = 2,
		[KACS_CODE_NOT_EQUAL - KACS_CODE_EQUAL] = 1 | 4,
		[KACS_CODE_LESS - KACS_CODE_EQUAL] = 1,
		[KACS_CODE_LESS_EQUAL - KACS_CODE_EQUAL] = 1 | 2,
		[KACS_CODE_GREATER - KACS_CODE_EQUAL] = 4,
		[KACS_CODE_GREATER_EQUAL - KACS_CODE_EQUAL] = 2 | 4,
	};

	return kacs_truth_of(accepted[code - KACS_CODE_EQUAL] >> (order + 1) &
			     1);
}

/**
 * kacs_condition_relate - a binary relational operator of 3.11
 * @context: the evaluation
 * @code: KACS_CODE_EQUAL to KACS_CODE_NOT_ANY_OF
 * @lhs: the left operand
 * @rhs: the right operand
 */
enum kacs_truth kacs_condition_relate(struct kacs_condition_context *context,
				      u8 code, const struct kacs_operand *lhs,
				      const struct kacs_operand *rhs);

/**
 * kacs_condition_member - an operator of the Member_of family
 * @context: the evaluation
 * @code: the operator
 * @operand: a SID literal or a composite of such; all else is an error
 */
enum kacs_truth kacs_condition_member(struct kacs_condition_context *context,
				      u8 code,
				      const struct kacs_operand *operand);

/**
 * kacs_condition_attribute - look an attribute up
 * @context: the evaluation
 * @token: the reference
 * @hash: of its name
 * @operand: out
 */
void kacs_condition_attribute(struct kacs_condition_context *context,
			      const u8 *token, u32 hash,
			      struct kacs_operand *operand);

#endif /* KACS_CORE_CONDITION_OPERAND_H */
