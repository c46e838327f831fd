// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What an explanation speaks of: ACEs, rules, conditions, events. */
#include "explanation.h"
#include "sddl_condition.h"
#include "../core/ace.h"
#include "../core/identity_view.h"

#include <errno.h>
#include <stdlib.h>

const struct kacs_policy *
kacs_explained_policy(const struct kacs_explanation *explanation, u32 ace,
		      bool *recovery)
{
	const struct kacs_sd *sd = explanation->sd;
	const struct kacs_policy *policy;

	policy = kacs_policy_find(explanation->check.policies,
				  kacs_ace_sid(sd, &kacs_sd_sacl(sd)[ace]));
	*recovery = !policy;
	return policy ? policy : &explanation->recovery.policy;
}

const struct kacs_policy_rule *
kacs_explained_rule(const struct kacs_explanation *explanation,
		    const struct kacs_ace_place *place)
{
	bool recovery;
	const struct kacs_policy *policy =
		kacs_explained_policy(explanation, place->policy, &recovery);

	return &policy->rules[place->rule];
}

const struct kacs_acl *
kacs_explained_acl(const struct kacs_explanation *explanation,
		   const struct kacs_ace_place *place)
{
	switch (place->acl) {
	case KACS_ACL_DACL:
		return &explanation->sd->dacl;
	case KACS_ACL_SACL:
		return &explanation->sd->sacl;
	case KACS_ACL_POLICY:
		/* An event's is the SACL of the rule. */
		if (place->step == KACS_STEP_AUDIT)
			return &kacs_explained_rule(explanation, place)->sacl;
		return &kacs_explained_rule(explanation, place)->dacl;
	default:
		return NULL;
	}
}

const u8 *kacs_explained_ace(const struct kacs_explanation *explanation,
			     const struct kacs_ace_place *place)
{
	const struct kacs_acl *acl = kacs_explained_acl(explanation, place);

	if (!acl || place->ace == KACS_NO_ACE)
		return NULL;
	return acl->bytes + acl->aces[place->ace].offset;
}

static enum kacs_pass pass_of(u32 step)
{
	return step == KACS_STEP_RESTRICTED    ? KACS_PASS_RESTRICTED
	       : step == KACS_STEP_CONFINEMENT ? KACS_PASS_CONFINEMENT
					       : KACS_PASS_NORMAL;
}

/* What a rule applies to: asked before any of its ACEs. */
static bool rule_condition(const struct kacs_explanation *explanation,
			   const struct kacs_ace_place *place,
			   struct kacs_condition_view *view)
{
	const struct kacs_policy_rule *rule;

	if (place->step != KACS_STEP_POLICY ||
	    place->rule_step != KACS_STEP_NONE)
		return false;
	rule = kacs_explained_rule(explanation, place);
	view->bytes = rule->applies_to;
	view->len = rule->applies_to_len;
	view->pass = KACS_PASS_APPLIES_TO;
	view->for_allow = false;
	return rule->applies_to;
}

bool kacs_explained_condition(const struct kacs_explanation *explanation,
			      const struct kacs_ace_place *place,
			      struct kacs_condition_view *view)
{
	const u8 *bytes = kacs_explained_ace(explanation, place);
	struct kacs_ace_view ace;
	u32 start;

	view->check = &explanation->check;
	view->failed = NULL;
	if (!bytes)
		return rule_condition(explanation, place, view);
	if (kacs_ace_parse(bytes, kacs_load_le16(bytes + 2), 0, &ace, NULL) !=
		    KACS_OK ||
	    !(ace.shape & KACS_ACE_SHAPE_CALLBACK))
		return false;
	start = ace.sid_offset + ace.sid.len;
	view->bytes = bytes + start;
	view->len = ace.size - start;
	view->pass = pass_of(place->step == KACS_STEP_POLICY ? place->rule_step
							     : place->step);
	view->for_allow = ace.type == KACS_ACE_ACCESS_ALLOWED_CALLBACK ||
			  ace.type == KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT;
	return true;
}

void kacs_put_ace_sddl(struct kacs_buffer *out, const u8 *ace)
{
	bool dacl = kacs_ace_shape(ace[0]) & KACS_ACE_SHAPE_ACCESS;
	struct kacs_sd_parts parts = {0};
	struct kacs_acl_writer acl;
	char *text = NULL;
	uint8_t *sd;
	size_t len;

	kacs_acl_begin(&acl);
	kacs_acl_append(&acl, ace, kacs_load_le16(ace + 2));
	out->failed |= acl.bytes.failed;
	if (kacs_acl_end(&acl) == 0 && !acl.bytes.failed) {
		parts.control =
			dacl ? KACS_SE_DACL_PRESENT : KACS_SE_SACL_PRESENT;
		*(dacl ? &parts.dacl : &parts.sacl) = acl.bytes.data;
		*(dacl ? &parts.dacl_len : &parts.sacl_len) = acl.bytes.len;
		if (kacs_layout_sd(&parts, &sd, &len, NULL) < 0) {
			out->failed |= errno == ENOMEM;
		} else {
			if (kacs_sddl_format(sd, len, &text, NULL, NULL) < 0)
				out->failed |= errno == ENOMEM;
			free(sd);
		}
	}
	/* Behind "D:" or "S:". */
	kacs_buffer_text(out, text ? text + 2 : "(?)");
	free(text);
	kacs_buffer_free(&acl.bytes);
}

void kacs_put_policy(struct kacs_buffer *out,
		     const struct kacs_explanation *explanation, u32 ace)
{
	const struct kacs_sd *sd = explanation->sd;
	struct kacs_sid sid = kacs_ace_sid(sd, &kacs_sd_sacl(sd)[ace]);

	kacs_buffer_text(out, "the central policy ");
	kacs_put_sid(out, &sid, explanation->principals);
	kacs_buffer_printf(out, " (SACL ACE %u)", ace);
}

void kacs_put_terms(struct kacs_buffer *out,
		    const struct kacs_condition_view *view)
{
	struct kacs_condition_view noted = *view;
	struct kacs_condition_terms terms;
	u32 i;

	noted.failed = &out->failed;
	if (!kacs_condition_split(&noted, &terms)) {
		kacs_buffer_text(out, "it is malformed");
		return;
	}
	for (i = 0; i < terms.count; i++) {
		if (i)
			kacs_buffer_text(out, "; ");
		kacs_put_term(out, &noted, &terms.terms[i]);
		kacs_buffer_printf(out, ": %s",
				   kacs_truth_name(terms.terms[i].truth));
	}
	if (terms.more)
		kacs_buffer_text(out, "; ...");
}

void kacs_put_condition(struct kacs_buffer *out,
			const struct kacs_condition_view *view)
{
	struct kacs_buffer text = {0};

	errno = 0;
	if (kacs_sddl_put_condition(&text, view->bytes, view->len, 0, NULL,
				    NULL) == 0 &&
	    !text.failed)
		kacs_buffer_put(out, text.data, text.len);
	else
		kacs_buffer_text(out, "(...)");
	out->failed |= text.failed || errno == ENOMEM;
	kacs_buffer_free(&text);
}

static void put_audit_ace(struct kacs_buffer *out,
			  const struct kacs_explanation *explanation,
			  const struct kacs_audit_event *event)
{
	if (event->acl == KACS_ACL_POLICY) {
		kacs_put_policy(out, explanation, event->policy);
		kacs_buffer_printf(out, ", rule %u, ", event->rule);
	}
	kacs_buffer_printf(out, "SACL ACE %u ", event->ace);
	kacs_put_ace_sddl(out, event->ace_bytes);
	kacs_buffer_printf(out, " audits the %s",
			   event->success ? "success" : "failure");
}

void kacs_put_event(struct kacs_buffer *out,
		    const struct kacs_explanation *explanation,
		    const struct kacs_audit_event *event)
{
	u32 type = explanation->object_type;

	switch (event->kind) {
	case KACS_EVENT_PRIVILEGE:
		kacs_buffer_printf(
			out, "privilege-use: %s was used to ",
			kacs_privilege_name((unsigned int)__builtin_ctzll(
				event->privilege)));
		kacs_put_wish(out, event->requested, type);
		kacs_buffer_text(out, event->success
					      ? ", and what it gave remains"
					      : ", but nothing of it remains");
		break;
	case KACS_EVENT_SACL:
		kacs_buffer_text(out, "access-audit: ");
		put_audit_ace(out, explanation, event);
		break;
	case KACS_EVENT_FORCED:
		kacs_buffer_printf(
			out, "access-audit: the token's audit policy wants %s",
			event->success ? "successes" : "failures");
		break;
	default:
		kacs_buffer_printf(
			out,
			"caap-policy-diagnostic: the staged rules would grant 0x%x instead of 0x%x",
			event->surviving, event->granted);
		if (event->nodes_differ)
			kacs_buffer_text(out, ", and differ for the nodes");
		else if (event->surviving == event->granted)
			kacs_buffer_text(out, ", but audit differently");
		break;
	}
}

bool kacs_explained_owner_rights(const struct kacs_explanation *explanation,
				 u32 *ace)
{
	const struct kacs_attribution *decider = &explanation->decider;
	const struct kacs_acl *dacl = &explanation->sd->dacl;

	if (decider->step != KACS_STEP_DACL || decider->ace != KACS_NO_ACE ||
	    !(explanation->decided & (KACS_READ_CONTROL | KACS_WRITE_DAC)) ||
	    !dacl->owner_rights ||
	    !kacs_view_is_owner(&explanation->check, KACS_PASS_NORMAL))
		return false;
	for (*ace = 0; *ace < dacl->count; (*ace)++) {
		const struct kacs_ace *one = &dacl->aces[*ace];

		if (one->trustee == KACS_TRUSTEE_OWNER_RIGHTS &&
		    !(one->flags & KACS_ACE_INHERIT_ONLY))
			return true;
	}
	return false;
}
