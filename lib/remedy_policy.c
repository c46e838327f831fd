// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Remedies: a rule of a central policy changed, or the policy not named. */
#include "policy.h"
#include "remedy.h"

#include <stdlib.h>

/* The DACL of the rule that decides, as it would be. */
struct edit {
	struct kacs_removed removed;
	struct kacs_sid allowed; /* .len 0: no ACE more */
	u32 mask;
};

static void put_field(struct kacs_buffer *out, const u8 *bytes, u32 len)
{
	kacs_buffer_le32(out, len);
	kacs_buffer_put(out, bytes, len);
}

static void put_acl(struct kacs_buffer *out, const struct kacs_acl *acl)
{
	put_field(out, acl->bytes,
		  acl->bytes ? kacs_load_le16(acl->bytes + 2) : 0);
}

static void put_edited(struct kacs_buffer *out, const struct kacs_acl *acl,
		       const struct edit *edit)
{
	struct kacs_acl_writer writer;
	u32 i;

	kacs_acl_begin(&writer);
	writer.revision = acl->bytes[0];
	for (i = 0; i < acl->count; i++)
		if (!kacs_removed_has(&edit->removed, i))
			kacs_acl_append(
				&writer, acl->bytes + acl->aces[i].offset,
				kacs_acl_ace_size(acl->bytes, &acl->aces[i]));
	if (edit->allowed.len)
		kacs_acl_append_simple(&writer, KACS_ACE_ACCESS_ALLOWED, 0,
				       edit->mask, edit->allowed.bytes,
				       edit->allowed.len);
	/* One that is too long is refused with the rest. */
	kacs_acl_end(&writer);
	put_field(out, writer.bytes.data, (u32)writer.bytes.len);
	out->failed |= writer.bytes.failed;
	kacs_buffer_free(&writer.bytes);
}

/* The policy with that rule changed, or NULL. */
static const struct kacs_policy *edited(struct kacs_remedies *remedies,
					const struct kacs_policy *policy,
					u32 index, const struct edit *edit)
{
	const struct kacs_policy *result = NULL;
	struct kacs_buffer spec = {0};
	u32 i;

	kacs_buffer_u8(&spec, KACS_POLICY_VERSION);
	kacs_buffer_le32(&spec, policy->rule_count);
	for (i = 0; i < policy->rule_count; i++) {
		const struct kacs_policy_rule *rule = &policy->rules[i];

		put_field(&spec, rule->applies_to, rule->applies_to_len);
		if (i == index)
			put_edited(&spec, &rule->dacl, edit);
		else
			put_acl(&spec, &rule->dacl);
		put_acl(&spec, &rule->sacl);
		put_acl(&spec, &rule->staged_dacl);
		put_acl(&spec, &rule->staged_sacl);
	}
	remedies->failed |= spec.failed;
	if (!spec.failed) {
		result = kacs_prepare_policy(policy->sid.bytes, policy->sid.len,
					     spec.data, spec.len, NULL);
		if (!result)
			kacs_remedy_note(remedies);
	}
	kacs_buffer_free(&spec);
	return result;
}

/* Ask with another policy of the same name in place of one. */
static bool allows(struct kacs_remedies *remedies,
		   const struct kacs_policy *old, const struct kacs_policy *new,
		   struct kacs_trace *trace)
{
	struct kacs_check check = remedies->explanation->check;
	const struct kacs_policy_set *set = check.policies;
	const struct kacs_policy **policies =
		calloc(set->count, sizeof(const struct kacs_policy *));
	struct kacs_policy_set changed = {policies, set->count};
	bool result;
	u32 i;

	if (!policies) {
		remedies->failed = true;
		return false;
	}
	for (i = 0; i < set->count; i++)
		policies[i] = set->policies[i] == old ? new : set->policies[i];
	check.policies = &changed;
	result = kacs_remedy_allows(&check, trace);
	free(policies);
	return result;
}

/* Does a deny ACE of the same rule decide again? */
static bool denied_again(const struct kacs_explanation *explanation,
			 const struct kacs_trace *trace,
			 struct kacs_attribution *by)
{
	const struct kacs_attribution *decider = &explanation->decider;

	*by = kacs_trace_decider(trace, explanation->missing);
	return by->step == KACS_STEP_POLICY && by->acl == KACS_ACL_POLICY &&
	       by->policy == decider->policy && by->rule == decider->rule;
}

static void put_rule(struct kacs_buffer *phrase,
		     const struct kacs_explanation *explanation)
{
	kacs_buffer_printf(phrase, " in rule %u of ",
			   explanation->decider.rule);
	kacs_put_policy(phrase, explanation, explanation->decider.policy);
}

static void offer_edit(struct kacs_remedies *remedies, const struct edit *edit)
{
	const struct kacs_explanation *explanation = remedies->explanation;
	struct kacs_buffer phrase = {0};

	if (edit->removed.count)
		kacs_put_removed(&phrase, &edit->removed);
	if (edit->allowed.len) {
		kacs_buffer_text(&phrase,
				 edit->removed.count
					 ? " and with an ACE that allows "
					 : "with an ACE that allows ");
		kacs_put_sid(&phrase, &edit->allowed, explanation->principals);
		kacs_buffer_u8(&phrase, ' ');
		kacs_put_wish(&phrase, edit->mask, explanation->object_type);
	}
	put_rule(&phrase, explanation);
	kacs_remedy_offer(remedies, &phrase);
}

/*
 * Take the denials out of the rule, one after the other, and then let it allow
 * what is still missing.
 */
static void try_rule(struct kacs_remedies *remedies,
		     const struct kacs_policy *policy)
{
	const struct kacs_explanation *explanation = remedies->explanation;
	struct kacs_attribution by = explanation->decider;
	const struct kacs_policy *changed;
	struct edit edit = {.mask = explanation->missing};
	struct kacs_trace trace;
	bool done = false;

	while (!done) {
		if (by.ace != KACS_NO_ACE) {
			if (!kacs_removed_add(&edit.removed, by.ace))
				return;
		} else if (!edit.allowed.len) {
			edit.allowed = explanation->identity->user;
		} else {
			return;
		}
		changed = edited(remedies, policy, explanation->decider.rule,
				 &edit);
		if (!changed)
			return;
		done = allows(remedies, policy, changed, &trace);
		free((void *)changed);
		if (!done && !denied_again(explanation, &trace, &by))
			return;
	}
	offer_edit(remedies, &edit);
}

/* The descriptor without one ACE of its SACL, or NULL. */
static const struct kacs_sd *without_sacl_ace(struct kacs_remedies *remedies,
					      u32 index)
{
	const struct kacs_removed removed = {.index = {index}, .count = 1};
	const struct kacs_sd *result =
		kacs_removed_from(&removed, remedies->explanation->sd, true);

	/* It is shorter than what it is made of. */
	remedies->failed |= !result;
	return result;
}

static void try_unnamed(struct kacs_remedies *remedies)
{
	const struct kacs_explanation *explanation = remedies->explanation;
	u32 index = explanation->decider.policy;
	const struct kacs_sd *sd = without_sacl_ace(remedies, index);
	struct kacs_check check = explanation->check;
	struct kacs_buffer phrase = {0};

	check.sd = sd;
	if (sd && kacs_remedy_allows(&check, NULL)) {
		kacs_buffer_printf(
			&phrase, "without SACL ACE %u, which names the policy",
			index);
		kacs_remedy_offer(remedies, &phrase);
	}
	free((void *)sd);
}

void kacs_remedy_policy(struct kacs_remedies *remedies)
{
	const struct kacs_explanation *explanation = remedies->explanation;
	const struct kacs_policy *policy;
	bool recovery;

	policy = kacs_explained_policy(explanation, explanation->decider.policy,
				       &recovery);
	if (!recovery)
		try_rule(remedies, policy);
	try_unnamed(remedies);
}
