// SPDX-License-Identifier: GPL-2.0-only
/*
 * System V IPC: CAP_IPC_OWNER is everybody's, so that Linux's own check never
 * decides (12.2). The objects have no descriptor in PSD-004 v0.20; as on
 * unmanaged mounts the mode holds: for the user that made the object, who may
 * have no number of his own in Linux, and for its projected group.
 */
#include <linux/cred.h>
#include <linux/ipc.h>
#include <linux/string.h>
#include <uapi/linux/shm.h>

#include "../include/uapi/kacs/access.h"
#include "credentials.h"
#include "denial.h"
#include "ipc.h"
#include "unmanaged.h"

static struct kacs_ipc *kacs_ipc(const struct kern_ipc_perm *perm)
{
	return perm->security + kacs_blob_sizes.lbs_ipc;
}

/* Called under the lock of the object, or before anybody has seen it. */
static int kacs_ipc_refuse(int error, u32 desired)
{
	static const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_IPC,
	};
	const bool acts = kacs_current_acts();
	const struct kacs_gate gate = {
		.step = acts ? KACS_STEP_FIXED_RULE : KACS_STEP_GATE,
		.rule = acts ? KACS_RULE_MODE : KACS_RULE_NONE,
		.error = error,
		.desired = desired,
		.where = &where,
	};

	return kacs_record_gate(kacs_current_token(), &gate);
}

static int kacs_ipc_alloc(struct kern_ipc_perm *perm)
{
	struct kacs_ipc *ipc = kacs_ipc(perm);
	const struct kacs_sid *user;

	if (unlikely(!kacs_current_acts()))
		return kacs_ipc_refuse(-EACCES, 0);
	user = &kacs_token_identity(kacs_current_token())->user;
	memcpy(ipc->owner, user->bytes, user->len);
	ipc->owner_len = user->len;
	return 0;
}

static bool kacs_ipc_owns(const struct kern_ipc_perm *perm)
{
	const struct kacs_ipc *ipc = kacs_ipc(perm);
	const struct kacs_sid *user;

	if (unlikely(!kacs_current_acts()))
		return false;
	user = &kacs_token_identity(kacs_current_token())->user;
	return user->len == ipc->owner_len &&
	       !memcmp(user->bytes, ipc->owner, user->len);
}

/* Many groups have no number; to be in one of them says nothing. */
static bool kacs_ipc_in_group(kgid_t gid)
{
	return kacs_current_acts() && !gid_eq(gid, KGIDT_INIT(KACS_NOBODY)) &&
	       in_group_p(gid);
}

static int kacs_ipc_permission(struct kern_ipc_perm *perm, short flag)
{
	unsigned int wanted = (flag >> 6 | flag >> 3 | flag) & 0007;
	unsigned int granted = perm->mode;

	if (kacs_ipc_owns(perm))
		granted >>= 6;
	else if (kacs_ipc_in_group(perm->cgid) || kacs_ipc_in_group(perm->gid))
		granted >>= 3;
	if (likely(!(wanted & ~granted)) || kacs_current_administers())
		return 0;
	wanted &= ~granted;
	return kacs_ipc_refuse(-EACCES,
			       (wanted & 4 ? KACS_FILE_READ_DATA : 0) |
				       (wanted & 2 ? KACS_FILE_WRITE_DATA : 0));
}

/* Changing and removing an object is its creator's. */
static int kacs_ipc_change(struct kern_ipc_perm *perm)
{
	if (kacs_ipc_owns(perm) || kacs_current_administers())
		return 0;
	return kacs_ipc_refuse(-EPERM, KACS_FILE_WRITE_ATTRIBUTES);
}

static int kacs_ipc_control(struct kern_ipc_perm *perm, int command)
{
	return command == IPC_SET || command == IPC_RMID ? kacs_ipc_change(perm)
							 : 0;
}

static int kacs_shm_control(struct kern_ipc_perm *perm, int command)
{
	return command == SHM_LOCK || command == SHM_UNLOCK
		       ? kacs_ipc_change(perm)
		       : kacs_ipc_control(perm, command);
}

static struct security_hook_list kacs_ipc_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(ipc_permission, kacs_ipc_permission),
	LSM_HOOK_INIT(msg_queue_alloc_security, kacs_ipc_alloc),
	LSM_HOOK_INIT(msg_queue_msgctl, kacs_ipc_control),
	LSM_HOOK_INIT(shm_alloc_security, kacs_ipc_alloc),
	LSM_HOOK_INIT(shm_shmctl, kacs_shm_control),
	LSM_HOOK_INIT(sem_alloc_security, kacs_ipc_alloc),
	LSM_HOOK_INIT(sem_semctl, kacs_ipc_control),
};

void __init kacs_add_ipc_hooks(void)
{
	security_add_hooks(kacs_ipc_hooks, ARRAY_SIZE(kacs_ipc_hooks),
			   &kacs_lsm_id);
}
