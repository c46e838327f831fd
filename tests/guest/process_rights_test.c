// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What it takes to reach into another process: every row of PSD-004 5.3's
 * signals, 8.2 and 14.1 "Process lifecycle", each asked as somebody who has
 * that right alone, as somebody who has all but it, with SeDebugPrivilege in
 * its place, and by the process itself, whose descriptor denies everything.
 */
#include <sched.h>
#include <signal.h>
#include <linux/capability.h>
#include <linux/kcmp.h>
#include <linux/perf_event.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include "reach.h"

static char memory[16] = "memory";

static int send_signal(const struct row *row)
{
	return kill(target, row->argument);
}

static int send_to_thread(const struct row *row)
{
	return (int)syscall(SYS_tkill, target, row->argument);
}

static int send_to_thread_of_group(const struct row *row)
{
	return (int)syscall(SYS_tgkill, target, target, row->argument);
}

static int send_by_pidfd(const struct row *row)
{
	return (int)syscall(SYS_pidfd_send_signal, target_fd, row->argument,
			    NULL, 0);
}

static int queue_signal(const struct row *row)
{
	return sigqueue(target, row->argument, (union sigval){0});
}

#define SIG(name, right, number) \
	ROW(name, send_signal, right, .argument = (number), .self = EACCES)

/* Those of the table in 5.3, and the first and last ones for real time. */
static const struct row signals[] = {
	ROW("kill_0", send_signal, LIMITED, .argument = 0, .self = EACCES),
	ROW("tkill_0", send_to_thread, LIMITED, .argument = 0, .self = EACCES),
	ROW("tgkill_0", send_to_thread_of_group, LIMITED, .argument = 0,
	    .self = EACCES),
	SIG("sighup", TERMINATE, SIGHUP),
	SIG("sigint", TERMINATE, SIGINT),
	SIG("sigquit", TERMINATE, SIGQUIT),
	SIG("sigill", TERMINATE, SIGILL),
	SIG("sigtrap", TERMINATE, SIGTRAP),
	SIG("sigabrt", TERMINATE, SIGABRT),
	SIG("sigbus", TERMINATE, SIGBUS),
	SIG("sigfpe", TERMINATE, SIGFPE),
	SIG("sigkill", TERMINATE, SIGKILL),
	SIG("sigusr1", TERMINATE, SIGUSR1),
	SIG("sigsegv", TERMINATE, SIGSEGV),
	SIG("sigusr2", TERMINATE, SIGUSR2),
	SIG("sigpipe", TERMINATE, SIGPIPE),
	SIG("sigalrm", TERMINATE, SIGALRM),
	SIG("sigterm", TERMINATE, SIGTERM),
	SIG("sigstkflt", TERMINATE, SIGSTKFLT),
	SIG("sigxcpu", TERMINATE, SIGXCPU),
	SIG("sigxfsz", TERMINATE, SIGXFSZ),
	SIG("sigvtalrm", TERMINATE, SIGVTALRM),
	SIG("sigprof", TERMINATE, SIGPROF),
	SIG("sigio", TERMINATE, SIGIO),
	SIG("sigpwr", TERMINATE, SIGPWR),
	SIG("sigsys", TERMINATE, SIGSYS),
	SIG("signal_32", TERMINATE, 32),
	SIG("signal_64", TERMINATE, 64),
	SIG("sigstop", SUSPEND_RESUME, SIGSTOP),
	SIG("sigtstp", SUSPEND_RESUME, SIGTSTP),
	SIG("sigttin", SUSPEND_RESUME, SIGTTIN),
	SIG("sigttou", SUSPEND_RESUME, SIGTTOU),
	SIG("sigcont", SUSPEND_RESUME, SIGCONT),
	SIG("sigchld", SIGNAL, SIGCHLD),
	SIG("sigurg", SIGNAL, SIGURG),
	SIG("sigwinch", SIGNAL, SIGWINCH),
	ROW("tkill", send_to_thread, TERMINATE, .argument = SIGTERM,
	    .self = EACCES),
	ROW("tgkill", send_to_thread_of_group, TERMINATE, .argument = SIGTERM,
	    .self = EACCES),
	ROW("pidfd_send_signal", send_by_pidfd, TERMINATE, .argument = SIGTERM,
	    .self = EACCES),
	ROW("sigqueue", queue_signal, SIGNAL, .argument = SIGURG,
	    .self = EACCES),
};

static int seize(const struct row *row)
{
	(void)row;
	return (int)ptrace(PTRACE_SEIZE, target, NULL, NULL);
}

static int attach(const struct row *row)
{
	(void)row;
	return (int)ptrace(PTRACE_ATTACH, target, NULL, NULL);
}

static int move_memory(const struct row *row)
{
	char buffer[sizeof(memory)] = "other";
	struct iovec local = {buffer, sizeof(buffer)};
	struct iovec remote = {memory, sizeof(memory)};

	return row->argument ? (int)process_vm_writev(target, &local, 1,
						      &remote, 1, 0)
			     : (int)process_vm_readv(target, &local, 1, &remote,
						     1, 0);
}

static int compare(const struct row *row)
{
	(void)row;
	return (int)syscall(SYS_kcmp, target, target, KCMP_VM, 0, 0);
}

static int robust_list(const struct row *row)
{
	void *head;
	size_t len;

	(void)row;
	return (int)syscall(SYS_get_robust_list, target, &head, &len);
}

static int open_pidfd(const struct row *row)
{
	return (int)syscall(SYS_pidfd_open, target, row->argument);
}

static int take_descriptor(const struct row *row)
{
	return (int)syscall(SYS_pidfd_getfd, target_fd, row->argument, 0);
}

/* Only a kernel that can move pages from node to node has them. */
static bool places_memory(const struct row *row)
{
	(void)row;
	return syscall(SYS_move_pages, 0, 0L, NULL, NULL, NULL, 0) == 0 ||
	       errno != ENOSYS;
}

static int move_pages_of(const struct row *row)
{
	void *page = memory;
	int status;

	(void)row;
	return (int)syscall(SYS_move_pages, target, 1L, &page, NULL, &status,
			    0);
}

static int migrate_pages_of(const struct row *row)
{
	unsigned long nodes = 1;

	(void)row;
	return (int)syscall(SYS_migrate_pages, target, 8 * sizeof(nodes),
			    &nodes, &nodes);
}

static int get_limit(const struct row *row)
{
	struct rlimit limit;

	(void)row;
	return prlimit(target, RLIMIT_CORE, NULL, &limit);
}

static int set_limit(const struct row *row)
{
	struct rlimit limit = {0, 0};

	return prlimit(target, RLIMIT_CORE, &limit,
		       row->argument ? &limit : NULL);
}

/* No limit, only whether there may be one. */
static int probe_limit(const struct row *row)
{
	(void)row;
	return prlimit(target, RLIMIT_CORE, NULL, NULL);
}

static int raise_nice(const struct row *row)
{
	(void)row;
	return setpriority(PRIO_PROCESS, (id_t)target, 5);
}

static int set_scheduler(const struct row *row)
{
	const struct sched_param param = {0};

	(void)row;
	return sched_setscheduler(target, SCHED_BATCH, &param);
}

static int set_param(const struct row *row)
{
	const struct sched_param param = {0};

	(void)row;
	return sched_setparam(target, &param);
}

/* struct sched_attr, whose header defines sched_param again. */
struct attributes {
	uint32_t size;
	uint32_t policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime;
	uint64_t deadline;
	uint64_t period;
};

static int set_attr(const struct row *row)
{
	struct attributes attr = {.size = sizeof(attr), .policy = SCHED_BATCH};

	(void)row;
	return (int)syscall(SYS_sched_setattr, target, &attr, 0);
}

static int get_scheduler(const struct row *row)
{
	(void)row;
	return sched_getscheduler(target);
}

static int get_param(const struct row *row)
{
	struct sched_param param;

	(void)row;
	return sched_getparam(target, &param);
}

static int get_attr(const struct row *row)
{
	struct attributes attr;

	(void)row;
	return (int)syscall(SYS_sched_getattr, target, &attr, sizeof(attr), 0);
}

static int get_interval(const struct row *row)
{
	struct timespec interval;

	(void)row;
	return sched_rr_get_interval(target, &interval);
}

static int affinity(const struct row *row)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(0, &set);
	return row->argument ? sched_setaffinity(target, sizeof(set), &set)
			     : sched_getaffinity(target, sizeof(set), &set);
}

static int io_priority(const struct row *row)
{
	return (int)(row->argument
			     ? syscall(SYS_ioprio_set, 1, target, 2 << 13 | 5)
			     : syscall(SYS_ioprio_get, 1, target));
}

static int get_pgid(const struct row *row)
{
	(void)row;
	return getpgid(target);
}

static int get_sid(const struct row *row)
{
	(void)row;
	return getsid(target);
}

static int get_capabilities(const struct row *row)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3, .pid = target};
	struct __user_cap_data_struct data[2];

	(void)row;
	return (int)syscall(SYS_capget, &header, data);
}

static int watch(const struct row *row)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_TASK_CLOCK,
		.exclude_kernel = 1,
	};

	(void)row;
	return (int)syscall(SYS_perf_event_open, &attr, target, -1, -1, 0);
}

static int open_process_token(const struct row *row)
{
	(void)row;
	return kacs_sys_open_process_token(target_fd, KACS_TOKEN_QUERY);
}

static int open_thread_token(const struct row *row)
{
	(void)row;
	return kacs_sys_open_thread_token(target_fd, target, KACS_TOKEN_QUERY);
}

static int read_sd(const struct row *row)
{
	(void)row;
	return (int)kacs_sys_get_sd(target_fd, "",
				    KACS_DACL_SECURITY_INFORMATION, NULL, 0,
				    AT_EMPTY_PATH);
}

static int write_sd(const struct row *row)
{
	(void)row;
	return set_sd_at(target_fd, "", "D:(A;;0x1;;;WD)", AT_EMPTY_PATH);
}

static int mitigate(const struct row *row)
{
	(void)row;
	return kacs_sys_set_psb(target_fd, KACS_MIT_UI_ACCESS);
}

/* Linux takes the number of any thread for these. */
#define THREAD_ROW(...) ROW(__VA_ARGS__, .threads = true)

static const struct row calls[] = {
	ROW("ptrace_seize", seize, VM_WRITE, .self = EPERM),
	ROW("ptrace_attach", attach, VM_WRITE, .self = EPERM),
	THREAD_ROW("process_vm_readv", move_memory, VM_WRITE, .argument = 0,
		   .refusal = EPERM),
	THREAD_ROW("process_vm_writev", move_memory, VM_WRITE, .argument = 1,
		   .refusal = EPERM),
	THREAD_ROW("kcmp", compare, VM_READ, .refusal = EPERM),
	THREAD_ROW("get_robust_list", robust_list, VM_READ, .refusal = EPERM),
	ROW("pidfd_open", open_pidfd, LIMITED),
	ROW("pidfd_open_nonblock", open_pidfd, LIMITED, .argument = O_NONBLOCK),
	ROW("pidfd_getfd", take_descriptor, DUP_HANDLE, .refusal = EPERM),
	THREAD_ROW("prlimit_get", get_limit, QUERY),
	THREAD_ROW("prlimit_probe", probe_limit, QUERY),
	THREAD_ROW("prlimit_set", set_limit, SET, .argument = 0),
	THREAD_ROW("prlimit_set_and_get", set_limit, SET, .argument = 1),
	THREAD_ROW("setpriority", raise_nice, SET),
	THREAD_ROW("sched_setscheduler", set_scheduler, SET),
	THREAD_ROW("sched_setparam", set_param, SET),
	THREAD_ROW("sched_setattr", set_attr, SET),
	THREAD_ROW("sched_getscheduler", get_scheduler, QUERY),
	THREAD_ROW("sched_getparam", get_param, QUERY),
	THREAD_ROW("sched_getattr", get_attr, QUERY),
	THREAD_ROW("sched_rr_get_interval", get_interval, QUERY),
	THREAD_ROW("sched_setaffinity", affinity, SET, .argument = 1,
		   .privileges = SE(INCREASE_BASE_PRIORITY)),
	THREAD_ROW("sched_getaffinity", affinity, QUERY, .argument = 0),
	THREAD_ROW("ioprio_set", io_priority, SET, .argument = 1),
	THREAD_ROW("ioprio_get", io_priority, QUERY, .argument = 0),
	THREAD_ROW("getpgid", get_pgid, LIMITED),
	THREAD_ROW("getsid", get_sid, LIMITED),
	THREAD_ROW("capget", get_capabilities, QUERY),
	THREAD_ROW("perf_event_open", watch, QUERY, .argument = 0,
		   .privileges = SE(PROFILE_SINGLE_PROCESS),
		   .self_bare = EPERM),
	THREAD_ROW("move_pages", move_pages_of, SET | VM_READ, .tracing = EPERM,
		   .guarded = EPERM, .applies = places_memory),
	THREAD_ROW("migrate_pages", migrate_pages_of, SET | VM_READ,
		   .tracing = EPERM, .guarded = EPERM,
		   .applies = places_memory),
	ROW("kacs_open_process_token", open_process_token, QUERY,
	    .self = EACCES),
	ROW("kacs_open_thread_token", open_thread_token, QUERY, .self = EACCES),
	ROW("kacs_get_sd", read_sd, KACS_READ_CONTROL),
	ROW("kacs_set_sd", write_sd, KACS_WRITE_DAC),
	ROW("kacs_set_psb", mitigate, SET),
};

/* A child that has given up everything about itself but some rights. */
static pid_t closed_child(const char *sddl)
{
	int ends[2];
	pid_t child;

	if (pipe2(ends, O_CLOEXEC))
		return (pid_t)OPEN_FAILED();
	child = fork();
	if (child == 0) {
		int self = (int)syscall(SYS_pidfd_open, getpid(), 0);

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (set_sd_at(self, "", sddl, AT_EMPTY_PATH) == 0 &&
		    write(ends[1], "x", 1) == 1)
			for (;;)
				pause();
		_exit(1);
	}
	close(ends[1]);
	wait_ready(ends[0]);
	close(ends[0]);
	return child;
}

/* Linux lets only parents do it. */
static int move_child(const char *sddl)
{
	pid_t child = closed_child(sddl);

	return child < 0 ? -1 : setpgid(child, child);
}

static int trace_child(const char *sddl)
{
	pid_t child = fork();

	if (child == 0) {
		int self = (int)syscall(SYS_pidfd_open, getpid(), 0);

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (set_sd_at(self, "", sddl, AT_EMPTY_PATH))
			as_exit(OPEN_FAILED());
		errno = 0;
		as_exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
	}
	errno = as_wait(child);
	return errno ? -1 : 0;
}

#define ALICE_MAY(mask) "D:(A;;GA;;;SY)(A;;" mask ";;;" ALICE ")"

static void test_children(void)
{
	int debugger = token_for(.user = ALICE, .privileges = SE(DEBUG));

	tap_as(alice, move_child(ALICE_MAY("0x201")), 0,
	       "call_setpgid_by_its_right");
	tap_as(alice, move_child(ALICE_MAY("0xe1c73")), EACCES,
	       "call_setpgid_without_its_right");
	tap_as(debugger, move_child(ALICE_MAY("0x1")), 0,
	       "call_setpgid_by_debug_privilege");
	tap_as(alice, setpgid(0, 0), 0, "call_setpgid_of_oneself");
	tap_as(alice, trace_child(ALICE_MAY("0x20")), 0,
	       "call_ptrace_traceme_by_its_right");
	tap_as(alice, trace_child(ALICE_MAY("0xe1e53")), EACCES,
	       "call_ptrace_traceme_without_its_right");
	tap_as(debugger, trace_child(ALICE_MAY("0x1")), 0,
	       "call_ptrace_traceme_by_debug_privilege");
	close(debugger);
}

int main(void)
{
	meet_people("process_rights");
	test_rows(signals, COUNT(signals), "signal");
	test_rows(calls, COUNT(calls), "call");
	test_children();
	return tap_done();
}
