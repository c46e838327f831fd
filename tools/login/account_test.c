// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "account.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* "secret", by crypt(3) with SHA-512. */
#define HASH                                                       \
	"$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U" \
	"0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1"

static void empty_password_field_is_open(void **state)
{
	(void)state;
	assert_int_equal(account_password_kind(""), ACCOUNT_OPEN);
	assert_false(account_password_matches("", ""));
}

static void unknown_and_locked_accounts_open_for_nothing(void **state)
{
	(void)state;
	assert_int_equal(account_password_kind(NULL), ACCOUNT_LOCKED);
	assert_int_equal(account_password_kind("!"), ACCOUNT_LOCKED);
	assert_int_equal(account_password_kind("*"), ACCOUNT_LOCKED);
	assert_int_equal(account_password_kind("!" HASH), ACCOUNT_LOCKED);
	assert_false(account_password_matches(NULL, ""));
	assert_false(account_password_matches("!" HASH, "secret"));
}

static void only_the_password_matches(void **state)
{
	(void)state;
	assert_int_equal(account_password_kind(HASH), ACCOUNT_PASSWORD);
	assert_true(account_password_matches(HASH, "secret"));
	assert_false(account_password_matches(HASH, "Secret"));
	assert_false(account_password_matches(HASH, ""));
}

static void hash_of_an_unknown_method_never_matches(void **state)
{
	(void)state;
	assert_false(account_password_matches("$none$", "secret"));
	assert_false(account_password_matches("*0", "secret"));
	assert_false(account_password_matches("x", "secret"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_password_field_is_open),
		cmocka_unit_test(unknown_and_locked_accounts_open_for_nothing),
		cmocka_unit_test(only_the_password_matches),
		cmocka_unit_test(hash_of_an_unknown_method_never_matches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
