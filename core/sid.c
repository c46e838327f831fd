// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Security identifiers: parsing, hashing, the well-known ones.
 */
#include "sid.h"

#define SID_REVISION 1
#define SID_MAX_SUB_AUTHORITIES 15
#define MANDATORY_LABEL_AUTHORITY 16

int kacs_sid_parse_unhashed(const u8 *bytes, u32 len, u32 base,
			    struct kacs_sid *sid, struct kacs_error *error)
{
	u32 size;

	if (len < KACS_SID_MIN_BYTES)
		return kacs_fail(error, KACS_E_TRUNCATED, base + len);
	if (bytes[0] != SID_REVISION)
		return kacs_fail(error, KACS_E_SID, base);
	if (bytes[1] > SID_MAX_SUB_AUTHORITIES)
		return kacs_fail(error, KACS_E_SID, base + 1);
	size = KACS_SID_MIN_BYTES + 4u * bytes[1];
	if (len < size)
		return kacs_fail(error, KACS_E_TRUNCATED, base + len);
	sid->bytes = bytes;
	sid->len = size;
	sid->hash = 0;
	return KACS_OK;
}

int kacs_sid_parse(const u8 *bytes, u32 len, u32 base, struct kacs_sid *sid,
		   struct kacs_error *error)
{
	int reason = kacs_sid_parse_unhashed(bytes, len, base, sid, error);

	if (!reason)
		sid->hash = kacs_sid_hash(bytes, sid->len);
	return reason;
}

/*
 * Multiply and fold, 8 bytes at a time. SIDs of one domain differ in their last
 * word only, so every word is mixed into all bits before the next one comes.
 */
u32 kacs_sid_hash(const u8 *bytes, u32 len)
{
	u64 hash = len;
	u32 at;

	for (at = 0; at + 8 <= len; at += 8) {
		hash = (hash ^ kacs_load_le64(bytes + at)) *
		       0x9e3779b97f4a7c15u;
		hash ^= hash >> 32;
	}
	if (at < len)
		hash ^= kacs_load_le32(bytes + at);
	hash *= 0xff51afd7ed558ccdu;
	hash ^= hash >> 32;
	return (u32)hash ? (u32)hash : 1;
}

int kacs_sid_order(const struct kacs_sid *a, const struct kacs_sid *b)
{
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return memcmp(a->bytes, b->bytes, a->len);
}

u32 kacs_sid_make(u8 out[KACS_SID_MAX_BYTES], u64 authority, const u32 *sub,
		  u32 count)
{
	u32 i;

	out[0] = SID_REVISION;
	out[1] = (u8)count;
	for (i = 0; i < 6; i++)
		out[2 + i] = (u8)(authority >> (40 - 8 * i));
	for (i = 0; i < count; i++)
		kacs_store_le32(out + KACS_SID_MIN_BYTES + 4 * i, sub[i]);
	return KACS_SID_MIN_BYTES + 4 * count;
}

static const u8 well_known[KACS_WELL_KNOWN_COUNT][16] = {
	[KACS_SID_NOBODY] = {1, 1, 0, 0, 0, 0, 0, 0, 0},
	[KACS_SID_EVERYONE] = {1, 1, 0, 0, 0, 0, 0, 1, 0},
	[KACS_SID_LOCAL] = {1, 1, 0, 0, 0, 0, 0, 2, 0},
	[KACS_SID_CREATOR_OWNER] = {1, 1, 0, 0, 0, 0, 0, 3, 0},
	[KACS_SID_CREATOR_GROUP] = {1, 1, 0, 0, 0, 0, 0, 3, 1},
	[KACS_SID_OWNER_RIGHTS] = {1, 1, 0, 0, 0, 0, 0, 3, 4},
	[KACS_SID_ANONYMOUS] = {1, 1, 0, 0, 0, 0, 0, 5, 7},
	[KACS_SID_PRINCIPAL_SELF] = {1, 1, 0, 0, 0, 0, 0, 5, 10},
	[KACS_SID_AUTHENTICATED_USERS] = {1, 1, 0, 0, 0, 0, 0, 5, 11},
	[KACS_SID_SYSTEM] = {1, 1, 0, 0, 0, 0, 0, 5, 18},
	[KACS_SID_ADMINISTRATORS] = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20,
				     2},
	[KACS_SID_USERS] = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x21, 2},
};

static u32 well_known_len(enum kacs_well_known which)
{
	return KACS_SID_MIN_BYTES + 4u * well_known[which][1];
}

void kacs_sid_well_known(enum kacs_well_known which, struct kacs_sid *sid)
{
	sid->bytes = well_known[which];
	sid->len = well_known_len(which);
	sid->hash = kacs_sid_hash(sid->bytes, sid->len);
}

bool kacs_sid_is(const u8 *bytes, u32 len, enum kacs_well_known which)
{
	return len == well_known_len(which) &&
	       memcmp(bytes, well_known[which], len) == 0;
}

bool kacs_sid_integrity(const struct kacs_sid *sid, u32 *level)
{
	static const u8 prefix[8] = {
		1, 1, 0, 0, 0, 0, 0, MANDATORY_LABEL_AUTHORITY,
	};
	u32 rid;

	if (sid->len != 12 || memcmp(sid->bytes, prefix, sizeof(prefix)) != 0)
		return false;
	rid = kacs_load_le32(sid->bytes + 8);
	switch (rid) {
	case KACS_INTEGRITY_UNTRUSTED:
	case KACS_INTEGRITY_LOW:
	case KACS_INTEGRITY_MEDIUM:
	case KACS_INTEGRITY_HIGH:
	case KACS_INTEGRITY_SYSTEM:
		*level = rid;
		return true;
	default:
		return false;
	}
}
