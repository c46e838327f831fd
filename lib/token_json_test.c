// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "unit_test.h"

/* The bytes of a JSON text that must be accepted. */
static uint8_t *spec_of(const char *json, size_t *len)
{
	struct kacs_diagnostic diagnostic;
	uint8_t *spec;

	if (kacs_token_from_json(json, strlen(json), &spec, len, &diagnostic) <
	    0)
		fail_msg("%s: %s: %s", json, diagnostic.path,
			 diagnostic.message);
	return spec;
}

static void header_of(const char *json, struct kacs_token_spec *header)
{
	size_t len;
	uint8_t *spec = spec_of(json, &len);

	memcpy(header, spec, sizeof(*header));
	free(spec);
}

static void only_the_user_is_required(void **state)
{
	struct kacs_token_spec header;

	(void)state;
	header_of("{\"user\": \"" SID_ALICE "\"}", &header);
	assert_int_equal(header.version, KACS_TOKEN_SPEC_VERSION);
	assert_int_equal(header.token_type, KACS_TOKEN_PRIMARY);
	assert_int_equal(header.impersonation_level, KACS_LEVEL_ANONYMOUS);
	assert_int_equal(header.integrity_rid, KACS_INTEGRITY_MEDIUM);
	assert_int_equal(header.mandatory_policy, KACS_POLICY_NO_WRITE_UP);
	assert_int_equal(header.privs_present, 0);
	assert_int_equal(header.privs_enabled, 0);
	assert_int_equal(header.groups_count, 0);
	assert_int_equal(header.projected_uid, KACS_PROJECTED_NOBODY);
	assert_int_equal(header.projected_gid, KACS_PROJECTED_NOBODY);
	assert_int_equal(header.default_dacl_len, 0);
	assert_int_equal(header.user_sid_offset, sizeof(header));
}

/* The text of the issue, with every field. */
static const char whole[] =
	"{\"user\": \"S-1-5-21-1-2-3-1001\", \"user_deny_only\": true,"
	" \"groups\": [{\"sid\": \"S-1-1-0\", \"attributes\":"
	"   [\"mandatory\", \"enabled_by_default\", \"enabled\"]},"
	"  {\"sid\": \"BA\", \"attributes\": [\"owner\", \"enabled\"]}],"
	" \"privileges\": {\"present\": [\"SeChangeNotifyPrivilege\","
	"   \"SeBindPrivilegedPortPrivilege\"],"
	"  \"enabled\": [\"SeChangeNotifyPrivilege\"]},"
	" \"integrity\": \"high\","
	" \"mandatory_policy\": [\"no_write_up\", \"new_process_min\"],"
	" \"type\": \"impersonation\", \"impersonation_level\": \"delegation\","
	" \"restricted_sids\": [{\"sid\": \"S-1-5-12\"}],"
	" \"write_restricted\": true,"
	" \"confinement\": {\"sid\": \"S-1-15-2-1\","
	"   \"capabilities\": [{\"sid\": \"S-1-15-3-1\"}], \"exempt\": true},"
	" \"claims\": {\"user\": ["
	"   {\"name\": \"dept\", \"type\": \"string\","
	"    \"values\": [\"eng\", \"\\u00e9\\u20ac\\ud83d\\ude00\"],"
	"    \"flags\": [\"case_sensitive\"]},"
	"   {\"name\": \"n\", \"type\": \"int64\", \"values\": [-1, 5]},"
	"   {\"name\": \"u\", \"type\": \"uint64\","
	"    \"values\": [7, \"18446744073709551615\"]},"
	"   {\"name\": \"b\", \"type\": \"boolean\", \"values\": [true, false]}"
	"  ], \"device\": ["
	"   {\"name\": \"s\", \"type\": \"sid\", \"values\": [\"S-1-5-18\"]},"
	"   {\"name\": \"o\", \"type\": \"octet\", \"values\": [\"00ff\", \"\"]},"
	"   {\"name\": \"none\", \"type\": \"string\"}]},"
	" \"device_groups\": [{\"sid\": \"S-1-5-21-1-2-3-515\"}],"
	" \"restricted_device_groups\": [{\"sid\": \"S-1-5-33\"}],"
	" \"audit_policy\": [\"object_access_failure\"],"
	" \"owner_index\": 2, \"primary_group_index\": 1,"
	" \"default_dacl\": \"D:(A;;GA;;;SY)\","
	" \"projected_uid\": 1001, \"projected_gid\": 1002,"
	" \"projected_supplementary_gids\": [4, 24],"
	" \"expiration\": 9, \"session_id\": 77,"
	" \"source\": {\"name\": \"test\", \"id\": 5}, \"origin\": 6,"
	" \"interactive_session_id\": 3}";

static void every_field_reaches_its_place(void **state)
{
	struct kacs_token_spec header;

	(void)state;
	header_of(whole, &header);
	assert_int_equal(header.user_deny_only, 1);
	assert_int_equal(header.groups_count, 2);
	assert_int_equal(header.privs_present,
			 KACS_PRIVILEGE(KACS_SE_CHANGE_NOTIFY) |
				 KACS_PRIVILEGE(KACS_SE_BIND_PRIVILEGED_PORT));
	assert_int_equal(header.privs_enabled,
			 KACS_PRIVILEGE(KACS_SE_CHANGE_NOTIFY));
	assert_int_equal(header.integrity_rid, KACS_INTEGRITY_HIGH);
	assert_int_equal(header.mandatory_policy, 3);
	assert_int_equal(header.token_type, KACS_TOKEN_IMPERSONATION);
	assert_int_equal(header.impersonation_level, KACS_LEVEL_DELEGATION);
	assert_int_equal(header.restricted_sids_count, 1);
	assert_int_equal(header.write_restricted, 1);
	assert_int_equal(header.confinement_sid_len, 16);
	assert_int_equal(header.confinement_caps_count, 1);
	assert_int_equal(header.confinement_exempt, 1);
	assert_int_equal(header.isolation_boundary, 0);
	assert_true(header.user_claims_len > 0);
	assert_true(header.device_claims_len > 0);
	assert_int_equal(header.device_groups_count, 1);
	assert_int_equal(header.restricted_device_groups_count, 1);
	assert_int_equal(header.audit_policy, KACS_AUDIT_OBJECT_ACCESS_FAILURE);
	assert_int_equal(header.owner_sid_index, 2);
	assert_int_equal(header.primary_group_index, 1);
	assert_int_equal(header.default_dacl_len, 28);
	assert_int_equal(header.projected_uid, 1001);
	assert_int_equal(header.projected_gid, 1002);
	assert_int_equal(header.supp_gids_count, 2);
	assert_int_equal(header.expiration, 9);
	assert_int_equal(header.session_id, 77);
	assert_memory_equal(header.source_name, "test\0\0\0\0", 8);
	assert_int_equal(header.source_id, 5);
	assert_int_equal(header.origin, 6);
	assert_int_equal(header.interactive_session_id, 3);
}

static void json_round_trips(void **state)
{
	struct kacs_diagnostic diagnostic;
	size_t len, again_len;
	uint8_t *spec = spec_of(whole, &len), *again;
	char *text;

	(void)state;
	if (kacs_token_to_json(spec, len, &text, &diagnostic) < 0)
		fail_msg("%s", diagnostic.message);
	again = spec_of(text, &again_len);
	assert_int_equal(len, again_len);
	assert_memory_equal(spec, again, len);
	assert_non_null(strstr(text, "18446744073709551615"));
	free(again);
	free(text);
	free(spec);
}

/* 13.6: length, SID, attributes. */
static void groups_are_packed(void **state)
{
	static const uint8_t expected[] = {12, 0, 0, 0, 1, 1, 0, 0, 0, 0,
					   0,  1, 0, 0, 0, 0, 7, 0, 0, 0};
	struct kacs_token_spec header;
	size_t len;
	uint8_t *spec = spec_of("{\"user\": \"S-1-5-7\", \"groups\":"
				" [{\"sid\": \"S-1-1-0\"}]}",
				&len);

	(void)state;
	memcpy(&header, spec, sizeof(header));
	assert_int_equal(header.groups_offset + sizeof(expected), len);
	assert_memory_equal(spec + header.groups_offset, expected,
			    sizeof(expected));
	free(spec);
}

static void a_group_may_be_a_sid_alone(void **state)
{
	size_t len, other_len;
	uint8_t *spec = spec_of(
		"{\"user\": \"S-1-5-7\", \"groups\": [\"WD\", \"S-1-5-11\"]}",
		&len);
	uint8_t *other = spec_of(
		"{\"user\": \"S-1-5-7\", \"groups\": [{\"sid\": \"WD\"},"
		" {\"sid\": \"S-1-5-11\", \"attributes\":"
		" [\"mandatory\", \"enabled_by_default\", \"enabled\"]}]}",
		&other_len);

	(void)state;
	assert_int_equal(len, other_len);
	assert_memory_equal(spec, other, len);
	free(other);
	free(spec);
}

/* 3.9: an entry with one string. */
static void claims_have_the_relative_layout(void **state)
{
	static const uint8_t expected[] = {
		36,  0, 0, 0, /* length of the entry */
		20,  0, 0, 0, 3,   0, 0,   0, 2, 0, 0, 0,
		1,   0, 0, 0, 24,  0, 0,   0, /* the value's offset */
		'd', 0, 0, 0,		      /* name */
		28,  0, 0, 0, 'e', 0, 'n', 0, 0, 0, 0, 0,
	};
	struct kacs_token_spec header;
	size_t len;
	uint8_t *spec = spec_of(
		"{\"user\": \"S-1-5-7\", \"claims\": {\"user\": [{\"name\":"
		" \"d\", \"type\": \"string\", \"values\": [\"en\"],"
		" \"flags\": [\"case_sensitive\"]}]}}",
		&len);

	(void)state;
	memcpy(&header, spec, sizeof(header));
	assert_int_equal(header.user_claims_len, sizeof(expected));
	assert_memory_equal(spec + header.user_claims_offset, expected,
			    sizeof(expected));
	free(spec);
}

#define USER "\"user\": \"S-1-5-7\""

static const struct {
	const char *json;
	const char *path;
	const char *message;
} errors[] = {
	{"[]", ".", "expected a JSON object"},
	{"{}", ".user", "it is missing"},
	{"{\"user\": 5}", ".user", "a string"},
	{"{\"user\": \"S-1\"}", ".user", "starts with S-1-"},
	{"{\"user\": \"mr. x\"}", ".user", "no known name"},
	{"{" USER ", \"groops\": []}", ".groops", "unknown field"},
	{"{" USER ", \"groups\": {}}", ".groups", "an array"},
	{"{" USER ", \"groups\": [5]}", ".groups[0]",
	 "an object with a \"sid\""},
	{"{" USER ", \"groups\": [\"WD\", \"mr. x\"]}", ".groups[1]",
	 "no known name"},
	{"{" USER ", \"groups\": [{\"sid\": \"BA\"}, {}]}", ".groups[1].sid",
	 "it is missing"},
	{"{" USER ", \"groups\": [{\"sid\": \"BA\", \"on\": 1}]}",
	 ".groups[0].on", "unknown field"},
	{"{" USER ", \"groups\": [{\"sid\": \"BA\", \"attributes\":"
	 " [\"enabled\", \"on\"]}]}",
	 ".groups[0].attributes[1]", "mandatory, enabled_by_default"},
	{"{" USER ", \"privileges\": []}", ".privileges", "an object"},
	{"{" USER ", \"privileges\": {\"present\": [\"SeFoo\"]}}",
	 ".privileges.present[0]", "the name of a privilege"},
	{"{" USER ", \"privileges\": {\"enabled\": [\"SeTcbPrivilege\"]}}",
	 ".privileges.enabled", "SeTcbPrivilege is enabled but not present"},
	{"{" USER ", \"integrity\": \"huge\"}", ".integrity",
	 "untrusted, low, medium, high or system"},
	{"{" USER ", \"mandatory_policy\": \"no_write_up\"}",
	 ".mandatory_policy", "an array of names"},
	{"{" USER ", \"mandatory_policy\": [4]}", ".mandatory_policy",
	 "not a valid token"},
	{"{" USER ", \"type\": \"other\"}", ".type",
	 "primary or impersonation"},
	{"{" USER ", \"impersonation_level\": \"delegation\"}",
	 ".impersonation_level", ""},
	{"{" USER ", \"restricted_sids\": [{\"sid\": \"x\"}]}",
	 ".restricted_sids[0].sid", "no known name"},
	{"{" USER ", \"write_restricted\": 1}", ".write_restricted",
	 "true or false"},
	{"{" USER ", \"write_restricted\": true}", ".write_restricted",
	 "user_deny_only"},
	{"{" USER ", \"confinement\": {}}", ".confinement.sid",
	 "it is missing"},
	{"{" USER ", \"confinement\": {\"sid\": \"AC\", \"exempt\": 0}}",
	 ".confinement.exempt", "true or false"},
	{"{" USER ", \"claims\": {\"users\": []}}", ".claims.users",
	 "unknown field"},
	{"{" USER ", \"claims\": {\"user\": [1]}}", ".claims.user[0]",
	 "an object"},
	{"{" USER ", \"claims\": {\"user\": [{\"name\": \"a\"}]}}",
	 ".claims.user[0]", "a name and a type"},
	{"{" USER ", \"claims\": {\"user\": [{\"name\": \"a\", \"type\":"
	 " \"fqbn\"}]}}",
	 ".claims.user[0].type", "int64, uint64, string"},
	{"{" USER ", \"claims\": {\"user\": [{\"name\": \"a\", \"type\":"
	 " \"int64\", \"values\": [1, \"2\"]}]}}",
	 ".claims.user[0].values[1]", "an integer"},
	{"{" USER ", \"claims\": {\"device\": [{\"name\": \"a\", \"type\":"
	 " \"uint64\", \"values\": [-1]}]}}",
	 ".claims.device[0].values[0]", "an integer from 0"},
	{"{" USER ", \"claims\": {\"user\": [{\"name\": \"a\", \"type\":"
	 " \"octet\", \"values\": [\"0g\"]}]}}",
	 ".claims.user[0].values[0]", "hexadecimal"},
	{"{" USER ", \"claims\": {\"user\": [{\"name\": \"a\", \"type\":"
	 " \"boolean\", \"values\": [1]}]}}",
	 ".claims.user[0].values[0]", "true or false"},
	{"{" USER ", \"audit_policy\": [\"all\"]}", ".audit_policy[0]",
	 "object_access_success"},
	{"{" USER ", \"owner_index\": -1}", ".owner_index", "from 0 to 64"},
	{"{" USER ", \"owner_index\": 1}", ".owner_index", ""},
	{"{" USER ", \"primary_group_index\": 1}", ".primary_group_index", ""},
	{"{" USER ", \"default_dacl\": \"D:(A;;XX;;;SY)\"}", ".default_dacl",
	 "byte 6: unknown right"},
	{"{" USER ", \"default_dacl\": \"O:SY\"}", ".default_dacl",
	 "D: and ACEs only"},
	{"{" USER ", \"projected_uid\": 4294967295}", ".projected_uid",
	 "from 0 to 4294967294"},
	{"{" USER ", \"projected_supplementary_gids\": [1, \"a\"]}",
	 ".projected_supplementary_gids[1]", "a group number"},
	{"{" USER ", \"source\": {\"name\": \"123456789\"}}", ".source.name",
	 "at most 8 bytes"},
	{"{" USER ", \"session_id\": \"1\"}", ".session_id", "an integer"},
};

static void errors_name_the_field(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(errors); i++) {
		struct kacs_diagnostic diagnostic;
		size_t len;
		uint8_t *spec;

		if (kacs_token_from_json(errors[i].json, strlen(errors[i].json),
					 &spec, &len, &diagnostic) == 0)
			fail_msg("%s: was accepted", errors[i].json);
		if (strcmp(diagnostic.path, errors[i].path) != 0 ||
		    !strstr(diagnostic.message, errors[i].message))
			fail_msg("%s: %s: %s (expected %s: %s)", errors[i].json,
				 diagnostic.path, diagnostic.message,
				 errors[i].path, errors[i].message);
	}
}

static void what_is_no_json_names_the_line_and_byte(void **state)
{
	struct kacs_diagnostic diagnostic;
	static const char json[] = "{" USER ",\n \"groups\" []}";
	uint8_t *spec;
	size_t len;

	(void)state;
	assert_int_equal(kacs_token_from_json(json, strlen(json), &spec, &len,
					      &diagnostic),
			 -1);
	assert_non_null(strstr(diagnostic.message, "line 2"));
	assert_true(diagnostic.offset > 18 &&
		    diagnostic.offset <= strlen(json));
}

static void a_field_given_twice_is_an_error(void **state)
{
	static const char json[] = "{" USER ", " USER "}";
	uint8_t *spec;
	size_t len;

	(void)state;
	assert_int_equal(kacs_token_from_json(json, strlen(json), &spec, &len,
					      NULL),
			 -1);
}

static void more_than_64_groups_are_refused(void **state)
{
	struct kacs_diagnostic diagnostic;
	char json[65 * 24 + 64];
	size_t len, i, at;
	uint8_t *spec;

	(void)state;
	at = (size_t)sprintf(json, "{" USER ", \"groups\": [");
	for (i = 0; i < 65; i++)
		at += (size_t)sprintf(json + at, "%s{\"sid\": \"S-1-9-%zu\"}",
				      i ? "," : "", i);
	sprintf(json + at, "]}");
	assert_int_equal(kacs_token_from_json(json, strlen(json), &spec, &len,
					      &diagnostic),
			 -1);
	assert_string_equal(diagnostic.path, ".groups");
}

/* Every prefix and every changed byte: no crash, no acceptance of less. */
static void damaged_bytes_have_no_json(void **state)
{
	size_t len, i;
	uint8_t *spec = spec_of(whole, &len);
	char *text;

	(void)state;
	for (i = 0; i < len; i++)
		assert_int_equal(kacs_token_to_json(spec, i, &text, NULL), -1);
	for (i = 0; i < len; i++) {
		spec[i] ^= 0xff;
		if (kacs_token_to_json(spec, len, &text, NULL) == 0)
			free(text);
		spec[i] ^= 0xff;
	}
	free(spec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_user_is_required),
		cmocka_unit_test(every_field_reaches_its_place),
		cmocka_unit_test(json_round_trips),
		cmocka_unit_test(groups_are_packed),
		cmocka_unit_test(a_group_may_be_a_sid_alone),
		cmocka_unit_test(claims_have_the_relative_layout),
		cmocka_unit_test(errors_name_the_field),
		cmocka_unit_test(what_is_no_json_names_the_line_and_byte),
		cmocka_unit_test(a_field_given_twice_is_an_error),
		cmocka_unit_test(more_than_64_groups_are_refused),
		cmocka_unit_test(damaged_bytes_have_no_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
