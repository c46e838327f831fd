// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The benchmark guest's init: makes the tree that is worked on, gives the
 * booted security module the same kind of policy that the others get, starts
 * the measured program as an ordinary user, and prints what it found.
 *
 * argv, from the kernel's command line: "profile" and the words of an
 * operation's name, or anything else to measure them all. (The kernel also
 * passes on what it did not understand itself.)
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"
#include "guest_init.h"

static void power_off(void)
{
	fflush(NULL);
	sync();
	reboot(RB_AUTOBOOT); /* QEMU runs with -no-reboot */
}

void fail(const char *what)
{
	printf("bench: error: %s: %s\n", what, strerror(errno));
	power_off();
	exit(1);
}

size_t read_file(const char *path, char *text, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t got = 0;
	ssize_t more;

	if (fd < 0)
		fail(path);
	while (got < room - 1 &&
	       (more = read(fd, text + got, room - 1 - got)) > 0)
		got += more;
	close(fd);
	text[got] = '\0';
	return got;
}

void write_file(const char *path, const void *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
		fail(path);
	close(fd);
}

void *load_file(const char *path, size_t *size)
{
	struct stat st;
	char *bytes;

	if (stat(path, &st) != 0)
		fail(path);
	bytes = malloc(st.st_size + 1);
	if (bytes == NULL)
		fail(path);
	*size = read_file(path, bytes, st.st_size + 1);
	return bytes;
}

static void mount_one(const char *type, const char *where)
{
	mkdir(where, 0755);
	if (mount(type, where, type, 0, NULL) != 0)
		fail(where);
}

static void make_file(const char *path, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, mode);

	if (fd < 0 || write(fd, "x", 1) != 1 || fchmod(fd, mode) != 0)
		fail(path);
	close(fd);
}

static void copy_program(const char *from, const char *to)
{
	size_t size;
	void *bytes = load_file(from, &size);

	make_file(to, 0755);
	write_file(to, bytes, size);
	free(bytes);
}

static void make_directory(const char *path, mode_t mode)
{
	if (mkdir(path, mode) != 0 || chmod(path, mode) != 0)
		fail(path);
}

static void make_tree(void)
{
	make_directory(BENCH_DIR1, 0755);
	make_directory(BENCH_DIR, 0777);
	make_file(BENCH_FILE, 0666);
	make_file(BENCH_REFUSED, 0666);
	copy_program("/guest_bench", BENCH_PROGRAM);
	copy_program("/guest_target", BENCH_TARGET);
}

static void become_ordinary(void)
{
	gid_t groups[BENCH_GROUPS];

	for (int i = 0; i < BENCH_GROUPS; i++)
		groups[i] = BENCH_UID + 1 + i;
	if (setgroups(BENCH_GROUPS, groups) != 0 || setgid(BENCH_UID) != 0 ||
	    setuid(BENCH_UID) != 0)
		fail("become an ordinary user");
}

/* Returns after the program's execve, or its failure. */
static pid_t start(const struct module *module, char *const argv[])
{
	int started[2], errors;
	pid_t child;
	char byte;

	if (pipe2(started, O_CLOEXEC) != 0)
		fail("pipe");
	fflush(NULL);
	child = fork();
	if (child < 0)
		fail("fork");
	if (child == 0) {
		if (module->become_user)
			module->become_user();
		else
			become_ordinary();
		if (module->enter_domain)
			module->enter_domain();
		errors =
			open(BENCH_ERRORS, O_WRONLY | O_CREAT | O_APPEND, 0644);
		if (errors < 0 || dup2(errors, STDERR_FILENO) < 0)
			fail(BENCH_ERRORS);
		execv(BENCH_PROGRAM, argv);
		fail("execve " BENCH_PROGRAM);
	}
	close(started[1]);
	if (read(started[0], &byte, 1) != 0)
		fail("waiting for execve");
	close(started[0]);
	return child;
}

static void say_go(void)
{
	make_file(BENCH_GO, 0644);
}

static void print_file(const char *path)
{
	size_t size;
	char *text = load_file(path, &size);

	fwrite(text, 1, size, stdout);
	free(text);
}

static void check_end(int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return;
	printf("bench: error: the measured program ended with %#x: ", status);
	print_file(BENCH_ERRORS);
	power_off();
}

/*
 * The program has warmed up: tell the host, which turns the instruction log
 * on and answers with a line.
 */
static void wait_for_profiler(pid_t child)
{
	char answer;
	int status;

	while (access(BENCH_READY, F_OK) != 0) {
		if (waitpid(child, &status, WNOHANG) == child)
			check_end(status);
		usleep(1000);
	}
	printf("bench: ready\n");
	fflush(stdout);
	if (read(STDIN_FILENO, &answer, 1) != 1)
		fail("the profiler's answer");
}

static const struct module *booted_module(void)
{
	static const struct module *const modules[] = {
		&module_kacs,
		&module_selinux,
		&module_apparmor,
	};
	static const struct module none = {.name = "none"};
	char active[256];

	read_file("/sys/kernel/security/lsm", active, sizeof(active));
	printf("bench: lsm\t%s\n", active);
	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		if (strstr(active, modules[i]->name))
			return modules[i];
	return &none;
}

int main(int argc, char **argv)
{
	const struct module *module;
	char *program_argv[4] = {(char *)BENCH_PROGRAM, NULL};
	char operation[128] = "";
	int first = 1, profile, status;
	pid_t child;

	if (getpid() != 1) {
		fprintf(stderr, "guest_init: runs as a guest's init only\n");
		return 2;
	}
	mount_one("proc", "/proc");
	mount_one("sysfs", "/sys");
	if (mount("securityfs", "/sys/kernel/security", "securityfs", 0,
		  NULL) != 0)
		fail("/sys/kernel/security");

	while (first < argc && strcmp(argv[first], "profile") != 0)
		first++;
	profile = first < argc;
	if (profile) {
		for (int i = first + 1; i < argc; i++) {
			if (i > first + 1)
				strcat(operation, " ");
			strncat(operation, argv[i],
				sizeof(operation) - strlen(operation) - 2);
		}
		program_argv[1] = (char *)"profile";
		program_argv[2] = operation;
	}

	module = booted_module();
	if (module->load)
		module->load();
	mount_one("tmpfs", BENCH_ROOT);
	if (module->label_root)
		module->label_root();
	make_tree();
	if (module->label_tree)
		module->label_tree();

	child = start(module, program_argv);
	if (module->enforce)
		module->enforce();
	if (profile)
		wait_for_profiler(child);
	say_go();
	if (waitpid(child, &status, 0) != child)
		fail("waitpid");
	check_end(status);
	if (module->describe)
		module->describe();
	if (!profile)
		print_file(BENCH_RESULT);
	printf("bench: end\n");
	power_off();
	return 0;
}
