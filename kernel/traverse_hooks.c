// SPDX-License-Identifier: GPL-2.0-only
/*
 * Path walks, access(), chdir(), sockets by path and watches.
 * PSD-004 11.4, 14.1 "Directory traversal".
 */
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/kacs.h>
#include <linux/namei.h>

#include "credentials.h"
#include "denial.h"
#include "file.h"
#include "inode_sd.h"
#include "removal.h"
#include "unmanaged.h"

/* access() and faccessat(): a question, answered with the effective token. */
static u32 kacs_access_rights(int mask)
{
	u32 desired = 0;

	if (mask & MAY_READ)
		desired |= KACS_FILE_READ_DATA;
	if (mask & MAY_WRITE)
		desired |= KACS_FILE_WRITE_DATA;
	if (mask & MAY_EXEC)
		desired |= KACS_FILE_EXECUTE;
	return desired ? desired : KACS_FILE_READ_ATTRIBUTES;
}

/*
 * Whether a new program, or its interpreter, may be read out of memory: asked by
 * exec, for whom it is a question only (fs/exec.c:would_dump()).
 */
static int kacs_image_is_readable(struct inode *inode)
{
	struct kacs_sd_object *object;
	u32 rights;
	int error = kacs_inode_rights(inode, NULL, &object, &rights);

	kacs_sd_put(object);
	return !error && (rights & KACS_FILE_READ_DATA) ? 0 : -EACCES;
}

/*
 * access(), chdir(), chroot(), and reaching a socket by its path; the rest of a
 * mask has hooks of its own.
 */
static int kacs_inode_permission_live(struct inode *inode, int mask)
{
	bool nonblock = mask & MAY_NOT_BLOCK;

	if (mask & MAY_ACCESS)
		return kacs_inode_check(inode, NULL, kacs_access_rights(mask),
					nonblock);
	if (mask & MAY_CHDIR)
		return kacs_inode_check(inode, NULL, KACS_FILE_TRAVERSE,
					nonblock);
	if (S_ISSOCK(inode->i_mode) && (mask & MAY_WRITE))
		return kacs_inode_check(inode, NULL, KACS_FILE_WRITE_DATA,
					nonblock);
	if (unlikely(current->in_execve) && mask == MAY_READ)
		return kacs_image_is_readable(inode);
	return 0;
}

/* A watch tells what happens to a file, and the names in a directory. */
static int kacs_path_notify(const struct path *path, u64 mask,
			    unsigned int obj_type)
{
	struct inode *inode = d_inode(path->dentry);

	if (!kacs_inode_is_managed(inode))
		return 0;
	return kacs_inode_check(inode, path->dentry, KACS_FILE_READ_DATA,
				false);
}

/*
 * Called for each directory on the way. Opening, creating and removing have
 * hooks of their own that know more.
 */
static int kacs_inode_permission(struct inode *inode, int mask)
{
	if (unlikely(!kacs_inode_is_managed(inode)))
		return kacs_unmanaged_permission(inode, mask);
	if ((mask & (MAY_EXEC | MAY_OPEN | MAY_ACCESS | MAY_CHDIR)) !=
		    MAY_EXEC ||
	    !S_ISDIR(inode->i_mode))
		return kacs_inode_permission_live(inode, mask);
	if (likely(kacs_current_privileged(KACS_SE_CHANGE_NOTIFY)))
		return 0;
	return kacs_inode_check(inode, NULL, KACS_FILE_TRAVERSE,
				mask & MAY_NOT_BLOCK);
}

/* fchdir(): the handle was decided when it was opened; O_PATH was not. */
int __kacs_file_chdir(struct file *file)
{
	int error;

	if (!(kacs_file(file)->flags & KACS_FILE_MANAGED))
		return 0;
	error = kacs_file_check(file, KACS_FILE_TRAVERSE, "file.enter");
	return error ? error : 1;
}

int __kacs_open_by_handle(void)
{
	struct kacs_token_object *token = kacs_current_token();

	if (unlikely(!token))
		return -EPERM;
	if (kacs_token_use_privilege(token, KACS_SE_CHANGE_NOTIFY))
		return 0;
	return kacs_record_privilege_denial(token, KACS_SE_CHANGE_NOTIFY);
}

static struct security_hook_list kacs_traverse_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(inode_permission, kacs_inode_permission),
	LSM_HOOK_INIT(path_notify, kacs_path_notify),
};

void __init kacs_add_traverse_hooks(void)
{
	security_add_hooks(kacs_traverse_hooks, ARRAY_SIZE(kacs_traverse_hooks),
			   &kacs_lsm_id);
}
