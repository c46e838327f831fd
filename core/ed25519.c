// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Points of the curve -x^2 + y^2 = 1 + d x^2 y^2, and the equation that a
 * signature must satisfy. RFC 8032, 5.1.
 */
#include "ed25519.h"

#include "ed25519_field.h"
#include "ed25519_scalar.h"

/* Extended coordinates: x = X / Z, y = Y / Z, x y = T / Z. */
struct point {
	struct kacs_field x, y, z, t;
};

static const struct kacs_field one = {{1}};

static const struct kacs_field curve_d = {{0x34dca135978a3, 0x1a8283b156ebd,
					   0x5e7a26001c029, 0x739c663a03cbb,
					   0x52036cee2b6ff}};

static const struct kacs_field curve_2d = {{0x69b9426b2f159, 0x35050762add7a,
					    0x3cf44c0038052, 0x6738cc7407977,
					    0x2406d9dc56dff}};

static const struct kacs_field root_of_minus_one = {
	{0x61b274a0ea0b0, 0x0d5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e,
	 0x2b8324804fc1d}};

static const struct point neutral = {
	.y = {{1}},
	.z = {{1}},
};

/* B: y = 4/5, x is even. */
static const struct point base = {
	.x = {{0x62d608f25d51a, 0x412a4b4f6592a, 0x75b7171a4b31d,
	       0x1ff60527118fe, 0x216936d3cd6e5}},
	.y = {{0x6666666666658, 0x4cccccccccccc, 0x1999999999999,
	       0x3333333333333, 0x6666666666666}},
	.z = {{1}},
	.t = {{0x68ab3a5b7dda3, 0x00eea2a5eadbb, 0x2af8df483c27e,
	       0x332b375274732, 0x67875f0fd78b7}},
};

/* 5.1.4; right for any two points, equal and neutral ones too. */
static noinline void add(struct point *r, const struct point *p,
			 const struct point *q)
{
	struct kacs_field a, b, c, d, e;

	kacs_field_sub(&a, &p->y, &p->x);
	kacs_field_sub(&e, &q->y, &q->x);
	kacs_field_mul(&a, &a, &e);
	kacs_field_add(&b, &p->y, &p->x);
	kacs_field_add(&e, &q->y, &q->x);
	kacs_field_mul(&b, &b, &e);
	kacs_field_mul(&c, &p->t, &q->t);
	kacs_field_mul(&c, &c, &curve_2d);
	kacs_field_mul(&d, &p->z, &q->z);
	kacs_field_add(&d, &d, &d);

	kacs_field_sub(&e, &b, &a);
	kacs_field_add(&b, &b, &a);
	kacs_field_sub(&a, &d, &c);
	kacs_field_add(&d, &d, &c);
	kacs_field_mul(&r->x, &e, &a);
	kacs_field_mul(&r->y, &d, &b);
	kacs_field_mul(&r->t, &e, &b);
	kacs_field_mul(&r->z, &a, &d);
}

static noinline void double_point(struct point *r, const struct point *p)
{
	struct kacs_field a, b, c, e, h;

	kacs_field_mul(&a, &p->x, &p->x);
	kacs_field_mul(&b, &p->y, &p->y);
	kacs_field_mul(&c, &p->z, &p->z);
	kacs_field_add(&c, &c, &c);
	kacs_field_add(&h, &a, &b);
	kacs_field_add(&e, &p->x, &p->y);
	kacs_field_mul(&e, &e, &e);
	kacs_field_sub(&e, &h, &e);
	kacs_field_sub(&a, &a, &b);
	kacs_field_add(&c, &c, &a);
	kacs_field_mul(&r->x, &e, &c);
	kacs_field_mul(&r->y, &a, &h);
	kacs_field_mul(&r->t, &e, &h);
	kacs_field_mul(&r->z, &c, &a);
}

static void negate(struct point *p)
{
	static const struct kacs_field zero;

	kacs_field_sub(&p->x, &zero, &p->x);
	kacs_field_sub(&p->t, &zero, &p->t);
}

static u8 is_odd(const struct kacs_field *a)
{
	u8 bytes[KACS_FIELD_BYTES];

	kacs_field_to_bytes(bytes, a);
	return bytes[0] & 1;
}

/*
 * x from y and x's lowest bit: x^2 = u / v, u = y^2 - 1, v = d y^2 + 1. The
 * candidate u v^3 (u v^7)^((p-5)/8) is a root of u/v, or of -u/v, or there is
 * none.
 */
static noinline bool recover_x(struct kacs_field *x, const struct kacs_field *y,
			       u8 odd)
{
	struct kacs_field u, v, v3, check;
	static const struct kacs_field zero;

	kacs_field_mul(&check, y, y);
	kacs_field_sub(&u, &check, &one);
	kacs_field_mul(&v, &check, &curve_d);
	kacs_field_add(&v, &v, &one);

	kacs_field_mul(&v3, &v, &v);
	kacs_field_mul(&v3, &v3, &v);
	kacs_field_mul(x, &v3, &v3);
	kacs_field_mul(x, x, &v);
	kacs_field_mul(x, x, &u);
	kacs_field_root_power(x, x);
	kacs_field_mul(x, x, &v3);
	kacs_field_mul(x, x, &u);

	kacs_field_mul(&check, x, x);
	kacs_field_mul(&check, &check, &v);
	if (!kacs_field_equal(&check, &u)) {
		kacs_field_add(&check, &check, &u);
		if (!kacs_field_is_zero(&check))
			return false;
		kacs_field_mul(x, x, &root_of_minus_one);
	}
	if (odd && kacs_field_is_zero(x))
		return false;
	if (is_odd(x) != odd)
		kacs_field_sub(x, &zero, x);
	return true;
}

/* 5.1.3: y, below p, with the lowest bit of x at the top. */
static bool decode(struct point *p, const u8 *bytes)
{
	if (!kacs_field_from_bytes(&p->y, bytes) ||
	    !recover_x(&p->x, &p->y, bytes[31] >> 7))
		return false;
	p->z = one;
	kacs_field_mul(&p->t, &p->x, &p->y);
	return true;
}

static void encode(u8 *bytes, const struct point *p)
{
	struct kacs_field inverse, x, y;

	kacs_field_invert(&inverse, &p->z);
	kacs_field_mul(&x, &p->x, &inverse);
	kacs_field_mul(&y, &p->y, &inverse);
	kacs_field_to_bytes(bytes, &y);
	bytes[31] |= (u8)(is_odd(&x) << 7);
}

/* One of the eight points whose order divides the cofactor, 8. */
static bool has_small_order(const struct point *p)
{
	struct point r;

	/* Four times such a point is (0, 1) or (0, -1), and of no other. */
	double_point(&r, p);
	double_point(&r, &r);
	return kacs_field_is_zero(&r.x);
}

/* r = [s]B + [k]A, both at once, from the highest bit down. */
static noinline void combine(struct point *r, const struct kacs_scalar *s,
			     const struct kacs_scalar *k, const struct point *a)
{
	struct point both;
	const struct point *sums[4] = {NULL, &base, a, &both};
	u32 i;

	add(&both, &base, a);
	*r = neutral;
	for (i = KACS_SCALAR_BITS; i-- > 0;) {
		u32 which = kacs_scalar_bit(s, i) | kacs_scalar_bit(k, i) << 1;

		double_point(r, r);
		if (which)
			add(r, r, sums[which]);
	}
}

bool kacs_ed25519_verify(const u8 *key, const u8 *signature, const u8 *message,
			 u32 len, kacs_sha512 sha512)
{
	const struct kacs_part parts[] = {
		{signature, 32}, {key, KACS_ED25519_KEY_BYTES}, {message, len}};
	u8 digest[KACS_SHA512_BYTES], encoded[KACS_FIELD_BYTES];
	struct kacs_scalar s, k;
	struct point a, r;

	if (!kacs_scalar_from_bytes(&s, signature + 32) || !decode(&a, key) ||
	    has_small_order(&a) || !sha512(parts, 3, digest))
		return false;
	kacs_scalar_reduce(&k, digest);
	negate(&a);
	combine(&r, &s, &k, &a);
	/* Encoding it compares R with its only form, without decoding R. */
	encode(encoded, &r);
	return memcmp(encoded, signature, sizeof(encoded)) == 0 &&
	       !has_small_order(&r);
}

bool kacs_ed25519_key_is_valid(const u8 *key)
{
	struct point a;

	return decode(&a, key) && !has_small_order(&a);
}
