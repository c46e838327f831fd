// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Confinement, 10.6: only what the package and its capabilities would get by
 * themselves as well, whoever gave it. No privilege comes back after this; so
 * nobody confined reaches a SACL, whatever an ACE says.
 */
#include "dacl_walk.h"

void kacs_step_confinement(struct kacs_evaluation *e)
{
	u32 asked = kacs_evaluation_granted_anywhere(e);
	u32 before = e->granted;
	u32 undecided = asked;

	e->granted &= kacs_walk_dacl(e, KACS_PASS_CONFINEMENT, &undecided);
	e->privilege_granted &= e->granted;
	kacs_evaluation_trace(e, KACS_STEP_CONFINEMENT, KACS_ACL_DACL,
			      KACS_NO_ACE, KACS_EFFECT_REMOVE,
			      before & undecided);
	if (unlikely(e->check->tree))
		kacs_evaluation_intersect_nodes(e, asked, 0);
}
