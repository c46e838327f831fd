// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What the benchmark's guest runs as an ordinary user: every operation of
 * DESIGN section 11 in batches, timed with the TSC. Under QEMU's -icount one
 * tick of it is one guest instruction, so the numbers are counts, not times.
 *
 * Results go to a file and not to the console: a confined program needs no
 * right to the console then, and writing it disturbs no measurement.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"

#define BATCHES 7

static int data_fd;
static int pipe_fds[2];
static int listen_fd;
static struct sockaddr_un listen_address;
static char *const target_argv[] = {(char *)BENCH_TARGET, NULL};
static char *const no_environment[] = {NULL};

static void require(int ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "guest_bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void op_getpid(void)
{
	syscall(SYS_getpid);
}

static void op_stat(void)
{
	struct stat st;

	require(stat(BENCH_FILE, &st) == 0, "stat " BENCH_FILE);
}

static void op_open_close(void)
{
	int fd = open(BENCH_FILE, O_RDONLY);

	require(fd >= 0, "open " BENCH_FILE);
	close(fd);
}

static void op_pread(void)
{
	char byte;

	require(pread(data_fd, &byte, 1, 0) == 1, "pread");
}

static void op_pwrite(void)
{
	require(pwrite(data_fd, "x", 1, 0) == 1, "pwrite");
}

static void op_create_unlink(void)
{
	int fd = open(BENCH_NEW, O_WRONLY | O_CREAT | O_EXCL, 0644);

	require(fd >= 0, "create " BENCH_NEW);
	close(fd);
	require(unlink(BENCH_NEW) == 0, "unlink " BENCH_NEW);
}

static void reap(pid_t child)
{
	int status;

	require(child > 0, "fork");
	require(waitpid(child, &status, 0) == child, "waitpid");
	errno = EIO;
	require(WIFEXITED(status) && WEXITSTATUS(status) == 0,
		"a child's exit status");
}

static void op_fork_exit(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	reap(child);
}

static void op_fork_execve(void)
{
	pid_t child = fork();

	if (child == 0) {
		execve(BENCH_TARGET, target_argv, no_environment);
		_exit(127);
	}
	reap(child);
}

static void op_mmap_munmap(void)
{
	char *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, data_fd, 0);

	require(page != MAP_FAILED, "mmap");
	*(volatile char *)page;
	munmap(page, 4096);
}

static void op_connect_accept(void)
{
	int client = socket(AF_UNIX, SOCK_STREAM, 0);
	int server;

	require(client >= 0, "socket");
	require(connect(client, (struct sockaddr *)&listen_address,
			sizeof(listen_address)) == 0,
		"connect");
	server = accept(listen_fd, NULL, NULL);
	require(server >= 0, "accept");
	close(server);
	close(client);
}

static void op_kill(void)
{
	require(kill(getpid(), 0) == 0, "kill");
}

static void op_pipe(void)
{
	char byte = 'x';

	require(write(pipe_fds[1], &byte, 1) == 1, "write to a pipe");
	require(read(pipe_fds[0], &byte, 1) == 1, "read from a pipe");
}

/*
 * What is freed by RCU is freed at a later timer tick, ten million instructions
 * apart: batches of such operations last for several of them, and those of forks,
 * whose pages then go back to the allocator in heaps, for some thirty.
 */
static const struct operation {
	const char *name; /* as in DESIGN section 11 */
	void (*run)(void);
	unsigned int batch; /* runs a batch */
} operations[] = {
	{"getpid", op_getpid, 2000},
	{"stat, depth 4", op_stat, 1000},
	{"open+close", op_open_close, 1000},
	{"pread 1 byte", op_pread, 2000},
	{"pwrite 1 byte", op_pwrite, 2000},
	{"create+close+unlink", op_create_unlink, 1600},
	{"fork+exit+wait", op_fork_exit, 2560},
	{"fork+execve+wait", op_fork_execve, 1600},
	{"mmap+munmap", op_mmap_munmap, 4000},
	{"AF_UNIX connect+accept+close", op_connect_accept, 2800},
	{"kill(self, 0)", op_kill, 2000},
	{"pipe round trip, 1 byte", op_pipe, 1000},
};

#define OPERATIONS (sizeof(operations) / sizeof(operations[0]))

static uint64_t ticks(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

static int compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void run_batch(const struct operation *operation)
{
	for (unsigned int i = 0; i < operation->batch; i++)
		operation->run();
}

/* The median over the batches, in tenths of an instruction an operation. */
static uint64_t measure(const struct operation *operation)
{
	uint64_t cost[BATCHES];

	run_batch(operation);
	for (int i = 0; i < BATCHES; i++) {
		uint64_t start = ticks();

		run_batch(operation);
		cost[i] = (ticks() - start) * 10 / operation->batch;
	}
	qsort(cost, BATCHES, sizeof(cost[0]), compare);
	return cost[BATCHES / 2];
}

/* Proof that the module under test decides: it refuses this file. */
static const char *try_refused(void)
{
	int fd = open(BENCH_REFUSED, O_RDONLY);

	if (fd >= 0) {
		close(fd);
		return "allowed";
	}
	return errno == EACCES ? "EACCES" : strerror(errno);
}

static void read_context(char *context, size_t room)
{
	int fd = open("/proc/self/attr/current", O_RDONLY);
	ssize_t got = fd < 0 ? -1 : read(fd, context, room - 1);

	if (fd >= 0)
		close(fd);
	context[got > 0 ? got : 0] = '\0';
	context[strcspn(context, "\n")] = '\0';
}

static void set_up(void)
{
	data_fd = open(BENCH_FILE, O_RDWR);
	require(data_fd >= 0, "open " BENCH_FILE " for both");
	require(pwrite(data_fd, "x", 1, 0) == 1, "pwrite");
	require(pipe(pipe_fds) == 0, "pipe");
	listen_address.sun_family = AF_UNIX;
	strcpy(listen_address.sun_path, BENCH_SOCKET);
	listen_fd = socket(AF_UNIX, SOCK_STREAM, 0);
	require(listen_fd >= 0, "socket");
	require(bind(listen_fd, (struct sockaddr *)&listen_address,
		     sizeof(listen_address)) == 0,
		"bind " BENCH_SOCKET);
	require(listen(listen_fd, 8) == 0, "listen");
}

/* The init changes the module's mode after this program's start. */
static void wait_for_init(void)
{
	while (access(BENCH_GO, F_OK) != 0)
		usleep(1000);
}

/* tests/bench/profile counts what runs between these two. */
__attribute__((noinline)) void bench_profile_start(void)
{
	__asm__ volatile("");
}

__attribute__((noinline)) void bench_profile_stop(void)
{
	__asm__ volatile("");
}

static int profile(const char *name)
{
	const struct operation *chosen = NULL;
	int fd;

	for (size_t i = 0; i < OPERATIONS; i++)
		if (strcmp(operations[i].name, name) == 0)
			chosen = &operations[i];
	errno = EINVAL;
	require(chosen != NULL, name);
	set_up();
	run_batch(chosen);
	fd = open(BENCH_READY, O_WRONLY | O_CREAT, 0644);
	require(fd >= 0, "create " BENCH_READY);
	close(fd);
	wait_for_init();
	bench_profile_start();
	for (int i = 0; i < BENCH_PROFILE_RUNS; i++)
		chosen->run();
	bench_profile_stop();
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t result[OPERATIONS];
	char context[256];
	const char *refused;
	FILE *out;

	if (argc == 3 && strcmp(argv[1], "profile") == 0)
		return profile(argv[2]);

	wait_for_init();
	set_up();
	for (size_t i = 0; i < OPERATIONS; i++)
		result[i] = measure(&operations[i]);
	refused = try_refused();
	read_context(context, sizeof(context));

	out = fopen(BENCH_RESULT, "w");
	require(out != NULL, "create " BENCH_RESULT);
	for (size_t i = 0; i < OPERATIONS; i++)
		fprintf(out, "bench: op\t%s\t%llu.%llu\n", operations[i].name,
			(unsigned long long)result[i] / 10,
			(unsigned long long)result[i] % 10);
	fprintf(out, "bench: context\t%s\n", context);
	fprintf(out, "bench: refused\t%s\n", refused);
	require(fclose(out) == 0, "write " BENCH_RESULT);
	return 0;
}
