// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Opening tokens and asking them: PSD-004 4.8, 13.1, 13.6 sections 2 and 3.
 */
#include "guest.h"

static int full; /* a token that uses every part */

static void make_full(void)
{
	full = mint_json(
		"{\"user\":\"" ALICE "\",\"user_deny_only\":true,"
		"\"groups\":[{\"sid\":\"" EVERYONE "\"}],"
		"\"privileges\":{\"present\":[\"SeBackupPrivilege\","
		"\"SeDebugPrivilege\"],\"enabled\":[\"SeBackupPrivilege\"]},"
		"\"integrity\":\"low\",\"mandatory_policy\":[\"no_write_up\"],"
		"\"restricted_sids\":[{\"sid\":\"S-1-5-12\"}],"
		"\"confinement\":{\"sid\":\"S-1-15-2-1-2-3\","
		"\"capabilities\":[{\"sid\":\"S-1-15-3-1\"}]},"
		"\"device_groups\":[{\"sid\":\"S-1-5-21-9-9-9-500\"}],"
		"\"claims\":{\"user\":[{\"name\":\"dept\",\"type\":\"string\","
		"\"values\":[\"eng\"],\"flags\":[]}],"
		"\"device\":[{\"name\":\"site\",\"type\":\"string\","
		"\"values\":[\"hq\"],\"flags\":[]}]},"
		"\"primary_group_index\":1,"
		"\"default_dacl\":\"D:(A;;GA;;;SY)\","
		"\"projected_supplementary_gids\":[7003,7004]}");
}

/* What 13.6 says of each class: 0 for a size that depends on the token. */
static const struct {
	const char *name;
	uint32_t number;
	uint32_t size;	/* of the full token */
	uint32_t empty; /* of a token with nothing optional */
} classes[] = {
	{"user", KACS_TOKEN_CLASS_USER, 28, 28},
	{"groups", KACS_TOKEN_CLASS_GROUPS, 4 + 20 + 28, 4 + 28},
	{"privileges", KACS_TOKEN_CLASS_PRIVILEGES, 32, 32},
	{"type", KACS_TOKEN_CLASS_TYPE, 4, 4},
	{"integrity_level", KACS_TOKEN_CLASS_INTEGRITY_LEVEL, 12, 12},
	{"owner", KACS_TOKEN_CLASS_OWNER, 28, 28},
	{"primary_group", KACS_TOKEN_CLASS_PRIMARY_GROUP, 12, 28},
	{"session_id", KACS_TOKEN_CLASS_SESSION_ID, 4, 4},
	{"restricted_sids", KACS_TOKEN_CLASS_RESTRICTED_SIDS, 4 + 20, 4},
	{"source", KACS_TOKEN_CLASS_SOURCE, 16, 16},
	{"statistics", KACS_TOKEN_CLASS_STATISTICS, 40, 40},
	{"origin", KACS_TOKEN_CLASS_ORIGIN, 8, 8},
	{"elevation_type", KACS_TOKEN_CLASS_ELEVATION_TYPE, 4, 4},
	{"device_groups", KACS_TOKEN_CLASS_DEVICE_GROUPS, 4 + 36, 4},
	{"appcontainer_sid", KACS_TOKEN_CLASS_APPCONTAINER_SID, 24, 0},
	{"capabilities", KACS_TOKEN_CLASS_CAPABILITIES, 4 + 24, 4},
	{"mandatory_policy", KACS_TOKEN_CLASS_MANDATORY_POLICY, 4, 4},
	{"logon_type", KACS_TOKEN_CLASS_LOGON_TYPE, 4, 4},
	{"logon_sid", KACS_TOKEN_CLASS_LOGON_SID, 20, 20},
	{"default_dacl", KACS_TOKEN_CLASS_DEFAULT_DACL, 28, 0},
	{"impersonation_level", KACS_TOKEN_CLASS_IMPERSONATION_LEVEL, 4, 4},
	{"supplementary_gids", KACS_TOKEN_CLASS_PROJECTED_SUPPLEMENTARY_GIDS,
	 12, 4},
};

static long query(int token, uint32_t number, void *buffer, uint32_t *len)
{
	struct kacs_query_args args = {
		.token_class = number,
		.buf_len = *len,
		.buf_ptr = (uintptr_t)buffer,
	};
	int result = kacs_sys_token_query(token, &args);

	*len = args.buf_len;
	return result;
}

static void test_sizes(void)
{
	int bare = mint_json("{\"user\":\"" ALICE "\"}");
	uint8_t buffer[256];
	uint32_t len;
	size_t i;

	for (i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		len = 0;
		tap_errno(query(full, classes[i].number, NULL, &len), 0,
			  "query_%s_probe", classes[i].name);
		tap_eq(len, classes[i].size, "query_%s_size", classes[i].name);
		len = classes[i].size - 1;
		memset(buffer, 0xee, sizeof(buffer));
		tap_errno(query(full, classes[i].number, buffer, &len), ERANGE,
			  "query_%s_short_buffer", classes[i].name);
		tap_ok(len == classes[i].size && buffer[0] == 0xee,
		       "query_%s_short_buffer_is_untouched", classes[i].name);
		len = sizeof(buffer);
		tap_errno(query(full, classes[i].number, buffer, &len), 0,
			  "query_%s", classes[i].name);
		tap_ok(len == classes[i].size && buffer[len] == 0xee,
		       "query_%s_writes_its_size", classes[i].name);
		len = sizeof(buffer);
		tap_errno(query(bare, classes[i].number, buffer, &len), 0,
			  "query_%s_of_a_bare_token", classes[i].name);
		tap_eq(len, classes[i].empty, "query_%s_size_of_a_bare_token",
		       classes[i].name);
	}
	close(bare);
}

static uint32_t query_u32(int token, uint32_t number)
{
	uint32_t value = 0xdeadbeef, len = sizeof(value);

	must(query(token, number, &value, &len));
	return value;
}

static const char *query_sid(int token, uint32_t number)
{
	static char text[KACS_SID_TEXT_BYTES];
	uint8_t sid[KACS_SID_MAX_BYTES];
	uint32_t len = sizeof(sid);

	must(query(token, number, sid, &len));
	return kacs_sid_to_text(sid, len, text) ? "no SID" : text;
}

static void test_values(void)
{
	uint64_t privileges[4], statistics[5];
	uint32_t len = sizeof(privileges);

	tap_str(query_sid(full, KACS_TOKEN_CLASS_USER), ALICE, "user_value");
	tap_str(query_sid(full, KACS_TOKEN_CLASS_PRIMARY_GROUP), EVERYONE,
		"primary_group_value");
	tap_str(query_sid(full, KACS_TOKEN_CLASS_INTEGRITY_LEVEL),
		"S-1-16-4096", "integrity_value");
	tap_str(query_sid(full, KACS_TOKEN_CLASS_LOGON_SID), "S-1-5-5-0-0",
		"logon_sid_is_that_of_the_session");
	tap_eq(query_u32(full, KACS_TOKEN_CLASS_TYPE), KACS_TOKEN_PRIMARY,
	       "type_value");
	tap_eq(query_u32(full, KACS_TOKEN_CLASS_LOGON_TYPE), KACS_LOGON_SERVICE,
	       "logon_type_is_that_of_the_session");
	tap_eq(query_u32(full, KACS_TOKEN_CLASS_ELEVATION_TYPE),
	       KACS_ELEVATION_DEFAULT, "new_tokens_are_not_elevated");
	tap_eq(query_u32(full, KACS_TOKEN_CLASS_MANDATORY_POLICY),
	       KACS_POLICY_NO_WRITE_UP, "mandatory_policy_value");
	must(query(full, KACS_TOKEN_CLASS_PRIVILEGES, privileges, &len));
	tap_eq(privileges[0], SE(BACKUP) | SE(DEBUG), "privileges_present");
	tap_eq(privileges[1], SE(BACKUP), "privileges_enabled");
	tap_eq(privileges[2], SE(BACKUP), "privileges_enabled_by_default");
	tap_eq(privileges[3], 0, "privileges_used_of_a_new_token");
	len = sizeof(statistics);
	must(query(full, KACS_TOKEN_CLASS_STATISTICS, statistics, &len));
	tap_ok(statistics[0] != 0, "token_id_of_a_new_token_is_not_systems");
	tap_eq(statistics[2], statistics[0],
	       "modified_id_begins_as_the_token_id");
}

/* The boot token, 13.5. */
static void test_system(void)
{
	int self = (int)must(kacs_sys_open_self_token(0, KACS_TOKEN_QUERY));
	uint64_t privileges[4];
	uint32_t len = sizeof(privileges);
	uint8_t source[16];

	tap_str(query_sid(self, KACS_TOKEN_CLASS_USER), SYSTEM,
		"init_runs_as_system");
	tap_str(query_sid(self, KACS_TOKEN_CLASS_PRIMARY_GROUP), ADMINISTRATORS,
		"primary_group_of_system");
	must(query(self, KACS_TOKEN_CLASS_PRIVILEGES, privileges, &len));
	tap_eq(privileges[0], KACS_PRIVILEGE_ALL, "system_has_every_privilege");
	tap_eq(privileges[1], KACS_PRIVILEGE_ALL,
	       "system_has_every_privilege_enabled");
	len = sizeof(source);
	must(query(self, KACS_TOKEN_CLASS_SOURCE, source, &len));
	tap_ok(memcmp(source, "PeiosKrn\0\0\0\0\0\0\0\0", 16) == 0,
	       "source_of_system");
	tap_eq(query_u32(self, KACS_TOKEN_CLASS_MANDATORY_POLICY), 3,
	       "mandatory_policy_of_system");
	close(self);
}

static void test_bad_queries(void)
{
	struct {
		struct kacs_query_args args;
		uint8_t room[64];
	} both = {
		.args = {.token_class = KACS_TOKEN_CLASS_USER, .buf_len = 64}};
	struct kacs_query_args args = {.buf_len = 64};
	uint8_t buffer[64];
	int narrow;

	args.buf_ptr = (uintptr_t)buffer;
	args.token_class = KACS_TOKEN_CLASS_USER;
	both.args.buf_ptr = (uintptr_t)&both.args;
	tap_errno(kacs_sys_token_query(full, &both.args), EINVAL,
		  "query_into_its_own_arguments");
	both.args.buf_ptr = (uintptr_t)&both.args - 27;
	tap_errno(kacs_sys_token_query(full, &both.args), EINVAL,
		  "query_that_ends_in_its_own_arguments");
	both.args.buf_ptr = (uintptr_t)&both.args + 15;
	tap_errno(kacs_sys_token_query(full, &both.args), EINVAL,
		  "query_that_begins_in_its_own_arguments");
	both.args.buf_ptr = (uintptr_t)both.room;
	tap_errno(kacs_sys_token_query(full, &both.args), 0,
		  "query_right_behind_its_own_arguments");
	args.buf_ptr = (uintptr_t)buffer;
	args.buf_len = 64;
	narrow =
		(int)must(kacs_sys_open_self_token(0, KACS_TOKEN_ADJUST_PRIVS));
	tap_errno(kacs_sys_token_query(narrow, &args), EACCES,
		  "query_needs_token_query_on_the_handle");
	close(narrow);
}

static int open_self(uint32_t access)
{
	return kacs_sys_open_self_token(0, access);
}

static int query_self_by_securityfs(void)
{
	struct kacs_query_args args = {.token_class = KACS_TOKEN_CLASS_USER};
	int fd = open("/sys/kernel/security/kacs/self", O_RDONLY);

	return fd < 0 ? -1 : kacs_sys_token_query(fd, &args);
}

static int adjust_self_by_securityfs(void)
{
	struct kacs_priv_entry entry = {KACS_SE_CHANGE_NOTIFY, 0};
	struct kacs_adjust_privs_args args = {.count = 1,
					      .data_ptr = (uintptr_t)&entry};
	int fd = open("/sys/kernel/security/kacs/self", O_RDONLY);

	return fd < 0 ? (int)OPEN_FAILED()
		      : kacs_sys_token_adjust_privileges(fd, &args);
}

/* The default descriptor of a token, 4.8. */
static void test_open(void)
{
	tap_as(alice,
	       open_self(KACS_TOKEN_QUERY | KACS_TOKEN_ADJUST_PRIVS |
			 KACS_TOKEN_ADJUST_GROUPS | KACS_TOKEN_ADJUST_DEFAULT),
	       0, "own_token_may_be_queried_and_adjusted");
	tap_as(alice, open_self(KACS_TOKEN_DUPLICATE), EACCES,
	       "own_token_may_not_be_duplicated");
	tap_as(alice, open_self(KACS_TOKEN_IMPERSONATE), EACCES,
	       "own_token_may_not_be_impersonated");
	tap_as(alice, open_self(KACS_WRITE_DAC), EACCES,
	       "own_tokens_descriptor_may_not_be_changed");
	tap_as(alice, open_self(KACS_TOKEN_ASSIGN_PRIMARY), EACCES,
	       "own_token_may_not_be_installed");
	tap_as(alice, open_self(KACS_MAXIMUM_ALLOWED), 0,
	       "open_self_token_with_maximum_allowed");
	tap_as(alice, open_self(KACS_GENERIC_READ), EACCES,
	       "generic_read_of_a_token_includes_read_control");
	tap_as(alice, query_self_by_securityfs(), 0,
	       "securityfs_self_can_be_queried");
	tap_as(alice, adjust_self_by_securityfs(), ENOTTY,
	       "securityfs_self_can_only_be_queried");
}

int main(void)
{
	meet_people("token_query");
	make_full();
	test_sizes();
	test_values();
	test_system();
	test_bad_queries();
	test_open();
	return tap_done();
}
