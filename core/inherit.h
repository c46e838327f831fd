/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The descriptor of a new object: PSD-004 3.6.
 */
#ifndef KACS_CORE_INHERIT_H
#define KACS_CORE_INHERIT_H

#include "access_mask.h"
#include "base.h"
#include "error.h"
#include "sd.h"

struct kacs_inherit {
	const struct kacs_sd *parent;  /* NULL: no container */
	const struct kacs_sd *creator; /* explicit descriptor, or NULL */
	bool is_container;	       /* of the new object */
	struct kacs_sid owner;	       /* of the creating token */
	struct kacs_sid group;	       /* .len 0: none */
	const u8 *default_dacl;	       /* a valid ACL, or NULL */
	u32 default_dacl_len;
	const struct kacs_generic_mapping *mapping;
};

/**
 * kacs_inherit_sd - compute the descriptor of a new object
 * @inherit: parent, creator's descriptor and the creating token's defaults
 * @out: room for it, or NULL to ask for the length only
 * @room: size of @out
 * @len: out: its length
 * @error: out, may be NULL
 *
 * Explicit ACEs come before inherited ones, each in its source's order (3.5).
 * CREATOR OWNER and CREATOR GROUP are substituted, generic rights are mapped,
 * inherited ACEs carry INHERITED_ACE, components from defaults carry their
 * DEFAULTED flag.
 *
 * Return: 0, KACS_E_NO_ROOM, KACS_E_TOO_LARGE (over 65,535 bytes),
 * KACS_E_NO_OWNER, KACS_E_NO_GROUP, KACS_E_SERVER_SECURITY.
 */
int kacs_inherit_sd(const struct kacs_inherit *inherit, u8 *out, u32 room,
		    u32 *len, struct kacs_error *error);

#endif /* KACS_CORE_INHERIT_H */
