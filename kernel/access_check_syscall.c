// SPDX-License-Identifier: GPL-2.0-only
/*
 * AccessCheck for object managers in user space: PSD-004 13.1, 13.6.
 *
 * A question is decoded as a whole, into memory that the caller pays for,
 * before anything in it is decided.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "../core/check.h"
#include "../core/claim_index.h"
#include "../include/uapi/kacs/syscall.h"
#include "audit_event.h"
#include "credentials.h"
#include "denial.h"
#include "policy.h"
#include "process.h"
#include "sd_object.h"
#include "user_copy.h"
#include "work.h"

#define KACS_AUDIT_CONTEXT_MAX_BYTES 4096u
#define KACS_LOCAL_CLAIMS_MAX_BYTES 65536u

/* A question, decoded: all that it points to is in kernel memory. */
struct kacs_question {
	struct kacs_access_check_args args;
	struct kacs_token_object *token; /* a reference */
	struct kacs_generic_mapping mapping;
	void *sd_mem; /* what the prepared descriptor is in */
	const struct kacs_sd *sd;
	struct kacs_policies *policies; /* a reference; NULL: it names none */
	u8 self_bytes[KACS_SID_MAX_BYTES];
	struct kacs_sid self; /* in @self_bytes; .len 0: none */
	u8 *claims_mem;
	u32 *claims_index;		 /* of @claims; NULL: none */
	struct kacs_claim_array claims;	 /* in @claims_mem; .len 0: none */
	struct kacs_object_tree tree;	 /* .count 0: none */
	struct kacs_audit_object object; /* .context is allocated */
	struct kacs_check check;	 /* made of all this */
};

/* Copy what both sides know; what only the caller knows is ignored (7). */
static int kacs_copy_args(struct kacs_access_check_args *args,
			  const struct kacs_access_check_args __user *user)
{
	u32 size;

	memset(args, 0, sizeof(*args));
	if (get_user(size, &user->size))
		return -EFAULT;
	if (size < KACS_ACCESS_CHECK_ARGS_V1_SIZE)
		return -EINVAL;
	if (copy_from_user(args, user, min_t(size_t, size, sizeof(*args))))
		return -EFAULT;
	return 0;
}

/* A buffer is there with both pointer and length or with neither. */
static bool kacs_buffer_valid(u64 ptr, u32 len, u32 most)
{
	return !ptr == !len && len <= most;
}

static int kacs_check_args(const struct kacs_access_check_args *args)
{
	if (args->pad0 || args->pad1 || args->pad2)
		return -EINVAL;
	if (args->privilege_intent &
	    ~(KACS_BACKUP_INTENT | KACS_RESTORE_INTENT))
		return -EINVAL;
	if (!args->sd_ptr || !args->sd_len || args->sd_len > KACS_SD_MAX_BYTES)
		return -EINVAL;
	if (!kacs_buffer_valid(args->self_sid_ptr, args->self_sid_len,
			       KACS_SID_MAX_BYTES) ||
	    !kacs_buffer_valid(args->object_tree_ptr, args->object_tree_count,
			       KACS_OBJECT_TREE_MAX) ||
	    !kacs_buffer_valid(args->local_claims_ptr, args->local_claims_len,
			       KACS_LOCAL_CLAIMS_MAX_BYTES) ||
	    !kacs_buffer_valid(args->audit_context_ptr, args->audit_context_len,
			       KACS_AUDIT_CONTEXT_MAX_BYTES))
		return -EINVAL;
	return 0;
}

static int kacs_prepare_sd(struct kacs_question *question, const u8 *bytes)
{
	u32 len = question->args.sd_len;
	u32 size;

	if (kacs_sd_measure(bytes, len, &size, NULL))
		return -EINVAL;
	question->sd_mem = kvmalloc(size, GFP_KERNEL_ACCOUNT);
	if (!question->sd_mem)
		return -ENOMEM;
	if (kacs_sd_prepare(question->sd_mem, size, bytes, len, &question->sd,
			    NULL) ||
	    !question->sd->owner.len)
		return -EINVAL;
	question->policies = kacs_policies_get(question->sd);
	return 0;
}

static int kacs_decode_sd(struct kacs_question *question)
{
	const struct kacs_access_check_args *args = &question->args;
	u8 *bytes = kacs_user_copy(u64_to_user_ptr(args->sd_ptr), args->sd_len);
	int error;

	if (IS_ERR(bytes))
		return PTR_ERR(bytes);
	error = kacs_prepare_sd(question, bytes);
	kvfree(bytes);
	return error;
}

static int kacs_decode_self(struct kacs_question *question)
{
	const struct kacs_access_check_args *args = &question->args;

	if (!args->self_sid_len)
		return 0;
	if (copy_from_user(question->self_bytes,
			   u64_to_user_ptr(args->self_sid_ptr),
			   args->self_sid_len))
		return -EFAULT;
	if (kacs_sid_parse(question->self_bytes, args->self_sid_len, 0,
			   &question->self, NULL) ||
	    question->self.len != args->self_sid_len)
		return -EINVAL;
	return 0;
}

/* Conditions then find claims, and values in them, without a search. */
static int kacs_index_claims(struct kacs_question *question)
{
	struct kacs_claim_array *claims = &question->claims;
	struct kacs_claim_census census;

	if (!claims->len || claims->len > KACS_CLAIM_INDEX_MAX_BYTES)
		return 0;
	census = kacs_claims_census(claims);
	question->claims_index =
		kvmalloc_array(kacs_claim_index_words(&census), sizeof(u32),
			       GFP_KERNEL_ACCOUNT);
	if (!question->claims_index)
		return -ENOMEM;
	kacs_claims_index(claims, question->claims_index);
	return 0;
}

static int kacs_decode_claims(struct kacs_question *question)
{
	const struct kacs_access_check_args *args = &question->args;
	u8 *bytes;

	if (!args->local_claims_len)
		return 0;
	bytes = kacs_user_copy(u64_to_user_ptr(args->local_claims_ptr),
			       args->local_claims_len);
	if (IS_ERR(bytes))
		return PTR_ERR(bytes);
	question->claims_mem = bytes;
	if (kacs_claims_prepare(bytes, args->local_claims_len, 0,
				&question->claims, NULL))
		return -EINVAL;
	return kacs_index_claims(question);
}

static int kacs_prepare_tree(struct kacs_question *question, const u8 *bytes)
{
	u32 count = question->args.object_tree_count;
	struct kacs_object_node *nodes =
		kvmalloc_array(count, sizeof(*nodes), GFP_KERNEL_ACCOUNT);

	if (!nodes)
		return -ENOMEM;
	if (kacs_object_tree_prepare(bytes, count, nodes, &question->tree,
				     NULL)) {
		question->tree.count = 0;
		kvfree(nodes);
		return -EINVAL;
	}
	return 0;
}

static int kacs_decode_tree(struct kacs_question *question)
{
	const struct kacs_access_check_args *args = &question->args;
	u8 *bytes;
	int error;

	BUILD_BUG_ON(sizeof(struct kacs_object_type_entry) !=
		     KACS_OBJECT_ENTRY_BYTES);
	if (!args->object_tree_count)
		return 0;
	bytes = kacs_user_copy(u64_to_user_ptr(args->object_tree_ptr),
			       args->object_tree_count *
				       KACS_OBJECT_ENTRY_BYTES);
	if (IS_ERR(bytes))
		return PTR_ERR(bytes);
	error = kacs_prepare_tree(question, bytes);
	kvfree(bytes);
	return error;
}

/* It names the object in events. */
static int kacs_decode_audit_context(struct kacs_question *question)
{
	const struct kacs_access_check_args *args = &question->args;
	u8 *bytes;

	if (!args->audit_context_len)
		return 0;
	bytes = kacs_user_copy(u64_to_user_ptr(args->audit_context_ptr),
			       args->audit_context_len);
	if (IS_ERR(bytes))
		return PTR_ERR(bytes);
	question->object.context = bytes;
	question->object.context_len = args->audit_context_len;
	return 0;
}

static int kacs_decode_token(struct kacs_question *question)
{
	struct kacs_token_object *token;

	if (question->args.token_fd == -1) {
		token = kacs_current_token();
		if (!token)
			return -EACCES;
		question->token = kacs_token_get(token);
		return 0;
	}
	token = kacs_token_from_fd(question->args.token_fd, KACS_TOKEN_QUERY);
	if (IS_ERR(token))
		return PTR_ERR(token);
	question->token = token;
	return 0;
}

static void kacs_question_free(struct kacs_question *question)
{
	if (question->tree.count)
		kvfree(question->tree.nodes);
	kvfree(question->claims_index);
	kvfree(question->claims_mem);
	kvfree(question->object.context);
	kacs_policies_put(question->policies);
	kvfree(question->sd_mem);
	kacs_token_put(question->token);
	kfree(question);
}

/* What kacs_audited_check() is asked; the parts stay where they are. */
static void kacs_question_pose(struct kacs_question *question)
{
	const struct kacs_access_check_args *args = &question->args;
	const struct kacs_pip pip = kacs_process_pip(current);

	question->mapping = (struct kacs_generic_mapping){
		.read = args->generic_read,
		.write = args->generic_write,
		.execute = args->generic_execute,
		.all = args->generic_all,
	};
	question->check = (struct kacs_check){
		.sd = question->sd,
		.mapping = &question->mapping,
		.desired = args->desired_access,
		.privilege_intent = args->privilege_intent,
		.pip_type = args->pip_type ? args->pip_type : pip.type,
		.pip_trust = args->pip_trust ? args->pip_trust : pip.trust,
		.self = question->self,
		.local_claims = question->claims,
		.tree = question->tree.count ? &question->tree : NULL,
		.policies = kacs_policies_set(question->policies),
	};
}

static int kacs_question_decode(struct kacs_question *question)
{
	const struct kacs_access_check_args *args = &question->args;
	int error = kacs_check_args(args);

	if (!error)
		error = kacs_decode_token(question);
	if (!error)
		error = kacs_decode_sd(question);
	if (!error)
		error = kacs_decode_self(question);
	if (!error)
		error = kacs_decode_audit_context(question);
	if (!error)
		error = kacs_decode_claims(question);
	if (!error)
		error = kacs_decode_tree(question);
	if (error)
		return error;
	kacs_question_pose(question);
	return kacs_check_is_bounded(&question->check) ? 0 : -E2BIG;
}

static struct kacs_question *
kacs_question_copy(const struct kacs_access_check_args __user *user)
{
	struct kacs_question *question =
		kzalloc(sizeof(*question), GFP_KERNEL_ACCOUNT);
	int error;

	if (!question)
		return ERR_PTR(-ENOMEM);
	error = kacs_copy_args(&question->args, user);
	if (!error)
		return question;
	kfree(question);
	return ERR_PTR(error);
}

/* The record keeps an interned descriptor; without one there is no record. */
static void kacs_question_denied(const struct kacs_question *question,
				 const struct kacs_decision *decision)
{
	const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_USER,
		.privilege_intent = question->args.privilege_intent,
		.check = &question->check,
	};
	struct kacs_sd_object *object = kacs_sd_intern(
		question->sd->bytes, question->sd->len, GFP_KERNEL_ACCOUNT);

	if (IS_ERR(object))
		return;
	kacs_record_denial(question->token, object, &question->mapping,
			   decision->desired,
			   decision->desired & ~decision->granted, &where,
			   KACS_STEP_NONE);
	kacs_sd_put(object);
}

static int kacs_put_u32(u64 ptr, u32 value)
{
	u32 __user *user = u64_to_user_ptr(ptr);

	return ptr && put_user(value, user) ? -EFAULT : 0;
}

/* The optional outputs, whether or not access is allowed. */
static int kacs_question_report(const struct kacs_access_check_args *args,
				const struct kacs_decision *decision)
{
	int error = kacs_put_u32(args->granted_out_ptr, decision->granted);

	if (!error)
		error = kacs_put_u32(args->continuous_audit_out_ptr,
				     decision->continuous_audit);
	if (!error)
		error = kacs_put_u32(args->staging_mismatch_out_ptr,
				     decision->staging_mismatch);
	return error;
}

static long kacs_question_answer(struct kacs_question *question)
{
	struct kacs_decision decision;
	int error;

	error = kacs_audited_check(question->token, &question->check, &decision,
				   &question->object, GFP_KERNEL);
	if (!error)
		error = kacs_question_report(&question->args, &decision);
	if (error)
		return error;
	if (decision.allowed)
		return decision.granted;
	kacs_question_denied(question, &decision);
	return -EACCES;
}

static int kacs_put_results(const struct kacs_object_tree *tree,
			    struct kacs_node_result __user *user)
{
	struct kacs_node_result *results = kvmalloc_array(
		tree->count, sizeof(*results), GFP_KERNEL_ACCOUNT);
	int error = 0;
	u32 i;

	if (!results)
		return -ENOMEM;
	for (i = 0; i < tree->count; i++) {
		results[i].granted = tree->nodes[i].granted;
		results[i].status = tree->nodes[i].allowed ? 0 : -EACCES;
	}
	if (copy_to_user(user, results, tree->count * sizeof(*results)))
		error = -EFAULT;
	kvfree(results);
	return error;
}

/* A list says of each node what is denied; the call itself is not refused. */
static int kacs_question_list(struct kacs_question *question,
			      struct kacs_node_result __user *results)
{
	struct kacs_decision decision;
	int error;

	question->check.result_list = true;
	error = kacs_audited_check(question->token, &question->check, &decision,
				   &question->object, GFP_KERNEL);
	if (!error)
		error = kacs_put_results(&question->tree, results);
	return error ? error : kacs_question_report(&question->args, &decision);
}

SYSCALL_DEFINE1(kacs_access_check, struct kacs_access_check_args __user *,
		uargs)
{
	struct kacs_question *question;
	long result;

	if (!kacs_enabled)
		return -ENOSYS;
	question = kacs_question_copy(uargs);
	if (IS_ERR(question))
		return PTR_ERR(question);
	result = kacs_question_decode(question);
	if (!result)
		result = kacs_question_answer(question);
	kacs_question_free(question);
	return result;
}

SYSCALL_DEFINE3(kacs_access_check_list, struct kacs_access_check_args __user *,
		uargs, struct kacs_node_result __user *, results, u32,
		results_count)
{
	struct kacs_question *question;
	int error;

	if (!kacs_enabled)
		return -ENOSYS;
	question = kacs_question_copy(uargs);
	if (IS_ERR(question))
		return PTR_ERR(question);
	error = -EINVAL;
	if (results && question->args.object_tree_count &&
	    question->args.object_tree_count == results_count)
		error = kacs_question_decode(question);
	if (!error)
		error = kacs_question_list(question, results);
	kacs_question_free(question);
	return error;
}
