/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A kernel for the functions of <kacs/calls.h> that allocate: the linker puts
 * it in the place of syscall() and ioctl() (--wrap). Whatever they ask for,
 * each answer is the same bytes, longer than the library expects at first. A
 * token that is opened is any descriptor.
 */
#ifndef KACS_LIB_FAKE_KERNEL_H
#define KACS_LIB_FAKE_KERNEL_H

#include <stddef.h>
#include <stdint.h>

/* What it answers to all that comes; the bytes are the caller's. */
void fake_kernel_answer(const void *bytes, size_t len);

/*
 * Its one ring of events, of so many bytes: each who attaches gets a duplicate
 * of the descriptor.
 */
void fake_kernel_ring(int fd, uint64_t capacity);

#endif /* KACS_LIB_FAKE_KERNEL_H */
