/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Checking Ed25519 signatures: RFC 8032, 5.1.7 (PSD-004 6.1). Signing is not
 * here, and nothing here is secret, so nothing takes constant time; everything
 * takes bounded time: at most 253 doublings and as many additions.
 */
#ifndef KACS_CORE_ED25519_H
#define KACS_CORE_ED25519_H

#include "base.h"

#define KACS_ED25519_KEY_BYTES 32u
#define KACS_ED25519_SIGNATURE_BYTES 64u
#define KACS_SHA512_BYTES 64u

/* One of the parts that are hashed one behind the other. */
struct kacs_part {
	const u8 *bytes;
	u32 len;
};

/*
 * SHA-512 of some parts into KACS_SHA512_BYTES: the kernel's, or that of a
 * library. Returns false if it cannot, after which nothing is verified.
 */
typedef bool (*kacs_sha512)(const struct kacs_part *parts, u32 count,
			    u8 *digest);

/**
 * kacs_ed25519_verify - is this the key's signature of the message?
 * @key: a public key, KACS_ED25519_KEY_BYTES
 * @signature: KACS_ED25519_SIGNATURE_BYTES
 * @message: what has been signed
 * @len: bytes in it
 * @sha512: the hash
 *
 * Strict where RFC 8032 leaves a choice, so that one signature has one form and
 * one answer: S is below the group's order, the key and R are points in their
 * only encoding and not of small order, and the equation without the cofactor
 * holds, [S]B = R + [k]A.
 *
 * Return: true if it is. A malformed key or signature is not.
 */
bool kacs_ed25519_verify(const u8 *key, const u8 *signature, const u8 *message,
			 u32 len, kacs_sha512 sha512);

/**
 * kacs_ed25519_key_is_valid - can anything be verified with this key?
 * @key: KACS_ED25519_KEY_BYTES
 *
 * Return: whether it is a point in its only encoding and not of small order.
 */
bool kacs_ed25519_key_is_valid(const u8 *key);

#endif /* KACS_CORE_ED25519_H */
