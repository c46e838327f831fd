/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a caller may write into a descriptor beyond having the right to write
 * it: owners, labels and protected attributes. PSD-004 11.2, 11.6.
 */
#ifndef KACS_KERNEL_SD_RULES_H
#define KACS_KERNEL_SD_RULES_H

#include <linux/compiler.h>
#include <linux/types.h>

#include "../core/sd.h"

/**
 * kacs_sd_copy - a descriptor from user space, prepared
 * @bytes: where it is
 * @len: its length, 1 to KACS_SD_MAX_BYTES
 *
 * The owner may be absent, as in a subset. Freed with kvfree().
 *
 * Return: the descriptor or ERR_PTR: -EINVAL (length, does not parse), -EFAULT,
 * -ENOMEM.
 */
const struct kacs_sd *kacs_sd_copy(const void __user *bytes, u32 len);

/**
 * kacs_rule_owner - may the current thread make this SID an owner?
 * @owner: the SID
 *
 * Its user, a group of its token with SE_GROUP_OWNER, or with
 * SeRestorePrivilege anybody.
 *
 * Return: 0 or -EPERM, recorded.
 */
int kacs_rule_owner(const struct kacs_sid *owner);

/**
 * kacs_rule_label - may the current thread write these mandatory labels?
 * @input: what it brings; every label in its SACL counts, those for children
 *	as well
 * @loses_label: the object had a label and is to have none, which makes it
 *	Medium
 *
 * At or below its own integrity level, or with SeRelabelPrivilege any.
 *
 * Return: 0 or -EPERM, recorded.
 */
int kacs_rule_label(const struct kacs_sd *input, bool loses_label);

/**
 * kacs_rule_attributes - may the current thread change these attributes?
 * @old: the object's descriptor
 * @new: what it is to become
 *
 * A resource attribute with CLAIM_SECURITY_ATTRIBUTE_MANDATORY stays what it
 * is unless the caller has SeTcbPrivilege.
 *
 * Return: 0 or -EPERM, recorded.
 */
int kacs_rule_attributes(const struct kacs_sd *old, const struct kacs_sd *new);

#endif /* KACS_KERNEL_SD_RULES_H */
