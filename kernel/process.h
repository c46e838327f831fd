/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The process as an object, and what a task remembers for the hooks.
 * PSD-004 5.1 to 5.4, 13.3.
 */
#ifndef KACS_KERNEL_PROCESS_H
#define KACS_KERNEL_PROCESS_H

#include <linux/refcount.h>
#include <linux/sched.h>

#include "kmes_rate.h"
#include "lsm.h"
#include "sd_object.h"

struct file;
struct kacs_denial_record;
struct kacs_native_open;
struct kacs_token_object;

/* One for each thread group, shared by its threads. */
struct kacs_process {
	refcount_t refs;
	struct kacs_sd_object __rcu *sd; /* never NULL; written under @lock */
	spinlock_t lock;
	struct kmes_bucket bucket; /* of the events that it emits */
};

struct kacs_task {
	struct kacs_process *process; /* a reference, never NULL once running */
	struct file
		*metadata_file; /* see kacs_metadata_begin(); own task only */
	struct kacs_native_open *native_open; /* own task only */
	bool removal_decided; /* see kacs_removal_begin(); own task only */
	struct kacs_denial_record __rcu *denial; /* replaced by xchg() */
	/*
	 * Whom the thread impersonates, for others to see; a reference or
	 * NULL. Written by the own task only.
	 */
	struct kacs_token_object __rcu *impersonated;
};

static inline struct kacs_task *kacs_task(const struct task_struct *task)
{
	return task->security + kacs_blob_sizes.lbs_task;
}

/**
 * kacs_process_sd - the descriptor of a task's process
 * @task: a task that cannot go away meanwhile
 *
 * Return: a referenced object.
 */
struct kacs_sd_object *kacs_process_sd(struct task_struct *task);

/**
 * kacs_process_set_sd - replace the descriptor of a task's process
 * @task: a task that cannot go away meanwhile
 * @object: the new one; a reference is taken
 */
void kacs_process_set_sd(struct task_struct *task,
			 struct kacs_sd_object *object);

/**
 * kacs_process_check - may the current thread do this to a process?
 * @task: the target, which cannot go away meanwhile
 * @desired: KACS_PROCESS_* or standard rights
 *
 * SeDebugPrivilege stands in for the descriptor (7.2). The own process is
 * checked like any other; callers that exempt it do so themselves.
 * Context: does not sleep.
 *
 * Return: 0 or -EACCES.
 */
int kacs_process_check(struct task_struct *task, u32 desired);

/* The process object of the boot task. */
void __init kacs_processes_init(void);

#endif /* KACS_KERNEL_PROCESS_H */
