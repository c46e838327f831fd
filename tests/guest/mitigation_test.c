// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Mitigations: PSD-004 5.2, 5.4, 13.1 "PSB management", 14.1 "Process
 * mitigation enforcement". This program is also the program that it runs.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <linux/prctl.h>
#include "bound.h"
#include "guest.h"

#define SELF "/proc/self/exe"

static void test_arguments(void)
{
	int kthread = (int)must(syscall(SYS_pidfd_open, 2, 0));

	tap_as(alice, set(0), 0, "none_is_nothing");
	tap_as(alice, set(KACS_MIT_UI_ACCESS), 0, "ui_access_is_taken");
	tap_errno(kacs_sys_set_psb(kthread, KACS_MIT_PIE), EINVAL,
		  "the_kernels_own_threads");
	close(kthread);
}

static void test_wxp_mmap(void)
{
	tap_as(alice, map(RWX, ANONYMOUS, -1), 0,
	       "without_wxp_memory_is_written_and_executed");
	tap_bound(KACS_MIT_WXP, map(RWX, ANONYMOUS, -1), EACCES,
		  "wxp_refuses_what_is_written_and_executed");
	tap_bound(KACS_MIT_WXP, map(PROT_WRITE | PROT_EXEC, ANONYMOUS, -1),
		  EACCES, "wxp_refuses_without_reading_too");
	tap_bound(KACS_MIT_WXP, map(RWX, MAP_SHARED | MAP_ANONYMOUS, -1),
		  EACCES, "wxp_refuses_shared_memory");
	tap_bound(KACS_MIT_WXP, map(RWX, MAP_PRIVATE, file_for(O_RDONLY)),
		  EACCES, "wxp_refuses_files");
	tap_bound(KACS_MIT_WXP, map(RW, ANONYMOUS, -1), 0, "wxp_lets_write");
	tap_bound(KACS_MIT_WXP, map(RX, MAP_PRIVATE, file_for(O_RDONLY)), 0,
		  "wxp_lets_execute_files");
}

static int run_heap(void)
{
	char *heap = sbrk(PAGE);

	return mprotect((void *)((uintptr_t)heap & ~(uintptr_t)(PAGE - 1)),
			PAGE, RX);
}

/* /proc/self/mem writes what mprotect() would not let be written. */
static int write_by_proc(void)
{
	char *page = mapped(RX, MAP_PRIVATE, file_for(O_RDONLY));

	return (int)with_open("/proc/self/mem", O_RDWR,
			      pwrite(fd, "x", 1, (off_t)(uintptr_t)page));
}

static int write_by_handle(void)
{
	char *page = mapped(RX, MAP_PRIVATE, file_for(O_RDONLY));

	return (int)with_open("/proc/self/mem", O_RDWR,
			      then(set(KACS_MIT_WXP),
				   pwrite(fd, "x", 1, (off_t)(uintptr_t)page)));
}

static void test_wxp_mprotect(void)
{
	const int wxp = KACS_MIT_WXP;

	tap_bound(wxp, change(ANONYMOUS, -1, RW, true, RX), EACCES,
		  "written_memory_does_not_become_executable");
	tap_bound(wxp, change(ANONYMOUS, -1, RW, true, RWX), EACCES,
		  "nor_both");
	tap_bound(wxp, run_heap(), EACCES, "nor_does_the_heap");
	tap_bound(wxp, change(ANONYMOUS, -1, PROT_READ, false, RX), EACCES,
		  "anonymous_memory_never_does");
	tap_bound(wxp,
		  change(MAP_SHARED | MAP_ANONYMOUS, -1, PROT_READ, false, RX),
		  EACCES, "nor_does_shared_anonymous_memory");
	tap_bound(wxp, change(MAP_PRIVATE, file_for(O_RDONLY), RW, true, RX),
		  EACCES, "a_changed_copy_of_a_file_does_not");
	tap_bound(wxp,
		  change(MAP_SHARED, file_for(O_RDWR), PROT_READ, false, RX),
		  EACCES, "what_could_be_written_before_does_not");
	tap_bound(wxp,
		  change(MAP_PRIVATE, file_for(O_RDONLY), PROT_READ, false, RX),
		  0, "an_unchanged_file_does");
	tap_bound(wxp, change(MAP_PRIVATE, file_for(O_RDONLY), RX, false, RW),
		  EACCES, "executable_memory_does_not_become_writable");
	tap_as(alice, write_by_proc(), 0, "without_wxp_proc_writes_code");
	tap_as(alice, then(set(wxp), open("/proc/self/mem", O_RDWR)), EACCES,
	       "wxp_keeps_proc_from_writing_code");
	tap_as(alice, write_by_handle(), EACCES,
	       "wxp_keeps_open_handles_from_it_too");
	tap_bound(wxp,
		  change(MAP_PRIVATE, file_for(O_RDONLY), RX, false, PROT_READ),
		  0, "executable_memory_becomes_readable");
	tap_bound(wxp, change(ANONYMOUS, -1, RW, true, PROT_READ), 0,
		  "written_memory_becomes_readable");
}

/* Written, then executable but no longer writable. */
static int make_code(void)
{
	return change(ANONYMOUS, -1, RW, true, RX);
}

/* Sets all or nothing: one of them cannot be. */
static int set_one_too_many(uint32_t impossible, uint32_t others)
{
	if (set(impossible | others) == 0)
		return (int)OPEN_FAILED();
	return 0;
}

static int map_both(void)
{
	return map(RWX, ANONYMOUS, -1);
}

static int fork_child(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return child < 0 ? -1 : waitpid(child, NULL, 0) < 0;
}

static void test_wxp_is_verified(void)
{
	tap_as(alice, then(map(RWX, ANONYMOUS, -1), set(KACS_MIT_WXP)), EBUSY,
	       "wxp_is_not_set_over_memory_that_breaks_it");
	tap_as(alice, then(make_code(), set(KACS_MIT_WXP)), EBUSY,
	       "nor_over_code_that_was_written");
	tap_as(alice,
	       then(then(map_both(),
			 set_one_too_many(KACS_MIT_WXP, KACS_MIT_NO_CHILD)),
		    then(map_both(), fork_child())),
	       0, "a_request_that_fails_sets_nothing");
}

static void *nothing(void *unused)
{
	return unused;
}

static int start_thread(void)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, nothing, NULL);
	if (errno)
		return -1;
	return pthread_join(thread, NULL);
}

static char child_stack[16 * PAGE] __attribute__((aligned(16)));

/* The exit status of a process with the same memory, -1 if there is none. */
static int sharing_child(int (*what)(void *))
{
	int status;
	pid_t child = clone(what, child_stack + sizeof(child_stack),
			    CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);

	if (child < 0 || waitpid(child, &status, 0) < 0)
		return -1;
	return WEXITSTATUS(status);
}

static int do_nothing(void *unused)
{
	(void)unused;
	return 0;
}

static int set_wxp(void *unused)
{
	(void)unused;
	return set(KACS_MIT_WXP) < 0 ? errno : 0;
}

static void test_no_child(void)
{
	tap_bound(KACS_MIT_NO_CHILD, fork_child(), EACCES,
		  "no_child_refuses_fork");
	tap_bound(KACS_MIT_NO_CHILD, sharing_child(do_nothing), EACCES,
		  "no_child_refuses_vfork");
	tap_bound(KACS_MIT_NO_CHILD, start_thread(), 0,
		  "no_child_lets_threads_start");
	tap_as(alice, fork_child(), 0, "without_it_there_are_children");
}

static int run(const char *path, const char *what)
{
	char *const argv[] = {"program", (char *)what, NULL};
	char *const envp[] = {NULL};

	return execve(path, argv, envp);
}

static int fork_and_call(int (*call)(void))
{
	pid_t child = fork();

	if (child == 0) {
		errno = 0;
		as_exit(call());
	}
	errno = as_wait(child);
	return errno ? -1 : 0;
}

static void test_lifecycle(void)
{
	tap_bound(KACS_MIT_WXP, fork_and_call(map_both), EACCES,
		  "children_are_bound");
	tap_as(alice, run("code", "map_both"), 0, "program_that_is_not_bound");
	tap_bound(KACS_MIT_WXP, run("code", "map_both"), EACCES,
		  "exec_keeps_mitigations");
	tap_as(alice, run("code", "fork"), 0, "program_that_has_children");
	tap_bound(KACS_MIT_NO_CHILD, run("code", "fork"), EACCES,
		  "exec_keeps_no_child");
	tap_bound(KACS_MIT_WXP, then(set(0), map_both()), EACCES,
		  "setting_none_clears_none");
	tap_bound(KACS_MIT_WXP, then(set(KACS_MIT_PIE), map_both()), EACCES,
		  "setting_others_clears_none");
	tap_bound(KACS_MIT_WXP, set(KACS_MIT_WXP), 0, "setting_again_is_fine");
	tap_eq(sharing_child(set_wxp), EBUSY,
	       "memory_shared_with_another_process");
	tap_as(alice, fork_and_call(map_both), 0, "others_are_not_bound");
}

static int client;

/* Bound before or while it acts for somebody else. */
static int map_as_client(uint32_t before, uint32_t then_set)
{
	if (set(before) || kacs_sys_token_impersonate(client) || set(then_set))
		return (int)OPEN_FAILED();
	return map_both();
}

static int map_after_client(void)
{
	if (kacs_sys_token_impersonate(client) || set(KACS_MIT_WXP) ||
	    kacs_sys_revert())
		return (int)OPEN_FAILED();
	return map_both();
}

/* 5.1: they are the process's, whomever it acts for. */
static void test_impersonation(void)
{
	int server = token_for(.privileges = SE(IMPERSONATE));

	client = token_for(.user = BOB,
			   .more = "\"type\":\"impersonation\","
				   "\"impersonation_level\":\"impersonation\"");
	tap_as(server, map_as_client(KACS_MIT_WXP, 0), EACCES,
	       "impersonation_leaves_mitigations");
	tap_as(server, map_as_client(0, KACS_MIT_WXP), EACCES,
	       "process_is_bound_while_it_impersonates");
	tap_as(server, map_after_client(), EACCES, "and_after_it_has_reverted");
	close(server);
	close(client);
}

/* The ELF header's e_type and the flags of PT_GNU_STACK. */
static void make_program(const char *path, uint16_t type, bool stack)
{
	unsigned char header[1024];
	uint64_t at;
	uint16_t size, count, i;
	int fd;

	copy_file(SELF, path, 0755);
	fd = (int)must(open(path, O_RDWR));
	must(pread(fd, header, sizeof(header), 0));
	if (type)
		memcpy(header + 16, &type, sizeof(type));
	memcpy(&at, header + 32, sizeof(at));
	memcpy(&size, header + 54, sizeof(size));
	memcpy(&count, header + 56, sizeof(count));
	for (i = 0; stack && i < count; i++) {
		uint32_t *program = (uint32_t *)(header + at + i * size);

		if (program[0] == 0x6474e551)
			program[1] = 7;
	}
	must(pwrite(fd, header, sizeof(header), 0));
	close(fd);
	give_sd(path, "O:SYG:SYD:(A;;FA;;;WD)");
}

static void test_pie(void)
{
	/* A static program that is called movable does not run far. */
	make_program("fixed", 2, false);
	make_program("movable", 3, false);
	tap_bound(KACS_MIT_PIE, run("fixed", "true"), EACCES,
		  "pie_refuses_fixed_addresses");
	tap_ok(bound(KACS_MIT_PIE, run("movable", "true")) != EACCES,
	       "pie_lets_movable_programs_run");
	tap_as(alice, run("fixed", "true") < 0 ? -1 : 0, 0,
	       "without_pie_fixed_addresses_run");
}

/* Two processes ask each other only for the right to set information. */
static void test_others(void)
{
	int ends[2];
	pid_t child;
	int pidfd;
	char byte;

	must(pipe(ends));
	child = as_fork(alice);
	if (child == 0) {
		if (write(ends[1], "x", 1) == 1)
			for (;;)
				pause();
		_exit(0);
	}
	must(read(ends[0], &byte, 1));
	pidfd = (int)must(syscall(SYS_pidfd_open, child, 0));
	must(set_sd_at(pidfd, "", "D:(A;;0xffffffff;;;SY)(A;;0x200;;;" BOB ")",
		       AT_EMPTY_PATH));
	tap_as(bob, kacs_sys_set_psb(pidfd, KACS_MIT_NO_CHILD), 0,
	       "set_information_binds_others");
	must(set_sd_at(pidfd, "",
		       "D:(A;;0xffffffff;;;SY)(A;;0xf1dff;;;" BOB ")",
		       AT_EMPTY_PATH));
	tap_as(bob, kacs_sys_set_psb(pidfd, KACS_MIT_PIE), EACCES,
	       "nothing_else_does");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	tap_errno(kacs_sys_set_psb(pidfd, KACS_MIT_PIE), ESRCH,
		  "nobody_binds_the_dead");
	close(pidfd);
	close(ends[0]);
	close(ends[1]);
}

static int run_with_a_stack(void)
{
	return set(KACS_MIT_WXP) < 0 ? (int)OPEN_FAILED()
				     : run("stack", "true");
}

static int run_readable_as_executable(void)
{
	if (set(KACS_MIT_WXP) < 0)
		return (int)OPEN_FAILED();
	personality(READ_IMPLIES_EXEC);
	return map(RW, ANONYMOUS, -1);
}

static void test_wxp_exec(void)
{
	make_program("stack", 0, true);
	make_program("plain", 0, false);
	tap_as(alice, run("stack", "true"), 0,
	       "without_wxp_stacks_are_executable");
	tap_eq(as(alice, run_with_a_stack()), 1000 + SIGKILL,
	       "wxp_ends_programs_with_an_executable_stack");
	tap_bound(KACS_MIT_WXP, run("plain", "true"), 0,
		  "wxp_lets_other_programs_run");
	tap_as(alice, run_readable_as_executable(), EACCES,
	       "wxp_sees_what_reading_implies");
}

static int load(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? (int)OPEN_FAILED() : map(RX, MAP_PRIVATE, fd);
}

static int load_later(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? (int)OPEN_FAILED()
		      : change(MAP_PRIVATE, fd, PROT_READ, false, RX);
}

static int load_removed(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || unlink(path))
		return (int)OPEN_FAILED();
	return map(RX, MAP_PRIVATE, fd);
}

static int load_memfd(void)
{
	int fd = (int)must(syscall(SYS_memfd_create, "code", 0));

	if (ftruncate(fd, PAGE))
		return (int)OPEN_FAILED();
	return map(RX, MAP_PRIVATE, fd);
}

/* "tests/code" in the own directory, but not in /tests. */
static int load_from_a_root(void)
{
	return (int)then(then(set(KACS_MIT_TLP), chroot(own_directory())),
			 load("/tests/code"));
}

static void test_paths_format(void)
{
	static const struct {
		const char *name;
		const char *text;
		size_t len;
	} bad[] = {
		{"relative", "usr/lib/\n", 9},
		{"without_a_slash", "/usr/lib\n", 9},
		{"without_an_end", "/usr/lib/", 9},
		{"empty", "\n", 1},
		{"second_is_empty", "/a/\n\n", 5},
		{"with_nul", "/a\0b/\n", 6},
	};
	static char text[8192];
	char read_back[16] = "";
	size_t i;

	trust("/kept/\n");
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		tap_errno(write_paths(bad[i].text, bad[i].len), EINVAL,
			  "path_%s", bad[i].name);
	memset(text, 'a', sizeof(text));
	text[0] = '/';
	text[4095] = '/';
	text[4096] = '\n';
	tap_ok(write_paths(text, 4097) == 4097, "path_of_4096_bytes");
	text[4095] = 'a';
	text[4096] = '/';
	text[4097] = '\n';
	tap_errno(write_paths(text, 4098), EINVAL, "path_of_4097_bytes");
	for (i = 0; i < 65; i++)
		memcpy(text + i * 4, "/a/\n", 4);
	tap_ok(write_paths(text, 64 * 4) == 64 * 4, "sixty_four_paths");
	tap_errno(write_paths(text, 65 * 4), EINVAL, "sixty_five_paths");
	trust("/kept/\n");
	tap_errno(write_paths("x", 1), EINVAL, "path_of_one_letter");
	must(with_open(PATHS, O_RDONLY, read(fd, read_back, 15)));
	tap_str(read_back, "/kept/\n", "bad_paths_leave_the_list");
	tap_as(carol, write_paths("/a/\n", 4), EPERM,
	       "paths_are_for_who_has_tcb_privilege");
	tap_as(alice, with_open(PATHS, O_RDONLY, read(fd, text, 16)), 0,
	       "everybody_may_read_the_paths");
}

static void test_tlp(void)
{
	char paths[512], inner[256];

	must(mkdir("inner", 0755));
	must(mkdir("innermost", 0755));
	give_sd("inner", "D:(A;;FA;;;WD)");
	give_sd("innermost", "D:(A;;FA;;;WD)");
	copy_file("code", "inner/code", 0755);
	copy_file("code", "innermost/code", 0755);
	copy_file("code", "inner/removable", 0755);
	give_sd("inner/code", "D:(A;;FA;;;WD)");
	give_sd("inner/removable", "D:(A;;FA;;;WD)");
	give_sd("innermost/code", "D:(A;;FA;;;WD)");
	snprintf(inner, sizeof(inner), "%s/inner/\n", own_directory());

	trust(inner);
	tap_as(alice, set(KACS_MIT_TLP), EBUSY,
	       "tlp_is_not_set_for_a_program_from_elsewhere");
	snprintf(paths, sizeof(paths), "/tests/\n/bin/\n%s", inner);
	trust(paths);
	tap_bound(KACS_MIT_TLP, load("inner/code"), 0,
		  "tlp_lets_code_come_from_trusted_directories");
	tap_bound(KACS_MIT_TLP, load_later("inner/code"), 0, "later_too");
	tap_bound(KACS_MIT_TLP, load("code"), EACCES,
		  "tlp_refuses_code_from_elsewhere");
	tap_bound(KACS_MIT_TLP, load("innermost/code"), EACCES,
		  "the_beginning_of_a_name_is_no_prefix");
	tap_bound(KACS_MIT_TLP, load_later("code"), EACCES,
		  "tlp_refuses_by_mprotect_too");
	tap_bound(KACS_MIT_TLP,
		  change(MAP_PRIVATE, file_for(O_RDONLY), PROT_READ, false, RW),
		  0, "tlp_is_about_code");
	tap_bound(KACS_MIT_TLP, load_memfd(), EACCES,
		  "tlp_refuses_what_has_no_path");
	tap_bound(KACS_MIT_TLP, load_removed("inner/removable"), EACCES,
		  "tlp_refuses_what_has_none_any_more");
	tap_bound(KACS_MIT_TLP, map(RWX, ANONYMOUS, -1), 0,
		  "tlp_leaves_anonymous_memory_to_wxp");
	must(mkdir("tests", 0755));
	copy_file("code", "tests/code", 0755);
	tap_errno(fork_and_call(load_from_a_root), EACCES,
		  "a_root_directory_makes_no_path_trusted");
	trust("/bin/\n");
	tap_as(alice, load("code"), 0, "others_load_from_everywhere");
	must(with_open(PATHS, O_WRONLY, write(fd, "", 0)));
	tap_as(alice, set(KACS_MIT_TLP), EBUSY,
	       "without_paths_nothing_is_trusted");
}

static bool can_lock_speculation(void)
{
	int store =
		prctl(PR_GET_SPECULATION_CTRL, PR_SPEC_STORE_BYPASS, 0, 0, 0);
	int branch = prctl(PR_GET_SPECULATION_CTRL, PR_SPEC_INDIRECT_BRANCH, 0,
			   0, 0);

	return (store == PR_SPEC_NOT_AFFECTED || store == PR_SPEC_DISABLE ||
		(store & PR_SPEC_PRCTL)) &&
	       (branch == PR_SPEC_NOT_AFFECTED || branch == PR_SPEC_DISABLE ||
		(branch & PR_SPEC_PRCTL));
}

static int weaken(void)
{
	return prctl(PR_SET_SPECULATION_CTRL, PR_SPEC_STORE_BYPASS,
		     PR_SPEC_ENABLE, 0, 0);
}

static void test_machine(void)
{
	tap_as(alice, set(KACS_MIT_CFIF), EOPNOTSUPP, "cfif_fails_closed");
	tap_as(alice, set(KACS_MIT_CFIB), EOPNOTSUPP, "cfib_fails_closed");
	tap_as(alice, set(KACS_MIT_CFI), EOPNOTSUPP, "cfi_is_both");
	tap_as(alice,
	       then(set_one_too_many(KACS_MIT_CFIF, KACS_MIT_NO_CHILD),
		    fork_child()),
	       0, "what_cannot_be_promised_sets_nothing");
	if (!can_lock_speculation()) {
		tap_as(alice, set(KACS_MIT_SML), EOPNOTSUPP,
		       "sml_fails_closed");
		return;
	}
	tap_as(alice, set(KACS_MIT_SML), 0, "sml_is_set");
	tap_bound(KACS_MIT_SML, weaken(), EACCES, "sml_stays");
}

static void test_records(void)
{
	bound(KACS_MIT_WXP, map_both());
	tap_eq(last_denial()->step, KACS_STEP_MITIGATION,
	       "refusal_by_a_mitigation_says_so");
	bound(KACS_MIT_WXP, map_both());
	tap_eq(last_denial()->mitigation, KACS_MIT_WXP, "wxp_is_named");
	bound(KACS_MIT_NO_CHILD, fork_child());
	tap_eq(last_denial()->mitigation, KACS_MIT_NO_CHILD,
	       "no_child_is_named");
	bound(KACS_MIT_PIE, run("fixed", "true"));
	tap_str(last_denial()->name, "fixed", "pie_names_the_program");
	as(alice, run_with_a_stack());
	tap_eq(last_denial()->mitigation, KACS_MIT_WXP, "so_is_what_killed");
	as(alice, set(KACS_MIT_TLP));
	tap_eq(last_denial()->errno_value, EBUSY,
	       "what_is_in_the_way_of_setting_is_recorded");
	as(alice, set(KACS_MIT_TLP));
	tap_str(last_denial()->name, "mitigation_test", "and_named");
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "true") == 0)
		return 0;
	if (argc > 1 && strcmp(argv[1], "map_both") == 0)
		as_exit(map_both());
	if (argc > 1 && strcmp(argv[1], "fork") == 0)
		as_exit(fork_child());
	meet_people("mitigation");
	copy_file(SELF, "code", 0755);
	give_sd("code", "O:SYG:SYD:(A;;FA;;;WD)");
	test_arguments();
	test_wxp_mmap();
	test_wxp_mprotect();
	test_wxp_is_verified();
	test_no_child();
	test_lifecycle();
	test_impersonation();
	test_pie();
	test_others();
	test_wxp_exec();
	test_paths_format();
	test_tlp();
	test_machine();
	test_records();
	return tap_done();
}
