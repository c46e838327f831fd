/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Views of the kernel's own state: /proc, /sys, cgroups. PSD-004 11.1 "Scope".
 */
#ifndef KACS_KERNEL_UNMANAGED_H
#define KACS_KERNEL_UNMANAGED_H

#include <linux/types.h>

struct inode;

/**
 * kacs_current_administers - is the current thread SYSTEM or an administrator?
 *
 * By an enabled SID of its token that may act (11.1). Does not sleep.
 */
bool kacs_current_administers(void);

/**
 * kacs_unmanaged_permission - may the current thread use an unmanaged inode?
 * @inode: on an unmanaged mount
 * @mask: MAY_*
 *
 * These inodes have no descriptor, and file modes have been taken out of the
 * VFS's hands. SYSTEM and Administrators may do what the kernel lets them;
 * everybody else is held to the mode, under the projected ids of the token,
 * which no setuid bit changes. Who may not act as its token is one of the
 * others (9.1). Files of processes: see proc_files.h.
 *
 * Context: does not sleep; may run in RCU path walk.
 *
 * Return: 0, -EACCES, -ESRCH (of a process that is gone).
 */
int kacs_unmanaged_permission(struct inode *inode, int mask);

/**
 * kacs_unmanaged_change - may the current thread change its attributes?
 * @inode: on an unmanaged mount
 *
 * Return: 0 for its projected owner, SYSTEM and Administrators, else -EACCES.
 */
int kacs_unmanaged_change(struct inode *inode);

#endif /* KACS_KERNEL_UNMANAGED_H */
