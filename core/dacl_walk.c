// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The walk over the DACL, 10.2: the first ACE that matches decides a right.
 *
 * The cost of a check is in this loop. An ACE that can decide nothing that is
 * still open is passed over before anything is looked up; a look-up is one
 * probe of the token's hash table, whatever the number of groups. The state of
 * the loop is local to it, so that it stays in registers.
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
static u32 match_sid(const struct walk *walk, struct kacs_sid sid)
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
	return match_sid(walk, walk->e->check->sd->owner) & KACS_MATCH_ALLOW;
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
	return self->len ? match_sid(walk, *self) : 0;
}

static u32 match_ace(const struct walk *walk, const struct kacs_ace *ace)
{
	u32 match = match_sid(walk, kacs_ace_sid(walk->e->check->sd, ace));

	if (unlikely(ace->trustee != KACS_TRUSTEE_SID))
		match |= match_virtual(walk, ace);
	return match;
}

/* An entry of the trace, if there is one, about ACE number @ace. */
static inline void trace(const struct walk *walk, u32 ace,
			 enum kacs_effect effect, enum kacs_note note, u32 mask,
			 u32 bits)
{
	static const u8 steps[] = {
		[KACS_PASS_NORMAL] = KACS_STEP_DACL,
		[KACS_PASS_RESTRICTED] = KACS_STEP_RESTRICTED,
		[KACS_PASS_CONFINEMENT] = KACS_STEP_CONFINEMENT,
	};

	if (likely(!walk->e->trace))
		return;
	kacs_evaluation_record(walk->e, (struct kacs_trace_entry){
						.step = steps[walk->pass],
						.acl = KACS_ACL_DACL,
						.effect = (u8)effect,
						.note = (u8)note,
						.ace = ace,
						.bits = bits,
						.mask = mask,
					});
}

static void grant(struct walk *walk, u32 ace, enum kacs_note note, u32 mask)
{
	u32 bits = mask & walk->undecided;

	if (!bits)
		return;
	walk->undecided &= ~bits;
	walk->granted |= bits;
	trace(walk, ace, KACS_EFFECT_GRANT, note, mask, bits);
}

/* In the later passes only what was granted is asked for: it is taken back. */
static void deny(struct walk *walk, u32 ace, u32 mask)
{
	u32 bits = mask & walk->undecided;
	enum kacs_effect effect = walk->pass == KACS_PASS_NORMAL
					  ? KACS_EFFECT_DENY
					  : KACS_EFFECT_REMOVE;

	walk->undecided &= ~bits;
	trace(walk, ace, effect, KACS_NOTE_NONE, mask, bits);
}

/* Why an ACE was passed over without a look at its SID. */
static enum kacs_note pass_over_note(const struct walk *walk,
				     const struct kacs_ace *ace, u32 mask)
{
	if (ace->flags & KACS_ACE_INHERIT_ONLY)
		return KACS_NOTE_INHERIT_ONLY;
	if (ace->kind == KACS_ACE_KIND_OTHER)
		return KACS_NOTE_NOT_EVALUATED;
	return mask & walk->e->wanted ? KACS_NOTE_ALREADY_DECIDED
				      : KACS_NOTE_NOT_WANTED;
}

static void visit(struct walk *walk, const struct kacs_ace *ace, u32 index)
{
	u32 mask = kacs_map_generic(ace->mask, walk->e->check->mapping);
	u32 match;

	if (!(mask & walk->undecided) || ace->kind == KACS_ACE_KIND_OTHER ||
	    ace->flags & KACS_ACE_INHERIT_ONLY) {
		trace(walk, index, KACS_EFFECT_NONE,
		      pass_over_note(walk, ace, mask), mask, 0);
		return;
	}
	match = match_ace(walk, ace);
	if (!match)
		trace(walk, index, KACS_EFFECT_NONE, KACS_NOTE_NO_MATCH, mask,
		      0);
	else if (ace->kind == KACS_ACE_KIND_DENY)
		deny(walk, index, mask);
	else if (match & KACS_MATCH_ALLOW)
		grant(walk, index, KACS_NOTE_NONE, mask);
	else
		trace(walk, index, KACS_EFFECT_NONE, KACS_NOTE_DENY_ONLY, mask,
		      0);
}

/* 3.7, 10.2: before the DACL, so that no denial in it takes them away. */
static void grant_owner_implicit(struct walk *walk)
{
	if (OWNER_IMPLICIT & walk->undecided &&
	    !walk->e->check->sd->owner_rights &&
	    walk->pass != KACS_PASS_CONFINEMENT && is_owner(walk))
		grant(walk, KACS_NO_ACE, KACS_NOTE_OWNER, OWNER_IMPLICIT);
}

static void grant_null_dacl(struct walk *walk)
{
	grant(walk, KACS_NO_ACE, KACS_NOTE_NULL_DACL,
	      kacs_map_generic(KACS_GENERIC_ALL, walk->e->check->mapping));
}

u32 kacs_walk_dacl(struct kacs_evaluation *e, enum kacs_pass pass,
		   u32 *undecided)
{
	const struct kacs_identity *identity = kacs_evaluation_identity(e);
	const struct kacs_sd *sd = e->check->sd;
	const struct kacs_ace *aces = kacs_sd_dacl(sd);
	const bool traced = e->trace;
	struct walk walk = {
		.e = e,
		.pass = pass,
		.undecided = *undecided & ~KACS_NOT_BY_ACE,
	};
	u32 i;

	grant_owner_implicit(&walk);
	if (sd->null_dacl)
		grant_null_dacl(&walk);
	for (i = 0; i < sd->dacl_count && walk.undecided; i++) {
		if (aces[i].trustee == KACS_TRUSTEE_SID &&
		    kacs_identity_lacks(identity, aces[i].sid_hash) && !traced)
			continue;
		visit(&walk, &aces[i], i);
	}
	*undecided = walk.undecided | (*undecided & KACS_NOT_BY_ACE);
	return walk.granted;
}
