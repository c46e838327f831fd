// SPDX-License-Identifier: GPL-2.0-only
/*
 * Refusals by the capability switchboard.
 */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/preempt.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/task_work.h>
#include <asm/syscall.h>
#include <asm/unistd.h>

#include "capability_denial.h"
#include "credentials.h"
#include "denial.h"
#include "process.h"

/* What calls fail with for want of a capability. */
static bool kacs_is_refusal(long error)
{
	switch (error) {
	case -EPERM:
	case -EACCES:
	/* Limits that a capability would have lifted. */
	case -EAGAIN:
	case -EDQUOT:
	case -EMFILE:
	case -ENFILE:
	case -ENOBUFS:
	case -ENOMEM:
	case -ENOSPC:
		return true;
	default:
		return false;
	}
}

/*
 * What the current system call has failed with. What a ring or a netlink socket
 * was told to do fails without its system call: there whatever was refused
 * counts.
 */
static int kacs_syscall_refusal(void)
{
	struct pt_regs *regs = current_pt_regs();
	long error;

	switch (syscall_get_nr(current, regs)) {
	case -1:
		return 0;
	case __NR_io_uring_enter:
	case __NR_sendmsg:
	case __NR_sendmmsg:
	case __NR_sendto:
		return -EPERM;
	default:
		error = syscall_get_error(current, regs);
		return kacs_is_refusal(error) ? error : 0;
	}
}

static void
kacs_record_capability(const struct kacs_refused_capability *refused)
{
	struct kacs_gate gate = {
		.step = KACS_STEP_CAPABILITY,
		.privilege = refused->privilege,
		.capability = refused->capability,
	};

	if (current->flags & PF_EXITING)
		return;
	gate.error = kacs_syscall_refusal();
	/* What was refused after it, and recorded, is closer to the failure. */
	if (gate.error && !kacs_denied_since(refused->before))
		kacs_record_gate(refused->token, &gate);
}

static void kacs_capability_refused(struct callback_head *work)
{
	struct kacs_refused_capability *refused =
		container_of(work, struct kacs_refused_capability, work);

	kacs_record_capability(refused);
	kacs_token_put(refused->token);
	refused->token = NULL;
}

/* Those for which CAP_SYS_ADMIN, asked for next, does as well. */
static bool kacs_is_part_of_sys_admin(u8 capability)
{
	return capability == CAP_BPF || capability == CAP_CHECKPOINT_RESTORE ||
	       capability == CAP_PERFMON || capability == CAP_SYSLOG;
}

void kacs_note_capability(struct kacs_token_object *token, u8 capability,
			  u64 privilege)
{
	struct kacs_refused_capability *refused;
	struct kacs_task *own;

	if (!token || !in_task() ||
	    (current->flags & (PF_KTHREAD | PF_EXITING)))
		return;
	own = kacs_task_need(current, GFP_NOWAIT | __GFP_NOWARN);
	if (!own)
		return;
	refused = &own->refused;
	if (refused->token && capability == CAP_SYS_ADMIN &&
	    kacs_is_part_of_sys_admin(refused->capability)) {
		refused->privilege |= privilege;
		return;
	}
	if (!refused->token) {
		init_task_work(&refused->work, kacs_capability_refused);
		if (task_work_add(current, &refused->work, TWA_RESUME))
			return;
	}
	kacs_token_get(token);
	kacs_token_put(refused->token);
	refused->token = token;
	refused->before = kacs_denials_so_far();
	refused->capability = capability;
	refused->privilege = privilege;
}

int kacs_record_mandatory_capability(u8 capability)
{
	const struct kacs_gate gate = {
		.step = KACS_STEP_FIXED_RULE,
		.rule = KACS_RULE_MANDATORY_CAPABILITY,
		.error = -EPERM,
		.capability = capability,
	};

	return kacs_record_gate(kacs_current_token(), &gate);
}
