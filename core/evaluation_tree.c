// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What the steps do to the nodes of an object type list, 10.10.
 *
 * What the root has, every node has: a denial of a node is one of all above it.
 * So a privilege that gives a right to the root gives it to all.
 */
#include "pipeline.h"

void kacs_evaluation_grant_nodes(struct kacs_evaluation *e, u32 before)
{
	struct kacs_object_tree *tree = e->check->tree;
	u32 i;

	for (i = 0; i < tree->count; i++)
		tree->nodes[i].granted = before | tree->nodes[i].pass_granted;
}

void kacs_evaluation_intersect_nodes(struct kacs_evaluation *e, u32 asked,
				     u32 restored)
{
	struct kacs_object_tree *tree = e->check->tree;
	u32 i;

	for (i = 0; i < tree->count; i++)
		tree->nodes[i].granted &=
			~asked | tree->nodes[i].pass_granted | restored;
}

void kacs_evaluation_add_to_nodes(struct kacs_evaluation *e, u32 bits)
{
	struct kacs_object_tree *tree = e->check->tree;
	u32 i;

	for (i = 0; i < tree->count; i++)
		tree->nodes[i].granted |= bits;
}

void kacs_evaluation_begin_rules(struct kacs_evaluation *e)
{
	struct kacs_object_tree *tree = e->check->tree;
	u32 i;

	for (i = 0; i < tree->count; i++) {
		tree->nodes[i].effective = tree->nodes[i].granted;
		tree->nodes[i].staged = tree->nodes[i].granted;
	}
}

void kacs_evaluation_narrow_nodes(struct kacs_evaluation *e, bool effective,
				  bool staged)
{
	struct kacs_object_tree *tree = e->check->tree;
	u32 i;

	for (i = 0; i < tree->count; i++) {
		if (effective)
			tree->nodes[i].effective &= tree->nodes[i].granted;
		if (staged)
			tree->nodes[i].staged &= tree->nodes[i].granted;
	}
}

bool kacs_evaluation_end_rules(struct kacs_evaluation *e)
{
	struct kacs_object_tree *tree = e->check->tree;
	bool differ = false;
	u32 i;

	for (i = 0; i < tree->count; i++) {
		tree->nodes[i].granted = tree->nodes[i].effective;
		differ |= tree->nodes[i].staged != tree->nodes[i].effective;
	}
	return differ;
}

void kacs_evaluation_allow_nodes(struct kacs_evaluation *e)
{
	struct kacs_object_tree *tree = e->check->tree;
	u32 i;

	for (i = 0; i < tree->count; i++) {
		struct kacs_object_node *node = &tree->nodes[i];

		if (!(e->traits & KACS_TRAIT_OPEN))
			node->granted = 0;
		node->allowed = e->traits & KACS_TRAIT_OPEN &&
				!(e->decision->desired & ~node->granted);
	}
}

u32 kacs_evaluation_granted_nodes(const struct kacs_evaluation *e)
{
	const struct kacs_object_tree *tree = e->check->tree;
	u32 granted = 0;
	u32 i;

	for (i = 0; i < tree->count; i++)
		granted |= tree->nodes[i].granted;
	return granted;
}
