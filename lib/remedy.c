// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What would have allowed it: changes to the token and to who asks, and the
 * order in which changes are tried.
 */
#include "json.h"
#include "remedy.h"

#include <errno.h>
#include <stdlib.h>

#include <kacs/spec.h>

void kacs_remedy_offer(struct kacs_remedies *remedies,
		       struct kacs_buffer *phrase)
{
	char *text = kacs_buffer_take_text(phrase);

	if (!text) {
		remedies->failed = true;
		return;
	}
	if (remedies->found < KACS_MAX_REMEDIES)
		remedies->explanation->remedies[remedies->found++] = text;
	else
		free(text);
}

bool kacs_remedy_allows(const struct kacs_check *check,
			struct kacs_trace *trace)
{
	struct kacs_decision decision;

	if (trace)
		kacs_trace_init(trace, NULL, 0);
	kacs_access_check(check, &decision, trace);
	return decision.allowed;
}

void kacs_remedy_note(struct kacs_remedies *remedies)
{
	remedies->failed |= errno == ENOMEM;
}

json_t *kacs_remedy_json(struct kacs_remedies *remedies, json_t *value)
{
	remedies->failed |= !value;
	return value;
}

void kacs_remedy_append(struct kacs_remedies *remedies, json_t *array,
			json_t *value)
{
	remedies->failed |= json_array_append_new(array, value) < 0;
}

void kacs_remedy_set(struct kacs_remedies *remedies, json_t *object,
		     const char *key, json_t *value)
{
	remedies->failed |= json_object_set_new(object, key, value) < 0;
}

json_t *kacs_remedy_token(struct kacs_remedies *remedies)
{
	const struct kacs_explanation *explanation = remedies->explanation;
	json_t *token =
		kacs_json_token(explanation->spec, explanation->spec_len, NULL);

	if (!token)
		kacs_remedy_note(remedies);
	return token;
}

const struct kacs_identity *kacs_remedy_identity(struct kacs_remedies *remedies,
						 const json_t *token)
{
	const struct kacs_identity *identity = NULL;
	uint8_t *spec;
	size_t len;
	char *text;

	/* For want of memory jansson may leave out a key; errno remembers. */
	errno = 0;
	text = json_dumps(token, JSON_COMPACT);
	kacs_remedy_note(remedies);
	if (!text || remedies->failed) {
		free(text);
		return NULL;
	}
	if (kacs_token_from_json(text, strlen(text), &spec, &len, NULL) == 0) {
		identity = kacs_prepare_identity(spec, len, NULL);
		if (!identity)
			kacs_remedy_note(remedies);
		free(spec);
	} else {
		kacs_remedy_note(remedies);
	}
	free(text);
	return identity;
}

bool kacs_remedy_allows_token(struct kacs_remedies *remedies,
			      const json_t *token)
{
	struct kacs_check changed = remedies->explanation->check;
	const struct kacs_identity *identity =
		kacs_remedy_identity(remedies, token);
	struct kacs_token prepared;
	bool allows;

	if (!identity)
		return false;
	kacs_token_init(&prepared, identity);
	changed.token = &prepared;
	allows = kacs_remedy_allows(&changed, NULL);
	free((void *)identity);
	return allows;
}

/* With the token changed in its moving parts only. */
static bool allows_state(const struct kacs_remedies *remedies,
			 const struct kacs_token *token)
{
	struct kacs_check check = remedies->explanation->check;

	check.token = token;
	return kacs_remedy_allows(&check, NULL);
}

/* @present: those that the token has disabled, or those that it lacks. */
static void try_privileges(struct kacs_remedies *remedies, bool present)
{
	static const u8 bits[] = {KACS_SE_SECURITY, KACS_SE_TAKE_OWNERSHIP,
				  KACS_SE_RELABEL, KACS_SE_BACKUP,
				  KACS_SE_RESTORE};
	const struct kacs_explanation *explanation = remedies->explanation;
	u64 in_token = explanation->identity->spec.privs_present;
	size_t i;

	for (i = 0; i < sizeof(bits); i++) {
		struct kacs_token token = explanation->token;
		struct kacs_buffer phrase = {0};

		if (kacs_token_privileged(&token, bits[i]) ||
		    present != (in_token >> bits[i] & 1))
			continue;
		token.privileges_enabled |= KACS_PRIVILEGE(bits[i]);
		if (!allows_state(remedies, &token))
			continue;
		kacs_buffer_printf(
			&phrase, "with %s %s", kacs_privilege_name(bits[i]),
			present ? "enabled, which the token has disabled"
				: "in the token");
		kacs_remedy_offer(remedies, &phrase);
	}
}

static void try_groups(struct kacs_remedies *remedies)
{
	const struct kacs_explanation *explanation = remedies->explanation;
	const struct kacs_sid_list *groups = &explanation->identity->groups;
	u32 i;

	for (i = 0; i < groups->count && i < 64; i++) {
		struct kacs_token token = explanation->token;
		struct kacs_buffer phrase = {0};
		u64 bit = 1ull << i;

		if ((token.groups_enabled | token.groups_deny_only) & bit)
			continue;
		token.groups_enabled |= bit;
		if (!allows_state(remedies, &token))
			continue;
		kacs_buffer_text(&phrase, "with the group ");
		kacs_put_sid(&phrase, &groups->entries[i].sid,
			     explanation->principals);
		kacs_buffer_text(&phrase,
				 " enabled, which the token has disabled");
		kacs_remedy_offer(remedies, &phrase);
	}
}

static void try_integrity(struct kacs_remedies *remedies)
{
	const struct kacs_explanation *explanation = remedies->explanation;
	const struct kacs_sd *sd = explanation->sd;
	u32 level = sd->has_label ? sd->label_level : KACS_INTEGRITY_MEDIUM;
	struct kacs_token token = explanation->token;
	struct kacs_buffer phrase = {0};

	if (token.integrity_level >= level)
		return;
	token.integrity_level = level;
	if (!allows_state(remedies, &token))
		return;
	kacs_buffer_printf(&phrase, "from a token of integrity level %s",
			   kacs_integrity_name(level));
	kacs_remedy_offer(remedies, &phrase);
}

static void try_trust(struct kacs_remedies *remedies)
{
	const struct kacs_explanation *explanation = remedies->explanation;
	const struct kacs_sd *sd = explanation->sd;
	struct kacs_check check = explanation->check;
	struct kacs_buffer phrase = {0};

	if (!sd->has_trust_label)
		return;
	if (check.pip_type < sd->trust_type)
		check.pip_type = sd->trust_type;
	if (check.pip_trust < sd->trust_level)
		check.pip_trust = sd->trust_level;
	if (!kacs_remedy_allows(&check, NULL))
		return;
	kacs_buffer_printf(&phrase, "from a process of trust %u,%u",
			   check.pip_type, check.pip_trust);
	kacs_remedy_offer(remedies, &phrase);
}

/* Nothing is decided without an owner, or for a mere identification. */
static void try_gate(struct kacs_remedies *remedies)
{
	const struct kacs_explanation *explanation = remedies->explanation;
	struct kacs_token token = explanation->token;
	struct kacs_buffer phrase = {0};

	if (explanation->decider.step != KACS_STEP_GATE)
		return;
	token.impersonation_level = KACS_LEVEL_IMPERSONATION;
	if (!allows_state(remedies, &token))
		return;
	kacs_buffer_text(&phrase,
			 "with the token at impersonation level impersonation");
	kacs_remedy_offer(remedies, &phrase);
}

/* Without a part of the token that only ever takes rights away. */
static void try_without(struct kacs_remedies *remedies, u32 step,
			const char *const *keys, const char *phrase_text)
{
	struct kacs_buffer phrase = {0};
	json_t *token;

	if (remedies->explanation->decider.step != step)
		return;
	token = kacs_remedy_token(remedies);
	for (; *keys; keys++)
		json_object_del(token, *keys);
	if (token && kacs_remedy_allows_token(remedies, token)) {
		kacs_buffer_text(&phrase, phrase_text);
		kacs_remedy_offer(remedies, &phrase);
	}
	json_decref(token);
}

int kacs_find_remedies(struct kacs_explanation *explanation)
{
	static const char *const restriction[] = {"restricted_sids",
						  "restricted_device_groups",
						  "write_restricted", NULL};
	static const char *const confinement[] = {"confinement", NULL};
	struct kacs_remedies remedies = {.explanation = explanation};

	try_gate(&remedies);
	if (!explanation->missing)
		return remedies.failed ? -1 : 0;
	try_groups(&remedies);
	try_privileges(&remedies, true);
	try_integrity(&remedies);
	try_trust(&remedies);
	kacs_remedy_claims(&remedies);
	if (explanation->decider.step == KACS_STEP_DACL)
		kacs_remedy_groups(&remedies);
	if (explanation->decider.acl == KACS_ACL_DACL)
		kacs_remedy_dacl(&remedies);
	/* Few have these by themselves, and then for a reason. */
	if (explanation->decider.step != KACS_STEP_DACL)
		kacs_remedy_groups(&remedies);
	if (explanation->decider.step == KACS_STEP_POLICY)
		kacs_remedy_policy(&remedies);
	try_without(&remedies, KACS_STEP_RESTRICTED, restriction,
		    "from a token that is not restricted");
	try_without(&remedies, KACS_STEP_CONFINEMENT, confinement,
		    "from a token that is not confined");
	/* To grant a privilege is never the simple change. */
	if (!remedies.found)
		try_privileges(&remedies, false);
	return remedies.failed ? -1 : 0;
}
