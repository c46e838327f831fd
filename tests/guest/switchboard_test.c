// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The capability switchboard, by the system calls that ask for a capability:
 * PSD-004 12.2, 7.1, 7.2. Each is made with the privilege that answers alone,
 * with all others, with it disabled, and with it removed; a refusal leaves a
 * record that names both. kernel/capability_kunit.c asks for all 41.
 */
#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/netlink.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include "guest.h"

static int set_append_only(void)
{
	int flags = FS_APPEND_FL, none = 0;
	int fd = open("open_to_all", O_RDWR);
	int result;

	if (fd < 0)
		return (int)OPEN_FAILED();
	result = ioctl(fd, FS_IOC_SETFLAGS, &flags);
	return result ? result : ioctl(fd, FS_IOC_SETFLAGS, &none);
}

static int bind_port(int type, uint16_t port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons(port)};
	int fd = socket(AF_INET, type, 0);

	return fd < 0 ? (int)OPEN_FAILED()
		      : bind(fd, (struct sockaddr *)&address, sizeof(address));
}

static int bind_low_port(void)
{
	return bind_port(SOCK_STREAM, 99);
}

static int force_buffer(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	int size = 1 << 16;

	return fd < 0 ? (int)OPEN_FAILED()
		      : setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size,
				   sizeof(size));
}

static int raw_socket(void)
{
	return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static int packet_socket(void)
{
	return socket(AF_PACKET, SOCK_RAW, 0);
}

static int lock_memory(void)
{
	const struct rlimit none = {0, 0};
	static char page[4096];

	setrlimit(RLIMIT_MEMLOCK, &none);
	return mlock(page, sizeof(page));
}

static int lock_too_much(void)
{
	const struct rlimit little = {4096, 4096};
	static char pages[4 * 4096];

	setrlimit(RLIMIT_MEMLOCK, &little);
	return mlock(pages, sizeof(pages));
}

static int map_the_lowest_page(void)
{
	void *page = mmap(NULL, 4096, PROT_READ,
			  MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED ? -1 : 0;
}

static int change_root(void)
{
	return chroot("/");
}

static int set_host_name(void)
{
	return sethostname("kacs", 4);
}

static int mount_tmpfs(void)
{
	return mount("none", "/mnt", "tmpfs", 0, NULL) ? -1 : umount("/mnt");
}

static int new_mount_namespace(void)
{
	return unshare(CLONE_NEWNS);
}

static int disable_ctrl_alt_del(void)
{
	return reboot(RB_DISABLE_CAD);
}

static int raise_priority(void)
{
	return setpriority(PRIO_PROCESS, 0, -5);
}

static int raise_limit(void)
{
	const struct rlimit lower = {64, 64}, higher = {64, 128};

	if (setrlimit(RLIMIT_NOFILE, &lower))
		return (int)OPEN_FAILED();
	return setrlimit(RLIMIT_NOFILE, &higher);
}

static int set_clock(void)
{
	struct timeval now;

	gettimeofday(&now, NULL);
	return settimeofday(&now, NULL);
}

static int hang_up(void)
{
	if (setsid() < 0)
		return (int)OPEN_FAILED();
	return (int)syscall(SYS_vhangup);
}

static int make_device(void)
{
	if (mknod("a_device", S_IFCHR | 0600, 0x103))
		return -1;
	return unlink("a_device");
}

/* What the kernel answers to a message to the audit system. */
static int audit_answer(uint16_t type)
{
	struct {
		struct nlmsghdr header;
		char text[8];
	} request = {
		.header = {.nlmsg_len = sizeof(request),
			   .nlmsg_type = type,
			   .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK},
		.text = "text",
	};
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		char more[512];
	} answer = {.header = {.nlmsg_len = 0}};
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);

	if (fd < 0 || send(fd, &request, sizeof(request), 0) < 0)
		return (int)OPEN_FAILED();
	do {
		if (recv(fd, &answer, sizeof(answer), 0) < 0)
			return (int)OPEN_FAILED();
	} while (answer.header.nlmsg_type != NLMSG_ERROR);
	errno = -answer.error.error;
	return errno ? -1 : 0;
}

static int write_audit(void)
{
	return audit_answer(AUDIT_USER);
}

static int control_audit(void)
{
	return audit_answer(AUDIT_GET);
}

static int read_audit(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);
	int group = AUDIT_NLGRP_READLOG;

	return fd < 0 ? (int)OPEN_FAILED()
		      : setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
				   &group, sizeof(group));
}

static int read_log(void)
{
	return klogctl(9, NULL, 0); /* SYSLOG_ACTION_SIZE_UNREAD */
}

static int make_alarm(void)
{
	return timerfd_create(CLOCK_REALTIME_ALARM, 0);
}

static int watch_the_kernel(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_CPU_CLOCK,
	};

	return (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
}

static int make_map(void)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_LRU_HASH,
		.key_size = 4,
		.value_size = 4,
		.max_entries = 16,
	};

	return (int)syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
}

static int choose_process_id(void)
{
	pid_t id = 30123;
	struct clone_args args = {
		.exit_signal = SIGCHLD,
		.set_tid = (uintptr_t)&id,
		.set_tid_size = 1,
	};
	long child = syscall(SYS_clone3, &args, sizeof(args));

	if (child == 0)
		_exit(0);
	if (child > 0)
		waitpid((pid_t)child, NULL, 0);
	return child < 0 ? -1 : 0;
}

/* What a privilege gates. @others: what would have done as well. */
static const struct gate {
	const char *name;
	int (*call)(void);
	int capability;
	uint64_t privilege;
	int refusal;
	uint64_t others;
} gates[] = {
	{"append_only_attribute", set_append_only, CAP_LINUX_IMMUTABLE, SE(TCB),
	 EPERM, 0},
	{"low_port", bind_low_port, CAP_NET_BIND_SERVICE,
	 SE(BIND_PRIVILEGED_PORT), EACCES, 0},
	{"forced_buffer", force_buffer, CAP_NET_ADMIN, SE(TCB), EPERM, 0},
	{"raw_socket", raw_socket, CAP_NET_RAW, SE(TCB), EPERM, 0},
	{"packet_socket", packet_socket, CAP_NET_RAW, SE(TCB), EPERM, 0},
	{"locked_page", lock_memory, CAP_IPC_LOCK, SE(LOCK_MEMORY), EPERM, 0},
	{"locked_pages", lock_too_much, CAP_IPC_LOCK, SE(LOCK_MEMORY), ENOMEM,
	 0},
	{"lowest_page", map_the_lowest_page, CAP_SYS_RAWIO, SE(TCB), EPERM, 0},
	{"chroot", change_root, CAP_SYS_CHROOT, SE(TCB), EPERM, 0},
	{"host_name", set_host_name, CAP_SYS_ADMIN, SE(TCB), EPERM, 0},
	{"mount", mount_tmpfs, CAP_SYS_ADMIN, SE(TCB), EPERM, 0},
	{"mount_namespace", new_mount_namespace, CAP_SYS_ADMIN, SE(TCB), EPERM,
	 0},
	{"reboot", disable_ctrl_alt_del, CAP_SYS_BOOT, SE(SHUTDOWN), EPERM, 0},
	{"priority", raise_priority, CAP_SYS_NICE, SE(INCREASE_BASE_PRIORITY),
	 EACCES, 0},
	{"limit", raise_limit, CAP_SYS_RESOURCE, SE(INCREASE_QUOTA), EPERM, 0},
	{"clock", set_clock, CAP_SYS_TIME, SE(SYSTEMTIME), EPERM, 0},
	{"vhangup", hang_up, CAP_SYS_TTY_CONFIG, SE(TCB), EPERM, 0},
	{"device_node", make_device, CAP_MKNOD, SE(TCB), EPERM, 0},
	{"audit_message", write_audit, CAP_AUDIT_WRITE, SE(AUDIT), EPERM, 0},
	{"audit_state", control_audit, CAP_AUDIT_CONTROL, SE(SECURITY), EPERM,
	 0},
	{"audit_log", read_audit, CAP_AUDIT_READ, SE(SECURITY), EPERM, 0},
	{"kernel_log", read_log, CAP_SYSLOG, SE(TCB), EPERM, 0},
	{"alarm_timer", make_alarm, CAP_WAKE_ALARM, SE(TCB), EPERM, 0},
	{"kernel_counter", watch_the_kernel, CAP_PERFMON,
	 SE(PROFILE_SINGLE_PROCESS), EACCES, SE(TCB)},
	{"bpf_map", make_map, CAP_BPF, SE(TCB), EPERM, 0},
	{"chosen_process_id", choose_process_id, CAP_CHECKPOINT_RESTORE,
	 SE(TCB), EPERM, 0},
};

#define GATES (sizeof(gates) / sizeof(*gates))

static int without(const struct gate *gate)
{
	return token_for(.privileges = KACS_PRIVILEGE_ALL & ~gate->privilege &
				       ~gate->others);
}

/* Everything, but this has been removed. */
static int removed(const struct gate *gate)
{
	int token = token_for(.privileges = KACS_PRIVILEGE_ALL & ~gate->others);
	struct kacs_priv_entry entry = {
		.luid = (uint32_t)__builtin_ctzll(gate->privilege),
		.attributes = KACS_SE_PRIVILEGE_REMOVED,
	};
	struct kacs_adjust_privs_args args = {
		.count = 1,
		.data_ptr = (uintptr_t)&entry,
	};

	must(kacs_sys_token_adjust_privileges(token, &args));
	return token;
}

/* The debug kernel is built without BPF. */
static bool kernel_has(const struct gate *gate)
{
	return gate->call != make_map ||
	       syscall(SYS_bpf, BPF_MAP_CREATE, NULL, 0) >= 0 ||
	       errno != ENOSYS;
}

static void test_answers(const struct gate *gate)
{
	int with = token_for(.privileges = gate->privilege);
	int others = without(gate);
	int asleep = token_for(.disabled = gate->privilege);
	int gone = removed(gate);

	tap_as(with, gate->call(), 0, "%s_with_its_privilege", gate->name);
	tap_as(others, gate->call(), gate->refusal, "%s_with_all_others",
	       gate->name);
	tap_as(asleep, gate->call(), gate->refusal,
	       "%s_with_its_privilege_disabled", gate->name);
	tap_as(gone, gate->call(), gate->refusal,
	       "%s_with_its_privilege_removed", gate->name);
	close(with);
	close(others);
	close(asleep);
	close(gone);
}

/* The last refusal of this program's children; all 0 if there is none. */
static struct kacs_denial refusal(void)
{
	const struct kacs_denial *denial = any_denial();

	return denial ? *denial : (struct kacs_denial){.step = 0};
}

static void test_record(const struct gate *gate)
{
	struct kacs_denial denial;

	refusal();
	as(alice, gate->call());
	denial = refusal();
	tap_eq(denial.step, KACS_STEP_CAPABILITY, "refused_%s_is_recorded",
	       gate->name);
	tap_eq(denial.capability, gate->capability,
	       "record_of_%s_names_the_capability", gate->name);
	tap_eq(denial.privilege, gate->privilege | gate->others,
	       "record_of_%s_names_the_privilege", gate->name);
	tap_eq(denial.errno_value, gate->refusal,
	       "record_of_%s_has_what_the_call_failed_with", gate->name);
}

static void test_gates(void)
{
	size_t i;

	make_file("open_to_all", "D:(A;;FA;;;WD)");
	give_sd(".", "D:(A;;FA;;;WD)");
	for (i = 0; i < GATES; i++) {
		if (!kernel_has(&gates[i])) {
			tap_skip(gates[i].name, "not in this kernel");
			continue;
		}
		test_answers(&gates[i]);
		test_record(&gates[i]);
	}
}

/* 7.2: those below 1024, of TCP and UDP. */
static void test_ports(void)
{
	int binder = token_for(.privileges = SE(BIND_PRIVILEGED_PORT));

	tap_as(alice, bind_port(SOCK_STREAM, 1023), EACCES,
	       "tcp_port_1023_is_privileged");
	tap_as(alice, bind_port(SOCK_DGRAM, 1023), EACCES,
	       "udp_port_1023_is_privileged");
	tap_as(binder, bind_port(SOCK_STREAM, 1023), 0,
	       "privilege_binds_tcp_port_1023");
	tap_as(binder, bind_port(SOCK_DGRAM, 1), 0,
	       "privilege_binds_udp_port_1");
	tap_as(alice, bind_port(SOCK_STREAM, 1024), 0,
	       "tcp_port_1024_is_everybodys");
	tap_as(alice, bind_port(SOCK_DGRAM, 1024), 0,
	       "udp_port_1024_is_everybodys");
	close(binder);
}

/* Records are not handed up to another logon session. */
static int shutdown_lacks(uint64_t privilege)
{
	disable_ctrl_alt_del();
	errno = refusal().privilege == privilege ? 0 : ERANGE;
	return errno ? -1 : 0;
}

static void test_remote(void)
{
	static const struct {
		const char *name;
		uint8_t type;
		int refusal;
	} types[] = {
		{"interactive", KACS_LOGON_INTERACTIVE, 0},
		{"network", KACS_LOGON_NETWORK, EPERM},
		{"batch", KACS_LOGON_BATCH, 0},
		{"service", KACS_LOGON_SERVICE, 0},
		{"cleartext", KACS_LOGON_NETWORK_CLEARTEXT, EPERM},
		{"new_credentials", KACS_LOGON_NEW_CREDENTIALS, EPERM},
	};
	uint8_t user[KACS_SID_MAX_BYTES];
	uint64_t session;
	char more[64];
	size_t len, i;
	int one, both;

	must(kacs_sid_from_text(ALICE, user, &len, NULL));
	for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
		must(kacs_session_create(types[i].type, "test", user, len,
					 &session));
		snprintf(more, sizeof(more), "\"session_id\":%llu",
			 (unsigned long long)session);
		one = token_for(.privileges = SE(SHUTDOWN), .more = more);
		both = token_for(.privileges =
					 SE(SHUTDOWN) | SE(REMOTE_SHUTDOWN),
				 .more = more);
		tap_as(one, disable_ctrl_alt_del(), types[i].refusal,
		       "shutdown_privilege_of_a_%s_logon", types[i].name);
		tap_as(one,
		       shutdown_lacks(types[i].refusal ? SE(REMOTE_SHUTDOWN)
						       : 0),
		       0, "record_of_a_%s_logon_names_the_second_privilege",
		       types[i].name);
		tap_as(both, disable_ctrl_alt_del(), 0,
		       "both_shutdown_privileges_of_a_%s_logon", types[i].name);
		close(one);
		close(both);
	}
}

/* What everybody may ask for. */
static int open_by_handle(void)
{
	union {
		struct file_handle handle;
		uint8_t room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} found = {.handle.handle_bytes = MAX_HANDLE_SZ};
	int mount_id, directory = open(".", O_RDONLY);

	if (directory < 0 || name_to_handle_at(AT_FDCWD, "open_to_all",
					       &found.handle, &mount_id, 0))
		return (int)OPEN_FAILED();
	return open_by_handle_at(directory, &found.handle, O_RDONLY);
}

static int lease_file_of_others(void)
{
	int fd = open("open_to_all", O_RDONLY);

	return fd < 0 ? (int)OPEN_FAILED() : fcntl(fd, F_SETLEASE, F_RDLCK);
}

static int keep_setgid(void)
{
	struct stat st;

	if (chmod("open_to_all", 02755) || stat("open_to_all", &st))
		return -1;
	errno = ERANGE;
	return st.st_mode & S_ISGID ? 0 : -1;
}

static int open_without_times(void)
{
	return open("open_to_all", O_RDONLY | O_NOATIME);
}

static int open_without_modes(void)
{
	if (chmod("open_to_all", 0))
		return (int)OPEN_FAILED();
	return open("open_to_all", O_RDWR);
}

static int give_away(void)
{
	return chown("open_to_all", 5, 5);
}

static void test_everybodys(void)
{
	static const struct {
		const char *name;
		int (*call)(void);
	} calls[] = {
		{"everybody_has_cap_chown", give_away},
		{"everybody_has_cap_dac_override", open_without_modes},
		{"everybody_has_cap_dac_read_search", open_by_handle},
		{"everybody_has_cap_fowner", open_without_times},
		{"everybody_has_cap_fsetid", keep_setgid},
		{"everybody_has_cap_lease", lease_file_of_others},
	};
	int bare =
		token_for(.user = ALICE, .bare = true,
			  .disabled = KACS_PRIVILEGE_ALL & ~SE(CHANGE_NOTIFY),
			  .privileges = SE(CHANGE_NOTIFY));
	size_t i;

	for (i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		tap_as(bare, calls[i].call(), 0, "%s", calls[i].name);
	close(bare);
}

/* Never, whoever asks; the record says that nobody has it. */
static int put_file_capability(void)
{
	static const unsigned char capability[20] = {1, 0, 0, 2, 128};

	return setxattr("open_to_all", "security.capability", capability,
			sizeof(capability), 0);
}

static int set_securebits(void)
{
	return prctl(PR_SET_SECUREBITS, 1, 0, 0, 0);
}

static void nobodys(const char *name, int (*call)(void), int capability)
{
	int all = token_for(.privileges = KACS_PRIVILEGE_ALL);
	struct kacs_denial denial;

	refusal();
	tap_as(all, call(), EPERM, "nobody_has_%s", name);
	denial = refusal();
	tap_ok(denial.step == KACS_STEP_CAPABILITY &&
		       denial.capability == (uint32_t)capability &&
		       denial.privilege == 0,
	       "record_says_that_nobody_has_%s", name);
	tap_errno(call(), EPERM, "system_does_not_have_%s", name);
	close(all);
}

/* Questions that are not refused leave nothing. */
static int ask_without_need(void)
{
	struct {
		uint32_t words[30];
	} params = {.words = {0}};

	/* Asks for CAP_IPC_LOCK, to know who pays for the memory. */
	return (int)syscall(SYS_io_uring_setup, 1, &params);
}

static int write_beyond(void)
{
	int fd = open("nobodys", O_RDONLY);

	/* Refused by the file; the ring before it is a question. */
	if (ask_without_need() < 0)
		return (int)OPEN_FAILED();
	return fd;
}

static int fail_for_another_reason(void)
{
	const struct rlimit lower = {64, 64};

	/* EFAULT, not a refusal. */
	return setrlimit(RLIMIT_NOFILE, &lower) ||
			       prctl(PR_SET_SECCOMP, 99, NULL, 0, 0)
		       ? -1
		       : 0;
}

static void test_questions(void)
{
	refusal();
	tap_as(alice, ask_without_need(), 0, "a_question_is_no_refusal");
	tap_eq(refusal().step, 0, "a_question_leaves_no_record");
	make_file("nobodys", "D:");
	as(alice, write_beyond());
	tap_eq(refusal().step, KACS_STEP_DACL,
	       "a_question_does_not_hide_a_refusal");
	as(alice, fail_for_another_reason());
	tap_eq(refusal().step, 0,
	       "what_fails_for_another_reason_leaves_no_record");
}

/* What "kacs why" says, all of it. */
static const char *why(void)
{
	static char text[4096];
	size_t len = 0;
	ssize_t got;
	int fds[2];
	pid_t child;

	must(pipe(fds));
	child = fork();
	if (child == 0) {
		dup2(fds[1], STDOUT_FILENO);
		close(fds[0]);
		close(fds[1]);
		execl("/usr/bin/kacs", "kacs", "why", (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	while ((got = read(fds[0], text + len, sizeof(text) - 1 - len)) > 0)
		len += (size_t)got;
	text[len] = '\0';
	close(fds[0]);
	must(waitpid(child, NULL, 0));
	return text;
}

static bool says(const char *text, const char *what)
{
	if (strstr(text, what))
		return true;
	tap_note("expected \"%s\" in: %s", what, text);
	return false;
}

static void test_why(void)
{
	const char *text;

	as(alice, set_clock());
	text = why();
	tap_ok(says(text, "CAP_SYS_TIME"), "why_names_the_capability");
	tap_ok(says(text, "SeSystemtimePrivilege"), "why_names_the_privilege");
	as(alice, put_file_capability());
	text = why();
	tap_ok(says(text, "CAP_SETFCAP: nobody has it"),
	       "why_says_that_nobody_has_it");
	as(alice, prctl(PR_CAPBSET_DROP, CAP_CHOWN, 0, 0, 0));
	text = why();
	tap_ok(says(text, "CAP_CHOWN is everybody's and cannot be given up"),
	       "why_says_what_cannot_be_given_up");
}

int main(void)
{
	meet_people("switchboard");
	test_gates();
	test_ports();
	test_remote();
	test_everybodys();
	nobodys("cap_setfcap", put_file_capability, CAP_SETFCAP);
	nobodys("cap_setpcap", set_securebits, CAP_SETPCAP);
	test_questions();
	test_why();
	return tap_done();
}
