/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The pipeline of AccessCheck: what its steps share. Internal to the core.
 */
#ifndef KACS_CORE_PIPELINE_H
#define KACS_CORE_PIPELINE_H

#include "check.h"
#include "traits.h"

/*
 * Rights that no ACE can give: ACCESS_SYSTEM_SECURITY is a privilege's to
 * decide (10.10 step 4), MAXIMUM_ALLOWED and the generic rights are not rights
 * of an object, and bits 21 to 23, 26 and 27 are not to be used (3.3).
 */
#define KACS_NEVER_GRANTED \
	(KACS_RESERVED_ACCESS_MASK | KACS_MAXIMUM_ALLOWED | KACS_GENERIC_MASK)
#define KACS_NOT_BY_ACE (KACS_NEVER_GRANTED | KACS_ACCESS_SYSTEM_SECURITY)

/*
 * A check under way. Bits are decided one by one and independently, so every
 * mask but mandatory_decided is kept to the wanted ones.
 */
struct kacs_evaluation {
	const struct kacs_check *check;
	const struct kacs_acl *dacl; /* the descriptor's, or a policy rule's */
	struct kacs_decision *decision;
	struct kacs_trace *trace; /* or NULL */
	u32 traits;
	struct kacs_budget *budget;	   /* of its conditions */
	struct kacs_budget *staged_budget; /* of those of staged rules */
	u32 wanted;  /* the mapped request; everything with MAXIMUM_ALLOWED */
	u32 decided; /* before the DACL */
	u32 granted; /* of the decided ones */
	u32 privilege_granted; /* of the granted ones */
	u32 mandatory_decided; /* by integrity and trust; all rights */
	bool staged_sacls;     /* an applicable rule has a staged SACL */
	bool nodes_differ;     /* staged rules make a difference to a node */
};

/* The steps, each in its file step_*.c. */
void kacs_step_gate(struct kacs_evaluation *e);
void kacs_step_mapping(struct kacs_evaluation *e);
void kacs_step_privileges(struct kacs_evaluation *e);
void kacs_step_integrity(struct kacs_evaluation *e);
void kacs_step_trust(struct kacs_evaluation *e);
void kacs_step_dacl(struct kacs_evaluation *e);
void kacs_step_ownership(struct kacs_evaluation *e);
void kacs_step_restricted(struct kacs_evaluation *e);
void kacs_step_confinement(struct kacs_evaluation *e);
void kacs_step_policy(struct kacs_evaluation *e);
void kacs_step_audit(struct kacs_evaluation *e);
void kacs_step_result(struct kacs_evaluation *e);

/**
 * kacs_evaluate_descriptor - EvaluateSecurityDescriptor of 10.10: the steps up
 * to confinement
 * @e: the check; .check, .decision, .trace, .dacl and .budget filled in
 */
void kacs_evaluate_descriptor(struct kacs_evaluation *e);

static inline const struct kacs_identity *
kacs_evaluation_identity(const struct kacs_evaluation *e)
{
	return e->check->token->identity;
}

/**
 * kacs_evaluation_record - write an entry of the trace
 * @e: the check, which has a trace
 * @entry: what happened; its step, effect and ACE filled in
 *
 * Out of line, so that a check without a trace pays for nothing but a test.
 */
void kacs_evaluation_record(struct kacs_evaluation *e,
			    struct kacs_trace_entry entry);

/*
 * Trace what happened to @bits, if anybody listens. @ace is the prepared ACE's
 * index in @acl.
 */
static inline void kacs_evaluation_trace(struct kacs_evaluation *e, u8 step,
					 u8 acl, u32 ace,
					 enum kacs_effect effect, u32 bits)
{
	if (likely(!e->trace) || !bits)
		return;
	kacs_evaluation_record(e, (struct kacs_trace_entry){
					  .step = step,
					  .acl = acl,
					  .effect = (u8)effect,
					  .note = KACS_NOTE_NONE,
					  .ace = ace,
					  .bits = bits,
				  });
}

/**
 * kacs_evaluation_privilege - let a privilege give rights
 * @e: the check
 * @step: KACS_STEP_* that does it
 * @privilege: KACS_SE_*
 * @bits: the rights; those that are not wanted are left out
 *
 * Return: the rights that it gave.
 */
u32 kacs_evaluation_privilege(struct kacs_evaluation *e, u8 step, u32 privilege,
			      u32 bits);

/*
 * What becomes of the nodes of a tree. Only called for a check that has one:
 *
 * grant: after the normal pass over the DACL, a node has what the pass gave to
 * it, and what all had before.
 *
 * intersect: after a later pass, it has of the rights that were asked about only
 * what the pass gave to it as well, and those that come back whatever it said.
 *
 * add: a privilege gives rights to every node.
 *
 * allow: in the end, a node is allowed if nothing that was desired is missing.
 */
void kacs_evaluation_grant_nodes(struct kacs_evaluation *e, u32 before);
void kacs_evaluation_intersect_nodes(struct kacs_evaluation *e, u32 asked,
				     u32 restored);
void kacs_evaluation_add_to_nodes(struct kacs_evaluation *e, u32 bits);
void kacs_evaluation_allow_nodes(struct kacs_evaluation *e);

/*
 * The same for the rules of policies. begin: before the first rule; narrow:
 * after each evaluation of one; end: after the last, true if the staged rules
 * make a difference to any node.
 */
void kacs_evaluation_begin_rules(struct kacs_evaluation *e);
void kacs_evaluation_narrow_nodes(struct kacs_evaluation *e, bool effective,
				  bool staged);
bool kacs_evaluation_end_rules(struct kacs_evaluation *e);

/* The rights that any node of the tree has; without one, all that are granted. */
u32 kacs_evaluation_granted_nodes(const struct kacs_evaluation *e);

static inline u32
kacs_evaluation_granted_anywhere(const struct kacs_evaluation *e)
{
	return likely(!e->check->tree) ? e->granted
				       : kacs_evaluation_granted_nodes(e);
}

#endif /* KACS_CORE_PIPELINE_H */
