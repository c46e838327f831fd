// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Trust, 10.7: a process that does not dominate the object's trust label keeps
 * what the label's mask lets it have, and loses the rest even where a privilege
 * gave it.
 */
#include "pipeline.h"

void kacs_step_trust(struct kacs_evaluation *e)
{
	const struct kacs_check *check = e->check;
	const struct kacs_sd *sd = check->sd;
	u32 refused, lost;

	if (check->pip_type >= sd->trust_type &&
	    check->pip_trust >= sd->trust_level)
		return;
	refused = kacs_map_generic(KACS_GENERIC_ALL, check->mapping) |
		  KACS_ACCESS_SYSTEM_SECURITY;
	refused &= ~kacs_map_generic(sd->trust_mask, check->mapping);
	e->mandatory_decided |= refused;
	refused &= e->wanted;
	lost = refused & e->granted;
	kacs_evaluation_trace(e, KACS_STEP_TRUST, KACS_ACL_SACL, sd->trust_ace,
			      KACS_EFFECT_REMOVE, lost);
	kacs_evaluation_trace(e, KACS_STEP_TRUST, KACS_ACL_SACL, sd->trust_ace,
			      KACS_EFFECT_DENY, refused & ~e->decided);
	e->decided |= refused;
	e->granted &= ~lost;
	e->privilege_granted &= ~lost;
}
