// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tokens that exist before any process does: SYSTEM (PSD-004 13.5 step 3)
 * and Anonymous (4.3).
 */
#include <linux/err.h>
#include <linux/timekeeping.h>

#include "session.h"
#include "token.h"
#include "token_internal.h"

#define KACS_GROUP_PRESENT                                            \
	(KACS_SE_GROUP_MANDATORY | KACS_SE_GROUP_ENABLED_BY_DEFAULT | \
	 KACS_SE_GROUP_ENABLED)

#define KACS_BOOT_SPEC_BYTES 512
#define KACS_NOBODY 65534u

struct kacs_token_object *kacs_system_token __ro_after_init;
struct kacs_token_object *kacs_anonymous_token __ro_after_init;

/* ALLOW SYSTEM GENERIC_ALL, ALLOW Administrators GENERIC_ALL. */
static const u8 kacs_system_default_dacl[] __initconst = {
	0x02, 0x00, 0x34, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x14,
	0x00, 0x00, 0x00, 0x00, 0x10, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x05, 0x12, 0x00, 0x00, 0x00, 0x00, 0x00, 0x18, 0x00, 0x00,
	0x00, 0x00, 0x10, 0x01, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x05,
	0x20, 0x00, 0x00, 0x00, 0x20, 0x02, 0x00, 0x00,
};

struct kacs_boot_group {
	enum kacs_well_known sid;
	u32 attributes;
};

static const struct kacs_boot_group kacs_system_groups[] __initconst = {
	{KACS_SID_ADMINISTRATORS, KACS_GROUP_PRESENT | KACS_SE_GROUP_OWNER},
	{KACS_SID_EVERYONE, KACS_GROUP_PRESENT},
	{KACS_SID_AUTHENTICATED_USERS, KACS_GROUP_PRESENT},
	{KACS_SID_LOCAL, KACS_GROUP_PRESENT},
};

static const struct kacs_boot_group kacs_anonymous_groups[] __initconst = {
	{KACS_SID_EVERYONE, KACS_GROUP_PRESENT},
};

/* A specification in the making: the header, then what it points to. */
struct kacs_boot_spec {
	struct kacs_token_spec header;
	u8 bytes[KACS_BOOT_SPEC_BYTES];
	u32 len; /* of @bytes */
};

static u32 __init kacs_boot_append(struct kacs_boot_spec *spec,
				   const void *bytes, u32 len)
{
	u32 offset = sizeof(spec->header) + spec->len;

	if (len > sizeof(spec->bytes) - spec->len)
		panic("kacs: a boot token is too large\n");
	memcpy(spec->bytes + spec->len, bytes, len);
	spec->len += len;
	return offset;
}

static u32 __init kacs_boot_append_sid(struct kacs_boot_spec *spec,
				       enum kacs_well_known which)
{
	struct kacs_sid sid;

	kacs_sid_well_known(which, &sid);
	return kacs_boot_append(spec, sid.bytes, sid.len);
}

static void __init kacs_boot_append_groups(struct kacs_boot_spec *spec,
					   const struct kacs_boot_group *groups,
					   u32 count)
{
	struct kacs_sid sid;
	u8 word[4];
	u32 i;

	spec->header.groups_offset = sizeof(spec->header) + spec->len;
	spec->header.groups_count = count;
	for (i = 0; i < count; i++) {
		kacs_sid_well_known(groups[i].sid, &sid);
		kacs_store_le32(word, sid.len);
		kacs_boot_append(spec, word, sizeof(word));
		kacs_boot_append(spec, sid.bytes, sid.len);
		kacs_store_le32(word, groups[i].attributes);
		kacs_boot_append(spec, word, sizeof(word));
	}
}

static struct kacs_token_object *__init
kacs_boot_token(const struct kacs_boot_spec *spec, bool with_logon,
		struct kacs_sd_object *sd)
{
	static u8 bytes[sizeof(spec->header) + KACS_BOOT_SPEC_BYTES] __initdata;
	struct kacs_session *session =
		kacs_session_find(spec->header.session_id);
	struct kacs_token_object *token;

	if (!session)
		panic("kacs: no session for a boot token\n");
	memcpy(bytes, &spec->header, sizeof(spec->header));
	memcpy(bytes + sizeof(spec->header), spec->bytes, spec->len);
	token = kacs_token_from_identity(
		kacs_identity_create(bytes, sizeof(spec->header) + spec->len,
				     with_logon ? &session->logon : NULL,
				     session, ktime_get_real_ns()),
		sd);
	kacs_session_put(session);
	if (IS_ERR(token))
		panic("kacs: cannot make a boot token: %ld\n", PTR_ERR(token));
	return token;
}

static struct kacs_token_object *__init kacs_make_system_token(void)
{
	static struct kacs_boot_spec spec __initdata;
	struct kacs_token_spec *header = &spec.header;

	*header = (struct kacs_token_spec){
		.version = KACS_TOKEN_SPEC_VERSION,
		.token_type = KACS_TOKEN_PRIMARY,
		.impersonation_level = KACS_LEVEL_ANONYMOUS,
		.integrity_rid = KACS_INTEGRITY_SYSTEM,
		.mandatory_policy =
			KACS_POLICY_NO_WRITE_UP | KACS_POLICY_NEW_PROCESS_MIN,
		.privs_present = KACS_PRIVILEGE_ALL,
		.privs_enabled = KACS_PRIVILEGE_ALL,
		.session_id = KACS_SESSION_SYSTEM,
		.primary_group_index = 1,
		.source_name = "PeiosKrn",
	};
	header->user_sid_offset = kacs_boot_append_sid(&spec, KACS_SID_SYSTEM);
	kacs_boot_append_groups(&spec, kacs_system_groups,
				ARRAY_SIZE(kacs_system_groups));
	header->default_dacl_offset =
		kacs_boot_append(&spec, kacs_system_default_dacl,
				 sizeof(kacs_system_default_dacl));
	header->default_dacl_len = sizeof(kacs_system_default_dacl);
	return kacs_boot_token(&spec, true, kacs_system_token_sd());
}

/* Everyone and nobody else is among its groups: no logon SID. */
static struct kacs_token_object *__init kacs_make_anonymous_token(void)
{
	static struct kacs_boot_spec spec __initdata;
	struct kacs_token_spec *header = &spec.header;
	struct kacs_sid user, creator;

	*header = (struct kacs_token_spec){
		.version = KACS_TOKEN_SPEC_VERSION,
		.token_type = KACS_TOKEN_IMPERSONATION,
		.impersonation_level = KACS_LEVEL_ANONYMOUS,
		.integrity_rid = KACS_INTEGRITY_UNTRUSTED,
		.mandatory_policy = KACS_POLICY_NO_WRITE_UP,
		.projected_uid = KACS_NOBODY,
		.projected_gid = KACS_NOBODY,
		.session_id = KACS_SESSION_ANONYMOUS,
		.source_name = "PeiosKrn",
	};
	header->user_sid_offset =
		kacs_boot_append_sid(&spec, KACS_SID_ANONYMOUS);
	kacs_boot_append_groups(&spec, kacs_anonymous_groups,
				ARRAY_SIZE(kacs_anonymous_groups));
	kacs_sid_well_known(KACS_SID_ANONYMOUS, &user);
	kacs_sid_well_known(KACS_SID_SYSTEM, &creator);
	return kacs_boot_token(&spec, false,
			       kacs_default_token_sd(&user, &creator));
}

void __init kacs_tokens_init(void)
{
	kacs_token_cache_init();
	/* First: its id is 0. */
	kacs_system_token = kacs_make_system_token();
	kacs_anonymous_token = kacs_make_anonymous_token();
}
