// SPDX-License-Identifier: GPL-2.0-only
/*
 * kacs_set_caap: central policies from whoever keeps them, PSD-004 10.8.
 */
#include <linux/syscalls.h>

#include "../include/uapi/kacs/policy.h"
#include "denial.h"
#include "lsm.h"
#include "policy.h"
#include "user_copy.h"

static int kacs_policy_name(const void __user *from, u32 len, u8 *bytes,
			    struct kacs_sid *sid)
{
	if (!len || len > KACS_SID_MAX_BYTES)
		return -EINVAL;
	if (copy_from_user(bytes, from, len))
		return -EFAULT;
	if (kacs_sid_parse(bytes, len, 0, sid, NULL) || sid->len != len)
		return -EINVAL;
	return 0;
}

/* Without a specification the policy goes. */
SYSCALL_DEFINE4(kacs_set_caap, const void __user *, policy_sid, u32,
		policy_sid_len, const void __user *, spec, u32, spec_len)
{
	u8 name[KACS_SID_MAX_BYTES];
	struct kacs_sid sid;
	void *copy = NULL;
	int error;

	if (!kacs_enabled)
		return -ENOSYS;
	error = kacs_require_privilege(KACS_SE_TCB);
	if (!error)
		error = kacs_policy_name(policy_sid, policy_sid_len, name,
					 &sid);
	if (error)
		return error;
	if (spec && spec_len) {
		if (spec_len > KACS_POLICY_MAX_BYTES)
			return -EINVAL;
		copy = kacs_user_copy(spec, spec_len);
		if (IS_ERR(copy))
			return PTR_ERR(copy);
	}
	error = kacs_policies_change(&sid, copy, spec_len);
	kvfree(copy);
	return error;
}
