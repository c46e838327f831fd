// SPDX-License-Identifier: GPL-2.0-only
/*
 * kacs_get_sd and kacs_set_sd. PSD-004 11.6, 13.1.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/mutex.h>
#include <linux/namei.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "../core/sd_edit.h"
#include "audit_event.h"
#include "credentials.h"
#include "decision.h"
#include "file.h"
#include "inode_sd.h"
#include "pip.h"
#include "process.h"
#include "sd_rules.h"

/*
 * Makes reading, merging and replacing the descriptor of a process or a token
 * one step. That of a file is guarded by its inode's lock.
 */
static DEFINE_MUTEX(kacs_sd_change_mutex);

/* Whose descriptor a call is about. */
struct kacs_target {
	enum {
		KACS_TARGET_PATH,   /* found by name or O_PATH: check now */
		KACS_TARGET_HANDLE, /* an open file: its cached rights decide */
		KACS_TARGET_PROCESS,
		KACS_TARGET_TOKEN,
	} kind;
	struct path path;		 /* of a file; a reference */
	struct file *file;		 /* HANDLE; a reference */
	struct task_struct *task;	 /* PROCESS; a reference */
	struct kacs_token_object *token; /* TOKEN; a reference */
};

static int kacs_target_file(struct kacs_target *target, struct file *file)
{
	target->path = file->f_path;
	path_get(&target->path);
	if (file->f_mode & FMODE_PATH) {
		target->kind = KACS_TARGET_PATH;
		return 0;
	}
	target->kind = KACS_TARGET_HANDLE;
	target->file = get_file(file);
	return 0;
}

static int kacs_target_from_fd(struct kacs_target *target, int fd)
{
	struct kacs_token_object *token;
	struct task_struct *task;
	CLASS(fd_raw, f)(fd);

	if (fd_empty(f))
		return -EBADF;
	token = kacs_token_from_fd(fd, 0);
	if (!IS_ERR(token)) {
		target->kind = KACS_TARGET_TOKEN;
		target->token = token;
		return 0;
	}
	/* Threads share their process, so a thread's pidfd will do. */
	task = kacs_pidfd_task(fd);
	if (task == ERR_PTR(-EBADF))
		return kacs_target_file(target, fd_file(f));
	if (IS_ERR(task))
		return PTR_ERR(task);
	target->kind = KACS_TARGET_PROCESS;
	target->task = task;
	return 0;
}

static int kacs_target_find(struct kacs_target *target, int dirfd,
			    const char __user *path, u32 flags)
{
	unsigned int lookup = 0;

	memset(target, 0, sizeof(*target));
	if (flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW))
		return -EINVAL;
	if ((flags & AT_EMPTY_PATH) && vfs_empty_path(dirfd, path))
		return kacs_target_from_fd(target, dirfd);
	if (!(flags & AT_SYMLINK_NOFOLLOW))
		lookup |= LOOKUP_FOLLOW;
	if (flags & AT_EMPTY_PATH)
		lookup |= LOOKUP_EMPTY;
	target->kind = KACS_TARGET_PATH;
	return user_path_at(dirfd, path, lookup, &target->path);
}

static void kacs_target_release(struct kacs_target *target)
{
	path_put(&target->path);
	if (target->file)
		fput(target->file);
	if (target->task)
		put_task_struct(target->task);
	kacs_token_put(target->token);
}

static int kacs_information_check(u32 information)
{
	const u32 both = KACS_SACL_SECURITY_INFORMATION |
			 KACS_LABEL_SECURITY_INFORMATION;

	if (!information || (information & ~KACS_ALL_SECURITY_INFORMATION) ||
	    (information & both) == both)
		return -EINVAL;
	return 0;
}

static u32 kacs_rights_to_get(u32 information)
{
	u32 rights = 0;

	if (information & ~KACS_SACL_SECURITY_INFORMATION)
		rights |= KACS_READ_CONTROL;
	if (information & KACS_SACL_SECURITY_INFORMATION)
		rights |= KACS_ACCESS_SYSTEM_SECURITY;
	return rights;
}

static u32 kacs_rights_to_set(u32 information)
{
	u32 rights = 0;

	if (information &
	    (KACS_OWNER_SECURITY_INFORMATION | KACS_GROUP_SECURITY_INFORMATION |
	     KACS_LABEL_SECURITY_INFORMATION))
		rights |= KACS_WRITE_OWNER;
	if (information & KACS_DACL_SECURITY_INFORMATION)
		rights |= KACS_WRITE_DAC;
	if (information & KACS_SACL_SECURITY_INFORMATION)
		rights |= KACS_ACCESS_SYSTEM_SECURITY;
	return rights;
}

/*
 * Where there is no usable descriptor to ask, only SeRestorePrivilege repairs
 * (11.5). The steps that no privilege passes still hold: a token that may only
 * be identified, and one that is confined.
 */
static bool kacs_may_repair(void)
{
	struct kacs_token_object *object = kacs_current_token();
	const struct kacs_identity *identity;

	if (!object || kacs_token_identifies_only(object))
		return false;
	identity = kacs_token_identity(object);
	if (identity->confinement.len && !identity->spec.confinement_exempt)
		return false;
	return kacs_token_use_privilege(object, KACS_SE_RESTORE);
}

/* The live check; the object that passed it, with a reference. */
static struct kacs_sd_object *kacs_file_sd_live(const struct path *path,
						u32 desired, bool change)
{
	struct inode *inode = d_inode(path->dentry);
	struct kacs_sd_object *object;
	u32 rights;
	int error;

	error = kacs_inode_rights(inode, path->dentry, &object, &rights);
	if (error)
		return ERR_PTR(kacs_inode_unreadable(inode, path->dentry, error,
						     desired));
	error = kacs_inode_audit(inode, path->dentry, object, rights, desired);
	if (!error && !(desired & ~rights))
		return object;
	if (!error && !object->sd && change && kacs_may_repair())
		return object;
	if (!error)
		error = kacs_inode_deny(inode, path->dentry, object, desired,
					desired & ~rights);
	kacs_sd_put(object);
	return ERR_PTR(error);
}

/* The handle decides; no privilege helps it (11.6). */
static struct kacs_sd_object *
kacs_file_sd_by_handle(const struct kacs_target *target, u32 desired,
		       bool change)
{
	struct dentry *dentry = target->path.dentry;
	struct kacs_sd_object *object;
	int error;

	error = kacs_file_check(target->file, desired,
				change ? "file.set-sd" : "file.get-sd");
	if (error)
		return ERR_PTR(error);
	object = kacs_inode_sd(d_inode(dentry), dentry);
	if (IS_ERR(object))
		return ERR_PTR(kacs_inode_unreadable(d_inode(dentry), dentry,
						     PTR_ERR(object), desired));
	/* A change is told of, however it is allowed (11.6). */
	if (object->sd && change)
		error = kacs_inode_audit_by_handle(d_inode(dentry), dentry,
						   object, desired);
	if (object->sd && !error)
		return object;
	if (!error)
		error = kacs_inode_deny(d_inode(dentry), dentry, object,
					desired, desired);
	kacs_sd_put(object);
	return ERR_PTR(error);
}

/*
 * SeRestorePrivilege writes the descriptor of anything that it is asked about
 * live (11.6); for files the check itself sees to that. 1: it may, 0: it does
 * not help.
 */
static int kacs_may_restore(struct kacs_sd_object *object,
			    const struct kacs_generic_mapping *mapping,
			    u32 desired, const struct kacs_denial_place *where)
{
	struct kacs_denial_place restored = *where;
	const struct kacs_audited asked = {
		.token = kacs_current_token(),
		.object = object,
		.mapping = mapping,
		.desired = desired,
		.place = &restored,
		.gfp = GFP_KERNEL,
	};
	int error;

	restored.privilege_intent = KACS_RESTORE_INTENT;
	if (!asked.token ||
	    (desired & ~kacs_rights_to_restore(asked.token, object, mapping)))
		return 0;
	error = kacs_audit_decided(&asked, NULL);
	return error ? error : 1;
}

/* May the current thread use, or change, the descriptor of what is no file? */
static int kacs_live_check(struct kacs_sd_object *object,
			   const struct kacs_target *target, u32 desired,
			   bool change)
{
	const struct kacs_denial_place where = {
		.object_type = target->kind == KACS_TARGET_PROCESS
				       ? KACS_OBJECT_PROCESS
				       : KACS_OBJECT_TOKEN,
		.task = target->kind == KACS_TARGET_PROCESS ? target->task
							    : NULL,
	};
	const struct kacs_generic_mapping *mapping =
		where.task ? &kacs_process_mapping : &kacs_token_mapping;
	struct kacs_token_object *token = kacs_current_token();
	int restores =
		change ? kacs_may_restore(object, mapping, desired, &where) : 0;

	if (restores < 0)
		return restores;
	if (where.task)
		return restores ? kacs_check_pip(where.task, desired)
				: kacs_process_check(where.task, desired);
	if (restores)
		return 0;
	return token ? kacs_decide(token, object, mapping, desired, &where)
		     : -EACCES;
}

static struct kacs_sd_object *
kacs_sd_in_memory(const struct kacs_target *target, u32 desired, bool change)
{
	struct kacs_sd_object *object = target->kind == KACS_TARGET_PROCESS
						? kacs_process_sd(target->task)
						: kacs_token_sd(target->token);
	int error = kacs_live_check(object, target, desired, change);

	if (!error)
		return object;
	kacs_sd_put(object);
	return ERR_PTR(error);
}

/**
 * kacs_target_sd - the descriptor of a target, if the caller has these rights
 * @target: whose
 * @desired: the rights
 * @change: to change it, which SeRestorePrivilege may do, and may do even where
 *	there is no usable descriptor
 *
 * Return: a referenced object, for a change perhaps one without a descriptor;
 * or ERR_PTR: -EACCES, -EOPNOTSUPP (a file that is not managed), -ENOMEM.
 */
static struct kacs_sd_object *kacs_target_sd(struct kacs_target *target,
					     u32 desired, bool change)
{
	if (target->kind == KACS_TARGET_PROCESS ||
	    target->kind == KACS_TARGET_TOKEN)
		return kacs_sd_in_memory(target, desired, change);
	if (!kacs_inode_is_managed(d_inode(target->path.dentry)))
		return ERR_PTR(-EOPNOTSUPP);
	if (target->kind == KACS_TARGET_HANDLE)
		return kacs_file_sd_by_handle(target, desired, change);
	return kacs_file_sd_live(&target->path, desired, change);
}

/* Copies out all of the subset or nothing; its size either way. */
static int kacs_sd_report(const struct kacs_sd *sd, u32 information,
			  void __user *buffer, u32 room)
{
	int error = 0;
	u8 *bytes;
	u32 len;

	if (kacs_sd_subset(sd, information, NULL, 0, &len))
		return -EINVAL;
	if (room < len)
		return len;
	bytes = kvmalloc(len, GFP_KERNEL);
	if (!bytes)
		return -ENOMEM;
	if (kacs_sd_subset(sd, information, bytes, len, &len))
		error = -EINVAL;
	else if (copy_to_user(buffer, bytes, len))
		error = -EFAULT;
	kvfree(bytes);
	return error ? error : len;
}

SYSCALL_DEFINE6(kacs_get_sd, int, dirfd, const char __user *, path, u32,
		security_info, void __user *, buf, u32, buf_len, u32, flags)
{
	struct kacs_sd_object *object;
	struct kacs_target target;
	int result;

	if (!kacs_enabled)
		return -ENOSYS;
	result = kacs_information_check(security_info);
	if (result)
		return result;
	result = kacs_target_find(&target, dirfd, path, flags);
	if (result)
		return result;
	object = kacs_target_sd(&target, kacs_rights_to_get(security_info),
				false);
	if (IS_ERR(object)) {
		result = PTR_ERR(object);
	} else {
		result =
			kacs_sd_report(object->sd, security_info, buf, buf_len);
		kacs_sd_put(object);
	}
	kacs_target_release(&target);
	return result;
}

/* What is to be set, the same for every kind of target. */
struct kacs_sd_change {
	const struct kacs_sd *input;
	u32 information;
};

static struct kacs_sd_object *
kacs_sd_merged(const struct kacs_sd *old, const struct kacs_sd_change *change)
{
	struct kacs_sd_object *object;
	u8 *bytes;
	u32 len;

	if (kacs_sd_merge(old, change->input, change->information, NULL, 0,
			  &len) ||
	    len > KACS_SD_MAX_BYTES)
		return ERR_PTR(-EINVAL);
	bytes = kvmalloc(len, GFP_KERNEL);
	if (!bytes)
		return ERR_PTR(-ENOMEM);
	if (kacs_sd_merge(old, change->input, change->information, bytes, len,
			  &len))
		object = ERR_PTR(-EINVAL);
	else
		object = kacs_sd_intern(bytes, len, GFP_KERNEL_ACCOUNT);
	kvfree(bytes);
	return object;
}

static int kacs_sd_change_rules(const struct kacs_sd *old,
				const struct kacs_sd *new,
				const struct kacs_sd_change *change)
{
	const struct kacs_sd *input = change->input;
	int error = 0;

	if (change->information & KACS_OWNER_SECURITY_INFORMATION)
		error = kacs_rule_owner(&input->owner);
	if (!error && (change->information & (KACS_SACL_SECURITY_INFORMATION |
					      KACS_LABEL_SECURITY_INFORMATION)))
		error = kacs_rule_label(input, old && old->has_label &&
						       !new->has_label);
	if (!error && old &&
	    (change->information & KACS_SACL_SECURITY_INFORMATION))
		error = kacs_rule_attributes(old, new);
	return error;
}

/**
 * kacs_target_changed_sd - what the target's descriptor is to become
 * @target: whose, held still by the caller
 * @change: the change
 *
 * Return: a referenced object, or ERR_PTR: as kacs_target_sd(), -EINVAL (the
 * result would be no descriptor), -EPERM (a rule of sd_rules.h).
 */
static struct kacs_sd_object *
kacs_target_changed_sd(struct kacs_target *target,
		       const struct kacs_sd_change *change)
{
	struct kacs_sd_object *old, *new;
	int error;

	old = kacs_target_sd(target, kacs_rights_to_set(change->information),
			     true);
	if (IS_ERR(old))
		return old;
	new = kacs_sd_merged(old->sd, change);
	if (!IS_ERR(new)) {
		error = kacs_sd_change_rules(old->sd, new->sd, change);
		if (error) {
			kacs_sd_put(new);
			new = ERR_PTR(error);
		}
	}
	kacs_sd_put(old);
	return new;
}

static int kacs_change_file(struct kacs_target *target,
			    const struct kacs_sd_change *change)
{
	struct dentry *dentry = target->path.dentry;
	struct inode *inode = d_inode(dentry);
	struct kacs_sd_object *new;
	int error;

	error = mnt_want_write(target->path.mnt);
	if (error)
		return error;
	inode_lock(inode);
	new = kacs_target_changed_sd(target, change);
	if (IS_ERR(new))
		error = PTR_ERR(new);
	else if (IS_IMMUTABLE(inode) || IS_APPEND(inode))
		error = kacs_record_file_rule(
			KACS_RULE_INODE_FLAGS, inode, dentry,
			kacs_rights_to_set(change->information), -EPERM);
	else
		error = kacs_inode_set_sd(mnt_idmap(target->path.mnt), dentry,
					  new);
	inode_unlock(inode);
	mnt_drop_write(target->path.mnt);
	if (!IS_ERR(new))
		kacs_sd_put(new);
	return error;
}

static int kacs_change_in_memory(struct kacs_target *target,
				 const struct kacs_sd_change *change)
{
	struct kacs_sd_object *new;
	int error;

	mutex_lock(&kacs_sd_change_mutex);
	new = kacs_target_changed_sd(target, change);
	error = PTR_ERR_OR_ZERO(new);
	if (!error) {
		if (target->kind == KACS_TARGET_PROCESS)
			error = kacs_process_set_sd(target->task, new);
		else
			kacs_token_set_sd(target->token, new);
		kacs_sd_put(new);
	}
	mutex_unlock(&kacs_sd_change_mutex);
	return error;
}

static int kacs_change(struct kacs_target *target,
		       const struct kacs_sd_change *change)
{
	if (target->kind == KACS_TARGET_PROCESS ||
	    target->kind == KACS_TARGET_TOKEN)
		return kacs_change_in_memory(target, change);
	return kacs_change_file(target, change);
}

SYSCALL_DEFINE6(kacs_set_sd, int, dirfd, const char __user *, path, u32,
		security_info, const void __user *, sd_buf, u32, sd_len, u32,
		flags)
{
	struct kacs_sd_change change = {.information = security_info};
	struct kacs_target target;
	int error;

	if (!kacs_enabled)
		return -ENOSYS;
	error = kacs_information_check(security_info);
	if (error)
		return error;
	change.input = kacs_sd_copy(sd_buf, sd_len);
	if (IS_ERR(change.input))
		return PTR_ERR(change.input);
	error = kacs_target_find(&target, dirfd, path, flags);
	if (!error) {
		error = kacs_change(&target, &change);
		kacs_target_release(&target);
	}
	kvfree(change.input);
	return error;
}
