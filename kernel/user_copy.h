/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copies of what callers point to.
 */
#ifndef KACS_KERNEL_USER_COPY_H
#define KACS_KERNEL_USER_COPY_H

#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

/**
 * kacs_user_copy - copy bytes of the caller, at its expense
 * @from: where they are
 * @len: how many, bounded by the caller of this function
 *
 * As vmemdup_user(), but charged to the caller's memory cgroup.
 *
 * Return: a copy, for kvfree(), or ERR_PTR: -ENOMEM, -EFAULT.
 */
static inline void *kacs_user_copy(const void __user *from, size_t len)
{
	void *copy = kvmalloc(len, GFP_KERNEL_ACCOUNT);

	if (!copy)
		return ERR_PTR(-ENOMEM);
	if (!copy_from_user(copy, from, len))
		return copy;
	kvfree(copy);
	return ERR_PTR(-EFAULT);
}

#endif /* KACS_KERNEL_USER_COPY_H */
