/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * AccessCheck with what the audit wants to know, as events: access-audit,
 * privilege-use, caap-policy-diagnostic. PSD-004 10.9, 13.7.
 */
#ifndef KACS_KERNEL_AUDIT_EVENT_H
#define KACS_KERNEL_AUDIT_EVENT_H

#include <linux/types.h>

#include "../core/check.h"

struct dentry;
struct inode;
struct kacs_token_object;

/* How events name the object of a check. */
struct kacs_audit_object {
	const u8 *context; /* the caller's own name for it; .context_len 0: none
			    */
	u32 context_len;
	struct inode *inode;   /* of a file, or NULL */
	struct dentry *dentry; /* one of its names, or NULL */
};

/**
 * kacs_audited_check - AccessCheck for a token, and tell who wants to hear of it
 * @token: a referenced token
 * @check: the question; .token and .audit are set meanwhile
 * @decision: out: the answer
 * @object: how to name the object
 *
 * As kacs_token_check(), with every event that the check raises emitted before
 * it returns.
 *
 * Context: may sleep.
 *
 * Return: 0, or -ENOMEM: an event that must be emitted cannot be made, and the
 * caller refuses, whatever the answer (13.7).
 */
int kacs_audited_check(struct kacs_token_object *token,
		       struct kacs_check *check, struct kacs_decision *decision,
		       const struct kacs_audit_object *object);

#endif /* KACS_KERNEL_AUDIT_EVENT_H */
