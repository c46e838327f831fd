// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "generate.h"

/* Most policies let the user do what no ACE before denied. */
static void dacl(struct random *random, u32 features,
		 struct case_record *record, struct case_acl *acl)
{
	static const struct case_ace all = {.type = KACS_ACE_ACCESS_ALLOWED,
					    .sid = SID_USER,
					    .mask = KACS_GENERIC_ALL};

	acl->present = true;
	acl->count = random_below(random, 3);
	for (u32 i = 0; i < acl->count; i++)
		generate_dacl_ace(random, features, record, &acl->aces[i]);
	if (!one_in(random, 4))
		acl->aces[acl->count++] = all;
}

static void sacl(struct random *random, u32 features,
		 struct case_record *record, struct case_acl *acl)
{
	acl->present = true;
	acl->count = random_below(random, 3);
	for (u32 i = 0; i < acl->count; i++) {
		if (one_in(random, 4))
			generate_sacl_ace(random, features, record,
					  &acl->aces[i]);
		else
			generate_audit_ace(random, features, record,
					   &acl->aces[i]);
	}
}

/* What is staged is at times the same, or differs in one ACE only. */
static void stage(struct random *random, u32 features,
		  struct case_record *record, struct case_rule *rule,
		  enum case_rule_acl effective)
{
	struct case_acl *staged = &rule->acls[effective + RULE_STAGED_DACL];
	bool is_dacl = effective == RULE_DACL;
	u32 changed;

	switch (random_below(random, 4)) {
	case 0:
		return;
	case 1:
		(is_dacl ? dacl : sacl)(random, features, record, staged);
		return;
	}
	*staged = rule->acls[effective];
	if (!staged->count || one_in(random, 2))
		return;
	changed = random_below(random, staged->count);
	(is_dacl ? generate_dacl_ace : generate_audit_ace)(
		random, features, record, &staged->aces[changed]);
}

static void rule(struct random *random, u32 features,
		 struct case_record *record, struct case_rule *rule)
{
	bool valid = !(features & FEATURE_MALFORMED) || !one_in(random, 64);

	if (features & FEATURE_CONDITIONS && one_in(random, 3))
		rule->condition = generate_condition(random, valid, record);
	dacl(random, features, record, &rule->acls[RULE_DACL]);
	if (!one_in(random, 4))
		sacl(random, features, record, &rule->acls[RULE_SACL]);
	stage(random, features, record, rule, RULE_DACL);
	stage(random, features, record, rule, RULE_SACL);
}

void generate_policies(struct random *random, u32 features,
		       struct case_record *record)
{
	record->policy_count = one_in(random, 4)
				       ? random_below(random, CASE_MAX_POLICIES)
				       : CASE_MAX_POLICIES;
	for (u32 i = 0; i < record->policy_count; i++) {
		struct case_policy *policy = &record->policies[i];

		policy->sid = (u8)(SID_POLICY_ONE + i);
		policy->rule_count = random_below(random, CASE_MAX_RULES + 1);
		for (u32 j = 0; j < policy->rule_count; j++)
			rule(random, features, record, &policy->rules[j]);
	}
}
