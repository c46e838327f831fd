// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Logon sessions: PSD-004 4.7, 13.1, 13.4, 13.6 section 6.
 */
#include <inttypes.h>
#include "guest.h"
#include "tokens.h"

/* A session specification: type, package, user; lengths as given. */
struct spec {
	uint8_t bytes[256];
	size_t len;
};

static struct spec make_spec(uint8_t type, const char *package,
			     const char *user)
{
	struct spec spec = {.len = 0};
	uint8_t sid[KACS_SID_MAX_BYTES];
	uint16_t package_len = (uint16_t)strlen(package);
	uint32_t sid_len;
	size_t len;

	must(kacs_sid_from_text(user, sid, &len, NULL));
	sid_len = (uint32_t)len;
	spec.bytes[0] = type;
	memcpy(spec.bytes + 1, &package_len, 2);
	memcpy(spec.bytes + 3, package, package_len);
	memcpy(spec.bytes + 3 + package_len, &sid_len, 4);
	memcpy(spec.bytes + 7 + package_len, sid, sid_len);
	spec.len = 7 + package_len + sid_len;
	return spec;
}

static int64_t create(const struct spec *spec)
{
	return kacs_sys_create_session(spec->bytes, spec->len);
}

static void test_specifications(void)
{
	struct spec good = make_spec(KACS_LOGON_NETWORK, "Test", ALICE), bad;
	size_t len, accepted = 0;

	bad = good;
	bad.bytes[0] = 1;
	tap_errno(create(&bad), EINVAL, "session_of_no_logon_type");
	bad.bytes[0] = 6;
	tap_errno(create(&bad), EINVAL, "session_of_an_unknown_logon_type");
	bad = good;
	bad.bytes[1] = 200;
	tap_errno(create(&bad), EINVAL, "session_package_longer_than_the_rest");
	bad = good;
	bad.bytes[3] = 0xff;
	tap_errno(create(&bad), EINVAL, "session_package_that_is_no_utf8");
	bad = good;
	bad.bytes[3] = 0xc0;
	bad.bytes[4] = 0xaf;
	tap_errno(create(&bad), EINVAL,
		  "session_package_that_is_overlong_utf8");
	bad = good;
	bad.bytes[7]++;
	tap_errno(create(&bad), EINVAL, "session_user_longer_than_the_rest");
	bad = good;
	bad.bytes[7]--;
	tap_errno(create(&bad), EINVAL, "session_user_shorter_than_its_sid");
	bad = good;
	bad.bytes[11] = 2;
	tap_errno(create(&bad), EINVAL, "session_user_that_is_no_sid");
	bad = good;
	bad.len++;
	tap_errno(create(&bad), EINVAL, "session_with_trailing_bytes");
	for (len = 0; len < good.len; len++) {
		if (kacs_sys_create_session(good.bytes, len) >= 0 ||
		    errno != EINVAL)
			accepted++;
	}
	tap_eq(accepted, 0, "truncated_session_is_refused_at_every_byte");
	tap_as(alice, create(&good), EPERM, "create_session_needs_se_tcb");
}

static const char *listed_line(uint64_t id)
{
	static char line[512];
	char wanted[64];
	FILE *list = fopen("/sys/kernel/security/kacs/sessions", "r");

	snprintf(wanted, sizeof(wanted), "session_id=%" PRIu64 " ", id);
	while (fgets(line, sizeof(line), list))
		if (strncmp(line, wanted, strlen(wanted)) == 0)
			break;
	fclose(list);
	if (strstr(line, " created_at="))
		*strstr(line, " created_at=") = '\0';
	return strchr(line, ' ') ? strchr(line, ' ') + 1 : line;
}

static void test_lifetime(void)
{
	struct spec spec =
		make_spec(KACS_LOGON_INTERACTIVE, "K\xc3\xa4", ALICE);
	uint64_t id = (uint64_t)must(create(&spec));
	int token;

	tap_ok(session_listed(id), "new_session_is_listed");
	tap_str(listed_line(id),
		"user_sid=010500000000000515000000010000000200000003000000"
		"e9030000 logon_type=2 auth_package=4bc3a4",
		"session_is_listed_as_specified");
	tap_errno(kacs_sys_destroy_empty_session(id), 0,
		  "empty_session_is_destroyed");
	tap_ok(!session_listed(id), "destroyed_session_is_not_listed");
	tap_errno(kacs_sys_destroy_empty_session(id), ENOENT,
		  "destroyed_session_does_not_exist");
	tap_errno(token_in_for(id, .user = ALICE), EINVAL,
		  "no_token_joins_a_destroyed_session");

	id = (uint64_t)must(create(&spec));
	token = (int)must(token_in_for(id, .user = ALICE));
	tap_eq(query_u32(token, KACS_TOKEN_CLASS_LOGON_TYPE),
	       KACS_LOGON_INTERACTIVE,
	       "token_has_the_logon_type_of_its_session");
	tap_errno(kacs_sys_destroy_empty_session(id), EBUSY,
		  "session_with_a_token_is_not_destroyed");
	tap_as(token, 0, 0, "token_of_a_session_runs");
	close(token);
	tap_ok(session_ends(id), "last_token_ends_its_session");
	tap_errno(kacs_sys_destroy_empty_session(0), EBUSY,
		  "session_of_system_is_not_destroyed");
	tap_as(alice, kacs_sys_destroy_empty_session(0), EPERM,
	       "destroy_session_needs_se_tcb");
}

/* As many as fill several pages of the list, read in small pieces. */
#define MANY 300

static unsigned int count_lines(uint64_t first)
{
	FILE *list = fopen("/sys/kernel/security/kacs/sessions", "re");
	bool seen[MANY] = {false};
	unsigned int count = 0;
	char line[512];
	uint64_t id;

	if (!list)
		tap_abort("sessions");
	setvbuf(list, NULL, _IOFBF, 100);
	while (fgets(line, sizeof(line), list)) {
		if (sscanf(line, "session_id=%" SCNu64, &id) != 1 ||
		    id < first || id >= first + MANY || seen[id - first])
			continue;
		seen[id - first] = true;
		count++;
	}
	fclose(list);
	return count;
}

static void test_many(void)
{
	struct spec spec = make_spec(KACS_LOGON_BATCH, "a b\nc", ALICE);
	uint64_t first = (uint64_t)must(create(&spec)), id;

	for (id = first + 1; id < first + MANY; id++)
		if ((uint64_t)must(create(&spec)) != id)
			tap_abort("somebody else begins sessions");
	tap_str(strstr(listed_line(first), "auth_package="),
		"auth_package=6120620a63",
		"no_package_breaks_a_line_of_the_list");
	tap_eq(count_lines(first), MANY, "each_session_has_a_line_of_the_list");
	for (id = first; id < first + MANY; id++)
		must(kacs_sys_destroy_empty_session(id));
	tap_eq(count_lines(first), 0, "the_list_forgets_what_has_ended");
}

static void test_logon_sid(void)
{
	struct spec spec = make_spec(KACS_LOGON_BATCH, "", ALICE);
	uint64_t id = (uint64_t)must(create(&spec));
	int token = (int)must(token_in_for(id, .user = ALICE));
	char sddl[128];

	snprintf(sddl, sizeof(sddl),
		 "O:SYG:SYD:(A;;FA;;;S-1-5-5-%" PRIu64 "-%" PRIu64 ")",
		 id >> 32, id & 0xffffffff);
	make_file("of_session", sddl);
	tap_as(token, open("of_session", O_RDWR), 0,
	       "logon_sid_matches_in_its_session");
	tap_as(alice, open("of_session", O_RDWR), EACCES,
	       "logon_sid_does_not_match_in_another_session_of_the_user");
	close(token);
}

int main(void)
{
	meet_people("session");
	test_specifications();
	test_lifetime();
	test_many();
	test_logon_sid();
	return tap_done();
}
