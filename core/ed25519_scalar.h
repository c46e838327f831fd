/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Integers modulo the order of Ed25519's group,
 * L = 2^252 + 27742317777372353535851937790883648493 (RFC 8032, 5.1).
 */
#ifndef KACS_CORE_ED25519_SCALAR_H
#define KACS_CORE_ED25519_SCALAR_H

#include "base.h"

#define KACS_SCALAR_BITS 253u /* L is below 2^253 */

/* Below L; the lowest 64 bits come first. */
struct kacs_scalar {
	u64 word[4];
};

/**
 * kacs_scalar_from_bytes - read a little-endian number
 * @r: out: the number
 * @bytes: 32 of them
 *
 * Return: whether it was below L; otherwise @r is no scalar.
 */
bool kacs_scalar_from_bytes(struct kacs_scalar *r, const u8 *bytes);

/**
 * kacs_scalar_reduce - a little-endian number of 64 bytes modulo L
 * @r: out: the remainder
 * @bytes: 64
 */
void kacs_scalar_reduce(struct kacs_scalar *r, const u8 *bytes);

/* Bit @i of a scalar, 0 being the lowest. */
static inline u32 kacs_scalar_bit(const struct kacs_scalar *a, u32 i)
{
	return (u32)(a->word[i / 64] >> (i % 64)) & 1;
}

#endif /* KACS_CORE_ED25519_SCALAR_H */
