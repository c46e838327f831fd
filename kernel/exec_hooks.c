// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running a program. FILE_EXECUTE was decided when the kernel opened the image
 * (file_hooks.c); here the token follows the image's integrity. PSD-004 4.3.
 */
#include <linux/binfmts.h>
#include <linux/fs.h>

#include "credentials.h"
#include "file.h"
#include "inode_sd.h"
#include "mitigation.h"

static u32 kacs_image_integrity(const struct kacs_sd_object *object)
{
	return object->sd && object->sd->has_label ? object->sd->label_level
						   : KACS_INTEGRITY_MEDIUM;
}

/*
 * NEW_PROCESS_MIN: the new program runs no higher than its image. Asked for
 * every file in a chain of interpreters, so that the lowest counts.
 */
static int kacs_bprm_check_security(struct linux_binprm *bprm)
{
	struct kacs_token_object *token = bprm->cred->kacs_token, *lowered;
	struct kacs_sd_object *object;
	u32 level;
	int error;

	if (unlikely(!token))
		return -EACCES;
	error = kacs_mitigate_exec(bprm);
	/* Again: from here on nobody begins to trace. */
	if (!error)
		error = kacs_check_exposed(bprm->file);
	if (error)
		return error;
	if (!(token->state.mandatory_policy & KACS_POLICY_NEW_PROCESS_MIN))
		return 0;
	object = kacs_inode_sd(file_inode(bprm->file),
			       bprm->file->f_path.dentry);
	if (IS_ERR(object))
		return kacs_inode_unreadable(file_inode(bprm->file),
					     bprm->file->f_path.dentry,
					     PTR_ERR(object),
					     KACS_FILE_EXECUTE);
	level = kacs_image_integrity(object);
	kacs_sd_put(object);
	if (level >= token->state.integrity_level)
		return 0;

	lowered = kacs_token_lower(token, level);
	if (!lowered)
		return -ENOMEM;
	bprm->cred->kacs_token = lowered;
	kacs_token_put(token);
	return 0;
}

static struct security_hook_list kacs_exec_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(bprm_check_security, kacs_bprm_check_security),
};

void __init kacs_add_exec_hooks(void)
{
	security_add_hooks(kacs_exec_hooks, ARRAY_SIZE(kacs_exec_hooks),
			   &kacs_lsm_id);
}
