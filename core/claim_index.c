// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The index of claims, made once and then searched.
 *
 * Claims are sorted, not hashed into a table: whoever chooses the names cannot
 * choose how long a search takes.
 */
#include "case_fold.h"
#include "claim_index.h"
#include "sort.h"

void kacs_claim_census_add(struct kacs_claim_census *census, const u8 *entry)
{
	u32 count = kacs_claim_count(entry);

	census->claims++;
	if (count > 1)
		census->values += count;
}

struct kacs_claim_census
kacs_claims_census(const struct kacs_claim_array *claims)
{
	struct kacs_claim_census census = {0, 0};
	u32 at;

	for (at = 0; at < claims->len;
	     at += 4 + kacs_load_le32(claims->bytes + at))
		kacs_claim_census_add(&census, claims->bytes + at + 4);
	return census;
}

u32 kacs_claim_index_words(const struct kacs_claim_census *census)
{
	/* What sorting the claims takes, sorting their values takes again. */
	u32 sorting = census->claims > census->values ? census->claims
						      : census->values;

	return census->claims * (u32)(sizeof(struct kacs_claim_note) / 4) +
	       sorting;
}

static u32 type_trait(u16 type)
{
	switch (type) {
	case KACS_CLAIM_STRING:
		return KACS_CLAIM_TRAIT_TYPE(KACS_VALUE_STRING);
	case KACS_CLAIM_SID:
		return KACS_CLAIM_TRAIT_TYPE(KACS_VALUE_SID);
	case KACS_CLAIM_OCTET:
		return KACS_CLAIM_TRAIT_TYPE(KACS_VALUE_OCTETS);
	case KACS_CLAIM_INT64:
		return KACS_CLAIM_TRAIT_TYPE(KACS_VALUE_NUMBER) |
		       KACS_CLAIM_TRAIT_SIGNED;
	default:
		return KACS_CLAIM_TRAIT_TYPE(KACS_VALUE_NUMBER);
	}
}

u32 kacs_claim_traits(const u8 *entry)
{
	u32 traits = type_trait(kacs_claim_type(entry));
	u32 flags = kacs_claim_flags(entry);
	u32 count = kacs_claim_count(entry);

	if (count > 1)
		traits |= KACS_CLAIM_TRAIT_LIST;
	if (flags & KACS_CLAIM_CASE_SENSITIVE)
		traits |= KACS_CLAIM_TRAIT_CASE;
	if (flags & KACS_CLAIM_DENY_ONLY)
		traits |= KACS_CLAIM_TRAIT_DENY_ONLY;
	if (flags & KACS_CLAIM_DISABLED || !count)
		traits |= KACS_CLAIM_TRAIT_ABSENT;
	return traits;
}

u32 kacs_claim_name_hash(const struct kacs_value *name)
{
	u64 hash = 0x9e3779b97f4a7c15u;
	u32 result, at;
	u16 unit;

	for (at = 0; name->len - at >= 2; at += 2) {
		unit = kacs_load_le16(name->bytes + at);
		if (!unit)
			break;
		hash = (hash ^ kacs_fold(unit)) * 0xff51afd7ed558ccdu;
		hash ^= hash >> 32;
	}
	result = (u32)hash;
	return result ? result : 1;
}

static struct kacs_value name_of(const u8 *bytes,
				 const struct kacs_claim_note *note)
{
	return (struct kacs_value){.type = KACS_VALUE_STRING,
				   .bytes = bytes + note->name,
				   .len = note->name_len};
}

static void note_name(struct kacs_claim_note *note, const u8 *bytes)
{
	struct kacs_value name =
		kacs_claim_entry_name(bytes + note->offset, note->len);

	note->name = (u16)(name.bytes - bytes);
	note->name_len = (u16)kacs_value_string_bytes(&name);
	note->hash = kacs_claim_name_hash(&name);
}

struct named {
	const u8 *bytes;
	const struct kacs_claim_note *notes;
};

static int by_name(const void *context, u16 a, u16 b)
{
	const struct named *named = context;
	const struct kacs_claim_note *x = &named->notes[a];
	const struct kacs_claim_note *y = &named->notes[b];
	struct kacs_value name_x, name_y;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	name_x = name_of(named->bytes, x);
	name_y = name_of(named->bytes, y);
	return kacs_value_compare(&name_x, &name_y, false, NULL);
}

/* Move every note to where @order has its number. @order is used up. */
static void arrange(struct kacs_claim_note *notes, u16 *order, u32 count)
{
	struct kacs_claim_note kept;
	u32 start, at, from;

	for (start = 0; start < count; start++) {
		kept = notes[start];
		for (at = start; order[at] != start; at = from) {
			from = order[at];
			notes[at] = notes[from];
			order[at] = (u16)at;
		}
		notes[at] = kept;
		order[at] = (u16)at;
	}
}

struct valued {
	const u8 *entry;
	u32 len;
};

static int by_value(const void *context, u16 a, u16 b)
{
	const struct valued *claim = context;
	struct kacs_value x, y;

	kacs_claim_read(claim->entry, claim->len, a, &x);
	kacs_claim_read(claim->entry, claim->len, b, &y);
	return kacs_value_order(&x, &y, true, NULL);
}

/*
 * Do the values have more bytes together than their entry? They refer to the
 * same bytes several times, then, and sorting them could take for ever.
 */
static bool values_overlap(const struct valued *claim)
{
	u16 type = kacs_claim_type(claim->entry);
	u32 count = kacs_claim_count(claim->entry);
	u32 left = claim->len;
	struct kacs_value value;
	u32 i, len;

	if (type != KACS_CLAIM_STRING && type != KACS_CLAIM_OCTET)
		return false;
	for (i = 0; i < count; i++) {
		kacs_claim_read(claim->entry, claim->len, i, &value);
		len = value.terminated ? kacs_value_string_bytes(&value)
				       : value.len;
		if (len > left)
			return true;
		left -= len;
	}
	return false;
}

/*
 * The order of one claim's values at @order, then scratch. They are so few that
 * 16 bits count them: each takes 4 bytes at least.
 */
static bool sort_values(const struct valued *claim, u16 *order)
{
	u32 count = kacs_claim_count(claim->entry);
	u32 i;

	if (count < 2 || values_overlap(claim))
		return false;
	for (i = 0; i < count; i++)
		order[i] = (u16)i;
	kacs_sort(order, order + count, count, by_value, claim);
	return true;
}

struct kacs_claim_index kacs_claim_index_make(struct kacs_claim_note *notes,
					      u32 count, const u8 *bytes)
{
	u16 *orders = (u16 *)(notes + count);
	const struct named named = {bytes, notes};
	u32 used = 0, i;

	for (i = 0; i < count; i++) {
		note_name(&notes[i], bytes);
		notes[i].traits =
			(u16)kacs_claim_traits(bytes + notes[i].offset);
		orders[i] = (u16)i;
	}
	kacs_sort(orders, orders + count, count, by_name, &named);
	arrange(notes, orders, count);
	for (i = 0; i < count; i++) {
		const struct valued claim = {bytes + notes[i].offset,
					     notes[i].len};

		notes[i].order = KACS_CLAIM_NO_ORDER;
		if (!sort_values(&claim, orders + used))
			continue;
		notes[i].order = (u16)used;
		used += kacs_claim_count(claim.entry);
	}
	return (struct kacs_claim_index){notes, orders, count};
}

void kacs_claims_index(struct kacs_claim_array *claims, u32 *words)
{
	struct kacs_claim_note *notes = (struct kacs_claim_note *)words;
	u32 count = 0, at, size;

	for (at = 0; at < claims->len; at += 4 + size) {
		size = kacs_load_le32(claims->bytes + at);
		notes[count++] = (struct kacs_claim_note){
			.offset = (u16)(at + 4), .len = (u16)size};
	}
	claims->index = kacs_claim_index_make(notes, count, claims->bytes);
}

/* By hash, then by name. */
static int compare_note(const struct kacs_claim_note *note, const u8 *bytes,
			const struct kacs_claim_key *key)
{
	const struct kacs_value wanted = {.type = KACS_VALUE_STRING,
					  .bytes = key->bytes,
					  .len = key->len};
	struct kacs_value name;

	if (note->hash != key->hash)
		return note->hash < key->hash ? -1 : 1;
	name = name_of(bytes, note);
	return kacs_value_compare(&name, &wanted, false, NULL);
}

const struct kacs_claim_note *
kacs_claim_index_find(const struct kacs_claim_index *index, const u8 *bytes,
		      const struct kacs_claim_key *key)
{
	const struct kacs_claim_note *found =
		kacs_claim_index_find_spelt(index, bytes, key);
	u32 low = 0, high = index->count;
	u32 middle;
	int order;

	if (found)
		return found;
	while (low < high) {
		middle = (low + high) / 2;
		order = compare_note(&index->notes[middle], bytes, key);
		if (order < 0) {
			low = middle + 1;
			continue;
		}
		if (!order)
			found = &index->notes[middle];
		high = middle;
	}
	return found;
}

const u8 *kacs_claims_search(const struct kacs_claim_array *claims,
			     const struct kacs_claim_key *key,
			     struct kacs_budget *budget, u32 *len)
{
	const struct kacs_value wanted = {.type = KACS_VALUE_STRING,
					  .bytes = key->bytes,
					  .len = key->len};
	struct kacs_value name;
	const u8 *entry;
	u32 at;

	for (at = 0; at < claims->len; at += 4 + *len) {
		if (!kacs_budget_spend(budget, 1))
			return NULL;
		entry = claims->bytes + at + 4;
		*len = kacs_load_le32(claims->bytes + at);
		name = kacs_claim_entry_name(entry, *len);
		if (kacs_value_compare(&name, &wanted, false, budget) == 0)
			return entry;
	}
	return NULL;
}
