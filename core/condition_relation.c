// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Relational operators of conditional expressions, 3.11.
 */
#include "condition_operand.h"

/* One value after the other of an operand that is not null. */
struct cursor {
	const struct kacs_operand *operand;
	u32 index;
	const u8 *at; /* of a composite */
};

static struct cursor first(const struct kacs_operand *operand)
{
	return (struct cursor){operand, 0, kacs_operand_elements(operand)};
}

/* False behind the last value. */
static bool next(struct cursor *cursor, struct kacs_value *value)
{
	const struct kacs_operand *operand = cursor->operand;

	if (cursor->index == operand->count)
		return false;
	if (operand->flags & KACS_OPERAND_ATTRIBUTE) {
		kacs_claim_read(operand->bytes, operand->len, cursor->index,
				value);
	} else if (operand->flags & KACS_OPERAND_LIST) {
		kacs_condition_literal(cursor->at, value);
		cursor->at += kacs_condition_operand_size(cursor->at);
	} else {
		kacs_condition_literal(operand->bytes, value);
	}
	cursor->index++;
	return true;
}

/* The value of place @place in an operand's order. */
static void ordered_value(const struct kacs_operand *operand, u32 place,
			  struct kacs_value *value)
{
	u16 which = operand->order[place];

	if (operand->flags & KACS_OPERAND_ATTRIBUTE)
		kacs_claim_read(operand->bytes, operand->len, which, value);
	else
		kacs_condition_literal(kacs_operand_elements(operand) + which,
				       value);
}

static bool is_literal(const struct kacs_operand *operand)
{
	return operand->flags & KACS_OPERAND_LITERAL;
}

static bool is_case_sensitive(const struct kacs_operand *lhs,
			      const struct kacs_operand *rhs)
{
	return (lhs->flags | rhs->flags) & KACS_OPERAND_CASE;
}

/* Operands that share no type are of different types, 3.11. */
static bool are_unlike(const struct kacs_operand *lhs,
		       const struct kacs_operand *rhs)
{
	u32 left = lhs->flags & KACS_OPERAND_TYPES;
	u32 right = rhs->flags & KACS_OPERAND_TYPES;

	return left && right && !(left & right);
}

/*
 * Work with a literal is bounded by the expression that it stands in. Work with
 * attributes alone is not, and taken from the budget.
 */
static struct kacs_budget *budget_of(struct kacs_condition_context *context,
				     const struct kacs_operand *lhs,
				     const struct kacs_operand *rhs)
{
	if (is_literal(lhs) || is_literal(rhs))
		return NULL;
	return context->budget;
}

static bool spend(struct kacs_budget *budget)
{
	return !budget || kacs_budget_spend(budget, 1);
}

static bool is_spent(const struct kacs_budget *budget)
{
	return budget && !budget->steps;
}

/*
 * Element by element and in order (1.4). The first pair that differs decides:
 * if in its types, then as an error. A list is never equal to a single value,
 * they are of different types.
 */
static enum kacs_truth equal_lists(struct kacs_condition_context *context,
				   const struct kacs_operand *lhs,
				   const struct kacs_operand *rhs)
{
	struct kacs_budget *budget = budget_of(context, lhs, rhs);
	struct cursor left = first(lhs), right = first(rhs);
	struct kacs_value a, b;
	bool more_left, more_right;

	if ((lhs->flags ^ rhs->flags) & KACS_OPERAND_LIST)
		return kacs_condition_error(context);
	while (spend(budget)) {
		more_left = next(&left, &a);
		more_right = next(&right, &b);
		if (!more_left || !more_right)
			return kacs_truth_of(more_left == more_right);
		if (a.type != b.type)
			return kacs_condition_error(context);
		if (kacs_element_order(&a, &b, is_case_sensitive(lhs, rhs),
				       budget))
			break;
	}
	return is_spent(budget) ? kacs_condition_error(context)
				: KACS_TRUTH_FALSE;
}

/* Of single values; only those of one type compare, and SIDs have no order. */
static enum kacs_truth compare(struct kacs_condition_context *context, u8 code,
			       const struct kacs_operand *lhs,
			       const struct kacs_operand *rhs)
{
	struct kacs_budget *budget = budget_of(context, lhs, rhs);
	struct kacs_value a, b;
	int result;

	if (are_unlike(lhs, rhs) ||
	    (code > KACS_CODE_NOT_EQUAL &&
	     lhs->flags & KACS_OPERAND_TYPE(KACS_VALUE_SID)))
		return kacs_condition_error(context);
	kacs_operand_value(lhs, &a);
	kacs_operand_value(rhs, &b);
	result =
		kacs_value_compare(&a, &b, is_case_sensitive(lhs, rhs), budget);
	if (is_spent(budget))
		return kacs_condition_error(context);
	return kacs_relation_holds(code, result < 0 ? -1 : result > 0);
}

/* Lists are equal or not, but have no order. */
static enum kacs_truth relate(struct kacs_condition_context *context, u8 code,
			      const struct kacs_operand *lhs,
			      const struct kacs_operand *rhs)
{
	if (!((lhs->flags | rhs->flags) & KACS_OPERAND_LIST))
		return compare(context, code, lhs, rhs);
	if (code == KACS_CODE_EQUAL)
		return equal_lists(context, lhs, rhs);
	if (code == KACS_CODE_NOT_EQUAL)
		return kacs_truth_not(equal_lists(context, lhs, rhs));
	return kacs_condition_error(context);
}

/* What can be searched: a list that has been sorted, or a single value. */
static bool is_searchable(const struct kacs_operand *operand)
{
	return operand->count <= 1 || operand->order;
}

static bool is_in_order(const struct kacs_operand *operand,
			const struct kacs_value *value, bool exact,
			struct kacs_budget *budget)
{
	u32 low = 0, high = operand->count;
	struct kacs_value element;
	u32 middle;
	int result;

	while (low < high && spend(budget)) {
		middle = (low + high) / 2;
		ordered_value(operand, middle, &element);
		result = kacs_element_order(&element, value, exact, budget);
		if (!result)
			return true;
		if (result < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* Is a value among those of an operand? A single value is a list of one. */
static bool is_in(const struct kacs_operand *operand,
		  const struct kacs_value *value, bool exact,
		  struct kacs_budget *budget)
{
	struct cursor cursor = first(operand);
	struct kacs_value element;

	if (operand->count > 1 && operand->order)
		return is_in_order(operand, value, exact, budget);
	while (spend(budget) && next(&cursor, &element)) {
		if (kacs_element_order(&element, value, exact, budget) == 0)
			return true;
	}
	return false;
}

/* So few values that going through them all is nothing. */
#define FEW 8u

/* Are all of one operand's values in the other, or is any? */
static enum kacs_truth search(struct kacs_condition_context *context,
			      const struct kacs_operand *in,
			      const struct kacs_operand *each, bool all)
{
	struct cursor cursor = first(each);
	struct kacs_budget *budget = context->budget;
	bool exact = is_case_sensitive(in, each);
	bool stopped = false;
	struct kacs_value value;

	/* Each value of a literal is sought, or a few are sought in it. */
	if (is_searchable(in) &&
	    (is_literal(each) || (is_literal(in) && each->count <= FEW)))
		budget = NULL;
	while (!stopped && !is_spent(budget) && next(&cursor, &value))
		stopped = is_in(in, &value, exact, budget) != all;
	return is_spent(budget) ? kacs_condition_error(context)
				: kacs_truth_of(stopped != all);
}

/* All of the right values are among the left ones. */
static enum kacs_truth contains(struct kacs_condition_context *context,
				const struct kacs_operand *lhs,
				const struct kacs_operand *rhs)
{
	if (are_unlike(lhs, rhs))
		return kacs_condition_error(context);
	return search(context, lhs, rhs, true);
}

/*
 * Which of two operands to search for the values of the other: one that has
 * been sorted, and then the attribute, so that the expression bounds the work.
 */
static bool is_right_searched(const struct kacs_operand *lhs,
			      const struct kacs_operand *rhs)
{
	if (is_searchable(lhs) != is_searchable(rhs))
		return is_searchable(rhs);
	if (is_literal(lhs) == is_literal(rhs))
		return rhs->count > lhs->count;
	if (is_literal(lhs))
		return rhs->count > FEW;
	return lhs->count <= FEW;
}

/* One of the values is among the others, whichever way round. */
static enum kacs_truth any_of(struct kacs_condition_context *context,
			      const struct kacs_operand *lhs,
			      const struct kacs_operand *rhs)
{
	if (are_unlike(lhs, rhs))
		return kacs_condition_error(context);
	if (is_right_searched(lhs, rhs))
		return search(context, rhs, lhs, false);
	return search(context, lhs, rhs, false);
}

enum kacs_truth kacs_condition_relate(struct kacs_condition_context *context,
				      u8 code, const struct kacs_operand *lhs,
				      const struct kacs_operand *rhs)
{
	if ((lhs->flags | rhs->flags) & KACS_OPERAND_NULL)
		return KACS_TRUTH_UNKNOWN;
	switch (code) {
	case KACS_CODE_CONTAINS:
		return contains(context, lhs, rhs);
	case KACS_CODE_NOT_CONTAINS:
		return kacs_truth_not(contains(context, lhs, rhs));
	case KACS_CODE_ANY_OF:
		return any_of(context, lhs, rhs);
	case KACS_CODE_NOT_ANY_OF:
		return kacs_truth_not(any_of(context, lhs, rhs));
	default:
		return relate(context, code, lhs, rhs);
	}
}
