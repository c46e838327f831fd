// SPDX-License-Identifier: GPL-2.0-only
/*
 * kacs_get_denial: what was refused last, and all that it takes to ask again.
 */
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "../include/uapi/kacs/access.h"
#include "denial_record.h"
#include "lsm.h"
#include "process.h"
#include "sd_object.h"
#include "token.h"

/* The variable parts are where a reader may use them in place. */
#define KACS_DENIAL_ALIGNMENT 8

/* Where the parts of a record are. */
static void kacs_denial_layout(const struct kacs_denial_record *record,
			       const struct kacs_token_view *view,
			       struct kacs_denial *head)
{
	u32 end = sizeof(*head);

	*head = record->data;
	head->pid = pid_vnr(record->process);
	head->tid = pid_vnr(record->thread);
	head->target_pid = pid_vnr(record->target);
	if (record->sd) {
		head->sd_offset = ALIGN(end, KACS_DENIAL_ALIGNMENT);
		head->sd_len = record->sd->sd->len;
		end = head->sd_offset + head->sd_len;
	}
	head->token_offset = ALIGN(end, KACS_DENIAL_ALIGNMENT);
	head->token_len = kacs_token_serialize(
		view, &kacs_token_identity(record->token)->restricted, NULL);
	head->size = head->token_offset + head->token_len;
}

/* Copies out the whole record or nothing; its size either way. */
static int kacs_denial_write(const struct kacs_denial_record *record,
			     const struct kacs_token_view *view,
			     void __user *buffer, u32 room)
{
	struct kacs_denial head;
	int result;
	u8 *bytes;

	kacs_denial_layout(record, view, &head);
	if (room < head.size)
		return head.size;
	bytes = kvzalloc(head.size, GFP_KERNEL);
	if (!bytes)
		return -ENOMEM;
	memcpy(bytes, &head, sizeof(head));
	if (record->sd)
		memcpy(bytes + head.sd_offset, record->sd->sd->bytes,
		       head.sd_len);
	kacs_token_serialize(view,
			     &kacs_token_identity(record->token)->restricted,
			     bytes + head.token_offset);
	result = copy_to_user(buffer, bytes, head.size) ? -EFAULT : head.size;
	kvfree(bytes);
	return result;
}

static int kacs_denial_report(const struct kacs_denial_record *record,
			      void __user *buffer, u32 room)
{
	struct kacs_token_view view;
	int result;

	kacs_token_view(record->token, &view);
	result = kacs_denial_write(record, &view, buffer, room);
	kacs_token_view_put(&view);
	return result;
}

/* Unless a descendant's refusal has taken its place meanwhile. */
static void kacs_denial_clear(struct kacs_denial_record *record)
{
	if (unrcu_pointer(cmpxchg(&kacs_task_own()->denial,
				  RCU_INITIALIZER(record), NULL)) == record)
		kacs_denial_put(record);
}

SYSCALL_DEFINE4(kacs_get_denial, int, pidfd, void __user *, buf, u32, len, u32,
		flags)
{
	struct kacs_denial_record *record;
	struct task_struct *task;
	int result;

	if (!kacs_enabled)
		return -ENOSYS;
	if ((flags & ~KACS_DENIAL_CLEAR) || (flags && pidfd != -1))
		return -EINVAL;
	task = pidfd == -1 ? get_task_struct(current) : kacs_pidfd_task(pidfd);
	if (IS_ERR(task))
		return PTR_ERR(task);
	result = kacs_process_check_other(task, KACS_PROCESS_QUERY_INFORMATION);
	record = result ? NULL : kacs_denial_get(kacs_task(task));
	put_task_struct(task);
	if (!record)
		return result ? result : -ENODATA;
	result = kacs_denial_report(record, buf, len);
	if ((flags & KACS_DENIAL_CLEAR) && result >= 0 && result <= len)
		kacs_denial_clear(record);
	kacs_denial_put(record);
	return result;
}
