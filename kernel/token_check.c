// SPDX-License-Identifier: GPL-2.0-only
/*
 * AccessCheck for a token, without the cache of decisions: for descriptors that
 * are asked about once, and with what decision.h does not know.
 */
#include "../core/check.h"
#include "token.h"

/* 10.9: a privilege was used if a right that it gave is among the granted. */
static u64 kacs_privileges_used(const struct kacs_decision *decision)
{
	const struct kacs_privilege_use *use = &decision->use;
	const u32 granted = decision->granted;
	u64 used = 0;

	if (use->security & granted)
		used |= KACS_PRIVILEGE(KACS_SE_SECURITY);
	if (use->backup & granted)
		used |= KACS_PRIVILEGE(KACS_SE_BACKUP);
	if (use->restore & granted)
		used |= KACS_PRIVILEGE(KACS_SE_RESTORE);
	if (use->take_ownership & granted)
		used |= KACS_PRIVILEGE(KACS_SE_TAKE_OWNERSHIP);
	if (use->relabel & granted)
		used |= KACS_PRIVILEGE(KACS_SE_RELABEL);
	return used;
}

void kacs_token_check(struct kacs_token_object *object,
		      struct kacs_check *check, struct kacs_decision *decision)
{
	struct kacs_token snapshot;
	u64 used;

	kacs_token_snapshot(object, &snapshot);
	check->token = &snapshot;
	kacs_access_check(check, decision, NULL);
	check->token = NULL;
	used = kacs_privileges_used(decision);
	if (used & ~atomic64_read(&object->privileges_used))
		atomic64_or(used, &object->privileges_used);
}
