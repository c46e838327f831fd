// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signals that a file sends to the process that asked for them (F_SETOWN).
 * Linux compares uids, and a setuid bit makes anybody's euid 0.
 */
#include <linux/fs.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "credentials.h"
#include "file.h"
#include "maker.h"
#include "pip.h"

/*
 * Who called F_SETOWN. No token is kept: the last reference to one is not to be
 * dropped with interrupts off.
 */
struct kacs_file_owner {
	struct kacs_maker who;
	struct kacs_pip pip; /* of the process */
	struct pid *process; /* a reference */
};

static void kacs_file_owner_free(struct kacs_file_owner *owner)
{
	if (!owner)
		return;
	put_pid(owner->process);
	kfree(owner);
}

static struct kacs_file_owner *kacs_file_owner_new(void)
{
	struct kacs_file_owner *owner =
		kmalloc(sizeof(*owner), GFP_ATOMIC | __GFP_ACCOUNT);

	if (!owner)
		return NULL;
	if (kacs_maker_init(&owner->who, kacs_current_primary_token())) {
		kfree(owner);
		return NULL;
	}
	owner->pip = kacs_process_pip(current);
	owner->process = get_pid(task_tgid(current));
	return owner;
}

/*
 * Called with the owner's lock held and interrupts off. Without memory the file
 * signals nobody.
 */
static void kacs_file_set_fowner(struct file *file)
{
	struct kacs_file *handle = kacs_file(file);

	kacs_file_owner_free(handle->owner);
	handle->owner = kacs_file_owner_new();
}

/*
 * Processes of the own user, but from a sandbox none but those in the same one;
 * for SYSTEM all. One that has been given a descriptor only signals itself.
 */
static bool kacs_file_may_signal(const struct kacs_file_owner *owner,
				 struct task_struct *target)
{
	const struct kacs_token_object *token =
		kacs_cred_token(__task_cred(target));

	if (!token || (rcu_access_pointer(kacs_process(target)->sd) &&
		       owner->process != task_tgid(target)))
		return false;
	if (owner->who.sandbox)
		return owner->who.sandbox == kacs_sandbox_of(token) &&
		       kacs_is_user_of(&owner->who, token);
	return kacs_is_user_of(&owner->who, token) ||
	       kacs_sid_is(owner->who.user, owner->who.user_len,
			   KACS_SID_SYSTEM);
}

/*
 * May be called by an interrupt, so it asks no descriptor. Who asked for the
 * signal dominates the process. The target cannot go away; it is read under RCU.
 */
static int kacs_file_send_sigiotask(struct task_struct *target,
				    struct fown_struct *fown, int signal)
{
	const struct kacs_file_owner *owner = kacs_file(fown->file)->owner;

	if (!owner || !kacs_pip_dominates(owner->pip, kacs_process_pip(target)))
		return -EPERM;
	return kacs_file_may_signal(owner, target) ? 0 : -EPERM;
}

static void kacs_file_free_security(struct file *file)
{
	kacs_file_owner_free(kacs_file(file)->owner);
}

static struct security_hook_list kacs_sigio_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(file_set_fowner, kacs_file_set_fowner),
	LSM_HOOK_INIT(file_send_sigiotask, kacs_file_send_sigiotask),
	LSM_HOOK_INIT(file_free_security, kacs_file_free_security),
};

void __init kacs_add_sigio_hooks(void)
{
	security_add_hooks(kacs_sigio_hooks, ARRAY_SIZE(kacs_sigio_hooks),
			   &kacs_lsm_id);
}
