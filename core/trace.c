// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The trace of a check: entries in order, and who had the last word on a right.
 */
#include "trace.h"

void kacs_trace_init(struct kacs_trace *trace, struct kacs_trace_entry *entries,
		     u32 capacity)
{
	memset(trace, 0, sizeof(*trace));
	trace->entries = entries;
	trace->capacity = entries ? capacity : 0;
}

/*
 * A grant in the restricted or the confinement pass confirms what another step
 * gave; it is that step's right still.
 */
static bool attributes(const struct kacs_trace_entry *entry)
{
	if (entry->effect == KACS_EFFECT_NONE)
		return false;
	return entry->effect != KACS_EFFECT_GRANT ||
	       (entry->step != KACS_STEP_RESTRICTED &&
		entry->step != KACS_STEP_CONFINEMENT);
}

void kacs_trace_add(struct kacs_trace *trace,
		    const struct kacs_trace_entry *entry)
{
	u32 bit;

	if (trace->count < trace->capacity)
		trace->entries[trace->count] = *entry;
	trace->count++;
	if (!attributes(entry))
		return;
	for (bit = 0; bit < 32; bit++) {
		if (!(entry->bits >> bit & 1))
			continue;
		trace->rights[bit] = (struct kacs_attribution){
			.step = entry->step,
			.acl = entry->acl,
			.effect = entry->effect,
			.note = entry->note,
			.ace = entry->ace,
			.rule_step = entry->rule_step,
			.policy = entry->policy,
			.rule = entry->rule,
		};
	}
}

struct kacs_attribution kacs_trace_decider(const struct kacs_trace *trace,
					   u32 missing)
{
	u32 bit;

	for (bit = 0; bit < 32; bit++) {
		if (missing >> bit & 1)
			break;
	}
	if (bit < 32 && trace->rights[bit].step != KACS_STEP_NONE)
		return trace->rights[bit];
	return (struct kacs_attribution){
		.step = KACS_STEP_DACL,
		.acl = KACS_ACL_DACL,
		.effect = KACS_EFFECT_DENY,
		.note = KACS_NOTE_NONE,
		.ace = KACS_NO_ACE,
	};
}
