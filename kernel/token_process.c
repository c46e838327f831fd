// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tokens of other processes and threads: PSD-004 13.1.
 */
#include <linux/err.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/syscalls.h>

#include "../include/uapi/kacs/access.h"
#include "credentials.h"
#include "process.h"

struct kacs_token_object *kacs_process_token(struct task_struct *task)
{
	const struct cred *cred = get_task_cred(task);
	struct kacs_token_object *token = kacs_cred_own_token(cred, GFP_KERNEL);

	if (!IS_ERR(token))
		kacs_token_get(token);
	put_cred(cred);
	return token;
}

/*
 * Not from task->cred: what a thread overrides its credential with for the time
 * of a system call may be freed without a grace period, and is no
 * impersonation.
 */
struct kacs_token_object *kacs_thread_token(struct task_struct *task)
{
	struct kacs_token_object *token;

	rcu_read_lock();
	do {
		token = rcu_dereference(kacs_task(task)->impersonated);
	} while (token && !refcount_inc_not_zero(&token->refs));
	rcu_read_unlock();
	return token ? token : kacs_process_token(task);
}

/* A task of the process, with a reference, if its token may be inspected. */
static struct task_struct *kacs_inspect_task(int pidfd)
{
	struct task_struct *task = kacs_pidfd_task(pidfd);
	int error;

	if (IS_ERR(task))
		return task;
	error = kacs_process_check(task, KACS_PROCESS_QUERY_INFORMATION);
	if (!error)
		return task;
	put_task_struct(task);
	return ERR_PTR(error);
}

/* The thread of this number in the process of @task, with a reference. */
static struct task_struct *kacs_find_thread(struct task_struct *task, int tid)
{
	struct task_struct *thread;

	rcu_read_lock();
	thread = find_task_by_vpid(tid);
	if (thread && same_thread_group(thread, task))
		get_task_struct(thread);
	else
		thread = NULL;
	rcu_read_unlock();
	return thread;
}

/* Uses the reference up. */
static int kacs_open_token(struct kacs_token_object *token, u32 access)
{
	u32 granted;
	int result;

	if (IS_ERR(token))
		return PTR_ERR(token);
	result = kacs_token_open(token, access, &granted);
	if (!result)
		result = kacs_token_fd(token, granted);
	kacs_token_put(token);
	return result;
}

SYSCALL_DEFINE2(kacs_open_process_token, int, pidfd, u32, access_mask)
{
	struct kacs_token_object *token;
	struct task_struct *task;

	if (!kacs_enabled)
		return -ENOSYS;
	task = kacs_inspect_task(pidfd);
	if (IS_ERR(task))
		return PTR_ERR(task);
	token = kacs_process_token(task);
	put_task_struct(task);
	return kacs_open_token(token, access_mask);
}

SYSCALL_DEFINE3(kacs_open_thread_token, int, pidfd, int, tid, u32, access_mask)
{
	struct kacs_token_object *token;
	struct task_struct *task, *thread;

	if (!kacs_enabled)
		return -ENOSYS;
	if (tid <= 0)
		return -EINVAL;
	task = kacs_inspect_task(pidfd);
	if (IS_ERR(task))
		return PTR_ERR(task);
	thread = kacs_find_thread(task, tid);
	put_task_struct(task);
	if (!thread)
		return -ESRCH;
	token = kacs_thread_token(thread);
	put_task_struct(thread);
	return kacs_open_token(token, access_mask);
}
