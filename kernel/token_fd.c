// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file descriptor of a token and its ioctls: PSD-004 4.8, 13.2, 13.6.
 *
 * Every ioctl decodes all of its input before it changes anything, and a
 * descriptor that it makes is the last thing to become visible.
 */
#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "audit_event.h"
#include "credentials.h"
#include "decision.h"
#include "denial.h"
#include "policy.h"
#include "process.h"
#include "token.h"
#include "token_internal.h"

/* What KACS_IOC_RESTRICT can be given: room for all there is in a token. */
#define KACS_RESTRICT_MAX_BYTES KACS_TOKEN_SPEC_MAX_BYTES

static const struct file_operations kacs_token_fops;

struct kacs_token_handle {
	struct kacs_token_object *token; /* a reference */
	u32 access; /* cached when it was opened, never changes */
};

static const struct kacs_denial_place kacs_token_place = {
	.object_type = KACS_OBJECT_TOKEN,
};

int kacs_token_open(struct kacs_token_object *object, u32 access, u32 *granted)
{
	struct kacs_token_object *subject = kacs_current_token();
	struct kacs_sd_object *sd;
	const struct kacs_pip pip = kacs_process_pip(current);
	struct kacs_decision decision;
	struct kacs_check check = {
		.pip_type = pip.type,
		.pip_trust = pip.trust,
		.mapping = &kacs_token_mapping,
		.desired = access,
	};
	const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_TOKEN,
		.check = &check,
	};
	const struct kacs_audit_object named = {.place = &where};
	struct kacs_policies *policies;
	int error;

	if (access & KACS_RESERVED_ACCESS_MASK)
		return -EINVAL;
	if (!subject)
		return -EACCES;
	sd = kacs_token_sd(object);
	check.sd = sd->sd;
	policies = kacs_policies_get(check.sd);
	check.policies = kacs_policies_set(policies);
	error = kacs_audited_check(subject, &check, &decision, &named,
				   GFP_KERNEL);
	if (!error && decision.allowed)
		*granted = decision.maximum_allowed
				   ? decision.granted
				   : decision.granted & decision.desired;
	else if (!error)
		error = kacs_record_denial(subject, sd, &kacs_token_mapping,
					   decision.desired,
					   decision.desired & ~decision.granted,
					   &where, KACS_STEP_NONE);
	kacs_policies_put(policies);
	kacs_sd_put(sd);
	return error;
}

/* A file for a token; nobody has it yet. */
static struct file *kacs_token_file(struct kacs_token_object *object,
				    u32 access)
{
	struct kacs_token_handle *handle =
		kmalloc(sizeof(*handle), GFP_KERNEL_ACCOUNT);
	struct file *file;

	if (!handle)
		return ERR_PTR(-ENOMEM);
	handle->token = kacs_token_get(object);
	handle->access = access;
	file = anon_inode_getfile("kacs-token", &kacs_token_fops, handle,
				  O_RDWR | O_CLOEXEC);
	if (IS_ERR(file)) {
		kacs_token_put(object);
		kfree(handle);
	}
	return file;
}

/* A number and a file for it, which nobody has yet: for fd_install(). */
static int kacs_reserve_token_fd(struct kacs_token_object *object, u32 access,
				 struct file **file)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);

	if (fd < 0)
		return fd;
	*file = kacs_token_file(object, access);
	if (!IS_ERR(*file))
		return fd;
	put_unused_fd(fd);
	return PTR_ERR(*file);
}

int kacs_token_fd(struct kacs_token_object *object, u32 access)
{
	struct file *file;
	int fd = kacs_reserve_token_fd(object, access, &file);

	if (fd >= 0)
		fd_install(fd, file);
	return fd;
}

int kacs_token_fd_to_user(struct kacs_token_object *object, u32 access,
			  s32 __user *result)
{
	struct file *file;
	int fd = kacs_reserve_token_fd(object, access, &file);

	if (fd < 0)
		return fd;
	if (put_user(fd, result)) {
		fput(file);
		put_unused_fd(fd);
		return -EFAULT;
	}
	fd_install(fd, file);
	return fd;
}

/* May this handle be used for this? */
static int kacs_handle_check(const struct kacs_token_handle *handle, u32 access)
{
	struct kacs_sd_object *sd;
	u32 missing = access & ~handle->access;

	if (likely(!missing))
		return 0;
	if (kacs_current_token()) {
		sd = kacs_token_sd(handle->token);
		kacs_record_denial(kacs_current_token(), sd,
				   &kacs_token_mapping, access, missing,
				   &kacs_token_place, KACS_STEP_HANDLE);
		kacs_sd_put(sd);
	}
	return -EACCES;
}

struct kacs_token_object *kacs_token_from_fd(int fd, u32 access)
{
	struct kacs_token_object *object;
	struct kacs_token_handle *handle;
	struct fd f = fdget(fd);
	int error;

	if (fd_empty(f))
		return ERR_PTR(-EBADF);
	if (fd_file(f)->f_op != &kacs_token_fops) {
		fdput(f);
		return ERR_PTR(-EBADF);
	}
	handle = fd_file(f)->private_data;
	error = kacs_handle_check(handle, access);
	object = error ? ERR_PTR(error) : kacs_token_get(handle->token);
	fdput(f);
	return object;
}

/* A copy must not be able to do more than its source (4.4). */
static int kacs_refuse_to_raise(const struct kacs_token_object *source)
{
	const struct kacs_gate gate = {
		.step = KACS_STEP_IMPERSONATION,
		.rule = KACS_RULE_RAISES_LEVEL,
		.error = -EPERM,
		.desired = KACS_TOKEN_DUPLICATE,
		.level = source->state.impersonation_level,
		.where = &kacs_token_place,
	};

	return kacs_record_gate(kacs_current_token(), &gate);
}

static int kacs_ioctl_duplicate(struct kacs_token_object *source,
				struct kacs_duplicate_args __user *user)
{
	struct kacs_duplicate_args args;
	struct kacs_token_object *copy;
	u32 granted;
	int fd;

	if (copy_from_user(&args, user, sizeof(args)))
		return -EFAULT;
	copy = kacs_token_duplicate(source, args.token_type,
				    args.impersonation_level,
				    kacs_current_primary_token());
	if (copy == ERR_PTR(-EPERM))
		return kacs_refuse_to_raise(source);
	if (IS_ERR(copy))
		return PTR_ERR(copy);
	fd = kacs_token_open(copy, args.access_mask, &granted);
	if (!fd)
		fd = kacs_token_fd_to_user(copy, granted, &user->result_fd);
	kacs_token_put(copy);
	return fd < 0 ? fd : 0;
}

static int kacs_ioctl_install(struct kacs_token_object *token)
{
	struct kacs_token_object *primary = kacs_current_primary_token();

	if (!kacs_token_use_privilege(primary, KACS_SE_ASSIGN_PRIMARY_TOKEN))
		return kacs_record_privilege_denial(
			primary, KACS_SE_ASSIGN_PRIMARY_TOKEN);
	return kacs_install_primary(token);
}

static int kacs_decode_deny_only(const struct kacs_restrict_args *args,
				 const u8 *data, u32 group_count, u64 *mask)
{
	u32 i, index;

	*mask = 0;
	for (i = 0; i < args->num_deny_indices; i++) {
		index = kacs_load_le32(data + 4 * i);
		if (index >= group_count || *mask >> index & 1)
			return -EINVAL;
		*mask |= 1ull << index;
	}
	return 0;
}

/* The SIDs are packed; they must fill the rest of the data exactly. */
static int kacs_decode_restricting(const struct kacs_restrict_args *args,
				   const u8 *data,
				   struct kacs_sid_and_attributes *entries)
{
	u32 at = 4 * args->num_deny_indices;
	u32 i;

	for (i = 0; i < args->num_restrict_sids; i++) {
		if (kacs_sid_parse(data + at, args->data_len - at, at,
				   &entries[i].sid, NULL))
			return -EINVAL;
		entries[i].attributes = KACS_SE_GROUP_MANDATORY |
					KACS_SE_GROUP_ENABLED_BY_DEFAULT |
					KACS_SE_GROUP_ENABLED;
		at += entries[i].sid.len;
	}
	return at == args->data_len ? 0 : -EINVAL;
}

static struct kacs_token_object *
kacs_decode_and_restrict(struct kacs_token_object *source,
			 const struct kacs_restrict_args *args, const u8 *data,
			 struct kacs_sid_and_attributes *entries)
{
	struct kacs_restriction restriction = {
		.privileges = args->privs_to_delete,
		.restricting = {entries, args->num_restrict_sids},
		.write_restricted =
			args->flags & KACS_RESTRICT_WRITE_RESTRICTED,
	};
	int error;

	error = kacs_decode_deny_only(args, data,
				      kacs_token_identity(source)->groups.count,
				      &restriction.deny_only);
	if (!error)
		error = kacs_decode_restricting(args, data, entries);
	if (error)
		return ERR_PTR(error);
	return kacs_token_restrict(source, &restriction,
				   kacs_current_primary_token());
}

/* Counts that the data cannot hold are wrong before anything is allocated. */
static int kacs_check_restrict_args(const struct kacs_restrict_args *args)
{
	u32 sids_len;

	if (args->flags & ~KACS_RESTRICT_WRITE_RESTRICTED)
		return -EINVAL;
	if (args->data_len > KACS_RESTRICT_MAX_BYTES)
		return -EINVAL;
	if (args->num_deny_indices > args->data_len / 4)
		return -EINVAL;
	sids_len = args->data_len - 4 * args->num_deny_indices;
	if (args->num_restrict_sids > sids_len / KACS_SID_MIN_BYTES)
		return -EINVAL;
	return 0;
}

static int kacs_ioctl_restrict(const struct kacs_token_handle *handle,
			       struct kacs_restrict_args __user *user)
{
	struct kacs_sid_and_attributes *entries;
	struct kacs_token_object *token;
	struct kacs_restrict_args args;
	u8 *data;
	int fd;

	if (copy_from_user(&args, user, sizeof(args)))
		return -EFAULT;
	fd = kacs_check_restrict_args(&args);
	if (fd)
		return fd;
	data = vmemdup_user(u64_to_user_ptr(args.data_ptr), args.data_len);
	if (IS_ERR(data))
		return PTR_ERR(data);
	entries = kvcalloc(args.num_restrict_sids, sizeof(*entries),
			   GFP_KERNEL_ACCOUNT);
	token = entries ? kacs_decode_and_restrict(handle->token, &args, data,
						   entries)
			: ERR_PTR(-ENOMEM);
	kvfree(entries);
	kvfree(data);
	if (IS_ERR(token))
		return PTR_ERR(token);
	fd = kacs_token_fd_to_user(token, handle->access, &user->result_fd);
	kacs_token_put(token);
	return fd < 0 ? fd : 0;
}

static u32 kacs_ioctl_access(unsigned int command)
{
	switch (command) {
	case KACS_IOC_QUERY:
	case KACS_IOC_GET_LINKED_TOKEN:
		return KACS_TOKEN_QUERY;
	case KACS_IOC_ADJUST_PRIVS:
		return KACS_TOKEN_ADJUST_PRIVS;
	case KACS_IOC_ADJUST_GROUPS:
		return KACS_TOKEN_ADJUST_GROUPS;
	case KACS_IOC_ADJUST_DEFAULT:
		return KACS_TOKEN_ADJUST_DEFAULT;
	case KACS_IOC_ADJUST_SESSIONID:
		return KACS_TOKEN_ADJUST_SESSIONID;
	case KACS_IOC_DUPLICATE:
	case KACS_IOC_RESTRICT:
		return KACS_TOKEN_DUPLICATE;
	case KACS_IOC_INSTALL:
		return KACS_TOKEN_ASSIGN_PRIMARY;
	case KACS_IOC_IMPERSONATE:
		return KACS_TOKEN_IMPERSONATE;
	}
	return 0;
}

static long kacs_token_ioctl(struct file *file, unsigned int command,
			     unsigned long arg)
{
	const struct kacs_token_handle *handle = file->private_data;
	struct kacs_token_object *token = handle->token;
	void __user *user = (void __user *)arg;
	u32 access = kacs_ioctl_access(command);
	int error;

	/* About two other handles; this one only carries the call. */
	if (command == KACS_IOC_LINK_TOKENS)
		return kacs_token_ioctl_link(user);
	if (!access)
		return -ENOTTY;
	error = kacs_handle_check(handle, access);
	if (error)
		return error;
	switch (command) {
	case KACS_IOC_QUERY:
		return kacs_token_query(token, user);
	case KACS_IOC_ADJUST_PRIVS:
		return kacs_token_ioctl_adjust(token, user);
	case KACS_IOC_ADJUST_GROUPS:
		return kacs_token_ioctl_adjust_groups(token, user);
	case KACS_IOC_ADJUST_DEFAULT:
		return kacs_token_ioctl_adjust_default(token, user);
	case KACS_IOC_ADJUST_SESSIONID:
		return kacs_token_ioctl_adjust_session(token, user);
	case KACS_IOC_GET_LINKED_TOKEN:
		return kacs_token_ioctl_get_linked(token, user);
	case KACS_IOC_DUPLICATE:
		return kacs_ioctl_duplicate(token, user);
	case KACS_IOC_RESTRICT:
		return kacs_ioctl_restrict(handle, user);
	case KACS_IOC_INSTALL:
		return kacs_ioctl_install(token);
	case KACS_IOC_IMPERSONATE:
		return kacs_impersonate(token);
	}
	return -ENOTTY;
}

static int kacs_token_release(struct inode *inode, struct file *file)
{
	struct kacs_token_handle *handle = file->private_data;

	kacs_token_put(handle->token);
	kfree(handle);
	return 0;
}

static const struct file_operations kacs_token_fops = {
	.owner = THIS_MODULE,
	.release = kacs_token_release,
	.unlocked_ioctl = kacs_token_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.llseek = noop_llseek,
};
