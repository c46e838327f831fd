/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What /proc shows of a process, and what can be changed there. The process's
 * descriptor decides, not the mode and owner of the file. PSD-004 5.3, 8.2.
 */
#ifndef KACS_KERNEL_PROC_FILES_H
#define KACS_KERNEL_PROC_FILES_H

#include <linux/types.h>

struct file;
struct inode;

/**
 * kacs_proc_decides - is it a process's descriptor that decides here?
 * @inode: of an unmanaged mount
 * @mask: MAY_*
 * @error: out: 0, -EACCES, -ESRCH, or -ECHILD in RCU path walk
 *
 * Return: false of what is no such file and of the own process's; then nobody
 * has decided.
 */
bool kacs_proc_decides(struct inode *inode, int mask, int *error);

/**
 * kacs_proc_is_guarded - must every use of this file be asked about?
 * @file: of an unmanaged mount, being opened
 *
 * What is running in the process may have changed since the file was opened.
 */
bool kacs_proc_is_guarded(const struct file *file);

/**
 * kacs_proc_permission - may the current thread read or write such a file now?
 * @file: one for which kacs_proc_is_guarded() holds
 * @mask: MAY_READ, MAY_WRITE
 *
 * Return: 0, -EACCES or -ESRCH.
 */
int kacs_proc_permission(struct file *file, int mask);

#endif /* KACS_KERNEL_PROC_FILES_H */
