// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * ACEs and ACL headers, validated.
 */
#include "ace.h"
#include "claim.h"

#define SID_PREFIX_BYTES (KACS_ACE_HEADER_BYTES + 4u) /* header, mask */
#define GUID_BYTES 16u
#define TRUST_AUTHORITY 19

#define KNOWN KACS_ACE_SHAPE_KNOWN
#define RIGHTS (KNOWN | KACS_ACE_SHAPE_RIGHTS)
#define ACCESS (RIGHTS | KACS_ACE_SHAPE_ACCESS)
#define OBJECT (KACS_ACE_SHAPE_OBJECT | KACS_ACE_SHAPE_REVISION_DS)
#define CALLBACK                                         \
	(KACS_ACE_SHAPE_DATA | KACS_ACE_SHAPE_CALLBACK | \
	 KACS_ACE_SHAPE_REVISION_DS)

/* By type number. ACCESS_ALLOWED_COMPOUND is reserved: not recognised. */
const u8 kacs_ace_shapes[256] = {
	[KACS_ACE_ACCESS_ALLOWED] = ACCESS,
	[KACS_ACE_ACCESS_DENIED] = ACCESS,
	[KACS_ACE_SYSTEM_AUDIT] = RIGHTS,
	[KACS_ACE_SYSTEM_ALARM] = RIGHTS,
	[KACS_ACE_ACCESS_ALLOWED_OBJECT] = ACCESS | OBJECT,
	[KACS_ACE_ACCESS_DENIED_OBJECT] = ACCESS | OBJECT,
	[KACS_ACE_SYSTEM_AUDIT_OBJECT] = RIGHTS | OBJECT,
	[KACS_ACE_SYSTEM_ALARM_OBJECT] = RIGHTS | OBJECT,
	[KACS_ACE_ACCESS_ALLOWED_CALLBACK] = ACCESS | CALLBACK,
	[KACS_ACE_ACCESS_DENIED_CALLBACK] = ACCESS | CALLBACK,
	[KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT] = ACCESS | OBJECT | CALLBACK,
	[KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT] = ACCESS | OBJECT | CALLBACK,
	[KACS_ACE_SYSTEM_AUDIT_CALLBACK] = RIGHTS | CALLBACK,
	[KACS_ACE_SYSTEM_ALARM_CALLBACK] = RIGHTS | CALLBACK,
	[KACS_ACE_SYSTEM_AUDIT_CALLBACK_OBJECT] = RIGHTS | OBJECT | CALLBACK,
	[KACS_ACE_SYSTEM_ALARM_CALLBACK_OBJECT] = RIGHTS | OBJECT | CALLBACK,
	[KACS_ACE_SYSTEM_MANDATORY_LABEL] = KNOWN | KACS_ACE_SHAPE_SPECIAL,
	[KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE] =
		KNOWN | KACS_ACE_SHAPE_DATA | KACS_ACE_SHAPE_SPECIAL,
	[KACS_ACE_SYSTEM_SCOPED_POLICY_ID] = KNOWN,
	[KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL] = RIGHTS | KACS_ACE_SHAPE_SPECIAL,
};

bool kacs_sid_trust(const struct kacs_sid *sid, u32 *type, u32 *trust)
{
	static const u8 prefix[8] = {
		1, 2, 0, 0, 0, 0, 0, TRUST_AUTHORITY,
	};

	if (sid->len != 16 || memcmp(sid->bytes, prefix, sizeof(prefix)) != 0)
		return false;
	*type = kacs_load_le32(sid->bytes + 8);
	*trust = kacs_load_le32(sid->bytes + 12);
	return true;
}

/* The types whose SID says more than who. */
static int check_sid(const struct kacs_ace_view *view, u32 offset,
		     struct kacs_error *error)
{
	u32 level, type, trust;

	switch (view->type) {
	case KACS_ACE_SYSTEM_MANDATORY_LABEL:
		if (!kacs_sid_integrity(&view->sid, &level))
			return kacs_fail(error, KACS_E_LABEL_SID, offset);
		break;
	case KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL:
		if (!kacs_sid_trust(&view->sid, &type, &trust))
			return kacs_fail(error, KACS_E_TRUST_SID, offset);
		break;
	default: /* KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE */
		if (!kacs_sid_is(view->sid.bytes, view->sid.len,
				 KACS_SID_EVERYONE))
			return kacs_fail(error, KACS_E_ATTRIBUTE_SID, offset);
		break;
	}
	return KACS_OK;
}

static int parse_body(const u8 *bytes, u32 base, struct kacs_ace_view *view,
		      struct kacs_error *error)
{
	u32 offset = SID_PREFIX_BYTES;
	u32 object_flags;
	int reason;

	if (view->size < offset + KACS_SID_MIN_BYTES)
		return kacs_fail(error, KACS_E_ACE_SIZE, base + 2);
	view->mask = kacs_load_le32(bytes + KACS_ACE_HEADER_BYTES);
	if (view->shape & KACS_ACE_SHAPE_OBJECT) {
		object_flags = kacs_load_le32(bytes + offset);
		offset += 4;
		if (object_flags & KACS_ACE_OBJECT_TYPE_PRESENT)
			offset += GUID_BYTES;
		if (object_flags & KACS_ACE_INHERITED_OBJECT_TYPE_PRESENT)
			offset += GUID_BYTES;
		if (view->size < offset + KACS_SID_MIN_BYTES)
			return kacs_fail(error, KACS_E_ACE_SIZE, base + 2);
	}
	reason = kacs_sid_parse_unhashed(bytes + offset, view->size - offset,
					 base + offset, &view->sid, error);
	/* The input goes on, it is the ACE that is too short for its SID. */
	if (reason == KACS_E_TRUNCATED)
		return kacs_fail(error, KACS_E_ACE_SIZE, base + 2);
	if (reason)
		return reason;
	if (!(view->shape & KACS_ACE_SHAPE_DATA) &&
	    offset + view->sid.len != view->size)
		return kacs_fail(error, KACS_E_ACE_SIZE, base + 2);
	view->sid_offset = offset;
	if (!(view->shape & KACS_ACE_SHAPE_SPECIAL))
		return KACS_OK;
	reason = check_sid(view, base + offset, error);
	if (reason || view->type != KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE)
		return reason;
	offset += view->sid.len;
	return kacs_claim_validate(bytes + offset, view->size - offset,
				   base + offset, error);
}

int kacs_ace_parse(const u8 *bytes, u32 len, u32 base,
		   struct kacs_ace_view *view, struct kacs_error *error)
{
	if (len < KACS_ACE_HEADER_BYTES)
		return kacs_fail(error, KACS_E_TRUNCATED, base + len);
	view->type = bytes[0];
	view->flags = bytes[1];
	view->size = kacs_load_le16(bytes + 2);
	view->shape = kacs_ace_shape(view->type);
	view->mask = 0;
	view->sid_offset = 0;
	view->sid = (struct kacs_sid){NULL, 0, 0};
	if (view->size < KACS_ACE_HEADER_BYTES || view->size > len)
		return kacs_fail(error, KACS_E_ACE_SIZE, base + 2);
	if (view->size % 4)
		return kacs_fail(error, KACS_E_ACE_ALIGNMENT, base + 2);
	if (!view->shape)
		return KACS_OK;
	return parse_body(bytes, base, view, error);
}

int kacs_acl_header(const u8 *bytes, u32 len, u32 base, u16 *size, u16 *count,
		    struct kacs_error *error)
{
	if (len < KACS_ACL_HEADER_BYTES)
		return kacs_fail(error, KACS_E_TRUNCATED, base + len);
	if (bytes[0] < KACS_ACL_REVISION || bytes[0] > KACS_ACL_REVISION_DS)
		return kacs_fail(error, KACS_E_REVISION, base);
	*size = kacs_load_le16(bytes + 2);
	*count = kacs_load_le16(bytes + 4);
	if (*size < KACS_ACL_HEADER_BYTES || *size > len)
		return kacs_fail(error, KACS_E_ACL_SIZE, base + 2);
	return KACS_OK;
}
