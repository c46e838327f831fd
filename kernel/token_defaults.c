// SPDX-License-Identifier: GPL-2.0-only
/*
 * AdjustDefault: PSD-004 4.5, 13.2, 13.6 section 4.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/uaccess.h>

#include "../core/sd.h"
#include "token_defaults.h"
#include "token_internal.h"

#define KACS_DEFAULT_DACL_MAX_BYTES 65536u

u64 kacs_token_defaults(struct kacs_token_object *object,
			struct kacs_token_defaults **defaults)
{
	u64 id;

	read_seqlock_excl_bh(&object->lock);
	*defaults = kacs_token_defaults_get(object->defaults);
	id = object->decision_id;
	read_sequnlock_excl_bh(&object->lock);
	return id;
}

/* What is asked for, decoded. */
struct kacs_default_change {
	u32 owner_index; /* or KACS_DEFAULT_UNCHANGED */
	u32 group_index; /* the same */
	bool change_dacl;
	u32 dacl_len; /* 0: none */
	const u8 __user *dacl;
};

/*
 * Which groups a token has, and with SE_GROUP_OWNER, never changes: what is
 * right here stays right.
 */
static int kacs_decode_defaults(const struct kacs_identity *identity,
				const struct kacs_adjust_default_args *args,
				struct kacs_default_change *change)
{
	*change = (struct kacs_default_change){
		.owner_index = args->owner_index,
		.group_index = args->group_index,
		.change_dacl = args->dacl_ptr,
		.dacl_len = args->dacl_len,
		.dacl = u64_to_user_ptr(args->dacl_ptr),
	};
	if (!args->dacl_ptr && args->dacl_len)
		return -EINVAL;
	if (args->dacl_len > KACS_DEFAULT_DACL_MAX_BYTES)
		return -EINVAL;
	if (change->owner_index != KACS_DEFAULT_UNCHANGED &&
	    !kacs_identity_valid_owner(identity, change->owner_index))
		return -EINVAL;
	if (change->group_index != KACS_DEFAULT_UNCHANGED &&
	    change->group_index > identity->groups.count)
		return -EINVAL;
	return 0;
}

static struct kacs_token_defaults *kacs_defaults_alloc(u32 dacl_len)
{
	struct kacs_token_defaults *defaults;

	defaults = kvmalloc(struct_size(defaults, dacl, dacl_len),
			    GFP_KERNEL_ACCOUNT);
	if (!defaults)
		return ERR_PTR(-ENOMEM);
	refcount_set(&defaults->refs, 1);
	defaults->dacl_len = dacl_len;
	return defaults;
}

/* Without what the change leaves as it is. */
static struct kacs_token_defaults *
kacs_defaults_with_dacl(const struct kacs_default_change *change)
{
	struct kacs_token_defaults *defaults =
		kacs_defaults_alloc(change->dacl_len);
	int error = 0;

	if (IS_ERR(defaults) || !change->dacl_len)
		return defaults;
	if (copy_from_user(defaults->dacl, change->dacl, change->dacl_len))
		error = -EFAULT;
	else if (kacs_acl_validate(defaults->dacl, defaults->dacl_len, 0, NULL))
		error = -EINVAL;
	if (!error)
		return defaults;
	kacs_token_defaults_put(defaults);
	return ERR_PTR(error);
}

static struct kacs_token_defaults *
kacs_defaults_with_dacl_of(const struct kacs_identity *identity,
			   const struct kacs_token_defaults *old)
{
	struct kacs_token_defaults *defaults =
		kacs_defaults_alloc(kacs_default_dacl_len(identity, old));

	if (!IS_ERR(defaults) && defaults->dacl_len)
		memcpy(defaults->dacl, kacs_default_dacl(identity, old),
		       defaults->dacl_len);
	return defaults;
}

/* Gives the token @new for @old, unless it has others by now. */
static bool kacs_replace_defaults(struct kacs_token_object *object,
				  const struct kacs_token_defaults *old,
				  struct kacs_token_defaults *new)
{
	bool same;

	write_seqlock_bh(&object->lock);
	same = object->defaults == old;
	if (same) {
		object->defaults = new;
		WRITE_ONCE(object->decision_id, kacs_new_decision_id());
		object->modified_id++;
	}
	write_sequnlock_bh(&object->lock);
	return same;
}

/*
 * One attempt. -EAGAIN: another thread was faster; its change counts, and this
 * one comes on top of it.
 */
static int kacs_try_adjust(struct kacs_token_object *object,
			   const struct kacs_default_change *change)
{
	const struct kacs_identity *identity = kacs_token_identity(object);
	struct kacs_token_defaults *old, *new;
	bool replaced;

	kacs_token_defaults(object, &old);
	new = change->change_dacl ? kacs_defaults_with_dacl(change)
				  : kacs_defaults_with_dacl_of(identity, old);
	if (IS_ERR(new)) {
		kacs_token_defaults_put(old);
		return PTR_ERR(new);
	}
	new->owner_index = change->owner_index == KACS_DEFAULT_UNCHANGED
				   ? kacs_default_owner(identity, old)
				   : change->owner_index;
	new->group_index = change->group_index == KACS_DEFAULT_UNCHANGED
				   ? kacs_default_group(identity, old)
				   : change->group_index;
	replaced = kacs_replace_defaults(object, old, new);
	/* The token's reference to what it had, or to what it did not get. */
	kacs_token_defaults_put(replaced ? old : new);
	kacs_token_defaults_put(old);
	return replaced ? 0 : -EAGAIN;
}

int kacs_token_ioctl_adjust_default(struct kacs_token_object *object,
				    void __user *arg)
{
	struct kacs_adjust_default_args args;
	struct kacs_default_change change;
	int error;

	if (copy_from_user(&args, arg, sizeof(args)))
		return -EFAULT;
	error = kacs_decode_defaults(kacs_token_identity(object), &args,
				     &change);
	if (error)
		return error;
	do {
		error = kacs_try_adjust(object, &change);
	} while (error == -EAGAIN);
	return error;
}
