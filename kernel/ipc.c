// SPDX-License-Identifier: GPL-2.0-only
/*
 * System V IPC: CAP_IPC_OWNER is everybody's, so that Linux's own check never
 * decides (12.2). The objects have no descriptor in PSD-004 v0.20; as on
 * unmanaged mounts the mode holds, for who made them and under projected groups
 * that no setuid bit changes.
 */
#include <linux/cred.h>
#include <linux/ipc.h>
#include <uapi/linux/shm.h>

#include "../include/uapi/kacs/access.h"
#include "credentials.h"
#include "denial.h"
#include "ipc.h"
#include "maker.h"

static const struct kacs_denial_place kacs_ipc_place = {
	.object_type = KACS_OBJECT_IPC,
};

static struct kacs_ipc *kacs_ipc(const struct kern_ipc_perm *perm)
{
	return perm->security + kacs_blob_sizes.lbs_ipc;
}

/* Called under the lock of the object. */
static int kacs_ipc_refuse(u32 rule, int error, u32 desired)
{
	return kacs_record_rule(rule, error, desired, &kacs_ipc_place);
}

static int kacs_ipc_alloc(struct kern_ipc_perm *perm)
{
	return kacs_maker_init_current(&kacs_ipc(perm)->maker, &kacs_ipc_place);
}

static bool kacs_ipc_in_group(const struct kern_ipc_perm *perm)
{
	return kacs_has_gid(perm->cgid) || kacs_has_gid(perm->gid);
}

static bool kacs_ipc_is_user(const struct kern_ipc_perm *perm)
{
	return kacs_is_user_of(&kacs_ipc(perm)->maker, kacs_current_token());
}

/* Which rule has refused these bits? */
static u32 kacs_ipc_rule(const struct kern_ipc_perm *perm, unsigned int refused)
{
	unsigned int outside = perm->mode;

	if (!kacs_in_sandbox())
		return KACS_RULE_MODE;
	if (kacs_ipc_is_user(perm))
		outside >>= 6;
	else if (kacs_ipc_in_group(perm))
		outside >>= 3;
	return refused & ~outside ? KACS_RULE_MODE : KACS_RULE_SANDBOX;
}

static int kacs_ipc_permission(struct kern_ipc_perm *perm, short flag)
{
	unsigned int wanted = (flag >> 6 | flag >> 3 | flag) & 0007;
	u32 rights = kacs_maker_rights(wanted);
	unsigned int granted = perm->mode;

	if (kacs_is_maker(&kacs_ipc(perm)->maker, rights))
		granted >>= 6;
	else if (kacs_ipc_in_group(perm) && kacs_acts_as_user(rights))
		granted >>= 3;
	wanted &= ~granted;
	if (likely(!wanted) || kacs_administers(kacs_maker_rights(wanted)))
		return 0;
	return kacs_ipc_refuse(kacs_ipc_rule(perm, wanted), -EACCES,
			       (wanted & 4 ? KACS_FILE_READ_DATA : 0) |
				       (wanted & 2 ? KACS_FILE_WRITE_DATA : 0));
}

/* Changing and removing an object is its creator's. */
static int kacs_ipc_change(struct kern_ipc_perm *perm)
{
	if (kacs_is_maker(&kacs_ipc(perm)->maker, KACS_MAKER_WRITE) ||
	    kacs_administers(KACS_MAKER_WRITE))
		return 0;
	return kacs_ipc_refuse(kacs_in_sandbox() && kacs_ipc_is_user(perm)
				       ? KACS_RULE_SANDBOX
				       : KACS_RULE_OWNER,
			       -EPERM, KACS_FILE_WRITE_ATTRIBUTES);
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
