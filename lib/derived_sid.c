// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* SIDs that are computed from names: of services and capabilities, 2.2. */
#include "report.h"
#include "well_known.h"
#include "../core/sid.h"

#include <ctype.h>
#include <sha1.h>
#include <sha2.h>
#include <string.h>
#include <strings.h>

#include <kacs/names.h>

#define NT_AUTHORITY 5u
#define SERVICE_BASE 80u
#define PACKAGE_AUTHORITY 15u
#define CAPABILITY_BASE 3u

/* Longer names than this are hardly meant. */
#define MAX_NAME 256u

/*
 * The name in capital letters as UTF-16LE, without an end. What a capital
 * letter is outside of ASCII depends on whom one asks: such names are refused.
 * Return: its bytes, 0 after a report.
 */
static size_t capital_letters(const char *name, u8 out[2 * MAX_NAME],
			      struct kacs_diagnostic *diagnostic)
{
	size_t len = strlen(name), i;

	if (len == 0 || len > MAX_NAME) {
		kacs_report(diagnostic, 0,
			    "expected a name of 1 to %u characters", MAX_NAME);
		return 0;
	}
	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)name[i];

		if (c <= ' ' || c > '~' || c == '\\') {
			kacs_report(
				diagnostic, i,
				"expected letters, digits and signs of ASCII");
			return 0;
		}
		out[2 * i] = (u8)toupper(c);
		out[2 * i + 1] = 0;
	}
	return 2 * len;
}

static size_t make(u8 out[KACS_SID_MAX_BYTES], u64 authority, u32 base,
		   const u8 *digest, u32 words)
{
	u32 sub[1 + SHA256_DIGEST_LENGTH / 4] = {base};
	u32 i;

	for (i = 0; i < words; i++)
		sub[1 + i] = kacs_load_le32(digest + 4u * i);
	return kacs_sid_make(out, authority, sub, 1 + words);
}

int kacs_sid_of_service(const char *name, uint8_t out[KACS_SID_MAX_BYTES],
			size_t *len, struct kacs_diagnostic *diagnostic)
{
	u8 text[2 * MAX_NAME], digest[SHA1_DIGEST_LENGTH];
	size_t size = capital_letters(name, text, diagnostic);
	SHA1_CTX context;

	if (!size)
		return -1;
	SHA1Init(&context);
	SHA1Update(&context, text, size);
	SHA1Final(digest, &context);
	*len = make(out, NT_AUTHORITY, SERVICE_BASE, digest,
		    SHA1_DIGEST_LENGTH / 4);
	return 0;
}

int kacs_sid_of_capability(const char *name, uint8_t out[KACS_SID_MAX_BYTES],
			   size_t *len, struct kacs_diagnostic *diagnostic)
{
	u8 text[2 * MAX_NAME], digest[SHA256_DIGEST_LENGTH];
	size_t size = capital_letters(name, text, diagnostic);
	const struct kacs_named_sid *named;
	SHA2_CTX context;

	if (!size)
		return -1;
	/* Some have a number of their own. */
	for (named = kacs_named_sids; named->name; named++)
		if (named->authority == PACKAGE_AUTHORITY &&
		    named->sub[0] == CAPABILITY_BASE &&
		    strcasecmp(named->name, name) == 0) {
			*len = kacs_named_sid_make(named, out);
			return 0;
		}
	SHA256Init(&context);
	SHA256Update(&context, text, size);
	SHA256Final(digest, &context);
	*len = make(out, PACKAGE_AUTHORITY, CAPABILITY_BASE, digest,
		    SHA256_DIGEST_LENGTH / 4);
	return 0;
}
