/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The process as an object, with its security block (PSB), and what a task
 * remembers for the hooks. PSD-004 5.1 to 5.4, 13.3.
 */
#ifndef KACS_KERNEL_PROCESS_H
#define KACS_KERNEL_PROCESS_H

#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/types.h>

#include "../include/uapi/kacs/process.h"
#include "capability_denial.h"
#include "kmes_rate.h"
#include "lsm.h"
#include "sd_object.h"

struct file;
struct kacs_denial_record;
struct kacs_native_open;
struct kacs_token_object;

/* What the signature of the running program gave (6.1, 8.1). */
struct kacs_pip {
	u32 type; /* KACS_PIP_TYPE_* or between */
	u32 trust;
};

/*
 * One for each thread group, shared by its threads. Impersonation does not
 * touch it (5.1). A new process begins with the mitigations and the trust of
 * the one that made it; exec keeps the former and decides the latter anew
 * (5.4).
 */
struct kacs_process {
	refcount_t refs;
	struct kacs_sd_object __rcu *sd; /* never NULL; written under @lock */
	spinlock_t lock;
	struct mutex setting; /* held by who sets mitigations */
	u32 mitigations;      /* KACS_MIT_*; only grows, under @setting */
	u32 pending; /* enforced too, while they are verified; under @setting */
	struct callback_head image_work; /* of the own task, in exec */
	/*
	 * A struct kacs_pip in one word, so that nobody sees half of a change.
	 * Written by the own task in exec, when it has no siblings.
	 */
	u64 pip;
	struct kmes_bucket bucket; /* of the events that it emits */
};

struct kacs_task {
	struct kacs_process *process; /* a reference, never NULL once running */
	struct file *metadata_file; /* see kacs_metadata_begin(); own task only */
	struct kacs_native_open *native_open; /* own task only */
	struct kacs_pip exec_pip; /* of the program to come; own task only */
	bool removal_decided;	  /* see kacs_removal_begin(); own task only */
	struct kacs_denial_record __rcu *denial; /* replaced by xchg() */
	struct kacs_refused_capability refused;	 /* own task only */
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
 * kacs_process_mitigations - what a task's process has bound itself to
 * @task: a task that cannot go away meanwhile
 *
 * Context: any; takes no lock. A mitigation that is set stays set.
 *
 * Return: KACS_MIT_*.
 */
static inline u32 kacs_process_mitigations(const struct task_struct *task)
{
	return READ_ONCE(kacs_task(task)->process->mitigations);
}

/**
 * kacs_process_pip - the trust of a task's process
 * @task: a task that cannot go away meanwhile
 *
 * Context: any; takes no lock.
 *
 * Return: type and trust that belong together.
 */
static inline struct kacs_pip kacs_process_pip(const struct task_struct *task)
{
	u64 pip = READ_ONCE(kacs_task(task)->process->pip);

	return (struct kacs_pip){.type = pip >> 32,
				 .trust = lower_32_bits(pip)};
}

/**
 * kacs_process_set_pip - what the new program of the current process gives it
 * @pip: type and trust
 *
 * Only where exec can no longer fail (6.1).
 */
static inline void kacs_process_set_pip(struct kacs_pip pip)
{
	WRITE_ONCE(kacs_task(current)->process->pip,
		   (u64)pip.type << 32 | pip.trust);
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
 * kacs_pidfd_task - the task that a pidfd means
 * @pidfd: a descriptor of the current process
 *
 * Nobody has been asked yet whether the current thread may know it.
 *
 * Return: a referenced task, or ERR_PTR: -EBADF (no pidfd), -ESRCH (gone).
 */
struct task_struct *kacs_pidfd_task(int pidfd);

/**
 * kacs_process_check - may the current thread do this to a process?
 * @task: the target, which cannot go away meanwhile
 * @desired: KACS_PROCESS_* or standard rights
 *
 * SeDebugPrivilege stands in for the descriptor (7.2), and nothing for the
 * trust of the process (8.1). The own process is checked like any other;
 * callers that exempt it do so themselves. Context: does not sleep.
 *
 * Return: 0 or -EACCES.
 */
int kacs_process_check(struct task_struct *task, u32 desired);

/* The process object of the boot task. */
void __init kacs_processes_init(void);

#endif /* KACS_KERNEL_PROCESS_H */
