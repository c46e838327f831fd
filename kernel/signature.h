/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether a file is signed by one of the keys in the kernel, and that its
 * content stays what was signed. PSD-004 6.1.
 *
 * A file that is found to be signed is pinned: nobody may change its content or
 * its signature as long as the kernel has its inode. Pinning takes that nobody
 * has it open for writing, and from then on nobody can open it so; therefore no
 * handle and no mapping that could write to it is left. Who replaces a program
 * makes a new file and renames it over the old one.
 */
#ifndef KACS_KERNEL_SIGNATURE_H
#define KACS_KERNEL_SIGNATURE_H

#include <linux/fs.h>

#include "inode_sd.h"
#include "process.h"

/* In the low byte of struct kacs_inode.signature; above it what it is about. */
#define KACS_SIGNATURE_UNKNOWN 0u
#define KACS_SIGNATURE_NONE 1u /* as of the change that the upper bits name */
#define KACS_SIGNATURE_PINNED \
	2u /* signed by the first key; 3: the second; ... */

/**
 * kacs_is_pinned - is the content of a file held to its signature?
 * @inode: any inode
 *
 * Context: any. What is pinned stays pinned.
 */
static inline bool kacs_is_pinned(const struct inode *inode)
{
	return (u8)atomic64_read(&kacs_inode(inode)->signature) >=
	       KACS_SIGNATURE_PINNED;
}

/**
 * kacs_known_signature - the trust of a file that has been pinned
 * @inode: any inode
 * @pip: out: what the key that signed it gives; none if it is not pinned
 *
 * Context: any; reads nothing from the file.
 *
 * Return: whether it is pinned.
 */
bool kacs_known_signature(const struct inode *inode, struct kacs_pip *pip);

/**
 * kacs_verify_signature - find out whether a file is signed, and pin it if so
 * @file: open for reading or to be run
 * @pip: out: what the key that signed it gives; none if it is not signed
 *
 * Reads the whole file unless the answer is known. A file that is open for
 * writing counts as not signed, as do those whose content is not the kernel's
 * to hold: of FUSE, of the network, without a name (memfds).
 *
 * Context: may sleep; no lock that a file system takes to read.
 *
 * Return: whether it is signed.
 */
bool kacs_verify_signature(struct file *file, struct kacs_pip *pip);

/**
 * kacs_check_pinned - refuse to change what is pinned
 * @inode: the file
 * @dentry: one of its names, or NULL
 *
 * Return: 0, or -EACCES, recorded.
 */
int kacs_check_pinned(struct inode *inode, struct dentry *dentry);

/**
 * kacs_check_pinned_xattr - refuse to change the signature of what is pinned
 * @dentry: the file
 * @name: of the extended attribute
 *
 * Return: as kacs_check_pinned().
 */
int kacs_check_pinned_xattr(struct dentry *dentry, const char *name);

#endif /* KACS_KERNEL_SIGNATURE_H */
