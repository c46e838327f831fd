/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What inode_sd.c asks about a superblock beyond its class.
 */
#ifndef KACS_KERNEL_MOUNT_POLICY_H
#define KACS_KERNEL_MOUNT_POLICY_H

#include <linux/types.h>

struct super_block;

/* The superblock blob. */
struct kacs_superblock {
	u8 policy; /* enum kacs_mount_policy; 0: not classified yet */
	bool in_memory;
};

/**
 * kacs_mount_in_memory - was this file system made empty by the kernel?
 * @sb: any superblock
 *
 * Its root gets a descriptor when first used, as no medium can hold one.
 */
bool kacs_mount_in_memory(const struct super_block *sb);

#endif /* KACS_KERNEL_MOUNT_POLICY_H */
