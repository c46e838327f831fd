// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events from user space: kmes_emit and kmes_emit_batch. PSD-003 4.
 *
 * The order of the checks is part of the interface. An event is copied before
 * anything in it is looked at, and written from the copy.
 */
#include <linux/bottom_half.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>

#include "../core/message_pack.h"
#include "../core/utf8.h"
#include "credentials.h"
#include "denial.h"
#include "kmes_rate.h"
#include "kmes_ring.h"
#include "process.h"
#include "user_copy.h"

/* What a caller says that an event is. */
struct kmes_request {
	const void __user *type;
	const void __user *payload;
	u32 payload_len;
	u16 type_len;
};

/* Reserve room at the rate of the process; SeTcbPrivilege needs none. */
static int kmes_reserve(u32 count, bool *reserved)
{
	*reserved = !kacs_current_privileged(KACS_SE_TCB);
	if (*reserved &&
	    !kmes_bucket_take(&kacs_task(current)->process->bucket, count))
		return -EAGAIN;
	return 0;
}

static void kmes_unreserve(u32 count, bool reserved)
{
	if (reserved && count)
		kmes_bucket_return(&kacs_task(current)->process->bucket, count);
}

/* By the lengths alone. */
static int kmes_check_size(const struct kmes_request *request)
{
	u64 size = kmes_event_bytes(request->type_len, request->payload_len);

	if (size > U32_MAX)
		return -EINVAL;
	return size > KMES_MAX_EVENT_BYTES || !kmes_ring_holds(size) ? -ENOSPC
								     : 0;
}

/* One copy, the type first, for kvfree() of .type. */
static int kmes_copy_event(const struct kmes_request *request,
			   struct kmes_event *event)
{
	u8 *copy = kvmalloc((size_t)request->type_len + request->payload_len,
			    GFP_KERNEL_ACCOUNT);

	if (!copy)
		return -ENOMEM;
	if (copy_from_user(copy, request->type, request->type_len) ||
	    copy_from_user(copy + request->type_len, request->payload,
			   request->payload_len)) {
		kvfree(copy);
		return -EFAULT;
	}
	*event = (struct kmes_event){
		.type = copy,
		.type_len = request->type_len,
		.payload = copy + request->type_len,
		.payload_len = request->payload_len,
	};
	return 0;
}

static int kmes_check_content(const struct kmes_event *event)
{
	if (!kacs_utf8_valid(event->type, event->type_len) ||
	    !kacs_msgpack_valid(event->payload, event->payload_len,
				KMES_MAX_NESTING_DEPTH))
		return -EINVAL;
	return 0;
}

/* A copy that holds what its sender said, or nothing. */
static int kmes_stage(const struct kmes_request *request,
		      struct kmes_event *event)
{
	int error = kmes_copy_event(request, event);

	if (error)
		return error;
	error = event->type_len ? kmes_check_content(event) : -EINVAL;
	if (error)
		kvfree(event->type);
	return error;
}

/*
 * Softirqs are off for the copy, and with them preemption; interrupts are not,
 * for there may be much to copy (kmes_ring.h). No lock is held, so the sleepers
 * can be woken from here.
 */
static void kmes_write_events(const struct kmes_event *events, u32 count)
{
	struct kmes_ring *ring;
	bool wake = false;
	u64 time;
	u32 i;

	local_bh_disable();
	ring = this_cpu_read(kmes_ring);
	if (likely(ring)) {
		time = ktime_get_real_fast_ns();
		for (i = 0; i < count; i++)
			kmes_ring_put(ring, time, KMES_ORIGIN_USER, &events[i]);
		wake = kmes_ring_publish(ring);
	}
	local_bh_enable();
	if (wake)
		kmes_ring_wake(ring);
}

static int kmes_emit_one(const struct kmes_request *request)
{
	struct kmes_event event;
	int error;

	if (!request->type_len)
		return -EINVAL;
	error = kmes_check_size(request);
	if (!error)
		error = kmes_stage(request, &event);
	if (error)
		return error;
	kmes_write_events(&event, 1);
	kvfree(event.type);
	return 0;
}

SYSCALL_DEFINE4(kmes_emit, const char __user *, event_type, u16, event_type_len,
		const void __user *, payload, u32, payload_len)
{
	const struct kmes_request request = {
		.type = event_type,
		.type_len = event_type_len,
		.payload = payload,
		.payload_len = payload_len,
	};
	bool reserved;
	int error;

	if (!kacs_enabled)
		return -ENOSYS;
	error = kacs_require_privilege(KACS_SE_AUDIT);
	if (!error)
		error = kmes_reserve(1, &reserved);
	if (error)
		return error;
	error = kmes_emit_one(&request);
	if (error)
		kmes_unreserve(1, reserved);
	return error;
}

/* How many entries are good, one after the other; @error: what ended them. */
static u32 kmes_stage_batch(const struct kmes_emit_entry *entries, u32 count,
			    struct kmes_event *events, int *error)
{
	u32 i;

	*error = 0;
	for (i = 0; i < count; i++) {
		const struct kmes_request request = {
			.type = u64_to_user_ptr(entries[i].event_type),
			.type_len = entries[i].event_type_len,
			.payload = u64_to_user_ptr(entries[i].payload),
			.payload_len = entries[i].payload_len,
		};

		*error = kmes_check_size(&request);
		if (!*error)
			*error = kmes_stage(&request, &events[i]);
		if (*error)
			break;
	}
	return i;
}

static int kmes_emit_entries(const struct kmes_emit_entry *entries, u32 count,
			     u32 *emitted)
{
	struct kmes_event *events =
		kvmalloc_array(count, sizeof(*events), GFP_KERNEL_ACCOUNT);
	int error;
	u32 i;

	if (!events)
		return -ENOMEM;
	*emitted = kmes_stage_batch(entries, count, events, &error);
	kmes_write_events(events, *emitted);
	for (i = 0; i < *emitted; i++)
		kvfree(events[i].type);
	kvfree(events);
	return error;
}

static int kmes_batch(const struct kmes_emit_entry __user *user, u32 count,
		      u32 __user *emitted_out, u32 *emitted)
{
	struct kmes_emit_entry *entries;
	int error;

	if (put_user(0, emitted_out))
		return -EFAULT;
	entries = kacs_user_copy(user, count * sizeof(*entries));
	if (IS_ERR(entries))
		return PTR_ERR(entries);
	error = kmes_emit_entries(entries, count, emitted);
	kvfree(entries);
	if (*emitted && put_user(*emitted, emitted_out))
		return -EFAULT;
	return error;
}

SYSCALL_DEFINE3(kmes_emit_batch, const struct kmes_emit_entry __user *, entries,
		u32, count, u32 __user *, emitted_out)
{
	u32 emitted = 0;
	bool reserved;
	int error;

	BUILD_BUG_ON(sizeof(struct kmes_emit_entry) != 32);
	if (!kacs_enabled)
		return -ENOSYS;
	error = kacs_require_privilege(KACS_SE_AUDIT);
	if (error)
		return error;
	if (!count || count > KMES_BATCH_MAX_EVENTS)
		return -EINVAL;
	error = kmes_reserve(count, &reserved);
	if (error)
		return error;
	error = kmes_batch(entries, count, emitted_out, &emitted);
	kmes_unreserve(count - emitted, reserved);
	return error;
}
