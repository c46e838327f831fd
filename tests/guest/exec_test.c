// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Running programs: PSD-004 11.4 "Execution", 4.3 "Exec", 12.3 "The setuid bit
 * on exec". This program is also the program that it runs.
 */
#include <linux/fs.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include "guest.h"
#include "tokens.h"

#define SELF "/proc/self/exe"
#define RUN_RIGHTS (KACS_FILE_EXECUTE)

/* Runs a program as the current process; returns only on failure. */
static int run(const char *path, const char *what)
{
	char *const argv[] = {"program", (char *)what, NULL};
	char *const envp[] = {NULL};

	return execve(path, argv, envp);
}

static int run_fd(int fd, const char *what)
{
	char *const argv[] = {"program", (char *)what, NULL};
	char *const envp[] = {NULL};

	return (int)syscall(SYS_execveat, fd, "", argv, envp, AT_EMPTY_PATH);
}

static void make_program(const char *path, mode_t mode, const char *sid,
			 uint32_t mask)
{
	copy_file(SELF, path, 0755);
	must(chmod(path, mode));
	give_rights(path, sid, mask);
}

static int map_image(void)
{
	int fd = open(SELF, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	return mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED;
}

static void test_rights(void)
{
	make_program("both", 0755, ALICE, RUN_RIGHTS);
	tap_as(alice, run("both", "true"), 0, "execve_needs_file_execute");
	tap_as(bob, run("both", "true"), EACCES,
	       "execve_without_file_execute_is_refused");
	make_program("no_mode", 0644, ALICE, KACS_FILE_ALL_ACCESS);
	tap_as(alice, run("no_mode", "true"), EACCES,
	       "execve_needs_the_mode_bit_too");
	tap_as(alice, access("no_mode", X_OK), EACCES,
	       "access_x_ok_needs_the_mode_bit_as_execve_does");
	make_program("any_mode", 0100, ALICE, RUN_RIGHTS);
	tap_as(alice, run("any_mode", "true"), 0,
	       "any_one_execute_bit_of_the_mode_will_do");

	/* Execute-only. */
	tap_as(alice, open("both", O_RDONLY), EACCES,
	       "execute_only_image_runs_unread");
	tap_as(alice, run("both", "map"), EACCES,
	       "execute_only_image_cannot_be_read_by_its_process");
}

/* Reads the memory of a child that runs a program until it is killed. */
static int read_image_of(const char *path)
{
	int ends[2], error;
	char byte = 0;
	struct iovec local = {&byte, 1}, remote = {&local, 1};
	pid_t child;

	if (pipe(ends))
		return (int)OPEN_FAILED();
	child = fork();
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		run(path, "wait");
		_exit(99);
	}
	if (read(ends[0], &byte, 1) != 1)
		return (int)OPEN_FAILED();
	/* The same program at the same address, but for the stack. */
	remote.iov_base = (void *)(uintptr_t)read_image_of;
	error = process_vm_readv(child, &local, 1, &remote, 1, 0) < 0 ? errno
								      : 0;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	errno = error;
	return error ? -1 : 0;
}

static void test_memory(void)
{
	make_program("image", 0755, ALICE, RUN_RIGHTS);
	tap_as(alice, read_image_of("image"), EPERM,
	       "execute_only_image_is_not_read_out_of_memory");
	give_rights("image", ALICE, KACS_FILE_EXECUTE | KACS_FILE_READ_DATA);
	tap_as(alice, read_image_of("image"), 0,
	       "readable_image_is_read_out_of_memory");
}

static int run_opened(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	return fd < 0 ? (int)OPEN_FAILED() : run_fd(fd, "true");
}

static void test_execveat(void)
{
	int fd;

	make_program("at", 0755, ALICE, RUN_RIGHTS);
	tap_as(alice, run_opened("at", O_PATH), 0,
	       "execveat_of_o_path_is_checked_live");
	tap_as(bob, run_opened("at", O_PATH), EACCES,
	       "execveat_of_o_path_without_file_execute");
	give_rights("at", ALICE, KACS_FILE_ALL_ACCESS);
	fd = (int)must(open("at", O_RDONLY | O_CLOEXEC));
	tap_as(alice, run_fd(fd, "true"), 0, "execveat_of_a_handle");
	give_rights("at", ALICE, KACS_FILE_GENERIC_READ);
	tap_as(alice, run_fd(fd, "true"), EACCES,
	       "execveat_of_a_handle_is_checked_live");
	close(fd);
}

static void make_script(const char *path, uint32_t mask)
{
	int fd = (int)must(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0755));
	char line[256];

	snprintf(line, sizeof(line), "#!%s/interpreter script\n",
		 own_directory());
	must(write(fd, line, strlen(line)));
	close(fd);
	give_rights(path, ALICE, mask);
}

static void test_scripts(void)
{
	make_program("interpreter", 0755, ALICE, RUN_RIGHTS);
	make_script("script", KACS_FILE_EXECUTE | KACS_FILE_READ_DATA |
				      KACS_FILE_READ_ATTRIBUTES);
	tap_as(alice, run("script", "x"), 0, "script_needs_both_its_files");
	make_script("unreadable", KACS_FILE_EXECUTE);
	tap_as(alice, run("unreadable", "x"), EACCES,
	       "script_that_cannot_be_read_cannot_be_interpreted");
	give_rights("interpreter", BOB, RUN_RIGHTS);
	tap_as(alice, run("script", "x"), EACCES,
	       "script_needs_file_execute_on_its_interpreter");
}

static uint32_t own_integrity(void)
{
	int token = kacs_sys_open_self_token(0, KACS_TOKEN_QUERY);
	uint32_t level = integrity_of(token);

	close(token);
	return level;
}

/* What "levels" reports in a byte: the integrity level by its place. */
static int level_status(void)
{
	return (int)(own_integrity() >> 12) + 100;
}

#define LEVEL(name) ((int)(KACS_INTEGRITY_##name >> 12) + 100)

static void test_new_process_min(void)
{
	int high = token_for(.user = ALICE, .integrity = "high");
	int lowering =
		token_for(.user = ALICE, .integrity = "high",
			  .more = "\"mandatory_policy\":[\"no_write_up\","
				  "\"new_process_min\"]");

	make_program("label", 0755, ALICE, KACS_FILE_ALL_ACCESS);
	tap_eq(as(high, run("label", "level")), LEVEL(HIGH),
	       "exec_keeps_the_token");
	tap_eq(as(lowering, run("label", "level")), LEVEL(MEDIUM),
	       "new_process_min_takes_an_unlabelled_image_for_medium");
	give_sd("label", "S:(ML;;NW;;;LW)");
	tap_eq(as(lowering, run("label", "level")), LEVEL(LOW),
	       "new_process_min_lowers_to_the_label");
	tap_eq(as(high, run("label", "level")), LEVEL(HIGH),
	       "label_of_the_image_is_nothing_without_new_process_min");
	give_sd("label", "S:(ML;;NW;;;SI)");
	tap_eq(as(lowering, run("label", "level")), LEVEL(HIGH),
	       "new_process_min_never_raises");
	make_script("low_script", RUN_RIGHTS | KACS_FILE_READ_DATA);
	give_sd("low_script", "S:(ML;;NW;;;LW)");
	give_rights("interpreter", ALICE, RUN_RIGHTS);
	tap_eq(as(lowering, run("low_script", "level")), LEVEL(LOW),
	       "new_process_min_takes_the_lowest_image");
	close(high);
	close(lowering);
}

/* Is the user of this process's token the given one? */
static int user_is(const char *text)
{
	int token = kacs_sys_open_self_token(0, KACS_TOKEN_QUERY);
	bool is = strcmp(user_of(token), text) == 0;

	close(token);
	return is ? 0 : 1;
}

/* After a program with the setuid bit started as Alice. */
static int setuid_status(void)
{
	struct stat st;
	int fd;

	if (geteuid() != 0)
		return 2;
	if (user_is(ALICE))
		return 3;
	fd = open("/tmp/exec_setuid", O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (fd < 0 || fstat(fd, &st))
		return 4;
	if (st.st_uid != 1001)
		return 5;
	if (open("only_system", O_RDONLY) >= 0)
		return 6;
	if (access("only_system", R_OK) == 0)
		return 7;
	return 0;
}

static void test_setuid_bit(void)
{
	make_file("only_system", "O:SYG:SYD:(A;;FA;;;SY)");
	make_program("setuid", 0755, ALICE, KACS_FILE_ALL_ACCESS);
	must(chown("setuid", 0, 0));
	must(chmod("setuid", 04755));
	tap_as(alice, run("setuid", "setuid"), 0,
	       "setuid_bit_does_not_change_fsuid");
	remove_file("/tmp/exec_setuid");
}

/* Bob's impersonation of Alice, ended by exec. */
static int impersonate_and_run(int token)
{
	if (kacs_sys_token_impersonate(token))
		return (int)OPEN_FAILED();
	return run("impersonating", "bob");
}

static void test_impersonation(void)
{
	int server = token_for(.user = BOB, .privileges = SE(IMPERSONATE));
	int client =
		token_for(.user = ALICE, .more = "\"type\":\"impersonation\","
						 "\"impersonation_level\":"
						 "\"impersonation\"");

	copy_file(SELF, "impersonating", 0755);
	give_sd("impersonating",
		"O:SYG:SYD:(A;;FA;;;" ALICE ")(A;;FA;;;" BOB ")");
	tap_as(server, impersonate_and_run(client), 0,
	       "exec_reverts_impersonation");
	give_sd("impersonating", "O:SYG:SYD:(A;;FA;;;" BOB ")");
	tap_as(server, impersonate_and_run(client), EACCES,
	       "exec_is_decided_by_the_effective_token");
	close(server);
	close(client);
}

static int in_program(const char *what)
{
	if (strcmp(what, "true") == 0)
		return 0;
	if (strcmp(what, "map") == 0)
		return map_image() ? errno : 0;
	if (strcmp(what, "wait") == 0) {
		if (write(STDOUT_FILENO, "x", 1) == 1)
			pause();
		return 0;
	}
	if (strcmp(what, "level") == 0)
		return level_status();
	if (strcmp(what, "setuid") == 0)
		return setuid_status();
	if (strcmp(what, "bob") == 0)
		return user_is(BOB);
	return 98;
}

int main(int argc, char **argv)
{
	int fd;

	if (argc >= 3 && strcmp(argv[1], "script") == 0) {
		if (argc >= 4 && strcmp(argv[3], "level") == 0)
			return level_status();
		fd = open(argv[2], O_RDONLY);
		return fd < 0 ? errno : 0;
	}
	if (argc == 2)
		return in_program(argv[1]);
	meet_people("exec");
	test_rights();
	test_memory();
	test_execveat();
	test_scripts();
	test_new_process_min();
	test_setuid_bit();
	test_impersonation();
	return tap_done();
}
