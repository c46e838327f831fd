// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The walk over the DACL, 10.2: the first ACE that matches decides a right.
 *
 * The cost of a check is in this loop. An ACE that can decide nothing that is
 * still open is passed over before anything is looked up; a look-up is one
 * probe of the token's hash table, whatever the number of groups.
 */
#include "dacl_walk.h"
#include "token_lookup.h"

#define OWNER_IMPLICIT (KACS_READ_CONTROL | KACS_WRITE_DAC)

struct walk {
	struct kacs_evaluation *e;
	enum kacs_pass pass;
	u32 undecided;
	u32 granted;
};

/* What kinds of ACE match a SID by being in the token. */
static inline u32 match_sid(const struct walk *walk, const struct kacs_sid *sid)
{
	const struct kacs_token *token = walk->e->check->token;
	const struct kacs_membership *member =
		kacs_identity_lookup(token->identity, sid);
	u32 role;

	if (!member)
		return 0;
	if (walk->pass == KACS_PASS_NORMAL)
		return kacs_token_match(token, member);
	role = walk->pass == KACS_PASS_RESTRICTED ? KACS_MEMBER_RESTRICTED
						  : KACS_MEMBER_CONFINEMENT;
	return member->roles & role ? KACS_MATCH_BOTH : 0;
}

/* 10.10 EnrichToken: an owner that only denials match is not the owner. */
static bool is_owner(const struct walk *walk)
{
	return match_sid(walk, &walk->e->check->sd->owner) & KACS_MATCH_ALLOW;
}

/*
 * The two virtual groups, which are matched as ordinary SIDs besides. Looked up
 * where an ACE names them, which is rare.
 */
static u32 match_virtual(const struct walk *walk, const struct kacs_ace *ace)
{
	const struct kacs_sid *self = &walk->e->check->self;

	if (ace->trustee == KACS_TRUSTEE_OWNER_RIGHTS)
		return is_owner(walk) ? KACS_MATCH_BOTH : 0;
	return self->len ? match_sid(walk, self) : 0;
}

static inline u32 match_ace(const struct walk *walk, const struct kacs_ace *ace)
{
	struct kacs_sid sid = kacs_ace_sid(walk->e->check->sd, ace);
	u32 match = match_sid(walk, &sid);

	if (unlikely(ace->trustee != KACS_TRUSTEE_SID))
		match |= match_virtual(walk, ace);
	return match;
}

static void trace_bits(struct walk *walk, u32 index, enum kacs_effect effect,
		       enum kacs_note note, u32 mask, u32 bits)
{
	static const u8 steps[] = {
		[KACS_PASS_NORMAL] = KACS_STEP_DACL,
		[KACS_PASS_RESTRICTED] = KACS_STEP_RESTRICTED,
		[KACS_PASS_CONFINEMENT] = KACS_STEP_CONFINEMENT,
	};
	struct kacs_trace_entry entry = {
		.step = steps[walk->pass],
		.acl = KACS_ACL_DACL,
		.effect = (u8)effect,
		.note = (u8)note,
		.ace = index,
		.bits = bits,
		.mask = mask,
	};

	kacs_trace_add(walk->e->trace, &entry);
}

/* Why an ACE did nothing. Entered once an ACE, traced or not. */
static inline void skipped(struct walk *walk, u32 index, u32 mask,
			   enum kacs_note note)
{
	if (unlikely(walk->e->trace))
		trace_bits(walk, index, KACS_EFFECT_NONE, note, mask, 0);
}

static inline void grant(struct walk *walk, u32 index, enum kacs_note note,
			 u32 mask, u32 bits)
{
	walk->undecided &= ~bits;
	walk->granted |= bits;
	if (unlikely(walk->e->trace))
		trace_bits(walk, index, KACS_EFFECT_GRANT, note, mask, bits);
}

/* In the later passes only what was granted is asked for: it is taken back. */
static inline void deny(struct walk *walk, u32 index, u32 mask, u32 bits)
{
	walk->undecided &= ~bits;
	if (unlikely(walk->e->trace))
		trace_bits(walk, index,
			   walk->pass == KACS_PASS_NORMAL ? KACS_EFFECT_DENY
							  : KACS_EFFECT_REMOVE,
			   KACS_NOTE_NONE, mask, bits);
}

static void visit(struct walk *walk, const struct kacs_ace *ace, u32 index)
{
	u32 mask = kacs_map_generic(ace->mask, walk->e->check->mapping);
	u32 bits = mask & walk->undecided;
	u32 match;

	if (ace->flags & KACS_ACE_INHERIT_ONLY) {
		skipped(walk, index, mask, KACS_NOTE_INHERIT_ONLY);
		return;
	}
	if (ace->kind == KACS_ACE_KIND_OTHER) {
		skipped(walk, index, mask, KACS_NOTE_NOT_EVALUATED);
		return;
	}
	if (!bits) {
		skipped(walk, index, mask,
			mask & walk->e->wanted ? KACS_NOTE_ALREADY_DECIDED
					       : KACS_NOTE_NOT_WANTED);
		return;
	}
	match = match_ace(walk, ace);
	if (!match)
		skipped(walk, index, mask, KACS_NOTE_NO_MATCH);
	else if (ace->kind == KACS_ACE_KIND_DENY)
		deny(walk, index, mask, bits);
	else if (match & KACS_MATCH_ALLOW)
		grant(walk, index, KACS_NOTE_NONE, mask, bits);
	else
		skipped(walk, index, mask, KACS_NOTE_DENY_ONLY);
}

/* 3.7, 10.2: before the DACL, so that no denial in it takes them away. */
static void grant_owner_implicit(struct walk *walk)
{
	u32 bits = OWNER_IMPLICIT & walk->undecided;

	if (bits && !walk->e->check->sd->owner_rights &&
	    walk->pass != KACS_PASS_CONFINEMENT && is_owner(walk))
		grant(walk, KACS_NO_ACE, KACS_NOTE_OWNER, OWNER_IMPLICIT, bits);
}

static void grant_null_dacl(struct walk *walk)
{
	u32 all = kacs_map_generic(KACS_GENERIC_ALL, walk->e->check->mapping);
	u32 bits = all & walk->undecided;

	if (bits)
		grant(walk, KACS_NO_ACE, KACS_NOTE_NULL_DACL, all, bits);
}

u32 kacs_walk_dacl(struct kacs_evaluation *e, enum kacs_pass pass,
		   u32 *undecided)
{
	const struct kacs_sd *sd = e->check->sd;
	const struct kacs_ace *aces = kacs_sd_dacl(sd);
	struct walk walk = {
		.e = e,
		.pass = pass,
		.undecided = *undecided & ~KACS_NOT_BY_ACE,
	};
	u32 i;

	grant_owner_implicit(&walk);
	if (sd->null_dacl)
		grant_null_dacl(&walk);
	for (i = 0; i < sd->dacl_count && walk.undecided; i++)
		visit(&walk, &aces[i], i);
	*undecided = walk.undecided | (*undecided & KACS_NOT_BY_ACE);
	return walk.granted;
}
