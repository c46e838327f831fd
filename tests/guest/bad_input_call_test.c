// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What bad input to the system calls of tokens and sessions gets: the errno
 * that is specified, and nothing changed. PSD-004 13.1.
 */
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include "bad_input.h"

/* System calls with plain arguments. Descriptors that they are tried on: */
static struct {
	int null;
	int pidfd;
	int of_dead;
	int stream; /* not connected */
	int listener;
	int datagram;
	int internet;
	int pair[2];
	int client;
	int server;
} of;

/* Connects to a socket in the file system; who connects is captured. */
static void connect_pair(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX,
				      .sun_path = "listener"};

	of.listener = (int)must(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	must(bind(of.listener, (struct sockaddr *)&address, sizeof(address)));
	must(listen(of.listener, 1));
	of.client = (int)must(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	must(connect(of.client, (struct sockaddr *)&address, sizeof(address)));
	of.server = (int)must(accept(of.listener, NULL, NULL));
}

static void make_descriptors(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	of.of_dead = (int)must(syscall(SYS_pidfd_open, child, 0));
	must(waitpid(child, NULL, 0));
	of.pidfd = (int)must(syscall(SYS_pidfd_open, getpid(), 0));
	of.null = (int)must(open("/dev/null", O_RDONLY | O_CLOEXEC));
	of.stream = (int)must(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	of.datagram = (int)must(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	of.internet = (int)must(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, of.pair));
	connect_pair();
}

#define Q KACS_TOKEN_QUERY

static void test_open_calls(void)
{
	int dead = of.of_dead, pidfd = of.pidfd;
	int tid = getpid();

	refused(kacs_sys_open_self_token(2, Q), EINVAL, "open_self_flag_2");
	refused(kacs_sys_open_self_token(UINT32_MAX, Q), EINVAL,
		"open_self_flags_all");
	refused(kacs_sys_open_self_token(0, 0x00200000), EINVAL,
		"open_self_reserved_right");
	refused(kacs_sys_open_self_token(0, UINT32_MAX), EINVAL,
		"open_self_all_rights_there_are_not");
	refused(kacs_sys_open_self_token(0, KACS_ACCESS_SYSTEM_SECURITY |
						    0x00400000),
		EINVAL, "open_self_reserved_right_beside_another");
	refused(kacs_sys_open_process_token(-1, Q), EBADF,
		"open_process_no_descriptor");
	refused(kacs_sys_open_process_token(1000, Q), EBADF,
		"open_process_closed_descriptor");
	refused(kacs_sys_open_process_token(of.null, Q), EBADF,
		"open_process_no_pidfd");
	refused(kacs_sys_open_process_token(subject, Q), EBADF,
		"open_process_token_for_a_pidfd");
	refused(kacs_sys_open_process_token(dead, Q), ESRCH,
		"open_process_of_the_dead");
	refused(kacs_sys_open_process_token(pidfd, 0x00800000), EINVAL,
		"open_process_reserved_right");
	refused(kacs_sys_open_thread_token(-1, tid, Q), EBADF,
		"open_thread_no_descriptor");
	refused(kacs_sys_open_thread_token(of.null, tid, Q), EBADF,
		"open_thread_no_pidfd");
	refused(kacs_sys_open_thread_token(dead, tid, Q), ESRCH,
		"open_thread_of_the_dead");
	refused(kacs_sys_open_thread_token(pidfd, 0, Q), EINVAL,
		"open_thread_0");
	refused(kacs_sys_open_thread_token(pidfd, -1, Q), EINVAL,
		"open_thread_negative");
	refused(kacs_sys_open_thread_token(pidfd, INT32_MIN, Q), EINVAL,
		"open_thread_least");
	refused(kacs_sys_open_thread_token(pidfd, INT32_MAX, Q), ESRCH,
		"open_thread_that_is_none");
	refused(kacs_sys_open_thread_token(pidfd, 1, Q), ESRCH,
		"open_thread_of_another_process");
	refused(kacs_sys_open_thread_token(pidfd, tid, 0x00200000), EINVAL,
		"open_thread_reserved_right");
}

static void test_sockets(void)
{
	static const struct {
		const char *name;
		int *fd;
		int peer;  /* kacs_open_peer_token, kacs_impersonate_peer */
		int level; /* kacs_set_impersonation_level */
	} rows[] = {
		{"no_socket", &of.null, ENOTSOCK, ENOTSOCK},
		{"a_token", &subject, ENOTSOCK, ENOTSOCK},
		{"an_internet_socket", &of.internet, EACCES, EOPNOTSUPP},
		{"a_datagram_socket", &of.datagram, EACCES, EOPNOTSUPP},
		{"a_socketpair", &of.pair[0], EACCES, EISCONN},
		{"a_listener", &of.listener, EACCES, EINVAL},
		{"the_clients_side", &of.client, EACCES, EISCONN},
	};
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		int fd = *rows[i].fd;

		refused(kacs_sys_open_peer_token(fd), rows[i].peer,
			"open_peer_of_%s", rows[i].name);
		refused(kacs_sys_impersonate_peer(fd), rows[i].peer,
			"impersonate_peer_of_%s", rows[i].name);
		refused(kacs_sys_set_impersonation_level(fd, 1), rows[i].level,
			"set_level_of_%s", rows[i].name);
	}
	refused(kacs_sys_open_peer_token(-1), EBADF, "open_peer_of_nothing");
	refused(kacs_sys_impersonate_peer(-1), EBADF,
		"impersonate_peer_of_nothing");
	refused(kacs_sys_set_impersonation_level(-1, 1), EBADF,
		"set_level_of_nothing");
	refused(kacs_sys_open_peer_token(of.stream), EACCES,
		"open_peer_of_a_socket_that_is_not_connected");
	refused(kacs_sys_impersonate_peer(of.stream), EACCES,
		"impersonate_peer_of_a_socket_that_is_not_connected");
	refused(kacs_sys_set_impersonation_level(of.stream, 4), EINVAL,
		"set_level_4");
	refused(kacs_sys_set_impersonation_level(of.stream, UINT32_MAX), EINVAL,
		"set_level_largest");
	refused(kacs_sys_set_impersonation_level(of.server, 1), EISCONN,
		"set_level_of_the_servers_side");
	refused(kacs_sys_revert(), 0, "revert_of_who_does_not_impersonate");
}

static void test_create(void)
{
	static const uint64_t addresses[] = {0, NOT_MAPPED, IN_KERNEL,
					     NOT_CANONICAL};
	size_t len, i;
	uint8_t *spec = person_spec(&(struct person){.user = BOB}, &len);

	for (i = 0; i < COUNT(addresses); i++) {
		const void *at = (const void *)addresses[i];

		refused(kacs_sys_create_token(at, len), EFAULT,
			"create_token_at_address_%zu", i);
		refused(kacs_sys_create_session(at, 64), EFAULT,
			"create_session_at_address_%zu", i);
	}
	refused(kacs_sys_create_token(spec, 0), EINVAL, "create_token_of_0");
	refused(kacs_sys_create_token(spec, 191), EINVAL,
		"create_token_of_191_bytes");
	refused(kacs_sys_create_token(spec, 192), EINVAL,
		"create_token_of_a_header_alone");
	refused(kacs_sys_create_token(spec, 65537), EINVAL,
		"create_token_of_65537_bytes");
	refused(kacs_sys_create_token(spec, SIZE_MAX), EINVAL,
		"create_token_of_everything");
	refused_as(alice, kacs_sys_create_token(spec, len), EPERM,
		   "create_token_without_the_privilege");
	refused(kacs_sys_create_session(spec, 0), EINVAL,
		"create_session_of_0");
	refused(kacs_sys_create_session(spec, 14), EINVAL,
		"create_session_of_14_bytes");
	refused(kacs_sys_create_session(spec, 4097), EINVAL,
		"create_session_of_4097_bytes");
	refused(kacs_sys_create_session(spec, SIZE_MAX), EINVAL,
		"create_session_of_everything");
	free(spec);
}

static void test_destroy(void)
{
	refused(kacs_sys_destroy_empty_session(0), EBUSY,
		"destroy_the_session_of_system");
	refused(kacs_sys_destroy_empty_session(998), EBUSY,
		"destroy_the_session_of_anonymous");
	refused(kacs_sys_destroy_empty_session(session), EBUSY,
		"destroy_a_session_with_tokens");
	refused(kacs_sys_destroy_empty_session(1), ENOENT,
		"destroy_a_session_that_never_was");
	refused(kacs_sys_destroy_empty_session(session + (1ull << 32)), ENOENT,
		"destroy_a_session_whose_low_half_is_one");
	refused(kacs_sys_destroy_empty_session(UINT64_MAX), ENOENT,
		"destroy_the_last_session");
	refused_as(alice, kacs_sys_destroy_empty_session(session), EPERM,
		   "destroy_without_the_privilege");
}

/* What makes a descriptor fails without room for one, and makes nothing. */
static void test_no_room(void)
{
	struct kacs_get_linked_token_args linked = {0};
	struct kacs_duplicate_args copy = {.token_type = KACS_TOKEN_PRIMARY};
	struct kacs_restrict_args filter = {0};
	struct rlimit old, limit;
	int server = of.server, pidfd = of.pidfd;
	int results[7], numbers[7];
	size_t len, i;
	uint8_t *spec = person_spec(&(struct person){.user = BOB}, &len);

	must(getrlimit(RLIMIT_NOFILE, &old));
	limit = (struct rlimit){0, old.rlim_max};
	must(setrlimit(RLIMIT_NOFILE, &limit));
#define TRY(index, call) (results[index] = (int)(call), numbers[index] = errno)
	TRY(0, kacs_sys_open_self_token(0, Q));
	TRY(1, kacs_sys_open_process_token(pidfd, Q));
	TRY(2, kacs_sys_create_token(spec, len));
	TRY(3, kacs_sys_open_peer_token(server));
	TRY(4, ioctl(subject, KACS_IOC_DUPLICATE, &copy));
	TRY(5, ioctl(subject, KACS_IOC_RESTRICT, &filter));
	TRY(6, ioctl(subject, KACS_IOC_GET_LINKED_TOKEN, &linked));
#undef TRY
	must(setrlimit(RLIMIT_NOFILE, &old));
	free(spec);
	for (i = 0; i < COUNT(results); i++) {
		refused((errno = numbers[i], results[i]), EMFILE,
			"no_room_for_descriptor_%zu", i);
	}
}

/* Uses what is used below, and makes the pair of a partner that is asked for. */
static void prepare(void)
{
	struct kacs_link_tokens_args pair;

	meet_people("bad_input_call");
	make_subject();
	make_descriptors();
	pair = (struct kacs_link_tokens_args){subject, other, session};
	must(kacs_sys_token_link(&pair));
	close((int)must(kacs_sys_open_peer_token(of.server)));
	remember_state();
}

int main(void)
{
	prepare();
	test_open_calls();
	test_sockets();
	test_create();
	test_destroy();
	test_no_room();
	return tap_done();
}
