// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux capabilities, answered from the token: PSD-004 12.2.
 *
 * The capability module lets everything pass while KACS runs (kernel/patches);
 * this hook is the only one that refuses. User namespaces play no part: a token
 * is the same in all of them.
 */
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/kacs.h>
#include <linux/prctl.h>
#include <linux/security.h>

#include "capability_denial.h"
#include "credentials.h"
#include "process.h"
#include "session.h"

/* Beyond the numbers of privileges. */
#define KACS_ALLOW 64u
#define KACS_DENY 65u

/* What a capability takes; one that is not here is denied. */
static const u8 kacs_capabilities[CAP_LAST_CAP + 1] = {
	[CAP_CHOWN] = KACS_ALLOW,
	[CAP_DAC_OVERRIDE] = KACS_ALLOW,
	[CAP_DAC_READ_SEARCH] = KACS_ALLOW,
	[CAP_FOWNER] = KACS_ALLOW,
	[CAP_FSETID] = KACS_ALLOW,
	[CAP_KILL] = KACS_ALLOW,
	[CAP_SETGID] = KACS_ALLOW,
	[CAP_SETUID] = KACS_ALLOW,
	[CAP_NET_BROADCAST] = KACS_ALLOW,
	[CAP_IPC_OWNER] = KACS_ALLOW,
	[CAP_LEASE] = KACS_ALLOW,

	[CAP_LINUX_IMMUTABLE] = KACS_SE_TCB,
	[CAP_NET_BIND_SERVICE] = KACS_SE_BIND_PRIVILEGED_PORT,
	[CAP_NET_ADMIN] = KACS_SE_TCB,
	[CAP_NET_RAW] = KACS_SE_TCB,
	[CAP_IPC_LOCK] = KACS_SE_LOCK_MEMORY,
	[CAP_SYS_MODULE] = KACS_SE_LOAD_DRIVER,
	[CAP_SYS_RAWIO] = KACS_SE_TCB,
	[CAP_SYS_CHROOT] = KACS_SE_TCB,
	[CAP_SYS_PTRACE] = KACS_SE_DEBUG,
	[CAP_SYS_PACCT] = KACS_SE_TCB,
	[CAP_SYS_ADMIN] = KACS_SE_TCB,
	[CAP_SYS_BOOT] = KACS_SE_SHUTDOWN,
	[CAP_SYS_NICE] = KACS_SE_INCREASE_BASE_PRIORITY,
	[CAP_SYS_RESOURCE] = KACS_SE_INCREASE_QUOTA,
	[CAP_SYS_TIME] = KACS_SE_SYSTEMTIME,
	[CAP_SYS_TTY_CONFIG] = KACS_SE_TCB,
	[CAP_MKNOD] = KACS_SE_TCB,
	[CAP_AUDIT_WRITE] = KACS_SE_AUDIT,
	[CAP_AUDIT_CONTROL] = KACS_SE_SECURITY,
	[CAP_MAC_ADMIN] = KACS_SE_SECURITY,
	[CAP_SYSLOG] = KACS_SE_TCB,
	[CAP_WAKE_ALARM] = KACS_SE_TCB,
	[CAP_BLOCK_SUSPEND] = KACS_SE_TCB,
	[CAP_AUDIT_READ] = KACS_SE_SECURITY,
	[CAP_PERFMON] = KACS_SE_PROFILE_SINGLE_PROCESS,
	[CAP_BPF] = KACS_SE_TCB,
	[CAP_CHECKPOINT_RESTORE] = KACS_SE_TCB,

	[CAP_SETPCAP] = KACS_DENY,
	[CAP_SETFCAP] = KACS_DENY,
	[CAP_MAC_OVERRIDE] = KACS_DENY,
};

/* Who is logged on from elsewhere needs a second privilege (7.2). */
static bool kacs_is_remote(const struct kacs_token_object *token)
{
	switch (token->identity->session->logon_type) {
	case KACS_LOGON_NETWORK:
	case KACS_LOGON_NETWORK_CLEARTEXT:
	case KACS_LOGON_NEW_CREDENTIALS:
		return true;
	default:
		return false;
	}
}

/* The privilege for want of which a capability is refused, or 0. */
static u32 kacs_lacks(struct kacs_token_object *token, int cap, u32 needs)
{
	if (!kacs_token_use_privilege(token, needs))
		return needs;
	if (cap == CAP_SYS_BOOT && kacs_is_remote(token) &&
	    !kacs_token_use_privilege(token, KACS_SE_REMOTE_SHUTDOWN))
		return KACS_SE_REMOTE_SHUTDOWN;
	return 0;
}

/*
 * That a privilege has been used is marked in the current thread's own token,
 * which it gets then if need be. Who is somebody else, as who opened a file is,
 * gets it now.
 */
static struct kacs_token_object *kacs_capable_token(const struct cred *cred)
{
	struct kacs_token_object *token;

	if (likely(cred == current_cred()))
		return kacs_cred_token(cred);
	token = kacs_cred_own_token(cred, GFP_NOWAIT | __GFP_NOWARN);
	return IS_ERR(token) ? kacs_cred_token(cred) : token;
}

static int kacs_capable(const struct cred *cred, struct user_namespace *ns,
			int cap, unsigned int opts)
{
	struct kacs_token_object *token = kacs_capable_token(cred);
	u64 privilege = 0;
	u32 needs, lacks;

	/* No privilege has the number 0, so a hole in the table denies. */
	needs = cap_valid(cap) ? kacs_capabilities[cap] : 0;
	if (!token || !needs)
		return -EPERM;
	if (needs == KACS_ALLOW)
		return 0;
	if (needs != KACS_DENY) {
		lacks = kacs_lacks(token, cap, needs);
		if (!lacks)
			return 0;
		privilege = KACS_PRIVILEGE(lacks);
	}
	if (!(opts & CAP_OPT_NOAUDIT) && cred == current_cred())
		kacs_note_capability(token, cap, privilege);
	return -EPERM;
}

/*
 * Asked at every mmap() and brk() whether the last few pages may be used, too.
 * That is no exercise of a privilege.
 */
int __kacs_vm_enough_memory(void)
{
	const struct kacs_token_object *token = kacs_current_token();

	return token && kacs_token_has_privilege(token, KACS_SE_TCB) ? 0
								     : -EPERM;
}

/* The capability module asks itself, not the hooks, about low addresses. */
static int kacs_mmap_addr(unsigned long addr)
{
	if (addr >= dac_mmap_min_addr)
		return 0;
	return kacs_capable(current_cred(), &init_user_ns, CAP_SYS_RAWIO,
			    CAP_OPT_NONE);
}

static int kacs_capget(const struct task_struct *target,
		       kernel_cap_t *effective, kernel_cap_t *inheritable,
		       kernel_cap_t *permitted)
{
	/* Neither of the two that are asked about it changes it. */
	struct task_struct *task = (struct task_struct *)target;
	int error =
		kacs_process_check_other(task, KACS_PROCESS_QUERY_INFORMATION);

	if (error)
		return error;
	effective->val |= KACS_MANDATORY_CAPABILITIES;
	inheritable->val |= KACS_MANDATORY_CAPABILITIES;
	permitted->val |= KACS_MANDATORY_CAPABILITIES;
	return 0;
}

static int kacs_capset(struct cred *new, const struct cred *old,
		       const kernel_cap_t *effective,
		       const kernel_cap_t *inheritable,
		       const kernel_cap_t *permitted)
{
	const u64 kept = effective->val & permitted->val;

	if (KACS_MANDATORY_CAPABILITIES & ~kept)
		return kacs_record_mandatory_capability(
			__ffs64(KACS_MANDATORY_CAPABILITIES & ~kept));
	/*
	 * systemd empties the inheritable set before it starts any service and
	 * gives up if it cannot. It means nothing here: let it, and keep them.
	 */
	new->cap_inheritable.val |= KACS_MANDATORY_CAPABILITIES;
	new->cap_ambient.val |=
		old->cap_ambient.val &KACS_MANDATORY_CAPABILITIES;
	return 0;
}

/* Which mandatory capability a change of these two sets would take. */
static u64 kacs_prctl_takes(int option, unsigned long arg2, unsigned long arg3)
{
	const u64 ambient =
		current_cred()->cap_ambient.val & KACS_MANDATORY_CAPABILITIES;

	if (option == PR_CAPBSET_DROP)
		return cap_valid(arg2)
			       ? KACS_MANDATORY_CAPABILITIES & BIT_ULL(arg2)
			       : 0;
	if (arg2 == PR_CAP_AMBIENT_CLEAR_ALL)
		return ambient;
	return arg2 == PR_CAP_AMBIENT_LOWER && cap_valid(arg3)
		       ? ambient & BIT_ULL(arg3)
		       : 0;
}

/*
 * The capability module acts on these before any other module is asked. What
 * would take a mandatory capability from the ambient set is refused, and so is
 * what takes CAP_SETPCAP and is not asked of the hooks.
 */
bool __kacs_prctl_refused(int option, unsigned long arg2, unsigned long arg3)
{
	u64 taken;

	if (option == PR_SET_SECUREBITS) {
		kacs_note_capability(kacs_current_token(), CAP_SETPCAP, 0);
		return true;
	}
	if (option != PR_CAPBSET_DROP && option != PR_CAP_AMBIENT)
		return false;
	taken = kacs_prctl_takes(option, arg2, arg3);
	if (taken)
		kacs_record_mandatory_capability(__ffs64(taken));
	return taken;
}

static struct security_hook_list kacs_capability_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(capable, kacs_capable),
	LSM_HOOK_INIT(mmap_addr, kacs_mmap_addr),
	LSM_HOOK_INIT(capget, kacs_capget),
	LSM_HOOK_INIT(capset, kacs_capset),
};

void __init kacs_add_capability_hooks(void)
{
	/* Capabilities of files give none (12.2), and refuse no exec. */
	file_caps_enabled = 0;
	security_add_hooks(kacs_capability_hooks,
			   ARRAY_SIZE(kacs_capability_hooks), &kacs_lsm_id);
}
