// SPDX-License-Identifier: GPL-2.0-only
/*
 * kacs_set_psb: PSD-004 5.2, 13.1.
 *
 * A mitigation is set when it is known to hold. Those about memory are enforced
 * as pending ones before the memory is looked at, so that nothing that breaks
 * them is mapped behind the look; they are dropped again if it fails.
 */
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/syscalls.h>

#include "../include/uapi/kacs/access.h"
#include "credentials.h"
#include "denial.h"
#include "lsm.h"
#include "mitigation.h"
#include "process.h"
#include "speculation.h"

/*
 * Linux 6.12 tracks no indirect branches of programs, and begins every program
 * without a shadow stack, which the program may or may not turn on. Neither can
 * be made to hold over exec, so neither is promised.
 */
#define KACS_IMPOSSIBLE_MITIGATIONS (KACS_MIT_CFIF | KACS_MIT_CFIB)

/* Another process could map there what this one may not. */
static bool kacs_mm_is_shared(struct mm_struct *mm, struct task_struct *task)
{
	struct task_struct *other;
	bool shared = false;

	rcu_read_lock();
	for_each_process(other)
	{
		if (same_thread_group(other, task) ||
		    (other->flags & PF_KTHREAD))
			continue;
		shared = process_shares_mm(other, mm);
		if (shared)
			break;
	}
	rcu_read_unlock();
	return shared;
}

/* Nothing of the process breaks it, but it could not be held to it. */
static int kacs_refuse_to_set(struct task_struct *task, u32 mitigations,
			      u32 rule)
{
	const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_PROCESS,
		.task = task,
	};
	const struct kacs_gate gate = {
		.step = KACS_STEP_MITIGATION,
		.rule = rule,
		.error = -EBUSY,
		.mitigation = 1u << __ffs(mitigations),
		.where = &where,
	};

	return kacs_record_gate(kacs_current_token(), &gate);
}

static int kacs_verify_memory(struct task_struct *task, u32 wanted)
{
	struct mm_struct *mm;
	int error;

	if (!wanted)
		return 0;
	mm = get_task_mm(task);
	if (!mm)
		return -ESRCH;
	if (kacs_mm_is_shared(mm, task))
		error = kacs_refuse_to_set(task, wanted,
					   KACS_RULE_SHARED_MEMORY);
	else
		error = kacs_mitigations_broken(mm, wanted,
						kacs_process_pip(task), -EBUSY);
	mmput(mm);
	return error;
}

/* Speculation comes last: what is done to it cannot be undone. */
static int kacs_activate(struct task_struct *task, u32 wanted)
{
	int error;

	if (wanted & KACS_IMPOSSIBLE_MITIGATIONS)
		return -EOPNOTSUPP;
	if (wanted & KACS_MIT_SML) {
		error = kacs_speculation_can_lock(task);
		if (error)
			return error == -EBUSY
				       ? kacs_refuse_to_set(task, KACS_MIT_SML,
							    KACS_RULE_NONE)
				       : error;
	}
	error = kacs_verify_memory(task, wanted & KACS_MEMORY_MITIGATIONS);
	if (!error && (wanted & KACS_MIT_SML) && task == current)
		error = kacs_speculation_lock();
	return error;
}

static int kacs_set_mitigations(struct task_struct *task, u32 wanted)
{
	struct kacs_process *process =
		kacs_process_need(task, GFP_KERNEL_ACCOUNT);
	int error;

	if (!process)
		return -ENOMEM;
	if (mutex_lock_killable(&process->setting))
		return -EINTR;
	wanted &= ~process->mitigations;
	WRITE_ONCE(process->pending, wanted & KACS_MEMORY_MITIGATIONS);
	error = kacs_activate(task, wanted);
	if (!error)
		WRITE_ONCE(process->mitigations, process->mitigations | wanted);
	WRITE_ONCE(process->pending, 0);
	mutex_unlock(&process->setting);
	return error;
}

/* The own process needs nobody's leave (13.1). */
static int kacs_may_set_mitigations(struct task_struct *task)
{
	/* What the kernel's threads are bound to, all that they start is. */
	if (task->flags & PF_KTHREAD)
		return -EINVAL;
	return kacs_process_check_other(task, KACS_PROCESS_SET_INFORMATION);
}

static u32 kacs_expand(u32 mitigations)
{
	if (!(mitigations & KACS_MIT_CFI))
		return mitigations;
	return (mitigations & ~KACS_MIT_CFI) | KACS_MIT_CFIF | KACS_MIT_CFIB;
}

SYSCALL_DEFINE2(kacs_set_psb, int, pidfd, u32, mitigations)
{
	struct task_struct *task;
	int error;

	if (!kacs_enabled)
		return -ENOSYS;
	if (mitigations & ~KACS_MIT_ALL)
		return -EINVAL;
	task = pidfd == -1 ? get_task_struct(current) : kacs_pidfd_task(pidfd);
	if (IS_ERR(task))
		return PTR_ERR(task);
	error = kacs_may_set_mitigations(task);
	if (!error)
		error = kacs_set_mitigations(task, kacs_expand(mitigations));
	put_task_struct(task);
	return error;
}
