/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Views of the kernel's own state: /proc, /sys, cgroups. PSD-004 11.1 "Scope".
 */
#ifndef KACS_KERNEL_UNMANAGED_H
#define KACS_KERNEL_UNMANAGED_H

#include <linux/types.h>

struct inode;

/**
 * kacs_unmanaged_permission - may the current thread use an unmanaged inode?
 * @inode: on an unmanaged mount
 * @mask: MAY_*
 *
 * These inodes have no descriptor, and file modes have been taken out of the
 * VFS's hands. SYSTEM and Administrators may do what the kernel lets them;
 * everybody else is held to the mode, under the projected ids of the token,
 * which no setuid bit changes. For either the token must be one that acts
 * (maker.h). Files of processes: see proc_files.h.
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

/**
 * kacs_unmanaged_remove - may the current thread take a name from a directory?
 * @dir: on an unmanaged mount; its mode has been asked
 * @inode: what the name is of
 *
 * Return: 0, or -EACCES: the directory is sticky, and neither is one's own.
 */
int kacs_unmanaged_remove(const struct inode *dir, struct inode *inode);

#endif /* KACS_KERNEL_UNMANAGED_H */
