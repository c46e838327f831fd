/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptors of files that nobody gave one: made at creation, or made up.
 * PSD-004 3.6, 11.5.
 */
#ifndef KACS_KERNEL_SD_DEFAULT_H
#define KACS_KERNEL_SD_DEFAULT_H

#include <linux/fs.h>

#include "sd_object.h"

/**
 * kacs_default_root_sd - for the root of a file system made in memory
 * @inode: the root
 *
 * SYSTEM and Administrators may do everything, everybody may read; where the
 * mode lets everybody write, everybody may create, and who creates owns.
 *
 * Return: a referenced object or ERR_PTR(-ENOMEM).
 */
struct kacs_sd_object *kacs_default_root_sd(struct inode *inode);

/**
 * kacs_synthesized_root_sd - for the root of a medium without descriptors
 * @template: the mount's, or NULL
 *
 * Return: a referenced object: the template, or the fallback of 11.5; or
 * ERR_PTR(-ENOMEM).
 */
struct kacs_sd_object *
kacs_synthesized_root_sd(struct kacs_sd_object *template);

/**
 * kacs_synthesize_sd - for any other file there
 * @parent: of its directory
 * @template: the mount's, or NULL: a complete descriptor with a DACL
 * @is_container: is it a directory?
 *
 * Inherited from the directory, with the template or the fallback as the
 * creator, never the accessor. A directory without a usable descriptor gives
 * nothing: then as for the root.
 *
 * Return: a referenced object or ERR_PTR: -ENOMEM, -EACCES (too large).
 */
struct kacs_sd_object *kacs_synthesize_sd(const struct kacs_sd_object *parent,
					  struct kacs_sd_object *template,
					  bool is_container);

/**
 * kacs_created_sd - for a file that the current thread creates
 * @dir: where
 * @inode: the new inode, its mode set
 *
 * Return: a referenced object or ERR_PTR; then the creation fails.
 */
struct kacs_sd_object *kacs_created_sd(struct inode *dir, struct inode *inode);

/**
 * kacs_new_sd - the same, where there is no inode yet
 * @dir: where
 * @is_container: is it to be a directory?
 *
 * Return: as kacs_created_sd().
 */
struct kacs_sd_object *kacs_new_sd(struct inode *dir, bool is_container);

/**
 * kacs_driver_sets_mode - is this the kernel finishing a device node?
 * @inode: the node
 * @attr: what is being set
 *
 * devtmpfs makes a node with its thread's umask and sets the mode that the
 * driver asked for right after.
 */
bool kacs_driver_sets_mode(const struct inode *inode, const struct iattr *attr);

/**
 * kacs_follow_drivers_mode - let a device node's descriptor say what its mode
 * says
 * @idmap: of the mount
 * @dentry: the node, its inode locked by the caller
 * @mode: the driver's
 *
 * Return: 0 or a negative errno; then the old descriptor stays.
 */
int kacs_follow_drivers_mode(struct mnt_idmap *idmap, struct dentry *dentry,
			     umode_t mode);

/**
 * kacs_inode_init_sd - give an inode its first descriptor, in memory
 * @inode: the inode
 * @object: consumes the reference
 */
void kacs_inode_init_sd(struct inode *inode, struct kacs_sd_object *object);

#endif /* KACS_KERNEL_SD_DEFAULT_H */
