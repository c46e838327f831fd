// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Process Integrity Protection: PSD-004 chapter 8. This program is not signed
 * and runs as SYSTEM with every privilege, SeDebugPrivilege too.
 */
#include <dirent.h>
#include <poll.h>
#include <linux/perf_event.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "guest.h"
#include "subject.h"

static const struct {
	const char *name, *path;
	unsigned int type, trust;
} programs[] = {
	{"nobodys", PLAIN, 0, 0},
	{"protected_4096", APP, 512, 4096},
	{"protected_8192", TCB, 512, 8192},
	{"isolated_4096", ISOLATED, 1024, 4096},
};

#define PROGRAMS (sizeof(programs) / sizeof(*programs))

static int try(const char *path, const char *what, pid_t target)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", target);
	return subject_of(path, "try", what, number);
}

static bool dominates(size_t subject, size_t target)
{
	return !programs[target].type ||
	       (programs[subject].type >= programs[target].type &&
		programs[subject].trust >= programs[target].trust);
}

static void test_dominance(void)
{
	size_t i, j;
	pid_t target;

	for (j = 0; j < PROGRAMS; j++) {
		target = start_subject(programs[j].path);
		for (i = 0; i < PROGRAMS; i++)
			tap_eq(try(programs[i].path, "term", target),
			       dominates(i, j) ? 0 : EACCES,
			       "%s_process_signals_%s_process",
			       programs[i].name, programs[j].name);
		end_subject(target);
	}
}

/* What 8.2 gates; the errno that each gives where it is not EACCES. */
static const struct {
	const char *what;
	int error;
} gated[] = {
	{"probe", 0},	     {"term", 0},	 {"kill", 0},
	{"cont", 0},	     {"chld", 0},	 {"read", EPERM},
	{"write", EPERM},    {"trace", 0},	 {"mem", 0},
	{"environ", 0},	     {"maps", 0},	 {"fd", 0},
	{"proc-token", 0},   {"getfd", 0},	 {"process-token", 0},
	{"thread-token", 0}, {"set-sd", 0},	 {"get-sd", 0},
	{"capget", 0},	     {"getpgid", 0},	 {"getsid", 0},
	{"getscheduler", 0}, {"setpriority", 0}, {"ioprio", 0},
	{"getrlimit", 0},    {"setrlimit", 0},
};

#define GATED (sizeof(gated) / sizeof(*gated))

/* SYSTEM, SeDebugPrivilege, SeRestorePrivilege: nothing helps. */
static void test_gates(void)
{
	pid_t target = start_subject(TCB);
	pid_t open = start_subject(PLAIN);
	size_t i;

	for (i = 0; i < GATED; i++)
		tap_eq(try(PLAIN, gated[i].what, target),
		       gated[i].error ? gated[i].error : EACCES,
		       "unsigned_system_process_may_not_%s", gated[i].what);
	for (i = 0; i < GATED; i++)
		if (strcmp(gated[i].what, "kill") != 0)
			tap_eq(try(TCB, gated[i].what, target), 0,
			       "process_of_the_same_trust_may_%s",
			       gated[i].what);
	for (i = 0; i < GATED; i++)
		if (strcmp(gated[i].what, "kill") != 0)
			tap_eq(try(PLAIN, gated[i].what, open), 0,
			       "unsigned_process_may_%s_an_unsigned_one",
			       gated[i].what);
	end_subject(open);
	end_subject(target);
}

/* What only a child can do, and what is only done to a child (8.2, 14.1). */
static void test_children(void)
{
	tap_eq(subject_of(TCB, "leave-child", PLAIN, "try", "setpgid", "child"),
	       EACCES, "unsigned_process_may_not_move_its_protected_child");
	tap_eq(subject_of(TCB, "leave-child", TCB, "try", "setpgid", "child"),
	       0, "process_of_the_same_trust_may_move_its_child");
	tap_eq(subject_of(TCB, "traceme"), EACCES,
	       "unsigned_parent_may_not_be_made_the_tracer");
	tap_eq(subject_of(TCB, "fork", "traceme"), 0,
	       "parent_of_the_same_trust_may_be_made_the_tracer");
	tap_eq(subject_of(PLAIN, "traceme"), 0,
	       "unsigned_process_may_make_its_parent_its_tracer");
}

/* Reads one file; that there is nothing in it is an answer, too. */
static bool is_readable(int directory, const char *name)
{
	char byte;
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
	bool readable = fd >= 0 && read(fd, &byte, 1) >= 0;

	if (fd >= 0)
		close(fd);
	return readable;
}

/* The names of all regular files of a process's directory that can be read. */
static const char *readable_files(pid_t target, const char *directory)
{
	static char names[1024];
	const struct dirent *entry;
	char path[64];
	DIR *entries;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", target, directory);
	entries = opendir(path);
	if (!entries)
		tap_abort("opendir");
	fd = dirfd(entries);
	names[0] = '\0';
	while ((entry = readdir(entries)))
		if (entry->d_type == DT_REG && is_readable(fd, entry->d_name)) {
			strncat(names, entry->d_name,
				sizeof(names) - strlen(names) - 2);
			strcat(names, " ");
		}
	closedir(entries);
	return names;
}

/* Whatever there is in /proc, and whatever somebody adds (8.2). */
static void test_proc(void)
{
	pid_t target = start_subject(TCB);
	char thread[32];

	snprintf(thread, sizeof(thread), "task/%d", target);
	tap_str(readable_files(target, ""), "",
		"unsigned_system_process_reads_nothing_in_proc");
	tap_str(readable_files(target, thread), "",
		"unsigned_system_process_reads_nothing_of_threads");
	tap_str(readable_files(target, "attr"), "",
		"unsigned_system_process_reads_no_attributes");
	end_subject(target);
	target = start_subject(PLAIN);
	tap_ok(strstr(readable_files(target, ""), "stat "),
	       "unsigned_system_process_reads_of_an_unsigned_one");
	end_subject(target);
}

static struct kacs_denial *refused(const char *what, pid_t target)
{
	any_denial();
	try(PLAIN, what, target);
	return last_denial();
}

static void test_records(void)
{
	pid_t target = start_subject(TCB);
	struct kacs_denial *denial = refused("term", target);
	char *reason;

	tap_eq(denial->step, KACS_STEP_PROTECTION,
	       "refusal_by_dominance_is_its_own");
	tap_eq(denial->object_type, KACS_OBJECT_PROCESS,
	       "refusal_by_dominance_is_about_a_process");
	tap_eq(denial->missing, KACS_PROCESS_TERMINATE,
	       "refusal_by_dominance_has_the_right");
	tap_ok(denial->pip_type == 0 && denial->pip_trust == 0,
	       "refusal_by_dominance_has_the_trust_of_who_asked");
	reason = kacs_denial_reason(denial, NULL);
	tap_str(reason,
		"protection: it has the trust (512, 8192), which that of the caller (0, 0) does not dominate; no privilege helps",
		"refusal_by_dominance_is_told_in_words");
	free(reason);
	tap_eq(refused("read", target)->step, KACS_STEP_PROTECTION,
	       "reading_memory_is_refused_by_dominance");
	tap_eq(refused("set-sd", target)->step, KACS_STEP_PROTECTION,
	       "restore_privilege_is_refused_by_dominance");
	end_subject(target);
}

/* Somebody who has power over a process keeps it when that runs a program. */
static void test_power_over_exec(void)
{
	tap_eq(subject_of(PLAIN, "traced", TCB, "who"), WHO_PLAIN,
	       "program_traced_by_an_unsigned_process_is_not_protected");
	tap_eq(subject_of(APP, "traced", TCB, "who"), WHO_PLAIN,
	       "program_traced_by_a_process_of_less_trust_is_not_protected");
	tap_eq(subject_of(ISOLATED, "traced", TCB, "who"), WHO_PLAIN,
	       "program_traced_by_a_process_of_other_trust_is_not_protected");
	tap_eq(subject_of(TCB, "traced", TCB, "who"), WHO_TCB,
	       "program_traced_by_its_equal_is_protected");
	tap_eq(subject_of(TCB, "traced", APP, "who"), WHO_APP,
	       "program_traced_by_a_process_of_more_trust_is_protected");
	tap_eq(subject_of(PLAIN, "sharing", TCB, "who"), WHO_PLAIN,
	       "program_whose_root_another_process_can_change_is_not_protected");
}

static void test_tracers_exec(void)
{
	pid_t target = start_subject(TCB);
	char number[16];

	snprintf(number, sizeof(number), "%d", target);
	tap_eq(subject_of(TCB, "after-tracing", number, TCB, "try", "interrupt",
			  number),
	       0, "tracer_that_keeps_its_trust_goes_on");
	tap_eq(subject_of(TCB, "after-tracing", number, PLAIN, "try",
			  "interrupt", number),
	       EACCES, "tracer_that_loses_its_trust_does_not_go_on");
	end_subject(target);
}

static bool is_alive(pid_t child)
{
	return waitpid(child, NULL, WNOHANG) == 0;
}

/* Does a counter of a process go on when that runs a program? */
static bool counter_goes_on(const char *path)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_TASK_CLOCK,
	};
	struct pollfd counter = {.events = POLLIN};
	char number[16], byte;
	int go[2], ready[2];
	void *ring;
	pid_t child;

	must(pipe(go));
	must(pipe(ready));
	child = (pid_t)must(fork());
	if (child == 0) {
		must(read(go[0], &byte, 1));
		snprintf(number, sizeof(number), "%d", ready[1]);
		execl(path, path, "wait", number, NULL);
		_exit(EXFULL);
	}
	counter.fd = (int)must(
		syscall(SYS_perf_event_open, &attr, child, -1, -1, 0));
	/* Without one there is nothing to wait for. */
	ring = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, counter.fd,
		    0);
	if (ring == MAP_FAILED)
		tap_abort("mmap");
	must(write(go[1], "x", 1));
	must(read(ready[0], &byte, 1));
	must(poll(&counter, 1, 0));
	end_subject(child);
	munmap(ring, 8192);
	close(counter.fd);
	close(go[0]);
	close(go[1]);
	close(ready[0]);
	close(ready[1]);
	return !(counter.revents & POLLHUP);
}

/* What was begun when nothing protected the process. */
static void test_counters(void)
{
	tap_ok(counter_goes_on(PLAIN), "counter_stays_at_an_unsigned_program");
	tap_ok(!counter_goes_on(TCB), "counter_ends_at_a_protected_program");
}

/* The owner of a file is who asked for its signals. */
static void test_file_signals(void)
{
	pid_t target = start_subject(TCB);

	tap_eq(try(PLAIN, "file-kill", target), 0, "a_file_is_given_an_owner");
	usleep(100000);
	tap_ok(is_alive(target), "file_of_an_unsigned_process_does_not_signal");
	try(TCB, "file-kill", target);
	tap_eq(waitpid(target, NULL, 0), target,
	       "file_of_a_process_of_the_same_trust_signals");
}

static void test_core_dumps(void)
{
	tap_eq(subject_of(PLAIN, "dumpable"), 1,
	       "unsigned_process_may_dump_core");
	tap_eq(subject_of(TCB, "dumpable"), 0,
	       "protected_process_does_not_dump_core");
	tap_eq(subject_of(TCB, "make-dumpable"), EACCES,
	       "protected_process_cannot_be_made_dumpable");
	tap_eq(subject_of(TCB, "refused", "make-dumpable"), KACS_RULE_DUMPABLE,
	       "refusal_to_be_dumpable_says_so");
	tap_eq(subject_of(TCB, "make-undumpable"), 0,
	       "protected_process_may_stay_undumpable");
	tap_eq(subject_of(TCB, "fork", "dumpable"), 0,
	       "child_of_a_protected_process_does_not_dump_core");
	tap_eq(subject_of(TCB, "exec", PLAIN, "dumpable"), 1,
	       "unsigned_program_after_a_protected_one_may_dump_core");
	tap_eq(subject_of(PLAIN, "make-dumpable"), 0,
	       "unsigned_process_is_made_dumpable");
}

static void set_suid_dumpable(const char *value)
{
	int fd = (int)must(
		open("/proc/sys/fs/suid_dumpable", O_WRONLY | O_CLOEXEC));

	must(write(fd, value, 1));
	close(fd);
}

static void test_sysctl(void)
{
	set_suid_dumpable("1");
	tap_eq(subject_of(TCB, "setuid"), 0,
	       "no_sysctl_makes_a_protected_process_dump_core");
	tap_eq(subject_of(PLAIN, "setuid"), 1,
	       "the_sysctl_makes_others_dump_core");
	set_suid_dumpable("0");
}

/* 10.7, by the trust of the process: every answer after every other. */
static void test_labels(void)
{
	size_t i;
	int round;

	make_file("labelled", "O:SYG:SYD:(A;;FA;;;WD)");
	give_sd("labelled", "S:(TL;;FR;;;S-1-19-512-8192)");
	for (round = 0; round < 2; round++)
		for (i = 0; i < PROGRAMS; i++) {
			tap_eq(subject_of(programs[i].path, "open", "labelled",
					  "w"),
			       dominates(i, 2) ? 0 : EACCES,
			       "trust_label_decides_for_%s_process_%d",
			       programs[i].name, round);
			tap_eq(subject_of(programs[i].path, "open", "labelled",
					  "r"),
			       0, "trust_labels_mask_is_for_%s_process_%d",
			       programs[i].name, round);
		}
	tap_eq(subject_of(TCB, "as", "open", "labelled", "w"), 0,
	       "impersonation_leaves_the_process_its_trust");
}

int main(void)
{
	meet_people("pip");
	test_dominance();
	test_gates();
	test_children();
	test_proc();
	test_records();
	test_power_over_exec();
	test_tracers_exec();
	test_counters();
	test_file_signals();
	test_core_dumps();
	test_sysctl();
	test_labels();
	return tap_done();
}
