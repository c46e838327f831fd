// SPDX-License-Identifier: GPL-2.0-only
/*
 * Process Integrity Protection. PSD-004 chapter 8; 6.1 "Verification at exec",
 * "Verification at mmap", "Verification at mprotect".
 */
#include <linux/binfmts.h>
#include <linux/fs.h>
#include <linux/kacs_pip.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/personality.h>
#include <linux/prctl.h>
#include <linux/ptrace.h>
#include <linux/sched/coredump.h>

#include "credentials.h"
#include "denial.h"
#include "pip.h"
#include "sd_object.h"
#include "signature.h"

static int kacs_refuse_pip(const struct kacs_denial_place *where,
			   struct kacs_token_object *token, u32 desired)
{
	if (!token)
		return -EACCES;
	return kacs_record_denial(token, &kacs_sd_missing,
				  &kacs_process_mapping, desired, desired,
				  where, KACS_STEP_PROCESS_TRUST);
}

int kacs_check_pip(struct task_struct *task, u32 desired)
{
	struct kacs_pip target = kacs_process_pip(task);
	const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_PROCESS,
		.trust = &target,
	};

	if (likely(!target.type) ||
	    kacs_pip_dominates(kacs_process_pip(current), target))
		return 0;
	return kacs_refuse_pip(&where, kacs_current_token(), desired);
}

int kacs_check_pip_of(const struct task_struct *subject,
		      struct kacs_token_object *token, u32 desired)
{
	struct kacs_pip target = kacs_process_pip(current);
	const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_PROCESS,
		.subject = subject,
		.trust = &target,
	};

	if (kacs_pip_dominates(kacs_process_pip(subject), target))
		return 0;
	return kacs_refuse_pip(&where, token, desired);
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

	if (bprm->unsafe & LSM_UNSAFE_SHARE)
		return true;
	rcu_read_lock();
	tracer = ptrace_parent(current);
	held = tracer && !kacs_pip_dominates(kacs_process_pip(tracer), pip);
	rcu_read_unlock();
	return held;
}

static int kacs_refuse_code(struct file *file, struct kacs_pip pip)
{
	const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_FILE,
		.inode = file_inode(file),
		.dentry = file->f_path.dentry,
		.trust = pip.type ? &pip : NULL,
	};

	if (!kacs_current_token())
		return -EACCES;
	return kacs_record_denial(kacs_current_token(), &kacs_sd_missing,
				  &kacs_file_mapping, KACS_FILE_EXECUTE,
				  KACS_FILE_EXECUTE, &where,
				  KACS_STEP_SIGNATURE);
}

static bool kacs_only_signed_code(void)
{
	return kacs_process_mitigations(current) & KACS_MIT_LSV;
}

int kacs_exec_trust(struct linux_binprm *bprm)
{
	struct kacs_task *task = kacs_task(current);
	struct kacs_pip pip;

	/* The program that runs, not a script that names it (6.1). */
	if (!kacs_verify_signature(bprm->file, &pip) &&
	    unlikely(kacs_only_signed_code()))
		return kacs_refuse_code(bprm->file, pip);
	if (unlikely(pip.type && kacs_is_held_by_others(bprm, pip)))
		pip = (struct kacs_pip){};
	/* Who starts it does not choose its libraries by the environment. */
	if (unlikely(!kacs_pip_dominates(kacs_process_pip(current), pip)))
		bprm->secureexec = 1;
	task->exec_pip = pip;
	return 0;
}

void kacs_exec_commit_trust(void)
{
	kacs_process_set_pip(kacs_task(current)->exec_pip);
}

/* Any signature will do for a process without trust (5.2). */
static bool kacs_code_is_trusted(bool is_signed, struct kacs_pip code,
				 struct kacs_pip process)
{
	return is_signed && kacs_pip_dominates(code, process);
}

bool kacs_library_is_trusted(struct file *file, struct kacs_pip pip)
{
	struct kacs_pip code;
	bool is_signed = kacs_verify_signature(file, &code);

	return kacs_code_is_trusted(is_signed, code, pip);
}

int kacs_check_library(struct file *file, bool cached)
{
	struct kacs_pip pip, code;
	bool is_signed;

	if (likely(!kacs_only_signed_code()))
		return 0;
	pip = kacs_process_pip(current);
	is_signed = cached ? kacs_known_signature(file_inode(file), &code)
			   : kacs_verify_signature(file, &code);
	if (kacs_code_is_trusted(is_signed, code, pip))
		return 0;
	return kacs_refuse_code(file, pip);
}

/* The file of the first mapping in the range that mprotect() may make code. */
static struct file *kacs_next_mapped(unsigned long *start, unsigned long end)
{
	struct file *file = NULL;
	struct vm_area_struct *vma;

	if (mmap_read_lock_killable(current->mm))
		return NULL;
	for (; *start < end && !file; *start = vma->vm_end) {
		vma = find_vma_intersection(current->mm, *start, end);
		if (!vma)
			break;
		if (vma->vm_file && !(vma->vm_flags & VM_EXEC))
			file = get_file(vma->vm_file);
	}
	mmap_read_unlock(current->mm);
	return file;
}

/*
 * Reading a file takes locks that come before that of the memory map, which is
 * held when the hook is called. Files that are signed are pinned here; the hook
 * looks only for that, so what changes in between is refused.
 */
void __kacs_mprotect_begin(unsigned long start, unsigned long len,
			   unsigned long prot)
{
	unsigned long end = start + len;
	struct kacs_pip pip;
	struct file *file;

	if (likely(!kacs_only_signed_code()))
		return;
	if (!(prot & PROT_EXEC) && !(current->personality & READ_IMPLIES_EXEC))
		return;
	while ((file = kacs_next_mapped(&start, end))) {
		kacs_verify_signature(file, &pip);
		fput(file);
	}
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
	return kacs_pip_dominates(kacs_process_pip(current),
				  kacs_process_pip(child));
}

static int kacs_task_prctl(int option, unsigned long arg2, unsigned long arg3,
			   unsigned long arg4, unsigned long arg5)
{
	if (option != PR_SET_DUMPABLE || arg2 == SUID_DUMP_DISABLE ||
	    !kacs_process_pip(current).type)
		return -ENOSYS;
	return -EACCES;
}

static struct security_hook_list kacs_pip_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(task_prctl, kacs_task_prctl),
};

void __init kacs_add_pip_hooks(void)
{
	security_add_hooks(kacs_pip_hooks, ARRAY_SIZE(kacs_pip_hooks),
			   &kacs_lsm_id);
}
