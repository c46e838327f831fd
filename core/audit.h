/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a check leaves for the audit: PSD-004 10.9, 10.10 steps 13 and 14. Whom
 * to tell is for the caller.
 */
#ifndef KACS_CORE_AUDIT_H
#define KACS_CORE_AUDIT_H

#include "base.h"

enum kacs_audit_kind {
	KACS_EVENT_PRIVILEGE, /* a privilege gave rights: "privilege-use" */
	KACS_EVENT_SACL,      /* an audit ACE fired: "access-audit", "sacl" */
	KACS_EVENT_FORCED,    /* the token asks for it: ..., "policy" */
	KACS_EVENT_STAGING,   /* staged rules would have answered otherwise:
			       * "caap-policy-diagnostic", "staging-mismatch" */
};

struct kacs_audit_event {
	u8 kind; /* enum kacs_audit_kind */
	bool success;
	bool nodes_differ; /* STAGING: the answers for nodes of the tree do */
	u8 acl;		   /* SACL: KACS_ACL_SACL or KACS_ACL_POLICY */
	u16 policy; /* of KACS_ACL_POLICY: the scoped policy ACE in the SACL */
	u16 rule;   /* of KACS_ACL_POLICY: in the policy */
	u32 ace;    /* SACL: its index in its ACL */
	const u8 *ace_bytes; /* in the descriptor or the policy */
	u32 ace_len;
	u64 privilege; /* PRIVILEGE: KACS_PRIVILEGE(KACS_SE_*) */
	u32 requested; /* PRIVILEGE: the part that it gave */
	u32 granted;   /* PRIVILEGE: all that it gave, before anything narrowed
			* it; else what the check granted */
	u32 surviving; /* PRIVILEGE: of granted, in the end; STAGING: what
			* staged rules would have granted */
};

struct kacs_identity;
struct kacs_sd;

/**
 * kacs_may_be_audited - may a check leave anything for the audit?
 * @identity: of the token that is asked about
 * @sd: the descriptor
 *
 * Neither depends on what is asked, nor on what can change in a token or in the
 * policies that there are.
 *
 * Return: false if no check of the two ever raises an event.
 */
bool kacs_may_be_audited(const struct kacs_identity *identity,
			 const struct kacs_sd *sd);

/* The caller's room for events. */
struct kacs_audit {
	struct kacs_audit_event *events;
	u32 capacity;
	u32 count; /* events that there were; may be more than capacity */
};

#endif /* KACS_CORE_AUDIT_H */
