/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Descriptors as the stamp needs them: from and to text, inherited, and each
 * distinct one kept once.
 */
#ifndef KACS_STAMP_DESCRIPTOR_H
#define KACS_STAMP_DESCRIPTOR_H

#include "core/sd.h"

struct descriptor {
	const struct kacs_sd *sd;
	size_t inodes; /* how many carry it; counted by the caller */
};

/* All distinct descriptors of a run. Start with { 0 }. */
struct descriptors {
	struct descriptor **all;
	size_t count;
};

/**
 * descriptor_from_sddl - parse SDDL
 * @text: the SDDL
 * @bytes: out: the self-relative descriptor, for free()
 * @len: out: its length
 * @message: out: on failure what is wrong, for free(); NULL: out of memory
 *
 * Return: 0 or -1.
 */
int descriptor_from_sddl(const char *text, u8 **bytes, u32 *len,
			 char **message);

/**
 * descriptor_to_sddl - write a descriptor as SDDL
 * @bytes: a self-relative descriptor
 * @len: its length
 *
 * Return: text for free(), or NULL if the bytes are no valid descriptor.
 */
char *descriptor_to_sddl(const u8 *bytes, u32 len);

/**
 * descriptor_inherit - the descriptor of a file
 * @all: where to keep it
 * @parent: of the directory that the file is in; NULL: the file is the root
 * @bytes: what the policy says of the file; NULL: nothing
 * @len: of @bytes
 * @directory: is the file one?
 * @message: out: on failure what is wrong, static
 *
 * What the kernel would have made (3.6) if the owner of the directory had
 * created the file with the descriptor @bytes: owner and group come from
 * @bytes, else from @parent. Unless @bytes protects its DACL, inheritable ACEs
 * of @parent follow those of @bytes; likewise for the SACL.
 *
 * Return: the descriptor, which lives as long as @all, or NULL.
 */
struct descriptor *descriptor_inherit(struct descriptors *all,
				      const struct descriptor *parent,
				      const u8 *bytes, u32 len, bool directory,
				      const char **message);

/**
 * descriptors_free - release all descriptors
 * @all: which
 */
void descriptors_free(struct descriptors *all);

#endif /* KACS_STAMP_DESCRIPTOR_H */
