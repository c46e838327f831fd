/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Unix sockets: who connected, and who may.
 */
#ifndef KACS_KERNEL_SOCKET_H
#define KACS_KERNEL_SOCKET_H

#include <net/sock.h>

#include "lsm.h"
#include "token.h"

struct kacs_sd_object;

/* The blob of a socket. */
struct kacs_socket {
	/*
	 * Of a socket that accept() gives: who connected, a reference, and how
	 * that token was then. Set before anybody finds the socket. Else NULL.
	 */
	struct kacs_token_object *peer;
	struct kacs_token_view view;
	/* Of an abstract address: its descriptor, a reference, or NULL. */
	struct kacs_sd_object __rcu *sd;
	/*
	 * KACS_LEVEL_*: of @peer; else what this socket will let its server
	 * have, under unix_state_lock().
	 */
	u8 level;
};

static inline struct kacs_socket *kacs_socket(const struct sock *sk)
{
	return sk->sk_security + kacs_blob_sizes.lbs_sock;
}

#endif /* KACS_KERNEL_SOCKET_H */
