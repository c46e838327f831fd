// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * An independent model of AccessCheck, written from PSD-004 10.10 as it reads,
 * with the decisions of docs/conformance.md. Slow on purpose.
 */
#include "model_test_support.h"
#include "../include/uapi/kacs/access.h"
#include "../include/uapi/kacs/privilege.h"
#include "../include/uapi/kacs/sd.h"
#include "../include/uapi/kacs/token.h"

enum identity {
	NORMAL,
	RESTRICTED,
	CONFINED
};

static bool privileged(const struct model_question *q, u32 bit)
{
	return (q->privileges & (1ull << bit)) != 0;
}

static u32 map(const struct model_question *q, u32 mask)
{
	u32 result = mask & 0x0fffffff;

	result |= mask & KACS_GENERIC_READ ? q->map[0] : 0;
	result |= mask & KACS_GENERIC_WRITE ? q->map[1] : 0;
	result |= mask & KACS_GENERIC_EXECUTE ? q->map[2] : 0;
	result |= mask & KACS_GENERIC_ALL ? q->map[3] : 0;
	return result;
}

static bool in_list(const u8 *list, u32 count, u8 sid)
{
	u32 i;

	for (i = 0; i < count; i++) {
		if (list[i] == sid)
			return true;
	}
	return false;
}

static bool sid_matches(const struct model_question *q, enum identity as,
			u8 sid, bool for_allow)
{
	u32 i;

	if (sid == MODEL_NOBODY)
		return false;
	if (as == RESTRICTED)
		return in_list(q->restricted, q->restricted_count, sid);
	if (as == CONFINED)
		return sid == q->confinement ||
		       in_list(q->capabilities, q->capability_count, sid);
	if (sid == q->user)
		return !(for_allow && q->user_deny_only);
	for (i = 0; i < q->group_count; i++) {
		bool enabled = q->groups[i].attributes & KACS_SE_GROUP_ENABLED;
		bool deny_only = q->groups[i].attributes &
				 KACS_SE_GROUP_USE_FOR_DENY_ONLY;

		if (!enabled && !deny_only)
			continue;
		if (for_allow && deny_only)
			continue;
		if (q->groups[i].sid == sid)
			return true;
	}
	return false;
}

static bool enriched_matches(const struct model_question *q, enum identity as,
			     u8 sid, bool for_allow)
{
	if (sid_matches(q, as, sid, for_allow))
		return true;
	if (sid == q->owner_rights_sid)
		return sid_matches(q, as, q->owner, true);
	if (sid == q->self_sid)
		return sid_matches(q, as, q->self, for_allow);
	return false;
}

static void decide(u32 bits, bool grant, u32 *decided, u32 *granted)
{
	u32 i;

	for (i = 0; i < 32; i++) {
		u32 bit = 1u << i;

		if (!(bits & bit) || *decided & bit)
			continue;
		*decided |= bit;
		if (grant)
			*granted |= bit;
	}
}

static void evaluate_dacl(const struct model_question *q, enum identity as,
			  u32 *decided, u32 *granted)
{
	/* No pass grants what is no right, or the SACL (10.6). */
	u32 never = 0xffe00000;
	bool suppressed = false;
	u32 i;

	for (i = 0; i < q->dacl_count; i++) {
		if (q->dacl[i].sid == q->owner_rights_sid &&
		    !(q->dacl[i].flags & KACS_ACE_INHERIT_ONLY) &&
		    (q->dacl[i].type <= KACS_ACE_ACCESS_DENIED ||
		     q->dacl[i].type == KACS_ACE_ACCESS_ALLOWED_CALLBACK ||
		     q->dacl[i].type == KACS_ACE_ACCESS_DENIED_CALLBACK))
			suppressed = true;
	}
	if (as != CONFINED && !(q->has_dacl && suppressed) &&
	    sid_matches(q, as, q->owner, true))
		decide(KACS_READ_CONTROL | KACS_WRITE_DAC, true, decided,
		       granted);
	if (!q->has_dacl) {
		decide(map(q, KACS_GENERIC_ALL) & ~never, true, decided,
		       granted);
		return;
	}
	for (i = 0; i < q->dacl_count; i++) {
		const struct model_ace *ace = &q->dacl[i];
		u32 bits = map(q, ace->mask) & ~never;
		bool allow = ace->type == KACS_ACE_ACCESS_ALLOWED;

		/* Callback ACEs have no condition here, which is UNKNOWN. */
		if (ace->flags & KACS_ACE_INHERIT_ONLY ||
		    (ace->type > KACS_ACE_ACCESS_DENIED &&
		     ace->type != KACS_ACE_ACCESS_DENIED_CALLBACK))
			continue;
		if (enriched_matches(q, as, ace->sid, allow))
			decide(bits, allow, decided, granted);
	}
}

static const struct model_ace *first(const struct model_question *q, u8 type)
{
	u32 i;

	for (i = 0; i < q->sacl_count; i++) {
		if (q->sacl[i].type == type &&
		    !(q->sacl[i].flags & KACS_ACE_INHERIT_ONLY))
			return &q->sacl[i];
	}
	return NULL;
}

static void enforce_mic(const struct model_question *q, u32 *decided,
			u32 *mandatory)
{
	const struct model_ace *label =
		first(q, KACS_ACE_SYSTEM_MANDATORY_LABEL);
	u32 level = label ? q->integrity_of[label->sid] : KACS_INTEGRITY_MEDIUM;
	u32 policy = label ? label->mask : KACS_LABEL_NO_WRITE_UP;
	u32 allowed = 0;

	if (!(q->policy & KACS_POLICY_NO_WRITE_UP) || q->integrity >= level)
		return;
	if (!(policy & KACS_LABEL_NO_READ_UP))
		allowed |= map(q, KACS_GENERIC_READ);
	if (!(policy & KACS_LABEL_NO_EXECUTE_UP))
		allowed |= map(q, KACS_GENERIC_EXECUTE);
	if (privileged(q, KACS_SE_RELABEL))
		allowed |= KACS_WRITE_OWNER;
	*decided |= map(q, KACS_GENERIC_ALL) & ~allowed;
	*mandatory |= map(q, KACS_GENERIC_ALL) & ~allowed;
}

static void enforce_pip(const struct model_question *q, u32 *decided,
			u32 *granted, u32 *privilege_granted, u32 *mandatory)
{
	const struct model_ace *label =
		first(q, KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL);
	u32 denied;

	if (!label || (q->pip_type >= q->trust_type_of[label->sid] &&
		       q->pip_trust >= q->trust_of[label->sid]))
		return;
	denied = (map(q, KACS_GENERIC_ALL) | KACS_ACCESS_SYSTEM_SECURITY) &
		 ~map(q, label->mask);
	*decided |= denied;
	*granted &= ~denied;
	*privilege_granted &= ~denied;
	*mandatory |= denied;
}

static void privilege_grants(const struct model_question *q, u32 *decided,
			     u32 *granted, u32 *privilege_granted)
{
	u32 bits = 0;

	if (privileged(q, KACS_SE_SECURITY))
		bits |= KACS_ACCESS_SYSTEM_SECURITY;
	if (privileged(q, KACS_SE_BACKUP) && q->intent & KACS_BACKUP_INTENT)
		bits |= map(q, KACS_GENERIC_READ);
	if (privileged(q, KACS_SE_RESTORE) && q->intent & KACS_RESTORE_INTENT)
		bits |= map(q, KACS_GENERIC_WRITE) | KACS_WRITE_DAC |
			KACS_WRITE_OWNER | KACS_DELETE |
			KACS_ACCESS_SYSTEM_SECURITY;
	*decided |= KACS_ACCESS_SYSTEM_SECURITY | bits;
	*granted |= bits;
	*privilege_granted |= bits;
}

static void restrict_granted(const struct model_question *q, u32 *granted,
			     u32 privilege_granted)
{
	u32 decided = 0, second = 0;
	u32 checked = ~0u;

	evaluate_dacl(q, RESTRICTED, &decided, &second);
	if (q->write_restricted)
		checked = map(q, KACS_GENERIC_WRITE);
	*granted = (*granted & ~checked) | (*granted & second & checked);
	*granted |= privilege_granted;
}

struct model_answer model_check(const struct model_question *q)
{
	struct model_answer answer = {false, 0, 0};
	u32 desired = map(q, q->desired);
	bool maximum = desired & KACS_MAXIMUM_ALLOWED;
	u32 decided = 0, granted = 0, privilege_granted = 0, mandatory = 0;
	u32 second;

	desired &= ~KACS_MAXIMUM_ALLOWED;
	if (q->identification || q->owner == MODEL_NOBODY)
		return answer;
	privilege_grants(q, &decided, &granted, &privilege_granted);
	enforce_mic(q, &decided, &mandatory);
	enforce_pip(q, &decided, &granted, &privilege_granted, &mandatory);
	evaluate_dacl(q, NORMAL, &decided, &granted);
	if ((desired & KACS_WRITE_OWNER || maximum) &&
	    privileged(q, KACS_SE_TAKE_OWNERSHIP) &&
	    !(mandatory & KACS_WRITE_OWNER) && !(granted & KACS_WRITE_OWNER)) {
		granted |= KACS_WRITE_OWNER;
		privilege_granted |= KACS_WRITE_OWNER;
	}
	if (q->restricted_count || q->restricted_device_count)
		restrict_granted(q, &granted, privilege_granted);
	if (q->confinement != MODEL_NOBODY && !q->confinement_exempt) {
		decided = 0;
		second = 0;
		evaluate_dacl(q, CONFINED, &decided, &second);
		granted &= second;
	}
	answer.allowed = (granted & desired) == desired;
	answer.granted = maximum ? granted : granted & desired;
	answer.privilege_granted = privilege_granted & answer.granted;
	return answer;
}
