// SPDX-License-Identifier: GPL-2.0-only
/*
 * How much work a check is.
 */
#include "policy.h"
#include "work.h"

/* In units of one ACE at one node of a tree: all, and that of a condition. */
#define KACS_MOST_WORK (1u << 25)
#define KACS_CONDITION_WORK 4096u

/* The recovery policy's: a rule and its ACEs. */
#define KACS_RECOVERY_ACES 4u

static void kacs_work_add_acl(struct kacs_work *work,
			      const struct kacs_acl *acl)
{
	u32 i;

	work->aces += acl->count;
	for (i = 0; i < acl->count; i++)
		if (kacs_ace_shape(acl->aces[i].type) & KACS_ACE_SHAPE_CALLBACK)
			work->conditions++;
}

struct kacs_work kacs_policy_measure_work(const struct kacs_policy *policy)
{
	struct kacs_work work = {.aces = policy->rule_count};
	u32 i;

	for (i = 0; i < policy->rule_count; i++) {
		const struct kacs_policy_rule *rule = &policy->rules[i];

		work.conditions += rule->applies_to ? 1 : 0;
		kacs_work_add_acl(&work, &rule->dacl);
		kacs_work_add_acl(&work, &rule->sacl);
		kacs_work_add_acl(&work, &rule->staged_dacl);
		kacs_work_add_acl(&work, &rule->staged_sacl);
	}
	return work;
}

static void kacs_work_add_policy(struct kacs_work *work,
				 const struct kacs_policy *policy)
{
	const struct kacs_work *more;

	if (!policy) {
		work->aces += KACS_RECOVERY_ACES;
		return;
	}
	more = kacs_policy_work(policy);
	work->aces += more->aces;
	work->conditions += more->conditions;
}

bool kacs_check_is_bounded(const struct kacs_check *check)
{
	const struct kacs_sd *sd = check->sd;
	const u32 nodes = check->tree ? check->tree->count : 1;
	struct kacs_work work = {};
	u32 i;

	kacs_work_add_acl(&work, &sd->dacl);
	kacs_work_add_acl(&work, &sd->sacl);
	for (i = 0; check->policies && i < sd->sacl.count; i++)
		if (kacs_sd_names_policy(sd, i))
			kacs_work_add_policy(
				&work,
				kacs_policy_find(
					check->policies,
					kacs_ace_sid(sd, &sd->sacl.aces[i])));
	return work.aces * nodes + work.conditions * KACS_CONDITION_WORK <=
	       KACS_MOST_WORK;
}
