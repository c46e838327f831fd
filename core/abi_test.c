// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The structs of the ABI against the tables of PSD-004 13.6 sections 4 and 5,
 * and the masks against 13.6 sections 9 and 10. It is the compiler that tests;
 * the program only says that it did.
 */
#include "unit_test.h"
#include "../include/uapi/kacs/syscall.h"
#include "../include/uapi/kacs/token.h"

#define SIZE(type, bytes) \
	_Static_assert(sizeof(struct type) == (bytes), "size of " #type)
#define AT(type, field, offset)                                  \
	_Static_assert(offsetof(struct type, field) == (offset), \
		       "offset of " #type "." #field)

SIZE(kacs_access_check_args, 136);
AT(kacs_access_check_args, size, 0);
AT(kacs_access_check_args, token_fd, 4);
AT(kacs_access_check_args, sd_ptr, 8);
AT(kacs_access_check_args, sd_len, 16);
AT(kacs_access_check_args, desired_access, 20);
AT(kacs_access_check_args, generic_read, 24);
AT(kacs_access_check_args, generic_write, 28);
AT(kacs_access_check_args, generic_execute, 32);
AT(kacs_access_check_args, generic_all, 36);
AT(kacs_access_check_args, self_sid_ptr, KACS_ACCESS_CHECK_ARGS_V1_SIZE);
AT(kacs_access_check_args, self_sid_len, 48);
AT(kacs_access_check_args, privilege_intent, 52);
AT(kacs_access_check_args, object_tree_ptr, 56);
AT(kacs_access_check_args, object_tree_count, 64);
AT(kacs_access_check_args, pad0, 68);
AT(kacs_access_check_args, local_claims_ptr, 72);
AT(kacs_access_check_args, local_claims_len, 80);
AT(kacs_access_check_args, pad1, 84);
AT(kacs_access_check_args, granted_out_ptr, 88);
AT(kacs_access_check_args, pip_type, 96);
AT(kacs_access_check_args, pip_trust, 100);
AT(kacs_access_check_args, audit_context_ptr, 104);
AT(kacs_access_check_args, audit_context_len, 112);
AT(kacs_access_check_args, pad2, 116);
AT(kacs_access_check_args, continuous_audit_out_ptr, 120);
AT(kacs_access_check_args, staging_mismatch_out_ptr, 128);

SIZE(kacs_query_args, 16);
AT(kacs_query_args, token_class, 0);
AT(kacs_query_args, buf_len, 4);
AT(kacs_query_args, buf_ptr, 8);

SIZE(kacs_adjust_privs_args, 24);
AT(kacs_adjust_privs_args, count, 0);
AT(kacs_adjust_privs_args, pad, 4);
AT(kacs_adjust_privs_args, data_ptr, 8);
AT(kacs_adjust_privs_args, previous_enabled, 16);

SIZE(kacs_priv_entry, 8);
AT(kacs_priv_entry, luid, 0);
AT(kacs_priv_entry, attributes, 4);

SIZE(kacs_link_tokens_args, 16);
AT(kacs_link_tokens_args, elevated_fd, 0);
AT(kacs_link_tokens_args, filtered_fd, 4);
AT(kacs_link_tokens_args, session_id, 8);
SIZE(kacs_get_linked_token_args, 4);
AT(kacs_get_linked_token_args, result_fd, 0);
SIZE(kacs_adjust_default_args, 16);
AT(kacs_adjust_default_args, dacl_ptr, 0);
AT(kacs_adjust_default_args, dacl_len, 8);
AT(kacs_adjust_default_args, owner_index, 12);
AT(kacs_adjust_default_args, group_index, 14);
SIZE(kacs_adjust_groups_args, 24);
AT(kacs_adjust_groups_args, count, 0);
AT(kacs_adjust_groups_args, pad, 4);
AT(kacs_adjust_groups_args, data_ptr, 8);
AT(kacs_adjust_groups_args, previous_state, 16);

SIZE(kacs_group_entry, 8);
AT(kacs_group_entry, index, 0);
AT(kacs_group_entry, enable, 4);

SIZE(kacs_duplicate_args, 16);
AT(kacs_duplicate_args, access_mask, 0);
AT(kacs_duplicate_args, token_type, 4);
AT(kacs_duplicate_args, impersonation_level, 8);
AT(kacs_duplicate_args, result_fd, 12);

SIZE(kacs_restrict_args, 40);
AT(kacs_restrict_args, privs_to_delete, 0);
AT(kacs_restrict_args, num_deny_indices, 8);
AT(kacs_restrict_args, num_restrict_sids, 12);
AT(kacs_restrict_args, data_len, 16);
AT(kacs_restrict_args, flags, 20);
AT(kacs_restrict_args, data_ptr, 24);
AT(kacs_restrict_args, result_fd, 32);

SIZE(kacs_open_how, 32);
AT(kacs_open_how, desired_access, 0);
AT(kacs_open_how, create_disposition, 4);
AT(kacs_open_how, create_options, 8);
AT(kacs_open_how, flags, 12);
AT(kacs_open_how, sd_ptr, KACS_OPEN_HOW_MIN_BYTES);
AT(kacs_open_how, sd_len, 24);
AT(kacs_open_how, pad, 28);

SIZE(kacs_mount_policy_args, 32);
AT(kacs_mount_policy_args, policy, 0);
AT(kacs_mount_policy_args, flags, 4);
AT(kacs_mount_policy_args, generation, 8);
AT(kacs_mount_policy_args, pad0, 12);
AT(kacs_mount_policy_args, template_sd_ptr, KACS_MOUNT_POLICY_ARGS_MIN_BYTES);
AT(kacs_mount_policy_args, template_sd_len, 24);
AT(kacs_mount_policy_args, pad1, 28);

SIZE(kacs_node_result, 8);
AT(kacs_node_result, granted, 0);
AT(kacs_node_result, status, 4);

SIZE(kacs_object_type_entry, 20);
AT(kacs_object_type_entry, level, 0);
AT(kacs_object_type_entry, reserved, 2);
AT(kacs_object_type_entry, guid, 4);

SIZE(kacs_token_spec, 192);
AT(kacs_token_spec, version, 0);
AT(kacs_token_spec, token_type, 4);
AT(kacs_token_spec, impersonation_level, 5);
AT(kacs_token_spec, reserved0, 6);
AT(kacs_token_spec, integrity_rid, 8);
AT(kacs_token_spec, mandatory_policy, 12);
AT(kacs_token_spec, privs_present, 16);
AT(kacs_token_spec, privs_enabled, 24);
AT(kacs_token_spec, reserved1, 32);
AT(kacs_token_spec, projected_uid, 36);
AT(kacs_token_spec, projected_gid, 40);
AT(kacs_token_spec, audit_policy, 44);
AT(kacs_token_spec, expiration, 48);
AT(kacs_token_spec, session_id, 56);
AT(kacs_token_spec, owner_sid_index, 64);
AT(kacs_token_spec, primary_group_index, 68);
AT(kacs_token_spec, source_name, 72);
AT(kacs_token_spec, source_id, 80);
AT(kacs_token_spec, user_sid_offset, 88);
AT(kacs_token_spec, groups_offset, 92);
AT(kacs_token_spec, groups_count, 96);
AT(kacs_token_spec, default_dacl_offset, 100);
AT(kacs_token_spec, default_dacl_len, 104);
AT(kacs_token_spec, user_claims_offset, 108);
AT(kacs_token_spec, user_claims_len, 112);
AT(kacs_token_spec, device_claims_offset, 116);
AT(kacs_token_spec, device_claims_len, 120);
AT(kacs_token_spec, device_groups_offset, 124);
AT(kacs_token_spec, device_groups_count, 128);
AT(kacs_token_spec, restricted_sids_offset, 132);
AT(kacs_token_spec, restricted_sids_count, 136);
AT(kacs_token_spec, confinement_sid_offset, 140);
AT(kacs_token_spec, confinement_sid_len, 144);
AT(kacs_token_spec, confinement_caps_offset, 148);
AT(kacs_token_spec, confinement_caps_count, 152);
AT(kacs_token_spec, confinement_exempt, 156);
AT(kacs_token_spec, write_restricted, 157);
AT(kacs_token_spec, user_deny_only, 158);
AT(kacs_token_spec, isolation_boundary, 159);
AT(kacs_token_spec, supp_gids_offset, 160);
AT(kacs_token_spec, supp_gids_count, 164);
AT(kacs_token_spec, restricted_device_groups_offset, 168);
AT(kacs_token_spec, restricted_device_groups_count, 172);
AT(kacs_token_spec, origin, 176);
AT(kacs_token_spec, interactive_session_id, 184);
AT(kacs_token_spec, reserved3, 188);

/* Ours: what follows the record must stand at an offset that is a multiple. */
_Static_assert(sizeof(struct kacs_denial) % 8 == 0, "size of kacs_denial");

/* The bits of a request and an ACE neither overlap nor leave any over. */
_Static_assert((0xffffu + 0x1f0000u + KACS_RESERVED_ACCESS_MASK +
		KACS_ACCESS_SYSTEM_SECURITY + KACS_MAXIMUM_ALLOWED +
		KACS_GENERIC_MASK) == 0xffffffffu,
	       "the regions of an access mask");

/* File masks as sums of rights, 13.6 section 9. */
_Static_assert(KACS_FILE_GENERIC_READ ==
		       (KACS_FILE_READ_DATA | KACS_FILE_READ_ATTRIBUTES |
			KACS_FILE_READ_EA | KACS_READ_CONTROL |
			KACS_SYNCHRONIZE),
	       "GENERIC_READ of a file");
_Static_assert(KACS_FILE_GENERIC_WRITE ==
		       (KACS_FILE_WRITE_DATA | KACS_FILE_APPEND_DATA |
			KACS_FILE_WRITE_ATTRIBUTES | KACS_FILE_WRITE_EA |
			KACS_READ_CONTROL | KACS_SYNCHRONIZE),
	       "GENERIC_WRITE of a file");
_Static_assert(KACS_FILE_GENERIC_EXECUTE ==
		       (KACS_FILE_EXECUTE | KACS_FILE_READ_ATTRIBUTES |
			KACS_READ_CONTROL | KACS_SYNCHRONIZE),
	       "GENERIC_EXECUTE of a file");
_Static_assert(KACS_FILE_ALL_ACCESS ==
		       (KACS_FILE_READ_DATA | KACS_FILE_WRITE_DATA |
			KACS_FILE_APPEND_DATA | KACS_FILE_READ_EA |
			KACS_FILE_WRITE_EA | KACS_FILE_EXECUTE |
			KACS_FILE_DELETE_CHILD | KACS_FILE_READ_ATTRIBUTES |
			KACS_FILE_WRITE_ATTRIBUTES | KACS_DELETE |
			KACS_READ_CONTROL | KACS_WRITE_DAC | KACS_WRITE_OWNER |
			KACS_SYNCHRONIZE),
	       "GENERIC_ALL of a file");

static void every_struct_has_the_layout_of_13_6(void **state)
{
	(void)state;
}

static void the_privilege_catalog_is_bits_2_to_35_and_62_and_63(void **state)
{
	u64 catalog = KACS_PRIVILEGE(KACS_SE_CREATE_JOB) |
		      KACS_PRIVILEGE(KACS_SE_BIND_PRIVILEGED_PORT);
	u32 bit;

	(void)state;
	for (bit = KACS_SE_CREATE_TOKEN; bit <= KACS_SE_CREATE_SYMBOLIC_LINK;
	     bit++)
		catalog |= KACS_PRIVILEGE(bit);
	assert_true(catalog == KACS_PRIVILEGE_ALL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_struct_has_the_layout_of_13_6),
		cmocka_unit_test(
			the_privilege_catalog_is_bits_2_to_35_and_62_and_63),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
