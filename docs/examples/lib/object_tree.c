// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Which properties of a directory entry may be written? */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kacs/kacs.h>

#define PERSON "11111111-0000-0000-0000-000000000000"
#define PHONE "22222222-0000-0000-0000-000000000000"
#define SALARY "33333333-0000-0000-0000-000000000000"

static const char types[] = "{\"guid\": \"" PERSON "\", \"children\": ["
			    "{\"guid\": \"" PHONE "\"},"
			    "{\"guid\": \"" SALARY "\"}]}";
static const char sddl[] = "O:SYD:(OA;;WP;" PHONE ";;BU)";
static const char who[] = "{\"user\": \"S-1-5-32-545\"}";

static void show(const struct kacs_authz_tree *tree)
{
	struct kacs_authz_node node = {.size = sizeof(node)};
	char guid[KACS_GUID_TEXT_BYTES];
	size_t i;

	for (i = 0; i < kacs_authz_tree_count(tree); i++) {
		if (kacs_authz_tree_node(tree, i, &node) < 0)
			return;
		kacs_guid_to_text(node.guid, guid);
		printf("%.8s %s\n", guid, node.allowed ? "yes" : "no");
	}
}

int main(void)
{
	struct kacs_authz_question question = {.size = sizeof(question)};
	struct kacs_authz_answer answer = {.size = sizeof(answer)};
	struct kacs_authz_descriptor *descriptor;
	struct kacs_authz_context *context;
	size_t spec_len, sd_len, count;
	uint8_t *spec, *sd, *entries;
	struct kacs_authz_tree *tree;

	if (kacs_token_from_json(who, strlen(who), &spec, &spec_len, NULL) ||
	    kacs_sddl_parse(sddl, strlen(sddl), NULL, &sd, &sd_len, NULL) ||
	    kacs_object_tree_from_json(types, strlen(types), &entries, &count,
				       NULL))
		return 1;
	context = kacs_authz_context_new(spec, spec_len, NULL);
	descriptor = kacs_authz_descriptor_new(sd, sd_len, NULL);
	tree = kacs_authz_tree_new(entries, count, NULL);
	free(spec);
	free(sd);
	free(entries);
	if (!context || !descriptor || !tree)
		return 1;
	question.context = context;
	question.descriptor = descriptor;
	question.tree = tree;
	question.desired = 0x20; /* write property */
	if (kacs_authz_check_list(&question, &answer) == 0)
		show(tree);
	kacs_authz_tree_free(tree);
	kacs_authz_context_free(context);
	kacs_authz_descriptor_free(descriptor);
	return 0;
}
/* end */
