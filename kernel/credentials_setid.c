// SPDX-License-Identifier: GPL-2.0-only
/*
 * setuid() and its family: PSD-004 12.3.
 *
 * Without SeAssignPrimaryTokenPrivilege they succeed and do nothing. With it
 * the Linux ids change and the token stays; files keep seeing the token's
 * projection either way.
 */
#include <linux/kacs.h>
#include <linux/sched/user.h>

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
	kacs_cred(new)->unchanged = true;
}

static bool kacs_may_change_ids(void)
{
	return kacs_current_privileged(KACS_SE_ASSIGN_PRIMARY_TOKEN);
}

static int kacs_fix_ids(struct cred *new, const struct cred *old, int flags)
{
	if (!kacs_cred(new)->token)
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
		kacs_cred(new)->unchanged = true;
	return 0;
}

static struct security_hook_list kacs_setid_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(task_fix_setuid, kacs_task_fix_setuid),
	LSM_HOOK_INIT(task_fix_setgid, kacs_task_fix_setgid),
	LSM_HOOK_INIT(task_fix_setgroups, kacs_task_fix_setgroups),
};

void __init kacs_add_setid_hooks(void)
{
	security_add_hooks(kacs_setid_hooks, ARRAY_SIZE(kacs_setid_hooks),
			   &kacs_lsm_id);
}
