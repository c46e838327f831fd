/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* OpenSSL's hashes, as the core wants them; and what OpenSSL complains about. */
#ifndef KACS_SIGN_HASH_H
#define KACS_SIGN_HASH_H

#include "core/signature.h"

/* SHA-512 for kacs_ed25519_verify(). */
bool hash_sha512(const struct kacs_part *parts, u32 count, u8 *digest);

/*
 * KACS_SHA256_BYTES of what is hashed of a file: all but the signature's place.
 * False without memory.
 */
bool hash_file(const u8 *bytes, size_t size,
	       const struct kacs_signature_place *place, u8 *digest);

/* "kacs: ..." on stderr. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, with OpenSSL's last reason behind it. */
void complain_of_openssl(const char *what);

#endif /* KACS_SIGN_HASH_H */
