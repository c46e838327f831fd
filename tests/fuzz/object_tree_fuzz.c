// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Object type lists of any bytes, and of any JSON: an input that starts with
 * '{' or '[' is text. Otherwise its first byte is the number of nodes, then
 * come their entries, and behind them what is granted and denied: a node, the
 * bits, and whether it is granted.
 */
#include <errno.h>
#include <kacs/kacs.h>
#include "core/object_tree.h"
#include "fuzz.h"

#define MOST_NODES 255u

static bool is_below(const struct kacs_object_tree *tree, u32 node, u32 above)
{
	while (node > above)
		node = tree->nodes[node].parent;
	return node == above;
}

/* Parents come before their children, which they end behind. */
static void look_at(const struct kacs_object_tree *tree)
{
	const struct kacs_object_node *nodes = tree->nodes;
	u32 i, j;

	for (i = 0; i < tree->count; i++) {
		must(nodes[i].end > i && nodes[i].end <= tree->count);
		must(kacs_object_tree_find(tree, nodes[i].guid) == i);
		if (!i)
			continue;
		must(nodes[i].parent < i);
		must(nodes[i].level == nodes[nodes[i].parent].level + 1);
		must(nodes[i].end <= nodes[nodes[i].parent].end);
	}
	for (i = 0; i < tree->count; i++)
		for (j = i; j < tree->count; j++)
			must(is_below(tree, j, i) == (j < nodes[i].end));
}

/* What has been decided stays; all that is below gets its share. */
static void change(struct kacs_object_tree *tree, u32 at, u32 bits, bool grant)
{
	static struct kacs_object_node before[MOST_NODES];
	u32 i;

	memcpy(before, tree->nodes, tree->count * sizeof(*before));
	if (grant)
		kacs_object_tree_grant(tree, at, bits);
	else
		kacs_object_tree_deny(tree, at, bits);
	for (i = 0; i < tree->count; i++) {
		const struct kacs_object_node *node = &tree->nodes[i];
		u32 old = before[i].pass_decided;
		u32 fresh = node->pass_decided & ~old;

		must(!(old & ~node->pass_decided));
		must(!((node->pass_granted ^ before[i].pass_granted) & old));
		must(!(node->pass_granted & ~node->pass_decided));
		must(!(fresh & ~bits));
		must((node->pass_granted & fresh) == (grant ? fresh : 0));
		if (at == tree->count || is_below(tree, i, at))
			must(!(bits & ~node->pass_decided));
		else
			must(!fresh || is_below(tree, at, i));
	}
}

static void walk(struct kacs_object_tree *tree, const u8 *steps, u32 len)
{
	u32 undecided = 0, i;

	kacs_object_tree_start(tree, len ? steps[0] : 0);
	for (i = 0; len - i >= 3 && i < 300; i += 3)
		change(tree, steps[i] % (tree->count + 1), steps[i + 1],
		       steps[i + 2] & 1);
	for (i = 0; i < tree->count; i++)
		undecided |= ~tree->nodes[i].pass_decided;
	must(kacs_object_tree_undecided(tree) == undecided);
}

static void read_bytes(const u8 *data, u32 size)
{
	static struct kacs_object_node nodes[MOST_NODES];
	u32 count = data[0], bytes = count * KACS_OBJECT_ENTRY_BYTES;
	struct kacs_object_tree tree;
	struct kacs_error error;
	u8 *entries;

	if (bytes > size - 1)
		return;
	entries = fuzz_memory(bytes);
	memcpy(entries, data + 1, bytes);
	if (kacs_object_tree_prepare(entries, count, nodes, &tree, &error)) {
		must(error.reason != KACS_OK && error.offset <= bytes);
	} else {
		must(tree.count == count);
		look_at(&tree);
		walk(&tree, data + 1 + bytes, size - 1 - bytes);
	}
	free(entries);
}

/* What is a tree as text is one for the library. */
static void read_text(const char *text, size_t size)
{
	struct kacs_diagnostic diagnostic;
	struct kacs_authz_tree *tree;
	uint8_t *entries;
	size_t count;

	if (kacs_object_tree_from_json(text, size, &entries, &count,
				       &diagnostic)) {
		must(errno == EINVAL);
		must(diagnostic.message[0]);
		return;
	}
	tree = kacs_authz_tree_new(entries, count, &diagnostic);
	must(tree);
	must(kacs_authz_tree_count(tree) == count);
	kacs_authz_tree_free(tree);
	free(entries);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size || size > 65535)
		return 0;
	if (data[0] == '{' || data[0] == '[')
		read_text((const char *)data, size);
	else
		read_bytes(data, (u32)size);
	return 0;
}
