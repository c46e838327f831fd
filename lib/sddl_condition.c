// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The words of conditions. */
#include "sddl_condition.h"

#include <strings.h>

/* clang-format off */
const struct kacs_sddl_operator kacs_sddl_operators[] = {
	{ "==", 0x80, KACS_SDDL_RELATION },
	{ "!=", 0x81, KACS_SDDL_RELATION },
	{ "<=", 0x83, KACS_SDDL_RELATION },
	{ "<", 0x82, KACS_SDDL_RELATION },
	{ ">=", 0x85, KACS_SDDL_RELATION },
	{ ">", 0x84, KACS_SDDL_RELATION },
	{ "Contains", 0x86, KACS_SDDL_SET },
	{ "Any_of", 0x88, KACS_SDDL_SET },
	{ "Not_Contains", 0x8e, KACS_SDDL_SET },
	{ "Not_Any_of", 0x8f, KACS_SDDL_SET },
	{ "Exists", 0x87, KACS_SDDL_EXISTS },
	{ "Not_Exists", 0x8d, KACS_SDDL_EXISTS },
	{ "Member_of", 0x89, KACS_SDDL_MEMBER },
	{ "Device_Member_of", 0x8a, KACS_SDDL_MEMBER },
	{ "Member_of_Any", 0x8b, KACS_SDDL_MEMBER },
	{ "Device_Member_of_Any", 0x8c, KACS_SDDL_MEMBER },
	{ "Not_Member_of", 0x90, KACS_SDDL_MEMBER },
	{ "Not_Device_Member_of", 0x91, KACS_SDDL_MEMBER },
	{ "Not_Member_of_Any", 0x92, KACS_SDDL_MEMBER },
	{ "Not_Device_Member_of_Any", 0x93, KACS_SDDL_MEMBER },
	{ NULL, 0, 0 },
};

/* Local attributes are written without their prefix. */
const struct kacs_sddl_namespace kacs_sddl_namespaces[] = {
	{ "@Local.", SDDL_TOKEN_LOCAL },
	{ "@User.", 0xf9 },
	{ "@Resource.", 0xfa },
	{ "@Device.", 0xfb },
	{ NULL, 0 },
};
/* clang-format on */

static bool same(const char *word, const char *text, size_t len)
{
	return strlen(word) == len && strncasecmp(word, text, len) == 0;
}

bool kacs_sddl_condition_word(const char *text, size_t len)
{
	const struct kacs_sddl_operator *op;

	for (op = kacs_sddl_operators; op->text; op++)
		if (same(op->text, text, len))
			return true;
	return same("SID", text, len);
}

const struct kacs_sddl_operator *kacs_sddl_operator_find(u8 token)
{
	const struct kacs_sddl_operator *op;

	for (op = kacs_sddl_operators; op->text; op++)
		if (op->token == token)
			return op;
	return NULL;
}
