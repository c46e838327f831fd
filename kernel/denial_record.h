/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kept refusal. Immutable once published, shared by the thread that was
 * refused and by its ancestors in the same logon session.
 */
#ifndef KACS_KERNEL_DENIAL_RECORD_H
#define KACS_KERNEL_DENIAL_RECORD_H

#include <linux/pid.h>
#include <linux/refcount.h>

#include "../include/uapi/kacs/syscall.h"
#include "token.h"

struct kacs_task;

struct kacs_denial_record {
	refcount_t refs;
	struct rcu_head rcu;
	struct kacs_denial data;  /* pid, tid and the variable parts not set */
	struct pid *process;	  /* a reference */
	struct pid *thread;	  /* a reference */
	const struct pid *caller; /* of the thread that recorded it; no more */
	struct pid *target; /* of a process that was refused; a reference */
	struct kacs_sd_object *sd; /* a reference; NULL: none, or withheld */
	struct kacs_token_object *token; /* a reference */
};

/**
 * kacs_denial_get - the record of a task
 * @task: its blob, which cannot go away meanwhile
 *
 * Return: a referenced record, or NULL.
 */
struct kacs_denial_record *kacs_denial_get(const struct kacs_task *task);

/**
 * kacs_denial_put - drop a reference
 * @record: may be NULL
 */
void kacs_denial_put(struct kacs_denial_record *record);

/**
 * kacs_denial_forget - drop the record of a task
 * @task: its blob
 */
void kacs_denial_forget(struct kacs_task *task);

#endif /* KACS_KERNEL_DENIAL_RECORD_H */
