// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Central policies, 10.8: of what is granted there remains what every rule that
 * applies would grant as well, to the same token, on the same object, with the
 * rule's DACL in place of the object's.
 *
 * What the staged rules would leave is found out beside it. It has no effect.
 *
 * A rule's evaluation cannot fail: its ACLs were validated when the policy was
 * prepared. So there is no error to grant the rights of privileges at.
 */
#include "pipeline.h"

/* Which rule of which policy, for the trace. */
struct place {
	u16 policy; /* the scoped policy ACE */
	u16 rule;
	u8 note;
};

static u32 evaluate_rule(struct kacs_evaluation *e, const struct kacs_acl *dacl,
			 struct kacs_budget *budget, struct kacs_trace *trace)
{
	struct kacs_check check = *e->check;
	struct kacs_decision decision;
	struct kacs_evaluation rule = {
		.check = &check,
		.dacl = dacl,
		.decision = &decision,
		.trace = trace,
		.budget = budget,
	};

	/* That somebody backs up is the caller's word, not the policy's. */
	check.privilege_intent = 0;
	kacs_evaluate_descriptor(&rule);
	return rule.granted;
}

/* An entry of step POLICY, from one of a step of the rule's evaluation. */
static struct kacs_trace_entry of_rule(struct kacs_trace_entry entry,
				       const struct place *place)
{
	entry.rule_step = entry.step;
	entry.step = KACS_STEP_POLICY;
	if (entry.acl == KACS_ACL_DACL)
		entry.acl = KACS_ACL_POLICY;
	if (place->note && entry.note == KACS_NOTE_NONE)
		entry.note = place->note;
	entry.policy = place->policy;
	entry.rule = place->rule;
	return entry;
}

/* Attribute what the rule took away to what withheld it there. */
static void trace_losses(struct kacs_evaluation *e,
			 const struct kacs_trace *inner, u32 lost,
			 const struct place *place)
{
	struct kacs_attribution by;
	struct kacs_trace_entry entry;
	u32 bit;

	for (bit = 0; bit < 32; bit++) {
		if (!(lost >> bit & 1))
			continue;
		by = kacs_trace_decider(inner, 1u << bit);
		entry = of_rule(
			(struct kacs_trace_entry){
				.step = by.step,
				.acl = by.acl,
				.effect = KACS_EFFECT_REMOVE,
				.ace = by.ace,
				.bits = 1u << bit,
			},
			place);
		kacs_trace_add(e->trace, &entry);
	}
}

/*
 * The walk of a rule goes into the same entries as the rest, as that of this
 * step; but only what it takes away changes who had the last word.
 */
static noinline u32 evaluate_traced(struct kacs_evaluation *e,
				    const struct kacs_policy_rule *rule,
				    const struct place *place)
{
	struct kacs_trace *outer = e->trace;
	u32 used =
		outer->count < outer->capacity ? outer->count : outer->capacity;
	struct kacs_trace inner;
	u32 granted, i;

	kacs_trace_init(&inner, outer->entries ? outer->entries + used : NULL,
			outer->capacity - used);
	granted = evaluate_rule(e, &rule->dacl, e->budget, &inner);
	for (i = 0; i < inner.count && i < inner.capacity; i++)
		inner.entries[i] = of_rule(inner.entries[i], place);
	outer->count += inner.count;
	trace_losses(e, &inner, e->granted & ~granted, place);
	return granted;
}

static bool applies(struct kacs_evaluation *e,
		    const struct kacs_policy_rule *rule,
		    const struct place *place)
{
	enum kacs_truth truth = kacs_policy_applies(rule, e->check, e->budget);

	if (truth == KACS_TRUTH_TRUE)
		return true;
	if (e->trace)
		kacs_evaluation_record(e,
				       (struct kacs_trace_entry){
					       .step = KACS_STEP_POLICY,
					       .acl = KACS_ACL_POLICY,
					       .effect = KACS_EFFECT_NONE,
					       .note = KACS_NOTE_NOT_APPLICABLE,
					       .ace = KACS_NO_ACE,
					       .condition = (u8)truth,
					       .policy = place->policy,
					       .rule = place->rule,
				       });
	return false;
}

static void apply_rule(struct kacs_evaluation *e, u32 *staged,
		       const struct kacs_policy_rule *rule,
		       const struct place *place)
{
	const bool has_staged = rule->staged_dacl.bytes;
	u32 granted;

	if (!applies(e, rule, place))
		return;
	if (rule->sacl.bytes || rule->staged_sacl.bytes)
		e->traits |= KACS_TRAIT_AUDIT;
	if (rule->staged_sacl.bytes)
		e->staged_sacls = true;
	granted = e->trace ? evaluate_traced(e, rule, place)
			   : evaluate_rule(e, &rule->dacl, e->budget, NULL);
	e->granted &= granted;
	if (e->check->tree)
		kacs_evaluation_narrow_nodes(e, true, !has_staged);
	if (has_staged) {
		/* What it spends must not be missing where it counts. */
		granted = evaluate_rule(e, &rule->staged_dacl, e->staged_budget,
					NULL);
		if (e->check->tree)
			kacs_evaluation_narrow_nodes(e, false, true);
	}
	*staged &= granted;
}

static void apply_policy(struct kacs_evaluation *e, u32 *staged, u16 index)
{
	const struct kacs_sd *sd = e->check->sd;
	struct kacs_sid sid = kacs_ace_sid(sd, &kacs_sd_sacl(sd)[index]);
	const struct kacs_policy *policy =
		kacs_policy_find(e->check->policies, sid);
	struct place place = {.policy = index};
	struct kacs_recovery_policy recovery;
	u32 i;

	if (!policy) {
		policy = kacs_policy_recovery(&recovery);
		place.note = KACS_NOTE_RECOVERY;
	}
	for (i = 0; i < policy->rule_count; i++) {
		place.rule = (u16)i;
		apply_rule(e, staged, &policy->rules[i], &place);
	}
}

void kacs_step_policy(struct kacs_evaluation *e)
{
	const struct kacs_sd *sd = e->check->sd;
	u32 staged = e->granted;
	bool differ = false;
	u16 i;

	if (e->check->tree)
		kacs_evaluation_begin_rules(e);
	for (i = 0; i < sd->sacl.count; i++)
		if (kacs_sd_names_policy(sd, i))
			apply_policy(e, &staged, i);
	if (e->check->tree)
		differ = kacs_evaluation_end_rules(e);
	e->privilege_granted &= e->granted;
	e->decision->staged = staged;
	e->decision->staging_mismatch = differ || staged != e->granted;
	if (e->decision->staging_mismatch)
		e->traits |= KACS_TRAIT_AUDIT;
	e->nodes_differ = differ;
}
