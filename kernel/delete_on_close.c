// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files that go with their handle.
 */
#include <linux/atomic.h>
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/hashtable.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "credentials.h"
#include "delete_on_close.h"
#include "denial.h"
#include "file.h"
#include "inode_sd.h"
#include "removal.h"

#define KACS_CLAIM_TABLE_BITS 8

/* One obligation, kept on the file; the file keeps the inode. */
struct kacs_delete_on_close {
	struct hlist_node node;
	const struct inode *inode;
	struct dentry *parent;	   /* a reference; NULL: not armed */
	struct name_snapshot name; /* valid when armed */
	struct rcu_head rcu;
};

/*
 * All obligations there are, by inode. Read under RCU, changed under the lock.
 * The counter spares every other open the look.
 */
static DEFINE_HASHTABLE(kacs_claims, KACS_CLAIM_TABLE_BITS);
static DEFINE_SPINLOCK(kacs_claims_lock);
atomic_t kacs_deletion_claims = ATOMIC_INIT(0);

/* Under RCU or the lock. */
static bool kacs_is_claimed(const struct inode *inode)
{
	const struct kacs_delete_on_close *claim;

	hash_for_each_possible_rcu(kacs_claims, claim, node,
				   (unsigned long)inode,
				   lockdep_is_held(&kacs_claims_lock)) {
		if (claim->inode == inode)
			return true;
	}
	return false;
}

int kacs_delete_on_close_allowed(const struct path *path)
{
	struct dentry *dentry = path->dentry;
	struct dentry *parent;
	int error = -ENOENT;

	if (!d_is_reg(dentry) || IS_ROOT(dentry))
		return -EOPNOTSUPP;
	parent = dget_parent(dentry);
	inode_lock_nested(d_inode(parent), I_MUTEX_PARENT);
	if (dentry->d_parent == parent && !d_unhashed(dentry))
		error = kacs_may_remove(d_inode(parent), dentry);
	inode_unlock(d_inode(parent));
	dput(parent);
	return error;
}

static int kacs_refuse_claimed(const struct file *file)
{
	return kacs_record_file_rule(KACS_RULE_DELETE_ON_CLOSE,
				     file_inode(file), file->f_path.dentry, 0,
				     -EACCES);
}

int kacs_delete_on_close_claim(struct file *file)
{
	struct inode *inode = file_inode(file);
	struct kacs_delete_on_close *claim;
	bool taken;

	claim = kzalloc(sizeof(*claim), GFP_KERNEL_ACCOUNT);
	if (!claim)
		return -ENOMEM;
	claim->inode = inode;
	spin_lock(&kacs_claims_lock);
	taken = kacs_is_claimed(inode);
	if (!taken) {
		hash_add_rcu(kacs_claims, &claim->node, (unsigned long)inode);
		atomic_inc(&kacs_deletion_claims);
	}
	spin_unlock(&kacs_claims_lock);
	if (taken) {
		kfree(claim);
		return kacs_refuse_claimed(file);
	}
	kacs_file(file)->delete_on_close = claim;
	return 0;
}

void kacs_delete_on_close_arm(struct file *file)
{
	struct kacs_delete_on_close *claim = kacs_file(file)->delete_on_close;
	struct dentry *dentry = file->f_path.dentry;

	claim->parent = dget_parent(dentry);
	take_dentry_name_snapshot(&claim->name, dentry);
}

int __kacs_delete_on_close_check(struct file *file)
{
	bool claimed;

	rcu_read_lock();
	claimed = kacs_is_claimed(file_inode(file));
	rcu_read_unlock();
	return unlikely(claimed) ? kacs_refuse_claimed(file) : 0;
}

static void kacs_delete_now(struct file *file,
			    struct kacs_delete_on_close *claim)
{
	int error = kacs_remove_decided(&file->f_path, claim->parent,
					&claim->name.name);

	if (error && error != -ENOENT)
		pr_warn_ratelimited(
			"kacs: inode %lu on %s could not be deleted on close: error %d\n",
			claim->inode->i_ino, claim->inode->i_sb->s_id, error);
	release_dentry_name_snapshot(&claim->name);
	dput(claim->parent);
}

/* The last duplicate of the handle is closed. */
static void kacs_file_release(struct file *file)
{
	struct kacs_delete_on_close *claim = kacs_file(file)->delete_on_close;

	if (likely(!claim))
		return;
	if (claim->parent)
		kacs_delete_now(file, claim);
	spin_lock(&kacs_claims_lock);
	hash_del_rcu(&claim->node);
	atomic_dec(&kacs_deletion_claims);
	spin_unlock(&kacs_claims_lock);
	kfree_rcu(claim, rcu);
}

static struct security_hook_list kacs_delete_on_close_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(file_release, kacs_file_release),
};

void __init kacs_add_delete_on_close_hooks(void)
{
	security_add_hooks(kacs_delete_on_close_hooks,
			   ARRAY_SIZE(kacs_delete_on_close_hooks),
			   &kacs_lsm_id);
}
