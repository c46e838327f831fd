// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * New processes share their parent's token until somebody looks (4.3): children
 * that are looked at while they end, run programs and use their token, and
 * parents that change theirs while they fork. Each for a moment.
 *
 * A process of the race's token forks, one child after the other. This program,
 * as SYSTEM, opens each child's token in several threads at once while the child
 * does what the race is about; then they compare what they have seen.
 */
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include "tokens.h"

#define RACE_MS 500
#define OPENERS 2
#define LOOKS 4		  /* of each opener at a child */
#define PATIENCE_MS 10000 /* with a child that says nothing */
#define PAIR (SE(SYSTEMTIME) | SE(TIME_ZONE))

/* What the processes tell each other about a round. */
struct meeting {
	_Atomic int round; /* there is a child; -1: no more */
	_Atomic int go;	   /* it may begin */
	_Atomic int said;  /* it has */
	_Atomic int over;  /* it may end */
	_Atomic int pid;   /* of the child */
	_Atomic uint64_t
		id; /* of its token, as it sees it; 0: it did not look */
	_Atomic uint32_t uid; /* its own, as it sees it */
	/* Changes of the parent's token before and after the fork. */
	_Atomic unsigned int turn_before, turn_after;
};

static struct meeting *meeting;
static int64_t deadline;
static int client; /* to be impersonated */
static int first, second;
static char program[160];

static bool going(void)
{
	return now_ms() < deadline;
}

/* Places are futexes: who waits for the other side sleeps. */
static void say(_Atomic int *place, int round)
{
	*place = round;
	syscall(SYS_futex, place, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

/* Until the other side is so far; false: it never is. */
static bool reached(_Atomic int *place, int round)
{
	const struct timespec second = {.tv_sec = 1};
	int64_t last = now_ms() + PATIENCE_MS;
	int now;

	while ((now = *place) != round && now != -1) {
		if (now_ms() > last)
			return false;
		syscall(SYS_futex, place, FUTEX_WAIT, now, &second, NULL, 0);
	}
	return true;
}

/* One race; what is NULL is not done. */
struct race {
	const char *rule;
	const int *token;
	void *(*meanwhile)(void *); /* in a thread of the parent */
	void (*before_fork)(int round);
	void (*child)(void); /* what it does; it says so itself or ends */
	/* Is what was seen of the child's token right? */
	bool (*right)(int token);
};

/* The child. */

static uint64_t own_id(void)
{
	int token = kacs_sys_open_self_token(KACS_REAL_TOKEN, KACS_TOKEN_QUERY);
	uint64_t id;

	if (token < 0)
		return 0;
	id = statistics_of(token).token_id;
	close(token);
	return id;
}

static void look_at_oneself(void)
{
	meeting->id = own_id();
}

static void end_at_once(void)
{
	say(&meeting->said, meeting->round);
	_exit(0);
}

static void run_program(void)
{
	char *const argv[] = {program, (char *)"--look", NULL};

	execv(program, argv);
	_exit(1);
}

static void use_privilege(void)
{
	must(setpriority(PRIO_PROCESS, 0, -5));
}

/* Nobody has CAP_SETPCAP. */
static void be_refused(void)
{
	prctl(PR_SET_SECUREBITS, 1, 0, 0, 0);
	look_at_oneself();
}

static void *look_in_thread(void *unused)
{
	look_at_oneself();
	return unused;
}

static void start_thread(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, look_in_thread, NULL) == 0)
		pthread_join(thread, NULL);
}

/* The copy that its own child gets is no use of its token. */
static void fork_again(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	must(waitpid(child, NULL, 0));
	look_at_oneself();
}

static void live(const struct race *race, int round)
{
	if (!reached(&meeting->go, round))
		_exit(1);
	meeting->uid = getuid();
	if (race->child)
		race->child();
	say(&meeting->said, round);
	reached(&meeting->over, round);
	_exit(0);
}

/* The parent: what else it does with its token. */

static _Atomic unsigned int turn; /* odd: changing; 4n: enabled, 4n+2: not */

static int adjust_pair(int token, uint32_t attributes)
{
	struct kacs_priv_entry entries[] = {
		{KACS_SE_SYSTEMTIME, attributes},
		{KACS_SE_TIME_ZONE, attributes},
	};
	struct kacs_adjust_privs_args args = {.count = 2,
					      .data_ptr = (uintptr_t)entries};

	return kacs_sys_token_adjust_privileges(token, &args);
}

static void *adjust_by_turns(void *unused)
{
	int self =
		(int)must(kacs_sys_open_self_token(0, KACS_TOKEN_ADJUST_PRIVS));

	while (going()) {
		turn++;
		must(adjust_pair(self, 0));
		turn++;
		usleep(0);
		turn++;
		must(adjust_pair(self, KACS_SE_PRIVILEGE_ENABLED));
		turn++;
		usleep(0);
	}
	close(self);
	return unused;
}

static void *install_by_turns(void *unused)
{
	while (going()) {
		must(kacs_sys_token_install(second));
		must(kacs_sys_token_install(first));
	}
	return unused;
}

static void *impersonate_by_turns(void *unused)
{
	while (going()) {
		must(kacs_sys_token_impersonate(client));
		must(kacs_sys_revert());
	}
	return unused;
}

static void impersonate_now_and_then(int round)
{
	if (round % 2)
		must(kacs_sys_token_impersonate(client));
	else
		must(kacs_sys_revert());
}

static pid_t fork_child(const struct race *race, int round)
{
	pid_t child;

	if (race->before_fork)
		race->before_fork(round);
	meeting->id = 0;
	meeting->turn_before = turn;
	child = (pid_t)must(fork());
	if (child == 0)
		live(race, round);
	meeting->turn_after = turn;
	return child;
}

static void fork_children(const struct race *race)
{
	pthread_t thread;
	pid_t child;
	int round;

	if (race->meanwhile &&
	    pthread_create(&thread, NULL, race->meanwhile, NULL))
		_exit(1);
	for (round = 1; going(); round++) {
		child = fork_child(race, round);
		meeting->pid = child;
		say(&meeting->round, round);
		if (!reached(&meeting->over, round))
			kill(child, SIGKILL);
		must(waitpid(child, NULL, 0));
	}
	say(&meeting->round, -1);
	if (race->meanwhile)
		pthread_join(thread, NULL);
	_exit(0);
}

/* Those who look. */

static pthread_barrier_t begin, end;
static int looked_at; /* pidfd; -1: no more */
static uint64_t seen[OPENERS][LOOKS];

/* The id of the token of a process or of its first thread; 0: it has ended. */
static uint64_t look(int pidfd, int way)
{
	int token =
		way % 2 ? kacs_sys_open_thread_token(pidfd, meeting->pid,
						     KACS_TOKEN_QUERY)
			: kacs_sys_open_process_token(pidfd, KACS_TOKEN_QUERY);
	uint64_t id;

	if (token < 0)
		return errno == ESRCH ? 0 : UINT64_MAX;
	id = statistics_of(token).token_id;
	close(token);
	return id;
}

static void *look_each_round(void *data)
{
	uint64_t *ids = data;
	int i;

	for (;;) {
		pthread_barrier_wait(&begin);
		if (looked_at < 0)
			return NULL;
		for (i = 0; i < LOOKS; i++)
			ids[i] = look(looked_at, i);
		pthread_barrier_wait(&end);
	}
}

/* All have seen the same token, or none any more. */
static bool seen_alike(void)
{
	const uint64_t *all = seen[0];
	uint64_t id = meeting->id;
	int i;

	for (i = 0; i < OPENERS * LOOKS; i++) {
		if (!id)
			id = all[i];
		if (all[i] && all[i] != id) {
			tap_note("token %llu, and %llu", (unsigned long long)id,
				 (unsigned long long)all[i]);
			return false;
		}
	}
	return true;
}

static bool is_right(const struct race *race, int pidfd)
{
	int token;
	bool right;

	if (!race->right)
		return true;
	token = (int)must(kacs_sys_open_process_token(pidfd, KACS_TOKEN_QUERY));
	right = race->right(token);
	close(token);
	return right;
}

static bool look_at_child(const struct race *race, int round)
{
	int pidfd = (int)must(syscall(SYS_pidfd_open, meeting->pid, 0));
	bool good;

	looked_at = pidfd;
	say(&meeting->go, round);
	pthread_barrier_wait(&begin);
	pthread_barrier_wait(&end);
	good = reached(&meeting->said, round);
	if (!good)
		tap_note("the child says nothing");
	good = good && seen_alike() && is_right(race, pidfd);
	close(pidfd);
	say(&meeting->over, round);
	return good;
}

static void check_race(const struct race *race)
{
	pthread_t openers[OPENERS];
	int round = 0, wrong = 0, i;
	pid_t parent;

	memset(meeting, 0, sizeof(*meeting));
	deadline = now_ms() + RACE_MS;
	parent = as_fork(*race->token);
	if (parent == 0)
		fork_children(race);
	for (i = 0; i < OPENERS; i++)
		if (pthread_create(&openers[i], NULL, look_each_round, seen[i]))
			tap_abort("pthread_create");
	while (reached(&meeting->round, ++round) && meeting->round == round)
		wrong += !look_at_child(race, round);
	looked_at = -1;
	pthread_barrier_wait(&begin);
	for (i = 0; i < OPENERS; i++)
		pthread_join(openers[i], NULL);
	tap_eq(as_wait(parent), 0, "parent_of_%s", race->rule);
	tap_eq(wrong, 0, "%s", race->rule);
	tap_note("%d rounds", round - 1);
}

/* What is right about a token. */

static bool has_used(int token)
{
	return privileges_of(token).used & SE(INCREASE_BASE_PRIORITY);
}

static bool has_not_used(int token)
{
	return !has_used(token);
}

static bool is_of_the_uid(int token)
{
	return strcmp(user_of(token), meeting->uid == 1001 ? ALICE : BOB) == 0;
}

static bool is_of_the_server(int token)
{
	return strcmp(user_of(token), BOB) == 0;
}

/* Both at once, and what there was all the time while it was forked. */
static bool has_one_state(int token)
{
	uint64_t pair = privileges_of(token).enabled & PAIR;
	unsigned int before = meeting->turn_before;

	if (pair && pair != PAIR)
		return false;
	if (before != meeting->turn_after || before % 2)
		return true;
	return pair == (before % 4 ? 0 : PAIR);
}

static bool is_in_the_record(int token)
{
	struct kacs_denial *denial;
	size_t len;
	bool same;

	if (kacs_denial_of(looked_at, 0, &denial, &len))
		return false;
	same = denial->token_id == statistics_of(token).token_id;
	free(denial);
	return same;
}

static int forker, server;

static const struct race races[] = {
	{.rule = "child_has_one_token_whoever_opens_it", .token = &forker},
	{.rule = "child_that_opens_its_token_finds_the_same",
	 .token = &forker,
	 .child = look_at_oneself},
	{.rule = "child_that_ends_has_one_token_until_then",
	 .token = &forker,
	 .child = end_at_once},
	{.rule = "child_that_runs_a_program_keeps_the_token_that_was_opened",
	 .token = &forker,
	 .child = run_program},
	{.rule = "child_that_starts_a_thread_shares_the_token_that_was_opened",
	 .token = &forker,
	 .child = start_thread},
	{.rule = "child_that_forks_keeps_the_token_that_was_opened",
	 .token = &forker,
	 .child = fork_again},
	{.rule = "use_of_a_privilege_is_not_lost_to_who_opens_the_token",
	 .token = &forker,
	 .child = use_privilege,
	 .right = has_used},
	{.rule = "use_of_a_privilege_by_a_sibling_is_not_the_childs",
	 .token = &forker,
	 .right = has_not_used},
	{.rule = "record_of_a_child_names_the_token_that_was_opened",
	 .token = &forker,
	 .child = be_refused,
	 .right = is_in_the_record},
	{.rule = "child_has_one_state_of_a_token_that_changes",
	 .token = &forker,
	 .meanwhile = adjust_by_turns,
	 .right = has_one_state},
	{.rule = "child_has_the_token_of_its_ids_under_installs",
	 .token = &first,
	 .meanwhile = install_by_turns,
	 .child = look_at_oneself,
	 .right = is_of_the_uid},
	{.rule = "child_is_the_server_while_another_thread_impersonates",
	 .token = &server,
	 .meanwhile = impersonate_by_turns,
	 .child = look_at_oneself,
	 .right = is_of_the_server},
	{.rule = "child_is_the_server_while_its_parent_impersonates",
	 .token = &server,
	 .before_fork = impersonate_now_and_then,
	 .child = look_at_oneself,
	 .right = is_of_the_server},
};

/*
 * Several threads fork at once behind a change: each child has it, also of the
 * second who forks, while the first makes what the children are to share.
 */

#define FORKERS 2

static uint64_t expected; /* of PAIR */

static int has_expected(void)
{
	int token = kacs_sys_open_self_token(0, KACS_TOKEN_QUERY);

	return token < 0 || (privileges_of(token).enabled & PAIR) != expected;
}

static void *fork_behind_changes(void *unused)
{
	intptr_t wrong = 0;
	pid_t child;

	for (;;) {
		pthread_barrier_wait(&begin);
		if (looked_at < 0)
			return (void *)wrong;
		/* The library's fork() is one at a time. */
		child = (pid_t)syscall(SYS_fork);
		if (child == 0)
			_exit(has_expected());
		wrong += child < 0 || as_wait(child);
		pthread_barrier_wait(&end);
	}
	return unused;
}

static int fork_at_once(void)
{
	int self =
		(int)must(kacs_sys_open_self_token(0, KACS_TOKEN_ADJUST_PRIVS));
	pthread_t forkers[FORKERS];
	intptr_t wrong = 0;
	void *result;
	int i;

	pthread_barrier_init(&begin, NULL, FORKERS + 1);
	pthread_barrier_init(&end, NULL, FORKERS + 1);
	looked_at = self;
	for (i = 0; i < FORKERS; i++)
		must(-pthread_create(&forkers[i], NULL, fork_behind_changes,
				     NULL));
	while (going()) {
		/* It keeps what children shared before the change. */
		pid_t before = (pid_t)must(fork());

		if (before == 0)
			for (;;)
				pause();
		expected ^= PAIR;
		must(adjust_pair(self,
				 expected ? KACS_SE_PRIVILEGE_ENABLED : 0));
		pthread_barrier_wait(&begin);
		pthread_barrier_wait(&end);
		kill(before, SIGKILL);
		must(waitpid(before, NULL, 0));
	}
	looked_at = -1;
	pthread_barrier_wait(&begin);
	for (i = 0; i < FORKERS; i++) {
		pthread_join(forkers[i], &result);
		wrong += (intptr_t)result;
	}
	return wrong > 100 ? 100 : (int)wrong;
}

static void test_changes_before_forks(void)
{
	pid_t child;

	deadline = now_ms() + RACE_MS;
	child = as_fork(forker);
	if (child == 0)
		_exit(fork_at_once());
	tap_eq(as_wait(child), 0,
	       "children_that_are_forked_at_once_have_the_change_before");
}

/* All in one session, which ends with the last of their tokens. */
static uint64_t make_tokens(void)
{
	uint64_t session = new_session(ALICE);

	forker = (int)must(token_in_for(
		session, .privileges = PAIR | SE(INCREASE_BASE_PRIORITY)));
	first = (int)must(
		token_in_for(session, .privileges = SE(ASSIGN_PRIMARY_TOKEN)));
	second = (int)must(token_in_for(
		session, .user = BOB, .privileges = SE(ASSIGN_PRIMARY_TOKEN)));
	server = (int)must(token_in_for(session, .user = BOB,
					.privileges = SE(IMPERSONATE)));
	client = (int)must(
		token_in_for(session, .more = "\"type\":\"impersonation\","
					      "\"impersonation_level\":"
					      "\"impersonation\""));
	return session;
}

/* The child's program: it knows where to say what it sees. */
static int look_after_exec(void)
{
	int round;

	meeting = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED,
		       STDIN_FILENO, 0);
	if (meeting == MAP_FAILED)
		return 1;
	round = meeting->go;
	look_at_oneself();
	say(&meeting->said, round);
	reached(&meeting->over, round);
	return 0;
}

/* In a file that descriptor 0 leads to, also after exec. */
static void make_meeting(void)
{
	int fd = (int)must(memfd_create("meeting", 0));

	must(ftruncate(fd, 4096));
	must(dup2(fd, STDIN_FILENO));
	close(fd);
	meeting = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED,
		       STDIN_FILENO, 0);
	if (meeting == MAP_FAILED)
		tap_abort("mmap");
}

int main(int argc, char **argv)
{
	uint64_t session;
	size_t i;

	if (argc == 2 && strcmp(argv[1], "--look") == 0)
		return look_after_exec();
	meet_people("fork_race");
	snprintf(program, sizeof(program), "%s/program", own_directory());
	copy_file("/proc/self/exe", program, 0755);
	give_sd(program, "O:SYG:SYD:(A;;FRFX;;;WD)");
	make_meeting();
	session = make_tokens();
	pthread_barrier_init(&begin, NULL, OPENERS + 1);
	pthread_barrier_init(&end, NULL, OPENERS + 1);
	for (i = 0; i < sizeof(races) / sizeof(races[0]); i++)
		check_race(&races[i]);
	test_changes_before_forks();
	close(forker);
	close(first);
	close(second);
	close(server);
	close(client);
	tap_ok(session_ends(session), "forks_leave_no_token_behind");
	return tap_done();
}
