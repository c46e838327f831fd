/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The open file: rights are decided once and kept on it. PSD-004 11.1, 13.3.
 */
#ifndef KACS_KERNEL_FILE_H
#define KACS_KERNEL_FILE_H

#include <linux/fs.h>

#include "../core/sd.h"
#include "lsm.h"

#define KACS_FILE_MANAGED 0x1u /* the handle model applies */
/*
 * Opened by the kernel to run it: execution includes reading the image, whether
 * or not the caller may read the file.
 */
#define KACS_FILE_IMAGE 0x2u
/* Of a process, in /proc: its descriptor is asked about every use. */
#define KACS_FILE_PROCESS 0x4u

struct kacs_delete_on_close;
struct kacs_token_object;

struct kacs_file {
	u32 may; /* MAY_READ, MAY_WRITE, MAY_APPEND: what file_permission allows
		  */
	u32 granted; /* access mask cached at open; never changes */
	u32 flags;   /* KACS_FILE_*; without _MANAGED: unmanaged */
	struct kacs_token_object *owner_token; /* of F_SETOWN; a reference */
	struct kacs_delete_on_close *delete_on_close; /* lifecycle, 11.2 */
};

static inline struct kacs_file *kacs_file(const struct file *file)
{
	return file->f_security + kacs_blob_sizes.lbs_file;
}

/*
 * kacs_open on its way through the VFS. On the stack of the syscall, reached
 * through the task while it opens.
 */
struct kacs_native_open {
	u32 desired; /* mapped rights that must be granted and are cached */
	u32 extra; /* must be granted, not cached: FILE_WRITE_DATA to overwrite */
	bool maximum_allowed; /* cache every right there is */
	bool execute_only;    /* f_mode is FMODE_EXEC alone */
	bool decided;	      /* out: the open hook has seen the file */
	bool created;	      /* out: the file did not exist */
	const struct kacs_sd *creator_sd; /* for a new file, or NULL */
};

/**
 * kacs_file_check - does the handle carry these rights?
 * @file: an open file
 * @desired: file rights, all needed
 *
 * Return: 0 (it does, or it is unmanaged) or -EACCES, recorded.
 */
int kacs_file_check(struct file *file, u32 desired);

/**
 * kacs_file_check_any - does the handle carry one of these rights?
 * @file: an open file
 * @desired: file rights, any of which will do
 *
 * Return: as kacs_file_check().
 */
int kacs_file_check_any(struct file *file, u32 desired);

/**
 * kacs_file_truncate - may the handle be truncated?
 * @file: a file open for writing
 *
 * Return: 0 or -EACCES, recorded.
 */
int kacs_file_truncate(struct file *file);

#endif /* KACS_KERNEL_FILE_H */
