/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Accounts and passwords as Linux keeps them: /etc/passwd and /etc/shadow.
 */
#ifndef KACS_LOGIN_ACCOUNT_H
#define KACS_LOGIN_ACCOUNT_H

#include <stdbool.h>

enum account_password {
	ACCOUNT_OPEN,	  /* empty: none is needed */
	ACCOUNT_PASSWORD, /* one must be given */
	ACCOUNT_LOCKED,	  /* none opens it; also an unknown name */
};

/**
 * account_password_kind - what an account asks for
 * @hash: the password field of /etc/shadow, or NULL: unknown account
 */
enum account_password account_password_kind(const char *hash);

/**
 * account_password_matches - is this the password?
 * @hash: the password field of /etc/shadow
 * @password: what was typed
 *
 * False for a locked account and for a method that crypt(3) does not know.
 */
bool account_password_matches(const char *hash, const char *password);

#endif /* KACS_LOGIN_ACCOUNT_H */
