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
 *
 * An ordinary process has none of its own until something in it differs from
 * kacs_ordinary_process, or it gets a second thread: forking makes none.
 */
struct kacs_process {
	refcount_t refs;
	/*
	 * NULL: the default descriptor of the primary token (5.3). Else a
	 * reference; written under @lock.
	 */
	struct kacs_sd_object __rcu *sd;
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

/* Default descriptor, no mitigation, no trust, nothing emitted. */
extern const struct kacs_process kacs_ordinary_process;

/*
 * What a task has of its own, at task->security, once it has anything. Put
 * there by cmpxchg(), by anybody; freed with the task.
 */
struct kacs_task {
	/*
	 * A reference, or &kacs_ordinary_process as long as the task is the
	 * only one of its process. Replaced once, by cmpxchg().
	 */
	const struct kacs_process *process;
	struct file *metadata_file; /* see kacs_metadata_begin(); own task only */
	struct kacs_native_open *native_open; /* own task only */
	struct kacs_pip exec_pip; /* of the program to come; own task only */
	/*
	 * Which of all INSTALLs the thread has seen: the later wins wherever two
	 * of them meet. Threads begin with their creator's, as they do with its
	 * credential. Written by the thread itself, after it has switched.
	 */
	u64 install_sequence;
	bool removal_decided; /* see kacs_removal_begin(); own task only */
	struct kacs_denial_record __rcu *denial; /* replaced by xchg() */
	struct kacs_refused_capability refused;	 /* own task only */
	/*
	 * Whom the thread impersonates, for others to see; a reference or
	 * NULL. Written by the own task only.
	 */
	struct kacs_token_object __rcu *impersonated;
	struct kacs_stacked_io *stacked_io; /* stacked.h; own task only */
	/*
	 * The descriptor for the file that an overlay creates next, with this
	 * credential of its own making. References or NULL; own task only.
	 */
	const struct cred *stacked_maker;
	struct kacs_sd_object *stacked_sd;
};

/* Of a task that has nothing of its own. */
extern const struct kacs_task kacs_ordinary_task;

/**
 * kacs_task - what a task remembers, to read
 * @task: a task that cannot go away meanwhile
 */
static inline const struct kacs_task *kacs_task(const struct task_struct *task)
{
	const struct kacs_task *own = READ_ONCE(task->security);

	return own ? own : &kacs_ordinary_task;
}

/**
 * kacs_process - the object of a task's process, to read
 * @task: a task that cannot go away meanwhile
 */
static inline const struct kacs_process *
kacs_process(const struct task_struct *task)
{
	return READ_ONCE(kacs_task(task)->process);
}

/**
 * kacs_task_need - what a task remembers, to write
 * @task: a task that cannot go away meanwhile
 * @gfp: how to allocate what is not there yet
 *
 * Return: its own, or NULL without memory.
 */
struct kacs_task *kacs_task_need(struct task_struct *task, gfp_t gfp);

/**
 * kacs_task_own - what the current task remembers, to write
 *
 * Context: may sleep. Does not fail.
 */
static inline struct kacs_task *kacs_task_own(void)
{
	return kacs_task_need(current, GFP_KERNEL | __GFP_NOFAIL);
}

/**
 * kacs_process_need - the object of a task's process, to change
 * @task: a task that cannot go away meanwhile
 * @gfp: how to allocate what is not there yet
 *
 * Return: an object that lives as long as @task, or NULL without memory.
 */
struct kacs_process *kacs_process_need(struct task_struct *task, gfp_t gfp);

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
	return READ_ONCE(kacs_process(task)->mitigations);
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
	u64 pip = READ_ONCE(kacs_process(task)->pip);

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
	u64 value = (u64)pip.type << 32 | pip.trust;

	if (kacs_process(current)->pip != value)
		WRITE_ONCE(kacs_process_need(current, GFP_KERNEL | __GFP_NOFAIL)
				   ->pip,
			   value);
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
 *
 * Context: may sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int kacs_process_set_sd(struct task_struct *task,
			struct kacs_sd_object *object);

/**
 * kacs_ask_own_signals - signals to the own process are not simply let pass
 *
 * From now on it is looked whether a descriptor decides about them, and whether
 * somebody wants to hear of them.
 *
 * Context: may sleep.
 */
void kacs_ask_own_signals(void);

/**
 * kacs_process_reset_sd - back to the default descriptor (4.3)
 *
 * That of the primary token that the current process has, or is about to have.
 */
void kacs_process_reset_sd(void);

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
 * trust of the process (8.1). The own process is checked like any other.
 * Context: does not sleep.
 *
 * Return: 0 or -EACCES.
 */
int kacs_process_check(struct task_struct *task, u32 desired);

/**
 * kacs_process_check_other - the same where the own process is no boundary
 * @task: the target, which cannot go away meanwhile
 * @desired: as for kacs_process_check()
 *
 * Return: 0 or -EACCES; 0 for a task of the own process.
 */
int kacs_process_check_other(struct task_struct *task, u32 desired);

#endif /* KACS_KERNEL_PROCESS_H */
