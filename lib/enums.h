/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Numbers with names, as JSON spells them. */
#ifndef KACS_LIB_ENUMS_H
#define KACS_LIB_ENUMS_H

#include "../core/base.h"

struct kacs_enum {
	u64 value;
	const char *name; /* NULL: the end */
};

extern const struct kacs_enum kacs_privilege_enum[]; /* by bit number */
extern const struct kacs_enum kacs_integrity_enum[];
extern const struct kacs_enum kacs_mandatory_policy_enum[]; /* flags */
extern const struct kacs_enum kacs_token_type_enum[];
extern const struct kacs_enum kacs_level_enum[];
extern const struct kacs_enum kacs_group_attribute_enum[]; /* flags */
extern const struct kacs_enum kacs_audit_policy_enum[];	   /* flags */
extern const struct kacs_enum kacs_claim_flag_enum[];	   /* flags */
extern const struct kacs_enum kacs_claim_type_enum[];
extern const struct kacs_enum kacs_control_enum[]; /* flags */
extern const struct kacs_enum kacs_ace_type_enum[];
extern const struct kacs_enum kacs_ace_flag_enum[];	/* flags */
extern const struct kacs_enum kacs_label_policy_enum[]; /* flags */
extern const struct kacs_enum kacs_object_type_enum[];
extern const struct kacs_enum kacs_capability_enum[];
extern const struct kacs_enum kacs_mitigation_enum[]; /* flags */

/* The name of a value, or NULL. */
const char *kacs_enum_name(const struct kacs_enum *table, u64 value);

/* The value of a name, without regard to case. Return: false if unknown. */
bool kacs_enum_value(const struct kacs_enum *table, const char *name,
		     u64 *value);

#endif /* KACS_LIB_ENUMS_H */
