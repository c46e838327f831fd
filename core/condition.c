// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Conditional expressions evaluated, 3.8.
 *
 * An operator looks into operands only where it stands right behind them:
 * anywhere else it has a result among them, and that has no value. Operands and
 * their operator are a term, read at once. What waits on the stack is what
 * terms and other operators came to, and what logic makes of an operand that
 * waits for it: a byte each.
 */
#include "condition_lookup.h"

#define WAITING_TRUTH 0x3u   /* enum kacs_truth */
#define WAITING_THERE 0x4u   /* an attribute that is there, but has no truth */
#define WAITING_LITERAL 0x8u /* an error in logic */
#define WAITING_ERROR 0x10u  /* the whole expression is UNKNOWN */

struct stack {
	u8 top;
	u32 depth;
	u8 *below; /* the top; the first of them is nothing */
};

static inline void push(struct stack *stack, u8 value)
{
	stack->below[stack->depth++] = stack->top;
	stack->top = value;
}

/* What is to be read next. */
struct reader {
	const u8 *at;
	const u32 *notes;
};

static void read_list(struct reader *reader, struct kacs_operand *operand)
{
	struct kacs_condition_list list;

	memcpy(&list, reader->notes++, sizeof(list));
	operand->flags = KACS_OPERAND_LITERAL | KACS_OPERAND_LIST |
			 list.types * KACS_OPERAND_TYPE(0);
	operand->count = list.count;
	operand->order = (const u16 *)reader->notes;
	if (list.count > 1)
		reader->notes += list.count;
	operand->hashes = reader->notes;
	if (kacs_condition_list_sids(&list))
		reader->notes += list.count;
}

static void read_operand(struct kacs_condition_context *context,
			 struct reader *reader, struct kacs_operand *operand)
{
	const u8 *at = reader->at;
	u8 type = kacs_condition_value_type(*at);

	reader->at += kacs_condition_operand_size(at);
	if (*at >= KACS_CODE_LOCAL) {
		kacs_condition_attribute(context, at, *reader->notes++,
					 operand);
		return;
	}
	operand->bytes = at;
	if (type == KACS_VALUE_LIST) {
		read_list(reader, operand);
		return;
	}
	operand->flags = KACS_OPERAND_LITERAL | KACS_OPERAND_TYPE(type);
	operand->count = 1;
	operand->hashes = reader->notes;
	reader->notes += type == KACS_VALUE_SID;
}

/* Only of attributes; a null one does not exist. */
static enum kacs_truth exists(struct kacs_condition_context *context,
			      const struct kacs_operand *operand)
{
	if (!(operand->flags & KACS_OPERAND_ATTRIBUTE))
		return kacs_condition_error(context);
	return kacs_truth_of(!(operand->flags & KACS_OPERAND_NULL));
}

/* 3.8, 3.11: an operand that logic asks for its truth. */
static u8 value_of(const struct kacs_operand *operand)
{
	struct kacs_value value;

	if (operand->flags & KACS_OPERAND_LITERAL)
		return WAITING_LITERAL;
	if (operand->flags & KACS_OPERAND_NULL)
		return KACS_TRUTH_UNKNOWN;
	if (operand->flags & KACS_OPERAND_LIST)
		return WAITING_THERE | KACS_TRUTH_UNKNOWN;
	kacs_operand_value(operand, &value);
	if (value.type == KACS_VALUE_NUMBER)
		return kacs_truth_of(value.number != 0);
	if (value.type == KACS_VALUE_STRING)
		return kacs_truth_of(kacs_load_le16(value.bytes) != 0);
	return WAITING_THERE | KACS_TRUTH_UNKNOWN;
}

/* An operand and the operator behind it, or an operand alone. */
static u8 evaluate_term(struct kacs_condition_context *context,
			struct reader *reader)
{
	struct kacs_operand operand, other;
	const u8 *behind;

	read_operand(context, reader, &operand);
	behind = reader->at;
	switch (kacs_condition_kinds[*behind]) {
	case KACS_KIND_LITERAL:
	case KACS_KIND_ATTRIBUTE:
		behind += kacs_condition_operand_size(behind);
		if (kacs_condition_kinds[*behind] != KACS_KIND_RELATION)
			return value_of(&operand);
		read_operand(context, reader, &other);
		reader->at++;
		return kacs_condition_relate(context, *behind, &operand,
					     &other);
	case KACS_KIND_MEMBER:
		reader->at++;
		return kacs_condition_member(context, *behind, &operand);
	case KACS_KIND_EXISTENCE:
		reader->at++;
		if (*behind == KACS_CODE_EXISTS)
			return exists(context, &operand);
		return kacs_truth_not(exists(context, &operand));
	default:
		return value_of(&operand);
	}
}

/* Out of line, with a reader that is not in registers. */
static noinline struct reader any_term(struct kacs_condition_context *context,
				       struct reader reader, u8 *value)
{
	*value = evaluate_term(context, &reader);
	if (context->error)
		*value = WAITING_ERROR;
	return reader;
}

/* Is there a literal number, and an operator that compares it? */
static inline bool is_compared_number(const u8 *at)
{
	return *at <= KACS_CODE_INT64 &&
	       at[KACS_CONDITION_NUMBER_BYTES] >= KACS_CODE_EQUAL &&
	       at[KACS_CONDITION_NUMBER_BYTES] <= KACS_CODE_GREATER_EQUAL;
}

static inline u8 compare_numbers(u64 number, bool is_signed, const u8 *literal)
{
	s64 a = (s64)number;
	s64 b = (s64)kacs_condition_number(literal);
	int order = (a > b) - (a < b);

	/* It is more than any literal can be. */
	if (!is_signed && a < 0)
		order = 1;
	return kacs_relation_holds(literal[KACS_CONDITION_NUMBER_BYTES], order);
}

/* Of a claim: is it there, and one number? */
static inline bool is_number(const struct kacs_condition_context *context,
			     u32 traits)
{
	u32 wanted = KACS_OPERAND_TYPES | KACS_OPERAND_LIST |
		     kacs_condition_hidden(context);

	return (traits & wanted) == KACS_OPERAND_TYPE(KACS_VALUE_NUMBER);
}

/*
 * An attribute that is compared with the number behind it, if it has an index
 * and is a number itself. 0 if it is not.
 */
static inline u8 number_term(struct kacs_condition_context *context,
			     struct reader *reader)
{
	const u8 *literal =
		reader->at + kacs_condition_operand_size(reader->at);
	const struct kacs_claim_key name =
		kacs_condition_name(reader->at, *reader->notes);
	const struct kacs_claim_array *claims =
		kacs_condition_claims(context, *reader->at);
	const struct kacs_claim_note *note =
		claims && is_compared_number(literal)
			? kacs_claim_index_find_spelt(&claims->index,
						      claims->bytes, &name)
			: NULL;

	if (!note || !is_number(context, note->traits))
		return 0;
	reader->at = literal + KACS_CONDITION_NUMBER_BYTES + 1;
	reader->notes++;
	return compare_numbers(kacs_claim_number(claims->bytes + note->offset,
						 0),
			       note->traits & KACS_CLAIM_TRAIT_SIGNED, literal);
}

/* The same for a SID that is in the token, and an operator that asks for it. */
static inline u8 sid_term(struct kacs_condition_context *context,
			  struct reader *reader)
{
	const struct kacs_sid sid = {
		.bytes = reader->at + KACS_CONDITION_SIZED_BYTES,
		.len = kacs_load_le32(reader->at + 1),
		.hash = *reader->notes,
	};
	const u8 *behind = reader->at + kacs_condition_operand_size(reader->at);

	if (*behind != KACS_CODE_MEMBER_OF &&
	    *behind != KACS_CODE_MEMBER_OF_ANY)
		return 0;
	if (context->pass == KACS_PASS_APPLIES_TO ||
	    !kacs_condition_in_token(context, sid))
		return 0;
	reader->at = behind + 1;
	reader->notes++;
	return KACS_TRUTH_TRUE;
}

/* A term. Those that most conditions are made of need no operands. */
static inline u8 term(struct kacs_condition_context *context,
		      struct reader *reader)
{
	u8 value = 0;
	u8 other;

	if (*reader->at >= KACS_CODE_LOCAL)
		value = number_term(context, reader);
	else if (*reader->at == KACS_CODE_SID)
		value = sid_term(context, reader);
	if (likely(value))
		return value;
	*reader = any_term(context, *reader, &other);
	return other;
}

/* AND stops at FALSE, OR at TRUE; else UNKNOWN is stronger. */
static inline u8 logic(struct stack *stack, enum kacs_truth stop)
{
	u8 a = stack->below[--stack->depth];
	u8 b = stack->top;

	if (unlikely((a | b) & WAITING_LITERAL))
		return WAITING_ERROR;
	if (a == stop || b == stop)
		return (u8)stop;
	return a == b ? a & WAITING_TRUTH : KACS_TRUTH_UNKNOWN;
}

/* A result has no value to compare; what is not known needs none. */
static inline u8 relate_results(struct stack *stack)
{
	u8 a = stack->below[--stack->depth];

	if (a == KACS_TRUTH_UNKNOWN || stack->top == KACS_TRUTH_UNKNOWN)
		return KACS_TRUTH_UNKNOWN;
	return WAITING_ERROR;
}

/* An operator on what waits. */
static inline u8 operate(struct stack *stack, u8 code)
{
	if (code == KACS_CODE_AND)
		return logic(stack, KACS_TRUTH_FALSE);
	if (code == KACS_CODE_OR)
		return logic(stack, KACS_TRUTH_TRUE);
	if (kacs_condition_kinds[code] == KACS_KIND_RELATION)
		return relate_results(stack);
	if (code != KACS_CODE_NOT || stack->top & WAITING_LITERAL)
		return WAITING_ERROR;
	return kacs_truth_not((enum kacs_truth)(stack->top & WAITING_TRUTH));
}

enum kacs_truth kacs_condition_evaluate(struct kacs_condition condition,
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
	struct reader reader = {condition.bytes +
					KACS_CONDITION_SIGNATURE_BYTES,
				condition.notes + KACS_CONDITION_FIRST_NOTE};
	const u8 *end = condition.bytes + kacs_condition_len(condition);
	u8 values[KACS_CONDITION_DEPTH]; /* written before it is read */
	struct stack stack = {KACS_TRUTH_NONE, 0, values};
	u8 code;

	while (reader.at < end) {
		code = *reader.at;
		if (code >= KACS_CODE_EQUAL && code < KACS_CODE_LOCAL) {
			reader.at++;
			stack.top = operate(&stack, code);
		} else {
			push(&stack, term(&context, &reader));
		}
		if (unlikely(stack.top == WAITING_ERROR))
			return KACS_TRUTH_UNKNOWN;
	}
	return (enum kacs_truth)stack.top;
}

enum kacs_truth kacs_ace_condition(const struct kacs_acl *acl,
				   const struct kacs_ace *ace,
				   const struct kacs_check *check,
				   struct kacs_budget *budget,
				   enum kacs_pass pass, bool for_allow)
{
	if (!(kacs_ace_shape(ace->type) & KACS_ACE_SHAPE_CALLBACK))
		return KACS_TRUTH_TRUE;
	if (ace->malformed)
		return KACS_TRUTH_UNKNOWN;
	return kacs_condition_evaluate(kacs_acl_ace_condition(acl, ace), check,
				       budget, pass, for_allow);
}
