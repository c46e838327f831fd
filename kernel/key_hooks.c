// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keys. They have no descriptor in PSD-004 v0.20; what Linux decides about them
 * goes by the projected ids, which a thread also shows of a client that it may
 * only identify (9.1).
 */
#include <linux/cred.h>
#include <linux/key.h>

#include "credentials.h"
#include "denial.h"

static int kacs_key_refuse(struct kacs_token_object *token)
{
	static const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_KEY,
	};
	const struct kacs_gate gate = {
		.step = KACS_STEP_GATE,
		.error = -EACCES,
		.where = &where,
	};

	return kacs_record_gate(token, &gate);
}

/* Linux has allowed it. May be called in an RCU read-side section. */
static int kacs_key_permission(key_ref_t key, const struct cred *cred,
			       enum key_need_perm need)
{
	struct kacs_token_object *token = kacs_cred_token(cred);

	if (likely(token && !kacs_token_identifies_only(token)))
		return 0;
	return kacs_key_refuse(cred == current_cred() ? token : NULL);
}

static struct security_hook_list kacs_key_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(key_permission, kacs_key_permission),
};

void __init kacs_add_key_hooks(void)
{
	security_add_hooks(kacs_key_hooks, ARRAY_SIZE(kacs_key_hooks),
			   &kacs_lsm_id);
}
