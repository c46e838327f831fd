// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* An explanation as JSON. */
#include "explanation.h"
#include "json.h"

#include <stdlib.h>

#include <kacs/names.h>

static const char *acl_name(u32 acl)
{
	return acl == KACS_ACL_DACL	? "dacl"
	       : acl == KACS_ACL_SACL	? "sacl"
	       : acl == KACS_ACL_POLICY ? "policy"
					: "none";
}

static void put_string(json_t **object, const char *key,
		       struct kacs_buffer *text)
{
	char *taken = kacs_buffer_take_text(text);

	kacs_json_set(object, key, taken ? kacs_json_string(taken) : NULL);
	free(taken);
}

static void put_policy(json_t **object,
		       const struct kacs_explanation *explanation, u32 policy,
		       u32 rule)
{
	const struct kacs_sd *sd = explanation->sd;
	struct kacs_sid sid = kacs_ace_sid(sd, &kacs_sd_sacl(sd)[policy]);
	bool recovery;

	kacs_explained_policy(explanation, policy, &recovery);
	kacs_json_set(object, "policy", kacs_json_sid(sid.bytes, sid.len));
	kacs_json_set(object, "policy_ace", json_integer(policy));
	kacs_json_set(object, "rule", json_integer(rule));
	if (recovery)
		kacs_json_set(object, "recovery", json_true());
}

static void put_place(json_t **object,
		      const struct kacs_explanation *explanation,
		      const struct kacs_ace_place *place)
{
	const u8 *ace = kacs_explained_ace(explanation, place);
	struct kacs_buffer sddl = {0};

	kacs_json_set(object, "step", json_integer(place->step));
	kacs_json_set(object, "step_name",
		      json_string(kacs_step_name(place->step)));
	if (place->acl != KACS_ACL_NONE)
		kacs_json_set(object, "acl", json_string(acl_name(place->acl)));
	if (place->ace != KACS_NO_ACE)
		kacs_json_set(object, "ace", json_integer(place->ace));
	if (ace) {
		kacs_put_ace_sddl(&sddl, ace);
		put_string(object, "sddl", &sddl);
	}
	if (place->step == KACS_STEP_POLICY)
		put_policy(object, explanation, place->policy, place->rule);
	if (place->rule_step != KACS_STEP_NONE)
		kacs_json_set(object, "rule_step",
			      json_string(kacs_step_name(place->rule_step)));
}

static json_t *terms_json(const struct kacs_condition_view *view)
{
	struct kacs_condition_view noted = *view;
	struct kacs_condition_terms terms;
	json_t *array = json_array();
	bool failed = false;
	u32 i;

	noted.failed = &failed;
	if (!kacs_condition_split(&noted, &terms))
		return array;
	for (i = 0; i < terms.count; i++) {
		struct kacs_buffer text = {0};
		json_t *term = json_object();

		noted.failed = &text.failed;
		kacs_put_term(&text, &noted, &terms.terms[i]);
		put_string(&term, "text", &text);
		kacs_json_set(
			&term, "value",
			json_string(kacs_truth_name(terms.terms[i].truth)));
		kacs_json_append(&array, term);
	}
	if (failed) {
		json_decref(array);
		return NULL;
	}
	return array;
}

static json_t *condition_json(const struct kacs_condition_view *view, u32 truth)
{
	json_t *object = json_object();
	struct kacs_buffer text = {0};

	kacs_put_condition(&text, view);
	put_string(&object, "text", &text);
	kacs_json_set(&object, "value", json_string(kacs_truth_name(truth)));
	kacs_json_set(&object, "terms", terms_json(view));
	return object;
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
		[KACS_NOTE_NOT_APPLICABLE] = "not_applicable",
		[KACS_NOTE_RECOVERY] = "recovery",
	};
	struct kacs_ace_place place = kacs_place_of_entry(entry);
	struct kacs_condition_view view;
	json_t *object = json_object();

	put_place(&object, explanation, &place);
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
	if (entry->condition != KACS_TRUTH_NONE &&
	    kacs_explained_condition(explanation, &place, &view))
		kacs_json_set(&object, "condition",
			      condition_json(&view, entry->condition));
	return object;
}

static json_t *walk_json(const struct kacs_explanation *explanation)
{
	json_t *array = json_array();
	u32 i;

	for (i = 0; i < explanation->trace.count; i++)
		kacs_json_append(&array, entry_json(explanation,
						    &explanation->entries[i]));
	return array;
}

static json_t *event_json(const struct kacs_explanation *explanation,
			  const struct kacs_audit_event *event)
{
	static const char *const names[] = {
		[KACS_EVENT_PRIVILEGE] = "privilege-use",
		[KACS_EVENT_SACL] = "access-audit",
		[KACS_EVENT_FORCED] = "access-audit",
		[KACS_EVENT_STAGING] = "caap-policy-diagnostic",
	};
	json_t *object = json_object();
	struct kacs_buffer text = {0};

	kacs_json_set(&object, "event", json_string(names[event->kind]));
	kacs_json_set(&object, "success", json_boolean(event->success));
	kacs_put_event(&text, explanation, event);
	put_string(&object, "text", &text);
	if (event->kind == KACS_EVENT_SACL) {
		kacs_json_set(&object, "acl",
			      json_string(acl_name(event->acl)));
		kacs_json_set(&object, "ace", json_integer(event->ace));
		kacs_put_ace_sddl(&text, event->ace_bytes);
		put_string(&object, "sddl", &text);
		if (event->acl == KACS_ACL_POLICY)
			put_policy(&object, explanation, event->policy,
				   event->rule);
	}
	return object;
}

static json_t *events_json(const struct kacs_explanation *explanation)
{
	json_t *array = json_array();
	u32 i;

	for (i = 0; i < explanation->audit.capacity; i++)
		kacs_json_append(&array,
				 event_json(explanation,
					    &explanation->audit.events[i]));
	return array;
}

static json_t *nodes_json(const struct kacs_explanation *explanation)
{
	const struct kacs_object_tree *tree = explanation->check.tree;
	char guid[KACS_GUID_TEXT_BYTES];
	json_t *array = json_array(), *object;
	u32 i;

	for (i = 0; i < tree->count; i++) {
		const struct kacs_object_node *node = &tree->nodes[i];

		kacs_guid_to_text(node->guid, guid);
		object = json_object();
		kacs_json_set(&object, "level", json_integer(node->level));
		kacs_json_set(&object, "guid", json_string(guid));
		kacs_json_set(&object, "allowed", json_boolean(node->allowed));
		kacs_json_set(&object, "granted",
			      kacs_json_rights(node->granted,
					       explanation->object_type));
		kacs_json_append(&array, object);
	}
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

static void put_audit(json_t **object,
		      const struct kacs_explanation *explanation)
{
	const struct kacs_decision *decision = &explanation->decision;
	u32 type = explanation->object_type;

	kacs_json_set(object, "events", events_json(explanation));
	kacs_json_set(object, "continuous_audit",
		      kacs_json_rights(decision->continuous_audit, type));
	kacs_json_set(object, "staging_mismatch",
		      json_boolean(decision->staging_mismatch));
	if (decision->staging_mismatch)
		kacs_json_set(object, "staged",
			      kacs_json_rights(decision->staged, type));
}

char *kacs_explanation_json(const struct kacs_explanation *explanation)
{
	const struct kacs_decision *decision = &explanation->decision;
	struct kacs_ace_place place = kacs_place_of(&explanation->decider);
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
		put_place(&by, explanation, &place);
		kacs_json_set(&object, "missing",
			      kacs_json_rights(explanation->missing, type));
		kacs_json_set(&object, "decided_by", by);
		kacs_json_set(&object, "remedies", remedies_json(explanation));
	}
	kacs_json_set(&object, "walk", walk_json(explanation));
	if (explanation->check.tree)
		kacs_json_set(&object, "nodes", nodes_json(explanation));
	put_audit(&object, explanation);
	return kacs_json_take(object);
}
