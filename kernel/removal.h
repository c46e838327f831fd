/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Removing a name: who may, and how the kernel does it once that is decided.
 * PSD-004 11.2 "DELETE / FILE_DELETE_CHILD fallback", 14.1.
 */
#ifndef KACS_KERNEL_REMOVAL_H
#define KACS_KERNEL_REMOVAL_H

#include <linux/path.h>

#include "process.h"

struct dentry;
struct inode;
struct qstr;

/**
 * kacs_may_remove - DELETE on the file, or FILE_DELETE_CHILD on its directory?
 * @dir: the directory, locked by the caller
 * @dentry: the name in it
 *
 * The refusal that is recorded is the file's.
 *
 * Return: 0 (also on an unmanaged mount, and where kacs_removal_begin() says
 * so), -EACCES, -ENOMEM.
 */
int kacs_may_remove(struct inode *dir, struct dentry *dentry);

/**
 * kacs_removal_begin - what this thread removes next was decided before
 *
 * Until kacs_removal_end() no hook asks for the right to remove a name, nor to
 * traverse the directory that it is in.
 */
static inline void kacs_removal_begin(void)
{
	kacs_task_own()->removal_decided = true;
}

static inline void kacs_removal_end(void)
{
	kacs_task_own()->removal_decided = false;
}

static inline bool kacs_removal_decided(void)
{
	return kacs_task(current)->removal_decided;
}

/**
 * kacs_remove_decided - remove a name without asking anybody
 * @path: the file or empty directory
 * @parent: the directory that the name was in
 * @name: the name that it had there, or NULL: whatever it is now
 *
 * Context: process, sleeps; takes the locks of @parent and of the file.
 *
 * Return: 0, -ENOENT (the name is gone), or what the file system said.
 */
int kacs_remove_decided(const struct path *path, struct dentry *parent,
			const struct qstr *name);

#endif /* KACS_KERNEL_REMOVAL_H */
