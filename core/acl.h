/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Access control lists: one ACL as the walks see it, wherever it came from, and
 * how its bytes become that. PSD-004 3.2, MS-DTYP 2.4.5.
 */
#ifndef KACS_CORE_ACL_H
#define KACS_CORE_ACL_H

#include "ace.h"
#include "base.h"
#include "condition.h"
#include "error.h"
#include "sid.h"

/* What a walk has to do for an ACE, decided when it was prepared. */
enum kacs_ace_kind {
	KACS_ACE_KIND_ALLOW,	/* evaluated */
	KACS_ACE_KIND_DENY,	/* evaluated */
	KACS_ACE_KIND_ALLOW_IF, /* its condition is TRUE */
	KACS_ACE_KIND_DENY_IF,	/* its condition is TRUE or UNKNOWN */
	KACS_ACE_KIND_OTHER, /* from here on the walk over a DACL skips them */
	KACS_ACE_KIND_AUDIT, /* of a SACL: an event of this access */
	KACS_ACE_KIND_ALARM, /* of a SACL: an event of each later operation */
};

/* SIDs that do not name anybody by themselves. */
enum kacs_ace_trustee {
	KACS_TRUSTEE_SID,	     /* look it up in the token */
	KACS_TRUSTEE_OWNER_RIGHTS,   /* S-1-3-4: the object's owner */
	KACS_TRUSTEE_PRINCIPAL_SELF, /* S-1-5-10: the object's principal */
};

/* One prepared ACE, 16 bytes. Offsets are from struct kacs_acl.bytes. */
struct kacs_ace {
	u32 mask; /* as stored: generic bits not mapped */
	u32 sid_hash;
	u16 offset;   /* of the ACE header */
	u16 notes;    /* of its condition, if it has one: in kacs_acl.notes */
	u8 type;      /* KACS_ACE_* as stored */
	u8 flags;     /* as stored */
	u16 kind : 4; /* enum kacs_ace_kind */
	u16 trustee : 2;   /* enum kacs_ace_trustee */
	u16 malformed : 1; /* a condition that can only be UNKNOWN (3.8) */
	u16 sid_words : 5; /* length of the SID, in 4 bytes */
	u16 sid_at : 4; /* from .offset, in 4 bytes; 0: an unrecognised type */
};

/* A prepared ACL inside somebody else's memory. */
struct kacs_acl {
	const u8 *bytes; /* what the ACEs' offsets are from; NULL: no ACL */
	const struct kacs_ace *aces;
	const u32 *notes; /* of its conditions */
	u16 count;
	u16 note_words;
	bool null;	   /* a DACL that is not there: everybody (10.2) */
	bool owner_rights; /* an access ACE names S-1-3-4, not inherit-only */
	bool audits;	   /* an audit or alarm ACE, not inherit-only */
};

/* Is its type recognised? Only then it has a mask and a SID. */
static inline bool kacs_ace_has_sid(const struct kacs_ace *ace)
{
	return ace->sid_at;
}

/* The SID of a recognised ACE. */
static inline struct kacs_sid kacs_acl_ace_sid(const u8 *bytes,
					       const struct kacs_ace *ace)
{
	return (struct kacs_sid){bytes + ace->offset + 4u * ace->sid_at,
				 4u * ace->sid_words, ace->sid_hash};
}

/* The application data of a recognised ACE begins here. */
static inline u32 kacs_ace_data_offset(const struct kacs_ace *ace)
{
	return ace->offset + 4u * ace->sid_at + 4u * ace->sid_words;
}

/* From the ACE's header on; the application data is what its SID leaves. */
static inline u16 kacs_acl_ace_size(const u8 *bytes, const struct kacs_ace *ace)
{
	return kacs_load_le16(bytes + ace->offset + 2);
}

/* The condition of a callback ACE that is not malformed. */
static inline struct kacs_condition
kacs_acl_ace_condition(const struct kacs_acl *acl, const struct kacs_ace *ace)
{
	return (struct kacs_condition){
		.bytes = acl->bytes + kacs_ace_data_offset(ace),
		.notes = acl->notes + ace->notes,
	};
}

/* Whom a SID stands for. */
enum kacs_ace_trustee kacs_trustee_of(const struct kacs_sid *sid);

/**
 * kacs_acl_ace_object_type - the object type that an ACE names
 * @bytes: of the ACL
 * @ace: the ACE
 *
 * Return: its 16 bytes, or NULL: none, it is about the whole object (10.5).
 */
const u8 *kacs_acl_ace_object_type(const u8 *bytes, const struct kacs_ace *ace);

/* The ACEs of an ACL, one after the other, validated. */
struct kacs_acl_cursor {
	const u8 *bytes;
	u32 at;	 /* of the next ACE in bytes */
	u32 end; /* of the ACL */
	u32 base;
	u16 left;
};

/**
 * kacs_acl_open - validate the header of an ACL
 * @bytes: untrusted bytes: @start of them are not the ACL's
 * @start: where the ACL begins
 * @len: how many bytes there are; more may follow the ACL
 * @base: offset of @bytes in the whole input, for @error
 * @cursor: out
 * @error: out, may be NULL
 *
 * Return: 0 or what kacs_acl_header() can return.
 */
int kacs_acl_open(const u8 *bytes, u32 start, u32 len, u32 base,
		  struct kacs_acl_cursor *cursor, struct kacs_error *error);

/* Where the notes of conditions go, one behind the other. */
struct kacs_note_room {
	u32 *words; /* as many as .room */
	u32 room;
	u32 used; /* that there would be with room enough */
};

/**
 * kacs_note_take - room for notes
 * @room: where
 * @words: how many
 *
 * Return: the room, or NULL: there is not enough, it is only counted.
 */
u32 *kacs_note_take(struct kacs_note_room *room, u32 words);

/* What becomes of the ACEs of an ACL that is read. */
struct kacs_acl_reader {
	struct kacs_ace *aces; /* room for them, or NULL: they are counted */
	struct kacs_note_room *notes;
	/* Called for each, or NULL: where it begins, and its number. */
	void (*see)(void *context, const struct kacs_ace_view *view, u32 offset,
		    u16 index);
	void *context;
};

/**
 * kacs_acl_read - validate and prepare the ACEs of an ACL
 * @cursor: as kacs_acl_open() made it
 * @acl: out
 * @reader: what to do with them
 * @error: out, may be NULL
 *
 * Return: 0, KACS_E_TRAILING, or what kacs_ace_parse() can return.
 */
int kacs_acl_read(struct kacs_acl_cursor *cursor, struct kacs_acl *acl,
		  const struct kacs_acl_reader *reader,
		  struct kacs_error *error);

/**
 * kacs_acl_prepare - validate and prepare an ACL that stands alone
 * @bytes: untrusted bytes, which must not change as long as @acl is used
 * @len: how many; the ACL must fill them exactly
 * @base: offset of @bytes in the whole input, for @error
 * @aces: room of kacs_acl_room() bytes for its ACEs and their notes, or NULL:
 *	do not prepare them
 * @acl: out; its counts are right without @aces, too
 * @error: out, may be NULL
 *
 * Return: 0, KACS_E_ACL_SIZE (it does not fill @len), KACS_E_TRAILING, or what
 * kacs_acl_open() and kacs_ace_parse() can return.
 */
int kacs_acl_prepare(const u8 *bytes, u32 len, u32 base, struct kacs_ace *aces,
		     struct kacs_acl *acl, struct kacs_error *error);

/* The bytes that the ACEs of an ACL and their notes take. */
static inline u32 kacs_acl_room(const struct kacs_acl *acl)
{
	return acl->count * (u32)sizeof(struct kacs_ace) +
	       acl->note_words * (u32)sizeof(u32);
}

/* The same for an ACL that is only passed on (a default DACL). */
static inline int kacs_acl_validate(const u8 *bytes, u32 len, u32 base,
				    struct kacs_error *error)
{
	struct kacs_acl acl;

	return kacs_acl_prepare(bytes, len, base, NULL, &acl, error);
}

#endif /* KACS_CORE_ACL_H */
