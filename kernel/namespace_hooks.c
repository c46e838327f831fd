// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names: creating, linking, removing and renaming files. PSD-004 14.1.
 */
#include <linux/fs.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/xattr.h>

#include "credentials.h"
#include "denial.h"
#include "inode_sd.h"
#include "mount_policy.h"
#include "removal.h"
#include "sd_default.h"
#include "stacked.h"
#include "unmanaged.h"

static int kacs_add_to(struct inode *dir, u32 right)
{
	if (!kacs_inode_is_managed(dir))
		return 0;
	return kacs_inode_check(dir, NULL, right, false);
}

static int kacs_inode_create(struct inode *dir, struct dentry *dentry,
			     umode_t mode)
{
	return kacs_add_to(dir, KACS_FILE_ADD_FILE);
}

static int kacs_inode_mkdir(struct inode *dir, struct dentry *dentry,
			    umode_t mode)
{
	return kacs_add_to(dir, KACS_FILE_ADD_SUBDIRECTORY);
}

static int kacs_inode_mknod(struct inode *dir, struct dentry *dentry,
			    umode_t mode, dev_t dev)
{
	if (!kacs_inode_is_managed(dir))
		return 0;
	if (!S_ISCHR(mode) && !S_ISBLK(mode) && !S_ISFIFO(mode) &&
	    !S_ISSOCK(mode))
		return kacs_record_file_rule(KACS_RULE_UNKNOWN_COMMAND, dir,
					     NULL, KACS_FILE_ADD_FILE, -EACCES);
	return kacs_add_to(dir, KACS_FILE_ADD_FILE);
}

static int kacs_inode_symlink(struct inode *dir, struct dentry *dentry,
			      const char *old_name)
{
	int error = kacs_add_to(dir, KACS_FILE_ADD_FILE);

	if (error || !kacs_inode_is_managed(dir) ||
	    kacs_current_privileged(KACS_SE_CREATE_SYMBOLIC_LINK))
		return error;
	if (!kacs_current_token())
		return -EPERM;
	return kacs_record_privilege_denial(kacs_current_token(),
					    KACS_SE_CREATE_SYMBOLIC_LINK);
}

static int kacs_inode_link(struct dentry *old_dentry, struct inode *dir,
			   struct dentry *new_dentry)
{
	int error = kacs_add_to(dir, KACS_FILE_ADD_FILE);

	if (error || !kacs_inode_is_managed(dir))
		return error;
	return kacs_inode_check(d_inode(old_dentry), old_dentry,
				KACS_FILE_WRITE_ATTRIBUTES, false);
}

/* @error: out: what is wrong with telling of it; set if the answer is yes. */
static bool kacs_may_delete_child(struct inode *dir, struct dentry *dentry,
				  int *error)
{
	struct kacs_sd_object *object;
	bool allowed;
	u32 rights;

	*error = kacs_inode_rights(dir, dentry, &object, &rights);
	allowed = !*error && (rights & KACS_FILE_DELETE_CHILD);
	if (allowed)
		*error = kacs_inode_audit(dir, dentry, object, rights,
					  KACS_FILE_DELETE_CHILD);
	kacs_sd_put(object);
	return allowed;
}

static int kacs_removal_denied(struct inode *inode, struct dentry *dentry,
			       struct kacs_sd_object *object, u32 rights)
{
	int error =
		kacs_inode_audit(inode, dentry, object, rights, KACS_DELETE);

	return error ? error
		     : kacs_inode_deny(inode, dentry, object, KACS_DELETE,
				       KACS_DELETE);
}

/*
 * The file's descriptor or its directory's lets it go. The audit hears of the
 * one that does, and of the file's when neither does.
 */
int kacs_may_remove(struct inode *dir, struct dentry *dentry)
{
	struct inode *inode = d_inode(dentry);
	struct kacs_sd_object *object;
	u32 rights;
	int error;

	if (!kacs_inode_is_managed(dir))
		return kacs_unmanaged_remove(dir, inode);
	if (kacs_removal_decided())
		return 0;
	error = kacs_inode_rights(inode, dentry, &object, &rights);
	if (!error && (rights & KACS_DELETE)) {
		error = kacs_inode_audit(inode, dentry, object, rights,
					 KACS_DELETE);
		goto out;
	}
	if (error == -ENOMEM)
		goto out;
	if (kacs_may_delete_child(dir, dentry->d_parent, &error))
		goto out;
	error = object ? kacs_removal_denied(inode, dentry, object, rights)
		       : kacs_inode_unreadable(inode, dentry, error,
					       KACS_DELETE);
out:
	kacs_sd_put(object);
	return error;
}

static int kacs_inode_unlink(struct inode *dir, struct dentry *dentry)
{
	return kacs_may_remove(dir, dentry);
}

/* Called once for each direction of an exchange. */
static int kacs_inode_rename(struct inode *old_dir, struct dentry *old_dentry,
			     struct inode *new_dir, struct dentry *new_dentry)
{
	int error = kacs_may_remove(old_dir, old_dentry);

	if (!error)
		error = kacs_add_to(new_dir,
				    d_is_dir(old_dentry)
					    ? KACS_FILE_ADD_SUBDIRECTORY
					    : KACS_FILE_ADD_FILE);
	if (!error && d_is_positive(new_dentry))
		error = kacs_may_remove(new_dir, new_dentry);
	return error;
}

static int kacs_inode_readlink(struct dentry *dentry)
{
	if (!kacs_inode_is_managed(d_inode(dentry)))
		return 0;
	return kacs_inode_check(d_inode(dentry), dentry, KACS_FILE_READ_DATA,
				false);
}

static int kacs_stamp(struct inode *inode, struct kacs_sd_object *object,
		      struct xattr *xattrs, int *xattr_count)
{
	struct xattr *xattr = lsm_get_xattr_slot(xattrs, xattr_count);

	if (!xattr)
		return 0;
	xattr->name = KACS_XATTR_NAME_SD + XATTR_SECURITY_PREFIX_LEN;
	xattr->value = kmemdup(object->sd->bytes, object->sd->len, GFP_NOFS);
	xattr->value_len = object->sd->len;
	return xattr->value ? 0 : -ENOMEM;
}

/* Its directory has a descriptor, or it would not have come so far. */
static int kacs_new_sd_error(struct inode *dir, const struct inode *inode,
			     int error)
{
	const u32 desired = S_ISDIR(inode->i_mode) ? KACS_FILE_ADD_SUBDIRECTORY
						   : KACS_FILE_ADD_FILE;

	return error == -EACCES
		       ? kacs_record_file_rule(KACS_RULE_NO_NEW_SD, dir, NULL,
					       desired, -EACCES)
		       : error;
}

/*
 * The new file's descriptor, in memory and on its way to the medium; without
 * one there is no file. O_TMPFILE comes without a name and without a create
 * hook, so the right to add a file is asked for here.
 */
static int kacs_inode_init_security(struct inode *inode, struct inode *dir,
				    const struct qstr *qstr,
				    struct xattr *xattrs, int *xattr_count)
{
	struct kacs_sd_object *object;
	unsigned int flags;
	int error = 0;

	if (!kacs_inode_is_managed(inode))
		return -EOPNOTSUPP;
	flags = memalloc_nofs_save();
	if (!qstr)
		error = kacs_add_to(dir, KACS_FILE_ADD_FILE);
	if (error)
		goto out;
	object = kacs_stacked_take_sd();
	if (likely(!object))
		object = kacs_created_sd(dir, inode);
	if (IS_ERR(object)) {
		error = kacs_new_sd_error(dir, inode, PTR_ERR(object));
	} else {
		error = kacs_stamp(inode, object, xattrs, xattr_count);
		kacs_inode_init_sd(inode, object);
	}
out:
	memalloc_nofs_restore(flags);
	return error;
}

/*
 * File systems in memory that never ask for a new inode's descriptor (devpts,
 * mqueue): it is made when the inode gets its name. A failure leaves the inode
 * without one, which denies.
 */
static void kacs_d_instantiate(struct dentry *dentry, struct inode *inode)
{
	struct kacs_sd_object *object;

	if (!inode || IS_ROOT(dentry) || !kacs_mount_in_memory(inode->i_sb) ||
	    !kacs_inode_is_managed(inode) ||
	    rcu_access_pointer(kacs_inode(inode)->sd))
		return;
	object = kacs_created_sd(d_inode(dentry->d_parent), inode);
	if (!IS_ERR(object))
		kacs_inode_init_sd(inode, object);
}

static struct security_hook_list kacs_namespace_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(inode_create, kacs_inode_create),
	LSM_HOOK_INIT(inode_mkdir, kacs_inode_mkdir),
	LSM_HOOK_INIT(inode_mknod, kacs_inode_mknod),
	LSM_HOOK_INIT(inode_symlink, kacs_inode_symlink),
	LSM_HOOK_INIT(inode_link, kacs_inode_link),
	LSM_HOOK_INIT(inode_unlink, kacs_inode_unlink),
	LSM_HOOK_INIT(inode_rmdir, kacs_inode_unlink),
	LSM_HOOK_INIT(inode_rename, kacs_inode_rename),
	LSM_HOOK_INIT(inode_readlink, kacs_inode_readlink),
	LSM_HOOK_INIT(inode_init_security, kacs_inode_init_security),
	LSM_HOOK_INIT(d_instantiate, kacs_d_instantiate),
};

void __init kacs_add_namespace_hooks(void)
{
	security_add_hooks(kacs_namespace_hooks,
			   ARRAY_SIZE(kacs_namespace_hooks), &kacs_lsm_id);
}
