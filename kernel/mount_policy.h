/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which file systems the handle model covers. PSD-004 11.1.
 */
#ifndef KACS_KERNEL_MOUNT_POLICY_H
#define KACS_KERNEL_MOUNT_POLICY_H

#include <linux/fs.h>
#include <linux/types.h>

#include "lsm.h"

/* The four classes of 11.1, numbered as in 13.6. */
enum kacs_mount_policy {
	KACS_MOUNT_UNMANAGED = 1,
	KACS_MOUNT_DENY_MISSING = 2,
	KACS_MOUNT_SYNTHESIZE_EPHEMERAL = 3,
	KACS_MOUNT_SYNTHESIZE_PERSISTENT = 4,
};

/* The superblock blob. */
struct kacs_superblock {
	u8 policy; /* enum kacs_mount_policy; 0: not classified yet */
	bool in_memory;
};

static inline struct kacs_superblock *
kacs_superblock(const struct super_block *sb)
{
	return sb->s_security + kacs_blob_sizes.lbs_superblock;
}

/**
 * kacs_mount_classify - find out and remember the class of a superblock
 * @sb: any superblock
 */
enum kacs_mount_policy kacs_mount_classify(const struct super_block *sb);

/**
 * kacs_mount_policy - the class of a superblock
 * @sb: any superblock
 */
static inline enum kacs_mount_policy
kacs_mount_policy(const struct super_block *sb)
{
	u8 policy = smp_load_acquire(&kacs_superblock(sb)->policy);

	return likely(policy) ? policy : kacs_mount_classify(sb);
}

/**
 * kacs_mount_in_memory - was this file system made empty by the kernel?
 * @sb: any superblock
 *
 * Its root gets a descriptor when first used, as no medium can hold one.
 */
static inline bool kacs_mount_in_memory(const struct super_block *sb)
{
	kacs_mount_policy(sb);
	return kacs_superblock(sb)->in_memory;
}

#endif /* KACS_KERNEL_MOUNT_POLICY_H */
