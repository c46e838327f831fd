// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * ACLs validated, and their ACEs prepared.
 */
#include "acl.h"
#include "condition.h"

_Static_assert(sizeof(struct kacs_ace) == 16, "one prepared ACE is 16 bytes");

const u8 *kacs_acl_ace_object_type(const u8 *bytes, const struct kacs_ace *ace)
{
	const u8 *flags = bytes + ace->offset + KACS_ACE_HEADER_BYTES + 4;

	if (!(kacs_ace_shape(ace->type) & KACS_ACE_SHAPE_OBJECT) ||
	    !(kacs_load_le32(flags) & KACS_ACE_OBJECT_TYPE_PRESENT))
		return NULL;
	return flags + 4;
}

/* By type number; enum kacs_ace_kind and one more, 0: OTHER. */
static const u8 kinds[256] = {
	[KACS_ACE_ACCESS_ALLOWED] = 1 + KACS_ACE_KIND_ALLOW,
	[KACS_ACE_ACCESS_ALLOWED_OBJECT] = 1 + KACS_ACE_KIND_ALLOW,
	[KACS_ACE_ACCESS_DENIED] = 1 + KACS_ACE_KIND_DENY,
	[KACS_ACE_ACCESS_DENIED_OBJECT] = 1 + KACS_ACE_KIND_DENY,
	[KACS_ACE_ACCESS_ALLOWED_CALLBACK] = 1 + KACS_ACE_KIND_ALLOW_IF,
	[KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT] = 1 + KACS_ACE_KIND_ALLOW_IF,
	[KACS_ACE_ACCESS_DENIED_CALLBACK] = 1 + KACS_ACE_KIND_DENY_IF,
	[KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT] = 1 + KACS_ACE_KIND_DENY_IF,
	[KACS_ACE_SYSTEM_AUDIT] = 1 + KACS_ACE_KIND_AUDIT,
	[KACS_ACE_SYSTEM_AUDIT_OBJECT] = 1 + KACS_ACE_KIND_AUDIT,
	[KACS_ACE_SYSTEM_AUDIT_CALLBACK] = 1 + KACS_ACE_KIND_AUDIT,
	[KACS_ACE_SYSTEM_AUDIT_CALLBACK_OBJECT] = 1 + KACS_ACE_KIND_AUDIT,
	[KACS_ACE_SYSTEM_ALARM] = 1 + KACS_ACE_KIND_ALARM,
	[KACS_ACE_SYSTEM_ALARM_OBJECT] = 1 + KACS_ACE_KIND_ALARM,
	[KACS_ACE_SYSTEM_ALARM_CALLBACK] = 1 + KACS_ACE_KIND_ALARM,
	[KACS_ACE_SYSTEM_ALARM_CALLBACK_OBJECT] = 1 + KACS_ACE_KIND_ALARM,
};

static inline u8 kind_of(u8 type)
{
	return kinds[type] ? (u8)(kinds[type] - 1) : KACS_ACE_KIND_OTHER;
}

enum kacs_ace_trustee kacs_trustee_of(const struct kacs_sid *sid)
{
	if (kacs_sid_is(sid->bytes, sid->len, KACS_SID_OWNER_RIGHTS))
		return KACS_TRUSTEE_OWNER_RIGHTS;
	if (kacs_sid_is(sid->bytes, sid->len, KACS_SID_PRINCIPAL_SELF))
		return KACS_TRUSTEE_PRINCIPAL_SELF;
	return KACS_TRUSTEE_SID;
}

/* Whoever has no sub-authority but one may stand for somebody else. */
static inline enum kacs_ace_trustee trustee_of(const struct kacs_sid *sid)
{
	return likely(sid->len != 12) ? KACS_TRUSTEE_SID : kacs_trustee_of(sid);
}

u32 *kacs_note_take(struct kacs_note_room *room, u32 words)
{
	u32 at = room->used;

	room->used += words;
	if (!room->words || room->used > room->room)
		return NULL;
	return room->words + at;
}

/* False if there is no condition in this ACE that could be evaluated. */
static bool prepare_condition(const struct kacs_ace_view *view, const u8 *bytes,
			      struct kacs_note_room *notes)
{
	u32 start = view->sid_offset + view->sid.len;
	u32 words;
	u32 *room;

	if (kacs_condition_measure(bytes + start, view->size - start, 0, &words,
				   NULL))
		return false;
	room = kacs_note_take(notes, words);
	if (room)
		kacs_condition_prepare(bytes + start, view->size - start, room);
	return true;
}

static inline void prepare(struct kacs_ace *ace,
			   const struct kacs_ace_view *view, const u8 *bytes,
			   u32 offset, struct kacs_note_room *notes)
{
	u16 at = (u16)notes->used;
	bool malformed = view->shape & KACS_ACE_SHAPE_CALLBACK &&
			 !prepare_condition(view, bytes + offset, notes);

	if (!ace)
		return;
	*ace = (struct kacs_ace){
		.mask = view->mask,
		.sid_hash = view->sid.len ? kacs_sid_hash(view->sid.bytes,
							  view->sid.len)
					  : 0,
		.offset = (u16)offset,
		.notes = at,
		.type = view->type,
		.flags = view->flags,
		.kind = kind_of(view->type) & 0xf,
		.trustee = trustee_of(&view->sid) & 0x3,
		.malformed = malformed,
		.sid_words = view->sid.len / 4 & 0x1f,
		.sid_at = view->sid_offset / 4 & 0xf,
	};
}

/*
 * 3.7: any access ACE counts for owner rights, whatever its condition or object
 * type.
 */
static inline void note(struct kacs_acl *acl, const struct kacs_ace_view *view)
{
	u8 kind;

	if (view->flags & KACS_ACE_INHERIT_ONLY)
		return;
	if (view->shape & KACS_ACE_SHAPE_ACCESS) {
		if (trustee_of(&view->sid) == KACS_TRUSTEE_OWNER_RIGHTS)
			acl->owner_rights = true;
		return;
	}
	kind = kind_of(view->type);
	if (kind == KACS_ACE_KIND_AUDIT || kind == KACS_ACE_KIND_ALARM)
		acl->audits = true;
}

int kacs_acl_open(const u8 *bytes, u32 start, u32 len, u32 base,
		  struct kacs_acl_cursor *cursor, struct kacs_error *error)
{
	u16 size, count;
	int reason;

	reason = kacs_acl_header(bytes + start, len - start, base + start,
				 &size, &count, error);
	if (reason)
		return reason;
	*cursor = (struct kacs_acl_cursor){
		.bytes = bytes,
		.at = start + KACS_ACL_HEADER_BYTES,
		.end = start + size,
		.base = base,
		.left = count,
	};
	return KACS_OK;
}

/* A header, a mask and a well-formed SID, as in most ACEs. */
static inline bool parse_plain(const u8 *bytes, u32 len,
			       struct kacs_ace_view *view)
{
	const u32 more = KACS_ACE_SHAPE_OBJECT | KACS_ACE_SHAPE_DATA |
			 KACS_ACE_SHAPE_SPECIAL;
	const u32 prefix = KACS_ACE_HEADER_BYTES + 4;
	const u8 *sid = bytes + prefix;

	if (len < prefix + KACS_SID_MIN_BYTES)
		return false;
	view->type = bytes[0];
	view->flags = bytes[1];
	view->size = kacs_load_le16(bytes + 2);
	view->shape = kacs_ace_shape(view->type);
	view->mask = kacs_load_le32(bytes + KACS_ACE_HEADER_BYTES);
	view->sid_offset = prefix;
	view->sid = (struct kacs_sid){sid, view->size - prefix, 0};
	return view->shape && !(view->shape & more) && view->size <= len &&
	       kacs_sid_is_well_formed(sid) &&
	       view->sid.len == kacs_sid_size(sid);
}

int kacs_acl_read(struct kacs_acl_cursor *cursor, struct kacs_acl *acl,
		  const struct kacs_acl_reader *reader,
		  struct kacs_error *error)
{
	const u8 *bytes = cursor->bytes;
	struct kacs_ace *ace = reader->aces;
	struct kacs_ace_view view;
	int reason;

	acl->bytes = bytes;
	acl->aces = ace;
	acl->notes = reader->notes->words;
	acl->count = cursor->left;
	for (; cursor->left; cursor->left--) {
		if (!parse_plain(bytes + cursor->at, cursor->end - cursor->at,
				 &view)) {
			reason = kacs_ace_parse(bytes + cursor->at,
						cursor->end - cursor->at,
						cursor->base + cursor->at,
						&view, error);
			if (reason)
				return reason;
		}
		note(acl, &view);
		if (reader->see)
			reader->see(reader->context, &view, cursor->at,
				    (u16)(acl->count - cursor->left));
		prepare(ace, &view, bytes, cursor->at, reader->notes);
		if (ace)
			ace++;
		cursor->at += view.size;
	}
	acl->note_words = (u16)reader->notes->used;
	if (cursor->at != cursor->end)
		return kacs_fail(error, KACS_E_TRAILING,
				 cursor->base + cursor->at);
	return KACS_OK;
}

int kacs_acl_prepare(const u8 *bytes, u32 len, u32 base, struct kacs_ace *aces,
		     struct kacs_acl *acl, struct kacs_error *error)
{
	struct kacs_note_room notes = {NULL, 0, 0};
	struct kacs_acl_reader reader = {.aces = aces, .notes = &notes};
	struct kacs_acl_cursor cursor;
	int reason;

	reason = kacs_acl_open(bytes, 0, len, base, &cursor, error);
	if (reason)
		return reason;
	if (cursor.end != len)
		return kacs_fail(error, KACS_E_ACL_SIZE, base + 2);
	if (aces) {
		notes.words = (u32 *)(aces + cursor.left);
		notes.room = len / 4;
	}
	*acl = (struct kacs_acl){.bytes = NULL};
	return kacs_acl_read(&cursor, acl, &reader, error);
}
