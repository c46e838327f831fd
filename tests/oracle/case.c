// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "case.h"
#include "core/token_spec.h"

#define GUID_BYTES 16u

static const struct {
	u8 authority;
	u8 count;
	u32 sub[5];
} principals[SID_NONE] = {
	[SID_USER] = {5, 5, {21, 1, 2, 3, 1001}},
	[SID_OTHER_USER] = {5, 5, {21, 1, 2, 3, 1002}},
	[SID_GROUP] = {5, 5, {21, 1, 2, 3, 2001}},
	[SID_OTHER_GROUP] = {5, 5, {21, 1, 2, 3, 2002}},
	[SID_EVERYONE] = {1, 1, {0}},
	[SID_SYSTEM] = {5, 1, {18}},
	[SID_ADMINISTRATORS] = {5, 2, {32, 544}},
	[SID_OWNER_RIGHTS] = {3, 1, {4}},
	[SID_PRINCIPAL_SELF] = {5, 1, {10}},
	[SID_PACKAGE] = {15, 2, {2, 77}},
	[SID_CAPABILITY] = {15, 2, {3, 1}},
	[SID_UNTRUSTED] = {16, 1, {0}},
	[SID_LOW] = {16, 1, {4096}},
	[SID_MEDIUM] = {16, 1, {8192}},
	[SID_HIGH] = {16, 1, {12288}},
	[SID_SYSTEM_LEVEL] = {16, 1, {16384}},
	[SID_TRUST_NONE] = {19, 2, {0, 0}},
	[SID_TRUST_PROTECTED] = {19, 2, {512, 4096}},
	[SID_TRUST_ISOLATED] = {19, 2, {1024, 1024}},
	[SID_POLICY_ONE] = {17, 2, {1, 1}},
	[SID_POLICY_TWO] = {17, 2, {1, 2}},
	[SID_POLICY_MISSING] = {17, 2, {1, 3}},
};

/* What is being written of a case. */
struct buffer {
	u8 *bytes;
	u32 len;
	const struct case_record *record;
};

u8 *case_data_room(struct case_record *record)
{
	if (record->data_len > CASE_POOL_BYTES - CASE_MAX_DATA)
		return NULL;
	return record->data + record->data_len;
}

struct case_data case_data_keep(struct case_record *record, u32 len)
{
	struct case_data data = {(u16)record->data_len, (u16)len};

	record->data_len += len;
	return data;
}

static void put(struct buffer *out, const void *bytes, u32 len)
{
	if (len)
		memcpy(out->bytes + out->len, bytes, len);
	out->len += len;
}

static void put16(struct buffer *out, u16 value)
{
	kacs_store_le16(out->bytes + out->len, value);
	out->len += 2;
}

static void put32(struct buffer *out, u32 value)
{
	kacs_store_le32(out->bytes + out->len, value);
	out->len += 4;
}

u32 case_sid_bytes(u8 sid, u8 out[KACS_SID_MAX_BYTES])
{
	return kacs_sid_make(out, principals[sid].authority,
			     principals[sid].sub, principals[sid].count);
}

static void put_data(struct buffer *out, const struct case_data *data)
{
	put(out, out->record->data + data->at, data->len);
}

static void put_sid(struct buffer *out, u8 sid)
{
	u8 bytes[KACS_SID_MAX_BYTES];

	put(out, bytes, case_sid_bytes(sid, bytes));
}

static void put_guid(struct buffer *out, u8 guid)
{
	u8 bytes[GUID_BYTES];

	memset(bytes, guid, sizeof(bytes));
	put(out, bytes, sizeof(bytes));
}

static bool is_object(u8 type)
{
	return (type >= KACS_ACE_ACCESS_ALLOWED_OBJECT &&
		type <= KACS_ACE_SYSTEM_ALARM_OBJECT) ||
	       type == KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT ||
	       type == KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT ||
	       type == KACS_ACE_SYSTEM_AUDIT_CALLBACK_OBJECT ||
	       type == KACS_ACE_SYSTEM_ALARM_CALLBACK_OBJECT;
}

static void put_ace(struct buffer *out, const struct case_ace *ace)
{
	u32 start = out->len;
	bool recognised = ace->type <= KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL &&
			  ace->type != KACS_ACE_ACCESS_ALLOWED_COMPOUND;

	out->bytes[out->len++] = ace->type;
	out->bytes[out->len++] = ace->flags;
	put16(out, 0);
	put32(out, ace->mask);
	if (is_object(ace->type)) {
		put32(out,
		      (ace->object_type ? KACS_ACE_OBJECT_TYPE_PRESENT : 0) |
			      (ace->inherited_type
				       ? KACS_ACE_INHERITED_OBJECT_TYPE_PRESENT
				       : 0));
		if (ace->object_type)
			put_guid(out, ace->object_type);
		if (ace->inherited_type)
			put_guid(out, ace->inherited_type);
	}
	if (recognised)
		put_sid(out, ace->sid);
	put_data(out, &ace->data);
	while ((out->len - start) % 4)
		out->bytes[out->len++] = 0;
	kacs_store_le16(out->bytes + start + 2, (u16)(out->len - start));
}

static u32 put_acl(struct buffer *out, const struct case_acl *acl)
{
	u32 start = out->len, i;

	if (!acl->present || acl->null)
		return 0;
	out->bytes[out->len++] = KACS_ACL_REVISION_DS;
	out->bytes[out->len++] = 0;
	put16(out, 0);
	put16(out, (u16)acl->count);
	put16(out, 0);
	for (i = 0; i < acl->count; i++)
		put_ace(out, &acl->aces[i]);
	kacs_store_le16(out->bytes + start + 2, (u16)(out->len - start));
	return start;
}

static u32 put_sd(u8 *bytes, const struct case_record *record)
{
	struct buffer out = {bytes, KACS_SD_HEADER_BYTES, record};
	u16 control = KACS_SE_SELF_RELATIVE;

	memset(bytes, 0, KACS_SD_HEADER_BYTES);
	bytes[0] = 1;
	if (record->dacl.present)
		control |= KACS_SE_DACL_PRESENT;
	if (record->sacl.present)
		control |= KACS_SE_SACL_PRESENT;
	kacs_store_le16(bytes + 2, control);
	if (record->owner != SID_NONE) {
		kacs_store_le32(bytes + 4, out.len);
		put_sid(&out, record->owner);
	}
	kacs_store_le32(bytes + 12, put_acl(&out, &record->sacl));
	kacs_store_le32(bytes + 16, put_acl(&out, &record->dacl));
	return out.len;
}

static void put_groups(struct buffer *out, u32 field,
		       const struct case_groups *groups)
{
	u8 sid[KACS_SID_MAX_BYTES];
	u32 i, len;

	if (!groups->count)
		return;
	kacs_store_le32(out->bytes + field, out->len);
	kacs_store_le32(out->bytes + field + 4, groups->count);
	for (i = 0; i < groups->count; i++) {
		len = case_sid_bytes(groups->entries[i].sid, sid);
		put32(out, len);
		put(out, sid, len);
		put32(out, groups->entries[i].attributes);
	}
}

static void put_claims(struct buffer *out, u32 field,
		       const struct case_claims *claims)
{
	if (!claims->len)
		return;
	kacs_store_le32(out->bytes + field, out->len);
	kacs_store_le32(out->bytes + field + 4, claims->len);
	put(out, claims->bytes, claims->len);
}

#define FIELD(name) ((u32)offsetof(struct kacs_token_spec, name))

static u32 put_token(u8 *bytes, const struct case_record *record)
{
	struct buffer out = {bytes, KACS_TOKEN_SPEC_HEADER_BYTES, record};

	memset(bytes, 0, KACS_TOKEN_SPEC_HEADER_BYTES);
	kacs_store_le32(bytes, KACS_TOKEN_SPEC_VERSION);
	bytes[FIELD(token_type)] = record->type;
	bytes[FIELD(impersonation_level)] = record->level;
	kacs_store_le32(bytes + FIELD(integrity_rid), record->integrity);
	kacs_store_le32(bytes + FIELD(mandatory_policy), record->policy);
	kacs_store_le64(bytes + FIELD(privs_present), record->privileges);
	kacs_store_le64(bytes + FIELD(privs_enabled), record->privileges);
	kacs_store_le32(bytes + FIELD(audit_policy), record->audit_policy);
	bytes[FIELD(confinement_exempt)] = record->confinement_exempt;
	bytes[FIELD(write_restricted)] = record->write_restricted;
	bytes[FIELD(user_deny_only)] = record->user_deny_only;
	kacs_store_le32(bytes + FIELD(user_sid_offset), out.len);
	put_sid(&out, record->user);
	put_groups(&out, FIELD(groups_offset), &record->groups);
	put_claims(&out, FIELD(user_claims_offset), &record->user_claims);
	put_claims(&out, FIELD(device_claims_offset), &record->device_claims);
	put_groups(&out, FIELD(device_groups_offset), &record->device_groups);
	put_groups(&out, FIELD(restricted_sids_offset), &record->restricted);
	if (record->package != SID_NONE) {
		u32 start = out.len;

		put_sid(&out, record->package);
		kacs_store_le32(bytes + FIELD(confinement_sid_offset), start);
		kacs_store_le32(bytes + FIELD(confinement_sid_len),
				out.len - start);
		put_groups(&out, FIELD(confinement_caps_offset),
			   &record->capabilities);
	}
	put_groups(&out, FIELD(restricted_device_groups_offset),
		   &record->restricted_device_groups);
	return out.len;
}

static u32 put_tree(u8 *bytes, const struct case_record *record)
{
	struct buffer out = {bytes, 0, record};
	u32 i;

	for (i = 0; i < record->node_count; i++) {
		put16(&out, record->nodes[i].level);
		put16(&out, 0);
		put_guid(&out, record->nodes[i].guid);
	}
	return out.len;
}

/* The length in front of what has been written since @start. */
static void put_length_of(struct buffer *out, u32 start)
{
	kacs_store_le32(out->bytes + start - 4, out->len - start);
}

static void put_rule(struct buffer *out, const struct case_rule *rule)
{
	put32(out, rule->condition.len);
	put_data(out, &rule->condition);
	for (u32 i = 0; i < RULE_ACLS; i++) {
		put32(out, 0);
		if (rule->acls[i].present) {
			u32 start = out->len;

			put_acl(out, &rule->acls[i]);
			put_length_of(out, start);
		}
	}
}

static u32 put_policy_spec(u8 *bytes, const struct case_record *record,
			   const struct case_policy *policy)
{
	struct buffer out = {bytes, 0, record};

	out.bytes[out.len++] = 1;
	put32(&out, policy->rule_count);
	for (u32 i = 0; i < policy->rule_count; i++)
		put_rule(&out, &policy->rules[i]);
	return out.len;
}

static void break_part(const struct case_record *record, enum case_part part,
		       u8 *bytes, u32 len)
{
	if (record->broken == part)
		bytes[record->broken_offset % len] = record->broken_value;
}

static u32 put_policies(u8 *bytes, const struct case_record *record)
{
	struct buffer out = {bytes, 0, record};
	u32 i, start, len;

	for (i = 0; i < record->policy_count; i++) {
		put32(&out, 0);
		start = out.len;
		put_sid(&out, record->policies[i].sid);
		put_length_of(&out, start);
		len = put_policy_spec(out.bytes + out.len + 4, record,
				      &record->policies[i]);
		if (i == 0)
			break_part(record, PART_POLICY, out.bytes + out.len + 4,
				   len);
		put32(&out, len);
		out.len += len;
	}
	return out.len;
}

u32 case_encode(const struct case_record *record, u8 out[CASE_MAX_BYTES])
{
	u8 *at = out + 4 * CASE_HEADER_WORDS;
	struct buffer header = {out, 0, record};
	u32 len[CASE_PARTS];

	len[0] = put_sd(at, record);
	break_part(record, PART_SD, at, len[0]);
	at += len[0];
	len[1] = put_token(at, record);
	break_part(record, PART_TOKEN, at, len[1]);
	at += len[1];
	len[2] = record->local_claims.len;
	memcpy(at, record->local_claims.bytes, len[2]);
	at += len[2];
	len[3] = put_tree(at, record);
	at += len[3];
	len[4] =
		record->self == SID_NONE ? 0 : case_sid_bytes(record->self, at);
	at += len[4];
	len[5] = put_policies(at, record);
	at += len[5];
	for (u32 i = 0; i < CASE_PARTS; i++)
		put32(&header, len[i]);
	put32(&header, record->desired);
	put32(&header, record->intent);
	put32(&header, record->pip_type);
	put32(&header, record->pip_trust);
	put32(&header, record->mapping.read);
	put32(&header, record->mapping.write);
	put32(&header, record->mapping.execute);
	put32(&header, record->mapping.all);
	put32(&header, record->result_list);
	return (u32)(at - out);
}

bool case_split(const u8 *bytes, u32 len, struct case_parts *parts)
{
	u32 *lengths[CASE_PARTS] = {&parts->sd_len,	&parts->token_len,
				    &parts->claims_len, &parts->tree_len,
				    &parts->self_len,	&parts->policies_len};
	const u8 **starts[CASE_PARTS] = {&parts->sd,	 &parts->token,
					 &parts->claims, &parts->tree,
					 &parts->self,	 &parts->policies};
	u32 at = 4 * CASE_HEADER_WORDS, i;

	if (len < at)
		return false;
	for (i = 0; i < CASE_PARTS; i++) {
		*lengths[i] = kacs_load_le32(bytes + 4 * i);
		if (*lengths[i] > len - at)
			return false;
		*starts[i] = bytes + at;
		at += *lengths[i];
	}
	parts->desired = kacs_load_le32(bytes + 24);
	parts->intent = kacs_load_le32(bytes + 28);
	parts->pip_type = kacs_load_le32(bytes + 32);
	parts->pip_trust = kacs_load_le32(bytes + 36);
	parts->mapping.read = kacs_load_le32(bytes + 40);
	parts->mapping.write = kacs_load_le32(bytes + 44);
	parts->mapping.execute = kacs_load_le32(bytes + 48);
	parts->mapping.all = kacs_load_le32(bytes + 52);
	parts->result_list = kacs_load_le32(bytes + 56) != 0;
	return at == len;
}

/* Bytes behind a length; false if they are cut short. */
static bool next_counted(const struct case_parts *parts, u32 *at,
			 const u8 **bytes, u32 *len)
{
	u32 left = parts->policies_len - *at;

	if (left < 4)
		return false;
	*len = kacs_load_le32(parts->policies + *at);
	if (*len > left - 4)
		return false;
	*bytes = parts->policies + *at + 4;
	*at += 4 + *len;
	return true;
}

bool case_next_policy(const struct case_parts *parts, u32 *at,
		      struct case_policy_parts *policy)
{
	return next_counted(parts, at, &policy->sid, &policy->sid_len) &&
	       next_counted(parts, at, &policy->spec, &policy->spec_len);
}
