// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Object type lists, and how decisions spread in them: 10.5.
 */
#include "object_tree.h"

static int compare(const struct kacs_object_node *nodes, u32 a, u32 b)
{
	return memcmp(nodes[nodes[a].sorted].guid, nodes[nodes[b].sorted].guid,
		      KACS_OBJECT_GUID_BYTES);
}

static void exchange(struct kacs_object_node *nodes, u32 a, u32 b)
{
	u16 kept = nodes[a].sorted;

	nodes[a].sorted = nodes[b].sorted;
	nodes[b].sorted = kept;
}

static void sift_down(struct kacs_object_node *nodes, u32 at, u32 count)
{
	u32 child;

	while ((child = 2 * at + 1) < count) {
		if (child + 1 < count && compare(nodes, child, child + 1) < 0)
			child++;
		if (compare(nodes, at, child) >= 0)
			return;
		exchange(nodes, at, child);
		at = child;
	}
}

/* Heapsort: no memory and no bad cases. */
static void sort_by_guid(struct kacs_object_node *nodes, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		nodes[i].sorted = (u16)i;
	for (i = count / 2; i > 0; i--)
		sift_down(nodes, i - 1, count);
	for (i = count; i > 1; i--) {
		exchange(nodes, 0, i - 1);
		sift_down(nodes, 0, i - 1);
	}
}

static int check_guids(const struct kacs_object_node *nodes, u32 count,
		       struct kacs_error *error)
{
	u32 i, later;

	for (i = 1; i < count; i++) {
		if (compare(nodes, i - 1, i) != 0)
			continue;
		later = nodes[i].sorted > nodes[i - 1].sorted
				? nodes[i].sorted
				: nodes[i - 1].sorted;
		return kacs_fail(error, KACS_E_TREE_GUID,
				 later * KACS_OBJECT_ENTRY_BYTES + 4);
	}
	return KACS_OK;
}

/* The node at @index, and the ends of those that it closes. */
static int load(const u8 *entry, u32 index, struct kacs_object_node *nodes,
		struct kacs_error *error)
{
	struct kacs_object_node *node = &nodes[index];
	u32 at = index * KACS_OBJECT_ENTRY_BYTES;
	u32 parent;

	*node = (struct kacs_object_node){.level = kacs_load_le16(entry)};
	memcpy(node->guid, entry + 4, KACS_OBJECT_GUID_BYTES);
	if (kacs_load_le16(entry + 2))
		return kacs_fail(error, KACS_E_RESERVED, at + 2);
	if (!index)
		return node->level ? kacs_fail(error, KACS_E_TREE_LEVEL, at)
				   : KACS_OK;
	if (!node->level || node->level > nodes[index - 1].level + 1)
		return kacs_fail(error, KACS_E_TREE_LEVEL, at);
	/* Each node that is left on the way up is left for good. */
	for (parent = index - 1; nodes[parent].level >= node->level;
	     parent = nodes[parent].parent)
		nodes[parent].end = (u16)index;
	node->parent = (u16)parent;
	return KACS_OK;
}

int kacs_object_tree_prepare(const u8 *bytes, u32 count,
			     struct kacs_object_node *nodes,
			     struct kacs_object_tree *tree,
			     struct kacs_error *error)
{
	u32 i;
	int reason;

	if (!count || count > KACS_OBJECT_TREE_MAX)
		return kacs_fail(error, KACS_E_COUNT, 0);
	for (i = 0; i < count; i++) {
		reason = load(bytes + i * KACS_OBJECT_ENTRY_BYTES, i, nodes,
			      error);
		if (reason)
			return reason;
	}
	for (i = 0; i < count; i++) {
		if (!nodes[i].end)
			nodes[i].end = (u16)count;
	}
	sort_by_guid(nodes, count);
	*tree = (struct kacs_object_tree){nodes, count};
	return check_guids(nodes, count, error);
}

u32 kacs_object_tree_find(const struct kacs_object_tree *tree, const u8 *guid)
{
	u32 low = 0, high = tree->count;
	u32 middle, index;
	int order;

	while (low < high) {
		middle = (low + high) / 2;
		index = tree->nodes[middle].sorted;
		order = memcmp(tree->nodes[index].guid, guid,
			       KACS_OBJECT_GUID_BYTES);
		if (!order)
			return index;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return tree->count;
}

void kacs_object_tree_start(struct kacs_object_tree *tree, u32 decided)
{
	u32 i;

	for (i = 0; i < tree->count; i++) {
		tree->nodes[i].pass_decided = decided;
		tree->nodes[i].pass_granted = 0;
	}
}

static void decide(struct kacs_object_node *node, u32 bits, bool grant)
{
	bits &= ~node->pass_decided;
	node->pass_decided |= bits;
	if (grant)
		node->pass_granted |= bits;
}

/* A node and all below it. */
static void decide_below(struct kacs_object_tree *tree, u32 at, u32 bits,
			 bool grant)
{
	u32 first = at == tree->count ? 0 : at;
	u32 end = tree->nodes[first].end;

	for (; first < end; first++)
		decide(&tree->nodes[first], bits, grant);
}

/* The rights that all children of a node have. */
static u32 common(const struct kacs_object_tree *tree, u32 parent)
{
	u32 bits = ~0u;
	u32 child;

	for (child = parent + 1; child < tree->nodes[parent].end;
	     child = tree->nodes[child].end)
		bits &= tree->nodes[child].pass_granted;
	return bits;
}

void kacs_object_tree_grant(struct kacs_object_tree *tree, u32 at, u32 bits)
{
	decide_below(tree, at, bits, true);
	if (at == tree->count)
		return;
	while (at) {
		at = tree->nodes[at].parent;
		bits &= common(tree, at);
		if (!bits)
			return;
		decide(&tree->nodes[at], bits, true);
	}
}

/*
 * Only what is denied at the node itself goes up: where an earlier ACE decided
 * a bit there, this one denies nothing.
 */
void kacs_object_tree_deny(struct kacs_object_tree *tree, u32 at, u32 bits)
{
	u32 upward = 0;

	if (at < tree->count)
		upward = bits & ~tree->nodes[at].pass_decided;
	decide_below(tree, at, bits, false);
	while (at && upward) {
		at = tree->nodes[at].parent;
		decide(&tree->nodes[at], upward, false);
	}
}

u32 kacs_object_tree_undecided(const struct kacs_object_tree *tree)
{
	u32 decided = ~0u;
	u32 i;

	for (i = 0; i < tree->count; i++)
		decided &= tree->nodes[i].pass_decided;
	return ~decided;
}
