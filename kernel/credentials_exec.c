// SPDX-License-Identifier: GPL-2.0-only
/*
 * Credentials across execve(): PSD-004 4.3, 12.3.
 */
#include <linux/binfmts.h>
#include <linux/err.h>

#include "credentials.h"
#include "file.h"
#include "mitigation.h"
#include "pip.h"

/*
 * The new program runs as the primary token, whomever the thread impersonated
 * when it asked for it (4.3).
 */
static int kacs_bprm_creds_for_exec(struct linux_binprm *bprm)
{
	struct kacs_token_object *token;
	struct cred *new = bprm->cred;

	if (kacs_impersonating()) {
		token = kacs_cred_own_token(current_real_cred(), GFP_KERNEL);
		if (IS_ERR(token))
			return PTR_ERR(token);
		kacs_set_token(new, token);
		set_groups(new, current_real_cred()->group_info);
	}
	kacs_project_fs(new);
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
	int error;

	if (!uid_eq(new->euid, make_kuid(new->user_ns, 0)))
		new->cap_permitted =
			cap_intersect(new->cap_permitted, old->cap_permitted);
	new->cap_effective =
		cap_intersect(new->cap_effective, new->cap_permitted);
	kacs_assert_capabilities(new);
	kacs_project_fs(new);
	/* A library that the environment names would read it (11.4). */
	if (kacs_is_unreadable_image(bprm->file))
		bprm->secureexec = 1;
	error = kacs_mitigate_program(bprm->file);
	return error ? error : kacs_exec_trust(bprm);
}

/* The last moment before the new credential is committed. */
static void kacs_bprm_committing_creds(const struct linux_binprm *bprm)
{
	kacs_revert();
	kacs_exec_commit_trust();
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
