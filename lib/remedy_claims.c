// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Remedies: attributes and groups that make a condition come out otherwise.
 *
 * Each term that is not as it should be is mended by itself: candidates are
 * tried until the term has the wanted value. A mended term is offered if that
 * is enough for the check, and all of them together if none alone is.
 */
#include "claims.h"
#include "json.h"
#include "remedy.h"
#include "sddl_condition.h"
#include "utf16.h"
#include "../core/ace.h"

#include <stdlib.h>
#include <strings.h>

/* Conditions that are mended; an ACL may hold very many. */
#define MAX_CONDITIONS 3u

/* What a check is about, as it would be. */
struct world {
	json_t *token;
	json_t *local;	  /* claims */
	json_t *resource; /* claims, or NULL: as they are */
};

/* One change to it. */
struct change {
	u8 code;	/* whose attribute; or of the Member_of family */
	json_t *name;	/* of the attribute */
	json_t *claim;	/* as it shall be */
	json_t *groups; /* of Member_of: SIDs that shall be there */
	char *phrase;
};

static void free_change(struct change *change)
{
	json_decref(change->name);
	json_decref(change->claim);
	json_decref(change->groups);
	free(change->phrase);
	*change = (struct change){0};
}

/* The attributes of the object that conditions see. */
static json_t *resource_claims(struct kacs_remedies *remedies)
{
	const struct kacs_sd *sd = remedies->explanation->sd;
	struct kacs_buffer claims = {0};
	json_t *array = NULL;
	const u8 *entry;
	u32 len, i;

	for (i = 0; i < sd->sacl.count; i++) {
		entry = kacs_sacl_claim(sd, i, &len);
		if (!entry)
			continue;
		kacs_buffer_le32(&claims, len);
		kacs_buffer_put(&claims, entry, len);
	}
	remedies->failed |= claims.failed;
	if (!claims.failed)
		array = kacs_claims_to_json(claims.data, claims.len, NULL);
	if (!array)
		kacs_remedy_note(remedies);
	kacs_buffer_free(&claims);
	return array;
}

static void append_attribute(struct kacs_remedies *remedies,
			     struct kacs_acl_writer *sacl, const json_t *claim)
{
	static const u8 everyone[] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
	json_t *array =
		kacs_remedy_json(remedies, json_pack("[O]", (json_t *)claim));
	struct kacs_buffer entry = {0}, ace = {0};

	if (array && kacs_claims_from_json(array, "", &entry, NULL) == 0 &&
	    !entry.failed && entry.len > 4) {
		kacs_buffer_u8(&ace, KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE);
		kacs_buffer_u8(&ace, 0);
		kacs_buffer_le16(&ace, 0);
		kacs_buffer_le32(&ace, 0);
		kacs_buffer_put(&ace, everyone, sizeof(everyone));
		kacs_buffer_put(&ace, entry.data + 4, entry.len - 4);
		kacs_buffer_align(&ace, 4);
		if (!ace.failed && ace.len <= UINT16_MAX) {
			kacs_buffer_set_le16(&ace, 2, (u16)ace.len);
			kacs_acl_append(sacl, ace.data, ace.len);
		}
	}
	remedies->failed |= entry.failed | ace.failed;
	json_decref(array);
	kacs_buffer_free(&entry);
	kacs_buffer_free(&ace);
}

/* The descriptor with other attributes, or NULL. */
static const struct kacs_sd *with_attributes(struct kacs_remedies *remedies,
					     const json_t *claims)
{
	const struct kacs_sd *sd = remedies->explanation->sd;
	const struct kacs_sd *result = NULL;
	struct kacs_acl_writer sacl;
	struct kacs_sd_parts parts;
	const json_t *claim;
	size_t i;
	u32 len;

	kacs_acl_begin(&sacl);
	for (i = 0; i < sd->sacl.count; i++) {
		const u8 *ace = sd->bytes + kacs_sd_sacl(sd)[i].offset;

		if (!kacs_sacl_claim(sd, (u32)i, &len))
			kacs_acl_append(&sacl, ace, kacs_load_le16(ace + 2));
	}
	json_array_foreach((json_t *)claims, i, claim)
		append_attribute(remedies, &sacl, claim);
	remedies->failed |= sacl.bytes.failed;
	if (kacs_acl_end(&sacl) == 0 && !sacl.bytes.failed) {
		kacs_parts_of(sd, &parts);
		parts.control |= KACS_SE_SACL_PRESENT;
		parts.sacl = sacl.bytes.data;
		parts.sacl_len = sacl.bytes.len;
		result = kacs_prepare_parts(&parts);
		if (!result)
			kacs_remedy_note(remedies);
	}
	kacs_buffer_free(&sacl.bytes);
	return result;
}

/* A check of a world, and what it needs. */
struct setting {
	struct kacs_check check;
	const struct kacs_identity *identity;
	struct kacs_token token;
	struct kacs_buffer local;
	const struct kacs_sd *sd; /* or NULL: as it is */
};

static void close_setting(struct setting *setting)
{
	free((void *)setting->identity);
	free((void *)setting->sd);
	kacs_buffer_free(&setting->local);
}

static bool open_setting(struct kacs_remedies *remedies,
			 const struct world *world, struct setting *setting)
{
	*setting = (struct setting){.check = remedies->explanation->check};
	setting->identity = kacs_remedy_identity(remedies, world->token);
	if (!setting->identity ||
	    kacs_claims_from_json(world->local, "", &setting->local, NULL) < 0)
		return false;
	remedies->failed |= setting->local.failed;
	if (setting->local.failed)
		return false;
	kacs_token_init(&setting->token, setting->identity);
	setting->check.token = &setting->token;
	if (kacs_claims_prepare(setting->local.data, (u32)setting->local.len, 0,
				&setting->check.local_claims, NULL) != KACS_OK)
		return false;
	if (!world->resource)
		return true;
	setting->sd = with_attributes(remedies, world->resource);
	setting->check.sd = setting->sd;
	return setting->sd;
}

static bool allows(struct kacs_remedies *remedies, const struct world *world)
{
	struct setting setting;
	bool result = open_setting(remedies, world, &setting) &&
		      kacs_remedy_allows(&setting.check, NULL);

	close_setting(&setting);
	return result;
}

/* Does a term of a condition have the wanted value there? */
static bool mends(struct kacs_remedies *remedies, const struct world *world,
		  const struct kacs_condition_view *view,
		  const struct kacs_condition_term *term, u32 wanted)
{
	struct kacs_condition_view there = *view;
	struct setting setting;
	bool result = false;

	if (open_setting(remedies, world, &setting)) {
		there.check = &setting.check;
		result = kacs_condition_term_truth(&there, term) == wanted;
	}
	close_setting(&setting);
	return result;
}

static void free_world(struct world *world)
{
	json_decref(world->token);
	json_decref(world->local);
	json_decref(world->resource);
	*world = (struct world){0};
}

static bool make_world(struct kacs_remedies *remedies, struct world *world)
{
	const struct kacs_check *check = &remedies->explanation->check;

	world->token = kacs_remedy_token(remedies);
	world->local = kacs_claims_to_json(check->local_claims.bytes,
					   check->local_claims.len, NULL);
	if (!world->local)
		kacs_remedy_note(remedies);
	return world->token && world->local;
}

/* The member of an object, made when it is not there. */
static json_t *member(struct kacs_remedies *remedies, json_t *object,
		      const char *key, json_t *(*make)(void))
{
	json_t *value = json_object_get(object, key);

	if (!value) {
		value = make();
		kacs_remedy_set(remedies, object, key, value);
		value = json_object_get(object, key);
	}
	return value;
}

static void set_claim(struct kacs_remedies *remedies, json_t *claims,
		      const json_t *name, json_t *claim)
{
	const char *text = json_string_value(name), *other;
	size_t i;

	for (i = 0; i < json_array_size(claims); i++) {
		other = json_string_value(
			json_object_get(json_array_get(claims, i), "name"));
		if (other && text && strcasecmp(other, text) == 0) {
			json_array_set(claims, i, claim);
			return;
		}
	}
	kacs_remedy_append(remedies, claims, json_incref(claim));
}

static void add_groups(struct kacs_remedies *remedies, json_t *list,
		       const json_t *sids)
{
	const json_t *sid;
	size_t i;

	json_array_foreach((json_t *)sids, i, sid)
		kacs_remedy_append(remedies, list,
				   json_pack("{s:O, s:[s]}", "sid", sid,
					     "attributes", "enabled"));
}

static void apply(struct kacs_remedies *remedies, struct world *world,
		  const struct change *change)
{
	json_t *claims;

	if (change->groups) {
		add_groups(remedies,
			   member(remedies, world->token, "groups", json_array),
			   change->groups);
		return;
	}
	switch (change->code) {
	case SDDL_TOKEN_LOCAL:
		claims = world->local;
		break;
	case SDDL_TOKEN_RESOURCE:
		if (!world->resource)
			world->resource = resource_claims(remedies);
		claims = world->resource;
		break;
	default:
		claims = member(remedies, world->token, "claims", json_object);
		claims = member(remedies, claims,
				change->code == SDDL_TOKEN_USER ? "user"
								: "device",
				json_array);
		break;
	}
	if (claims)
		set_claim(remedies, claims, change->name, change->claim);
}

/* UTF-16 of a token's data as a JSON string, or NULL. */
static json_t *text_of(struct kacs_remedies *remedies, const u8 *utf16, u32 len)
{
	struct kacs_buffer ended = {0}, utf8 = {0};
	json_t *text = NULL;

	kacs_buffer_put(&ended, utf16, len);
	kacs_buffer_le16(&ended, 0);
	if (!ended.failed && kacs_utf16_read(ended.data, ended.len, &utf8) &&
	    !utf8.failed)
		text = kacs_remedy_json(
			remedies,
			json_stringn(utf8.data ? (char *)utf8.data : "",
				     utf8.len));
	remedies->failed |= ended.failed | utf8.failed;
	kacs_buffer_free(&ended);
	kacs_buffer_free(&utf8);
	return text;
}

static json_t *octets_of(struct kacs_remedies *remedies, const u8 *bytes,
			 u32 len)
{
	struct kacs_buffer hex = {0};
	json_t *text;
	u32 i;

	for (i = 0; i < len; i++)
		kacs_buffer_printf(&hex, "%02x", bytes[i]);
	remedies->failed |= hex.failed;
	text = kacs_remedy_json(remedies,
				json_stringn(hex.data ? (char *)hex.data : "",
					     hex.len));
	kacs_buffer_free(&hex);
	return text;
}

/* A literal that is no composite, and the type of claim that holds it. */
static json_t *simple_literal(struct kacs_remedies *remedies, const u8 *token,
			      const char **type)
{
	u32 len = kacs_load_le32(token + 1);

	switch (token[0]) {
	case SDDL_TOKEN_STRING:
		*type = "string";
		return text_of(remedies, token + 5, len);
	case SDDL_TOKEN_OCTETS:
		*type = "octet";
		return octets_of(remedies, token + 5, len);
	case SDDL_TOKEN_SID:
		*type = "sid";
		return kacs_remedy_json(remedies,
					kacs_json_sid(token + 5, len));
	case SDDL_TOKEN_COMPOSITE:
		return NULL;
	default:
		*type = "int64";
		return kacs_remedy_json(
			remedies,
			json_integer((json_int_t)kacs_load_le64(token + 1)));
	}
}

/* The values of a literal as those of a claim, or NULL. */
static json_t *literal_values(struct kacs_remedies *remedies,
			      const struct kacs_condition_view *view, u32 at,
			      const char **type)
{
	u32 end = at + kacs_condition_operand_size(view, at);
	json_t *values = kacs_remedy_json(remedies, json_array()), *value;
	const char *other = NULL;

	if (view->bytes[at] == SDDL_TOKEN_COMPOSITE)
		at += 5;
	*type = NULL;
	for (; at < end; at += kacs_condition_operand_size(view, at)) {
		value = simple_literal(remedies, view->bytes + at, &other);
		if (!value || (*type && strcmp(*type, other) != 0)) {
			json_decref(value);
			json_decref(values);
			return NULL;
		}
		*type = other;
		kacs_remedy_append(remedies, values, value);
	}
	if (*type)
		return values;
	json_decref(values);
	return NULL;
}

/* The values of the operand that an attribute is compared with. */
static json_t *operand_values(struct kacs_remedies *remedies,
			      const struct kacs_condition_view *view, u32 at,
			      const char **type)
{
	json_t *claim, *values;

	if (!kacs_is_attribute_code(view->bytes[at]))
		return literal_values(remedies, view, at, type);
	claim = kacs_condition_attribute_claim(view, at);
	values = json_incref(json_object_get(claim, "values"));
	*type = "int64";
	if (claim && strcmp(json_string_value(json_object_get(claim, "type")),
			    "int64") != 0) {
		/* The types of numbers compare; the others are themselves. */
		const char *name =
			json_string_value(json_object_get(claim, "type"));

		*type = strcmp(name, "string") == 0    ? "string"
			: strcmp(name, "sid") == 0     ? "sid"
			: strcmp(name, "octet") == 0   ? "octet"
			: strcmp(name, "boolean") == 0 ? "boolean"
						       : "uint64";
	}
	json_decref(claim);
	return values;
}

static json_t *claim_json(const json_t *name, const char *type, json_t *values)
{
	return json_pack("{s:O, s:s, s:o, s:[]}", "name", name, "type", type,
			 "values", values, "flags");
}

/* The claims that an attribute might be given, best first. */
static json_t *candidates(struct kacs_remedies *remedies, const json_t *name,
			  const char *type, json_t *values)
{
	json_t *list = kacs_remedy_json(remedies, json_array());
	json_int_t number, step;

	kacs_remedy_append(remedies, list,
			   claim_json(name, type, json_incref(values)));
	if (json_array_size(values) != 1 ||
	    !json_is_integer(json_array_get(values, 0)))
		return list;
	number = json_integer_value(json_array_get(values, 0));
	for (step = -1; step <= 1; step += 2)
		if (step < 0 ? number > INT64_MIN : number < INT64_MAX)
			json_array_append_new(
				list,
				claim_json(name, "int64",
					   json_pack("[I]", number + step)));
	return list;
}

static const char *prefix_of(u8 code)
{
	const struct kacs_sddl_namespace *space = kacs_sddl_namespaces;

	while (space->prefix && space->token != code)
		space++;
	return space->prefix ? space->prefix : "";
}

static char *claim_phrase(struct kacs_remedies *remedies,
			  const struct change *change)
{
	struct kacs_buffer out = {0};
	char *text;

	kacs_buffer_printf(&out, "with %s%s at ", prefix_of(change->code),
			   json_string_value(change->name));
	kacs_put_claim_values(&out, change->claim);
	text = kacs_buffer_take_text(&out);
	remedies->failed |= !text;
	return text;
}

/* Mend a term by giving the attribute at @at another value. */
static bool mend_attribute(struct kacs_remedies *remedies,
			   const struct kacs_condition_view *view,
			   const struct kacs_condition_term *term, u32 at,
			   u32 other, u32 wanted, struct change *change)
{
	u32 len = kacs_load_le32(view->bytes + at + 1);
	const char *type = "int64";
	json_t *values, *list, *claim;
	struct world world = {0};
	bool mended = false;
	size_t i;

	values = other ? operand_values(remedies, view, other, &type)
		       : kacs_remedy_json(remedies,
					  json_pack("[i]",
						    wanted == KACS_TRUTH_TRUE));
	change->code = view->bytes[at];
	change->name = text_of(remedies, view->bytes + at + 5, len);
	if (!values || !change->name) {
		json_decref(values);
		return false;
	}
	list = candidates(remedies, change->name, type, values);
	json_decref(values);
	json_array_foreach(list, i, claim) {
		json_decref(change->claim);
		change->claim = json_incref(claim);
		if (make_world(remedies, &world)) {
			apply(remedies, &world, change);
			mended = mends(remedies, &world, view, term, wanted);
		}
		free_world(&world);
		if (mended)
			break;
	}
	json_decref(list);
	if (mended)
		change->phrase = claim_phrase(remedies, change);
	return mended && change->phrase;
}

/* Only membership of what is there can be had; not the lack of it. */
static bool mend_membership(struct kacs_remedies *remedies,
			    const struct kacs_condition_view *view,
			    const struct kacs_condition_term *term, u32 wanted,
			    struct change *change)
{
	const struct kacs_explanation *explanation = remedies->explanation;
	struct kacs_buffer out = {0};
	struct world world = {0};
	const char *type = NULL;
	bool mended = false;
	const json_t *sid;
	size_t i;

	change->code = term->code;
	change->groups = literal_values(remedies, view, term->right, &type);
	if (!change->groups || strcmp(type, "sid") != 0)
		return false;
	if (term->code == SDDL_TOKEN_MEMBER_OF_ANY)
		while (json_array_size(change->groups) > 1)
			json_array_remove(change->groups, 1);
	if (make_world(remedies, &world)) {
		apply(remedies, &world, change);
		mended = mends(remedies, &world, view, term, wanted);
	}
	free_world(&world);
	if (!mended)
		return false;
	kacs_buffer_text(&out, "with ");
	json_array_foreach(change->groups, i, sid) {
		char name[KACS_NAME_BYTES];
		u8 bytes[KACS_SID_MAX_BYTES];
		size_t len;

		kacs_sid_from_text(json_string_value(sid), bytes, &len, NULL);
		kacs_sid_name(bytes, len, explanation->principals, name);
		kacs_buffer_printf(&out, "%s%s", i ? " and " : "", name);
	}
	kacs_buffer_text(&out, " among the token's groups");
	change->phrase = kacs_buffer_take_text(&out);
	remedies->failed |= !change->phrase;
	return change->phrase;
}

/*
 * Mend a term; @side: on the left, 0, or on the right, 1, of what has two. Who
 * asks stands on the left by custom, and is rather changed than the object.
 */
static bool mend(struct kacs_remedies *remedies,
		 const struct kacs_condition_view *view,
		 const struct kacs_condition_term *term, u32 side, u32 wanted,
		 struct change *change)
{
	u32 at = side ? term->right : term->left;
	u32 other = side ? term->left : term->right;

	if (term->left && term->right)
		return kacs_is_attribute_code(view->bytes[at]) &&
		       mend_attribute(remedies, view, term, at, other, wanted,
				      change);
	if (side)
		return false;
	if (term->code == SDDL_TOKEN_MEMBER_OF ||
	    term->code == SDDL_TOKEN_MEMBER_OF_ANY)
		return mend_membership(remedies, view, term, wanted, change);
	if (kacs_is_attribute_code(term->code))
		return mend_attribute(remedies, view, term, term->start, 0,
				      wanted, change);
	return term->code == SDDL_TOKEN_EXISTS && term->right &&
	       mend_attribute(remedies, view, term, term->right, 0, wanted,
			      change);
}

/* More terms than this are not a simple change. */
#define MAX_CHANGES 4u

/* Are these changes enough? @chosen: one bit for each. */
static bool are_enough(struct kacs_remedies *remedies,
		       const struct change *changes, u32 chosen)
{
	struct world world = {0};
	bool enough = false;
	u32 i;

	if (make_world(remedies, &world)) {
		for (i = 0; i < MAX_CHANGES; i++)
			if (chosen >> i & 1)
				apply(remedies, &world, &changes[i]);
		enough = allows(remedies, &world);
	}
	free_world(&world);
	return enough;
}

static void offer(struct kacs_remedies *remedies, const struct change *changes,
		  u32 chosen)
{
	struct kacs_buffer phrase = {0};
	const char *separator = "";
	u32 i;

	for (i = 0; i < MAX_CHANGES; i++)
		if (chosen >> i & 1) {
			kacs_buffer_printf(&phrase, "%s%s", separator,
					   changes[i].phrase);
			separator = ", and ";
		}
	kacs_remedy_offer(remedies, &phrase);
}

/* As few of them together as are enough. */
static void offer_together(struct kacs_remedies *remedies,
			   const struct change *changes, u32 count)
{
	u32 chosen = (1u << count) - 1, i;

	if (count < 2 || !are_enough(remedies, changes, chosen))
		return;
	for (i = 0; i < count; i++)
		if (are_enough(remedies, changes, chosen & ~(1u << i)))
			chosen &= ~(1u << i);
	offer(remedies, changes, chosen);
}

/* Return: whether a change of this term was enough by itself. */
static bool mend_term(struct kacs_remedies *remedies,
		      const struct kacs_condition_view *view,
		      const struct kacs_condition_term *term, u32 wanted,
		      struct change changes[MAX_CHANGES], u32 *count)
{
	struct change change[MAX_CHANGES] = {{0}};
	bool enough = false, kept = false;
	u32 side;

	for (side = 0; side < 2 && !enough; side++) {
		if (mend(remedies, view, term, side, wanted, change)) {
			enough = are_enough(remedies, change, 1);
			if (enough)
				offer(remedies, change, 1);
			if (!kept) {
				changes[(*count)++] = change[0];
				change[0] = (struct change){0};
				kept = true;
			}
		}
		free_change(change);
	}
	return enough;
}

static void mend_condition(struct kacs_remedies *remedies,
			   const struct kacs_condition_view *view, u32 wanted)
{
	struct change changes[MAX_CHANGES] = {{0}};
	struct kacs_condition_terms terms;
	bool enough = false;
	u32 count = 0, i;

	if (!kacs_condition_split(view, &terms))
		return;
	for (i = 0; i < terms.count && count < MAX_CHANGES; i++)
		if (terms.terms[i].truth != wanted)
			enough |= mend_term(remedies, view, &terms.terms[i],
					    wanted, changes, &count);
	if (!enough)
		offer_together(remedies, changes, count);
	for (i = 0; i < MAX_CHANGES; i++)
		free_change(&changes[i]);
}

/* Is this an ACE whose condition stands in the way? */
static bool is_in_the_way(const struct kacs_explanation *explanation,
			  const struct kacs_trace_entry *entry)
{
	const struct kacs_attribution *decider = &explanation->decider;

	if (entry->ace == KACS_NO_ACE || entry->step != decider->step ||
	    entry->acl != decider->acl || entry->policy != decider->policy ||
	    entry->rule != decider->rule)
		return false;
	if (entry->note == KACS_NOTE_CONDITION)
		return decider->ace == KACS_NO_ACE &&
		       entry->mask & explanation->decided;
	return entry->effect == KACS_EFFECT_DENY && entry->ace == decider->ace;
}

void kacs_remedy_claims(struct kacs_remedies *remedies)
{
	const struct kacs_explanation *explanation = remedies->explanation;
	struct kacs_condition_view view;
	u32 mended = 0, i;

	for (i = 0; i < explanation->trace.count && mended < MAX_CONDITIONS;
	     i++) {
		const struct kacs_trace_entry *entry = &explanation->entries[i];
		struct kacs_ace_place place = kacs_place_of_entry(entry);

		if (!is_in_the_way(explanation, entry) ||
		    !kacs_explained_condition(explanation, &place, &view))
			continue;
		view.failed = &remedies->failed;
		mend_condition(remedies, &view,
			       view.for_allow ? KACS_TRUTH_TRUE
					      : KACS_TRUTH_FALSE);
		mended++;
	}
}
