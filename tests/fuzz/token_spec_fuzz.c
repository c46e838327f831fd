// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Token specifications of any bytes, as kacs_create_token takes them.
 */
#include "fuzz_core.h"

#include "../../core/token_lookup.h"

/* The token says of each SID what its specification said. */
static void ask(const struct kacs_identity *identity)
{
	const struct kacs_membership *found;
	struct kacs_token token;
	u32 i;

	kacs_token_init(&token, identity);
	found = kacs_identity_find(identity, &identity->user);
	must(found && kacs_token_match(&token, found) & KACS_MATCH_DENY);
	for (i = 0; i < identity->groups.count; i++) {
		const struct kacs_sid *sid = &identity->groups.entries[i].sid;
		u32 match;

		found = kacs_identity_find(identity, sid);
		must(found && found->groups >> i & 1);
		match = kacs_token_match(&token, found);
		must(!(match & KACS_MATCH_ALLOW) || match & KACS_MATCH_DENY);
	}
	for (i = 0; i < identity->restricted.count; i++)
		must(kacs_identity_find(identity,
					&identity->restricted.entries[i].sid));
}

/* A descriptor of this owner's with one ACE, which allows Everyone to read. */
static struct kacs_sd *object_of(const struct kacs_sid *owner)
{
	static const u8 everyone[] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
	u8 bytes[KACS_SD_HEADER_BYTES + KACS_SID_MAX_BYTES + 28] = {1};
	u8 *acl = bytes + KACS_SD_HEADER_BYTES + owner->len;

	kacs_store_le16(bytes + 2,
			KACS_SE_SELF_RELATIVE | KACS_SE_DACL_PRESENT);
	kacs_store_le32(bytes + 4, KACS_SD_HEADER_BYTES);
	kacs_store_le32(bytes + 16, KACS_SD_HEADER_BYTES + owner->len);
	memcpy(bytes + KACS_SD_HEADER_BYTES, owner->bytes, owner->len);
	acl[0] = KACS_ACL_REVISION;
	kacs_store_le16(acl + 2, 28);
	kacs_store_le16(acl + 4, 1);
	kacs_store_le16(acl + 10, 20);
	kacs_store_le32(acl + 12, KACS_FILE_READ_DATA);
	memcpy(acl + 16, everyone, sizeof(everyone));
	return fuzz_prepare(bytes, KACS_SD_HEADER_BYTES + owner->len + 28);
}

/* The token as subject of checks and as creator of objects. */
static void use(const struct kacs_identity *identity)
{
	struct kacs_sd *object = object_of(&identity->user);
	struct kacs_inherit question = {
		.owner = *kacs_identity_indexed(identity,
						identity->spec.owner_sid_index),
		.group = *kacs_identity_indexed(
			identity, identity->spec.primary_group_index),
		.default_dacl = identity->default_dacl,
		.default_dacl_len = identity->default_dacl_len,
		.mapping = &kacs_file_mapping,
	};
	struct kacs_token token;

	kacs_token_init(&token, identity);
	must(kacs_token_may_own(&token, &identity->user));
	fuzz_check(&token, object, KACS_FILE_READ_DATA | KACS_WRITE_DAC);
	fuzz_check(&token, object, KACS_GENERIC_ALL);
	fuzz_child(&question);
	free(object);
}

static void prepare(const u8 *spec, u32 len, const struct kacs_sid *logon)
{
	const struct kacs_identity *identity;
	struct kacs_error error;
	void *memory;
	u32 size;

	if (kacs_identity_measure(spec, len, logon, &size, &error)) {
		must(error.reason != KACS_OK);
		must(error.offset <= len);
		return;
	}
	memory = fuzz_memory(size);
	must(kacs_identity_prepare(memory, size - 1, spec, len, logon,
				   &identity, NULL) == KACS_E_NO_ROOM);
	must(kacs_identity_prepare(memory, size, spec, len, logon, &identity,
				   NULL) == 0);
	ask(identity);
	use(identity);
	free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const u32 logon_parts[] = {5, 0, 42};
	u8 bytes[KACS_SID_MAX_BYTES];
	struct kacs_sid logon;
	u32 len = kacs_sid_make(bytes, 5, logon_parts, 3);

	must(kacs_sid_parse(bytes, len, 0, &logon, NULL) == 0);
	prepare(data, (u32)size, NULL);
	prepare(data, (u32)size, &logon);
	return 0;
}
