// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tokens on credentials: how they get there, are shared and go.
 */
#include <linux/kacs.h>
#include <linux/sched/task.h>
#include <linux/sched/user.h>
#include <linux/user_namespace.h>

#include "credentials.h"

void kacs_set_token(struct cred *cred, struct kacs_token_object *token)
{
	struct kacs_token_object *old = kacs_cred(cred)->token;

	kacs_cred(cred)->token = kacs_token_get(token);
	kacs_token_put(old);
}

void kacs_project_fs(struct cred *cred)
{
	const struct kacs_identity *identity =
		kacs_token_identity(kacs_cred(cred)->token);

	cred->fsuid = KUIDT_INIT(identity->spec.projected_uid);
	cred->fsgid = KGIDT_INIT(identity->spec.projected_gid);
}

void kacs_project_supplementary(struct cred *cred)
{
	set_groups(cred, kacs_cred(cred)->token->identity->groups);
}

struct cred *kacs_prepare_primary_creds(void)
{
	const struct cred *old = override_creds(current_real_cred());
	struct cred *new = prepare_creds();

	revert_creds(old);
	return new;
}

static int kacs_cred_prepare(struct cred *new, const struct cred *old,
			     gfp_t gfp)
{
	const struct kacs_cred *from = kacs_cred(old);

	if (from->token)
		kacs_cred(new)->token = kacs_token_get(from->token);
	kacs_cred(new)->install_sequence = from->install_sequence;
	kacs_assert_capabilities(new);
	return 0;
}

static void kacs_cred_transfer(struct cred *new, const struct cred *old)
{
	const struct kacs_cred *from = kacs_cred(old);

	if (from->token)
		kacs_set_token(new, from->token);
	kacs_cred(new)->install_sequence = from->install_sequence;
	kacs_assert_capabilities(new);
}

static void kacs_cred_free(struct cred *cred)
{
	kacs_token_put(kacs_cred(cred)->token);
	kacs_cred(cred)->token = NULL;
}

/*
 * A namespace belongs to a process, whose credentials an impersonating thread
 * cannot commit.
 */
static int kacs_userns_create(const struct cred *cred)
{
	return kacs_impersonating() ? -EBUSY : 0;
}

bool __kacs_impersonating(void)
{
	return kacs_impersonating();
}

/*
 * What reaches commit_creds() from a system call was prepared from the
 * effective credential. Were it committed while impersonating, the client's
 * token would become the primary one.
 */
bool __kacs_withhold_creds(struct cred *new, int *error)
{
	if (kacs_cred(new)->unchanged) {
		*error = 0;
		return true;
	}
	if (kacs_impersonating()) {
		*error = -EBUSY;
		return true;
	}
	/* Making or entering a user namespace has changed them. */
	kacs_assert_capabilities(new);
	return false;
}

/*
 * The thread that copy_creds() made share its creator's impersonation shares
 * the primary credential instead.
 */
static void kacs_share_primary(struct task_struct *task)
{
	struct cred *real = (struct cred *)current_real_cred();
	const struct cred *old = task->cred;

	inc_rlimit_ucounts(real->ucounts, UCOUNT_RLIMIT_NPROC, 1);
	rcu_assign_pointer(task->real_cred, get_new_cred_many(real, 2));
	rcu_assign_pointer(task->cred, real);
	dec_rlimit_ucounts(old->ucounts, UCOUNT_RLIMIT_NPROC, 1);
	put_cred_many(old, 2);
}

int kacs_fork_credentials(struct task_struct *task, unsigned long clone_flags)
{
	/* copy_creds() made it, nobody else sees it yet. */
	struct cred *cred = (struct cred *)task->cred;
	struct kacs_token_object *primary = kacs_current_primary_token();

	if (cred == current_cred()) {
		if (kacs_impersonating())
			kacs_share_primary(task);
		return 0;
	}
	/* A kernel thread has nothing to adjust: it is SYSTEM as it is. */
	if (clone_flags & CLONE_THREAD || task->flags & PF_KTHREAD) {
		kacs_set_token(cred, primary);
	} else {
		struct kacs_token_object *copy = kacs_token_copy(primary);

		if (!copy)
			return -ENOMEM;
		kacs_set_token(cred, copy);
		kacs_token_put(copy);
	}
	kacs_assert_capabilities(cred);
	if (kacs_impersonating()) {
		cred->fsuid = current_real_cred()->fsuid;
		cred->fsgid = current_real_cred()->fsgid;
		set_groups(cred, current_real_cred()->group_info);
	}
	return 0;
}

static struct security_hook_list kacs_credential_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(cred_prepare, kacs_cred_prepare),
	LSM_HOOK_INIT(cred_transfer, kacs_cred_transfer),
	LSM_HOOK_INIT(cred_free, kacs_cred_free),
	LSM_HOOK_INIT(userns_create, kacs_userns_create),
};

void __init kacs_add_credential_hooks(void)
{
	security_add_hooks(kacs_credential_hooks,
			   ARRAY_SIZE(kacs_credential_hooks), &kacs_lsm_id);
	kacs_add_exec_credential_hooks();
	kacs_add_setid_hooks();
}

void __init kacs_credentials_init(void)
{
	struct cred *cred = (struct cred *)current_cred();

	kacs_cred(cred)->token = kacs_token_get(kacs_system_token);
	kacs_assert_capabilities(cred);
}
