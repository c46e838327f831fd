/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The open file: rights are decided once and kept on it. PSD-004 11.1, 13.3.
 */
#ifndef KACS_KERNEL_FILE_H
#define KACS_KERNEL_FILE_H

#include <linux/fs.h>

#include "../core/sd.h"
#include "../include/uapi/kacs/access.h"
#include "lsm.h"
#include "process.h"

#define KACS_FILE_MANAGED 0x1u /* the handle model applies */
/*
 * Opened by the kernel to run it: execution includes reading the image, whether
 * or not the caller may read the file.
 */
#define KACS_FILE_IMAGE 0x2u
/* Of a process, in /proc: its descriptor is asked about every use. */
#define KACS_FILE_PROCESS 0x4u

struct kacs_delete_on_close;
struct kacs_file_owner;

/* But for the last two, decided at open, and never changed. */
struct kacs_file {
	u8 may; /* MAY_READ, MAY_WRITE, MAY_APPEND: what file_permission allows
		 */
	u8 may_quietly; /* @may, or 0 with @alarms */
	u8 flags;	/* KACS_FILE_*; without _MANAGED: unmanaged */
	u32 granted;	/* access mask */
	u32 alarms;	/* whose use is told of each time (10.9) */
	/*
	 * What passes without another look: @granted, or 0 with @alarms; so
	 * that a handle of which nobody wants to hear pays for none of it.
	 */
	u32 ready;
	struct kacs_file_owner *owner; /* of F_SETOWN (sigio_hooks.c) */
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
 * kacs_file_use - a use of a handle, looked at closely
 * @file: an open file
 * @desired: file rights
 * @success: does the handle carry what is needed of them?
 * @operation: for the audit: "file.truncate"
 *
 * Unmanaged handles may be used for anything.
 *
 * Return: 0, -EACCES, recorded, or -ENOMEM: there must be an event of it, and
 * it cannot be made (13.7).
 */
int kacs_file_use(struct file *file, u32 desired, bool success,
		  const char *operation);

/**
 * kacs_file_check - does the handle carry these rights?
 * @file: an open file
 * @desired: file rights, all needed
 * @operation: what is to be done with them, for the audit: "file.truncate"
 *
 * Context: may sleep.
 *
 * Return: 0 (it does, or it is unmanaged), or as kacs_file_use().
 */
static inline int kacs_file_check(struct file *file, u32 desired,
				  const char *operation)
{
	const struct kacs_file *handle = kacs_file(file);

	if (likely(!(desired & ~handle->ready)))
		return 0;
	return kacs_file_use(file, desired, !(desired & ~handle->granted),
			     operation);
}

/**
 * kacs_file_check_any - does the handle carry one of these rights?
 * @file: an open file
 * @desired: file rights, any of which will do
 * @operation: as for kacs_file_check()
 *
 * Context: may sleep.
 *
 * Return: as kacs_file_check().
 */
static inline int kacs_file_check_any(struct file *file, u32 desired,
				      const char *operation)
{
	const struct kacs_file *handle = kacs_file(file);

	if (likely(desired & handle->ready))
		return 0;
	return kacs_file_use(file, desired, desired & handle->granted,
			     operation);
}

/* An image that its process may not read (11.4). */
static inline bool kacs_is_unreadable_image(const struct file *file)
{
	const struct kacs_file *handle = kacs_file(file);

	return (handle->flags & KACS_FILE_IMAGE) &&
	       !(handle->granted & KACS_FILE_READ_DATA);
}

/**
 * kacs_check_exposed - may this image run in the current process?
 * @file: an image
 *
 * Who traces the process could make the program write out its own memory, so an
 * image that may not be read does not run under one without SeDebugPrivilege.
 *
 * Return: 0 or -EACCES, recorded.
 */
int kacs_check_exposed(struct file *file);

/**
 * kacs_file_truncate - may the handle be truncated?
 * @file: a file open for writing
 *
 * Return: 0 or -EACCES, recorded.
 */
int kacs_file_truncate(struct file *file);

/**
 * kacs_file_truncated - the same, once more
 * @file: a file open for writing
 *
 * The VFS asks about the handle, and then about the attributes that change: who
 * may has been told of.
 *
 * Return: as kacs_file_truncate().
 */
static inline int kacs_file_truncated(struct file *file)
{
	return kacs_file(file)->granted & KACS_FILE_WRITE_DATA
		       ? 0
		       : kacs_file_truncate(file);
}

#endif /* KACS_KERNEL_FILE_H */
