// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Claims, validated once and then read in place.
 */
#include "claim.h"
#include "sid.h"

#define NAME_FIELD KACS_CLAIM_NAME_FIELD
#define TYPE_FIELD KACS_CLAIM_TYPE_FIELD
#define COUNT_FIELD KACS_CLAIM_COUNT_FIELD
#define HEADER_BYTES KACS_CLAIM_HEADER_BYTES

struct entry {
	const u8 *bytes;
	u32 len;
	u32 base;
	/* Behind the last 0 code unit at an even and at an odd offset; or 0. */
	u32 string_end[2];
	struct kacs_error *error;
};

/*
 * A string ends in the entry if a 0 of its own alignment comes at or after its
 * start. With the last ones known, that costs nothing for each string, of which
 * there may be many with the same end.
 */
static void find_string_ends(struct entry *entry)
{
	u32 at;

	for (at = 0; at + 2 <= entry->len; at++) {
		if (!entry->bytes[at] && !entry->bytes[at + 1])
			entry->string_end[at & 1] = at + 2;
	}
}

static int fail(const struct entry *entry, enum kacs_reason reason, u32 field)
{
	return kacs_fail(entry->error, reason, entry->base + field);
}

/* @offset: where @field says that @len bytes are. */
static int check_range(const struct entry *entry, u32 field, u32 offset,
		       u32 len)
{
	if (offset > entry->len || len > entry->len - offset)
		return fail(entry, KACS_E_OFFSET, field);
	return KACS_OK;
}

static int check_string(const struct entry *entry, u32 field, u32 offset)
{
	int reason = check_range(entry, field, offset, 0);

	if (reason)
		return reason;
	if (offset >= entry->string_end[offset & 1])
		return fail(entry, KACS_E_CLAIM_STRING, field);
	return KACS_OK;
}

static int check_sid(const struct entry *entry, u32 field, u32 offset)
{
	struct kacs_sid sid;
	int reason = check_range(entry, field, offset, 0);

	if (reason)
		return reason;
	if (kacs_sid_parse(entry->bytes + offset, entry->len - offset, 0, &sid,
			   NULL))
		return fail(entry, KACS_E_SID, field);
	return KACS_OK;
}

static int check_octets(const struct entry *entry, u32 field, u32 offset)
{
	int reason = check_range(entry, field, offset, 4);

	if (reason)
		return reason;
	return check_range(entry, offset, offset + 4,
			   kacs_load_le32(entry->bytes + offset));
}

static int check_value(const struct entry *entry, u16 type, u32 field)
{
	u32 offset = kacs_load_le32(entry->bytes + field);
	u32 target;
	int reason;

	switch (type) {
	case KACS_CLAIM_INT64:
	case KACS_CLAIM_UINT64:
	case KACS_CLAIM_BOOLEAN:
		return check_range(entry, field, offset, 8);
	default:
		reason = check_range(entry, field, offset, 4);
		if (reason)
			return reason;
	}
	target = kacs_load_le32(entry->bytes + offset);
	if (type == KACS_CLAIM_STRING)
		return check_string(entry, offset, target);
	if (type == KACS_CLAIM_SID)
		return check_sid(entry, offset, target);
	return check_octets(entry, offset, target);
}

static bool is_type(u16 type)
{
	return type == KACS_CLAIM_INT64 || type == KACS_CLAIM_UINT64 ||
	       type == KACS_CLAIM_STRING || type == KACS_CLAIM_SID ||
	       type == KACS_CLAIM_BOOLEAN || type == KACS_CLAIM_OCTET;
}

int kacs_claim_validate(const u8 *bytes, u32 len, u32 base,
			struct kacs_error *error)
{
	struct entry entry = {bytes, len, base, {0, 0}, error};
	u32 count, i;
	u16 type;
	int reason;

	if (len < HEADER_BYTES)
		return fail(&entry, KACS_E_TRUNCATED, len);
	type = kacs_load_le16(bytes + TYPE_FIELD);
	if (!is_type(type))
		return fail(&entry, KACS_E_CLAIM_TYPE, TYPE_FIELD);
	count = kacs_load_le32(bytes + COUNT_FIELD);
	if (count > (len - HEADER_BYTES) / 4)
		return fail(&entry, KACS_E_TRUNCATED, COUNT_FIELD);
	find_string_ends(&entry);
	reason = check_string(&entry, NAME_FIELD,
			      kacs_load_le32(bytes + NAME_FIELD));
	for (i = 0; i < count && !reason; i++)
		reason = check_value(&entry, type, HEADER_BYTES + 4 * i);
	return reason;
}

int kacs_claims_prepare(const u8 *bytes, u32 len, u32 base,
			struct kacs_claim_array *claims,
			struct kacs_error *error)
{
	u32 at = 0;
	u32 size;
	int reason;

	while (at < len) {
		if (len - at < 4)
			return kacs_fail(error, KACS_E_TRAILING, base + at);
		size = kacs_load_le32(bytes + at);
		if (!size || size > len - at - 4)
			return kacs_fail(error, KACS_E_CLAIM_SIZE, base + at);
		at += 4;
		reason =
			kacs_claim_validate(bytes + at, size, base + at, error);
		if (reason)
			return reason;
		at += size;
	}
	*claims = (struct kacs_claim_array){.bytes = bytes, .len = len};
	return KACS_OK;
}

void kacs_claim_read(const u8 *entry, u32 len, u32 index,
		     struct kacs_value *value)
{
	const u8 *offset = entry + KACS_CLAIM_HEADER_BYTES + 4 * index;
	u16 type = kacs_claim_type(entry);

	value->terminated = false;
	if (type == KACS_CLAIM_INT64 || type == KACS_CLAIM_UINT64 ||
	    type == KACS_CLAIM_BOOLEAN) {
		value->type = KACS_VALUE_NUMBER;
		value->number = kacs_claim_number(entry, index);
		value->negative =
			type == KACS_CLAIM_INT64 && value->number >> 63;
		return;
	}
	offset = entry + kacs_load_le32(entry + kacs_load_le32(offset));
	value->bytes = offset;
	value->len = len - (u32)(offset - entry);
	value->type = KACS_VALUE_STRING;
	if (type == KACS_CLAIM_STRING) {
		value->terminated = true;
	} else if (type == KACS_CLAIM_SID) {
		value->type = KACS_VALUE_SID;
		value->len = kacs_sid_size(offset);
	} else {
		value->type = KACS_VALUE_OCTETS;
		value->len = kacs_load_le32(offset);
		value->bytes += 4;
	}
}
