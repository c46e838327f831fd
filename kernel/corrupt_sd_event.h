/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptors that do not parse, as events, "kacs-corrupt-sd": PSD-004 11.5
 * asks for one, and has no name for it.
 */
#ifndef KACS_KERNEL_CORRUPT_SD_EVENT_H
#define KACS_KERNEL_CORRUPT_SD_EVENT_H

#include <linux/types.h>

struct dentry;
struct inode;

/**
 * kacs_corrupt_sd_emit - a descriptor that was read does not parse
 * @inode: the file
 * @dentry: one of its names, or NULL
 * @size: bytes that were read
 *
 * To be called once each time that it is read from the medium. Nothing is
 * allowed meanwhile, so that it does not matter if there is no memory to say
 * so; the log has it in any case.
 *
 * Context: may sleep, not into file systems.
 */
void kacs_corrupt_sd_emit(struct inode *inode, struct dentry *dentry,
			  size_t size);

#endif /* KACS_KERNEL_CORRUPT_SD_EVENT_H */
