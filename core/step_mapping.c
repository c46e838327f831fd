// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Mapping, 10.10 step 2: generic rights become the object's, MAXIMUM_ALLOWED is
 * remembered. Now it is known which privileges can matter.
 */
#include "pipeline.h"

void kacs_step_mapping(struct kacs_evaluation *e)
{
	const struct kacs_check *check = e->check;
	struct kacs_decision *decision = e->decision;
	u32 desired = kacs_map_generic(check->desired, check->mapping);

	decision->maximum_allowed = desired & KACS_MAXIMUM_ALLOWED;
	decision->desired = desired & ~KACS_MAXIMUM_ALLOWED;
	e->wanted = decision->maximum_allowed ? ~0u : decision->desired;
	if (!(e->traits & KACS_TRAIT_OPEN))
		return;
	if (check->privilege_intent || e->wanted & KACS_ACCESS_SYSTEM_SECURITY)
		e->traits |= KACS_TRAIT_PRIVILEGES;
	if (e->wanted & KACS_WRITE_OWNER &&
	    kacs_token_privileged(check->token, KACS_SE_TAKE_OWNERSHIP))
		e->traits |= KACS_TRAIT_TAKE_OWNERSHIP;
}
