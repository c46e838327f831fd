/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * AccessCheck in user space, and why it decided so.
 *
 * The library runs the same check as the kernel, with its trace on, then looks
 * for the smallest changes that would have turned the answer, and runs the
 * check again on each: what is said to help has been seen to help.
 *
 * Ownership: strings that are returned as char * are the caller's, to be freed
 * with free(). Nothing that is passed is kept unless it is said.
 *
 * Context: an explanation does not change once it is made, so that threads may
 * share it, and different ones have nothing in common.
 */
#ifndef KACS_EXPLAIN_H
#define KACS_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <kacs/access.h>
#include <kacs/authz.h>
#include <kacs/diagnostic.h>
#include <kacs/names.h>
#include <kacs/syscall.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kacs_question {
	size_t size;	      /* sizeof(struct kacs_question), see authz.h */
	const uint8_t *token; /* a token specification */
	size_t token_len;
	const uint8_t *sd; /* a self-relative descriptor */
	size_t sd_len;
	uint32_t desired;     /* may hold generic bits and MAXIMUM_ALLOWED */
	uint32_t object_type; /* KACS_OBJECT_*: names, and the mapping */
	/* The mapping; generic_all 0: that of the object type, */
	uint32_t generic_read;
	uint32_t generic_write;
	uint32_t generic_execute;
	uint32_t generic_all;
	bool exact_mapping; /* ...unless this says to take the four as they are */
	uint32_t privilege_intent; /* KACS_BACKUP_INTENT, KACS_RESTORE_INTENT */
	uint32_t pip_type;
	uint32_t pip_trust;
	const uint8_t *self; /* a SID for PRINCIPAL_SELF, or NULL */
	size_t self_len;
	/* Each must outlive the explanation; NULL: none. */
	const struct kacs_authz_claims *local_claims;
	struct kacs_authz_tree *tree; /* of this explanation alone */
	const struct kacs_authz_policies *policies;
};

/* A question with its answer and the reasons. */
struct kacs_explanation;

/**
 * kacs_explain - decide an access and keep the reasons
 * @question: what to ask; not needed afterwards
 * @principals: names for the texts, or NULL; must outlive the explanation
 * @diagnostic: out, may be NULL
 * @explanation: what to free; nothing happens to NULL
 *
 * Return: the explanation, or NULL with errno set. kacs_explanation_free()
 * returns nothing.
 *
 * Errors:
 * EINVAL: the token or the descriptor does not parse, .self is no SID, or .size
 *	is of no version
 * E2BIG: @question has a member that this library does not know, and it is not
 *	0
 * ENOMEM: out of memory
 *
 * Ownership: The explanation is freed with kacs_explanation_free(). It keeps
 * copies of the token and the descriptor; @principals and the claims, the tree
 * and the policies of @question must outlive it.
 */
struct kacs_explanation *kacs_explain(const struct kacs_question *question,
				      const struct kacs_principals *principals,
				      struct kacs_diagnostic *diagnostic);
void kacs_explanation_free(struct kacs_explanation *explanation);

/**
 * kacs_explanation_allowed - were all desired rights granted?
 * @explanation: any
 *
 * Return: true if they were.
 */
bool kacs_explanation_allowed(const struct kacs_explanation *explanation);

/**
 * kacs_explanation_granted - the rights that were granted
 * @explanation: any
 *
 * Return: what was desired and the token has; with MAXIMUM_ALLOWED all that it
 * has.
 */
uint32_t kacs_explanation_granted(const struct kacs_explanation *explanation);

/**
 * kacs_explanation_step - the step that refused
 * @explanation: any
 *
 * Return: KACS_STEP_* that refused the lowest missing right, or KACS_STEP_NONE
 * when nothing was refused.
 */
uint32_t kacs_explanation_step(const struct kacs_explanation *explanation);

/**
 * kacs_explanation_ace - the ACE that refused
 * @explanation: any
 *
 * Return: the index of the ACE by which kacs_explanation_step() refused, or
 * KACS_NO_ACE when it was none or nothing was refused.
 */
uint32_t kacs_explanation_ace(const struct kacs_explanation *explanation);

/**
 * kacs_explanation_sentence - why, in one sentence without a full stop
 * @explanation: a denial ("step 6, DACL: ACE 1 denies ...") or a grant ("step
 *	6, DACL: ACE 2 allows ...")
 *
 * Return: a NUL-terminated string, or NULL with errno set.
 *
 * Errors:
 * ENOMEM: out of memory
 */
char *kacs_explanation_sentence(const struct kacs_explanation *explanation);

/**
 * kacs_explanation_remedy - the n-th change that would have allowed it
 * @explanation: of a denial
 * @n: from 0; the simplest first
 *
 * Return: a phrase, or NULL when there are no more.
 *
 * Errors:
 * None: NULL is the end of the list.
 *
 * Ownership: The phrase is the explanation's and stays until that is freed.
 */
const char *kacs_explanation_remedy(const struct kacs_explanation *explanation,
				    size_t n);

/**
 * kacs_explanation_walk - every step and ACE that was looked at, a line each
 * @explanation: any
 *
 * A condition has the value of each of its terms in a line behind it; then come
 * the nodes of the tree and the events that the check raises.
 *
 * Return: a NUL-terminated string, or NULL with errno set.
 *
 * Errors:
 * ENOMEM: out of memory
 */
char *kacs_explanation_walk(const struct kacs_explanation *explanation);

/**
 * kacs_explanation_svg - a picture of it
 * @explanation: any
 *
 * The steps from top to bottom, a lane for each right that was asked for, what
 * became of it at each step and by which ACE. The picture is an SVG document
 * that needs nothing else; the same explanation makes the same picture.
 *
 * Return: a NUL-terminated string, or NULL with errno set.
 *
 * Errors:
 * ENOMEM: out of memory
 */
char *kacs_explanation_svg(const struct kacs_explanation *explanation);

/**
 * kacs_explanation_json - all of it as a JSON object
 * @explanation: any
 *
 * Return: a NUL-terminated string, or NULL with errno set.
 *
 * Errors:
 * ENOMEM: out of memory
 */
char *kacs_explanation_json(const struct kacs_explanation *explanation);

/* A condition by itself, and what it is asked about. */
struct kacs_condition_question {
	size_t size; /* sizeof(struct kacs_condition_question), see authz.h */
	const uint8_t *condition; /* from "artx" on; see sddl.h for its text */
	size_t condition_len;
	const uint8_t *token; /* a token specification, or NULL: nobody's */
	size_t token_len;
	const uint8_t *sd; /* a self-relative descriptor, or NULL: of nothing */
	size_t sd_len;
	const struct kacs_authz_claims *local_claims; /* or NULL: none */
	/* As in a deny ACE: groups and claims for denials only count (3.8). */
	bool for_deny;
};

enum kacs_condition_value {
	KACS_CONDITION_FALSE,
	KACS_CONDITION_TRUE,
	KACS_CONDITION_UNKNOWN,
};

/* The value of a condition and of its terms. */
struct kacs_condition_answer;

/**
 * kacs_condition_ask - evaluate a condition
 * @question: what to ask; not needed afterwards
 * @diagnostic: out, may be NULL
 * @answer: what to free; nothing happens to NULL
 *
 * Return: the answer, or NULL with errno set. kacs_condition_answer_free()
 * returns nothing.
 *
 * Errors:
 * EINVAL: the condition, the token or the descriptor does not parse, which
 *	@diagnostic says, or .size is that of no version
 * E2BIG: a member that this library does not know is not 0
 * ENOMEM: out of memory
 *
 * Ownership: The answer is freed with kacs_condition_answer_free(). Nothing of
 * @question is needed once it is there.
 */
struct kacs_condition_answer *
kacs_condition_ask(const struct kacs_condition_question *question,
		   struct kacs_diagnostic *diagnostic);
void kacs_condition_answer_free(struct kacs_condition_answer *answer);

/**
 * kacs_condition_answer_value - the value of a condition
 * @answer: the answer
 *
 * Return: of the whole, enum kacs_condition_value.
 */
enum kacs_condition_value
kacs_condition_answer_value(const struct kacs_condition_answer *answer);

/**
 * kacs_condition_answer_term - the value of a part of a condition
 * @answer: the answer
 * @n: which of those that && and || join: from 0, in the order of the text; at
 *	most 64 are there
 * @value: out
 *
 * Return: its text with the values that its attributes have, "@User.level (3)
 * > 4", or NULL when there are no more.
 *
 * Errors:
 * None: NULL is the end of the list.
 *
 * Ownership: The text is the answer's and stays until that is freed.
 */
const char *
kacs_condition_answer_term(const struct kacs_condition_answer *answer, size_t n,
			   enum kacs_condition_value *value);

/**
 * kacs_denial_subject - who was refused what: "cat (pid 812) was refused write
 * (FILE_WRITE_DATA) on 'plan'"
 * @denial: as kacs_denial_of() returns it
 *
 * Return: a NUL-terminated string, or NULL with errno set.
 *
 * Errors:
 * ENOMEM: out of memory
 */
char *kacs_denial_subject(const struct kacs_denial *denial);

/**
 * kacs_denial_reason - why, in a phrase as kacs_explanation_sentence() gives
 * @denial: as kacs_denial_of() returns it
 * @principals: names, or NULL
 *
 * Uses nothing of the descriptor, so that it works when that was withheld.
 *
 * Return: a NUL-terminated string, or NULL with errno set.
 *
 * Errors:
 * ENOMEM: out of memory
 */
char *kacs_denial_reason(const struct kacs_denial *denial,
			 const struct kacs_principals *principals);

/**
 * kacs_denial_remedy - what would change the answer, as far as the record says
 * @denial: as kacs_denial_of() returns it
 *
 * For what no descriptor decides, such as a privilege that is not enabled, and
 * what stands in for a descriptor. What could be changed in a descriptor is
 * kacs_explanation_remedy()'s to say, of kacs_denial_explain()'s answer.
 *
 * Return: a NUL-terminated phrase that follows "it would have been allowed", or
 * NULL with errno set.
 *
 * Errors:
 * ENODATA: nothing that is known
 * ENOMEM: out of memory
 */
char *kacs_denial_remedy(const struct kacs_denial *denial);

/**
 * kacs_denial_json - a denial record as a JSON object
 * @denial: as kacs_denial_of() returns it
 * @principals: names, or NULL
 *
 * Return: a NUL-terminated string, or NULL with errno set.
 *
 * Errors:
 * ENOMEM: out of memory
 */
char *kacs_denial_json(const struct kacs_denial *denial,
		       const struct kacs_principals *principals);

/**
 * kacs_denial_explain - run the refused check again
 * @denial: as kacs_denial_of() returns it
 * @principals: names, or NULL
 * @diagnostic: out, may be NULL
 *
 * Return: the explanation, or NULL with errno set.
 *
 * Errors:
 * ENODATA: the record holds no token or no descriptor, or they do not explain
 *	it: no step of the check refused, or another one than the record names,
 *	or a central policy, which the record does not hold
 * EINVAL: the token or the descriptor in the record does not parse
 * ENOMEM: out of memory
 *
 * Ownership: The explanation is freed with kacs_explanation_free(); @principals
 * must outlive it, @denial need not.
 */
struct kacs_explanation *
kacs_denial_explain(const struct kacs_denial *denial,
		    const struct kacs_principals *principals,
		    struct kacs_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif

#endif /* KACS_EXPLAIN_H */
