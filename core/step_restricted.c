// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Restricted, 10.4: only what the restricting SIDs would get by themselves as
 * well. A write-restricted token is asked about writing only. What privileges
 * gave comes back afterwards.
 */
#include "dacl_walk.h"

void kacs_step_restricted(struct kacs_evaluation *e)
{
	u32 asked = kacs_evaluation_granted_anywhere(e);
	u32 granted, undecided, lost;

	if (e->check->token->write_restricted)
		asked &=
			kacs_map_generic(KACS_GENERIC_WRITE, e->check->mapping);
	undecided = asked;
	granted = kacs_walk_dacl(e, KACS_PASS_RESTRICTED, &undecided);
	lost = asked & e->granted & ~granted;
	kacs_evaluation_trace(e, KACS_STEP_RESTRICTED, KACS_ACL_DACL,
			      KACS_NO_ACE, KACS_EFFECT_REMOVE,
			      asked & e->granted & undecided);
	kacs_evaluation_trace(e, KACS_STEP_RESTRICTED, KACS_ACL_NONE,
			      KACS_NO_ACE, KACS_EFFECT_RESTORE,
			      lost & e->privilege_granted);
	e->granted &= ~lost | e->privilege_granted;
	if (unlikely(e->check->tree))
		kacs_evaluation_intersect_nodes(e, asked, e->privilege_granted);
}
