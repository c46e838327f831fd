// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The token of a new process: a copy, whoever looks at it when. PSD-004 4.3.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "tokens.h"

#define CHANGED SE(SYSTEMTIME)

struct child {
	pid_t pid;
	int pidfd;
};

/* What a child does before it waits for its end. */
static struct child start_child(void (*act)(void))
{
	struct child child;
	char byte;
	int ends[2];

	must(pipe2(ends, O_CLOEXEC));
	child.pid = (pid_t)must(fork());
	if (child.pid == 0) {
		if (act)
			act();
		if (write(ends[1], "x", 1) == 1)
			for (;;)
				pause();
		_exit(1);
	}
	close(ends[1]);
	must(read(ends[0], &byte, 1));
	close(ends[0]);
	child.pidfd = (int)must(syscall(SYS_pidfd_open, child.pid, 0));
	return child;
}

static void end_child(struct child child)
{
	kill(child.pid, SIGKILL);
	waitpid(child.pid, NULL, 0);
	close(child.pidfd);
}

static int token_of(struct child child)
{
	return (int)must(kacs_sys_open_process_token(
		child.pidfd, KACS_TOKEN_QUERY | KACS_TOKEN_ADJUST_PRIVS));
}

static int own_token(void)
{
	return (int)must(kacs_sys_open_self_token(
		KACS_REAL_TOKEN, KACS_TOKEN_QUERY | KACS_TOKEN_ADJUST_PRIVS));
}

static uint64_t id_of(struct child child)
{
	int token = token_of(child);
	uint64_t id = statistics_of(token).token_id;

	close(token);
	return id;
}

static struct token_privileges privileges_in(struct child child)
{
	int token = token_of(child);
	struct token_privileges privileges = privileges_of(token);

	close(token);
	return privileges;
}

static void enable(int token, uint32_t attributes)
{
	struct kacs_priv_entry entry = {.luid = KACS_SE_SYSTEMTIME,
					.attributes = attributes};
	struct kacs_adjust_privs_args args = {.count = 1,
					      .data_ptr = (uintptr_t)&entry};

	must(kacs_sys_token_adjust_privileges(token, &args));
}

static void enable_own(uint32_t attributes)
{
	int token = own_token();

	enable(token, attributes);
	close(token);
}

static void enable_in(struct child child, uint32_t attributes)
{
	int token = token_of(child);

	enable(token, attributes);
	close(token);
}

static void test_ids(void)
{
	struct child first = start_child(NULL), second = start_child(NULL);
	int own = own_token();
	uint64_t id = statistics_of(own).token_id;

	tap_ok(id_of(first) != id, "child_has_a_token_id_of_its_own");
	tap_ok(id_of(first) != id_of(second),
	       "children_have_different_token_ids");
	tap_eq(id_of(first), id_of(first), "token_id_of_a_child_stays");
	tap_eq(statistics_of(own).token_id, id, "token_id_of_a_parent_stays");
	close(own);
	end_child(first);
	end_child(second);
}

/* Nobody has looked at the children's tokens when their parent's changes. */
static void test_parent_changes(void)
{
	struct child before = start_child(NULL), after;

	enable_own(0);
	after = start_child(NULL);
	tap_ok(privileges_in(before).enabled & CHANGED,
	       "change_after_fork_does_not_reach_the_child");
	tap_ok(!(privileges_in(after).enabled & CHANGED),
	       "change_before_fork_reaches_the_child");
	enable_own(KACS_SE_PRIVILEGE_ENABLED);
	tap_ok(!(privileges_in(after).enabled & CHANGED),
	       "change_does_not_reach_a_child_that_was_looked_at");
	end_child(before);
	end_child(after);
}

static void test_child_changes(void)
{
	struct child first = start_child(NULL), second = start_child(NULL);
	int own = own_token();

	enable_in(first, 0);
	tap_ok(!(privileges_in(first).enabled & CHANGED),
	       "childs_token_can_be_changed");
	tap_ok(privileges_of(own).enabled & CHANGED,
	       "change_in_a_child_does_not_reach_its_parent");
	tap_ok(privileges_in(second).enabled & CHANGED,
	       "change_in_a_child_does_not_reach_its_sibling");
	close(own);
	end_child(first);
	end_child(second);
}

static void test_descriptors(void)
{
	struct child child = start_child(NULL);
	int own = (int)must(kacs_sys_open_self_token(
		KACS_REAL_TOKEN, KACS_READ_CONTROL | KACS_WRITE_DAC));
	int token;
	char was[512];

	snprintf(was, sizeof(was), "%s",
		 sd_text_at(own, "", KACS_DACL_SECURITY_INFORMATION,
			    AT_EMPTY_PATH));
	must(set_sd_at(own, "", "D:(A;;GA;;;SY)(A;;0x8;;;" ALICE ")",
		       AT_EMPTY_PATH));
	token = (int)must(
		kacs_sys_open_process_token(child.pidfd, KACS_READ_CONTROL));
	tap_str(sd_text_at(token, "", KACS_DACL_SECURITY_INFORMATION,
			   AT_EMPTY_PATH),
		was, "token_sd_after_fork_does_not_reach_the_child");
	must(set_sd_at(own, "", was, AT_EMPTY_PATH));
	close(token);
	close(own);
	end_child(child);
}

static void use_privilege(void)
{
	must(setpriority(PRIO_PROCESS, 0, -5));
}

/* As a process whose token has used nothing. */
static int use_in_a_child(void)
{
	struct child user = start_child(use_privilege);
	struct child sibling = start_child(NULL);
	int own = own_token();
	uint64_t bit = SE(INCREASE_BASE_PRIORITY);
	int wrong = 0;

	if (!(privileges_in(user).used & bit))
		wrong = EDOM;
	if (privileges_in(sibling).used & bit)
		wrong = EXFULL;
	if (privileges_of(own).used & bit)
		wrong = ENOANO;
	use_privilege();
	end_child(sibling);
	sibling = start_child(NULL);
	if (!(privileges_in(sibling).used & bit))
		wrong = EBADR;
	end_child(user);
	end_child(sibling);
	errno = wrong;
	return wrong ? -1 : 0;
}

static void test_used(void)
{
	int token = token_for(.privileges = SE(INCREASE_BASE_PRIORITY));

	tap_as(token, use_in_a_child(), 0,
	       "use_of_a_privilege_is_its_process_s_alone");
	close(token);
}

/* Nobody has CAP_SETPCAP, so whoever asks for it is recorded. */
static void be_refused(void)
{
	prctl(PR_SET_SECUREBITS, 1, 0, 0, 0);
}

static void test_records(void)
{
	struct child child = start_child(be_refused);

	tap_eq(last_denial()->token_id, id_of(child),
	       "record_of_a_child_names_its_own_token");
	end_child(child);
}

static void *sleep_on(void *unused)
{
	for (;;)
		pause();
	return unused;
}

static int thread_id; /* in the child */

static void *tell_and_sleep(void *unused)
{
	__atomic_store_n(&thread_id, gettid(), __ATOMIC_RELEASE);
	return sleep_on(unused);
}

static void start_thread(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, tell_and_sleep, NULL))
		tap_abort("pthread_create");
	while (!__atomic_load_n(&thread_id, __ATOMIC_ACQUIRE))
		usleep(100);
}

/* Whatever its number is. */
static uint64_t id_of_other_thread(struct child child)
{
	uint64_t id = 0;
	int tid, token;

	for (tid = child.pid + 1; tid < child.pid + 1000 && !id; tid++) {
		token = kacs_sys_open_thread_token(child.pidfd, tid,
						   KACS_TOKEN_QUERY);
		if (token < 0)
			continue;
		id = statistics_of(token).token_id;
		close(token);
	}
	return id;
}

static void test_threads(void)
{
	struct child child = start_child(start_thread);

	tap_eq(id_of_other_thread(child), id_of(child),
	       "threads_of_a_child_share_its_token");
	end_child(child);
}

/*
 * Waits for the end of one pipe, then runs a program that says so on another
 * and waits.
 */
static struct child start_runner(int *go, int *done)
{
	char *const arguments[] = {"fork_test", "wait", NULL};
	struct child child;
	int start[2], end[2];
	char byte;

	must(pipe2(start, O_CLOEXEC));
	must(pipe2(end, O_CLOEXEC));
	child.pid = (pid_t)must(fork());
	if (child.pid == 0) {
		dup2(end[1], STDOUT_FILENO);
		if (read(start[0], &byte, 1) == 1)
			execv("/proc/self/exe", arguments);
		_exit(1);
	}
	close(start[0]);
	close(end[1]);
	*go = start[1];
	*done = end[0];
	child.pidfd = (int)must(syscall(SYS_pidfd_open, child.pid, 0));
	return child;
}

static void test_exec(void)
{
	int go, done, token;
	struct child child = start_runner(&go, &done);
	uint64_t id;
	char byte;

	token = token_of(child);
	id = statistics_of(token).token_id;
	must(write(go, "x", 1));
	must(read(done, &byte, 1));
	tap_eq(id_of(child), id, "token_survives_exec");
	enable(token, 0);
	tap_ok(!(privileges_in(child).enabled & CHANGED),
	       "handle_from_before_exec_leads_to_the_token");
	close(token);
	close(go);
	close(done);
	end_child(child);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "wait") == 0) {
		if (write(STDOUT_FILENO, "x", 1) != 1)
			return 1;
		sleep_on(NULL);
	}
	meet_people("fork");
	test_ids();
	test_parent_changes();
	test_child_changes();
	test_descriptors();
	test_used();
	test_records();
	test_threads();
	test_exec();
	return tap_done();
}
