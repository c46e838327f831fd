// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Ownership, 10.10 step 9: SeTakeOwnership gives WRITE_OWNER against any denial
 * of the DACL, but not against integrity or trust. Only called if the token has
 * the privilege and the right is wanted.
 */
#include "pipeline.h"

void kacs_step_ownership(struct kacs_evaluation *e)
{
	if ((e->mandatory_decided | e->granted) & KACS_WRITE_OWNER)
		return;
	e->decision->use.take_ownership =
		kacs_evaluation_privilege(e, KACS_STEP_OWNERSHIP,
					  KACS_SE_TAKE_OWNERSHIP,
					  KACS_WRITE_OWNER);
	if (unlikely(e->check->tree))
		kacs_evaluation_add_to_nodes(e,
					     e->decision->use.take_ownership);
}
