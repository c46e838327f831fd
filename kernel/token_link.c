// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linked tokens: PSD-004 4.6, 13.2.
 */
#include <linux/err.h>
#include <linux/uaccess.h>

#include "credentials.h"
#include "denial.h"
#include "session.h"
#include "token.h"
#include "token_internal.h"

static bool kacs_in_session(const struct kacs_token_object *token, u64 id)
{
	return token->identity->session->id == id;
}

/* Type, user and session of a token never change: no lock. */
static int kacs_link(struct kacs_token_object *elevated,
		     struct kacs_token_object *filtered, u64 session_id)
{
	if (elevated == filtered)
		return -EINVAL;
	if (!kacs_in_session(elevated, session_id) ||
	    !kacs_in_session(filtered, session_id))
		return -EINVAL;
	if (elevated->state.token_type != KACS_TOKEN_PRIMARY ||
	    filtered->state.token_type != KACS_TOKEN_PRIMARY)
		return -EINVAL;
	if (!kacs_sid_equal(&kacs_token_identity(elevated)->user,
			    &kacs_token_identity(filtered)->user))
		return -EINVAL;
	return kacs_session_link(elevated, filtered);
}

int kacs_token_ioctl_link(void __user *arg)
{
	struct kacs_token_object *elevated, *filtered;
	struct kacs_link_tokens_args args;
	int error = kacs_require_privilege(KACS_SE_TCB);

	if (error)
		return error;
	if (copy_from_user(&args, arg, sizeof(args)))
		return -EFAULT;
	elevated = kacs_token_from_fd(args.elevated_fd, KACS_TOKEN_DUPLICATE);
	if (IS_ERR(elevated))
		return PTR_ERR(elevated);
	filtered = kacs_token_from_fd(args.filtered_fd, KACS_TOKEN_DUPLICATE);
	error = PTR_ERR_OR_ZERO(filtered);
	if (!error) {
		error = kacs_link(elevated, filtered, args.session_id);
		kacs_token_put(filtered);
	}
	kacs_token_put(elevated);
	return error;
}

/* What may be looked at but not be used; uses the reference up. */
static struct kacs_token_object *
kacs_only_to_query(struct kacs_token_object *partner)
{
	struct kacs_token_object *copy =
		kacs_token_duplicate(partner, KACS_TOKEN_IMPERSONATION,
				     KACS_LEVEL_IDENTIFICATION,
				     kacs_current_primary_token());

	/* The role of a partner does not change. The copy is in no pair. */
	if (!IS_ERR(copy))
		copy->elevation_type = partner->elevation_type;
	kacs_token_put(partner);
	return copy;
}

int kacs_token_ioctl_get_linked(struct kacs_token_object *object,
				void __user *arg)
{
	struct kacs_get_linked_token_args __user *user = arg;
	struct kacs_token_object *partner = kacs_session_partner(object);
	u32 access = KACS_TOKEN_ALL_ACCESS;
	int fd;

	if (!partner)
		return -ENOENT;
	if (!kacs_current_privileged(KACS_SE_TCB)) {
		access = KACS_TOKEN_QUERY;
		partner = kacs_only_to_query(partner);
	}
	if (IS_ERR(partner))
		return PTR_ERR(partner);
	fd = kacs_token_fd_to_user(partner, access, &user->result_fd);
	kacs_token_put(partner);
	return fd < 0 ? fd : 0;
}
