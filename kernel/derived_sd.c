// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the policy of a mount makes of a file without a descriptor. PSD-004
 * 11.5.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/task_work.h>
#include <linux/xattr.h>

#include "derived_sd.h"
#include "inode_sd.h"
#include "mount_policy.h"
#include "sd_default.h"

struct kacs_sd_object *kacs_derived_rcu(const struct inode *inode)
{
	const struct kacs_derived_sd *derived =
		rcu_dereference(kacs_inode(inode)->derived);

	if (!derived ||
	    derived->generation != kacs_mount_generation(inode->i_sb))
		return NULL;
	return derived->object;
}

void kacs_derived_free(struct kacs_derived_sd *derived)
{
	if (!derived)
		return;
	kacs_sd_put(derived->object);
	kfree(derived);
}

static void kacs_derived_free_rcu(struct rcu_head *rcu)
{
	kacs_derived_free(container_of(rcu, struct kacs_derived_sd, rcu));
}

static void kacs_derived_replace(struct inode *inode,
				 struct kacs_derived_sd *derived)
{
	struct kacs_derived_sd *old = unrcu_pointer(
		xchg(&kacs_inode(inode)->derived, RCU_INITIALIZER(derived)));

	if (old)
		call_rcu(&old->rcu, kacs_derived_free_rcu);
}

void kacs_derived_drop(struct inode *inode)
{
	if (rcu_access_pointer(kacs_inode(inode)->derived))
		kacs_derived_replace(inode, NULL);
}

static int kacs_derived_publish(struct inode *inode,
				struct kacs_sd_object *object, u32 generation)
{
	struct kacs_derived_sd *derived = kmalloc(sizeof(*derived), GFP_NOFS);

	if (!derived)
		return -ENOMEM;
	derived->object = kacs_sd_get(object);
	derived->generation = generation;
	kacs_derived_replace(inode, derived);
	return 0;
}

/*
 * Writing to the medium takes the inode's lock, which whoever needs a
 * descriptor may hold already. So it waits until the thread holds none, on its
 * way back to user space.
 */
struct kacs_persist {
	struct callback_head work;
	struct dentry *dentry; /* a reference, and one to its superblock */
};

static int kacs_persist_locked(struct dentry *dentry)
{
	struct inode *inode = d_inode(dentry);
	struct kacs_sd_object *object;
	int error;

	rcu_read_lock();
	object = rcu_access_pointer(kacs_inode(inode)->sd)
			 ? NULL
			 : kacs_sd_get_rcu(kacs_derived_rcu(inode));
	rcu_read_unlock();
	/* Another policy, or a descriptor, has come in between. */
	if (!object || !object->sd) {
		kacs_sd_put(object);
		return 0;
	}
	error = kacs_inode_write_sd(&nop_mnt_idmap, dentry, object,
				    XATTR_CREATE);
	if (!error)
		kacs_inode_init_sd(inode, kacs_sd_get(object));
	kacs_sd_put(object);
	return error;
}

/* What cannot be written stays in memory, and is tried again the next time. */
static void kacs_persist(struct callback_head *work)
{
	struct kacs_persist *persist =
		container_of(work, struct kacs_persist, work);
	struct super_block *sb = persist->dentry->d_sb;
	struct inode *inode = d_inode(persist->dentry);
	int error;

	if (inode && !sb_rdonly(sb) && sb_start_write_trylock(sb)) {
		inode_lock(inode);
		error = kacs_persist_locked(persist->dentry);
		inode_unlock(inode);
		sb_end_write(sb);
		if (error && error != -EEXIST)
			pr_warn_ratelimited(
				"kacs: the descriptor of %s inode %lu is not written: error %d\n",
				sb->s_id, inode->i_ino, error);
	}
	dput(persist->dentry);
	deactivate_super(sb);
	kfree(persist);
}

static void kacs_persist_later(struct dentry *dentry)
{
	struct super_block *sb = dentry->d_sb;
	struct kacs_persist *persist;

	if (current->flags & PF_KTHREAD)
		return;
	persist = kmalloc(sizeof(*persist), GFP_NOFS);
	if (!persist)
		return;
	if (!atomic_inc_not_zero(&sb->s_active)) {
		kfree(persist);
		return;
	}
	init_task_work(&persist->work, kacs_persist);
	persist->dentry = dget(dentry);
	if (task_work_add(current, &persist->work, TWA_RESUME)) {
		dput(dentry);
		deactivate_super(sb);
		kfree(persist);
	}
}

/* Remember what the rules made of a file. */
static int kacs_derived_keep(struct dentry *dentry,
			     struct kacs_sd_object *object,
			     const struct kacs_mount_rules *rules)
{
	if (kacs_derived_publish(d_inode(dentry), object, rules->generation))
		return -ENOMEM;
	if (object->sd &&
	    rules->policy == KACS_MOUNT_POLICY_SYNTHESIZE_PERSISTENT)
		kacs_persist_later(dentry);
	return 0;
}

/* The highest ancestor-or-self of @dentry whose own parent has a descriptor. */
static struct dentry *kacs_next_to_derive(struct dentry *dentry)
{
	struct dentry *here = dget(dentry), *up;

	while (!IS_ROOT(here)) {
		up = dget_parent(here);
		if (kacs_inode_has_sd(d_inode(up))) {
			dput(up);
			break;
		}
		dput(here);
		here = up;
	}
	return here;
}

/*
 * A file that was found by its handle may have no path yet, and so nothing to
 * inherit from: deny, rather than take it for a root.
 */
static struct kacs_sd_object *
kacs_made_up_root(struct dentry *dentry, const struct kacs_mount_rules *rules)
{
	if (dentry->d_flags & DCACHE_DISCONNECTED)
		return ERR_PTR(-EACCES);
	return kacs_synthesized_root_sd(rules->template);
}

static struct kacs_sd_object *kacs_made_up(struct dentry *dentry,
					   const struct kacs_mount_rules *rules)
{
	struct kacs_sd_object *parent, *object;
	struct dentry *up;

	if (IS_ROOT(dentry))
		return kacs_made_up_root(dentry, rules);
	up = dget_parent(dentry);
	parent = kacs_inode_cached_sd(d_inode(up));
	dput(up);
	/* Another policy has come in between. */
	if (!parent)
		return ERR_PTR(-ESTALE);
	object = kacs_synthesize_sd(parent, rules->template, d_is_dir(dentry));
	kacs_sd_put(parent);
	return object;
}

/* An ancestor reads its own descriptor in, or is given one. */
static int kacs_derive_ancestor(struct dentry *dentry,
				const struct kacs_mount_rules *rules)
{
	struct inode *inode = d_inode(dentry);
	struct kacs_sd_object *object;
	int error;

	object = kacs_inode_read_sd(inode, dentry);
	if (object && !IS_ERR(object)) {
		kacs_inode_publish_sd(inode, object);
		return 0;
	}
	if (!object)
		object = kacs_made_up(dentry, rules);
	if (IS_ERR(object))
		return PTR_ERR(object);
	error = kacs_derived_keep(dentry, object, rules);
	kacs_sd_put(object);
	return error;
}

/*
 * From the top down and without recursion: each round gives a descriptor to one
 * more ancestor, so that the parent of the next has one.
 */
static struct kacs_sd_object *
kacs_make_up_sd(struct dentry *dentry, const struct kacs_mount_rules *rules)
{
	struct dentry *here;
	int error = 0;

	while (!error) {
		if (rules->generation != kacs_mount_generation(dentry->d_sb))
			return ERR_PTR(-ESTALE);
		here = kacs_next_to_derive(dentry);
		if (here != dentry)
			error = kacs_derive_ancestor(here, rules);
		dput(here);
		if (here == dentry)
			return kacs_made_up(dentry, rules);
	}
	return ERR_PTR(error);
}

static int kacs_derive_once(struct inode *inode, struct dentry *dentry)
{
	struct kacs_mount_rules rules;
	struct kacs_sd_object *object;
	int error;

	kacs_mount_rules_get(inode->i_sb, &rules);
	if (rules.policy == KACS_MOUNT_POLICY_DENY_MISSING)
		object = &kacs_sd_missing;
	else
		object = kacs_make_up_sd(dentry, &rules);
	if (IS_ERR(object)) {
		error = PTR_ERR(object);
	} else {
		error = kacs_derived_keep(dentry, object, &rules);
		kacs_sd_put(object);
	}
	kacs_mount_rules_put(&rules);
	return error;
}

int kacs_derive_sd(struct inode *inode, struct dentry *dentry)
{
	int error;

	/* As often as the policy changes meanwhile. */
	do {
		error = kacs_derive_once(inode, dentry);
	} while (error == -ESTALE);
	return error;
}
