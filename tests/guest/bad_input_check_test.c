// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What bad input to AccessCheck for user space, to central policies and to
 * records of refusals gets: the errno that is specified, nothing changed, and
 * no answer. PSD-004 10.8, 13.1, 13.6 sections 4 and 7.
 */
#include "policy_spec.h"
#include "question.h"
#include "bad_input.h"

#define NODES 4
#define SILENT 0xeeeeeeeeu

static uint32_t granted = SILENT, continuous = SILENT, mismatch = SILENT;
static struct kacs_node_result results[NODES];
static struct kacs_object_type_entry tree[NODES];
static uint8_t self_sid[KACS_SID_MAX_BYTES];
/* What the question points to, with room behind it. */
static uint8_t sd_room[256], claims_room[256];
static char context[] = "a queue";

/* With all that there may be. */
static struct kacs_access_check_args whole;
/* The first version, and one of a kernel to come. */
static struct kacs_access_check_args shortest;
static struct {
	struct kacs_access_check_args args;
	uint64_t more[8];
} longest;

#define CHECK(args_of)                                \
	.number = __NR_kacs_access_check,             \
	.arguments = {(uintptr_t)(void *)&(args_of)}, \
	.sizes = {sizeof(args_of)}

static struct call check = {.name = "access_check", CHECK(whole)};
static struct call check_shortest = {.name = "access_check_of_40_bytes",
				     CHECK(shortest)};
static struct call check_longest = {.name = "access_check_of_200_bytes",
				    CHECK(longest)};
static struct call list = {
	.name = "access_check_list",
	.number = __NR_kacs_access_check_list,
	.arguments = {(uintptr_t)&whole, (uintptr_t)results, NODES},
	.sizes = {sizeof(whole), sizeof(results)},
};

static struct policy_spec spec;
static uint8_t policy_sid[KACS_SID_MAX_BYTES];
static struct call set_caap = {
	.name = "set_caap",
	.number = __NR_kacs_set_caap,
	.arguments = {(uintptr_t)policy_sid, 0, (uintptr_t)spec.bytes, 0},
};

static uint8_t room[2048];
static struct call get_denial = {
	.name = "get_denial",
	.number = __NR_kacs_get_denial,
	.arguments = {UINT32_MAX, (uintptr_t)room, sizeof(room), 0},
	.sizes = {0, sizeof(room)},
};
static struct call get_denial_of = {
	.name = "get_denial_of_a_process",
	.number = __NR_kacs_get_denial,
	.arguments = {UINT32_MAX, (uintptr_t)room, sizeof(room), 0},
};

static const struct call *const calls[] = {
	&check,	   &check_shortest, &check_longest, &list,
	&set_caap, &get_denial,	    &get_denial_of,
};

static void fill_question(void)
{
	static const uint16_t levels[NODES] = {0, 1, 2, 1};
	static const char claims_text[] =
		"[{\"name\":\"hour\",\"type\":\"int64\",\"values\":[9]}]";
	struct kacs_diagnostic diagnostic;
	uint8_t *claims, *sd, i;
	size_t len;

	sd = sd_bytes("O:SYG:SYD:(A;;0x7;;;" ALICE ")", &len);
	longest.args = question(alice, QUEUE_READ);
	memcpy(sd_room, sd, len);
	free(sd);
	longest.args.sd_ptr = (uintptr_t)sd_room;
	longest.args.sd_len = (uint32_t)len;
	shortest = whole = longest.args;
	shortest.size = KACS_ACCESS_CHECK_ARGS_V1_SIZE;
	longest.args.size = sizeof(longest);
	for (i = 0; i < NODES; i++) {
		tree[i].level = levels[i];
		tree[i].guid[0] = i + 1;
	}
	must(kacs_sid_from_text(ALICE, self_sid, &len, NULL));
	whole.self_sid_ptr = (uintptr_t)self_sid;
	whole.self_sid_len = (uint32_t)len;
	whole.object_tree_ptr = (uintptr_t)tree;
	whole.object_tree_count = NODES;
	must(kacs_local_claims_from_json(claims_text, strlen(claims_text),
					 &claims, &len, &diagnostic));
	memcpy(claims_room, claims, len);
	free(claims);
	whole.local_claims_ptr = (uintptr_t)claims_room;
	whole.local_claims_len = (uint32_t)len;
	whole.audit_context_ptr = (uintptr_t)context;
	whole.audit_context_len = sizeof(context);
	whole.granted_out_ptr = (uintptr_t)&granted;
	whole.continuous_audit_out_ptr = (uintptr_t)&continuous;
	whole.staging_mismatch_out_ptr = (uintptr_t)&mismatch;
}

/* A refusal of this thread's, and the policy as it is. */
static void fill_calls(void)
{
	const struct rule rule = {.dacl = SUBJECT_POLICY_DACL};
	size_t len;

	fill_question();
	spec_begin(&spec);
	spec_rule(&spec, &rule);
	must(kacs_sid_from_text(SUBJECT_POLICY, policy_sid, &len, NULL));
	set_caap.arguments[1] = len;
	set_caap.arguments[3] = spec.len;
	set_caap.sizes[0] = len;
	set_caap.sizes[2] = spec.len;
	if (as(alice, open(SUBJECT_FILE, O_RDWR)) != EACCES)
		tap_abort("a refusal");
	get_denial_of.arguments[0] =
		(uint64_t)must(syscall(SYS_pidfd_open, getpid(), 0));
}

#define IN(call, index, size, null)                                       \
	{                                                                 \
		"argument", &(call), ARGUMENT(index), size, READ, null, 0 \
	}
#define PART(name, field, size, use, null)                                   \
	{                                                                    \
		name, &check, FIELD(0, kacs_access_check_args, field), size, \
			use, null, 0                                         \
	}

static const struct address addresses[] = {
	IN(check, 0, sizeof(whole), EFAULT),
	IN(check_shortest, 0, KACS_ACCESS_CHECK_ARGS_V1_SIZE, EFAULT),
	/* What only the caller knows is not read. */
	IN(check_longest, 0, sizeof(whole), EFAULT),
	PART("sd_ptr", sd_ptr, 20, READ, EINVAL),
	PART("self_sid_ptr", self_sid_ptr, 28, READ, EINVAL),
	PART("object_tree_ptr", object_tree_ptr, sizeof(tree), READ, EINVAL),
	PART("local_claims_ptr", local_claims_ptr, 20, READ, EINVAL),
	PART("audit_context_ptr", audit_context_ptr, sizeof(context), READ,
	     EINVAL),
	PART("granted_out_ptr", granted_out_ptr, 4, WRITTEN, 0),
	PART("continuous_audit_out_ptr", continuous_audit_out_ptr, 4, WRITTEN,
	     0),
	PART("staging_mismatch_out_ptr", staging_mismatch_out_ptr, 4, WRITTEN,
	     0),
	IN(list, 0, sizeof(whole), EFAULT),
	{"results", &list, ARGUMENT(1), sizeof(results), WRITTEN, EINVAL, 0},
	IN(set_caap, 0, 12, EFAULT),
	/* NULL: the policy goes. */
	{"spec", &set_caap, ARGUMENT(2), 25, READ, 0, 0},
	{"buf", &get_denial, ARGUMENT(1), sizeof(struct kacs_denial), WRITTEN,
	 EFAULT, 0},
	{"buf", &get_denial_of, ARGUMENT(1), sizeof(struct kacs_denial),
	 WRITTEN, EFAULT, 0},
};

static const struct address odd_addresses[] = {
	IN(check, 0, sizeof(whole), 0),
	PART("sd_ptr", sd_ptr, sizeof(sd_room), READ, 0),
	PART("self_sid_ptr", self_sid_ptr, 28, READ, 0),
	PART("object_tree_ptr", object_tree_ptr, sizeof(tree), READ, 0),
	PART("local_claims_ptr", local_claims_ptr, sizeof(claims_room), READ,
	     0),
	PART("granted_out_ptr", granted_out_ptr, 4, WRITTEN, 0),
	{"results", &list, ARGUMENT(1), sizeof(results), WRITTEN, 0, 0},
	IN(set_caap, 0, 12, 0),
	{"spec", &set_caap, ARGUMENT(2), 64, READ, 0, 0},
	{"buf", &get_denial, ARGUMENT(1), sizeof(room), WRITTEN, 0, 0},
};

#define ASK(name, field, value, expected)                                     \
	{                                                                     \
		name, &check, FIELD(0, kacs_access_check_args, field), value, \
			expected                                              \
	}
#define ASK_LIST(name, field, value, expected)                               \
	{                                                                    \
		name, &list, FIELD(0, kacs_access_check_args, field), value, \
			expected                                             \
	}

static const struct wrong questions[] = {
	ASK("size_0", size, 0, EINVAL),
	ASK("size_39", size, 39, EINVAL),
	ASK("sd_len_0", sd_len, 0, EINVAL),
	ASK("sd_len_1", sd_len, 1, EINVAL),
	ASK("sd_len_19", sd_len, 19, EINVAL),
	ASK("sd_len_of_a_header", sd_len, 20, EINVAL),
	ASK("sd_len_65536", sd_len, 65536, EINVAL),
	ASK("sd_len_largest", sd_len, UINT32_MAX, EINVAL),
	ASK("self_sid_len_0", self_sid_len, 0, EINVAL),
	ASK("self_sid_len_7", self_sid_len, 7, EINVAL),
	ASK("self_sid_len_one_short", self_sid_len, 27, EINVAL),
	ASK("self_sid_len_one_long", self_sid_len, 29, EINVAL),
	ASK("self_sid_len_69", self_sid_len, 69, EINVAL),
	ASK("self_sid_len_largest", self_sid_len, UINT32_MAX, EINVAL),
	ASK("object_tree_count_0", object_tree_count, 0, EINVAL),
	ASK("object_tree_count_4097", object_tree_count, 4097, EINVAL),
	ASK("object_tree_count_that_wraps", object_tree_count, 0x0ccccccd,
	    EINVAL),
	ASK("object_tree_count_largest", object_tree_count, UINT32_MAX, EINVAL),
	ASK("local_claims_len_0", local_claims_len, 0, EINVAL),
	ASK("local_claims_len_3", local_claims_len, 3, EINVAL),
	ASK("local_claims_len_65537", local_claims_len, 65537, EINVAL),
	ASK("local_claims_len_largest", local_claims_len, UINT32_MAX, EINVAL),
	ASK("audit_context_len_0", audit_context_len, 0, EINVAL),
	ASK("audit_context_len_4097", audit_context_len, 4097, EINVAL),
	ASK("audit_context_len_largest", audit_context_len, UINT32_MAX, EINVAL),
	ASK_LIST("size_39", size, 39, EINVAL),
	ASK_LIST("object_tree_count_0", object_tree_count, 0, EINVAL),
	ASK_LIST("object_tree_count_3", object_tree_count, 3, EINVAL),
	ASK_LIST("object_tree_count_largest", object_tree_count, UINT32_MAX,
		 EINVAL),
	{"results_count_0", &list, ARGUMENT(2), 0, EINVAL},
	{"results_count_3", &list, ARGUMENT(2), 3, EINVAL},
	{"results_count_5", &list, ARGUMENT(2), 5, EINVAL},
	{"results_count_largest", &list, ARGUMENT(2), UINT32_MAX, EINVAL},
};

static const struct wrong others[] = {
	{"sid_len_0", &set_caap, ARGUMENT(1), 0, EINVAL},
	{"sid_len_7", &set_caap, ARGUMENT(1), 7, EINVAL},
	{"sid_len_one_short", &set_caap, ARGUMENT(1), 11, EINVAL},
	{"sid_len_one_long", &set_caap, ARGUMENT(1), 13, EINVAL},
	{"sid_len_69", &set_caap, ARGUMENT(1), 69, EINVAL},
	{"sid_len_largest", &set_caap, ARGUMENT(1), UINT32_MAX, EINVAL},
	{"sid_of_revision_0", &set_caap, 0, 0, 1, 0, EINVAL},
	{"sid_of_revision_2", &set_caap, 0, 0, 1, 2, EINVAL},
	{"sid_of_16_parts", &set_caap, 0, 1, 1, 16, EINVAL},
	{"spec_len_1", &set_caap, ARGUMENT(3), 1, EINVAL},
	{"spec_len_of_a_header", &set_caap, ARGUMENT(3), 5, EINVAL},
	{"spec_len_262145", &set_caap, ARGUMENT(3), 262145, EINVAL},
	{"spec_len_largest", &set_caap, ARGUMENT(3), UINT32_MAX, EINVAL},
	{"clear_of_another", &get_denial_of, ARGUMENT(3), KACS_DENIAL_CLEAR,
	 EINVAL},
};

#define CHECK_BITS(field, meaning)                                       \
	{                                                                \
#field, &check, FIELD(0, kacs_access_check_args, field), \
			meaning, EINVAL                                  \
	}

static const struct bits bits[] = {
	CHECK_BITS(privilege_intent, KACS_BACKUP_INTENT | KACS_RESTORE_INTENT),
	CHECK_BITS(pad0, 0),
	CHECK_BITS(pad1, 0),
	CHECK_BITS(pad2, 0),
	{"pad0", &list, FIELD(0, kacs_access_check_args, pad0), 0, EINVAL},
	{"flags", &get_denial, ARGUMENT(3), KACS_DENIAL_CLEAR, EINVAL},
	{"flags", &get_denial_of, ARGUMENT(3), 0, EINVAL},
};

static const struct descriptor descriptors[] = {
	{"token_fd",
	 &check,
	 FIELD(0, kacs_access_check_args, token_fd),
	 EBADF,
	 {[MINUS_ONE] = ACCEPTED, [A_TOKEN] = EACCES}},
	{"token_fd",
	 &list,
	 FIELD(0, kacs_access_check_args, token_fd),
	 EBADF,
	 {[MINUS_ONE] = ACCEPTED, [A_TOKEN] = EACCES}},
	{"pidfd",
	 &get_denial,
	 ARGUMENT(0),
	 EBADF,
	 {[MINUS_ONE] = ACCEPTED,
	  [A_PROCESS] = ACCEPTED,
	  [A_DEAD_PROCESS] = ESRCH}},
};

/* A question that is refused before it is decided has no answer. */
static void test_silence(void)
{
	unsigned int i, said = 0;

	for (i = 0; i < NODES; i++)
		said += results[i].granted != SILENT ||
			results[i].status != (int32_t)SILENT;
	tap_ok(granted == SILENT && continuous == SILENT && mismatch == SILENT,
	       "wrong_questions_have_no_answer");
	tap_eq(said, 0, "wrong_lists_have_no_answer");
}

static void be_silent(void)
{
	granted = continuous = mismatch = SILENT;
	memset(results, 0xee, sizeof(results));
}

/* What is too short says how much it takes, and forgets nothing. */
static void test_denial(void)
{
	long size = kacs_sys_get_denial(-1, NULL, 0, 0);

	memset(room, 0xee, sizeof(room));
	tap_ok(size > (long)sizeof(struct kacs_denial),
	       "size_of_a_record_without_room");
	tap_eq(kacs_sys_get_denial(-1, (void *)room, (uint32_t)size - 1,
				   KACS_DENIAL_CLEAR),
	       size, "size_of_a_record_with_too_little_room");
	tap_eq(room[0], 0xee, "record_without_room_is_not_written");
	refused(kacs_sys_get_denial(-1, (void *)NOT_MAPPED, (uint32_t)size,
				    KACS_DENIAL_CLEAR),
		EFAULT, "record_that_was_not_read_is_kept");
}

static void test_gates(void)
{
	refused_as(alice, kacs_sys_set_caap(NULL, 0, NULL, 0), EPERM,
		   "set_caap_without_the_privilege");
	refused_as(alice,
		   kacs_sys_get_denial((int)get_denial_of.arguments[0], NULL, 0,
				       0),
		   EACCES, "get_denial_of_somebody_else");
}

int main(void)
{
	make_subject("bad_input_check");
	fill_calls();
	accept_calls(calls, COUNT(calls));
	accept_odd_addresses(odd_addresses, COUNT(odd_addresses));
	be_silent();
	refuse_wrongs(questions, COUNT(questions));
	refuse_bits(bits, COUNT(bits));
	refuse_descriptors(descriptors, COUNT(descriptors));
	test_silence();
	refuse_addresses(addresses, COUNT(addresses));
	refuse_wrongs(others, COUNT(others));
	test_denial();
	test_gates();
	return bad_input_done();
}
