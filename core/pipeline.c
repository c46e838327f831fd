// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * AccessCheck: the order of its steps, PSD-004 10.10.
 */
#include "pipeline.h"

/*
 * Every step in its order: its number, what a check must have in it for the
 * step to be called, and the function. The steps up to confinement are those of
 * a descriptor, which the rules of policies go through as well.
 *
 * Layers have their place but no function, because none can be made yet.
 */
static const struct {
	u32 step;
	u32 when; /* any of these traits */
	void (*run)(struct kacs_evaluation *e);
} pipeline[] = {
	/* clang-format off */
	{ KACS_STEP_GATE,	 KACS_TRAIT_REFUSED,	    kacs_step_gate },
	{ KACS_STEP_MAPPING,	 KACS_TRAIT_ANY,	    kacs_step_mapping },
	{ KACS_STEP_PRIVILEGES,	 KACS_TRAIT_PRIVILEGES,	    kacs_step_privileges },
	{ KACS_STEP_INTEGRITY,	 KACS_TRAIT_BELOW_LABEL,    kacs_step_integrity },
	{ KACS_STEP_TRUST,	 KACS_TRAIT_TRUST_LABEL,    kacs_step_trust },
	{ KACS_STEP_DACL,	 KACS_TRAIT_OPEN,	    kacs_step_dacl },
	{ KACS_STEP_OWNERSHIP,	 KACS_TRAIT_TAKE_OWNERSHIP, kacs_step_ownership },
	{ KACS_STEP_RESTRICTED,	 KACS_TRAIT_RESTRICTED,	    kacs_step_restricted },
	{ KACS_STEP_CONFINEMENT, KACS_TRAIT_CONFINED,	    kacs_step_confinement },
	{ KACS_STEP_POLICY,	 KACS_TRAIT_POLICIES,	    kacs_step_policy },
	{ KACS_STEP_LAYERS,	 0,			    NULL },
	{ KACS_STEP_AUDIT,	 KACS_TRAIT_AUDIT,	    kacs_step_audit },
	{ KACS_STEP_RESULT,	 KACS_TRAIT_ANY,	    kacs_step_result },
	/* clang-format on */
};

#define STEPS (sizeof(pipeline) / sizeof(pipeline[0]))
#define DESCRIPTOR_STEPS (KACS_STEP_CONFINEMENT - KACS_STEP_GATE + 1u)

/* 10.3: an object without a label is Medium, no write up. */
static bool below_label(const struct kacs_token *token,
			const struct kacs_sd *sd)
{
	u32 level = sd->has_label ? sd->label_level : KACS_INTEGRITY_MEDIUM;

	return token->mandatory_policy & KACS_POLICY_NO_WRITE_UP &&
	       token->integrity_level < level;
}

/*
 * The traits that token and descriptor have whatever is asked. Those of the
 * request are added when it has been mapped.
 */
static __always_inline u32 traits_of(const struct kacs_check *check)
{
	const struct kacs_token *token = check->token;
	const struct kacs_identity *identity = token->identity;
	u32 traits = KACS_TRAIT_ANY | KACS_TRAIT_OPEN | identity->traits |
		     check->sd->traits;

	if ((token->token_type == KACS_TOKEN_IMPERSONATION &&
	     token->impersonation_level == KACS_LEVEL_IDENTIFICATION) ||
	    !check->sd->owner.len)
		return KACS_TRAIT_ANY | KACS_TRAIT_REFUSED;
	if (below_label(token, check->sd))
		traits |= KACS_TRAIT_BELOW_LABEL;
	return traits;
}

/*
 * Unrolled, the table becomes tests of constants and direct calls, which a
 * kernel that guards its indirect ones is glad of.
 */
static __always_inline void run(struct kacs_evaluation *e, u32 steps)
{
	u32 i;

	e->traits = traits_of(e->check);
	e->decided = KACS_NOT_BY_ACE;
	*e->decision = (struct kacs_decision){0};
#pragma GCC unroll 16
	for (i = 0; i < steps; i++) {
		if (pipeline[i].when & e->traits)
			pipeline[i].run(e);
	}
}

void kacs_access_check(const struct kacs_check *check,
		       struct kacs_decision *decision, struct kacs_trace *trace)
{
	struct kacs_budget budget = {KACS_CONDITION_STEPS};
	struct kacs_budget staged_budget = {KACS_CONDITION_STEPS};
	struct kacs_evaluation e = {
		.check = check,
		.dacl = &check->sd->dacl,
		.decision = decision,
		.trace = trace,
		.budget = &budget,
		.staged_budget = &staged_budget,
	};

	run(&e, STEPS);
}

void kacs_audit_allowed(const struct kacs_check *check,
			struct kacs_decision *decision)
{
	struct kacs_budget budget = {KACS_CONDITION_STEPS};
	struct kacs_evaluation e = {
		.check = check,
		.dacl = &check->sd->dacl,
		.decision = decision,
		.granted = check->desired,
		.budget = &budget,
		.staged_budget = &budget,
	};

	*decision = (struct kacs_decision){
		.allowed = true,
		.desired = check->desired,
		.granted = check->desired,
	};
	kacs_step_audit(&e);
}

void kacs_evaluate_descriptor(struct kacs_evaluation *e)
{
	run(e, DESCRIPTOR_STEPS);
}

void kacs_evaluation_record(struct kacs_evaluation *e,
			    struct kacs_trace_entry entry)
{
	kacs_trace_add(e->trace, &entry);
}

u32 kacs_evaluation_privilege(struct kacs_evaluation *e, u8 step, u32 privilege,
			      u32 bits)
{
	bits &= e->wanted & ~KACS_NEVER_GRANTED;
	e->decided |= bits;
	e->granted |= bits;
	e->privilege_granted |= bits;
	if (bits)
		e->traits |= KACS_TRAIT_AUDIT;
	if (unlikely(e->trace) && bits)
		kacs_evaluation_record(
			e, (struct kacs_trace_entry){
				   .step = step,
				   .acl = KACS_ACL_NONE,
				   .effect = KACS_EFFECT_GRANT,
				   .note = KACS_NOTE_NONE,
				   .ace = KACS_NO_ACE,
				   .bits = bits,
				   .privilege = KACS_PRIVILEGE(privilege),
			   });
	return bits;
}

const char *kacs_step_name(u32 step)
{
	switch (step) {
	case KACS_STEP_GATE:
		return "gate";
	case KACS_STEP_MAPPING:
		return "mapping";
	case KACS_STEP_PRIVILEGES:
		return "privileges";
	case KACS_STEP_INTEGRITY:
		return "integrity";
	case KACS_STEP_TRUST:
		return "trust";
	case KACS_STEP_DACL:
		return "dacl";
	case KACS_STEP_OWNERSHIP:
		return "ownership";
	case KACS_STEP_RESTRICTED:
		return "restricted";
	case KACS_STEP_CONFINEMENT:
		return "confinement";
	case KACS_STEP_POLICY:
		return "policy";
	case KACS_STEP_LAYERS:
		return "layers";
	case KACS_STEP_AUDIT:
		return "audit";
	case KACS_STEP_RESULT:
		return "result";
	case KACS_STEP_PRIVILEGE_REQUIRED:
		return "privilege required";
	case KACS_STEP_NO_SD:
		return "no sd";
	case KACS_STEP_CORRUPT_SD:
		return "corrupt sd";
	case KACS_STEP_HANDLE:
		return "handle";
	case KACS_STEP_FIXED_RULE:
		return "fixed rule";
	case KACS_STEP_CAPABILITY:
		return "capability";
	case KACS_STEP_PROTECTION:
		return "protection";
	case KACS_STEP_MITIGATION:
		return "mitigation";
	case KACS_STEP_IMPERSONATION:
		return "impersonation";
	default:
		return "none";
	}
}
