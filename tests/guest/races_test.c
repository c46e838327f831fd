// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Two things at the same time, each pair for a moment: what comes of them is
 * what would have come of one after the other. PSD-004 4.3, 4.5, 4.7, 9.3.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include "policy_spec.h"
#include "tokens.h"

#define WORKERS 4
#define RACE_MS 700
#define POLICY "S-1-17-99-1"

static int64_t deadline;

/* This program where everybody may run it. */
static char program[160];

static bool going(void)
{
	return now_ms() < deadline;
}

/* How often something was not as it must be. */
typedef intptr_t work(void);

struct race {
	const char *rule;
	void (*set_up)(void);
	/* Each thread does one, the first ones if there are fewer. */
	work *works[WORKERS];
	const int *token; /* whose process; NULL: SYSTEM's */
};

static void *work_thread(void *arg)
{
	work *const *todo = arg;

	return (void *)(*todo)();
}

static int run_race(const struct race *race)
{
	pthread_t threads[WORKERS];
	intptr_t wrong = 0, started = 0, i;
	void *result;

	for (i = 0; i < WORKERS && race->works[i]; i++)
		if (pthread_create(&threads[started], NULL, work_thread,
				   (void *)&race->works[i]) == 0)
			started++;
	wrong += started != i;
	for (i = 0; i < started; i++) {
		pthread_join(threads[i], &result);
		wrong += (intptr_t)result;
	}
	return wrong > 100 ? 100 : (int)wrong;
}

static void check_race(const struct race *race)
{
	pid_t child;

	if (race->set_up)
		race->set_up();
	deadline = now_ms() + RACE_MS;
	child = race->token ? as_fork(*race->token) : (pid_t)must(fork());
	if (child == 0)
		_exit(run_race(race));
	tap_eq(as_wait(child), 0, "%s", race->rule);
}

static bool user_is(int token, const char *user)
{
	return strcmp(user_of(token), user) == 0;
}

static bool can_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* INSTALL against fork: a child is one of the two, with that one's ids. */

static int first, second;

static void set_up_install(void)
{
	first = token_for(.user = ALICE,
			  .privileges = SE(ASSIGN_PRIMARY_TOKEN));
	second = token_for(.user = BOB, .privileges = SE(ASSIGN_PRIMARY_TOKEN));
}

static intptr_t install_by_turns(void)
{
	intptr_t wrong = 0;

	while (going()) {
		wrong += kacs_sys_token_install(second) != 0;
		wrong += kacs_sys_token_install(first) != 0;
	}
	return wrong;
}

static int see_one_identity(void)
{
	int token = kacs_sys_open_self_token(0, KACS_TOKEN_QUERY);
	uid_t uid = getuid();

	if (uid == 1001)
		return !user_is(token, ALICE);
	return uid == 1002 ? !user_is(token, BOB) : 1;
}

static intptr_t fork_meanwhile(void)
{
	intptr_t wrong = 0;
	pid_t child;

	while (going()) {
		child = fork();
		if (child == 0)
			_exit(see_one_identity());
		wrong += child < 0 || as_wait(child) != 0;
	}
	return wrong;
}

static void *see_in_thread(void *unused)
{
	(void)unused;
	return (void *)(intptr_t)see_one_identity();
}

static intptr_t start_threads_meanwhile(void)
{
	intptr_t wrong = 0;
	pthread_t thread;
	void *result;

	while (going()) {
		/* It may converge between its two looks: only that it lives. */
		wrong +=
			pthread_create(&thread, NULL, see_in_thread, NULL) != 0;
		wrong += pthread_join(thread, &result) != 0;
	}
	return wrong;
}

/* AdjustPrivileges and AdjustGroups against checks. */

static int adjusted; /* Mallory, whose Contractors may read "contracts" */
static uint32_t contractors_index;
static _Atomic unsigned int turn; /* odd: changing; 4n: enabled, 4n+2: not */

static void set_up_adjust(void)
{
	adjusted = token_for(.user = MALLORY,
			     .groups = GROUP_WITH(
				     CONTRACTORS,
				     "\"enabled_by_default\",\"enabled\""));
	/* Behind the three of everybody. */
	contractors_index = 3;
	make_file("contracts", "O:SYG:SYD:(A;;FR;;;" CONTRACTORS ")");
}

static bool enable_contractors(int token, bool enable)
{
	struct kacs_group_entry entry = {contractors_index, enable};
	struct kacs_adjust_groups_args args = {.count = 1,
					       .data_ptr = (uintptr_t)&entry};

	return kacs_sys_token_adjust_groups(token, &args) == 0;
}

static intptr_t adjust_by_turns(void)
{
	int self = kacs_sys_open_self_token(0, KACS_MAXIMUM_ALLOWED);
	intptr_t wrong = 0;

	while (going()) {
		turn++;
		wrong += !enable_contractors(self, false);
		turn++;
		wrong += can_open("contracts");
		turn++;
		wrong += !enable_contractors(self, true);
		turn++;
		wrong += !can_open("contracts");
	}
	close(self);
	return wrong;
}

/* What was true from before a check to after it decides the check. */
static intptr_t check_meanwhile(void)
{
	unsigned int before, after;
	intptr_t wrong = 0;
	bool opened;

	while (going()) {
		before = turn;
		opened = can_open("contracts");
		after = turn;
		if (before == after && before % 2 == 0)
			wrong += opened != (before % 4 == 0);
	}
	return wrong;
}

/* close() against ioctl(): an answer is about the one token or the other. */

#define SHARED_FD 90

static intptr_t replace_meanwhile(void)
{
	intptr_t wrong = 0;

	while (going()) {
		wrong += dup2(alice, SHARED_FD) < 0;
		close(SHARED_FD);
		wrong += dup2(bob, SHARED_FD) < 0;
		sched_yield();
	}
	return wrong;
}

static intptr_t query_meanwhile(void)
{
	struct kacs_duplicate_args copy = {
		.access_mask = KACS_TOKEN_QUERY,
		.token_type = KACS_TOKEN_IMPERSONATION,
		.impersonation_level = KACS_LEVEL_IDENTIFICATION,
	};
	intptr_t wrong = 0;

	while (going()) {
		if (kacs_sys_token_duplicate(SHARED_FD, &copy)) {
			wrong += errno != EBADF;
			continue;
		}
		wrong += !user_is(copy.result_fd, ALICE) &&
			 !user_is(copy.result_fd, BOB);
		close(copy.result_fd);
	}
	return wrong;
}

/* Impersonation against exec and exit. */

static int client, server;

static void set_up_impersonation(void)
{
	client = token_for(.user = ALICE, .more = "\"type\":\"impersonation\","
						  "\"impersonation_level\":"
						  "\"impersonation\"");
	server = token_for(.user = BOB, .privileges = SE(IMPERSONATE));
}

static void *impersonate_for_ever(void *unused)
{
	for (;;) {
		kacs_sys_token_impersonate(client);
		kacs_sys_revert();
	}
	return unused;
}

/* In a child: it execs or ends while its other threads impersonate. */
static void end_in_the_middle(bool exec)
{
	char *const argv[] = {program, (char *)"--who", NULL};
	pthread_t thread;
	int i;

	for (i = 0; i < 2; i++)
		if (pthread_create(&thread, NULL, impersonate_for_ever, NULL))
			_exit(2);
	sched_yield();
	if (kacs_sys_token_impersonate(client))
		_exit(3);
	if (!exec)
		_exit(0);
	execv(program, argv);
	_exit(4);
}

static intptr_t end_children(bool exec)
{
	intptr_t wrong = 0;
	pid_t child;

	while (going()) {
		child = fork();
		if (child == 0)
			end_in_the_middle(exec);
		wrong += child < 0 || as_wait(child) != 0;
	}
	return wrong;
}

static intptr_t exec_children(void)
{
	return end_children(true);
}

static intptr_t exit_children(void)
{
	return end_children(false);
}

/* exec() against signals: a process of Alice's is none of Bob's at any time. */

static _Atomic pid_t *target;

static void set_up_signals(void)
{
	target = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (target == MAP_FAILED)
		tap_abort("mmap");
}

static intptr_t exec_again_and_again(void)
{
	char *const argv[] = {program, (char *)"--again", (char *)"9", NULL};
	intptr_t wrong = 0;
	pid_t child;

	while (going()) {
		child = as_fork(alice);
		if (child == 0) {
			*target = getpid();
			execv(program, argv);
			_exit(2);
		}
		wrong += as_wait(child) != 0;
		*target = 0;
	}
	return wrong;
}

static intptr_t signal_as(int token)
{
	pid_t child = as_fork(token), pid;
	intptr_t wrong = 0;

	if (child) {
		int status = as_wait(child);

		return status;
	}
	while (going()) {
		pid = *target;
		if (pid)
			wrong += kill(pid, SIGKILL) == 0;
	}
	_exit(wrong > 100 ? 100 : (int)wrong);
}

static intptr_t signal_as_bob(void)
{
	return signal_as(bob);
}

static intptr_t signal_as_mallory(void)
{
	return signal_as(mallory);
}

/* Policies and descriptors against opens: Alice gets in, Bob does not. */

#define IN_AND_OUT_FIRST "D:(A;;FA;;;SY)(A;;FR;;;" ALICE ")"
#define IN_AND_OUT_SECOND "D:(D;;FA;;;" BOB ")(A;;FA;;;WD)"

static void set_up_policy(void)
{
	must_set_policy(POLICY, {.dacl = IN_AND_OUT_FIRST});
	make_file("policed", "O:SYG:SYD:(A;;FA;;;WD)S:(SP;;;;;" POLICY ")");
}

static intptr_t set_policies(void)
{
	static struct policy_spec specs[2];
	intptr_t wrong = 0;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		const struct rule rule = {.dacl = i ? IN_AND_OUT_SECOND
						    : IN_AND_OUT_FIRST};

		spec_begin(&specs[i]);
		spec_rule(&specs[i], &rule);
	}
	while (going())
		wrong += set_spec(POLICY, &specs[i++ % 2]) != 0;
	return wrong;
}

static void set_up_descriptor(void)
{
	make_file("turned", "O:SYG:SY" IN_AND_OUT_FIRST);
}

static intptr_t set_descriptors(void)
{
	intptr_t wrong = 0;

	while (going()) {
		wrong += set_sd("turned", "O:SYG:SY" IN_AND_OUT_SECOND) != 0;
		wrong += set_sd("turned", "O:SYG:SY" IN_AND_OUT_FIRST) != 0;
	}
	return wrong;
}

/* What somebody can, he can all the time. */
static intptr_t try_as(int token, bool (*can)(const char *), const char *what,
		       bool expected)
{
	pid_t child = as_fork(token);
	intptr_t wrong = 0;

	if (child)
		return as_wait(child);
	while (going())
		wrong += can(what) != expected;
	_exit(wrong > 100 ? 100 : (int)wrong);
}

static intptr_t open_as(int token, const char *path, bool expected)
{
	return try_as(token, can_open, path, expected);
}

static intptr_t alice_opens_policed(void)
{
	return open_as(alice, "policed", true);
}

static intptr_t bob_opens_policed(void)
{
	return open_as(bob, "policed", false);
}

static intptr_t alice_opens_turned(void)
{
	return open_as(alice, "turned", true);
}

static intptr_t bob_opens_turned(void)
{
	return open_as(bob, "turned", false);
}

/* The same of a process, which they signal, and of a token, which they read. */

#define SIGNAL_FIRST "D:(A;;GA;;;SY)(A;;0x2;;;" ALICE ")"
#define SIGNAL_SECOND "D:(D;;GA;;;" BOB ")(A;;GA;;;WD)"

static int watched; /* a token, or a pidfd */
static pid_t watched_pid;

static void set_up_process_descriptor(void)
{
	watched_pid = bystander(carol, &watched);
	must(set_sd_at(watched, "", SIGNAL_FIRST, AT_EMPTY_PATH));
}

static void set_up_token_descriptor(void)
{
	kill(watched_pid, SIGKILL);
	as_wait(watched_pid);
	close(watched);
	watched = token_for(.user = CAROL);
	must(set_sd_at(watched, "", "D:(A;;GA;;;SY)(A;;RC;;;" ALICE ")",
		       AT_EMPTY_PATH));
}

static intptr_t set_watched(const char *one, const char *two)
{
	intptr_t wrong = 0;

	while (going()) {
		wrong += set_sd_at(watched, "", two, AT_EMPTY_PATH) != 0;
		wrong += set_sd_at(watched, "", one, AT_EMPTY_PATH) != 0;
	}
	return wrong;
}

static intptr_t set_process_descriptors(void)
{
	return set_watched(SIGNAL_FIRST, SIGNAL_SECOND);
}

static intptr_t set_token_descriptors(void)
{
	return set_watched("D:(A;;GA;;;SY)(A;;RC;;;" ALICE ")", SIGNAL_SECOND);
}

static bool can_signal(const char *unused)
{
	(void)unused;
	return kill(watched_pid, SIGWINCH) == 0;
}

static bool can_read_sd(const char *unused)
{
	(void)unused;
	return kacs_sys_get_sd(watched, "", OGD, NULL, 0, AT_EMPTY_PATH) > 0;
}

static intptr_t alice_signals(void)
{
	return try_as(alice, can_signal, NULL, true);
}

static intptr_t bob_signals(void)
{
	return try_as(bob, can_signal, NULL, false);
}

static intptr_t alice_reads_sd(void)
{
	return try_as(alice, can_read_sd, NULL, true);
}

static intptr_t bob_reads_sd(void)
{
	return try_as(bob, can_read_sd, NULL, false);
}

/* Peer tokens against close(), and levels against connect(). */

static int listener;

static socklen_t meeting_point(struct sockaddr_un *to)
{
	*to = (struct sockaddr_un){.sun_family = AF_UNIX};
	strcpy(to->sun_path + 1, "races_test");
	return sizeof(*to);
}

static void set_up_peer(void)
{
	struct sockaddr_un at;
	socklen_t len = meeting_point(&at);

	listener = (int)must(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	must(bind(listener, (struct sockaddr *)&at, len));
	must(listen(listener, 8));
}

/* Connects again and again, and lowers the level just before or just after. */
static intptr_t connect_meanwhile(void)
{
	struct sockaddr_un to;
	socklen_t len = meeting_point(&to);
	intptr_t wrong = 0;
	int fd, peer;

	while (going()) {
		fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		wrong += dup2(fd, SHARED_FD + 1) < 0;
		wrong += connect(fd, (struct sockaddr *)&to, len) != 0;
		peer = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		wrong += dup2(peer, SHARED_FD) < 0;
		close(peer);
		close(fd);
		close(SHARED_FD);
	}
	return wrong;
}

static intptr_t lower_meanwhile(void)
{
	intptr_t wrong = 0;

	while (going())
		if (kacs_sys_set_impersonation_level(SHARED_FD + 1,
						     KACS_LEVEL_IDENTIFICATION))
			wrong += errno != EBADF && errno != EISCONN;
	return wrong;
}

static intptr_t open_peer_meanwhile(void)
{
	intptr_t wrong = 0;
	int token;

	while (going()) {
		token = kacs_sys_open_peer_token(SHARED_FD);
		if (token < 0) {
			wrong += errno != EBADF;
			continue;
		}
		wrong += !user_is(token, SYSTEM);
		close(token);
	}
	return wrong;
}

static intptr_t impersonate_peer_meanwhile(void)
{
	intptr_t wrong = 0;

	while (going())
		if (kacs_sys_impersonate_peer(SHARED_FD))
			wrong += errno != EBADF;
		else
			wrong += kacs_sys_revert() != 0;
	return wrong;
}

/* Empty sessions against tokens: a session with a token is not destroyed. */

static _Atomic int64_t session;

static intptr_t create_in_session(void)
{
	uint8_t sid[KACS_SID_MAX_BYTES], *spec;
	size_t sid_len, spec_len;
	const struct person person = {.user = ALICE};
	intptr_t wrong = 0;
	uint64_t id;
	int token;

	must(kacs_sid_from_text(ALICE, sid, &sid_len, NULL));
	spec = person_spec(&person, &spec_len);
	while (going()) {
		wrong += kacs_session_create(KACS_LOGON_NETWORK, "race", sid,
					     sid_len, &id) != 0;
		memcpy(spec + offsetof(struct kacs_token_spec, session_id), &id,
		       sizeof(id));
		session = (int64_t)id;
		token = kacs_sys_create_token(spec, spec_len);
		if (token < 0) {
			/* It was destroyed before. */
			wrong += errno != EINVAL;
			continue;
		}
		wrong += kacs_sys_destroy_empty_session(id) == 0;
		wrong += errno != EBUSY;
		close(token);
	}
	free(spec);
	return wrong;
}

static intptr_t destroy_meanwhile(void)
{
	intptr_t wrong = 0;

	while (going())
		if (kacs_sys_destroy_empty_session((uint64_t)session))
			wrong += errno != EBUSY && errno != ENOENT;
	return wrong;
}

static const struct race races[] = {
	{"child_of_an_install_is_one_of_both",
	 set_up_install,
	 {install_by_turns, fork_meanwhile, start_threads_meanwhile},
	 &first},
	{"check_after_an_adjustment_knows_of_it",
	 set_up_adjust,
	 {adjust_by_turns, check_meanwhile, check_meanwhile},
	 &adjusted},
	{"ioctl_is_about_the_token_that_was_open",
	 NULL,
	 {replace_meanwhile, query_meanwhile, query_meanwhile},
	 NULL},
	{"program_starts_as_its_process_not_as_the_client",
	 set_up_impersonation,
	 {exec_children, exec_children},
	 &server},
	{"process_that_impersonates_ends",
	 NULL,
	 {exit_children, exit_children},
	 &server},
	{"process_is_its_users_while_it_execs",
	 set_up_signals,
	 {exec_again_and_again, signal_as_bob, signal_as_mallory},
	 NULL},
	{"policy_is_the_old_or_the_new_one",
	 set_up_policy,
	 {set_policies, alice_opens_policed, bob_opens_policed},
	 NULL},
	{"descriptor_is_the_old_or_the_new_one",
	 set_up_descriptor,
	 {set_descriptors, alice_opens_turned, bob_opens_turned},
	 NULL},
	{"process_descriptor_is_the_old_or_the_new_one",
	 set_up_process_descriptor,
	 {set_process_descriptors, alice_signals, bob_signals},
	 NULL},
	{"token_descriptor_is_the_old_or_the_new_one",
	 set_up_token_descriptor,
	 {set_token_descriptors, alice_reads_sd, bob_reads_sd},
	 NULL},
	{"peer_is_who_connected_until_it_is_closed",
	 set_up_peer,
	 {connect_meanwhile, open_peer_meanwhile, impersonate_peer_meanwhile,
	  lower_meanwhile},
	 NULL},
	{"session_with_a_token_is_not_empty",
	 NULL,
	 {create_in_session, destroy_meanwhile, destroy_meanwhile},
	 NULL},
};

/* After an exec by a server that impersonated: it is the server again. */
static int who(void)
{
	int token = kacs_sys_open_self_token(0, KACS_TOKEN_QUERY);

	return !user_is(token, BOB);
}

/* One more exec, so many times. */
static int again(const char *times)
{
	char less[] = "0";
	char *const argv[] = {program, (char *)"--again", less, NULL};

	if (times[0] == '0')
		return 0;
	less[0] = (char)(times[0] - 1);
	execv(program, argv);
	return 3;
}

int main(int argc, char **argv)
{
	size_t i;

	snprintf(program, sizeof(program), "%s", argv[0]);
	if (argc == 2 && strcmp(argv[1], "--who") == 0)
		return who();
	if (argc == 3 && strcmp(argv[1], "--again") == 0)
		return again(argv[2]);
	meet_people("races");
	snprintf(program, sizeof(program), "%s/program", own_directory());
	copy_file("/proc/self/exe", program, 0755);
	give_sd(program, "O:SYG:SYD:(A;;FRFX;;;WD)");
	for (i = 0; i < sizeof(races) / sizeof(races[0]); i++)
		check_race(&races[i]);
	return tap_done();
}
