// SPDX-License-Identifier: GPL-2.0-only
/*
 * System calls about the client at the other end of a socket: PSD-004 9.3, 13.1.
 */
#include <linux/err.h>
#include <linux/net.h>
#include <linux/syscalls.h>
#include <net/af_unix.h>
#include <net/tcp_states.h>

#include "../include/uapi/kacs/access.h"
#include "../include/uapi/kacs/token.h"
#include "credentials.h"
#include "denial.h"
#include "socket.h"

/* It is not what accept() gave for a connection. */
static struct kacs_token_object *kacs_no_peer(void)
{
	static const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_SOCKET,
	};

	return ERR_PTR(kacs_record_rule(KACS_RULE_NO_PEER, -EACCES, 0, &where));
}

/* An impersonation token of who connected, referenced. */
static struct kacs_token_object *kacs_peer_token(int fd)
{
	struct kacs_token_object *token;
	const struct kacs_socket *blob;
	struct socket *socket;
	int error;

	socket = sockfd_lookup(fd, &error);
	if (!socket)
		return ERR_PTR(error);
	blob = kacs_socket(socket->sk);
	if (!blob->peer)
		token = kacs_no_peer();
	else if (blob->level == KACS_LEVEL_ANONYMOUS)
		token = kacs_token_get(kacs_anonymous_token);
	else
		token = kacs_token_at(blob->peer, &blob->view, blob->level,
				      kacs_current_primary_token());
	sockfd_put(socket);
	return token;
}

static int kacs_use_peer(int fd, int (*use)(struct kacs_token_object *token))
{
	struct kacs_token_object *token;
	int result;

	if (!kacs_enabled)
		return -ENOSYS;
	token = kacs_peer_token(fd);
	if (IS_ERR(token))
		return PTR_ERR(token);
	result = use(token);
	kacs_token_put(token);
	return result;
}

static int kacs_peer_token_fd(struct kacs_token_object *token)
{
	return kacs_token_fd(token, KACS_TOKEN_QUERY | KACS_TOKEN_IMPERSONATE);
}

SYSCALL_DEFINE1(kacs_open_peer_token, int, conn_fd)
{
	return kacs_use_peer(conn_fd, kacs_peer_token_fd);
}

SYSCALL_DEFINE1(kacs_impersonate_peer, int, conn_fd)
{
	return kacs_use_peer(conn_fd, kacs_impersonate);
}

/* A connection, once made, carries what it was made with. */
static int kacs_limit_level(struct sock *sk, u32 level)
{
	int error = 0;

	if (sk->sk_family != AF_UNIX ||
	    (sk->sk_type != SOCK_STREAM && sk->sk_type != SOCK_SEQPACKET))
		return -EOPNOTSUPP;
	unix_state_lock(sk);
	if (sk->sk_state == TCP_CLOSE)
		kacs_socket(sk)->level = level;
	else
		error = sk->sk_state == TCP_LISTEN ? -EINVAL : -EISCONN;
	unix_state_unlock(sk);
	return error;
}

SYSCALL_DEFINE2(kacs_set_impersonation_level, int, sock_fd, u32, level)
{
	struct socket *socket;
	int error;

	if (!kacs_enabled)
		return -ENOSYS;
	if (level > KACS_LEVEL_DELEGATION)
		return -EINVAL;
	socket = sockfd_lookup(sock_fd, &error);
	if (!socket)
		return error;
	error = kacs_limit_level(socket->sk, level);
	sockfd_put(socket);
	return error;
}
