/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef KACS_TOOLS_PRIVILEGES_H
#define KACS_TOOLS_PRIVILEGES_H

#include <stdint.h>

/* Masks of KACS_PRIVILEGE(KACS_SE_*). */
struct privilege_change {
	uint64_t enable;
	uint64_t disable;
};

/*
 * Add the privileges that a list such as "Backup,SeRestorePrivilege" names to
 * @mask. Returns a status; a message that begins with @option has been printed
 * unless it is STATUS_ALLOWED.
 */
int parse_privileges(const char *option, const char *list, uint64_t *mask);

/*
 * Change this process's token. Either all of it happens or, for a privilege
 * that the token does not have, nothing. Returns a status as above.
 */
int change_privileges(const struct privilege_change *change);

#endif /* KACS_TOOLS_PRIVILEGES_H */
