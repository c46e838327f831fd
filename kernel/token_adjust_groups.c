// SPDX-License-Identifier: GPL-2.0-only
/*
 * AdjustGroups: PSD-004 4.5, 13.2, 13.6 section 4.
 */
#include <linux/bits.h>
#include <linux/uaccess.h>

#include "token.h"
#include "token_internal.h"

struct kacs_group_change {
	bool reset; /* to what they were created with; the sets are empty */
	u64 enable; /* bit n: group n */
	u64 disable;
};

/*
 * Groups that an entry may name. What is deny-only never changes in place, so
 * this holds for as long as the token does.
 */
static bool kacs_group_adjustable(const struct kacs_token_object *object,
				  u32 index, bool enable)
{
	const struct kacs_identity *identity = kacs_token_identity(object);
	const struct kacs_sid_and_attributes *group =
		&identity->groups.entries[index];

	if (group->attributes & KACS_SE_GROUP_MANDATORY ||
	    (group->attributes & KACS_SE_GROUP_LOGON_ID) ==
		    KACS_SE_GROUP_LOGON_ID ||
	    object->state.groups_deny_only >> index & 1)
		return false;
	return enable || !kacs_sid_equal(&group->sid, &identity->user);
}

static int kacs_decode_groups(const struct kacs_token_object *object,
			      const struct kacs_group_entry *entries, u32 count,
			      struct kacs_group_change *change)
{
	u64 bit;
	u32 i;

	if (entries[0].index == KACS_GROUP_RESET_ALL) {
		change->reset = true;
		return count == 1 && !entries[0].enable ? 0 : -EINVAL;
	}
	for (i = 0; i < count; i++) {
		const struct kacs_group_entry *entry = &entries[i];

		if (entry->index >= kacs_token_identity(object)->groups.count ||
		    entry->enable > 1)
			return -EINVAL;
		bit = BIT_ULL(entry->index);
		if ((change->enable | change->disable) & bit ||
		    !kacs_group_adjustable(object, entry->index, entry->enable))
			return -EINVAL;
		if (entry->enable)
			change->enable |= bit;
		else
			change->disable |= bit;
	}
	return 0;
}

/* What was enabled before. */
static u64 kacs_adjust_groups(struct kacs_token_object *object,
			      const struct kacs_group_change *change)
{
	struct kacs_token *state = &object->state;
	struct kacs_token created;
	u64 previous;

	kacs_token_init(&created, kacs_token_identity(object));
	write_seqlock_bh(&object->lock);
	previous = state->groups_enabled;
	state->groups_enabled =
		change->reset ? created.groups_enabled
			      : (previous | change->enable) & ~change->disable;
	WRITE_ONCE(object->decision_id, kacs_new_decision_id());
	object->modified_id++;
	write_sequnlock_bh(&object->lock);
	return previous;
}

int kacs_token_ioctl_adjust_groups(struct kacs_token_object *object,
				   void __user *arg)
{
	struct kacs_group_entry entries[KACS_TOKEN_MAX_GROUPS];
	struct kacs_adjust_groups_args __user *user = arg;
	struct kacs_adjust_groups_args args;
	struct kacs_group_change change = {};
	int error;

	if (copy_from_user(&args, user, sizeof(args)))
		return -EFAULT;
	if (!args.count || args.count > KACS_TOKEN_MAX_GROUPS || args.pad)
		return -EINVAL;
	if (copy_from_user(entries, u64_to_user_ptr(args.data_ptr),
			   args.count * sizeof(entries[0])))
		return -EFAULT;
	error = kacs_decode_groups(object, entries, args.count, &change);
	if (error)
		return error;
	/* Find out that the report cannot be written before there is one. */
	if (put_user(args.previous_state, &user->previous_state))
		return -EFAULT;
	return put_user(kacs_adjust_groups(object, &change),
			&user->previous_state)
		       ? -EFAULT
		       : 0;
}
