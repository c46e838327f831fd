// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attributes and extended attributes. PSD-004 11.4 "Metadata operations", 11.5.
 */
#include <linux/fs.h>
#include <linux/posix_acl.h>
#include <linux/xattr.h>

#include "credentials.h"
#include "denial.h"
#include "file.h"
#include "inode_sd.h"
#include "sd_default.h"
#include "process.h"
#include "signature.h"
#include "stacked.h"
#include "unmanaged.h"

static int kacs_inode_getattr(const struct path *path)
{
	struct inode *inode = d_inode(path->dentry);

	return kacs_inode_check_handle(inode, path->dentry,
				       KACS_FILE_READ_ATTRIBUTES,
				       "file.get-attributes");
}

/* By handle only: statfs() with a path takes no right (11.4). */
static int kacs_sb_statfs(struct dentry *dentry)
{
	struct file *file = kacs_task(current)->metadata_file;

	return file ? kacs_file_check(file, KACS_FILE_READ_ATTRIBUTES,
				      "file.get-attributes")
		    : 0;
}

/*
 * The right that a change of attributes takes. What the VFS changes along with
 * the rest (times with a size, mode bits with an owner) goes with the rest.
 */
static u32 kacs_setattr_right(unsigned int valid)
{
	if (valid & ATTR_SIZE)
		return KACS_FILE_WRITE_DATA;
	if (valid & (ATTR_UID | ATTR_GID))
		return KACS_WRITE_OWNER;
	if (valid & ATTR_MODE)
		return KACS_WRITE_DAC;
	return KACS_FILE_WRITE_ATTRIBUTES;
}

/* ATTR_FORCE drops setuid bits after a write that was allowed. */
static int kacs_inode_setattr(struct mnt_idmap *idmap, struct dentry *dentry,
			      struct iattr *attr)
{
	struct inode *inode = d_inode(dentry);
	int error;

	if ((attr->ia_valid & ATTR_FORCE) && !(attr->ia_valid & ATTR_SIZE))
		return 0;
	if (attr->ia_valid & ATTR_SIZE) {
		error = kacs_check_pinned(inode, dentry);
		if (error)
			return error;
	}
	if (!kacs_inode_is_managed(inode))
		return kacs_unmanaged_change(inode);
	if (kacs_driver_sets_mode(inode, attr))
		return kacs_follow_drivers_mode(idmap, dentry, attr->ia_mode);
	if ((attr->ia_valid & (ATTR_SIZE | ATTR_FILE)) ==
	    (ATTR_SIZE | ATTR_FILE))
		return kacs_file_truncated(attr->ia_file);
	return kacs_inode_check_handle(inode, dentry,
				       kacs_setattr_right(attr->ia_valid),
				       "file.set-attributes");
}

static bool kacs_is_sd_xattr(const char *name)
{
	return !strcmp(name, KACS_XATTR_NAME_SD) ||
	       !strcmp(name, "system.ntfs_security");
}

/* The descriptor goes through kacs_get_sd and kacs_set_sd, whoever asks. */
static int kacs_refuse_sd_xattr(struct dentry *dentry, u32 right)
{
	return kacs_record_file_rule(KACS_RULE_SD_XATTR, d_inode(dentry),
				     dentry, right, -EACCES);
}

static int kacs_xattr_check(struct dentry *dentry, const char *name, u32 right)
{
	struct inode *inode = d_inode(dentry);

	if (!kacs_inode_is_managed(inode))
		return right == KACS_FILE_READ_EA
			       ? 0
			       : kacs_unmanaged_change(inode);
	if (unlikely(kacs_is_sd_xattr(name)))
		return kacs_refuse_sd_xattr(dentry, right);
	return kacs_inode_check_handle(inode, dentry, right,
				       right == KACS_FILE_READ_EA
					       ? "file.get-xattr"
					       : "file.set-xattr");
}

static int kacs_inode_getxattr(struct dentry *dentry, const char *name)
{
	if (unlikely(kacs_stacked_reads()) && !strcmp(name, KACS_XATTR_NAME_SD))
		return 0;
	return kacs_xattr_check(dentry, name, KACS_FILE_READ_EA);
}

/*
 * File capabilities would grant what only tokens grant (12.2). The VFS has asked
 * for CAP_SETFCAP before, which nobody has.
 */
static int kacs_inode_setxattr(struct mnt_idmap *idmap, struct dentry *dentry,
			       const char *name, const void *value, size_t size,
			       int flags)
{
	int error = kacs_check_pinned_xattr(dentry, name);

	if (error)
		return error;
	if (!strcmp(name, KACS_XATTR_NAME_SD) &&
	    kacs_stacked_writes(value, size))
		return 0;
	if (!strcmp(name, XATTR_NAME_CAPS) && size)
		return -EPERM;
	return kacs_xattr_check(dentry, name, KACS_FILE_WRITE_EA);
}

static int kacs_inode_removexattr(struct mnt_idmap *idmap,
				  struct dentry *dentry, const char *name)
{
	int error = kacs_check_pinned_xattr(dentry, name);

	if (error)
		return error;
	return kacs_xattr_check(dentry, name, KACS_FILE_WRITE_EA);
}

/* No capability stands before the hooks above (12.2). */
static int kacs_inode_xattr_skipcap(const char *name)
{
	return 1;
}

/*
 * There are no POSIX ACLs beside descriptors. The errno is the one that makes
 * cp and install fall back to plain modes.
 */
static int kacs_inode_set_acl(struct mnt_idmap *idmap, struct dentry *dentry,
			      const char *name, struct posix_acl *acl)
{
	return -EOPNOTSUPP;
}

static int kacs_inode_get_acl(struct mnt_idmap *idmap, struct dentry *dentry,
			      const char *name)
{
	return kacs_xattr_check(dentry, name, KACS_FILE_READ_EA);
}

static int kacs_inode_remove_acl(struct mnt_idmap *idmap, struct dentry *dentry,
				 const char *name)
{
	return -EOPNOTSUPP;
}

static struct security_hook_list kacs_metadata_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(sb_statfs, kacs_sb_statfs),
	LSM_HOOK_INIT(inode_getattr, kacs_inode_getattr),
	LSM_HOOK_INIT(inode_setattr, kacs_inode_setattr),
	LSM_HOOK_INIT(inode_getxattr, kacs_inode_getxattr),
	LSM_HOOK_INIT(inode_setxattr, kacs_inode_setxattr),
	LSM_HOOK_INIT(inode_removexattr, kacs_inode_removexattr),
	LSM_HOOK_INIT(inode_xattr_skipcap, kacs_inode_xattr_skipcap),
	LSM_HOOK_INIT(inode_set_acl, kacs_inode_set_acl),
	LSM_HOOK_INIT(inode_get_acl, kacs_inode_get_acl),
	LSM_HOOK_INIT(inode_remove_acl, kacs_inode_remove_acl),
};

void __init kacs_add_metadata_hooks(void)
{
	security_add_hooks(kacs_metadata_hooks, ARRAY_SIZE(kacs_metadata_hooks),
			   &kacs_lsm_id);
}
