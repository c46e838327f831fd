/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Continuous auditing: a handle that was opened under an alarm ACE tells of
 * every use of the rights in the ACE. PSD-004 10.9, 13.7.
 */
#ifndef KACS_KERNEL_CONTINUOUS_AUDIT_H
#define KACS_KERNEL_CONTINUOUS_AUDIT_H

#include <linux/types.h>

struct file;

/**
 * kacs_continuous_audit - emit a "continuous-audit" event
 * @file: a managed handle, which wants to tell of some of @requested
 * @operation: its name, "file.read"
 * @requested: the rights that the operation needs, or any of which it needs
 * @success: was it allowed?
 *
 * The subject and the process are who uses the handle, not who opened it.
 *
 * Context: may sleep.
 *
 * Return: 0, -ENOMEM, or -EACCES, without a token: then the event cannot be
 * made, and the caller refuses, whatever the answer (13.7).
 */
int kacs_continuous_audit(struct file *file, const char *operation,
			  u32 requested, bool success);

#endif /* KACS_KERNEL_CONTINUOUS_AUDIT_H */
