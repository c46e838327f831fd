// SPDX-License-Identifier: GPL-2.0-only
/*
 * The descriptors that tokens and processes start with: PSD-004 4.8, 5.3, 13.5.
 */
#include <linux/gfp.h>

#include "../include/uapi/kacs/access.h"
#include "sd_builder.h"
#include "token.h"

/* What a token's own user may do: nothing that leads to more (4.8). */
#define KACS_TOKEN_SELF_ACCESS                        \
	(KACS_TOKEN_QUERY | KACS_TOKEN_ADJUST_PRIVS | \
	 KACS_TOKEN_ADJUST_GROUPS | KACS_TOKEN_ADJUST_DEFAULT)

static struct kacs_rule kacs_allow(u32 mask, const struct kacs_sid *sid)
{
	return (struct kacs_rule){
		.type = KACS_ACE_ACCESS_ALLOWED,
		.mask = mask,
		.sid = *sid,
	};
}

struct kacs_sd_object *kacs_default_token_sd(const struct kacs_sid *user,
					     const struct kacs_sid *creator)
{
	/*
	 * Who makes a token for itself must not become its master by having
	 * made it, neither by the creator's ACE nor by owning it.
	 */
	const bool own = kacs_sid_equal(user, creator);
	const struct kacs_sid no_group = {};
	const struct kacs_rule rules[] = {
		kacs_allow(KACS_TOKEN_SELF_ACCESS, user),
		own ? kacs_rule_allow(0, KACS_READ_CONTROL,
				      KACS_SID_OWNER_RIGHTS)
		    : kacs_allow(KACS_TOKEN_ALL_ACCESS, creator),
		kacs_rule_allow(0, KACS_TOKEN_ALL_ACCESS, KACS_SID_SYSTEM),
	};

	return kacs_sd_build(creator, &no_group, rules, ARRAY_SIZE(rules),
			     GFP_KERNEL_ACCOUNT);
}

struct kacs_sd_object *
kacs_default_process_sd(const struct kacs_identity *identity)
{
	const struct kacs_sid *group = kacs_identity_indexed(
		identity, identity->spec.primary_group_index);
	const struct kacs_rule rules[] = {
		kacs_allow(KACS_GENERIC_ALL, &identity->user),
		kacs_rule_allow(0, KACS_GENERIC_ALL, KACS_SID_ADMINISTRATORS),
		kacs_rule_allow(0, KACS_GENERIC_ALL, KACS_SID_SYSTEM),
		kacs_rule_allow(0, KACS_PROCESS_QUERY_LIMITED,
				KACS_SID_EVERYONE),
	};

	return kacs_sd_build(&identity->user, group, rules, ARRAY_SIZE(rules),
			     GFP_KERNEL_ACCOUNT);
}

struct kacs_sd_object *kacs_default_session_sd(const struct kacs_sid *user,
					       const struct kacs_sid *group)
{
	const struct kacs_rule rules[] = {
		kacs_allow(KACS_GENERIC_ALL, user),
		kacs_rule_allow(0, KACS_GENERIC_ALL, KACS_SID_ADMINISTRATORS),
		kacs_rule_allow(0, KACS_GENERIC_ALL, KACS_SID_SYSTEM),
	};

	return kacs_sd_build(user, group, rules, ARRAY_SIZE(rules),
			     GFP_KERNEL_ACCOUNT);
}

struct kacs_sd_object *kacs_system_token_sd(void)
{
	const struct kacs_sid no_group = {};
	const struct kacs_rule rules[] = {
		kacs_rule_allow(0, KACS_TOKEN_SELF_ACCESS, KACS_SID_SYSTEM),
		kacs_rule_allow(0, KACS_TOKEN_ALL_ACCESS, KACS_SID_SYSTEM),
		kacs_rule_allow(0, KACS_TOKEN_ALL_ACCESS,
				KACS_SID_ADMINISTRATORS),
	};
	struct kacs_sid system;

	kacs_sid_well_known(KACS_SID_SYSTEM, &system);
	return kacs_sd_build(&system, &no_group, rules, ARRAY_SIZE(rules),
			     GFP_KERNEL);
}
