// SPDX-License-Identifier: GPL-2.0-only
/*
 * What mitigations refuse: PSD-004 5.2, 6.1 "Verification at mprotect".
 */
#include <linux/binfmts.h>
#include <linux/elf.h>
#include <linux/file.h>
#include <linux/kacs_pip.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/personality.h>
#include <linux/sched.h>
#include <linux/userfaultfd_k.h>

#include "denial.h"
#include "library_paths.h"
#include "library_signatures.h"
#include "mitigation.h"
#include "process.h"

/* What is about to hold is in psb_syscall.c. */
u32 kacs_memory_mitigations(void)
{
	const struct kacs_process *process = kacs_process(current);

	return (READ_ONCE(process->mitigations) | READ_ONCE(process->pending)) &
	       KACS_MEMORY_MITIGATIONS;
}

/*
 * The mitigation that keeps this file from being executable, or 0. Whether it
 * is signed must be known already.
 */
static u32 kacs_code_refuser(const struct file *file, u32 mitigations,
			     struct kacs_pip pip)
{
	if ((mitigations & KACS_MIT_TLP) && !kacs_library_path_is_trusted(file))
		return KACS_MIT_TLP;
	if ((mitigations & KACS_MIT_LSV) && !kacs_library_is_known(file, pip))
		return KACS_MIT_LSV;
	return 0;
}

static int kacs_mitigate_code(const struct file *file, u32 mitigations)
{
	u32 refuser = 0;

	if (file)
		refuser = kacs_code_refuser(file, mitigations,
					    kacs_process_pip(current));
	return refuser ? kacs_record_mitigation(refuser, file, -EACCES) : 0;
}

/*
 * Is it, or can it become, written by other ways than through the file system's
 * counted handles? Memory that has no name (memfd, System V), rings of the
 * kernel, devices; and files that somebody has open for writing.
 */
static bool kacs_is_being_written(const struct file *file)
{
	const struct inode *inode = file_inode(file);

	return !S_ISREG(inode->i_mode) ||
	       (inode->i_sb->s_flags & (SB_KERNMOUNT | SB_NOUSER)) ||
	       inode_is_open_for_write(inode);
}

/* Is anything of this file mapped as code? With the memory map locked. */
static bool kacs_is_code_of(struct mm_struct *mm, const struct file *file)
{
	const struct inode *inode = d_real_inode(file->f_path.dentry);
	struct vm_area_struct *vma;

	VMA_ITERATOR(vmi, mm, 0);
	for_each_vma(vmi, vma)
	{
		if ((vma->vm_flags & VM_EXEC) && vma->vm_file &&
		    d_real_inode(vma->vm_file->f_path.dentry) == inode)
			return true;
	}
	return false;
}

/* Who shares a file with its code writes that code. */
static bool kacs_would_write_code(const struct file *file)
{
	struct mm_struct *mm = current->mm;
	bool code;

	if (mmap_read_lock_killable(mm))
		return true;
	code = kacs_is_code_of(mm, file);
	mmap_read_unlock(mm);
	return code;
}

static bool kacs_mmap_breaks_wxp(const struct file *file, unsigned long prot,
				 bool shared)
{
	if (prot & PROT_EXEC)
		return (prot & PROT_WRITE) || !file ||
		       kacs_is_being_written(file);
	return (prot & PROT_WRITE) && shared && file &&
	       kacs_would_write_code(file);
}

int kacs_mitigate_mmap(struct file *file, unsigned long prot, bool shared)
{
	u32 mitigations = kacs_memory_mitigations();

	if (likely(!mitigations))
		return 0;
	if ((mitigations & KACS_MIT_WXP) &&
	    kacs_mmap_breaks_wxp(file, prot, shared))
		return kacs_record_mitigation(KACS_MIT_WXP, file, -EACCES);
	if (!(prot & PROT_EXEC))
		return 0;
	/* So that it is known. */
	if (file && (mitigations & KACS_MIT_LSV))
		kacs_library_is_signed(file, kacs_process_pip(current));
	return kacs_mitigate_code(file, mitigations);
}

/*
 * The file behind memory. Shared anonymous memory has one that only the kernel
 * knows; a memfd, or a file that was removed, is a file like any other.
 */
static struct file *kacs_backing_file(struct vm_area_struct *vma)
{
	return vma_is_anon_shmem(vma) && IS_PRIVATE(file_inode(vma->vm_file))
		       ? NULL
		       : vma->vm_file;
}

/*
 * Might it have been written through this mapping, or be? Linux keeps no history
 * of a mapping. But private memory that was written has an anon_vma, and shared
 * memory that cannot become writable never was. Who answers for its page faults
 * says what is in it.
 */
static bool kacs_may_be_written(struct vm_area_struct *vma)
{
	return (vma->vm_flags & VM_WRITE) || vma->anon_vma ||
	       userfaultfd_armed(vma) ||
	       (vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) ==
		       (VM_SHARED | VM_MAYWRITE);
}

/*
 * May it not be code? What is in anonymous memory was written, so it never is.
 * Of the kernel's own pages, such as the vDSO, there is no file either.
 */
static bool kacs_is_written_memory(struct vm_area_struct *vma)
{
	const struct file *file = kacs_backing_file(vma);

	if (!file && (vma_is_anonymous(vma) || vma->vm_file))
		return true;
	return kacs_may_be_written(vma) ||
	       (file && kacs_is_being_written(file));
}

static bool kacs_breaks_wxp(struct vm_area_struct *vma, unsigned long prot)
{
	const bool executable = vma->vm_flags & VM_EXEC;

	if (prot & PROT_WRITE)
		return executable || (prot & PROT_EXEC) ||
		       ((vma->vm_flags & VM_SHARED) && vma->vm_file &&
			kacs_is_code_of(vma->vm_mm, vma->vm_file));
	return (prot & PROT_EXEC) && !executable && kacs_is_written_memory(vma);
}

int kacs_mitigate_mprotect(struct vm_area_struct *vma, unsigned long prot)
{
	u32 mitigations = kacs_memory_mitigations();

	if (likely(!mitigations))
		return 0;
	if ((mitigations & KACS_MIT_WXP) && kacs_breaks_wxp(vma, prot))
		return kacs_record_mitigation(KACS_MIT_WXP,
					      kacs_backing_file(vma), -EACCES);
	if (!(prot & PROT_EXEC) || (vma->vm_flags & VM_EXEC))
		return 0;
	return kacs_mitigate_code(kacs_backing_file(vma), mitigations);
}

int kacs_mitigate_fork(unsigned long clone_flags)
{
	if ((clone_flags & CLONE_THREAD) ||
	    !(kacs_process_mitigations(current) & KACS_MIT_NO_CHILD))
		return 0;
	return kacs_record_mitigation(KACS_MIT_NO_CHILD, NULL, -EACCES);
}

int kacs_mitigate_address(void)
{
	if (likely(!(current->personality & READ_IMPLIES_EXEC)) ||
	    !(kacs_memory_mitigations() & KACS_MIT_WXP))
		return 0;
	return kacs_record_mitigation(KACS_MIT_WXP, NULL, -EACCES);
}

int kacs_mitigate_userfaultfd(void)
{
	if (!(kacs_memory_mitigations() & KACS_MIT_WXP))
		return 0;
	return kacs_record_mitigation(KACS_MIT_WXP, NULL, -EACCES);
}

/* What ptrace() and /proc/PID/mem write that is not writable. */
bool __kacs_may_force(const struct task_struct *task)
{
	const struct kacs_process *process = kacs_process(task);

	return !((READ_ONCE(process->mitigations) |
		  READ_ONCE(process->pending)) &
		 KACS_MIT_WXP);
}

/* An ELF file whose addresses are fixed. */
static bool kacs_is_fixed(const struct linux_binprm *bprm)
{
	const struct elfhdr *header = (const struct elfhdr *)bprm->buf;

	BUILD_BUG_ON(sizeof(*header) > sizeof(bprm->buf));
	return !memcmp(header->e_ident, ELFMAG, SELFMAG) &&
	       header->e_type == ET_EXEC;
}

int kacs_mitigate_exec(const struct linux_binprm *bprm)
{
	if (!(kacs_process_mitigations(current) & KACS_MIT_PIE) ||
	    !kacs_is_fixed(bprm))
		return 0;
	return kacs_record_mitigation(KACS_MIT_PIE, bprm->file, -EACCES);
}

/* Else it would be refused as it is mapped, when there is no way back. */
int kacs_mitigate_program(const struct file *file)
{
	u32 mitigations = kacs_process_mitigations(current);

	if (likely(!mitigations))
		return 0;
	if ((mitigations & KACS_MIT_WXP) && kacs_is_being_written(file))
		return kacs_record_mitigation(KACS_MIT_WXP, file, -EACCES);
	if ((mitigations & KACS_MIT_TLP) && !kacs_library_path_is_trusted(file))
		return kacs_record_mitigation(KACS_MIT_TLP, file, -EACCES);
	return 0;
}

static u32 kacs_mapping_breaks(struct vm_area_struct *vma, u32 wanted,
			       struct kacs_pip pip)
{
	struct file *file = kacs_backing_file(vma);

	if (!(vma->vm_flags & VM_EXEC))
		return 0;
	if ((wanted & KACS_MIT_WXP) && kacs_is_written_memory(vma))
		return KACS_MIT_WXP;
	return file ? kacs_code_refuser(file, wanted, pip) : 0;
}

int kacs_mitigations_broken(struct mm_struct *mm, u32 wanted,
			    struct kacs_pip pip, int refusal)
{
	struct vm_area_struct *vma;
	struct file *file = NULL;
	u32 broken = 0;
	int error;

	VMA_ITERATOR(vmi, mm, 0);
	if (wanted & KACS_MIT_LSV)
		kacs_verify_mapped(mm, 0, ULONG_MAX, true);
	if (mmap_read_lock_killable(mm))
		return -EINTR;
	for_each_vma(vmi, vma)
	{
		broken = kacs_mapping_breaks(vma, wanted, pip);
		if (!broken)
			continue;
		file = kacs_backing_file(vma);
		if (file)
			get_file(file);
		break;
	}
	mmap_read_unlock(mm);
	if (!broken)
		return 0;
	error = kacs_record_mitigation(broken, file, refusal);
	if (file)
		fput(file);
	return error;
}
