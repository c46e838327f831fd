/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Central access and auditing policies, prepared for checking: PSD-004 10.8.
 *
 * A policy is defined once; objects name it by its SID, in scoped policy ACEs
 * of their SACLs. Each of its rules can only take rights away, and only add
 * audit events.
 */
#ifndef KACS_CORE_POLICY_H
#define KACS_CORE_POLICY_H

#include "acl.h"
#include "base.h"
#include "condition.h"
#include "error.h"
#include "sid.h"
#include "../include/uapi/kacs/policy.h"

struct kacs_policy_rule {
	const u8 *applies_to; /* a valid condition, or NULL: to every object */
	u32 applies_to_len;
	const u32 *applies_to_notes;
	struct kacs_acl dacl;
	struct kacs_acl sacl;	     /* .bytes NULL: none */
	struct kacs_acl staged_dacl; /* .bytes NULL: as dacl */
	struct kacs_acl staged_sacl; /* .bytes NULL: as sacl */
};

/* One block with all that it points to, immutable. */
struct kacs_policy {
	struct kacs_sid sid;
	const struct kacs_policy_rule *rules;
	u32 rule_count;
	u32 size;	 /* of the whole block */
	const u8 *bytes; /* the specification that it was made of */
	u32 len;
};

/* The policies that there are, in the order of kacs_policy_compare(). */
struct kacs_policy_set {
	const struct kacs_policy *const *policies;
	u32 count;
};

/* What stands for a policy that is not there. */
struct kacs_recovery_policy {
	struct kacs_ace aces[3];
	struct kacs_policy_rule rule;
	struct kacs_policy policy;
};

/**
 * kacs_policy_measure - validate a policy specification and size its prepared
 * form
 * @bytes: untrusted bytes, in the format of 10.8
 * @len: how many
 * @sid: the name that it shall have
 * @size: out: bytes that kacs_policy_prepare() needs
 * @error: out: reason and offset on failure, may be NULL
 *
 * The ACLs are validated as those of a descriptor, so that evaluating a rule
 * cannot fail; their callback ACEs may hold malformed conditions, which are
 * UNKNOWN as they are there (3.8).
 *
 * Return: 0, KACS_E_TOO_LARGE (the whole, or an ACL or condition in it),
 * KACS_E_TRUNCATED, KACS_E_REVISION (not version 1), KACS_E_COUNT (more than
 * KACS_POLICY_MAX_RULES), KACS_E_POLICY_DACL (a rule without an effective
 * DACL), KACS_E_TRAILING, and what kacs_condition_validate() and
 * kacs_acl_prepare() can return.
 */
int kacs_policy_measure(const u8 *bytes, u32 len, const struct kacs_sid *sid,
			u32 *size, struct kacs_error *error);

/**
 * kacs_policy_prepare - copy a policy specification and prepare the copy
 * @mem: memory for it, aligned for u64
 * @size: its size
 * @bytes: the specification
 * @len: its length
 * @sid: its name; copied
 * @policy: out: the policy, at @mem
 * @error: out, may be NULL
 *
 * Return: 0, KACS_E_NO_ROOM or what kacs_policy_measure() can return.
 */
int kacs_policy_prepare(void *mem, u32 size, const u8 *bytes, u32 len,
			const struct kacs_sid *sid,
			const struct kacs_policy **policy,
			struct kacs_error *error);

/* The order of a policy set: less than, equal to or greater than 0. */
int kacs_policy_compare(const struct kacs_sid *a, const struct kacs_sid *b);

/**
 * kacs_policy_find - look a policy up
 * @set: where, or NULL: there are none
 * @sid: its name
 *
 * Return: the policy, or NULL.
 */
const struct kacs_policy *kacs_policy_find(const struct kacs_policy_set *set,
					   struct kacs_sid sid);

/**
 * kacs_policy_recovery - the policy in place of one that is not there
 * @mem: what it is made in, and lives as long as
 *
 * All rights for Administrators, SYSTEM and the owner (10.8).
 */
const struct kacs_policy *
kacs_policy_recovery(struct kacs_recovery_policy *mem);

struct kacs_check;

/**
 * kacs_policy_applies - does a rule apply to this access?
 * @rule: the rule
 * @check: the access
 * @budget: as for kacs_condition_evaluate()
 *
 * Return: KACS_TRUTH_TRUE if it does; KACS_TRUTH_FALSE or KACS_TRUTH_UNKNOWN
 * if not.
 */
enum kacs_truth kacs_policy_applies(const struct kacs_policy_rule *rule,
				    const struct kacs_check *check,
				    struct kacs_budget *budget);

#endif /* KACS_CORE_POLICY_H */
