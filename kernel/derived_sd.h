/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the policy of a mount makes of a file without a descriptor: a made-up
 * one, or its absence. PSD-004 11.5.
 *
 * It is kept beside the place of the file's own descriptor, with the generation
 * of the policy that it follows from, and is void when that has changed.
 */
#ifndef KACS_KERNEL_DERIVED_SD_H
#define KACS_KERNEL_DERIVED_SD_H

#include <linux/fs.h>

#include "sd_object.h"

/* Immutable; freed after an RCU grace period. */
struct kacs_derived_sd {
	struct kacs_sd_object *object; /* a reference */
	u32 generation;
	struct rcu_head rcu;
};

/**
 * kacs_derived_rcu - what the policy of now has made of an inode
 * @inode: without a descriptor of its own
 *
 * Context: under RCU, which is how long the result is valid.
 *
 * Return: an object, or NULL if it has to be derived (again).
 */
struct kacs_sd_object *kacs_derived_rcu(const struct inode *inode);

/**
 * kacs_derive_sd - derive what an inode without a descriptor has, and keep it
 * @inode: the inode
 * @dentry: one of its names
 *
 * With KACS_MOUNT_POLICY_SYNTHESIZE_PERSISTENT what has been made up is on its
 * way to the medium: it is there when the current system call is over.
 *
 * Context: process, may sleep.
 *
 * Return: 0, -EACCES (a file without a path has nothing to inherit from),
 * -ENOMEM, or what the file system said of an ancestor.
 */
int kacs_derive_sd(struct inode *inode, struct dentry *dentry);

/**
 * kacs_derived_drop - forget what was derived
 * @inode: one that has been given a descriptor of its own, or that goes away
 */
void kacs_derived_drop(struct inode *inode);

/**
 * kacs_derived_free - the same for an inode that is gone
 * @derived: or NULL; nobody can see it any more
 */
void kacs_derived_free(struct kacs_derived_sd *derived);

#endif /* KACS_KERNEL_DERIVED_SD_H */
