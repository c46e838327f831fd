// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Remedies: a group that an ACE allows, in the token. */
#include "remedy.h"

#include <stdlib.h>

/* Of this kind; an ACL may name very many groups. */
#define MAX_OFFERS 3u
#define MAX_TRIES 16u

/* Where a token has the SIDs that a step asks for, and how that is called. */
struct place {
	u32 step;
	const char *object; /* NULL: in the token itself */
	const char *key;
	const char *phrase;
};

static const struct place places[] = {
	{KACS_STEP_DACL, NULL, "groups", "among the token's groups"},
	{KACS_STEP_RESTRICTED, NULL, "restricted_sids",
	 "among the token's restricting SIDs"},
	{KACS_STEP_CONFINEMENT, "confinement", "capabilities",
	 "among the token's capabilities"},
};

static const struct place *place_of(u32 step)
{
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (places[i].step == step)
			return &places[i];
	return NULL;
}

/*
 * What cannot be added: it stands for somebody, or is an account, or is there
 * but disabled or for denials only, which is another remedy's affair.
 */
static bool cannot_be_added(const struct kacs_explanation *explanation,
			    const struct place *place,
			    const struct kacs_sid *sid)
{
	static const char *const texts[] = {"S-1-5-18", "S-1-5-19", "S-1-5-20",
					    "S-1-5-10", "S-1-5-7"};
	const struct kacs_membership *member =
		kacs_identity_find(explanation->identity, sid);
	char text[KACS_SID_TEXT_BYTES];
	size_t i;

	if (kacs_sid_to_text(sid->bytes, sid->len, text) < 0 ||
	    strncmp(text, "S-1-3-", 6) == 0)
		return true;
	if (place->step == KACS_STEP_CONFINEMENT)
		return strncmp(text, "S-1-15-3-", 9) != 0;
	if (place->step == KACS_STEP_DACL && member)
		return true;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i], text) == 0)
			return true;
	return false;
}

static void add_sid(struct kacs_remedies *remedies, json_t *token,
		    const struct place *place, const char *sid_text)
{
	json_t *object =
		place->object ? json_object_get(token, place->object) : token;
	json_t *list = json_object_get(object, place->key);

	if (!list) {
		list = json_array();
		kacs_remedy_set(remedies, object, place->key, list);
	}
	if (!remedies->failed)
		kacs_remedy_append(remedies, list,
				   json_pack("{s:s, s:[s]}", "sid", sid_text,
					     "attributes", "enabled"));
}

static bool try_sid(struct kacs_remedies *remedies, const struct place *place,
		    const struct kacs_sid *sid)
{
	const struct kacs_explanation *explanation = remedies->explanation;
	json_t *token = kacs_remedy_token(remedies);
	struct kacs_buffer phrase = {0};
	char text[KACS_SID_TEXT_BYTES];
	bool allows = false;

	if (token && kacs_sid_to_text(sid->bytes, sid->len, text) == 0) {
		add_sid(remedies, token, place, text);
		allows = kacs_remedy_allows_token(remedies, token);
	}
	json_decref(token);
	if (!allows)
		return false;
	kacs_buffer_text(&phrase, "with ");
	kacs_put_sid(&phrase, sid, explanation->principals);
	kacs_buffer_printf(&phrase, " %s", place->phrase);
	kacs_remedy_offer(remedies, &phrase);
	return true;
}

/* An ACE that would have allowed, were its SID in the token. */
static bool is_candidate(const struct kacs_explanation *explanation, u32 index,
			 struct kacs_sid *sid)
{
	const struct kacs_trace_entry *entry = &explanation->entries[index];
	const struct kacs_attribution *decider = &explanation->decider;
	struct kacs_ace_place at = kacs_place_of_entry(entry);
	const struct kacs_acl *acl;

	if (entry->note != KACS_NOTE_NO_MATCH || entry->ace == KACS_NO_ACE ||
	    !(entry->mask & explanation->decided) ||
	    entry->step != decider->step || entry->policy != decider->policy ||
	    entry->rule != decider->rule)
		return false;
	acl = kacs_explained_acl(explanation, &at);
	*sid = kacs_acl_ace_sid(acl->bytes, &acl->aces[entry->ace]);
	return true;
}

/* The same SID in a candidate before? */
static bool is_repeated(const struct kacs_explanation *explanation, u32 index,
			const struct kacs_sid *sid)
{
	struct kacs_sid other;
	u32 i;

	for (i = 0; i < index; i++)
		if (is_candidate(explanation, i, &other) &&
		    kacs_sid_equal(&other, sid))
			return true;
	return false;
}

void kacs_remedy_groups(struct kacs_remedies *remedies)
{
	const struct kacs_explanation *explanation = remedies->explanation;
	const struct kacs_attribution *decider = &explanation->decider;
	bool policy = decider->step == KACS_STEP_POLICY;
	const struct place *place =
		place_of(policy ? decider->rule_step : decider->step);
	u32 tries = 0, offers = 0, i;
	struct kacs_sid sid;

	if (!place || decider->ace != KACS_NO_ACE)
		return;
	for (i = 0; i < explanation->trace.count && offers < MAX_OFFERS &&
		    tries < MAX_TRIES;
	     i++) {
		if (!is_candidate(explanation, i, &sid) ||
		    cannot_be_added(explanation, place, &sid) ||
		    is_repeated(explanation, i, &sid))
			continue;
		tries++;
		if (try_sid(remedies, place, &sid))
			offers++;
	}
}
