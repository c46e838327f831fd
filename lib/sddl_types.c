// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "sddl_types.h"

#include <kacs/sd.h>

/* clang-format off */
const struct kacs_sddl_type kacs_sddl_types[] = {
	{ "A", KACS_ACE_ACCESS_ALLOWED, false, false, true },
	{ "D", KACS_ACE_ACCESS_DENIED, false, false, true },
	{ "OA", KACS_ACE_ACCESS_ALLOWED_OBJECT, false, true, true },
	{ "OD", KACS_ACE_ACCESS_DENIED_OBJECT, false, true, true },
	{ "AU", KACS_ACE_SYSTEM_AUDIT, true, false, true },
	{ "AL", KACS_ACE_SYSTEM_ALARM, true, false, true },
	{ "OU", KACS_ACE_SYSTEM_AUDIT_OBJECT, true, true, true },
	{ "OL", KACS_ACE_SYSTEM_ALARM_OBJECT, true, true, true },
	{ "ML", KACS_ACE_SYSTEM_MANDATORY_LABEL, true, false, true },
	{ "SP", KACS_ACE_SYSTEM_SCOPED_POLICY_ID, true, false, true },
	{ "TL", KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL, true, false, true },
	{ "XA", KACS_ACE_ACCESS_ALLOWED_CALLBACK, false, false, false },
	{ "XD", KACS_ACE_ACCESS_DENIED_CALLBACK, false, false, false },
	{ "ZA", KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT, false, true, false },
	{ "XU", KACS_ACE_SYSTEM_AUDIT_CALLBACK, true, false, false },
	{ "RA", KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE, true, false, false },
	{ NULL, 0, false, false, false },
};

const struct kacs_sddl_flag kacs_sddl_flags[] = {
	{ "OI", KACS_ACE_OBJECT_INHERIT },
	{ "CI", KACS_ACE_CONTAINER_INHERIT },
	{ "NP", KACS_ACE_NO_PROPAGATE_INHERIT },
	{ "IO", KACS_ACE_INHERIT_ONLY },
	{ "ID", KACS_ACE_INHERITED },
	{ "SA", KACS_ACE_SUCCESSFUL_ACCESS },
	{ "FA", KACS_ACE_FAILED_ACCESS },
	{ "", 0 },
};
/* clang-format on */

const u8 kacs_guid_order[16] = {3, 2, 1,  0,  5,  4,  7,  6,
				8, 9, 10, 11, 12, 13, 14, 15};
