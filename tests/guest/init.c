// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Process 1 of the test guest: mounts what the tests need, runs the programs
 * that /tests/list names one after the other, and powers off.
 *
 * What the programs print goes to the host over a virtio port, framed by lines
 * of our own that start with '@':
 *
 *	@begin NAME
 *	...	what NAME printed
 *	@end NAME exit N | signal N | timeout
 *	@done	the list is through
 *
 * Their errors go to the console, among the kernel's messages. The kernel
 * command line may hold TEST_TIMEOUT=seconds for each program and
 * TESTS=name,name to run only those; "shell" as the only name gives a shell on
 * the console.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIST "/tests/list"
#define PORT "/dev/vport*p1"
#define KMEMLEAK "/sys/kernel/debug/kmemleak"

struct mount_point {
	const char *type;
	const char *source;
	const char *target;
	const char *options;
	bool optional; /* the plain kernel lacks it, or there is no disk */
};

static const struct mount_point mount_points[] = {
	{"proc", "proc", "/proc", NULL, false},
	{"sysfs", "sysfs", "/sys", NULL, false},
	{"securityfs", "securityfs", "/sys/kernel/security", NULL, false},
	{"debugfs", "debugfs", "/sys/kernel/debug", NULL, true},
	{"devtmpfs", "devtmpfs", "/dev", NULL, false},
	{"devpts", "devpts", "/dev/pts", NULL, false},
	{"tmpfs", "tmpfs", "/dev/shm", NULL, false},
	{"tmpfs", "tmpfs", "/tmp", "mode=1777", false},
	{"cgroup2", "cgroup2", "/sys/fs/cgroup", NULL, false},
	{"ext4", "/dev/vda", "/scratch", NULL, true},
};

static FILE *console;
static int port = -1;

__attribute__((format(printf, 1, 2))) static void log_line(const char *format,
							   ...)
{
	va_list args;

	if (!console)
		return;
	fputs("init: ", console);
	va_start(args, format);
	vfprintf(console, format, args);
	va_end(args);
	fputc('\n', console);
	fflush(console);
}

__attribute__((format(printf, 1, 2))) static void frame(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vdprintf(port, format, args);
	va_end(args);
}

static void power_off(void)
{
	sync();
	reboot(RB_POWER_OFF);
	log_line("power off: %s", strerror(errno));
	for (;;)
		pause();
}

static void mount_all(void)
{
	size_t i;

	for (i = 0; i < sizeof(mount_points) / sizeof(mount_points[0]); i++) {
		const struct mount_point *point = &mount_points[i];

		if (mkdir(point->target, 0755) && errno != EEXIST &&
		    !point->optional)
			log_line("mkdir %s: %s", point->target,
				 strerror(errno));
		if (mount(point->source, point->target, point->type, 0,
			  point->options) &&
		    !point->optional)
			log_line("mount %s: %s", point->target,
				 strerror(errno));
	}
}

/*
 * The port appears when the driver has talked to the host; the number in its
 * name is that of the virtio device, in the order of the machine's slots.
 */
static int open_port(void)
{
	glob_t found = {0};
	int tries, fd = -1;

	for (tries = 0; tries < 100 && fd < 0; tries++) {
		if (glob(PORT, 0, NULL, &found) == 0)
			fd = open(found.gl_pathv[0], O_WRONLY | O_CLOEXEC);
		globfree(&found);
		if (fd < 0)
			usleep(50000);
	}
	if (fd < 0)
		log_line("open %s: %s", PORT, strerror(errno));
	return fd;
}

static void run_child(const char *name)
{
	char path[256];
	char *const argv[] = {path, NULL};

	snprintf(path, sizeof(path), "/tests/%s", name);
	setsid();
	dup2(port, STDOUT_FILENO);
	if (chdir("/tmp"))
		log_line("chdir /tmp: %s", strerror(errno));
	execv(path, argv);
	log_line("exec %s: %s", path, strerror(errno));
	_exit(127);
}

/* Waits for one child, reaping orphans on the way; false: it took too long. */
static bool wait_for(pid_t child, unsigned int seconds, int *status)
{
	const struct timespec tick = {.tv_sec = seconds};
	sigset_t set;
	pid_t pid;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (;;) {
		while ((pid = waitpid(-1, status, WNOHANG)) > 0)
			if (pid == child)
				return true;
		if (pid < 0)
			return false;
		if (sigtimedwait(&set, NULL, &tick) < 0 && errno == EAGAIN)
			return false;
	}
}

static void run(const char *name, unsigned int seconds)
{
	int status = 0;
	bool ended;
	pid_t pid;

	log_line("run %s", name);
	frame("@begin %s\n", name);
	pid = fork();
	if (pid < 0) {
		frame("@end %s exit 126\n", name);
		return;
	}
	if (pid == 0) {
		sigset_t none;

		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		run_child(name);
	}
	ended = wait_for(pid, seconds, &status);
	/* What the program left running must not disturb the next one. */
	kill(-pid, SIGKILL);
	if (!ended) {
		waitpid(pid, &status, 0);
		frame("\n@end %s timeout\n", name);
	} else if (WIFSIGNALED(status)) {
		frame("\n@end %s signal %d\n", name, WTERMSIG(status));
	} else {
		frame("@end %s exit %d\n", name, WEXITSTATUS(status));
	}
}

/* Is name one of the comma-separated names in list? NULL holds all. */
static bool selected(const char *list, const char *name)
{
	size_t len = strlen(name);
	const char *at = list;

	if (!list)
		return true;
	while ((at = strstr(at, name))) {
		if ((at == list || at[-1] == ',') &&
		    (at[len] == ',' || at[len] == '\0'))
			return true;
		at += len;
	}
	return false;
}

static void run_list(unsigned int seconds)
{
	const char *wanted = getenv("TESTS");
	FILE *list = fopen(LIST, "re");
	char name[128];

	if (!list) {
		log_line("open %s: %s", LIST, strerror(errno));
		return;
	}
	while (fscanf(list, "%127s", name) == 1)
		if (selected(wanted, name))
			run(name, seconds);
	fclose(list);
	frame("@done\n");
}

/*
 * Under a kernel with kmemleak, print what leaked to the console, where the
 * runner sees it. An object counts when it stays unreferenced from one scan to
 * the next and is some seconds old.
 */
static void report_leaks(void)
{
	char buffer[4096];
	ssize_t len;
	int fd, scan;

	fd = open(KMEMLEAK, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	for (scan = 0; scan < 2; scan++) {
		sleep(6);
		/* EPERM: switched off on the command line. */
		if (write(fd, "scan", 4) != 4 && errno != EPERM)
			log_line("kmemleak: %s", strerror(errno));
	}
	while ((len = read(fd, buffer, sizeof(buffer))) > 0)
		fwrite(buffer, 1, (size_t)len, console);
	close(fd);
	log_line("kmemleak scanned");
}

static void shell(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		setsid();
		execl("/bin/sh", "sh", "-i", NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
}

int main(void)
{
	const char *timeout = getenv("TEST_TIMEOUT");
	const char *wanted = getenv("TESTS");
	sigset_t child;

	umask(022);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	console = fdopen(dup(STDERR_FILENO), "w");
	fcntl(fileno(console), F_SETFD, FD_CLOEXEC);
	mount_all();
	setenv("PATH", "/bin:/sbin:/usr/bin:/usr/sbin", 1);
	setenv("HOME", "/tmp", 1);
	if (wanted && strcmp(wanted, "shell") == 0) {
		shell();
		power_off();
	}
	port = open_port();
	if (port >= 0) {
		run_list(timeout ? (unsigned int)atoi(timeout) : 60);
		report_leaks();
	}
	power_off();
}
