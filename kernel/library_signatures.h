/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Library Signature Verification: code only from signed files. PSD-004 5.2, 6.1
 * "Verification at mmap", "Verification at mprotect".
 */
#ifndef KACS_KERNEL_LIBRARY_SIGNATURES_H
#define KACS_KERNEL_LIBRARY_SIGNATURES_H

#include "process.h"

struct file;
struct mm_struct;

/**
 * kacs_library_is_signed - is a file signed well enough for a process?
 * @file: open for reading
 * @pip: the trust of the process; without any, every signature will do
 *
 * Verifies the file, and pins it if it is signed.
 * Context: may sleep; not with the memory map locked.
 */
bool kacs_library_is_signed(struct file *file, struct kacs_pip pip);

/**
 * kacs_library_is_known - the same, by what is already known
 * @file: a file
 * @pip: as for kacs_library_is_signed()
 *
 * Context: any.
 *
 * Return: false also for a file that nobody has verified.
 */
bool kacs_library_is_known(const struct file *file, struct kacs_pip pip);

/**
 * kacs_verify_mapped - verify the files that are mapped
 * @mm: memory that cannot go away meanwhile, not locked
 * @start: of the range
 * @end: of the range
 * @code: those whose mappings are executable, or else those that are not
 *
 * So that kacs_library_is_known() has an answer when the map is locked.
 */
void kacs_verify_mapped(struct mm_struct *mm, unsigned long start,
			unsigned long end, bool code);

#endif /* KACS_KERNEL_LIBRARY_SIGNATURES_H */
