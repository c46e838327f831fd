/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Access control lists: one ACL as the walks see it, wherever it came from, and
 * how its bytes become that. PSD-004 3.2, MS-DTYP 2.4.5.
 */
#ifndef KACS_CORE_ACL_H
#define KACS_CORE_ACL_H

#include "ace.h"
#include "base.h"
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
	u16 offset;	  /* of the ACE header */
	u16 sid_offset;	  /* of the SID; 0: an unrecognised type */
	u8 type;	  /* KACS_ACE_* as stored */
	u8 flags;	  /* as stored */
	u8 kind : 4;	  /* enum kacs_ace_kind */
	u8 trustee : 2;	  /* enum kacs_ace_trustee */
	u8 malformed : 1; /* a condition that can only be UNKNOWN (3.8) */
	u8 sid_len;
};

/* A prepared ACL inside somebody else's memory. */
struct kacs_acl {
	const u8 *bytes; /* what the ACEs' offsets are from; NULL: no ACL */
	const struct kacs_ace *aces;
	u16 count;
	bool null;	   /* a DACL that is not there: everybody (10.2) */
	bool owner_rights; /* an access ACE names S-1-3-4, not inherit-only */
	bool audits;	   /* an audit or alarm ACE, not inherit-only */
};

/* The SID of a recognised ACE (ace->sid_offset not 0). */
static inline struct kacs_sid kacs_acl_ace_sid(const u8 *bytes,
					       const struct kacs_ace *ace)
{
	return (struct kacs_sid){bytes + ace->sid_offset, ace->sid_len,
				 ace->sid_hash};
}

/* From the ACE's header on; the application data is what its SID leaves. */
static inline u16 kacs_acl_ace_size(const u8 *bytes, const struct kacs_ace *ace)
{
	return kacs_load_le16(bytes + ace->offset + 2);
}

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

/**
 * kacs_acl_next - validate the next ACE
 * @cursor: with .left not 0
 * @view: out: the ACE
 * @offset: out: where it begins, from the cursor's bytes
 * @error: out, may be NULL
 *
 * Return: 0 or what kacs_ace_parse() can return.
 */
int kacs_acl_next(struct kacs_acl_cursor *cursor, struct kacs_ace_view *view,
		  u32 *offset, struct kacs_error *error);

/* Behind the last ACE: 0, or KACS_E_TRAILING if the ACL goes on. */
int kacs_acl_close(const struct kacs_acl_cursor *cursor,
		   struct kacs_error *error);

/* The prepared form of an ACE that kacs_acl_next() gave out. */
struct kacs_ace kacs_ace_prepare(const struct kacs_ace_view *view,
				 const u8 *bytes, u32 offset);

/* What an ACE says about the ACL that it stands in. */
void kacs_acl_note(struct kacs_acl *acl, const struct kacs_ace_view *view);

/**
 * kacs_acl_prepare - validate and prepare an ACL that stands alone
 * @bytes: untrusted bytes, which must not change as long as @acl is used
 * @len: how many; the ACL must fill them exactly
 * @base: offset of @bytes in the whole input, for @error
 * @aces: room for its ACEs, or NULL: do not prepare them
 * @acl: out; its count is right without @aces, too
 * @error: out, may be NULL
 *
 * Return: 0, KACS_E_ACL_SIZE (it does not fill @len), KACS_E_TRAILING, or what
 * kacs_acl_open() and kacs_acl_next() can return.
 */
int kacs_acl_prepare(const u8 *bytes, u32 len, u32 base, struct kacs_ace *aces,
		     struct kacs_acl *acl, struct kacs_error *error);

/* The same for an ACL that is only passed on (a default DACL). */
static inline int kacs_acl_validate(const u8 *bytes, u32 len, u32 base,
				    struct kacs_error *error)
{
	struct kacs_acl acl;

	return kacs_acl_prepare(bytes, len, base, NULL, &acl, error);
}

#endif /* KACS_CORE_ACL_H */
