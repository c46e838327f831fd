/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The central policies that there are: PSD-004 10.8.
 *
 * They are one immutable set, which every change replaces as a whole, under
 * policy.c:kacs_policies_lock. That is a mutex which is taken with no other
 * lock held, and which no reader takes: a check that does not sleep reads the
 * set under RCU, a longer one holds a reference. A set holds references to its
 * policies, which successive sets share.
 */
#ifndef KACS_KERNEL_POLICY_H
#define KACS_KERNEL_POLICY_H

#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/types.h>

#include "../core/policy.h"
#include "../core/sd.h"

/* How many there may be, and how much memory they may take in all. */
#define KACS_MOST_POLICIES 1024u
#define KACS_POLICIES_MAX_BYTES (64u << 20)

struct kacs_policies {
	struct kacs_policy_set set;
	/*
	 * Of no other set before or after, and not 0: names the set in caches
	 * of what was decided with it.
	 */
	u32 generation;
	u32 bytes; /* that the policies take */
	refcount_t refs;
	struct rcu_head rcu;
	const struct kacs_policy *sorted[]; /* as kacs_policy_compare() has it */
};

/* Under RCU; never NULL. */
extern struct kacs_policies __rcu *kacs_policies;

/**
 * kacs_policies_get - keep the policies that a check of a descriptor asks for
 * @sd: the descriptor
 *
 * Return: the set, with a reference for the caller, or NULL: @sd names no
 * policies.
 */
struct kacs_policies *kacs_policies_get(const struct kacs_sd *sd);

/**
 * kacs_policies_put - drop a reference; the last frees after a grace period
 * @policies: may be NULL
 *
 * Context: any.
 */
void kacs_policies_put(struct kacs_policies *policies);

/* For struct kacs_check; NULL where kacs_policies_get() gave NULL. */
static inline const struct kacs_policy_set *
kacs_policies_set(const struct kacs_policies *policies)
{
	return policies ? &policies->set : NULL;
}

struct kacs_work;

/* What a check has to do for a policy of a set (work.h). */
const struct kacs_work *kacs_policy_work(const struct kacs_policy *policy);

/**
 * kacs_policies_change - add, replace or remove a policy
 * @sid: its name
 * @spec: its specification (10.8), untrusted bytes in kernel memory, or NULL:
 *	remove it, whether or not it is there
 * @len: the length of @spec
 *
 * Checks that begin after this has returned go by it.
 *
 * Context: may sleep.
 *
 * Return: 0; -EINVAL (kacs_policy_measure() refuses @spec), -ENOSPC (over
 * KACS_MOST_POLICIES or KACS_POLICIES_MAX_BYTES, or changed 2^32 times),
 * -ENOMEM. Then nothing has changed.
 */
int kacs_policies_change(const struct kacs_sid *sid, const u8 *spec, u32 len);

#endif /* KACS_KERNEL_POLICY_H */
