// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Signatures, good and damaged, which libsodium must judge alike. The input is
 * the seed of a key, then what is changed in the key and the signature that it
 * made, a bit for a bit, then the message. An input that ends early changes
 * nothing.
 */
#include "core/sodium_test_support.h"
#include "fuzz.h"

#define SEED crypto_sign_SEEDBYTES
#define CHANGED (KACS_ED25519_KEY_BYTES + KACS_ED25519_SIGNATURE_BYTES)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t seed[SEED] = {0}, secret[crypto_sign_SECRETKEYBYTES];
	uint8_t both[CHANGED], *signature = both + KACS_ED25519_KEY_BYTES;
	bool changed = false, ours;
	size_t i;

	must(sodium_init() >= 0);
	for (i = 0; i < SEED && size; i++, size--)
		seed[i] = *data++;
	must(crypto_sign_seed_keypair(both, secret, seed) == 0);
	crypto_sign_detached(signature, NULL,
			     data + (size < CHANGED ? size : CHANGED),
			     size < CHANGED ? 0 : size - CHANGED, secret);
	for (i = 0; i < CHANGED && size; i++, size--) {
		changed |= *data != 0;
		both[i] ^= *data++;
	}
	ours = kacs_ed25519_verify(both, signature, data, (u32)size,
				   sodium_sha512);
	must(ours || changed);
	must(ours ==
	     (crypto_sign_verify_detached(signature, data, size, both) == 0));
	must(!ours || kacs_ed25519_key_is_valid(both));
	return 0;
}
