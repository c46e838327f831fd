/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * AccessCheck: PSD-004 chapter 10. The one function that decides.
 */
#ifndef KACS_CORE_CHECK_H
#define KACS_CORE_CHECK_H

#include "access_mask.h"
#include "audit.h"
#include "base.h"
#include "claim.h"
#include "condition.h"
#include "object_tree.h"
#include "policy.h"
#include "sd.h"
#include "token.h"
#include "trace.h"

struct kacs_check {
	const struct kacs_token *token;
	const struct kacs_sd *sd;
	const struct kacs_generic_mapping *mapping;
	u32 desired;	      /* may hold generic bits and MAXIMUM_ALLOWED */
	u32 privilege_intent; /* KACS_BACKUP_INTENT, KACS_RESTORE_INTENT */
	u32 pip_type;	      /* of the process, never of the token */
	u32 pip_trust;
	struct kacs_sid self; /* for PRINCIPAL_SELF; .len 0: none */
	struct kacs_claim_array local_claims; /* @Local.; .len 0: none */
	/*
	 * The parts of the object that it is asked about, or NULL: all of it.
	 * The answer for each is written there, and the decision is the root's:
	 * allowed only if every part is (10.5).
	 */
	struct kacs_object_tree *tree;
	bool result_list; /* each node is asked about by itself (10.1) */
	const struct kacs_policy_set *policies; /* that there are, or NULL */
	struct kacs_audit *audit;		/* filled, unless NULL */
};

/* Which privilege contributed which rights (10.10, provenance). */
struct kacs_privilege_use {
	u32 security;
	u32 backup;
	u32 restore;
	u32 take_ownership;
	u32 relabel;
};

struct kacs_decision {
	bool allowed;	      /* every desired right is granted */
	bool maximum_allowed; /* it was asked for */
	u32 desired;	      /* mapped, without MAXIMUM_ALLOWED */
	/*
	 * With MAXIMUM_ALLOWED all rights that the token has; otherwise those
	 * of desired (10.2: only then is the mask not filtered to the request).
	 */
	u32 granted;
	u32 privilege_granted; /* the part of granted that privileges gave */
	struct kacs_privilege_use use;
	u64 privileges_used; /* that gave what was desired, and it remained */
	/* Operations that raise an event when the object is used (10.9). */
	u32 continuous_audit;
	/*
	 * What granted would be if the staged rules of the policies were in
	 * force, and whether anything would differ: rights, of any node, or
	 * events (10.8).
	 */
	u32 staged;
	bool staging_mismatch;
};

/**
 * kacs_access_check - may this token do this to an object with this descriptor?
 * @check: the question; not changed but for its tree, if it has one
 * @decision: out: the answer, always complete
 * @trace: an initialised trace to fill, or NULL
 *
 * Allocates nothing, takes no lock, cannot fail. A descriptor without an owner
 * and an Identification-level impersonation token are denied everything; the
 * caller that must tell the former from a denial tests check->sd->owner.len.
 * Time is O(ACEs), with a tree O(ACEs * nodes), and that of their conditions
 * (kacs_condition_evaluate()); the ACEs are those of the descriptor and of
 * every rule of the policies that it names.
 */
void kacs_access_check(const struct kacs_check *check,
		       struct kacs_decision *decision,
		       struct kacs_trace *trace);

/**
 * kacs_audit_allowed - what is to be told of rights that were granted elsewhere
 * @check: as for kacs_access_check(); .desired are all granted, and are neither
 *	generic rights nor MAXIMUM_ALLOWED
 * @decision: out: all of .desired
 *
 * For who acts by a handle, which no check is made of (11.1): the audit ACEs
 * and the token's wishes alone, 10.10 steps 14 and 14b.
 */
void kacs_audit_allowed(const struct kacs_check *check,
			struct kacs_decision *decision);

/**
 * kacs_step_name - the name of a step for people and for JSON
 * @step: KACS_STEP_*
 *
 * Return: a static string such as "dacl"; "none" for an unknown number.
 */
const char *kacs_step_name(u32 step);

#endif /* KACS_CORE_CHECK_H */
