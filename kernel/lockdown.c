// SPDX-License-Identifier: GPL-2.0-only
/*
 * What reaches the memory of the kernel, and with it that of every process:
 * another kernel (kexec), BPF programs that read and write it, raw devices,
 * samples of the registers in interrupts. PSD-004 8.3: who loads drivers is the
 * ceiling of what trust guarantees, so nobody else gets there by a capability
 * that is somebody's for other reasons (CAP_SYS_BOOT by SeShutdownPrivilege).
 */
#include <linux/lsm_hooks.h>
#include <linux/preempt.h>
#include <linux/security.h>

#include "credentials.h"
#include "denial.h"

/*
 * Linux asks where it keeps root from the kernel. Whether the machine could
 * hibernate, and whether to show keys to who may see them, is asked by whoever
 * looks, and reaches nothing; the kernel's debugger is asked for at the console.
 */
static int kacs_locked_down(enum lockdown_reason what)
{
	if (what == LOCKDOWN_HIBERNATION || what == LOCKDOWN_XFRM_SECRET ||
	    !in_task())
		return 0;
	return kacs_require_privilege(KACS_SE_LOAD_DRIVER);
}

static struct security_hook_list kacs_lockdown_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(locked_down, kacs_locked_down),
};

void __init kacs_add_lockdown_hooks(void)
{
	security_add_hooks(kacs_lockdown_hooks, ARRAY_SIZE(kacs_lockdown_hooks),
			   &kacs_lsm_id);
}
