// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Tokens as a check asks them: what adjusting changed, over an identity.
 */
#include "token.h"
#include "token_lookup.h"

void kacs_token_init(struct kacs_token *token,
		     const struct kacs_identity *identity)
{
	const struct kacs_token_spec *spec = &identity->spec;
	u32 i, attributes;

	memset(token, 0, sizeof(*token));
	token->identity = identity;
	token->privileges_enabled = spec->privs_enabled;
	token->integrity_level = spec->integrity_rid;
	token->mandatory_policy = spec->mandatory_policy;
	token->token_type = spec->token_type;
	token->impersonation_level = spec->impersonation_level;
	token->user_deny_only = spec->user_deny_only;
	token->write_restricted = spec->write_restricted;
	for (i = 0; i < identity->groups.count; i++) {
		attributes = identity->groups.entries[i].attributes;
		if (attributes & KACS_SE_GROUP_ENABLED)
			token->groups_enabled |= 1ull << i;
		if (attributes & KACS_SE_GROUP_USE_FOR_DENY_ONLY)
			token->groups_deny_only |= 1ull << i;
	}
}

const struct kacs_membership *
kacs_identity_find(const struct kacs_identity *identity,
		   const struct kacs_sid *sid)
{
	return kacs_identity_lookup(identity, *sid);
}

bool kacs_token_may_own(const struct kacs_token *token,
			const struct kacs_sid *sid)
{
	const struct kacs_identity *identity = token->identity;
	const struct kacs_membership *member =
		kacs_identity_lookup(identity, *sid);
	u64 groups;
	u32 i;

	if (!member)
		return false;
	if (member->roles & KACS_MEMBER_USER)
		return true;
	groups = member->groups & ~token->groups_deny_only;
	for (i = 0; i < identity->groups.count; i++) {
		if (groups >> i & 1 && identity->groups.entries[i].attributes &
					       KACS_SE_GROUP_OWNER)
			return true;
	}
	return false;
}
