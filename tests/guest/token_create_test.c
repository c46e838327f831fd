// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Token specifications: every malformed field is refused and nothing is made;
 * every well-formed one is what a query gives back. PSD-004 4.4, 13.6.
 */
#include <sys/syscall.h>
#include "guest.h"

#define FIELD(name)                             \
	offsetof(struct kacs_token_spec, name), \
		sizeof(((struct kacs_token_spec *)0)->name)

/* A specification that uses every part, to be damaged. */
static uint8_t *base;
static size_t base_len;

static void make_base(void)
{
	static const char json[] =
		"{\"user\":\"" ALICE "\",\"user_deny_only\":true,"
		"\"write_restricted\":true,"
		"\"groups\":[{\"sid\":\"" EVERYONE "\"},"
		"{\"sid\":\"" CONTRACTORS "\",\"attributes\":[\"mandatory\","
		"\"enabled_by_default\",\"enabled\",\"owner\"]}],"
		"\"privileges\":{\"present\":[\"SeBackupPrivilege\","
		"\"SeDebugPrivilege\"],\"enabled\":[\"SeBackupPrivilege\"]},"
		"\"integrity\":\"low\",\"mandatory_policy\":[\"no_write_up\"],"
		"\"type\":\"impersonation\","
		"\"impersonation_level\":\"delegation\","
		"\"restricted_sids\":[{\"sid\":\"S-1-5-12\"}],"
		"\"confinement\":{\"sid\":\"S-1-15-2-1-2-3\","
		"\"capabilities\":[{\"sid\":\"S-1-15-3-1\"}],"
		"\"isolation_boundary\":true},"
		"\"device_groups\":[{\"sid\":\"S-1-5-21-9-9-9-500\"}],"
		"\"restricted_device_groups\":"
		"[{\"sid\":\"S-1-5-21-9-9-9-501\"}],"
		"\"claims\":{\"user\":[{\"name\":\"dept\",\"type\":\"string\","
		"\"values\":[\"eng\"],\"flags\":[]}],"
		"\"device\":[{\"name\":\"site\",\"type\":\"string\","
		"\"values\":[\"hq\"],\"flags\":[]}]},"
		"\"owner_index\":2,\"primary_group_index\":1,"
		"\"default_dacl\":\"D:(A;;GA;;;SY)\","
		"\"projected_uid\":7001,\"projected_gid\":7002,"
		"\"projected_supplementary_gids\":[7003,7004]}";
	struct kacs_diagnostic diagnostic;

	if (kacs_token_from_json(json, strlen(json), &base, &base_len,
				 &diagnostic)) {
		tap_note("%s: %s", diagnostic.path, diagnostic.message);
		tap_abort("kacs_token_from_json");
	}
}

struct damage {
	const char *name;
	size_t offset;
	size_t size;
	uint64_t value;
};

#define OUTSIDE 0xfffffff0u
#define INSIDE_HEADER 100u

static const struct damage damages[] = {
	{"version_0", FIELD(version), 0},
	{"version_1", FIELD(version), 1},
	{"version_3", FIELD(version), 3},
	{"token_type_0", FIELD(token_type), 0},
	{"token_type_3", FIELD(token_type), 3},
	{"primary_token_with_a_level", FIELD(token_type), 1},
	{"impersonation_level_4", FIELD(impersonation_level), 4},
	{"reserved0", FIELD(reserved0), 0x0100},
	{"integrity_rid_1", FIELD(integrity_rid), 1},
	{"integrity_rid_between_levels", FIELD(integrity_rid), 8448},
	{"integrity_rid_above_system", FIELD(integrity_rid), 20480},
	{"mandatory_policy_unknown_bit", FIELD(mandatory_policy), 4},
	{"privs_enabled_not_present", FIELD(privs_enabled),
	 SE(BACKUP) | SE(TCB)},
	{"reserved1_elevation_type", FIELD(reserved1), 2},
	{"audit_policy_unknown_bit", FIELD(audit_policy), 0x10},
	{"session_id_of_no_session", FIELD(session_id), 0x123456789abcull},
	{"owner_sid_index_outside", FIELD(owner_sid_index), 4},
	{"owner_sid_index_of_the_logon_sid", FIELD(owner_sid_index), 3},
	{"owner_sid_index_without_se_group_owner", FIELD(owner_sid_index), 1},
	{"primary_group_index_outside", FIELD(primary_group_index), 3},
	{"user_sid_offset_0", FIELD(user_sid_offset), 0},
	{"user_sid_offset_in_the_header", FIELD(user_sid_offset),
	 INSIDE_HEADER},
	{"user_sid_offset_outside", FIELD(user_sid_offset), OUTSIDE},
	{"groups_offset_0", FIELD(groups_offset), 0},
	{"groups_offset_in_the_header", FIELD(groups_offset), INSIDE_HEADER},
	{"groups_offset_outside", FIELD(groups_offset), OUTSIDE},
	{"groups_count_64", FIELD(groups_count), 64},
	{"groups_count_huge", FIELD(groups_count), 0xffffffff},
	{"default_dacl_offset_outside", FIELD(default_dacl_offset), OUTSIDE},
	{"default_dacl_offset_0", FIELD(default_dacl_offset), 0},
	{"default_dacl_len_huge", FIELD(default_dacl_len), 0xffffffff},
	{"default_dacl_len_short", FIELD(default_dacl_len), 4},
	{"user_claims_offset_outside", FIELD(user_claims_offset), OUTSIDE},
	{"user_claims_len_huge", FIELD(user_claims_len), 0xffffffff},
	{"user_claims_len_short", FIELD(user_claims_len), 6},
	{"device_claims_offset_outside", FIELD(device_claims_offset), OUTSIDE},
	{"device_claims_len_huge", FIELD(device_claims_len), 0xffffffff},
	{"device_groups_offset_outside", FIELD(device_groups_offset), OUTSIDE},
	{"device_groups_offset_0", FIELD(device_groups_offset), 0},
	{"device_groups_count_huge", FIELD(device_groups_count), 0xffffffff},
	{"restricted_sids_offset_outside", FIELD(restricted_sids_offset),
	 OUTSIDE},
	{"restricted_sids_offset_0", FIELD(restricted_sids_offset), 0},
	{"restricted_sids_count_huge", FIELD(restricted_sids_count),
	 0xffffffff},
	{"confinement_sid_offset_outside", FIELD(confinement_sid_offset),
	 OUTSIDE},
	{"confinement_sid_len_short", FIELD(confinement_sid_len), 8},
	{"confinement_sid_len_long", FIELD(confinement_sid_len), 36},
	{"confinement_caps_offset_outside", FIELD(confinement_caps_offset),
	 OUTSIDE},
	{"confinement_caps_count_huge", FIELD(confinement_caps_count),
	 0xffffffff},
	{"confinement_exempt_2", FIELD(confinement_exempt), 2},
	{"write_restricted_2", FIELD(write_restricted), 2},
	{"user_deny_only_2", FIELD(user_deny_only), 2},
	{"write_restricted_without_user_deny_only", FIELD(user_deny_only), 0},
	{"isolation_boundary_2", FIELD(isolation_boundary), 2},
	{"isolation_boundary_without_confinement", FIELD(confinement_sid_len),
	 0},
	{"supp_gids_offset_outside", FIELD(supp_gids_offset), OUTSIDE},
	{"supp_gids_offset_0", FIELD(supp_gids_offset), 0},
	{"supp_gids_count_huge", FIELD(supp_gids_count), 0xffffffff},
	{"restricted_device_groups_offset_outside",
	 FIELD(restricted_device_groups_offset), OUTSIDE},
	{"restricted_device_groups_count_huge",
	 FIELD(restricted_device_groups_count), 0xffffffff},
	{"reserved3", FIELD(reserved3), 1},
};

/* Sets a little-endian field of a copy. */
static uint8_t *damaged(const struct damage *damage)
{
	uint8_t *copy = malloc(base_len);
	size_t i;

	memcpy(copy, base, base_len);
	for (i = 0; i < damage->size; i++)
		copy[damage->offset + i] = (uint8_t)(damage->value >> (8 * i));
	return copy;
}

static uint64_t field(size_t offset, size_t size)
{
	uint64_t value = 0;
	size_t i;

	for (i = 0; i < size; i++)
		value |= (uint64_t)base[offset + i] << (8 * i);
	return value;
}

static void test_fields(void)
{
	uint8_t *spec;
	size_t i;

	for (i = 0; i < sizeof(damages) / sizeof(*damages); i++) {
		if (field(damages[i].offset, damages[i].size) ==
		    damages[i].value)
			tap_abort(damages[i].name);
		spec = damaged(&damages[i]);
		tap_errno(kacs_sys_create_token(spec, base_len), EINVAL,
			  "malformed_%s", damages[i].name);
		free(spec);
	}
}

/* Bytes inside the variable parts: the revision of each SID and ACL. */
static void test_parts(void)
{
	static const struct {
		const char *name;
		size_t field;
		size_t into;
	} revisions[] = {
		{"user_sid", offsetof(struct kacs_token_spec, user_sid_offset),
		 0},
		{"group_sid", offsetof(struct kacs_token_spec, groups_offset),
		 4},
		{"restricted_sid",
		 offsetof(struct kacs_token_spec, restricted_sids_offset), 4},
		{"confinement_sid",
		 offsetof(struct kacs_token_spec, confinement_sid_offset), 0},
		{"capability_sid",
		 offsetof(struct kacs_token_spec, confinement_caps_offset), 4},
		{"device_group_sid",
		 offsetof(struct kacs_token_spec, device_groups_offset), 4},
		{"restricted_device_group_sid",
		 offsetof(struct kacs_token_spec,
			  restricted_device_groups_offset),
		 4},
		{"default_dacl",
		 offsetof(struct kacs_token_spec, default_dacl_offset), 0},
	};
	uint8_t *spec = malloc(base_len);
	size_t i, at;

	for (i = 0; i < sizeof(revisions) / sizeof(*revisions); i++) {
		at = (size_t)field(revisions[i].field, 4) + revisions[i].into;
		memcpy(spec, base, base_len);
		spec[at] = 9;
		tap_errno(kacs_sys_create_token(spec, base_len), EINVAL,
			  "malformed_revision_of_%s", revisions[i].name);
		memcpy(spec, base, base_len);
		spec[at + 1] = 200;
		if (strcmp(revisions[i].name, "default_dacl") != 0)
			tap_errno(kacs_sys_create_token(spec, base_len), EINVAL,
				  "malformed_count_of_%s", revisions[i].name);
	}
	free(spec);
}

/* Every prefix is too short for something. */
static void test_truncation(void)
{
	size_t len, accepted = 0;
	int fd;

	for (len = 0; len < base_len; len++) {
		fd = kacs_sys_create_token(base, len);
		if (fd >= 0 || errno != EINVAL) {
			tap_note("%zu of %zu bytes: %d", len, base_len, fd);
			accepted++;
		}
		if (fd >= 0)
			close(fd);
	}
	tap_eq(accepted, 0, "truncated_specification_is_refused_at_every_byte");
}

static void test_arguments(void)
{
	tap_as(alice, kacs_sys_create_token(base, base_len), EPERM,
	       "create_token_needs_se_create_token");
}

/* The kernel makes the logon SID: whoever brings one is refused. */
static void test_logon_sid(void)
{
	uint8_t *spec;
	size_t len;

	spec = person_spec(&(struct person){.groups = GROUP("S-1-5-5-0-0")},
			   &len);
	tap_errno(kacs_sys_create_token(spec, len), EINVAL,
		  "logon_sid_among_the_groups_is_refused");
	free(spec);
	spec = person_spec(&(struct person){.groups =
						    GROUP_WITH("S-1-5-5-7-7",
							       "\"logon_id\"")},
			   &len);
	tap_errno(kacs_sys_create_token(spec, len), EINVAL,
		  "se_group_logon_id_among_the_groups_is_refused");
	free(spec);
}

static size_t many_groups(char *out, size_t room, int count)
{
	size_t used = 0;
	int i;

	out[0] = '\0';
	for (i = 0; i < count; i++)
		used += (size_t)snprintf(out + used, room - used,
					 "%s{\"sid\":\"S-1-5-21-1-2-3-%d\"}",
					 i ? "," : "", 5000 + i);
	return used;
}

static void test_group_limit(void)
{
	static char groups[6000];
	uint8_t *spec;
	size_t len;
	int fd;

	/* Everybody's three, and the kernel adds one. */
	many_groups(groups, sizeof(groups), 60);
	spec = person_spec(&(struct person){.groups = groups}, &len);
	fd = kacs_sys_create_token(spec, len);
	tap_errno(fd, 0, "token_has_room_for_63_supplied_groups");
	close(fd);
	free(spec);
	many_groups(groups, sizeof(groups), 61);
	spec = person_spec(&(struct person){.groups = groups}, &len);
	tap_errno(kacs_sys_create_token(spec, len), EINVAL,
		  "token_has_no_room_for_64_supplied_groups");
	free(spec);
}

/* The whole token comes back, with the logon SID added. */
static void test_round_trip(void)
{
	struct kacs_token_spec made, got;
	struct kacs_query_args args = {
		.token_class = KACS_TOKEN_CLASS_SPEC,
	};
	uint8_t *spec;
	int fd = (int)must(kacs_sys_create_token(base, base_len));

	must(kacs_sys_token_query(fd, &args));
	spec = calloc(1, args.buf_len);
	args.buf_ptr = (uintptr_t)spec;
	must(kacs_sys_token_query(fd, &args));
	memcpy(&made, base, sizeof(made));
	memcpy(&got, spec, sizeof(got));
	tap_eq(got.groups_count, made.groups_count + 1,
	       "created_token_has_the_logon_sid_appended");
	tap_eq(got.token_type, made.token_type, "created_token_has_its_type");
	tap_eq(got.impersonation_level, made.impersonation_level,
	       "created_token_has_its_level");
	tap_eq(got.privs_present, made.privs_present,
	       "created_token_has_its_privileges");
	tap_eq(got.privs_enabled, made.privs_enabled,
	       "created_token_has_its_enabled_privileges");
	tap_eq(got.projected_uid, 7001, "created_token_has_its_projected_uid");
	tap_eq(got.supp_gids_count, 2, "created_token_has_its_gids");
	tap_eq(got.restricted_sids_count, 1,
	       "created_token_has_its_restricting_sids");
	tap_ok(got.confinement_sid_len == made.confinement_sid_len,
	       "created_token_has_its_confinement");
	tap_eq(got.owner_sid_index, 2, "created_token_has_its_owner_index");
	free(spec);
	close(fd);
}

/* 4.2, 4.7: when a token expires is told, and nothing else. */
static void test_expiration(void)
{
	int token = token_for(.more = "\"expiration\":1");

	make_file("alices", "O:SYG:SYD:(A;;FA;;;" ALICE ")");
	tap_as(token, open("alices", O_RDWR), 0,
	       "token_that_has_expired_decides_as_before");
	close(token);
}

#define CONFINED(capabilities)                         \
	"\"confinement\":{\"sid\":\"S-1-15-2-1-2-3\"," \
	"\"capabilities\":[" capabilities "]}"

/* 4.4: nobody is in all packages but who says so, and who says so may. */
static void test_confinement(void)
{
	int strict = token_for(.more = CONFINED(""));
	int normal = token_for(.more = CONFINED(GROUP("S-1-15-2-1")));

	make_file("packages",
		  "O:SYG:SYD:(A;;FA;;;" ALICE ")(A;;FR;;;S-1-15-2-1)");
	tap_as(normal, open("packages", O_RDONLY), 0,
	       "all_packages_may_be_among_the_capabilities");
	tap_as(strict, open("packages", O_RDONLY), EACCES,
	       "all_packages_is_nobodys_by_itself");
	close(strict);
	close(normal);
}

static size_t open_descriptors(void)
{
	size_t count = 0;
	int fd;

	for (fd = 0; fd < 256; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			count++;
	return count;
}

int main(void)
{
	size_t before;

	meet_people("token_create");
	make_base();
	before = open_descriptors();
	test_fields();
	test_parts();
	test_truncation();
	test_arguments();
	test_logon_sid();
	tap_eq(open_descriptors(), before,
	       "refused_specifications_leave_no_descriptor");
	test_group_limit();
	test_round_trip();
	test_expiration();
	test_confinement();
	return tap_done();
}
