// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Conditional expressions evaluated, 3.8.
 *
 * Only the two values on top of the stack can still be looked into. What a
 * third one covers comes to the top again beside the result of an operator,
 * where logic asks for its truth, and a relation only whether it is there; so
 * it is kept as one byte.
 */
#include "condition_operand.h"

/* What the stack looks like from above. */
struct stack {
	u32 depth;
	struct kacs_operand *top;
	struct kacs_operand *below; /* it, if there are two */
};

/* 3.8: an attribute in logic. */
static enum kacs_truth attribute_truth(const struct kacs_operand *operand)
{
	struct kacs_value value;

	if (operand->flags & KACS_OPERAND_LIST)
		return KACS_TRUTH_UNKNOWN;
	kacs_operand_value(operand, &value);
	if (value.type == KACS_VALUE_NUMBER)
		return kacs_truth_of(value.number != 0);
	if (value.type == KACS_VALUE_STRING)
		return kacs_truth_of(kacs_load_le16(value.bytes) != 0);
	return KACS_TRUTH_UNKNOWN;
}

/* 3.11: an operand of logic; a literal is an error. */
static inline enum kacs_truth truth_of(struct kacs_condition_context *context,
				       const struct kacs_operand *operand)
{
	if (operand->flags & KACS_OPERAND_LITERAL)
		return kacs_condition_error(context);
	if (unlikely(operand->flags & KACS_OPERAND_TYPES))
		return attribute_truth(operand);
	return kacs_operand_stored_truth(operand);
}

/* What is left to know of a value that two others cover. */
static inline u8 cover(const struct kacs_operand *operand)
{
	u32 flags = operand->flags & 0xff;

	if (operand->flags & KACS_OPERAND_ATTRIBUTE &&
	    operand->flags & KACS_OPERAND_TYPES)
		flags |= (u32)attribute_truth(operand)
			 << KACS_OPERAND_TRUTH_SHIFT;
	return (u8)flags;
}

/* Room for a new value on top. */
static inline struct kacs_operand *push(struct stack *stack, u8 *covered)
{
	struct kacs_operand *room = stack->below;

	if (stack->depth >= 2)
		covered[stack->depth - 2] = cover(room);
	stack->depth++;
	stack->below = stack->top;
	stack->top = room;
	return room;
}

static inline void set_result(struct kacs_operand *operand,
			      enum kacs_truth truth)
{
	operand->flags =
		KACS_OPERAND_RESULT | (u32)truth << KACS_OPERAND_TRUTH_SHIFT;
}

/* Returns the notes that follow. */
static noinline const u32 *push_list(struct kacs_operand *operand,
				     const u32 *notes)
{
	struct kacs_condition_list list;

	memcpy(&list, notes++, sizeof(list));
	operand->flags = KACS_OPERAND_LITERAL | KACS_OPERAND_LIST |
			 list.types * KACS_OPERAND_TYPE(0);
	operand->count = list.count;
	operand->order = (const u16 *)notes;
	if (list.count > 1)
		notes += list.count;
	operand->hashes = notes;
	return notes + (kacs_condition_list_sids(&list) ? list.count : 0);
}

/* Returns the notes that follow. */
static inline const u32 *push_literal(struct kacs_operand *operand,
				      const u8 *bytes, const u32 *notes)
{
	u8 type = kacs_condition_value_type(bytes[0]);

	operand->bytes = bytes;
	if (type == KACS_VALUE_LIST)
		return push_list(operand, notes);
	operand->flags = KACS_OPERAND_LITERAL | KACS_OPERAND_TYPE(type);
	operand->count = 1;
	operand->hashes = notes;
	return notes + (type == KACS_VALUE_SID);
}

/* Only of attributes; a null one does not exist. */
static enum kacs_truth exists(struct kacs_condition_context *context,
			      const struct kacs_operand *operand)
{
	if (!(operand->flags & KACS_OPERAND_ATTRIBUTE))
		return kacs_condition_error(context);
	return kacs_truth_of(!(operand->flags & KACS_OPERAND_NULL));
}

/* AND stops at FALSE, OR at TRUE; else UNKNOWN is stronger. */
static inline enum kacs_truth logic(enum kacs_truth a, enum kacs_truth b,
				    enum kacs_truth stop)
{
	if (a == stop || b == stop)
		return stop;
	return a == b ? a : KACS_TRUTH_UNKNOWN;
}

/* An operator on the topmost value. */
static inline enum kacs_truth unary(struct kacs_condition_context *context,
				    u8 code, const struct kacs_operand *operand)
{
	if (code == KACS_CODE_NOT)
		return kacs_truth_not(truth_of(context, operand));
	if (code == KACS_CODE_EXISTS)
		return exists(context, operand);
	return kacs_truth_not(exists(context, operand));
}

static inline enum kacs_truth both(struct kacs_condition_context *context,
				   u8 code, const struct kacs_operand *lhs,
				   const struct kacs_operand *rhs)
{
	enum kacs_truth a = truth_of(context, lhs);
	enum kacs_truth b = truth_of(context, rhs);

	return logic(a, b,
		     code == KACS_CODE_AND ? KACS_TRUTH_FALSE
					   : KACS_TRUTH_TRUE);
}

/* The result of the two topmost values takes their place. */
static inline void set_binary(struct stack *stack, enum kacs_truth truth,
			      const u8 *covered)
{
	struct kacs_operand *room = stack->top;

	stack->top = stack->below;
	stack->below = room;
	set_result(stack->top, truth);
	if (--stack->depth >= 2)
		room->flags = covered[stack->depth - 2];
}

/*
 * An attribute that is compared with the number behind it, as in most
 * conditions, does not have to wait on the stack. Returns the token to go on
 * with; a literal is never the last.
 */
static inline const u8 *push_attribute(struct kacs_condition_context *context,
				       struct kacs_operand *operand,
				       const u8 *at, u32 hash)
{
	bool negative, literal_negative;
	u64 number, literal;
	u8 code;
	int order;

	kacs_condition_attribute(context, at, hash, operand);
	at += KACS_CONDITION_SIZED_BYTES + kacs_load_le32(at + 1);
	if (*at > KACS_CODE_INT64 || !kacs_operand_is_number(operand))
		return at;
	code = at[KACS_CONDITION_NUMBER_BYTES];
	if (code < KACS_CODE_EQUAL || code > KACS_CODE_GREATER_EQUAL)
		return at;
	number = kacs_operand_number(operand, &negative);
	literal = kacs_condition_number(at);
	literal_negative = literal >> 63;
	order = (number > literal) - (number < literal);
	if (negative != literal_negative)
		order = literal_negative - negative;
	set_result(operand, kacs_relation_holds(code, order));
	return at + KACS_CONDITION_NUMBER_BYTES + 1;
}

/* The same for a SID that an operator of membership is behind. */
static inline const u8 *push_sid(struct kacs_condition_context *context,
				 struct kacs_operand *operand, const u8 *at,
				 const u32 *notes)
{
	const u8 *sid = at + KACS_CONDITION_SIZED_BYTES;
	const u8 *next = sid + kacs_sid_size(sid);

	if (kacs_condition_kinds[*next] != KACS_KIND_MEMBER) {
		push_literal(operand, at, notes);
		return next;
	}
	set_result(operand,
		   kacs_condition_member_sid(context, *next, sid, *notes));
	return next + 1;
}

static inline void operate(struct kacs_condition_context *context, u8 code,
			   struct stack *stack, const u8 *covered)
{
	switch (kacs_condition_kinds[code]) {
	case KACS_KIND_LOGIC:
		set_binary(stack, both(context, code, stack->below, stack->top),
			   covered);
		break;
	case KACS_KIND_RELATION:
		set_binary(stack,
			   kacs_condition_relate(context, code, stack->below,
						 stack->top),
			   covered);
		break;
	case KACS_KIND_MEMBER:
		set_result(stack->top,
			   kacs_condition_member(context, code, stack->top));
		break;
	default:
		set_result(stack->top, unary(context, code, stack->top));
		break;
	}
}

enum kacs_truth kacs_condition_evaluate(const struct kacs_condition *condition,
					const struct kacs_check *check,
					struct kacs_budget *budget,
					enum kacs_pass pass, bool for_allow)
{
	struct kacs_condition_context context = {
		.check = check,
		.budget = budget,
		.pass = pass,
		.for_allow = for_allow,
	};
	const u8 *at = condition->bytes + KACS_CONDITION_SIGNATURE_BYTES;
	const u8 *end = condition->bytes + condition->len;
	const u32 *notes = condition->notes;
	struct kacs_operand operands[2];
	struct stack stack = {0, &operands[0], &operands[1]};
	u8 covered[KACS_CONDITION_DEPTH]; /* written before it is read */

	while (at < end && *at != KACS_CODE_PADDING && !context.error) {
		if (*at >= KACS_CODE_LOCAL) {
			at = push_attribute(&context, push(&stack, covered), at,
					    *notes++);
		} else if (*at >= KACS_CODE_EQUAL) {
			operate(&context, *at++, &stack, covered);
		} else if (*at == KACS_CODE_SID) {
			at = push_sid(&context, push(&stack, covered), at,
				      notes++);
		} else {
			notes = push_literal(push(&stack, covered), at, notes);
			at += kacs_condition_operand_size(at);
		}
	}
	return context.error ? KACS_TRUTH_UNKNOWN
			     : kacs_operand_stored_truth(stack.top);
}

enum kacs_truth kacs_ace_condition(const struct kacs_acl *acl,
				   const struct kacs_ace *ace,
				   const struct kacs_check *check,
				   struct kacs_budget *budget,
				   enum kacs_pass pass, bool for_allow)
{
	struct kacs_condition condition;

	if (!(kacs_ace_shape(ace->type) & KACS_ACE_SHAPE_CALLBACK))
		return KACS_TRUTH_TRUE;
	if (ace->malformed)
		return KACS_TRUTH_UNKNOWN;
	condition = kacs_acl_ace_condition(acl, ace);
	return kacs_condition_evaluate(&condition, check, budget, pass,
				       for_allow);
}
