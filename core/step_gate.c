// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Gate, 10.10 steps 0 and 1: a token that may only be looked at, or a
 * descriptor without an owner, decides nothing. Only called to refuse.
 */
#include "pipeline.h"

void kacs_step_gate(struct kacs_evaluation *e)
{
	kacs_evaluation_trace(e, KACS_STEP_GATE, KACS_ACL_NONE, KACS_NO_ACE,
			      KACS_EFFECT_DENY, ~0u);
}
