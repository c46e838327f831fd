// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The fixed rules that refuse without a descriptor, and what gets around them. */
#include "explanation.h"

#include <kacs/spec.h>

static const struct {
	u32 rule;
	const char *reason;
	const char *remedy; /* NULL: none that is known */
} rules[] = {
	{KACS_RULE_PINNED,
	 "it is signed and in use, so its content stays as it is; put a new file in its place",
	 "with a new file in its place"},
	{KACS_RULE_MODE, "it has no descriptor; its mode does not allow it",
	 "with another mode, or for the owner, SYSTEM and members of Administrators"},
	{KACS_RULE_OWNER,
	 "it has no descriptor; only its owner and administrators change it",
	 "for the owner, SYSTEM and members of Administrators"},
	{KACS_RULE_SANDBOX,
	 "it has no descriptor; what is its user's or its groups' is not that of a restricted or confined token, nor of one of low integrity",
	 "outside of the sandbox"},
	{KACS_RULE_SD_XATTR,
	 "a descriptor is no extended attribute to programs",
	 "with kacs sd, which reads and sets descriptors"},
	{KACS_RULE_DELETE_ON_CLOSE, "it goes away when somebody else closes it",
	 "under another name, or once the file is gone"},
	{KACS_RULE_UNKNOWN_COMMAND, "commands that are not known are refused",
	 NULL},
	{KACS_RULE_UNREADABLE_SD, "its security descriptor cannot be read",
	 NULL},
	{KACS_RULE_NO_NEW_SD,
	 "what a new file would inherit from it is no valid descriptor",
	 "with fewer or other inheritable ACEs in its descriptor"},
	{KACS_RULE_SPECIAL_FILE,
	 "a device, a pipe or a socket is never executed",
	 "without the right to execute it"},
	{KACS_RULE_INODE_FLAGS, "it is immutable, or may only be appended to",
	 "without that attribute (chattr -i -a)"},
	{KACS_RULE_SHARED_MEMORY,
	 "another process shares its memory, and would be reached, too",
	 "once no other process shares its memory"},
	{KACS_RULE_NO_PEER, "nobody has connected by this socket",
	 "with a connected Unix socket that accept() gave"},
};

#define RULES (sizeof(rules) / sizeof(rules[0]))

const char *kacs_rule_reason(u32 rule)
{
	size_t i;

	for (i = 0; i < RULES; i++)
		if (rules[i].rule == rule)
			return rules[i].reason;
	return "a fixed rule refuses it; no descriptor can allow it";
}

const char *kacs_rule_remedy(u32 rule)
{
	size_t i;

	for (i = 0; i < RULES; i++)
		if (rules[i].rule == rule)
			return rules[i].remedy;
	return NULL;
}
