/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef KACS_ORACLE_GENERATE_H
#define KACS_ORACLE_GENERATE_H

#include "case.h"
#include "random.h"

/* What cases may have beyond the plain ones. */
#define FEATURE_CONDITIONS 0x01u /* callback ACEs, claims, attributes */
#define FEATURE_TREES 0x02u	 /* object ACEs that apply, object type lists */
#define FEATURE_MALFORMED 0x04u	 /* one byte of some descriptors is wrong */
#define FEATURE_POLICIES 0x08u	 /* central policies */

#define PICK(random, array) \
	(array)[random_below(random, sizeof(array) / sizeof((array)[0]))]

/*
 * A case that is well-formed but for FEATURE_MALFORMED, weighted so that every
 * step has work to do.
 */
void generate_case(struct random *random, u32 features,
		   struct case_record *record);

/* One ACE of a DACL, of a SACL, and one that audits. */
void generate_dacl_ace(struct random *random, u32 features,
		       struct case_record *record, struct case_ace *ace);
void generate_sacl_ace(struct random *random, u32 features,
		       struct case_record *record, struct case_ace *ace);
void generate_audit_ace(struct random *random, u32 features,
			struct case_record *record, struct case_ace *ace);

/* Policies for the ACEs of a SACL to name (generate_policy.c). */
void generate_policies(struct random *random, u32 features,
		       struct case_record *record);

/*
 * The application data of a callback ACE; @valid: it is a condition that is not
 * wrong in itself (generate_condition.c).
 */
struct case_data generate_condition(struct random *random, bool valid,
				    struct case_record *record);

/* A claim array of a few attributes; one entry without its length. */
void generate_claims(struct random *random, struct case_claims *claims);
u32 generate_claim(struct random *random, u8 out[CASE_MAX_DATA]);

#endif /* KACS_ORACLE_GENERATE_H */
