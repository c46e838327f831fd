/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* SIDs with names of their own: 2.2, and the aliases of MS-DTYP 2.5.1.1. */
#ifndef KACS_LIB_WELL_KNOWN_H
#define KACS_LIB_WELL_KNOWN_H

#include "../core/sid.h"

struct kacs_named_sid {
	const char *alias; /* two letters, or "" */
	const char *name;
	u8 authority; /* the largest well-known one is 19 */
	u8 count;     /* of sub */
	u32 sub[6];
};

/* A principal that every domain has. */
struct kacs_domain_alias {
	const char *alias;
	const char *name;
	u32 rid;
};

/* Both tables end in an entry whose name is NULL. */
extern const struct kacs_named_sid kacs_named_sids[];
extern const struct kacs_domain_alias kacs_domain_aliases[];

/* The entry for these bytes, or NULL. */
const struct kacs_named_sid *kacs_named_sid_find(const u8 *sid, size_t len);

/* The entry for two letters, without regard to case, or NULL. */
const struct kacs_named_sid *kacs_named_sid_alias(const char *letters);
const struct kacs_domain_alias *kacs_domain_alias_find(const char *letters);

/* Write its bytes; return their length. */
u32 kacs_named_sid_make(const struct kacs_named_sid *named,
			u8 out[KACS_SID_MAX_BYTES]);

/*
 * Scan an S-1-... that starts at @text and may be followed by other text.
 * Return: how many bytes it took, or 0 and the offset of what is wrong in
 * *@bad with the reason in *@why.
 */
size_t kacs_sid_scan(const char *text, size_t len, u8 out[KACS_SID_MAX_BYTES],
		     size_t *sid_len, size_t *bad, const char **why);

#endif /* KACS_LIB_WELL_KNOWN_H */
