/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The field of Ed25519: integers modulo p = 2^255 - 19 (RFC 8032, 5.1). Only
 * what checking public signatures needs: nothing here hides its operands.
 */
#ifndef KACS_CORE_ED25519_FIELD_H
#define KACS_CORE_ED25519_FIELD_H

#include "base.h"

#define KACS_FIELD_BYTES 32u

/*
 * limb[0] + 2^51 limb[1] + ... + 2^204 limb[4]. Each limb is below 2^52 after
 * every function here, so one number may have several forms;
 * kacs_field_to_bytes() gives the one that is below p.
 */
struct kacs_field {
	u64 limb[5];
};

/**
 * kacs_field_from_bytes - read a little-endian number
 * @r: out: the number
 * @bytes: KACS_FIELD_BYTES; the highest bit, a sign in RFC 8032, is ignored
 *
 * Return: whether it was below p, as RFC 8032 5.1.3 demands.
 */
bool kacs_field_from_bytes(struct kacs_field *r, const u8 *bytes);

/**
 * kacs_field_to_bytes - write the number that is below p, little-endian
 * @bytes: out: KACS_FIELD_BYTES, the highest bit 0
 * @a: the number
 */
void kacs_field_to_bytes(u8 *bytes, const struct kacs_field *a);

/* Sum, difference, product. @r may be @a or @b. */
void kacs_field_add(struct kacs_field *r, const struct kacs_field *a,
		    const struct kacs_field *b);
void kacs_field_sub(struct kacs_field *r, const struct kacs_field *a,
		    const struct kacs_field *b);
void kacs_field_mul(struct kacs_field *r, const struct kacs_field *a,
		    const struct kacs_field *b);

/* a^(p - 2), which is 1 / a, and 0 for 0. */
void kacs_field_invert(struct kacs_field *r, const struct kacs_field *a);

/* a^((p - 5) / 8), from which square roots come (RFC 8032, 5.1.3). */
void kacs_field_root_power(struct kacs_field *r, const struct kacs_field *a);

bool kacs_field_equal(const struct kacs_field *a, const struct kacs_field *b);
bool kacs_field_is_zero(const struct kacs_field *a);

#endif /* KACS_CORE_ED25519_FIELD_H */
