// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Relational operators of conditional expressions, 3.11.
 */
#include "condition_operand.h"

bool kacs_operand_next(struct kacs_operand_cursor *cursor,
		       struct kacs_value *value)
{
	const struct kacs_operand *operand = cursor->operand;
	struct kacs_condition_token token;

	if (!operand->list) {
		*value = operand->value;
		return !cursor->at++;
	}
	if (operand->origin == KACS_ORIGIN_ATTRIBUTE) {
		if (cursor->at == operand->claim.count)
			return false;
		*value = kacs_claim_value(&operand->claim, cursor->at++);
		return true;
	}
	if (cursor->at == operand->value.len)
		return false;
	kacs_condition_token_read(operand->value.bytes + cursor->at,
				  operand->value.len - cursor->at, &token);
	*value = token.value;
	cursor->at += token.size;
	return true;
}

/*
 * Composites inside of composites. What is equal has the same length in bytes,
 * so that equal lists have their tokens at equal places, to any depth, and one
 * walk over both is enough.
 */
static bool lists_equal(const struct kacs_value *a, const struct kacs_value *b,
			struct kacs_budget *budget)
{
	struct kacs_condition_token x, y;
	u32 at = 0;

	if (a->len != b->len)
		return false;
	kacs_budget_spend(budget, a->len / 4);
	while (at < a->len) {
		kacs_condition_token_read(a->bytes + at, a->len - at, &x);
		kacs_condition_token_read(b->bytes + at, b->len - at, &y);
		if (x.value.type != y.value.type || x.size != y.size)
			return false;
		if (x.value.type == KACS_VALUE_LIST) {
			at += x.size - x.value.len;
			continue;
		}
		if (kacs_value_compare(&x.value, &y.value, false, budget))
			return false;
		at += x.size;
	}
	return true;
}

/* Are two values of one type the same? */
static bool same(struct kacs_condition_context *context,
		 const struct kacs_value *a, const struct kacs_value *b,
		 bool case_sensitive)
{
	if (a->type == KACS_VALUE_LIST)
		return lists_equal(a, b, &context->budget);
	return kacs_value_compare(a, b, case_sensitive, &context->budget) == 0;
}

static bool is_case_sensitive(const struct kacs_operand *lhs,
			      const struct kacs_operand *rhs)
{
	return lhs->case_sensitive || rhs->case_sensitive;
}

/*
 * Element by element and in order (1.4). The first pair that differs decides:
 * if in its types, then as an error. A list is never equal to a single value,
 * they are of different types.
 */
static enum kacs_truth equal(struct kacs_condition_context *context,
			     const struct kacs_operand *lhs,
			     const struct kacs_operand *rhs)
{
	struct kacs_operand_cursor left = {lhs, 0}, right = {rhs, 0};
	struct kacs_value a, b;
	bool more_left, more_right;

	if (lhs->list != rhs->list)
		return kacs_condition_error(context);
	while (kacs_budget_spend(&context->budget, 1)) {
		more_left = kacs_operand_next(&left, &a);
		more_right = kacs_operand_next(&right, &b);
		if (!more_left || !more_right)
			return kacs_truth_of(more_left == more_right);
		if (a.type != b.type)
			return kacs_condition_error(context);
		if (!same(context, &a, &b, is_case_sensitive(lhs, rhs)))
			return KACS_TRUTH_FALSE;
	}
	return KACS_TRUTH_UNKNOWN;
}

/* Only single values of one type have an order, and SIDs have none. */
static enum kacs_truth order(struct kacs_condition_context *context, u8 code,
			     const struct kacs_operand *lhs,
			     const struct kacs_operand *rhs)
{
	int result;

	if (lhs->list || rhs->list || lhs->value.type != rhs->value.type ||
	    lhs->value.type == KACS_VALUE_SID)
		return kacs_condition_error(context);
	result = kacs_value_compare(&lhs->value, &rhs->value,
				    is_case_sensitive(lhs, rhs),
				    &context->budget);
	switch (code) {
	case KACS_CODE_LESS:
		return kacs_truth_of(result < 0);
	case KACS_CODE_LESS_EQUAL:
		return kacs_truth_of(result <= 0);
	case KACS_CODE_GREATER:
		return kacs_truth_of(result > 0);
	default:
		return kacs_truth_of(result >= 0);
	}
}

/* The types of an operand's values, as bits. */
static u32 types_of(const struct kacs_operand *operand)
{
	struct kacs_operand_cursor cursor = {operand, 0};
	struct kacs_value value;
	u32 types = 0;

	while (kacs_operand_next(&cursor, &value)) {
		types |= 1u << value.type;
		/* A claim has values of one type. */
		if (operand->origin == KACS_ORIGIN_ATTRIBUTE)
			break;
	}
	return types;
}

/* Is a value among those of an operand? A single value is a list of one. */
static bool is_in(struct kacs_condition_context *context,
		  const struct kacs_value *value,
		  const struct kacs_operand *operand, bool case_sensitive)
{
	struct kacs_operand_cursor cursor = {operand, 0};
	struct kacs_value element;

	while (kacs_budget_spend(&context->budget, 1) &&
	       kacs_operand_next(&cursor, &element)) {
		if (element.type == value->type &&
		    same(context, &element, value, case_sensitive))
			return true;
	}
	return false;
}

/*
 * Contains: all of the right values are among the left ones. Any_of: one is.
 * Operands that share no type are of different types. The work is charged.
 */
static enum kacs_truth contains(struct kacs_condition_context *context,
				const struct kacs_operand *lhs,
				const struct kacs_operand *rhs, bool all)
{
	struct kacs_operand_cursor cursor = {rhs, 0};
	u32 left = types_of(lhs), right = types_of(rhs);
	struct kacs_value value;

	if (left && right && !(left & right))
		return kacs_condition_error(context);
	while (kacs_operand_next(&cursor, &value)) {
		if (is_in(context, &value, lhs, is_case_sensitive(lhs, rhs)) !=
		    all)
			return kacs_truth_of(!all);
	}
	return kacs_truth_of(all);
}

static bool is_unknown(const struct kacs_operand *operand)
{
	return operand->null || (operand->origin == KACS_ORIGIN_RESULT &&
				 operand->truth == KACS_TRUTH_UNKNOWN);
}

enum kacs_truth kacs_condition_relate(struct kacs_condition_context *context,
				      u8 code, const struct kacs_operand *lhs,
				      const struct kacs_operand *rhs)
{
	enum kacs_truth truth;

	if (is_unknown(lhs) || is_unknown(rhs))
		return KACS_TRUTH_UNKNOWN;
	if (lhs->origin == KACS_ORIGIN_RESULT ||
	    rhs->origin == KACS_ORIGIN_RESULT)
		return kacs_condition_error(context);
	switch (code) {
	case KACS_CODE_EQUAL:
		return equal(context, lhs, rhs);
	case KACS_CODE_NOT_EQUAL:
		return kacs_truth_not(equal(context, lhs, rhs));
	case KACS_CODE_CONTAINS:
	case KACS_CODE_NOT_CONTAINS:
		truth = contains(context, lhs, rhs, true);
		break;
	case KACS_CODE_ANY_OF:
	case KACS_CODE_NOT_ANY_OF:
		truth = contains(context, lhs, rhs, false);
		break;
	default:
		return order(context, code, lhs, rhs);
	}
	if (code == KACS_CODE_NOT_CONTAINS || code == KACS_CODE_NOT_ANY_OF)
		return kacs_truth_not(truth);
	return truth;
}
