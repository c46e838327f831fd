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

static u8 kind_of(u8 type)
{
	switch (type) {
	case KACS_ACE_ACCESS_ALLOWED:
	case KACS_ACE_ACCESS_ALLOWED_OBJECT:
		return KACS_ACE_KIND_ALLOW;
	case KACS_ACE_ACCESS_DENIED:
	case KACS_ACE_ACCESS_DENIED_OBJECT:
		return KACS_ACE_KIND_DENY;
	case KACS_ACE_ACCESS_ALLOWED_CALLBACK:
	case KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT:
		return KACS_ACE_KIND_ALLOW_IF;
	case KACS_ACE_ACCESS_DENIED_CALLBACK:
	case KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT:
		return KACS_ACE_KIND_DENY_IF;
	case KACS_ACE_SYSTEM_AUDIT:
	case KACS_ACE_SYSTEM_AUDIT_OBJECT:
	case KACS_ACE_SYSTEM_AUDIT_CALLBACK:
	case KACS_ACE_SYSTEM_AUDIT_CALLBACK_OBJECT:
		return KACS_ACE_KIND_AUDIT;
	case KACS_ACE_SYSTEM_ALARM:
	case KACS_ACE_SYSTEM_ALARM_OBJECT:
	case KACS_ACE_SYSTEM_ALARM_CALLBACK:
	case KACS_ACE_SYSTEM_ALARM_CALLBACK_OBJECT:
		return KACS_ACE_KIND_ALARM;
	default:
		return KACS_ACE_KIND_OTHER;
	}
}

enum kacs_ace_trustee kacs_trustee_of(const struct kacs_sid *sid)
{
	if (likely(sid->len != 12))
		return KACS_TRUSTEE_SID;
	if (kacs_sid_is(sid->bytes, sid->len, KACS_SID_OWNER_RIGHTS))
		return KACS_TRUSTEE_OWNER_RIGHTS;
	if (kacs_sid_is(sid->bytes, sid->len, KACS_SID_PRINCIPAL_SELF))
		return KACS_TRUSTEE_PRINCIPAL_SELF;
	return KACS_TRUSTEE_SID;
}

u32 *kacs_note_take(struct kacs_note_room *room, u32 words)
{
	u32 at = room->used;

	room->used += words;
	return room->used <= room->room ? room->words + at : NULL;
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

void kacs_ace_prepare(struct kacs_ace *ace, const struct kacs_ace_view *view,
		      const u8 *bytes, u32 offset, struct kacs_note_room *notes)
{
	u16 at = (u16)notes->used;
	bool malformed = view->shape & KACS_ACE_SHAPE_CALLBACK &&
			 !prepare_condition(view, bytes + offset, notes);

	if (!ace)
		return;
	*ace = (struct kacs_ace){
		.mask = view->mask,
		.sid_hash = view->sid.hash,
		.offset = (u16)offset,
		.notes = at,
		.type = view->type,
		.flags = view->flags,
		.kind = kind_of(view->type) & 0xf,
		.trustee = kacs_trustee_of(&view->sid) & 0x3,
		.malformed = malformed,
		.sid_words = view->sid.len / 4 & 0x1f,
		.sid_at = view->sid_offset / 4 & 0xf,
	};
}

/*
 * 3.7: any access ACE counts for owner rights, whatever its condition or object
 * type.
 */
void kacs_acl_note(struct kacs_acl *acl, const struct kacs_ace_view *view)
{
	u8 kind = kind_of(view->type);

	if (view->flags & KACS_ACE_INHERIT_ONLY)
		return;
	if (view->shape & KACS_ACE_SHAPE_ACCESS &&
	    kacs_trustee_of(&view->sid) == KACS_TRUSTEE_OWNER_RIGHTS)
		acl->owner_rights = true;
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

int kacs_acl_next(struct kacs_acl_cursor *cursor, struct kacs_ace_view *view,
		  u32 *offset, struct kacs_error *error)
{
	int reason = kacs_ace_parse(cursor->bytes + cursor->at,
				    cursor->end - cursor->at,
				    cursor->base + cursor->at, view, error);

	if (reason)
		return reason;
	*offset = cursor->at;
	cursor->at += view->size;
	cursor->left--;
	return KACS_OK;
}

int kacs_acl_close(const struct kacs_acl_cursor *cursor,
		   struct kacs_error *error)
{
	if (cursor->at != cursor->end)
		return kacs_fail(error, KACS_E_TRAILING,
				 cursor->base + cursor->at);
	return KACS_OK;
}

int kacs_acl_prepare(const u8 *bytes, u32 len, u32 base, struct kacs_ace *aces,
		     struct kacs_acl *acl, struct kacs_error *error)
{
	struct kacs_note_room notes = {NULL, 0, 0};
	struct kacs_acl_cursor cursor;
	struct kacs_ace_view view;
	u32 offset;
	int reason;

	reason = kacs_acl_open(bytes, 0, len, base, &cursor, error);
	if (reason)
		return reason;
	if (cursor.end != len)
		return kacs_fail(error, KACS_E_ACL_SIZE, base + 2);
	*acl = (struct kacs_acl){
		.bytes = bytes,
		.aces = aces,
		.count = cursor.left,
	};
	if (aces) {
		notes.words = (u32 *)(aces + cursor.left);
		notes.room = len / 4;
		acl->notes = notes.words;
	}
	while (cursor.left) {
		reason = kacs_acl_next(&cursor, &view, &offset, error);
		if (reason)
			return reason;
		kacs_acl_note(acl, &view);
		kacs_ace_prepare(aces, &view, bytes, offset, &notes);
		if (aces)
			aces++;
	}
	acl->note_words = (u16)notes.used;
	return kacs_acl_close(&cursor, error);
}
