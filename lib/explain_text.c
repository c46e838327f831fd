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
	kacs_buffer_printf(out, "%s (%s)", verbs, constants);
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
			 const struct kacs_explanation *explanation, u32 index)
{
	const struct kacs_ace *ace = &kacs_sd_dacl(explanation->sd)[index];
	struct kacs_sid sid = kacs_ace_sid(explanation->sd, ace);

	kacs_put_ace(out, index, ace->type, &sid, explanation->principals);
}

/* An ACE that would have allowed, had its group not been deny-only. */
static u32 deny_only_ace(const struct kacs_explanation *explanation)
{
	u32 count = explanation->trace.count, i;

	if (count > explanation->trace.capacity)
		count = explanation->trace.capacity;
	for (i = 0; i < count; i++)
		if (explanation->entries[i].note == KACS_NOTE_DENY_ONLY &&
		    explanation->entries[i].mask & explanation->decided)
			return explanation->entries[i].ace;
	return KACS_NO_ACE;
}

/* "no ACE allows alice " */
static void put_no_ace(struct kacs_buffer *out,
		       const struct kacs_explanation *explanation)
{
	const struct kacs_identity *identity = explanation->identity;

	if (explanation->sd->dacl.count == 0)
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

static void put_dacl_denial(struct kacs_buffer *out,
			    const struct kacs_explanation *explanation)
{
	u32 ace = explanation->decider.ace;

	if (ace == KACS_NO_ACE) {
		put_no_ace(out, explanation);
		ace = deny_only_ace(explanation);
		if (ace == KACS_NO_ACE)
			return;
		kacs_buffer_text(out, "; ");
		put_dacl_ace(out, explanation, ace);
		kacs_buffer_text(out, ", which in this token is deny-only");
		return;
	}
	put_dacl_ace(out, explanation, ace);
	kacs_buffer_u8(out, ' ');
	kacs_put_wish(out, explanation->decided, explanation->object_type);
	if (explanation->instead != KACS_NO_ACE)
		kacs_buffer_printf(out,
				   "; without it ACE %u would have allowed it",
				   explanation->instead);
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

static void put_denial(struct kacs_buffer *out,
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
	default:
		put_dacl_denial(out, explanation);
		break;
	}
}

static const struct kacs_trace_entry *
find_privilege(const struct kacs_explanation *explanation, u32 bits)
{
	u32 count = explanation->trace.count, i;

	if (count > explanation->trace.capacity)
		count = explanation->trace.capacity;
	for (i = 0; i < count; i++)
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
	const char *privilege;

	kacs_put_step(out, by->step);
	kacs_buffer_text(out, ": ");
	if (by->acl == KACS_ACL_DACL && by->ace != KACS_NO_ACE) {
		put_dacl_ace(out, explanation, by->ace);
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
		put_denial(&out, explanation);
	}
	return kacs_buffer_take_text(&out);
}

static const char *note_text(const struct kacs_trace_entry *entry)
{
	switch (entry->note) {
	case KACS_NOTE_INHERIT_ONLY:
		return "inherit only: not for this object";
	case KACS_NOTE_NO_MATCH:
		return "not in the token";
	case KACS_NOTE_DENY_ONLY:
		return "deny-only in the token";
	case KACS_NOTE_ALREADY_DECIDED:
		return "its rights are decided already";
	case KACS_NOTE_NOT_WANTED:
		return "none of its rights was asked for";
	case KACS_NOTE_NOT_EVALUATED:
		return "a type that is passed over";
	case KACS_NOTE_OWNER:
		return "the owner's own rights";
	case KACS_NOTE_NULL_DACL:
		return "no DACL";
	case KACS_NOTE_NOT_IN_TREE:
		return "of another object type";
	case KACS_NOTE_PART:
		return "for parts of the object only";
	case KACS_NOTE_CONDITION:
		return entry->condition == KACS_TRUTH_UNKNOWN
			       ? "its condition is unknown"
			       : "its condition is false";
	default:
		return NULL;
	}
}

static void put_entry(struct kacs_buffer *out,
		      const struct kacs_explanation *explanation,
		      const struct kacs_trace_entry *entry)
{
	static const char *const effects[] = {
		[KACS_EFFECT_GRANT] = "grants",
		[KACS_EFFECT_DENY] = "refuses",
		[KACS_EFFECT_REMOVE] = "takes back",
		[KACS_EFFECT_RESTORE] = "gives back",
	};
	const char *note = note_text(entry);

	kacs_put_step(out, entry->step);
	kacs_buffer_text(out, ": ");
	if (entry->acl == KACS_ACL_DACL && entry->ace != KACS_NO_ACE) {
		put_dacl_ace(out, explanation, entry->ace);
		kacs_buffer_text(out, ": ");
	} else if (entry->acl == KACS_ACL_SACL && entry->ace != KACS_NO_ACE) {
		kacs_buffer_printf(out, "SACL ACE %u: ", entry->ace);
	} else if (entry->privilege) {
		kacs_buffer_printf(
			out, "%s: ",
			kacs_privilege_name((unsigned int)__builtin_ctzll(
				entry->privilege)));
	}
	if (entry->effect != KACS_EFFECT_NONE) {
		kacs_buffer_printf(out, "%s ", effects[entry->effect]);
		kacs_put_wish(out, entry->bits, explanation->object_type);
	}
	if (note)
		kacs_buffer_printf(
			out, "%s%s",
			entry->effect == KACS_EFFECT_NONE ? "" : ", ", note);
	kacs_buffer_u8(out, '\n');
}

char *kacs_explanation_walk(const struct kacs_explanation *explanation)
{
	struct kacs_buffer out = {0};
	u32 count = explanation->trace.count, i;

	if (count > explanation->trace.capacity)
		count = explanation->trace.capacity;
	for (i = 0; i < count; i++)
		put_entry(&out, explanation, &explanation->entries[i]);
	return kacs_buffer_take_text(&out);
}
