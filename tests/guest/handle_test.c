// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Rights are decided at open and stay with the handle: PSD-004 11.1, 11.4.
 */
#include <linux/fs.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include "guest.h"

#define READ (KACS_FILE_READ_DATA | KACS_FILE_READ_ATTRIBUTES)
#define WRITE (KACS_FILE_WRITE_DATA | KACS_FILE_READ_ATTRIBUTES)

/* Opens as Alice, takes her rights away, does the call on the old handle. */
static int open_as_alice(const char *path, int flags)
{
	int pair[2], fd = -1;
	char byte = 0;
	struct iovec iov = {&byte, 1};
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct msghdr message = {.msg_iov = &iov,
				 .msg_iovlen = 1,
				 .msg_control = &control,
				 .msg_controllen = sizeof(control)};
	struct cmsghdr *header;
	pid_t child;

	must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	child = as_fork(alice);
	if (child == 0) {
		fd = open(path, flags);
		if (fd < 0)
			_exit(1);
		header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(header), &fd, sizeof(fd));
		_exit(sendmsg(pair[1], &message, 0) == 1 ? 0 : 2);
	}
	if (as_wait(child))
		tap_abort("open as alice");
	must(recvmsg(pair[0], &message, MSG_CMSG_CLOEXEC));
	header = CMSG_FIRSTHDR(&message);
	memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	close(pair[0]);
	close(pair[1]);
	return fd;
}

static int read_and_write(int fd)
{
	char byte;

	if (pread(fd, &byte, 1, 0) != 1)
		return -1;
	return pwrite(fd, &byte, 1, 0) == 1 ? 0 : -1;
}

static int through_dup(int fd)
{
	int copy = dup(fd);

	return copy < 0 ? -1 : read_and_write(copy);
}

static int through_fork(int fd)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0)
		as_exit(read_and_write(fd));
	waitpid(child, &status, 0);
	errno = WEXITSTATUS(status);
	return errno ? -1 : 0;
}

/* The handle of a file that nobody may open any more. */
static void test_survival(void)
{
	int fd;

	make_file_with("survive", ALICE, READ | WRITE);
	fd = open_as_alice("survive", O_RDWR);
	give_sd("survive", "D:");
	tap_as(alice, open("survive", O_RDONLY), EACCES,
	       "changed_descriptor_decides_new_opens");
	tap_as(alice, read_and_write(fd), 0, "handle_survives_the_change");
	tap_as(bob, read_and_write(fd), 0,
	       "handle_sent_by_scm_rights_carries_its_rights");
	tap_as(bob, through_dup(fd), 0, "dup_carries_the_rights");
	tap_as(bob, through_fork(fd), 0, "fork_carries_the_rights");
	close(fd);
}

static void test_no_widening(void)
{
	int fd;

	make_file_with("narrow", ALICE, READ);
	fd = open_as_alice("narrow", O_RDONLY);
	give_rights("narrow", ALICE, KACS_FILE_ALL_ACCESS);
	tap_as(alice, fchmod(fd, 0600), EACCES,
	       "handle_does_not_gain_what_the_file_gains");
	tap_errno(fchmod(fd, 0600), EACCES,
		  "handle_does_not_gain_what_its_holder_has");
	close(fd);
}

static int get_fd_of(pid_t pid, int fd)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (pidfd < 0)
		return -1;
	return (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
}

static void test_pidfd_getfd(void)
{
	pid_t child;
	int fd;

	make_file_with("taken", ALICE, READ | WRITE);
	fd = open_as_alice("taken", O_RDWR);
	child = as_fork(alice);
	if (child == 0) {
		pause();
		_exit(0);
	}
	/* Its process is Alice's from INSTALL on; wait for that. */
	while (as(bob, get_fd_of(child, fd)) == 0 ||
	       as(alice, get_fd_of(child, fd)) != 0)
		usleep(1000);
	tap_as(alice, get_fd_of(child, fd), 0,
	       "pidfd_getfd_needs_process_dup_handle_self");
	tap_as(bob, get_fd_of(child, fd), EPERM,
	       "pidfd_getfd_of_another_users_process_is_refused");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(fd);
}

static int map(int fd, int prot, int flags)
{
	void *at = mmap(NULL, 4096, prot, flags, fd, 0);

	return at == MAP_FAILED ? -1 : 0;
}

static int map_and_protect(int fd, int prot, int flags, int later)
{
	void *at = mmap(NULL, 4096, prot, flags, fd, 0);

	return at == MAP_FAILED ? (int)OPEN_FAILED()
				: mprotect(at, 4096, later);
}

static void test_mmap(void)
{
	make_file_with("map_read", ALICE, READ);
	tap_as(alice,
	       with_open("map_read", O_RDONLY, map(fd, PROT_READ, MAP_SHARED)),
	       0, "mmap_prot_read_needs_file_read_data");
	tap_as(alice,
	       with_open("map_read", O_RDONLY,
			 map(fd, PROT_READ | PROT_WRITE, MAP_PRIVATE)),
	       0, "mmap_private_write_needs_only_file_read_data");
	tap_as(alice,
	       with_open("map_read", O_RDONLY,
			 map(fd, PROT_READ | PROT_EXEC, MAP_PRIVATE)),
	       EACCES, "mmap_prot_exec_needs_file_execute");
	tap_as(alice,
	       with_open("map_read", O_RDONLY,
			 map_and_protect(fd, PROT_READ, MAP_PRIVATE,
					 PROT_READ | PROT_EXEC)),
	       EACCES, "mprotect_to_prot_exec_needs_file_execute");
	tap_as(alice,
	       with_open("map_read", O_RDONLY,
			 map_and_protect(fd, PROT_READ, MAP_PRIVATE,
					 PROT_READ | PROT_WRITE)),
	       0, "mprotect_private_write_needs_only_file_read_data");

	make_file_with("map_exec", ALICE, READ | KACS_FILE_EXECUTE);
	tap_as(alice,
	       with_open("map_exec", O_RDONLY,
			 map(fd, PROT_READ | PROT_EXEC, MAP_PRIVATE)),
	       0, "mmap_prot_exec_needs_no_mode_bit");
	tap_as(alice,
	       with_open("map_exec", O_RDONLY,
			 map_and_protect(fd, PROT_READ, MAP_SHARED,
					 PROT_READ | PROT_EXEC)),
	       0, "mprotect_to_prot_exec_with_file_execute");

	make_file_with("map_write", ALICE, READ | WRITE);
	tap_as(alice,
	       with_open("map_write", O_RDWR,
			 map(fd, PROT_READ | PROT_WRITE, MAP_SHARED)),
	       0, "mmap_shared_write_needs_file_write_data");
	make_file_with("map_append", ALICE, READ | KACS_FILE_APPEND_DATA);
	tap_as(alice,
	       with_open("map_append", O_RDWR | O_APPEND,
			 map(fd, PROT_READ | PROT_WRITE, MAP_SHARED)),
	       EACCES, "mmap_shared_write_is_more_than_file_append_data");
	tap_as(alice,
	       with_open("map_append", O_RDWR | O_APPEND,
			 map_and_protect(fd, PROT_READ, MAP_SHARED,
					 PROT_READ | PROT_WRITE)),
	       EACCES, "mprotect_shared_write_is_more_than_file_append_data");
}

static int set_lock(int fd, short type, int command)
{
	struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_len = 1};

	return fcntl(fd, command, &lock);
}

static void test_locks(void)
{
	make_file_with("lock_read", ALICE, READ);
	tap_as(alice, with_open("lock_read", O_RDONLY, flock(fd, LOCK_SH)), 0,
	       "flock_shared_needs_file_read_data");
	tap_as(alice, with_open("lock_read", O_RDONLY, flock(fd, LOCK_EX)),
	       EACCES, "flock_exclusive_needs_a_right_to_write");
	tap_as(alice, with_open("lock_read", O_RDONLY, flock(fd, LOCK_UN)), 0,
	       "unlocking_needs_no_right");
	tap_as(alice,
	       with_open("lock_read", O_RDONLY, set_lock(fd, F_RDLCK, F_SETLK)),
	       0, "fcntl_read_lock_needs_file_read_data");
	tap_as(alice,
	       with_open("lock_read", O_RDONLY, set_lock(fd, F_RDLCK, F_GETLK)),
	       0, "asking_for_locks_needs_any_data_right");

	make_file_with("lock_write", ALICE, WRITE);
	tap_as(alice, with_open("lock_write", O_WRONLY, flock(fd, LOCK_SH)),
	       EACCES, "flock_shared_is_not_allowed_by_file_write_data");
	tap_as(alice, with_open("lock_write", O_WRONLY, flock(fd, LOCK_EX)), 0,
	       "flock_exclusive_with_file_write_data");
	tap_as(alice,
	       with_open("lock_write", O_WRONLY,
			 set_lock(fd, F_WRLCK, F_SETLK)),
	       0, "fcntl_write_lock_with_file_write_data");

	make_file_with("lock_append", ALICE,
		       KACS_FILE_APPEND_DATA | KACS_FILE_READ_ATTRIBUTES);
	tap_as(alice,
	       with_open("lock_append", O_WRONLY | O_APPEND,
			 flock(fd, LOCK_EX)),
	       0, "flock_exclusive_with_file_append_data");

	make_directory_with("lock_directory", ALICE,
			    KACS_FILE_READ_ATTRIBUTES | KACS_FILE_TRAVERSE);
	tap_as(alice,
	       with_open("lock_directory", O_RDONLY,
			 set_lock(fd, F_RDLCK, F_GETLK)),
	       EACCES, "asking_for_locks_without_a_data_right");
	tap_as(alice,
	       with_open("lock_directory", O_RDONLY,
			 fcntl(fd, F_NOTIFY, DN_MODIFY)),
	       EACCES, "dnotify_needs_file_list_directory");
	tap_as(alice,
	       with_open("lock_directory", O_RDONLY, fcntl(fd, F_NOTIFY, 0)), 0,
	       "removing_dnotify_needs_no_right");
	give_rights("lock_directory", ALICE, READ | KACS_FILE_TRAVERSE);
	tap_as(alice,
	       with_open("lock_directory", O_RDONLY,
			 fcntl(fd, F_NOTIFY, DN_MODIFY)),
	       0, "dnotify_with_file_list_directory");
	tap_as(alice,
	       with_open("lock_directory", O_RDONLY, fcntl(fd, F_NOTIFY, 0x40)),
	       EACCES, "unknown_dnotify_bits_fail_closed");
}

static int ioctl_int(int fd, unsigned long command, int value)
{
	return ioctl(fd, command, &value);
}

static void test_ioctl(void)
{
	make_file_with("ioctl_write", ALICE, WRITE);
	tap_as(alice,
	       with_open("ioctl_write", O_WRONLY, ioctl_int(fd, FIONREAD, 0)),
	       EACCES, "fionread_needs_file_read_data");
	tap_as(alice,
	       with_open("ioctl_write", O_WRONLY, ioctl_int(fd, FIGETBSZ, 0)),
	       0, "figetbsz_needs_file_read_attributes");
	tap_as(alice, with_open("ioctl_write", O_WRONLY, ioctl(fd, FIOCLEX)), 0,
	       "fioclex_needs_no_right");
	tap_as(alice,
	       with_open("ioctl_write", O_WRONLY,
			 ioctl_int(fd, FS_IOC_GETFLAGS, 0)),
	       0, "getflags_needs_file_read_attributes");
	tap_as(alice,
	       with_open("ioctl_write", O_WRONLY,
			 ioctl_int(fd, FS_IOC_SETFLAGS, 0)),
	       EACCES, "setflags_needs_file_write_attributes");
	tap_as(alice,
	       with_open("ioctl_write", O_WRONLY, ioctl_int(fd, TIOCGPGRP, 0)),
	       ENOTTY, "unclassified_ioctl_with_a_data_right_goes_on");

	make_file_with("ioctl_attributes", ALICE,
		       READ | KACS_FILE_WRITE_ATTRIBUTES);
	tap_as(alice,
	       with_open("ioctl_attributes", O_RDONLY,
			 ioctl_int(fd, FS_IOC_SETFLAGS, 0)),
	       0, "setflags_with_file_write_attributes");
	tap_as(alice,
	       with_open("ioctl_attributes", O_RDONLY,
			 ioctl_int(fd, FIONREAD, 0)),
	       0, "fionread_with_file_read_data");

	make_directory_with("ioctl_directory", ALICE,
			    KACS_FILE_READ_ATTRIBUTES | KACS_FILE_TRAVERSE);
	tap_as(alice,
	       with_open("ioctl_directory", O_RDONLY,
			 ioctl_int(fd, TIOCGPGRP, 0)),
	       EACCES, "unclassified_ioctl_without_a_data_right_is_refused");
}

static int set_flags(int fd, int add, int remove)
{
	int flags = fcntl(fd, F_GETFL);

	return fcntl(fd, F_SETFL, (flags | add) & ~remove);
}

static int hint(int fd, int command)
{
	uint64_t value = 0;

	return fcntl(fd, command, &value);
}

static void test_fcntl(void)
{
	make_file_with("fcntl", ALICE, READ);
	tap_as(alice,
	       with_open("fcntl", O_RDONLY, set_flags(fd, O_NONBLOCK, 0)), 0,
	       "setting_o_nonblock_needs_no_right");
	tap_as(alice, with_open("fcntl", O_RDONLY, set_flags(fd, O_NOATIME, 0)),
	       EACCES, "setting_o_noatime_needs_file_write_attributes");
	tap_as(alice, with_open("fcntl", O_RDONLY, fcntl(fd, F_DUPFD, 0)), 0,
	       "f_dupfd_needs_no_right");
	tap_as(alice, with_open("fcntl", O_RDONLY, hint(fd, F_GET_RW_HINT)), 0,
	       "f_get_rw_hint_needs_file_read_attributes");
	tap_as(alice, with_open("fcntl", O_RDONLY, hint(fd, F_SET_RW_HINT)),
	       EACCES, "f_set_rw_hint_needs_file_write_attributes");
	tap_as(alice, with_open("fcntl", O_RDONLY, fcntl(fd, 9999, 0)), EACCES,
	       "unknown_fcntl_commands_fail_closed");
	give_rights("fcntl", ALICE, READ | KACS_FILE_WRITE_ATTRIBUTES);
	tap_as(alice, with_open("fcntl", O_RDONLY, set_flags(fd, O_NOATIME, 0)),
	       0, "setting_o_noatime_with_file_write_attributes");
	tap_as(alice, with_open("fcntl", O_RDONLY, hint(fd, F_SET_RW_HINT)), 0,
	       "f_set_rw_hint_with_file_write_attributes");
	tap_as(alice,
	       with_open("fcntl", O_RDONLY | O_NOATIME,
			 set_flags(fd, 0, O_NOATIME)),
	       0, "clearing_o_noatime_needs_no_right");
}

static int pipe_works(void)
{
	int ends[2];
	char byte;

	if (pipe(ends) || write(ends[1], "x", 1) != 1)
		return -1;
	return (int)read(ends[0], &byte, 1);
}

static void test_unmanaged_handles(void)
{
	tap_as(alice, pipe_works(), 0, "pipes_are_no_managed_files");
	tap_as(alice, ftruncate(memfd_create("m", 0), 4096), 0,
	       "memfds_are_no_managed_files");
}

int main(void)
{
	meet_people("handle");
	test_survival();
	test_no_widening();
	test_pidfd_getfd();
	test_mmap();
	test_locks();
	test_ioctl();
	test_fcntl();
	test_unmanaged_handles();
	return tap_done();
}
