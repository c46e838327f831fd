// SPDX-License-Identifier: GPL-2.0-only
/*
 * System calls about tokens and sessions: PSD-004 13.1.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "../include/uapi/kacs/syscall.h"
#include "credentials.h"
#include "denial.h"
#include "session.h"
#include "token.h"

SYSCALL_DEFINE2(kacs_open_self_token, unsigned int, flags, u32, access_mask)
{
	struct kacs_token_object *token;
	u32 granted;
	int error;

	if (!kacs_enabled)
		return -ENOSYS;
	if (flags & ~KACS_REAL_TOKEN)
		return -EINVAL;
	token = kacs_cred_own_token(
		flags & KACS_REAL_TOKEN ? current_real_cred() : current_cred(),
		GFP_KERNEL);
	if (IS_ERR(token))
		return PTR_ERR(token);
	error = kacs_token_open(token, access_mask, &granted);
	return error ? error : kacs_token_fd(token, granted);
}

SYSCALL_DEFINE2(kacs_create_token, const void __user *, spec, size_t, len)
{
	struct kacs_token_object *token;
	void *copy;
	int result;

	if (!kacs_enabled)
		return -ENOSYS;
	result = kacs_require_privilege(KACS_SE_CREATE_TOKEN);
	if (result)
		return result;
	if (len < sizeof(struct kacs_token_spec) ||
	    len > KACS_TOKEN_SPEC_MAX_BYTES)
		return -EINVAL;
	copy = vmemdup_user(spec, len);
	if (IS_ERR(copy))
		return PTR_ERR(copy);
	token = kacs_token_create(copy, len, kacs_current_primary_token());
	kvfree(copy);
	if (IS_ERR(token))
		return PTR_ERR(token);
	result = kacs_token_fd(token, KACS_TOKEN_ALL_ACCESS);
	kacs_token_put(token);
	return result;
}

SYSCALL_DEFINE2(kacs_create_session, const void __user *, spec, size_t, len)
{
	void *copy;
	int error;
	u64 id;

	if (!kacs_enabled)
		return -ENOSYS;
	error = kacs_require_privilege(KACS_SE_TCB);
	if (error)
		return error;
	if (len < KACS_SESSION_SPEC_MIN_BYTES ||
	    len > KACS_SESSION_SPEC_MAX_BYTES)
		return -EINVAL;
	copy = memdup_user(spec, len);
	if (IS_ERR(copy))
		return PTR_ERR(copy);
	error = kacs_session_create(copy, len, kacs_current_token(), &id);
	kfree(copy);
	return error ? error : id;
}

SYSCALL_DEFINE1(kacs_destroy_empty_session, u64, session_id)
{
	int error;

	if (!kacs_enabled)
		return -ENOSYS;
	error = kacs_require_privilege(KACS_SE_TCB);
	return error ? error : kacs_session_destroy_empty(session_id);
}

SYSCALL_DEFINE0(kacs_revert)
{
	if (!kacs_enabled)
		return -ENOSYS;
	kacs_revert();
	return 0;
}
