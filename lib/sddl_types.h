/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What SDDL calls ACE types and flags. */
#ifndef KACS_LIB_SDDL_TYPES_H
#define KACS_LIB_SDDL_TYPES_H

#include "../core/base.h"

enum kacs_sddl_data {
	KACS_SDDL_NOTHING,
	KACS_SDDL_CONDITION,
	KACS_SDDL_ATTRIBUTE,
};

struct kacs_sddl_type {
	const char *letters;
	u8 type;     /* KACS_ACE_* */
	bool sacl;   /* it stands in the SACL, not in the DACL */
	bool object; /* it has GUIDs */
	u8 data;     /* enum kacs_sddl_data, behind the SID */
};

struct kacs_sddl_flag {
	char letters[3];
	u8 flag;
};

#define KACS_SDDL_NULL_ACL "NO_ACCESS_CONTROL"

extern const struct kacs_sddl_type kacs_sddl_types[]; /* ends in NULL */
extern const struct kacs_sddl_flag kacs_sddl_flags[]; /* ends in "" */

#endif /* KACS_LIB_SDDL_TYPES_H */
