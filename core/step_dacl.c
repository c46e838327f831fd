// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DACL, 10.2: what the object's owner and the ACEs give to user and groups.
 */
#include "dacl_walk.h"

void kacs_step_dacl(struct kacs_evaluation *e)
{
	u32 undecided = e->wanted & ~e->decided;
	u32 before = e->granted;

	e->granted |= kacs_walk_dacl(e, KACS_PASS_NORMAL, &undecided);
	if (unlikely(e->check->tree))
		kacs_evaluation_grant_nodes(e, before);
}
