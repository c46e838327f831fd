// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What bad input to the system calls of tokens, sessions, processes and peers
 * gets: the errno that is specified, and nothing changed. PSD-004 13.1.
 */
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "bad_input.h"

/* System calls with plain arguments. Descriptors that they are tried on: */
static struct {
	int pidfd;
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

static void make_sockets(void)
{
	of.pidfd = (int)must(syscall(SYS_pidfd_open, getpid(), 0));
	of.stream = (int)must(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	of.datagram = (int)must(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	of.internet = (int)must(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, of.pair));
	connect_pair();
}

#define Q KACS_TOKEN_QUERY

/* The calls; what is not known at first comes in fill_calls(). */
static struct call open_self = {.name = "open_self",
				.number = __NR_kacs_open_self_token,
				.arguments = {0, Q},
				.undo = close_returned};
static struct call open_process = {.name = "open_process",
				   .number = __NR_kacs_open_process_token,
				   .arguments = {0, Q},
				   .undo = close_returned};
static struct call open_thread = {.name = "open_thread",
				  .number = __NR_kacs_open_thread_token,
				  .arguments = {0, 0, Q},
				  .undo = close_returned};
static struct call create_token = {.name = "create_token",
				   .number = __NR_kacs_create_token,
				   .undo = close_returned};
static struct call create_session = {.name = "create_session",
				     .number = __NR_kacs_create_session};
static struct call set_psb = {.name = "set_psb",
			      .number = __NR_kacs_set_psb,
			      .arguments = {UINT32_MAX, 0}};
static struct call destroy = {.name = "destroy",
			      .number = __NR_kacs_destroy_empty_session};
static struct call open_peer = {.name = "open_peer",
				.number = __NR_kacs_open_peer_token,
				.undo = close_returned};
static struct call impersonate_peer = {.name = "impersonate_peer",
				       .number = __NR_kacs_impersonate_peer};
static struct call revert = {.name = "revert", .number = __NR_kacs_revert};
static struct call set_level = {.name = "set_level",
				.number = __NR_kacs_set_impersonation_level,
				.arguments = {0, KACS_LEVEL_IMPERSONATION}};

static struct call uid0 = {
	.name = "uid0", .number = SYS_prctl, .arguments = {KACS_PR_UID0}};

static void end_session(const uint64_t *arguments, long returned)
{
	(void)arguments;
	must(kacs_sys_destroy_empty_session((uint64_t)returned));
}

static void end_impersonation(const uint64_t *arguments, long returned)
{
	(void)arguments;
	(void)returned;
	must(kacs_sys_revert());
}

static uint8_t *token_spec;
static size_t token_spec_len;

/* A batch session of SYSTEM, with a package of one letter. */
static const uint8_t session_spec[] = {4, 1, 0, 'x', 12, 0, 0,	0, 1, 1,
				       0, 0, 0, 0,   0,	 5, 18, 0, 0, 0};

static void fill_calls(void)
{
	open_process.arguments[0] = (uint64_t)of.pidfd;
	open_thread.arguments[0] = (uint64_t)of.pidfd;
	open_thread.arguments[1] = (uint64_t)getpid();
	token_spec =
		person_spec(&(struct person){.user = BOB}, &token_spec_len);
	create_token.arguments[0] = (uintptr_t)token_spec;
	create_token.arguments[1] = token_spec_len;
	create_session.arguments[0] = (uintptr_t)session_spec;
	create_session.arguments[1] = sizeof(session_spec);
	create_session.undo = end_session;
	destroy.arguments[0] = session;
	open_peer.arguments[0] = (uint64_t)of.server;
	impersonate_peer.arguments[0] = (uint64_t)of.server;
	impersonate_peer.undo = end_impersonation;
	set_level.arguments[0] = (uint64_t)of.stream;
}

/* All that have a good form; it uses what is used below, too. */
static void test_good(void)
{
	static const struct call *const calls[] = {
		&open_self,	 &open_process, &open_thread, &create_token,
		&create_session, &set_psb,	&open_peer,   &impersonate_peer,
		&revert,	 &set_level,	&uid0,
	};
	const struct address odd[] = {
		{"spec", &create_token, ARGUMENT(0), token_spec_len, READ,
		 EFAULT, 0},
		{"spec", &create_session, ARGUMENT(0), sizeof(session_spec),
		 READ, EFAULT, 0},
	};

	accept_calls(calls, COUNT(calls));
	accept_odd_addresses(odd, COUNT(odd));
	refuse_addresses(odd, COUNT(odd));
}

static const struct wrong wrongs[] = {
	{"tid_0", &open_thread, ARGUMENT(1), 0, EINVAL},
	{"tid_minus_1", &open_thread, ARGUMENT(1), UINT32_MAX, EINVAL},
	{"tid_least", &open_thread, ARGUMENT(1), 0x80000000, EINVAL},
	{"tid_largest", &open_thread, ARGUMENT(1), INT32_MAX, ESRCH},
	{"tid_of_another_process", &open_thread, ARGUMENT(1), 1, ESRCH},
	{"len_0", &create_token, ARGUMENT(1), 0, EINVAL},
	{"len_191", &create_token, ARGUMENT(1), 191, EINVAL},
	{"len_of_a_header_alone", &create_token, ARGUMENT(1), 192, EINVAL},
	{"len_65537", &create_token, ARGUMENT(1), 65537, EINVAL},
	{"len_4_gib", &create_token, ARGUMENT(1), 1ull << 32, EINVAL},
	{"len_largest", &create_token, ARGUMENT(1), UINT64_MAX, EINVAL},
	{"len_0", &create_session, ARGUMENT(1), 0, EINVAL},
	{"len_14", &create_session, ARGUMENT(1), 14, EINVAL},
	{"len_one_short", &create_session, ARGUMENT(1),
	 sizeof(session_spec) - 1, EINVAL},
	{"len_4097", &create_session, ARGUMENT(1), 4097, EINVAL},
	{"len_4_gib", &create_session, ARGUMENT(1),
	 (1ull << 32) + sizeof(session_spec), EINVAL},
	{"len_largest", &create_session, ARGUMENT(1), UINT64_MAX, EINVAL},
	{"of_system", &destroy, ARGUMENT(0), 0, EBUSY},
	{"of_anonymous", &destroy, ARGUMENT(0), 998, EBUSY},
	{"of_what_never_was", &destroy, ARGUMENT(0), 2, ENOENT},
	{"of_the_last", &destroy, ARGUMENT(0), UINT64_MAX, ENOENT},
	{"level_4", &set_level, ARGUMENT(1), 4, EINVAL},
	{"level_largest", &set_level, ARGUMENT(1), UINT32_MAX, EINVAL},
	{"second_argument", &uid0, ARGUMENT(1), 1, EINVAL},
	{"third_argument", &uid0, ARGUMENT(2), 1, EINVAL},
	{"fourth_argument", &uid0, ARGUMENT(3), 1, EINVAL},
	{"last_argument", &uid0, ARGUMENT(4), 1ull << 63, EINVAL},
};

#define ACCESS_BITS (0xffffffff & ~KACS_RESERVED_ACCESS_MASK)

static const struct bits bits[] = {
	{"flags", &open_self, ARGUMENT(0), KACS_REAL_TOKEN, EINVAL},
	{"access_mask", &open_self, ARGUMENT(1), ACCESS_BITS, EINVAL},
	{"access_mask", &open_process, ARGUMENT(1), ACCESS_BITS, EINVAL},
	{"access_mask", &open_thread, ARGUMENT(2), ACCESS_BITS, EINVAL},
	{"mitigations", &set_psb, ARGUMENT(1), KACS_MIT_ALL, EINVAL},
};

#define PIDFD(call, minus_one)                                             \
	{                                                                  \
		"pidfd", &(call), ARGUMENT(0), EBADF,                      \
		{                                                          \
			[MINUS_ONE] = (minus_one), [A_PROCESS] = ACCEPTED, \
			[A_DEAD_PROCESS] = ESRCH                           \
		}                                                          \
	}
#define SOCKET(call, socket)                                     \
	{                                                        \
		"socket", &(call), ARGUMENT(0), ENOTSOCK,        \
		{                                                \
			[MINUS_ONE] = EBADF, [LEAST] = EBADF,    \
			[LARGEST] = EBADF, [NOT_OPEN] = EBADF,   \
			[BY_PATH] = EBADF, [A_SOCKET] = (socket) \
		}                                                \
	}

static const struct descriptor descriptors[] = {
	PIDFD(open_process, EBADF),	  PIDFD(open_thread, EBADF),
	PIDFD(set_psb, ACCEPTED),	  SOCKET(open_peer, EACCES),
	SOCKET(impersonate_peer, EACCES), SOCKET(set_level, ACCEPTED),
};

static void test_sockets(void)
{
	static const struct {
		const char *name;
		int *fd;
		int peer;  /* kacs_open_peer_token, kacs_impersonate_peer */
		int level; /* kacs_set_impersonation_level */
	} rows[] = {
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
	refused(kacs_sys_set_impersonation_level(of.server, 1), EISCONN,
		"set_level_of_the_servers_side");
}

/* What a session says; the rest of it is in session_test.c. */
static void test_sessions(void)
{
	refused(kacs_sys_destroy_empty_session(session), EBUSY,
		"destroy_a_session_with_tokens");
	refused(kacs_sys_destroy_empty_session(session + (1ull << 32)), ENOENT,
		"destroy_a_session_whose_low_half_is_one");
	refused_as(alice, kacs_sys_destroy_empty_session(session), EPERM,
		   "destroy_without_the_privilege");
	refused_as(alice,
		   kacs_sys_create_session(session_spec, sizeof(session_spec)),
		   EPERM, "create_session_without_the_privilege");
	refused_as(alice, kacs_sys_create_token(token_spec, token_spec_len),
		   EPERM, "create_token_without_the_privilege");
}

/* What cannot be set leaves what could be set beside it unset. */
static void test_mitigations(void)
{
	refused(kacs_sys_set_psb(-1, KACS_MIT_WXP | KACS_MIT_CFIF), EOPNOTSUPP,
		"set_psb_with_one_that_cannot_be");
	refused(kacs_sys_set_psb(-1, KACS_MIT_WXP | KACS_MIT_CFI), EOPNOTSUPP,
		"set_psb_with_both_of_cfi");
	refused(kacs_sys_set_psb(-1, KACS_MIT_ALL), EOPNOTSUPP,
		"set_psb_of_all");
	refused_as(alice, kacs_sys_set_psb(of.pidfd, KACS_MIT_WXP), EACCES,
		   "set_psb_of_somebody_else");
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
	size_t i;

	must(getrlimit(RLIMIT_NOFILE, &old));
	limit = (struct rlimit){0, old.rlim_max};
	must(setrlimit(RLIMIT_NOFILE, &limit));
#define TRY(index, call) (results[index] = (int)(call), numbers[index] = errno)
	TRY(0, kacs_sys_open_self_token(0, Q));
	TRY(1, kacs_sys_open_process_token(pidfd, Q));
	TRY(2, kacs_sys_create_token(token_spec, token_spec_len));
	TRY(3, kacs_sys_open_peer_token(server));
	TRY(4, ioctl(subject, KACS_IOC_DUPLICATE, &copy));
	TRY(5, ioctl(subject, KACS_IOC_RESTRICT, &filter));
	TRY(6, ioctl(subject, KACS_IOC_GET_LINKED_TOKEN, &linked));
#undef TRY
	must(setrlimit(RLIMIT_NOFILE, &old));
	for (i = 0; i < COUNT(results); i++) {
		refused((errno = numbers[i], results[i]), EMFILE,
			"no_room_for_descriptor_%zu", i);
	}
}

/* Uses what is used below, and makes the pair of a partner that is asked for. */
static void prepare(void)
{
	struct kacs_link_tokens_args pair;

	make_subject("bad_input_call");
	make_sockets();
	pair = (struct kacs_link_tokens_args){subject, other, session};
	must(kacs_sys_token_link(&pair));
	fill_calls();
}

int main(void)
{
	prepare();
	test_good();
	refuse_wrongs(wrongs, COUNT(wrongs));
	refuse_bits(bits, COUNT(bits));
	refuse_descriptors(descriptors, COUNT(descriptors));
	test_sockets();
	test_sessions();
	test_mitigations();
	test_no_room();
	return bad_input_done();
}
