// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The tables that a token's SIDs are found in.
 */
#include "sort.h"
#include "token_lookup.h"

static const struct kacs_membership *
search_sorted(const struct kacs_identity *identity, const struct kacs_sid *sid)
{
	u32 low = 0, high = identity->sorted_count;
	const struct kacs_membership *member;
	u32 middle;
	int order;

	while (low < high) {
		middle = (low + high) / 2;
		member = &identity->members[identity->sorted[middle]];
		order = kacs_sid_order(&member->sid, sid);
		if (!order)
			return member;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct kacs_membership *
kacs_identity_search(const struct kacs_identity *identity, struct kacs_sid sid)
{
	const struct kacs_membership *member;
	u32 place = sid.hash & identity->table_mask;
	u32 tries;

	for (tries = KACS_TOKEN_PROBES; tries; tries--) {
		if (!identity->hashes[place])
			return NULL;
		member = &identity->members[identity->indices[place]];
		if (kacs_sid_equal(&member->sid, &sid))
			return member;
		place = (place + 1) & identity->table_mask;
	}
	return search_sorted(identity, &sid);
}

static int by_sid(const void *context, u16 a, u16 b)
{
	const struct kacs_membership *members = context;

	return kacs_sid_order(&members[a].sid, &members[b].sid);
}

/* Members of one SID become the first of them, and the others are no more. */
static void merge_members(struct kacs_token_table *table)
{
	struct kacs_membership *member, *kept = NULL;
	u32 i;

	for (i = 0; i < table->member_count; i++) {
		member = &table->members[table->sorted[i]];
		if (kept && kacs_sid_equal(&kept->sid, &member->sid)) {
			kept->groups |= member->groups;
			kept->roles |= member->roles;
			continue;
		}
		if (kept && kept->sid.hash == member->sid.hash) {
			kept->roles |= KACS_MEMBER_SAME_HASH;
			member->roles |= KACS_MEMBER_SAME_HASH;
		}
		table->sorted[table->sorted_count++] = table->sorted[i];
		kept = member;
	}
}

/* In the first free place, if one is near enough. */
static void insert(struct kacs_token_table *table, u16 index)
{
	u32 hash = table->members[index].sid.hash;
	u32 place = hash & table->mask;
	u32 tries;

	for (tries = KACS_TOKEN_PROBES; tries; tries--) {
		if (!table->hashes[place]) {
			table->hashes[place] = hash;
			table->indices[place] = index;
			return;
		}
		place = (place + 1) & table->mask;
	}
}

void kacs_token_table_fill(struct kacs_token_table *table)
{
	u32 i;

	for (i = 0; i < table->member_count; i++)
		table->sorted[i] = (u16)i;
	/* The indices are not in use yet. */
	kacs_sort(table->sorted, table->indices, table->member_count, by_sid,
		  table->members);
	merge_members(table);
	memset(table->hashes, 0, (table->mask + 1) * sizeof(u32));
	for (i = 0; i < table->sorted_count; i++)
		insert(table, table->sorted[i]);
}

/* Of a device group: counts for allowing, for denying, or not at all. */
static u32 rank(u32 attributes)
{
	if (attributes & KACS_SE_GROUP_USE_FOR_DENY_ONLY)
		return 1;
	return attributes & KACS_SE_GROUP_ENABLED ? 0 : 2;
}

static int by_sid_and_rank(const void *context, u16 a, u16 b)
{
	const struct kacs_sid_and_attributes *entries = context;
	int order = kacs_sid_order(&entries[a].sid, &entries[b].sid);

	if (order)
		return order;
	return (int)rank(entries[a].attributes) -
	       (int)rank(entries[b].attributes);
}

void kacs_identity_sort_devices(const struct kacs_sid_list *list, u16 *order)
{
	u32 i;

	for (i = 0; i < list->count; i++)
		order[i] = (u16)i;
	kacs_sort(order, order + list->count, list->count, by_sid_and_rank,
		  list->entries);
}

bool kacs_identity_device_member(const struct kacs_sid_list *list,
				 const u16 *order, struct kacs_sid sid,
				 bool for_allow)
{
	const struct kacs_sid_and_attributes *entry;
	u32 low = 0, high = list->count;
	u32 middle;

	/* The first of several of this SID counts for most. */
	while (low < high) {
		middle = (low + high) / 2;
		if (kacs_sid_order(&list->entries[order[middle]].sid, &sid) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == list->count)
		return false;
	entry = &list->entries[order[low]];
	return kacs_sid_equal(&entry->sid, &sid) &&
	       rank(entry->attributes) <= (for_allow ? 0 : 1);
}
