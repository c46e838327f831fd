/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Conditional expressions of callback ACEs: PSD-004 3.8, 3.11,
 * MS-DTYP 2.4.4.17.
 */
#ifndef KACS_CORE_CONDITION_H
#define KACS_CORE_CONDITION_H

#include "base.h"
#include "error.h"

struct kacs_ace;
struct kacs_acl;
struct kacs_budget;
struct kacs_check;

/* What a condition can come out as. */
enum kacs_truth {
	KACS_TRUTH_NONE, /* in a trace: there was no condition */
	KACS_TRUTH_FALSE,
	KACS_TRUTH_TRUE,
	KACS_TRUTH_UNKNOWN,
};

/* As whom the DACL is asked, and its conditions. */
enum kacs_pass {
	KACS_PASS_NORMAL,      /* the user and the groups */
	KACS_PASS_RESTRICTED,  /* the restricting SIDs, attributes ignored */
	KACS_PASS_CONFINEMENT, /* the package and its capabilities */
	/*
	 * Of a policy rule, to see whether it applies: claims only. Who is a
	 * member of what is UNKNOWN to it (10.8). Not a pass over a DACL.
	 */
	KACS_PASS_APPLIES_TO,
};

/* Values on the stack of an evaluation at once (3.8). */
#define KACS_CONDITION_DEPTH 1024u

/* Composite literals inside of each other. */
#define KACS_CONDITION_NESTING 16u

/*
 * Steps that a check may spend on comparing attributes with each other, and on
 * seeking claims that have no index: one for every pair of values and every
 * claim, and one for every 8 bytes that are the same. What compares attributes
 * with literals takes time in proportion to the expression and is never cut
 * short. Any two attributes of a token and a descriptor can be compared many
 * times over, if their values are no more bytes than they are stored in; who
 * needs more gets UNKNOWN.
 */
#define KACS_CONDITION_STEPS (1u << 20)

/*
 * A prepared condition inside somebody else's memory. Its notes are its length,
 * hashes and the order of lists, worked out once so that no evaluation has to.
 */
struct kacs_condition {
	const u8 *bytes; /* valid */
	const u32 *notes;
};

/**
 * kacs_condition_validate - validate a conditional expression
 * @bytes: untrusted bytes: the application data of a callback ACE
 * @len: how many, at most 65535
 * @base: offset of @bytes in the whole input, for @error
 * @error: out, may be NULL; its offset is that of the token that is wrong
 *
 * A descriptor with a malformed condition is valid: the condition is UNKNOWN
 * (3.8).
 *
 * Return: 0, KACS_E_CONDITION_SIGNATURE (does not begin with "artx"),
 * KACS_E_CONDITION_TOKEN (an unknown byte code, a length that does not fit, an
 * operator inside a composite, something other than 0 behind the padding),
 * KACS_E_CONDITION_NUMBER (a number that its width does not hold, an unknown
 * sign), KACS_E_SID, KACS_E_CONDITION_OPERANDS (an operator with too few
 * values), KACS_E_CONDITION_DEPTH (too many values at once, or composites in
 * composites), KACS_E_CONDITION_RESULT (not exactly one result at the end).
 */
int kacs_condition_validate(const u8 *bytes, u32 len, u32 base,
			    struct kacs_error *error);

/**
 * kacs_condition_measure - validate a conditional expression, size its notes
 * @bytes: as for kacs_condition_validate()
 * @len: how many
 * @base: offset of @bytes in the whole input, for @error
 * @words: out: 32-bit words that kacs_condition_prepare() needs, at most
 *	@len / 4
 * @error: out, may be NULL
 *
 * Return: 0 or what kacs_condition_validate() can return.
 */
int kacs_condition_measure(const u8 *bytes, u32 len, u32 base, u32 *words,
			   struct kacs_error *error);

/**
 * kacs_condition_prepare - write the notes of a conditional expression
 * @bytes: an expression that kacs_condition_measure() accepted
 * @len: its length
 * @notes: room for the words that it asked for; they must live as long as the
 *	condition
 *
 * Time is O(@len log @len).
 */
struct kacs_condition kacs_condition_prepare(const u8 *bytes, u32 len,
					     u32 *notes);

/**
 * kacs_condition_evaluate - the value of a conditional expression
 * @condition: the expression
 * @check: whose token, descriptor, principal and local claims it is about
 * @budget: what the check may still spend, KACS_CONDITION_STEPS in the beginning
 * @pass: as whom
 * @for_allow: whether for an allow ACE, which deny-only groups and claims do
 *	not count for; false for denying, audit and alarm ACEs
 *
 * Time is O(n log n) in the expression's bytes, and what it takes from @budget;
 * a stack of a bit over 1 KB; allocates nothing.
 */
enum kacs_truth kacs_condition_evaluate(struct kacs_condition condition,
					const struct kacs_check *check,
					struct kacs_budget *budget,
					enum kacs_pass pass, bool for_allow);

/**
 * kacs_ace_condition - what the condition of an ACE comes to
 * @acl: the ACL that the ACE stands in
 * @ace: a recognised ACE
 * @check: as for kacs_condition_evaluate()
 * @budget: as for kacs_condition_evaluate()
 * @pass: as whom
 * @for_allow: as for kacs_condition_evaluate()
 *
 * Return: its value; KACS_TRUTH_UNKNOWN if it is malformed; KACS_TRUTH_TRUE if
 * the ACE has none.
 */
enum kacs_truth kacs_ace_condition(const struct kacs_acl *acl,
				   const struct kacs_ace *ace,
				   const struct kacs_check *check,
				   struct kacs_budget *budget,
				   enum kacs_pass pass, bool for_allow);

#endif /* KACS_CORE_CONDITION_H */
