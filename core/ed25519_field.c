// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Integers modulo 2^255 - 19, in five limbs of 51 bits.
 */
#include "ed25519_field.h"

#define LIMB_BITS 51
#define LIMB_MASK ((1ull << LIMB_BITS) - 1)

typedef unsigned __int128 wide;

/*
 * Move what is above 51 bits into the next limb, and from the last, as 2^255 is
 * 19 here, nineteenfold into the first. Limbs up to 2^59 become at most 51 bits
 * and a few above 2^51 in the first.
 */
static void carry(struct kacs_field *r)
{
	u64 over = 0;
	u32 i;

	for (i = 0; i < 5; i++) {
		r->limb[i] += over;
		over = r->limb[i] >> LIMB_BITS;
		r->limb[i] &= LIMB_MASK;
	}
	r->limb[0] += 19 * over;
}

bool kacs_field_from_bytes(struct kacs_field *r, const u8 *bytes)
{
	u64 w[4] = {kacs_load_le64(bytes), kacs_load_le64(bytes + 8),
		    kacs_load_le64(bytes + 16), kacs_load_le64(bytes + 24)};
	u8 canonical[KACS_FIELD_BYTES];

	r->limb[0] = w[0] & LIMB_MASK;
	r->limb[1] = (w[0] >> 51 | w[1] << 13) & LIMB_MASK;
	r->limb[2] = (w[1] >> 38 | w[2] << 26) & LIMB_MASK;
	r->limb[3] = (w[2] >> 25 | w[3] << 39) & LIMB_MASK;
	r->limb[4] = (w[3] >> 12) & LIMB_MASK;
	kacs_field_to_bytes(canonical, r);
	/* What is at or above p differs in the lowest byte already. */
	return canonical[0] == bytes[0];
}

void kacs_field_to_bytes(u8 *bytes, const struct kacs_field *a)
{
	struct kacs_field r = *a;
	u64 over = 19;
	u32 i;

	carry(&r);
	carry(&r);
	/* r is below 2p, so at or above p if adding 19 reaches 2^255. */
	for (i = 0; i < 5; i++)
		over = (r.limb[i] + over) >> LIMB_BITS;
	/* Subtracting p is adding 19 and dropping 2^255. */
	r.limb[0] += 19 * over;
	carry(&r);
	if (over)
		r.limb[0] -= 19;
	kacs_store_le64(bytes, r.limb[0] | r.limb[1] << 51);
	kacs_store_le64(bytes + 8, r.limb[1] >> 13 | r.limb[2] << 38);
	kacs_store_le64(bytes + 16, r.limb[2] >> 26 | r.limb[3] << 25);
	kacs_store_le64(bytes + 24, r.limb[3] >> 39 | r.limb[4] << 12);
}

void kacs_field_add(struct kacs_field *r, const struct kacs_field *a,
		    const struct kacs_field *b)
{
	u32 i;

	for (i = 0; i < 5; i++)
		r->limb[i] = a->limb[i] + b->limb[i];
	carry(r);
}

void kacs_field_sub(struct kacs_field *r, const struct kacs_field *a,
		    const struct kacs_field *b)
{
	/* 4p: each limb is above any limb of b, so that none goes below 0. */
	static const u64 bias[5] = {4 * (LIMB_MASK - 18), 4 * LIMB_MASK,
				    4 * LIMB_MASK, 4 * LIMB_MASK,
				    4 * LIMB_MASK};
	u32 i;

	for (i = 0; i < 5; i++)
		r->limb[i] = a->limb[i] + bias[i] - b->limb[i];
	carry(r);
}

/*
 * With limbs below 2^52 each sum is below 2^104 * (1 + 4 * 19) < 2^111, and
 * what the last passes on below 2^56, so 19 times that fits 64 bits.
 */
void kacs_field_mul(struct kacs_field *r, const struct kacs_field *a,
		    const struct kacs_field *b)
{
	u64 a0 = a->limb[0], a1 = a->limb[1], a2 = a->limb[2];
	u64 a3 = a->limb[3], a4 = a->limb[4];
	u64 b0 = b->limb[0], b1 = b->limb[1], b2 = b->limb[2];
	u64 b3 = b->limb[3], b4 = b->limb[4];
	u64 c1 = 19 * b1, c2 = 19 * b2, c3 = 19 * b3, c4 = 19 * b4;
	wide sum;

	sum = (wide)a0 * b0 + (wide)a1 * c4 + (wide)a2 * c3 + (wide)a3 * c2 +
	      (wide)a4 * c1;
	r->limb[0] = (u64)sum & LIMB_MASK;
	sum = (sum >> LIMB_BITS) + (wide)a0 * b1 + (wide)a1 * b0 +
	      (wide)a2 * c4 + (wide)a3 * c3 + (wide)a4 * c2;
	r->limb[1] = (u64)sum & LIMB_MASK;
	sum = (sum >> LIMB_BITS) + (wide)a0 * b2 + (wide)a1 * b1 +
	      (wide)a2 * b0 + (wide)a3 * c4 + (wide)a4 * c3;
	r->limb[2] = (u64)sum & LIMB_MASK;
	sum = (sum >> LIMB_BITS) + (wide)a0 * b3 + (wide)a1 * b2 +
	      (wide)a2 * b1 + (wide)a3 * b0 + (wide)a4 * c4;
	r->limb[3] = (u64)sum & LIMB_MASK;
	sum = (sum >> LIMB_BITS) + (wide)a0 * b4 + (wide)a1 * b3 +
	      (wide)a2 * b2 + (wide)a3 * b1 + (wide)a4 * b0;
	r->limb[4] = (u64)sum & LIMB_MASK;
	r->limb[0] += 19 * (u64)(sum >> LIMB_BITS);
	carry(r);
}

/* r = a^(2^times) * b */
static void square_times_mul(struct kacs_field *r, const struct kacs_field *a,
			     u32 times, const struct kacs_field *b)
{
	struct kacs_field square = *a;

	while (times--)
		kacs_field_mul(&square, &square, &square);
	kacs_field_mul(r, &square, b);
}

/* a^(2^250 - 1), with which both powers below begin; also a^11. */
static void long_power(struct kacs_field *r, struct kacs_field *eleven,
		       const struct kacs_field *a)
{
	struct kacs_field two, nine, ones5, ones10, ones20, ones50, t;

	kacs_field_mul(&two, a, a);
	square_times_mul(&nine, &two, 2, a);
	kacs_field_mul(eleven, &nine, &two);
	/* onesN: an exponent of N ones, 2^N - 1. */
	square_times_mul(&ones5, eleven, 1, &nine);
	square_times_mul(&ones10, &ones5, 5, &ones5);
	square_times_mul(&ones20, &ones10, 10, &ones10);
	square_times_mul(&t, &ones20, 20, &ones20);
	square_times_mul(&ones50, &t, 10, &ones10);
	square_times_mul(&t, &ones50, 50, &ones50);
	square_times_mul(&t, &t, 100, &t);
	square_times_mul(r, &t, 50, &ones50);
}

void kacs_field_invert(struct kacs_field *r, const struct kacs_field *a)
{
	struct kacs_field power, eleven;

	/* p - 2 = (2^250 - 1) * 2^5 + 11 */
	long_power(&power, &eleven, a);
	square_times_mul(r, &power, 5, &eleven);
}

void kacs_field_root_power(struct kacs_field *r, const struct kacs_field *a)
{
	struct kacs_field power, eleven;

	/* (p - 5) / 8 = (2^250 - 1) * 2^2 + 1 */
	long_power(&power, &eleven, a);
	square_times_mul(r, &power, 2, a);
}

bool kacs_field_equal(const struct kacs_field *a, const struct kacs_field *b)
{
	u8 x[KACS_FIELD_BYTES], y[KACS_FIELD_BYTES];

	kacs_field_to_bytes(x, a);
	kacs_field_to_bytes(y, b);
	return memcmp(x, y, KACS_FIELD_BYTES) == 0;
}

bool kacs_field_is_zero(const struct kacs_field *a)
{
	static const struct kacs_field zero;

	return kacs_field_equal(a, &zero);
}
