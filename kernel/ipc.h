/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System V IPC objects.
 */
#ifndef KACS_KERNEL_IPC_H
#define KACS_KERNEL_IPC_H

#include "maker.h"

/* The blob of a queue, a segment or a set of semaphores. */
struct kacs_ipc {
	struct kacs_maker maker;
};

#endif /* KACS_KERNEL_IPC_H */
