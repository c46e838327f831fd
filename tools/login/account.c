// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "account.h"

#include <crypt.h>
#include <string.h>

enum account_password account_password_kind(const char *hash)
{
	if (!hash || *hash == '!' || *hash == '*')
		return ACCOUNT_LOCKED;
	return *hash ? ACCOUNT_PASSWORD : ACCOUNT_OPEN;
}

/* The time it takes tells nothing about where two hashes differ. */
static bool equal(const char *left, const char *right)
{
	size_t len = strlen(left);
	unsigned char difference = 0;
	size_t i;

	if (strlen(right) != len)
		return false;
	for (i = 0; i < len; i++)
		difference |= (unsigned char)(left[i] ^ right[i]);
	return difference == 0;
}

bool account_password_matches(const char *hash, const char *password)
{
	struct crypt_data data = {0};
	const char *result;
	bool matches;

	if (account_password_kind(hash) != ACCOUNT_PASSWORD)
		return false;
	result = crypt_rn(password, hash, &data, sizeof(data));
	matches = result && equal(result, hash);
	explicit_bzero(&data, sizeof(data));
	return matches;
}
