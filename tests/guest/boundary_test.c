// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Ways to other people's things that are no open(): sockets by path, watches,
 * System V IPC, signals that a file sends. PSD-004 12.2, 14.1.
 */
#include <signal.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include "guest.h"

#define KEY 0x6b616373

static struct sockaddr_un address(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
	return address;
}

static int listen_at(const char *path, int type)
{
	struct sockaddr_un to = address(path);
	int fd = must(socket(AF_UNIX, type | SOCK_CLOEXEC, 0));

	must(bind(fd, (struct sockaddr *)&to, sizeof(to)));
	if (type == SOCK_STREAM)
		must(listen(fd, 8));
	return fd;
}

static int reach(const char *path, int type)
{
	struct sockaddr_un to = address(path);
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (type == SOCK_STREAM)
		return connect(fd, (struct sockaddr *)&to, sizeof(to));
	return sendto(fd, "x", 1, 0, (struct sockaddr *)&to, sizeof(to));
}

static void test_sockets(void)
{
	int stream = listen_at("stream", SOCK_STREAM);
	int datagram = listen_at("datagram", SOCK_DGRAM);

	give_rights("stream", ALICE, KACS_FILE_GENERIC_READ);
	give_rights("datagram", ALICE, KACS_FILE_GENERIC_READ);
	tap_as(alice, reach("stream", SOCK_STREAM), EACCES,
	       "connecting_by_path_needs_file_write_data");
	tap_as(alice, reach("datagram", SOCK_DGRAM), EACCES,
	       "sending_by_path_needs_file_write_data");
	give_rights("stream", ALICE, KACS_FILE_WRITE_DATA);
	give_rights("datagram", ALICE, KACS_FILE_WRITE_DATA);
	tap_as(alice, reach("stream", SOCK_STREAM), 0,
	       "connecting_by_path_with_file_write_data");
	tap_as(alice, reach("datagram", SOCK_DGRAM), 0,
	       "sending_by_path_with_file_write_data");
	close(stream);
	close(datagram);
}

static int watch(const char *path)
{
	int fd = inotify_init1(IN_CLOEXEC);

	return fd < 0 ? -1 : inotify_add_watch(fd, path, IN_ALL_EVENTS);
}

static void test_watches(void)
{
	make_directory_with("watched", ALICE, KACS_FILE_READ_ATTRIBUTES);
	tap_as(alice, watch("watched"), EACCES, "watch_needs_read_data");
	give_rights("watched", ALICE, KACS_FILE_LIST_DIRECTORY);
	tap_as(alice, watch("watched"), 0, "watch_with_list_directory");
}

static int attach(void)
{
	int id = shmget(KEY, 0, 0);

	if (id < 0)
		return -1;
	return shmat(id, NULL, 0) == (void *)-1 ? -1 : 0;
}

static int delete_segment(void)
{
	int id = shmget(KEY, 0, 0);

	return id < 0 ? -1 : shmctl(id, IPC_RMID, NULL);
}

/* This program with the setuid bit: euid 0, and still Bob. */
static int run_setuid(char *what, char *argument)
{
	char *const argv[] = {"program", what, argument, NULL};

	return execv("setuid_program", argv);
}

static void test_ipc(void)
{
	tap_as(alice, shmget(KEY, 4096, IPC_CREAT | IPC_EXCL | 0600), 0,
	       "ipc_is_created_by_users");
	tap_as(alice, attach(), 0, "ipc_is_its_creators");
	tap_as(bob, attach(), EACCES, "ipc_follows_projected_ids");
	tap_as(bob, run_setuid("attach", NULL), EACCES,
	       "ipc_refuses_a_cosmetic_root");
	tap_as(carol, attach(), 0, "ipc_is_open_to_administrators");
	tap_as(bob, delete_segment(), EPERM, "ipc_is_removed_by_its_creator");
	tap_as(alice, delete_segment(), 0, "ipc_can_be_removed");
}

/* Ask for a deadly signal to somebody when a pipe can be read, and make it so. */
static int send_by_file(pid_t target)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) || fcntl(fds[0], F_SETSIG, SIGUSR1) ||
	    fcntl(fds[0], F_SETOWN, target) || fcntl(fds[0], F_SETFL, O_ASYNC))
		return -1;
	return write(fds[1], "x", 1) == 1 ? 0 : -1;
}

/* A process of a token that waits to be hit. */
static pid_t start_target(int token)
{
	pid_t pid = must(fork());

	if (pid == 0) {
		if (token >= 0)
			become(token);
		alarm(20);
		for (;;)
			pause();
	}
	/* Long enough to have become somebody. */
	usleep(200000);
	return pid;
}

static bool was_hit(pid_t target)
{
	int status;
	bool hit;

	usleep(100000);
	hit = waitpid(target, &status, WNOHANG) == target;
	if (!hit) {
		must(kill(target, SIGKILL));
		must(waitpid(target, &status, 0));
	}
	return hit;
}

static void test_sigio(void)
{
	char number[16];
	pid_t target;

	target = start_target(alice);
	tap_as(alice, send_by_file(target), 0, "sigio_is_asked_for");
	tap_ok(was_hit(target), "sigio_reaches_the_same_user");

	target = start_target(-1);
	snprintf(number, sizeof(number), "%d", target);
	tap_as(bob, run_setuid("signal", number), 0,
	       "sigio_is_asked_for_by_a_cosmetic_root");
	tap_ok(!was_hit(target), "sigio_stays_with_its_user");
}

static int in_setuid_program(char **argv)
{
	long result = strcmp(argv[1], "attach") == 0
			      ? attach()
			      : send_by_file(atoi(argv[2]));

	if (geteuid() != 0)
		errno = EXFULL;
	else if (result == 0)
		return 0;
	return errno;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return in_setuid_program(argv);
	meet_people("boundary");
	copy_file("/proc/self/exe", "setuid_program", 0755);
	give_sd("setuid_program", "D:(A;;FA;;;SY)(A;;FRFX;;;WD)");
	must(chmod("setuid_program", 04755));
	test_sockets();
	test_watches();
	test_ipc();
	test_sigio();
	return tap_done();
}
