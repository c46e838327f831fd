/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef KACS_LIB_POLICY_H
#define KACS_LIB_POLICY_H

#include "../core/policy.h"
#include <kacs/diagnostic.h>

/**
 * kacs_prepare_policy - prepare a central policy in memory of its own
 * @sid: its name
 * @sid_len: length of the name
 * @spec: untrusted bytes: its specification (10.8)
 * @len: how many
 * @diagnostic: out, may be NULL
 *
 * Return: the policy, to be freed with free(), or NULL and EINVAL or ENOMEM.
 */
const struct kacs_policy *
kacs_prepare_policy(const u8 *sid, size_t sid_len, const u8 *spec, size_t len,
		    struct kacs_diagnostic *diagnostic);

#endif /* KACS_LIB_POLICY_H */
