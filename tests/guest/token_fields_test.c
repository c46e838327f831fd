// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Every field of a token: what each query class answers, byte by byte, and what
 * becomes of it in DuplicateToken and FilterToken. PSD-004 4.2, 4.4, 13.6
 * section 3.
 */
#include <sys/socket.h>
#include <sys/un.h>
#include "tokens.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define LAST_CLASS KACS_TOKEN_CLASS_PROJECTED_SUPPLEMENTARY_GIDS

/* Uses every part. The groups: a mandatory one, an owner, an optional one. */
static const char rich_json[] =
	"{\"user\":\"" ALICE "\",\"user_deny_only\":true,"
	"\"write_restricted\":true,"
	"\"groups\":[{\"sid\":\"" EVERYONE "\"},"
	"{\"sid\":\"" CONTRACTORS "\",\"attributes\":[\"enabled\",\"owner\","
	"\"resource\"]},"
	"{\"sid\":\"" DOMAIN_SID "1501\",\"attributes\":"
	"[\"enabled_by_default\"]}],"
	"\"privileges\":{\"present\":[\"SeBackupPrivilege\","
	"\"SeDebugPrivilege\",\"SeChangeNotifyPrivilege\"],"
	"\"enabled\":[\"SeBackupPrivilege\",\"SeChangeNotifyPrivilege\"]},"
	"\"integrity\":\"high\",\"mandatory_policy\":[\"no_write_up\","
	"\"new_process_min\"],\"type\":\"primary\","
	"\"restricted_sids\":[{\"sid\":\"S-1-5-12\"},"
	"{\"sid\":\"" EVERYONE "\"}],"
	"\"confinement\":{\"sid\":\"S-1-15-2-1-2-3\","
	"\"capabilities\":[{\"sid\":\"S-1-15-3-1\"}],"
	"\"isolation_boundary\":true,\"exempt\":true},"
	"\"device_groups\":[{\"sid\":\"S-1-5-21-9-9-9-500\"}],"
	"\"restricted_device_groups\":[{\"sid\":\"S-1-5-21-9-9-9-501\"}],"
	"\"claims\":{\"user\":[{\"name\":\"dept\",\"type\":\"string\","
	"\"values\":[\"eng\",\"ops\"],\"flags\":[]}],"
	"\"device\":[{\"name\":\"site\",\"type\":\"int64\","
	"\"values\":[-7],\"flags\":[]}]},"
	"\"owner_index\":2,\"primary_group_index\":1,"
	"\"default_dacl\":\"D:(A;;GA;;;SY)(A;;GR;;;CG)\","
	"\"audit_policy\":[\"object_access_failure\"],"
	"\"source\":{\"name\":\"tester\",\"id\":77},"
	"\"expiration\":123456789,\"origin\":4321,"
	"\"interactive_session_id\":3,"
	"\"projected_uid\":7001,\"projected_gid\":7002,"
	"\"projected_supplementary_gids\":[7004,7003]}";

#define PRESENT                                                       \
	(KACS_SE_GROUP_MANDATORY | KACS_SE_GROUP_ENABLED_BY_DEFAULT | \
	 KACS_SE_GROUP_ENABLED)

static const char *const class_names[] = {
	NULL,
	"user",
	"groups",
	"privileges",
	"type",
	"integrity_level",
	"owner",
	"primary_group",
	"session_id",
	"restricted_sids",
	"source",
	"statistics",
	"origin",
	"elevation_type",
	"device_groups",
	"appcontainer_sid",
	"capabilities",
	"mandatory_policy",
	"logon_type",
	"logon_sid",
	"default_dacl",
	"impersonation_level",
	"user_claims",
	"device_claims",
	"projected_supplementary_gids",
};

static uint8_t *spec;
static size_t spec_len;
static struct kacs_token_spec header;
static uint64_t session;

/* The specification, in a session of its own. */
static void make_spec(void)
{
	struct kacs_diagnostic diagnostic;

	if (kacs_token_from_json(rich_json, strlen(rich_json), &spec, &spec_len,
				 &diagnostic)) {
		tap_note("%s: %s", diagnostic.path, diagnostic.message);
		tap_abort("kacs_token_from_json");
	}
	session = new_session(ALICE);
	memcpy(spec + offsetof(struct kacs_token_spec, session_id), &session,
	       sizeof(session));
	memcpy(&header, spec, sizeof(header));
}

static int make_rich(void)
{
	return (int)must(kacs_sys_create_token(spec, spec_len));
}

/* What an answer is to be. */
struct bytes {
	uint8_t at[2048];
	size_t len;
};

static void put(struct bytes *bytes, const void *from, size_t len)
{
	if (len > sizeof(bytes->at) - bytes->len)
		tap_abort("an answer is too long for the test");
	memcpy(bytes->at + bytes->len, from, len);
	bytes->len += len;
}

static void put_u32(struct bytes *bytes, uint32_t value)
{
	put(bytes, &value, sizeof(value));
}

static void put_u64(struct bytes *bytes, uint64_t value)
{
	put(bytes, &value, sizeof(value));
}

static void put_text_sid(struct bytes *bytes, const char *text)
{
	uint8_t sid[KACS_SID_MAX_BYTES];
	size_t len;

	must(kacs_sid_from_text(text, sid, &len, NULL));
	put(bytes, sid, len);
}

/* Entries stand in a specification as in an answer. */
static void put_list(struct bytes *bytes, uint32_t offset, uint32_t count)
{
	uint32_t i, sid_len;

	for (i = 0; i < count; i++) {
		memcpy(&sid_len, spec + offset, sizeof(sid_len));
		put(bytes, spec + offset, 8 + sid_len);
		offset += 8 + sid_len;
	}
}

static void put_counted(struct bytes *bytes, uint32_t offset, uint32_t count)
{
	put_u32(bytes, count);
	put_list(bytes, offset, count);
}

static const char *logon_sid(void)
{
	static char text[KACS_SID_TEXT_BYTES];

	snprintf(text, sizeof(text), "S-1-5-5-%u-%u", (uint32_t)(session >> 32),
		 (uint32_t)session);
	return text;
}

static void put_groups(struct bytes *bytes)
{
	struct bytes sid = {.len = 0};

	put_text_sid(&sid, logon_sid());
	put_u32(bytes, header.groups_count + 1);
	put_list(bytes, header.groups_offset, header.groups_count);
	put_u32(bytes, (uint32_t)sid.len);
	put(bytes, sid.at, sid.len);
	put_u32(bytes, KACS_SE_GROUP_MANDATORY |
			       KACS_SE_GROUP_ENABLED_BY_DEFAULT |
			       KACS_SE_GROUP_ENABLED | KACS_SE_GROUP_LOGON_ID);
}

static void put_statistics(struct bytes *bytes, int token)
{
	/* The kernel's own numbers; the rest follows from the specification. */
	struct token_statistics statistics = statistics_of(token);

	put_u64(bytes, statistics.token_id);
	put_u64(bytes, session);
	put_u64(bytes, statistics.token_id);
	put_u32(bytes, KACS_TOKEN_PRIMARY);
	put_u32(bytes, 0);
	put_u64(bytes, 123456789);
}

static void put_privileges(struct bytes *bytes)
{
	put_u64(bytes, SE(BACKUP) | SE(DEBUG) | SE(CHANGE_NOTIFY));
	put_u64(bytes, SE(BACKUP) | SE(CHANGE_NOTIFY));
	put_u64(bytes, SE(BACKUP) | SE(CHANGE_NOTIFY));
	put_u64(bytes, 0);
}

static struct bytes expected_answer(uint32_t token_class, int token)
{
	struct bytes bytes = {.len = 0};

	switch (token_class) {
	case KACS_TOKEN_CLASS_USER:
		put_text_sid(&bytes, ALICE);
		break;
	case KACS_TOKEN_CLASS_GROUPS:
		put_groups(&bytes);
		break;
	case KACS_TOKEN_CLASS_PRIVILEGES:
		put_privileges(&bytes);
		break;
	case KACS_TOKEN_CLASS_TYPE:
		put_u32(&bytes, 1);
		break;
	case KACS_TOKEN_CLASS_INTEGRITY_LEVEL:
		put_text_sid(&bytes, "S-1-16-12288");
		break;
	case KACS_TOKEN_CLASS_OWNER:
		put_text_sid(&bytes, CONTRACTORS);
		break;
	case KACS_TOKEN_CLASS_PRIMARY_GROUP:
		put_text_sid(&bytes, EVERYONE);
		break;
	case KACS_TOKEN_CLASS_SESSION_ID:
		put_u32(&bytes, 3);
		break;
	case KACS_TOKEN_CLASS_RESTRICTED_SIDS:
		put_counted(&bytes, header.restricted_sids_offset, 2);
		break;
	case KACS_TOKEN_CLASS_SOURCE:
		put(&bytes, "tester\0", 8);
		put_u64(&bytes, 77);
		break;
	case KACS_TOKEN_CLASS_STATISTICS:
		put_statistics(&bytes, token);
		break;
	case KACS_TOKEN_CLASS_ORIGIN:
		put_u64(&bytes, 4321);
		break;
	case KACS_TOKEN_CLASS_ELEVATION_TYPE:
		put_u32(&bytes, 1);
		break;
	case KACS_TOKEN_CLASS_DEVICE_GROUPS:
		put_counted(&bytes, header.device_groups_offset, 1);
		break;
	case KACS_TOKEN_CLASS_APPCONTAINER_SID:
		put_text_sid(&bytes, "S-1-15-2-1-2-3");
		break;
	case KACS_TOKEN_CLASS_CAPABILITIES:
		put_counted(&bytes, header.confinement_caps_offset, 1);
		break;
	case KACS_TOKEN_CLASS_MANDATORY_POLICY:
		put_u32(&bytes, 3);
		break;
	case KACS_TOKEN_CLASS_LOGON_TYPE:
		put_u32(&bytes, KACS_LOGON_INTERACTIVE);
		break;
	case KACS_TOKEN_CLASS_LOGON_SID:
		put_text_sid(&bytes, logon_sid());
		break;
	case KACS_TOKEN_CLASS_DEFAULT_DACL:
		put(&bytes, spec + header.default_dacl_offset,
		    header.default_dacl_len);
		break;
	case KACS_TOKEN_CLASS_IMPERSONATION_LEVEL:
		put_u32(&bytes, 0);
		break;
	case KACS_TOKEN_CLASS_USER_CLAIMS:
		put(&bytes, spec + header.user_claims_offset,
		    header.user_claims_len);
		break;
	case KACS_TOKEN_CLASS_DEVICE_CLAIMS:
		put(&bytes, spec + header.device_claims_offset,
		    header.device_claims_len);
		break;
	case KACS_TOKEN_CLASS_PROJECTED_SUPPLEMENTARY_GIDS:
		put_u32(&bytes, 2);
		put_u32(&bytes, 7004);
		put_u32(&bytes, 7003);
		break;
	}
	return bytes;
}

static void note_bytes(const char *what, const uint8_t *bytes, size_t len)
{
	char line[3 * 64 + 1];
	size_t i;

	line[0] = '\0';
	for (i = 0; i < len && i < 64; i++)
		snprintf(line + 3 * i, 4, " %02x", bytes[i]);
	tap_note("%s (%zu bytes):%s", what, len, line);
}

static bool same_bytes(const struct answer *actual, const void *expected,
		       size_t len)
{
	if (actual->len == len && memcmp(actual->bytes, expected, len) == 0)
		return true;
	note_bytes("expected", expected, len);
	note_bytes("actual", actual->bytes, actual->len);
	return false;
}

static void test_answers(void)
{
	int token = make_rich();
	uint32_t i;

	for (i = 1; i <= LAST_CLASS; i++) {
		struct bytes expected = expected_answer(i, token);
		struct answer actual = query_all(token, i);

		tap_ok(same_bytes(&actual, expected.at, expected.len),
		       "query_%s_is_byte_for_byte", class_names[i]);
		free(actual.bytes);
	}
	close(token);
}

/* Makes everything that can change other than it was created. */
static void adjust_all(int token)
{
	const struct kacs_priv_entry privileges[] = {
		{KACS_SE_DEBUG, KACS_SE_PRIVILEGE_ENABLED},
		{KACS_SE_BACKUP, KACS_SE_PRIVILEGE_REMOVED},
	};
	const struct kacs_group_entry groups[] = {{1, 0}, {2, 1}};
	const struct kacs_adjust_default_args defaults = {
		.dacl_ptr = (uintptr_t) "\2\0\10\0\0\0\0",
		.dacl_len = 8,
		.owner_index = 0,
		.group_index = 3,
	};

	must(kacs_sys_token_adjust_privileges(
		token, &(struct kacs_adjust_privs_args){
			       .count = 2,
			       .data_ptr = (uintptr_t)privileges,
		       }));
	must(kacs_sys_token_adjust_groups(token,
					  &(struct kacs_adjust_groups_args){
						  .count = 2,
						  .data_ptr = (uintptr_t)groups,
					  }));
	must(kacs_sys_token_adjust_default(token, &defaults));
	must(kacs_sys_token_adjust_session_id(token, 9));
	/* Uses SeChangeNotifyPrivilege. */
	as(token, open("closed/file", O_RDONLY));
}

/* Of the classes, those that a kind of copy does not take from its source. */
static bool differs(uint32_t token_class, const uint32_t *different,
		    size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (different[i] == token_class)
			return true;
	return false;
}

static void compare_all(int source, int copy, const char *kind,
			const uint32_t *different, size_t count)
{
	uint32_t i;

	for (i = 1; i <= LAST_CLASS; i++) {
		struct answer of = query_all(source, i);
		struct answer in = query_all(copy, i);

		if (!differs(i, different, count))
			tap_ok(same_bytes(&in, of.bytes, of.len),
			       "%s_copies_%s", kind, class_names[i]);
		free(of.bytes);
		free(in.bytes);
	}
}

static struct kacs_token_spec header_of(int token)
{
	struct answer answer = query_all(token, KACS_TOKEN_CLASS_SPEC);
	struct kacs_token_spec got;

	memcpy(&got, answer.bytes, sizeof(got));
	free(answer.bytes);
	return got;
}

/* What no query class but our own tells. */
static void compare_untold(int source, int copy, const char *kind)
{
	struct kacs_token_spec of = header_of(source), in = header_of(copy);

	tap_eq(in.audit_policy, of.audit_policy, "%s_copies_audit_policy",
	       kind);
	tap_eq(in.projected_uid, of.projected_uid, "%s_copies_projected_uid",
	       kind);
	tap_eq(in.projected_gid, of.projected_gid, "%s_copies_projected_gid",
	       kind);
	tap_eq(in.confinement_exempt, 1, "%s_copies_confinement_exempt", kind);
	tap_eq(in.isolation_boundary, 1, "%s_copies_isolation_boundary", kind);
	tap_eq(in.write_restricted, 1, "%s_copies_write_restricted", kind);
	tap_eq(in.user_deny_only, 1, "%s_copies_user_deny_only", kind);
	tap_eq(in.restricted_device_groups_count, 1,
	       "%s_copies_restricted_device_groups", kind);
}

static void compare_ids(int source, int copy, uint32_t type, const char *kind)
{
	struct token_statistics of = statistics_of(source);
	struct token_statistics in = statistics_of(copy);

	tap_ok(in.token_id > of.token_id, "%s_has_a_token_id_of_its_own", kind);
	tap_eq(in.modified_id, in.token_id,
	       "modified_id_of_%s_begins_as_its_token_id", kind);
	tap_eq(in.auth_id, of.auth_id, "%s_copies_auth_id", kind);
	tap_eq(in.type, type, "%s_has_its_type", kind);
	tap_eq(in.expiration, of.expiration, "%s_copies_expiration", kind);
	tap_eq(query_u32(copy, KACS_TOKEN_CLASS_ELEVATION_TYPE),
	       KACS_ELEVATION_DEFAULT, "%s_has_no_role", kind);
}

/* 4.8, for a token of Alice that SYSTEM has made. */
#define ALL "CCDCLCSWRPWPDTLOCRSDRCWDWO"
#define DEFAULT_SD \
	"O:SYD:(A;;SWWPDTLO;;;" ALICE ")(A;;" ALL ";;;SY)(A;;" ALL ";;;SY)"

/* The source's own descriptor is no copy's. */
static void compare_descriptors(int copy, const char *kind)
{
	tap_str(sd_text_at(copy, "", OGD, AT_EMPTY_PATH), DEFAULT_SD,
		"%s_has_a_default_descriptor", kind);
}

static int rich_source(void)
{
	int source = make_rich();
	struct kacs_link_tokens_args pair = {
		source, (int)must(token_in_for(session, .user = ALICE)),
		session};

	adjust_all(source);
	must(kacs_sys_token_link(&pair));
	must(set_sd_at(source, "", "O:SYG:SYD:(A;;0xf01ff;;;SY)",
		       AT_EMPTY_PATH));
	close(pair.filtered_fd);
	return source;
}

static void test_duplicate(void)
{
	static const uint32_t different[] = {
		KACS_TOKEN_CLASS_TYPE, KACS_TOKEN_CLASS_STATISTICS,
		KACS_TOKEN_CLASS_ELEVATION_TYPE,
		KACS_TOKEN_CLASS_IMPERSONATION_LEVEL};
	int source = rich_source();
	int copy = (int)must(duplicate(source, KACS_TOKEN_ALL_ACCESS,
				       KACS_TOKEN_IMPERSONATION,
				       KACS_LEVEL_DELEGATION));

	tap_eq(privileges_of(copy).used, SE(CHANGE_NOTIFY),
	       "duplicate_copies_what_was_used");
	compare_all(source, copy, "duplicate", different, COUNT(different));
	compare_untold(source, copy, "duplicate");
	compare_ids(source, copy, KACS_TOKEN_IMPERSONATION, "duplicate");
	compare_descriptors(copy, "duplicate");
	tap_eq(query_u32(copy, KACS_TOKEN_CLASS_IMPERSONATION_LEVEL),
	       KACS_LEVEL_DELEGATION, "duplicate_has_its_level");
	close(copy);
	close(source);
}

/* Takes away a privilege, makes the owner deny-only, restricts further. */
static int filter_rich(int source)
{
	uint8_t data[4 + KACS_SID_MAX_BYTES] = {1};
	struct kacs_restrict_args args = {
		.privs_to_delete = SE(DEBUG),
		.num_deny_indices = 1,
		.num_restrict_sids = 1,
		.data_ptr = (uintptr_t)data,
	};
	size_t len;

	must(kacs_sid_from_text("S-1-5-12", data + 4, &len, NULL));
	args.data_len = 4 + (uint32_t)len;
	must(kacs_sys_token_restrict(source, &args));
	return args.result_fd;
}

/* The attributes of a group, or of a restricting SID. */
static uint32_t attributes_of(int token, uint32_t token_class, uint32_t index)
{
	struct answer answer = query_all(token, token_class);
	size_t at = 4;
	uint32_t sid_len, attributes;

	for (;; index--) {
		memcpy(&sid_len, answer.bytes + at, sizeof(sid_len));
		memcpy(&attributes, answer.bytes + at + 4 + sid_len,
		       sizeof(attributes));
		at += 8 + sid_len;
		if (index == 0)
			break;
	}
	free(answer.bytes);
	return attributes;
}

static void compare_filtered(int source, int copy)
{
	struct token_privileges now = privileges_of(copy);
	uint32_t i;

	tap_eq(now.present, SE(CHANGE_NOTIFY),
	       "filtered_token_has_the_other_privileges");
	tap_eq(now.enabled, SE(CHANGE_NOTIFY),
	       "filtered_token_has_them_enabled_as_they_were");
	tap_eq(now.by_default, SE(CHANGE_NOTIFY),
	       "filtered_token_has_them_by_default_as_they_were");
	tap_eq(now.used, 0, "filtered_token_used_nothing");
	for (i = 0; i < 4; i++)
		tap_eq(attributes_of(copy, KACS_TOKEN_CLASS_GROUPS, i),
		       attributes_of(source, KACS_TOKEN_CLASS_GROUPS, i) |
			       (i == 1 ? KACS_SE_GROUP_USE_FOR_DENY_ONLY : 0u),
		       "filtered_token_has_the_attributes_of_group_%u", i);
	tap_eq(header_of(copy).restricted_sids_count, 1,
	       "filtered_token_has_the_common_restricting_sids");
	tap_eq(attributes_of(copy, KACS_TOKEN_CLASS_RESTRICTED_SIDS, 0),
	       PRESENT, "attributes_of_restricting_sids");
}

static void test_filter(void)
{
	static const uint32_t different[] = {KACS_TOKEN_CLASS_GROUPS,
					     KACS_TOKEN_CLASS_PRIVILEGES,
					     KACS_TOKEN_CLASS_RESTRICTED_SIDS,
					     KACS_TOKEN_CLASS_STATISTICS,
					     KACS_TOKEN_CLASS_ELEVATION_TYPE};
	int source = rich_source();
	int copy = filter_rich(source);

	compare_all(source, copy, "filter", different, COUNT(different));
	compare_untold(source, copy, "filter");
	compare_ids(source, copy, KACS_TOKEN_PRIMARY, "filter");
	compare_descriptors(copy, "filter");
	compare_filtered(source, copy);
	close(copy);
	close(source);
}

static void put_entry(struct bytes *bytes, const char *sid, uint32_t attributes)
{
	struct bytes binary = {.len = 0};

	put_text_sid(&binary, sid);
	put_u32(bytes, (uint32_t)binary.len);
	put(bytes, binary.at, binary.len);
	put_u32(bytes, attributes);
}

/* 13.5 step 3. */
static struct bytes system_groups(void)
{
	struct bytes bytes = {.len = 0};

	put_u32(&bytes, 5);
	put_entry(&bytes, ADMINISTRATORS, PRESENT | KACS_SE_GROUP_OWNER);
	put_entry(&bytes, EVERYONE, PRESENT);
	put_entry(&bytes, "S-1-5-11", PRESENT);
	put_entry(&bytes, "S-1-2-0", PRESENT);
	put_entry(&bytes, "S-1-5-5-0-0", PRESENT | KACS_SE_GROUP_LOGON_ID);
	return bytes;
}

static const uint8_t system_dacl[] = {
	0x02, 0x00, 0x34, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x14,
	0x00, 0x00, 0x00, 0x00, 0x10, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x05, 0x12, 0x00, 0x00, 0x00, 0x00, 0x00, 0x18, 0x00, 0x00,
	0x00, 0x00, 0x10, 0x01, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x05,
	0x20, 0x00, 0x00, 0x00, 0x20, 0x02, 0x00, 0x00,
};

static void test_bytes(int token, uint32_t token_class, const void *expected,
		       size_t len, const char *whose)
{
	struct answer actual = query_all(token, token_class);

	tap_ok(same_bytes(&actual, expected, len), "%s_of_%s",
	       class_names[token_class], whose);
	free(actual.bytes);
}

/* The header's numbers that a query class has, too, are in test_answers(). */
static void test_header(const struct kacs_token_spec *got, uint32_t id,
			const char *whose)
{
	tap_eq(got->projected_uid, id, "projected_uid_of_%s", whose);
	tap_eq(got->projected_gid, id, "projected_gid_of_%s", whose);
	tap_eq(got->audit_policy, 0, "audit_policy_of_%s", whose);
	tap_eq(got->expiration, 0, "expiration_of_%s", whose);
	tap_eq(got->origin, 0, "origin_of_%s", whose);
	tap_eq(got->interactive_session_id, 0, "session_number_of_%s", whose);
	tap_eq(got->restricted_sids_count + got->device_groups_count +
		       got->restricted_device_groups_count +
		       got->confinement_sid_len + got->confinement_caps_count +
		       got->user_claims_len + got->device_claims_len +
		       got->supp_gids_count,
	       0, "%s_has_nothing_else", whose);
	tap_eq(got->write_restricted + got->user_deny_only +
		       got->confinement_exempt + got->isolation_boundary,
	       0, "%s_is_not_restricted", whose);
}

static void test_system(void)
{
	int self = (int)must(kacs_sys_open_self_token(0, KACS_TOKEN_QUERY));
	struct kacs_token_spec got = header_of(self);
	struct bytes groups = system_groups();

	test_bytes(self, KACS_TOKEN_CLASS_GROUPS, groups.at, groups.len,
		   "system");
	test_bytes(self, KACS_TOKEN_CLASS_DEFAULT_DACL, system_dacl,
		   sizeof(system_dacl), "system");
	tap_str(query_sid(self, KACS_TOKEN_CLASS_OWNER), SYSTEM,
		"owner_of_system");
	tap_str(query_sid(self, KACS_TOKEN_CLASS_LOGON_SID), "S-1-5-5-0-0",
		"logon_sid_of_system");
	tap_eq(query_u32(self, KACS_TOKEN_CLASS_LOGON_TYPE), KACS_LOGON_SERVICE,
	       "logon_type_of_system");
	tap_eq(statistics_of(self).auth_id, 0, "session_of_system");
	test_header(&got, 0, "system");
	close(self);
}

/* Who connects at Anonymous level is the canonical Anonymous token (4.3). */
static int anonymous_token(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX,
				      .sun_path = "anonymous"};
	int listener = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
	int client = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
	int server, token;

	must(bind(listener, (struct sockaddr *)&address, sizeof(address)));
	must(listen(listener, 1));
	must(kacs_sys_set_impersonation_level(client, KACS_LEVEL_ANONYMOUS));
	must(connect(client, (struct sockaddr *)&address, sizeof(address)));
	server = (int)must(accept(listener, NULL, NULL));
	token = (int)must(kacs_sys_open_peer_token(server));
	close(server);
	close(client);
	close(listener);
	return token;
}

static void test_anonymous(void)
{
	int token = anonymous_token();
	struct kacs_token_spec got = header_of(token);
	struct bytes groups = {.len = 0};
	const struct token_privileges none = {0};

	put_u32(&groups, 1);
	put_entry(&groups, EVERYONE, PRESENT);
	test_bytes(token, KACS_TOKEN_CLASS_GROUPS, groups.at, groups.len,
		   "anonymous");
	test_bytes(token, KACS_TOKEN_CLASS_PRIVILEGES, &none, sizeof(none),
		   "anonymous");
	test_bytes(token, KACS_TOKEN_CLASS_SOURCE, "PeiosKrn\0\0\0\0\0\0\0", 16,
		   "anonymous");
	tap_str(query_sid(token, KACS_TOKEN_CLASS_USER), "S-1-5-7",
		"user_of_anonymous");
	tap_str(query_sid(token, KACS_TOKEN_CLASS_INTEGRITY_LEVEL), "S-1-16-0",
		"integrity_of_anonymous");
	tap_eq(query_u32(token, KACS_TOKEN_CLASS_TYPE),
	       KACS_TOKEN_IMPERSONATION, "type_of_anonymous");
	tap_eq(query_u32(token, KACS_TOKEN_CLASS_IMPERSONATION_LEVEL),
	       KACS_LEVEL_ANONYMOUS, "level_of_anonymous");
	tap_eq(query_u32(token, KACS_TOKEN_CLASS_ELEVATION_TYPE),
	       KACS_ELEVATION_DEFAULT, "elevation_of_anonymous");
	tap_eq(query_u32(token, KACS_TOKEN_CLASS_LOGON_TYPE),
	       KACS_LOGON_NETWORK, "logon_type_of_anonymous");
	tap_eq(statistics_of(token).auth_id, 998, "session_of_anonymous");
	test_header(&got, 65534, "anonymous");
	close(token);
}

int main(void)
{
	meet_people("token_fields");
	make_spec();
	/* Keeps the session. */
	make_rich();
	make_directory("closed", "O:SYG:SYD:");
	test_answers();
	test_duplicate();
	test_filter();
	test_system();
	test_anonymous();
	return tap_done();
}
