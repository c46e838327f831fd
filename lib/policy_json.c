// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Central policies as JSON: their ACLs as SDDL, their conditions as text. */
#include "json.h"
#include "json_read.h"
#include "layout.h"
#include "policy.h"
#include "report.h"

#include <errno.h>
#include <stdlib.h>

#include <kacs/sddl.h>
#include <kacs/spec.h>

/* An ACL of a rule: its key, and which component of SDDL it is. */
struct member {
	const char *key;
	bool sacl;
	bool required;
};

/* In the order of the specification. */
static const struct member members[] = {
	{"dacl", false, true},
	{"sacl", true, false},
	{"staged_dacl", false, false},
	{"staged_sacl", true, false},
};

#define MEMBERS (sizeof(members) / sizeof(members[0]))

/* A text inside of the document is wrong at this byte of it. */
static int wrong(struct kacs_diagnostic *diagnostic, const char *path,
		 const char *key, const struct kacs_diagnostic *why)
{
	int error = errno;
	char place[160];

	if (error == ENOMEM)
		return kacs_report_memory(diagnostic);
	snprintf(place, sizeof(place), "%.100s.%.50s", path, key);
	if (why->offset == KACS_NO_OFFSET)
		kacs_report_path(diagnostic, place, "%.200s", why->message);
	else
		kacs_report_path(diagnostic, place, "byte %zu: %.200s",
				 why->offset, why->message);
	errno = error;
	return -1;
}

/* A field of the specification: its length, then it. */
static void put_field(struct kacs_buffer *spec, const void *bytes, size_t len)
{
	kacs_buffer_le32(spec, (u32)len);
	kacs_buffer_put(spec, bytes, len);
}

static int put_condition(const struct kacs_json_place *place,
			 struct kacs_buffer *spec)
{
	struct kacs_diagnostic why;
	const char *text = NULL;
	uint8_t *condition = NULL;
	size_t len = 0;

	if (kacs_json_text(place, "applies_to", &text) < 0)
		return -1;
	if (text && kacs_sddl_parse_condition(text, strlen(text), NULL,
					      &condition, &len, &why) < 0)
		return wrong(place->diagnostic, place->path, "applies_to",
			     &why);
	put_field(spec, condition, len);
	free(condition);
	return 0;
}

/* The one ACL of a descriptor that has nothing else, or NULL. */
static const u8 *only_acl(const struct kacs_sd *sd, bool sacl, size_t *len)
{
	u16 only = sacl ? KACS_SE_SACL_PRESENT : KACS_SE_DACL_PRESENT;
	u16 offset = sacl ? sd->sacl_offset : sd->dacl_offset;

	if (sd->owner.len || sd->group.len || !offset ||
	    sd->control != (KACS_SE_SELF_RELATIVE | only))
		return NULL;
	*len = kacs_load_le16(sd->bytes + offset + 2);
	return sd->bytes + offset;
}

static int put_sddl(const char *text, const struct member *member,
		    struct kacs_buffer *spec, struct kacs_diagnostic *why)
{
	const struct kacs_sd *sd;
	uint8_t *bytes;
	const u8 *acl;
	size_t len;

	if (kacs_sddl_parse(text, strlen(text), NULL, &bytes, &len, why) < 0)
		return -1;
	sd = kacs_prepare_sd(bytes, len, why);
	free(bytes);
	if (!sd)
		return -1;
	acl = only_acl(sd, member->sacl, &len);
	if (acl)
		put_field(spec, acl, len);
	free((void *)sd);
	if (!acl)
		return kacs_report(why, 0,
				   "expected %c: and ACEs only, without flags",
				   member->sacl ? 'S' : 'D');
	return 0;
}

static int put_acl(const struct kacs_json_place *place,
		   const struct member *member, struct kacs_buffer *spec)
{
	struct kacs_diagnostic why;
	const char *text = NULL;

	if (kacs_json_text(place, member->key, &text) < 0)
		return -1;
	if (!text && member->required)
		return kacs_report_path(place->diagnostic, place->path,
					"a rule needs a dacl");
	if (!text)
		put_field(spec, NULL, 0);
	else if (put_sddl(text, member, spec, &why) < 0)
		return wrong(place->diagnostic, place->path, member->key, &why);
	return 0;
}

static int put_rule(const json_t *rule, size_t index, struct kacs_buffer *spec,
		    struct kacs_diagnostic *diagnostic)
{
	static const char *const keys[] = {"applies_to",  "dacl",	 "sacl",
					   "staged_dacl", "staged_sacl", NULL};
	struct kacs_json_place place = {rule, NULL, diagnostic};
	char path[32];
	size_t i;

	snprintf(path, sizeof(path), ".rules[%zu]", index);
	place.path = path;
	if (!json_is_object(rule))
		return kacs_report_path(diagnostic, path, "expected an object");
	if (kacs_json_keys(&place, keys) < 0 || put_condition(&place, spec) < 0)
		return -1;
	for (i = 0; i < MEMBERS; i++)
		if (put_acl(&place, &members[i], spec) < 0)
			return -1;
	return 0;
}

static int read_policy(const json_t *document, u8 sid[KACS_SID_MAX_BYTES],
		       size_t *sid_len, struct kacs_buffer *spec,
		       struct kacs_diagnostic *diagnostic)
{
	static const char *const keys[] = {"sid", "rules", NULL};
	struct kacs_json_place place = {document, "", diagnostic};
	const json_t *rules = NULL, *rule;
	size_t i;

	if (!json_is_object(document))
		return kacs_report_path(diagnostic, ".",
					"expected a JSON object");
	*sid_len = 0;
	if (kacs_json_keys(&place, keys) < 0 ||
	    kacs_json_sid_of(&place, "sid", sid, sid_len) < 0 ||
	    kacs_json_child(&place, "rules", JSON_ARRAY, &rules) < 0)
		return -1;
	if (!*sid_len || !rules)
		return kacs_report_path(diagnostic, ".",
					"a policy needs a sid and rules");
	kacs_buffer_u8(spec, KACS_POLICY_VERSION);
	kacs_buffer_le32(spec, (u32)json_array_size(rules));
	json_array_foreach((json_t *)rules, i, rule)
		if (put_rule(rule, i, spec, diagnostic) < 0)
			return -1;
	return 0;
}

/* Too many rules, or too large: the one thing left that can be wrong. */
static int validate(const u8 *spec, size_t len,
		    struct kacs_diagnostic *diagnostic)
{
	static const u8 nobody[] = {1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
	struct kacs_sid sid;
	struct kacs_error error;
	u32 size;

	kacs_sid_parse(nobody, sizeof(nobody), 0, &sid, NULL);
	if (len > KACS_POLICY_MAX_BYTES)
		return kacs_report_path(diagnostic, ".",
					"a policy has at most %u bytes",
					KACS_POLICY_MAX_BYTES);
	if (kacs_policy_measure(spec, (u32)len, &sid, &size, &error) != KACS_OK)
		return kacs_report_path(diagnostic, ".",
					"not a valid policy: %s",
					kacs_reason_text(error.reason));
	return 0;
}

int kacs_policy_from_json(const char *text, size_t len,
			  uint8_t sid[KACS_SID_MAX_BYTES], size_t *sid_len,
			  uint8_t **spec, size_t *spec_len,
			  struct kacs_diagnostic *diagnostic)
{
	json_t *document = kacs_json_load(text, len, diagnostic);
	struct kacs_buffer out = {0};
	u8 name[KACS_SID_MAX_BYTES];
	size_t name_len, size;
	uint8_t *bytes;
	int result;

	if (!document)
		return -1;
	result = read_policy(document, name, &name_len, &out, diagnostic);
	json_decref(document);
	if (result < 0) {
		kacs_buffer_free(&out);
		return -1;
	}
	if (kacs_buffer_take(&out, &bytes, &size) < 0)
		return kacs_report_memory(diagnostic);
	if (validate(bytes, size, diagnostic) < 0) {
		free(bytes);
		return -1;
	}
	memcpy(sid, name, name_len);
	*sid_len = name_len;
	*spec = bytes;
	*spec_len = size;
	return 0;
}

static int add_condition(json_t **object, const struct kacs_policy_rule *rule,
			 const char *path, struct kacs_diagnostic *diagnostic)
{
	struct kacs_diagnostic why;
	char *text;

	if (!rule->applies_to)
		return 0;
	if (kacs_sddl_format_condition(rule->applies_to, rule->applies_to_len,
				       NULL, &text, &why) < 0)
		return wrong(diagnostic, path, "applies_to", &why);
	kacs_json_set(object, "applies_to", json_string(text));
	free(text);
	return 0;
}

static int add_acl(json_t **object, const struct member *member,
		   const struct kacs_acl *acl, const char *path,
		   struct kacs_diagnostic *diagnostic)
{
	struct kacs_sd_parts parts = {0};
	struct kacs_diagnostic why;
	char *text = NULL;
	uint8_t *sd;
	size_t len;

	if (!acl->bytes)
		return 0;
	if (member->sacl) {
		parts.control = KACS_SE_SACL_PRESENT;
		parts.sacl = acl->bytes;
		parts.sacl_len = kacs_load_le16(acl->bytes + 2);
	} else {
		parts.control = KACS_SE_DACL_PRESENT;
		parts.dacl = acl->bytes;
		parts.dacl_len = kacs_load_le16(acl->bytes + 2);
	}
	if (kacs_layout_sd(&parts, &sd, &len, &why) < 0)
		return wrong(diagnostic, path, member->key, &why);
	if (kacs_sddl_format(sd, len, &text, NULL, &why) < 0)
		wrong(diagnostic, path, member->key, &why);
	free(sd);
	if (!text)
		return -1;
	kacs_json_set(object, member->key, json_string(text));
	free(text);
	return 0;
}

static int add_rule(json_t **rules, const struct kacs_policy_rule *rule,
		    u32 index, struct kacs_diagnostic *diagnostic)
{
	const struct kacs_acl *const acls[MEMBERS] = {&rule->dacl, &rule->sacl,
						      &rule->staged_dacl,
						      &rule->staged_sacl};
	json_t *object = json_object();
	char path[32];
	int result;
	size_t i;

	snprintf(path, sizeof(path), ".rules[%u]", index);
	result = add_condition(&object, rule, path, diagnostic);
	for (i = 0; result == 0 && i < MEMBERS; i++)
		result = add_acl(&object, &members[i], acls[i], path,
				 diagnostic);
	if (result == 0)
		kacs_json_append(rules, object);
	else
		json_decref(object);
	return result;
}

int kacs_policy_to_json(const uint8_t *sid, size_t sid_len, const uint8_t *spec,
			size_t len, char **text,
			struct kacs_diagnostic *diagnostic)
{
	const struct kacs_policy *policy;
	json_t *object, *rules;
	int result = 0;
	u32 i;

	policy = kacs_prepare_policy(sid, sid_len, spec, len, diagnostic);
	if (!policy)
		return -1;
	rules = json_array();
	for (i = 0; result == 0 && i < policy->rule_count; i++)
		result = add_rule(&rules, &policy->rules[i], i, diagnostic);
	free((void *)policy);
	if (result < 0) {
		json_decref(rules);
		return -1;
	}
	object = json_object();
	kacs_json_set(&object, "sid", kacs_json_sid(sid, sid_len));
	kacs_json_set(&object, "rules", rules);
	if (!object)
		return kacs_report_memory(diagnostic);
	return kacs_json_hand_out(object, text, diagnostic);
}
