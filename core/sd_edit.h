/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Parts of descriptors: taking a subset out (kacs_get_sd) and putting one in
 * (kacs_set_sd). PSD-004 11.6, 13.6.
 *
 * Both write one well-formed self-relative descriptor and share the buffer
 * convention of kacs_inherit_sd(): @out NULL asks for the length.
 */
#ifndef KACS_CORE_SD_EDIT_H
#define KACS_CORE_SD_EDIT_H

#include "base.h"
#include "error.h"
#include "sd.h"

/**
 * kacs_sd_subset - the requested components of a descriptor
 * @sd: the descriptor
 * @information: KACS_*_SECURITY_INFORMATION; SACL and LABEL exclude each other
 * @out: room, or NULL
 * @room: size of @out
 * @len: out: length
 *
 * Return: 0, KACS_E_NO_ROOM, KACS_E_CONFLICT, KACS_E_VALUE (unknown bits).
 */
int kacs_sd_subset(const struct kacs_sd *sd, u32 information, u8 *out, u32 room,
		   u32 *len);

/**
 * kacs_sd_merge - replace the indicated components of a descriptor
 * @old: the object's descriptor, or NULL: it has none (a repair)
 * @input: the subset with the new values
 * @information: which components of @input count
 * @out: room, or NULL
 * @room: size of @out
 * @len: out: length
 *
 * Return: 0, KACS_E_NO_ROOM, KACS_E_CONFLICT, KACS_E_VALUE, KACS_E_NO_OWNER
 * (the result would have none), KACS_E_LABEL_SUBSET, KACS_E_TOO_LARGE.
 */
int kacs_sd_merge(const struct kacs_sd *old, const struct kacs_sd *input,
		  u32 information, u8 *out, u32 room, u32 *len);

#endif /* KACS_CORE_SD_EDIT_H */
