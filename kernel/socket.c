// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unix sockets: the identity that a connection carries, and the descriptors of
 * abstract addresses. PSD-004 3.12, 9.3, 14.1 "Unix sockets".
 *
 * An address in the file system has the descriptor of its inode.
 */
#include <linux/err.h>
#include <linux/rcupdate.h>
#include <linux/un.h>
#include <net/af_unix.h>

#include "../include/uapi/kacs/access.h"
#include "credentials.h"
#include "decision.h"
#include "sd_builder.h"
#include "socket.h"
#include "token_defaults.h"

#define KACS_UNIX_PATH_OFFSET offsetof(struct sockaddr_un, sun_path)

static struct kacs_sd_object *kacs_abstract_sd(struct kacs_token_object *token)
{
	const struct kacs_identity *identity = kacs_token_identity(token);
	const struct kacs_rule rules[] = {
		{
			.type = KACS_ACE_ACCESS_ALLOWED,
			.mask = KACS_GENERIC_ALL,
			.sid = identity->user,
		},
		kacs_rule_allow(0, KACS_GENERIC_ALL, KACS_SID_ADMINISTRATORS),
		kacs_rule_allow(0, KACS_GENERIC_ALL, KACS_SID_SYSTEM),
	};
	struct kacs_token_defaults *defaults;
	const struct kacs_sid *group;

	kacs_token_defaults(token, &defaults);
	group = kacs_identity_indexed(identity,
				      kacs_default_group(identity, defaults));
	kacs_token_defaults_put(defaults);
	return kacs_sd_build(&identity->user, group, rules, ARRAY_SIZE(rules),
			     GFP_KERNEL_ACCOUNT);
}

/* Also without a name, which makes the kernel choose an abstract one. */
static bool kacs_binds_abstract(const struct sockaddr_un *address, int len)
{
	return len == KACS_UNIX_PATH_OFFSET ||
	       (len > (int)KACS_UNIX_PATH_OFFSET && !address->sun_path[0]);
}

/*
 * Linux has not looked yet whether it can bind. What is left behind by one that
 * it cannot is replaced by the next; one that is bound keeps what it has.
 */
static int kacs_socket_bind(struct socket *socket, struct sockaddr *address,
			    int len)
{
	struct kacs_token_object *token = kacs_current_token();
	struct sock *sk = socket->sk;
	struct kacs_sd_object *sd;

	if (sk->sk_family != AF_UNIX ||
	    !kacs_binds_abstract((struct sockaddr_un *)address, len) ||
	    smp_load_acquire(&unix_sk(sk)->addr))
		return 0;
	if (unlikely(!token))
		return -EACCES;
	sd = kacs_abstract_sd(token);
	if (IS_ERR(sd))
		return PTR_ERR(sd);
	sd = unrcu_pointer(xchg(&kacs_socket(sk)->sd, RCU_INITIALIZER(sd)));
	kacs_sd_put(sd);
	return 0;
}

static struct kacs_sd_object *kacs_socket_sd(struct sock *sk)
{
	struct kacs_sd_object __rcu **slot = &kacs_socket(sk)->sd;
	struct kacs_sd_object *found, *sd;

	rcu_read_lock();
	do {
		found = rcu_dereference(*slot);
		sd = kacs_sd_get_rcu(found);
	} while (found && !sd);
	rcu_read_unlock();
	return sd;
}

static noinline int
kacs_socket_check_closely(struct kacs_token_object *token,
			  struct kacs_sd_object *sd, u32 rights,
			  const struct unix_address *address)
{
	const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_SOCKET,
		.address = address->name->sun_path + 1,
		.address_len = address->len - KACS_UNIX_PATH_OFFSET - 1,
		.privilege_intent = KACS_BACKUP_INTENT | KACS_RESTORE_INTENT,
	};

	return kacs_decide_closely(token, sd, &kacs_file_mapping,
				   KACS_FILE_WRITE_DATA, rights, &where);
}

/* May the token send to this socket? Only abstract addresses are asked here. */
static int kacs_socket_check(struct kacs_token_object *token, struct sock *sk)
{
	const struct unix_address *address =
		smp_load_acquire(&unix_sk(sk)->addr);
	struct kacs_sd_object *sd;
	int error = 0;
	u32 rights;

	if (!address || address->len <= (int)KACS_UNIX_PATH_OFFSET ||
	    address->name->sun_path[0])
		return 0;
	sd = kacs_socket_sd(sk);
	/* A name that connect() or sendto() chose is nobody's to send to. */
	if (unlikely(!sd))
		return kacs_socket_check_closely(token, &kacs_sd_missing,
						 KACS_UNAUDITED, address);
	rights = kacs_marked_rights(token, sd, &kacs_file_mapping);
	if (unlikely((KACS_FILE_WRITE_DATA | KACS_UNAUDITED) & ~rights))
		error = kacs_socket_check_closely(token, sd, rights, address);
	kacs_sd_put(sd);
	return error;
}

/* Called with both sockets locked. @accepted is what accept() will give. */
static int kacs_unix_stream_connect(struct sock *sk, struct sock *listener,
				    struct sock *accepted)
{
	struct kacs_token_object *token = kacs_current_token();
	struct kacs_socket *to = kacs_socket(accepted);
	int error;

	if (unlikely(!token))
		return -EACCES;
	error = kacs_socket_check(token, listener);
	if (error)
		return error;
	to->level = kacs_socket(sk)->level;
	/* Type and level of a token never change: no lock. */
	if (token->state.token_type == KACS_TOKEN_IMPERSONATION)
		to->level = min(to->level, token->state.impersonation_level);
	if (to->level == KACS_LEVEL_ANONYMOUS)
		token = kacs_anonymous_token;
	kacs_token_view(token, &to->view);
	to->peer = kacs_token_get(token);
	return 0;
}

static int kacs_unix_may_send(struct socket *socket, struct socket *other)
{
	struct kacs_token_object *token = kacs_current_token();

	return likely(token) ? kacs_socket_check(token, other->sk) : -EACCES;
}

static int kacs_sk_alloc(struct sock *sk, int family, gfp_t gfp)
{
	kacs_socket(sk)->level = KACS_LEVEL_IMPERSONATION;
	return 0;
}

static void kacs_sk_free(struct sock *sk)
{
	struct kacs_socket *blob = kacs_socket(sk);

	if (blob->peer)
		kacs_token_view_put(&blob->view);
	kacs_token_put(blob->peer);
	kacs_sd_put(rcu_dereference_protected(blob->sd, true));
}

static struct security_hook_list kacs_socket_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(sk_alloc_security, kacs_sk_alloc),
	LSM_HOOK_INIT(sk_free_security, kacs_sk_free),
	LSM_HOOK_INIT(socket_bind, kacs_socket_bind),
	LSM_HOOK_INIT(unix_stream_connect, kacs_unix_stream_connect),
	LSM_HOOK_INIT(unix_may_send, kacs_unix_may_send),
};

void __init kacs_add_socket_hooks(void)
{
	security_add_hooks(kacs_socket_hooks, ARRAY_SIZE(kacs_socket_hooks),
			   &kacs_lsm_id);
}
