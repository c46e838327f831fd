/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The descriptor of a file: where it is kept, cached, made and changed.
 * PSD-004 11.1, 11.5.
 */
#ifndef KACS_KERNEL_INODE_SD_H
#define KACS_KERNEL_INODE_SD_H

#include <linux/fs.h>

#include "lsm.h"
#include "mount_policy.h"
#include "sd_object.h"

struct kacs_derived_sd;

struct kacs_inode {
	/*
	 * What the inode's xattr says: a descriptor, or the immortal object
	 * that stands for a corrupt one. NULL: nobody asked yet, or there is
	 * none. Read under RCU, replaced by xchg(); the pointer is a reference.
	 */
	struct kacs_sd_object __rcu *sd;
	/*
	 * What is known of its signature: a KACS_SIGNATURE_* in the low byte
	 * (signature.h).
	 */
	atomic64_t signature;
	/*
	 * While @sd is NULL: what the mount's policy makes of that
	 * (derived_sd.h). Read under RCU, replaced by xchg().
	 */
	struct kacs_derived_sd __rcu *derived;
};

static inline struct kacs_inode *kacs_inode(const struct inode *inode)
{
	return inode->i_security + kacs_blob_sizes.lbs_inode;
}

/**
 * kacs_inode_is_managed - does the handle model cover this inode?
 * @inode: any inode
 */
static inline bool kacs_inode_is_managed(const struct inode *inode)
{
	/* Nothing is ever published on an unmanaged inode. */
	return rcu_access_pointer(kacs_inode(inode)->sd) ||
	       kacs_mount_policy(inode->i_sb) != KACS_MOUNT_POLICY_UNMANAGED;
}

/**
 * kacs_inode_sd - the descriptor of an inode, read in if need be
 * @inode: the inode
 * @dentry: one of its names, or NULL if the caller has none
 *
 * Context: process, may sleep.
 *
 * Return: a referenced object, which may be one of the immortal ones, or
 * ERR_PTR: -ENOMEM, -EIO or what the file system said. Callers deny then.
 */
struct kacs_sd_object *kacs_inode_sd(struct inode *inode,
				     struct dentry *dentry);

/**
 * kacs_inode_read_sd - what the file system says, past the cache
 * @inode: the inode
 * @dentry: one of its names
 *
 * Context: process, may sleep.
 *
 * Return: a referenced object, that of a corrupt descriptor included; NULL if
 * there is none; or ERR_PTR.
 */
struct kacs_sd_object *kacs_inode_read_sd(struct inode *inode,
					  struct dentry *dentry);

/**
 * kacs_inode_publish_sd - cache what was read unless somebody was faster
 * @inode: the inode
 * @object: consumes the reference
 */
void kacs_inode_publish_sd(struct inode *inode, struct kacs_sd_object *object);

/**
 * kacs_inode_cached_sd - what is known of an inode's descriptor
 * @inode: the inode
 *
 * Return: a referenced object, which may be one of the immortal ones, or NULL.
 */
struct kacs_sd_object *kacs_inode_cached_sd(struct inode *inode);

/**
 * kacs_inode_has_sd - would kacs_inode_cached_sd() find something?
 * @inode: the inode
 */
bool kacs_inode_has_sd(const struct inode *inode);

/**
 * kacs_inode_write_sd - what goes to the medium, past the cache
 * @idmap: of the mount
 * @dentry: the file, its inode locked by the caller
 * @object: a descriptor
 * @flags: XATTR_CREATE or 0
 *
 * Return: 0 or what the file system said.
 */
int kacs_inode_write_sd(struct mnt_idmap *idmap, struct dentry *dentry,
			struct kacs_sd_object *object, int flags);

/**
 * kacs_inode_set_sd - store a descriptor and make it the one that decides
 * @idmap: of the mount
 * @dentry: the file, its inode locked by the caller
 * @object: the descriptor; a reference is taken
 *
 * The only writer of a descriptor after creation. Cache and xattr change
 * together.
 *
 * Return: 0 or what the file system said; then nothing has changed.
 */
int kacs_inode_set_sd(struct mnt_idmap *idmap, struct dentry *dentry,
		      struct kacs_sd_object *object);

/**
 * kacs_inode_check - may the current thread do this to a file, now?
 * @inode: the file
 * @dentry: one of its names, or NULL
 * @desired: file rights, not generic
 * @nonblock: RCU path walk: fail with -ECHILD rather than sleep
 *
 * Return: 0 (allowed, or the file is unmanaged), -EACCES, -ECHILD.
 */
int kacs_inode_check(struct inode *inode, struct dentry *dentry, u32 desired,
		     bool nonblock);

/**
 * kacs_inode_check_handle - the same, where a handle may decide (11.4)
 * @inode: the file
 * @dentry: one of its names, or NULL
 * @desired: file rights
 * @operation: what is to be done with the handle, for the audit
 *
 * Between kacs_metadata_begin() and _end() on a managed handle of this inode
 * the handle's cached mask answers.
 */
int kacs_inode_check_handle(struct inode *inode, struct dentry *dentry,
			    u32 desired, const char *operation);

/**
 * kacs_inode_rights - all rights of the current thread to a file
 * @inode: the file
 * @dentry: one of its names, or NULL
 * @object: out: the referenced object that decided, even on a denial
 * @rights: out: the rights, and KACS_UNAUDITED; 0 without a usable descriptor
 *
 * Return: 0, or a negative errno if the descriptor could not be read; then
 * @object is NULL.
 */
int kacs_inode_rights(struct inode *inode, struct dentry *dentry,
		      struct kacs_sd_object **object, u32 *rights);

/**
 * kacs_inode_known_rights - the same, if the descriptor has been read in
 * @inode: the file
 * @rights: out: the rights, and KACS_UNAUDITED
 *
 * The fast path: takes no reference and does not sleep.
 *
 * Return: false if kacs_inode_rights() has to be asked.
 */
bool kacs_inode_known_rights(struct inode *inode, u32 *rights);

/**
 * kacs_inode_audit - tell who wants to hear of a check of a file (10.9)
 * @inode: the file
 * @dentry: one of its names, or NULL
 * @object: what decided
 * @rights: from kacs_inode_rights()
 * @desired: rights that were asked for, and decided
 *
 * The check is done once more, for its events. Without KACS_UNAUDITED in what
 * kacs_inode_known_rights() says there may be some.
 *
 * Context: may sleep.
 *
 * Return: 0, or -ENOMEM: an event cannot be made, and the caller refuses.
 */
int kacs_inode_audit(struct inode *inode, struct dentry *dentry,
		     struct kacs_sd_object *object, u32 rights, u32 desired);

/**
 * kacs_inode_audit_open - the same, of a check that makes a handle
 * @inode: as for kacs_inode_audit()
 * @dentry: as for kacs_inode_audit()
 * @object: as for kacs_inode_audit()
 * @rights: as for kacs_inode_audit()
 * @desired: as for kacs_inode_audit()
 * @alarms: out: the rights whose every use the handle is to tell of
 *
 * Context: may sleep.
 *
 * Return: as kacs_inode_audit().
 */
int kacs_inode_audit_open(struct inode *inode, struct dentry *dentry,
			  struct kacs_sd_object *object, u32 rights,
			  u32 desired, u32 *alarms);

/**
 * kacs_inode_audit_by_handle - the same, where a handle has allowed it
 * @inode: as for kacs_inode_audit()
 * @dentry: as for kacs_inode_audit()
 * @object: the descriptor whose SACL says who wants to hear of it
 * @desired: file rights that the handle carries
 *
 * Context: may sleep.
 *
 * Return: as kacs_inode_audit(), or -EACCES: without a token.
 */
int kacs_inode_audit_by_handle(struct inode *inode, struct dentry *dentry,
			       struct kacs_sd_object *object, u32 desired);

/**
 * kacs_inode_deny - record and return a refusal about a file
 * @inode: the file
 * @dentry: one of its names, or NULL
 * @object: what decided
 * @desired: rights that were asked for
 * @missing: those that were needed and not granted
 *
 * Return: -EACCES.
 */
int kacs_inode_deny(struct inode *inode, struct dentry *dentry,
		    struct kacs_sd_object *object, u32 desired, u32 missing);

/**
 * kacs_inode_unreadable - there is no answer: fail closed (11.5)
 * @inode: the file
 * @dentry: one of its names, or NULL
 * @error: what went wrong with its descriptor
 * @desired: rights that were asked for
 *
 * Return: -ENOMEM if it was that, else -EACCES, recorded.
 */
int kacs_inode_unreadable(struct inode *inode, struct dentry *dentry, int error,
			  u32 desired);

#endif /* KACS_KERNEL_INODE_SD_H */
