/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keys and keyrings.
 */
#ifndef KACS_KERNEL_KEY_H
#define KACS_KERNEL_KEY_H

#include "maker.h"

/* The blob of a key. It is freed without a hook, so it holds no reference. */
struct kacs_key {
	struct kacs_maker maker;
};

#endif /* KACS_KERNEL_KEY_H */
