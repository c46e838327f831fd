/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * AccessCheck in user space, and why it decided so.
 *
 * The library runs the same check as the kernel, with its trace on, then looks
 * for the smallest changes that would have turned the answer, and runs the
 * check again on each: what is said to help has been seen to help.
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
 * kacs_explain - ask AccessCheck
 * @question: what to ask; not needed afterwards
 * @principals: names for the texts, or NULL; must outlive the explanation
 * @diagnostic: out, may be NULL
 *
 * Return: the explanation, to be freed with kacs_explanation_free(), or NULL
 * and EINVAL (a token or descriptor that does not parse, a .size of no
 * version), E2BIG (a member that this library does not know) or ENOMEM.
 */
struct kacs_explanation *kacs_explain(const struct kacs_question *question,
				      const struct kacs_principals *principals,
				      struct kacs_diagnostic *diagnostic);
void kacs_explanation_free(struct kacs_explanation *explanation);

/* Were all desired rights granted? */
bool kacs_explanation_allowed(const struct kacs_explanation *explanation);

/* The granted mask; with MAXIMUM_ALLOWED all rights that the token has. */
uint32_t kacs_explanation_granted(const struct kacs_explanation *explanation);

/* KACS_STEP_* that refused the lowest missing right, or KACS_STEP_NONE. */
uint32_t kacs_explanation_step(const struct kacs_explanation *explanation);

/* The deciding ACE's index, or KACS_NO_ACE. */
uint32_t kacs_explanation_ace(const struct kacs_explanation *explanation);

/**
 * kacs_explanation_sentence - why, in one sentence without a full stop
 * @explanation: a denial ("step 6, DACL: ACE 1 denies ...") or a grant ("step
 *	6, DACL: ACE 2 allows ...")
 *
 * Return: a string to be freed with free(), or NULL and ENOMEM.
 */
char *kacs_explanation_sentence(const struct kacs_explanation *explanation);

/**
 * kacs_explanation_remedy - the n-th change that would have allowed it
 * @explanation: of a denial
 * @n: from 0; the simplest first
 *
 * Return: a phrase that stays until the explanation is freed, or NULL when
 * there are no more.
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
 * Return: a string to be freed with free(), or NULL and ENOMEM.
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
 * Return: a string to be freed with free(), or NULL and ENOMEM.
 */
char *kacs_explanation_svg(const struct kacs_explanation *explanation);

/**
 * kacs_explanation_json - all of it as a JSON object
 * @explanation: any
 *
 * Return: a string to be freed with free(), or NULL and ENOMEM.
 */
char *kacs_explanation_json(const struct kacs_explanation *explanation);

/**
 * kacs_denial_subject - who was refused what: "cat (pid 812) was refused write
 * (FILE_WRITE_DATA) on 'plan'"
 * @denial: as kacs_denial_of() returns it
 *
 * Return: a string to be freed with free(), or NULL and ENOMEM.
 */
char *kacs_denial_subject(const struct kacs_denial *denial);

/**
 * kacs_denial_reason - why, in a phrase as kacs_explanation_sentence() gives
 * @denial: as kacs_denial_of() returns it
 * @principals: names, or NULL
 *
 * Uses nothing but the record's fixed part, so that it works when the
 * descriptor was withheld.
 *
 * Return: a string to be freed with free(), or NULL and ENOMEM.
 */
char *kacs_denial_reason(const struct kacs_denial *denial,
			 const struct kacs_principals *principals);

/**
 * kacs_denial_json - a denial record as a JSON object
 * @denial: as kacs_denial_of() returns it
 * @principals: names, or NULL
 *
 * Return: a string to be freed with free(), or NULL and ENOMEM.
 */
char *kacs_denial_json(const struct kacs_denial *denial,
		       const struct kacs_principals *principals);

/**
 * kacs_denial_explain - run the refused check again
 * @denial: as kacs_denial_of() returns it
 * @principals: names, or NULL
 * @diagnostic: out, may be NULL
 *
 * Return: the explanation; NULL and ENODATA when the record holds no token or
 * no descriptor, or when they do not explain it: no step of the check refused,
 * or another one than the record names, or a central policy, which the record
 * does not hold.
 */
struct kacs_explanation *
kacs_denial_explain(const struct kacs_denial *denial,
		    const struct kacs_principals *principals,
		    struct kacs_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif

#endif /* KACS_EXPLAIN_H */
