// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a caller may write into a descriptor.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "credentials.h"
#include "denial.h"
#include "mandatory_attributes.h"
#include "sd_rules.h"

const struct kacs_sd *kacs_sd_copy(const void __user *bytes, u32 len)
{
	const struct kacs_sd *sd;
	u8 *copy;
	void *mem;
	u32 size;

	if (!len || len > KACS_SD_MAX_BYTES)
		return ERR_PTR(-EINVAL);
	copy = vmemdup_user(bytes, len);
	if (IS_ERR(copy))
		return ERR_CAST(copy);
	sd = ERR_PTR(-EINVAL);
	if (kacs_sd_measure(copy, len, &size, NULL))
		goto out;
	sd = ERR_PTR(-ENOMEM);
	mem = kvmalloc(size, GFP_KERNEL);
	if (!mem)
		goto out;
	if (kacs_sd_prepare(mem, size, copy, len, &sd, NULL)) {
		kvfree(mem);
		sd = ERR_PTR(-EINVAL);
	}
out:
	kvfree(copy);
	return sd;
}

int kacs_rule_owner(const struct kacs_sid *owner)
{
	struct kacs_token_object *object = kacs_current_token();
	struct kacs_token token;

	if (!object)
		return -EPERM;
	kacs_token_snapshot(object, &token);
	if (kacs_token_may_own(&token, owner))
		return 0;
	return kacs_require_privilege(KACS_SE_RESTORE);
}

/* The highest level that a label of the SACL gives. */
static u32 kacs_highest_label(const struct kacs_sd *sd)
{
	u32 highest = KACS_INTEGRITY_UNTRUSTED;
	u32 level, i;

	for (i = 0; i < sd->sacl.count; i++) {
		const struct kacs_ace *ace = &kacs_sd_sacl(sd)[i];
		struct kacs_sid sid;

		if (ace->type != KACS_ACE_SYSTEM_MANDATORY_LABEL)
			continue;
		sid = kacs_ace_sid(sd, ace);
		if (kacs_sid_integrity(&sid, &level))
			highest = max(highest, level);
	}
	return highest;
}

int kacs_rule_label(const struct kacs_sd *input, bool loses_label)
{
	struct kacs_token_object *object = kacs_current_token();
	u32 highest = kacs_highest_label(input);
	struct kacs_token token;

	if (!object)
		return -EPERM;
	if (loses_label)
		highest = max(highest, KACS_INTEGRITY_MEDIUM);
	kacs_token_snapshot(object, &token);
	if (highest <= token.integrity_level)
		return 0;
	return kacs_require_privilege(KACS_SE_RELABEL);
}

int kacs_rule_attributes(const struct kacs_sd *old, const struct kacs_sd *new)
{
	if (kacs_mandatory_attributes_kept(old, new))
		return 0;
	return kacs_require_privilege(KACS_SE_TCB);
}
