/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mitigations: what a process has bound itself to, for good. PSD-004 5.2, 14.1
 * "Process mitigation enforcement".
 *
 * The refusals here are recorded, each with the mitigation that refused. They
 * are about the process of the calling thread, whomever it impersonates (5.1).
 */
#ifndef KACS_KERNEL_MITIGATION_H
#define KACS_KERNEL_MITIGATION_H

#include <linux/types.h>

#include "../include/uapi/kacs/process.h"

struct file;
struct kacs_pip;
struct linux_binprm;
struct mm_struct;
struct vm_area_struct;

/* Those about what is mapped. */
#define KACS_MEMORY_MITIGATIONS (KACS_MIT_WXP | KACS_MIT_TLP | KACS_MIT_LSV)

/**
 * kacs_memory_mitigations - what the current process may map
 *
 * Return: of KACS_MEMORY_MITIGATIONS, those that hold and those that are about
 * to.
 */
u32 kacs_memory_mitigations(void);

/**
 * kacs_mitigate_mmap - may the current process map this?
 * @file: what is to be mapped, NULL: anonymous memory
 * @prot: PROT_*, as it is going to be
 * @shared: what is written to it goes to the file
 *
 * Context: may sleep; the memory map is not locked.
 *
 * Return: 0 or -EACCES.
 */
int kacs_mitigate_mmap(struct file *file, unsigned long prot, bool shared);

/**
 * kacs_mitigate_address - may the current process get an address to map at?
 *
 * Where reading implies executing, brk() and aio make memory executable that
 * nobody else asks about (5.2, WXP). Context: the memory map is locked.
 *
 * Return: 0 or -EACCES.
 */
int kacs_mitigate_address(void);

/**
 * kacs_mitigate_userfaultfd - may the current process fill its own page faults?
 *
 * They are filled whatever the protection of the memory (5.2, WXP).
 *
 * Return: 0 or -EACCES.
 */
int kacs_mitigate_userfaultfd(void);

/**
 * kacs_mitigate_mprotect - may the current process protect memory so?
 * @vma: memory of the current process, as it is now
 * @prot: PROT_*, as it is going to be
 *
 * Context: may sleep; the caller holds the mmap lock for writing.
 *
 * Return: 0 or -EACCES.
 */
int kacs_mitigate_mprotect(struct vm_area_struct *vma, unsigned long prot);

/**
 * kacs_mitigate_fork - may the current process make this?
 * @clone_flags: CLONE_*
 *
 * Return: 0 or -EACCES.
 */
int kacs_mitigate_fork(unsigned long clone_flags);

/**
 * kacs_mitigate_exec - may the current process become this program?
 * @bprm: its file and the beginning of it
 *
 * Return: 0 or -EACCES.
 */
int kacs_mitigate_exec(const struct linux_binprm *bprm);

/**
 * kacs_mitigate_program - may the current process map this program?
 * @file: the one that runs, not a script that names it
 *
 * Whether it is signed is asked by kacs_exec_trust().
 * Context: may sleep.
 *
 * Return: 0 or -EACCES.
 */
int kacs_mitigate_program(const struct file *file);

/**
 * kacs_mitigations_broken - does what is mapped break a mitigation?
 * @mm: memory that cannot go away meanwhile
 * @wanted: of KACS_MEMORY_MITIGATIONS
 * @pip: the trust of whose memory it is
 * @refusal: what to return, and to record, if it does
 *
 * Takes the mmap lock for reading. What is broken is recorded as a refusal to
 * the current thread.
 *
 * Return: 0, @refusal, -EINTR.
 */
int kacs_mitigations_broken(struct mm_struct *mm, u32 wanted,
			    struct kacs_pip pip, int refusal);

#endif /* KACS_KERNEL_MITIGATION_H */
