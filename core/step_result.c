// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Result, 10.10 step 15 and the AccessCheck wrapper: allowed if nothing that
 * was desired is missing.
 */
#include "pipeline.h"

void kacs_step_result(struct kacs_evaluation *e)
{
	struct kacs_decision *decision = e->decision;

	decision->granted = e->granted;
	decision->privilege_granted = e->privilege_granted;
	if (likely(!(e->traits & KACS_TRAIT_POLICIES)))
		decision->staged = e->granted;
	decision->allowed = e->traits & KACS_TRAIT_OPEN &&
			    !(decision->desired & ~e->granted);
	if (unlikely(e->check->tree))
		kacs_evaluation_allow_nodes(e);
}
