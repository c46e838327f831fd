/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef KACS_TOOLS_DEFAULTS_H
#define KACS_TOOLS_DEFAULTS_H

/* What new objects shall get from this process's token; NULL: as before. */
struct default_change {
	const char *owner;
	const char *group;
	const char *dacl; /* SDDL "D:(...)"; "none": no default DACL */
};

/* Returns a status; a message has been printed unless it is STATUS_ALLOWED. */
int change_defaults(const struct default_change *change);

#endif /* KACS_TOOLS_DEFAULTS_H */
