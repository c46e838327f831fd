/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the token share among themselves.
 */
#ifndef KACS_KERNEL_TOKEN_INTERNAL_H
#define KACS_KERNEL_TOKEN_INTERNAL_H

#include <linux/init.h>

#include "token.h"

/* Never returns the same number twice, and never 0. */
u64 kacs_new_decision_id(void);

/**
 * kacs_identity_create - an identity from a specification
 * @spec: in kernel memory
 * @len: at most KACS_TOKEN_SPEC_MAX_BYTES
 * @logon: to be appended to the groups, or NULL
 * @session: its session, referenced; it takes a reference of its own
 * @created_at: nanoseconds, CLOCK_REALTIME
 *
 * Return: an identity with one reference, or ERR_PTR: -EINVAL (malformed, an id
 * of Linux that is none, the session is gone), -ENOMEM.
 */
struct kacs_identity_object *kacs_identity_create(const u8 *spec, u32 len,
						  const struct kacs_sid *logon,
						  struct kacs_session *session,
						  u64 created_at);

/**
 * kacs_token_from_identity - a token in the state of a new identity
 * @identity: the reference is used up; an ERR_PTR is passed through
 * @sd: the token's descriptor; the reference is used up, as with @identity
 *
 * Return: a token with one reference or ERR_PTR.
 */
struct kacs_token_object *
kacs_token_from_identity(struct kacs_identity_object *identity,
			 struct kacs_sd_object *sd);

/**
 * kacs_token_fd_to_user - a file descriptor for a token, and its number to user
 * space
 * @object: a token; the descriptor takes its own reference
 * @access: the access mask that is cached on the handle
 * @result: where the number goes
 *
 * Return: a descriptor with O_CLOEXEC or -errno; then there is none.
 */
int kacs_token_fd_to_user(struct kacs_token_object *object, u32 access,
			  s32 __user *result);

/* The cache that tokens come from. */
void __init kacs_token_cache_init(void);

#endif /* KACS_KERNEL_TOKEN_INTERNAL_H */
