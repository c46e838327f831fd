// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "unit_test.h"

#define SYSTEM "010100000000000512000000"
#define LINE                            \
	"session_id=0 user_sid=" SYSTEM \
	" logon_type=5 auth_package=4e65676f7469617465 created_at=7\n"

static struct kacs_sessions *parse(const char *text)
{
	struct kacs_diagnostic diagnostic;
	struct kacs_sessions *sessions =
		kacs_sessions_parse(text, strlen(text), &diagnostic);

	if (!sessions)
		fail_msg("byte %zu: %s", diagnostic.offset, diagnostic.message);
	return sessions;
}

static void each_line_is_a_session(void **state)
{
	struct kacs_sessions *sessions =
		parse(LINE "session_id=18446744073709551615 user_sid=" SYSTEM
			   " logon_type=4294967295 auth_package= "
			   "created_at=18446744073709551615\n");
	const struct kacs_session *session = kacs_sessions_at(sessions, 0);

	(void)state;
	assert_int_equal(kacs_sessions_count(sessions), 2);
	assert_int_equal(session->id, 0);
	assert_int_equal(session->user_len, 12);
	assert_memory_equal(session->user, "\1\1\0\0\0\0\0\5\22\0\0\0", 12);
	assert_int_equal(session->logon_type, KACS_LOGON_SERVICE);
	assert_string_equal(session->package, "Negotiate");
	assert_int_equal(session->package_len, 9);
	assert_int_equal(session->created_at, 7);
	session = kacs_sessions_at(sessions, 1);
	assert_true(session->id == UINT64_MAX);
	assert_true(session->created_at == UINT64_MAX);
	assert_int_equal(session->logon_type, UINT32_MAX);
	assert_string_equal(session->package, "");
	assert_null(kacs_sessions_at(sessions, 2));
	kacs_sessions_free(sessions);
}

static void no_text_is_no_session(void **state)
{
	struct kacs_sessions *sessions = parse("");

	(void)state;
	assert_int_equal(kacs_sessions_count(sessions), 0);
	assert_null(kacs_sessions_at(sessions, 0));
	kacs_sessions_free(sessions);
	kacs_sessions_free(NULL);
}

static void what_later_kernels_append_is_ignored(void **state)
{
	struct kacs_sessions *sessions = parse(
		"session_id=3 user_sid=" SYSTEM
		" logon_type=2 auth_package=41 created_at=7 more=a b\n" LINE);

	(void)state;
	assert_int_equal(kacs_sessions_count(sessions), 2);
	assert_int_equal(kacs_sessions_at(sessions, 0)->created_at, 7);
	kacs_sessions_free(sessions);
}

/* What stands where, and what is said about it. */
static void malformed_lists_name_the_byte(void **state)
{
	static const struct {
		const char *text;
		size_t offset;
		const char *message;
	} rows[] = {
		{"x", 0, "expected session_id="},
		{"session_id=x", 11, "expected a decimal number"},
		{"session_id=18446744073709551616 ", 30,
		 "expected a number below 2^64"},
		{"session_id=1  ", 12, "expected  user_sid="},
		{"session_id=1 user_sid= ", 22, "expected the bytes of a SID"},
		{"session_id=1 user_sid=01 ", 22,
		 "expected the bytes of a SID"},
		{"session_id=1 user_sid=" SYSTEM "00 ", 22,
		 "expected the bytes of a SID"},
		{"session_id=1 user_sid=0 ", 22,
		 "expected pairs of hexadecimal digits"},
		{"session_id=1 user_sid=" SYSTEM " logon_type=4294967296 ", 58,
		 "expected a number below 2^32"},
		{"session_id=1 user_sid=" SYSTEM
		 " logon_type=5 auth_package=ff ",
		 73, "expected the bytes of UTF-8"},
		{"session_id=1 user_sid=" SYSTEM
		 " logon_type=5 auth_package=4A ",
		 73, "expected pairs of hexadecimal digits"},
		{"session_id=1 user_sid=" SYSTEM
		 " logon_type=5 auth_package= created_at=7x\n",
		 86, "expected the end of the line"},
		{"session_id=1 user_sid=" SYSTEM
		 " logon_type=5 auth_package= created_at=7",
		 86, "expected the end of the line"},
		{LINE "y", sizeof(LINE) - 1, "expected session_id="},
	};
	struct kacs_diagnostic diagnostic;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		errno = 0;
		assert_null(kacs_sessions_parse(
			rows[i].text, strlen(rows[i].text), &diagnostic));
		assert_int_equal(errno, EINVAL);
		assert_string_equal(diagnostic.message, rows[i].message);
		assert_int_equal(diagnostic.offset, rows[i].offset);
	}
}

static void cut_lists_are_refused_at_every_byte(void **state)
{
	size_t len;

	(void)state;
	for (len = 1; len < sizeof(LINE) - 1; len++)
		assert_null(kacs_sessions_parse(LINE, len, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_line_is_a_session),
		cmocka_unit_test(no_text_is_no_session),
		cmocka_unit_test(what_later_kernels_append_is_ignored),
		cmocka_unit_test(malformed_lists_name_the_byte),
		cmocka_unit_test(cut_lists_are_refused_at_every_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
