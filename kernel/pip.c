// SPDX-License-Identifier: GPL-2.0-only
/*
 * Process Integrity Protection. PSD-004 chapter 8; 6.1 "Verification at exec".
 */
#include <linux/binfmts.h>
#include <linux/fs.h>
#include <linux/kacs_pip.h>
#include <linux/personality.h>
#include <linux/ptrace.h>
#include <linux/sched/coredump.h>
#include <linux/seccomp.h>

#include "credentials.h"
#include "denial.h"
#include "pip.h"
#include "sd_object.h"
#include "signature.h"

static int kacs_refuse_pip(struct kacs_token_object *token,
			   struct kacs_pip target,
			   const struct kacs_denial_place *where, u32 desired)
{
	const struct kacs_gate gate = {
		.step = KACS_STEP_PROTECTION,
		.error = -EACCES,
		.desired = desired,
		.target_pip_type = target.type,
		.target_pip_trust = target.trust,
		.where = where,
	};

	return kacs_record_gate(token, &gate);
}

int kacs_check_pip(struct task_struct *task, u32 desired)
{
	const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_PROCESS,
		.task = task,
	};
	struct kacs_pip target = kacs_process_pip(task);

	if (likely(!target.type) ||
	    kacs_pip_dominates(kacs_process_pip(current), target))
		return 0;
	return kacs_refuse_pip(kacs_current_token(), target, &where, desired);
}

int kacs_check_pip_of(struct task_struct *subject,
		      struct kacs_token_object *token, u32 desired)
{
	const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_PROCESS,
		.task = current,
		.subject = subject,
	};
	struct kacs_pip target = kacs_process_pip(current);

	if (kacs_pip_dominates(kacs_process_pip(subject), target))
		return 0;
	return kacs_refuse_pip(token, target, &where, desired);
}

/*
 * Does what the process has been bound to hold for the new program, and has it
 * been bound by whom that dominates? A filter of system calls may answer them in
 * the kernel's place; who sets one without a privilege gives up to gain by exec
 * (PR_SET_NO_NEW_PRIVS), and trust is gained.
 */
static bool kacs_is_bound_by_others(const struct linux_binprm *bprm,
				    struct kacs_pip pip)
{
	return (seccomp_mode(&current->seccomp) != SECCOMP_MODE_DISABLED ||
		(bprm->unsafe & LSM_UNSAFE_NO_NEW_PRIVS)) &&
	       !kacs_pip_dominates(kacs_process_pip(current), pip);
}

/*
 * Somebody who has power over the process already, and keeps it over exec.
 * Nobody starts to trace it meanwhile: that takes cred_guard_mutex.
 */
static bool kacs_is_held_by_others(const struct linux_binprm *bprm,
				   struct kacs_pip pip)
{
	const struct task_struct *tracer;
	bool held;

	if ((bprm->unsafe & LSM_UNSAFE_SHARE) ||
	    kacs_is_bound_by_others(bprm, pip))
		return true;
	rcu_read_lock();
	tracer = ptrace_parent(current);
	held = tracer && !kacs_pip_dominates(kacs_process_pip(tracer), pip);
	rcu_read_unlock();
	return held;
}

/* Most programs have none, like those before them: nothing to remember. */
static int kacs_note_trust(struct kacs_pip pip)
{
	const struct kacs_pip *noted = &kacs_task(current)->exec_pip;
	struct kacs_task *own;

	if (likely(noted->type == pip.type && noted->trust == pip.trust))
		return 0;
	own = kacs_task_need(current, GFP_KERNEL_ACCOUNT);
	if (!own)
		return -ENOMEM;
	own->exec_pip = pip;
	return 0;
}

int kacs_exec_trust(struct linux_binprm *bprm)
{
	struct kacs_pip pip;

	/* The program that runs, not a script that names it (6.1). */
	if (!kacs_verify_signature(bprm->file, &pip) &&
	    unlikely(kacs_process_mitigations(current) & KACS_MIT_LSV))
		return kacs_record_mitigation(KACS_MIT_LSV, bprm->file,
					      -EACCES);
	if (unlikely(pip.type && kacs_is_held_by_others(bprm, pip)))
		pip = (struct kacs_pip){};
	/* Who starts it chooses neither its libraries nor their addresses. */
	if (unlikely(!kacs_pip_dominates(kacs_process_pip(current), pip))) {
		bprm->secureexec = 1;
		bprm->per_clear |= PER_CLEAR_ON_SETID;
	}
	return kacs_note_trust(pip);
}

void kacs_exec_commit_trust(void)
{
	kacs_process_set_pip(kacs_task(current)->exec_pip);
}

/*
 * A protected process leaves no core dump (8.3). While it runs a new program,
 * that is the one that counts.
 */
int __kacs_dumpable(int value)
{
	struct kacs_pip pip = current->in_execve ? kacs_task(current)->exec_pip
						 : kacs_process_pip(current);

	return pip.type ? SUID_DUMP_DISABLE : value;
}

/* Whoever has lost the right to trace a process keeps nothing of it. */
bool __kacs_may_go_on_tracing(struct task_struct *child)
{
	return !kacs_check_pip(child, KACS_PROCESS_VM_WRITE);
}

int kacs_check_dumpable(unsigned long value)
{
	const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_PROCESS,
		.task = current,
	};
	struct kacs_pip pip = kacs_process_pip(current);
	const struct kacs_gate gate = {
		.step = KACS_STEP_PROTECTION,
		.rule = KACS_RULE_DUMPABLE,
		.error = -EACCES,
		.target_pip_type = pip.type,
		.target_pip_trust = pip.trust,
		.where = &where,
	};

	if (value == SUID_DUMP_DISABLE || !pip.type)
		return 0;
	return kacs_record_gate(kacs_current_token(), &gate);
}
