/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The two-letter rights of SDDL, MS-DTYP 2.5.1.1. */
#ifndef KACS_LIB_SDDL_RIGHTS_H
#define KACS_LIB_SDDL_RIGHTS_H

#include "buffer.h"
#include "../core/base.h"

/* Room for the longest text that kacs_sddl_rights_format() writes. */
#define KACS_SDDL_RIGHTS_BYTES 48u

/*
 * The mask of two letters; of a mandatory label with @label. Return: false when
 * they are no right.
 */
bool kacs_sddl_right(const char *letters, bool label, u32 *mask);

/* A mask in letters where these say it exactly, else in hex. */
void kacs_sddl_rights_format(u32 mask, bool label,
			     char out[KACS_SDDL_RIGHTS_BYTES]);

#endif /* KACS_LIB_SDDL_RIGHTS_H */
