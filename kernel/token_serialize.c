// SPDX-License-Identifier: GPL-2.0-only
/*
 * A token as the specification that it could be made from: PSD-004 13.6
 * section 5.
 */
#include "token_defaults.h"

/*
 * The writer runs twice, first without room to learn the length. The header is
 * in host order, which is the wire's: KACS is for x86-64.
 */
struct kacs_spec_writer {
	struct kacs_token_spec header;
	u8 *out; /* or NULL */
	u32 len;
};

/* Returns the offset of the section, 0 for an empty one. */
static u32 kacs_put_bytes(struct kacs_spec_writer *writer, const u8 *bytes,
			  u32 len)
{
	u32 offset = writer->len;

	if (!len)
		return 0;
	if (writer->out)
		memcpy(writer->out + offset, bytes, len);
	writer->len += len;
	return offset;
}

static void kacs_put_u32(struct kacs_spec_writer *writer, u32 value)
{
	u8 bytes[4];

	kacs_store_le32(bytes, value);
	kacs_put_bytes(writer, bytes, sizeof(bytes));
}

static void kacs_put_entry(struct kacs_spec_writer *writer,
			   const struct kacs_sid *sid, u32 attributes)
{
	kacs_put_u32(writer, sid->len);
	kacs_put_bytes(writer, sid->bytes, sid->len);
	kacs_put_u32(writer, attributes);
}

static u32 kacs_put_list(struct kacs_spec_writer *writer,
			 const struct kacs_sid_list *list)
{
	u32 offset = writer->len, i;

	for (i = 0; i < list->count; i++)
		kacs_put_entry(writer, &list->entries[i].sid,
			       list->entries[i].attributes);
	return list->count ? offset : 0;
}

u32 kacs_token_group_attributes(const struct kacs_token *token, u32 index)
{
	u32 attributes =
		token->identity->groups.entries[index].attributes &
		~(KACS_SE_GROUP_ENABLED | KACS_SE_GROUP_USE_FOR_DENY_ONLY);

	if (token->groups_enabled >> index & 1)
		attributes |= KACS_SE_GROUP_ENABLED;
	if (token->groups_deny_only >> index & 1)
		attributes |= KACS_SE_GROUP_USE_FOR_DENY_ONLY;
	return attributes;
}

static u32 kacs_put_groups(struct kacs_spec_writer *writer,
			   const struct kacs_token *token)
{
	const struct kacs_sid_list *groups = &token->identity->groups;
	u32 offset = writer->len, i;

	for (i = 0; i < groups->count; i++)
		kacs_put_entry(writer, &groups->entries[i].sid,
			       kacs_token_group_attributes(token, i));
	return groups->count ? offset : 0;
}

static void kacs_put_state(struct kacs_token_spec *header,
			   const struct kacs_token_view *view)
{
	const struct kacs_token *state = &view->state;

	header->token_type = state->token_type;
	header->impersonation_level = state->impersonation_level;
	header->integrity_rid = state->integrity_level;
	header->mandatory_policy = state->mandatory_policy;
	header->privs_present = view->privileges_present;
	header->privs_enabled = state->privileges_enabled;
	header->write_restricted = state->write_restricted;
	header->user_deny_only = state->user_deny_only;
	header->interactive_session_id = view->interactive_session_id;
	header->owner_sid_index =
		kacs_default_owner(state->identity, view->defaults);
	header->primary_group_index =
		kacs_default_group(state->identity, view->defaults);
	header->default_dacl_len =
		kacs_default_dacl_len(state->identity, view->defaults);
}

static void kacs_put_sections(struct kacs_spec_writer *writer,
			      const struct kacs_token_view *view,
			      const struct kacs_sid_list *restricted)
{
	const struct kacs_token *token = &view->state;
	const struct kacs_identity *id = token->identity;
	struct kacs_token_spec *header = &writer->header;

	header->user_sid_offset =
		kacs_put_bytes(writer, id->user.bytes, id->user.len);
	header->groups_count = id->groups.count;
	header->groups_offset = kacs_put_groups(writer, token);
	header->default_dacl_offset =
		kacs_put_bytes(writer, kacs_default_dacl(id, view->defaults),
			       header->default_dacl_len);
	header->user_claims_offset = kacs_put_bytes(
		writer, id->user_claims.bytes, id->user_claims.len);
	header->device_claims_offset = kacs_put_bytes(
		writer, id->device_claims.bytes, id->device_claims.len);
	header->device_groups_offset =
		kacs_put_list(writer, &id->device_groups);
	header->restricted_sids_count = restricted->count;
	header->restricted_sids_offset = kacs_put_list(writer, restricted);
	header->confinement_sid_offset = kacs_put_bytes(
		writer, id->confinement.bytes, id->confinement.len);
	header->confinement_caps_offset =
		kacs_put_list(writer, &id->capabilities);
	header->supp_gids_offset =
		kacs_put_bytes(writer, id->supplementary_gids,
			       4 * id->supplementary_gid_count);
	header->restricted_device_groups_offset =
		kacs_put_list(writer, &id->restricted_device_groups);
}

u32 kacs_token_serialize(const struct kacs_token_view *view,
			 const struct kacs_sid_list *restricted, u8 *out)
{
	struct kacs_spec_writer writer = {
		.header = view->state.identity->spec,
		.out = out,
		.len = sizeof(writer.header),
	};

	kacs_put_state(&writer.header, view);
	kacs_put_sections(&writer, view, restricted);
	if (out)
		memcpy(out, &writer.header, sizeof(writer.header));
	return writer.len;
}
