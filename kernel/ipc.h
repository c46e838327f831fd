/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System V IPC objects.
 */
#ifndef KACS_KERNEL_IPC_H
#define KACS_KERNEL_IPC_H

#include "../include/uapi/kacs/sd.h"

/* The blob of a queue, a segment or a set of semaphores. Never changes. */
struct kacs_ipc {
	u8 owner[KACS_SID_MAX_BYTES]; /* the user of the creator's token */
	u8 owner_len;
};

#endif /* KACS_KERNEL_IPC_H */
