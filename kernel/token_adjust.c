// SPDX-License-Identifier: GPL-2.0-only
/*
 * AdjustPrivileges and AdjustSessionID: PSD-004 4.5, 13.2, 13.6 section 4.
 */
#include <linux/uaccess.h>

#include "credentials.h"
#include "denial.h"
#include "token.h"
#include "token_internal.h"

#define KACS_MOST_PRIVILEGES 64u

int kacs_token_adjust_privileges(struct kacs_token_object *object,
				 const struct kacs_privilege_change *change,
				 u64 *previous)
{
	struct kacs_token *state = &object->state;
	u64 enabled;
	int error = -EINVAL;

	write_seqlock_bh(&object->lock);
	if (change->enable & ~object->privileges_present)
		goto unlock;
	*previous = state->privileges_enabled;
	object->privileges_present &= ~change->remove;
	object->privileges_default &= ~change->remove;
	enabled = change->reset ? object->privileges_default
				: state->privileges_enabled | change->enable;
	enabled &= ~(change->disable | change->remove);
	/* Privilege gates read it without the lock. */
	WRITE_ONCE(state->privileges_enabled, enabled);
	WRITE_ONCE(object->decision_id, kacs_new_decision_id());
	object->modified_id++;
	error = 0;
unlock:
	write_sequnlock_bh(&object->lock);
	return error;
}

static int kacs_decode_reset(const struct kacs_priv_entry *entry, u32 count,
			     struct kacs_privilege_change *change)
{
	if (count != 1 || entry->luid)
		return -EINVAL;
	change->reset = true;
	return 0;
}

static int kacs_decode_changes(const struct kacs_priv_entry *entries, u32 count,
			       struct kacs_privilege_change *change)
{
	u64 seen = 0;
	u32 i;

	for (i = 0; i < count; i++) {
		const struct kacs_priv_entry *entry = &entries[i];
		u64 bit;

		if (entry->attributes == KACS_PRIV_RESET_ALL_DEFAULTS)
			return kacs_decode_reset(entry, count, change);
		if (entry->luid >= KACS_MOST_PRIVILEGES)
			return -EINVAL;
		bit = KACS_PRIVILEGE(entry->luid);
		if (seen & bit)
			return -EINVAL;
		seen |= bit;
		switch (entry->attributes) {
		case 0:
			change->disable |= bit;
			break;
		case KACS_SE_PRIVILEGE_ENABLED:
			change->enable |= bit;
			break;
		case KACS_SE_PRIVILEGE_REMOVED:
			change->remove |= bit;
			break;
		default:
			return -EINVAL;
		}
	}
	return 0;
}

int kacs_token_ioctl_adjust(struct kacs_token_object *object, void __user *arg)
{
	struct kacs_priv_entry entries[KACS_MOST_PRIVILEGES];
	struct kacs_adjust_privs_args __user *user = arg;
	struct kacs_privilege_change change = {};
	struct kacs_adjust_privs_args args;
	u64 previous = 0;
	int error;

	if (copy_from_user(&args, user, sizeof(args)))
		return -EFAULT;
	if (!args.count || args.count > KACS_MOST_PRIVILEGES || args.pad)
		return -EINVAL;
	if (copy_from_user(entries, u64_to_user_ptr(args.data_ptr),
			   args.count * sizeof(entries[0])))
		return -EFAULT;
	error = kacs_decode_changes(entries, args.count, &change);
	if (error)
		return error;
	/* Find out that the report cannot be written before there is one. */
	if (put_user(args.previous_enabled, &user->previous_enabled))
		return -EFAULT;
	error = kacs_token_adjust_privileges(object, &change, &previous);
	if (error)
		return error;
	return put_user(previous, &user->previous_enabled) ? -EFAULT : 0;
}

int kacs_token_ioctl_adjust_session(struct kacs_token_object *object,
				    void __user *arg)
{
	struct kacs_token_object *primary = kacs_current_primary_token();
	u32 __user *user = arg;
	u32 session;

	if (!kacs_token_use_privilege(primary, KACS_SE_TCB))
		return kacs_record_privilege_denial(primary, KACS_SE_TCB);
	if (get_user(session, user))
		return -EFAULT;
	write_seqlock_bh(&object->lock);
	object->interactive_session_id = session;
	object->modified_id++;
	write_sequnlock_bh(&object->lock);
	return 0;
}
