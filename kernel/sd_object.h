/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interned security descriptors: identical bytes share one object.
 *
 * The table is read under RCU and changed under its own spinlock,
 * sd_object.c:kacs_sd_table_lock, which nests inside everything.
 */
#ifndef KACS_KERNEL_SD_OBJECT_H
#define KACS_KERNEL_SD_OBJECT_H

#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/types.h>

#include "../core/sd.h"

struct kacs_sd_object {
	/*
	 * The descriptor, or NULL for the objects below that stand for the
	 * absence of a usable one. First, because every check reads it.
	 */
	const struct kacs_sd *sd;
	u64 id; /* never reused; names the descriptor in decision caches */
	refcount_t refs;
	u32 hash;
	struct hlist_node node;
	struct rcu_head rcu;
	u64 prepared[];
};

/*
 * Immortal objects in the place of a descriptor. They carry no reference count
 * worth keeping: kacs_sd_get() and kacs_sd_put() do nothing to them.
 */
extern struct kacs_sd_object kacs_sd_missing; /* no xattr: deny (11.5) */
extern struct kacs_sd_object kacs_sd_corrupt; /* does not parse: deny (11.5) */
extern struct kacs_sd_object kacs_sd_unmanaged; /* not ours to decide (11.1) */

/**
 * kacs_sd_intern - the object for these bytes
 * @bytes: a self-relative descriptor in kernel memory, untrusted
 * @len: how many
 * @gfp: how to allocate
 *
 * Return: an object with a reference for the caller, or ERR_PTR: -EINVAL (does
 * not parse, or has no owner), -ENOMEM.
 */
struct kacs_sd_object *kacs_sd_intern(const u8 *bytes, u32 len, gfp_t gfp);

/**
 * kacs_sd_get - take a reference on an object one holds a reference to
 * @object: the object
 */
struct kacs_sd_object *kacs_sd_get(struct kacs_sd_object *object);

/**
 * kacs_sd_get_rcu - take a reference on an object found under RCU
 * @object: may be on its way out, may be NULL
 *
 * Return: @object, or NULL if its last reference is gone.
 */
struct kacs_sd_object *kacs_sd_get_rcu(struct kacs_sd_object *object);

/**
 * kacs_sd_put - drop a reference; the last frees after an RCU grace period
 * @object: may be NULL
 *
 * Context: any that may take a spinlock.
 */
void kacs_sd_put(struct kacs_sd_object *object);

/* How many distinct descriptors are alive, and how many inodes name them. */
u64 kacs_sd_count(void);

#endif /* KACS_KERNEL_SD_OBJECT_H */
