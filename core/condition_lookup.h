/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What most conditional expressions ask of token and call, inlined into the
 * evaluation. Internal to the core.
 */
#ifndef KACS_CORE_CONDITION_LOOKUP_H
#define KACS_CORE_CONDITION_LOOKUP_H

#include "condition_operand.h"
#include "identity_view.h"

/* KACS_CLAIM_TRAIT_* of attributes that are as good as not there. */
static inline u32
kacs_condition_hidden(const struct kacs_condition_context *context)
{
	return KACS_CLAIM_TRAIT_ABSENT |
	       (u32)context->for_allow * KACS_CLAIM_TRAIT_DENY_ONLY;
}

/* The claims that a reference is to; NULL: to the object's attributes. */
static inline const struct kacs_claim_array *
kacs_condition_claims(const struct kacs_condition_context *context, u8 code)
{
	const struct kacs_check *check = context->check;

	if (likely(code == KACS_CODE_USER))
		return &check->token->identity->user_claims;
	if (code == KACS_CODE_DEVICE)
		return &check->token->identity->device_claims;
	if (code == KACS_CODE_LOCAL)
		return &check->local_claims;
	return NULL;
}

/* The name in a reference. */
static inline struct kacs_claim_key kacs_condition_name(const u8 *token,
							u32 hash)
{
	return (struct kacs_claim_key){
		.bytes = token + KACS_CONDITION_SIZED_BYTES,
		.len = kacs_load_le32(token + 1),
		.hash = hash,
	};
}

/*
 * 10.4, 10.6: in the restricted pass the restricting SIDs are all there is, in
 * the confinement pass the user's groups are seen as ever; the virtual
 * groups are not looked at.
 */
static inline bool
kacs_condition_in_token(const struct kacs_condition_context *context,
			struct kacs_sid sid)
{
	enum kacs_pass groups = context->pass == KACS_PASS_RESTRICTED
					? KACS_PASS_RESTRICTED
					: KACS_PASS_NORMAL;
	u32 wanted = context->for_allow ? KACS_MATCH_ALLOW : KACS_MATCH_DENY;

	return kacs_view_match_here(context->check->token, groups, sid) &
	       wanted;
}

#endif /* KACS_CORE_CONDITION_LOOKUP_H */
