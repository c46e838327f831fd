// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Self-relative security descriptors: validated once, then prepared.
 *
 * The same parser measures and prepares, in one walk over the bytes. What it
 * has no room for it counts; kacs_sd_measure() gives it none.
 */
#include "claim_index.h"
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
	u32 room;	       /* bytes for what follows @sd */
	struct kacs_ace *next; /* NULL: there is no room, count only */
	struct kacs_note_room notes;
	struct kacs_claim_census attributes;
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
static void note_sacl_ace(void *context, const struct kacs_ace_view *view,
			  u32 offset, u16 index)
{
	struct parser *parser = context;
	struct kacs_sd *sd = parser->sd;

	if (view->flags & KACS_ACE_INHERIT_ONLY)
		return;
	if (view->type == KACS_ACE_SYSTEM_SCOPED_POLICY_ID)
		sd->traits |= KACS_TRAIT_POLICIES;
	if (view->type == KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE)
		kacs_claim_census_add(&parser->attributes,
				      parser->bytes + offset +
					      view->sid_offset + view->sid.len);
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

static int parse_acl(struct parser *parser, struct kacs_acl_cursor *cursor,
		     struct kacs_acl *acl)
{
	const struct kacs_acl_reader reader = {
		.aces = parser->next,
		.notes = &parser->notes,
		.see = acl == &parser->sd->sacl ? note_sacl_ace : NULL,
		.context = parser,
	};

	if (parser->next)
		parser->next += cursor->left;
	return kacs_acl_read(cursor, acl, &reader, parser->error);
}

/* The ACEs follow the descriptor, their notes the ACEs, if there is room. */
static void divide_room(struct parser *parser, u32 aces)
{
	u32 bytes = aces * (u32)sizeof(struct kacs_ace);

	if (bytes > parser->room)
		return;
	parser->next = parser->sd->aces;
	parser->notes.words = (u32 *)(parser->next + aces);
	parser->notes.room = (parser->room - bytes) / (u32)sizeof(u32);
}

static int parse_acls(struct parser *parser)
{
	struct kacs_acl_cursor dacl_cursor = {.left = 0};
	struct kacs_acl_cursor sacl_cursor = {.left = 0};
	struct kacs_sd *sd = parser->sd;
	u32 dacl = 0, sacl = 0;
	int reason = KACS_OK;

	/* An offset whose PRESENT flag is clear means nothing. */
	if (sd->control & KACS_SE_DACL_PRESENT)
		reason = component_offset(parser, DACL_FIELD, &dacl);
	if (!reason && sd->control & KACS_SE_SACL_PRESENT)
		reason = component_offset(parser, SACL_FIELD, &sacl);
	if (!reason && dacl)
		reason = kacs_acl_open(parser->bytes, dacl, parser->len, 0,
				       &dacl_cursor, parser->error);
	if (!reason && sacl)
		reason = kacs_acl_open(parser->bytes, sacl, parser->len, 0,
				       &sacl_cursor, parser->error);
	divide_room(parser, (u32)dacl_cursor.left + sacl_cursor.left);
	if (!reason && dacl)
		reason = parse_acl(parser, &dacl_cursor, &sd->dacl);
	if (!reason && sacl)
		reason = parse_acl(parser, &sacl_cursor, &sd->sacl);
	sd->dacl_offset = (u16)dacl;
	sd->sacl_offset = (u16)sacl;
	sd->dacl.null = !dacl;
	if (sd->sacl.audits)
		sd->traits |= KACS_TRAIT_AUDIT;
	return reason;
}

static int parse(struct parser *parser)
{
	struct kacs_sd *sd = parser->sd;
	const u8 *bytes = parser->bytes;
	int reason;

	memset(sd, 0, sizeof(*sd));
	if (bytes[0] != SD_REVISION)
		return kacs_fail(parser->error, KACS_E_REVISION, 0);
	sd->bytes = bytes;
	sd->len = (u16)parser->len;
	sd->control = kacs_load_le16(bytes + 2);
	if (!(sd->control & KACS_SE_SELF_RELATIVE))
		return kacs_fail(parser->error, KACS_E_CONTROL, 2);
	reason = parse_sid(parser, OWNER_FIELD, &sd->owner);
	if (!reason)
		reason = parse_sid(parser, GROUP_FIELD, &sd->group);
	if (!reason)
		reason = parse_acls(parser);
	return reason;
}

static int check_len(u32 len, struct kacs_error *error)
{
	if (len > KACS_SD_MAX_BYTES)
		return kacs_fail(error, KACS_E_TOO_LARGE, KACS_SD_MAX_BYTES);
	if (len < KACS_SD_HEADER_BYTES)
		return kacs_fail(error, KACS_E_TRUNCATED, len);
	return KACS_OK;
}

/* The size of the whole block. */
static u32 size_of(const struct parser *parser)
{
	const struct kacs_sd *sd = parser->sd;
	u32 aces = (u32)sd->dacl.count + sd->sacl.count;
	u32 words = parser->notes.used +
		    kacs_claim_index_words(&parser->attributes);

	return (u32)sizeof(*sd) + aces * (u32)sizeof(struct kacs_ace) +
	       words * (u32)sizeof(u32) + parser->len;
}

/* 3.10: those that are inherit-only are not the object's. */
static void index_attributes(struct parser *parser)
{
	u32 words = kacs_claim_index_words(&parser->attributes);
	struct kacs_sd *sd = parser->sd;
	struct kacs_claim_note *notes;
	u32 count = 0, start, i;

	if (!parser->attributes.claims)
		return;
	sd->attribute_notes = (u16)parser->notes.used;
	notes = (struct kacs_claim_note *)kacs_note_take(&parser->notes, words);
	for (i = 0; i < sd->sacl.count; i++) {
		const struct kacs_ace *ace = &kacs_sd_sacl(sd)[i];

		if (ace->type != KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE ||
		    ace->flags & KACS_ACE_INHERIT_ONLY)
			continue;
		start = kacs_ace_data_offset(ace);
		notes[count++] = (struct kacs_claim_note){
			.offset = (u16)start,
			.len = (u16)(ace->offset + kacs_ace_size(sd, ace) -
				     start),
		};
	}
	kacs_claim_index_make(notes, count, sd->bytes);
	sd->attribute_count = (u16)count;
}

int kacs_sd_measure(const u8 *bytes, u32 len, u32 *size,
		    struct kacs_error *error)
{
	struct kacs_sd sd;
	struct parser parser = {
		.bytes = bytes,
		.len = len,
		.sd = &sd,
		.error = error,
	};
	int reason = check_len(len, error);

	if (!reason)
		reason = parse(&parser);
	if (reason)
		return reason;
	*size = size_of(&parser);
	return KACS_OK;
}

int kacs_sd_prepare(void *mem, u32 size, const u8 *bytes, u32 len,
		    const struct kacs_sd **sd, struct kacs_error *error)
{
	struct parser parser = {
		.len = len,
		.sd = mem,
		.error = error,
	};
	int reason = check_len(len, error);
	u8 *copy;

	if (reason)
		return reason;
	if (size < sizeof(struct kacs_sd) + len)
		return kacs_fail(error, KACS_E_NO_ROOM, 0);
	copy = (u8 *)mem + (size - len);
	memcpy(copy, bytes, len);
	parser.bytes = copy;
	parser.room = size - len - (u32)sizeof(struct kacs_sd);
	reason = parse(&parser);
	if (reason)
		return reason;
	if (size_of(&parser) > size)
		return kacs_fail(error, KACS_E_NO_ROOM, 0);
	index_attributes(&parser);
	*sd = parser.sd;
	return KACS_OK;
}

static bool applies_policy(const struct kacs_ace *ace)
{
	return ace->type == KACS_ACE_SYSTEM_SCOPED_POLICY_ID &&
	       !(ace->flags & KACS_ACE_INHERIT_ONLY);
}

bool kacs_sd_names_policy(const struct kacs_sd *sd, u32 index)
{
	const struct kacs_ace *aces = sd->sacl.aces;
	struct kacs_sid sid, earlier;
	u32 i;

	if (!applies_policy(&aces[index]))
		return false;
	sid = kacs_ace_sid(sd, &aces[index]);
	for (i = 0; i < index; i++) {
		if (!applies_policy(&aces[i]))
			continue;
		earlier = kacs_ace_sid(sd, &aces[i]);
		if (kacs_sid_equal(&earlier, &sid))
			return false;
	}
	return true;
}

bool kacs_sd_names_policies(const struct kacs_sd *sd)
{
	return sd->traits & KACS_TRAIT_POLICIES;
}
