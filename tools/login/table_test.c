// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* usage: login_table_test USERS.json: the table of the image */
#include "table.h"

#include <kacs/privilege.h>
#include <kacs/sd.h>
#include <kacs/token.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *image_table;

static struct kacs_token_spec header_of(const char *user)
{
	struct kacs_token_spec header;
	char *message;
	uint8_t *spec;
	size_t len;

	if (table_token(image_table, user, &spec, &len, &message) != 0)
		fail_msg("%s: %s", user, message);
	assert_true(len >= sizeof(header));
	memcpy(&header, spec, sizeof(header));
	free(spec);
	return header;
}

static void assert_fails(const char *path, const char *user,
			 const char *expected)
{
	char *message;
	uint8_t *spec;
	size_t len;

	assert_int_equal(table_token(path, user, &spec, &len, &message), -1);
	assert_non_null(message);
	if (!strstr(message, expected))
		fail_msg("expected '%s' in '%s'", expected, message);
	free(message);
}

static void assert_text_fails(const char *text, const char *expected)
{
	char path[] = "/tmp/login_table_test.XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_fails(path, "alice", expected);
	unlink(path);
}

static void users_have_ordinary_tokens(void **state)
{
	static const struct {
		const char *user;
		uint32_t uid;
	} users[] = {{"alice", 1001}, {"bob", 1002}, {"mallory", 1004}};
	const uint64_t ordinary = KACS_PRIVILEGE(KACS_SE_CHANGE_NOTIFY) |
				  KACS_PRIVILEGE(KACS_SE_CREATE_SYMBOLIC_LINK);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(users) / sizeof(users[0]); i++) {
		struct kacs_token_spec header = header_of(users[i].user);

		assert_int_equal(header.privs_present, ordinary);
		assert_int_equal(header.privs_enabled, ordinary);
		assert_int_equal(header.integrity_rid, KACS_INTEGRITY_MEDIUM);
		assert_int_equal(header.token_type, KACS_TOKEN_PRIMARY);
		assert_int_equal(header.projected_uid, users[i].uid);
		assert_int_equal(header.session_id, 0);
	}
}

/* An enabled one would open every file, whatever its descriptor says. */
static void administrator_has_privileges_over_files_disabled(void **state)
{
	const uint64_t over_files = KACS_PRIVILEGE(KACS_SE_SECURITY) |
				    KACS_PRIVILEGE(KACS_SE_TAKE_OWNERSHIP) |
				    KACS_PRIVILEGE(KACS_SE_BACKUP) |
				    KACS_PRIVILEGE(KACS_SE_RESTORE) |
				    KACS_PRIVILEGE(KACS_SE_RELABEL);
	struct kacs_token_spec header = header_of("carol");

	(void)state;
	assert_int_equal(header.integrity_rid, KACS_INTEGRITY_HIGH);
	assert_int_equal(header.privs_present & over_files, over_files);
	assert_int_equal(header.privs_enabled & over_files, 0);
	assert_false(header.privs_present & KACS_PRIVILEGE(KACS_SE_TCB));
	assert_false(header.privs_present &
		     KACS_PRIVILEGE(KACS_SE_CREATE_TOKEN));
}

static void root_is_the_system(void **state)
{
	struct kacs_token_spec header = header_of("root");

	(void)state;
	assert_int_equal(header.integrity_rid, KACS_INTEGRITY_SYSTEM);
	assert_int_equal(header.projected_uid, 0);
	assert_true(header.privs_enabled & KACS_PRIVILEGE(KACS_SE_TCB));
}

static void unknown_user_has_no_token(void **state)
{
	(void)state;
	assert_fails(image_table, "nobody", "no token for \"nobody\"");
}

static void mistakes_in_the_table_are_reported(void **state)
{
	(void)state;
	assert_fails("/nonexistent/users.json", "alice", "/nonexistent/");
	assert_text_fails("{", ":1:");
	assert_text_fails("[]", "expected an object");
	assert_text_fails("{\"alice\": 1}", "user \"alice\": ");
	assert_text_fails("{\"alice\": {\"user\": \"S-1-x\"}}",
			  "user \"alice\": ");
	assert_text_fails("{\"alice\": {}, \"alice\": {}}", "duplicate");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(users_have_ordinary_tokens),
		cmocka_unit_test(
			administrator_has_privileges_over_files_disabled),
		cmocka_unit_test(root_is_the_system),
		cmocka_unit_test(unknown_user_has_no_token),
		cmocka_unit_test(mistakes_in_the_table_are_reported),
	};

	if (argc != 2) {
		fputs("usage: login_table_test USERS.json\n", stderr);
		return 2;
	}
	image_table = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
