/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* SHA-512 by libsodium, for tests of signatures. */
#ifndef KACS_CORE_SODIUM_TEST_SUPPORT_H
#define KACS_CORE_SODIUM_TEST_SUPPORT_H

#include <sodium.h>

#include "ed25519.h"

static inline bool sodium_sha512(const struct kacs_part *parts, u32 count,
				 u8 *digest)
{
	crypto_hash_sha512_state state;
	u32 i;

	crypto_hash_sha512_init(&state);
	for (i = 0; i < count; i++)
		crypto_hash_sha512_update(&state, parts[i].bytes, parts[i].len);
	crypto_hash_sha512_final(&state, digest);
	return true;
}

#endif /* KACS_CORE_SODIUM_TEST_SUPPORT_H */
