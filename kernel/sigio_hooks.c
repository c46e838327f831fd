// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signals that a file sends to the process that asked for them (F_SETOWN).
 * Linux compares uids, and a setuid bit makes anybody's euid 0.
 */
#include <linux/fs.h>
#include <linux/pid.h>
#include <linux/sched.h>

#include "credentials.h"
#include "file.h"
#include "maker.h"
#include "pip.h"

/* Called with the owner's lock held and interrupts off. */
static void kacs_file_set_fowner(struct file *file)
{
	struct kacs_file *handle = kacs_file(file);
	struct kacs_token_object *old = handle->owner_token;
	struct kacs_token_object *token = kacs_current_primary_token();

	handle->owner_token = token ? kacs_token_get(token) : NULL;
	handle->owner_pip = kacs_process_pip(current);
	put_pid(handle->owner_process);
	handle->owner_process = get_pid(task_tgid(current));
	kacs_token_put(old);
}

/* Of the same user; from a sandbox nothing but what is in the same one. */
static bool kacs_signals_its_own(const struct kacs_token_object *from,
				 const struct kacs_token_object *to)
{
	const u64 sandbox = kacs_sandbox_of(from);

	return kacs_sid_equal(&kacs_token_identity(from)->user,
			      &kacs_token_identity(to)->user) &&
	       (!sandbox || sandbox == kacs_sandbox_of(to));
}

/*
 * May be called by an interrupt, so it asks no descriptor: a process can be
 * signalled for its own user, and for SYSTEM, if who asked for it dominates it.
 * One that has been given a descriptor only signals itself. The target cannot go
 * away; it is read under RCU.
 */
static int kacs_file_send_sigiotask(struct task_struct *target,
				    struct fown_struct *owner, int signal)
{
	struct kacs_token_object *from = kacs_file(owner->file)->owner_token;
	struct kacs_token_object *to = kacs_cred_token(__task_cred(target));
	const struct kacs_sid *sender;

	if (!from || !to ||
	    !kacs_pip_dominates(kacs_file(owner->file)->owner_pip,
				kacs_process_pip(target)))
		return -EPERM;
	if (rcu_access_pointer(kacs_process(target)->sd) &&
	    kacs_file(owner->file)->owner_process != task_tgid(target))
		return -EPERM;
	sender = &kacs_token_identity(from)->user;
	if (kacs_signals_its_own(from, to) ||
	    (kacs_sid_is(sender->bytes, sender->len, KACS_SID_SYSTEM) &&
	     !kacs_sandbox_of(from)))
		return 0;
	return -EPERM;
}

static void kacs_file_free_security(struct file *file)
{
	kacs_token_put(kacs_file(file)->owner_token);
	put_pid(kacs_file(file)->owner_process);
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
