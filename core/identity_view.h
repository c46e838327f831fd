/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Whom a pass over the DACL takes the token for. Internal to the core.
 */
#ifndef KACS_CORE_IDENTITY_VIEW_H
#define KACS_CORE_IDENTITY_VIEW_H

#include "check.h"
#include "token_lookup.h"

/*
 * The roles of a SID that is in the token for a pass, or 0: it does not have to
 * have any. Where two SIDs have one hash, a hash says nothing about a role.
 */
static inline u32 kacs_view_roles(enum kacs_pass pass)
{
	if (pass == KACS_PASS_RESTRICTED)
		return KACS_MEMBER_RESTRICTED | KACS_MEMBER_SAME_HASH;
	if (pass == KACS_PASS_CONFINEMENT)
		return KACS_MEMBER_CONFINEMENT | KACS_MEMBER_SAME_HASH;
	return 0;
}

/*
 * What kinds of ACE match a SID by being in the token, KACS_MATCH_*. Always
 * inlined: for the one place where the time of a check is spent.
 */
static __always_inline u32 kacs_view_match_here(const struct kacs_token *token,
						enum kacs_pass pass,
						struct kacs_sid sid)
{
	const struct kacs_membership *member =
		kacs_identity_lookup(token->identity, sid);
	u32 role;

	if (!member)
		return 0;
	if (pass == KACS_PASS_NORMAL)
		return kacs_token_match(token, member);
	role = pass == KACS_PASS_RESTRICTED ? KACS_MEMBER_RESTRICTED
					    : KACS_MEMBER_CONFINEMENT;
	return member->roles & role ? KACS_MATCH_BOTH : 0;
}

static inline u32 kacs_view_match(const struct kacs_token *token,
				  enum kacs_pass pass, struct kacs_sid sid)
{
	return kacs_view_match_here(token, pass, sid);
}

/* 10.10 EnrichToken: an owner that only denials match is not the owner. */
static inline bool kacs_view_is_owner(const struct kacs_check *check,
				      enum kacs_pass pass)
{
	return kacs_view_match(check->token, pass, check->sd->owner) &
	       KACS_MATCH_ALLOW;
}

/*
 * The two virtual groups, which are matched as ordinary SIDs besides. Looked up
 * where something names them, which is rare.
 */
static inline u32 kacs_view_match_virtual(const struct kacs_check *check,
					  enum kacs_pass pass,
					  enum kacs_ace_trustee trustee)
{
	if (trustee == KACS_TRUSTEE_OWNER_RIGHTS)
		return kacs_view_is_owner(check, pass) ? KACS_MATCH_BOTH : 0;
	if (trustee == KACS_TRUSTEE_PRINCIPAL_SELF && check->self.len)
		return kacs_view_match(check->token, pass, check->self);
	return 0;
}

#endif /* KACS_CORE_IDENTITY_VIEW_H */
