/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How much work a check is, before it begins. A check is not interrupted, and
 * of some the descriptor, the tree and the claims are anybody's.
 */
#ifndef KACS_KERNEL_WORK_H
#define KACS_KERNEL_WORK_H

#include <linux/types.h>

#include "../core/check.h"

struct kacs_work {
	u64 aces;	/* for each node of a tree; rules count as ACEs */
	u64 conditions; /* of ACEs and rules */
};

/**
 * kacs_policy_measure_work - what a check has to do for a policy
 * @policy: the policy
 */
struct kacs_work kacs_policy_measure_work(const struct kacs_policy *policy);

/**
 * kacs_check_is_bounded - is a check little enough work for a system call?
 * @check: the check, with the policies of kacs_policies_get()
 *
 * Every check of a descriptor that names no policies is, with any tree, unless
 * its ACLs overlap or hold ACEs that are not recognised. What this keeps out is
 * a descriptor that names many large policies.
 */
bool kacs_check_is_bounded(const struct kacs_check *check);

#endif /* KACS_KERNEL_WORK_H */
