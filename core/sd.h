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
#include "acl.h"
#include "base.h"
#include "claim.h"
#include "error.h"
#include "sid.h"
#include "../include/uapi/kacs/sd.h"

/*
 * A prepared descriptor: this header, then the prepared ACEs of the DACL, those
 * of the SACL, the notes of their conditions, the index of the resource
 * attributes, then a copy of the bytes. One block, no pointer outside of it but
 * its own, immutable.
 */
struct kacs_sd {
	const u8 *bytes;
	u16 len;
	u16 control;	 /* KACS_SE_* */
	u16 dacl_offset; /* of the ACL header; 0: absent */
	u16 sacl_offset;
	struct kacs_sid owner; /* .len 0: absent */
	struct kacs_sid group; /* .len 0: absent */
	struct kacs_acl dacl;  /* .null: not present, or with offset 0 */
	struct kacs_acl sacl;
	bool has_label;
	bool has_trust_label;
	u16 label_ace; /* index in the SACL */
	u16 trust_ace;
	u16 traits;	  /* KACS_TRAIT_* that it brings into every check */
	u32 label_level;  /* KACS_INTEGRITY_* */
	u32 label_policy; /* KACS_LABEL_* */
	u32 trust_type;
	u32 trust_level;
	u32 trust_mask;		/* as stored */
	u16 attribute_count;	/* resource attributes, not inherit-only */
	u16 attribute_notes;	/* where their index begins, from sacl.notes */
	struct kacs_ace aces[]; /* of the DACL, then of the SACL */
};

static inline const struct kacs_ace *kacs_sd_dacl(const struct kacs_sd *sd)
{
	return sd->dacl.aces;
}

static inline const struct kacs_ace *kacs_sd_sacl(const struct kacs_sd *sd)
{
	return sd->sacl.aces;
}

/* The resource attributes (3.10); offsets are from @sd->bytes. */
static inline struct kacs_claim_index
kacs_sd_attributes(const struct kacs_sd *sd)
{
	struct kacs_claim_index index = {NULL, NULL, sd->attribute_count};

	if (index.count) {
		index.notes =
			(const struct kacs_claim_note *)(sd->sacl.notes +
							 sd->attribute_notes);
		index.orders = (const u16 *)(index.notes + index.count);
	}
	return index;
}

/* The SID of a recognised ACE. */
static inline struct kacs_sid kacs_ace_sid(const struct kacs_sd *sd,
					   const struct kacs_ace *ace)
{
	return kacs_acl_ace_sid(sd->bytes, ace);
}

/* From the ACE's header on; the application data is what its SID leaves. */
static inline u16 kacs_ace_size(const struct kacs_sd *sd,
				const struct kacs_ace *ace)
{
	return kacs_acl_ace_size(sd->bytes, ace);
}

/* Does a check of it depend on the central policies that there are (10.8)? */
bool kacs_sd_names_policies(const struct kacs_sd *sd);

/**
 * kacs_sd_names_policy - does an ACE of the SACL bring a policy in (10.8)?
 * @sd: the descriptor
 * @index: of the ACE
 *
 * A policy counts once, however many ACEs name it: with the first of them that
 * applies to the object.
 */
bool kacs_sd_names_policy(const struct kacs_sd *sd, u32 index);

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

#endif /* KACS_CORE_SD_H */
