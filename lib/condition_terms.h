/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The terms of a condition, each with its value: what && and || join.
 *
 * Every part of an expression in postfix order is an expression by itself, so
 * that its value is found by evaluating it.
 */
#ifndef KACS_LIB_CONDITION_TERMS_H
#define KACS_LIB_CONDITION_TERMS_H

#include <jansson.h>

#include "buffer.h"
#include "../core/check.h"
#include <kacs/names.h>

/* More of them are not shown. */
#define KACS_TERMS_MAX 64u

/* A condition, and whose it is. */
struct kacs_condition_view {
	const u8 *bytes; /* from "artx" on */
	u32 len;
	const struct kacs_check *check;
	enum kacs_pass pass;
	bool for_allow;
	bool *failed; /* set when there was no memory */
};

struct kacs_condition_term {
	u32 start; /* of its tokens in the bytes */
	u32 end;
	u32 left;  /* where its operands begin; 0: it has none, */
	u32 right; /* ... or one, or is an attribute by itself */
	u8 code;   /* of the operator, or of the attribute */
	u8 truth;  /* enum kacs_truth */
};

struct kacs_condition_terms {
	struct kacs_condition_term terms[KACS_TERMS_MAX];
	u32 count;
	bool more; /* than there is room for */
};

/* The value of the whole; UNKNOWN if it is malformed. */
enum kacs_truth kacs_condition_truth(const struct kacs_condition_view *view);

/* The value of a term, asked of the view's check. */
enum kacs_truth
kacs_condition_term_truth(const struct kacs_condition_view *view,
			  const struct kacs_condition_term *term);

/* Take a condition apart. Return: false if it is malformed. */
bool kacs_condition_split(const struct kacs_condition_view *view,
			  struct kacs_condition_terms *terms);

/*
 * "@User.clearance (3) >= @Resource.level (4)", with the values that the
 * attributes have.
 */
void kacs_put_term(struct kacs_buffer *out,
		   const struct kacs_condition_view *view,
		   const struct kacs_condition_term *term);

/* "true", "false" or "unknown" */
const char *kacs_truth_name(u32 truth);

/*
 * The operand at @at: its size, or 0 if it is none of a literal or an
 * attribute.
 */
u32 kacs_condition_operand_size(const struct kacs_condition_view *view, u32 at);

/* @User. and the like: is this the code of an attribute? */
static inline bool kacs_is_attribute_code(u8 code)
{
	return code >= 0xf8 && code <= 0xfb;
}

/**
 * kacs_condition_attribute_claim - the claim that an attribute means
 * @view: the condition
 * @at: the attribute's token
 *
 * Return: the claim as JSON, or NULL: there is none, or it is not seen.
 */
json_t *kacs_condition_attribute_claim(const struct kacs_condition_view *view,
				       u32 at);

/* The values of a claim as JSON: "3", "{1, 2}", "\"red\"". */
void kacs_put_claim_values(struct kacs_buffer *out, const json_t *claim);

#endif /* KACS_LIB_CONDITION_TERMS_H */
