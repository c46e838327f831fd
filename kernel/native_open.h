/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kacs_open on its way: finding, making, replacing and undoing. PSD-004 11.2.
 *
 * A file that did not exist is made first, under its directory's lock, and
 * opened then like any other; the open hook decides by its new descriptor. What
 * was made stays in @created until it is committed, so that any later failure
 * takes it away again.
 */
#ifndef KACS_KERNEL_NATIVE_OPEN_H
#define KACS_KERNEL_NATIVE_OPEN_H

#include <linux/path.h>

#include "file.h"

struct kacs_opening {
	struct kacs_native_open native; /* what the open hook reads */
	int dirfd;
	const char __user *name;
	u32 __user *status_out; /* or NULL */
	u32 disposition;	/* KACS_FILE_SUPERSEDE to _OVERWRITE_IF */
	bool directory;
	bool delete_on_close;
	bool follow;	     /* a symbolic link at the end of the name */
	u32 status;	     /* KACS_STATUS_* */
	struct path created; /* made and not committed; references, or empty */
	struct dentry *superseded; /* what @created replaces; a reference */
};

/**
 * kacs_open_path - open a file that exists
 * @opening: the request
 * @path: the file, not a symbolic link
 * @truncate: empty it, if FILE_WRITE_DATA is granted
 *
 * Return: the file or ERR_PTR: -EACCES, -EOPNOTSUPP (not managed) or what Linux
 * says.
 */
struct file *kacs_open_path(struct kacs_opening *opening,
			    const struct path *path, bool truncate);

/**
 * kacs_open_new - make the file or directory that the request names, and open
 * it
 * @opening: the request
 *
 * Return: the file or ERR_PTR: -EEXIST, -EACCES, -EOPNOTSUPP (not managed) or
 * what Linux says.
 */
struct file *kacs_open_new(struct kacs_opening *opening);

/**
 * kacs_open_superseding - make and open a file that is to replace another
 * @opening: the request
 * @path: the file to replace
 *
 * The new file has a name of its own until it is committed; the old one is lost
 * only then.
 *
 * Return: the file or ERR_PTR: -EISDIR, -EBUSY (something is mounted there),
 * -EACCES, -ENOENT (the old file lost its name), -EOPNOTSUPP (not managed).
 */
struct file *kacs_open_superseding(struct kacs_opening *opening,
				   const struct path *path);

/**
 * kacs_opening_commit - what was made takes its final place
 * @opening: the request, its file open
 *
 * Return: 0, or what Linux says; then the caller undoes.
 */
int kacs_opening_commit(struct kacs_opening *opening);

/**
 * kacs_opening_undo - take away what was made and not committed
 * @opening: the request
 */
void kacs_opening_undo(struct kacs_opening *opening);

/**
 * kacs_opening_release - drop the references
 * @opening: the request
 */
void kacs_opening_release(struct kacs_opening *opening);

#endif /* KACS_KERNEL_NATIVE_OPEN_H */
