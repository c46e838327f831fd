/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Writing ACLs and self-relative descriptors: the one layout that libkacs
 * makes is header, owner, group, SACL, DACL, without gaps.
 */
#ifndef KACS_LIB_LAYOUT_H
#define KACS_LIB_LAYOUT_H

#include "buffer.h"
#include "../core/sd.h"
#include <kacs/diagnostic.h>

/* An ACL being written: kacs_acl_begin(), whole ACEs, kacs_acl_end(). */
struct kacs_acl_writer {
	struct kacs_buffer bytes;
	u16 count;
	u8 revision;
};

void kacs_acl_begin(struct kacs_acl_writer *acl);

/* Append a whole ACE and raise the revision as its type needs it (3.4). */
void kacs_acl_append(struct kacs_acl_writer *acl, const u8 *ace, size_t len);

/* Append an ACE of the single-SID family. */
void kacs_acl_append_simple(struct kacs_acl_writer *acl, u8 type, u8 flags,
			    u32 mask, const u8 *sid, size_t sid_len);

/* Fill in size and count. Return: 0, or -1: over 65,535 bytes. */
int kacs_acl_end(struct kacs_acl_writer *acl);

/* The parts of a descriptor; NULL: absent. The ACLs are whole ones. */
struct kacs_sd_parts {
	u16 control;
	const u8 *owner;
	size_t owner_len;
	const u8 *group;
	size_t group_len;
	const u8 *sacl;
	size_t sacl_len;
	const u8 *dacl;
	size_t dacl_len;
};

/**
 * kacs_layout_sd - write a descriptor
 * @parts: what is in it; SE_SELF_RELATIVE is added to the control flags
 * @out: out: to be freed with free()
 * @len: out
 * @diagnostic: out, may be NULL
 *
 * The result has been parsed by the core before it is handed out.
 *
 * Return: 0, or -1 and EINVAL, EOVERFLOW (over 65,535 bytes) or ENOMEM.
 */
int kacs_layout_sd(const struct kacs_sd_parts *parts, u8 **out, size_t *len,
		   struct kacs_diagnostic *diagnostic);

/**
 * kacs_prepare_sd - prepare a descriptor in memory of its own
 * @bytes: untrusted bytes
 * @len: how many
 * @diagnostic: out, may be NULL
 *
 * Return: the prepared descriptor, to be freed with free(), or NULL and EINVAL
 * or ENOMEM.
 */
const struct kacs_sd *kacs_prepare_sd(const u8 *bytes, size_t len,
				      struct kacs_diagnostic *diagnostic);

/* A descriptor of these parts, prepared; NULL and errno as of both. */
const struct kacs_sd *kacs_prepare_parts(const struct kacs_sd_parts *parts);

/* The parts of a prepared descriptor, pointing into its bytes. */
void kacs_parts_of(const struct kacs_sd *sd, struct kacs_sd_parts *parts);

#endif /* KACS_LIB_LAYOUT_H */
