// SPDX-License-Identifier: GPL-2.0-only
/*
 * The central policies that there are.
 */
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "policy.h"
#include "work.h"

/* One policy, shared by the sets that it is in. */
struct kacs_policy_object {
	refcount_t refs;
	struct kacs_work work;
	u64 prepared[]; /* struct kacs_policy and what it points to */
};

/* Orders changes; see policy.h. */
static DEFINE_MUTEX(kacs_policies_lock);

/* At boot (10.8). One reference is nobody's, so that it is never freed. */
static struct kacs_policies kacs_no_policies = {
	.generation = 1,
	.refs = REFCOUNT_INIT(2),
};

struct kacs_policies __rcu *kacs_policies = RCU_INITIALIZER(&kacs_no_policies);

static struct kacs_policy_object *
kacs_policy_object(const struct kacs_policy *policy)
{
	return container_of((const u64 *)policy, struct kacs_policy_object,
			    prepared[0]);
}

const struct kacs_work *kacs_policy_work(const struct kacs_policy *policy)
{
	return &kacs_policy_object(policy)->work;
}

static void kacs_policy_put(const struct kacs_policy *policy)
{
	struct kacs_policy_object *object = kacs_policy_object(policy);

	if (refcount_dec_and_test(&object->refs))
		kvfree(object);
}

static void kacs_policies_free(struct rcu_head *rcu)
{
	struct kacs_policies *policies =
		container_of(rcu, struct kacs_policies, rcu);
	u32 i;

	for (i = 0; i < policies->set.count; i++)
		kacs_policy_put(policies->sorted[i]);
	kvfree(policies);
}

void kacs_policies_put(struct kacs_policies *policies)
{
	if (policies && refcount_dec_and_test(&policies->refs))
		call_rcu(&policies->rcu, kacs_policies_free);
}

struct kacs_policies *kacs_policies_get(const struct kacs_sd *sd)
{
	struct kacs_policies *policies;

	if (likely(!kacs_sd_names_policies(sd)))
		return NULL;
	rcu_read_lock();
	do {
		policies = rcu_dereference(kacs_policies);
	} while (!refcount_inc_not_zero(&policies->refs));
	rcu_read_unlock();
	return policies;
}

/* A policy with a reference for the caller. */
static const struct kacs_policy *kacs_policy_make(const struct kacs_sid *sid,
						  const u8 *spec, u32 len)
{
	const struct kacs_policy *policy;
	struct kacs_policy_object *object;
	u32 size;

	if (kacs_policy_measure(spec, len, sid, &size, NULL))
		return ERR_PTR(-EINVAL);
	object = kvmalloc(struct_size(object, prepared,
				      DIV_ROUND_UP(size, sizeof(u64))),
			  GFP_KERNEL_ACCOUNT);
	if (!object)
		return ERR_PTR(-ENOMEM);
	if (kacs_policy_prepare(object->prepared, size, spec, len, sid, &policy,
				NULL)) {
		kvfree(object);
		return ERR_PTR(-EINVAL);
	}
	refcount_set(&object->refs, 1);
	object->work = kacs_policy_measure_work(policy);
	return policy;
}

/* Where a policy is in a set, or would be. */
static u32 kacs_policies_place(const struct kacs_policies *policies,
			       const struct kacs_sid *sid)
{
	u32 at = 0;

	while (at < policies->set.count &&
	       kacs_policy_compare(&policies->sorted[at]->sid, sid) < 0)
		at++;
	return at;
}

/* Policies that are in another set, too. */
static void kacs_policies_share(struct kacs_policies *policies,
				const struct kacs_policy *const *from,
				u32 count)
{
	u32 i;

	for (i = 0; i < count; i++) {
		refcount_inc(&kacs_policy_object(from[i])->refs);
		policies->sorted[policies->set.count++] = from[i];
	}
}

/*
 * The set that follows @old: with @policy, or nothing if that is NULL, in the
 * place of @gone, which is at @at unless it is NULL.
 */
static struct kacs_policies *
kacs_policies_follow(const struct kacs_policies *old, u32 at,
		     const struct kacs_policy *gone,
		     const struct kacs_policy *policy)
{
	const u32 rest = at + (gone ? 1 : 0);
	const u32 count = old->set.count - (gone ? 1 : 0) + (policy ? 1 : 0);
	const u32 bytes = old->bytes - (gone ? gone->size : 0) +
			  (policy ? policy->size : 0);
	struct kacs_policies *policies;

	if (count > KACS_MOST_POLICIES || bytes > KACS_POLICIES_MAX_BYTES ||
	    old->generation == U32_MAX)
		return ERR_PTR(-ENOSPC);
	policies = kvzalloc(struct_size(policies, sorted, count),
			    GFP_KERNEL_ACCOUNT);
	if (!policies)
		return ERR_PTR(-ENOMEM);
	policies->set.policies = policies->sorted;
	policies->generation = old->generation + 1;
	policies->bytes = bytes;
	refcount_set(&policies->refs, 1);
	kacs_policies_share(policies, old->sorted, at);
	if (policy)
		kacs_policies_share(policies, &policy, 1);
	kacs_policies_share(policies, old->sorted + rest,
			    old->set.count - rest);
	return policies;
}

/* @policy: NULL: remove it. */
static int kacs_policies_replace(const struct kacs_sid *sid,
				 const struct kacs_policy *policy)
{
	struct kacs_policies *old, *policies;
	const struct kacs_policy *gone;
	int error = 0;

	mutex_lock(&kacs_policies_lock);
	old = rcu_dereference_protected(kacs_policies,
					lockdep_is_held(&kacs_policies_lock));
	gone = kacs_policy_find(&old->set, *sid);
	if (!gone && !policy)
		goto out;
	policies = kacs_policies_follow(old, kacs_policies_place(old, sid),
					gone, policy);
	if (IS_ERR(policies)) {
		error = PTR_ERR(policies);
		goto out;
	}
	rcu_assign_pointer(kacs_policies, policies);
	kacs_policies_put(old);
out:
	mutex_unlock(&kacs_policies_lock);
	return error;
}

int kacs_policies_change(const struct kacs_sid *sid, const u8 *spec, u32 len)
{
	const struct kacs_policy *policy;
	int error;

	if (!spec)
		return kacs_policies_replace(sid, NULL);
	policy = kacs_policy_make(sid, spec, len);
	if (IS_ERR(policy))
		return PTR_ERR(policy);
	error = kacs_policies_replace(sid, policy);
	kacs_policy_put(policy);
	return error;
}
