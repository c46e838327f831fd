// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Object type lists from JSON: the list itself, or a tree whose nodes hold
 * their children. Reading the tree uses no recursion.
 */
#include "buffer.h"
#include "json_read.h"
#include "report.h"
#include "../core/object_tree.h"

#include <stdlib.h>
#include <string.h>

#include <kacs/names.h>
#include <kacs/spec.h>

struct reader {
	struct kacs_buffer entries;
	size_t count;
	struct kacs_diagnostic *diagnostic;
};

/* The children of a node, and which is next. */
struct level {
	const json_t *children;
	size_t next;
};

static int put_node(struct reader *reader, const json_t *node, u64 level,
		    const char *const *keys)
{
	struct kacs_json_place place = {node, NULL, reader->diagnostic};
	struct kacs_diagnostic why;
	const char *text = NULL;
	u8 guid[KACS_OBJECT_GUID_BYTES];
	char path[32];

	snprintf(path, sizeof(path), "[%zu]", reader->count);
	place.path = path;
	if (!json_is_object(node))
		return kacs_report_path(reader->diagnostic, path,
					"expected an object");
	if (kacs_json_keys(&place, keys) < 0 ||
	    kacs_json_number(&place, "level", UINT16_MAX, &level) < 0 ||
	    kacs_json_text(&place, "guid", &text) < 0)
		return -1;
	if (!text)
		return kacs_report_path(reader->diagnostic, path,
					"a node needs a guid");
	if (kacs_guid_from_text(text, guid, &why) < 0)
		return kacs_report_path(reader->diagnostic, path, "%s",
					why.message);
	kacs_buffer_le16(&reader->entries, (u16)level);
	kacs_buffer_le16(&reader->entries, 0);
	kacs_buffer_put(&reader->entries, guid, sizeof(guid));
	reader->count++;
	return 0;
}

static int read_list(struct reader *reader, const json_t *list)
{
	static const char *const keys[] = {"level", "guid", NULL};
	const json_t *node;
	size_t i;

	json_array_foreach((json_t *)list, i, node) {
		if (json_is_object(node) && !json_object_get(node, "level")) {
			char path[32];

			snprintf(path, sizeof(path), "[%zu]", i);
			return kacs_report_path(
				reader->diagnostic, path,
				"a node of a list needs a level");
		}
		if (put_node(reader, node, 0, keys) < 0)
			return -1;
	}
	return 0;
}

static int open_children(struct reader *reader, const json_t *node,
			 struct level *level)
{
	struct kacs_json_place place = {node, NULL, reader->diagnostic};
	char path[32];

	snprintf(path, sizeof(path), "[%zu]", reader->count - 1);
	place.path = path;
	*level = (struct level){0};
	return kacs_json_child(&place, "children", JSON_ARRAY,
			       &level->children);
}

/* @levels: one for each level that there may be. */
static int read_levels(struct reader *reader, const json_t *root,
		       struct level *levels)
{
	static const char *const keys[] = {"guid", "children", NULL};
	const json_t *node = root;
	size_t depth = 0;

	for (;;) {
		if (depth == KACS_OBJECT_TREE_MAX)
			return kacs_report_path(reader->diagnostic, ".",
						"too many levels");
		if (put_node(reader, node, depth, keys) < 0 ||
		    open_children(reader, node, &levels[depth]) < 0)
			return -1;
		depth++;
		while (depth &&
		       levels[depth - 1].next ==
			       json_array_size(levels[depth - 1].children))
			depth--;
		if (!depth)
			return 0;
		node = json_array_get(levels[depth - 1].children,
				      levels[depth - 1].next++);
	}
}

static int read_tree(struct reader *reader, const json_t *root)
{
	struct level *levels = calloc(KACS_OBJECT_TREE_MAX, sizeof(*levels));
	int result;

	if (!levels)
		return kacs_report_memory(reader->diagnostic);
	result = read_levels(reader, root, levels);
	free(levels);
	return result;
}

/* What the core finds is about bytes; say which node they are. */
static int validate(const uint8_t *entries, size_t count,
		    struct kacs_diagnostic *diagnostic)
{
	struct kacs_object_node *nodes;
	struct kacs_object_tree tree;
	struct kacs_error error;
	char path[32];
	int reason;

	if (!count || count > KACS_OBJECT_TREE_MAX)
		return kacs_report_path(diagnostic, ".",
					"a tree has 1 to %u nodes",
					KACS_OBJECT_TREE_MAX);
	nodes = calloc(count, sizeof(*nodes));
	if (!nodes)
		return kacs_report_memory(diagnostic);
	reason = kacs_object_tree_prepare(entries, (u32)count, nodes, &tree,
					  &error);
	free(nodes);
	if (reason == KACS_OK)
		return 0;
	snprintf(path, sizeof(path), "[%u]",
		 error.offset / KACS_OBJECT_ENTRY_BYTES);
	return kacs_report_path(diagnostic, path, "%s",
				kacs_reason_text(error.reason));
}

int kacs_object_tree_from_json(const char *text, size_t len, uint8_t **entries,
			       size_t *count,
			       struct kacs_diagnostic *diagnostic)
{
	struct reader reader = {.diagnostic = diagnostic};
	json_t *document = kacs_json_load(text, len, diagnostic);
	uint8_t *bytes;
	size_t size;
	int result;

	if (!document)
		return -1;
	if (json_is_array(document))
		result = read_list(&reader, document);
	else
		result = read_tree(&reader, document);
	json_decref(document);
	if (result < 0) {
		kacs_buffer_free(&reader.entries);
		return -1;
	}
	if (kacs_buffer_take(&reader.entries, &bytes, &size) < 0)
		return kacs_report_memory(diagnostic);
	if (validate(bytes, reader.count, diagnostic) < 0) {
		free(bytes);
		return -1;
	}
	*entries = bytes;
	*count = reader.count;
	return 0;
}
