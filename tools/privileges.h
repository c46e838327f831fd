/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef KACS_TOOLS_PRIVILEGES_H
#define KACS_TOOLS_PRIVILEGES_H

#include <stdint.h>

/* Masks of KACS_PRIVILEGE(KACS_SE_*); no two have a bit in common. */
struct privilege_change {
	uint64_t enable;
	uint64_t disable;
	uint64_t remove;
};

/* How many a token can have. */
#define PRIVILEGE_BITS 64u

/*
 * Add the privileges that a list such as "Backup,SeRestorePrivilege" names to
 * @mask. Returns a status; a message that begins with @option has been printed
 * unless it is STATUS_ALLOWED.
 */
int parse_privileges(const char *option, const char *list, uint64_t *mask);

/* Complains about a privilege that is named for two things. */
int check_change(const struct privilege_change *change);

/*
 * Change the token of a process, 0 being this one. Either all of it happens or,
 * for a privilege to enable that the token does not have, nothing. Returns a
 * status as above.
 */
int change_privileges(int pid, const struct privilege_change *change);

#endif /* KACS_TOOLS_PRIVILEGES_H */
