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
#include "identity_view.h"

#define OWNER_IMPLICIT (KACS_READ_CONTROL | KACS_WRITE_DAC)

struct walk {
	struct kacs_evaluation *e;
	const u8 *bytes; /* of the DACL */
	enum kacs_pass pass;
	u8 condition; /* enum kacs_truth: of the ACE that is visited */
	u32 node;     /* that the ACE is about; with no tree, nothing */
	struct kacs_object_tree *tree; /* or NULL */
	u32 undecided;
	u32 granted;
};

static u32 match_ace(const struct walk *walk, const struct kacs_ace *ace)
{
	const struct kacs_check *check = walk->e->check;
	u32 match = kacs_view_match_here(check->token, walk->pass,
					 kacs_acl_ace_sid(walk->bytes, ace));

	if (unlikely(ace->trustee != KACS_TRUSTEE_SID))
		match |= kacs_view_match_virtual(
			check, walk->pass, (enum kacs_ace_trustee)ace->trustee);
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
						.condition = walk->condition,
					});
}

/*
 * With a tree, the walk's own masks are those of the root; undecided are the
 * rights that any node has not decided. What the root makes of an ACE is what
 * the trace tells.
 */
static noinline u32 decide_tree(struct walk *walk, u32 bits, bool allow)
{
	struct kacs_object_tree *tree = walk->tree;
	u32 before = tree->nodes[0].pass_decided;

	if (allow)
		kacs_object_tree_grant(tree, walk->node, bits);
	else
		kacs_object_tree_deny(tree, walk->node, bits);
	walk->undecided = kacs_object_tree_undecided(tree);
	walk->granted = tree->nodes[0].pass_granted;
	return tree->nodes[0].pass_decided & ~before;
}

static void grant(struct walk *walk, u32 ace, enum kacs_note note, u32 mask)
{
	u32 bits = mask & walk->undecided;

	if (!bits)
		return;
	if (unlikely(walk->tree)) {
		bits = decide_tree(walk, bits, true);
		trace(walk, ace, bits ? KACS_EFFECT_GRANT : KACS_EFFECT_NONE,
		      bits ? note : KACS_NOTE_PART, mask, bits);
		return;
	}
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

	if (unlikely(walk->tree)) {
		bits = decide_tree(walk, bits, false);
		trace(walk, ace, bits ? effect : KACS_EFFECT_NONE,
		      bits ? KACS_NOTE_NONE : KACS_NOTE_PART, mask, bits);
		return;
	}
	walk->undecided &= ~bits;
	trace(walk, ace, effect, KACS_NOTE_NONE, mask, bits);
}

/*
 * 10.5: the node that an ACE is about, which is every node unless it names an
 * object type. False if there is none.
 */
static noinline bool find_node(struct walk *walk, const struct kacs_ace *ace)
{
	const struct kacs_object_tree *tree = walk->tree;
	const u8 *guid = kacs_acl_ace_object_type(walk->bytes, ace);

	walk->node = tree->count;
	if (!guid)
		return true;
	walk->node = kacs_object_tree_find(tree, guid);
	return walk->node < tree->count;
}

/* Why an ACE was passed over without a look at its SID. */
static enum kacs_note pass_over_note(const struct walk *walk,
				     const struct kacs_ace *ace, u32 mask)
{
	if (ace->flags & KACS_ACE_INHERIT_ONLY)
		return KACS_NOTE_INHERIT_ONLY;
	if (ace->kind >= KACS_ACE_KIND_OTHER)
		return KACS_NOTE_NOT_EVALUATED;
	return mask & walk->e->wanted ? KACS_NOTE_ALREADY_DECIDED
				      : KACS_NOTE_NOT_WANTED;
}

/*
 * 3.8: who cannot tell whether the condition holds does not grant, and denies.
 */
static inline bool condition_holds(struct walk *walk,
				   const struct kacs_ace *ace, bool for_allow)
{
	const struct kacs_evaluation *e = walk->e;

	walk->condition = KACS_TRUTH_UNKNOWN;
	if (likely(!ace->malformed))
		walk->condition = (u8)kacs_condition_evaluate(
			kacs_acl_ace_condition(e->dacl, ace), e->check,
			e->budget, walk->pass, for_allow);
	return walk->condition == KACS_TRUTH_TRUE ||
	       (walk->condition == KACS_TRUTH_UNKNOWN && !for_allow);
}

/* What becomes of an ACE whose SID matches. */
static void apply(struct walk *walk, const struct kacs_ace *ace, u32 index,
		  u32 mask, u32 match)
{
	const bool deny_ace = ace->kind == KACS_ACE_KIND_DENY ||
			      ace->kind == KACS_ACE_KIND_DENY_IF;

	if (!deny_ace && !(match & KACS_MATCH_ALLOW)) {
		trace(walk, index, KACS_EFFECT_NONE, KACS_NOTE_DENY_ONLY, mask,
		      0);
		return;
	}
	if (unlikely(walk->tree) && !find_node(walk, ace))
		trace(walk, index, KACS_EFFECT_NONE, KACS_NOTE_NOT_IN_TREE,
		      mask, 0);
	else if (unlikely(ace->kind >= KACS_ACE_KIND_ALLOW_IF) &&
		 !condition_holds(walk, ace, !deny_ace))
		trace(walk, index, KACS_EFFECT_NONE, KACS_NOTE_CONDITION, mask,
		      0);
	else if (deny_ace)
		deny(walk, index, mask);
	else
		grant(walk, index, KACS_NOTE_NONE, mask);
	walk->condition = KACS_TRUTH_NONE;
}

static void visit(struct walk *walk, const struct kacs_ace *ace, u32 index)
{
	u32 mask = kacs_map_generic(ace->mask, walk->e->check->mapping);
	u32 match;

	if (!(mask & walk->undecided) || ace->kind >= KACS_ACE_KIND_OTHER ||
	    ace->flags & KACS_ACE_INHERIT_ONLY) {
		trace(walk, index, KACS_EFFECT_NONE,
		      pass_over_note(walk, ace, mask), mask, 0);
		return;
	}
	match = match_ace(walk, ace);
	if (match)
		apply(walk, ace, index, mask, match);
	else
		trace(walk, index, KACS_EFFECT_NONE, KACS_NOTE_NO_MATCH, mask,
		      0);
}

/* 3.7, 10.2: before the DACL, so that no denial in it takes them away. */
static void grant_owner_implicit(struct walk *walk)
{
	if (OWNER_IMPLICIT & walk->undecided && !walk->e->dacl->owner_rights &&
	    walk->pass != KACS_PASS_CONFINEMENT &&
	    kacs_view_is_owner(walk->e->check, walk->pass))
		grant(walk, KACS_NO_ACE, KACS_NOTE_OWNER, OWNER_IMPLICIT);
}

static void grant_null_dacl(struct walk *walk)
{
	grant(walk, KACS_NO_ACE, KACS_NOTE_NULL_DACL,
	      kacs_map_generic(KACS_GENERIC_ALL, walk->e->check->mapping));
}

/* Most ACEs are for somebody else: from @i on, the first that may not be. */
static inline u32 pass_over_strangers(const struct kacs_ace *aces, u32 i,
				      u32 count,
				      struct kacs_stranger_filter filter)
{
	while (i < count && aces[i].trustee == KACS_TRUSTEE_SID &&
	       kacs_is_stranger(filter, aces[i].sid_hash))
		i++;
	return i;
}

u32 kacs_walk_dacl(struct kacs_evaluation *e, enum kacs_pass pass,
		   u32 *undecided)
{
	const struct kacs_identity *identity = kacs_evaluation_identity(e);
	const struct kacs_stranger_filter filter = {
		.hashes = identity->hashes,
		.mask = identity->table_mask,
		.roles = kacs_view_roles(pass),
		.identity = identity,
	};
	const struct kacs_acl *dacl = e->dacl;
	const struct kacs_ace *aces = dacl->aces;
	const u32 count = dacl->count;
	const bool traced = e->trace;
	struct walk walk = {
		.e = e,
		.bytes = dacl->bytes,
		.pass = pass,
		.undecided = *undecided & ~KACS_NOT_BY_ACE,
		.tree = e->check->tree,
	};
	u32 i;

	if (unlikely(walk.tree)) {
		walk.node = walk.tree->count;
		kacs_object_tree_start(walk.tree, ~walk.undecided);
	}
	grant_owner_implicit(&walk);
	if (dacl->null)
		grant_null_dacl(&walk);
	for (i = 0; i < count && walk.undecided; i++) {
		if (!traced)
			i = pass_over_strangers(aces, i, count, filter);
		if (i < count)
			visit(&walk, &aces[i], i);
	}
	*undecided = walk.undecided | (*undecided & KACS_NOT_BY_ACE);
	return walk.granted;
}
