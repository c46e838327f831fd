// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * ACLs of any bytes, standing alone as a token's default DACL does: one that is
 * accepted is accepted as DACL and as SACL of a descriptor, too, and can be
 * given to new objects.
 */
#include "fuzz_core.h"

#define SID_BYTES 12u
#define ACL_OFFSET (KACS_SD_HEADER_BYTES + SID_BYTES)

static const u8 everyone[SID_BYTES] = {1, 1, 0, 0, 0, 0, 0, 1};

/* A descriptor of Everyone's whose DACL and SACL are both the ACL. */
static u8 *wrap(const u8 *acl, u32 len)
{
	u8 *bytes = fuzz_memory(ACL_OFFSET + len);

	memset(bytes, 0, ACL_OFFSET);
	bytes[0] = 1;
	kacs_store_le16(bytes + 2, KACS_SE_SELF_RELATIVE |
					   KACS_SE_DACL_PRESENT |
					   KACS_SE_SACL_PRESENT);
	kacs_store_le32(bytes + 4, KACS_SD_HEADER_BYTES);
	kacs_store_le32(bytes + 12, ACL_OFFSET);
	kacs_store_le32(bytes + 16, ACL_OFFSET);
	memcpy(bytes + KACS_SD_HEADER_BYTES, everyone, SID_BYTES);
	memcpy(bytes + ACL_OFFSET, acl, len);
	return bytes;
}

/* The ACEs of the prepared form are those of the bytes, in their order. */
static void follow(const struct kacs_sd *sd, const u8 *acl, u32 len)
{
	const struct kacs_ace *aces = kacs_sd_dacl(sd);
	u32 at = KACS_ACL_HEADER_BYTES;
	u32 i;

	must(sd->dacl.count == kacs_load_le16(acl + 4));
	must(sd->sacl.count == sd->dacl.count);
	for (i = 0; i < sd->dacl.count; i++) {
		must(aces[i].offset == ACL_OFFSET + at);
		must(aces[i].type == acl[at]);
		must(aces[i].flags == acl[at + 1]);
		must(!kacs_ace_has_sid(&aces[i]) ||
		     kacs_ace_data_offset(&aces[i]) <=
			     aces[i].offset + kacs_ace_size(sd, &aces[i]));
		at += kacs_ace_size(sd, &aces[i]);
	}
	must(at == len);
}

static void give(const struct kacs_sd *sd, const u8 *acl, u32 len)
{
	struct kacs_inherit question = {
		.owner = sd->owner,
		.group = sd->owner,
		.default_dacl = acl,
		.default_dacl_len = len,
		.mapping = &kacs_file_mapping,
	};

	fuzz_child(&question);
	question.parent = sd;
	fuzz_child(&question);
	question.is_container = true;
	fuzz_child(&question);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t input_size)
{
	u32 len = (u32)input_size;
	struct kacs_error error;
	struct kacs_sd *sd;
	u8 *bytes;

	if (input_size > KACS_SD_MAX_BYTES - ACL_OFFSET)
		return 0;
	bytes = wrap(data, len);
	if (kacs_acl_validate(data, len, 1000, &error)) {
		must(error.reason != KACS_OK);
		must(error.offset >= 1000 && error.offset <= 1000 + len);
	} else {
		sd = fuzz_prepare(bytes, ACL_OFFSET + len);
		follow(sd, data, len);
		fuzz_rebuild(sd);
		give(sd, data, len);
		free(sd);
	}
	free(bytes);
	return 0;
}
