/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The logon session: one authentication event. PSD-004 4.7.
 *
 * Sessions are found by id in an xarray. Its lock, session.c:kacs_sessions,
 * protects what is said to be under the lock; it is taken with softirqs off,
 * because credentials and with them the last tokens are freed there. Only the
 * locks of tokens nest inside it.
 *
 * A linked pair (4.6) belongs to its session: the session refers to both
 * tokens, which keep their identities, which keep the session. What breaks the
 * circle is that the session ends when nothing but its pair is left of it:
 * whoever drops one of the last other references looks (kacs_session_settle()).
 */
#ifndef KACS_KERNEL_SESSION_H
#define KACS_KERNEL_SESSION_H

#include <linux/refcount.h>
#include <linux/types.h>

#include "../core/message_pack.h"
#include "../core/sid.h"

struct kacs_sd_object;
struct kacs_token_object;

/* Sessions that are there from boot on, and the first id that is handed out. */
#define KACS_SESSION_SYSTEM 0u
#define KACS_SESSION_ANONYMOUS 998u
#define KACS_SESSION_FIRST 1024u

struct kacs_session {
	refcount_t refs;
	u32 live_tokens; /* identities that belong to it; under the lock */
	bool published;	 /* found by its id; under the lock */
	/* The linked pair, both or neither, references; under the lock. */
	struct kacs_token_object *elevated;
	struct kacs_token_object *filtered;
	u64 link_id;	/* the pair's, from 1, never reused; under the lock */
	u64 id;		/* never reused */
	u32 logon_type; /* KACS_LOGON_* */
	u64 created_at; /* nanoseconds, CLOCK_REALTIME */
	/* As every object has (3.12); nothing asks it. A reference. */
	struct kacs_sd_object *sd;
	struct kacs_sid user;  /* in @bytes */
	struct kacs_sid logon; /* S-1-5-5-high-low, in @logon_bytes */
	struct rcu_head rcu;
	u8 logon_bytes[20];
	struct kacs_msgpack event; /* that it has been destroyed; allocated */
	u16 package_len; /* of the UTF-8 authentication package in @bytes */
	u8 bytes[];	 /* package, then user SID */
};

/**
 * kacs_session_create - kacs_create_session without the privilege check
 * @spec: 13.6 section 6, in kernel memory
 * @len: how many bytes
 * @creator: whose primary group the session's descriptor gets
 * @id: out: the new session's id
 *
 * Return: 0, -EINVAL (malformed), -ENOMEM.
 */
int kacs_session_create(const u8 *spec, size_t len,
			struct kacs_token_object *creator, u64 *id);

/**
 * kacs_session_find - a session by its id
 * @id: its id
 *
 * The reference keeps the memory, and keeps kacs_session_destroy_empty() away,
 * but is no live token.
 *
 * Return: the session, referenced, or NULL.
 */
struct kacs_session *kacs_session_find(u64 id);

/**
 * kacs_session_from - walk all sessions
 * @id: where to begin
 *
 * Return: the session with the lowest id from @id on, referenced, or NULL.
 */
struct kacs_session *kacs_session_from(u64 id);

static inline struct kacs_session *
kacs_session_get(struct kacs_session *session)
{
	refcount_inc(&session->refs);
	return session;
}

/**
 * kacs_session_put - drop a reference
 * @session: the session
 */
void kacs_session_put(struct kacs_session *session);

/**
 * kacs_session_use - a new identity belongs to the session
 * @session: referenced; on success the reference becomes the identity's
 *
 * Return: false if the session was destroyed in the meantime.
 */
bool kacs_session_use(struct kacs_session *session);

/**
 * kacs_session_unuse - an identity that belonged to the session is gone
 * @session: from kacs_session_use(). The last live token but those of its pair
 *	destroys it, and the event logon-session-destroyed tells (13.7).
 *
 * Context: any but hard interrupts.
 */
void kacs_session_unuse(struct kacs_session *session);

/**
 * kacs_session_link - pair two tokens (4.6)
 * @elevated: a primary token
 * @filtered: another one of the same session and user
 *
 * Takes the place of the session's pair, if it has one.
 *
 * Return: 0, or -EINVAL if one of them has had the other role.
 */
int kacs_session_link(struct kacs_token_object *elevated,
		      struct kacs_token_object *filtered);

/**
 * kacs_session_partner - the other token of a pair
 * @token: a referenced token
 *
 * Return: a referenced token, or NULL if @token is in no pair, or no longer.
 */
struct kacs_token_object *
kacs_session_partner(const struct kacs_token_object *token);

/**
 * kacs_session_settle - end a session of which only its pair is left
 * @session: its memory is there: under RCU, since before the caller dropped
 *	what kept it
 *
 * Context: RCU read side; any but hard interrupts.
 */
void kacs_session_settle(struct kacs_session *session);

/**
 * kacs_session_destroy_empty - kacs_destroy_empty_session
 * @id: which
 *
 * The event logon-session-destroyed tells (4.7).
 *
 * Return: 0, -ENOENT, -EBUSY (a live token, or somebody is about to make one).
 */
int kacs_session_destroy_empty(u64 id);

/* Session 0 (13.5) and the session of the Anonymous token (4.3). */
void __init kacs_sessions_init(void);

#endif /* KACS_KERNEL_SESSION_H */
