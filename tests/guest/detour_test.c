// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Ways around the mitigations about memory: PSD-004 5.2, 14.1. Each is tried
 * with the mitigation, which refuses it, and without, where it works. This
 * program is also the program that it runs.
 */
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <linux/aio_abi.h>
#include <linux/io_uring.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include "bound.h"
#include "guest.h"

#define WXP KACS_MIT_WXP
#define TLP KACS_MIT_TLP

/* One detour: what it gives with WXP and without. */
#define tap_detour(call, expected, name)                                  \
	do {                                                              \
		tap_bound(WXP, call, expected, "wxp_refuses_%s", (name)); \
		tap_as(alice, call, 0, "without_wxp_%s", (name));         \
	} while (0)

static int memory_file(void)
{
	int fd = (int)syscall(SYS_memfd_create, "code", 0);

	return fd < 0 || ftruncate(fd, PAGE) ? (int)OPEN_FAILED() : fd;
}

/* A file of its own that has no name any more. */
static int removed_file(void)
{
	int fd = open("removed", O_RDWR | O_CREAT | O_CLOEXEC, 0755);

	if (fd < 0 || ftruncate(fd, PAGE) || unlink("removed"))
		return (int)OPEN_FAILED();
	return fd;
}

/* This program in memory, run from there. */
static int run_memory_file(void)
{
	static char bytes[65536];
	char *const argv[] = {"program", "true", NULL};
	char *const envp[] = {NULL};
	int from = open("code", O_RDONLY | O_CLOEXEC);
	int fd = memory_file();
	ssize_t got;

	while ((got = read(from, bytes, sizeof(bytes))) > 0)
		if (write(fd, bytes, (size_t)got) != got)
			return (int)OPEN_FAILED();
	return (int)syscall(SYS_execveat, fd, "", argv, envp, AT_EMPTY_PATH);
}

static int attach_segment(int flags)
{
	int id = shmget(IPC_PRIVATE, PAGE, 0700 | IPC_CREAT);
	void *writable = shmat(id, NULL, 0);
	void *code = shmat(id, NULL, flags);
	int error = errno;

	shmctl(id, IPC_RMID, NULL);
	if (id < 0 || writable == (void *)-1)
		return (int)OPEN_FAILED();
	errno = error;
	return code == (void *)-1 ? -1 : 0;
}

/* What is queued there is written by the program, and by the kernel. */
static int map_queue(void)
{
	struct io_uring_params params = {0};
	int fd = (int)syscall(SYS_io_uring_setup, 1, &params);

	if (fd < 0)
		return (int)OPEN_FAILED();
	return mmap(NULL, PAGE, RX, MAP_SHARED, fd, IORING_OFF_SQES) ==
			       MAP_FAILED
		       ? -1
		       : 0;
}

static void test_memory(void)
{
	tap_detour(map(RX, ANONYMOUS, -1), EACCES, "anonymous_code");
	tap_detour(map(PROT_EXEC, MAP_SHARED | MAP_ANONYMOUS, -1), EACCES,
		   "shared_anonymous_code");
	tap_detour(map(RX, MAP_SHARED, memory_file()), EACCES,
		   "code_from_a_memfd");
	tap_detour(map(RX, MAP_PRIVATE, memory_file()), EACCES,
		   "a_copy_of_a_memfd");
	tap_detour(run_memory_file(), EACCES, "a_program_from_a_memfd");
	tap_detour(attach_segment(SHM_EXEC), EACCES, "a_writable_segment");
	tap_detour(attach_segment(SHM_EXEC | SHM_RDONLY), EACCES,
		   "a_segment_that_is_written_elsewhere");
	tap_detour(map_queue(), EACCES, "code_in_a_queue");
}

/* The same file, once to run and once to write. */
static int map_code(void)
{
	return map(RX, MAP_PRIVATE, file_for(O_RDONLY));
}

static int write_then_run(void)
{
	return then(map(RW, MAP_SHARED, file_for(O_RDWR)), map_code());
}

static int run_then_write(void)
{
	return then(map_code(), map(RW, MAP_SHARED, file_for(O_RDWR)));
}

static int run_then_write_later(void)
{
	return then(map_code(),
		    change(MAP_SHARED, file_for(O_RDWR), PROT_READ, false, RW));
}

static int run_then_copy(void)
{
	return then(map_code(), map(RW, MAP_PRIVATE, file_for(O_RDWR)));
}

static int run_then_write_another(void)
{
	return then(map_code(), map(RW, MAP_SHARED, removed_file()));
}

/* Written, moved, and made executable. */
static int move_memory(void)
{
	char *page = mapped(RW, ANONYMOUS, -1);

	*page = 1;
	page = mremap(page, PAGE, 16 * PAGE, MREMAP_MAYMOVE);
	return page == MAP_FAILED ? (int)OPEN_FAILED()
				  : mprotect(page, PAGE, RX);
}

static void test_files(void)
{
	int writer;

	tap_detour(write_then_run(), EACCES, "code_that_is_mapped_to_write");
	tap_detour(run_then_write(), EACCES, "writing_what_is_mapped_as_code");
	tap_detour(run_then_write_later(), EACCES,
		   "writing_it_by_mprotect_either");
	tap_bound(WXP, run_then_copy(), 0, "wxp_lets_write_a_copy_of_code");
	tap_bound(WXP, run_then_write_another(), 0,
		  "wxp_lets_write_another_file");
	writer = (int)must(open("code", O_RDWR | O_CLOEXEC));
	tap_detour(map_code(), EACCES, "code_that_anybody_has_open_to_write");
	close(writer);
	tap_bound(WXP, map_code(), 0, "wxp_lets_it_run_when_nobody_has");
	tap_detour(move_memory(), EACCES, "written_memory_that_was_moved");
}

/* Reading implies executing, and brk() asks nobody. */
static int grow_heap(void)
{
	long end = syscall(SYS_brk, 0);

	personality(READ_IMPLIES_EXEC);
	errno = EACCES;
	return syscall(SYS_brk, end + PAGE) == end + PAGE ? 0 : -1;
}

static int make_aio_ring(void)
{
	aio_context_t context = 0;

	personality(READ_IMPLIES_EXEC);
	return (int)syscall(SYS_io_setup, 1, &context);
}

static void test_personality(void)
{
	tap_detour(grow_heap(), EACCES, "an_executable_heap");
	/* The errno is that of a ring that cannot be mapped. */
	tap_detour(make_aio_ring(), ENOMEM, "an_executable_ring");
}

/* A process with a page of code and one of data, bound or not, that waits. */
struct victim {
	pid_t pid;
	char *code, *data;
};

static struct victim start_victim(uint32_t mitigations)
{
	struct victim victim = {
		.code = mapped(RX, MAP_PRIVATE, file_for(O_RDONLY)),
		.data = mapped(RW, ANONYMOUS, -1),
	};
	int ends[2];
	char byte = 0;

	if (pipe(ends))
		_exit(EXFULL);
	victim.pid = fork();
	if (victim.pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		byte = set(mitigations) == 0;
		if (write(ends[1], &byte, 1) == 1)
			for (;;)
				pause();
		_exit(0);
	}
	if (read(ends[0], &byte, 1) != 1 || !byte)
		_exit(EXFULL);
	return victim;
}

static int poke(uint32_t mitigations, bool code)
{
	struct victim victim = start_victim(mitigations);
	char *at = code ? victim.code : victim.data;
	int status;

	if (ptrace(PTRACE_ATTACH, victim.pid, NULL, NULL) ||
	    waitpid(victim.pid, &status, 0) != victim.pid)
		return (int)OPEN_FAILED();
	return (int)ptrace(PTRACE_POKETEXT, victim.pid, at, NULL);
}

static int write_by_proc(uint32_t mitigations, bool code)
{
	struct victim victim = start_victim(mitigations);
	char *at = code ? victim.code : victim.data;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", victim.pid);
	return (int)with_open(path, O_RDWR,
			      pwrite(fd, "x", 1, (off_t)(uintptr_t)at));
}

static void test_tracers(void)
{
	tap_as(alice, poke(WXP, true), EIO,
	       "wxp_keeps_tracers_from_writing_code");
	tap_as(alice, poke(WXP, false), 0, "wxp_lets_tracers_write_data");
	tap_as(alice, poke(0, true), 0, "without_wxp_tracers_write_code");
	tap_as(alice, write_by_proc(WXP, true), EIO,
	       "wxp_keeps_others_from_writing_code_by_proc");
	tap_as(alice, write_by_proc(WXP, false), 0,
	       "wxp_lets_others_write_data_by_proc");
	tap_as(alice, write_by_proc(0, true), 0,
	       "without_wxp_others_write_code_by_proc");
}

static int fault_handler(void)
{
	return (int)syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
}

/* Code of which a page is filled by whoever handles its faults. */
static int handle_faults_of(int prot)
{
	struct uffdio_api api = {.api = UFFD_API};
	struct uffdio_register range = {
		.range = {.start = (uintptr_t)mapped(prot, MAP_PRIVATE,
						     file_for(O_RDONLY)),
			  .len = PAGE},
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	int fd = fault_handler();

	if (fd < 0 || ioctl(fd, UFFDIO_API, &api) ||
	    ioctl(fd, UFFDIO_REGISTER, &range))
		return (int)OPEN_FAILED();
	return set(WXP) < 0 ? -1
			    : mprotect((void *)(uintptr_t)range.range.start,
				       PAGE, RX);
}

static void test_fault_handlers(void)
{
	if (fault_handler() < 0 && errno == ENOSYS) {
		tap_skip("wxp_refuses_to_handle_faults",
			 "this kernel has no userfaultfd");
		return;
	}
	tap_detour(fault_handler(), EACCES, "to_handle_faults");
	tap_as(alice, handle_faults_of(RX), EBUSY,
	       "wxp_is_not_set_over_code_with_a_fault_handler");
	tap_as(alice, handle_faults_of(PROT_READ), EACCES,
	       "what_has_a_fault_handler_does_not_become_code");
}

static void test_setting(void)
{
	tap_as(alice, then(map(RX, ANONYMOUS, -1), set(WXP)), EBUSY,
	       "wxp_is_not_set_over_anonymous_code");
	tap_as(alice, then(map(RX, MAP_PRIVATE, memory_file()), set(WXP)),
	       EBUSY, "wxp_is_not_set_over_code_from_a_memfd");
	tap_as(alice, then(run_then_write(), set(WXP)), EBUSY,
	       "wxp_is_not_set_over_code_that_is_mapped_to_write");
	tap_as(alice, then(attach_segment(SHM_EXEC | SHM_RDONLY), set(WXP)),
	       EBUSY, "wxp_is_not_set_over_a_segment_that_is_code");
	tap_as(alice, then(map_code(), set(WXP)), 0,
	       "wxp_is_set_over_code_that_nobody_writes");
}

/* Later, and so past the check of mmap(). */
static int code_later(int flags, int fd)
{
	return change(flags, fd, PROT_READ, false, RX);
}

/* The mitigation that the last refusal names. */
static uint32_t last_refuser(void)
{
	return last_denial()->mitigation;
}

static void test_paths(void)
{
	trust("/tests/\n/bin/\n");
	tap_bound(TLP, code_later(MAP_PRIVATE, memory_file()), EACCES,
		  "tlp_refuses_a_memfd_by_mprotect");
	tap_bound(TLP, code_later(MAP_SHARED, memory_file()), EACCES,
		  "tlp_refuses_a_shared_memfd_by_mprotect");
	tap_bound(TLP, code_later(MAP_PRIVATE, removed_file()), EACCES,
		  "tlp_refuses_a_removed_file_by_mprotect");
	tap_bound(TLP, code_later(MAP_SHARED | MAP_ANONYMOUS, -1), 0,
		  "tlp_leaves_shared_anonymous_memory_to_wxp");
	tap_bound(TLP, run_memory_file(), EACCES,
		  "tlp_refuses_a_program_from_a_memfd");
	bound(TLP | WXP, code_later(MAP_PRIVATE, memory_file()));
	tap_eq(last_refuser(), WXP, "wxp_is_asked_before_tlp");
	bound(TLP, code_later(MAP_PRIVATE, memory_file()));
	tap_eq(last_refuser(), TLP, "tlp_is_named");
	must(with_open(PATHS, O_WRONLY, write(fd, "", 0)));
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "true") == 0)
		return 0;
	meet_people("detour");
	give_sd(".", "D:(A;OICI;FA;;;WD)");
	copy_file("/proc/self/exe", "code", 0755);
	give_sd("code", "O:SYG:SYD:(A;;FA;;;WD)");
	test_memory();
	test_files();
	test_personality();
	test_tracers();
	test_fault_handlers();
	test_setting();
	test_paths();
	return tap_done();
}
