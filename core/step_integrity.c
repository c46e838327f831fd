// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Integrity, 10.3: what a token below the object's label may still get from the
 * DACL. Only called for a token that does not dominate and whose policy minds.
 *
 * 10.3's algorithm takes the bits of GENERIC_WRITE away from those of reading
 * and executing, and with them the bits that all three share (READ_CONTROL and
 * SYNCHRONIZE of a file), so that its default label would forbid to read, which
 * its text allows. Here the categories are left out before they are mapped.
 */
#include "pipeline.h"

void kacs_step_integrity(struct kacs_evaluation *e)
{
	const struct kacs_check *check = e->check;
	const struct kacs_sd *sd = check->sd;
	u32 policy = sd->has_label ? sd->label_policy : KACS_LABEL_NO_WRITE_UP;
	u32 all = kacs_map_generic(KACS_GENERIC_ALL, check->mapping);
	u32 categories = 0;
	u32 refused;

	if (!(policy & KACS_LABEL_NO_READ_UP))
		categories |= KACS_GENERIC_READ;
	if (!(policy & KACS_LABEL_NO_EXECUTE_UP))
		categories |= KACS_GENERIC_EXECUTE;
	refused = all & ~kacs_map_generic(categories, check->mapping);
	if (refused & KACS_WRITE_OWNER &&
	    kacs_token_privileged(check->token, KACS_SE_RELABEL)) {
		refused &= ~KACS_WRITE_OWNER;
		e->decision->use.relabel = KACS_WRITE_OWNER & e->wanted;
		e->traits |= KACS_TRAIT_AUDIT;
	}
	e->mandatory_decided |= refused;
	refused &= e->wanted & ~e->decided;
	e->decided |= refused;
	kacs_evaluation_trace(e, KACS_STEP_INTEGRITY,
			      sd->has_label ? KACS_ACL_SACL : KACS_ACL_NONE,
			      sd->has_label ? sd->label_ace : KACS_NO_ACE,
			      KACS_EFFECT_DENY, refused);
}
