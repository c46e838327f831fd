// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The files of another process in /proc: PSD-004 5.3, 8.2 "/proc metadata".
 */
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "reach.h"

/* A file that this kernel has not is no row. */
static bool has_file(const struct row *row)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/%s", row->name);
	return access(path, F_OK) == 0;
}

#define FILE_ROW(...) ROW(__VA_ARGS__, .applies = has_file)

/* The first bytes, by a handle of the right kind. */
static int use_file(const char *name, int flags, const char *text)
{
	char path[64], byte;
	ssize_t done;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", target, name);
	fd = open(path, flags | O_CLOEXEC);
	if (fd < 0)
		return -1;
	done = text ? write(fd, text, strlen(text)) : read(fd, &byte, 1);
	return done < 0 ? -1 : 0;
}

static int read_file(const struct row *row)
{
	return use_file(row->name, O_RDONLY, NULL);
}

static int list_directory(const struct row *row)
{
	char path[64], buffer[256];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", target, row->name);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	return (int)syscall(SYS_getdents64, fd, buffer, sizeof(buffer));
}

static int read_children(const struct row *row)
{
	char name[64];

	(void)row;
	snprintf(name, sizeof(name), "task/%d/children", target);
	return use_file(name, O_RDONLY, NULL);
}

static int read_link(const struct row *row)
{
	char path[64], buffer[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", target, row->name);
	return (int)readlink(path, buffer, sizeof(buffer));
}

/* Of an unmapped page there is nothing to read. */
static int open_file(const struct row *row)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", target, row->name);
	return open(path, (row->argument ? O_WRONLY : O_RDONLY) | O_CLOEXEC);
}

static int write_number(const struct row *row)
{
	char text[16];

	snprintf(text, sizeof(text), "%d\n", row->argument);
	return use_file(row->name, O_WRONLY, text);
}

static const struct row reads[] = {
	FILE_ROW("stat", read_file, LIMITED),
	FILE_ROW("statm", read_file, LIMITED),
	FILE_ROW("comm", read_file, LIMITED),
	FILE_ROW("wchan", read_file, LIMITED),
	FILE_ROW("schedstat", read_file, LIMITED),
	FILE_ROW("cpuset", read_file, LIMITED),
	FILE_ROW("cgroup", read_file, LIMITED),
	FILE_ROW("cpu_resctrl_groups", read_file, LIMITED),
	FILE_ROW("oom_score", read_file, LIMITED),
	FILE_ROW("sessionid", read_file, LIMITED),
	FILE_ROW("patch_state", read_file, LIMITED),
	FILE_ROW("stack_depth", read_file, LIMITED),
	FILE_ROW("arch_status", read_file, LIMITED),
	ROW("children", read_children, LIMITED),
	FILE_ROW("cmdline", read_file, QUERY),
	FILE_ROW("status", read_file, QUERY),
	FILE_ROW("limits", read_file, QUERY),
	FILE_ROW("sched", read_file, QUERY),
	FILE_ROW("autogroup", read_file, QUERY),
	FILE_ROW("timens_offsets", read_file, QUERY),
	FILE_ROW("latency", read_file, QUERY),
	FILE_ROW("timers", read_file, QUERY),
	FILE_ROW("timerslack_ns", read_file, QUERY, .argument = 0,
		 .privileges = SE(INCREASE_BASE_PRIORITY)),
	FILE_ROW("mounts", read_file, QUERY),
	FILE_ROW("mountinfo", read_file, QUERY),
	FILE_ROW("mountstats", read_file, QUERY),
	FILE_ROW("coredump_filter", read_file, QUERY),
	FILE_ROW("oom_adj", read_file, QUERY),
	FILE_ROW("oom_score_adj", read_file, QUERY),
	FILE_ROW("loginuid", read_file, QUERY),
	FILE_ROW("make-it-fail", read_file, QUERY),
	FILE_ROW("fail-nth", read_file, QUERY),
	FILE_ROW("ksm_merging_pages", read_file, QUERY),
	FILE_ROW("ksm_stat", read_file, QUERY),
	FILE_ROW("uid_map", read_file, QUERY),
	FILE_ROW("gid_map", read_file, QUERY),
	FILE_ROW("projid_map", read_file, QUERY),
	FILE_ROW("setgroups", read_file, QUERY),
	FILE_ROW("token", open_file, QUERY),
	FILE_ROW("fd", list_directory, QUERY),
	FILE_ROW("personality", read_file, QUERY | VM_WRITE, .tracing = EPERM),
	FILE_ROW("syscall", read_file, QUERY | VM_WRITE, .tracing = EPERM),
	FILE_ROW("io", read_file, QUERY | VM_READ),
	FILE_ROW("seccomp_cache", read_file, QUERY, .privileges = SE(TCB),
		 .unprivileged = EACCES, .self_bare = EACCES),
	FILE_ROW("environ", open_file, VM_READ),
	FILE_ROW("auxv", read_file, VM_READ),
	FILE_ROW("maps", read_file, VM_READ),
	FILE_ROW("smaps", read_file, VM_READ),
	FILE_ROW("smaps_rollup", read_file, VM_READ),
	FILE_ROW("pagemap", open_file, VM_READ),
	FILE_ROW("mem", open_file, VM_READ | VM_WRITE),
	FILE_ROW("fdinfo", list_directory, VM_READ),
	FILE_ROW("map_files", list_directory, VM_READ),
	FILE_ROW("exe", read_link, VM_READ),
	FILE_ROW("cwd", read_link, VM_READ),
	FILE_ROW("root", read_link, VM_READ),
	FILE_ROW("ns/pid", read_link, VM_READ),
};

static const struct row writes[] = {
	FILE_ROW("coredump_filter", write_number, SET, .argument = 51),
	FILE_ROW("oom_adj", write_number, SET, .argument = 1),
	FILE_ROW("oom_score_adj", write_number, SET, .argument = 10),
	FILE_ROW("clear_refs", write_number, SET, .argument = 1),
	FILE_ROW("autogroup", write_number, SET, .argument = 1),
	FILE_ROW("sched", write_number, SET, .argument = 0),
	FILE_ROW("latency", write_number, SET, .argument = 0),
	FILE_ROW("make-it-fail", write_number, SET, .argument = 0,
		 .privileges = SE(INCREASE_QUOTA), .self_bare = EPERM),
	FILE_ROW("fail-nth", write_number, SET, .argument = 0),
	FILE_ROW("timerslack_ns", write_number, SET, .argument = 50000,
		 .privileges = SE(INCREASE_BASE_PRIORITY)),
	FILE_ROW("timens_offsets", open_file, SET, .argument = 1),
	FILE_ROW("uid_map", open_file, SET, .argument = 1),
	FILE_ROW("gid_map", open_file, SET, .argument = 1),
	FILE_ROW("projid_map", open_file, SET, .argument = 1),
	FILE_ROW("setgroups", open_file, SET, .argument = 1,
		 .privileges = SE(TCB), .unprivileged = EACCES,
		 .self_bare = EACCES),
	FILE_ROW("mem", open_file, VM_WRITE, .argument = 1),
};

/* Opens, and reads when the right is gone. */
static int read_later(const char *path, int ready, int go)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char byte;

	if (fd < 0 || write(ready, "x", 1) != 1 || read(go, &byte, 1) != 1)
		return (int)OPEN_FAILED();
	return (int)read(fd, &byte, 1);
}

static int open_then_lose(const char *name)
{
	int ready[2], go[2];
	char path[64];
	pid_t reader;

	must(pipe(ready));
	must(pipe(go));
	snprintf(path, sizeof(path), "/proc/%d/%s", target, name);
	reader = as_fork(bob);
	if (reader == 0) {
		errno = 0;
		as_exit(read_later(path, ready[1], go[0]));
	}
	wait_ready(ready[0]);
	let(0);
	must(write(go[1], "x", 1));
	return as_wait(reader);
}

static int both_ways(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", target, name);
	return open(path, O_RDWR | O_CLOEXEC);
}

static void test_handles(void)
{
	start_target();
	let(QUERY);
	tap_eq(open_then_lose("status"), EACCES,
	       "an_open_handle_is_no_right_to_the_process");
	let(QUERY | SET);
	tap_as(bob, both_ways("uid_map"), 0, "both_intents_by_both_rights");
	let(QUERY);
	tap_as(bob, both_ways("uid_map"), EACCES, "both_intents_by_reading");
	let(SET);
	tap_as(bob, both_ways("uid_map"), EACCES, "both_intents_by_writing");
	end_target();
}

static int share_memory(void *unused)
{
	(void)unused;
	return pause();
}

/* A change of one OOM score that Linux makes to all who share the memory. */
static int score_of_sharers(void)
{
	static char stack[16384] __attribute__((aligned(16)));
	pid_t child = clone(share_memory, stack + sizeof(stack),
			    CLONE_VM | SIGCHLD, NULL);
	int error;

	if (child < 0)
		return (int)OPEN_FAILED();
	target = getpid();
	error = use_file("oom_score_adj", O_WRONLY, "10") ? errno : 0;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	errno = error;
	return error ? -1 : 0;
}

static void test_sharers(void)
{
	tap_as(alice, score_of_sharers(), EACCES,
	       "oom_scores_of_shared_memory_stay");
}

int main(void)
{
	meet_people("process_files");
	test_rows(reads, COUNT(reads), "read");
	test_rows(writes, COUNT(writes), "write");
	test_handles();
	test_sharers();
	return tap_done();
}
