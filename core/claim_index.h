/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Claims found by their names, and among their values. Internal to the core.
 */
#ifndef KACS_CORE_CLAIM_INDEX_H
#define KACS_CORE_CLAIM_INDEX_H

#include "claim.h"

/* Claims that are to be indexed: how many, and values of those with several. */
struct kacs_claim_census {
	u32 claims;
	u32 values;
};

/* One more claim: a valid entry. */
void kacs_claim_census_add(struct kacs_claim_census *census, const u8 *entry);

/* Those of an array. */
struct kacs_claim_census
kacs_claims_census(const struct kacs_claim_array *claims);

/*
 * 32-bit words that an index takes: at most 5 for each claim and one for each
 * value.
 */
u32 kacs_claim_index_words(const struct kacs_claim_census *census);

/**
 * kacs_claim_index_make - sort what has been noted
 * @notes: @count notes with their offset and length; room for
 *	kacs_claim_index_words() begins with them
 * @count: how many
 * @bytes: the bytes that the offsets are from, at most
 *	KACS_CLAIM_INDEX_MAX_BYTES
 *
 * Time is O(n log n) in the bytes of the claims.
 */
struct kacs_claim_index kacs_claim_index_make(struct kacs_claim_note *notes,
					      u32 count, const u8 *bytes);

/**
 * kacs_claims_index - make the index of a claim array
 * @claims: the array, of at most KACS_CLAIM_INDEX_MAX_BYTES; gets the index
 * @words: room for kacs_claim_index_words() of kacs_claims_census()
 */
void kacs_claims_index(struct kacs_claim_array *claims, u32 *words);

/* KACS_CLAIM_TRAIT_* of a valid entry. */
u32 kacs_claim_traits(const u8 *entry);

/* The name of a claim as an expression has it: UTF-16LE without a 0. */
struct kacs_claim_key {
	const u8 *bytes;
	u32 len;
	u32 hash; /* kacs_claim_name_hash(), or 0: no claim can have this name */
};

/* The hash of a name up to its first 0, whatever its case. */
u32 kacs_claim_name_hash(const struct kacs_value *name);

/*
 * A claim whose name is spelt the same as @key, as mostly it is: nothing has to
 * be folded, then. NULL says nothing.
 */
static inline const struct kacs_claim_note *
kacs_claim_index_find_spelt(const struct kacs_claim_index *index,
			    const u8 *bytes, const struct kacs_claim_key *key)
{
	const struct kacs_claim_note *note = index->notes;
	u32 count = index->count;
	u32 half;

	if (!count)
		return NULL;
	/* The first that is not less is one of @count, or there is none. */
	for (; count > 1; count -= half) {
		half = count / 2;
		note += note[half - 1].hash < key->hash ? half : 0;
	}
	if (note->hash == key->hash && note->name_len == key->len &&
	    key->len >= 8 &&
	    kacs_same_bytes(bytes + note->name, key->bytes, key->len))
		return note;
	return NULL;
}

/**
 * kacs_claim_index_find - find a claim by its name
 * @index: where
 * @bytes: what its offsets are from
 * @key: the name
 *
 * Return: its note, of several with the same name the first one's (3.10), or
 * NULL.
 */
const struct kacs_claim_note *
kacs_claim_index_find(const struct kacs_claim_index *index, const u8 *bytes,
		      const struct kacs_claim_key *key);

/**
 * kacs_claims_search - find a claim in an array without an index
 * @claims: where
 * @key: the name; its hash is not looked at
 * @budget: charged for every entry
 * @len: out: the length of the entry
 *
 * Return: the first entry of that name (3.10), or NULL: there is none, or the
 * budget is spent.
 */
const u8 *kacs_claims_search(const struct kacs_claim_array *claims,
			     const struct kacs_claim_key *key,
			     struct kacs_budget *budget, u32 *len);

#endif /* KACS_CORE_CLAIM_INDEX_H */
