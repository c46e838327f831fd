/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The logon sessions that there are: PSD-004 4.7, 13.4.
 *
 * Begun with kacs_session_create() in <kacs/calls.h>.
 *
 * Ownership: nothing that is passed is kept.
 *
 * Context: safe in any thread.
 */
#ifndef KACS_SESSIONS_H
#define KACS_SESSIONS_H

#include <stddef.h>
#include <stdint.h>
#include <kacs/diagnostic.h>
#include <kacs/sd.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One of them. More members may come behind these. */
struct kacs_session {
	uint64_t id;
	uint64_t created_at; /* nanoseconds since the beginning of 1970 */
	uint32_t logon_type; /* KACS_LOGON_* */
	uint32_t user_len;
	uint8_t user[KACS_SID_MAX_BYTES];
	const char *package; /* who authenticated; UTF-8, a NUL behind it */
	size_t package_len;
};

/* A list of them. */
struct kacs_sessions;

/**
 * kacs_sessions_read - the kernel's list of sessions
 *
 * Needs FILE_READ_DATA on /sys/kernel/security/kacs/sessions, which SYSTEM and
 * Administrators have.
 *
 * Return: a list, or NULL with errno set.
 *
 * Errors:
 * ENOENT: the kernel has no KACS, or securityfs is not mounted
 * EACCES: the caller may not
 * EPROTO: the kernel's list is not one
 * ENOMEM: out of memory
 *
 * Ownership: to be freed with kacs_sessions_free().
 */
struct kacs_sessions *kacs_sessions_read(void);

/**
 * kacs_sessions_parse - a list of sessions from its text
 * @text: untrusted: lines as the kernel writes them (13.4); what stands behind
 *	the fields of a line that are known is ignored
 * @len: its length
 * @diagnostic: out, may be NULL
 *
 * Return: a list, or NULL with errno set.
 *
 * Errors:
 * EINVAL: @text is no such list; @diagnostic says where and why
 * ENOMEM: out of memory
 *
 * Ownership: to be freed with kacs_sessions_free().
 */
struct kacs_sessions *kacs_sessions_parse(const char *text, size_t len,
					  struct kacs_diagnostic *diagnostic);

/**
 * kacs_sessions_count - how many sessions a list has
 * @sessions: the list
 *
 * Return: how many.
 *
 * Errors:
 * None: errno is not set.
 */
size_t kacs_sessions_count(const struct kacs_sessions *sessions);

/**
 * kacs_sessions_at - a session of a list
 * @sessions: the list
 * @index: which, from 0, in the order of the kernel
 *
 * Return: the session, or NULL if there are not so many.
 *
 * Errors:
 * None: errno is not set.
 *
 * Ownership: it is the list's.
 */
const struct kacs_session *
kacs_sessions_at(const struct kacs_sessions *sessions, size_t index);

/**
 * kacs_sessions_free - free a list of sessions
 * @sessions: the list, or NULL
 */
void kacs_sessions_free(struct kacs_sessions *sessions);

#ifdef __cplusplus
}
#endif

#endif /* KACS_SESSIONS_H */
