// SPDX-License-Identifier: GPL-2.0-only
/*
 * Credentials across execve(): PSD-004 4.3, 12.3.
 */
#include <linux/binfmts.h>
#include <linux/err.h>

#include "credentials.h"
#include "inode_sd.h"

/*
 * The new program runs as the primary token, whomever the thread impersonated
 * when it asked for it (4.3).
 */
static int kacs_bprm_creds_for_exec(struct linux_binprm *bprm)
{
	struct cred *new = bprm->cred;

	if (kacs_impersonating()) {
		kacs_set_token(new, kacs_current_primary_token());
		set_groups(new, current_real_cred()->group_info);
	}
	kacs_project_fs(new);
	return 0;
}

/* The label of a program; Medium where it has none (4.3). */
static int kacs_program_integrity(const struct file *file, u32 *level)
{
	struct kacs_sd_object *object =
		kacs_inode_sd(file_inode(file), file_dentry(file));

	if (IS_ERR(object))
		return PTR_ERR(object);
	*level = object->sd && object->sd->has_label ? object->sd->label_level
						     : KACS_INTEGRITY_MEDIUM;
	kacs_sd_put(object);
	return 0;
}

/* NEW_PROCESS_MIN of 4.3: a program makes its process no more than itself. */
static int kacs_lower_for_program(struct cred *new, const struct file *file)
{
	struct kacs_token_object *token = kacs_cred(new)->token;
	struct kacs_token_object *lowered;
	u32 level;
	int error;

	/* Neither policy nor level of a token ever changes: no lock. */
	if (!(token->state.mandatory_policy & KACS_POLICY_NEW_PROCESS_MIN))
		return 0;
	error = kacs_program_integrity(file, &level);
	if (error || level >= token->state.integrity_level)
		return error;
	lowered = kacs_token_lower(token, level);
	if (!lowered)
		return -ENOMEM;
	kacs_set_token(new, lowered);
	kacs_token_put(lowered);
	return 0;
}

/*
 * Runs after the capability module has dealt with the setuid bits and with file
 * capabilities. The former are left as they are: cosmetic. What the latter
 * gave is taken back, unless the program sees itself as root anyway.
 */
static int kacs_bprm_creds_from_file(struct linux_binprm *bprm,
				     const struct file *file)
{
	const struct cred *old = current_real_cred();
	struct cred *new = bprm->cred;
	int error = kacs_lower_for_program(new, file);

	if (error)
		return error;
	if (!uid_eq(new->euid, make_kuid(new->user_ns, 0)))
		new->cap_permitted =
			cap_intersect(new->cap_permitted, old->cap_permitted);
	new->cap_effective =
		cap_intersect(new->cap_effective, new->cap_permitted);
	kacs_assert_capabilities(new);
	kacs_project_fs(new);
	return 0;
}

/* The last moment before the new credential is committed. */
static void kacs_bprm_committing_creds(const struct linux_binprm *bprm)
{
	kacs_revert();
}

static struct security_hook_list kacs_exec_credential_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(bprm_creds_for_exec, kacs_bprm_creds_for_exec),
	LSM_HOOK_INIT(bprm_creds_from_file, kacs_bprm_creds_from_file),
	LSM_HOOK_INIT(bprm_committing_creds, kacs_bprm_committing_creds),
};

void __init kacs_add_exec_credential_hooks(void)
{
	security_add_hooks(kacs_exec_credential_hooks,
			   ARRAY_SIZE(kacs_exec_credential_hooks),
			   &kacs_lsm_id);
}
