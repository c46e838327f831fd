/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * "Is this SID in you, and as what?", inlined into the walk. Internal to the
 * core.
 */
#ifndef KACS_CORE_TOKEN_LOOKUP_H
#define KACS_CORE_TOKEN_LOOKUP_H

#include "token.h"

/*
 * How many places a look-up tries: open addressing with linear probing. The
 * table is at most a quarter full, so that a free place mostly ends it at once.
 * SIDs that were chosen to crowd around one place cost no more than this and
 * O(log n): whoever is not here is sought in the sorted list.
 */
#define KACS_TOKEN_PROBES 8u

/* Beyond the first place, and beyond the hash table. */
const struct kacs_membership *
kacs_identity_search(const struct kacs_identity *identity, struct kacs_sid sid);

/*
 * What tells that a hash is of nobody, in registers: of nobody in the token, or
 * of nobody in it with one of these roles.
 */
struct kacs_stranger_filter {
	const u32 *hashes;
	u32 mask;
	u32 roles; /* KACS_MEMBER_*; 0: any */
	const struct kacs_identity *identity;
};

/* Is it certain that no SID with this hash is in the token, in such a role? */
static inline bool kacs_is_stranger(struct kacs_stranger_filter filter,
				    u32 hash)
{
	const struct kacs_identity *identity = filter.identity;
	u32 place = hash & filter.mask;
	u32 tries;

	/* Unrecognised ACEs have the hash 0, and find a free place. */
	for (tries = KACS_TOKEN_PROBES; tries; tries--) {
		if (!filter.hashes[place])
			return true;
		if (filter.hashes[place] == hash)
			return unlikely(filter.roles) &&
			       !(identity->members[identity->indices[place]]
					 .roles &
				 filter.roles);
		place = (place + 1) & filter.mask;
	}
	/* Whoever had no place is in the sorted list alone. */
	return false;
}

static inline const struct kacs_membership *
kacs_identity_lookup(const struct kacs_identity *identity, struct kacs_sid sid)
{
	u32 place = sid.hash & identity->table_mask;
	const struct kacs_membership *member;

	if (!identity->hashes[place])
		return NULL;
	member = &identity->members[identity->indices[place]];
	if (likely(identity->hashes[place] == sid.hash &&
		   kacs_sid_equal(&member->sid, &sid)))
		return member;
	return kacs_identity_search(identity, sid);
}

/**
 * kacs_identity_device_member - is a SID in a list of device groups?
 * @list: the list
 * @order: its entries' order
 * @sid: which
 * @for_allow: deny-only groups do not count
 */
bool kacs_identity_device_member(const struct kacs_sid_list *list,
				 const u16 *order, struct kacs_sid sid,
				 bool for_allow);

/* The list in its order. @order is twice as long as the list. */
void kacs_identity_sort_devices(const struct kacs_sid_list *list, u16 *order);

/* Room for a token's table; all but what is counted. */
struct kacs_token_table {
	u32 mask;     /* places - 1 */
	u32 *hashes;  /* places */
	u16 *indices; /* places, at least twice as many as members */
	struct kacs_membership *members;
	u32 member_count;
	u16 *sorted; /* as many as members */
	u32 sorted_count;
};

/**
 * kacs_token_table_fill - make the hash table and the sorted list
 * @table: with members for every SID, some maybe for the same; those become one
 *
 * Time is O(n log n), whatever the SIDs.
 */
void kacs_token_table_fill(struct kacs_token_table *table);

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
