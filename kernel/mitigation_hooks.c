// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mitigations where no other file of hooks has a place for them: what exec maps
 * without asking, and what prctl() would turn off. PSD-004 5.2, 14.1.
 */
#include <linux/binfmts.h>
#include <linux/lsm_hooks.h>
#include <linux/prctl.h>
#include <linux/sched/signal.h>
#include <linux/task_work.h>

#include "denial.h"
#include "lsm.h"
#include "mitigation.h"
#include "pip.h"
#include "process.h"

/* Before the first instruction of the new program. */
static void kacs_judge_image(struct callback_head *work)
{
	if (current->mm && !(current->flags & PF_EXITING) &&
	    kacs_mitigations_broken(current->mm, KACS_MIT_WXP,
				    kacs_process_pip(current), -EACCES))
		force_sig(SIGKILL);
}

/*
 * The stack and the memory that a program wants zeroed are made executable
 * without asking mmap_file or file_mprotect, so they are looked at when all is
 * there (5.2, WXP).
 */
static void kacs_bprm_committed_creds(const struct linux_binprm *bprm)
{
	struct kacs_process *process;

	if (likely(!(kacs_memory_mitigations() & KACS_MIT_WXP)))
		return;
	/* It is there: it has mitigations. */
	process = kacs_process_need(current, GFP_KERNEL | __GFP_NOFAIL);
	init_task_work(&process->image_work, kacs_judge_image);
	if (task_work_add(current, &process->image_work, TWA_RESUME))
		force_sig(SIGKILL);
}

static bool kacs_weakens_speculation(unsigned long which, unsigned long how)
{
	switch (which) {
	case PR_SPEC_STORE_BYPASS:
	case PR_SPEC_INDIRECT_BRANCH:
		return how == PR_SPEC_ENABLE || how == PR_SPEC_DISABLE_NOEXEC;
	case PR_SPEC_L1D_FLUSH:
		return how == PR_SPEC_DISABLE;
	default:
		return false;
	}
}

static int kacs_task_prctl(int option, unsigned long which, unsigned long how,
			   unsigned long arg4, unsigned long arg5)
{
	int error;

	if (option == PR_SET_DUMPABLE) {
		error = kacs_check_dumpable(which);
		return error ? error : -ENOSYS;
	}
	if (option != PR_SET_SPECULATION_CTRL ||
	    !(kacs_process_mitigations(current) & KACS_MIT_SML) ||
	    !kacs_weakens_speculation(which, how))
		return -ENOSYS;
	return kacs_record_mitigation(KACS_MIT_SML, NULL, -EACCES);
}

static int kacs_mmap_addr(unsigned long addr)
{
	return kacs_mitigate_address();
}

static int kacs_inode_init_security_anon(struct inode *inode,
					 const struct qstr *name,
					 const struct inode *context)
{
	return strcmp(name->name, "[userfaultfd]")
		       ? 0
		       : kacs_mitigate_userfaultfd();
}

static struct security_hook_list kacs_mitigation_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(bprm_committed_creds, kacs_bprm_committed_creds),
	LSM_HOOK_INIT(task_prctl, kacs_task_prctl),
	LSM_HOOK_INIT(mmap_addr, kacs_mmap_addr),
	LSM_HOOK_INIT(inode_init_security_anon, kacs_inode_init_security_anon),
};

void __init kacs_add_mitigation_hooks(void)
{
	security_add_hooks(kacs_mitigation_hooks,
			   ARRAY_SIZE(kacs_mitigation_hooks), &kacs_lsm_id);
}
