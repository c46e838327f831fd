/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Speculation: whether what the machine does against it can be made to stay.
 * PSD-004 5.2, SML.
 */
#ifndef KACS_KERNEL_SPECULATION_H
#define KACS_KERNEL_SPECULATION_H

struct task_struct;

enum kacs_speculation {
	KACS_SPECULATION_LOCKED,   /* nobody can turn the mitigation off */
	KACS_SPECULATION_LOCKABLE, /* the task itself can lock it */
	KACS_SPECULATION_OPEN,	   /* there is no mitigation */
};

/**
 * kacs_speculation_state - what a state of a mitigation means
 * @state: as arch_prctl_spec_ctrl_get() answers
 */
enum kacs_speculation kacs_speculation_state(int state);

/**
 * kacs_speculation_can_lock - can the mitigations of a process be locked?
 * @task: one of its threads, which cannot go away meanwhile
 *
 * They are the threads' own: only one that is alone can lock them for all.
 *
 * Return: 0, -EOPNOTSUPP (the machine or the way it was booted leaves it
 * without one), -EBUSY (not yet locked, and not the only thread that asks).
 */
int kacs_speculation_can_lock(struct task_struct *task);

/**
 * kacs_speculation_lock - lock what kacs_speculation_can_lock() found lockable
 *
 * Return: 0 or -EOPNOTSUPP.
 */
int kacs_speculation_lock(void);

#endif /* KACS_KERNEL_SPECULATION_H */
