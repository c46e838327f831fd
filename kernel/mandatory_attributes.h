/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Resource attributes that only the trusted computing base may change.
 * PSD-004 3.9, 3.10, 11.6.
 */
#ifndef KACS_KERNEL_MANDATORY_ATTRIBUTES_H
#define KACS_KERNEL_MANDATORY_ATTRIBUTES_H

#include "../core/sd.h"

/**
 * kacs_mandatory_attributes_kept - does a new SACL leave them as they are?
 * @old: the object's descriptor
 * @new: what it is to become
 *
 * Each mandatory attribute of @old must be in @new with the same bytes, and
 * nothing of the same name before it, which would hide it.
 *
 * Return: true if every one is kept.
 */
bool kacs_mandatory_attributes_kept(const struct kacs_sd *old,
				    const struct kacs_sd *new);

#endif /* KACS_KERNEL_MANDATORY_ATTRIBUTES_H */
