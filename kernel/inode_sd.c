// SPDX-License-Identifier: GPL-2.0-only
/*
 * The descriptor of a file: read in when first needed, cached on the inode,
 * replaced only by kacs_set_sd. PSD-004 11.5.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/xattr.h>

#include "audit_event.h"
#include "corrupt_sd_event.h"
#include "credentials.h"
#include "decision.h"
#include "derived_sd.h"
#include "inode_sd.h"
#include "mount_policy.h"
#include "policy.h"
#include "process.h"
#include "file.h"
#include "sd_default.h"
#include "stacked.h"

/* Nearly every descriptor fits; what does not is read a second time. */
#define KACS_SD_FIRST_READ 512

static ssize_t kacs_xattr_read(struct inode *inode, struct dentry *dentry,
			       void *buffer, size_t room)
{
	struct kacs_stacked_io io;
	ssize_t len;

	kacs_stacked_begin(&io, inode, NULL);
	len = __vfs_getxattr(dentry, inode, KACS_XATTR_NAME_SD, buffer, room);
	kacs_stacked_end(&io);
	/* A file system without xattrs has no descriptor either. */
	return len == -EOPNOTSUPP ? -ENODATA : len;
}

/* The bytes of the xattr in *@buffer, which the caller frees. */
static ssize_t kacs_xattr_fetch(struct inode *inode, struct dentry *dentry,
				u8 **buffer)
{
	ssize_t len;

	*buffer = kmalloc(KACS_SD_FIRST_READ, GFP_NOFS);
	if (!*buffer)
		return -ENOMEM;
	len = kacs_xattr_read(inode, dentry, *buffer, KACS_SD_FIRST_READ);
	if (len != -ERANGE)
		return len;

	len = kacs_xattr_read(inode, dentry, NULL, 0);
	if (len < 0)
		return len;
	kfree(*buffer);
	*buffer = kvmalloc(len, GFP_NOFS);
	if (!*buffer)
		return -ENOMEM;
	return kacs_xattr_read(inode, dentry, *buffer, len);
}

struct kacs_sd_object *kacs_inode_read_sd(struct inode *inode,
					  struct dentry *dentry)
{
	struct kacs_sd_object *object;
	u8 *buffer;
	ssize_t len;

	len = kacs_xattr_fetch(inode, dentry, &buffer);
	if (len == -ENODATA) {
		object = NULL;
	} else if (len < 0) {
		object = ERR_PTR(len);
	} else {
		object = kacs_sd_intern(buffer, len, GFP_NOFS);
		if (object == ERR_PTR(-EINVAL)) {
			kacs_corrupt_sd_emit(inode, dentry, len);
			object = &kacs_sd_corrupt;
		}
	}
	kvfree(buffer);
	return object;
}

void kacs_inode_publish_sd(struct inode *inode, struct kacs_sd_object *object)
{
	struct kacs_sd_object *other;

	other = unrcu_pointer(
		cmpxchg(&kacs_inode(inode)->sd, NULL, RCU_INITIALIZER(object)));
	if (other)
		kacs_sd_put(object);
}

/* Under RCU. */
static struct kacs_sd_object *kacs_inode_sd_rcu(const struct inode *inode)
{
	struct kacs_sd_object *object = rcu_dereference(kacs_inode(inode)->sd);

	return likely(object) ? object : kacs_derived_rcu(inode);
}

bool kacs_inode_has_sd(const struct inode *inode)
{
	bool has;

	rcu_read_lock();
	has = kacs_inode_sd_rcu(inode);
	rcu_read_unlock();
	return has;
}

struct kacs_sd_object *kacs_inode_cached_sd(struct inode *inode)
{
	struct kacs_sd_object *object;

	rcu_read_lock();
	object = kacs_sd_get_rcu(kacs_inode_sd_rcu(inode));
	rcu_read_unlock();
	return object;
}

/* Publish the descriptor of an inode, or what stands for its absence. */
static int kacs_load(struct inode *inode, struct dentry *dentry)
{
	struct kacs_sd_object *object = kacs_inode_read_sd(inode, dentry);

	if (!object) {
		if (!kacs_mount_in_memory(inode->i_sb) ||
		    dentry != inode->i_sb->s_root)
			return kacs_derive_sd(inode, dentry);
		object = kacs_default_root_sd(inode);
	}
	if (IS_ERR(object))
		return PTR_ERR(object);
	kacs_inode_publish_sd(inode, object);
	return 0;
}

static int kacs_inode_load(struct inode *inode, struct dentry *dentry)
{
	struct dentry *alias = dentry ? dget(dentry) : d_find_any_alias(inode);
	int error;

	/* Without a name there is nothing to ask the file system with. */
	if (!alias)
		return -EACCES;
	error = kacs_load(inode, alias);
	dput(alias);
	return error;
}

struct kacs_sd_object *kacs_inode_sd(struct inode *inode, struct dentry *dentry)
{
	struct kacs_sd_object *object;
	int error = 0;

	if (kacs_mount_policy(inode->i_sb) == KACS_MOUNT_POLICY_UNMANAGED)
		return &kacs_sd_unmanaged;
	while (!error) {
		object = kacs_inode_cached_sd(inode);
		if (likely(object))
			return object;
		error = kacs_inode_load(inode, dentry);
	}
	return ERR_PTR(error);
}

void kacs_inode_init_sd(struct inode *inode, struct kacs_sd_object *object)
{
	kacs_sd_put(unrcu_pointer(
		xchg(&kacs_inode(inode)->sd, RCU_INITIALIZER(object))));
	kacs_derived_drop(inode);
}

int kacs_inode_write_sd(struct mnt_idmap *idmap, struct dentry *dentry,
			struct kacs_sd_object *object, int flags)
{
	struct inode *inode = d_inode(dentry);
	struct kacs_stacked_io io;
	int error;

	kacs_stacked_begin(&io, inode, object);
	error = __vfs_setxattr(idmap, dentry, inode, KACS_XATTR_NAME_SD,
			       object->sd->bytes, object->sd->len, flags);
	kacs_stacked_end(&io);
	return error;
}

static int kacs_xattr_write(struct mnt_idmap *idmap, struct dentry *dentry,
			    struct kacs_sd_object *object)
{
	struct inode *inode = d_inode(dentry);
	int error;

	/* Synthesized descriptors stay in memory (11.5). */
	if (kacs_mount_policy(inode->i_sb) ==
	    KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL)
		return 0;
	error = kacs_inode_write_sd(idmap, dentry, object, 0);
	if (error == -EOPNOTSUPP && kacs_mount_in_memory(inode->i_sb))
		return 0;
	return error;
}

int kacs_inode_set_sd(struct mnt_idmap *idmap, struct dentry *dentry,
		      struct kacs_sd_object *object)
{
	int error = kacs_xattr_write(idmap, dentry, object);

	if (!error)
		kacs_inode_init_sd(d_inode(dentry), kacs_sd_get(object));
	return error;
}

static struct kacs_denial_place kacs_inode_place(struct inode *inode,
						 struct dentry *dentry)
{
	return (struct kacs_denial_place){
		.object_type = S_ISDIR(inode->i_mode) ? KACS_OBJECT_DIRECTORY
						      : KACS_OBJECT_FILE,
		.inode = inode,
		.dentry = dentry,
		.privilege_intent = KACS_BACKUP_INTENT | KACS_RESTORE_INTENT,
	};
}

int kacs_inode_deny(struct inode *inode, struct dentry *dentry,
		    struct kacs_sd_object *object, u32 desired, u32 missing)
{
	const struct kacs_denial_place where = kacs_inode_place(inode, dentry);

	return kacs_record_denial(kacs_current_token(), object,
				  &kacs_file_mapping, desired, missing, &where,
				  KACS_STEP_NONE);
}

int kacs_inode_unreadable(struct inode *inode, struct dentry *dentry, int error,
			  u32 desired)
{
	return error == -ENOMEM
		       ? -ENOMEM
		       : kacs_record_file_rule(KACS_RULE_UNREADABLE_SD, inode,
					       dentry, desired, -EACCES);
}

int kacs_inode_rights(struct inode *inode, struct dentry *dentry,
		      struct kacs_sd_object **object, u32 *rights)
{
	struct kacs_token_object *token = kacs_current_token();

	*rights = 0;
	*object = NULL;
	if (unlikely(!token))
		return -EACCES;
	*object = kacs_inode_sd(inode, dentry);
	if (IS_ERR(*object)) {
		int error = PTR_ERR(*object);

		*object = NULL;
		return error;
	}
	if (likely((*object)->sd))
		*rights =
			kacs_marked_rights(token, *object, &kacs_file_mapping);
	else if (*object == &kacs_sd_unmanaged)
		*rights = KACS_FILE_ALL_ACCESS | KACS_UNAUDITED;
	return 0;
}

bool kacs_inode_known_rights(struct inode *inode, u32 *rights)
{
	struct kacs_token_object *token = kacs_current_token();
	struct kacs_sd_object *object;
	bool known;

	rcu_read_lock();
	object = kacs_inode_sd_rcu(inode);
	known = likely(object && object->sd && token);
	if (likely(known))
		*rights = kacs_marked_rights(token, object, &kacs_file_mapping);
	rcu_read_unlock();
	return known;
}

static struct kacs_audited kacs_inode_asked(struct kacs_sd_object *object,
					    u32 desired,
					    const struct kacs_denial_place *at)
{
	return (struct kacs_audited){
		.token = kacs_current_token(),
		.object = object,
		.mapping = &kacs_file_mapping,
		.desired = desired,
		.place = at,
		.gfp = GFP_KERNEL,
	};
}

int kacs_inode_audit_open(struct inode *inode, struct dentry *dentry,
			  struct kacs_sd_object *object, u32 rights,
			  u32 desired, u32 *alarms)
{
	const struct kacs_denial_place where = kacs_inode_place(inode, dentry);
	const struct kacs_audited asked =
		kacs_inode_asked(object, desired, &where);

	*alarms = 0;
	return rights & KACS_UNAUDITED ? 0 : kacs_audit_decided(&asked, alarms);
}

int kacs_inode_audit(struct inode *inode, struct dentry *dentry,
		     struct kacs_sd_object *object, u32 rights, u32 desired)
{
	u32 alarms;

	return kacs_inode_audit_open(inode, dentry, object, rights, desired,
				     &alarms);
}

int kacs_inode_audit_by_handle(struct inode *inode, struct dentry *dentry,
			       struct kacs_sd_object *object, u32 desired)
{
	const struct kacs_denial_place where = kacs_inode_place(inode, dentry);
	struct kacs_audited asked = kacs_inode_asked(object, desired, &where);

	asked.by_handle = true;
	return kacs_audit_unchecked(&asked);
}

static int kacs_inode_check_slow(struct inode *inode, struct dentry *dentry,
				 u32 desired)
{
	struct kacs_sd_object *object;
	int error;
	u32 rights;

	error = kacs_inode_rights(inode, dentry, &object, &rights);
	if (error)
		return kacs_inode_unreadable(inode, dentry, error, desired);
	error = kacs_inode_audit(inode, dentry, object, rights, desired);
	if (!error && (desired & ~rights))
		error = kacs_inode_deny(inode, dentry, object, desired,
					desired & ~rights);
	kacs_sd_put(object);
	return error;
}

int kacs_inode_check(struct inode *inode, struct dentry *dentry, u32 desired,
		     bool nonblock)
{
	u32 rights;

	/* One test for both: are the rights there, and does nobody listen? */
	if (likely(kacs_inode_known_rights(inode, &rights) &&
		   !((desired | KACS_UNAUDITED) & ~rights)))
		return 0;
	if (nonblock)
		return -ECHILD;
	return kacs_inode_check_slow(inode, dentry, desired);
}

int kacs_inode_check_handle(struct inode *inode, struct dentry *dentry,
			    u32 desired, const char *operation)
{
	struct file *file = kacs_task(current)->metadata_file;

	if (file && file_inode(file) == inode) {
		/* All that an O_PATH handle gets here for is fstat() (11.3). */
		if ((file->f_mode & FMODE_PATH) &&
		    desired == KACS_FILE_READ_ATTRIBUTES)
			return 0;
		if (kacs_file(file)->flags & KACS_FILE_MANAGED)
			return kacs_file_check(file, desired, operation);
	}
	return kacs_inode_check(inode, dentry, desired, false);
}

void __kacs_metadata_begin(struct file *file)
{
	kacs_task_own()->metadata_file = file;
}

void __kacs_metadata_end(void)
{
	kacs_task_own()->metadata_file = NULL;
}

static void kacs_inode_free_security_rcu(void *inode_security)
{
	struct kacs_inode *blob = inode_security + kacs_blob_sizes.lbs_inode;

	kacs_sd_put(rcu_dereference_protected(blob->sd, true));
	kacs_derived_free(rcu_dereference_protected(blob->derived, true));
}

static struct security_hook_list kacs_inode_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(inode_free_security_rcu, kacs_inode_free_security_rcu),
};

void __init kacs_add_inode_hooks(void)
{
	security_add_hooks(kacs_inode_hooks, ARRAY_SIZE(kacs_inode_hooks),
			   &kacs_lsm_id);
}
