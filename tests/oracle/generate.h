/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef KACS_ORACLE_GENERATE_H
#define KACS_ORACLE_GENERATE_H

#include "case.h"
#include "random.h"

/* What cases may have beyond the plain ones. */
#define FEATURE_CONDITIONS 0x01u /* callback ACEs, claims, attributes */
#define FEATURE_TREES 0x02u	 /* object ACEs that apply, object type lists */

#define FEATURE_MALFORMED 0x04u /* one byte of some descriptors is wrong */

/* A case that is well-formed but for FEATURE_MALFORMED, weighted so that every
 * step has work to do. */
void generate_case(struct random *random, u32 features,
		   struct case_record *record);

/* The application data of a callback ACE (generate_condition.c). */
void generate_condition(struct random *random, struct case_ace *ace);

/* A claim array of a few attributes; one entry without its length. */
void generate_claims(struct random *random, struct case_claims *claims);
u16 generate_claim(struct random *random, u8 out[CASE_MAX_DATA]);

#endif /* KACS_ORACLE_GENERATE_H */
