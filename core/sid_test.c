// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * SIDs: MS-DTYP 2.4.2, PSD-004 2.1 and 2.2.
 */
#include "unit_test.h"

static const u8 alice[] = {1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0,	0, 1, 0,
			   0, 0, 2, 0, 0, 0, 3, 0, 0,  0, 0xe9, 3, 0, 0};

static int parse(const u8 *bytes, u32 len, struct kacs_error *error)
{
	struct test_bytes copy = test_copy(bytes, len);
	struct kacs_sid sid;

	return kacs_sid_parse(copy.bytes, copy.len, 100, &sid, error);
}

static void sid_bytes_have_big_endian_authority(void **state)
{
	static const u8 expected[] = {1,    2,	  0x12, 0x34, 0x56, 0x78,
				      0x9a, 0xbc, 0x21, 2,    0,    0,
				      4,    3,	  2,	1};
	const u32 sub[] = {545, 0x01020304};
	u8 bytes[KACS_SID_MAX_BYTES];

	(void)state;
	assert_int_equal(kacs_sid_make(bytes, 0x123456789abcull, sub, 2), 16);
	assert_memory_equal(bytes, expected, sizeof(expected));
}

static void sid_parse_takes_only_its_own_bytes(void **state)
{
	u8 longer[sizeof(alice) + 3];
	struct kacs_sid sid;

	(void)state;
	memset(longer, 0xff, sizeof(longer));
	memcpy(longer, alice, sizeof(alice));
	assert_int_equal(kacs_sid_parse(longer, sizeof(longer), 0, &sid, NULL),
			 KACS_OK);
	assert_int_equal(sid.len, sizeof(alice));
	assert_ptr_equal(sid.bytes, longer);
	assert_int_equal(sid.hash, kacs_sid_hash(alice, sizeof(alice)));
}

static void an_unhashed_sid_has_no_hash(void **state)
{
	struct kacs_sid alice = test_sid(ALICE), sid = {NULL, 0, 99};

	(void)state;
	assert_int_equal(kacs_sid_parse_unhashed(alice.bytes, alice.len, 0,
						 &sid, NULL),
			 KACS_OK);
	assert_ptr_equal(sid.bytes, alice.bytes);
	assert_int_equal(sid.len, alice.len);
	assert_int_equal(sid.hash, 0);
}

static void sid_truncated_anywhere_is_refused(void **state)
{
	struct kacs_error error;
	u32 len;

	(void)state;
	for (len = 0; len < sizeof(alice); len++) {
		assert_int_equal(parse(alice, len, &error), KACS_E_TRUNCATED);
		assert_int_equal(error.reason, KACS_E_TRUNCATED);
		assert_int_equal(error.offset, 100 + len);
	}
	assert_int_equal(parse(alice, len, &error), KACS_OK);
}

static void sid_of_other_revision_or_16_sub_authorities_is_refused(void **state)
{
	u8 bytes[8 + 4 * 16] = {2, 0};
	struct kacs_error error;

	(void)state;
	assert_int_equal(parse(bytes, 8, &error), KACS_E_SID);
	assert_int_equal(error.offset, 100);
	bytes[0] = 1;
	bytes[1] = 16;
	assert_int_equal(parse(bytes, sizeof(bytes), &error), KACS_E_SID);
	assert_int_equal(error.offset, 101);
	bytes[1] = 15;
	assert_int_equal(parse(bytes, sizeof(bytes), &error), KACS_OK);
	bytes[1] = 0;
	assert_int_equal(parse(bytes, 8, &error), KACS_OK);
}

static void well_known_sids_have_their_bytes(void **state)
{
	static const char *const texts[KACS_WELL_KNOWN_COUNT] = {
		[KACS_SID_NOBODY] = "S-1-0-0",
		[KACS_SID_EVERYONE] = "S-1-1-0",
		[KACS_SID_LOCAL] = "S-1-2-0",
		[KACS_SID_CREATOR_OWNER] = "S-1-3-0",
		[KACS_SID_CREATOR_GROUP] = "S-1-3-1",
		[KACS_SID_OWNER_RIGHTS] = "S-1-3-4",
		[KACS_SID_ANONYMOUS] = "S-1-5-7",
		[KACS_SID_PRINCIPAL_SELF] = "S-1-5-10",
		[KACS_SID_AUTHENTICATED_USERS] = "S-1-5-11",
		[KACS_SID_SYSTEM] = "S-1-5-18",
		[KACS_SID_ADMINISTRATORS] = "S-1-5-32-544",
		[KACS_SID_USERS] = "S-1-5-32-545",
	};
	struct kacs_sid expected, actual;
	u32 i, j;

	(void)state;
	for (i = 0; i < KACS_WELL_KNOWN_COUNT; i++) {
		expected = test_sid(texts[i]);
		kacs_sid_well_known(i, &actual);
		assert_true(kacs_sid_equal(&actual, &expected));
		for (j = 0; j < KACS_WELL_KNOWN_COUNT; j++)
			assert_int_equal(kacs_sid_is(expected.bytes,
						     expected.len, j),
					 i == j);
	}
}

static void sids_of_different_length_are_not_the_well_known_prefix(void **state)
{
	struct kacs_sid sid = test_sid("S-1-5-18-0");

	(void)state;
	assert_false(kacs_sid_is(sid.bytes, sid.len, KACS_SID_SYSTEM));
}

static void sids_are_equal_byte_for_byte_and_absent_ones_too(void **state)
{
	struct kacs_sid none = {NULL, 0, 0}, other = none;
	struct kacs_sid one = test_sid(ALICE), same = test_sid(ALICE);
	struct kacs_sid bob = test_sid(BOB), longer = test_sid(ALICE "-0");

	(void)state;
	assert_true(kacs_sid_equal(&none, &other));
	assert_true(kacs_sid_equal(&one, &same));
	assert_false(kacs_sid_equal(&one, &none));
	/* Equal hashes prove nothing. */
	bob.hash = one.hash;
	assert_false(kacs_sid_equal(&one, &bob));
	longer.hash = one.hash;
	assert_false(kacs_sid_equal(&one, &longer));
	assert_false(kacs_sid_equal(&longer, &one));
}

static void integrity_levels_are_the_five_labels_only(void **state)
{
	static const struct {
		const char *text;
		u32 level;
	} levels[] = {
		{"S-1-16-0", 0},	 {"S-1-16-4096", 4096},
		{"S-1-16-8192", 8192},	 {"S-1-16-12288", 12288},
		{"S-1-16-16384", 16384},
	};
	static const char *const others[] = {
		"S-1-16",	"S-1-16-1",	 "S-1-16-8448",
		"S-1-16-20480", "S-1-16-8192-0", "S-1-5-8192",
	};
	struct kacs_sid sid;
	u32 level;
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(levels); i++) {
		sid = test_sid(levels[i].text);
		level = ~0u;
		assert_true(kacs_sid_integrity(&sid, &level));
		assert_int_equal(level, levels[i].level);
	}
	for (i = 0; i < COUNT(others); i++) {
		sid = test_sid(others[i]);
		assert_false(kacs_sid_integrity(&sid, &level));
	}
}

static void hashes_of_one_domain_spread_over_the_low_bits(void **state)
{
	u32 seen[64] = {0};
	const u32 sub[] = {21, 1, 2, 3, 0};
	u32 one[5];
	u8 bytes[KACS_SID_MAX_BYTES];
	u32 i, len, most = 0;

	(void)state;
	memcpy(one, sub, sizeof(one));
	for (i = 0; i < 640; i++) {
		one[4] = 1000 + i;
		len = kacs_sid_make(bytes, 5, one, 5);
		seen[kacs_sid_hash(bytes, len) & 63]++;
	}
	for (i = 0; i < 64; i++)
		most = seen[i] > most ? seen[i] : most;
	/* 10 on average; 30 would be far outside of chance. */
	assert_in_range(most, 10, 30);
}

static void every_reason_has_a_text(void **state)
{
	u32 i;

	(void)state;
	for (i = 0; i < KACS_REASON_COUNT; i++)
		assert_non_null(kacs_reason_text(i));
	assert_string_equal(kacs_reason_text(KACS_REASON_COUNT),
			    "unknown error");
	assert_string_equal(kacs_reason_text(KACS_E_SID), "malformed SID");
}

static void no_hash_is_0(void **state)
{
	/* Its last sub-authority undoes all that the words before it do. */
	struct kacs_sid sid = test_sid("S-1-5-3330136919");

	(void)state;
	assert_int_equal(sid.hash, 1);
	assert_int_equal(kacs_sid_hash(sid.bytes, sid.len), 1);
}

/* Whatever their hash says: it is a part of the bytes that tells them apart. */
static void sids_that_differ_in_one_byte_are_not_equal(void **state)
{
	u8 bytes[KACS_SID_MAX_BYTES] = {1, 15}, other[KACS_SID_MAX_BYTES];
	struct kacs_sid a = {bytes, 0, 1}, b = {other, 0, 1};
	u32 i;

	(void)state;
	for (a.len = KACS_SID_MIN_BYTES; a.len <= sizeof(bytes); a.len += 4) {
		b.len = a.len;
		for (i = 0; i < sizeof(bytes); i++) {
			memcpy(other, bytes, sizeof(bytes));
			other[i] ^= 1;
			assert_int_equal(kacs_sid_equal(&a, &b), i >= a.len);
		}
	}
}

static void sids_are_ordered_by_hash_then_length_then_bytes(void **state)
{
	struct kacs_sid bob = test_sid(BOB), carol = test_sid(CAROL);
	struct kacs_sid everyone = test_sid(EVERYONE);

	(void)state;
	assert_int_equal(kacs_sid_order(&bob, &bob), 0);
	bob.hash = carol.hash - 1;
	everyone.hash = carol.hash + 1;
	assert_true(kacs_sid_order(&bob, &carol) < 0);
	assert_true(kacs_sid_order(&carol, &bob) > 0);
	assert_true(kacs_sid_order(&carol, &everyone) < 0);
	assert_true(kacs_sid_order(&everyone, &carol) > 0);
	everyone.hash = carol.hash;
	assert_true(kacs_sid_order(&everyone, &carol) < 0);
	assert_true(kacs_sid_order(&carol, &everyone) > 0);
	bob.hash = carol.hash;
	assert_true(kacs_sid_order(&bob, &carol) < 0);
	assert_true(kacs_sid_order(&carol, &bob) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sid_bytes_have_big_endian_authority),
		cmocka_unit_test(sid_parse_takes_only_its_own_bytes),
		cmocka_unit_test(an_unhashed_sid_has_no_hash),
		cmocka_unit_test(sid_truncated_anywhere_is_refused),
		cmocka_unit_test(
			sid_of_other_revision_or_16_sub_authorities_is_refused),
		cmocka_unit_test(well_known_sids_have_their_bytes),
		cmocka_unit_test(
			sids_of_different_length_are_not_the_well_known_prefix),
		cmocka_unit_test(
			sids_are_equal_byte_for_byte_and_absent_ones_too),
		cmocka_unit_test(integrity_levels_are_the_five_labels_only),
		cmocka_unit_test(hashes_of_one_domain_spread_over_the_low_bits),
		cmocka_unit_test(every_reason_has_a_text),
		cmocka_unit_test(no_hash_is_0),
		cmocka_unit_test(sids_that_differ_in_one_byte_are_not_equal),
		cmocka_unit_test(
			sids_are_ordered_by_hash_then_length_then_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
