// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mitigations of speculation that stay on: PSD-004 5.2, SML.
 */
#include <linux/nospec.h>
#include <linux/prctl.h>
#include <linux/sched/signal.h>

#include "speculation.h"

/* Flushing the L1D is no part: who boots for it decides who gets it. */
static const unsigned long kacs_speculations[] = {
	PR_SPEC_STORE_BYPASS,
	PR_SPEC_INDIRECT_BRANCH,
};

enum kacs_speculation kacs_speculation_state(int state)
{
	if (state < 0)
		return KACS_SPECULATION_OPEN;
	if (state == PR_SPEC_NOT_AFFECTED || state == PR_SPEC_DISABLE)
		return KACS_SPECULATION_LOCKED;
	if (!(state & PR_SPEC_PRCTL))
		return KACS_SPECULATION_OPEN;
	return state & PR_SPEC_FORCE_DISABLE ? KACS_SPECULATION_LOCKED
					     : KACS_SPECULATION_LOCKABLE;
}

static enum kacs_speculation kacs_speculation_of(struct task_struct *task)
{
	enum kacs_speculation worst = KACS_SPECULATION_LOCKED;
	int i;

	for (i = 0; i < ARRAY_SIZE(kacs_speculations); i++)
		worst = max(worst,
			    kacs_speculation_state(arch_prctl_spec_ctrl_get(
				    task, kacs_speculations[i])));
	return worst;
}

int kacs_speculation_can_lock(struct task_struct *task)
{
	enum kacs_speculation worst = KACS_SPECULATION_LOCKED;
	struct task_struct *thread;

	rcu_read_lock();
	for_each_thread(task, thread)
		worst = max(worst, kacs_speculation_of(thread));
	rcu_read_unlock();
	switch (worst) {
	case KACS_SPECULATION_LOCKED:
		return 0;
	case KACS_SPECULATION_LOCKABLE:
		return task == current && thread_group_empty(task) ? 0 : -EBUSY;
	default:
		return -EOPNOTSUPP;
	}
}

int kacs_speculation_lock(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(kacs_speculations); i++)
		if (kacs_speculation_state(arch_prctl_spec_ctrl_get(
			    current, kacs_speculations[i])) ==
		    KACS_SPECULATION_LOCKABLE)
			arch_prctl_spec_ctrl_set(current, kacs_speculations[i],
						 PR_SPEC_FORCE_DISABLE);
	return kacs_speculation_of(current) == KACS_SPECULATION_LOCKED
		       ? 0
		       : -EOPNOTSUPP;
}
