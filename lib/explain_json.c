// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* An explanation as JSON. */
#include "explanation.h"
#include "json.h"

#include <stdlib.h>

static const char *acl_name(u32 acl)
{
	return acl == KACS_ACL_DACL   ? "dacl"
	       : acl == KACS_ACL_SACL ? "sacl"
				      : "none";
}

static void put_place(json_t **object, u32 step, u32 acl, u32 ace)
{
	kacs_json_set(object, "step", json_integer(step));
	kacs_json_set(object, "step_name", json_string(kacs_step_name(step)));
	if (acl != KACS_ACL_NONE)
		kacs_json_set(object, "acl", json_string(acl_name(acl)));
	if (ace != KACS_NO_ACE)
		kacs_json_set(object, "ace", json_integer(ace));
}

static json_t *entry_json(const struct kacs_explanation *explanation,
			  const struct kacs_trace_entry *entry)
{
	static const char *const effects[] = {
		[KACS_EFFECT_GRANT] = "grant",
		[KACS_EFFECT_DENY] = "deny",
		[KACS_EFFECT_REMOVE] = "remove",
		[KACS_EFFECT_RESTORE] = "restore",
		[KACS_EFFECT_NONE] = "none",
	};
	static const char *const notes[] = {
		[KACS_NOTE_NONE] = NULL,
		[KACS_NOTE_INHERIT_ONLY] = "inherit_only",
		[KACS_NOTE_NO_MATCH] = "no_match",
		[KACS_NOTE_DENY_ONLY] = "deny_only",
		[KACS_NOTE_ALREADY_DECIDED] = "already_decided",
		[KACS_NOTE_NOT_WANTED] = "not_wanted",
		[KACS_NOTE_NOT_EVALUATED] = "not_evaluated",
		[KACS_NOTE_OWNER] = "owner",
		[KACS_NOTE_NULL_DACL] = "null_dacl",
		[KACS_NOTE_CONDITION] = "condition",
		[KACS_NOTE_NOT_IN_TREE] = "not_in_tree",
		[KACS_NOTE_PART] = "part",
	};
	json_t *object = json_object();

	put_place(&object, entry->step, entry->acl, entry->ace);
	kacs_json_set(&object, "effect", json_string(effects[entry->effect]));
	if (entry->bits)
		kacs_json_set(&object, "access",
			      kacs_json_rights(entry->bits,
					       explanation->object_type));
	if (notes[entry->note])
		kacs_json_set(&object, "note", json_string(notes[entry->note]));
	if (entry->privilege)
		kacs_json_set(&object, "privilege",
			      json_string(kacs_privilege_name(
				      (unsigned int)__builtin_ctzll(
					      entry->privilege))));
	return object;
}

static json_t *walk_json(const struct kacs_explanation *explanation)
{
	u32 count = explanation->trace.count, i;
	json_t *array = json_array();

	if (count > explanation->trace.capacity)
		count = explanation->trace.capacity;
	for (i = 0; i < count; i++)
		kacs_json_append(&array, entry_json(explanation,
						    &explanation->entries[i]));
	return array;
}

static json_t *remedies_json(const struct kacs_explanation *explanation)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; explanation->remedies[i]; i++)
		kacs_json_append(&array,
				 kacs_json_string(explanation->remedies[i]));
	return array;
}

char *kacs_explanation_json(const struct kacs_explanation *explanation)
{
	const struct kacs_decision *decision = &explanation->decision;
	u32 type = explanation->object_type;
	char *sentence = kacs_explanation_sentence(explanation);
	json_t *object = json_object(), *by;

	if (!sentence) {
		json_decref(object);
		return NULL;
	}
	kacs_json_set(&object, "allowed", json_boolean(decision->allowed));
	kacs_json_set(&object, "desired",
		      kacs_json_rights(decision->desired, type));
	kacs_json_set(&object, "granted",
		      kacs_json_rights(decision->granted, type));
	kacs_json_set(&object, "reason", kacs_json_string(sentence));
	free(sentence);
	if (!decision->allowed) {
		by = json_object();
		put_place(&by, explanation->decider.step,
			  explanation->decider.acl, explanation->decider.ace);
		kacs_json_set(&object, "missing",
			      kacs_json_rights(explanation->missing, type));
		kacs_json_set(&object, "decided_by", by);
		kacs_json_set(&object, "remedies", remedies_json(explanation));
	}
	kacs_json_set(&object, "walk", walk_json(explanation));
	return kacs_json_take(object);
}
