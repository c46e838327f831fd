// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Conditional expressions and claims of any bytes. The input is the length of a
 * claim array, 2 bytes, the array, and the expression; the array is the user's,
 * the call's and, its first entry, the resource's.
 */
#include "core/claim_index.h"
#include "fuzz_core.h"

#define SPEC_BYTES 192u

/* The user S-1-5-18 with these claims; to be freed. */
static struct kacs_identity *with_claims(const u8 *claims, u32 len)
{
	struct kacs_token_spec header = {
		.version = KACS_TOKEN_SPEC_VERSION,
		.token_type = KACS_TOKEN_PRIMARY,
		.integrity_rid = KACS_INTEGRITY_MEDIUM,
		.user_sid_offset = SPEC_BYTES,
		.user_claims_offset = SPEC_BYTES + 12,
		.user_claims_len = len,
	};
	static const u32 system[] = {18};
	const struct kacs_identity *identity;
	u8 *spec = fuzz_memory(SPEC_BYTES + 12 + len);
	void *memory = NULL;
	u32 size;

	memcpy(spec, &header, sizeof(header));
	kacs_sid_make(spec + SPEC_BYTES, 5, system, 1);
	if (len)
		memcpy(spec + SPEC_BYTES + 12, claims, len);
	if (!kacs_identity_measure(spec, SPEC_BYTES + 12 + len, NULL, &size,
				   NULL)) {
		memory = fuzz_memory(size);
		must(kacs_identity_prepare(memory, size, spec,
					   SPEC_BYTES + 12 + len, NULL,
					   &identity, NULL) == 0);
	}
	free(spec);
	return memory;
}

/* An object with the first claim as its attribute, if it fits; to be freed. */
static struct kacs_sd *with_attribute(const u8 *claims, u32 len)
{
	static const u8 everyone[] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
	static const u8 owner[] = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};
	u32 entry = len ? kacs_load_le32(claims) : 0;
	u32 ace = (20 + entry + 3) & ~3u;
	struct kacs_sd *sd;
	u32 size;
	u8 *bytes;

	if (!entry || entry > 60000)
		entry = ace = 0;
	size = KACS_SD_HEADER_BYTES + 12 + 8 + ace;
	bytes = fuzz_memory(size);
	memset(bytes, 0, size);
	bytes[0] = 1;
	kacs_store_le16(bytes + 2,
			KACS_SE_SELF_RELATIVE | KACS_SE_SACL_PRESENT);
	kacs_store_le32(bytes + 4, 20);
	kacs_store_le32(bytes + 12, 32);
	memcpy(bytes + 20, owner, 12);
	bytes[32] = KACS_ACL_REVISION;
	kacs_store_le16(bytes + 34, (u16)(8 + ace));
	if (ace) {
		kacs_store_le16(bytes + 36, 1);
		bytes[40] = KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE;
		kacs_store_le16(bytes + 42, (u16)ace);
		memcpy(bytes + 48, everyone, 12);
		memcpy(bytes + 60, claims + 4, entry);
	}
	sd = fuzz_prepare(bytes, size);
	free(bytes);
	return sd;
}

/* The same claims, with an index; to be freed. */
static u32 *index_claims(struct kacs_claim_array *claims)
{
	struct kacs_claim_census census = kacs_claims_census(claims);
	u32 *words =
		fuzz_memory(kacs_claim_index_words(&census) * sizeof(*words));

	kacs_claims_index(claims, words);
	return words;
}

/*
 * Every pass and polarity comes out as one of three; and whether the claims of
 * the call have an index makes no difference, unless the steps run out.
 */
static void evaluate(const struct kacs_check *check, const u8 *bytes, u32 len)
{
	struct kacs_budget budget, indexed_budget;
	struct kacs_check indexed = *check;
	struct kacs_condition condition;
	enum kacs_truth truth, same;
	u32 *notes, *index;
	u32 i, words;

	must(kacs_condition_measure(bytes, len, 0, &words, NULL) == 0);
	must(words <= len / 4);
	notes = fuzz_memory(words * sizeof(*notes));
	condition = kacs_condition_prepare(bytes, len, notes);
	index = index_claims(&indexed.local_claims);
	for (i = 0; i < 6; i++) {
		budget.steps = KACS_CONDITION_STEPS;
		truth = kacs_condition_evaluate(condition, check, &budget,
						(enum kacs_pass)(i / 2), i & 1);
		must(truth >= KACS_TRUTH_FALSE && truth <= KACS_TRUTH_UNKNOWN);
		indexed_budget.steps = KACS_CONDITION_STEPS;
		same = kacs_condition_evaluate(condition, &indexed,
					       &indexed_budget,
					       (enum kacs_pass)(i / 2), i & 1);
		must(truth == same || !budget.steps || !indexed_budget.steps);
	}
	free(index);
	free(notes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t input_size)
{
	struct kacs_identity *identity;
	struct kacs_claim_array claims;
	struct kacs_error error;
	struct kacs_token token;
	struct kacs_check check = {.mapping = &kacs_file_mapping};
	u32 size = (u32)input_size, len;
	struct kacs_sd *sd;
	int reason;

	if (size < 2 || size > 65535)
		return 0;
	len = kacs_load_le16(data);
	data += 2;
	size -= 2;
	if (len > size)
		return 0;
	reason = kacs_condition_validate(data + len, size - len, 0, &error);
	must(!reason || error.offset <= size - len);
	if (kacs_claims_prepare(data, len, 0, &claims, &error)) {
		must(error.offset <= len);
		return 0;
	}
	if (reason)
		return 0;
	identity = with_claims(data, len);
	if (!identity)
		return 0;
	kacs_token_init(&token, identity);
	sd = with_attribute(data, len);
	check.token = &token;
	check.sd = sd;
	check.self = sd->owner;
	check.local_claims = claims;
	evaluate(&check, data + len, size - len);
	free(sd);
	free(identity);
	return 0;
}
