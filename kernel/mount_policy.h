/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which file systems the handle model covers, and what it makes of files
 * without a descriptor. PSD-004 11.1, 11.5.
 *
 * Policy, template and generation change together under a spinlock,
 * mount_policy.c:kacs_mount_lock, which nests inside everything.
 */
#ifndef KACS_KERNEL_MOUNT_POLICY_H
#define KACS_KERNEL_MOUNT_POLICY_H

#include <linux/fs.h>
#include <linux/types.h>

#include "../include/uapi/kacs/syscall.h"
#include "lsm.h"

struct kacs_sd_object;

/* The superblock blob. */
struct kacs_superblock {
	u8 policy; /* KACS_MOUNT_POLICY_*; 0: not classified yet */
	bool in_memory;
	/* Grows with every change. What was derived from another one is void. */
	u32 generation;
	struct kacs_sd_object *template; /* a reference, or NULL */
};

/* A superblock's policy at one moment. */
struct kacs_mount_rules {
	u32 policy;
	u32 generation;
	struct kacs_sd_object *template; /* a reference, or NULL */
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
u32 kacs_mount_classify(const struct super_block *sb);

/**
 * kacs_mount_policy - the class of a superblock
 * @sb: any superblock
 *
 * Return: KACS_MOUNT_POLICY_*.
 */
static inline u32 kacs_mount_policy(const struct super_block *sb)
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

/**
 * kacs_mount_generation - which of a superblock's policies is in force
 * @sb: any superblock
 */
static inline u32 kacs_mount_generation(const struct super_block *sb)
{
	return READ_ONCE(kacs_superblock(sb)->generation);
}

/**
 * kacs_mount_rules_get - the policy of a superblock, with its parts together
 * @sb: any superblock
 * @rules: out: for kacs_mount_rules_put()
 */
void kacs_mount_rules_get(const struct super_block *sb,
			  struct kacs_mount_rules *rules);

/**
 * kacs_mount_rules_put - drop what kacs_mount_rules_get() took
 * @rules: the policy
 */
void kacs_mount_rules_put(struct kacs_mount_rules *rules);

/**
 * kacs_mount_set_policy - replace the policy of a superblock (11.5)
 * @sb: the superblock
 * @policy: a managed class
 * @template: a complete file descriptor, or NULL; a reference is taken
 *
 * Return: 0, -EOPNOTSUPP (the superblock is not managed, or it keeps no
 * extended attributes and the class is SYNTHESIZE_PERSISTENT), -ENOSPC (after
 * 2^32 - 1 changes). Then nothing has changed.
 */
int kacs_mount_set_policy(struct super_block *sb, u32 policy,
			  struct kacs_sd_object *template);

#endif /* KACS_KERNEL_MOUNT_POLICY_H */
