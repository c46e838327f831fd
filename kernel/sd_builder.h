/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptors that the kernel itself makes, from a list of rules.
 */
#ifndef KACS_KERNEL_SD_BUILDER_H
#define KACS_KERNEL_SD_BUILDER_H

#include "sd_object.h"

/* An ACE of a descriptor to be built. */
struct kacs_rule {
	u8 type;  /* KACS_ACE_ACCESS_ALLOWED or _DENIED */
	u8 flags; /* KACS_ACE_* inheritance flags */
	u32 mask;
	struct kacs_sid sid;
};

/**
 * kacs_rule_allow - an allowing rule for a well-known SID
 * @flags: inheritance flags
 * @mask: rights
 * @who: the SID
 */
static inline struct kacs_rule kacs_rule_allow(u8 flags, u32 mask,
					       enum kacs_well_known who)
{
	struct kacs_rule rule = {
		.type = KACS_ACE_ACCESS_ALLOWED,
		.flags = flags,
		.mask = mask,
	};

	kacs_sid_well_known(who, &rule.sid);
	return rule;
}

/**
 * kacs_sd_build - a descriptor with an owner, a group and a DACL
 * @owner: the owner
 * @group: the group; .len 0: none
 * @rules: the ACEs in order
 * @count: how many, at most 16
 * @gfp: how to allocate
 *
 * Return: a referenced object or ERR_PTR(-ENOMEM).
 */
struct kacs_sd_object *kacs_sd_build(const struct kacs_sid *owner,
				     const struct kacs_sid *group,
				     const struct kacs_rule *rules, u32 count,
				     gfp_t gfp);

#endif /* KACS_KERNEL_SD_BUILDER_H */
