// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "sddl_types.h"

#include <kacs/sd.h>

#define NOTHING KACS_SDDL_NOTHING
#define CONDITION KACS_SDDL_CONDITION
#define ATTRIBUTE KACS_SDDL_ATTRIBUTE

/* clang-format off */
const struct kacs_sddl_type kacs_sddl_types[] = {
	{ "A", KACS_ACE_ACCESS_ALLOWED, false, false, NOTHING },
	{ "D", KACS_ACE_ACCESS_DENIED, false, false, NOTHING },
	{ "OA", KACS_ACE_ACCESS_ALLOWED_OBJECT, false, true, NOTHING },
	{ "OD", KACS_ACE_ACCESS_DENIED_OBJECT, false, true, NOTHING },
	{ "AU", KACS_ACE_SYSTEM_AUDIT, true, false, NOTHING },
	{ "AL", KACS_ACE_SYSTEM_ALARM, true, false, NOTHING },
	{ "OU", KACS_ACE_SYSTEM_AUDIT_OBJECT, true, true, NOTHING },
	{ "OL", KACS_ACE_SYSTEM_ALARM_OBJECT, true, true, NOTHING },
	{ "ML", KACS_ACE_SYSTEM_MANDATORY_LABEL, true, false, NOTHING },
	{ "SP", KACS_ACE_SYSTEM_SCOPED_POLICY_ID, true, false, NOTHING },
	{ "TL", KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL, true, false, NOTHING },
	{ "XA", KACS_ACE_ACCESS_ALLOWED_CALLBACK, false, false, CONDITION },
	{ "XD", KACS_ACE_ACCESS_DENIED_CALLBACK, false, false, CONDITION },
	{ "XU", KACS_ACE_SYSTEM_AUDIT_CALLBACK, true, false, CONDITION },
	{ "ZA", KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT, false, true, CONDITION },
	{ "RA", KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE, true, false, ATTRIBUTE },
	/* MS-DTYP has no letters for these. */
	{ "XL", KACS_ACE_SYSTEM_ALARM_CALLBACK, true, false, CONDITION },
	{ "ZD", KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT, false, true, CONDITION },
	{ "ZU", KACS_ACE_SYSTEM_AUDIT_CALLBACK_OBJECT, true, true, CONDITION },
	{ "ZL", KACS_ACE_SYSTEM_ALARM_CALLBACK_OBJECT, true, true, CONDITION },
	{ NULL, 0, false, false, NOTHING },
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
