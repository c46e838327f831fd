/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KACS_CREATE_OPT_DELETE_ON_CLOSE: a file that goes with its handle. PSD-004
 * 11.2.
 *
 * The obligation lies on one open file, and with it on all its duplicates. As
 * long as it exists nobody else opens the file; there is no share mode that
 * could allow it.
 */
#ifndef KACS_KERNEL_DELETE_ON_CLOSE_H
#define KACS_KERNEL_DELETE_ON_CLOSE_H

#include <linux/atomic.h>
#include <linux/path.h>

struct file;

/**
 * kacs_delete_on_close_allowed - may this file be opened to be deleted?
 * @path: the file
 *
 * Return: 0, -EOPNOTSUPP (not a regular file), -EACCES (neither DELETE on it
 * nor FILE_DELETE_CHILD on its directory), -ENOENT (it lost its name).
 */
int kacs_delete_on_close_allowed(const struct path *path);

/**
 * kacs_delete_on_close_claim - make an open file the one that owns the deletion
 * @file: a regular file that nobody else has yet
 *
 * From now on other opens of the file are refused. Nothing is deleted before
 * kacs_delete_on_close_arm().
 *
 * Return: 0, -EACCES (somebody else claimed the file), -ENOMEM.
 */
int kacs_delete_on_close_claim(struct file *file);

/**
 * kacs_delete_on_close_arm - delete the file when it is closed
 * @file: claimed. The name that it has now is the one that goes.
 */
void kacs_delete_on_close_arm(struct file *file);

/* Files that are claimed; nearly always none. */
extern atomic_t kacs_deletion_claims;

int __kacs_delete_on_close_check(struct file *file);

/**
 * kacs_delete_on_close_check - is this file somebody's to delete?
 * @file: being opened
 *
 * Return: 0, or -EACCES, recorded.
 */
static inline int kacs_delete_on_close_check(struct file *file)
{
	return likely(!atomic_read(&kacs_deletion_claims))
		       ? 0
		       : __kacs_delete_on_close_check(file);
}

#endif /* KACS_KERNEL_DELETE_ON_CLOSE_H */
