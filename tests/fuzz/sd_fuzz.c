// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Security descriptors of any bytes: preparing, checking, taking apart and
 * putting together. The input is a desired mask, then the descriptor.
 */
#include "core/check.h"
#include "core/sd_edit.h"
#include "core/token.h"
#include "fuzz.h"

#define HEADER_BYTES 4u
#define ALL_PARTS                                                            \
	(KACS_OWNER_SECURITY_INFORMATION | KACS_GROUP_SECURITY_INFORMATION | \
	 KACS_DACL_SECURITY_INFORMATION | KACS_SACL_SECURITY_INFORMATION)

/* One entry of a token specification's list of groups; returns its end. */
static u32 add_group(u8 *spec, u32 at, u64 authority, const u32 *sub, u32 count)
{
	u32 len = kacs_sid_make(spec + at + 4, authority, sub, count);

	kacs_store_le32(spec + at, len);
	kacs_store_le32(spec + at + 4 + len, KACS_SE_GROUP_ENABLED);
	return at + 4 + len + 4;
}

/* A token to ask for: user S-1-5-21-1-2-3-1001 in Everyone and Users. */
static const struct kacs_identity *identity(void)
{
	static const struct kacs_identity *made;
	static const u32 user[] = {21, 1, 2, 3, 1001};
	static const u32 users[] = {32, 545};
	static const u32 everyone[] = {0};
	u8 spec[512] = {0};
	struct kacs_token_spec header = {
		.version = KACS_TOKEN_SPEC_VERSION,
		.token_type = KACS_TOKEN_PRIMARY,
		.integrity_rid = KACS_INTEGRITY_MEDIUM,
		.mandatory_policy = KACS_POLICY_NO_WRITE_UP,
		.user_sid_offset = sizeof(header),
		.groups_count = 2,
	};
	u32 at = sizeof(header), size;
	void *memory;

	if (made)
		return made;
	at += kacs_sid_make(spec + at, 5, user, 5);
	header.groups_offset = at;
	at = add_group(spec, at, 1, everyone, 1);
	at = add_group(spec, at, 5, users, 2);
	memcpy(spec, &header, sizeof(header));
	must(kacs_identity_measure(spec, at, NULL, &size, NULL) == 0);
	memory = fuzz_memory(size);
	must(kacs_identity_prepare(memory, size, spec, at, NULL, &made, NULL) ==
	     0);
	return made;
}

/* What is well-formed, comes apart and back together as well-formed. */
static void rebuild(const struct kacs_sd *sd)
{
	u32 len, size;
	u8 *bytes;

	if (kacs_sd_subset(sd, ALL_PARTS, NULL, 0, &len))
		return;
	bytes = fuzz_memory(len);
	must(kacs_sd_subset(sd, ALL_PARTS, bytes, len, &len) == 0);
	must(kacs_sd_measure(bytes, len, &size, NULL) == 0);
	free(bytes);

	if (kacs_sd_merge(sd, sd, ALL_PARTS, NULL, 0, &len))
		return;
	bytes = fuzz_memory(len);
	must(kacs_sd_merge(sd, sd, ALL_PARTS, bytes, len, &len) == 0);
	must(kacs_sd_measure(bytes, len, &size, NULL) == 0);
	free(bytes);
}

static void check(const struct kacs_sd *sd, u32 desired)
{
	struct kacs_trace_entry entries[8];
	struct kacs_decision bare, traced;
	struct kacs_trace trace;
	struct kacs_token token;
	struct kacs_check question = {
		.token = &token,
		.sd = sd,
		.mapping = &kacs_file_mapping,
		.desired = desired,
	};

	kacs_token_init(&token, identity());
	kacs_access_check(&question, &bare, NULL);
	kacs_trace_init(&trace, entries, 8);
	kacs_access_check(&question, &traced, &trace);
	must(bare.allowed == traced.allowed);
	must(bare.granted == traced.granted);
	must(!bare.allowed || (bare.granted & bare.desired) == bare.desired);
	must(bare.maximum_allowed || !(bare.granted & ~bare.desired));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t input_size)
{
	const struct kacs_sd *sd;
	struct kacs_error error;
	u32 desired, len, size;
	void *memory;

	if (input_size < HEADER_BYTES)
		return 0;
	desired = kacs_load_le32(data);
	data += HEADER_BYTES;
	len = (u32)(input_size - HEADER_BYTES);
	if (kacs_sd_measure(data, len, &size, &error)) {
		must(error.reason != KACS_OK);
		must(error.offset <= len);
		return 0;
	}
	must(size <= 9 * len + 128);
	memory = fuzz_memory(size);
	must(kacs_sd_prepare(memory, size - 1, data, len, &sd, NULL) ==
	     KACS_E_NO_ROOM);
	must(kacs_sd_prepare(memory, size, data, len, &sd, NULL) == 0);
	check(sd, desired);
	rebuild(sd);
	free(memory);
	return 0;
}
