// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What the tests of signatures and trust run, unsigned and signed: it says what
 * trust it runs with, and tries things on other processes. Its exit status is
 * the answer, an errno unless the verb says otherwise.
 *
 * PROGRAM who			what subject.h says
 * PROGRAM fork VERB...		the same, by a child
 * PROGRAM exec PATH VERB...	the same, by another program in this process
 * PROGRAM failing-exec VERB...	the same, after an execve() that fails
 * PROGRAM lsv VERB...		the same, running only signed code
 * PROGRAM traced PATH VERB...	the same, by a child's program that it traces
 * PROGRAM after-tracing PID PATH VERB...
 *				the same, by another program in this process,
 *				which has begun to trace PID
 * PROGRAM sharing PATH VERB...	the same, by a program that shares its root
 *				directory with another process
 * PROGRAM filtered PATH VERB...	the same, by a program that begins under a
 *				seccomp filter
 * PROGRAM unrandomized PATH VERB...
 *				the same, by a program that begins with its
 *				addresses not randomized
 * PROGRAM personality		1 if they are not
 * PROGRAM bind			an errno: of running only signed code
 * PROGRAM as VERB...		the same, impersonating Alice
 * PROGRAM try WHAT PID		do something to a process
 * PROGRAM open PATH MODE	open a file: r, w
 * PROGRAM wait FD		say so by a byte, and wait
 * PROGRAM secure		1 if the kernel distrusts the environment
 * PROGRAM dumpable		the flag
 * PROGRAM make-dumpable, make-undumpable
 * PROGRAM refused VERB...	the rule, KACS_RULE_*, by which it was refused
 * PROGRAM setuid		the flag after the ids have changed
 * PROGRAM map PATH, protect PATH	make code of a file at once, or later
 * PROGRAM protect-memfd	make code of a memfd later
 * PROGRAM leave-child PATH VERB...
 *				the same, by another program in this process;
 *				"child" among the words is a child that it has
 *				left behind with its own trust
 * PROGRAM traceme		an errno: of making its parent its tracer
 */
#include <sched.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include "guest.h"
#include "subject.h"

/* Bytes that a test may change without making another program of it. */
static const volatile char marker[] = "KACS-TAMPER-HERE";

static char memory[16] = "memory";

static int do_verb(char **words);

/* May this process do what a trust label lets only those who dominate it? */
static bool dominates(unsigned int type, unsigned int trust)
{
	struct kacs_access_check_args args = {
		.size = sizeof(args),
		.token_fd = -1,
		.desired_access = 0x2,
		.generic_all = 0x000f0007,
	};
	char sddl[128];
	uint8_t *sd;
	size_t len;
	bool answer;

	snprintf(sddl, sizeof(sddl),
		 "O:SYG:SYD:(A;;0x7;;;WD)S:(TL;;0x1;;;S-1-19-%u-%u)", type,
		 trust);
	sd = sd_bytes(sddl, &len);
	args.sd_ptr = (uintptr_t)sd;
	args.sd_len = (uint32_t)len;
	answer = kacs_sys_access_check(&args) >= 0;
	free(sd);
	return answer;
}

/* In steps that are enough for the keys there are. */
static int who(void)
{
	int type = 0, trust = 0;

	while (type < 4 && dominates(512 * ((unsigned int)type + 1), 0))
		type++;
	while (trust < 4 && dominates(0, 4096 * ((unsigned int)trust + 1)))
		trust++;
	return WHO(type * 512, trust * 4096);
}

static int by_child(char **words)
{
	pid_t child = fork();

	if (child == 0)
		_exit(do_verb(words));
	return as_wait(child);
}

static int by_program(char **words)
{
	execv(words[0], words);
	return errno;
}

/* A directory does not run; nothing may have changed. */
static int after_a_failure(char **words)
{
	execl("/tests", "/tests", NULL);
	return do_verb(words);
}

static int impersonating(char **words)
{
	int token = token_for(
			.more = "\"type\":\"impersonation\",\"impersonation_level\":\"impersonation\"");

	if (kacs_sys_token_impersonate(token))
		return errno;
	return do_verb(words);
}

static int tried_signal(pid_t target, int signal)
{
	return kill(target, signal) ? errno : 0;
}

static int tried_vm(pid_t target, long call)
{
	char buffer[sizeof(memory)] = "other";
	struct iovec local = {buffer, sizeof(buffer)};
	struct iovec remote = {memory, sizeof(memory)};

	return syscall(call, target, &local, 1, &remote, 1, 0) < 0 ? errno : 0;
}

static int tried_proc(pid_t target, const char *name, int flags)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", target, name);
	fd = open(path, flags | O_CLOEXEC);
	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static int tried_pidfd(pid_t target, const char *what)
{
	static const char sddl[] = "D:(A;;GA;;;WD)";
	int pidfd = (int)syscall(SYS_pidfd_open, target, 0);
	long result = -1;

	if (pidfd < 0)
		return errno;
	if (!strcmp(what, "getfd"))
		result = syscall(SYS_pidfd_getfd, pidfd, 0, 0);
	else if (!strcmp(what, "process-token"))
		result = kacs_sys_open_process_token(pidfd, KACS_TOKEN_QUERY);
	else if (!strcmp(what, "thread-token"))
		result = kacs_sys_open_thread_token(pidfd, target,
						    KACS_TOKEN_QUERY);
	else if (!strcmp(what, "set-sd"))
		result = set_sd_at(pidfd, "", sddl, AT_EMPTY_PATH);
	else if (!strcmp(what, "get-sd"))
		result = kacs_sys_get_sd(pidfd, "",
					 KACS_DACL_SECURITY_INFORMATION, NULL,
					 0, AT_EMPTY_PATH);
	else
		errno = EXFULL;
	return result < 0 ? errno : 0;
}

static int tried_capget(pid_t target)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3, .pid = target};
	struct __user_cap_data_struct data[2];

	return syscall(SYS_capget, &header, data) ? errno : 0;
}

static int tried_prlimit(pid_t target, bool set)
{
	struct rlimit limit;

	if (prlimit(target, RLIMIT_CORE, NULL, &limit))
		return errno;
	return set && prlimit(target, RLIMIT_CORE, &limit, NULL) ? errno : 0;
}

static int tried_scheduler(pid_t target, bool set)
{
	struct sched_param param;

	if (!set)
		return sched_getscheduler(target) < 0 ? errno : 0;
	if (setpriority(PRIO_PROCESS, (id_t)target, 1))
		return errno;
	return sched_getparam(target, &param) ? errno : 0;
}

/* A tracer that ends lets go. */
static int tried_tracing(pid_t target)
{
	return ptrace(PTRACE_SEIZE, target, NULL, NULL) ? errno : 0;
}

/* Let a pipe kill a process, by F_SETOWN. The call does not tell. */
static int signalled_by_file(pid_t target)
{
	int ends[2];

	if (pipe(ends) || fcntl(ends[0], F_SETSIG, SIGKILL) ||
	    fcntl(ends[0], F_SETOWN, target) ||
	    fcntl(ends[0], F_SETFL, O_ASYNC))
		return errno;
	return write(ends[1], "x", 1) == 1 ? 0 : errno;
}

static int tried(const char *what, pid_t target)
{
	if (!strcmp(what, "probe"))
		return tried_signal(target, 0);
	if (!strcmp(what, "term"))
		return tried_signal(target, SIGTERM);
	if (!strcmp(what, "kill"))
		return tried_signal(target, SIGKILL);
	if (!strcmp(what, "cont"))
		return tried_signal(target, SIGCONT);
	if (!strcmp(what, "chld"))
		return tried_signal(target, SIGCHLD);
	if (!strcmp(what, "file-kill"))
		return signalled_by_file(target);
	if (!strcmp(what, "interrupt"))
		return ptrace(PTRACE_INTERRUPT, target, NULL, NULL) ? errno : 0;
	if (!strcmp(what, "read"))
		return tried_vm(target, SYS_process_vm_readv);
	if (!strcmp(what, "write"))
		return tried_vm(target, SYS_process_vm_writev);
	if (!strcmp(what, "trace"))
		return tried_tracing(target);
	if (!strcmp(what, "mem"))
		return tried_proc(target, "mem", O_RDWR);
	if (!strcmp(what, "environ"))
		return tried_proc(target, "environ", O_RDONLY);
	if (!strcmp(what, "maps"))
		return tried_proc(target, "maps", O_RDONLY);
	if (!strcmp(what, "fd"))
		return tried_proc(target, "fd/0", O_RDONLY);
	if (!strcmp(what, "proc-token"))
		return tried_proc(target, "token", O_RDONLY);
	if (!strcmp(what, "capget"))
		return tried_capget(target);
	if (!strcmp(what, "setpgid"))
		return setpgid(target, target) ? errno : 0;
	if (!strcmp(what, "getpgid"))
		return getpgid(target) < 0 ? errno : 0;
	if (!strcmp(what, "getsid"))
		return getsid(target) < 0 ? errno : 0;
	if (!strcmp(what, "getscheduler"))
		return tried_scheduler(target, false);
	if (!strcmp(what, "setpriority"))
		return tried_scheduler(target, true);
	if (!strcmp(what, "ioprio"))
		return syscall(SYS_ioprio_get, 1, target) < 0 ? errno : 0;
	if (!strcmp(what, "getrlimit"))
		return tried_prlimit(target, false);
	if (!strcmp(what, "setrlimit"))
		return tried_prlimit(target, true);
	return tried_pidfd(target, what);
}

/* A child that runs a program while this process traces it. */
static int traced(char **words)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
			_exit(EXFULL);
		_exit(by_program(words));
	}
	while (waitpid(child, &status, 0) == child && WIFSTOPPED(status))
		if (ptrace(PTRACE_CONT, child, NULL, NULL))
			return errno;
	return WEXITSTATUS(status);
}

/* Attach, run another program, and go on tracing. */
static int traced_before(char **words)
{
	if (ptrace(PTRACE_SEIZE, atoi(words[1]), NULL, NULL))
		return errno;
	return by_program(words + 2);
}

/* A program, while another process has the same root and working directory. */
static int sharing(char **words)
{
	int ends[2];
	char byte;

	if (pipe(ends))
		return errno;
	if (syscall(SYS_clone, CLONE_FS | SIGCHLD, 0, 0, 0, 0) == 0) {
		close(ends[1]);
		_exit((int)read(ends[0], &byte, 1));
	}
	return by_program(words);
}

/*
 * A child that has not run a program of its own, which setpgid() takes. It ends
 * with its parent, from whom it takes no signal.
 */
static int leave_child(char **words)
{
	static char number[16];
	int ends[2];
	pid_t child;
	char byte;
	size_t i;

	if (pipe(ends))
		return errno;
	child = fork();
	if (child == 0) {
		close(ends[1]);
		_exit((int)read(ends[0], &byte, 1));
	}
	snprintf(number, sizeof(number), "%d", child);
	for (i = 0; words[i]; i++)
		if (!strcmp(words[i], "child"))
			words[i] = number;
	return by_program(words);
}

/* A program under a filter, which lets all pass. */
static int filtered(char **words)
{
	struct sock_filter pass[] = {
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {1, pass};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		return EXFULL;
	return by_program(words);
}

static int unrandomized(char **words)
{
	if (personality(ADDR_NO_RANDOMIZE) < 0)
		return EXFULL;
	return by_program(words);
}

static int wait_for_the_end(int fd)
{
	static const int ignored[] = {SIGTERM, SIGCHLD, SIGHUP, SIGUSR1};
	size_t i;

	for (i = 0; i < sizeof(ignored) / sizeof(*ignored); i++)
		signal(ignored[i], SIG_IGN);
	if (write(fd, "x", 1) != 1)
		return EXFULL;
	close(fd);
	for (;;)
		pause();
}

static int opened(const char *path, const char *mode)
{
	int fd = open(path, (*mode == 'w' ? O_WRONLY : O_RDONLY) | O_CLOEXEC);

	return fd < 0 ? errno : 0;
}

/* The errno of making code of the first page of a file. */
static int mapped(const char *path, bool later)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *page;

	if (fd < 0)
		return EXFULL;
	page = mmap(NULL, 4096, later ? PROT_READ : PROT_READ | PROT_EXEC,
		    MAP_PRIVATE, fd, 0);
	if (page == MAP_FAILED)
		return errno;
	return later && mprotect(page, 4096, PROT_READ | PROT_EXEC) ? errno : 0;
}

static int protected_memfd(void)
{
	int fd = memfd_create("code", MFD_CLOEXEC);
	void *page;

	if (fd < 0 || ftruncate(fd, 4096))
		return EXFULL;
	page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
	if (page == MAP_FAILED)
		return EXFULL;
	return mprotect(page, 4096, PROT_READ | PROT_EXEC) ? errno : 0;
}

static int with_only_signed_code(char **words)
{
	return kacs_sys_set_psb(-1, KACS_MIT_LSV) ? errno : do_verb(words);
}

static int become_another(void)
{
	if (setuid(1234))
		return errno;
	return prctl(PR_GET_DUMPABLE);
}

static int refused_by(char **words)
{
	struct kacs_denial *denial;
	size_t len;
	int rule;

	do_verb(words);
	if (kacs_denial_of(-1, KACS_DENIAL_CLEAR, &denial, &len))
		return EXFULL;
	rule = (int)denial->rule;
	free(denial);
	return rule;
}

static int do_verb(char **words)
{
	const char *verb = words[0];

	if (!strcmp(verb, "who"))
		return who();
	if (!strcmp(verb, "fork"))
		return by_child(words + 1);
	if (!strcmp(verb, "exec"))
		return by_program(words + 1);
	if (!strcmp(verb, "failing-exec"))
		return after_a_failure(words + 1);
	if (!strcmp(verb, "as"))
		return impersonating(words + 1);
	if (!strcmp(verb, "traced"))
		return traced(words + 1);
	if (!strcmp(verb, "after-tracing"))
		return traced_before(words);
	if (!strcmp(verb, "sharing"))
		return sharing(words + 1);
	if (!strcmp(verb, "filtered"))
		return filtered(words + 1);
	if (!strcmp(verb, "unrandomized"))
		return unrandomized(words + 1);
	if (!strcmp(verb, "personality"))
		return personality(0xffffffff) & ADDR_NO_RANDOMIZE ? 1 : 0;
	if (!strcmp(verb, "lsv"))
		return with_only_signed_code(words + 1);
	if (!strcmp(verb, "bind"))
		return kacs_sys_set_psb(-1, KACS_MIT_LSV) ? errno : 0;
	if (!strcmp(verb, "try"))
		return tried(words[1], atoi(words[2]));
	if (!strcmp(verb, "open"))
		return opened(words[1], words[2]);
	if (!strcmp(verb, "map"))
		return mapped(words[1], false);
	if (!strcmp(verb, "protect"))
		return mapped(words[1], true);
	if (!strcmp(verb, "protect-memfd"))
		return protected_memfd();
	if (!strcmp(verb, "leave-child"))
		return leave_child(words + 1);
	if (!strcmp(verb, "traceme"))
		return ptrace(PTRACE_TRACEME, 0, NULL, NULL) ? errno : 0;
	if (!strcmp(verb, "wait"))
		return wait_for_the_end(atoi(words[1]));
	if (!strcmp(verb, "secure"))
		return (int)getauxval(AT_SECURE);
	if (!strcmp(verb, "dumpable"))
		return prctl(PR_GET_DUMPABLE);
	if (!strcmp(verb, "make-dumpable"))
		return prctl(PR_SET_DUMPABLE, 1) ? errno : 0;
	if (!strcmp(verb, "make-undumpable"))
		return prctl(PR_SET_DUMPABLE, 0) ? errno : 0;
	if (!strcmp(verb, "refused"))
		return refused_by(words + 1);
	if (!strcmp(verb, "setuid"))
		return become_another();
	return EXFULL;
}

int main(int argc, char **argv)
{
	if (argc < 2 || !marker[0])
		return EXFULL;
	return do_verb(argv + 1);
}
