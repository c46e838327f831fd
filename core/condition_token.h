/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The tokens of conditional expressions, 3.11. Internal to the core.
 */
#ifndef KACS_CORE_CONDITION_TOKEN_H
#define KACS_CORE_CONDITION_TOKEN_H

#include "base.h"
#include "error.h"
#include "value.h"

#define KACS_CONDITION_SIGNATURE_BYTES 4u

enum kacs_condition_code {
	KACS_CODE_PADDING = 0x00,
	KACS_CODE_INT8 = 0x01,
	KACS_CODE_INT16 = 0x02,
	KACS_CODE_INT32 = 0x03,
	KACS_CODE_INT64 = 0x04,
	KACS_CODE_STRING = 0x10,
	KACS_CODE_OCTETS = 0x18,
	KACS_CODE_COMPOSITE = 0x50,
	KACS_CODE_SID = 0x51,
	KACS_CODE_EQUAL = 0x80,
	KACS_CODE_NOT_EQUAL = 0x81,
	KACS_CODE_LESS = 0x82,
	KACS_CODE_LESS_EQUAL = 0x83,
	KACS_CODE_GREATER = 0x84,
	KACS_CODE_GREATER_EQUAL = 0x85,
	KACS_CODE_CONTAINS = 0x86,
	KACS_CODE_EXISTS = 0x87,
	KACS_CODE_ANY_OF = 0x88,
	KACS_CODE_MEMBER_OF = 0x89,
	KACS_CODE_DEVICE_MEMBER_OF = 0x8a,
	KACS_CODE_MEMBER_OF_ANY = 0x8b,
	KACS_CODE_DEVICE_MEMBER_OF_ANY = 0x8c,
	KACS_CODE_NOT_EXISTS = 0x8d,
	KACS_CODE_NOT_CONTAINS = 0x8e,
	KACS_CODE_NOT_ANY_OF = 0x8f,
	KACS_CODE_NOT_MEMBER_OF = 0x90,
	KACS_CODE_NOT_DEVICE_MEMBER_OF = 0x91,
	KACS_CODE_NOT_MEMBER_OF_ANY = 0x92,
	KACS_CODE_NOT_DEVICE_MEMBER_OF_ANY = 0x93,
	KACS_CODE_AND = 0xa0,
	KACS_CODE_OR = 0xa1,
	KACS_CODE_NOT = 0xa2,
	KACS_CODE_LOCAL = 0xf8,
	KACS_CODE_USER = 0xf9,
	KACS_CODE_RESOURCE = 0xfa,
	KACS_CODE_DEVICE = 0xfb,
};

enum kacs_code_kind {
	KACS_KIND_UNKNOWN,
	KACS_KIND_LITERAL,   /* pushes itself */
	KACS_KIND_ATTRIBUTE, /* pushes the attribute of its name */
	KACS_KIND_MEMBER,    /* one value becomes a result: membership */
	KACS_KIND_EXISTENCE, /* one value becomes a result: is it there? */
	KACS_KIND_UNARY,     /* one value becomes a result: logic */
	KACS_KIND_RELATION,  /* two values become a result: comparison */
	KACS_KIND_LOGIC,     /* two values become a result: logic */
};

/* By byte code: its enum kacs_code_kind. */
extern const u8 kacs_condition_kinds[256];

struct kacs_condition_token {
	u8 code;  /* enum kacs_condition_code */
	u8 kind;  /* enum kacs_code_kind */
	u32 size; /* of the whole token */
	/* A literal, a LIST for a composite; an attribute's name. */
	struct kacs_value value;
};

#define KACS_CONDITION_NUMBER_BYTES 11u /* code, value, sign, base */
#define KACS_CONDITION_SIZED_BYTES 5u	/* code, length */
#define KACS_CONDITION_SIGN_MINUS 2

/* The size of a literal or attribute of a valid expression. */
static inline u32 kacs_condition_operand_size(const u8 *bytes)
{
	if (bytes[0] <= KACS_CODE_INT64)
		return KACS_CONDITION_NUMBER_BYTES;
	return KACS_CONDITION_SIZED_BYTES + kacs_load_le32(bytes + 1);
}

/* The value of a number literal in two's complement. */
static inline u64 kacs_condition_number(const u8 *bytes)
{
	u64 number = kacs_load_le64(bytes + 1);

	/* The sign byte tells the sign, this only the magnitude (3.11). */
	if (number >> 63 != (bytes[9] == KACS_CONDITION_SIGN_MINUS))
		number = 0 - number;
	return number;
}

static inline u8 kacs_condition_value_type(u8 code)
{
	switch (code) {
	case KACS_CODE_INT8:
	case KACS_CODE_INT16:
	case KACS_CODE_INT32:
	case KACS_CODE_INT64:
		return KACS_VALUE_NUMBER;
	case KACS_CODE_OCTETS:
		return KACS_VALUE_OCTETS;
	case KACS_CODE_COMPOSITE:
		return KACS_VALUE_LIST;
	case KACS_CODE_SID:
		return KACS_VALUE_SID;
	default:
		return KACS_VALUE_STRING; /* and the name of an attribute */
	}
}

/* The value of a literal of a valid expression. */
static inline void kacs_condition_literal(const u8 *bytes,
					  struct kacs_value *value)
{
	value->type = kacs_condition_value_type(bytes[0]);
	value->terminated = false;
	if (value->type == KACS_VALUE_NUMBER) {
		value->number = kacs_condition_number(bytes);
		value->negative = value->number >> 63;
		return;
	}
	value->bytes = bytes + KACS_CONDITION_SIZED_BYTES;
	value->len = kacs_load_le32(bytes + 1);
}

/**
 * kacs_condition_token_read - read the token at the start of a buffer
 * @bytes: the buffer
 * @len: bytes in it, at least 1; more may follow the token
 * @token: out
 *
 * The elements of a composite are not looked at.
 *
 * Return: 0 or the reason: KACS_E_CONDITION_TOKEN, KACS_E_CONDITION_NUMBER,
 * KACS_E_SID.
 */
int kacs_condition_token_read(const u8 *bytes, u32 len,
			      struct kacs_condition_token *token);

#endif /* KACS_CORE_CONDITION_TOKEN_H */
