/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptors of overlays: a file of an overlay has no medium of its own, its
 * descriptor is that of the real file below. PSD-004 11.5.
 */
#ifndef KACS_KERNEL_STACKED_H
#define KACS_KERNEL_STACKED_H

#include <linux/fs.h>

#include "process.h"
#include "sd_object.h"

/*
 * KACS reads or writes the descriptor of a file of an overlay, which asks the
 * real file for it by calls that meet the hooks again. On the stack of who
 * does, while it does.
 */
struct kacs_stacked_io {
	const struct inode *inode;     /* of the overlay */
	struct kacs_sd_object *object; /* what is written; NULL: it is read */
	struct kacs_stacked_io *outer; /* of the overlay above this one */
	bool begun;
};

/**
 * kacs_stacked_begin - the current thread goes below an overlay
 * @io: for kacs_stacked_end()
 * @inode: any inode; nothing happens unless an overlay has it that was mounted
 * in the initial user namespace
 * @object: the descriptor that will be written, or NULL
 *
 * Context: may sleep.
 */
void kacs_stacked_begin(struct kacs_stacked_io *io, const struct inode *inode,
			struct kacs_sd_object *object);

void kacs_stacked_end(const struct kacs_stacked_io *io);

/**
 * kacs_stacked_reads - is it KACS that reads a descriptor through an overlay?
 *
 * It does while it writes one, too.
 */
static inline bool kacs_stacked_reads(void)
{
	return kacs_task(current)->stacked_io;
}

/**
 * kacs_stacked_writes - is it KACS that writes this through an overlay?
 * @value: the xattr's value
 * @size: its size in bytes
 */
bool kacs_stacked_writes(const void *value, size_t size);

/**
 * kacs_stacked_take_sd - the descriptor that an overlay's new real file gets
 *
 * Return: a referenced object, once: if the thread runs with the credential
 * that the overlay made for the creation of this file; else NULL.
 */
struct kacs_sd_object *kacs_stacked_take_sd(void);

/**
 * kacs_stacked_user - of which overlay's file is this the real one?
 * @file: any open file
 *
 * Return: where the file was opened in the overlay; NULL: nowhere.
 */
const struct path *kacs_stacked_user(struct file *file);

/**
 * kacs_stacked_forget - a task ends
 * @own: what it remembers
 */
void kacs_stacked_forget(struct kacs_task *own);

#endif /* KACS_KERNEL_STACKED_H */
