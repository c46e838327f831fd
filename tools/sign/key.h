/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Keys that sign, and the table of those that the kernel believes. */
#ifndef KACS_SIGN_KEY_H
#define KACS_SIGN_KEY_H

#include <openssl/evp.h>

#include "core/signature.h"

#define KEYS_MAX 16u

/* As the kernel has it; room for the zero entry at the end. */
struct key_table {
	u8 bytes[(KEYS_MAX + 1) * KACS_SIGNING_KEY_BYTES];
	u32 count;
};

/* All of these return false after a message. */

/*
 * A new pair: the private key in PEM into @path, which must not be there yet
 * and which only its owner may read, the public one into @path.pub.
 */
bool key_make(const char *path);

/* A private Ed25519 key in PEM; free it with EVP_PKEY_free(). */
bool key_load(const char *path, EVP_PKEY **key);

/* The signature, version and all, of a hash; checked as the kernel does. */
bool key_sign(EVP_PKEY *key, const u8 *digest, u8 *signature);

/* Add a public Ed25519 key in PEM. */
bool table_add(struct key_table *table, const char *path,
	       struct kacs_trust trust);

/* Add those of a table; or a public key, as one of the TCB. */
bool table_load(struct key_table *table, const char *path);

#endif /* KACS_SIGN_KEY_H */
