/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Conditional expressions as text and as bytecode: PSD-004 3.8 and 3.11,
 * MS-DTYP 2.4.4.17 and 2.5.1.
 *
 * From weak to strong: ||, &&, !, and the relations; && and || group to the
 * left. A value stands on either side of a relation, on the left it is an
 * attribute by custom. Reading and writing use no recursion.
 */
#ifndef KACS_LIB_SDDL_CONDITION_H
#define KACS_LIB_SDDL_CONDITION_H

#include "buffer.h"
#include "sddl_reader.h"

#define SDDL_TOKEN_PADDING 0x00u
#define SDDL_TOKEN_INT8 0x01u
#define SDDL_TOKEN_INT64 0x04u
#define SDDL_TOKEN_STRING 0x10u
#define SDDL_TOKEN_OCTETS 0x18u
#define SDDL_TOKEN_COMPOSITE 0x50u
#define SDDL_TOKEN_SID 0x51u
#define SDDL_TOKEN_AND 0xa0u
#define SDDL_TOKEN_OR 0xa1u
#define SDDL_TOKEN_NOT 0xa2u
#define SDDL_TOKEN_EXISTS 0x87u
#define SDDL_TOKEN_MEMBER_OF 0x89u
#define SDDL_TOKEN_MEMBER_OF_ANY 0x8bu
#define SDDL_TOKEN_LOCAL 0xf8u
#define SDDL_TOKEN_USER 0xf9u
#define SDDL_TOKEN_RESOURCE 0xfau
#define SDDL_TOKEN_DEVICE 0xfbu

/* Values that an evaluation may have to hold at once (3.8). */
#define KACS_SDDL_CONDITION_VALUES 1024u

/* Composites inside of each other. */
#define KACS_SDDL_CONDITION_NESTING 32u

enum kacs_sddl_operator_kind {
	KACS_SDDL_RELATION, /* of two values, written as a sign */
	KACS_SDDL_SET,	    /* of two values, written as a word */
	KACS_SDDL_MEMBER,   /* of SIDs */
	KACS_SDDL_EXISTS,   /* of an attribute */
};

struct kacs_sddl_operator {
	const char *text;
	u8 token;
	u8 kind;
};

struct kacs_sddl_namespace {
	const char *prefix; /* "@User." */
	u8 token;
};

/* Both end in a text of NULL; <= stands before <. */
extern const struct kacs_sddl_operator kacs_sddl_operators[];
extern const struct kacs_sddl_namespace kacs_sddl_namespaces[];

/*
 * Is this the text of an operator, or SID? An attribute of that name needs an
 * escape.
 */
bool kacs_sddl_condition_word(const char *text, size_t len);

/* The operator of that token, or NULL. */
const struct kacs_sddl_operator *kacs_sddl_operator_find(u8 token);

/**
 * kacs_sddl_read_condition - bytecode from text
 * @r: at the opening parenthesis; afterwards behind the closing one
 * @out: the bytecode is appended, from "artx" on, without padding
 *
 * Return: 0, or -1 after a report.
 */
int kacs_sddl_read_condition(struct kacs_sddl_reader *r,
			     struct kacs_buffer *out);

/**
 * kacs_sddl_put_condition - text from bytecode
 * @out: the text is appended, from the opening parenthesis on
 * @bytes: untrusted: from "artx" on, maybe with padding
 * @len: how many
 * @base: offset of @bytes in the whole input, for @diagnostic
 * @options: may be NULL
 * @diagnostic: out, may be NULL
 *
 * Return: 0, or -1 and EINVAL for malformed bytecode, ENOTSUP for bytecode that
 * text cannot say, ENOMEM.
 */
int kacs_sddl_put_condition(struct kacs_buffer *out, const u8 *bytes,
			    size_t len, size_t base,
			    const struct kacs_sddl_options *options,
			    struct kacs_diagnostic *diagnostic);

/**
 * kacs_sddl_put_condition_operand - text of a literal or an attribute
 * @out: the text is appended
 * @bytes: valid bytecode, from "artx" on
 * @len: its length
 * @at: the operand's token
 *
 * Return: 0, or -1: text cannot say it.
 */
int kacs_sddl_put_condition_operand(struct kacs_buffer *out, const u8 *bytes,
				    size_t len, size_t at);

#endif /* KACS_LIB_SDDL_CONDITION_H */
