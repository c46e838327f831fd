// SPDX-License-Identifier: GPL-2.0-only
/*
 * AccessCheck for object managers in user space: PSD-004 13.1, 13.6.
 *
 * Lists of object types and local claims are validated, then refused with
 * -EOPNOTSUPP: the core does not evaluate them, and an answer that leaves them
 * out could be one that grants too much.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "../core/check.h"
#include "../include/uapi/kacs/syscall.h"
#include "credentials.h"
#include "denial.h"
#include "sd_object.h"

#define KACS_MOST_OBJECT_TYPES 4096u
#define KACS_AUDIT_CONTEXT_MAX_BYTES 4096u
#define KACS_LOCAL_CLAIMS_MAX_BYTES 65536u
#define KACS_GUID_BYTES 16

/* A question, decoded: all that it points to is in kernel memory. */
struct kacs_question {
	struct kacs_access_check_args args;
	struct kacs_token_object *token; /* a reference */
	struct kacs_generic_mapping mapping;
	void *sd_mem; /* what the prepared descriptor is in */
	const struct kacs_sd *sd;
	u8 self_bytes[KACS_SID_MAX_BYTES];
	struct kacs_sid self; /* in @self_bytes; .len 0: none */
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
			       KACS_MOST_OBJECT_TYPES) ||
	    !kacs_buffer_valid(args->local_claims_ptr, args->local_claims_len,
			       KACS_LOCAL_CLAIMS_MAX_BYTES) ||
	    !kacs_buffer_valid(args->audit_context_ptr, args->audit_context_len,
			       KACS_AUDIT_CONTEXT_MAX_BYTES))
		return -EINVAL;
	return 0;
}

static int kacs_decode_sd(struct kacs_question *question)
{
	const struct kacs_access_check_args *args = &question->args;
	int error = 0;
	u32 size;
	u8 *bytes;

	bytes = kvmalloc(args->sd_len, GFP_KERNEL_ACCOUNT);
	if (!bytes)
		return -ENOMEM;
	if (copy_from_user(bytes, u64_to_user_ptr(args->sd_ptr), args->sd_len))
		error = -EFAULT;
	else if (kacs_sd_measure(bytes, args->sd_len, &size, NULL))
		error = -EINVAL;
	if (error)
		goto out;
	error = -ENOMEM;
	question->sd_mem = kvmalloc(size, GFP_KERNEL_ACCOUNT);
	if (!question->sd_mem)
		goto out;
	error = 0;
	if (kacs_sd_prepare(question->sd_mem, size, bytes, args->sd_len,
			    &question->sd, NULL) ||
	    !question->sd->owner.len)
		error = -EINVAL;
out:
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

/* The wrapper of 3.9: entries, each with its length before it. */
static int kacs_check_claims(const u8 *bytes, u32 len)
{
	u32 at = 0, entry;

	while (at < len) {
		if (len - at < 4)
			return -EINVAL;
		entry = kacs_load_le32(bytes + at);
		if (entry > len - at - 4)
			return -EINVAL;
		at += 4 + entry;
	}
	return 0;
}

static int kacs_decode_claims(const struct kacs_access_check_args *args)
{
	u8 *bytes;
	int error;

	if (!args->local_claims_len)
		return 0;
	bytes = vmemdup_user(u64_to_user_ptr(args->local_claims_ptr),
			     args->local_claims_len);
	if (IS_ERR(bytes))
		return PTR_ERR(bytes);
	error = kacs_check_claims(bytes, args->local_claims_len);
	kvfree(bytes);
	return error ? error : -EOPNOTSUPP;
}

static int kacs_guid_compare(const void *a, const void *b)
{
	const struct kacs_object_type_entry *left = a;
	const struct kacs_object_type_entry *right = b;

	return memcmp(left->guid, right->guid, KACS_GUID_BYTES);
}

/* 10.5: one root, no gaps, no GUID twice. Reorders the entries. */
static int kacs_check_tree(struct kacs_object_type_entry *entries, u32 count)
{
	u32 i, level = 0;

	for (i = 0; i < count; i++) {
		if (entries[i].reserved)
			return -EINVAL;
		if (i == 0 ? entries[i].level != 0
			   : entries[i].level == 0 ||
				     entries[i].level > level + 1)
			return -EINVAL;
		level = entries[i].level;
	}
	sort(entries, count, sizeof(*entries), kacs_guid_compare, NULL);
	for (i = 1; i < count; i++)
		if (!kacs_guid_compare(&entries[i - 1], &entries[i]))
			return -EINVAL;
	return 0;
}

static int kacs_decode_tree(const struct kacs_access_check_args *args)
{
	struct kacs_object_type_entry *entries;
	int error;

	if (!args->object_tree_count)
		return 0;
	entries = vmemdup_user(u64_to_user_ptr(args->object_tree_ptr),
			       args->object_tree_count * sizeof(*entries));
	if (IS_ERR(entries))
		return PTR_ERR(entries);
	error = kacs_check_tree(entries, args->object_tree_count);
	kvfree(entries);
	return error ? error : -EOPNOTSUPP;
}

/* It names the object in events, of which there are none yet. */
static int kacs_decode_audit_context(const struct kacs_access_check_args *args)
{
	void *bytes;

	if (!args->audit_context_len)
		return 0;
	bytes = memdup_user(u64_to_user_ptr(args->audit_context_ptr),
			    args->audit_context_len);
	if (IS_ERR(bytes))
		return PTR_ERR(bytes);
	kfree(bytes);
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
	kvfree(question->sd_mem);
	kacs_token_put(question->token);
	kfree(question);
}

/* Decode all of it; what is not supported is refused last. */
static int kacs_question_decode(struct kacs_question *question)
{
	const struct kacs_access_check_args *args = &question->args;
	int error, unsupported;

	question->mapping = (struct kacs_generic_mapping){
		.read = args->generic_read,
		.write = args->generic_write,
		.execute = args->generic_execute,
		.all = args->generic_all,
	};
	error = kacs_check_args(args);
	if (!error)
		error = kacs_decode_token(question);
	if (!error)
		error = kacs_decode_sd(question);
	if (!error)
		error = kacs_decode_self(question);
	if (!error)
		error = kacs_decode_audit_context(args);
	if (error)
		return error;
	unsupported = kacs_decode_claims(args);
	if (unsupported && unsupported != -EOPNOTSUPP)
		return unsupported;
	error = kacs_decode_tree(args);
	return error ? error : unsupported;
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

/*
 * The optional outputs. Alarm ACEs and staged policies are not evaluated: no
 * right is audited continuously, and nothing is staged.
 */
static int kacs_question_report(const struct kacs_access_check_args *args,
				u32 granted)
{
	int error = kacs_put_u32(args->granted_out_ptr, granted);

	if (!error)
		error = kacs_put_u32(args->continuous_audit_out_ptr, 0);
	if (!error)
		error = kacs_put_u32(args->staging_mismatch_out_ptr, 0);
	return error;
}

static long kacs_question_answer(struct kacs_question *question)
{
	const struct kacs_access_check_args *args = &question->args;
	struct kacs_decision decision;
	struct kacs_check check = {
		.sd = question->sd,
		.mapping = &question->mapping,
		.desired = args->desired_access,
		.privilege_intent = args->privilege_intent,
		.pip_type = args->pip_type,
		.pip_trust = args->pip_trust,
		.self = question->self,
	};
	int error;

	kacs_token_check(question->token, &check, &decision);
	error = kacs_question_report(args, decision.granted);
	if (error)
		return error;
	if (decision.allowed)
		return decision.granted;
	kacs_question_denied(question, &decision);
	return -EACCES;
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

/* Always ends in a refusal: there is no list without a tree of object types. */
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
	kacs_question_free(question);
	return error;
}
