// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "properties.h"
#include "compare.h"

#define OWNER_IMPLICIT (KACS_READ_CONTROL | KACS_WRITE_DAC)

static struct case_answer ask(const struct case_record *record,
			      struct kacs_trace *trace)
{
	struct case_answer answer;
	u8 bytes[CASE_MAX_BYTES];

	core_answer(bytes, case_encode(record, bytes), trace, &answer);
	return answer;
}

static u32 granted(const struct case_record *record)
{
	return ask(record, NULL).words[ANSWER_GRANTED];
}

static bool within(u32 less, u32 more)
{
	return (less & ~more) == 0;
}

/* ... of the whole, of each node, and with what is staged. */
static bool never_more(const struct case_record *less_record,
		       const struct case_record *more_record)
{
	struct case_answer less = ask(less_record, NULL);
	struct case_answer more = ask(more_record, NULL);

	for (u32 i = 0; i < less.words[ANSWER_NODES]; i++)
		if (!within(less.nodes[i].granted, more.nodes[i].granted))
			return false;
	return within(less.words[ANSWER_GRANTED], more.words[ANSWER_GRANTED]) &&
	       within(less.words[ANSWER_STAGED], more.words[ANSWER_STAGED]);
}

static void unrestrict(struct case_record *record)
{
	record->restricted.count = 0;
	record->restricted_device_groups.count = 0;
	record->write_restricted = false;
}

static void unconfine(struct case_record *record)
{
	record->package = SID_NONE;
	record->capabilities.count = 0;
}

/* Put an ACE before all others; the last makes room if need be. */
static void prepend(struct case_acl *acl, const struct case_ace *ace)
{
	if (!acl->present || acl->null)
		acl->count = 0;
	acl->present = true;
	acl->null = false;
	if (acl->count == CASE_MAX_ACES)
		acl->count--;
	memmove(acl->aces + 1, acl->aces, acl->count * sizeof(*ace));
	acl->aces[0] = *ace;
	acl->count++;
}

static bool restricting_never_widens(const struct case_record *record,
				     bool *applies)
{
	struct case_record other = *record;

	*applies = record->restricted.count > 0;
	unrestrict(&other);
	other.user_deny_only = record->user_deny_only;
	return never_more(record, &other);
}

static bool confinement_never_widens(const struct case_record *record,
				     bool *applies)
{
	struct case_record other = *record;

	*applies = record->package != SID_NONE && !record->confinement_exempt;
	unconfine(&other);
	return never_more(record, &other);
}

static bool
pip_takes_back_what_privileges_gave(const struct case_record *record,
				    bool *applies)
{
	struct case_record other = *record;
	struct case_ace label = {.type = KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL,
				 .sid = SID_TRUST_ISOLATED};
	struct case_answer answer;
	u32 closed = record->mapping.all | KACS_ACCESS_SYSTEM_SECURITY;

	*applies = record->privileges != 0 && record->owner != SID_NONE;
	prepend(&other.sacl, &label);
	other.pip_type = 0;
	other.pip_trust = 0;
	answer = ask(&other, NULL);
	return !(answer.words[ANSWER_GRANTED] & closed) &&
	       !(answer.words[ANSWER_PRIVILEGE_GRANTED] & closed);
}

static bool identification_gets_nothing(const struct case_record *record,
					bool *applies)
{
	struct case_record other = *record;
	struct case_answer answer;

	*applies = true;
	other.type = KACS_TOKEN_IMPERSONATION;
	other.level = KACS_LEVEL_IDENTIFICATION;
	answer = ask(&other, NULL);
	return !answer.words[ANSWER_ALLOWED] && !answer.words[ANSWER_GRANTED];
}

/* Nothing but the one ACE: no right of the owner is left. */
static bool owner_rights_suppress_implicit(const struct case_record *record,
					   bool *applies)
{
	struct case_record other = *record;
	struct case_ace ace = {.type = KACS_ACE_ACCESS_ALLOWED,
			       .sid = SID_OWNER_RIGHTS};
	struct case_answer answer;

	*applies = record->owner == record->user && !record->user_deny_only;
	other.dacl.count = 0;
	prepend(&other.dacl, &ace);
	answer = ask(&other, NULL);
	return within(answer.words[ANSWER_GRANTED] & OWNER_IMPLICIT,
		      answer.words[ANSWER_PRIVILEGE_GRANTED]);
}

static bool empty_dacl_grants_owner_only(const struct case_record *record,
					 bool *applies)
{
	struct case_record other = *record;
	struct case_answer answer;

	*applies = record->owner != SID_NONE;
	other.dacl.present = true;
	other.dacl.null = false;
	other.dacl.count = 0;
	answer = ask(&other, NULL);
	return within(answer.words[ANSWER_GRANTED],
		      answer.words[ANSWER_PRIVILEGE_GRANTED] | OWNER_IMPLICIT);
}

/* ... to whom no mandatory step refuses anything. */
static bool null_dacl_grants_everything(const struct case_record *record,
					bool *applies)
{
	struct case_record other = *record;
	u32 all = record->mapping.all & ~KACS_ACCESS_SYSTEM_SECURITY;

	*applies = record->owner != SID_NONE;
	other.type = KACS_TOKEN_PRIMARY;
	other.level = 0;
	other.policy = 0;
	other.sacl.count = 0;
	other.dacl.null = true;
	other.desired = KACS_MAXIMUM_ALLOWED;
	return within(all, granted(&other));
}

/* The last ACE of the DACL that decided a wanted right, and all are decided. */
static bool last_decider(const struct kacs_trace *trace, u32 desired, u32 *last)
{
	*last = 0;
	for (u32 bit = 0; bit < 32; bit++) {
		const struct kacs_attribution *by = &trace->rights[bit];

		if (!(desired >> bit & 1))
			continue;
		if (by->step != KACS_STEP_DACL || by->acl != KACS_ACL_DACL ||
		    by->ace == KACS_NO_ACE)
			return false;
		if (by->ace > *last)
			*last = by->ace;
	}
	return desired != 0;
}

static bool order_behind_the_decider_is_free(const struct case_record *record,
					     bool *applies)
{
	struct case_record plain = *record, other;
	struct case_answer answer, again;
	struct kacs_trace trace;
	u32 last, i, j;

	unrestrict(&plain);
	unconfine(&plain);
	plain.desired &= ~KACS_MAXIMUM_ALLOWED;
	kacs_trace_init(&trace, NULL, 0);
	answer = ask(&plain, &trace);
	if (!last_decider(&trace, answer.words[ANSWER_DESIRED], &last) ||
	    plain.dacl.count < last + 3)
		return true;
	*applies = true;
	other = plain;
	for (i = last + 1, j = plain.dacl.count - 1; i < plain.dacl.count;
	     i++, j--)
		other.dacl.aces[i] = plain.dacl.aces[j];
	again = ask(&other, NULL);
	return answer.words[ANSWER_GRANTED] == again.words[ANSWER_GRANTED];
}

/* 10.2: "what can I do?" and "can I do this?" agree. */
static bool maximum_agrees_with_targeted(const struct case_record *record,
					 bool *applies)
{
	struct case_record maximum = *record, targeted = *record;
	struct case_answer answer;

	*applies = record->desired & ~KACS_MAXIMUM_ALLOWED;
	targeted.desired &= ~KACS_MAXIMUM_ALLOWED;
	maximum.desired |= KACS_MAXIMUM_ALLOWED;
	answer = ask(&targeted, NULL);
	/* Taking ownership is part of what MAXIMUM_ALLOWED asks for. */
	return answer.words[ANSWER_GRANTED] ==
	       (granted(&maximum) & answer.words[ANSWER_DESIRED]);
}

static bool is_policy(const struct case_ace *ace)
{
	return ace->type == KACS_ACE_SYSTEM_SCOPED_POLICY_ID;
}

static bool names_policies(const struct case_record *record)
{
	if (!record->sacl.present || record->sacl.null)
		return false;
	for (u32 i = 0; i < record->sacl.count; i++)
		if (is_policy(&record->sacl.aces[i]) &&
		    !(record->sacl.aces[i].flags & KACS_ACE_INHERIT_ONLY))
			return true;
	return false;
}

/* Leave every scoped policy ACE where it is, for children only. */
static void hand_policies_on(struct case_record *record)
{
	for (u32 i = 0; i < record->sacl.count; i++)
		if (is_policy(&record->sacl.aces[i]))
			record->sacl.aces[i].flags |= KACS_ACE_INHERIT_ONLY;
}

static bool central_policy_never_widens(const struct case_record *record,
					bool *applies)
{
	struct case_record other = *record;

	*applies = names_policies(record);
	hand_policies_on(&other);
	return !*applies || never_more(record, &other);
}

/* ... nor takes an event or a bit of continuous auditing away. */
static bool central_policy_only_adds_audit(const struct case_record *record,
					   bool *applies)
{
	struct case_record other = *record;
	struct case_answer answer, plain;
	u32 i, j = 0;

	answer = ask(record, NULL);
	hand_policies_on(&other);
	plain = ask(&other, NULL);
	/* With another outcome, other ACEs fire. */
	*applies = names_policies(record) &&
		   answer.words[ANSWER_ALLOWED] == plain.words[ANSWER_ALLOWED];
	for (i = 0; i < plain.words[ANSWER_EVENTS]; i++) {
		if (plain.events[i][EVENT_KIND] != EVENT_SACL)
			continue;
		while (j < answer.words[ANSWER_EVENTS] &&
		       (answer.events[j][EVENT_KIND] != EVENT_SACL ||
			answer.events[j][EVENT_ACE] !=
				plain.events[i][EVENT_ACE]))
			j++;
		if (j++ == answer.words[ANSWER_EVENTS])
			return false;
	}
	return within(plain.words[ANSWER_CONTINUOUS],
		      answer.words[ANSWER_CONTINUOUS]);
}

static bool
missing_policy_is_the_recovery_policy(const struct case_record *record,
				      bool *applies)
{
	static const u8 trustees[] = {SID_ADMINISTRATORS, SID_SYSTEM,
				      SID_OWNER_RIGHTS};
	struct case_record missing = *record, recovery = *record;
	struct case_rule *rule = &recovery.policies[0].rules[0];
	struct case_answer a, b;

	*applies = names_policies(record);
	for (u32 i = 0; i < record->sacl.count; i++)
		if (is_policy(&record->sacl.aces[i]))
			recovery.sacl.aces[i].sid = SID_POLICY_ONE;
	missing.policy_count = 0;
	recovery.policy_count = 1;
	recovery.policies[0].sid = SID_POLICY_ONE;
	recovery.policies[0].rule_count = 1;
	memset(rule, 0, sizeof(*rule));
	rule->acls[RULE_DACL].present = true;
	rule->acls[RULE_DACL].count = 3;
	for (u32 i = 0; i < 3; i++)
		rule->acls[RULE_DACL].aces[i] =
			(struct case_ace){.type = KACS_ACE_ACCESS_ALLOWED,
					  .mask = KACS_GENERIC_ALL,
					  .sid = trustees[i]};
	a = ask(&missing, NULL);
	b = ask(&recovery, NULL);
	return memcmp(&a, &b, sizeof(a)) == 0;
}

/* The order of policies changes no rights, effective or staged. */
static bool policies_commute(const struct case_record *record, bool *applies)
{
	struct case_record other = *record;
	struct case_answer a, b;
	u32 i = 0, j = record->sacl.count;

	while (i < j)
		if (!is_policy(&record->sacl.aces[i])) {
			i++;
		} else if (!is_policy(&record->sacl.aces[j - 1])) {
			j--;
		} else {
			other.sacl.aces[i] = record->sacl.aces[j - 1];
			other.sacl.aces[j - 1] = record->sacl.aces[i];
			i++;
			j--;
		}
	*applies = names_policies(record) &&
		   memcmp(&other.sacl, &record->sacl, sizeof(other.sacl)) != 0;
	a = ask(record, NULL);
	b = ask(&other, NULL);
	return a.words[ANSWER_GRANTED] == b.words[ANSWER_GRANTED] &&
	       a.words[ANSWER_STAGED] == b.words[ANSWER_STAGED] &&
	       a.words[ANSWER_CONTINUOUS] == b.words[ANSWER_CONTINUOUS] &&
	       memcmp(a.nodes, b.nodes, sizeof(a.nodes)) == 0;
}

/* Take the mismatch and its event, the last one, out of an answer. */
static void forget_staging(struct case_answer *answer)
{
	u32 *words = answer->words;

	if (words[ANSWER_MISMATCH])
		memset(answer->events[--words[ANSWER_EVENTS]], 0,
		       sizeof(answer->events[0]));
	words[ANSWER_MISMATCH] = 0;
	words[ANSWER_STAGED] = words[ANSWER_GRANTED];
}

static bool what_is_staged_changes_nothing(const struct case_record *record,
					   bool *applies)
{
	struct case_record other = *record;
	struct case_answer a, b;

	*applies = names_policies(record) && record->policy_count;
	for (u32 i = 0; i < record->policy_count; i++)
		for (u32 j = 0; j < record->policies[i].rule_count; j++) {
			struct case_acl *acls = other.policies[i].rules[j].acls;

			acls[RULE_STAGED_DACL].present = false;
			acls[RULE_STAGED_SACL].present = false;
		}
	a = ask(record, NULL);
	b = ask(&other, NULL);
	if (b.words[ANSWER_MISMATCH] ||
	    b.words[ANSWER_STAGED] != b.words[ANSWER_GRANTED])
		return false;
	forget_staging(&a);
	return memcmp(&a, &b, sizeof(a)) == 0;
}

static void unaudit(struct case_acl *acl)
{
	for (u32 i = 0; i < acl->count; i++)
		switch (acl->aces[i].type) {
		case KACS_ACE_SYSTEM_AUDIT:
		case KACS_ACE_SYSTEM_ALARM:
		case KACS_ACE_SYSTEM_AUDIT_OBJECT:
		case KACS_ACE_SYSTEM_ALARM_OBJECT:
		case KACS_ACE_SYSTEM_AUDIT_CALLBACK:
		case KACS_ACE_SYSTEM_ALARM_CALLBACK:
		case KACS_ACE_SYSTEM_AUDIT_CALLBACK_OBJECT:
		case KACS_ACE_SYSTEM_ALARM_CALLBACK_OBJECT:
			acl->aces[i].flags |= KACS_ACE_INHERIT_ONLY;
		}
}

static bool auditing_decides_nothing(const struct case_record *record,
				     bool *applies)
{
	struct case_record other = *record;
	struct case_answer a = ask(record, NULL), b;

	*applies = a.words[ANSWER_EVENTS] || a.words[ANSWER_CONTINUOUS];
	other.audit_policy = 0;
	unaudit(&other.sacl);
	for (u32 i = 0; i < record->policy_count; i++)
		for (u32 j = 0; j < record->policies[i].rule_count; j++) {
			struct case_acl *acls = other.policies[i].rules[j].acls;

			unaudit(&acls[RULE_SACL]);
			unaudit(&acls[RULE_STAGED_SACL]);
		}
	b = ask(&other, NULL);
	return memcmp(a.words, b.words, ANSWER_CONTINUOUS * sizeof(u32)) == 0 &&
	       a.words[ANSWER_STAGED] == b.words[ANSWER_STAGED] &&
	       a.words[ANSWER_USED] == b.words[ANSWER_USED] &&
	       a.words[ANSWER_USED_HIGH] == b.words[ANSWER_USED_HIGH] &&
	       memcmp(a.nodes, b.nodes, sizeof(a.nodes)) == 0 &&
	       !b.words[ANSWER_CONTINUOUS] &&
	       b.words[ANSWER_EVENTS] == (b.words[ANSWER_MISMATCH] != 0);
}

/* Whether all parts are asked about or each by itself, they get the same. */
static bool result_list_decides_alike(const struct case_record *record,
				      bool *applies)
{
	struct case_record scalar = *record, list;
	struct case_answer a, b;

	*applies = true;
	if (!record->node_count) {
		scalar.node_count = 2;
		scalar.nodes[0] = (struct case_node){0, 1};
		scalar.nodes[1] = (struct case_node){1, 2};
	}
	list = scalar;
	scalar.result_list = false;
	list.result_list = true;
	a = ask(&scalar, NULL);
	b = ask(&list, NULL);
	return memcmp(a.words, b.words, ANSWER_USED * sizeof(u32)) == 0 &&
	       within(a.words[ANSWER_USED], b.words[ANSWER_USED]) &&
	       within(a.words[ANSWER_USED_HIGH], b.words[ANSWER_USED_HIGH]) &&
	       memcmp(a.nodes, b.nodes, sizeof(a.nodes)) == 0;
}

/* The last word on a right is what the answer says of it. */
static bool trace_tells_the_answer(const struct case_record *record,
				   bool *applies)
{
	struct kacs_trace trace;
	struct case_answer answer;
	u32 told = 0;

	*applies = !record->node_count;
	kacs_trace_init(&trace, NULL, 0);
	answer = ask(record, &trace);
	for (u32 bit = 0; bit < 32; bit++)
		if (trace.rights[bit].effect == KACS_EFFECT_GRANT ||
		    trace.rights[bit].effect == KACS_EFFECT_RESTORE)
			told |= trace.rights[bit].step ? 1u << bit : 0;
	return (told & answer.words[ANSWER_DESIRED]) ==
	       (answer.words[ANSWER_GRANTED] & answer.words[ANSWER_DESIRED]);
}

/* Leave one rule of one policy: that of a scoped policy ACE of the SACL. */
static bool leave_one_rule(struct case_record *record, u32 ace, u32 rule)
{
	u8 name;

	if (ace >= record->sacl.count || !is_policy(&record->sacl.aces[ace]) ||
	    record->sacl.aces[ace].flags & KACS_ACE_INHERIT_ONLY)
		return false;
	name = record->sacl.aces[ace].sid;
	hand_policies_on(record);
	record->sacl.aces[ace].flags &= (u8)~KACS_ACE_INHERIT_ONLY;
	for (u32 i = 0; i < record->policy_count; i++) {
		struct case_policy *policy = &record->policies[i];

		if (policy->sid != name)
			continue;
		if (rule >= policy->rule_count)
			return false;
		policy->rules[0] = policy->rules[rule];
		policy->rule_count = 1;
		return true;
	}
	/* The recovery policy has one rule. */
	return rule == 0;
}

/* A right is not there with the rule alone that the trace says took it. */
static bool trace_names_the_rule_that_took(const struct case_record *record,
					   bool *applies)
{
	struct kacs_trace trace;
	struct case_record other;

	*applies = false;
	if (record->node_count || !names_policies(record))
		return true;
	kacs_trace_init(&trace, NULL, 0);
	ask(record, &trace);
	for (u32 bit = 0; bit < 32; bit++) {
		const struct kacs_attribution *by = &trace.rights[bit];

		if (by->step != KACS_STEP_POLICY ||
		    by->effect != KACS_EFFECT_REMOVE)
			continue;
		*applies = true;
		other = *record;
		if (!leave_one_rule(&other, by->policy, by->rule) ||
		    granted(&other) >> bit & 1)
			return false;
	}
	return true;
}

#define PROPERTY(name)      \
	{                   \
#name, name \
	}

const struct property properties[PROPERTY_COUNT] = {
	PROPERTY(restricting_never_widens),
	PROPERTY(confinement_never_widens),
	PROPERTY(pip_takes_back_what_privileges_gave),
	PROPERTY(identification_gets_nothing),
	PROPERTY(owner_rights_suppress_implicit),
	PROPERTY(empty_dacl_grants_owner_only),
	PROPERTY(null_dacl_grants_everything),
	PROPERTY(order_behind_the_decider_is_free),
	PROPERTY(maximum_agrees_with_targeted),
	PROPERTY(central_policy_never_widens),
	PROPERTY(central_policy_only_adds_audit),
	PROPERTY(missing_policy_is_the_recovery_policy),
	PROPERTY(policies_commute),
	PROPERTY(what_is_staged_changes_nothing),
	PROPERTY(auditing_decides_nothing),
	PROPERTY(result_list_decides_alike),
	PROPERTY(trace_tells_the_answer),
	PROPERTY(trace_names_the_rule_that_took),
};
