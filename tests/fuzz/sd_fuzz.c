// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Security descriptors of any bytes: preparing, checking, taking apart and
 * putting together, and inheriting. The input is a desired mask, then the
 * descriptor.
 */
#include "fuzz_core.h"

#define HEADER_BYTES 4u

/* One entry of a token specification's list; returns its end. */
static u32 add_sid(u8 *spec, u32 at, u64 authority, const u32 *sub, u32 count)
{
	u32 len = kacs_sid_make(spec + at + 4, authority, sub, count);

	kacs_store_le32(spec + at, len);
	kacs_store_le32(spec + at + 4 + len, KACS_SE_GROUP_ENABLED);
	return at + 4 + len + 4;
}

/*
 * Whom to ask for: user S-1-5-21-1-2-3-1001 in Everyone and Users, restricted
 * to Everyone, with every privilege.
 */
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
		.privs_present = KACS_PRIVILEGE_ALL,
		.privs_enabled = KACS_PRIVILEGE_ALL,
		.user_sid_offset = sizeof(header),
		.groups_count = 2,
		.restricted_sids_count = 1,
	};
	u32 at = sizeof(header), size;
	void *memory;

	if (made)
		return made;
	at += kacs_sid_make(spec + at, 5, user, 5);
	header.groups_offset = at;
	header.restricted_sids_offset = at;
	at = add_sid(spec, at, 1, everyone, 1);
	at = add_sid(spec, at, 5, users, 2);
	memcpy(spec, &header, sizeof(header));
	must(kacs_identity_measure(spec, at, NULL, &size, NULL) == 0);
	memory = fuzz_memory(size);
	must(kacs_identity_prepare(memory, size, spec, at, NULL, &made, NULL) ==
	     0);
	return made;
}

static void check(const struct kacs_sd *sd, u32 desired)
{
	struct kacs_token token;

	kacs_token_init(&token, identity());
	fuzz_check(&token, sd, desired);
	token.privileges_enabled = 0;
	token.integrity_level = KACS_INTEGRITY_LOW;
	fuzz_check(&token, sd, desired);
}

/* As parent, as creator's, and as both at once. */
static void inherit(const struct kacs_sd *sd)
{
	struct kacs_inherit question = {
		.owner = identity()->user,
		.mapping = &kacs_file_mapping,
	};
	u32 i;

	for (i = 0; i < 16; i++) {
		question.is_container = i & 1;
		question.parent = i & 2 ? sd : NULL;
		question.creator = i & 4 ? sd : NULL;
		question.group = i & 8 ? question.owner : (struct kacs_sid){0};
		fuzz_child(&question);
	}
}

/* The label alone, put back where it came from: nothing changes. */
static void relabel(const struct kacs_sd *sd)
{
	struct kacs_sd *label;
	u32 len;
	u8 *bytes;

	must(kacs_sd_subset(sd, KACS_LABEL_SECURITY_INFORMATION, NULL, 0,
			    &len) == 0);
	bytes = fuzz_memory(len);
	must(kacs_sd_subset(sd, KACS_LABEL_SECURITY_INFORMATION, bytes, len,
			    &len) == 0);
	label = fuzz_prepare(bytes, len);
	must(label->has_label == sd->has_label);
	must(label->sacl.count == sd->has_label);
	if (kacs_sd_merge(sd, label, KACS_LABEL_SECURITY_INFORMATION, NULL, 0,
			  &len) == 0)
		must(sd->owner.len);
	free(label);
	free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t input_size)
{
	struct kacs_error error;
	struct kacs_sd *sd;
	u32 desired, len, size;

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
	sd = fuzz_prepare(data, len);
	check(sd, desired);
	fuzz_rebuild(sd);
	relabel(sd);
	inherit(sd);
	free(sd);
	return 0;
}
