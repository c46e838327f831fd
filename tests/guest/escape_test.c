// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Ways around a gate through what Linux does by itself: what it tells others of
 * a process, what it maps and dumps for it, what survives an exec. PSD-004 5.2,
 * 6.1, 8.3, 9.3, 11.3, 11.4, 12.3.
 */
#include <elf.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <signal.h>
#include "guest.h"
#include "scratch.h"
#include "subject.h"

#define PAGE 4096

/* 12.3: whatever a process is shown of itself, its peers see who it is. */
static int peer_of_cosmetic_root(void)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);
	int fds[2];

	if (prctl(KACS_PR_UID0, 0, 0, 0, 0) || geteuid() != 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, fds) ||
	    getsockopt(fds[0], SOL_SOCKET, SO_PEERCRED, &peer, &len))
		return (int)OPEN_FAILED();
	errno = EPROTO;
	return peer.uid == 1001 && peer.gid == 1001 ? 0 : -1;
}

/* What the kernel says of a sender who says nothing. */
static int sender_of_cosmetic_root(void)
{
	union {
		struct cmsghdr header;
		uint8_t room[CMSG_SPACE(sizeof(struct ucred))];
	} control;
	struct ucred sender;
	char byte;
	struct iovec data = {&byte, 1};
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	int fds[2], on = 1;

	if (prctl(KACS_PR_UID0, 0, 0, 0, 0) ||
	    socketpair(AF_UNIX, SOCK_DGRAM, 0, fds) ||
	    setsockopt(fds[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) ||
	    write(fds[1], "x", 1) != 1 || recvmsg(fds[0], &message, 0) != 1)
		return (int)OPEN_FAILED();
	memcpy(&sender, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(sender));
	errno = EPROTO;
	return sender.uid == 1001 && sender.gid == 1001 ? 0 : -1;
}

/* What /proc tells of a process: its uids, or none if they are not all one. */
static int uid_in_status(const char *process)
{
	char path[64], line[256];
	unsigned int uid[3] = {0, 0, 1};
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%s/status", process);
	status = fopen(path, "re");
	if (!status)
		tap_abort(path);
	while (fgets(line, sizeof(line), status))
		if (sscanf(line, "Uid: %u %u %u", uid, uid + 1, uid + 2) == 3)
			break;
	fclose(status);
	return uid[0] == uid[1] && uid[1] == uid[2] ? (int)uid[0] : -1;
}

static int see_oneself(void)
{
	errno = EPROTO;
	return prctl(KACS_PR_UID0, 0, 0, 0, 0) || uid_in_status("self") != 0
		       ? -1
		       : 0;
}

static void test_status(void)
{
	char process[16], path[32], byte;
	struct stat st;
	int ends[2];
	pid_t child;

	must(pipe(ends));
	child = as_fork(alice);
	if (child == 0) {
		if (prctl(KACS_PR_UID0, 0, 0, 0, 0) == 0 &&
		    write(ends[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	must(read(ends[0], &byte, 1));
	snprintf(process, sizeof(process), "%d", child);
	snprintf(path, sizeof(path), "/proc/%d", child);
	tap_eq(uid_in_status(process), 1001,
	       "status_of_a_cosmetic_root_is_the_projection_to_others");
	must(stat(path, &st));
	tap_eq(st.st_uid, 1001,
	       "owner_of_a_cosmetic_root_is_the_projection_to_others");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(ends[0]);
	close(ends[1]);
	tap_as(alice, see_oneself(), 0, "cosmetic_root_sees_itself_as_root");
}

static void test_names(void)
{
	test_status();
	tap_as(alice, peer_of_cosmetic_root(), 0,
	       "so_peercred_of_a_cosmetic_root_is_the_projection");
	tap_as(alice, sender_of_cosmetic_root(), 0,
	       "sender_that_is_a_cosmetic_root_is_the_projection");
}

/* A program of one segment; its code waits for a signal. */
struct image {
	Elf64_Ehdr header;
	Elf64_Phdr segments[2];
	char interpreter[32];
	uint8_t code[16];
	char secret[16];
};

#define IMAGE_AT 0x10000000ull

static void make_image(const char *path, uint16_t type, const char *interpreter)
{
	static const uint8_t wait_forever[] = {
		0xb8, 0x22, 0, 0, 0, /* mov $pause, %eax */
		0x0f, 0x05,	     /* syscall */
		0xeb, 0xf7,	     /* from the beginning */
	};
	const uint64_t at = type == ET_EXEC ? IMAGE_AT : 0;
	struct image image = {
		.header =
			{
				.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3,
					    ELFCLASS64, ELFDATA2LSB,
					    EV_CURRENT},
				.e_type = type,
				.e_machine = EM_X86_64,
				.e_version = EV_CURRENT,
				.e_entry = at + offsetof(struct image, code),
				.e_phoff = offsetof(struct image, segments),
				.e_ehsize = sizeof(Elf64_Ehdr),
				.e_phentsize = sizeof(Elf64_Phdr),
				.e_phnum = interpreter ? 2 : 1,
			},
		.segments = {{
				     .p_type = PT_LOAD,
				     .p_flags = PF_R | PF_X,
				     .p_vaddr = at,
				     .p_filesz = sizeof(struct image),
				     .p_memsz = sizeof(struct image),
				     .p_align = PAGE,
			     },
			     {
				     .p_type = PT_INTERP,
				     .p_flags = PF_R,
				     .p_offset = offsetof(struct image,
							  interpreter),
				     .p_vaddr = at + offsetof(struct image,
							      interpreter),
			     }},
		.secret = "secret",
	};
	int fd = (int)must(
		open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755));

	if (interpreter) {
		strcpy(image.interpreter, interpreter);
		image.segments[1].p_filesz = strlen(interpreter) + 1;
		image.segments[1].p_memsz = strlen(interpreter) + 1;
	}
	memcpy(image.code, wait_forever, sizeof(wait_forever));
	must(write(fd, &image, sizeof(image)));
	close(fd);
}

/* A byte of what the interpreter of a program is mapped as. */
static int read_interpreter_of(const char *path)
{
	char byte;
	struct iovec local = {&byte, 1};
	struct iovec remote = {
		(void *)(IMAGE_AT + offsetof(struct image, secret)), 1};
	int ends[2], error;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC))
		return (int)OPEN_FAILED();
	child = fork();
	if (child == 0) {
		execl(path, path, NULL);
		error = errno;
		if (write(ends[1], &error, sizeof(error)) < 0)
			_exit(1);
		_exit(0);
	}
	close(ends[1]);
	if (read(ends[0], &error, sizeof(error)) != 0)
		return (int)OPEN_FAILED();
	error = process_vm_readv(child, &local, 1, &remote, 1, 0) < 0 ? errno
								      : 0;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	errno = error;
	return error ? -1 : 0;
}

/* How a child ended, or 0 if it has stopped; then it ends here. */
static int as_wait_stopped(pid_t child)
{
	int status;

	if (waitpid(child, &status, 0) != child)
		return EXFULL;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return 0;
}

static int run_traced(const char *path)
{
	pid_t child = fork();

	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
			_exit(EXFULL);
		execl(path, path, NULL);
		_exit(errno);
	}
	errno = as_wait_stopped(child);
	return errno ? -1 : 0;
}

/* 11.4: who may only execute a file reads it by no way. */
static void test_interpreter(void)
{
	int debugger = token_for(.privileges = SE(DEBUG));

	make_image("interpreter", ET_EXEC, NULL);
	make_image("program", ET_DYN, "interpreter");
	give_rights("program", ALICE, KACS_FILE_ALL_ACCESS);
	give_rights("interpreter", ALICE, KACS_FILE_ALL_ACCESS);
	tap_as(alice, read_interpreter_of("program"), 0,
	       "readable_interpreter_is_read_out_of_memory");
	give_rights("interpreter", ALICE,
		    KACS_FILE_EXECUTE | KACS_FILE_READ_ATTRIBUTES);
	tap_as(alice, open("interpreter", O_RDONLY), EACCES,
	       "execute_only_interpreter_is_not_read");
	tap_as(alice, read_interpreter_of("program"), EPERM,
	       "execute_only_interpreter_is_not_read_out_of_memory");
	tap_as(alice, run_traced("program"), EACCES,
	       "execute_only_interpreter_does_not_run_traced");
	tap_as(alice, run_traced("interpreter"), EACCES,
	       "execute_only_program_does_not_run_traced");
	tap_as(debugger, run_traced("interpreter"), 0,
	       "execute_only_program_runs_traced_with_the_debug_privilege");
	close(debugger);

	copy_file(PLAIN, "subject", 0755);
	give_rights("subject", ALICE, KACS_FILE_ALL_ACCESS);
	tap_eq(as(alice, execl("subject", "subject", "secure", NULL)), 0,
	       "environment_of_a_readable_program_is_its_own");
	give_rights("subject", ALICE,
		    KACS_FILE_EXECUTE | KACS_FILE_READ_ATTRIBUTES);
	tap_eq(as(alice, execl("subject", "subject", "secure", NULL)), 1,
	       "environment_of_an_execute_only_program_is_not_trusted");
}

/* 8.3: what would show the registers of the kernel, which is no right of 7.2. */
static int sample_interrupts(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.size = sizeof(attr),
		.sample_period = 1000000,
		.sample_type = PERF_SAMPLE_REGS_INTR,
		.sample_regs_intr = 1,
	};

	return (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
}

static void test_kernel(void)
{
	int profiler = token_for(.privileges = SE(PROFILE_SINGLE_PROCESS));
	int loader = token_for(.privileges = SE(PROFILE_SINGLE_PROCESS) |
					     SE(LOAD_DRIVER));

	tap_as(profiler, sample_interrupts(), EPERM,
	       "profiling_does_not_reach_the_kernel");
	tap_as(loader, sample_interrupts(), 0,
	       "who_loads_drivers_reaches_the_kernel");
	close(profiler);
	close(loader);
}

/* A server that a client has made crash, while it acted for the client. */
static void crash_as(int client)
{
	const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
	pid_t child = (pid_t)must(fork());

	if (child == 0) {
		if (setrlimit(RLIMIT_CORE, &all) || chdir("crash") ||
		    (client >= 0 && kacs_sys_token_impersonate(client)))
			_exit(EXFULL);
		signal(SIGABRT, SIG_DFL);
		abort();
	}
	waitpid(child, NULL, 0);
}

static int impersonation_token(void)
{
	return token_for(.more = "\"type\":\"impersonation\","
				 "\"impersonation_level\":\"impersonation\"");
}

/* 9.3: the memory of a server is not its client's. */
static void test_core(void)
{
	int client = impersonation_token();

	make_directory("crash", "O:SYG:SYD:(A;OICI;FA;;;SY)(A;;FA;;;" ALICE
				")(A;OICIIO;FA;;;CO)");
	crash_as(-1);
	tap_errno(access("crash/core", F_OK), 0, "server_leaves_a_core");
	remove_file("crash/core");
	crash_as(client);
	tap_errno(access("crash/core", F_OK), 0,
		  "server_that_impersonates_leaves_a_core");
	tap_as(alice, open("crash/core", O_RDONLY), EACCES,
	       "core_of_a_server_is_not_its_clients");
	tap_str(sd_text("crash/core", KACS_OWNER_SECURITY_INFORMATION), "O:SY",
		"core_of_a_server_is_its_own");
	close(client);
}

/* 6.1, 8.2: nobody keeps power over a program that gains trust. */
static void test_protected(void)
{
	tap_eq(subject_of(PLAIN, "filtered", TCB, "who"), WHO_PLAIN,
	       "program_with_a_seccomp_filter_of_others_is_not_protected");
	tap_eq(subject_of(PLAIN, "fork", "filtered", TCB, "exec", TCB, "who"),
	       WHO_PLAIN, "nor_the_one_after_it");
	tap_eq(subject_of(TCB, "filtered", TCB, "who"), WHO_TCB,
	       "program_with_the_filter_of_one_that_dominates_is");
	tap_eq(subject_of(TCB, "filtered", APP, "who"), WHO_APP,
	       "lower_program_with_the_filter_of_a_higher_one_is");
	tap_eq(subject_of(PLAIN, "unrandomized", TCB, "personality"), 0,
	       "protected_program_has_its_addresses_randomized");
	tap_eq(subject_of(PLAIN, "unrandomized", PLAIN, "personality"), 1,
	       "other_programs_run_as_they_are_told");
}

/* 11.4: O_NOATIME hides that a file was read. */
static int hides_reading(const char *path)
{
	int fd = open(path, O_RDONLY | O_NOATIME | O_CLOEXEC);

	if (fd < 0)
		return -1;
	errno = EPROTO;
	return fcntl(fd, F_GETFL) & O_NOATIME ? 0 : -1;
}

static void test_noatime(void)
{
	make_file_with("read", ALICE,
		       KACS_FILE_READ_DATA | KACS_FILE_READ_ATTRIBUTES);
	tap_as(alice, hides_reading("read"), EPROTO,
	       "o_noatime_has_no_effect_without_write_attributes");
	give_rights("read", ALICE,
		    KACS_FILE_READ_DATA | KACS_FILE_READ_ATTRIBUTES |
			    KACS_FILE_WRITE_ATTRIBUTES);
	tap_as(alice, hides_reading("read"), 0,
	       "o_noatime_has_effect_with_write_attributes");
}

/* ext4's own commands; the numbers are those of its documentation. */
struct move_extent {
	uint32_t reserved;
	uint32_t donor_fd;
	uint64_t orig_start, donor_start, len, moved_len;
};
#define MOVE_EXTENTS _IOWR('f', 15, struct move_extent)
#define SET_GENERATION _IOW('f', 4, long)
#define MIGRATE _IO('f', 9)
#define ALLOCATE _IO('f', 12)

static int fill(const char *path, char byte)
{
	char block[16 * PAGE];
	int fd = (int)must(
		open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));

	memset(block, byte, sizeof(block));
	must(write(fd, block, sizeof(block)));
	must(fsync(fd));
	close(fd);
	return 0;
}

static int exchange(const char *from, const char *to)
{
	struct move_extent move = {.len = 16};
	int source = open(from, O_RDWR | O_CLOEXEC);
	int target = open(to, O_WRONLY | O_APPEND | O_CLOEXEC);

	if (source < 0 || target < 0)
		return (int)OPEN_FAILED();
	move.donor_fd = (uint32_t)target;
	return ioctl(source, MOVE_EXTENTS, &move);
}

static char first_byte(const char *path)
{
	char byte = 0;
	int fd = (int)must(open(path, O_RDONLY | O_CLOEXEC));

	must(read(fd, &byte, 1));
	close(fd);
	return byte;
}

static void test_ext4(void)
{
	long generation = 4711;

	if (!scratch_is_there()) {
		tap_skip("ext4", "no scratch disk");
		return;
	}
	give_sd("/scratch", "O:SYG:SYD:(A;OICI;FA;;;SY)(A;;FRFX;;;WD)");
	make_directory("/scratch/escape",
		       "O:SYG:SYD:(A;OICI;FA;;;SY)(A;;FRFX;;;WD)");
	fill("/scratch/escape/own", 'o');
	fill("/scratch/escape/log", 'l');
	give_rights("/scratch/escape/own", ALICE, KACS_FILE_ALL_ACCESS);
	give_rights("/scratch/escape/log", ALICE,
		    KACS_FILE_APPEND_DATA | KACS_FILE_READ_DATA |
			    KACS_FILE_READ_ATTRIBUTES);
	tap_as(alice, exchange("/scratch/escape/own", "/scratch/escape/log"),
	       EACCES, "append_only_handle_takes_no_extents");
	give_rights("/scratch/escape/log", SYSTEM, KACS_FILE_ALL_ACCESS);
	tap_eq(first_byte("/scratch/escape/log"), 'l',
	       "what_may_only_be_appended_to_is_not_overwritten");
	give_rights("/scratch/escape/own", ALICE,
		    KACS_FILE_READ_DATA | KACS_FILE_READ_ATTRIBUTES);
	tap_as(alice,
	       with_open("/scratch/escape/own", O_RDONLY,
			 ioctl(fd, SET_GENERATION, &generation)),
	       EACCES, "reader_sets_no_generation");
	tap_as(alice,
	       with_open("/scratch/escape/own", O_RDONLY, ioctl(fd, MIGRATE)),
	       EACCES, "reader_migrates_no_file");
	tap_as(alice,
	       with_open("/scratch/escape/own", O_RDONLY, ioctl(fd, ALLOCATE)),
	       EACCES, "reader_allocates_no_blocks");
}

int main(void)
{
	meet_people("escape");
	test_names();
	test_interpreter();
	test_kernel();
	test_core();
	test_protected();
	test_noatime();
	test_ext4();
	return tap_done();
}
