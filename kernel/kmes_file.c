// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the rings of events: kmes_attach, and what its descriptors map.
 * PSD-003 4.1.4, 5.1.5.
 */
#include <linux/anon_inodes.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "denial.h"
#include "kmes_ring.h"
#include "lsm.h"

#define KMES_PRODUCER_INDEX 0
#define KMES_CONSUMER_INDEX 1
#define KMES_DATA_INDEX (KMES_DATA_OFFSET >> PAGE_SHIFT)
#define KMES_MAPPING_BYTES (KMES_DATA_OFFSET + 2 * KMES_CAPACITY)

/* Protects kmes_ring.file; taken with no other lock held. */
static DEFINE_MUTEX(kmes_files_lock);

static struct page *kmes_mapped_page(const struct kmes_ring *ring,
				     pgoff_t index)
{
	if (index == KMES_PRODUCER_INDEX)
		return ring->producer_page;
	if (index == KMES_CONSUMER_INDEX)
		return ring->consumer_page;
	return ring->pages[index - KMES_DATA_INDEX];
}

static vm_fault_t kmes_fault(struct vm_fault *vmf)
{
	const struct kmes_ring *ring = vmf->vma->vm_private_data;

	vmf->page = kmes_mapped_page(ring, vmf->pgoff);
	get_page(vmf->page);
	return 0;
}

/*
 * Whatever the protection of the mapping, each page is mapped read-only first,
 * because there is this function; only the consumer's becomes writable. It has
 * no mapping of its own to compare, so it is handed over locked.
 */
static vm_fault_t kmes_page_mkwrite(struct vm_fault *vmf)
{
	if (vmf->pgoff != KMES_CONSUMER_INDEX)
		return VM_FAULT_SIGSEGV;
	lock_page(vmf->page);
	return VM_FAULT_LOCKED;
}

static const struct vm_operations_struct kmes_vm_ops = {
	.fault = kmes_fault,
	.page_mkwrite = kmes_page_mkwrite,
};

static int kmes_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_pgoff ||
	    vma->vm_end - vma->vm_start != KMES_MAPPING_BYTES ||
	    !(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (vma->vm_flags & VM_EXEC)
		return -EACCES;
	vm_flags_mod(vma, VM_DONTEXPAND | VM_DONTDUMP, VM_MAYEXEC);
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &kmes_vm_ops;
	return 0;
}

static const struct file_operations kmes_file_ops = {
	.mmap = kmes_mmap,
};

/*
 * The file of which descriptors of this ring are clones. Sleepers find each
 * other by its inode: the producer page becomes a page of it, for the futex
 * code alone; no page cache knows of it.
 */
static struct file *kmes_ring_file(struct kmes_ring *ring)
{
	struct file *file = ring->file;

	lockdep_assert_held(&kmes_files_lock);
	if (file)
		return file;
	file = anon_inode_create_getfile("[kmes]", &kmes_file_ops, ring, O_RDWR,
					 NULL);
	if (IS_ERR(file))
		return file;
	ring->producer_page->index = KMES_PRODUCER_INDEX;
	ring->producer_page->mapping = file->f_mapping;
	smp_store_release(&ring->file, file);
	return file;
}

static struct file *kmes_open(struct kmes_ring *ring)
{
	struct file *base, *file;

	mutex_lock(&kmes_files_lock);
	base = kmes_ring_file(ring);
	mutex_unlock(&kmes_files_lock);
	if (IS_ERR(base))
		return base;
	file = alloc_file_clone(base, O_RDWR, &kmes_file_ops);
	if (!IS_ERR(file))
		file->private_data = ring;
	return file;
}

/* Descriptors that nobody but this call knows of. */
struct kmes_attachment {
	int fd;
	struct file *file;
};

static void kmes_detach(const struct kmes_attachment *attached, u32 count)
{
	while (count--) {
		fput(attached[count].file);
		put_unused_fd(attached[count].fd);
	}
}

static int kmes_attach_one(struct kmes_ring *ring,
			   struct kmes_attachment *attached)
{
	attached->fd = get_unused_fd_flags(O_CLOEXEC);
	if (attached->fd < 0)
		return attached->fd;
	attached->file = kmes_open(ring);
	if (!IS_ERR(attached->file))
		return 0;
	put_unused_fd(attached->fd);
	return PTR_ERR(attached->file);
}

/* In the order of the CPUs. @done: how many there are, even after an error. */
static int kmes_attach_all(struct kmes_attachment *attached, u32 *done)
{
	struct kmes_ring *ring;
	int cpu, error;

	*done = 0;
	for_each_possible_cpu(cpu) {
		ring = smp_load_acquire(per_cpu_ptr(&kmes_ring, cpu));
		if (!ring)
			continue;
		error = kmes_attach_one(ring, &attached[*done]);
		if (error)
			return error;
		(*done)++;
	}
	return 0;
}

static int kmes_report(const struct kmes_attachment *attached, u32 count,
		       int __user *fds, int __user *count_out,
		       u64 __user *capacity)
{
	u32 i;

	for (i = 0; i < count; i++)
		if (put_user(attached[i].fd, fds + i))
			return -EFAULT;
	if (put_user(count, count_out) || put_user(KMES_CAPACITY, capacity))
		return -EFAULT;
	return 0;
}

static int kmes_attach_rings(u32 rings, int __user *fds, int __user *count_out,
			     u64 __user *capacity)
{
	struct kmes_attachment *attached =
		kcalloc(rings, sizeof(*attached), GFP_KERNEL_ACCOUNT);
	u32 done, i;
	int error;

	if (!attached)
		return -ENOMEM;
	error = kmes_attach_all(attached, &done);
	if (!error)
		error = kmes_report(attached, done, fds, count_out, capacity);
	if (error)
		kmes_detach(attached, done);
	else
		for (i = 0; i < done; i++)
			fd_install(attached[i].fd, attached[i].file);
	kfree(attached);
	return error;
}

static u32 kmes_rings(void)
{
	u32 count = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		count += !!READ_ONCE(per_cpu(kmes_ring, cpu));
	return count;
}

SYSCALL_DEFINE3(kmes_attach, int __user *, fds, int __user *, count,
		u64 __user *, capacity)
{
	int error, room;
	u32 rings;

	if (!kacs_enabled)
		return -ENOSYS;
	error = kacs_require_privilege(KACS_SE_SECURITY);
	if (error)
		return error;
	if (get_user(room, count))
		return -EFAULT;
	rings = kmes_rings();
	if (room < (int)rings)
		return put_user(rings, count) ? -EFAULT : -ERANGE;
	return kmes_attach_rings(rings, fds, count, capacity);
}
