// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A token in JSON into the bytes for kacs_create_token. */
#include "claims.h"
#include "json_read.h"
#include "report.h"
#include "../core/token.h"

#include <errno.h>
#include <stdlib.h>

#include <kacs/names.h>
#include <kacs/sddl.h>
#include <kacs/spec.h>

#define FIELD(name) offsetof(struct kacs_token_spec, name)

#define GROUP_ENABLED                                                 \
	(KACS_SE_GROUP_MANDATORY | KACS_SE_GROUP_ENABLED_BY_DEFAULT | \
	 KACS_SE_GROUP_ENABLED)

struct reader {
	struct kacs_buffer spec; /* the header, then the variable parts */
	struct kacs_diagnostic *diagnostic;
};

/* Which field of the JSON a field of the header came from, and its rule. */
static const struct {
	u32 offset;
	const char *path;
	const char *rule; /* what the core's text leaves open, or NULL */
} origins[] = {
	{FIELD(token_type), ".type", NULL},
	{FIELD(impersonation_level), ".impersonation_level",
	 "only tokens of type impersonation have a level"},
	{FIELD(mandatory_policy), ".mandatory_policy", NULL},
	{FIELD(audit_policy), ".audit_policy", NULL},
	{FIELD(privs_enabled), ".privileges.enabled", NULL},
	{FIELD(owner_sid_index), ".owner_index",
	 "expected 0 for the user, or 1 and on for a group with the attribute owner"},
	{FIELD(primary_group_index), ".primary_group_index",
	 "expected 0 for the user, or 1 and on for a group"},
	{FIELD(groups_count), ".groups", NULL},
	{FIELD(default_dacl_offset), ".default_dacl", NULL},
	{FIELD(default_dacl_len), ".default_dacl", NULL},
	{FIELD(write_restricted), ".write_restricted",
	 "it takes \"user_deny_only\": true"},
	{FIELD(isolation_boundary), ".confinement.isolation_boundary", NULL},
};

static void set_le64(struct reader *reader, size_t field, u64 value)
{
	kacs_buffer_set_le32(&reader->spec, field, (u32)value);
	kacs_buffer_set_le32(&reader->spec, field + 4, (u32)(value >> 32));
}

static void set_u8(struct reader *reader, size_t field, u8 value)
{
	if (!reader->spec.failed)
		reader->spec.data[field] = value;
}

/* Note that the section which starts here is that of @field. */
static void begin_section(struct reader *reader, size_t field)
{
	kacs_buffer_align(&reader->spec, 4);
	kacs_buffer_set_le32(&reader->spec, field, (u32)reader->spec.len);
}

/* A SID alone, or an object with a SID and its attributes. */
static int read_sid_and_attributes(struct reader *reader, const json_t *member,
				   const char *path, u8 *sid, size_t *len,
				   u64 *attributes)
{
	static const char *const keys[] = {"sid", "attributes", NULL};
	struct kacs_json_place place = {member, path, reader->diagnostic};
	struct kacs_diagnostic why;

	if (json_is_string(member)) {
		if (kacs_sid_from_name(json_string_value(member), NULL, sid,
				       len, &why) == 0)
			return 0;
		return kacs_report_path(reader->diagnostic, path, "%.200s",
					why.message);
	}
	if (!json_is_object(member))
		return kacs_report_path(
			reader->diagnostic, path,
			"expected a SID, or an object with a \"sid\"");
	if (kacs_json_keys(&place, keys) < 0 ||
	    kacs_json_sid_of(&place, "sid", sid, len) < 0)
		return -1;
	return kacs_json_flag_set(&place, "attributes",
				  kacs_group_attribute_enum, attributes);
}

static int read_member(struct reader *reader, const json_t *member,
		       const char *path)
{
	u64 attributes = GROUP_ENABLED;
	u8 sid[KACS_SID_MAX_BYTES];
	size_t len;

	if (read_sid_and_attributes(reader, member, path, sid, &len,
				    &attributes) < 0)
		return -1;
	kacs_buffer_le32(&reader->spec, (u32)len);
	kacs_buffer_put(&reader->spec, sid, len);
	kacs_buffer_le32(&reader->spec, (u32)attributes);
	return 0;
}

/* A list of SIDs with attributes; the count's field follows the offset's. */
static int read_list(struct reader *reader, const struct kacs_json_place *place,
		     const char *key, size_t field)
{
	const json_t *array, *member;
	char path[160];
	size_t i;

	if (kacs_json_child(place, key, JSON_ARRAY, &array) < 0)
		return -1;
	if (!array || json_array_size(array) == 0)
		return 0;
	begin_section(reader, field);
	kacs_buffer_set_le32(&reader->spec, field + 4,
			     (u32)json_array_size(array));
	json_array_foreach((json_t *)array, i, member) {
		snprintf(path, sizeof(path), "%.80s.%.40s[%zu]", place->path,
			 key, i);
		if (read_member(reader, member, path) < 0)
			return -1;
	}
	return 0;
}

static int read_privilege_list(const struct kacs_json_place *place,
			       const char *key, u64 *mask)
{
	const json_t *array, *name;
	char path[160];
	size_t i;
	int bit;

	if (kacs_json_child(place, key, JSON_ARRAY, &array) < 0)
		return -1;
	json_array_foreach((json_t *)array, i, name) {
		bit = json_is_string(name)
			      ? kacs_privilege_bit(json_string_value(name))
			      : -1;
		snprintf(path, sizeof(path), "%.80s.%.40s[%zu]", place->path,
			 key, i);
		if (bit < 0)
			return kacs_report_path(
				place->diagnostic, path,
				"expected the name of a privilege, such as SeBackupPrivilege");
		*mask |= KACS_PRIVILEGE((unsigned int)bit);
	}
	return 0;
}

static int read_privileges(struct reader *reader,
			   const struct kacs_json_place *place)
{
	static const char *const keys[] = {"present", "enabled", NULL};
	struct kacs_json_place inside = {NULL, ".privileges",
					 reader->diagnostic};
	u64 present = 0, enabled = 0;

	if (kacs_json_child(place, "privileges", JSON_OBJECT, &inside.object) <
	    0)
		return -1;
	if (!inside.object)
		return 0;
	if (kacs_json_keys(&inside, keys) < 0 ||
	    read_privilege_list(&inside, "present", &present) < 0 ||
	    read_privilege_list(&inside, "enabled", &enabled) < 0)
		return -1;
	if (enabled & ~present)
		return kacs_report_path(
			reader->diagnostic, ".privileges.enabled",
			"%s is enabled but not present",
			kacs_privilege_name((unsigned int)__builtin_ctzll(
				enabled & ~present)));
	set_le64(reader, FIELD(privs_present), present);
	set_le64(reader, FIELD(privs_enabled), enabled);
	return 0;
}

static int read_confinement(struct reader *reader,
			    const struct kacs_json_place *place)
{
	static const char *const keys[] = {"sid", "capabilities", "exempt",
					   "isolation_boundary", NULL};
	struct kacs_json_place inside = {NULL, ".confinement",
					 reader->diagnostic};
	bool exempt = false, boundary = false;
	u8 sid[KACS_SID_MAX_BYTES];
	size_t len;

	if (kacs_json_child(place, "confinement", JSON_OBJECT, &inside.object) <
	    0)
		return -1;
	if (!inside.object)
		return 0;
	if (kacs_json_keys(&inside, keys) < 0 ||
	    kacs_json_sid_of(&inside, "sid", sid, &len) < 0 ||
	    kacs_json_bool(&inside, "exempt", &exempt) < 0 ||
	    kacs_json_bool(&inside, "isolation_boundary", &boundary) < 0)
		return -1;
	begin_section(reader, FIELD(confinement_sid_offset));
	kacs_buffer_set_le32(&reader->spec, FIELD(confinement_sid_len),
			     (u32)len);
	kacs_buffer_put(&reader->spec, sid, len);
	set_u8(reader, FIELD(confinement_exempt), exempt);
	set_u8(reader, FIELD(isolation_boundary), boundary);
	return read_list(reader, &inside, "capabilities",
			 FIELD(confinement_caps_offset));
}

static int read_claims_of(struct reader *reader,
			  const struct kacs_json_place *place, const char *key,
			  size_t field)
{
	const json_t *array;
	char path[64];
	size_t start;

	if (kacs_json_child(place, key, JSON_ARRAY, &array) < 0)
		return -1;
	if (!array || json_array_size(array) == 0)
		return 0;
	begin_section(reader, field);
	start = reader->spec.len;
	snprintf(path, sizeof(path), ".claims.%s", key);
	if (kacs_claims_from_json(array, path, &reader->spec,
				  reader->diagnostic) < 0)
		return -1;
	kacs_buffer_set_le32(&reader->spec, field + 4,
			     (u32)(reader->spec.len - start));
	return 0;
}

static int read_claims(struct reader *reader,
		       const struct kacs_json_place *place)
{
	static const char *const keys[] = {"user", "device", NULL};
	struct kacs_json_place inside = {NULL, ".claims", reader->diagnostic};

	if (kacs_json_child(place, "claims", JSON_OBJECT, &inside.object) < 0)
		return -1;
	if (!inside.object)
		return 0;
	if (kacs_json_keys(&inside, keys) < 0 ||
	    read_claims_of(reader, &inside, "user", FIELD(user_claims_offset)) <
		    0)
		return -1;
	return read_claims_of(reader, &inside, "device",
			      FIELD(device_claims_offset));
}

static int read_default_dacl(struct reader *reader,
			     const struct kacs_json_place *place)
{
	struct kacs_diagnostic why;
	const char *text = NULL;
	uint8_t *acl;
	size_t len;

	if (kacs_json_text(place, "default_dacl", &text) < 0)
		return -1;
	if (!text)
		return 0;
	if (kacs_sddl_parse_acl(text, &acl, &len, &why) < 0)
		return errno == ENOMEM
			       ? kacs_report_memory(reader->diagnostic)
			       : kacs_report_path(reader->diagnostic,
						  ".default_dacl",
						  "byte %zu: %.200s",
						  why.offset, why.message);
	begin_section(reader, FIELD(default_dacl_offset));
	kacs_buffer_set_le32(&reader->spec, FIELD(default_dacl_len), (u32)len);
	kacs_buffer_put(&reader->spec, acl, len);
	free(acl);
	return 0;
}

static int read_gids(struct reader *reader, const struct kacs_json_place *place)
{
	const json_t *array, *gid;
	char path[64];
	size_t i;

	if (kacs_json_child(place, "projected_supplementary_gids", JSON_ARRAY,
			    &array) < 0)
		return -1;
	if (!array || json_array_size(array) == 0)
		return 0;
	begin_section(reader, FIELD(supp_gids_offset));
	kacs_buffer_set_le32(&reader->spec, FIELD(supp_gids_count),
			     (u32)json_array_size(array));
	json_array_foreach((json_t *)array, i, gid) {
		snprintf(path, sizeof(path),
			 ".projected_supplementary_gids[%zu]", i);
		if (!json_is_integer(gid) || json_integer_value(gid) < 0 ||
		    json_integer_value(gid) >= UINT32_MAX)
			return kacs_report_path(reader->diagnostic, path,
						"expected a group number");
		kacs_buffer_le32(&reader->spec, (u32)json_integer_value(gid));
	}
	return 0;
}

static int read_source(struct reader *reader,
		       const struct kacs_json_place *place)
{
	static const char *const keys[] = {"name", "id", NULL};
	struct kacs_json_place inside = {NULL, ".source", reader->diagnostic};
	const char *name = "";
	u64 id = 0;

	if (kacs_json_child(place, "source", JSON_OBJECT, &inside.object) < 0)
		return -1;
	if (!inside.object)
		return 0;
	if (kacs_json_keys(&inside, keys) < 0 ||
	    kacs_json_text(&inside, "name", &name) < 0 ||
	    kacs_json_number(&inside, "id", INT64_MAX, &id) < 0)
		return -1;
	if (strlen(name) > 8)
		return kacs_report_path(reader->diagnostic, ".source.name",
					"expected at most 8 bytes");
	if (!reader->spec.failed)
		memcpy(reader->spec.data + FIELD(source_name), name,
		       strlen(name));
	set_le64(reader, FIELD(source_id), id);
	return 0;
}

static int read_numbers(struct reader *reader,
			const struct kacs_json_place *place)
{
	static const struct {
		const char *key;
		size_t field;
		bool wide;
		u64 max;
		u64 value;
	} numbers[] = {
		{"owner_index", FIELD(owner_sid_index), false, 64, 0},
		{"primary_group_index", FIELD(primary_group_index), false, 64,
		 0},
		{"projected_uid", FIELD(projected_uid), false, UINT32_MAX - 1,
		 KACS_PROJECTED_NOBODY},
		{"projected_gid", FIELD(projected_gid), false, UINT32_MAX - 1,
		 KACS_PROJECTED_NOBODY},
		{"expiration", FIELD(expiration), true, INT64_MAX, 0},
		{"session_id", FIELD(session_id), true, INT64_MAX, 0},
		{"origin", FIELD(origin), true, INT64_MAX, 0},
		{"interactive_session_id", FIELD(interactive_session_id), false,
		 UINT32_MAX, 0},
	};
	size_t i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		u64 value = numbers[i].value;

		if (kacs_json_number(place, numbers[i].key, numbers[i].max,
				     &value) < 0)
			return -1;
		if (numbers[i].wide)
			set_le64(reader, numbers[i].field, value);
		else
			kacs_buffer_set_le32(&reader->spec, numbers[i].field,
					     (u32)value);
	}
	return 0;
}

static int read_enums(struct reader *reader,
		      const struct kacs_json_place *place)
{
	u64 type = KACS_TOKEN_PRIMARY, level = KACS_LEVEL_ANONYMOUS;
	u64 integrity = KACS_INTEGRITY_MEDIUM, audit = 0;
	u64 policy = KACS_POLICY_NO_WRITE_UP;
	bool write_restricted = false, deny_only = false;

	if (kacs_json_enum(place, "type", kacs_token_type_enum, &type) < 0 ||
	    kacs_json_enum(place, "impersonation_level", kacs_level_enum,
			   &level) < 0 ||
	    kacs_json_enum(place, "integrity", kacs_integrity_enum,
			   &integrity) < 0 ||
	    kacs_json_flag_set(place, "mandatory_policy",
			       kacs_mandatory_policy_enum, &policy) < 0 ||
	    kacs_json_flag_set(place, "audit_policy", kacs_audit_policy_enum,
			       &audit) < 0 ||
	    kacs_json_bool(place, "write_restricted", &write_restricted) < 0 ||
	    kacs_json_bool(place, "user_deny_only", &deny_only) < 0)
		return -1;
	set_u8(reader, FIELD(token_type), (u8)type);
	set_u8(reader, FIELD(impersonation_level), (u8)level);
	kacs_buffer_set_le32(&reader->spec, FIELD(integrity_rid),
			     (u32)integrity);
	kacs_buffer_set_le32(&reader->spec, FIELD(mandatory_policy),
			     (u32)policy);
	kacs_buffer_set_le32(&reader->spec, FIELD(audit_policy), (u32)audit);
	set_u8(reader, FIELD(write_restricted), write_restricted);
	set_u8(reader, FIELD(user_deny_only), deny_only);
	return 0;
}

static int read_user(struct reader *reader, const struct kacs_json_place *place)
{
	u8 sid[KACS_SID_MAX_BYTES];
	size_t len;

	if (kacs_json_sid_of(place, "user", sid, &len) < 0)
		return -1;
	begin_section(reader, FIELD(user_sid_offset));
	kacs_buffer_put(&reader->spec, sid, len);
	return 0;
}

static int read_token(struct reader *reader, const json_t *document)
{
	static const char *const keys[] = {
		"user",
		"user_deny_only",
		"groups",
		"privileges",
		"integrity",
		"mandatory_policy",
		"type",
		"impersonation_level",
		"restricted_sids",
		"write_restricted",
		"confinement",
		"claims",
		"device_groups",
		"restricted_device_groups",
		"audit_policy",
		"owner_index",
		"primary_group_index",
		"default_dacl",
		"projected_uid",
		"projected_gid",
		"projected_supplementary_gids",
		"expiration",
		"session_id",
		"source",
		"origin",
		"interactive_session_id",
		NULL,
	};
	static const u8 header[sizeof(struct kacs_token_spec)];
	struct kacs_json_place place = {document, "", reader->diagnostic};

	if (!json_is_object(document))
		return kacs_report_path(reader->diagnostic, ".",
					"expected a JSON object");
	kacs_buffer_put(&reader->spec, header, sizeof(header));
	kacs_buffer_set_le32(&reader->spec, FIELD(version),
			     KACS_TOKEN_SPEC_VERSION);
	if (kacs_json_keys(&place, keys) < 0 || read_user(reader, &place) < 0 ||
	    read_list(reader, &place, "groups", FIELD(groups_offset)) < 0 ||
	    read_privileges(reader, &place) < 0 ||
	    read_enums(reader, &place) < 0 ||
	    read_list(reader, &place, "restricted_sids",
		      FIELD(restricted_sids_offset)) < 0 ||
	    read_confinement(reader, &place) < 0 ||
	    read_claims(reader, &place) < 0 ||
	    read_list(reader, &place, "device_groups",
		      FIELD(device_groups_offset)) < 0 ||
	    read_list(reader, &place, "restricted_device_groups",
		      FIELD(restricted_device_groups_offset)) < 0 ||
	    read_numbers(reader, &place) < 0 ||
	    read_default_dacl(reader, &place) < 0 ||
	    read_gids(reader, &place) < 0 || read_source(reader, &place) < 0)
		return -1;
	return 0;
}

/* What the core finds is about bytes; say which field they came from. */
static int validate(const uint8_t *spec, size_t len,
		    struct kacs_diagnostic *diagnostic)
{
	struct kacs_diagnostic why;
	size_t i;

	if (kacs_token_validate(spec, len, &why) == 0)
		return 0;
	for (i = 0; i < sizeof(origins) / sizeof(origins[0]); i++)
		if (origins[i].offset == why.offset)
			return kacs_report_path(diagnostic, origins[i].path,
						"%.200s",
						origins[i].rule
							? origins[i].rule
							: why.message);
	if (diagnostic)
		*diagnostic = why;
	return -1;
}

int kacs_token_from_json(const char *text, size_t len, uint8_t **spec,
			 size_t *spec_len, struct kacs_diagnostic *diagnostic)
{
	struct reader reader = {.diagnostic = diagnostic};
	json_t *document;
	uint8_t *bytes;
	size_t size;
	int result;

	document = kacs_json_load(text, len, diagnostic);
	if (!document)
		return -1;
	result = read_token(&reader, document);
	json_decref(document);
	if (result < 0) {
		kacs_buffer_free(&reader.spec);
		return -1;
	}
	if (kacs_buffer_take(&reader.spec, &bytes, &size) < 0)
		return kacs_report_memory(diagnostic);
	if (validate(bytes, size, diagnostic) < 0) {
		free(bytes);
		errno = EINVAL;
		return -1;
	}
	*spec = bytes;
	*spec_len = size;
	return 0;
}
