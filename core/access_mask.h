/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Access masks and generic mapping, PSD-004 3.3.
 */
#ifndef KACS_CORE_ACCESS_MASK_H
#define KACS_CORE_ACCESS_MASK_H

#include "base.h"
#include "../include/uapi/kacs/access.h"

struct kacs_generic_mapping {
	u32 read;
	u32 write;
	u32 execute;
	u32 all;
};

extern const struct kacs_generic_mapping kacs_file_mapping;
extern const struct kacs_generic_mapping kacs_process_mapping;
extern const struct kacs_generic_mapping kacs_token_mapping;

/* MapGenericBits of 10.10. The generic bits themselves are cleared. */
static inline u32 kacs_map_generic(u32 mask,
				   const struct kacs_generic_mapping *mapping)
{
	u32 mapped = mask & ~KACS_GENERIC_MASK;

	if (likely(mapped == mask))
		return mask;
	if (mask & KACS_GENERIC_READ)
		mapped |= mapping->read;
	if (mask & KACS_GENERIC_WRITE)
		mapped |= mapping->write;
	if (mask & KACS_GENERIC_EXECUTE)
		mapped |= mapping->execute;
	if (mask & KACS_GENERIC_ALL)
		mapped |= mapping->all;
	return mapped;
}

#endif /* KACS_CORE_ACCESS_MASK_H */
