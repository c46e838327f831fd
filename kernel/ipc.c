// SPDX-License-Identifier: GPL-2.0-only
/*
 * System V IPC: CAP_IPC_OWNER is everybody's, so that Linux's own check never
 * decides (12.2). The objects have no descriptor in PSD-004 v0.20; as on
 * unmanaged mounts the mode holds, under projected ids that no setuid bit
 * changes.
 */
#include <linux/cred.h>
#include <linux/ipc.h>
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

static int kacs_ipc_alloc(struct kern_ipc_perm *perm)
{
	kacs_ipc(perm)->owner = current_fsuid();
	return 0;
}

/* Called under the lock of the object. */
static int kacs_ipc_refuse(u32 rule, int error, u32 desired)
{
	static const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_IPC,
	};
	const struct kacs_gate gate = {
		.step = KACS_STEP_FIXED_RULE,
		.rule = rule,
		.error = error,
		.desired = desired,
		.where = &where,
	};

	return kacs_record_gate(kacs_current_token(), &gate);
}

static int kacs_ipc_permission(struct kern_ipc_perm *perm, short flag)
{
	unsigned int wanted = (flag >> 6 | flag >> 3 | flag) & 0007;
	unsigned int granted = perm->mode;

	if (uid_eq(current_fsuid(), kacs_ipc(perm)->owner))
		granted >>= 6;
	else if (in_group_p(perm->cgid) || in_group_p(perm->gid))
		granted >>= 3;
	if (likely(!(wanted & ~granted)) || kacs_current_administers())
		return 0;
	wanted &= ~granted;
	return kacs_ipc_refuse(KACS_RULE_MODE, -EACCES,
			       (wanted & 4 ? KACS_FILE_READ_DATA : 0) |
				       (wanted & 2 ? KACS_FILE_WRITE_DATA : 0));
}

/* Changing and removing an object is its creator's. */
static int kacs_ipc_change(struct kern_ipc_perm *perm)
{
	if (uid_eq(current_fsuid(), kacs_ipc(perm)->owner) ||
	    kacs_current_administers())
		return 0;
	return kacs_ipc_refuse(KACS_RULE_OWNER, -EPERM,
			       KACS_FILE_WRITE_ATTRIBUTES);
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
