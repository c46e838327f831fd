// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The tokens of other processes and threads. PSD-004 13.1, 13.4.
 */
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "guest.h"
#include "tokens.h"

#define CLIENT \
	"\"type\":\"impersonation\",\"impersonation_level\":\"impersonation\""

static pid_t target;
static int target_fd;  /* a pidfd */
static int target_tid; /* a thread of it that impersonates Alice */
static int client;

static void *impersonate(void *end)
{
	int tid = gettid();

	if (kacs_sys_token_impersonate(client) ||
	    write(*(int *)end, &tid, sizeof(tid)) != sizeof(tid))
		_exit(1);
	for (;;)
		pause();
	return NULL;
}

/* A process of Bob's with a thread that acts for Alice. */
static void start_target(void)
{
	int server = token_for(.user = BOB, .privileges = SE(IMPERSONATE));
	pthread_t thread;
	int ends[2];

	must(pipe(ends));
	target = as_fork(server);
	if (target == 0) {
		if (pthread_create(&thread, NULL, impersonate, &ends[1]))
			_exit(1);
		for (;;)
			pause();
	}
	must(read(ends[0], &target_tid, sizeof(target_tid)));
	close(ends[0]);
	close(ends[1]);
	close(server);
	target_fd = (int)must(syscall(SYS_pidfd_open, target, 0));
}

static void give_process(const char *sddl)
{
	must(set_sd_at(target_fd, "", sddl, AT_EMPTY_PATH));
}

static void give_token(const char *sddl)
{
	int token = (int)must(
		kacs_sys_open_process_token(target_fd, KACS_TOKEN_QUERY));

	must(set_sd_at(token, "", sddl, AT_EMPTY_PATH));
	close(token);
}

static int open_process(uint32_t access)
{
	return kacs_sys_open_process_token(target_fd, access);
}

static int open_thread(uint32_t access)
{
	return kacs_sys_open_thread_token(target_fd, target_tid, access);
}

static void test_identities(void)
{
	int token = open_process(KACS_TOKEN_QUERY);

	tap_str(user_of(token), BOB, "process_token_is_the_primary_one");
	close(token);
	token = open_thread(KACS_TOKEN_QUERY);
	tap_str(user_of(token), ALICE, "thread_token_is_the_impersonated_one");
	close(token);
	token = kacs_sys_open_thread_token(target_fd, target, KACS_TOKEN_QUERY);
	tap_str(user_of(token), BOB,
		"thread_token_is_the_primary_one_without_impersonation");
	close(token);
}

static void test_live(void)
{
	struct kacs_priv_entry off = {.luid = KACS_SE_IMPERSONATE};
	struct kacs_adjust_privs_args args = {.count = 1,
					      .data_ptr = (uintptr_t)&off};
	int token = open_process(KACS_TOKEN_QUERY | KACS_TOKEN_ADJUST_PRIVS);
	int other = open_process(KACS_TOKEN_QUERY);

	must(kacs_sys_token_adjust_privileges(token, &args));
	tap_ok(!(privileges_of(other).enabled & SE(IMPERSONATE)),
	       "process_token_is_a_live_reference");
	close(token);
	close(other);
}

static void test_rights(void)
{
	give_process("O:SYG:SYD:(A;;0x400;;;" MALLORY ")(A;;GA;;;SY)");
	tap_as(mallory, open_process(KACS_TOKEN_QUERY), EACCES,
	       "token_sd_decides_about_the_process_token");
	tap_as(mallory, open_thread(KACS_TOKEN_QUERY), EACCES,
	       "token_sd_decides_about_the_thread_token");
	give_token("O:SYG:SYD:(A;;0x8;;;" MALLORY ")(A;;GA;;;SY)");
	tap_as(mallory, open_process(KACS_TOKEN_QUERY), 0,
	       "process_token_opens_with_both_descriptors");
	tap_as(mallory, open_process(KACS_TOKEN_QUERY | KACS_TOKEN_DUPLICATE),
	       EACCES, "every_requested_right_is_needed");
	give_process("O:SYG:SYD:(A;;0x1fbff;;;" MALLORY ")(A;;GA;;;SY)");
	tap_as(mallory, open_process(KACS_TOKEN_QUERY), EACCES,
	       "process_token_needs_process_query_information");
	tap_as(mallory, open_thread(KACS_TOKEN_QUERY), EACCES,
	       "thread_token_needs_process_query_information");
}

static int proc(const char *format)
{
	char path[64];

	snprintf(path, sizeof(path), format, target, target_tid);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static int adjust(int token)
{
	struct kacs_priv_entry off = {.luid = KACS_SE_IMPERSONATE};
	struct kacs_adjust_privs_args args = {.count = 1,
					      .data_ptr = (uintptr_t)&off};

	return kacs_sys_token_adjust_privileges(token, &args);
}

static int own_token_says(const char *path, const char *user)
{
	int token = open(path, O_RDONLY);

	if (token < 0)
		return -1;
	return strcmp(user_of(token), user) ? (int)OPEN_FAILED() : 0;
}

static void test_proc(void)
{
	int token;

	give_process("O:SYG:SYD:(A;;0x400;;;" MALLORY ")(A;;GA;;;SY)");
	token = proc("/proc/%d/token");
	tap_str(user_of(token), BOB, "proc_token_is_the_primary_one");
	tap_errno(adjust(token), ENOTTY, "proc_token_can_only_be_queried");
	tap_errno(kacs_sys_token_impersonate(token), ENOTTY,
		  "proc_token_is_no_token_to_impersonate");
	close(token);
	token = proc("/proc/%d/task/%d/token");
	tap_str(user_of(token), ALICE,
		"proc_thread_token_is_the_effective_one");
	close(token);
	tap_as(mallory, proc("/proc/%d/token"), 0,
	       "proc_token_opens_with_process_query_information");
	give_process("O:SYG:SYD:(A;;0x1fbff;;;" MALLORY ")(A;;GA;;;SY)");
	tap_as(mallory, proc("/proc/%d/token"), EACCES,
	       "proc_token_needs_process_query_information");
	tap_as(mallory, proc("/proc/%d/task/%d/token"), EACCES,
	       "proc_thread_token_needs_process_query_information");
	tap_as(mallory, own_token_says("/proc/self/token", MALLORY), 0,
	       "own_proc_token_is_always_there");
	tap_as(mallory, own_token_says("/proc/thread-self/token", MALLORY), 0,
	       "own_proc_thread_token_is_always_there");
	give_process("O:SYG:SYD:(A;;GA;;;SY)");
}

/* Other bad input is in bad_input_call_test.c. */
static void test_no_such_right(void)
{
	tap_errno(kacs_sys_open_thread_token(target_fd, target, 0x8000), EACCES,
		  "thread_with_no_such_rights");
}

int main(void)
{
	meet_people("token_of");
	client = token_for(.user = ALICE, .more = CLIENT);
	start_target();
	test_identities();
	test_no_such_right();
	test_rights();
	test_proc();
	test_live();
	kill(target, SIGKILL);
	waitpid(target, NULL, 0);
	return tap_done();
}
