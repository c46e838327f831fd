// SPDX-License-Identifier: GPL-2.0-only
/*
 * setuid() and its family, and uid0: PSD-004 12.3.
 *
 * Without SeAssignPrimaryTokenPrivilege they succeed and do nothing. With it
 * the Linux ids change and the token stays; files keep seeing the token's
 * projection either way.
 */
#include <linux/kacs.h>
#include <linux/sched/user.h>

#include "../include/uapi/kacs/syscall.h"
#include "credentials.h"

/* Undo all that the call has prepared; it will not be committed, either. */
static void kacs_change_nothing(struct cred *new, const struct cred *old)
{
	struct user_struct *user = get_uid(old->user);

	free_uid(new->user);
	new->user = user;
	new->uid = old->uid;
	new->euid = old->euid;
	new->suid = old->suid;
	new->fsuid = old->fsuid;
	new->gid = old->gid;
	new->egid = old->egid;
	new->sgid = old->sgid;
	new->fsgid = old->fsgid;
	new->kacs_unchanged = true;
}

static bool kacs_may_change_ids(void)
{
	return kacs_current_privileged(KACS_SE_ASSIGN_PRIMARY_TOKEN);
}

static int kacs_fix_ids(struct cred *new, const struct cred *old, int flags)
{
	if (!new->kacs_token)
		return -EPERM;
	if (flags == LSM_SETID_FS || !kacs_may_change_ids()) {
		kacs_change_nothing(new, old);
		return 0;
	}
	kacs_project_fs(new);
	kacs_assert_capabilities(new);
	return 0;
}

static int kacs_task_fix_setuid(struct cred *new, const struct cred *old,
				int flags)
{
	return kacs_fix_ids(new, old, flags);
}

static int kacs_task_fix_setgid(struct cred *new, const struct cred *old,
				int flags)
{
	return kacs_fix_ids(new, old, flags);
}

static int kacs_task_fix_setgroups(struct cred *new, const struct cred *old)
{
	if (!kacs_may_change_ids())
		new->kacs_unchanged = true;
	return 0;
}

/*
 * What the utility uid0 asks for. The user that limits are counted for stays
 * the same: showing uid 0 is no way out of them.
 */
static int kacs_show_uid0(void)
{
	kuid_t root = make_kuid(current_user_ns(), 0);
	struct cred *new;

	if (!uid_valid(root))
		return -EINVAL;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	new->uid = root;
	new->euid = root;
	new->suid = root;
	return commit_creds(new);
}

static int kacs_task_prctl(int option, unsigned long arg2, unsigned long arg3,
			   unsigned long arg4, unsigned long arg5)
{
	if (option != KACS_PR_UID0)
		return -ENOSYS;
	return arg2 | arg3 | arg4 | arg5 ? -EINVAL : kacs_show_uid0();
}

static struct security_hook_list kacs_setid_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(task_fix_setuid, kacs_task_fix_setuid),
	LSM_HOOK_INIT(task_fix_setgid, kacs_task_fix_setgid),
	LSM_HOOK_INIT(task_fix_setgroups, kacs_task_fix_setgroups),
	LSM_HOOK_INIT(task_prctl, kacs_task_prctl),
};

void __init kacs_add_setid_hooks(void)
{
	security_add_hooks(kacs_setid_hooks, ARRAY_SIZE(kacs_setid_hooks),
			   &kacs_lsm_id);
}
