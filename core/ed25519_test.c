// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Ed25519 signatures: RFC 8032, PSD-004 6.1; and libsodium, which is as strict
 * and so must give the same answer to everything.
 */
#include "unit_test.h"

#include "ed25519_field.h"
#include "ed25519_scalar.h"
#include "sodium_test_support.h"

#define KEY KACS_ED25519_KEY_BYTES
#define SIGNATURE KACS_ED25519_SIGNATURE_BYTES
#define MOST_MESSAGE 128

struct signed_message {
	u8 key[KEY];
	u8 signature[SIGNATURE];
	u8 message[MOST_MESSAGE];
	u32 len;
};

/* RFC 8032, 7.1: those of short messages. */
static const struct {
	const char *secret, *key, *message, *signature;
} vectors[] = {
	{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
	 "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
	 "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
	 "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
	{"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
	 "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
	 "72",
	 "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
	 "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
	{"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
	 "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
	 "af82",
	 "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
	 "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
	{"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
	 "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
	 "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	 "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
	 "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
	 "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"},
};

/* L, the order of B's group. */
static const u8 order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,
			     0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
			     0,	   0,	 0,    0,    0,	   0,	 0,    0,
			     0,	   0,	 0,    0,    0,	   0,	 0,    0x10};

/* A point of order 8; its multiples are all points of small order. */
static const u8 torsion[32] = {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f,
			       0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
			       0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6,
			       0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a};

static bool failing_sha512(const struct kacs_part *parts, u32 count, u8 *digest)
{
	sodium_sha512(parts, count, digest);
	return false;
}

/* Bytes that look random, others in each call and the same in each run. */
static void random_bytes(void *bytes, size_t len)
{
	static u8 seed[randombytes_SEEDBYTES];

	sodium_increment(seed, sizeof(seed));
	randombytes_buf_deterministic(bytes, len, seed);
}

static u32 random_below(u32 limit)
{
	u32 bits;

	random_bytes(&bits, sizeof(bits));
	return bits % limit;
}

static void random_scalar(u8 *scalar)
{
	u8 wide[64];

	random_bytes(wide, sizeof(wide));
	crypto_core_ed25519_scalar_reduce(scalar, wide);
}

static bool verify(const struct signed_message *m)
{
	return kacs_ed25519_verify(m->key, m->signature, m->message, m->len,
				   sodium_sha512);
}

/* Our answer, which must be libsodium's. */
static bool same_answer(const struct signed_message *m)
{
	bool ours = verify(m);
	bool theirs = crypto_sign_verify_detached(m->signature, m->message,
						  m->len, m->key) == 0;

	if (ours != theirs) {
		print_message("key and signature:\n");
		for (u32 i = 0; i < KEY; i++)
			print_message("%02x", m->key[i]);
		print_message("\n");
		for (u32 i = 0; i < SIGNATURE; i++)
			print_message("%02x", m->signature[i]);
		fail_msg("\nwe say %d, libsodium says %d", ours, theirs);
	}
	return ours;
}

static void sign(struct signed_message *m, const u8 *seed)
{
	u8 secret[crypto_sign_SECRETKEYBYTES];

	crypto_sign_seed_keypair(m->key, secret, seed);
	crypto_sign_detached(m->signature, NULL, m->message, m->len, secret);
}

/* A good signature of a random message by a random key. */
static struct signed_message random_message(void)
{
	struct signed_message m;
	u8 seed[crypto_sign_SEEDBYTES];

	random_bytes(seed, sizeof(seed));
	random_bytes(m.message, sizeof(m.message));
	m.len = random_below(MOST_MESSAGE + 1);
	sign(&m, seed);
	return m;
}

static u32 from_hex(u8 *bytes, size_t room, const char *hex)
{
	size_t len;

	assert_int_equal(sodium_hex2bin(bytes, room, hex, strlen(hex), NULL,
					&len, NULL),
			 0);
	return (u32)len;
}

static void vectors_of_rfc_8032_verify(void **state)
{
	struct signed_message m, again;
	u8 seed[crypto_sign_SEEDBYTES];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(vectors); i++) {
		from_hex(m.key, KEY, vectors[i].key);
		from_hex(m.signature, SIGNATURE, vectors[i].signature);
		m.len = from_hex(m.message, MOST_MESSAGE, vectors[i].message);
		assert_true(same_answer(&m));
		assert_true(kacs_ed25519_key_is_valid(m.key));
		/* The vector is the RFC's: libsodium signs the same. */
		again = m;
		from_hex(seed, sizeof(seed), vectors[i].secret);
		sign(&again, seed);
		assert_memory_equal(again.key, m.key, KEY);
		assert_memory_equal(again.signature, m.signature, SIGNATURE);
	}
}

static void good_signatures_verify(void **state)
{
	struct signed_message m;
	u32 i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		m = random_message();
		assert_true(same_answer(&m));
	}
}

static void any_flipped_bit_is_refused(void **state)
{
	struct signed_message m;
	u32 i;

	(void)state;
	m = random_message();
	m.len = 32;
	random_bytes(m.message, 32);
	for (i = 0; i < KEY * 8; i++) {
		m = random_message();
		m.key[i / 8] ^= (u8)(1u << i % 8);
		assert_false(same_answer(&m));
	}
	for (i = 0; i < SIGNATURE * 8; i++) {
		m = random_message();
		m.signature[i / 8] ^= (u8)(1u << i % 8);
		assert_false(same_answer(&m));
	}
	for (i = 0; i < MOST_MESSAGE * 8; i++) {
		do {
			m = random_message();
		} while (m.len <= i / 8);
		m.message[i / 8] ^= (u8)(1u << i % 8);
		assert_false(same_answer(&m));
	}
}

static void other_lengths_are_refused(void **state)
{
	struct signed_message m = random_message();

	(void)state;
	m.len = 32;
	sign(&m, m.message);
	assert_true(verify(&m));
	m.len = 31;
	assert_false(same_answer(&m));
	m.len = 33;
	assert_false(same_answer(&m));
	m.len = 0;
	assert_false(same_answer(&m));
}

static void random_bytes_are_refused(void **state)
{
	struct signed_message m;
	u32 i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		m = random_message();
		random_bytes(m.key, KEY);
		assert_false(same_answer(&m));
		m = random_message();
		random_bytes(m.signature, SIGNATURE);
		m.signature[63] &= 0x0f;
		assert_false(same_answer(&m));
	}
}

static void a_scalar_of_the_order_or_more_is_refused(void **state)
{
	struct signed_message m;
	u32 i, times;

	(void)state;
	for (i = 0; i < 100; i++) {
		m = random_message();
		/* S + L to S + 14 L mean the same to the equation. */
		for (times = 1; times < 15; times++) {
			sodium_add(m.signature + 32, order, 32);
			assert_false(same_answer(&m));
		}
	}
	m = random_message();
	memcpy(m.signature + 32, order, 32);
	assert_false(same_answer(&m));
	m.signature[32]--;
	assert_false(same_answer(&m));
}

/* The neutral point, and multiples of the one of order 8. */
static void small_point(u8 *bytes, u32 multiple)
{
	static const u8 neutral[32] = {1};

	memcpy(bytes, neutral, 32);
	while (multiple--)
		assert_int_equal(crypto_core_ed25519_add(bytes, bytes, torsion),
				 0);
}

/* R = [r]B + R's torsion, S = r + k a: by the key [a]B + its torsion. */
static void sign_with_torsion(struct signed_message *m, u32 of_key, u32 of_r,
			      const u8 *a, const u8 *r)
{
	const struct kacs_part parts[] = {
		{m->signature, 32}, {m->key, KEY}, {m->message, m->len}};
	static const u8 zero[32];
	u8 small[32], digest[64], k[32];

	small_point(m->key, of_key);
	if (memcmp(a, zero, 32) != 0) {
		crypto_scalarmult_ed25519_base_noclamp(small, a);
		crypto_core_ed25519_add(m->key, m->key, small);
	}
	small_point(m->signature, of_r);
	if (memcmp(r, zero, 32) != 0) {
		crypto_scalarmult_ed25519_base_noclamp(small, r);
		crypto_core_ed25519_add(m->signature, m->signature, small);
	}
	sodium_sha512(parts, 3, digest);
	crypto_core_ed25519_scalar_reduce(k, digest);
	crypto_core_ed25519_scalar_mul(k, k, a);
	crypto_core_ed25519_scalar_add(m->signature + 32, k, r);
}

static void keys_and_points_of_small_order_are_refused(void **state)
{
	static const u8 zero[32];
	struct signed_message m;
	u8 a[32], r[32];
	u32 i, key, point;

	(void)state;
	for (i = 0; i < 8 * 8 * 20; i++) {
		key = i % 8;
		point = i / 8 % 8;
		m = random_message();
		random_scalar(a);
		random_scalar(r);
		sign_with_torsion(&m, key, point, zero, r);
		assert_false(same_answer(&m));
		assert_false(kacs_ed25519_key_is_valid(m.key));
		sign_with_torsion(&m, 0, point, a, zero);
		assert_false(same_answer(&m));
		sign_with_torsion(&m, key, point, zero, zero);
		assert_false(same_answer(&m));
	}
}

/*
 * A key that is no multiple of B, but not of small order, is a key: what it
 * signs is judged without the cofactor, so it verifies for some messages only.
 */
static void the_equation_has_no_cofactor(void **state)
{
	struct signed_message m;
	u32 i, accepted = 0, refused = 0;
	u8 a[32], r[32];

	(void)state;
	for (i = 0; i < 400; i++) {
		m = random_message();
		random_scalar(a);
		random_scalar(r);
		sign_with_torsion(&m, 0, 0, a, r);
		assert_true(same_answer(&m));
		/* Good but for a torsion that the cofactor would remove. */
		sign_with_torsion(&m, 0, 1 + i % 7, a, r);
		assert_false(same_answer(&m));
		sign_with_torsion(&m, 1 + i % 7, 0, a, r);
		assert_true(kacs_ed25519_key_is_valid(m.key));
		if (same_answer(&m))
			accepted++;
		else
			refused++;
	}
	assert_true(accepted > 0);
	assert_true(refused > accepted);
}

/* All y from p - 2 to 2^255 - 1, with both signs of x, and 0 to 20. */
static void points_have_one_encoding(void **state)
{
	struct signed_message m;
	u32 low, sign_bit, valid = 0;
	u8 y[32];

	(void)state;
	for (low = 0xeb; low <= 0xff + 21; low++) {
		memset(y, low > 0xff ? 0 : 0xff, 32);
		y[0] = (u8)low;
		y[31] &= 0x7f;
		for (sign_bit = 0; sign_bit < 2; sign_bit++) {
			m = random_message();
			y[31] |= (u8)(sign_bit << 7);
			memcpy(m.key, y, 32);
			assert_false(same_answer(&m));
			if (kacs_ed25519_key_is_valid(m.key)) {
				assert_true(low < 0xed || low > 0xff);
				valid++;
			}
			m = random_message();
			memcpy(m.signature, y, 32);
			assert_false(same_answer(&m));
			memset(m.signature + 32, 0, 32);
			assert_false(same_answer(&m));
		}
	}
	/* About half of all y are on the curve. */
	assert_in_range(valid, 10, 36);
}

/* x = 0 has no odd form. */
static void zero_with_a_sign_is_no_point(void **state)
{
	u8 key[KEY] = {1};

	(void)state;
	key[31] = 0x80;
	assert_false(kacs_ed25519_key_is_valid(key));
}

/* What the hash is said to be, for numbers that no hash will ever be. */
static u8 said[64];

static bool said_hash(const struct kacs_part *parts, u32 count, u8 *digest)
{
	(void)parts;
	(void)count;
	memcpy(digest, said, sizeof(said));
	return true;
}

static bool verify_said(const struct signed_message *m)
{
	return kacs_ed25519_verify(m->key, m->signature, m->message, m->len,
				   said_hash);
}

static void scalars_at_the_limits_verify(void **state)
{
	struct signed_message m = random_message();
	u8 last[32];

	(void)state;
	memcpy(last, order, 32);
	last[0]--;
	/* [L - 1]B = R + [0]A, L being 0. */
	crypto_scalarmult_ed25519_base_noclamp(m.signature, last);
	memcpy(m.signature + 32, last, 32);
	memset(said, 0, sizeof(said));
	assert_true(verify_said(&m));
	memcpy(said, order, 32);
	assert_true(verify_said(&m));
	said[0]++;
	assert_false(verify_said(&m));
	/* [0]B = A + [L - 1]A. */
	memcpy(m.signature, m.key, 32);
	memset(m.signature + 32, 0, 32);
	memcpy(said, last, 32);
	assert_true(verify_said(&m));
	/* 2^256 L + L - 1 is L - 1. */
	memcpy(said + 32, order, 32);
	assert_true(verify_said(&m));
	said[0]--;
	assert_false(verify_said(&m));
}

static void without_a_hash_nothing_verifies(void **state)
{
	struct signed_message m = random_message();

	(void)state;
	assert_true(verify(&m));
	assert_false(kacs_ed25519_verify(m.key, m.signature, m.message, m.len,
					 failing_sha512));
}

/* (a + b)(a - b) = a^2 - b^2 and a (1 / a) = 1, also with the largest limbs. */
static void field_laws_hold_at_the_limits(void **state)
{
	static const u64 limits[] = {0,
				     1,
				     18,
				     19,
				     (1ull << 51) - 20,
				     (1ull << 51) - 19,
				     (1ull << 51) - 1,
				     1ull << 51,
				     (1ull << 52) - 1};
	struct kacs_field a, b, sum, difference, left, right, inverse;
	const struct kacs_field one = {{1}};
	u32 i, j;

	(void)state;
	for (i = 0; i < 20000; i++) {
		for (j = 0; j < 5; j++) {
			a.limb[j] = limits[random_below(COUNT(limits))];
			b.limb[j] = limits[random_below(COUNT(limits))];
		}
		kacs_field_add(&sum, &a, &b);
		kacs_field_sub(&difference, &a, &b);
		kacs_field_mul(&left, &sum, &difference);
		kacs_field_mul(&right, &a, &a);
		kacs_field_mul(&sum, &b, &b);
		kacs_field_sub(&right, &right, &sum);
		assert_true(kacs_field_equal(&left, &right));
		/* a - (b - a) = 2 a - b, though b - a is not reduced. */
		kacs_field_sub(&difference, &b, &a);
		kacs_field_sub(&left, &a, &difference);
		kacs_field_add(&sum, &a, &a);
		kacs_field_sub(&right, &sum, &b);
		assert_true(kacs_field_equal(&left, &right));
		kacs_field_invert(&inverse, &a);
		kacs_field_mul(&inverse, &inverse, &a);
		assert_int_equal(kacs_field_equal(&inverse, &one),
				 !kacs_field_is_zero(&a));
	}
}

static void field_elements_have_one_canonical_form(void **state)
{
	struct kacs_field a;
	u8 bytes[32], back[32];
	u32 low;

	(void)state;
	for (low = 0; low <= 0xff; low++) {
		memset(bytes, 0xff, 32);
		bytes[0] = (u8)low;
		bytes[31] = 0x7f;
		assert_int_equal(kacs_field_from_bytes(&a, bytes), low < 0xed);
		kacs_field_to_bytes(back, &a);
		if (low >= 0xed) {
			/* 2^255 - 19 + n is n. */
			memset(bytes, 0, 32);
			bytes[0] = (u8)(low - 0xed);
		}
		assert_memory_equal(back, bytes, 32);
	}
	/* Below p, but for the highest limb all ones. */
	memset(bytes, 0, 32);
	memset(bytes, 0xff, 26);
	assert_true(kacs_field_from_bytes(&a, bytes));
	kacs_field_to_bytes(back, &a);
	assert_memory_equal(back, bytes, 32);
	/* Below p, but for the lowest limb all ones. */
	memset(bytes, 0xff, 32);
	memset(bytes, 0, 6);
	bytes[6] = 0xf8;
	bytes[31] = 0x7f;
	assert_true(kacs_field_from_bytes(&a, bytes));
	kacs_field_to_bytes(back, &a);
	assert_memory_equal(back, bytes, 32);
}

/* Words of the order, of the order less one, and such, in all places. */
static void scalars_are_reduced_across_every_borrow(void **state)
{
	static const u64 limits[] = {0,
				     1,
				     0x5812631a5cf5d3ec,
				     0x5812631a5cf5d3ed,
				     0x5812631a5cf5d3ee,
				     0x14def9dea2f79cd5,
				     0x14def9dea2f79cd6,
				     0x14def9dea2f79cd7,
				     0x1000000000000000,
				     0x1000000000000001,
				     ~0ull};
	u8 bytes[64], expected[32];
	struct kacs_scalar r;
	u32 i, j;

	(void)state;
	for (i = 0; i < COUNT(limits) * COUNT(limits) * COUNT(limits); i++) {
		memset(bytes, 0, sizeof(bytes));
		for (j = 0; j < 3; j++) {
			u32 which = i;

			which /= j > 0 ? COUNT(limits) : 1;
			which /= j > 1 ? COUNT(limits) : 1;
			kacs_store_le64(bytes + (size_t)8 * j,
					limits[which % COUNT(limits)]);
		}
		for (j = 0; j < 3; j++) {
			kacs_store_le64(bytes + 24, 0x0fffffffffffffff + j);
			kacs_scalar_reduce(&r, bytes);
			crypto_core_ed25519_scalar_reduce(expected, bytes);
			assert_true(r.word[0] == kacs_load_le64(expected));
			assert_true(r.word[1] == kacs_load_le64(expected + 8));
			assert_true(r.word[2] == kacs_load_le64(expected + 16));
			assert_true(r.word[3] == kacs_load_le64(expected + 24));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_of_rfc_8032_verify),
		cmocka_unit_test(good_signatures_verify),
		cmocka_unit_test(any_flipped_bit_is_refused),
		cmocka_unit_test(other_lengths_are_refused),
		cmocka_unit_test(random_bytes_are_refused),
		cmocka_unit_test(a_scalar_of_the_order_or_more_is_refused),
		cmocka_unit_test(keys_and_points_of_small_order_are_refused),
		cmocka_unit_test(the_equation_has_no_cofactor),
		cmocka_unit_test(points_have_one_encoding),
		cmocka_unit_test(zero_with_a_sign_is_no_point),
		cmocka_unit_test(scalars_at_the_limits_verify),
		cmocka_unit_test(without_a_hash_nothing_verifies),
		cmocka_unit_test(field_laws_hold_at_the_limits),
		cmocka_unit_test(field_elements_have_one_canonical_form),
		cmocka_unit_test(scalars_are_reduced_across_every_borrow),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
