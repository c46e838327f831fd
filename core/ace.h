/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * One ACE, MS-DTYP 2.4.4, PSD-004 3.4: which layout its type has, and where in
 * it the mask and the SID stand. Internal to the core.
 */
#ifndef KACS_CORE_ACE_H
#define KACS_CORE_ACE_H

#include "base.h"
#include "error.h"
#include "sid.h"
#include "../include/uapi/kacs/sd.h"

/* What an ACE type is made of and for. */
#define KACS_ACE_SHAPE_KNOWN 0x01u	 /* header, mask, ..., SID */
#define KACS_ACE_SHAPE_OBJECT 0x02u	 /* flags and GUIDs before the SID */
#define KACS_ACE_SHAPE_DATA 0x04u	 /* application data after the SID */
#define KACS_ACE_SHAPE_ACCESS 0x08u	 /* controls access: stands in a DACL */
#define KACS_ACE_SHAPE_REVISION_DS 0x10u /* needs ACL_REVISION_DS */
#define KACS_ACE_SHAPE_RIGHTS 0x20u   /* the mask holds rights, maybe generic */
#define KACS_ACE_SHAPE_CALLBACK 0x40u /* the data is a condition */

#define KACS_ACE_SHAPE_SPECIAL 0x80u /* its SID says more than who */

/* By type number: the shape; 0 for the types that 3.4 does not recognise. */
extern const u8 kacs_ace_shapes[256];

static inline u32 kacs_ace_shape(u8 type)
{
	return kacs_ace_shapes[type];
}

/* An ACE inside somebody else's bytes. */
struct kacs_ace_view {
	u8 type;
	u8 flags;
	u16 size;
	u32 shape;
	u32 mask;	/* 0 for an unrecognised type */
	u32 sid_offset; /* from the ACE's start; 0 for an unrecognised type */
	struct kacs_sid sid; /* .len 0 for an unrecognised type; not hashed */
};

/**
 * kacs_ace_parse - validate the ACE at the start of a buffer
 * @bytes: the buffer
 * @len: bytes in it; more may follow the ACE
 * @base: offset of @bytes in the whole input, for @error
 * @view: out: the ACE
 * @error: out, may be NULL
 *
 * An unrecognised type is held to its size only (3.4).
 *
 * Return: 0, KACS_E_TRUNCATED, KACS_E_ACE_SIZE, KACS_E_ACE_ALIGNMENT,
 * KACS_E_SID, KACS_E_LABEL_SID, KACS_E_TRUST_SID, KACS_E_ATTRIBUTE_SID, and of
 * a resource attribute what kacs_claim_validate() can return.
 */
int kacs_ace_parse(const u8 *bytes, u32 len, u32 base,
		   struct kacs_ace_view *view, struct kacs_error *error);

/**
 * kacs_acl_header - validate the header of the ACL at the start of a buffer
 * @bytes: the buffer
 * @len: bytes in it; more may follow the ACL
 * @base: offset of @bytes in the whole input, for @error
 * @size: out: AclSize, from 8 to @len
 * @count: out: AceCount
 * @error: out, may be NULL
 *
 * Return: 0, KACS_E_TRUNCATED, KACS_E_REVISION (not 2 to 4: MS-DTYP knows no
 * other, and 3.4 forbids only to weigh it against the types), KACS_E_ACL_SIZE.
 */
int kacs_acl_header(const u8 *bytes, u32 len, u32 base, u16 *size, u16 *count,
		    struct kacs_error *error);

/*
 * The axes of a process trust label S-1-19-@type-@trust (10.7). False if the
 * SID has another shape.
 */
bool kacs_sid_trust(const struct kacs_sid *sid, u32 *type, u32 *trust);

#endif /* KACS_CORE_ACE_H */
