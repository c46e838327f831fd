/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * EvaluateDACL of 10.2, for the passes that a check makes over the DACL.
 * Internal to the core.
 */
#ifndef KACS_CORE_DACL_WALK_H
#define KACS_CORE_DACL_WALK_H

#include "pipeline.h"

/**
 * kacs_walk_dacl - what the DACL grants
 * @e: the check
 * @pass: as whom
 * @undecided: in: the rights to decide; out: those that nothing decided
 *
 * With a tree, the pass_ fields of its nodes are filled as well; what is
 * returned is the root's, and @undecided what any node has not decided.
 *
 * Return: the rights that were granted, of those to decide.
 */
u32 kacs_walk_dacl(struct kacs_evaluation *e, enum kacs_pass pass,
		   u32 *undecided);

#endif /* KACS_CORE_DACL_WALK_H */
