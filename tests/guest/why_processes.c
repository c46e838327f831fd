// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Refusals about processes: their descriptors, their trust, and what they have
 * bound themselves to.
 */
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "subject.h"
#include "why.h"

#define SELF "/proc/self/exe"
#define PATHS "/sys/kernel/security/kacs/library_paths"
#define PAGE 4096

static pid_t protected;
static int low;

static int terminate(void)
{
	return kill(target, SIGTERM);
}

static int stop(void)
{
	return kill(target, SIGSTOP);
}

static int trace(void)
{
	return (int)syscall(SYS_ptrace, 0x4206 /* SEIZE */, target, 0, 0);
}

/* Who asks is the parent, not who calls. */
static int offer_itself(void)
{
	int self = (int)syscall(SYS_pidfd_open, getpid(), 0);

	if (prctl(PR_SET_NAME, "offered") ||
	    set_sd_at(self, "", "D:(A;;0x1000;;;" ALICE ")", AT_EMPTY_PATH))
		return (int)OPEN_FAILED();
	return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static int slow_down(void)
{
	return setpriority(PRIO_PROCESS, (id_t)target, 10);
}

static int open_its_token(void)
{
	return kacs_sys_open_process_token(target_pidfd, KACS_TOKEN_QUERY);
}

static int terminate_protected(void)
{
	return kill(protected, SIGTERM);
}

/* The status of a program, as an errno. */
static int as_errno(int status)
{
	errno = status;
	return status ? -1 : 0;
}

static int go_on_tracing(void)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", protected);
	return as_errno(subject_of(TCB, "after-tracing", number, PLAIN, "try",
				   "interrupt", number));
}

static int become_dumpable(void)
{
	return as_errno(subject_of(TCB, "make-dumpable"));
}

static int set(uint32_t mitigations)
{
	return kacs_sys_set_psb(-1, mitigations);
}

static int map(int prot, const char *path)
{
	int flags = path ? MAP_PRIVATE : MAP_PRIVATE | MAP_ANONYMOUS;
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	if (path && fd < 0)
		return (int)OPEN_FAILED();
	return mmap(NULL, PAGE, prot, flags, fd, 0) == MAP_FAILED ? -1 : 0;
}

static int map_both(void)
{
	return map(PROT_READ | PROT_WRITE | PROT_EXEC, NULL);
}

static int map_code(void)
{
	return map(PROT_READ | PROT_EXEC, "code");
}

static int write_and_execute(void)
{
	return (int)then(set(KACS_MIT_WXP), map_both());
}

static int load_from_elsewhere(void)
{
	return (int)then(set(KACS_MIT_TLP), map_code());
}

/* This program is not signed. */
static int bind_unsigned(void)
{
	return set(KACS_MIT_LSV);
}

static int run_fixed(void)
{
	return (int)then(set(KACS_MIT_PIE), execl("fixed", "fixed", NULL));
}

static int make_a_child(void)
{
	return (int)then(set(KACS_MIT_NO_CHILD), fork());
}

static int forbid_what_is_there(void)
{
	return (int)then(map_both(), set(KACS_MIT_WXP));
}

static int set_wxp(void *unused)
{
	(void)unused;
	return set(KACS_MIT_WXP) ? errno : 0;
}

static int share_memory(void *unused)
{
	(void)unused;
	return pause();
}

static char stack[16 * PAGE] __attribute__((aligned(16)));

static int bind_shared_memory(void)
{
	int status;
	pid_t child = clone(set_wxp, stack + sizeof(stack),
			    CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);

	if (child < 0 || waitpid(child, &status, 0) < 0)
		return (int)OPEN_FAILED();
	return as_errno(WEXITSTATUS(status));
}

static int score_of_sharers(void)
{
	pid_t child = clone(share_memory, stack + sizeof(stack),
			    CLONE_VM | SIGCHLD, NULL);
	int error;

	if (child < 0)
		return (int)OPEN_FAILED();
	error = open("/proc/self/oom_score_adj", O_WRONLY) < 0 ? errno : 0;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return as_errno(error);
}

#define MITIGATED \
	"; a process cannot give a mitigation up, nor can what it starts"
#define UNBOUND "in a process that none of its ancestors bound to it"

#define OF_THE_PROCESS " on the process * 'why_test'"
#define NOT_FOR_ALICE "step 6, DACL: no ACE allows it"
#define DEBUGGER "with a token that has SeDebugPrivilege"

static const struct why rows[] = {
	{"signal", terminate, &alice, EACCES,
	 "terminate (PROCESS_TERMINATE) on the process * 'why_test'",
	 NOT_FOR_ALICE, DEBUGGER,
	 "{\"step_name\":\"dacl\",\"object_type\":\"process\"}"},
	{"stopping", stop, &alice, EACCES,
	 "suspend and resume (PROCESS_SUSPEND_RESUME) on the process * 'why_test'",
	 NOT_FOR_ALICE, DEBUGGER,
	 "{\"step_name\":\"dacl\",\"object_type\":\"process\"}"},
	{"tracing", trace, &alice, EACCES,
	 "write memory (PROCESS_VM_WRITE) on the process * 'why_test'",
	 NOT_FOR_ALICE, DEBUGGER,
	 "{\"step_name\":\"dacl\",\"object_type\":\"process\"}"},
	{"being_made_the_tracer", offer_itself, &alice, EACCES,
	 "write memory (PROCESS_VM_WRITE) on the process * 'offered'",
	 "step 6, DACL: no ACE allows " ALICE
	 " or an enabled group to write memory (PROCESS_VM_WRITE)",
	 "with an ACE that allows " ALICE
	 " write memory (PROCESS_VM_WRITE)\n" DEBUGGER,
	 "{\"step_name\":\"dacl\",\"comm\":\"why_test\",\"name\":\"offered\"}"},
	{"a_priority", slow_down, &alice, EACCES,
	 "set information (PROCESS_SET_INFORMATION) on the process * 'why_test'",
	 NOT_FOR_ALICE, DEBUGGER,
	 "{\"step_name\":\"dacl\",\"object_type\":\"process\"}"},
	{"its_token", open_its_token, &alice, EACCES,
	 "query information (PROCESS_QUERY_INFORMATION) on the process * 'why_test'",
	 NOT_FOR_ALICE, DEBUGGER,
	 "{\"step_name\":\"dacl\",\"object_type\":\"process\"}"},
	{"integrity", trace, &low, EACCES,
	 "write memory (PROCESS_VM_WRITE) on the process * 'why_test'",
	 "step 4, integrity: the object has no label, which is medium (no_write_up); a token of integrity level low may not write memory (PROCESS_VM_WRITE)",
	 "from a token of integrity level medium\n" DEBUGGER,
	 "{\"step_name\":\"integrity\",\"object_type\":\"process\"}"},
	{"trust", terminate_protected, NULL, EACCES,
	 "terminate (PROCESS_TERMINATE) on the process *",
	 "protection: it has the trust (512, 8192), which that of the caller (0, 0) does not dominate; no privilege helps",
	 "by a program that is signed for at least the trust (512, 8192)",
	 "{\"step_name\":\"protection\",\"target_pip_type\":512,\"target_pip_trust\":8192,\"pip_type\":0,\"pip_trust\":0}"},
	{"trust_that_a_tracer_lost", go_on_tracing, NULL, EACCES,
	 "write memory (PROCESS_VM_WRITE) on the process *",
	 "protection: it has the trust (512, 8192), which that of the caller (0, 0) does not dominate; no privilege helps",
	 "by a program that is signed for at least the trust (512, 8192)",
	 "{\"step_name\":\"protection\"}"},
	{"a_dump", become_dumpable, NULL, EACCES,
	 "an operation on the process *",
	 "protection: a protected process leaves no core dump, and stays like that",
	 "in a process whose program is not signed",
	 "{\"step_name\":\"protection\",\"rule\":17}"},
	{"wxp", write_and_execute, &alice, EACCES, "an operation on a process",
	 "mitigation: wxp: no memory is written and executed" MITIGATED,
	 UNBOUND, "{\"step_name\":\"mitigation\",\"mitigation\":\"wxp\"}"},
	{"tlp", load_from_elsewhere, &alice, EACCES, "an operation on 'code'",
	 "mitigation: tlp: code comes only from the directories in " PATHS
		 MITIGATED,
	 UNBOUND, "{\"step_name\":\"mitigation\",\"mitigation\":\"tlp\"}"},
	{"lsv", bind_unsigned, &alice, EBUSY, "an operation on 'why_test'",
	 "mitigation: lsv: code comes only from files with a signature that is trusted enough; what is mapped already breaks that, so it was not set",
	 "before the process has mapped that",
	 "{\"step_name\":\"mitigation\",\"mitigation\":\"lsv\"}"},
	{"pie", run_fixed, &alice, EACCES, "an operation on 'fixed'",
	 "mitigation: pie: programs are position-independent" MITIGATED,
	 UNBOUND, "{\"step_name\":\"mitigation\",\"mitigation\":\"pie\"}"},
	{"no_child", make_a_child, &alice, EACCES, "an operation on a process",
	 "mitigation: no_child: the process makes no other processes" MITIGATED,
	 UNBOUND, "{\"step_name\":\"mitigation\",\"mitigation\":\"no_child\"}"},
	{"mitigation_that_is_broken_already", forbid_what_is_there, &alice,
	 EBUSY, "an operation on a process",
	 "mitigation: wxp: no memory is written and executed; what is mapped already breaks that, so it was not set",
	 "before the process has mapped that",
	 "{\"step_name\":\"mitigation\",\"mitigation\":\"wxp\"}"},
	{"mitigation_that_cannot_hold", bind_shared_memory, &alice, EBUSY,
	 "an operation on the process *",
	 "mitigation: wxp: no memory is written and executed; another process shares the memory, so it was not set",
	 "once no other process shares its memory",
	 "{\"step_name\":\"mitigation\",\"mitigation\":\"wxp\",\"rule\":13}"},
	{"score_of_shared_memory", score_of_sharers, &alice, EACCES,
	 "set information (PROCESS_SET_INFORMATION) on the process *",
	 "fixed rule: another process shares its memory, and would be reached, too",
	 "once no other process shares its memory",
	 "{\"step_name\":\"fixed rule\",\"rule\":13}"},
};

static void make_fixed_program(void)
{
	const uint16_t fixed = 2; /* ET_EXEC */
	int fd;

	copy_file(SELF, "fixed", 0755);
	fd = (int)must(open("fixed", O_RDWR | O_CLOEXEC));
	must(pwrite(fd, &fixed, sizeof(fixed), 16));
	close(fd);
	give_sd("fixed", "O:SYG:SYD:(A;;FA;;;WD)");
}

static void trust_only(const char *paths)
{
	must(with_open(PATHS, O_WRONLY, write(fd, paths, strlen(paths))));
}

void ask_about_processes(void)
{
	low = token_for(.user = BOB, .integrity = "low");
	target = bystander(bob, &target_pidfd);
	protected = start_subject(TCB);
	copy_file(SELF, "code", 0755);
	give_sd("code", "O:SYG:SYD:(A;;FA;;;WD)");
	make_fixed_program();
	trust_only("/tests/\n/bin/\n");
	ask_why(rows, COUNT(rows));
	trust_only("");
	end_subject(protected);
	must(kill(target, SIGKILL));
	waitpid(target, NULL, 0);
	close(target_pidfd);
	close(low);
}
