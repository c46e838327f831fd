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
 * Steps that an evaluation may spend besides its bytes: one for every claim,
 * SID or pair of values that is looked at in searching, and for every 4 code
 * units or bytes that are equal in comparing. Who needs more gets UNKNOWN, so
 * that no list of attributes makes a check slow.
 */
#define KACS_CONDITION_STEPS 65536u

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
 * kacs_condition_evaluate - the value of a conditional expression
 * @bytes: an expression that kacs_condition_validate() accepted
 * @len: its length
 * @check: whose token, descriptor, principal and local claims it is about
 * @pass: as whom
 * @for_allow: whether for an allow ACE, which deny-only groups and claims do
 *not count for; false for denying, audit and alarm ACEs
 *
 * Time is O(@len + KACS_CONDITION_STEPS), a stack of a bit over 1 KB; allocates
 * nothing.
 */
enum kacs_truth kacs_condition_evaluate(const u8 *bytes, u32 len,
					const struct kacs_check *check,
					enum kacs_pass pass, bool for_allow);

/**
 * kacs_ace_condition - what the condition of an ACE comes to
 * @bytes: of the ACL that the ACE stands in
 * @ace: a recognised ACE
 * @check: as for kacs_condition_evaluate()
 * @pass: as whom
 * @for_allow: as for kacs_condition_evaluate()
 *
 * Return: its value; KACS_TRUTH_UNKNOWN if it is malformed; KACS_TRUTH_TRUE if
 * the ACE has none.
 */
enum kacs_truth kacs_ace_condition(const u8 *bytes, const struct kacs_ace *ace,
				   const struct kacs_check *check,
				   enum kacs_pass pass, bool for_allow);

#endif /* KACS_CORE_CONDITION_H */
