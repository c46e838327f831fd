// SPDX-License-Identifier: GPL-2.0-only
/*
 * Removing a name that was decided to go: the end of delete-on-close, and the
 * undoing of a creation whose handle was refused.
 */
#include <linux/dcache.h>
#include <linux/filelock.h>
#include <linux/fs.h>
#include <linux/mount.h>

#include "removal.h"

/* Under the lock of @parent, where names do not change. */
static bool kacs_still_named(const struct dentry *dentry,
			     const struct dentry *parent,
			     const struct qstr *name)
{
	if (dentry->d_parent != parent || d_unhashed(dentry) ||
	    d_is_negative(dentry))
		return false;
	return !name || (dentry->d_name.len == name->len &&
			 !memcmp(dentry->d_name.name, name->name, name->len));
}

static int kacs_remove_locked(const struct path *path, struct dentry *parent,
			      const struct qstr *name, struct inode **delegated)
{
	struct mnt_idmap *idmap = mnt_idmap(path->mnt);
	struct dentry *dentry = path->dentry;
	int error;

	if (!kacs_still_named(dentry, parent, name))
		return -ENOENT;
	kacs_removal_begin();
	if (d_is_dir(dentry))
		error = vfs_rmdir(idmap, d_inode(parent), dentry);
	else
		error = vfs_unlink(idmap, d_inode(parent), dentry, delegated);
	kacs_removal_end();
	return error;
}

int kacs_remove_decided(const struct path *path, struct dentry *parent,
			const struct qstr *name)
{
	struct inode *delegated = NULL;
	int error;

	error = mnt_want_write(path->mnt);
	if (error)
		return error;
	do {
		inode_lock_nested(d_inode(parent), I_MUTEX_PARENT);
		error = kacs_remove_locked(path, parent, name, &delegated);
		inode_unlock(d_inode(parent));
	} while (delegated && !(error = break_deleg_wait(&delegated)));
	mnt_drop_write(path->mnt);
	return error;
}
