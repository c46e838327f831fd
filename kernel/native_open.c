// SPDX-License-Identifier: GPL-2.0-only
/*
 * kacs_open on its way: finding, making, replacing and undoing.
 */
#include <linux/dcache.h>
#include <linux/filelock.h>
#include <linux/fs.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/random.h>
#include <linux/security.h>

#include "../include/uapi/kacs/syscall.h"
#include "delete_on_close.h"
#include "inode_sd.h"
#include "native_open.h"
#include "process.h"
#include "removal.h"

#include "internal.h" /* of fs/: do_file_open_root() */

/* 11.2: the modes of what is made. They decide nothing. */
#define KACS_FILE_MODE (S_IFREG | 0600)
#define KACS_DIRECTORY_MODE 0700

#define KACS_TEMPORARY_PREFIX ".kacs-supersede-"
#define KACS_TEMPORARY_BYTES (sizeof(KACS_TEMPORARY_PREFIX) + 16)

/*
 * Access mode 3 of open() is neither for reading nor for writing. It serves
 * handles that only execute or only change a directory.
 */
static int kacs_access_mode(u32 desired, bool is_directory)
{
	bool writes = desired & (KACS_FILE_WRITE_DATA | KACS_FILE_APPEND_DATA);

	if (desired & KACS_FILE_READ_DATA)
		return writes && !is_directory ? O_RDWR : O_RDONLY;
	return writes && !is_directory ? O_WRONLY : O_ACCMODE;
}

/* A handle that may append but not write always appends. */
static bool kacs_appends_only(u32 desired)
{
	return (desired & (KACS_FILE_WRITE_DATA | KACS_FILE_APPEND_DATA)) ==
	       KACS_FILE_APPEND_DATA;
}

static struct open_flags kacs_open_flags(u32 desired, bool is_directory,
					 bool truncate)
{
	int mode = kacs_access_mode(desired, is_directory);
	struct open_flags flags = {
		.open_flag = mode | O_LARGEFILE,
		.intent = LOOKUP_OPEN,
	};

	if (mode == O_RDONLY || mode == O_RDWR)
		flags.acc_mode |= MAY_READ;
	if (mode == O_WRONLY || mode == O_RDWR)
		flags.acc_mode |= MAY_WRITE;
	if (is_directory) {
		flags.open_flag |= O_DIRECTORY;
		flags.lookup_flags |= LOOKUP_DIRECTORY;
	} else if (kacs_appends_only(desired)) {
		flags.open_flag |= O_APPEND;
		flags.acc_mode |= MAY_APPEND;
	}
	if (truncate) {
		flags.open_flag |= O_TRUNC;
		flags.acc_mode |= MAY_WRITE;
	}
	return flags;
}

struct file *kacs_open_path(struct kacs_opening *opening,
			    const struct path *path, bool truncate)
{
	struct kacs_native_open *native = &opening->native;
	struct open_flags flags = kacs_open_flags(
		native->desired, d_is_dir(path->dentry), truncate);
	struct file *file;

	native->decided = false;
	native->extra = truncate ? KACS_FILE_WRITE_DATA : 0;
	kacs_task_own()->native_open = native;
	file = do_file_open_root(path, "", &flags);
	kacs_task_own()->native_open = NULL;
	if (IS_ERR(file) || likely(native->decided))
		return file;
	/* Opened without having been asked about: nobody gets that. */
	fput(file);
	return ERR_PTR(-EACCES);
}

/* In a locked directory of a mount that may be written to. */
static int kacs_make(struct kacs_opening *opening, const struct path *parent,
		     struct dentry *dentry)
{
	struct mnt_idmap *idmap = mnt_idmap(parent->mnt);
	struct inode *dir = d_inode(parent->dentry);
	int error;

	if (!kacs_inode_is_managed(dir))
		return -EOPNOTSUPP;
	/* Where descriptors are made up, nobody can give one. */
	if (opening->native.creator_sd &&
	    kacs_mount_policy(dir->i_sb) != KACS_MOUNT_POLICY_DENY_MISSING)
		return -EOPNOTSUPP;
	if (opening->directory)
		error = security_path_mkdir(parent, dentry,
					    KACS_DIRECTORY_MODE);
	else
		error = security_path_mknod(parent, dentry, KACS_FILE_MODE, 0);
	if (error)
		return error;
	opening->native.decided = false;
	kacs_task_own()->native_open = &opening->native;
	if (opening->directory)
		error = vfs_mkdir(idmap, dir, dentry, KACS_DIRECTORY_MODE);
	else
		error = vfs_create(idmap, dir, dentry, KACS_FILE_MODE, true);
	kacs_task_own()->native_open = NULL;
	if (error)
		return error;
	opening->created.mnt = mntget(parent->mnt);
	opening->created.dentry = dget(dentry);
	return 0;
}

/* Rights to what was made are decided by its descriptor, like any other's. */
static struct file *kacs_open_created(struct kacs_opening *opening)
{
	int error;

	/* Some network file systems make a directory without looking it up. */
	if (d_really_is_negative(opening->created.dentry))
		return ERR_PTR(-EIO);
	if (opening->delete_on_close) {
		error = kacs_delete_on_close_allowed(&opening->created);
		if (error)
			return ERR_PTR(error);
	}
	return kacs_open_path(opening, &opening->created, false);
}

struct file *kacs_open_new(struct kacs_opening *opening)
{
	struct dentry *dentry;
	struct path parent;
	int error;

	dentry = user_path_create(opening->dirfd, opening->name, &parent,
				  opening->directory ? LOOKUP_DIRECTORY : 0);
	if (IS_ERR(dentry))
		return ERR_CAST(dentry);
	error = kacs_make(opening, &parent, dentry);
	done_path_create(&parent, dentry);
	if (error)
		return ERR_PTR(error);
	opening->status = KACS_STATUS_CREATED;
	return kacs_open_created(opening);
}

/* In a locked directory: a name that is not taken. */
static struct dentry *kacs_temporary_name(struct dentry *parent)
{
	char name[KACS_TEMPORARY_BYTES + 1];
	struct dentry *dentry;
	int len;

	for (;;) {
		len = scnprintf(name, sizeof(name),
				KACS_TEMPORARY_PREFIX "%016llx",
				get_random_u64());
		dentry = lookup_one_len(name, parent, len);
		if (IS_ERR(dentry) || d_is_negative(dentry))
			return dentry;
		dput(dentry);
	}
}

/* In a locked directory: is that still the file's name, and may it go? */
static int kacs_may_supersede(struct dentry *parent, struct dentry *dentry)
{
	if (dentry->d_parent != parent || d_unhashed(dentry) ||
	    d_is_negative(dentry))
		return -ENOENT;
	return kacs_may_remove(d_inode(parent), dentry);
}

static int kacs_make_successor(struct kacs_opening *opening,
			       const struct path *parent, struct dentry *old)
{
	struct dentry *temporary;
	int error;

	error = kacs_may_supersede(parent->dentry, old);
	if (error)
		return error;
	temporary = kacs_temporary_name(parent->dentry);
	if (IS_ERR(temporary))
		return PTR_ERR(temporary);
	error = kacs_make(opening, parent, temporary);
	dput(temporary);
	return error;
}

struct file *kacs_open_superseding(struct kacs_opening *opening,
				   const struct path *path)
{
	struct dentry *old = path->dentry;
	struct path parent = {.mnt = path->mnt};
	int error;

	if (d_is_dir(old))
		return ERR_PTR(-EISDIR);
	if (old == path->mnt->mnt_root || IS_ROOT(old))
		return ERR_PTR(-EBUSY);
	error = mnt_want_write(path->mnt);
	if (error)
		return ERR_PTR(error);
	parent.dentry = dget_parent(old);
	inode_lock_nested(d_inode(parent.dentry), I_MUTEX_PARENT);
	error = kacs_make_successor(opening, &parent, old);
	inode_unlock(d_inode(parent.dentry));
	dput(parent.dentry);
	mnt_drop_write(path->mnt);
	if (error)
		return ERR_PTR(error);
	opening->superseded = dget(old);
	opening->status = KACS_STATUS_SUPERSEDED;
	return kacs_open_created(opening);
}

/* In a locked directory. */
static int kacs_replace(struct kacs_opening *opening, const struct path *parent,
			struct inode **delegated)
{
	struct inode *dir = d_inode(parent->dentry);
	struct renamedata rename = {
		.old_mnt_idmap = mnt_idmap(parent->mnt),
		.old_dir = dir,
		.old_dentry = opening->created.dentry,
		.new_mnt_idmap = mnt_idmap(parent->mnt),
		.new_dir = dir,
		.new_dentry = opening->superseded,
		.delegated_inode = delegated,
	};
	int error;

	error = kacs_may_supersede(parent->dentry, opening->superseded);
	if (error)
		return error;
	if (rename.old_dentry->d_parent != parent->dentry ||
	    d_unhashed(rename.old_dentry))
		return -ENOENT;
	error = security_path_rename(parent, rename.old_dentry, parent,
				     rename.new_dentry, 0);
	if (error)
		return error;
	/* The new file need not give its creator the right to rename it. */
	kacs_removal_begin();
	error = vfs_rename(&rename);
	kacs_removal_end();
	return error;
}

static int kacs_supersede(struct kacs_opening *opening)
{
	struct path parent = {.mnt = opening->created.mnt};
	struct inode *delegated = NULL;
	int error;

	error = mnt_want_write(parent.mnt);
	if (error)
		return error;
	parent.dentry = dget_parent(opening->created.dentry);
	do {
		inode_lock_nested(d_inode(parent.dentry), I_MUTEX_PARENT);
		error = kacs_replace(opening, &parent, &delegated);
		inode_unlock(d_inode(parent.dentry));
	} while (delegated && !(error = break_deleg_wait(&delegated)));
	dput(parent.dentry);
	mnt_drop_write(parent.mnt);
	return error;
}

int kacs_opening_commit(struct kacs_opening *opening)
{
	int error = opening->superseded ? kacs_supersede(opening) : 0;

	if (!error)
		kacs_opening_release(opening);
	return error;
}

void kacs_opening_undo(struct kacs_opening *opening)
{
	struct dentry *parent;

	if (!opening->created.dentry)
		return;
	parent = dget_parent(opening->created.dentry);
	kacs_remove_decided(&opening->created, parent, NULL);
	dput(parent);
}

void kacs_opening_release(struct kacs_opening *opening)
{
	path_put(&opening->created);
	opening->created = (struct path){};
	dput(opening->superseded);
	opening->superseded = NULL;
}
