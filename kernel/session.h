/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The logon session: one authentication event. PSD-004 4.7.
 */
#ifndef KACS_KERNEL_SESSION_H
#define KACS_KERNEL_SESSION_H

#include <linux/refcount.h>
#include <linux/types.h>

#include "../core/sid.h"

struct kacs_session {
	refcount_t refs;
	atomic_t live_tokens; /* identities that refer to it */
	bool published; /* found by its id; under the table's lock */
	u64 id; /* never reused */
	u32 logon_type; /* KACS_LOGON_* */
	u64 created_at; /* nanoseconds, CLOCK_REALTIME */
	struct kacs_sid user; /* in @bytes */
	struct kacs_sid logon; /* S-1-5-5-high-low, in @logon_bytes */
	u8 logon_bytes[20];
	u16 package_len; /* of the UTF-8 authentication package in @bytes */
	u8 bytes[]; /* package, then user SID */
};

/**
 * kacs_session_create - kacs_create_session without the privilege check
 * @spec: 13.6 section 6, in kernel memory
 * @len: how many bytes
 * @id: out: the new session's id
 *
 * Return: 0, -EINVAL (malformed), -ENOMEM.
 */
int kacs_session_create(const u8 *spec, size_t len, u64 *id);

/**
 * kacs_session_use - the session that a new identity belongs to
 * @id: its id
 *
 * Return: the session with a reference and one more live token, or NULL.
 */
struct kacs_session *kacs_session_use(u64 id);

/**
 * kacs_session_unuse - an identity that belonged to the session is gone
 * @session: from kacs_session_use(). The last live token destroys it.
 */
void kacs_session_unuse(struct kacs_session *session);

/**
 * kacs_session_destroy_empty - kacs_destroy_empty_session
 * @id: which
 *
 * Return: 0, -ENOENT, -EBUSY (it has, or had in this moment, a live token).
 */
int kacs_session_destroy_empty(u64 id);

/* Session 0 (13.5). */
void __init kacs_sessions_init(void);

#endif /* KACS_KERNEL_SESSION_H */
