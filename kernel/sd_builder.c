// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptors that the kernel itself makes.
 */
#include <linux/slab.h>

#include "sd_builder.h"

static u8 *kacs_put_sid(u8 *out, const struct kacs_sid *sid)
{
	memcpy(out, sid->bytes, sid->len);
	return out + sid->len;
}

static u8 *kacs_put_rule(u8 *out, const struct kacs_rule *rule)
{
	out[0] = rule->type;
	out[1] = rule->flags;
	kacs_store_le16(out + 2, KACS_ACE_HEADER_BYTES + 4 + rule->sid.len);
	kacs_store_le32(out + 4, rule->mask);
	return kacs_put_sid(out + 8, &rule->sid);
}

struct kacs_sd_object *kacs_sd_build(const struct kacs_sid *owner,
				     const struct kacs_sid *group,
				     const struct kacs_rule *rules, u32 count,
				     gfp_t gfp)
{
	u32 acl_len = KACS_ACL_HEADER_BYTES;
	struct kacs_sd_object *object;
	u8 *bytes, *out;
	u32 len, i;

	for (i = 0; i < count; i++)
		acl_len += KACS_ACE_HEADER_BYTES + 4 + rules[i].sid.len;
	len = KACS_SD_HEADER_BYTES + owner->len + group->len + acl_len;
	bytes = kzalloc(len, gfp);
	if (!bytes)
		return ERR_PTR(-ENOMEM);

	bytes[0] = 1;
	kacs_store_le16(bytes + 2,
			KACS_SE_DACL_PRESENT | KACS_SE_SELF_RELATIVE);
	out = bytes + KACS_SD_HEADER_BYTES;
	kacs_store_le32(bytes + 4, out - bytes);
	out = kacs_put_sid(out, owner);
	if (group->len)
		if (group->len)
			kacs_store_le32(bytes + 8, out - bytes);
	out = kacs_put_sid(out, group);
	kacs_store_le32(bytes + 16, out - bytes);
	out[0] = KACS_ACL_REVISION;
	kacs_store_le16(out + 2, acl_len);
	kacs_store_le16(out + 4, count);
	out += KACS_ACL_HEADER_BYTES;
	for (i = 0; i < count; i++)
		out = kacs_put_rule(out, &rules[i]);

	object = kacs_sd_intern(bytes, len, gfp);
	kfree(bytes);
	return object;
}
