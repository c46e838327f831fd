// SPDX-License-Identifier: GPL-2.0-only
/*
 * Code only from signed files. PSD-004 6.1.
 */
#include <linux/file.h>
#include <linux/kacs_pip.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/personality.h>
#include <linux/sched/signal.h>

#include "library_signatures.h"
#include "mitigation.h"
#include "pip.h"
#include "signature.h"

bool kacs_library_is_signed(struct file *file, struct kacs_pip pip)
{
	struct kacs_pip code;

	return kacs_verify_signature(file, &code) &&
	       kacs_pip_dominates(code, pip);
}

bool kacs_library_is_known(const struct file *file, struct kacs_pip pip)
{
	struct kacs_pip code;

	return kacs_known_signature(file_inode(file), &code) &&
	       kacs_pip_dominates(code, pip);
}

/* The file of the first such mapping from @start on, which moves behind it. */
static struct file *kacs_next_mapped(struct mm_struct *mm, unsigned long *start,
				     unsigned long end, bool code)
{
	struct vm_area_struct *vma;
	struct file *file = NULL;

	if (mmap_read_lock_killable(mm))
		return NULL;
	while (!file && *start < end) {
		vma = find_vma_intersection(mm, *start, end);
		if (!vma)
			break;
		if (vma->vm_file && !(vma->vm_flags & VM_EXEC) == !code)
			file = get_file(vma->vm_file);
		*start = vma->vm_end;
	}
	mmap_read_unlock(mm);
	return file;
}

void kacs_verify_mapped(struct mm_struct *mm, unsigned long start,
			unsigned long end, bool code)
{
	struct kacs_pip pip;
	struct file *file;

	while ((file = kacs_next_mapped(mm, &start, end, code))) {
		kacs_verify_signature(file, &pip);
		fput(file);
	}
}

/*
 * Reading a file takes locks that come before that of the memory map, which is
 * held when the hook is called. Files that are signed are pinned here; the hook
 * looks only for that, so what changes in between is refused.
 */
void __kacs_mprotect_begin(unsigned long start, unsigned long len,
			   unsigned long prot)
{
	if (likely(!(kacs_memory_mitigations() & KACS_MIT_LSV)))
		return;
	if ((prot & PROT_EXEC) ||
	    ((prot & PROT_READ) && (current->personality & READ_IMPLIES_EXEC)))
		kacs_verify_mapped(current->mm, start, start + len, false);
}
