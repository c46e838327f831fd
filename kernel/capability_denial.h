/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Refusals by the capability switchboard, kept for "why?". PSD-004 12.2.
 *
 * Much of what asks for a capability only wants to know: without it the call
 * goes on in another way. So a refusal is noted, which costs little, and
 * becomes a record on the way back to user space if the call has failed.
 */
#ifndef KACS_KERNEL_CAPABILITY_DENIAL_H
#define KACS_KERNEL_CAPABILITY_DENIAL_H

#include <linux/types.h>

struct callback_head;
struct kacs_token_object;

/* What a thread was refused during the current system call; its own only. */
struct kacs_refused_capability {
	struct callback_head work;	 /* queued while @token is there */
	struct kacs_token_object *token; /* a reference; NULL: nothing noted */
	u64 before;			 /* refusals that were there before */
	u64 privilege; /* any of these would have done; 0: none */
	u8 capability; /* CAP_* */
};

/**
 * kacs_note_capability - the switchboard has refused the current thread
 * @token: who asked; NULL: nobody who could be told
 * @capability: CAP_*
 * @privilege: a mask, any of which would have done; 0: none
 *
 * The last one of a system call counts, but CAP_SYS_ADMIN not where it is the
 * second thing that is asked for after a capability of its own.
 *
 * Context: any; without effect in interrupts and threads of the kernel.
 */
void kacs_note_capability(struct kacs_token_object *token, u8 capability,
			  u64 privilege);

/**
 * kacs_record_mandatory_capability - a mandatory capability was to be given up
 * @capability: CAP_*, one of KACS_MANDATORY_CAPABILITIES
 *
 * Return: -EPERM, recorded.
 */
int kacs_record_mandatory_capability(u8 capability);

#endif /* KACS_KERNEL_CAPABILITY_DENIAL_H */
