/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Writing self-relative descriptors: header, owner, group, SACL, DACL.
 * Internal to the core.
 *
 * A writer without a buffer, or with one that is too small, counts on; only
 * kacs_writer_finish() tells. What a too small buffer holds then is undefined.
 */
#ifndef KACS_CORE_SD_WRITER_H
#define KACS_CORE_SD_WRITER_H

#include "ace.h"
#include "base.h"
#include "error.h"
#include "sd.h"
#include "sid.h"

struct kacs_writer {
	u8 *out; /* or NULL */
	u32 room;
	u32 len;	     /* so far, whether it fits or not */
	u16 control;	     /* KACS_SE_SELF_RELATIVE is added */
	u8 resource_manager; /* MS-DTYP's Sbz1 */
	u32 owner;	     /* offsets of the components; 0: none */
	u32 group;
	u32 sacl;
	u32 dacl;
	/* The ACL that is being written. */
	u32 acl;
	u16 ace_count;
	u8 revision; /* that the ACEs so far need */
};

void kacs_writer_init(struct kacs_writer *writer, u8 *out, u32 room);

/* Append bytes. */
void kacs_writer_bytes(struct kacs_writer *writer, const u8 *bytes, u32 len);

/* Append the owner and the group, each unless its .len is 0. */
void kacs_writer_owner(struct kacs_writer *writer, const struct kacs_sid *sid);
void kacs_writer_group(struct kacs_writer *writer, const struct kacs_sid *sid);

/* Append a whole ACL as it stands in @sd; @offset 0: none. */
u32 kacs_writer_copy_acl(struct kacs_writer *writer, const struct kacs_sd *sd,
			 u32 offset);

/**
 * kacs_writer_acl_begin - start an ACL
 * @writer: the writer
 * @source: the header of the ACL that it comes from, for its reserved fields;
 *	NULL: zeros
 */
void kacs_writer_acl_begin(struct kacs_writer *writer, const u8 *source);

/**
 * kacs_writer_ace - tell the ACL of an ACE that has been appended to it
 * @writer: the writer
 * @type: the ACE's type
 * @source_revision: of the ACL that it comes from; counts if the type is not
 *	recognised (3.4)
 */
void kacs_writer_ace(struct kacs_writer *writer, u8 type, u8 source_revision);

/* Append an ACE of a descriptor as it stands there. */
void kacs_writer_copy_ace(struct kacs_writer *writer, const struct kacs_sd *sd,
			  const struct kacs_ace *ace, u8 source_revision);

/* Complete the ACL's header. Return: the offset of the ACL. */
u32 kacs_writer_acl_end(struct kacs_writer *writer);

/**
 * kacs_writer_finish - complete the descriptor's header
 * @writer: the writer
 * @len: out: the descriptor's length, also with KACS_E_NO_ROOM
 *
 * Return: 0, KACS_E_TOO_LARGE, KACS_E_NO_ROOM (only with a buffer).
 */
int kacs_writer_finish(struct kacs_writer *writer, u32 *len);

#endif /* KACS_CORE_SD_WRITER_H */
