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

struct evaluation {
	struct kacs_condition_context context;
	u32 depth;
	struct kacs_operand top[2]; /* [1] is on top of [0] */
	u8 covered[KACS_CONDITION_DEPTH];
};

#define COVERED_ORIGIN 0x03u
#define COVERED_TRUTH_SHIFT 2
#define COVERED_TRUTH 0x03u
#define COVERED_NULL 0x10u

static u8 cover(const struct kacs_operand *operand)
{
	return (u8)(operand->origin | operand->truth << COVERED_TRUTH_SHIFT |
		    (operand->null ? COVERED_NULL : 0));
}

static void uncover(struct kacs_operand *operand, u8 covered)
{
	operand->origin = covered & COVERED_ORIGIN;
	operand->truth = covered >> COVERED_TRUTH_SHIFT & COVERED_TRUTH;
	operand->null = covered & COVERED_NULL;
}

/* Room for a new value on top. */
static struct kacs_operand *push(struct evaluation *e)
{
	if (e->depth >= 2)
		e->covered[e->depth - 2] = cover(&e->top[0]);
	e->top[0] = e->top[1];
	e->depth++;
	return &e->top[1];
}

static void set_result(struct evaluation *e, enum kacs_truth truth)
{
	e->top[1].origin = KACS_ORIGIN_RESULT;
	e->top[1].truth = (u8)truth;
	e->top[1].null = false;
}

static void push_literal(struct evaluation *e,
			 const struct kacs_condition_token *token)
{
	struct kacs_operand *operand = push(e);

	operand->origin = KACS_ORIGIN_LITERAL;
	operand->truth = KACS_TRUTH_NONE;
	operand->null = false;
	operand->list = token->code == KACS_CODE_COMPOSITE;
	operand->case_sensitive = false;
	operand->value = token->value;
}

/* 3.11: an operand of logic; a literal is an error. */
static enum kacs_truth truth_of(struct evaluation *e,
				const struct kacs_operand *operand)
{
	if (operand->truth == KACS_TRUTH_NONE)
		return kacs_condition_error(&e->context);
	return (enum kacs_truth)operand->truth;
}

/* Only of attributes; a null one does not exist. */
static enum kacs_truth exists(struct evaluation *e,
			      const struct kacs_operand *operand)
{
	if (operand->origin != KACS_ORIGIN_ATTRIBUTE)
		return kacs_condition_error(&e->context);
	return kacs_truth_of(!operand->null);
}

static enum kacs_truth unary(struct evaluation *e, u8 code)
{
	const struct kacs_operand *operand = &e->top[1];

	switch (code) {
	case KACS_CODE_NOT:
		return kacs_truth_not(truth_of(e, operand));
	case KACS_CODE_EXISTS:
		return exists(e, operand);
	case KACS_CODE_NOT_EXISTS:
		return kacs_truth_not(exists(e, operand));
	default:
		return kacs_condition_member(&e->context, code, operand);
	}
}

/* AND stops at FALSE, OR at TRUE; else UNKNOWN is stronger. */
static enum kacs_truth logic(struct evaluation *e, enum kacs_truth stop)
{
	enum kacs_truth a = truth_of(e, &e->top[0]);
	enum kacs_truth b = truth_of(e, &e->top[1]);

	if (a == stop || b == stop)
		return stop;
	if (a == KACS_TRUTH_UNKNOWN || b == KACS_TRUTH_UNKNOWN)
		return KACS_TRUTH_UNKNOWN;
	return kacs_truth_not(stop);
}

static enum kacs_truth binary(struct evaluation *e, u8 code)
{
	switch (code) {
	case KACS_CODE_AND:
		return logic(e, KACS_TRUTH_FALSE);
	case KACS_CODE_OR:
		return logic(e, KACS_TRUTH_TRUE);
	default:
		return kacs_condition_relate(&e->context, code, &e->top[0],
					     &e->top[1]);
	}
}

static void evaluate_token(struct evaluation *e,
			   const struct kacs_condition_token *token)
{
	switch (token->kind) {
	case KACS_KIND_LITERAL:
		push_literal(e, token);
		break;
	case KACS_KIND_ATTRIBUTE:
		kacs_condition_attribute(&e->context, token, push(e));
		break;
	case KACS_KIND_UNARY:
		set_result(e, unary(e, token->code));
		break;
	default:
		set_result(e, binary(e, token->code));
		e->depth--;
		if (e->depth >= 2)
			uncover(&e->top[0], e->covered[e->depth - 2]);
		break;
	}
}

enum kacs_truth kacs_condition_evaluate(const u8 *bytes, u32 len,
					const struct kacs_check *check,
					enum kacs_pass pass, bool for_allow)
{
	struct kacs_condition_token token;
	struct evaluation e;
	u32 at = KACS_CONDITION_SIGNATURE_BYTES;

	e.context = (struct kacs_condition_context){
		.check = check,
		.pass = pass,
		.for_allow = for_allow,
		.budget = {KACS_CONDITION_STEPS},
	};
	e.depth = 0;
	memset(e.top, 0, sizeof(e.top));
	while (at < len && bytes[at] != KACS_CODE_PADDING) {
		kacs_condition_token_read(bytes + at, len - at, &token);
		evaluate_token(&e, &token);
		if (e.context.error || !e.context.budget.steps)
			return KACS_TRUTH_UNKNOWN;
		at += token.size;
	}
	return (enum kacs_truth)e.top[1].truth;
}

enum kacs_truth kacs_ace_condition(const u8 *bytes, const struct kacs_ace *ace,
				   const struct kacs_check *check,
				   enum kacs_pass pass, bool for_allow)
{
	u32 start = ace->sid_offset + ace->sid_len;
	u32 end = ace->offset + kacs_acl_ace_size(bytes, ace);

	if (!(kacs_ace_shape(ace->type) & KACS_ACE_SHAPE_CALLBACK))
		return KACS_TRUTH_TRUE;
	if (ace->malformed)
		return KACS_TRUTH_UNKNOWN;
	return kacs_condition_evaluate(bytes + start, end - start, check, pass,
				       for_allow);
}
