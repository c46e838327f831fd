/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the sweeps of exhaustive.c and exhaustive_policy.c share. */
#ifndef KACS_ORACLE_EXHAUSTIVE_H
#define KACS_ORACLE_EXHAUSTIVE_H

#include "case.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct sweep;

/* Every case of a sweep is asked about for these. */
enum shape {
	SHAPE_PLAIN,
	SHAPE_GROUP_DENY_ONLY,
	SHAPE_RESTRICTED,
	SHAPE_CONFINED,
	SHAPE_COUNT,
};

#define SWEEP_REQUESTS 5u
extern const u32 sweep_requests[SWEEP_REQUESTS];

/* The letters of the alphabet of DACLs; behind SWEEP_APPLYING, inherit-only. */
#define SWEEP_APPLYING 16u
#define SWEEP_LETTERS (2 * SWEEP_APPLYING)
void sweep_letter(u32 number, struct case_ace *ace);

/* A token, and an object with an empty DACL. */
void sweep_base(enum shape shape, u8 owner, struct case_record *record);

/* Ask both; false once they have answered differently. */
bool sweep_ask(struct sweep *sweep, const struct case_record *record);

/* The sweeps of exhaustive_policy.c; each asks until sweep_ask() is false. */
void sweep_policy_rights(struct sweep *sweep);
void sweep_policy_audit(struct sweep *sweep);
void sweep_policy_conditions(struct sweep *sweep);
void sweep_privilege_audit(struct sweep *sweep);

#endif /* KACS_ORACLE_EXHAUSTIVE_H */
