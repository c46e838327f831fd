// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The fixed header of a token specification: PSD-004 4.4, 13.6 section 5.
 */
#include "token_spec.h"

_Static_assert(sizeof(struct kacs_token_spec) == KACS_TOKEN_SPEC_HEADER_BYTES,
	       "the header of a token specification");

/* The offset of a header field. */
#define FIELD(name) ((u32)offsetof(struct kacs_token_spec, name))

void kacs_token_spec_load(const u8 *p, struct kacs_token_spec *spec)
{
	spec->version = kacs_load_le32(p + FIELD(version));
	spec->token_type = p[FIELD(token_type)];
	spec->impersonation_level = p[FIELD(impersonation_level)];
	memcpy(spec->reserved0, p + FIELD(reserved0), 2);
	spec->integrity_rid = kacs_load_le32(p + FIELD(integrity_rid));
	spec->mandatory_policy = kacs_load_le32(p + FIELD(mandatory_policy));
	spec->privs_present = kacs_load_le64(p + FIELD(privs_present));
	spec->privs_enabled = kacs_load_le64(p + FIELD(privs_enabled));
	spec->reserved1 = kacs_load_le32(p + FIELD(reserved1));
	spec->projected_uid = kacs_load_le32(p + FIELD(projected_uid));
	spec->projected_gid = kacs_load_le32(p + FIELD(projected_gid));
	spec->audit_policy = kacs_load_le32(p + FIELD(audit_policy));
	spec->expiration = kacs_load_le64(p + FIELD(expiration));
	spec->session_id = kacs_load_le64(p + FIELD(session_id));
	spec->owner_sid_index = kacs_load_le32(p + FIELD(owner_sid_index));
	spec->primary_group_index =
		kacs_load_le32(p + FIELD(primary_group_index));
	memcpy(spec->source_name, p + FIELD(source_name), 8);
	spec->source_id = kacs_load_le64(p + FIELD(source_id));
	spec->user_sid_offset = kacs_load_le32(p + FIELD(user_sid_offset));
	spec->groups_offset = kacs_load_le32(p + FIELD(groups_offset));
	spec->groups_count = kacs_load_le32(p + FIELD(groups_count));
	spec->default_dacl_offset =
		kacs_load_le32(p + FIELD(default_dacl_offset));
	spec->default_dacl_len = kacs_load_le32(p + FIELD(default_dacl_len));
	spec->user_claims_offset =
		kacs_load_le32(p + FIELD(user_claims_offset));
	spec->user_claims_len = kacs_load_le32(p + FIELD(user_claims_len));
	spec->device_claims_offset =
		kacs_load_le32(p + FIELD(device_claims_offset));
	spec->device_claims_len = kacs_load_le32(p + FIELD(device_claims_len));
	spec->device_groups_offset =
		kacs_load_le32(p + FIELD(device_groups_offset));
	spec->device_groups_count =
		kacs_load_le32(p + FIELD(device_groups_count));
	spec->restricted_sids_offset =
		kacs_load_le32(p + FIELD(restricted_sids_offset));
	spec->restricted_sids_count =
		kacs_load_le32(p + FIELD(restricted_sids_count));
	spec->confinement_sid_offset =
		kacs_load_le32(p + FIELD(confinement_sid_offset));
	spec->confinement_sid_len =
		kacs_load_le32(p + FIELD(confinement_sid_len));
	spec->confinement_caps_offset =
		kacs_load_le32(p + FIELD(confinement_caps_offset));
	spec->confinement_caps_count =
		kacs_load_le32(p + FIELD(confinement_caps_count));
	spec->confinement_exempt = p[FIELD(confinement_exempt)];
	spec->write_restricted = p[FIELD(write_restricted)];
	spec->user_deny_only = p[FIELD(user_deny_only)];
	spec->isolation_boundary = p[FIELD(isolation_boundary)];
	spec->supp_gids_offset = kacs_load_le32(p + FIELD(supp_gids_offset));
	spec->supp_gids_count = kacs_load_le32(p + FIELD(supp_gids_count));
	spec->restricted_device_groups_offset =
		kacs_load_le32(p + FIELD(restricted_device_groups_offset));
	spec->restricted_device_groups_count =
		kacs_load_le32(p + FIELD(restricted_device_groups_count));
	spec->origin = kacs_load_le64(p + FIELD(origin));
	spec->interactive_session_id =
		kacs_load_le32(p + FIELD(interactive_session_id));
	spec->reserved3 = kacs_load_le32(p + FIELD(reserved3));
}

static bool is_integrity_level(u32 rid)
{
	return rid == KACS_INTEGRITY_UNTRUSTED || rid == KACS_INTEGRITY_LOW ||
	       rid == KACS_INTEGRITY_MEDIUM || rid == KACS_INTEGRITY_HIGH ||
	       rid == KACS_INTEGRITY_SYSTEM;
}

static int check_numbers(const struct kacs_token_spec *spec,
			 struct kacs_error *error)
{
	if (spec->version != KACS_TOKEN_SPEC_VERSION)
		return kacs_fail(error, KACS_E_REVISION, FIELD(version));
	if (spec->reserved0[0] || spec->reserved0[1])
		return kacs_fail(error, KACS_E_RESERVED, FIELD(reserved0));
	if (spec->reserved1)
		return kacs_fail(error, KACS_E_RESERVED, FIELD(reserved1));
	if (spec->reserved3)
		return kacs_fail(error, KACS_E_RESERVED, FIELD(reserved3));
	if (spec->token_type != KACS_TOKEN_PRIMARY &&
	    spec->token_type != KACS_TOKEN_IMPERSONATION)
		return kacs_fail(error, KACS_E_VALUE, FIELD(token_type));
	if (spec->impersonation_level > KACS_LEVEL_DELEGATION)
		return kacs_fail(error, KACS_E_VALUE,
				 FIELD(impersonation_level));
	if (!is_integrity_level(spec->integrity_rid))
		return kacs_fail(error, KACS_E_VALUE, FIELD(integrity_rid));
	if (spec->mandatory_policy &
	    ~(KACS_POLICY_NO_WRITE_UP | KACS_POLICY_NEW_PROCESS_MIN))
		return kacs_fail(error, KACS_E_VALUE, FIELD(mandatory_policy));
	if (spec->audit_policy & ~(KACS_AUDIT_OBJECT_ACCESS_SUCCESS |
				   KACS_AUDIT_OBJECT_ACCESS_FAILURE |
				   KACS_AUDIT_PRIVILEGE_USE_SUCCESS |
				   KACS_AUDIT_PRIVILEGE_USE_FAILURE))
		return kacs_fail(error, KACS_E_VALUE, FIELD(audit_policy));
	if (spec->confinement_exempt > 1)
		return kacs_fail(error, KACS_E_VALUE,
				 FIELD(confinement_exempt));
	if (spec->write_restricted > 1)
		return kacs_fail(error, KACS_E_VALUE, FIELD(write_restricted));
	if (spec->user_deny_only > 1)
		return kacs_fail(error, KACS_E_VALUE, FIELD(user_deny_only));
	if (spec->isolation_boundary > 1)
		return kacs_fail(error, KACS_E_VALUE,
				 FIELD(isolation_boundary));
	return KACS_OK;
}

static int check_conflicts(const struct kacs_token_spec *spec,
			   struct kacs_error *error)
{
	if (spec->token_type == KACS_TOKEN_PRIMARY &&
	    spec->impersonation_level != KACS_LEVEL_ANONYMOUS)
		return kacs_fail(error, KACS_E_CONFLICT,
				 FIELD(impersonation_level));
	if (spec->privs_enabled & ~spec->privs_present)
		return kacs_fail(error, KACS_E_CONFLICT, FIELD(privs_enabled));
	if (spec->write_restricted && !spec->user_deny_only)
		return kacs_fail(error, KACS_E_CONFLICT,
				 FIELD(write_restricted));
	if (spec->isolation_boundary && !spec->confinement_sid_len)
		return kacs_fail(error, KACS_E_CONFLICT,
				 FIELD(isolation_boundary));
	return KACS_OK;
}

int kacs_token_spec_check(const struct kacs_token_spec *spec,
			  struct kacs_error *error)
{
	int reason = check_numbers(spec, error);

	return reason ? reason : check_conflicts(spec, error);
}
