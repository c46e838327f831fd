// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resource attributes that only the trusted computing base may change.
 *
 * A claim entry (3.9) begins with le32 NameOffset, le16 ValueType, le16
 * Reserved, le32 Flags, le32 ValueCount. Nothing but the name and the flags is
 * looked at here; values are compared as the bytes that they are.
 */
#include <linux/string.h>
#include <linux/types.h>

#include "mandatory_attributes.h"

#define KACS_CLAIM_HEADER_BYTES 16u
#define KACS_CLAIM_FLAGS_OFFSET 8u
#define KACS_CLAIM_MANDATORY 0x0020u

struct kacs_claim {
	const u8 *bytes;
	u32 len;
	const u8 *name; /* UTF-16LE, or NULL: it does not end, or is outside */
	u32 name_units;
	bool inherit_only;
};

static bool kacs_is_attribute(const struct kacs_ace *ace)
{
	return ace->type == KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE &&
	       kacs_ace_has_sid(ace);
}

static void kacs_claim_name(struct kacs_claim *claim)
{
	u32 offset, end;

	if (claim->len < KACS_CLAIM_HEADER_BYTES)
		return;
	offset = kacs_load_le32(claim->bytes);
	if (offset > claim->len)
		return;
	for (end = offset; claim->len - end >= 2; end += 2) {
		if (kacs_load_le16(claim->bytes + end))
			continue;
		claim->name = claim->bytes + offset;
		claim->name_units = (end - offset) / 2;
		return;
	}
}

static struct kacs_claim kacs_claim_of(const struct kacs_sd *sd,
				       const struct kacs_ace *ace)
{
	u32 start = kacs_ace_data_offset(ace);
	struct kacs_claim claim = {
		.bytes = sd->bytes + start,
		.len = ace->offset + kacs_ace_size(sd, ace) - start,
		.inherit_only = ace->flags & KACS_ACE_INHERIT_ONLY,
	};

	kacs_claim_name(&claim);
	return claim;
}

/* What is too short to carry flags cannot say that it may be changed. */
static bool kacs_claim_mandatory(const struct kacs_claim *claim)
{
	return claim->len < KACS_CLAIM_HEADER_BYTES ||
	       (kacs_load_le32(claim->bytes + KACS_CLAIM_FLAGS_OFFSET) &
		KACS_CLAIM_MANDATORY);
}

static u16 kacs_fold(u16 unit)
{
	return unit >= 'a' && unit <= 'z' ? unit - ('a' - 'A') : unit;
}

/*
 * Would a condition take one for the other? Names are compared without case;
 * one that cannot be read has only itself for an equal.
 */
static bool kacs_claim_same_name(const struct kacs_claim *a,
				 const struct kacs_claim *b)
{
	u32 i;

	if (a->inherit_only != b->inherit_only || !a->name != !b->name)
		return false;
	if (!a->name)
		return a->len == b->len && !memcmp(a->bytes, b->bytes, a->len);
	if (a->name_units != b->name_units)
		return false;
	for (i = 0; i < a->name_units; i++) {
		if (kacs_fold(kacs_load_le16(a->name + 2 * i)) !=
		    kacs_fold(kacs_load_le16(b->name + 2 * i)))
			return false;
	}
	return true;
}

/* The first attribute of that name among the first @count ACEs of the SACL. */
static bool kacs_claim_find(const struct kacs_sd *sd, u32 count,
			    const struct kacs_claim *wanted,
			    struct kacs_claim *found)
{
	u32 i;

	for (i = 0; i < count; i++) {
		const struct kacs_ace *ace = &kacs_sd_sacl(sd)[i];

		if (!kacs_is_attribute(ace))
			continue;
		*found = kacs_claim_of(sd, ace);
		if (kacs_claim_same_name(found, wanted))
			return true;
	}
	return false;
}

bool kacs_mandatory_attributes_kept(const struct kacs_sd *old,
				    const struct kacs_sd *new)
{
	struct kacs_claim claim, other;
	u32 i;

	for (i = 0; i < old->sacl.count; i++) {
		const struct kacs_ace *ace = &kacs_sd_sacl(old)[i];

		if (!kacs_is_attribute(ace))
			continue;
		claim = kacs_claim_of(old, ace);
		if (!kacs_claim_mandatory(&claim))
			continue;
		/* Of several with one name the first is the attribute (3.10). */
		if (kacs_claim_find(old, i, &claim, &other))
			continue;
		if (!kacs_claim_find(new, new->sacl.count, &claim, &other) ||
		    claim.len != other.len ||
		    memcmp(claim.bytes, other.bytes, claim.len))
			return false;
	}
	return true;
}
