// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Object type lists in kacs_access_check and kacs_access_check_list: PSD-004
 * 10.5, 13.1, 13.6 section 4.
 */
#include "question.h"

#define ROOT "00000001-0000-0000-0000-000000000000"
#define LEFT "00000002-0000-0000-0000-000000000000"
#define LEAF "00000003-0000-0000-0000-000000000000"
#define RIGHT "00000004-0000-0000-0000-000000000000"
#define NODES 4

static struct kacs_object_type_entry tree[NODES];
static struct kacs_node_result results[NODES];

/* The root, two below it, and one below the first of them. */
static struct kacs_access_check_args tree_question(int token, uint32_t desired)
{
	static const uint16_t levels[NODES] = {0, 1, 2, 1};
	struct kacs_access_check_args args = question(token, desired);
	uint8_t i;

	memset(tree, 0, sizeof(tree));
	memset(results, 0xee, sizeof(results));
	for (i = 0; i < NODES; i++) {
		tree[i].level = levels[i];
		tree[i].guid[0] = i + 1;
	}
	args.object_tree_ptr = (uintptr_t)tree;
	args.object_tree_count = NODES;
	return args;
}

static int64_t ask_tree(int token, uint32_t desired)
{
	struct kacs_access_check_args args = tree_question(token, desired);

	return kacs_sys_access_check(&args);
}

/* As "7:0 7:0 0:EACCES 7:0": what each node was granted, and its status. */
static const char *ask_list(int token, uint32_t desired)
{
	struct kacs_access_check_args args = tree_question(token, desired);
	static char line[256];
	size_t used = 0;
	unsigned int i;

	errno = 0;
	if (kacs_sys_access_check_list(&args, results, NODES))
		return tap_errno_name(errno);
	for (i = 0; i < NODES; i++)
		used += (size_t)snprintf(
			line + used, sizeof(line) - used, "%s%x:%s",
			i ? " " : "", results[i].granted,
			results[i].status ? tap_errno_name(-results[i].status)
					  : "0");
	return line;
}

static void test_scalar(void)
{
	use_sd("O:SYG:SYD:(OA;;0x7;" LEAF ";;" ALICE ")(A;;0x1;;;" ALICE ")");
	tap_eq(ask_tree(alice, QUEUE_READ), QUEUE_READ,
	       "ace_without_object_type_is_for_all_nodes");
	tap_errno(ask_tree(alice, QUEUE_WRITE), EACCES,
		  "right_to_a_leaf_is_not_one_to_the_root");
	use_sd("O:SYG:SYD:(OD;;0x2;" LEAF ";;" ALICE ")(A;;0x7;;;" ALICE ")");
	tap_errno(ask_tree(alice, QUEUE_WRITE), EACCES,
		  "denial_of_a_leaf_denies_the_root");
	tap_eq(ask_tree(alice, KACS_MAXIMUM_ALLOWED), QUEUE_READ | QUEUE_PURGE,
	       "maximum_allowed_is_what_all_nodes_have");
	use_sd("O:SYG:SYD:(OA;;0x2;" ROOT ";;" ALICE ")");
	tap_eq(ask_tree(alice, QUEUE_WRITE), QUEUE_WRITE,
	       "right_to_the_root_goes_down_to_all");
	use_sd("O:SYG:SYD:(OA;;0x2;" LEFT ";;" ALICE ")(OA;;0x2;" RIGHT
	       ";;" ALICE ")");
	tap_eq(ask_tree(alice, QUEUE_WRITE), QUEUE_WRITE,
	       "right_to_all_children_is_one_to_the_root");
}

static void test_list(void)
{
	use_sd("O:SYG:SYD:(OA;;0x7;" LEAF ";;" ALICE ")(A;;0x1;;;" ALICE ")");
	tap_str(ask_list(alice, QUEUE_READ), "1:0 1:0 1:0 1:0",
		"list_grants_what_all_nodes_have");
	tap_str(ask_list(alice, QUEUE_READ | QUEUE_WRITE),
		"1:EACCES 3:0 3:0 1:EACCES",
		"only_child_gives_its_parent_what_it_has");
	use_sd("O:SYG:SYD:(OD;;0x2;" LEAF ";;" ALICE ")(A;;0x7;;;" ALICE ")");
	tap_str(ask_list(alice, QUEUE_WRITE), "0:EACCES 0:EACCES 0:EACCES 2:0",
		"denial_of_a_leaf_denies_all_above_it");
	tap_str(ask_list(alice, KACS_MAXIMUM_ALLOWED), "5:0 5:0 5:0 7:0",
		"list_of_maximum_allowed_is_by_node");
	tap_str(ask_list(bob, QUEUE_READ),
		"0:EACCES 0:EACCES 0:EACCES 0:EACCES",
		"list_of_denials_is_an_answer");
}

static void test_outputs(void)
{
	uint32_t granted = 0xee, continuous = 0xee, mismatch = 0xee;
	struct kacs_access_check_args args;

	use_sd("O:SYG:SYD:(OD;;0x2;" LEAF ";;" ALICE ")(A;;0x7;;;" ALICE
	       ")S:(AL;;0x4;;;" ALICE ")");
	args = tree_question(alice, QUEUE_READ | QUEUE_WRITE);
	args.granted_out_ptr = (uintptr_t)&granted;
	args.continuous_audit_out_ptr = (uintptr_t)&continuous;
	args.staging_mismatch_out_ptr = (uintptr_t)&mismatch;
	tap_errno(kacs_sys_access_check_list(&args, results, NODES), 0,
		  "list_with_outputs");
	tap_eq(granted, QUEUE_READ, "list_gives_the_roots_mask");
	tap_eq(continuous, QUEUE_PURGE, "list_gives_the_alarms");
	tap_eq(mismatch, 0, "list_gives_the_staging_flag");
}

static void refused(struct kacs_access_check_args *args, int expected,
		    const char *what)
{
	tap_refuses(args, expected, what);
	tap_errno(kacs_sys_access_check_list(args, results,
					     args->object_tree_count),
		  args->object_tree_count ? expected : EINVAL,
		  "list_refuses_%s", what);
	tap_ok(results[0].granted == 0xeeeeeeee, "list_writes_nothing_for_%s",
	       what);
}

static void test_malformed(void)
{
	struct kacs_access_check_args args;

	args = tree_question(alice, QUEUE_READ);
	tree[0].level = 1;
	refused(&args, EINVAL, "tree_without_a_root");
	args = tree_question(alice, QUEUE_READ);
	tree[3].level = 0;
	refused(&args, EINVAL, "tree_with_two_roots");
	args = tree_question(alice, QUEUE_READ);
	tree[3].level = 4;
	refused(&args, EINVAL, "tree_with_a_gap");
	args = tree_question(alice, QUEUE_READ);
	tree[2].level = 65535;
	refused(&args, EINVAL, "tree_with_a_level_of_65535");
	args = tree_question(alice, QUEUE_READ);
	tree[3].guid[0] = 1;
	refused(&args, EINVAL, "tree_with_a_guid_twice");
	args = tree_question(alice, QUEUE_READ);
	tree[1].reserved = 1;
	refused(&args, EINVAL, "tree_with_reserved_bits");
}

static void test_no_tree(void)
{
	struct kacs_access_check_args args = question(alice, QUEUE_READ);

	tap_errno(kacs_sys_access_check_list(&args, results, 0), EINVAL,
		  "list_without_an_object_tree");
}

/* The largest tree, a chain as deep as it is long, then one level of many. */
static void test_largest(void)
{
	enum {
		MOST = 4096
	};
	struct kacs_object_type_entry *nodes = calloc(MOST, sizeof(*nodes));
	struct kacs_node_result *answers = calloc(MOST, sizeof(*answers));
	struct kacs_access_check_args args = question(alice, QUEUE_READ);
	unsigned int i, shape, wrong;

	use_sd("O:SYG:SYD:(A;;0x1;;;" ALICE ")");
	args = question(alice, QUEUE_READ);
	args.object_tree_ptr = (uintptr_t)nodes;
	args.object_tree_count = MOST;
	for (shape = 0; shape < 2; shape++) {
		for (i = 0; i < MOST; i++) {
			nodes[i].level = (uint16_t)(shape ? i != 0 : i);
			memcpy(nodes[i].guid, &i, sizeof(i));
		}
		must(kacs_sys_access_check_list(&args, answers, MOST));
		for (wrong = i = 0; i < MOST; i++)
			wrong += answers[i].granted != QUEUE_READ ||
				 answers[i].status;
		tap_eq(wrong, 0, "%s_of_4096_nodes_is_answered",
		       shape ? "level" : "chain");
	}
	free(nodes);
	free(answers);
}

/* The record of a refusal is of the check with its tree. */
static void test_record(void)
{
	struct kacs_denial *denial;

	use_sd("O:SYG:SYD:(A;;0x1;;;" ALICE ")(OD;;0x2;" LEAF ";;" ALICE
	       ")(A;;0x7;;;" ALICE ")");
	tap_errno(ask_tree(alice, QUEUE_WRITE), EACCES, "tree_is_refused");
	denial = last_denial();
	tap_eq(denial->step, KACS_STEP_DACL, "record_of_a_tree_has_the_step");
	tap_eq(denial->ace, 1, "record_of_a_tree_has_the_ace_of_the_node");
}

int main(void)
{
	meet_people("object_tree");
	test_scalar();
	test_list();
	test_outputs();
	test_malformed();
	test_no_tree();
	test_largest();
	test_record();
	return tap_done();
}
