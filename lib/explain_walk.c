// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Everything that a check looked at, a line each. */
#include "explanation.h"

#include <stdlib.h>

#include <kacs/names.h>

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
	case KACS_NOTE_NOT_APPLICABLE:
		return entry->condition == KACS_TRUTH_UNKNOWN
			       ? "whether it applies is unknown: it does not"
			       : "it does not apply";
	case KACS_NOTE_CONDITION:
		return entry->condition == KACS_TRUTH_UNKNOWN
			       ? "its condition is unknown"
			       : "its condition is false";
	default:
		return NULL;
	}
}

/* "rule 1 of the central policy S-1-17-7 (SACL ACE 0): " */
static void put_rule(struct kacs_buffer *out,
		     const struct kacs_explanation *explanation,
		     const struct kacs_trace_entry *entry)
{
	bool recovery;

	kacs_explained_policy(explanation, entry->policy, &recovery);
	if (recovery)
		kacs_buffer_text(out, "the recovery policy for ");
	else
		kacs_buffer_printf(out, "rule %u of ", entry->rule);
	kacs_put_policy(out, explanation, entry->policy);
	kacs_buffer_text(out, ": ");
	if (entry->rule_step != KACS_STEP_NONE &&
	    entry->rule_step != KACS_STEP_DACL)
		kacs_buffer_printf(out,
				   "%s: ", kacs_step_name(entry->rule_step));
}

/* @sddl: the text of the ACE as well. */
static void put_subject(struct kacs_buffer *out,
			const struct kacs_explanation *explanation,
			const struct kacs_trace_entry *entry, bool sddl)
{
	struct kacs_ace_place place = kacs_place_of_entry(entry);
	const struct kacs_acl *acl = kacs_explained_acl(explanation, &place);
	const u8 *bytes = kacs_explained_ace(explanation, &place);
	const struct kacs_ace *ace;
	struct kacs_sid sid;

	if (entry->step == KACS_STEP_POLICY)
		put_rule(out, explanation, entry);
	if (bytes) {
		ace = &acl->aces[entry->ace];
		sid = kacs_acl_ace_sid(acl->bytes, ace);
		if (entry->acl == KACS_ACL_SACL)
			kacs_buffer_printf(out, "SACL ACE %u", entry->ace);
		else
			kacs_put_ace(out, entry->ace, ace->type, &sid,
				     explanation->principals);
		if (sddl) {
			kacs_buffer_u8(out, ' ');
			kacs_put_ace_sddl(out, bytes);
		}
		kacs_buffer_text(out, ": ");
	} else if (entry->privilege) {
		kacs_buffer_printf(
			out, "%s: ",
			kacs_privilege_name((unsigned int)__builtin_ctzll(
				entry->privilege)));
	}
}

static void put_effect(struct kacs_buffer *out,
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

	if (entry->effect != KACS_EFFECT_NONE) {
		kacs_buffer_printf(out, "%s ", effects[entry->effect]);
		kacs_put_wish(out, entry->bits, explanation->object_type);
	}
	if (note)
		kacs_buffer_printf(
			out, "%s%s",
			entry->effect == KACS_EFFECT_NONE ? "" : ", ", note);
}

void kacs_put_entry(struct kacs_buffer *out,
		    const struct kacs_explanation *explanation,
		    const struct kacs_trace_entry *entry)
{
	put_subject(out, explanation, entry, false);
	put_effect(out, explanation, entry);
}

static void put_line(struct kacs_buffer *out,
		     const struct kacs_explanation *explanation,
		     const struct kacs_trace_entry *entry)
{
	struct kacs_ace_place place = kacs_place_of_entry(entry);
	struct kacs_condition_view view;

	kacs_put_step(out, entry->step);
	kacs_buffer_text(out, ": ");
	put_subject(out, explanation, entry, true);
	put_effect(out, explanation, entry);
	kacs_buffer_u8(out, '\n');
	if (entry->condition == KACS_TRUTH_NONE ||
	    !kacs_explained_condition(explanation, &place, &view))
		return;
	kacs_buffer_text(out, "    ");
	kacs_put_terms(out, &view);
	kacs_buffer_printf(out, "; whole: %s\n",
			   kacs_truth_name(entry->condition));
}

void kacs_put_nodes(struct kacs_buffer *out,
		    const struct kacs_explanation *explanation)
{
	const struct kacs_object_tree *tree = explanation->check.tree;
	char guid[KACS_GUID_TEXT_BYTES], words[256];
	u32 i;

	for (i = 0; tree && i < tree->count; i++) {
		const struct kacs_object_node *node = &tree->nodes[i];

		kacs_guid_to_text(node->guid, guid);
		kacs_rights_words(node->granted, explanation->object_type,
				  words, sizeof(words));
		kacs_buffer_printf(out, "node %u, %*s%s: %s: %s\n", i,
				   2 * (node->level < 32 ? node->level : 32),
				   "", guid,
				   node->allowed ? "allowed" : "denied",
				   node->granted ? words : "nothing");
	}
}

static void put_events(struct kacs_buffer *out,
		       const struct kacs_explanation *explanation)
{
	u32 i;

	for (i = 0; i < explanation->audit.capacity; i++) {
		kacs_put_step(out, KACS_STEP_AUDIT);
		kacs_buffer_text(out, ": ");
		kacs_put_event(out, explanation, &explanation->audit.events[i]);
		kacs_buffer_u8(out, '\n');
	}
	if (explanation->decision.continuous_audit) {
		kacs_put_step(out, KACS_STEP_AUDIT);
		kacs_buffer_text(out, ": from now on each ");
		kacs_put_wish(out, explanation->decision.continuous_audit,
			      explanation->object_type);
		kacs_buffer_text(out, " is audited\n");
	}
}

char *kacs_explanation_walk(const struct kacs_explanation *explanation)
{
	struct kacs_buffer out = {0};
	u32 i;

	for (i = 0; i < explanation->trace.count; i++)
		put_line(&out, explanation, &explanation->entries[i]);
	kacs_put_nodes(&out, explanation);
	put_events(&out, explanation);
	return kacs_buffer_take_text(&out);
}
