/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Process Integrity Protection: who dominates whom, and what trust a new
 * program gives. PSD-004 chapter 8, 6.1.
 */
#ifndef KACS_KERNEL_PIP_H
#define KACS_KERNEL_PIP_H

#include "process.h"

struct linux_binprm;

/**
 * kacs_pip_dominates - may one reach the other, as far as trust goes? (8.1)
 * @subject: trust of who asks
 * @target: of whom it asks about
 */
static inline bool kacs_pip_dominates(struct kacs_pip subject,
				      struct kacs_pip target)
{
	return !target.type ||
	       (subject.type >= target.type && subject.trust >= target.trust);
}

/**
 * kacs_check_pip - does the current process dominate another? (8.1)
 * @task: the target, which cannot go away meanwhile
 * @desired: process rights that it asked for, for the record
 *
 * No privilege stands in for it.
 * Context: does not sleep.
 *
 * Return: 0, or -EACCES, recorded.
 */
int kacs_check_pip(struct task_struct *task, u32 desired);

/**
 * kacs_check_pip_of - does the process of a task dominate the current one?
 * @subject: the task
 * @token: whose token asks, for the record
 * @desired: process rights that it asks for, for the record
 *
 * Return: as kacs_check_pip().
 */
int kacs_check_pip_of(struct task_struct *subject,
		      struct kacs_token_object *token, u32 desired);

/**
 * kacs_exec_trust - find out what trust the new program gives (6.1)
 * @bprm: its file is the one that is going to run
 *
 * Keeps the answer until kacs_exec_commit_trust(). A program that is traced, or
 * shares its root directory, by or with somebody who does not dominate it runs
 * without trust; so does one that inherits a seccomp filter, or no_new_privs,
 * from one that does not.
 *
 * Return: 0; -EACCES, recorded, if the process only runs signed code and this
 * is none; -ENOMEM.
 */
int kacs_exec_trust(struct linux_binprm *bprm);

/* The process becomes what kacs_exec_trust() found. */
void kacs_exec_commit_trust(void);

/**
 * kacs_check_dumpable - may the current process be given this flag? (8.3)
 * @value: SUID_DUMP_*
 *
 * Return: 0, or -EACCES, recorded: the process is protected.
 */
int kacs_check_dumpable(unsigned long value);

#endif /* KACS_KERNEL_PIP_H */
