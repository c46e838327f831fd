// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A token specification as JSON. */
#include "claims.h"
#include "identity.h"
#include "json.h"
#include "report.h"
#include "utf16.h"

#include <errno.h>
#include <stdlib.h>

#include <kacs/sddl.h>
#include <kacs/spec.h>

#define GROUP_ENABLED                                                 \
	(KACS_SE_GROUP_MANDATORY | KACS_SE_GROUP_ENABLED_BY_DEFAULT | \
	 KACS_SE_GROUP_ENABLED)

static json_t *list_json(const struct kacs_sid_list *list)
{
	json_t *array = json_array(), *member;
	u32 i;

	for (i = 0; i < list->count; i++) {
		const struct kacs_sid_and_attributes *entry = &list->entries[i];

		member = json_object();
		kacs_json_set(&member, "sid",
			      kacs_json_sid(entry->sid.bytes, entry->sid.len));
		kacs_json_set(&member, "attributes",
			      kacs_json_flags(kacs_group_attribute_enum,
					      entry->attributes));
		kacs_json_append(&array, member);
	}
	return array;
}

static void put_list(json_t **token, const char *key,
		     const struct kacs_sid_list *list)
{
	if (list->count)
		kacs_json_set(token, key, list_json(list));
}

static json_t *privileges_json(u64 mask)
{
	json_t *array = json_array();
	const struct kacs_enum *entry;

	for (entry = kacs_privilege_enum; entry->name; entry++)
		if (mask & KACS_PRIVILEGE(entry->value))
			kacs_json_append(&array, json_string(entry->name));
	return array;
}

static void put_number(json_t **token, const char *key, u64 value,
		       u64 otherwise)
{
	if (value != otherwise)
		kacs_json_set(token, key, json_integer((json_int_t)value));
}

static void put_flag(json_t **token, const char *key, bool value)
{
	if (value)
		kacs_json_set(token, key, json_true());
}

static void put_name(json_t **token, const char *key,
		     const struct kacs_enum *table, u64 value)
{
	kacs_json_set(token, key, json_string(kacs_enum_name(table, value)));
}

static void put_confinement(json_t **token,
			    const struct kacs_identity *identity)
{
	json_t *confinement = json_object();

	kacs_json_set(&confinement, "sid",
		      kacs_json_sid(identity->confinement.bytes,
				    identity->confinement.len));
	put_list(&confinement, "capabilities", &identity->capabilities);
	put_flag(&confinement, "exempt", identity->spec.confinement_exempt);
	put_flag(&confinement, "isolation_boundary",
		 identity->spec.isolation_boundary);
	kacs_json_set(token, "confinement", confinement);
}

static int put_claims(json_t **claims, const char *key, const u8 *bytes,
		      u32 len, struct kacs_diagnostic *diagnostic)
{
	json_t *array;

	if (!len)
		return 0;
	array = kacs_claims_to_json(bytes, len, diagnostic);
	if (!array)
		return -1;
	kacs_json_set(claims, key, array);
	return 0;
}

static int put_all_claims(json_t **token, const struct kacs_identity *identity,
			  struct kacs_diagnostic *diagnostic)
{
	json_t *claims;

	if (!identity->user_claims.len && !identity->device_claims.len)
		return 0;
	claims = json_object();
	if (put_claims(&claims, "user", identity->user_claims.bytes,
		       identity->user_claims.len, diagnostic) < 0 ||
	    put_claims(&claims, "device", identity->device_claims.bytes,
		       identity->device_claims.len, diagnostic) < 0) {
		json_decref(claims);
		return -1;
	}
	kacs_json_set(token, "claims", claims);
	return 0;
}

static int put_default_dacl(json_t **token,
			    const struct kacs_identity *identity,
			    struct kacs_diagnostic *diagnostic)
{
	char *text;

	if (!identity->default_dacl)
		return 0;
	if (kacs_sddl_format_acl(identity->default_dacl,
				 identity->default_dacl_len, &text,
				 diagnostic) < 0)
		return -1;
	kacs_json_set(token, "default_dacl", json_string(text));
	free(text);
	return 0;
}

static void put_gids(json_t **token, const struct kacs_identity *identity)
{
	json_t *array = json_array();
	u32 i;

	for (i = 0; i < identity->supplementary_gid_count; i++)
		kacs_json_append(
			&array, json_integer(kacs_load_le32(
					identity->supplementary_gids + 4 * i)));
	kacs_json_set(token, "projected_supplementary_gids", array);
}

static void put_source(json_t **token, const struct kacs_token_spec *spec)
{
	char name[sizeof(spec->source_name) + 1] = {0};
	json_t *source;

	memcpy(name, spec->source_name, sizeof(spec->source_name));
	if (!kacs_is_utf8(name))
		name[0] = '\0';
	if (!name[0] && !spec->source_id)
		return;
	source = json_object();
	kacs_json_set(&source, "name", json_string(name));
	kacs_json_set(&source, "id", json_integer((json_int_t)spec->source_id));
	kacs_json_set(token, "source", source);
}

static int put_token(json_t **token, const struct kacs_identity *identity,
		     struct kacs_diagnostic *diagnostic)
{
	const struct kacs_token_spec *spec = &identity->spec;
	json_t *privileges = json_object();

	kacs_json_set(token, "user",
		      kacs_json_sid(identity->user.bytes, identity->user.len));
	put_flag(token, "user_deny_only", spec->user_deny_only);
	kacs_json_set(token, "groups", list_json(&identity->groups));
	kacs_json_set(&privileges, "present",
		      privileges_json(spec->privs_present));
	kacs_json_set(&privileges, "enabled",
		      privileges_json(spec->privs_enabled));
	kacs_json_set(token, "privileges", privileges);
	put_name(token, "integrity", kacs_integrity_enum, spec->integrity_rid);
	kacs_json_set(token, "mandatory_policy",
		      kacs_json_flags(kacs_mandatory_policy_enum,
				      spec->mandatory_policy));
	put_name(token, "type", kacs_token_type_enum, spec->token_type);
	put_name(token, "impersonation_level", kacs_level_enum,
		 spec->impersonation_level);
	put_list(token, "restricted_sids", &identity->restricted);
	put_flag(token, "write_restricted", spec->write_restricted);
	if (identity->confinement.len)
		put_confinement(token, identity);
	put_list(token, "device_groups", &identity->device_groups);
	put_list(token, "restricted_device_groups",
		 &identity->restricted_device_groups);
	if (spec->audit_policy)
		kacs_json_set(token, "audit_policy",
			      kacs_json_flags(kacs_audit_policy_enum,
					      spec->audit_policy));
	put_number(token, "owner_index", spec->owner_sid_index, 0);
	put_number(token, "primary_group_index", spec->primary_group_index, 0);
	/* Always there, whatever the default. */
	put_number(token, "projected_uid", spec->projected_uid, UINT64_MAX);
	put_number(token, "projected_gid", spec->projected_gid, UINT64_MAX);
	if (identity->supplementary_gid_count)
		put_gids(token, identity);
	put_number(token, "expiration", spec->expiration, 0);
	put_number(token, "session_id", spec->session_id, 0);
	put_source(token, spec);
	put_number(token, "origin", spec->origin, 0);
	put_number(token, "interactive_session_id",
		   spec->interactive_session_id, 0);
	if (put_all_claims(token, identity, diagnostic) < 0)
		return -1;
	return put_default_dacl(token, identity, diagnostic);
}

json_t *kacs_json_token(const u8 *spec, size_t len,
			struct kacs_diagnostic *diagnostic)
{
	const struct kacs_identity *identity;
	json_t *token;

	identity = kacs_prepare_identity(spec, len, diagnostic);
	if (!identity)
		return NULL;
	token = json_object();
	if (put_token(&token, identity, diagnostic) < 0) {
		json_decref(token);
		token = NULL;
	} else if (!token) {
		kacs_report_memory(diagnostic);
	}
	free((void *)identity);
	return token;
}

int kacs_token_to_json(const uint8_t *spec, size_t len, char **text,
		       struct kacs_diagnostic *diagnostic)
{
	return kacs_json_hand_out(kacs_json_token(spec, len, diagnostic), text,
				  diagnostic);
}
