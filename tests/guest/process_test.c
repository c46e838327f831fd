// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Processes as objects: PSD-004 5.3, 14.1 "Process lifecycle".
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <linux/capability.h>
#include <linux/kcmp.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include "guest.h"

static pid_t target;
static int target_fd; /* a pidfd */
static int client;
static char memory[16] = "memory";

/* A process of Alice's that waits. */
static void start_target(void)
{
	int ends[2];
	char byte;

	must(pipe(ends));
	target = as_fork(alice);
	if (target == 0) {
		signal(SIGTERM, SIG_IGN);
		signal(SIGUSR1, SIG_IGN);
		signal(SIGTSTP, SIG_IGN);
		if (write(ends[1], "x", 1) == 1)
			for (;;)
				pause();
		_exit(0);
	}
	must(read(ends[0], &byte, 1));
	close(ends[0]);
	close(ends[1]);
	target_fd = (int)must(syscall(SYS_pidfd_open, target, 0));
}

static void end_target(void)
{
	kill(target, SIGKILL);
	waitpid(target, NULL, 0);
	close(target_fd);
}

static void give_process(uint32_t mask)
{
	char sddl[128];

	snprintf(sddl, sizeof(sddl), "O:" ALICE "G:SYD:(A;;0x%x;;;" BOB ")",
		 mask);
	must(set_sd_at(target_fd, "", sddl, AT_EMPTY_PATH));
}

static int send_signal(int number)
{
	return kill(target, number);
}

static int probe(int unused)
{
	(void)unused;
	return kill(target, 0);
}

static int raise_nice(int unused)
{
	(void)unused;
	return setpriority(PRIO_PROCESS, (id_t)target,
			   getpriority(PRIO_PROCESS, (id_t)target) + 1);
}

static int get_pgid(int unused)
{
	(void)unused;
	return getpgid(target);
}

static int get_sid(int unused)
{
	(void)unused;
	return getsid(target);
}

static int get_scheduler(int unused)
{
	(void)unused;
	return sched_getscheduler(target);
}

static int get_affinity(int unused)
{
	cpu_set_t set;

	(void)unused;
	return sched_getaffinity(target, sizeof(set), &set);
}

static int get_ioprio(int unused)
{
	(void)unused;
	return (int)syscall(SYS_ioprio_get, 1, target);
}

static int get_capabilities(int unused)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3, .pid = target};
	struct __user_cap_data_struct data[2];

	(void)unused;
	return (int)syscall(SYS_capget, &header, data);
}

static int read_sd(int unused)
{
	(void)unused;
	return (int)kacs_sys_get_sd(target_fd, "",
				    KACS_DACL_SECURITY_INFORMATION, NULL, 0,
				    AT_EMPTY_PATH);
}

/* What 5.3 and 14.1 ask for each call, by somebody else. */
static const struct {
	const char *name;
	int (*call)(int argument);
	int argument;
	uint32_t right;
} calls[] = {
	{"kill_0", probe, 0, KACS_PROCESS_QUERY_LIMITED},
	{"sigterm", send_signal, SIGTERM, KACS_PROCESS_TERMINATE},
	{"sigusr1", send_signal, SIGUSR1, KACS_PROCESS_TERMINATE},
	{"sigtstp", send_signal, SIGTSTP, KACS_PROCESS_SUSPEND_RESUME},
	{"sigcont", send_signal, SIGCONT, KACS_PROCESS_SUSPEND_RESUME},
	{"sigchld", send_signal, SIGCHLD, KACS_PROCESS_SIGNAL},
	{"sigurg", send_signal, SIGURG, KACS_PROCESS_SIGNAL},
	{"sigwinch", send_signal, SIGWINCH, KACS_PROCESS_SIGNAL},
	{"getpgid", get_pgid, 0, KACS_PROCESS_QUERY_LIMITED},
	{"getsid", get_sid, 0, KACS_PROCESS_QUERY_LIMITED},
	{"sched_getscheduler", get_scheduler, 0,
	 KACS_PROCESS_QUERY_INFORMATION},
	{"sched_getaffinity", get_affinity, 0, KACS_PROCESS_QUERY_INFORMATION},
	{"ioprio_get", get_ioprio, 0, KACS_PROCESS_QUERY_INFORMATION},
	{"capget", get_capabilities, 0, KACS_PROCESS_QUERY_INFORMATION},
	{"kacs_get_sd", read_sd, 0, KACS_READ_CONTROL},
};

static void test_rights(void)
{
	size_t i;

	start_target();
	for (i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		give_process(calls[i].right);
		tap_as(bob, calls[i].call(calls[i].argument), 0,
		       "%s_with_its_right", calls[i].name);
		give_process(KACS_PROCESS_ALL_ACCESS & ~calls[i].right);
		tap_as(bob, calls[i].call(calls[i].argument), EACCES,
		       "%s_without_its_right", calls[i].name);
	}
	end_target();
}

static void test_defaults(void)
{
	int debugger = token_for(.user = BOB, .privileges = SE(DEBUG));
	int low = token_for(.user = ALICE, .integrity = "low");

	start_target();
	tap_as(alice, kill(target, SIGTERM), 0, "own_users_processes_obey");
	tap_as(bob, kill(target, SIGTERM), EACCES,
	       "other_users_processes_do_not");
	tap_as(carol, kill(target, SIGTERM), 0, "administrators_may_signal");
	tap_as(bob, kill(target, 0), 0, "everybody_may_see_that_it_is_there");
	tap_as(bob, getpgid(target), 0, "everybody_may_see_its_group");
	tap_as(debugger, kill(target, SIGTERM), 0,
	       "debug_privilege_stands_in_for_the_descriptor");
	tap_as(low, kill(target, SIGTERM), 0, "lower_self_may_still_signal");
	tap_as(low, raise_nice(0), EACCES,
	       "lower_self_may_not_write_to_the_process");
	end_target();
}

static int read_memory(void)
{
	char buffer[sizeof(memory)];
	struct iovec local = {buffer, sizeof(buffer)};
	struct iovec remote = {memory, sizeof(memory)};

	return (int)process_vm_readv(target, &local, 1, &remote, 1, 0);
}

static int write_memory(void)
{
	char buffer[sizeof(memory)] = "other";
	struct iovec local = {buffer, sizeof(buffer)};
	struct iovec remote = {memory, sizeof(memory)};

	return (int)process_vm_writev(target, &local, 1, &remote, 1, 0);
}

/* Takes what reading another's /proc files takes. */
static int compare(void)
{
	return (int)syscall(SYS_kcmp, target, target, KCMP_VM, 0, 0);
}

static int attach(void)
{
	return (int)ptrace(PTRACE_SEIZE, target, NULL, NULL);
}

static void test_memory(void)
{
	int debugger = token_for(.user = BOB, .privileges = SE(DEBUG));

	start_target();
	tap_as(alice, read_memory(), 0, "own_users_memory_is_read");
	tap_as(alice, write_memory(), 0, "own_users_memory_is_written");
	tap_as(alice, attach(), 0, "own_users_processes_are_traced");
	tap_ok(as(bob, read_memory()) != 0, "other_users_memory_is_not_read");
	tap_ok(as(bob, attach()) != 0, "other_users_processes_are_not_traced");
	tap_as(debugger, read_memory(), 0, "debug_privilege_reads_memory");
	tap_as(debugger, attach(), 0, "debug_privilege_traces");
	must(set_sd_at(target_fd, "",
		       "O:SYG:SYD:(A;;0x1000;;;WD)(A;;0x400;;;" ALICE ")",
		       AT_EMPTY_PATH));
	/* The system call makes EPERM of the hook's EACCES. */
	tap_as(alice, read_memory(), EPERM,
	       "process_sd_decides_for_the_same_user_too");
	tap_as(alice, attach(), EACCES, "process_sd_decides_tracing");
	must(set_sd_at(target_fd, "", "D:(A;;0x10;;;" BOB ")", AT_EMPTY_PATH));
	tap_as(bob, compare(), 0, "process_sd_lets_another_user_look");
	tap_as(bob, write_memory(), EPERM, "reading_is_not_writing");
	must(set_sd_at(target_fd, "", "D:(A;;0x20;;;" BOB ")", AT_EMPTY_PATH));
	tap_as(bob, attach(), 0, "process_sd_lets_another_user_trace");
	end_target();
	close(debugger);
}

static int traceme_as_child(void)
{
	pid_t child = fork();

	if (child == 0)
		as_exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
	errno = as_wait(child);
	return errno ? -1 : 0;
}

/* SYSTEM, which runs this program, may trace anybody. */
static void test_traceme(void)
{
	tap_as(alice, ptrace(PTRACE_TRACEME, 0, NULL, NULL), 0,
	       "system_may_be_made_the_tracer");
	tap_as(alice, traceme_as_child(), 0,
	       "parent_of_the_same_user_may_be_made_the_tracer");
}

static int set_own_sd(const char *sddl)
{
	int pidfd = (int)syscall(SYS_pidfd_open, getpid(), 0);

	return set_sd_at(pidfd, "", sddl, AT_EMPTY_PATH);
}

/* Signals that the kernel sends are not decided. */
static int hit_by_the_kernel(void)
{
	if (set_own_sd("D:(A;;WD;;;" ALICE ")"))
		return (int)OPEN_FAILED();
	alarm(1);
	pause();
	return 0;
}

static int shut_in(void)
{
	if (set_own_sd("D:(A;;WD;;;" ALICE ")"))
		return (int)OPEN_FAILED();
	return kill(getpid(), SIGTERM);
}

/* Bob, who may not signal Alice's processes, in the place of one of them. */
static int signal_as_client(void)
{
	if (kacs_sys_token_impersonate(client))
		return (int)OPEN_FAILED();
	return kill(getpid(), SIGWINCH);
}

static void test_own_descriptor(void)
{
	int server = token_for(.privileges = SE(IMPERSONATE));

	client = token_for(.user = BOB,
			   .more = "\"type\":\"impersonation\","
				   "\"impersonation_level\":\"impersonation\"");
	tap_as(server, signal_as_client(), 0,
	       "own_signals_pass_while_impersonating");
	close(server);
	close(client);
	tap_eq(as(alice, hit_by_the_kernel()), 1000 + SIGALRM,
	       "kernels_signals_pass_any_descriptor");
	tap_as(alice, shut_in(), EACCES,
	       "own_signals_are_held_to_the_own_descriptor");
}

#define CLOSED "D:(A;;RC;;;" ALICE ")"

static int has_sd(const char *sddl)
{
	return strstr(own_process_sd(), sddl) ? 0 : -1;
}

/* What a function says in a child of the caller. */
static int by_child(int (*function)(const char *), const char *argument)
{
	pid_t child = fork();

	if (child == 0) {
		errno = ENOENT;
		as_exit(function(argument));
	}
	errno = as_wait(child);
	return errno ? -1 : 0;
}

static int make_child_when_closed(void)
{
	return set_own_sd(CLOSED) ? (int)OPEN_FAILED()
				  : by_child(has_sd, DEFAULT_PROCESS_SD(ALICE));
}

static int make_child_as_client(void)
{
	if (kacs_sys_token_impersonate(client))
		return (int)OPEN_FAILED();
	return by_child(has_sd, DEFAULT_PROCESS_SD(ALICE));
}

static int run_when_closed(void)
{
	char *const argv[] = {"process_test", "sd", NULL};
	char *const envp[] = {NULL};

	return set_own_sd(CLOSED) ? (int)OPEN_FAILED()
				  : execve("program", argv, envp);
}

static void *look_as_thread(void *found)
{
	*(int *)found = has_sd(CLOSED);
	return NULL;
}

static int start_thread_when_closed(void)
{
	pthread_t thread;
	int found = -1;

	if (set_own_sd(CLOSED) ||
	    pthread_create(&thread, NULL, look_as_thread, &found) ||
	    pthread_join(thread, NULL))
		return (int)OPEN_FAILED();
	return found;
}

/* 5.4. */
static void test_lifecycle(void)
{
	int server = token_for(.privileges = SE(IMPERSONATE));

	client = token_for(.user = BOB,
			   .more = "\"type\":\"impersonation\","
				   "\"impersonation_level\":\"impersonation\"");
	tap_as(alice, has_sd(DEFAULT_PROCESS_SD(ALICE)), 0,
	       "process_has_a_default_sd");
	tap_as(alice, make_child_when_closed(), 0,
	       "child_of_a_closed_process_has_the_default_sd");
	tap_as(server, make_child_as_client(), 0,
	       "child_made_while_impersonating_belongs_to_the_primary_user");
	copy_file("/proc/self/exe", "program", 0755);
	give_sd("program", "O:SYG:SYD:(A;;FA;;;WD)");
	tap_as(alice, run_when_closed(), 0, "exec_keeps_the_process_sd");
	tap_as(alice, start_thread_when_closed(), 0,
	       "threads_share_the_process_sd");
	close(server);
	close(client);
}

/* Generic rights in its descriptor stand for those of processes (5.3). */
static void test_generic(void)
{
	static const struct {
		const char *name, *letters;
		uint32_t rights;
	} generic[] = {
		{"read", "GR", 0x20410},
		{"write", "GW", 0x40220},
		{"execute", "GX", 0x1801},
	};
	char sddl[64];
	size_t i;

	start_target();
	for (i = 0; i < sizeof(generic) / sizeof(*generic); i++) {
		snprintf(sddl, sizeof(sddl), "D:(A;;%s;;;%s)",
			 generic[i].letters, BOB);
		must(set_sd_at(target_fd, "", sddl, AT_EMPTY_PATH));
		tap_as(bob, kill(target, 0),
		       generic[i].rights & KACS_PROCESS_QUERY_LIMITED ? 0
								      : EACCES,
		       "generic_%s_and_seeing_it", generic[i].name);
		tap_as(bob, kill(target, SIGTERM),
		       generic[i].rights & KACS_PROCESS_TERMINATE ? 0 : EACCES,
		       "generic_%s_and_ending_it", generic[i].name);
		tap_as(bob, kill(target, SIGCHLD), EACCES,
		       "generic_%s_and_informing_it", generic[i].name);
		tap_as(bob, get_scheduler(0),
		       generic[i].rights & KACS_PROCESS_QUERY_INFORMATION
			       ? 0
			       : EACCES,
		       "generic_%s_and_its_scheduler", generic[i].name);
		tap_as(bob, raise_nice(0),
		       generic[i].rights & KACS_PROCESS_SET_INFORMATION
			       ? 0
			       : EACCES,
		       "generic_%s_and_its_priority", generic[i].name);
		tap_as(bob, attach(),
		       generic[i].rights & KACS_PROCESS_VM_WRITE ? 0 : EACCES,
		       "generic_%s_and_tracing_it", generic[i].name);
	}
	end_target();
}

static int open_proc(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", target, name);
	return open(path, O_RDONLY);
}

static void test_proc(void)
{
	start_target();
	tap_as(bob, open_proc("stat"), 0, "proc_stat_is_for_everybody");
	tap_ok(as(bob, open_proc("mem")) != 0,
	       "proc_mem_is_not_for_other_users");
	tap_ok(as(bob, open_proc("environ")) != 0,
	       "proc_environ_is_not_for_other_users");
	tap_as(alice, open_proc("environ"), 0,
	       "proc_environ_is_for_the_same_user");
	end_target();
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "sd") == 0)
		return has_sd(CLOSED) ? ENOENT : 0;
	meet_people("process");
	test_rights();
	test_defaults();
	test_memory();
	test_traceme();
	test_own_descriptor();
	test_lifecycle();
	test_generic();
	test_proc();
	return tap_done();
}
