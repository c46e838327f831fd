// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Token specifications, validated and prepared: PSD-004 4.4, 13.6 section 5.
 *
 * One parser measures and prepares, as in sd.c. Measuring, it counts what the
 * lists hold; preparing, it has arrays to fill.
 */
#include "claim_index.h"
#include "sd.h"
#include "token.h"
#include "token_lookup.h"
#include "traits.h"
#include "token_spec.h"

#define LOGON_ATTRIBUTES                                              \
	(KACS_SE_GROUP_MANDATORY | KACS_SE_GROUP_ENABLED_BY_DEFAULT | \
	 KACS_SE_GROUP_ENABLED | KACS_SE_GROUP_LOGON_ID)

/* The offset of a header field. */
#define FIELD(name) ((u32)offsetof(struct kacs_token_spec, name))

struct parser {
	const u8 *bytes;
	u32 len;
	const struct kacs_sid *logon; /* to be appended to the groups, or NULL */
	struct kacs_identity *identity;
	struct kacs_sid_and_attributes *next; /* NULL: count only */
	struct kacs_error *error;
};

static int fail(const struct parser *parser, enum kacs_reason reason,
		u32 offset)
{
	return kacs_fail(parser->error, reason, offset);
}

/*
 * Find a section of at least @len bytes: @start is NULL with @len 0. An empty
 * section may have any offset that is not outside, and 0.
 */
static int find_section(const struct parser *parser, u32 field, u32 len,
			const u8 **start)
{
	u32 offset = kacs_load_le32(parser->bytes + field);

	*start = NULL;
	if (!len && !offset)
		return KACS_OK;
	if (offset < KACS_TOKEN_SPEC_HEADER_BYTES || offset > parser->len)
		return fail(parser, KACS_E_OFFSET, field);
	if (len > parser->len - offset)
		return fail(parser, KACS_E_TRUNCATED, field);
	if (len)
		*start = parser->bytes + offset;
	return KACS_OK;
}

static u32 offset_of(const struct parser *parser, const u8 *at)
{
	return (u32)(at - parser->bytes);
}

static int parse_user(const struct parser *parser)
{
	const u8 *start;
	u32 offset;
	int reason = find_section(parser, FIELD(user_sid_offset),
				  KACS_SID_MIN_BYTES, &start);

	if (reason)
		return reason;
	offset = offset_of(parser, start);
	return kacs_sid_parse(start, parser->len - offset, offset,
			      &parser->identity->user, parser->error);
}

static int parse_confinement(const struct parser *parser)
{
	struct kacs_sid *sid = &parser->identity->confinement;
	u32 len = parser->identity->spec.confinement_sid_len;
	const u8 *start;
	int reason = find_section(parser, FIELD(confinement_sid_offset), len,
				  &start);

	if (reason || !start)
		return reason;
	reason = kacs_sid_parse(start, len, offset_of(parser, start), sid,
				parser->error);
	if (!reason && sid->len != len)
		return fail(parser, KACS_E_SID, FIELD(confinement_sid_len));
	return reason;
}

/* One SID_AND_ATTRIBUTES: length, SID, attributes. @at moves behind it. */
static int parse_entry(const struct parser *parser, u32 *at,
		       struct kacs_sid_and_attributes *entry)
{
	u32 left = parser->len - *at;
	u32 len;
	int reason;

	if (left < 4)
		return fail(parser, KACS_E_TRUNCATED, parser->len);
	len = kacs_load_le32(parser->bytes + *at);
	if (len > KACS_SID_MAX_BYTES)
		return fail(parser, KACS_E_SID, *at);
	if (left - 4 < len + 4)
		return fail(parser, KACS_E_TRUNCATED, parser->len);
	reason = kacs_sid_parse(parser->bytes + *at + 4, len, *at + 4,
				&entry->sid, parser->error);
	if (reason)
		return reason;
	if (entry->sid.len != len)
		return fail(parser, KACS_E_SID, *at);
	entry->attributes = kacs_load_le32(parser->bytes + *at + 4 + len);
	*at += 4 + len + 4;
	return KACS_OK;
}

static bool has_logon_attribute(const struct kacs_sid_and_attributes *entry)
{
	return (entry->attributes & KACS_SE_GROUP_LOGON_ID) ==
	       KACS_SE_GROUP_LOGON_ID;
}

/* What 4.4 asks of one of the supplied groups. */
static int check_group(const struct parser *parser, u32 index, u32 at,
		       const struct kacs_sid_and_attributes *entry)
{
	struct kacs_identity *identity = parser->identity;

	if (parser->logon && (has_logon_attribute(entry) ||
			      kacs_sid_equal(&entry->sid, parser->logon)))
		return fail(parser, KACS_E_CONFLICT, at);
	if (identity->spec.owner_sid_index == index + 1 &&
	    !(entry->attributes & KACS_SE_GROUP_OWNER))
		return fail(parser, KACS_E_INDEX, FIELD(owner_sid_index));
	if (!parser->logon && !identity->logon.len &&
	    has_logon_attribute(entry))
		identity->logon = entry->sid;
	return KACS_OK;
}

static void append(struct parser *parser,
		   const struct kacs_sid_and_attributes *entry)
{
	if (parser->next)
		*parser->next++ = *entry;
}

static int parse_list(struct parser *parser, u32 field, u32 count,
		      struct kacs_sid_list *list)
{
	struct kacs_identity *identity = parser->identity;
	struct kacs_sid_and_attributes entry;
	const u8 *start;
	u32 at, entry_at, i;
	int reason = find_section(parser, field, count ? 4 : 0, &start);

	if (reason)
		return reason;
	list->entries = parser->next;
	list->count = count;
	if (!count)
		return KACS_OK;
	at = offset_of(parser, start);
	for (i = 0; i < count; i++) {
		entry_at = at;
		reason = parse_entry(parser, &at, &entry);
		if (!reason && list == &identity->groups)
			reason = check_group(parser, i, entry_at, &entry);
		if (reason)
			return reason;
		append(parser, &entry);
	}
	return KACS_OK;
}

static int parse_groups(struct parser *parser)
{
	struct kacs_identity *identity = parser->identity;
	const struct kacs_token_spec *spec = &identity->spec;
	struct kacs_sid_and_attributes entry;
	u32 most = KACS_TOKEN_MAX_GROUPS - (parser->logon ? 1 : 0);
	int reason;

	if (spec->groups_count > most)
		return fail(parser, KACS_E_COUNT, FIELD(groups_count));
	if (spec->owner_sid_index > spec->groups_count)
		return fail(parser, KACS_E_INDEX, FIELD(owner_sid_index));
	if (spec->primary_group_index > spec->groups_count)
		return fail(parser, KACS_E_INDEX, FIELD(primary_group_index));
	reason = parse_list(parser, FIELD(groups_offset), spec->groups_count,
			    &identity->groups);
	if (reason || !parser->logon)
		return reason;
	entry.sid = *parser->logon;
	entry.attributes = LOGON_ATTRIBUTES;
	append(parser, &entry);
	identity->groups.count++;
	identity->logon = *parser->logon;
	return KACS_OK;
}

static int parse_lists(struct parser *parser)
{
	struct kacs_identity *identity = parser->identity;
	const struct kacs_token_spec *spec = &identity->spec;
	int reason = parse_groups(parser);

	if (!reason)
		reason = parse_list(parser, FIELD(restricted_sids_offset),
				    spec->restricted_sids_count,
				    &identity->restricted);
	if (!reason)
		reason = parse_list(parser, FIELD(confinement_caps_offset),
				    spec->confinement_caps_count,
				    &identity->capabilities);
	if (!reason)
		reason = parse_list(parser, FIELD(device_groups_offset),
				    spec->device_groups_count,
				    &identity->device_groups);
	if (!reason)
		reason = parse_list(parser,
				    FIELD(restricted_device_groups_offset),
				    spec->restricted_device_groups_count,
				    &identity->restricted_device_groups);
	return reason;
}

static int parse_claims(const struct parser *parser, u32 field, u32 len,
			struct kacs_claim_array *claims)
{
	const u8 *bytes;
	int reason = find_section(parser, field, len, &bytes);

	if (reason || !len)
		return reason;
	return kacs_claims_prepare(bytes, len, offset_of(parser, bytes), claims,
				   parser->error);
}

static int parse_dacl(const struct parser *parser)
{
	struct kacs_identity *identity = parser->identity;
	u32 len = identity->spec.default_dacl_len;
	int reason = find_section(parser, FIELD(default_dacl_offset), len,
				  &identity->default_dacl);

	if (reason || !len)
		return reason;
	identity->default_dacl_len = len;
	return kacs_acl_validate(identity->default_dacl, len,
				 offset_of(parser, identity->default_dacl),
				 parser->error);
}

static int parse_gids(const struct parser *parser)
{
	struct kacs_identity *identity = parser->identity;
	u32 count = identity->spec.supp_gids_count;

	if (count > KACS_TOKEN_SPEC_MAX_BYTES / 4)
		return fail(parser, KACS_E_COUNT, FIELD(supp_gids_count));
	identity->supplementary_gid_count = count;
	return find_section(parser, FIELD(supp_gids_offset), 4 * count,
			    &identity->supplementary_gids);
}

/* Which steps every check with this token concerns. */
static u32 traits_of(const struct kacs_identity *identity)
{
	u32 traits = 0;

	if (identity->restricted.count ||
	    identity->restricted_device_groups.count)
		traits |= KACS_TRAIT_RESTRICTED;
	if (identity->confinement.len && !identity->spec.confinement_exempt)
		traits |= KACS_TRAIT_CONFINED;
	if (identity->spec.audit_policy)
		traits |= KACS_TRAIT_AUDIT;
	return traits;
}

/* @entries: where the lists go, or NULL to count them only. */
static int parse(struct kacs_identity *identity,
		 struct kacs_sid_and_attributes *entries, const u8 *bytes,
		 u32 len, const struct kacs_sid *logon,
		 struct kacs_error *error)
{
	struct parser parser = {bytes, len, logon, identity, entries, error};
	const struct kacs_token_spec *spec = &identity->spec;
	int reason;

	memset(identity, 0, sizeof(*identity));
	if (len > KACS_TOKEN_SPEC_MAX_BYTES)
		return kacs_fail(error, KACS_E_TOO_LARGE,
				 KACS_TOKEN_SPEC_MAX_BYTES);
	if (len < KACS_TOKEN_SPEC_HEADER_BYTES)
		return kacs_fail(error, KACS_E_TRUNCATED, len);
	kacs_token_spec_load(bytes, &identity->spec);
	reason = kacs_token_spec_check(spec, error);
	if (!reason)
		reason = parse_user(&parser);
	if (!reason)
		reason = parse_lists(&parser);
	if (!reason)
		reason = parse_confinement(&parser);
	if (!reason)
		reason = parse_dacl(&parser);
	if (!reason)
		reason = parse_claims(&parser, FIELD(user_claims_offset),
				      spec->user_claims_len,
				      &identity->user_claims);
	if (!reason)
		reason = parse_claims(&parser, FIELD(device_claims_offset),
				      spec->device_claims_len,
				      &identity->device_claims);
	if (!reason)
		reason = parse_gids(&parser);
	identity->traits = traits_of(identity);
	return reason;
}

static u32 list_entries(const struct kacs_identity *identity)
{
	return identity->groups.count + identity->restricted.count +
	       identity->capabilities.count + identity->device_groups.count +
	       identity->restricted_device_groups.count;
}

/* No more SIDs than these can be in the table; some may be the same. */
static u32 most_members(const struct kacs_identity *identity)
{
	return 2 + identity->groups.count + identity->restricted.count +
	       identity->capabilities.count;
}

static u32 table_places(const struct kacs_identity *identity)
{
	u32 places = 4;

	while (places < 4 * most_members(identity))
		places *= 2;
	return places;
}

/* What stands behind the identity in its block, from its start. */
struct layout {
	u32 members;
	u32 entries;
	u32 hashes;
	u32 indices;
	u32 sorted;
	u32 device_orders;
	u32 user_claims;
	u32 device_claims;
	u32 logon;
	u32 bytes; /* the specification, at the end */
};

static u32 index_bytes(const struct kacs_claim_array *claims)
{
	struct kacs_claim_census census = kacs_claims_census(claims);

	return kacs_claim_index_words(&census) * (u32)sizeof(u32);
}

static struct layout layout_of(const struct kacs_identity *identity)
{
	struct layout layout;
	u32 places = table_places(identity);
	u32 device_groups = identity->device_groups.count +
			    identity->restricted_device_groups.count;

	layout.members = (u32)sizeof(*identity);
	layout.entries =
		layout.members +
		most_members(identity) * (u32)sizeof(struct kacs_membership);
	layout.hashes = layout.entries +
			list_entries(identity) *
				(u32)sizeof(struct kacs_sid_and_attributes);
	layout.indices = layout.hashes + places * (u32)sizeof(u32);
	layout.sorted = layout.indices + places * (u32)sizeof(u16);
	layout.device_orders =
		layout.sorted + most_members(identity) * (u32)sizeof(u16);
	/* An order and as much scratch: whole words again. */
	layout.user_claims = layout.device_orders +
			     most_members(identity) % 2 * 2 +
			     device_groups * 2 * (u32)sizeof(u16);
	layout.device_claims =
		layout.user_claims + index_bytes(&identity->user_claims);
	layout.logon =
		layout.device_claims + index_bytes(&identity->device_claims);
	layout.bytes = layout.logon + KACS_SID_MAX_BYTES;
	return layout;
}

int kacs_identity_measure(const u8 *spec, u32 len, const struct kacs_sid *logon,
			  u32 *size, struct kacs_error *error)
{
	struct kacs_identity identity;
	int reason = parse(&identity, NULL, spec, len, logon, error);

	if (reason)
		return reason;
	*size = layout_of(&identity).bytes + len;
	return KACS_OK;
}

static void add_member(struct kacs_token_table *table,
		       const struct kacs_sid *sid, u64 groups, u32 roles)
{
	table->members[table->member_count++] =
		(struct kacs_membership){*sid, groups, roles};
}

static void add_list(struct kacs_token_table *table,
		     const struct kacs_sid_list *list, u32 roles)
{
	u32 i;

	for (i = 0; i < list->count; i++)
		add_member(table, &list->entries[i].sid, 0, roles);
}

static void fill_table(struct kacs_identity *identity, u8 *block)
{
	struct layout layout = layout_of(identity);
	struct kacs_token_table table = {
		.mask = table_places(identity) - 1,
		.hashes = (u32 *)(block + layout.hashes),
		.indices = (u16 *)(block + layout.indices),
		.members = (struct kacs_membership *)(block + layout.members),
		.sorted = (u16 *)(block + layout.sorted),
	};
	u32 i;

	add_member(&table, &identity->user, 0, KACS_MEMBER_USER);
	for (i = 0; i < identity->groups.count; i++)
		add_member(&table, &identity->groups.entries[i].sid, 1ull << i,
			   0);
	add_list(&table, &identity->restricted, KACS_MEMBER_RESTRICTED);
	if (identity->confinement.len)
		add_member(&table, &identity->confinement, 0,
			   KACS_MEMBER_CONFINEMENT);
	add_list(&table, &identity->capabilities, KACS_MEMBER_CONFINEMENT);
	kacs_token_table_fill(&table);
	identity->table_mask = table.mask;
	identity->hashes = table.hashes;
	identity->indices = table.indices;
	identity->members = table.members;
	identity->sorted = table.sorted;
	identity->sorted_count = table.sorted_count;
}

static void sort_device_groups(struct kacs_identity *identity, u16 *order)
{
	kacs_identity_sort_devices(&identity->device_groups, order);
	identity->device_order = order;
	order += 2 * identity->device_groups.count;
	kacs_identity_sort_devices(&identity->restricted_device_groups, order);
	identity->restricted_device_order = order;
}

/* The logon SID is the caller's: keep a copy in the block. */
static struct kacs_sid copy_logon(u8 *to, const struct kacs_sid *logon)
{
	memcpy(to, logon->bytes, logon->len);
	return (struct kacs_sid){to, logon->len, logon->hash};
}

int kacs_identity_prepare(void *mem, u32 size, const u8 *spec, u32 len,
			  const struct kacs_sid *logon,
			  const struct kacs_identity **identity,
			  struct kacs_error *error)
{
	struct kacs_identity *prepared = mem;
	struct kacs_sid_and_attributes *entries;
	struct kacs_sid logon_copy;
	struct layout layout = {0};
	u8 *block = mem;
	u8 *copy;
	int reason;

	if (len > KACS_TOKEN_SPEC_MAX_BYTES)
		return kacs_fail(error, KACS_E_TOO_LARGE,
				 KACS_TOKEN_SPEC_MAX_BYTES);
	if (len < KACS_TOKEN_SPEC_HEADER_BYTES)
		return kacs_fail(error, KACS_E_TRUNCATED, len);
	if (size < sizeof(*prepared) + len)
		return kacs_fail(error, KACS_E_NO_ROOM, 0);
	copy = block + (size - len);
	memcpy(copy, spec, len);
	/* Once to count, and with it to know where everything goes. */
	reason = parse(prepared, NULL, copy, len, logon, error);
	if (!reason) {
		layout = layout_of(prepared);
		if (size < layout.bytes + len)
			reason = kacs_fail(error, KACS_E_NO_ROOM, 0);
	}
	if (!reason) {
		if (logon) {
			logon_copy = copy_logon(block + layout.logon, logon);
			logon = &logon_copy;
		}
		entries = (struct kacs_sid_and_attributes *)(block +
							     layout.entries);
		reason = parse(prepared, entries, copy, len, logon, error);
	}
	if (!reason) {
		fill_table(prepared, block);
		sort_device_groups(prepared,
				   (u16 *)(block + layout.device_orders));
		kacs_claims_index(&prepared->user_claims,
				  (u32 *)(block + layout.user_claims));
		kacs_claims_index(&prepared->device_claims,
				  (u32 *)(block + layout.device_claims));
		prepared->size = size;
		*identity = prepared;
	}
	return reason;
}
