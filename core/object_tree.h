/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Object type lists: rights to the parts of an object, PSD-004 10.5.
 */
#ifndef KACS_CORE_OBJECT_TREE_H
#define KACS_CORE_OBJECT_TREE_H

#include "base.h"
#include "error.h"

#define KACS_OBJECT_GUID_BYTES 16u
#define KACS_OBJECT_ENTRY_BYTES 20u /* level, 0, GUID */
#define KACS_OBJECT_TREE_MAX 4096u

/* One node. The caller's memory; only the answer is for the caller to read. */
struct kacs_object_node {
	u8 guid[KACS_OBJECT_GUID_BYTES];
	u16 level;
	u16 parent;   /* index; the root's is 0 */
	u16 end;      /* behind its last descendant */
	u16 sorted;   /* index of the node that is here in the order of GUIDs */
	bool allowed; /* the answer: as kacs_decision.allowed, for this node */
	u32 granted;  /* the answer: as kacs_decision.granted, for this node */
	u32 effective;	  /* while policies are evaluated: what they leave */
	u32 staged;	  /* ... and what it would be with the staged rules */
	u32 pass_decided; /* of the pass over the DACL that is under way */
	u32 pass_granted;
};

struct kacs_object_tree {
	struct kacs_object_node *nodes;
	u32 count; /* 0: no object type list */
};

/**
 * kacs_object_tree_prepare - validate an object type list
 * @bytes: untrusted bytes: @count entries of KACS_OBJECT_ENTRY_BYTES, each a
 *	level (u16), a reserved 0 (u16) and a GUID, in preorder
 * @count: how many
 * @nodes: room for @count nodes
 * @tree: out: for struct kacs_check, one check at a time
 * @error: out, may be NULL
 *
 * Return: 0, KACS_E_COUNT (none, or more than KACS_OBJECT_TREE_MAX),
 * KACS_E_RESERVED, KACS_E_TREE_LEVEL (the first is not at level 0, another one
 * is, or a level is left out), KACS_E_TREE_GUID (there twice).
 */
int kacs_object_tree_prepare(const u8 *bytes, u32 count,
			     struct kacs_object_node *nodes,
			     struct kacs_object_tree *tree,
			     struct kacs_error *error);

/**
 * kacs_object_tree_find - FindNode of 10.5
 * @tree: where
 * @guid: KACS_OBJECT_GUID_BYTES bytes
 *
 * Return: its index, or @tree->count.
 */
u32 kacs_object_tree_find(const struct kacs_object_tree *tree, const u8 *guid);

/**
 * kacs_object_tree_start - begin a pass over the DACL
 * @tree: the tree
 * @decided: what is decided for every node before
 */
void kacs_object_tree_start(struct kacs_object_tree *tree, u32 decided);

/*
 * An allow or a deny ACE for @bits takes effect at node @at, or at all nodes
 * (@at is tree->count). The first writer wins at every node.
 */
void kacs_object_tree_grant(struct kacs_object_tree *tree, u32 at, u32 bits);
void kacs_object_tree_deny(struct kacs_object_tree *tree, u32 at, u32 bits);

/* The bits that some node has not decided yet. */
u32 kacs_object_tree_undecided(const struct kacs_object_tree *tree);

#endif /* KACS_CORE_OBJECT_TREE_H */
