// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The identity that a connection carries, and the descriptors of abstract
 * addresses. PSD-004 3.12, 9, 13.1, 14.1 "Unix sockets".
 */
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include "guest.h"
#include "tokens.h"

#define DEFAULT_LEVEL 9u /* leave it as the socket has it */

static int server; /* Bob with SeImpersonatePrivilege */
static int listener, packets;

/* An abstract address if the name begins with '@'. */
static socklen_t address_of(struct sockaddr_un *to, const char *name)
{
	*to = (struct sockaddr_un){.sun_family = AF_UNIX};
	strncpy(to->sun_path, name, sizeof(to->sun_path) - 1);
	if (name[0] == '@')
		to->sun_path[0] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
			   strlen(name) + (name[0] != '@'));
}

static int listen_at(const char *name, int type)
{
	struct sockaddr_un to;
	socklen_t len = address_of(&to, name);
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&to, len) ||
	    (type != SOCK_DGRAM && listen(fd, 8)))
		return -1;
	return fd;
}

static int reach(const char *name, int type, uint32_t level)
{
	struct sockaddr_un to;
	socklen_t len = address_of(&to, name);
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (level != DEFAULT_LEVEL &&
	    kacs_sys_set_impersonation_level(fd, level))
		return (int)OPEN_FAILED();
	if (type == SOCK_DGRAM)
		return (int)sendto(fd, "x", 1, 0, (struct sockaddr *)&to, len);
	return connect(fd, (struct sockaddr *)&to, len) ? -1 : fd;
}

/* What the server is handed of a client that connects so. */
#define connection_of(token, call, from)               \
	({                                             \
		if (as((token), (call)))               \
			tap_abort("connect");          \
		(int)must(accept((from), NULL, NULL)); \
	})

static void check_capture(int type, int from, const char *name,
			  const char *kind)
{
	int connection =
		connection_of(alice, reach(name, type, DEFAULT_LEVEL), from);
	int token = kacs_sys_open_peer_token(connection);

	tap_str(user_of(token), ALICE, "%s_peer_is_who_connected", kind);
	tap_eq(level_of(token), KACS_LEVEL_IMPERSONATION,
	       "%s_peer_has_impersonation_level_by_default", kind);
	tap_eq(number_of(token, KACS_TOKEN_CLASS_TYPE),
	       KACS_TOKEN_IMPERSONATION, "%s_peer_is_an_impersonation_token",
	       kind);
	close(token);
	close(connection);
}

static void test_capture(void)
{
	struct kacs_duplicate_args copy = {
		.access_mask = KACS_TOKEN_QUERY,
		.token_type = KACS_TOKEN_IMPERSONATION,
	};
	int connection, token;

	check_capture(SOCK_STREAM, listener, "stream", "stream");
	check_capture(SOCK_SEQPACKET, packets, "packets", "seqpacket");

	connection =
		connection_of(alice, reach("stream", SOCK_STREAM, 9), listener);
	token = kacs_sys_open_peer_token(connection);
	tap_errno(kacs_sys_token_duplicate(token, &copy), EACCES,
		  "peer_handle_is_for_query_and_impersonation_only");
	tap_errno(kacs_sys_token_impersonate(token), 0,
		  "peer_handle_can_be_impersonated");
	must(kacs_sys_revert());
	close(token);
	close(connection);
}

static void check_level(int connection, const char *kind, const char *name,
			uint32_t level, const char *user)
{
	int token = kacs_sys_open_peer_token(connection);

	tap_eq(level_of(token), level, "%s_level_of_a_%s_is_the_clients_choice",
	       name, kind);
	tap_str(user_of(token), user, "%s_level_of_a_%s_names_its_user", name,
		kind);
	close(token);
	close(connection);
}

static void test_levels(void)
{
	static const struct {
		const char *name;
		uint32_t level;
		const char *user;
	} rows[] = {
		{"anonymous", KACS_LEVEL_ANONYMOUS, "S-1-5-7"},
		{"identification", KACS_LEVEL_IDENTIFICATION, ALICE},
		{"impersonation", KACS_LEVEL_IMPERSONATION, ALICE},
		{"delegation", KACS_LEVEL_DELEGATION, ALICE},
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		check_level(connection_of(alice,
					  reach("stream", SOCK_STREAM,
						rows[i].level),
					  listener),
			    "stream", rows[i].name, rows[i].level,
			    rows[i].user);
		check_level(connection_of(alice,
					  reach("packets", SOCK_SEQPACKET,
						rows[i].level),
					  packets),
			    "seqpacket", rows[i].name, rows[i].level,
			    rows[i].user);
	}
}

static int act_and_open(int connection, const char *path)
{
	if (kacs_sys_impersonate_peer(connection))
		return -1;
	return open(path, O_RDONLY);
}

static int act_revert_and_open(int connection, const char *path)
{
	if (kacs_sys_impersonate_peer(connection) || kacs_sys_revert())
		return (int)OPEN_FAILED();
	return open(path, O_RDONLY);
}

static int act_twice(int first, int second, const char *path)
{
	if (kacs_sys_impersonate_peer(first))
		return (int)OPEN_FAILED();
	return act_and_open(second, path);
}

/* What is refused leaves the thread with whom it acts for. */
static int act_and_be_refused(int first, int second, int error,
			      const char *path)
{
	if (kacs_sys_impersonate_peer(first) ||
	    !kacs_sys_impersonate_peer(second) || errno != error)
		return (int)OPEN_FAILED();
	return open(path, O_RDONLY);
}

static int cascade(int connection)
{
	if (kacs_sys_impersonate_peer(connection))
		return (int)OPEN_FAILED();
	return reach("stream", SOCK_STREAM, DEFAULT_LEVEL);
}

static void test_impersonation(void)
{
	int connection = connection_of(
		alice, reach("stream", SOCK_STREAM, DEFAULT_LEVEL), listener);
	int known = connection_of(
		alice, reach("stream", SOCK_STREAM, KACS_LEVEL_IDENTIFICATION),
		listener);
	int nobody = connection_of(
		alice, reach("stream", SOCK_STREAM, KACS_LEVEL_ANONYMOUS),
		listener);
	int other = connection_of(
		mallory, reach("stream", SOCK_STREAM, DEFAULT_LEVEL), listener);
	int own = connection_of(
		bob, reach("stream", SOCK_STREAM, DEFAULT_LEVEL), listener);
	int high = token_for(.user = ALICE, .integrity = "high");
	int above = connection_of(
		high, reach("stream", SOCK_STREAM, DEFAULT_LEVEL), listener);
	int restricted =
		token_for(.user = BOB, .privileges = SE(IMPERSONATE),
			  .more = "\"restricted_sids\":[{\"sid\":\"" BOB
				  "\"},{\"sid\":\"" EVERYONE "\"}]");
	int by_packets =
		connection_of(alice,
			      reach("packets", SOCK_SEQPACKET, DEFAULT_LEVEL),
			      packets);
	int through, token;

	make_file("alices", "O:SYG:SYD:(A;;FA;;;" ALICE ")");
	make_file("bobs", "O:SYG:SYD:(A;;FA;;;" BOB ")");
	make_file("everyones", "O:SYG:SYD:(A;;FA;;;WD)");
	tap_as(server, act_and_open(connection, "alices"), 0,
	       "server_opens_what_its_client_may");
	tap_as(server, act_and_open(by_packets, "alices"), 0,
	       "server_opens_what_its_client_of_packets_may");
	tap_as(server, act_and_open(connection, "bobs"), EACCES,
	       "server_acting_for_a_client_has_not_its_own_rights");
	tap_as(server, act_revert_and_open(connection, "bobs"), 0,
	       "server_has_its_own_rights_after_revert");
	tap_as(server, act_revert_and_open(connection, "alices"), EACCES,
	       "server_has_not_its_clients_rights_after_revert");
	tap_as(server, act_twice(other, connection, "alices"), 0,
	       "second_client_replaces_the_first");
	tap_as(server, act_and_open(known, "everyones"), EACCES,
	       "identified_client_cannot_be_acted_for");
	tap_as(server, act_and_open(nobody, "everyones"), 0,
	       "anonymous_client_is_in_everyone");
	tap_as(server, act_and_open(nobody, "alices"), EACCES,
	       "anonymous_client_is_not_known");
	tap_as(bob, act_and_open(connection, "everyones"), EACCES,
	       "identity_gate_caps_without_the_privilege");
	tap_as(bob, act_and_open(own, "bobs"), 0,
	       "identity_gate_opens_for_the_same_user");
	tap_as(server, act_and_open(above, "everyones"), EACCES,
	       "integrity_ceiling_caps_in_spite_of_the_privilege");
	tap_as(restricted, act_and_open(own, "bobs"), EPERM,
	       "restricted_server_does_not_act_as_its_unrestricted_self");
	tap_as(restricted, act_and_be_refused(connection, own, EPERM, "alices"),
	       0, "refused_impersonation_leaves_the_one_before");
	tap_as(server,
	       act_and_be_refused(connection, listener, EACCES, "alices"), 0,
	       "missing_peer_leaves_the_impersonation_before");

	through = connection_of(server, cascade(connection), listener);
	token = kacs_sys_open_peer_token(through);
	tap_str(user_of(token), ALICE, "identity_cascades_over_local_services");
	close(token);
	close(through);
	close(restricted);
	close(high);
	close(above);
	close(own);
	close(other);
	close(nobody);
	close(known);
	close(by_packets);
	close(connection);
}

/* What a client does to its token later does not reach its server. */
static int connect_and_drop(int go, int done)
{
	struct kacs_priv_entry removed = {
		.luid = KACS_SE_CHANGE_NOTIFY,
		.attributes = KACS_SE_PRIVILEGE_REMOVED,
	};
	struct kacs_adjust_privs_args args = {.count = 1,
					      .data_ptr = (uintptr_t)&removed};
	int token = kacs_sys_open_self_token(0, KACS_TOKEN_ADJUST_PRIVS);
	char byte;

	if (token < 0 || reach("stream", SOCK_STREAM, DEFAULT_LEVEL) < 0 ||
	    kacs_sys_token_adjust_privileges(token, &args) ||
	    write(done, "x", 1) != 1)
		return 1;
	return read(go, &byte, 1) != 1;
}

static void test_snapshot(void)
{
	int go[2], done[2];
	int connection, token;
	pid_t child;
	char byte;

	must(pipe(go));
	must(pipe(done));
	child = as_fork(alice);
	if (child == 0)
		_exit(connect_and_drop(go[0], done[1]));
	must(read(done[0], &byte, 1));
	connection = (int)must(accept(listener, NULL, NULL));
	token = kacs_sys_open_peer_token(connection);
	tap_ok(privileges_of(token).enabled & SE(CHANGE_NOTIFY),
	       "peer_is_who_the_client_was_when_it_connected");
	close(token);
	must(write(go[1], "x", 1));
	tap_eq(as_wait(child), 0, "client_dropped_its_privilege");
	token = kacs_sys_open_peer_token(connection);
	tap_str(user_of(token), ALICE, "peer_outlives_its_client");
	close(token);
	close(connection);
	close(go[0]);
	close(go[1]);
	close(done[0]);
	close(done[1]);
}

/* Which levels and sockets are refused is in bad_input_call_test.c. */
static void test_level_refusals(void)
{
	int connected = reach("stream", SOCK_STREAM, DEFAULT_LEVEL);
	int connection, token;

	tap_errno(kacs_sys_set_impersonation_level(connected, 1), EISCONN,
		  "level_of_a_connected_socket");
	connection = (int)must(accept(listener, NULL, NULL));
	token = kacs_sys_open_peer_token(connection);
	tap_eq(level_of(token), KACS_LEVEL_IMPERSONATION,
	       "level_stays_what_it_was_after_a_refusal");
	close(token);
	close(connection);
	close(connected);
}

/* An address in the file system and an abstract one carry who connects. */
static void test_abstract_peers(void)
{
	static const struct {
		const char *name;
		int type;
	} rows[] = {{"@own_stream", SOCK_STREAM},
		    {"@own_packets", SOCK_SEQPACKET}};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int from = (int)must(listen_at(rows[i].name, rows[i].type));

		check_level(connection_of(carol,
					  reach(rows[i].name, rows[i].type,
						KACS_LEVEL_DELEGATION),
					  from),
			    rows[i].name, "delegation", KACS_LEVEL_DELEGATION,
			    CAROL);
		close(from);
	}
}

/* Bob's process with three abstract addresses, for as long as it lives. */
static pid_t bind_abstract(void)
{
	int ready[2];
	pid_t child;
	char byte;

	must(pipe(ready));
	child = as_fork(bob);
	if (child == 0) {
		if (listen_at("@stream", SOCK_STREAM) < 0 ||
		    listen_at("@packets", SOCK_SEQPACKET) < 0 ||
		    listen_at("@datagrams", SOCK_DGRAM) < 0 ||
		    write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	must(read(ready[0], &byte, 1));
	close(ready[0]);
	close(ready[1]);
	return child;
}

static int bind_again(const char *name)
{
	struct sockaddr_un to;
	socklen_t len = address_of(&to, name);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	return fd < 0 ? -1 : bind(fd, (struct sockaddr *)&to, len);
}

static void test_abstract(void)
{
	static const struct {
		const char *name;
		int type;
	} rows[] = {
		{"@stream", SOCK_STREAM},
		{"@packets", SOCK_SEQPACKET},
		{"@datagrams", SOCK_DGRAM},
	};
	pid_t child = bind_abstract();
	size_t i;

	tap_as(alice, bind_again("@stream"), EADDRINUSE,
	       "abstract_address_is_taken");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *name = rows[i].name;

		tap_as(bob, reach(name, rows[i].type, DEFAULT_LEVEL), 0,
		       "%s_is_its_users", name);
		tap_as(carol, reach(name, rows[i].type, DEFAULT_LEVEL), 0,
		       "%s_is_the_administrators", name);
		tap_errno(reach(name, rows[i].type, DEFAULT_LEVEL), 0,
			  "%s_is_systems", name);
		tap_as(alice, reach(name, rows[i].type, DEFAULT_LEVEL), EACCES,
		       "%s_is_nobody_elses", name);
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* SO_PASSCRED makes a datagram socket that connects choose a name. */
static void test_unbound(void)
{
	struct sockaddr_un to, chosen;
	socklen_t len = sizeof(chosen);
	const int on = 1;
	int sink = (int)must(listen_at("datagrams", SOCK_DGRAM));
	int from = (int)must(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	int other = (int)must(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));

	must(setsockopt(from, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)));
	must(sendto(from, "x", 1, 0, (struct sockaddr *)&to,
		    address_of(&to, "datagrams")));
	must(getsockname(from, (struct sockaddr *)&chosen, &len));
	tap_errno(sendto(other, "x", 1, 0, (struct sockaddr *)&chosen, len),
		  EACCES, "the_name_that_connect_chose_is_nobodys");
	close(other);
	close(from);
	from = (int)must(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	to = (struct sockaddr_un){.sun_family = AF_UNIX};
	must(bind(from, (struct sockaddr *)&to, sizeof(to.sun_family)));
	len = sizeof(chosen);
	must(getsockname(from, (struct sockaddr *)&chosen, &len));
	other = (int)must(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	tap_errno(sendto(other, "x", 1, 0, (struct sockaddr *)&chosen, len), 0,
		  "the_name_that_bind_chose_is_its_users");
	close(other);
	close(from);
	close(sink);
}

int main(void)
{
	meet_people("peer");
	server = token_for(.user = BOB, .privileges = SE(IMPERSONATE));
	listener = (int)must(listen_at("stream", SOCK_STREAM));
	packets = (int)must(listen_at("packets", SOCK_SEQPACKET));
	give_sd("stream", "O:SYG:SYD:(A;;FA;;;WD)");
	give_sd("packets", "O:SYG:SYD:(A;;FA;;;WD)");
	test_capture();
	test_levels();
	test_impersonation();
	test_snapshot();
	test_level_refusals();
	test_abstract_peers();
	test_abstract();
	test_unbound();
	return tap_done();
}
