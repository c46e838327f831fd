// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Self-relative security descriptors: validated once, then prepared.
 *
 * The same parser measures and prepares. It is given the counting struct
 * kacs_sd of kacs_sd_measure(), which has no room for ACEs, or the real one.
 */
#include "sd.h"
#include "traits.h"

#define SD_REVISION 1

/* Where the offsets of the four components stand in the header. */
#define OWNER_FIELD 4u
#define GROUP_FIELD 8u
#define SACL_FIELD 12u
#define DACL_FIELD 16u

struct parser {
	const u8 *bytes;
	u32 len;
	struct kacs_sd *sd;
	struct kacs_ace *next; /* NULL: count only */
	struct kacs_error *error;
};

static int component_offset(const struct parser *parser, u32 field, u32 *offset)
{
	*offset = kacs_load_le32(parser->bytes + field);
	if (*offset &&
	    (*offset < KACS_SD_HEADER_BYTES || *offset >= parser->len))
		return kacs_fail(parser->error, KACS_E_OFFSET, field);
	return KACS_OK;
}

static int parse_sid(const struct parser *parser, u32 field,
		     struct kacs_sid *sid)
{
	u32 offset;
	int reason;

	*sid = (struct kacs_sid){NULL, 0, 0};
	reason = component_offset(parser, field, &offset);
	if (reason || !offset)
		return reason;
	return kacs_sid_parse(parser->bytes + offset, parser->len - offset,
			      offset, sid, parser->error);
}

/*
 * 10.3, 10.7: the first label of each kind that applies to the object. 10.8:
 * whether a policy does.
 */
static void note_sacl_ace(struct kacs_sd *sd, const struct kacs_ace_view *view,
			  u16 index)
{
	if (view->flags & KACS_ACE_INHERIT_ONLY)
		return;
	if (view->type == KACS_ACE_SYSTEM_SCOPED_POLICY_ID)
		sd->traits |= KACS_TRAIT_POLICIES;
	if (view->type == KACS_ACE_SYSTEM_MANDATORY_LABEL && !sd->has_label) {
		sd->has_label =
			kacs_sid_integrity(&view->sid, &sd->label_level);
		sd->label_ace = index;
		sd->label_policy = view->mask;
	}
	if (view->type == KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL &&
	    !sd->has_trust_label) {
		sd->has_trust_label = kacs_sid_trust(
			&view->sid, &sd->trust_type, &sd->trust_level);
		sd->traits |= KACS_TRAIT_TRUST_LABEL;
		sd->trust_ace = index;
		sd->trust_mask = view->mask;
	}
}

static int parse_acl(struct parser *parser, u32 start, struct kacs_acl *acl)
{
	struct kacs_acl_cursor cursor;
	struct kacs_ace_view view;
	u32 offset;
	int reason;

	reason = kacs_acl_open(parser->bytes, start, parser->len, 0, &cursor,
			       parser->error);
	if (reason)
		return reason;
	acl->bytes = parser->bytes;
	acl->aces = parser->next;
	acl->count = cursor.left;
	while (cursor.left) {
		reason = kacs_acl_next(&cursor, &view, &offset, parser->error);
		if (reason)
			return reason;
		kacs_acl_note(acl, &view);
		if (acl == &parser->sd->sacl)
			note_sacl_ace(parser->sd, &view,
				      (u16)(acl->count - cursor.left - 1));
		if (parser->next)
			*parser->next++ =
				kacs_ace_prepare(&view, parser->bytes, offset);
	}
	return kacs_acl_close(&cursor, parser->error);
}

static int parse_acls(struct parser *parser)
{
	struct kacs_sd *sd = parser->sd;
	u32 dacl = 0, sacl = 0;
	int reason = KACS_OK;

	/* An offset whose PRESENT flag is clear means nothing. */
	if (sd->control & KACS_SE_DACL_PRESENT)
		reason = component_offset(parser, DACL_FIELD, &dacl);
	if (!reason && sd->control & KACS_SE_SACL_PRESENT)
		reason = component_offset(parser, SACL_FIELD, &sacl);
	if (!reason && dacl)
		reason = parse_acl(parser, dacl, &sd->dacl);
	if (!reason && sacl)
		reason = parse_acl(parser, sacl, &sd->sacl);
	sd->dacl_offset = (u16)dacl;
	sd->sacl_offset = (u16)sacl;
	sd->dacl.null = !dacl;
	if (sd->sacl.audits)
		sd->traits |= KACS_TRAIT_AUDIT;
	return reason;
}

/* @aces: whether the room after @sd is meant to be filled. */
static int parse(struct kacs_sd *sd, bool aces, const u8 *bytes, u32 len,
		 struct kacs_error *error)
{
	struct parser parser = {bytes, len, sd, aces ? sd->aces : NULL, error};
	int reason;

	memset(sd, 0, sizeof(*sd));
	if (len > KACS_SD_MAX_BYTES)
		return kacs_fail(error, KACS_E_TOO_LARGE, KACS_SD_MAX_BYTES);
	if (len < KACS_SD_HEADER_BYTES)
		return kacs_fail(error, KACS_E_TRUNCATED, len);
	if (bytes[0] != SD_REVISION)
		return kacs_fail(error, KACS_E_REVISION, 0);
	sd->bytes = bytes;
	sd->len = (u16)len;
	sd->control = kacs_load_le16(bytes + 2);
	if (!(sd->control & KACS_SE_SELF_RELATIVE))
		return kacs_fail(error, KACS_E_CONTROL, 2);
	reason = parse_sid(&parser, OWNER_FIELD, &sd->owner);
	if (!reason)
		reason = parse_sid(&parser, GROUP_FIELD, &sd->group);
	if (!reason)
		reason = parse_acls(&parser);
	return reason;
}

/* Of the prepared form of one that has been parsed. */
static u32 prepared_size(const struct kacs_sd *sd)
{
	return (u32)sizeof(*sd) +
	       ((u32)sd->dacl.count + sd->sacl.count) *
		       (u32)sizeof(struct kacs_ace) +
	       sd->len;
}

int kacs_sd_measure(const u8 *bytes, u32 len, u32 *size,
		    struct kacs_error *error)
{
	struct kacs_sd sd;
	int reason = parse(&sd, false, bytes, len, error);

	if (reason)
		return reason;
	*size = prepared_size(&sd);
	return KACS_OK;
}

int kacs_sd_prepare(void *mem, u32 size, const u8 *bytes, u32 len,
		    const struct kacs_sd **sd, struct kacs_error *error)
{
	struct kacs_sd *prepared = mem;
	u8 *copy;
	int reason;

	if (len > KACS_SD_MAX_BYTES)
		return kacs_fail(error, KACS_E_TOO_LARGE, KACS_SD_MAX_BYTES);
	if (len < KACS_SD_HEADER_BYTES)
		return kacs_fail(error, KACS_E_TRUNCATED, len);
	if (size < sizeof(*prepared) + len)
		return kacs_fail(error, KACS_E_NO_ROOM, 0);
	copy = (u8 *)mem + (size - len);
	memcpy(copy, bytes, len);
	/* Once to count the ACEs, for which there must be room. */
	reason = parse(prepared, false, copy, len, error);
	if (!reason && size < prepared_size(prepared))
		reason = kacs_fail(error, KACS_E_NO_ROOM, 0);
	if (!reason)
		reason = parse(prepared, true, copy, len, error);
	if (!reason)
		*sd = prepared;
	return reason;
}

bool kacs_sd_names_policies(const struct kacs_sd *sd)
{
	return sd->traits & KACS_TRAIT_POLICIES;
}
