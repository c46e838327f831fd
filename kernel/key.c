// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keys: Linux asks uids and what a process possesses, both of which a sandboxed
 * process has from its user. PSD-004 v0.20 gives keys no descriptor and leaves
 * them to Linux's rules (12.3); here these lose what a sandbox takes away, and
 * what they give to a uid that is nobody's (maker.h).
 */
#include <linux/key.h>
#include <linux/lsm_hooks.h>

#include "credentials.h"
#include "denial.h"
#include "key.h"
#include "pip.h"

#ifdef CONFIG_KEYS

static struct kacs_key *kacs_key(const struct key *key)
{
	return key->security + kacs_blob_sizes.lbs_key;
}

/* Another credential than the current one is the kernel's own. */
static int kacs_key_alloc(struct key *key, const struct cred *cred,
			  unsigned long flags)
{
	struct kacs_maker *maker = &kacs_key(key)->maker;

	return cred == current_cred()
		       ? kacs_maker_init_current(maker, NULL)
		       : kacs_maker_init(maker, kacs_cred_token(cred));
}

/* 0: what Linux has decided by other means. */
static u32 kacs_key_rights(enum key_need_perm need)
{
	switch (need) {
	case KEY_NEED_VIEW:
	case KEY_NEED_READ:
	case KEY_NEED_SEARCH:
	case KEY_NEED_LINK:
		return KACS_MAKER_READ;
	case KEY_NEED_WRITE:
	case KEY_NEED_SETATTR:
	case KEY_NEED_UNLINK:
		return KACS_MAKER_WRITE;
	default:
		return 0;
	}
}

/* Keys of others are left to Linux, but not to somebody in a sandbox. */
static bool kacs_may_use_key(const struct key *key, u32 rights)
{
	const struct kacs_maker *maker = &kacs_key(key)->maker;

	if (kacs_is_maker(maker, rights))
		return true;
	return !kacs_is_user_of(maker, kacs_current_token()) &&
	       !kacs_sandbox_of(kacs_current_token()) &&
	       !uid_eq(key->uid, KUIDT_INIT(KACS_NO_ID));
}

/* @outside: it would be allowed to the same user outside of a sandbox */
static int kacs_key_refuse(bool outside)
{
	return kacs_record_rule(outside && kacs_in_sandbox() ? KACS_RULE_SANDBOX
							     : KACS_RULE_MODE,
				-EACCES, 0, NULL);
}

static bool kacs_may_use_key_outside(const struct key *key)
{
	return !uid_eq(key->uid, KUIDT_INIT(KACS_NO_ID)) ||
	       (kacs_current_token() &&
		kacs_is_user_of(&kacs_key(key)->maker, kacs_current_token()));
}

/* Another credential than the current one is the kernel's own. */
static int kacs_key_permission(key_ref_t key_ref, const struct cred *cred,
			       enum key_need_perm need)
{
	const struct key *key = key_ref_to_ptr(key_ref);
	const u32 rights = kacs_key_rights(need);

	if (!rights || cred != current_cred())
		return 0;
	if (likely(kacs_current_token()) && kacs_may_use_key(key, rights))
		return 0;
	/* It asks every key on its way, and a refusal is not its failure. */
	return need == KEY_NEED_SEARCH
		       ? -EACCES
		       : kacs_key_refuse(kacs_may_use_key_outside(key));
}

/* Would this parent let the current thread change its memory? Under RCU. */
static bool kacs_may_change_parent(struct task_struct *parent, bool *outside)
{
	struct kacs_maker maker;

	*outside = false;
	if (kacs_maker_init(&maker, kacs_cred_token(__task_cred(parent))) ||
	    !kacs_pip_dominates(kacs_process_pip(current),
				kacs_process_pip(parent)))
		return false;
	*outside = kacs_current_token() &&
		   kacs_is_user_of(&maker, kacs_current_token());
	return kacs_is_maker(&maker, KACS_MAKER_WRITE);
}

/*
 * A blank credential is for one thing, KEYCTL_SESSION_TO_PARENT, which asks no
 * other hook and compares uids: what gives a parent other keys gives it other
 * secrets. The caller makes ENOMEM of it.
 */
static int kacs_cred_alloc_blank(struct cred *cred, gfp_t gfp)
{
	bool allowed, outside;

	rcu_read_lock();
	allowed = kacs_may_change_parent(rcu_dereference(current->real_parent),
					 &outside);
	rcu_read_unlock();
	return allowed ? 0 : kacs_key_refuse(outside);
}

static struct security_hook_list kacs_key_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(cred_alloc_blank, kacs_cred_alloc_blank),
	LSM_HOOK_INIT(key_alloc, kacs_key_alloc),
	LSM_HOOK_INIT(key_permission, kacs_key_permission),
};

void __init kacs_add_key_hooks(void)
{
	security_add_hooks(kacs_key_hooks, ARRAY_SIZE(kacs_key_hooks),
			   &kacs_lsm_id);
}

#else

void __init kacs_add_key_hooks(void)
{
}

#endif /* CONFIG_KEYS */
