// SPDX-License-Identifier: GPL-2.0-only
/*
 * AccessCheck for a token, without the cache of decisions: for descriptors that
 * are asked about once, and with what decision.h does not know.
 */
#include "../core/check.h"
#include "token.h"

void kacs_token_check(struct kacs_token_object *object,
		      struct kacs_check *check, struct kacs_decision *decision)
{
	struct kacs_token snapshot;

	kacs_token_snapshot(object, &snapshot);
	check->token = &snapshot;
	kacs_access_check(check, decision, NULL);
	check->token = NULL;
	kacs_token_mark_used(object, decision->privileges_used);
}
