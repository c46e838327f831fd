// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* An explanation in words. */
#include "explanation.h"
#include "enums.h"

#include <stdlib.h>

void kacs_put_wish(struct kacs_buffer *out, u32 mask, u32 object_type)
{
	char verbs[256], constants[512];

	bool file = object_type == KACS_OBJECT_FILE ||
		    object_type == KACS_OBJECT_DIRECTORY;

	kacs_rights_verbs(mask, object_type, verbs, sizeof(verbs));
	if (file && mask == KACS_FILE_ALL_ACCESS)
		strcpy(constants, "FILE_ALL_ACCESS");
	else
		kacs_rights_constants(mask, object_type, " | ", constants,
				      sizeof(constants));
	kacs_buffer_text(out, verbs);
	/* Rights without a name are numbers in both. */
	if (strcmp(verbs, constants) != 0)
		kacs_buffer_printf(out, " (%s)", constants);
}

void kacs_put_step(struct kacs_buffer *out, u32 step)
{
	if (step == KACS_STEP_DACL)
		kacs_buffer_printf(out, "step %u, DACL", step);
	else if (step <= KACS_STEP_RESULT)
		kacs_buffer_printf(out, "step %u, %s", step,
				   kacs_step_name(step));
	else
		kacs_buffer_text(out, kacs_step_name(step));
}

void kacs_put_sid(struct kacs_buffer *out, const struct kacs_sid *sid,
		  const struct kacs_principals *principals)
{
	char name[KACS_NAME_BYTES];

	kacs_sid_name(sid->bytes, sid->len, principals, name);
	kacs_buffer_text(out, name);
}

void kacs_put_ace(struct kacs_buffer *out, u32 index, u8 type,
		  const struct kacs_sid *sid,
		  const struct kacs_principals *principals)
{
	bool deny = type == KACS_ACE_ACCESS_DENIED ||
		    type == KACS_ACE_ACCESS_DENIED_OBJECT ||
		    type == KACS_ACE_ACCESS_DENIED_CALLBACK ||
		    type == KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT;

	kacs_buffer_printf(out, "ACE %u %s ", index,
			   deny ? "denies" : "allows");
	kacs_put_sid(out, sid, principals);
}

static void put_dacl_ace(struct kacs_buffer *out,
			 const struct kacs_explanation *explanation,
			 const struct kacs_ace_place *place)
{
	const struct kacs_acl *acl = kacs_explained_acl(explanation, place);
	const struct kacs_ace *ace = &acl->aces[place->ace];
	struct kacs_sid sid = kacs_acl_ace_sid(acl->bytes, ace);

	kacs_put_ace(out, place->ace, ace->type, &sid, explanation->principals);
}

/* Was this looked at where the decision was made? */
static bool is_at_decider(const struct kacs_explanation *explanation,
			  const struct kacs_trace_entry *entry)
{
	const struct kacs_attribution *decider = &explanation->decider;

	return entry->step == decider->step && entry->acl == decider->acl &&
	       entry->policy == decider->policy && entry->rule == decider->rule;
}

/*
 * An ACE that would have allowed, but for its note: its group is deny-only, or
 * its condition is not true.
 */
static const struct kacs_trace_entry *
held_back(const struct kacs_explanation *explanation, u8 note)
{
	u32 i;

	for (i = 0; i < explanation->trace.count; i++) {
		const struct kacs_trace_entry *entry = &explanation->entries[i];

		if (entry->note == note && entry->mask & explanation->decided &&
		    is_at_decider(explanation, entry))
			return entry;
	}
	return NULL;
}

/* "no ACE allows alice " */
static void put_no_ace(struct kacs_buffer *out,
		       const struct kacs_explanation *explanation)
{
	const struct kacs_identity *identity = explanation->identity;

	struct kacs_ace_place place = kacs_place_of(&explanation->decider);
	const struct kacs_acl *acl = kacs_explained_acl(explanation, &place);

	if (acl && acl->count == 0)
		kacs_buffer_text(out, "the DACL is empty: ");
	kacs_buffer_text(out, "no ACE allows ");
	if (explanation->decider.step == KACS_STEP_RESTRICTED) {
		kacs_buffer_text(out,
				 "any of the token's restricting SIDs to ");
	} else if (explanation->decider.step == KACS_STEP_CONFINEMENT) {
		kacs_put_sid(out, &identity->confinement,
			     explanation->principals);
		kacs_buffer_text(out, " or its capabilities to ");
	} else {
		kacs_put_sid(out, &identity->user, explanation->principals);
		kacs_buffer_text(out, " or an enabled group to ");
	}
	kacs_put_wish(out, explanation->decided, explanation->object_type);
}

/* "; ACE 2 allows Users, but its condition is false: @User.a (3) > 4: false" */
static void put_held_back(struct kacs_buffer *out,
			  const struct kacs_explanation *explanation)
{
	const struct kacs_trace_entry *entry;
	struct kacs_condition_view view;
	struct kacs_ace_place place;

	entry = held_back(explanation, KACS_NOTE_CONDITION);
	if (entry) {
		place = kacs_place_of_entry(entry);
		kacs_buffer_text(out, "; ");
		put_dacl_ace(out, explanation, &place);
		kacs_buffer_printf(out, ", but its condition is %s",
				   kacs_truth_name(entry->condition));
		if (kacs_explained_condition(explanation, &place, &view)) {
			kacs_buffer_text(out, ": ");
			kacs_put_terms(out, &view);
		}
	}
	entry = held_back(explanation, KACS_NOTE_DENY_ONLY);
	if (entry) {
		place = kacs_place_of_entry(entry);
		kacs_buffer_text(out, "; ");
		put_dacl_ace(out, explanation, &place);
		kacs_buffer_text(out, ", which in this token is deny-only");
	}
}

/* Why an owner, who may always do this, may not. */
static void put_owner_rights(struct kacs_buffer *out,
			     const struct kacs_explanation *explanation)
{
	u32 ace;

	if (kacs_explained_owner_rights(explanation, &ace))
		kacs_buffer_printf(
			out,
			"; this is the owner, but ACE %u for Owner Rights takes the place of what an owner may always do",
			ace);
}

/* ", since its condition is unknown: ..." */
static void put_since(struct kacs_buffer *out,
		      const struct kacs_explanation *explanation,
		      const struct kacs_ace_place *place)
{
	struct kacs_condition_view view;

	if (!kacs_explained_condition(explanation, place, &view))
		return;
	view.failed = &out->failed;
	kacs_buffer_printf(out, ", since its condition is %s: ",
			   kacs_truth_name(kacs_condition_truth(&view)));
	kacs_put_terms(out, &view);
}

static void put_dacl_denial(struct kacs_buffer *out,
			    const struct kacs_explanation *explanation)
{
	struct kacs_ace_place place = kacs_place_of(&explanation->decider);

	if (place.ace == KACS_NO_ACE) {
		put_no_ace(out, explanation);
		put_held_back(out, explanation);
		put_owner_rights(out, explanation);
		return;
	}
	put_dacl_ace(out, explanation, &place);
	kacs_buffer_u8(out, ' ');
	kacs_put_wish(out, explanation->decided, explanation->object_type);
	put_since(out, explanation, &place);
	if (explanation->instead != KACS_NO_ACE)
		kacs_buffer_printf(out,
				   "; without it ACE %u would have allowed it",
				   explanation->instead);
}

static void put_policy_denial(struct kacs_buffer *out,
			      const struct kacs_explanation *explanation)
{
	const struct kacs_attribution *decider = &explanation->decider;
	bool recovery;

	kacs_explained_policy(explanation, decider->policy, &recovery);
	if (!recovery)
		kacs_buffer_printf(out, "rule %u of ", decider->rule);
	kacs_put_policy(out, explanation, decider->policy);
	if (!recovery) {
		kacs_buffer_text(out, ": ");
		put_dacl_denial(out, explanation);
		return;
	}
	kacs_buffer_text(
		out,
		" is not there; the recovery policy in its place allows only Administrators, SYSTEM and the owner to ");
	kacs_put_wish(out, explanation->decided, explanation->object_type);
}

static void put_integrity_denial(struct kacs_buffer *out,
				 const struct kacs_explanation *explanation)
{
	const struct kacs_sd *sd = explanation->sd;
	u32 policy = sd->has_label ? sd->label_policy : KACS_LABEL_NO_WRITE_UP;
	const struct kacs_enum *entry;
	const char *separator = " (";

	if (sd->has_label)
		kacs_buffer_printf(out, "the object's label is %s",
				   kacs_integrity_name(sd->label_level));
	else
		kacs_buffer_text(out,
				 "the object has no label, which is medium");
	for (entry = kacs_label_policy_enum; entry->name; entry++)
		if (policy & entry->value) {
			kacs_buffer_printf(out, "%s%s", separator, entry->name);
			separator = ", ";
		}
	kacs_buffer_printf(
		out, "%s; a token of integrity level %s may not ",
		separator[0] == ',' ? ")" : "",
		kacs_integrity_name(explanation->token.integrity_level));
	kacs_put_wish(out, explanation->decided, explanation->object_type);
}

void kacs_put_denial(struct kacs_buffer *out,
		     const struct kacs_explanation *explanation)
{
	switch (explanation->decider.step) {
	case KACS_STEP_GATE:
		kacs_buffer_text(
			out,
			explanation->sd->owner.len
				? "an impersonation token at level identification decides nothing"
				: "the descriptor has no owner");
		break;
	case KACS_STEP_PRIVILEGES:
		kacs_put_wish(out, explanation->decided,
			      explanation->object_type);
		kacs_buffer_text(
			out,
			" comes from SeSecurityPrivilege only, which is not enabled");
		break;
	case KACS_STEP_INTEGRITY:
		put_integrity_denial(out, explanation);
		break;
	case KACS_STEP_TRUST:
		kacs_buffer_printf(
			out,
			"the object's trust label (SACL ACE %u) is %u,%u; a process of trust %u,%u may not ",
			explanation->decider.ace, explanation->sd->trust_type,
			explanation->sd->trust_level,
			explanation->check.pip_type,
			explanation->check.pip_trust);
		kacs_put_wish(out, explanation->decided,
			      explanation->object_type);
		break;
	case KACS_STEP_POLICY:
		put_policy_denial(out, explanation);
		break;
	default:
		put_dacl_denial(out, explanation);
		break;
	}
}

static const struct kacs_trace_entry *
find_privilege(const struct kacs_explanation *explanation, u32 bits)
{
	u32 i;

	for (i = 0; i < explanation->trace.count; i++)
		if (explanation->entries[i].privilege &&
		    explanation->entries[i].bits & bits)
			return &explanation->entries[i];
	return NULL;
}

/* One step may have had several privileges to give. */
static u32 given_by_the_first(const struct kacs_explanation *explanation,
			      u32 bits, const char **name)
{
	const struct kacs_trace_entry *entry =
		find_privilege(explanation, bits & (~bits + 1));

	*name = NULL;
	if (!entry)
		return bits;
	*name = kacs_privilege_name(
		(unsigned int)__builtin_ctzll(entry->privilege));
	return bits & entry->bits;
}

/* Say who gave the lowest of @bits; return those of them that it gave. */
static u32 put_grant(struct kacs_buffer *out,
		     const struct kacs_explanation *explanation,
		     const struct kacs_attribution *by, u32 bits)
{
	struct kacs_ace_place place = kacs_place_of(by);
	const char *privilege;

	kacs_put_step(out, by->step);
	kacs_buffer_text(out, ": ");
	if (by->acl == KACS_ACL_DACL && by->ace != KACS_NO_ACE) {
		put_dacl_ace(out, explanation, &place);
	} else if (by->note == KACS_NOTE_OWNER) {
		kacs_buffer_text(out, "the owner may always");
	} else if (by->note == KACS_NOTE_NULL_DACL) {
		kacs_buffer_text(out, "there is no DACL, so everybody may");
	} else {
		bits = given_by_the_first(explanation, bits, &privilege);
		kacs_buffer_printf(out, "%s gives",
				   privilege ? privilege : "a privilege");
	}
	kacs_buffer_u8(out, ' ');
	kacs_put_wish(out, bits, explanation->object_type);
	put_since(out, explanation, &place);
	return bits;
}

/* Each grantor once, with all that it gave. */
static void put_grants(struct kacs_buffer *out,
		       const struct kacs_explanation *explanation)
{
	u32 left = explanation->decision.desired, bit, other;

	/* Only the maximum was asked for: say where that comes from. */
	if (!left)
		left = explanation->decision.granted;
	if (!left)
		kacs_buffer_text(out, "nothing was asked for");
	for (bit = 0; bit < 32; bit++) {
		const struct kacs_attribution *by =
			&explanation->trace.rights[bit];
		u32 bits = 0;

		if (!(left >> bit & 1))
			continue;
		for (other = bit; other < 32; other++)
			if (left >> other & 1 &&
			    kacs_attribution_equal(
				    by, &explanation->trace.rights[other]))
				bits |= 1u << other;
		left &= ~put_grant(out, explanation, by, bits);
		if (left)
			kacs_buffer_text(out, "; ");
	}
}

char *kacs_explanation_sentence(const struct kacs_explanation *explanation)
{
	struct kacs_buffer out = {0};

	if (explanation->decision.allowed) {
		put_grants(&out, explanation);
	} else {
		kacs_put_step(&out, explanation->decider.step);
		kacs_buffer_text(&out, ": ");
		kacs_put_denial(&out, explanation);
	}
	return kacs_buffer_take_text(&out);
}
