// SPDX-License-Identifier: GPL-2.0-only
/*
 * kacs_get_mount_policy and kacs_set_mount_policy. PSD-004 11.5, 13.1, 13.6.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "denial.h"
#include "mount_policy.h"
#include "sd_object.h"
#include "user_copy.h"

/* How both calls begin. */
static int kacs_mount_call_begin(struct kacs_mount_policy_args *args,
				 const void __user *from, size_t size)
{
	int error;

	if (!kacs_enabled)
		return -ENOSYS;
	error = kacs_require_privilege(KACS_SE_TCB);
	if (error)
		return error;
	if (size < KACS_MOUNT_POLICY_ARGS_MIN_BYTES || size > PAGE_SIZE)
		return -EINVAL;
	error = copy_struct_from_user(args, sizeof(*args), from, size);
	if (error)
		/* A newer caller asks for what we do not know. */
		return error == -E2BIG ? -EINVAL : error;
	return args->flags || args->pad0 || args->pad1 ? -EINVAL : 0;
}

/* All of the template or nothing. */
static int kacs_mount_report_template(const struct kacs_sd_object *template,
				      const struct kacs_mount_policy_args *args)
{
	if (!template || !args->template_sd_ptr ||
	    args->template_sd_len < template->sd->len)
		return 0;
	return copy_to_user(u64_to_user_ptr(args->template_sd_ptr),
			    template->sd->bytes, template->sd->len)
		       ? -EFAULT
		       : 0;
}

static int kacs_mount_report(const struct super_block *sb,
			     struct kacs_mount_policy_args *args,
			     void __user *to, size_t size)
{
	struct kacs_mount_rules rules;
	int error;

	kacs_mount_rules_get(sb, &rules);
	error = kacs_mount_report_template(rules.template, args);
	args->policy = rules.policy;
	args->generation = rules.generation;
	args->template_sd_len = rules.template ? rules.template->sd->len : 0;
	kacs_mount_rules_put(&rules);
	if (error)
		return error;
	return copy_to_user(to, args, min(size, sizeof(*args))) ? -EFAULT : 0;
}

SYSCALL_DEFINE3(kacs_get_mount_policy, int, fd,
		struct kacs_mount_policy_args __user *, uargs, size_t, argsize)
{
	struct kacs_mount_policy_args args;
	CLASS(fd_raw, f)(fd);
	int error = kacs_mount_call_begin(&args, uargs, argsize);

	if (error)
		return error;
	if (fd_empty(f))
		return -EBADF;
	return kacs_mount_report(file_inode(fd_file(f))->i_sb, &args, uargs,
				 argsize);
}

/* A template is the creator of others: it has all that one needs (11.5). */
static bool kacs_is_complete(const struct kacs_sd *sd)
{
	return sd->owner.len && sd->group.len && !sd->dacl.null;
}

static struct kacs_sd_object *
kacs_mount_template(const struct kacs_mount_policy_args *args)
{
	struct kacs_sd_object *object;
	void *copy;

	if (!args->template_sd_len || args->template_sd_len > KACS_SD_MAX_BYTES)
		return ERR_PTR(-EINVAL);
	copy = kacs_user_copy(u64_to_user_ptr(args->template_sd_ptr),
			      args->template_sd_len);
	if (IS_ERR(copy))
		return ERR_CAST(copy);
	object =
		kacs_sd_intern(copy, args->template_sd_len, GFP_KERNEL_ACCOUNT);
	kvfree(copy);
	if (IS_ERR(object) || kacs_is_complete(object->sd))
		return object;
	kacs_sd_put(object);
	return ERR_PTR(-EINVAL);
}

static int kacs_mount_args_check(const struct kacs_mount_policy_args *args)
{
	if (args->generation)
		return -EINVAL;
	switch (args->policy) {
	case KACS_MOUNT_POLICY_DENY_MISSING:
		return args->template_sd_ptr || args->template_sd_len ? -EINVAL
								      : 0;
	case KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL:
	case KACS_MOUNT_POLICY_SYNTHESIZE_PERSISTENT:
		return !args->template_sd_ptr != !args->template_sd_len
			       ? -EINVAL
			       : 0;
	default:
		return -EINVAL;
	}
}

SYSCALL_DEFINE3(kacs_set_mount_policy, int, fd,
		struct kacs_mount_policy_args __user *, uargs, size_t, argsize)
{
	struct kacs_mount_policy_args args;
	struct kacs_sd_object *template = NULL;
	CLASS(fd_raw, f)(fd);
	int error = kacs_mount_call_begin(&args, uargs, argsize);

	if (!error)
		error = kacs_mount_args_check(&args);
	if (error)
		return error;
	if (fd_empty(f))
		return -EBADF;
	if (args.template_sd_ptr)
		template = kacs_mount_template(&args);
	if (IS_ERR(template))
		return PTR_ERR(template);
	error = kacs_mount_set_policy(file_inode(fd_file(f))->i_sb, args.policy,
				      template);
	kacs_sd_put(template);
	return error;
}
