/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * "Is this SID in you, and as what?", inlined into the walk. Internal to the
 * core.
 */
#ifndef KACS_CORE_TOKEN_LOOKUP_H
#define KACS_CORE_TOKEN_LOOKUP_H

#include "token.h"

/*
 * The first place from @place on that is free or has this hash. Open addressing
 * with linear probing; the table is at most a quarter full, so that a free
 * place always ends the search, and mostly at once.
 */
static inline u32 kacs_identity_probe(const struct kacs_identity *identity,
				      u32 place, u32 hash)
{
	while (identity->hashes[place] && identity->hashes[place] != hash)
		place = (place + 1) & identity->table_mask;
	return place;
}

/* Is certainly no SID with this hash in the token? */
static inline bool kacs_identity_lacks(const struct kacs_identity *identity,
				       u32 hash)
{
	u32 place = kacs_identity_probe(identity, hash & identity->table_mask,
					hash);

	return !identity->hashes[place];
}

static inline const struct kacs_membership *
kacs_identity_lookup(const struct kacs_identity *identity, struct kacs_sid sid)
{
	u32 place = sid.hash & identity->table_mask;

	for (;; place = (place + 1) & identity->table_mask) {
		const struct kacs_membership *member;

		place = kacs_identity_probe(identity, place, sid.hash);
		if (!identity->hashes[place])
			return NULL;
		member = &identity->members[identity->indices[place]];
		if (likely(kacs_sid_equal(&member->sid, &sid)))
			return member;
	}
}

/* What kinds of ACE a SID matches. */
#define KACS_MATCH_DENY 0x1u
#define KACS_MATCH_ALLOW 0x2u
#define KACS_MATCH_BOTH (KACS_MATCH_DENY | KACS_MATCH_ALLOW)

/*
 * SidMatchesToken of 10.10 for both polarities at once. The user SID decides
 * alone, even where the same SID is among the groups as well.
 */
static inline u32 kacs_token_match(const struct kacs_token *token,
				   const struct kacs_membership *member)
{
	u64 allow = token->groups_enabled & ~token->groups_deny_only;
	u64 deny = token->groups_enabled | token->groups_deny_only;
	u32 match = 0;

	if (member->roles & KACS_MEMBER_USER)
		return token->user_deny_only ? KACS_MATCH_DENY
					     : KACS_MATCH_BOTH;
	if (member->groups & deny)
		match = KACS_MATCH_DENY;
	if (member->groups & allow)
		match |= KACS_MATCH_ALLOW;
	return match;
}

#endif /* KACS_CORE_TOKEN_LOOKUP_H */
