/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What stands on the stack of an evaluation, and the operators that look into
 * it. Internal to the core.
 */
#ifndef KACS_CORE_CONDITION_OPERAND_H
#define KACS_CORE_CONDITION_OPERAND_H

#include "check.h"
#include "claim.h"
#include "condition.h"
#include "condition_token.h"
#include "value.h"

enum kacs_operand_origin {
	KACS_ORIGIN_RESULT,    /* of an operator */
	KACS_ORIGIN_LITERAL,   /* of the expression */
	KACS_ORIGIN_ATTRIBUTE, /* of a claim */
};

struct kacs_operand {
	u8 origin; /* enum kacs_operand_origin */
	u8 truth;  /* as an operand of logic; NONE: a literal is none */
	bool null; /* an attribute that is not there */
	bool list; /* several values, or a composite */
	bool case_sensitive;
	struct kacs_value value; /* if not list; of a composite, its bytes */
	struct kacs_claim_entry claim; /* of an attribute */
};

/* An evaluation as its operators see it. */
struct kacs_condition_context {
	const struct kacs_check *check;
	enum kacs_pass pass;
	bool for_allow;
	bool error; /* the whole expression is UNKNOWN (3.11) */
	struct kacs_budget budget;
};

/* One value after the other of an operand that is not null. */
struct kacs_operand_cursor {
	const struct kacs_operand *operand;
	u32 at;
};

/* False behind the last value. */
bool kacs_operand_next(struct kacs_operand_cursor *cursor,
		       struct kacs_value *value);

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
 * @operand: a SID literal, or a composite of them; all else is an error
 */
enum kacs_truth kacs_condition_member(struct kacs_condition_context *context,
				      u8 code,
				      const struct kacs_operand *operand);

/**
 * kacs_condition_attribute - look an attribute up
 * @context: the evaluation
 * @token: the reference
 * @operand: out
 */
void kacs_condition_attribute(struct kacs_condition_context *context,
			      const struct kacs_condition_token *token,
			      struct kacs_operand *operand);

#endif /* KACS_CORE_CONDITION_OPERAND_H */
