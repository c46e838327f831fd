/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last refusal of each thread, kept so that it can be explained.
 */
#ifndef KACS_KERNEL_DENIAL_H
#define KACS_KERNEL_DENIAL_H

#include <linux/types.h>

#include "../core/check.h"

struct dentry;
struct file;
struct inode;
struct kacs_pip;
struct kacs_sd_object;
struct kacs_token_object;
struct pid_namespace;
struct task_struct;

/* What was refused. Only read while the call lasts. */
struct kacs_denial_place {
	u32 object_type;       /* KACS_OBJECT_* */
	struct inode *inode;   /* of a file, or NULL */
	struct dentry *dentry; /* where the name is known, or NULL */
	u32 privilege_intent;  /* that the check ran with */
	/*
	 * The check that refused, to be asked again with its trace; its token
	 * and descriptor are not looked at, its tree is answered anew. NULL:
	 * one of no more than what is here, by the policies of now.
	 */
	const struct kacs_check *check;
	/* The task whose process asks; NULL: the current one. */
	const struct task_struct *subject;
	/*
	 * The trust that it takes, where it is not a descriptor that says so;
	 * the record has it as a trust label. NULL: none.
	 */
	const struct kacs_pip *trust;
};

/**
 * kacs_record_denial - a check refused
 * @token: who asked
 * @object: the descriptor, or the object that stands for its absence
 * @mapping: of the object type
 * @desired: mapped rights that were asked for
 * @missing: those of them that were needed and not granted
 * @where: the object
 * @step: KACS_STEP_NONE: run the check again with a trace to find out; else the
 *	step that refused without a check
 *
 * What has changed since the refusal, a token or a policy, may let the second
 * check grant everything; then the record names no step.
 *
 * Without memory nothing is recorded; the refusal stands either way.
 * Context: may be called under RCU and spinlocks; does not sleep.
 *
 * Return: -EACCES, so that a hook can end with it.
 */
int kacs_record_denial(struct kacs_token_object *token,
		       struct kacs_sd_object *object,
		       const struct kacs_generic_mapping *mapping, u32 desired,
		       u32 missing, const struct kacs_denial_place *where,
		       u32 step);

/**
 * kacs_record_privilege_denial - a privilege gate refused
 * @token: who lacks it
 * @bit: KACS_SE_*
 *
 * Return: -EPERM.
 */
int kacs_record_privilege_denial(struct kacs_token_object *token, u32 bit);

/**
 * kacs_record_mitigation - a mitigation refused
 * @mitigation: KACS_MIT_*, the one
 * @file: what was refused, or NULL: memory or a process
 * @error: -EACCES; -EBUSY: to set it was refused, for what there is already
 *
 * Context: as kacs_record_denial().
 *
 * Return: @error.
 */
int kacs_record_mitigation(u32 mitigation, const struct file *file, int error);

/**
 * kacs_require_privilege - a standalone privilege gate of a system call (7.1)
 * @bit: KACS_SE_*, which the current thread's effective token must have enabled
 *
 * Marks it used.
 *
 * Return: 0, or -EPERM, recorded.
 */
int kacs_require_privilege(u32 bit);

#endif /* KACS_KERNEL_DENIAL_H */
