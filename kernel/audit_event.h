/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * AccessCheck with what the audit wants to know, as events: access-audit,
 * privilege-use, caap-policy-diagnostic. PSD-004 10.9, 13.7.
 */
#ifndef KACS_KERNEL_AUDIT_EVENT_H
#define KACS_KERNEL_AUDIT_EVENT_H

#include <linux/gfp_types.h>
#include <linux/types.h>

#include "../core/check.h"

struct kacs_denial_place;
struct kacs_sd_object;
struct kacs_token_object;

/* How events name the object of a check. */
struct kacs_audit_object {
	/* The caller's own name for it; .context_len 0: none. */
	const u8 *context;
	u32 context_len;
	const struct kacs_denial_place *place; /* what it is, or NULL */
};

/**
 * kacs_audited_check - AccessCheck for a token, and tell who wants to hear of it
 * @token: a referenced token
 * @check: the question, with the policies that its descriptor names
 *	(kacs_policies_get()); .token and .audit are set meanwhile
 * @decision: out: the answer
 * @object: how to name the object
 * @gfp: how to allocate
 *
 * Not from the cache of decisions. Marks the privileges used that it used, and
 * emits every event that the check raises before it returns.
 *
 * Context: as @gfp; not in hard interrupts.
 *
 * Return: 0, or -ENOMEM: an event that must be emitted cannot be made, and the
 * caller refuses, whatever the answer (13.7).
 */
int kacs_audited_check(struct kacs_token_object *token,
		       struct kacs_check *check, struct kacs_decision *decision,
		       const struct kacs_audit_object *object, gfp_t gfp);

/* A check that was decided elsewhere, and is to be told of. */
struct kacs_audited {
	struct kacs_token_object *token;
	struct kacs_sd_object *object;
	const struct kacs_generic_mapping *mapping;
	u32 desired; /* that was needed; 0: nothing is told */
	const struct kacs_denial_place *place; /* with the intents */
	/* Nothing was checked: a handle, or the own process, has all of desired. */
	bool by_handle;
	gfp_t gfp;
};

/**
 * kacs_audit_decided - do a check once more, for its events (10.9)
 * @asked: the check
 * @alarms: out: the rights whose every use a handle is to tell of; may be NULL
 *
 * To be called without KACS_UNAUDITED in what kacs_marked_rights() says.
 *
 * Context: as @asked->gfp; not in hard interrupts.
 *
 * Return: as kacs_audited_check().
 */
int kacs_audit_decided(const struct kacs_audited *asked, u32 *alarms);

/**
 * kacs_audit_unchecked - tell of what nobody decided, if anybody wants to hear
 * @asked: the check, with .by_handle
 *
 * Context: as @asked->gfp; not in hard interrupts.
 *
 * Return: as kacs_audited_check(); -EACCES without a token.
 */
int kacs_audit_unchecked(const struct kacs_audited *asked);

/**
 * kacs_audit_privilege - a privilege stands in for a descriptor (7.2, 10.9)
 * @asked: the check, of which .desired are the rights that the privilege gave
 * @bit: KACS_SE_*
 *
 * Tells of it if the token's audit policy wants to hear of privileges in use.
 *
 * Context: as @asked->gfp; not in hard interrupts.
 *
 * Return: as kacs_audited_check().
 */
int kacs_audit_privilege(const struct kacs_audited *asked, u32 bit);

#endif /* KACS_KERNEL_AUDIT_EVENT_H */
