// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Conditional expressions, read token by token and validated. How many values
 * are on the stack after each token does not depend on any value, so a valid
 * expression cannot run out of them.
 */
#include "condition.h"
#include "condition_notes.h"
#include "condition_token.h"
#include "sid.h"

#define NUMBER_BYTES KACS_CONDITION_NUMBER_BYTES
#define SIZED_BYTES KACS_CONDITION_SIZED_BYTES

#define SIGN_PLUS 1
#define SIGN_MINUS KACS_CONDITION_SIGN_MINUS
#define SIGN_NONE 3

const u8 kacs_condition_kinds[256] = {
	[KACS_CODE_INT8] = KACS_KIND_LITERAL,
	[KACS_CODE_INT16] = KACS_KIND_LITERAL,
	[KACS_CODE_INT32] = KACS_KIND_LITERAL,
	[KACS_CODE_INT64] = KACS_KIND_LITERAL,
	[KACS_CODE_STRING] = KACS_KIND_LITERAL,
	[KACS_CODE_OCTETS] = KACS_KIND_LITERAL,
	[KACS_CODE_COMPOSITE] = KACS_KIND_LITERAL,
	[KACS_CODE_SID] = KACS_KIND_LITERAL,
	[KACS_CODE_EQUAL] = KACS_KIND_RELATION,
	[KACS_CODE_NOT_EQUAL] = KACS_KIND_RELATION,
	[KACS_CODE_LESS] = KACS_KIND_RELATION,
	[KACS_CODE_LESS_EQUAL] = KACS_KIND_RELATION,
	[KACS_CODE_GREATER] = KACS_KIND_RELATION,
	[KACS_CODE_GREATER_EQUAL] = KACS_KIND_RELATION,
	[KACS_CODE_CONTAINS] = KACS_KIND_RELATION,
	[KACS_CODE_EXISTS] = KACS_KIND_EXISTENCE,
	[KACS_CODE_ANY_OF] = KACS_KIND_RELATION,
	[KACS_CODE_MEMBER_OF] = KACS_KIND_MEMBER,
	[KACS_CODE_DEVICE_MEMBER_OF] = KACS_KIND_MEMBER,
	[KACS_CODE_MEMBER_OF_ANY] = KACS_KIND_MEMBER,
	[KACS_CODE_DEVICE_MEMBER_OF_ANY] = KACS_KIND_MEMBER,
	[KACS_CODE_NOT_EXISTS] = KACS_KIND_EXISTENCE,
	[KACS_CODE_NOT_CONTAINS] = KACS_KIND_RELATION,
	[KACS_CODE_NOT_ANY_OF] = KACS_KIND_RELATION,
	[KACS_CODE_NOT_MEMBER_OF] = KACS_KIND_MEMBER,
	[KACS_CODE_NOT_DEVICE_MEMBER_OF] = KACS_KIND_MEMBER,
	[KACS_CODE_NOT_MEMBER_OF_ANY] = KACS_KIND_MEMBER,
	[KACS_CODE_NOT_DEVICE_MEMBER_OF_ANY] = KACS_KIND_MEMBER,
	[KACS_CODE_AND] = KACS_KIND_LOGIC,
	[KACS_CODE_OR] = KACS_KIND_LOGIC,
	[KACS_CODE_NOT] = KACS_KIND_UNARY,
	[KACS_CODE_LOCAL] = KACS_KIND_ATTRIBUTE,
	[KACS_CODE_USER] = KACS_KIND_ATTRIBUTE,
	[KACS_CODE_RESOURCE] = KACS_KIND_ATTRIBUTE,
	[KACS_CODE_DEVICE] = KACS_KIND_ATTRIBUTE,
};

/* The base is for display and means nothing here (3.11). */
static int read_number(const u8 *bytes, u32 len,
		       struct kacs_condition_token *token)
{
	u32 bits = 4u << token->code; /* 8, 16, 32, 64 */
	u64 limit = 1ull << (bits - 1);
	u64 magnitude;
	u8 sign;

	if (len < NUMBER_BYTES)
		return KACS_E_CONDITION_TOKEN;
	token->size = NUMBER_BYTES;
	magnitude = kacs_load_le64(bytes + 1);
	if (magnitude >> 63)
		magnitude = 0 - magnitude;
	sign = bytes[9];
	if (sign < SIGN_PLUS || sign > SIGN_NONE)
		return KACS_E_CONDITION_NUMBER;
	if (magnitude > limit || (magnitude == limit && sign != SIGN_MINUS))
		return KACS_E_CONDITION_NUMBER;
	kacs_condition_literal(bytes, &token->value);
	return KACS_OK;
}

static int read_sized(const u8 *bytes, u32 len,
		      struct kacs_condition_token *token)
{
	struct kacs_sid sid;
	u32 size;

	if (len < SIZED_BYTES)
		return KACS_E_CONDITION_TOKEN;
	size = kacs_load_le32(bytes + 1);
	if (size > len - SIZED_BYTES)
		return KACS_E_CONDITION_TOKEN;
	token->size = SIZED_BYTES + size;
	token->value = (struct kacs_value){
		.type = kacs_condition_value_type(token->code),
		.bytes = bytes + SIZED_BYTES,
		.len = size,
	};
	if (token->value.type == KACS_VALUE_STRING && size % 2)
		return KACS_E_CONDITION_TOKEN;
	if (token->value.type == KACS_VALUE_SID &&
	    (kacs_sid_parse(bytes + SIZED_BYTES, size, 0, &sid, NULL) ||
	     sid.len != size))
		return KACS_E_SID;
	return KACS_OK;
}

int kacs_condition_token_read(const u8 *bytes, u32 len,
			      struct kacs_condition_token *token)
{
	token->code = bytes[0];
	token->kind = kacs_condition_kinds[bytes[0]];
	token->size = 1;
	switch (token->kind) {
	case KACS_KIND_UNKNOWN:
		return KACS_E_CONDITION_TOKEN;
	case KACS_KIND_LITERAL:
		if (token->code <= KACS_CODE_INT64)
			return read_number(bytes, len, token);
		return read_sized(bytes, len, token);
	case KACS_KIND_ATTRIBUTE:
		return read_sized(bytes, len, token);
	default:
		return KACS_OK;
	}
}

struct validator {
	const u8 *bytes;
	u32 len;
	u32 at;
	u32 depth;   /* values on the stack */
	bool result; /* the last token was an operator */
	u32 notes;   /* words */
	enum kacs_reason reason;
};

static bool fail(struct validator *v, enum kacs_reason reason)
{
	v->reason = reason;
	return false;
}

/* The elements of the composite that has just been read, to any depth. */
static bool validate_elements(struct validator *v, u32 end)
{
	struct kacs_condition_token token;
	struct kacs_condition_list list = {0, 0};
	u32 ends[KACS_CONDITION_NESTING];
	u32 nesting = 0;
	int reason;

	ends[0] = end;
	for (;;) {
		while (v->at == ends[nesting]) {
			if (!nesting) {
				v->notes += kacs_condition_list_words(&list);
				return true;
			}
			nesting--;
		}
		reason = kacs_condition_token_read(
			v->bytes + v->at, ends[nesting] - v->at, &token);
		if (reason)
			return fail(v, (enum kacs_reason)reason);
		if (token.kind != KACS_KIND_LITERAL)
			return fail(v, KACS_E_CONDITION_TOKEN);
		if (!nesting)
			kacs_condition_list_add(&list, token.value.type);
		if (token.code != KACS_CODE_COMPOSITE) {
			v->at += token.size;
			continue;
		}
		if (++nesting == KACS_CONDITION_NESTING)
			return fail(v, KACS_E_CONDITION_DEPTH);
		ends[nesting] = v->at + token.size;
		v->at += SIZED_BYTES;
	}
}

static bool push(struct validator *v, const struct kacs_condition_token *token)
{
	u32 end = v->at + token->size;

	if (v->depth == KACS_CONDITION_DEPTH)
		return fail(v, KACS_E_CONDITION_DEPTH);
	v->depth++;
	v->result = false;
	if (token->code != KACS_CODE_COMPOSITE) {
		if (kacs_condition_is_noted(token->code))
			v->notes++;
		v->at = end;
		return true;
	}
	v->at += SIZED_BYTES;
	return validate_elements(v, end);
}

static bool operate(struct validator *v, u32 operands)
{
	if (v->depth < operands)
		return fail(v, KACS_E_CONDITION_OPERANDS);
	v->depth -= operands - 1;
	v->result = true;
	v->at++;
	return true;
}

static bool validate_token(struct validator *v)
{
	struct kacs_condition_token token;
	int reason = kacs_condition_token_read(v->bytes + v->at, v->len - v->at,
					       &token);

	if (reason)
		return fail(v, (enum kacs_reason)reason);
	switch (token.kind) {
	case KACS_KIND_MEMBER:
	case KACS_KIND_EXISTENCE:
	case KACS_KIND_UNARY:
		return operate(v, 1);
	case KACS_KIND_RELATION:
	case KACS_KIND_LOGIC:
		return operate(v, 2);
	default:
		return push(v, &token);
	}
}

static bool validate_padding(struct validator *v)
{
	for (; v->at < v->len; v->at++) {
		if (v->bytes[v->at] != KACS_CODE_PADDING)
			return fail(v, KACS_E_CONDITION_TOKEN);
	}
	return true;
}

int kacs_condition_measure(const u8 *bytes, u32 len, u32 base, u32 *words,
			   struct kacs_error *error)
{
	struct validator v = {
		.bytes = bytes,
		.len = len,
		.at = KACS_CONDITION_SIGNATURE_BYTES,
		.notes = KACS_CONDITION_FIRST_NOTE,
	};
	bool valid = true;

	if (len < KACS_CONDITION_SIGNATURE_BYTES ||
	    memcmp(bytes, "artx", KACS_CONDITION_SIGNATURE_BYTES) != 0)
		return kacs_fail(error, KACS_E_CONDITION_SIGNATURE, base);
	while (valid && v.at < len && bytes[v.at] != KACS_CODE_PADDING)
		valid = validate_token(&v);
	if (valid && (v.depth != 1 || !v.result))
		valid = fail(&v, KACS_E_CONDITION_RESULT);
	if (valid)
		valid = validate_padding(&v);
	*words = v.notes;
	return valid ? KACS_OK : kacs_fail(error, v.reason, base + v.at);
}

int kacs_condition_validate(const u8 *bytes, u32 len, u32 base,
			    struct kacs_error *error)
{
	u32 words;

	return kacs_condition_measure(bytes, len, base, &words, error);
}
