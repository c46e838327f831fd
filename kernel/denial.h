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
struct kacs_sd_object;
struct kacs_token_object;
struct task_struct;

/* What was refused. Only read while the call lasts. */
struct kacs_denial_place {
	u32 object_type;	  /* KACS_OBJECT_* */
	struct inode *inode;	  /* of a file, or NULL */
	struct dentry *dentry;	  /* where the name is known, or NULL */
	struct task_struct *task; /* of a process, or NULL */
	/* Of an abstract socket address: it, without the 0 before it. */
	const char *address;
	u32 address_len;
	u32 privilege_intent; /* that the check ran with */
	u32 rule;	      /* KACS_RULE_*, of KACS_STEP_FIXED_RULE */
	/*
	 * The check that refused, to be asked again with its trace; its token
	 * and descriptor are not looked at, its tree is answered anew. NULL:
	 * one of no more than what is here, by the policies of now.
	 */
	const struct kacs_check *check;
	/*
	 * The task that asks, by the current one's call; NULL: the current one.
	 * The record is its, and the current one's only if it may know it.
	 */
	struct task_struct *subject;
};

/**
 * kacs_place_address - the name of a socket, as /proc/net/unix shows it
 * @place: of an abstract address
 * @name: out: NUL-terminated
 * @room: for @name
 */
void kacs_place_address(const struct kacs_denial_place *place, char *name,
			size_t room);

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

/*
 * A refusal that no descriptor decided. What does not belong to the step is 0;
 * see struct kacs_denial, whose fields of these names it fills.
 */
struct kacs_gate {
	u32 step;	/* from KACS_STEP_PRIVILEGE_REQUIRED on */
	u32 rule;	/* KACS_RULE_* */
	int error;	/* negative */
	u32 desired;	/* rights that were asked for; 0: an operation */
	u64 privilege;	/* any of these would have opened it; 0: none */
	u32 capability; /* CAP_* */
	u32 mitigation; /* bits of the process that forbid it */
	u32 target_pip_type;
	u32 target_pip_trust;
	u32 level; /* KACS_LEVEL_* of the token to be impersonated or copied */
	const struct kacs_denial_place *where; /* NULL: the system */
};

/**
 * kacs_record_gate - a gate refused
 * @token: who asked; NULL: nobody who could be told, so nothing is recorded
 * @gate: which one, and what it compared
 *
 * Where a privilege would have opened it, and the token's level keeps it from
 * counting, the record says that.
 *
 * Context: as kacs_record_denial().
 *
 * Return: @gate->error, so that a hook can end with it.
 */
int kacs_record_gate(struct kacs_token_object *token,
		     const struct kacs_gate *gate);

/**
 * kacs_record_rule - a fixed rule refused the current thread
 * @rule: KACS_RULE_*
 * @error: negative
 * @desired: rights that were asked for; 0: an operation
 * @where: what was refused; NULL: the system
 *
 * Context: as kacs_record_denial().
 *
 * Return: @error.
 */
int kacs_record_rule(u32 rule, int error, u32 desired,
		     const struct kacs_denial_place *where);

/**
 * kacs_record_file_rule - a fixed rule about a file refused
 * @rule: KACS_RULE_*
 * @inode: of the file
 * @dentry: where the name is known, or NULL
 * @desired: file rights that were asked for; 0: an operation
 * @error: negative
 *
 * Context: as kacs_record_denial().
 *
 * Return: @error.
 */
int kacs_record_file_rule(u32 rule, struct inode *inode, struct dentry *dentry,
			  u32 desired, int error);

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
 * kacs_denials_so_far - how many refusals have been recorded since boot
 */
u64 kacs_denials_so_far(void);

/**
 * kacs_denied_since - is the current thread's last refusal newer than that?
 * @before: from kacs_denials_so_far()
 */
bool kacs_denied_since(u64 before);

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
