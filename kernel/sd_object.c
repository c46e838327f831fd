// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interned security descriptors.
 */
#include <linux/hash.h>
#include <linux/hashtable.h>
#include <linux/mm.h>
#include <linux/once.h>
#include <linux/rculist.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "sd_object.h"

#define KACS_SD_TABLE_BITS 14

/*
 * Protects changes to the table; lookups run under RCU. Taken with softirqs off
 * because inodes, and with them their last references, are freed there.
 */
static DEFINE_SPINLOCK(kacs_sd_table_lock);
static DEFINE_HASHTABLE(kacs_sd_table, KACS_SD_TABLE_BITS);
static atomic64_t kacs_sd_alive = ATOMIC64_INIT(0);
static atomic64_t kacs_sd_next_id = ATOMIC64_INIT(0);

struct kacs_sd_object kacs_sd_missing = {.refs = REFCOUNT_INIT(1)};
struct kacs_sd_object kacs_sd_corrupt = {.refs = REFCOUNT_INIT(1)};
struct kacs_sd_object kacs_sd_unmanaged = {.refs = REFCOUNT_INIT(1)};

static struct kacs_sd_object *kacs_sd_lookup(const u8 *bytes, u32 len, u32 hash)
{
	struct kacs_sd_object *object;

	hash_for_each_possible_rcu(kacs_sd_table, object, node, hash) {
		if (object->hash == hash && object->sd->len == len &&
		    memcmp(object->sd->bytes, bytes, len) == 0 &&
		    refcount_inc_not_zero(&object->refs))
			return object;
	}
	return NULL;
}

static struct kacs_sd_object *kacs_sd_prepare_object(const u8 *bytes, u32 len,
						     u32 hash, gfp_t gfp)
{
	struct kacs_sd_object *object;
	u32 size;

	if (kacs_sd_measure(bytes, len, &size, NULL))
		return ERR_PTR(-EINVAL);
	/* Who reads in a file's pays for it as for the inode. */
	object = kvmalloc(struct_size(object, prepared,
				      DIV_ROUND_UP(size, sizeof(u64))),
			  gfp | __GFP_ACCOUNT);
	if (!object)
		return ERR_PTR(-ENOMEM);
	if (kacs_sd_prepare(object->prepared, size, bytes, len, &object->sd,
			    NULL) ||
	    !object->sd->owner.len) {
		kvfree(object);
		return ERR_PTR(-EINVAL);
	}
	object->id = atomic64_inc_return(&kacs_sd_next_id);
	object->hash = hash;
	refcount_set(&object->refs, 1);
	return object;
}

/* Nobody can write descriptors that all come to one place of the table. */
static u32 kacs_sd_hash(const u8 *bytes, u32 len)
{
	static siphash_key_t key __read_mostly;

	get_random_once(&key, sizeof(key));
	return siphash(bytes, len, &key);
}

struct kacs_sd_object *kacs_sd_intern(const u8 *bytes, u32 len, gfp_t gfp)
{
	struct kacs_sd_object *object, *other;
	u32 hash;

	if (len > KACS_SD_MAX_BYTES)
		return ERR_PTR(-EINVAL);
	hash = kacs_sd_hash(bytes, len);

	rcu_read_lock();
	object = kacs_sd_lookup(bytes, len, hash);
	rcu_read_unlock();
	if (object)
		return object;

	object = kacs_sd_prepare_object(bytes, len, hash, gfp);
	if (IS_ERR(object))
		return object;

	spin_lock_bh(&kacs_sd_table_lock);
	other = kacs_sd_lookup(bytes, len, hash);
	if (!other) {
		hash_add_rcu(kacs_sd_table, &object->node, hash);
		atomic64_inc(&kacs_sd_alive);
	}
	spin_unlock_bh(&kacs_sd_table_lock);
	if (!other)
		return object;
	kvfree(object);
	return other;
}

static bool kacs_sd_immortal(const struct kacs_sd_object *object)
{
	return object->sd == NULL;
}

struct kacs_sd_object *kacs_sd_get(struct kacs_sd_object *object)
{
	if (!kacs_sd_immortal(object))
		refcount_inc(&object->refs);
	return object;
}

struct kacs_sd_object *kacs_sd_get_rcu(struct kacs_sd_object *object)
{
	if (!object || kacs_sd_immortal(object) ||
	    refcount_inc_not_zero(&object->refs))
		return object;
	return NULL;
}

void kacs_sd_put(struct kacs_sd_object *object)
{
	if (!object || kacs_sd_immortal(object) ||
	    !refcount_dec_and_test(&object->refs))
		return;
	spin_lock_bh(&kacs_sd_table_lock);
	hash_del_rcu(&object->node);
	spin_unlock_bh(&kacs_sd_table_lock);
	atomic64_dec(&kacs_sd_alive);
	kvfree_rcu(object, rcu);
}

u64 kacs_sd_count(void)
{
	return atomic64_read(&kacs_sd_alive);
}
