// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Claim arrays of any bytes, and of any JSON: an input that starts with '[' is
 * text. What is accepted is found by its names with and without an index, its
 * values are within it, and it comes back from its text.
 */
#include <errno.h>
#include <kacs/kacs.h>
#include "core/claim_index.h"
#include "core/sid.h"
#include "fuzz.h"

static void read_values(const u8 *entry, u32 len)
{
	u32 count = kacs_claim_count(entry), i;
	struct kacs_value value;

	for (i = 0; i < count; i++) {
		kacs_claim_read(entry, len, i, &value);
		if (value.type == KACS_VALUE_NUMBER)
			continue;
		must(value.bytes >= entry && value.bytes <= entry + len);
		must(value.len <= len - (u32)(value.bytes - entry));
		must(value.type != KACS_VALUE_STRING ||
		     kacs_value_string_bytes(&value) <= value.len);
		must(value.type != KACS_VALUE_SID ||
		     value.len == kacs_sid_size(value.bytes));
	}
}

/* The values of a claim are in the order of its index. */
static void read_order(const struct kacs_claim_index *index,
		       const struct kacs_claim_note *note, const u8 *bytes)
{
	const u8 *entry = bytes + note->offset;
	struct kacs_value a, b;
	u32 i;

	if (note->order == KACS_CLAIM_NO_ORDER)
		return;
	for (i = 1; i < kacs_claim_count(entry); i++) {
		kacs_claim_read(entry, note->len,
				index->orders[note->order + i - 1], &a);
		kacs_claim_read(entry, note->len,
				index->orders[note->order + i], &b);
		must(kacs_value_order(&a, &b, true, NULL) <= 0);
	}
}

/* Whoever looks for the name of an entry finds the first of that name. */
static void find(const struct kacs_claim_array *claims, const u8 *entry,
		 u32 len)
{
	struct kacs_value name = kacs_claim_entry_name(entry, len);
	struct kacs_claim_key key = {.bytes = name.bytes,
				     .len = kacs_value_string_bytes(&name),
				     .hash = kacs_claim_name_hash(&name)};
	struct kacs_budget budget = {~0u};
	const struct kacs_claim_note *note;
	const u8 *found;
	u32 found_len;

	found = kacs_claims_search(claims, &key, &budget, &found_len);
	must(found && found <= entry);
	note = kacs_claim_index_find(&claims->index, claims->bytes, &key);
	must(note && claims->bytes + note->offset == found);
	must(note->len == found_len);
	must(note->traits == kacs_claim_traits(found));
	read_order(&claims->index, note, claims->bytes);
}

/* What text can say comes back from it as the same text. */
static void write_text(const u8 *bytes, u32 len)
{
	struct kacs_diagnostic diagnostic;
	size_t again_len;
	uint8_t *again;
	char *text, *second;

	/* Half a surrogate pair has no text. */
	if (kacs_local_claims_to_json(bytes, len, &text, &diagnostic)) {
		must(errno == EINVAL || errno == ENOTSUP);
		return;
	}
	must(kacs_local_claims_from_json(text, strlen(text), &again, &again_len,
					 &diagnostic) == 0);
	must(kacs_local_claims_to_json(again, again_len, &second,
				       &diagnostic) == 0);
	must(strcmp(text, second) == 0);
	free(second);
	free(again);
	free(text);
}

static void read_claims(const u8 *bytes, u32 len)
{
	struct kacs_claim_census census;
	struct kacs_claim_array claims;
	struct kacs_error error;
	u32 at, size, count = 0;
	u32 *words;

	if (kacs_claims_prepare(bytes, len, 100, &claims, &error)) {
		must(error.reason != KACS_OK);
		must(error.offset >= 100 && error.offset <= 100 + len);
		return;
	}
	census = kacs_claims_census(&claims);
	words = fuzz_memory(kacs_claim_index_words(&census) * sizeof(*words));
	kacs_claims_index(&claims, words);
	for (at = 0; at < len && count < 64; at += 4 + size, count++) {
		size = kacs_load_le32(bytes + at);
		must(kacs_claim_validate(bytes + at + 4, size, 0, NULL) == 0);
		read_values(bytes + at + 4, size);
		find(&claims, bytes + at + 4, size);
	}
	free(words);
	write_text(bytes, len);
}

static void read_text(const char *text, size_t size)
{
	struct kacs_diagnostic diagnostic;
	uint8_t *claims;
	size_t len;

	if (kacs_local_claims_from_json(text, size, &claims, &len,
					&diagnostic)) {
		must(errno == EINVAL);
		must(diagnostic.message[0]);
		return;
	}
	read_claims(claims, (u32)len);
	free(claims);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > KACS_CLAIM_INDEX_MAX_BYTES)
		return 0;
	if (size && data[0] == '[')
		read_text((const char *)data, size);
	else
		read_claims(data, (u32)size);
	return 0;
}
