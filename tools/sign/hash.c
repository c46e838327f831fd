// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Hashes and complaints. */
#include "hash.h"

#include <stdarg.h>
#include <stdio.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#define PIECE 65536u

bool hash_sha512(const struct kacs_part *parts, u32 count, u8 *digest)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good =
		context && EVP_DigestInit_ex(context, EVP_sha512(), NULL) == 1;
	u32 i;

	for (i = 0; good && i < count; i++)
		good = EVP_DigestUpdate(context, parts[i].bytes,
					parts[i].len) == 1;
	good = good && EVP_DigestFinal_ex(context, digest, NULL) == 1;
	EVP_MD_CTX_free(context);
	return good;
}

bool hash_file(const u8 *bytes, size_t size,
	       const struct kacs_signature_place *place, u8 *digest)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good =
		context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
	static u8 piece[PIECE];
	size_t at, len;

	for (at = 0; good && at < size; at += len) {
		len = size - at < PIECE ? size - at : PIECE;
		memcpy(piece, bytes + at, len);
		kacs_signature_blank(place, at, piece, (u32)len);
		good = EVP_DigestUpdate(context, piece, len) == 1;
	}
	good = good && EVP_DigestFinal_ex(context, digest, NULL) == 1;
	EVP_MD_CTX_free(context);
	return good;
}

void complain(const char *format, ...)
{
	va_list arguments;

	fputs("kacs: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

void complain_of_openssl(const char *what)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());

	complain("%s: %s", what, reason ? reason : "OpenSSL gives no reason");
	ERR_clear_error();
}
