/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Security descriptors, prepared for checking: PSD-004 3.1, 3.2, 3.4,
 * MS-DTYP 2.4.4 to 2.4.6.
 *
 * Untrusted bytes are parsed once, completely, into a struct kacs_sd. Whoever
 * holds one may rely on every offset in it.
 */
#ifndef KACS_CORE_SD_H
#define KACS_CORE_SD_H

#include "access_mask.h"
#include "base.h"
#include "error.h"
#include "sid.h"
#include "../include/uapi/kacs/sd.h"

/* What the walk has to do for an ACE, decided when it was prepared. */
enum kacs_ace_kind {
	KACS_ACE_KIND_ALLOW,	/* evaluated */
	KACS_ACE_KIND_DENY,	/* evaluated */
	KACS_ACE_KIND_ALLOW_IF, /* its condition is TRUE */
	KACS_ACE_KIND_DENY_IF,	/* its condition is TRUE or UNKNOWN */
	KACS_ACE_KIND_OTHER, /* not an access ACE, or a type not evaluated: skip
			      */
};

/* SIDs that do not name anybody by themselves. */
enum kacs_ace_trustee {
	KACS_TRUSTEE_SID,	     /* look it up in the token */
	KACS_TRUSTEE_OWNER_RIGHTS,   /* S-1-3-4: the object's owner */
	KACS_TRUSTEE_PRINCIPAL_SELF, /* S-1-5-10: the object's principal */
};

/* One prepared ACE, 16 bytes. Offsets are from struct kacs_sd.bytes. */
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

/*
 * A prepared descriptor: this header, then the prepared ACEs of the DACL, those
 * of the SACL, then a copy of the bytes. One block, no pointer outside of it
 * but its own, immutable.
 */
struct kacs_sd {
	const u8 *bytes;
	u16 len;
	u16 control;	 /* KACS_SE_* */
	u16 dacl_offset; /* of the ACL header; 0: absent */
	u16 sacl_offset;
	u16 dacl_count; /* ACEs */
	u16 sacl_count;
	struct kacs_sid owner; /* .len 0: absent */
	struct kacs_sid group; /* .len 0: absent */
	bool null_dacl;	       /* DACL_PRESENT clear, or set with offset 0 */
	bool owner_rights; /* an access ACE names S-1-3-4, not inherit-only */
	bool has_label;
	bool has_trust_label;
	u16 label_ace; /* index in the SACL */
	u16 trust_ace;
	u32 label_level;  /* KACS_INTEGRITY_* */
	u32 label_policy; /* KACS_LABEL_* */
	u32 trust_type;
	u32 trust_level;
	u32 trust_mask;		/* as stored */
	struct kacs_ace aces[]; /* dacl_count, then sacl_count */
};

static inline const struct kacs_ace *kacs_sd_dacl(const struct kacs_sd *sd)
{
	return sd->aces;
}

static inline const struct kacs_ace *kacs_sd_sacl(const struct kacs_sd *sd)
{
	return sd->aces + sd->dacl_count;
}

/* The SID of a recognised ACE (ace->sid_offset not 0). */
static inline struct kacs_sid kacs_ace_sid(const struct kacs_sd *sd,
					   const struct kacs_ace *ace)
{
	return (struct kacs_sid){sd->bytes + ace->sid_offset, ace->sid_len,
				 ace->sid_hash};
}

/* From the ACE's header on; the application data is what its SID leaves. */
static inline u16 kacs_ace_size(const struct kacs_sd *sd,
				const struct kacs_ace *ace)
{
	return kacs_load_le16(sd->bytes + ace->offset + 2);
}

/**
 * kacs_sd_measure - validate a self-relative descriptor and size its prepared
 * form
 * @bytes: untrusted bytes, at any alignment
 * @len: how many
 * @size: out: bytes that kacs_sd_prepare() needs: at most 2 * @len + 128 when
 *	the ACLs do not overlap and hold recognised types only; 9 * @len + 128
 *	at worst (unrecognised ACEs of 4 bytes in an ACL that is both DACL and
 *	SACL)
 * @error: out: reason and offset on failure, may be NULL
 *
 * Validates everything kacs_sd_prepare() relies on. The owner may be absent
 * (kacs_set_sd takes subsets); a check refuses such a descriptor. Bytes that no
 * offset reaches are ignored, as MS-DTYP 2.4.6 allows.
 *
 * Return: 0 or the reason.
 */
int kacs_sd_measure(const u8 *bytes, u32 len, u32 *size,
		    struct kacs_error *error);

/**
 * kacs_sd_prepare - copy a descriptor and prepare the copy
 * @mem: memory for it, aligned for u64
 * @size: its size; kacs_sd_measure() tells what is needed
 * @bytes: the descriptor
 * @len: its length
 * @sd: out: the prepared descriptor, at @mem
 * @error: out: reason and offset on failure, may be NULL
 *
 * Parses the copy, never @bytes, so that bytes which change meanwhile do no
 * harm. Nothing outside of @mem is kept.
 *
 * Return: 0, KACS_E_NO_ROOM or what kacs_sd_measure() can return.
 */
int kacs_sd_prepare(void *mem, u32 size, const u8 *bytes, u32 len,
		    const struct kacs_sd **sd, struct kacs_error *error);

/**
 * kacs_acl_validate - validate an ACL that stands alone (a default DACL)
 * @bytes: untrusted bytes
 * @len: how many; the ACL must fill them exactly
 * @base: offset of @bytes in the whole input, for @error
 * @error: out, may be NULL
 *
 * Return: 0 or the reason.
 */
int kacs_acl_validate(const u8 *bytes, u32 len, u32 base,
		      struct kacs_error *error);

#endif /* KACS_CORE_SD_H */
