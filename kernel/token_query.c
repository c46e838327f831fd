// SPDX-License-Identifier: GPL-2.0-only
/*
 * KACS_IOC_QUERY: PSD-004 13.6 sections 3 and 4.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "session.h"
#include "token_defaults.h"

/* An answer. Written twice, first without room to learn its length. */
struct kacs_answer {
	u8 *out; /* or NULL */
	u32 len;
};

static void kacs_answer_bytes(struct kacs_answer *answer, const void *bytes,
			      u32 len)
{
	if (answer->out && len)
		memcpy(answer->out + answer->len, bytes, len);
	answer->len += len;
}

static void kacs_answer_u32(struct kacs_answer *answer, u32 value)
{
	u8 bytes[4];

	kacs_store_le32(bytes, value);
	kacs_answer_bytes(answer, bytes, sizeof(bytes));
}

static void kacs_answer_u64(struct kacs_answer *answer, u64 value)
{
	u8 bytes[8];

	kacs_store_le64(bytes, value);
	kacs_answer_bytes(answer, bytes, sizeof(bytes));
}

static void kacs_answer_sid(struct kacs_answer *answer,
			    const struct kacs_sid *sid)
{
	kacs_answer_bytes(answer, sid->bytes, sid->len);
}

static void kacs_answer_entry(struct kacs_answer *answer,
			      const struct kacs_sid *sid, u32 attributes)
{
	kacs_answer_u32(answer, sid->len);
	kacs_answer_sid(answer, sid);
	kacs_answer_u32(answer, attributes);
}

static void kacs_answer_list(struct kacs_answer *answer,
			     const struct kacs_sid_list *list)
{
	u32 i;

	kacs_answer_u32(answer, list->count);
	for (i = 0; i < list->count; i++)
		kacs_answer_entry(answer, &list->entries[i].sid,
				  list->entries[i].attributes);
}

static void kacs_answer_groups(struct kacs_answer *answer,
			       const struct kacs_token *token)
{
	const struct kacs_sid_list *groups = &token->identity->groups;
	u32 i;

	kacs_answer_u32(answer, groups->count);
	for (i = 0; i < groups->count; i++)
		kacs_answer_entry(answer, &groups->entries[i].sid,
				  kacs_token_group_attributes(token, i));
}

static void kacs_answer_privileges(struct kacs_answer *answer,
				   const struct kacs_token_view *view)
{
	kacs_answer_u64(answer, view->privileges_present);
	kacs_answer_u64(answer, view->state.privileges_enabled);
	kacs_answer_u64(answer, view->privileges_default);
	kacs_answer_u64(answer, view->privileges_used);
}

static void kacs_answer_integrity(struct kacs_answer *answer, u32 level)
{
	u8 bytes[KACS_SID_MAX_BYTES];

	kacs_answer_bytes(answer, bytes, kacs_sid_make(bytes, 16, &level, 1));
}

static void kacs_answer_statistics(struct kacs_answer *answer,
				   const struct kacs_token_object *object,
				   const struct kacs_token_view *view)
{
	const struct kacs_token *state = &view->state;

	kacs_answer_u64(answer, object->token_id);
	kacs_answer_u64(answer, state->identity->spec.session_id);
	kacs_answer_u64(answer, view->modified_id);
	kacs_answer_u32(answer, state->token_type);
	kacs_answer_u32(answer, 0);
	kacs_answer_u64(answer, state->identity->spec.expiration);
}

/*
 * @answer: starts out empty, with or without room. Returns 0 or -EINVAL for a
 * class that there is not.
 */
static int kacs_answer_class(struct kacs_answer *answer, u32 class,
			     const struct kacs_token_object *object,
			     const struct kacs_token_view *view)
{
	const struct kacs_token *state = &view->state;
	const struct kacs_identity *id = state->identity;
	const struct kacs_session *session = object->identity->session;

	switch (class) {
	case KACS_TOKEN_CLASS_USER:
		kacs_answer_sid(answer, &id->user);
		return 0;
	case KACS_TOKEN_CLASS_GROUPS:
		kacs_answer_groups(answer, state);
		return 0;
	case KACS_TOKEN_CLASS_PRIVILEGES:
		kacs_answer_privileges(answer, view);
		return 0;
	case KACS_TOKEN_CLASS_TYPE:
		kacs_answer_u32(answer, state->token_type);
		return 0;
	case KACS_TOKEN_CLASS_INTEGRITY_LEVEL:
		kacs_answer_integrity(answer, state->integrity_level);
		return 0;
	case KACS_TOKEN_CLASS_OWNER:
		kacs_answer_sid(
			answer,
			kacs_identity_indexed(
				id, kacs_default_owner(id, view->defaults)));
		return 0;
	case KACS_TOKEN_CLASS_PRIMARY_GROUP:
		kacs_answer_sid(
			answer,
			kacs_identity_indexed(
				id, kacs_default_group(id, view->defaults)));
		return 0;
	case KACS_TOKEN_CLASS_SESSION_ID:
		kacs_answer_u32(answer, view->interactive_session_id);
		return 0;
	case KACS_TOKEN_CLASS_RESTRICTED_SIDS:
		kacs_answer_list(answer, &id->restricted);
		return 0;
	case KACS_TOKEN_CLASS_SOURCE:
		kacs_answer_bytes(answer, id->spec.source_name,
				  sizeof(id->spec.source_name));
		kacs_answer_u64(answer, id->spec.source_id);
		return 0;
	case KACS_TOKEN_CLASS_STATISTICS:
		kacs_answer_statistics(answer, object, view);
		return 0;
	case KACS_TOKEN_CLASS_ORIGIN:
		kacs_answer_u64(answer, id->spec.origin);
		return 0;
	case KACS_TOKEN_CLASS_ELEVATION_TYPE:
		kacs_answer_u32(answer, view->elevation_type);
		return 0;
	case KACS_TOKEN_CLASS_DEVICE_GROUPS:
		kacs_answer_list(answer, &id->device_groups);
		return 0;
	case KACS_TOKEN_CLASS_APPCONTAINER_SID:
		kacs_answer_sid(answer, &id->confinement);
		return 0;
	case KACS_TOKEN_CLASS_CAPABILITIES:
		kacs_answer_list(answer, &id->capabilities);
		return 0;
	case KACS_TOKEN_CLASS_MANDATORY_POLICY:
		kacs_answer_u32(answer, state->mandatory_policy);
		return 0;
	case KACS_TOKEN_CLASS_LOGON_TYPE:
		kacs_answer_u32(answer, session->logon_type);
		return 0;
	case KACS_TOKEN_CLASS_LOGON_SID:
		kacs_answer_sid(answer, &session->logon);
		return 0;
	case KACS_TOKEN_CLASS_DEFAULT_DACL:
		kacs_answer_bytes(answer, kacs_default_dacl(id, view->defaults),
				  kacs_default_dacl_len(id, view->defaults));
		return 0;
	case KACS_TOKEN_CLASS_IMPERSONATION_LEVEL:
		kacs_answer_u32(answer, state->impersonation_level);
		return 0;
	case KACS_TOKEN_CLASS_USER_CLAIMS:
		kacs_answer_bytes(answer, id->user_claims.bytes,
				  id->user_claims.len);
		return 0;
	case KACS_TOKEN_CLASS_DEVICE_CLAIMS:
		kacs_answer_bytes(answer, id->device_claims.bytes,
				  id->device_claims.len);
		return 0;
	case KACS_TOKEN_CLASS_PROJECTED_SUPPLEMENTARY_GIDS:
		kacs_answer_u32(answer, id->supplementary_gid_count);
		kacs_answer_bytes(answer, id->supplementary_gids,
				  4 * id->supplementary_gid_count);
		return 0;
	case KACS_TOKEN_CLASS_SPEC:
		answer->len = kacs_token_serialize(view, &id->restricted,
						   answer->out);
		return 0;
	}
	return -EINVAL;
}

/* Do [@a, @a + @a_len) and [@b, @b + @b_len) have a byte in common? */
static bool kacs_ranges_overlap(u64 a, u64 a_len, u64 b, u64 b_len)
{
	u64 a_end, b_end;

	if (!a_len || !b_len)
		return false;
	/* What wraps around is no range; it is refused like one that overlaps. */
	if (check_add_overflow(a, a_len, &a_end) ||
	    check_add_overflow(b, b_len, &b_end))
		return true;
	return a < b_end && b < a_end;
}

static int kacs_query_copy(u64 to, u32 class,
			   const struct kacs_token_object *object,
			   const struct kacs_token_view *view, u32 len)
{
	struct kacs_answer answer = {};
	int error = 0;

	if (!len)
		return 0;
	answer.out = kvmalloc(len, GFP_KERNEL_ACCOUNT);
	if (!answer.out)
		return -ENOMEM;
	kacs_answer_class(&answer, class, object, view);
	if (copy_to_user(u64_to_user_ptr(to), answer.out, len))
		error = -EFAULT;
	kvfree(answer.out);
	return error;
}

static int kacs_query_view(struct kacs_token_object *object,
			   const struct kacs_token_view *view,
			   const struct kacs_query_args *args,
			   struct kacs_query_args __user *user)
{
	struct kacs_answer answer = {};
	int error = kacs_answer_class(&answer, args->token_class, object, view);

	if (error)
		return error;
	if (args->buf_ptr && args->buf_len) {
		if (kacs_ranges_overlap(args->buf_ptr, answer.len,
					(uintptr_t)user, sizeof(*user)))
			return -EINVAL;
		if (args->buf_len < answer.len)
			error = -ERANGE;
		else
			error = kacs_query_copy(args->buf_ptr,
						args->token_class, object, view,
						answer.len);
		if (error && error != -ERANGE)
			return error;
	}
	if (put_user(answer.len, &user->buf_len))
		return -EFAULT;
	return error;
}

int kacs_token_query(struct kacs_token_object *object, void __user *arg)
{
	struct kacs_token_view view;
	struct kacs_query_args args;
	int error;

	if (copy_from_user(&args, arg, sizeof(args)))
		return -EFAULT;
	kacs_token_view(object, &view);
	error = kacs_query_view(object, &view, &args, arg);
	kacs_token_view_put(&view);
	return error;
}
