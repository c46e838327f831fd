// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tokens on credentials: how they get there, are shared and go.
 */
#include <linux/err.h>
#include <linux/kacs.h>
#include <linux/sched/task.h>
#include <linux/sched/user.h>
#include <linux/user_namespace.h>

#include "credentials.h"
#include "denial.h"

void kacs_set_token(struct cred *cred, struct kacs_token_object *token)
{
	struct kacs_token_object *old = cred->kacs_token;

	cred->kacs_token = kacs_token_get(token);
	kacs_token_put(old);
}

void kacs_project_fs(struct cred *cred)
{
	const struct kacs_identity *identity =
		kacs_token_identity(cred->kacs_token);

	cred->fsuid = KUIDT_INIT(identity->spec.projected_uid);
	cred->fsgid = KGIDT_INIT(identity->spec.projected_gid);
}

void kacs_project_supplementary(struct cred *cred)
{
	set_groups(cred, cred->kacs_token->identity->groups);
}

struct cred *kacs_prepare_primary_creds(void)
{
	const struct cred *old = override_creds(current_real_cred());
	struct cred *new = prepare_creds();

	revert_creds(old);
	return new;
}

static void kacs_cred_copy(struct cred *new, struct kacs_token_object *token)
{
	new->kacs_token = kacs_token_get(token);
	kacs_assert_capabilities(new);
}

static noinline int kacs_cred_prepare_own(struct cred *new,
					  const struct cred *old, gfp_t gfp)
{
	struct kacs_token_object *token = kacs_cred_own_token(old, gfp);

	if (IS_ERR(token))
		return PTR_ERR(token);
	if (token)
		kacs_cred_copy(new, token);
	return 0;
}

static int kacs_cred_prepare(struct cred *new, const struct cred *old,
			     gfp_t gfp)
{
	struct kacs_token_object *token = kacs_cred_token(old);

	if (unlikely(!token || token->frozen))
		return kacs_cred_prepare_own(new, old, gfp);
	kacs_cred_copy(new, token);
	return 0;
}

static void kacs_cred_transfer(struct cred *new, const struct cred *old)
{
	struct kacs_token_object *token =
		kacs_cred_own_token(old, GFP_KERNEL | __GFP_NOFAIL);

	if (token)
		kacs_set_token(new, token);
	kacs_assert_capabilities(new);
}

/* Called again for what a module has failed to prepare. */
void __kacs_cred_free(struct cred *cred)
{
	kacs_token_put(cred->kacs_token);
	cred->kacs_token = NULL;
}

/*
 * What belongs to a process, as its credentials and namespaces do, is not
 * changed by a thread that impersonates: what it prepares is the client's.
 */
static int kacs_impersonation_error(void)
{
	struct kacs_token_object *token = kacs_current_token();
	struct kacs_gate gate = {
		.step = KACS_STEP_IMPERSONATION,
		.rule = KACS_RULE_IMPERSONATING,
		.error = -EBUSY,
	};

	if (likely(!kacs_impersonating()))
		return 0;
	if (token)
		gate.level = token->state.impersonation_level;
	return kacs_record_gate(token, &gate);
}

static int kacs_userns_create(const struct cred *cred)
{
	return kacs_impersonation_error();
}

/* Asked by who is about to refuse. */
bool __kacs_impersonating(void)
{
	return kacs_impersonation_error();
}

/*
 * What reaches commit_creds() from a system call was prepared from the
 * effective credential. Were it committed while impersonating, the client's
 * token would become the primary one.
 */
bool __kacs_withhold_creds(struct cred *new, int *error)
{
	if (new->kacs_unchanged) {
		*error = 0;
		return true;
	}
	*error = kacs_impersonation_error();
	if (*error)
		return true;
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

/* Files see of a new task what they see of its creator's primary token. */
static void kacs_project_primary(struct cred *cred)
{
	const struct cred *primary = current_real_cred();

	cred->fsuid = primary->fsuid;
	cred->fsgid = primary->fsgid;
	set_groups(cred, primary->group_info);
}

/* The thread shares the process's token; whom its creator impersonates goes. */
int kacs_thread_credentials(struct task_struct *task)
{
	/* copy_creds() made it, nobody else sees it yet. */
	struct cred *cred = (struct cred *)task->cred;
	struct kacs_token_object *token;

	if (cred == current_cred()) {
		if (kacs_impersonating())
			kacs_share_primary(task);
		return 0;
	}
	token = kacs_cred_own_token(current_real_cred(), GFP_KERNEL_ACCOUNT);
	if (IS_ERR(token))
		return PTR_ERR(token);
	kacs_set_token(cred, token);
	if (kacs_impersonating())
		kacs_project_primary(cred);
	return 0;
}

int kacs_fork_credentials(struct task_struct *task)
{
	struct cred *cred = (struct cred *)task->cred;
	struct kacs_token_object *token, *copied = cred->kacs_token;

	/* Preparing the credential has seen to it that it is not frozen. */
	token = copied;
	if (unlikely(kacs_impersonating())) {
		token = kacs_cred_own_token(current_real_cred(),
					    GFP_KERNEL_ACCOUNT);
		if (IS_ERR(token))
			return PTR_ERR(token);
		kacs_project_primary(cred);
	}
	token = kacs_token_share(token);
	if (!token)
		return -ENOMEM;
	cred->kacs_token = token;
	kacs_token_put(copied);
	return 0;
}

static struct security_hook_list kacs_credential_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(cred_prepare, kacs_cred_prepare),
	LSM_HOOK_INIT(cred_transfer, kacs_cred_transfer),
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

	cred->kacs_token = kacs_token_get(kacs_system_token);
	kacs_assert_capabilities(cred);
}
