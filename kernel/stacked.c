// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptors of overlays. PSD-004 11.5.
 *
 * Whose overlay it is, or with whose credential it works below, opens nothing
 * here: only what KACS itself does, or asked for, passes.
 */
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/posix_acl_xattr.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>
#include <linux/xattr.h>

#include "../include/uapi/kacs/access.h"
#include "credentials.h"
#include "denial.h"
#include "inode_sd.h"
#include "lsm.h"
#include "sd_default.h"
#include "stacked.h"

/*
 * Who mounts in a namespace of its own chooses what is below, descriptors
 * included: none of them is believed.
 */
static bool kacs_is_overlay(const struct super_block *sb)
{
	return sb->s_magic == OVERLAYFS_SUPER_MAGIC &&
	       sb->s_user_ns == &init_user_ns;
}

static bool kacs_is_stacked(const struct inode *inode)
{
	return kacs_is_overlay(inode->i_sb);
}

void kacs_stacked_begin(struct kacs_stacked_io *io, const struct inode *inode,
			struct kacs_sd_object *object)
{
	struct kacs_task *own;

	io->begun = kacs_is_stacked(inode);
	if (likely(!io->begun))
		return;
	own = kacs_task_own();
	io->inode = inode;
	io->object = object;
	io->outer = own->stacked_io;
	own->stacked_io = io;
}

void kacs_stacked_end(const struct kacs_stacked_io *io)
{
	if (unlikely(io->begun))
		kacs_task_own()->stacked_io = io->outer;
}

static struct kacs_sd_object *kacs_stacked_written(void)
{
	const struct kacs_stacked_io *io = kacs_task(current)->stacked_io;

	return io ? io->object : NULL;
}

bool kacs_stacked_writes(const void *value, size_t size)
{
	const struct kacs_sd_object *object = kacs_stacked_written();

	return object && size == object->sd->len &&
	       !memcmp(value, object->sd->bytes, size);
}

/* Consumes the reference to @object. */
static void kacs_stacked_give_sd(const struct cred *maker,
				 struct kacs_sd_object *object)
{
	struct kacs_task *own = kacs_task_own();

	kacs_stacked_forget(own);
	own->stacked_maker = get_cred(maker);
	own->stacked_sd = object;
}

struct kacs_sd_object *kacs_stacked_take_sd(void)
{
	struct kacs_sd_object *object;
	struct kacs_task *own;

	/* The reference to it keeps its address from becoming another's. */
	if (likely(kacs_task(current)->stacked_maker != current_cred()))
		return NULL;
	own = kacs_task_own();
	object = own->stacked_sd;
	own->stacked_sd = NULL;
	kacs_stacked_forget(own);
	return object;
}

void kacs_stacked_forget(struct kacs_task *own)
{
	put_cred(own->stacked_maker);
	own->stacked_maker = NULL;
	kacs_sd_put(own->stacked_sd);
	own->stacked_sd = NULL;
}

const struct path *kacs_stacked_user(struct file *file)
{
	const struct path *user;

	if (likely(!(file->f_mode & FMODE_BACKING)))
		return NULL;
	user = backing_file_user_path(file);
	/* The name of an O_TMPFILE has no inode yet. */
	return kacs_is_overlay(user->dentry->d_sb) ? user : NULL;
}

/* What the real file has, wherever it has it from: a policy may make it up. */
static int kacs_inode_getsecurity(struct mnt_idmap *idmap, struct inode *inode,
				  const char *name, void **buffer, bool alloc)
{
	struct kacs_sd_object *object;
	int len = -ENODATA;

	if (strcmp(name, KACS_XATTR_NAME_SD + XATTR_SECURITY_PREFIX_LEN) ||
	    !kacs_stacked_reads())
		return -EOPNOTSUPP;
	object = kacs_inode_sd(inode, NULL);
	if (IS_ERR(object))
		return PTR_ERR(object);
	if (object == &kacs_sd_corrupt)
		/* The overlay shall find it corrupt, too. */
		len = -EOPNOTSUPP;
	else if (object->sd)
		len = object->sd->len;
	if (len > 0 && alloc) {
		*buffer = kmemdup(object->sd->bytes, len, GFP_NOFS);
		if (!*buffer)
			len = -ENOMEM;
	}
	kacs_sd_put(object);
	return len;
}

/* The real file's cache follows, before its lock is released. */
static void kacs_inode_post_setxattr(struct dentry *dentry, const char *name,
				     const void *value, size_t size, int flags)
{
	struct kacs_sd_object *object = kacs_stacked_written();

	if (unlikely(object) && !strcmp(name, KACS_XATTR_NAME_SD))
		kacs_inode_init_sd(d_inode(dentry), kacs_sd_get(object));
}

/* A file that has none gets what is being set; else there is no copy. */
static struct kacs_sd_object *kacs_copied_sd(struct dentry *source)
{
	struct inode *inode = d_inode(source);
	const struct kacs_stacked_io *io = kacs_task(current)->stacked_io;
	struct kacs_sd_object *object;

	if (!kacs_is_stacked(inode))
		return ERR_PTR(-EACCES);
	object = kacs_inode_sd(inode, source);
	if (IS_ERR(object) || object->sd)
		return object;
	kacs_sd_put(object);
	if (io && io->inode == inode && io->object)
		return kacs_sd_get(io->object);
	return ERR_PTR(-EACCES);
}

/* The copy begins with the descriptor that the original has. */
static int kacs_inode_copy_up(struct dentry *source, struct cred **new)
{
	struct kacs_sd_object *object = kacs_copied_sd(source);

	if (IS_ERR(object))
		return PTR_ERR(object);
	if (!*new)
		*new = prepare_creds();
	if (!*new) {
		kacs_sd_put(object);
		return -ENOMEM;
	}
	kacs_stacked_give_sd(*new, object);
	return 0;
}

/*
 * The descriptor is there already. File capabilities and POSIX ACLs say nothing
 * (12.2, 11.4), and nobody may set them.
 */
static int kacs_inode_copy_up_xattr(struct dentry *source, const char *name)
{
	if (!strcmp(name, KACS_XATTR_NAME_SD) ||
	    !strcmp(name, XATTR_NAME_CAPS) ||
	    !strcmp(name, XATTR_NAME_POSIX_ACL_ACCESS) ||
	    !strcmp(name, XATTR_NAME_POSIX_ACL_DEFAULT))
		return -ECANCELED;
	return -EOPNOTSUPP;
}

/* O_TMPFILE is the one whose name no file can have. */
static bool kacs_is_unnamed(const struct qstr *name)
{
	return name->len == 1 && name->name[0] == '/';
}

static struct kacs_sd_object *kacs_new_in_overlay(struct inode *dir,
						  const struct qstr *name,
						  bool is_container)
{
	const u32 desired =
		is_container ? KACS_FILE_ADD_SUBDIRECTORY : KACS_FILE_ADD_FILE;
	struct kacs_sd_object *object;
	int error;

	if (kacs_is_unnamed(name)) {
		error = kacs_inode_check(dir, NULL, desired, false);
		if (error)
			return ERR_PTR(error);
	}
	object = kacs_is_stacked(dir) ? kacs_new_sd(dir, is_container)
				      : ERR_PTR(-EACCES);
	if (object == ERR_PTR(-EACCES))
		kacs_record_file_rule(KACS_RULE_NO_NEW_SD, dir, NULL, desired,
				      -EACCES);
	return object;
}

/*
 * The overlay creates the real file with its mounter's credential, and first in
 * a directory of its own: neither is what the file inherits from.
 */
static int kacs_dentry_create_files_as(struct dentry *dentry, int mode,
				       struct qstr *name,
				       const struct cred *old, struct cred *new)
{
	struct inode *dir = d_inode(dentry->d_parent);
	struct kacs_sd_object *object;
	const struct cred *mounter;

	mounter = override_creds(old);
	object = kacs_new_in_overlay(dir, name, S_ISDIR(mode));
	revert_creds(mounter);
	if (IS_ERR(object))
		return PTR_ERR(object);
	kacs_stacked_give_sd(new, object);
	return 0;
}

static struct security_hook_list kacs_stacked_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(inode_getsecurity, kacs_inode_getsecurity),
	LSM_HOOK_INIT(inode_post_setxattr, kacs_inode_post_setxattr),
	LSM_HOOK_INIT(inode_copy_up, kacs_inode_copy_up),
	LSM_HOOK_INIT(inode_copy_up_xattr, kacs_inode_copy_up_xattr),
	LSM_HOOK_INIT(dentry_create_files_as, kacs_dentry_create_files_as),
};

void __init kacs_add_stacked_hooks(void)
{
	security_add_hooks(kacs_stacked_hooks, ARRAY_SIZE(kacs_stacked_hooks),
			   &kacs_lsm_id);
}
