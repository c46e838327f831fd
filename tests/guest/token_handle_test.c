// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Handles on tokens: which rights they get, that those stay, and whose
 * privileges count for what is done by them. PSD-004 4.4, 4.8, 13.1, 13.2,
 * 13.6 section 2.
 */
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include "tokens.h"

#define CLIENT \
	"\"type\":\"impersonation\",\"impersonation_level\":\"impersonation\""

/* Disabling what is not there changes nothing, with the right to it. */
static int adjust(int token)
{
	const struct kacs_priv_entry entry = {KACS_SE_CREATE_JOB, 0};
	struct kacs_adjust_privs_args args = {.count = 1,
					      .data_ptr = (uintptr_t)&entry};

	return kacs_sys_token_adjust_privileges(token, &args);
}

static int ask(int token)
{
	struct kacs_query_args args = {.token_class = KACS_TOKEN_CLASS_USER};

	return kacs_sys_token_query(token, &args);
}

static int copy_of(int token)
{
	return duplicate(token, KACS_TOKEN_QUERY, KACS_TOKEN_PRIMARY, 0);
}

static int filtered(int token)
{
	struct kacs_restrict_args args = {.result_fd = -1};

	return kacs_sys_token_restrict(token, &args) ? -1 : args.result_fd;
}

static int partner_of(int token)
{
	struct kacs_get_linked_token_args args = {.result_fd = -1};

	return kacs_sys_token_get_linked(token, &args) ? -1 : args.result_fd;
}

/* Both halves of a pair, for as long as the test runs. */
static int linked_token(void)
{
	uint64_t session = new_session(ALICE);
	struct kacs_link_tokens_args pair = {
		(int)must(token_in_for(session, .user = ALICE)),
		(int)must(token_in_for(session, .user = ALICE)), session};

	must(kacs_sys_token_link(&pair));
	return pair.elevated_fd;
}

/* A connection of this process to itself: the end that accepted it. */
static int connection(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX,
				      .sun_path = "connection"};
	int listener =
		(int)must(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	int client = (int)must(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	int server;

	must(bind(listener, (struct sockaddr *)&address, sizeof(address)));
	must(listen(listener, 1));
	must(connect(client, (struct sockaddr *)&address, sizeof(address)));
	server = (int)must(accept(listener, NULL, NULL));
	close(listener);
	return server;
}

static bool is_called(int fd, const char *name)
{
	char path[64], target[64] = "";

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	must(readlink(path, target, sizeof(target) - 1));
	if (strcmp(target, name) == 0)
		return true;
	tap_note("it is called %s", target);
	return false;
}

/* However a handle is come by. */
static void test_descriptors(void)
{
	int self = (int)must(syscall(SYS_pidfd_open, getpid(), 0));
	const struct {
		const char *name;
		int fd;
	} handles[] = {
		{"created", token_for(.user = ALICE)},
		{"own", kacs_sys_open_self_token(0, KACS_TOKEN_QUERY)},
		{"processes",
		 kacs_sys_open_process_token(self, KACS_TOKEN_QUERY)},
		{"threads",
		 kacs_sys_open_thread_token(self, gettid(), KACS_TOKEN_QUERY)},
		{"peers", kacs_sys_open_peer_token(connection())},
		{"duplicated", copy_of(alice)},
		{"filtered", filtered(alice)},
		{"linked", partner_of(linked_token())},
	};
	size_t i;

	for (i = 0; i < sizeof(handles) / sizeof(*handles); i++) {
		must(handles[i].fd);
		tap_ok(is_called(handles[i].fd, "anon_inode:kacs-token"),
		       "%s_handle_is_called_kacs_token", handles[i].name);
		tap_eq(fcntl(handles[i].fd, F_GETFD), FD_CLOEXEC,
		       "%s_handle_is_closed_by_exec", handles[i].name);
		close(handles[i].fd);
	}
	close(self);
}

/* Alice makes a token of hers; its descriptor does not make her its master. */
static int make_own(void)
{
	size_t len;
	uint8_t *spec =
		person_spec(&(const struct person){.user = ALICE}, &len);

	return kacs_sys_create_token(spec, len);
}

static int copy_of_made(void)
{
	int token = make_own();

	return token < 0 ? (int)OPEN_FAILED() : copy_of(token);
}

/* The same token through a handle that its descriptor gives. */
static int copy_of_installed(void)
{
	int token = make_own();

	if (token < 0 || kacs_sys_token_install(token))
		return (int)OPEN_FAILED();
	return kacs_sys_open_self_token(0, KACS_TOKEN_DUPLICATE);
}

static int read_own_descriptor(void)
{
	const char *expected = "O:" ALICE "D:(A;;SWWPDTLO;;;" ALICE
			       ")(A;;RC;;;OW)(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;"
			       "SY)";
	int token = make_own();
	const char *text;

	if (token < 0)
		return (int)OPEN_FAILED();
	text = sd_text_at(token, "", OGD, AT_EMPTY_PATH);
	if (strcmp(text, expected) == 0)
		return 0;
	fprintf(stderr, "expected %s\nactual %s\n", expected, text);
	errno = ERANGE;
	return -1;
}

static void test_create(void)
{
	int maker = token_for(.privileges = SE(CREATE_TOKEN) |
					    SE(ASSIGN_PRIMARY_TOKEN));

	tap_as(maker, copy_of_made(), 0,
	       "handle_of_create_token_has_all_rights");
	tap_as(maker, copy_of_installed(), EACCES,
	       "who_made_its_own_token_is_not_its_master");
	tap_as(maker, read_own_descriptor(), 0,
	       "own_token_has_a_descriptor_without_its_creator");
	close(maker);
}

/* Alice copies a token of hers, Bob one of Alice's, and the rest is refused. */
static void test_duplicate(void)
{
	const uint32_t all = KACS_TOKEN_ALL_ACCESS;
	int server = token_for(.user = BOB, .privileges = SE(IMPERSONATE));

	tap_as(bob, duplicate(alice, all, KACS_TOKEN_PRIMARY, 0), 0,
	       "who_duplicates_anothers_token_has_all_rights");
	tap_as(alice, duplicate(alice, KACS_TOKEN_QUERY, KACS_TOKEN_PRIMARY, 0),
	       0, "who_duplicates_its_own_token_may_query_it");
	tap_as(alice,
	       duplicate(alice, KACS_TOKEN_DUPLICATE, KACS_TOKEN_PRIMARY, 0),
	       EACCES, "who_duplicates_its_own_token_is_asked_its_descriptor");
	close(server);
}

static int impersonate_and_duplicate(int client, int token)
{
	if (kacs_sys_token_impersonate(client))
		return (int)OPEN_FAILED();
	return copy_of(token);
}

/* The copy's descriptor names the process, who is asked is the thread. */
static void test_effective(void)
{
	int server = token_for(.user = BOB, .privileges = SE(IMPERSONATE));
	int client = token_for(.user = CAROL, .more = CLIENT);

	tap_as(server, impersonate_and_duplicate(client, alice), EACCES,
	       "effective_token_is_asked_for_a_duplicate");
	close(server);
	close(client);
}

/* As many rights as the source's handle has, and no more. */
static void test_restrict(void)
{
	int narrow = (int)must(
		duplicate(alice, KACS_TOKEN_DUPLICATE | KACS_TOKEN_QUERY,
			  KACS_TOKEN_PRIMARY, 0));
	int copy = (int)must(filtered(narrow));
	int whole = (int)must(filtered(alice));

	tap_errno(ask(copy), 0, "filtered_handle_may_what_the_source_may");
	tap_errno(copy_of(copy), 0, "filtered_handle_may_all_that");
	tap_errno(adjust(copy), EACCES, "filtered_handle_may_nothing_else");
	tap_errno(adjust(whole), 0, "filtered_whole_handle_may_everything");
	close(narrow);
	close(copy);
	close(whole);
}

/* 4.8: what was granted stays; whoever opens it later is asked anew. */
static void test_cached(void)
{
	int token = token_for(.user = ALICE);
	int handle = (int)must(copy_of(token));

	must(set_sd_at(handle, "", "O:SYG:SYD:", AT_EMPTY_PATH));
	tap_errno(ask(handle), 0, "handle_keeps_its_rights");
	tap_errno(adjust(handle), EACCES, "handle_gets_no_rights");
	close(handle);
	close(token);
}

/* 4.5 has no such adjustment. */
static void test_descriptor(void)
{
	int token = token_for(.user = ALICE);
	uint64_t before = statistics_of(token).modified_id;

	must(set_sd_at(token, "", "O:SYG:SYD:(A;;GA;;;SY)", AT_EMPTY_PATH));
	tap_eq(statistics_of(token).modified_id, before,
	       "setting_a_descriptor_is_no_adjustment");
	close(token);
}

static int open_self(void)
{
	return kacs_sys_open_self_token(0, KACS_TOKEN_QUERY);
}

static int open_self_after(int handle)
{
	/* The token is its own process's from now on, and a copy in children. */
	if (kacs_sys_token_install(handle))
		return (int)OPEN_FAILED();
	return open_self();
}

static void test_self_query(void)
{
	int installer = token_for(.privileges = SE(ASSIGN_PRIMARY_TOKEN));
	int token = token_for(.user = ALICE);

	tap_as(installer, open_self_after(token), 0,
	       "own_token_is_queried_by_its_descriptor");
	must(set_sd_at(token, "", "O:SYG:SYD:(A;;GA;;;SY)", AT_EMPTY_PATH));
	tap_as(installer, open_self_after(token), EACCES,
	       "own_token_is_not_queried_without_its_descriptor");
	close(token);
	close(installer);
}

static int open_own(uint32_t access)
{
	return kacs_sys_open_self_token(0, access);
}

/* A descriptor without a label is Medium (10.3), a token's like any other. */
static void test_low(void)
{
	int low = token_for(.integrity = "low");

	tap_as(low, open_own(KACS_TOKEN_QUERY), 0, "low_token_queries_itself");
	tap_as(low, open_own(KACS_TOKEN_ADJUST_PRIVS), EACCES,
	       "low_token_does_not_adjust_its_privileges");
	tap_as(low, open_own(KACS_TOKEN_ADJUST_DEFAULT), EACCES,
	       "low_token_does_not_adjust_its_defaults");
	close(low);
}

static int be_anonymous_and_open(int client, uint32_t access)
{
	if (kacs_sys_token_impersonate(client))
		return (int)OPEN_FAILED();
	return open_own(access);
}

/* Everybody who is Anonymous shares one token. */
static void test_anonymous(void)
{
	int nobody = token_for(.more = "\"type\":\"impersonation\","
				       "\"impersonation_level\":"
				       "\"anonymous\"");

	tap_as(bob, be_anonymous_and_open(nobody, KACS_TOKEN_QUERY), 0,
	       "anonymous_is_queried");
	tap_as(bob, be_anonymous_and_open(nobody, KACS_TOKEN_ADJUST_PRIVS),
	       EACCES, "privileges_of_anonymous_are_not_adjusted");
	tap_as(bob, be_anonymous_and_open(nobody, KACS_TOKEN_ADJUST_GROUPS),
	       EACCES, "groups_of_anonymous_are_not_adjusted");
	tap_as(bob, be_anonymous_and_open(nobody, KACS_TOKEN_ADJUST_DEFAULT),
	       EACCES, "defaults_of_anonymous_are_not_adjusted");
	tap_as(bob, be_anonymous_and_open(nobody, KACS_WRITE_DAC), EACCES,
	       "descriptor_of_anonymous_is_not_changed");
	close(nobody);
}

static void send_handle(int socket, int handle)
{
	char byte = 0;
	struct iovec data = {&byte, 1};
	union {
		struct cmsghdr header;
		uint8_t room[CMSG_SPACE(sizeof(int))];
	} control = {.room = {0}};
	struct msghdr message = {.msg_iov = &data,
				 .msg_iovlen = 1,
				 .msg_control = &control,
				 .msg_controllen = sizeof(control)};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &handle, sizeof(handle));
	must(sendmsg(socket, &message, 0));
}

static int receive_handle(int socket)
{
	char byte;
	int handle = -1;
	struct iovec data = {&byte, 1};
	union {
		struct cmsghdr header;
		uint8_t room[CMSG_SPACE(sizeof(int))];
	} control;
	struct msghdr message = {.msg_iov = &data,
				 .msg_iovlen = 1,
				 .msg_control = &control,
				 .msg_controllen = sizeof(control)};

	if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != 1 ||
	    !CMSG_FIRSTHDR(&message))
		return -1;
	memcpy(&handle, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(handle));
	return handle;
}

/* What one process sends and another, who might open it itself, receives. */
static void test_transfer(void)
{
	int narrow = (int)must(copy_of(alice)), received, ends[2];

	must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	send_handle(ends[0], narrow);
	received = (int)must(receive_handle(ends[1]));
	tap_as(bob, ask(received), 0, "sent_handle_may_what_the_senders_may");
	tap_as(carol, adjust(received), EACCES,
	       "sent_handle_may_no_more_than_the_senders");
	tap_errno(adjust(received), EACCES, "not_even_to_system");
	close(ends[0]);
	close(ends[1]);
	close(received);
	close(narrow);
}

static int impersonate_and_set_session(int client, int token)
{
	if (kacs_sys_token_impersonate(client))
		return (int)OPEN_FAILED();
	return kacs_sys_token_adjust_session_id(token, 5);
}

static int impersonate_and_install(int client, int token)
{
	if (kacs_sys_token_impersonate(client))
		return (int)OPEN_FAILED();
	return kacs_sys_token_install(token);
}

static int impersonate_and_create(int client)
{
	if (kacs_sys_token_impersonate(client))
		return (int)OPEN_FAILED();
	return make_own();
}

static int impersonate_and_end_session(int client)
{
	if (kacs_sys_token_impersonate(client))
		return (int)OPEN_FAILED();
	/* There is no such session; who may not ask is not told. */
	return kacs_sys_destroy_empty_session(77) ? -1 : 0;
}

/* INSTALL and ADJUST_SESSIONID ask the process, all else the thread. */
static void test_privileges(void)
{
	const uint64_t all =
		SE(TCB) | SE(ASSIGN_PRIMARY_TOKEN) | SE(CREATE_TOKEN);
	int plain = token_for(.user = BOB, .privileges = SE(IMPERSONATE));
	int trusted =
		token_for(.user = BOB, .privileges = SE(IMPERSONATE) | all);
	int client = token_for(.more = CLIENT);
	int strong = token_for(.privileges = all, .more = CLIENT);

	tap_as(trusted, impersonate_and_set_session(client, alice), 0,
	       "session_id_asks_the_privilege_of_the_process");
	tap_as(plain, impersonate_and_set_session(strong, alice), EPERM,
	       "session_id_asks_no_privilege_of_the_client");
	tap_as(trusted, impersonate_and_install(client, bob), 0,
	       "install_asks_the_privilege_of_the_process");
	tap_as(plain, impersonate_and_install(strong, bob), EPERM,
	       "install_asks_no_privilege_of_the_client");
	tap_as(plain, impersonate_and_create(strong), 0,
	       "create_token_asks_the_privilege_of_the_client");
	tap_as(trusted, impersonate_and_create(client), EPERM,
	       "create_token_asks_no_privilege_of_the_process");
	tap_as(plain, impersonate_and_end_session(strong), ENOENT,
	       "sessions_ask_the_privilege_of_the_client");
	tap_as(trusted, impersonate_and_end_session(client), EPERM,
	       "sessions_ask_no_privilege_of_the_process");
	close(plain);
	close(trusted);
	close(client);
	close(strong);
}

int main(void)
{
	meet_people("token_handle");
	test_descriptors();
	test_create();
	test_duplicate();
	test_effective();
	test_restrict();
	test_cached();
	test_descriptor();
	test_self_query();
	test_low();
	test_anonymous();
	test_transfer();
	test_privileges();
	return tap_done();
}
