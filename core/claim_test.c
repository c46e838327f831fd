// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Claims: PSD-004 3.9, and the case of their names, 3.8.
 */
#include <stdlib.h>

#include "claim_index.h"
#include "case_fold.h"
#include "unit_test.h"

/* A budget that no test of this file uses up. */
static struct kacs_budget plenty(void)
{
	return (struct kacs_budget){1000};
}

static int validate(struct test_bytes entry, struct kacs_error *error)
{
	struct test_bytes exact = test_copy(entry.bytes, entry.len);

	*error = (struct kacs_error){KACS_OK, 0};
	return kacs_claim_validate(exact.bytes, exact.len, 100, error);
}

/* An entry with the 32 bits at @at changed is refused, at byte @offset. */
static void assert_refused(struct test_bytes entry, u32 at, u32 value,
			   int reason, u32 offset)
{
	struct test_bytes changed = test_copy(entry.bytes, entry.len);
	struct kacs_error error;

	kacs_store_le32(changed.bytes + at, value);
	assert_int_equal(validate(changed, &error), reason);
	assert_int_equal(error.offset, 100 + offset);
}

/* Latin-1 as UTF-16LE. */
static struct kacs_claim_key name_of(const char *text)
{
	struct kacs_value name = {.type = KACS_VALUE_STRING};
	u8 wide[64] = {0};
	u32 len = (u32)strlen(text), i;

	assert_true(2 * len <= sizeof(wide));
	for (i = 0; i < len; i++)
		wide[2 * i] = (u8)text[i];
	name.bytes = test_copy(wide, 2 * len).bytes;
	name.len = 2 * len;
	return (struct kacs_claim_key){name.bytes, name.len,
				       kacs_claim_name_hash(&name)};
}

/* An entry that was found. */
struct found {
	const u8 *bytes;
	u32 len;
};

static struct kacs_value value_of(const struct found *claim, u32 index)
{
	struct kacs_value value;

	kacs_claim_read(claim->bytes, claim->len, index, &value);
	return value;
}

static bool find(struct test_bytes array, const char *name, struct found *claim)
{
	const struct kacs_claim_key wanted = name_of(name);
	struct kacs_budget budget = plenty();
	const struct kacs_claim_note *note;
	struct kacs_claim_census census;
	struct kacs_claim_array claims;
	u32 *words;

	assert_int_equal(kacs_claims_prepare(array.bytes, array.len, 0, &claims,
					     NULL),
			 KACS_OK);
	claim->bytes =
		kacs_claims_search(&claims, &wanted, &budget, &claim->len);
	census = kacs_claims_census(&claims);
	words = malloc(kacs_claim_index_words(&census) * sizeof(*words));
	assert_non_null(words);
	kacs_claims_index(&claims, words);
	note = kacs_claim_index_find(&claims.index, claims.bytes, &wanted);
	assert_ptr_equal(note ? claims.bytes + note->offset : NULL,
			 claim->bytes);
	free(words);
	return claim->bytes;
}

static const struct test_claim samples[] = {
	{.name = "int",
	 .type = KACS_CLAIM_INT64,
	 .count = 2,
	 .numbers = {5, ~0ull}},
	{.name = "uint",
	 .type = KACS_CLAIM_UINT64,
	 .count = 1,
	 .numbers = {~0ull}},
	{.name = "text",
	 .type = KACS_CLAIM_STRING,
	 .count = 2,
	 .texts = {"one", ""}},
	{.name = "sid", .type = KACS_CLAIM_SID, .count = 1, .texts = {ALICE}},
	{.name = "flag",
	 .type = KACS_CLAIM_BOOLEAN,
	 .count = 2,
	 .numbers = {0, 256}},
	{.name = "octets",
	 .type = KACS_CLAIM_OCTET,
	 .count = 1,
	 .texts = {"xyz"}},
	{.name = "none", .type = KACS_CLAIM_STRING, .count = 0},
};

static void every_type_reads_back(void **state)
{
	struct test_bytes array = test_claim_array(samples, COUNT(samples));
	struct kacs_sid alice = test_sid(ALICE);
	struct found claim;
	struct kacs_value value;

	(void)state;
	assert_true(find(array, "int", &claim));
	assert_int_equal(kacs_claim_count(claim.bytes), 2);
	value = value_of(&claim, 1);
	assert_int_equal(value.type, KACS_VALUE_NUMBER);
	assert_true(value.negative);
	assert_false(value_of(&claim, 0).negative);
	assert_true(find(array, "uint", &claim));
	value = value_of(&claim, 0);
	assert_false(value.negative);
	assert_true(value.number == ~0ull);
	assert_true(find(array, "text", &claim));
	value = value_of(&claim, 0);
	assert_int_equal(value.type, KACS_VALUE_STRING);
	assert_memory_equal(value.bytes, "o\0n\0e\0\0", 8);
	assert_true(find(array, "sid", &claim));
	value = value_of(&claim, 0);
	assert_int_equal(value.len, alice.len);
	assert_memory_equal(value.bytes, alice.bytes, alice.len);
	assert_true(find(array, "octets", &claim));
	value = value_of(&claim, 0);
	assert_int_equal(value.type, KACS_VALUE_OCTETS);
	assert_int_equal(value.len, 3);
	assert_memory_equal(value.bytes, "xyz", 3);
	assert_true(find(array, "none", &claim));
	assert_int_equal(kacs_claim_count(claim.bytes), 0);
	assert_false(find(array, "nobody", &claim));
}

static void booleans_are_normalized_to_0_and_1(void **state)
{
	struct test_bytes array = test_claim_array(samples, COUNT(samples));
	struct found claim;

	(void)state;
	assert_true(find(array, "flag", &claim));
	assert_true(value_of(&claim, 0).number == 0);
	assert_true(value_of(&claim, 1).number == 1);
}

static void names_match_whatever_their_case_and_the_first_wins(void **state)
{
	struct test_bytes array =
		CLAIMS({.name = "ab", .type = KACS_CLAIM_INT64},
		       {.name = "A\xc4", .type = KACS_CLAIM_UINT64},
		       {.name = "a\xe4", .type = KACS_CLAIM_STRING},
		       {.name = "a", .type = KACS_CLAIM_SID});
	struct found claim;

	(void)state;
	assert_true(find(array, "a\xe4", &claim));
	assert_int_equal(kacs_claim_type(claim.bytes), KACS_CLAIM_UINT64);
	assert_true(find(array, "A", &claim));
	assert_int_equal(kacs_claim_type(claim.bytes), KACS_CLAIM_SID);
	assert_true(find(array, "aB", &claim));
	assert_false(find(array, "abc", &claim));
	assert_false(find(array, "", &claim));
}

static void looking_without_an_index_costs_a_step_for_each_entry(void **state)
{
	struct test_bytes array =
		CLAIMS({.name = "a", .type = 1}, {.name = "b", .type = 1},
		       {.name = "c", .type = 1});
	const struct kacs_claim_key name = name_of("c");
	struct kacs_budget budget = {4};
	struct kacs_claim_array claims;
	u32 len;

	(void)state;
	assert_int_equal(kacs_claims_prepare(array.bytes, array.len, 0, &claims,
					     NULL),
			 KACS_OK);
	assert_non_null(kacs_claims_search(&claims, &name, &budget, &len));
	assert_int_equal(budget.steps, 1);
	budget.steps = 3;
	assert_null(kacs_claims_search(&claims, &name, &budget, &len));
	assert_int_equal(budget.steps, 0);
}

static void folding_is_by_code_unit(void **state)
{
	static const u16 same[][2] = {
		{'A', 'a'},	  {0xc4, 0xe4},	    {0x178, 0xff},
		{0x130e, 0x130e}, {0x3a3, 0x3c3},   {0x3c2, 0x3c3},
		{0x410, 0x430},	  {0x1e9e, 0xdf},   {0x212a, 'k'},
		{0x10a0, 0x2d00}, {0xff21, 0xff41}, {0x2c2f, 0x2c5f},
	};
	static const u16 itself[] = {0,	     '0',    '@',    '[',    0xd7,
				     0x130,  0x131,  0xd800, 0xdfff, 0xffff,
				     0x4e00, 0x0101, 0xdf};
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(same); i++)
		assert_int_equal(kacs_fold(same[i][0]), same[i][1]);
	for (i = 0; i < COUNT(itself); i++)
		assert_int_equal(kacs_fold(itself[i]), itself[i]);
	for (i = 0; i < 0x10000; i++)
		assert_int_equal(kacs_fold(kacs_fold((u16)i)),
				 kacs_fold((u16)i));
}

static void offsets_lead_to_whole_values_in_the_entry(void **state)
{
	struct test_bytes number = test_claim_entry(&samples[1]);
	struct test_bytes text = test_claim_entry(&samples[2]);
	struct test_bytes sid = test_claim_entry(&samples[3]);
	struct test_bytes octets = test_claim_entry(&samples[5]);
	u32 at;

	(void)state;
	assert_refused(number, 0, number.len + 2, KACS_E_OFFSET, 0);
	assert_refused(number, 16, number.len - 7, KACS_E_OFFSET, 16);
	assert_refused(number, 16, ~0u, KACS_E_OFFSET, 16);
	assert_refused(text, 16, text.len - 3, KACS_E_OFFSET, 16);
	at = kacs_load_le32(text.bytes + 16);
	assert_refused(text, at, text.len + 1, KACS_E_OFFSET, at);
	at = kacs_load_le32(sid.bytes + 16);
	assert_refused(sid, at, sid.len, KACS_E_SID, at);
	assert_refused(sid, at, sid.len + 1, KACS_E_OFFSET, at);
	assert_refused(sid, at + 4, 0, KACS_E_SID, at);
	at = kacs_load_le32(octets.bytes + 16);
	assert_refused(octets, at, octets.len - 3, KACS_E_OFFSET, at);
	assert_refused(octets, at + 4, 7, KACS_E_OFFSET, at + 4);
	assert_refused(octets, at + 4, ~0u, KACS_E_OFFSET, at + 4);
}

static void strings_end_in_their_entry(void **state)
{
	struct test_bytes entry = test_claim_entry(
		&(const struct test_claim){.name = "ab",
					   .type = KACS_CLAIM_STRING,
					   .count = 1,
					   .texts = {"cd"}});
	u32 at = kacs_load_le32(entry.bytes + 16);
	struct kacs_error error;

	(void)state;
	assert_int_equal(validate(entry, &error), KACS_OK);
	/* No padding: the last code unit is the string's end. */
	assert_int_equal(entry.len, at + 4 + 6);
	entry.bytes[entry.len - 1] = 1;
	assert_int_equal(validate(entry, &error), KACS_E_CLAIM_STRING);
	assert_int_equal(error.offset, 100 + at);
	/* Alignment counts: at an odd place, other pairs of bytes are units. */
	entry.bytes[entry.len - 1] = 0;
	entry.bytes[entry.len - 3] = 1;
	assert_int_equal(validate(entry, &error), KACS_OK);
	kacs_store_le32(entry.bytes + at, at + 5);
	assert_int_equal(validate(entry, &error), KACS_E_CLAIM_STRING);
	assert_refused(entry, 0, entry.len, KACS_E_CLAIM_STRING, 0);
}

static void unsupported_types_and_short_headers_are_refused(void **state)
{
	static const u16 types[] = {0, 4, 7, 0xf, 0x11, 0x101, 0xffff};
	struct test_bytes entry = test_claim_entry(&samples[6]);
	struct kacs_error error;
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(types); i++)
		assert_refused(entry, 4, types[i], KACS_E_CLAIM_TYPE, 4);
	assert_refused(entry, 12, (entry.len - 16) / 4 + 1, KACS_E_TRUNCATED,
		       12);
	assert_refused(entry, 12, ~0u, KACS_E_TRUNCATED, 12);
	entry.len = 15;
	assert_int_equal(validate(entry, &error), KACS_E_TRUNCATED);
}

static void every_truncated_entry_is_refused_or_valid_without_its_end(void **s)
{
	struct kacs_error error;
	u32 i, len;

	(void)s;
	for (i = 0; i < COUNT(samples); i++) {
		struct test_bytes entry = test_claim_entry(&samples[i]);
		struct found claim;
		u32 value;

		for (len = 0; len < entry.len; len++) {
			struct test_bytes part = test_copy(entry.bytes, len);

			if (validate(part, &error))
				continue;
			claim = (struct found){part.bytes, part.len};
			for (value = 0; value < kacs_claim_count(claim.bytes);
			     value++)
				value_of(&claim, value);
		}
		assert_int_equal(validate(entry, &error), KACS_OK);
	}
}

static void malformed_resource_attributes_are_malformed_descriptors(void **s)
{
	struct test_bytes claim = test_claim_entry(&samples[1]);
	struct test_ace ace = {
		KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE, 0,	      0, EVERYONE,
		(const char *)claim.bytes,	    claim.len};
	struct test_acl sacl = {&ace, 1, 0};
	struct test_bytes sd = test_sd_bytes(
		&(const struct test_sd){.owner = ALICE, .sacl = &sacl});
	struct kacs_error error;
	u32 size, at;

	(void)s;
	assert_int_equal(kacs_sd_measure(sd.bytes, sd.len, &size, &error),
			 KACS_OK);
	at = sd.len - claim.len;
	sd.bytes[at + 4] = 4;
	assert_int_equal(kacs_sd_measure(sd.bytes, sd.len, &size, &error),
			 KACS_E_CLAIM_TYPE);
	assert_int_equal(error.offset, at + 4);
}

static void empty_entries_are_no_claims(void **s)
{
	struct test_bytes array = CLAIMS({.name = "a", .type = 1});
	u8 bytes[64] = {0};
	struct kacs_claim_array claims;
	struct kacs_error error;

	(void)s;
	memcpy(bytes, array.bytes, array.len);
	assert_int_equal(kacs_claims_prepare(bytes, array.len + 4, 100, &claims,
					     &error),
			 KACS_E_CLAIM_SIZE);
	assert_int_equal(error.offset, 100 + array.len);
}

/* Such names anybody can find. */
static void names_of_one_hash_are_kept_apart(void **state)
{
	static const char *const pairs[][2] = {
		{"attribdwch", "attribnxgm"},
		{"attriaubx", "attrikgvc"},
		{"attriatxh", "attribkmvn"},
	};
	struct found first, second, only;
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(pairs); i++) {
		const char *a = pairs[i][0], *b = pairs[i][1];
		struct test_bytes both =
			CLAIMS({.name = a, .type = KACS_CLAIM_INT64},
			       {.name = b, .type = KACS_CLAIM_STRING},
			       {.name = b, .type = KACS_CLAIM_SID});
		struct test_bytes one =
			CLAIMS({.name = a, .type = KACS_CLAIM_INT64});
		struct test_bytes other =
			CLAIMS({.name = b, .type = KACS_CLAIM_INT64});

		assert_int_equal(name_of(a).hash, name_of(b).hash);
		assert_true(find(both, a, &first));
		assert_int_equal(kacs_claim_type(first.bytes),
				 KACS_CLAIM_INT64);
		assert_true(find(both, b, &second));
		assert_int_equal(kacs_claim_type(second.bytes),
				 KACS_CLAIM_STRING);
		assert_true(find(one, a, &only));
		assert_false(find(one, b, &only));
		assert_false(find(other, a, &only));
	}
}

/* 0 is kept for what is the name of no claim. */
static void a_name_whose_hash_would_be_0_is_found(void **state)
{
	struct test_bytes array =
		CLAIMS({.name = "aakphgl", .type = KACS_CLAIM_INT64},
		       {.name = "x", .type = KACS_CLAIM_INT64});
	struct found claim;

	(void)state;
	assert_int_equal(name_of("aakphgl").hash, 1);
	assert_true(find(array, "aakphgl", &claim));
}

/* Prepares an array, with an index in memory that test_forget() releases. */
static struct kacs_claim_census index_of(const struct test_bytes *array,
					 struct kacs_claim_array *claims)
{
	struct kacs_claim_census census;

	assert_int_equal(kacs_claims_prepare(array->bytes, array->len, 0,
					     claims, NULL),
			 KACS_OK);
	census = kacs_claims_census(claims);
	kacs_claims_index(claims,
			  (u32 *)test_copy(NULL,
					   4 * kacs_claim_index_words(&census))
				  .bytes);
	return census;
}

/* In the order of an index, for all types that can have several values. */
static void values_of_every_type_are_sorted(void **state)
{
	static const struct test_claim unsorted[] = {
		{"n", KACS_CLAIM_INT64, .count = 3, .numbers = {7, ~0ull, 1}},
		{"u", KACS_CLAIM_UINT64, .count = 3, .numbers = {7, ~0ull, 1}},
		{"b", KACS_CLAIM_BOOLEAN, .count = 2, .numbers = {1, 0}},
		{"t", KACS_CLAIM_STRING, .count = 3, .texts = {"b", "", "a"}},
		{"o", KACS_CLAIM_OCTET, .count = 3, .texts = {"b", "", "a"}},
		{"s", KACS_CLAIM_SID, .count = 2, .texts = {BOB, ALICE}},
	};
	static const u16 orders[][3] = {{1, 2, 0}, {2, 0, 1}, {1, 0},
					{1, 2, 0}, {1, 2, 0}, {1, 0}};
	struct test_bytes array = test_claim_array(unsorted, COUNT(unsorted));
	struct kacs_claim_array claims;
	u32 i;

	(void)state;
	index_of(&array, &claims);
	for (i = 0; i < COUNT(unsorted); i++) {
		const struct kacs_claim_key key = name_of(unsorted[i].name);
		const struct kacs_claim_note *note = kacs_claim_index_find(
			&claims.index, claims.bytes, &key);

		assert_non_null(note);
		assert_int_not_equal(note->order, KACS_CLAIM_NO_ORDER);
		assert_memory_equal(claims.index.orders + note->order,
				    orders[i], unsorted[i].count * sizeof(u16));
	}
}

/*
 * A digest (FNV-1a) of all foldings and how many units change, worked out from
 * the full foldings and lower cases of another library with Unicode 14.0.
 */
static void every_unit_folds_as_unicode_14_says(void **state)
{
	u64 digest = 0xcbf29ce484222325u;
	u32 changed = 0, i;

	(void)state;
	for (i = 0; i < 0x10000; i++) {
		u16 folded = kacs_fold((u16)i);

		changed += folded != i;
		digest = (digest ^ (folded & 0xff)) * 0x100000001b3u;
		digest = (digest ^ folded >> 8) * 0x100000001b3u;
	}
	assert_int_equal(changed, 1194);
	assert_true(digest == 0xe4a30aeae011d775u);
}

static void three_names_of_one_hash_are_kept_apart(void **state)
{
	static const char *const names[] = {"nnaanfjf", "nnahnzaw", "nnawcjzm"};
	struct test_bytes array =
		CLAIMS({.name = names[0], .type = KACS_CLAIM_INT64},
		       {.name = names[1], .type = KACS_CLAIM_STRING},
		       {.name = names[2], .type = KACS_CLAIM_SID});
	static const u16 types[] = {KACS_CLAIM_INT64, KACS_CLAIM_STRING,
				    KACS_CLAIM_SID};
	struct found claim;
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(names); i++) {
		assert_int_equal(name_of(names[i]).hash,
				 name_of(names[0]).hash);
		assert_true(find(array, names[i], &claim));
		assert_int_equal(kacs_claim_type(claim.bytes), types[i]);
	}
}

/* The same bytes may be of the header, of the name and of a value. */
static void the_smallest_entries_are_valid(void **state)
{
	static const u8 header_alone[] = {12, 0, 0, 0, 1, 0, 0, 0,
					  0,  0, 0, 0, 0, 0, 0, 0};
	static const u8 two_values[] = {14, 0, 0, 0, 1,	 0, 0, 0, 0,  0, 0, 0,
					2,  0, 0, 0, 16, 0, 0, 0, 16, 0, 0, 0};
	static const u8 text_pointer_at_its_end[] = {12, 0, 0, 0, 3,  0, 0, 0,
						     0,	 0, 0, 0, 1,  0, 0, 0,
						     20, 0, 0, 0, 14, 0, 0, 0};
	static const u8 no_octets_at_its_end[] = {12, 0, 0,  0, 16, 0, 0,
						  0,  0, 0,  0, 0,  1, 0,
						  0,  0, 20, 0, 0,  0, 24,
						  0,  0, 0,  0, 0,  0, 0};
	static const struct test_bytes entries[] = {
		{(u8 *)header_alone, sizeof(header_alone)},
		{(u8 *)two_values, sizeof(two_values)},
		{(u8 *)text_pointer_at_its_end,
		 sizeof(text_pointer_at_its_end)},
		{(u8 *)no_octets_at_its_end, sizeof(no_octets_at_its_end)},
	};
	struct kacs_value value;
	struct kacs_error error;
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(entries); i++)
		assert_int_equal(validate(entries[i], &error), KACS_OK);
	kacs_claim_read(two_values, sizeof(two_values), 1, &value);
	assert_true(value.number == 0x0000001000000010);
	kacs_claim_read(no_octets_at_its_end, sizeof(no_octets_at_its_end), 0,
			&value);
	assert_int_equal(value.len, 0);
	assert_false(value.terminated);
}

static void what_is_left_over_is_told_where_it_stands(void **state)
{
	struct test_bytes array =
		CLAIMS({.name = "a", .type = 1}, {.name = "b", .type = 1});
	struct kacs_claim_array claims;
	struct kacs_error error;
	u32 i;

	(void)state;
	for (i = 1; i < 4; i++) {
		struct test_bytes more = test_copy(NULL, array.len + i);

		memcpy(more.bytes, array.bytes, array.len);
		memset(more.bytes + array.len, 1, i);
		assert_int_equal(kacs_claims_prepare(more.bytes, more.len, 100,
						     &claims, &error),
				 KACS_E_TRAILING);
		assert_int_equal(error.offset, 100 + array.len);
	}
}

static void only_the_sign_of_an_int64_makes_it_negative(void **state)
{
	struct test_bytes array =
		CLAIMS({.name = "i",
			.type = KACS_CLAIM_INT64,
			.count = 3,
			.numbers = {1ull << 62, 1ull << 63, ~0ull >> 1}},
		       {.name = "u",
			.type = KACS_CLAIM_UINT64,
			.count = 1,
			.numbers = {1ull << 63}});
	struct found claim;

	(void)state;
	assert_true(find(array, "i", &claim));
	assert_false(value_of(&claim, 0).negative);
	assert_true(value_of(&claim, 1).negative);
	assert_false(value_of(&claim, 2).negative);
	assert_true(find(array, "u", &claim));
	assert_false(value_of(&claim, 0).negative);
}

static void only_several_values_have_an_order(void **state)
{
	struct test_bytes array = CLAIMS(
		{"b", KACS_CLAIM_INT64, .count = 1, .numbers = {1}},
		{"a", KACS_CLAIM_INT64, .count = 3, .numbers = {3, 2, 1}},
		{"c", KACS_CLAIM_INT64, .count = 0});
	struct kacs_claim_census census;
	struct kacs_claim_array claims;
	u32 i;

	(void)state;
	census = index_of(&array, &claims);
	assert_int_equal(census.claims, 3);
	assert_int_equal(census.values, 3);
	for (i = 0; i < 3; i++) {
		const struct kacs_claim_note *note = &claims.index.notes[i];

		assert_int_equal(note->order != KACS_CLAIM_NO_ORDER,
				 kacs_claim_count(claims.bytes + note->offset) >
					 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_reads_back),
		cmocka_unit_test(booleans_are_normalized_to_0_and_1),
		cmocka_unit_test(
			names_match_whatever_their_case_and_the_first_wins),
		cmocka_unit_test(
			looking_without_an_index_costs_a_step_for_each_entry),
		cmocka_unit_test(folding_is_by_code_unit),
		cmocka_unit_test(offsets_lead_to_whole_values_in_the_entry),
		cmocka_unit_test(strings_end_in_their_entry),
		cmocka_unit_test(
			unsupported_types_and_short_headers_are_refused),
		cmocka_unit_test(
			every_truncated_entry_is_refused_or_valid_without_its_end),
		cmocka_unit_test(
			malformed_resource_attributes_are_malformed_descriptors),
		cmocka_unit_test(empty_entries_are_no_claims),
		cmocka_unit_test(names_of_one_hash_are_kept_apart),
		cmocka_unit_test(a_name_whose_hash_would_be_0_is_found),
		cmocka_unit_test(values_of_every_type_are_sorted),
		cmocka_unit_test(every_unit_folds_as_unicode_14_says),
		cmocka_unit_test(three_names_of_one_hash_are_kept_apart),
		cmocka_unit_test(the_smallest_entries_are_valid),
		cmocka_unit_test(what_is_left_over_is_told_where_it_stands),
		cmocka_unit_test(only_the_sign_of_an_int64_makes_it_negative),
		cmocka_unit_test(only_several_values_have_an_order),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
