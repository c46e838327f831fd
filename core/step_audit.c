// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Audit, 10.9 and 10.10 steps 13 and 14: which privileges were used, which ACEs
 * of the object's SACL and of those of policies fire, what the token wants to
 * be told in any case. Nothing here changes what is granted.
 */
#include "identity_view.h"
#include "pipeline.h"

/*
 * The ACEs that fire, of one SACL after the other: the object's own, then those
 * of the rules that apply, effective or staged.
 */
struct audit_walk {
	struct kacs_evaluation *e;
	bool staged;
	u32 scoped; /* index of the next ACE of the SACL that may name a policy */
	u32 policy;			    /* index of the one that named it */
	const struct kacs_policy *rules_of; /* or NULL: no policy under way */
	u32 rule;			    /* the next one */
	const struct kacs_acl *acl;	    /* under way */
	u32 at;				    /* in it, the next ACE */
	u32 continuous;			    /* of the alarms so far */
};

static void emit(struct kacs_evaluation *e, struct kacs_audit_event event)
{
	struct kacs_audit *audit = e->check->audit;

	if (!audit)
		return;
	if (audit->count < audit->capacity)
		audit->events[audit->count] = event;
	audit->count++;
}

static bool succeeded(const struct kacs_evaluation *e)
{
	return !(e->decision->desired & ~e->granted);
}

/*
 * A privilege was used if something that it gave was desired and remained; in
 * a list of results, at any node.
 */
static void audit_privilege(struct kacs_evaluation *e, u32 privilege, u32 gave)
{
	const u32 policy = kacs_evaluation_identity(e)->spec.audit_policy;
	u32 requested = gave & e->decision->desired;
	u32 surviving = e->check->result_list
				? kacs_evaluation_granted_anywhere(e)
				: e->granted;
	bool success = requested & surviving;

	if (!requested)
		return;
	if (success)
		e->decision->privileges_used |= KACS_PRIVILEGE(privilege);
	if (policy & (success ? KACS_AUDIT_PRIVILEGE_USE_SUCCESS
			      : KACS_AUDIT_PRIVILEGE_USE_FAILURE))
		emit(e, (struct kacs_audit_event){
				.kind = KACS_EVENT_PRIVILEGE,
				.success = success,
				.ace = KACS_NO_ACE,
				.privilege = KACS_PRIVILEGE(privilege),
				.requested = requested,
				.granted = gave,
				.surviving = gave & surviving,
			});
}

static void audit_privileges(struct kacs_evaluation *e)
{
	const struct kacs_privilege_use *use = &e->decision->use;

	audit_privilege(e, KACS_SE_SECURITY, use->security);
	audit_privilege(e, KACS_SE_BACKUP, use->backup);
	audit_privilege(e, KACS_SE_RESTORE, use->restore);
	audit_privilege(e, KACS_SE_TAKE_OWNERSHIP, use->take_ownership);
	audit_privilege(e, KACS_SE_RELABEL, use->relabel);
}

/* Who audits wants to see more rather than less: as for denials. */
static bool matches(const struct audit_walk *walk, const struct kacs_ace *ace)
{
	const struct kacs_check *check = walk->e->check;
	struct kacs_sid sid = kacs_acl_ace_sid(walk->acl->bytes, ace);

	return (kacs_view_match(check->token, KACS_PASS_NORMAL, sid) |
		kacs_view_match_virtual(check, KACS_PASS_NORMAL,
					(enum kacs_ace_trustee)ace->trustee)) &
	       KACS_MATCH_DENY;
}

/* 10.5: an object type that was not asked about is of no interest. */
static bool is_in_tree(const struct audit_walk *walk,
		       const struct kacs_ace *ace)
{
	const struct kacs_object_tree *tree = walk->e->check->tree;
	const u8 *guid = kacs_acl_ace_object_type(walk->acl->bytes, ace);

	return !guid || !tree ||
	       kacs_object_tree_find(tree, guid) < tree->count;
}

static bool fires(const struct audit_walk *walk, const struct kacs_ace *ace)
{
	return ace->kind > KACS_ACE_KIND_OTHER &&
	       !(ace->flags & KACS_ACE_INHERIT_ONLY) && matches(walk, ace) &&
	       is_in_tree(walk, ace) &&
	       kacs_ace_condition(walk->acl, ace, walk->e->check,
				  walk->e->budget, KACS_PASS_NORMAL,
				  false) != KACS_TRUTH_FALSE;
}

/* Does an audit ACE that fires want to hear of this access? */
static bool concerns(const struct audit_walk *walk, const struct kacs_ace *ace)
{
	const struct kacs_evaluation *e = walk->e;
	u32 mask = kacs_map_generic(ace->mask, e->check->mapping);
	u32 outcome = succeeded(e) ? KACS_ACE_SUCCESSFUL_ACCESS
				   : KACS_ACE_FAILED_ACCESS;

	return mask & e->decision->desired && ace->flags & outcome;
}

static const struct kacs_acl *sacl_of(const struct audit_walk *walk,
				      const struct kacs_policy_rule *rule)
{
	if (walk->staged && rule->staged_sacl.bytes)
		return &rule->staged_sacl;
	return rule->sacl.bytes ? &rule->sacl : NULL;
}

/* The next rule of the policy under way that has a SACL, and applies. */
static bool next_rule(struct audit_walk *walk)
{
	const struct kacs_policy *policy = walk->rules_of;

	while (policy && walk->rule < policy->rule_count) {
		const struct kacs_policy_rule *rule =
			&policy->rules[walk->rule++];

		walk->acl = sacl_of(walk, rule);
		walk->at = 0;
		if (walk->acl &&
		    kacs_policy_applies(rule, walk->e->check,
					walk->e->budget) == KACS_TRUTH_TRUE)
			return true;
	}
	return false;
}

/* The next policy that there is; the recovery policy audits nothing. */
static bool next_policy(struct audit_walk *walk)
{
	const struct kacs_check *check = walk->e->check;
	const struct kacs_sd *sd = check->sd;

	while (walk->scoped < sd->sacl.count) {
		u32 index = walk->scoped++;

		if (!kacs_sd_names_policy(sd, index))
			continue;
		walk->rules_of = kacs_policy_find(
			check->policies,
			kacs_ace_sid(sd, &sd->sacl.aces[index]));
		walk->policy = index;
		walk->rule = 0;
		if (walk->rules_of)
			return true;
	}
	return false;
}

static bool next_acl(struct audit_walk *walk)
{
	while (!next_rule(walk)) {
		if (!next_policy(walk))
			return false;
	}
	return true;
}

/*
 * The next audit ACE with an event to tell, or NULL behind the last one. The
 * alarms on the way are added up.
 */
static const struct kacs_ace *next_event(struct audit_walk *walk)
{
	do {
		while (walk->acl && walk->at < walk->acl->count) {
			const struct kacs_ace *ace =
				&walk->acl->aces[walk->at++];

			if (!fires(walk, ace))
				continue;
			if (ace->kind == KACS_ACE_KIND_ALARM)
				walk->continuous |= kacs_map_generic(
					ace->mask, walk->e->check->mapping);
			else if (concerns(walk, ace))
				return ace;
		}
	} while (next_acl(walk));
	return NULL;
}

static void emit_events(struct audit_walk *walk)
{
	struct kacs_evaluation *e = walk->e;
	const struct kacs_ace *ace;

	while ((ace = next_event(walk)))
		emit(e,
		     (struct kacs_audit_event){
			     .kind = KACS_EVENT_SACL,
			     .success = succeeded(e),
			     .acl = walk->rules_of ? KACS_ACL_POLICY
						   : KACS_ACL_SACL,
			     .policy = (u16)walk->policy,
			     .rule = walk->rules_of ? (u16)(walk->rule - 1) : 0,
			     .ace = walk->at - 1,
			     .ace_bytes = walk->acl->bytes + ace->offset,
			     .ace_len =
				     kacs_acl_ace_size(walk->acl->bytes, ace),
			     .requested = e->decision->desired,
			     .granted = e->granted,
		     });
}

/* Return: the alarms of the object's own SACL. */
static u32 audit_sacls(struct kacs_evaluation *e)
{
	const struct kacs_acl *sacl = &e->check->sd->sacl;
	struct audit_walk own = {.e = e, .acl = sacl, .scoped = sacl->count};
	struct audit_walk policies = {.e = e};

	emit_events(&own);
	emit_events(&policies);
	e->decision->continuous_audit = own.continuous | policies.continuous;
	return own.continuous;
}

static bool same_ace(const struct audit_walk *a, const struct kacs_ace *ace_a,
		     const struct audit_walk *b, const struct kacs_ace *ace_b)
{
	u32 size = kacs_acl_ace_size(a->acl->bytes, ace_a);

	return size == kacs_acl_ace_size(b->acl->bytes, ace_b) &&
	       !memcmp(a->acl->bytes + ace_a->offset,
		       b->acl->bytes + ace_b->offset, size);
}

/*
 * Would the staged SACLs tell the same, in the same order? The object's own
 * SACL is part of both, so that only its alarms, @own, matter.
 */
static bool staged_sacls_differ(struct kacs_evaluation *e, u32 own)
{
	struct audit_walk effective = {.e = e};
	struct audit_walk staged = {.e = e, .staged = true};
	const struct kacs_ace *a, *b;

	do {
		a = next_event(&effective);
		b = next_event(&staged);
		if (!a != !b || (a && !same_ace(&effective, a, &staged, b)))
			return true;
	} while (a);
	return (own | effective.continuous) != (own | staged.continuous);
}

/* Step 14b: the token's own wish, whatever any SACL says. */
static void audit_forced(struct kacs_evaluation *e)
{
	const u32 policy = kacs_evaluation_identity(e)->spec.audit_policy;
	bool success = succeeded(e);

	if (policy & (success ? KACS_AUDIT_OBJECT_ACCESS_SUCCESS
			      : KACS_AUDIT_OBJECT_ACCESS_FAILURE))
		emit(e, (struct kacs_audit_event){
				.kind = KACS_EVENT_FORCED,
				.success = success,
				.ace = KACS_NO_ACE,
				.requested = e->decision->desired,
				.granted = e->granted,
			});
}

static void audit_staging(struct kacs_evaluation *e, u32 own_alarms)
{
	struct kacs_decision *decision = e->decision;

	if (e->staged_sacls && staged_sacls_differ(e, own_alarms))
		decision->staging_mismatch = true;
	if (decision->staging_mismatch)
		emit(e, (struct kacs_audit_event){
				.kind = KACS_EVENT_STAGING,
				.success = succeeded(e),
				.nodes_differ = e->nodes_differ,
				.ace = KACS_NO_ACE,
				.requested = decision->desired,
				.granted = e->granted,
				.surviving = decision->staged,
			});
}

void kacs_step_audit(struct kacs_evaluation *e)
{
	u32 own_alarms;

	audit_privileges(e);
	own_alarms = audit_sacls(e);
	audit_forced(e);
	audit_staging(e, own_alarms);
}

/* Privileges are told of if the token wants it, rules if they are named. */
bool kacs_may_be_audited(const struct kacs_identity *identity,
			 const struct kacs_sd *sd)
{
	return (identity->traits | sd->traits) &
	       (KACS_TRAIT_AUDIT | KACS_TRAIT_POLICIES);
}
