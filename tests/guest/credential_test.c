// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Linux credentials: what is projected, what the setuid() family and the bits
 * of files change, and that none of it decides anything. PSD-004 12.1, 12.3.
 * This program is also the program that it runs.
 */
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/fsuid.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include "scratch.h"
#include "tokens.h"

/* Alice with groups of her own in Linux; one of her groups is disabled. */
#define GROUPS "\"projected_supplementary_gids\":[1001,2001,2002]"
#define INSTALLER SE(ASSIGN_PRIMARY_TOKEN)

/* 0 if it holds, else an errno that nobody expects, with a note. */
#define HOLDS(condition)                                               \
	({                                                             \
		bool holds = (condition);                              \
		if (!holds) {                                          \
			fprintf(stderr, "line %d: not %s\n", __LINE__, \
				#condition);                           \
			errno = ERANGE;                                \
		}                                                      \
		holds ? 0 : -1;                                        \
	})

struct ids {
	uid_t uid, euid, suid, fsuid;
	gid_t gid, egid, sgid, fsgid;
};

/* As /proc tells them: nothing else knows fsuid without changing it. */
static struct ids ids_of(const char *path)
{
	FILE *status = fopen(path, "re");
	struct ids ids;
	char line[1024];

	memset(&ids, 0xff, sizeof(ids));
	while (status && fgets(line, sizeof(line), status)) {
		sscanf(line, "Uid: %u %u %u %u", &ids.uid, &ids.euid, &ids.suid,
		       &ids.fsuid);
		sscanf(line, "Gid: %u %u %u %u", &ids.gid, &ids.egid, &ids.sgid,
		       &ids.fsgid);
	}
	if (status)
		fclose(status);
	return ids;
}

static struct ids my_ids(void)
{
	return ids_of("/proc/self/status");
}

static bool same_ids(const struct ids *a, const struct ids *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* The line of the supplementary groups. */
static bool groups_line_is(const char *expected)
{
	FILE *status = fopen("/proc/self/status", "re");
	char line[1024] = "";

	while (status && fgets(line, sizeof(line), status))
		if (strncmp(line, "Groups:", 7) == 0)
			break;
	if (status)
		fclose(status);
	line[strcspn(line, "\n")] = '\0';
	return strcmp(line, expected) == 0;
}

static bool groups_are(size_t count, const gid_t *expected)
{
	gid_t groups[32];

	return getgroups(32, groups) == (int)count &&
	       memcmp(groups, expected, count * sizeof(gid_t)) == 0;
}

static const gid_t projected_groups[] = {1001, 2001, 2002};

static int projection_is_seen(void)
{
	static const struct ids expected = {1001, 1001, 1001, 1001,
					    1001, 1001, 1001, 1001};
	struct ids ids = my_ids();

	return HOLDS(getuid() == 1001 && geteuid() == 1001) ||
			       HOLDS(getgid() == 1001 && getegid() == 1001) ||
			       HOLDS(groups_are(3, projected_groups)) ||
			       HOLDS(same_ids(&ids, &expected)) ||
			       HOLDS(groups_line_is("Groups:\t1001 2001 2002 "))
		       ? -1
		       : 0;
}

/* The mandatory capabilities are there whatever happens to the ids. */
static bool mandatory_are_there(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];
	const uint32_t mandatory = 0xff | 1u << CAP_NET_BROADCAST |
				   1u << CAP_IPC_OWNER | 1u << CAP_LEASE;

	return !syscall(SYS_capget, &header, data) &&
	       !(mandatory & ~data[0].effective) &&
	       !(mandatory & ~data[0].permitted) &&
	       !(mandatory & ~data[0].inheritable);
}

static bool i_am(const char *user)
{
	int token = open("/proc/self/token", O_RDONLY | O_CLOEXEC);
	bool same = strcmp(user_of(token), user) == 0;

	close(token);
	return same;
}

static void test_projection(void)
{
	int token = token_for(.more = GROUPS);
	int disabled =
		token_for(.groups = GROUP_WITH(CONTRACTORS, "\"enabled\""),
			  .more = GROUPS);
	const struct kacs_group_entry off = {.index = 3};
	struct kacs_adjust_groups_args args = {
		.count = 1,
		.data_ptr = (uintptr_t)&off,
	};
	int unnamed = mint_json(
		"{\"user\":\"" ALICE "\",\"groups\":[{\"sid\":\"" EVERYONE
		"\"}],\"integrity\":\"medium\",\"projected_uid\":65534,"
		"\"projected_gid\":65534}");

	tap_as(token, projection_is_seen(), 0,
	       "ids_and_groups_are_those_of_the_token");
	must(kacs_sys_token_adjust_groups(disabled, &args));
	tap_as(disabled, projection_is_seen(), 0,
	       "adjusting_groups_leaves_the_projection");
	tap_as(unnamed, HOLDS(getuid() == 65534 && getgid() == 65534), 0,
	       "who_has_no_number_is_nobody");
	tap_as(alice, HOLDS(getgroups(0, NULL) == 0), 0,
	       "token_without_gids_has_no_supplementary_groups");
	close(unnamed);
	close(disabled);
	close(token);
}

/* Each of the family, and what it would change. */
static int set_uid(void)
{
	return setuid(5);
}

static int set_euid(void)
{
	return seteuid(5);
}

static int set_reuid(void)
{
	return setreuid(5, 6);
}

static int set_resuid(void)
{
	return setresuid(5, 6, 7);
}

static int set_gid(void)
{
	return setgid(5);
}

static int set_egid(void)
{
	return setegid(5);
}

static int set_regid(void)
{
	return setregid(5, 6);
}

static int set_resgid(void)
{
	return setresgid(5, 6, 7);
}

static int set_groups(void)
{
	const gid_t groups[] = {5, 6};

	return setgroups(2, groups);
}

static int clear_groups(void)
{
	return setgroups(0, NULL);
}

static int set_fsuid(void)
{
	return setfsuid(5) == 1001 && setfsuid((uid_t)-1) == 1001 ? 0 : -1;
}

static int set_fsgid(void)
{
	return setfsgid(5) == 1001 && setfsgid((gid_t)-1) == 1001 ? 0 : -1;
}

/* @ids: with SeAssignPrimaryTokenPrivilege; the groups if there are two. */
static const struct {
	const char *name;
	int (*call)(void);
	struct ids ids;
	size_t group_count;
	gid_t groups[3];
} calls[] = {
#define STAYS 1001
#define GIDS STAYS, STAYS, STAYS, STAYS
#define UIDS STAYS, STAYS, STAYS, STAYS
#define KEPT                     \
	3,                       \
	{                        \
		1001, 2001, 2002 \
	}
	/* Without CAP_SETPCAP and its like all three change, as for root. */
	{"setuid", set_uid, {5, 5, 5, STAYS, GIDS}, KEPT},
	{"seteuid", set_euid, {STAYS, 5, STAYS, STAYS, GIDS}, KEPT},
	{"setreuid", set_reuid, {5, 6, 6, STAYS, GIDS}, KEPT},
	{"setresuid", set_resuid, {5, 6, 7, STAYS, GIDS}, KEPT},
	{"setgid", set_gid, {UIDS, 5, 5, 5, STAYS}, KEPT},
	{"setegid", set_egid, {UIDS, STAYS, 5, STAYS, STAYS}, KEPT},
	{"setregid", set_regid, {UIDS, 5, 6, 6, STAYS}, KEPT},
	{"setresgid", set_resgid, {UIDS, 5, 6, 7, STAYS}, KEPT},
	{"setgroups", set_groups, {UIDS, GIDS}, 2, {5, 6}},
	{"setgroups_of_none", clear_groups, {UIDS, GIDS}, 0, {0}},
	{"setfsuid", set_fsuid, {UIDS, GIDS}, KEPT},
	{"setfsgid", set_fsgid, {UIDS, GIDS}, KEPT},
};

/* It succeeds and nothing is another than before. */
static int changes_nothing(int (*call)(void))
{
	struct ids before = my_ids(), after;

	if (call())
		return -1;
	after = my_ids();
	return HOLDS(same_ids(&before, &after)) ||
			       HOLDS(groups_are(3, projected_groups)) ||
			       HOLDS(i_am(ALICE)) ||
			       HOLDS(mandatory_are_there())
		       ? -1
		       : 0;
}

/* The file that is created says what the file system sees. */
static bool files_are_alices(void)
{
	struct stat st;
	int fd =
		open("/tmp/credential_file", O_CREAT | O_EXCL | O_WRONLY, 0600);
	bool are = fd >= 0 && !fstat(fd, &st) && st.st_uid == 1001 &&
		   st.st_gid == 1001;

	if (fd >= 0)
		close(fd);
	unlink("/tmp/credential_file");
	return are;
}

static int changes_ids_only(size_t i)
{
	struct ids after;

	if (calls[i].call())
		return -1;
	after = my_ids();
	return HOLDS(same_ids(&calls[i].ids, &after)) ||
			       HOLDS(groups_are(calls[i].group_count,
						calls[i].groups)) ||
			       HOLDS(i_am(ALICE)) ||
			       HOLDS(mandatory_are_there()) ||
			       HOLDS(files_are_alices())
		       ? -1
		       : 0;
}

static void test_family(void)
{
	int plain = token_for(.more = GROUPS);
	int asleep = token_for(.disabled = INSTALLER, .more = GROUPS);
	int others = token_for(.privileges = KACS_PRIVILEGE_ALL & ~INSTALLER,
			       .more = GROUPS);
	int installer = token_for(.privileges = INSTALLER, .more = GROUPS);
	size_t i;

	for (i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		tap_as(plain, changes_nothing(calls[i].call), 0,
		       "%s_succeeds_and_changes_nothing", calls[i].name);
		tap_as(asleep, changes_nothing(calls[i].call), 0,
		       "%s_changes_nothing_with_the_privilege_disabled",
		       calls[i].name);
		tap_as(others, changes_nothing(calls[i].call), 0,
		       "%s_changes_nothing_with_all_other_privileges",
		       calls[i].name);
		tap_as(installer, changes_ids_only(i), 0,
		       "%s_with_the_privilege_changes_linux_ids_only",
		       calls[i].name);
	}
	close(plain);
	close(asleep);
	close(others);
	close(installer);
}

static int root_and_back(void)
{
	return setresuid(0, 0, 0) || setresuid(1001, 1001, 1001) ||
			       HOLDS(mandatory_are_there())
		       ? -1
		       : 0;
}

/* What is wrong is told also to whom nothing would be done. */
static void test_bad_ids(void)
{
	static gid_t many[65537];
	int installer = token_for(.privileges = INSTALLER, .more = GROUPS);
	const int who[] = {alice, installer};
	size_t i;

	for (i = 0; i < 2; i++) {
		tap_as(who[i], setuid((uid_t)-1), EINVAL, "setuid_of_minus_1");
		tap_as(who[i], setgid((gid_t)-1), EINVAL, "setgid_of_minus_1");
		tap_as(who[i], syscall(SYS_setgroups, -1, many), EINVAL,
		       "setgroups_of_a_negative_count");
		tap_as(who[i], syscall(SYS_setgroups, 65537, many), EINVAL,
		       "setgroups_of_65537");
		tap_as(who[i], syscall(SYS_setgroups, 2, 8), EFAULT,
		       "setgroups_at_a_bad_address");
		tap_as(who[i], setresuid((uid_t)-1, (uid_t)-1, (uid_t)-1), 0,
		       "setresuid_of_nothing");
	}
	tap_as(installer, root_and_back(), 0,
	       "leaving_uid_0_keeps_the_mandatory_capabilities");
	close(installer);
}

/* Runs a copy of this program with a word. */
static int run(const char *path, const char *what)
{
	char *const argv[] = {"program", (char *)what, NULL};
	char *const envp[] = {NULL};

	return execve(path, argv, envp);
}

static int run_without_new_privileges(const char *path, const char *what)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return (int)OPEN_FAILED();
	return run(path, what);
}

static void make_program(const char *path, mode_t mode)
{
	copy_file("/proc/self/exe", path, 0755);
	give_sd(path, "D:(A;;FA;;;SY)(A;;FRFX;;;WD)");
	must(chown(path, 0, 0));
	must(chmod(path, mode));
}

static int program_sees(const struct ids *expected, bool secure)
{
	struct ids ids = my_ids();

	return HOLDS(same_ids(&ids, expected)) ||
			       HOLDS(getauxval(AT_SECURE) == secure) ||
			       HOLDS(i_am(ALICE)) ||
			       HOLDS(files_are_alices()) ||
			       HOLDS(mandatory_are_there()) ||
			       HOLDS(sethostname("x", 1) && errno == EPERM) ||
			       HOLDS(open("only_system", O_RDONLY) < 0)
		       ? 1
		       : 0;
}

static void test_bits(void)
{
	int installer = token_for(.privileges = INSTALLER);

	make_file("only_system", "O:SYG:SYD:(A;;FA;;;SY)");
	make_program("plain", 0755);
	make_program("setuid", 04755);
	make_program("setgid", 02755);
	make_program("both", 06755);
	tap_as(alice, run("plain", "plain"), 0, "exec_keeps_the_ids");
	tap_as(alice, run("setuid", "setuid"), 0,
	       "setuid_bit_changes_euid_and_suid_only");
	tap_as(alice, run("setgid", "setgid"), 0,
	       "setgid_bit_changes_egid_and_sgid_only");
	tap_as(alice, run("both", "both"), 0, "both_bits_change_both");
	tap_as(installer, run("both", "both"), 0,
	       "bits_change_no_token_with_the_privilege_either");
	tap_as(alice, run_without_new_privileges("both", "plain"), 0,
	       "bits_count_for_nothing_without_new_privileges");
	must(mount("none", "/mnt", "tmpfs", MS_NOSUID, "mode=755"));
	make_program("/mnt/both", 06755);
	tap_as(alice, run("/mnt/both", "plain"), 0,
	       "bits_count_for_nothing_on_a_nosuid_mount");
	must(umount("/mnt"));
	close(installer);
}

static int in_program(const char *what)
{
	static const struct ids plain = {UIDS, GIDS};
	static const struct ids setuid_ids = {STAYS, 0, 0, STAYS, GIDS};
	static const struct ids setgid_ids = {UIDS, STAYS, 0, 0, STAYS};
	static const struct ids both = {STAYS, 0, 0, STAYS, STAYS, 0, 0, STAYS};

	static const struct ids uid0 = {0, 0, 0, STAYS, GIDS};

	if (strcmp(what, "uid0") == 0)
		return program_sees(&uid0, false);
	if (strcmp(what, "setuid") == 0)
		return program_sees(&setuid_ids, true);
	if (strcmp(what, "setgid") == 0)
		return program_sees(&setgid_ids, true);
	if (strcmp(what, "both") == 0)
		return program_sees(&both, true);
	return program_sees(&plain, false);
}

/*
 * A program with all capabilities in its file. Nobody may give it any, so the
 * attribute is made under another name and renamed on the disk.
 */
static void make_capable_program(void)
{
	static const uint32_t value[] = {
		VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE, ~0u, 0, ~0u, 0};
	struct replacement name = {.pattern = (uint8_t *)"capabilitz",
				   .with = (uint8_t *)"capability",
				   .len = 10};

	make_program(PLACE "/capable", 0755);
	must(setxattr(PLACE "/capable", "security.capabilitz", value,
		      sizeof(value), 0));
	unmount_scratch();
	replace_on_scratch(&name, 1);
	mount_scratch();
	must(chdir(own_directory()));
	if (getxattr(PLACE "/capable", "security.capability", NULL, 0) <= 0)
		tap_abort("file capabilities are not on the disk");
}

static void test_file_capabilities(void)
{
	if (!scratch_is_there()) {
		tap_skip("file_capabilities", "no disk");
		return;
	}
	give_sd(PLACE, "O:SYG:SYD:(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFX;"
		       ";;WD)");
	make_capable_program();
	tap_as(alice, run(PLACE "/capable", "plain"), 0,
	       "file_capabilities_give_nothing");
	tap_as(alice, removexattr(PLACE "/capable", "security.capability"),
	       EACCES, "removing_file_capabilities_needs_write_ea");
	give_sd(PLACE "/capable",
		"D:(A;;FA;;;SY)(A;;FRFX;;;WD)(A;;0x10;;;" ALICE ")");
	tap_as(alice, removexattr(PLACE "/capable", "security.capability"), 0,
	       "removing_file_capabilities_needs_nothing_else");
	must(unlink(PLACE "/capable"));
}

static bool put_line(const char *path, const char *line)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool put = fd >= 0 &&
		   write(fd, line, strlen(line)) == (ssize_t)strlen(line);

	if (fd >= 0)
		close(fd);
	return put;
}

/* In a namespace of her own Alice is nobody, and has no capability. */
static int in_user_namespace(void)
{
	if (unshare(CLONE_NEWUSER))
		return -1;
	return HOLDS(getuid() == 65534 && getgid() == 65534) ||
			       HOLDS(!put_line("/proc/self/setgroups",
					       "deny")) ||
			       HOLDS(!put_line("/proc/self/uid_map",
					       "0 1001 1\n")) ||
			       HOLDS(i_am(ALICE)) ||
			       HOLDS(mandatory_are_there()) ||
			       HOLDS(unshare(CLONE_NEWUTS) && errno == EPERM) ||
			       HOLDS(unshare(CLONE_NEWNS) && errno == EPERM) ||
			       HOLDS(sethostname("x", 1) && errno == EPERM) ||
			       HOLDS(open("only_system", O_RDONLY) < 0)
		       ? -1
		       : 0;
}

/* Who may fill in its maps is root there, and still Alice. */
static int root_of_user_namespace(void)
{
	if (unshare(CLONE_NEWUSER))
		return -1;
	return HOLDS(put_line("/proc/self/setgroups", "deny")) ||
			       HOLDS(put_line("/proc/self/uid_map",
					      "0 1001 1\n")) ||
			       HOLDS(put_line("/proc/self/gid_map",
					      "0 1001 1\n")) ||
			       HOLDS(getuid() == 0 && getgid() == 0) ||
			       HOLDS(i_am(ALICE)) ||
			       HOLDS(open("only_system", O_RDONLY) < 0) ||
			       HOLDS(setpriority(PRIO_PROCESS, 0, -5) &&
				     errno == EACCES)
		       ? -1
		       : 0;
}

static int file_from_namespace(void)
{
	if (unshare(CLONE_NEWUSER))
		return (int)OPEN_FAILED();
	return open("/tmp/from_namespace", O_CREAT | O_EXCL | O_WRONLY, 0600);
}

static void test_namespaces(void)
{
	int trusted = token_for(.privileges = SE(TCB));
	struct stat st;

	tap_as(alice, in_user_namespace(), 0,
	       "user_namespace_gives_no_capability");
	tap_as(trusted, root_of_user_namespace(), 0,
	       "root_of_a_user_namespace_has_no_more_privileges");
	tap_as(alice, file_from_namespace(), 0, "file_from_a_user_namespace");
	must(stat("/tmp/from_namespace", &st));
	tap_eq(st.st_uid, 1001,
	       "file_from_a_user_namespace_has_the_projected_uid");
	must(unlink("/tmp/from_namespace"));
	close(trusted);
}

static int show_uid0(unsigned long argument)
{
	return prctl(KACS_PR_UID0, 0, 0, 0, argument);
}

/* Three ids are 0, and all else is as it was. */
static int uid0_is_seen(void)
{
	static const struct ids expected = {0, 0, 0, STAYS, GIDS};
	struct ids ids;

	if (show_uid0(0))
		return -1;
	ids = my_ids();
	return HOLDS(same_ids(&ids, &expected)) || HOLDS(i_am(ALICE)) ||
			       HOLDS(files_are_alices()) ||
			       HOLDS(mandatory_are_there()) ||
			       HOLDS(sethostname("x", 1) && errno == EPERM) ||
			       HOLDS(open("only_system", O_RDONLY) < 0) ||
			       HOLDS(!setuid(1001) && getuid() == 0)
		       ? -1
		       : 0;
}

static int uid0_and_run(const char *path, const char *what)
{
	return show_uid0(0) ? (int)OPEN_FAILED() : run(path, what);
}

static int uid0_while_impersonating(int client)
{
	return kacs_sys_token_impersonate(client) ? (int)OPEN_FAILED()
						  : show_uid0(0);
}

static int run_utility(void)
{
	char *const argv[] = {"uid0", "--", "./plain", "uid0", NULL};
	char *const envp[] = {NULL};

	return execve("uid0", argv, envp);
}

static void test_uid0(void)
{
	int server = token_for(.user = BOB, .privileges = SE(IMPERSONATE));
	int client = token_for(.more = "\"type\":\"impersonation\","
				       "\"impersonation_level\":"
				       "\"impersonation\"");

	tap_as(alice, uid0_is_seen(), 0, "uid0_shows_0_and_changes_nothing");
	tap_as(alice, uid0_and_run("plain", "uid0"), 0,
	       "program_run_by_uid0_sees_0");
	tap_as(alice, show_uid0(1), EINVAL, "uid0_takes_no_argument");
	tap_as(server, uid0_while_impersonating(client), EBUSY,
	       "uid0_while_impersonating");
	copy_file("/usr/bin/uid0", "uid0", 0755);
	give_sd("uid0", "D:(A;;FA;;;SY)(A;;FRFX;;;WD)");
	tap_as(alice, run_utility(), 0, "utility_shows_uid_0");
	close(server);
	close(client);
}

/* prctl() beside the sets of capabilities. */
static int keep_capabilities(void)
{
	return prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) ||
			       HOLDS(prctl(PR_GET_KEEPCAPS, 0, 0, 0, 0) == 1) ||
			       HOLDS(prctl(PR_GET_SECUREBITS, 0, 0, 0, 0) ==
				     1 << 4)
		       ? -1
		       : 0;
}

static int no_new_privileges(void)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0,
		     0) || HOLDS(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1) ||
			       HOLDS(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0))
		       ? -1
		       : 0;
}

/* What a privilege gives, and a descriptor, does not go with it. */
static int decide_without_new_privileges(void)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? (int)OPEN_FAILED()
						      : sethostname("kacs", 4);
}

static void test_prctl(void)
{
	int trusted = token_for(.privileges = SE(TCB));

	tap_as(alice, keep_capabilities(), 0, "keepcaps_is_kept_in_mind");
	tap_as(alice, no_new_privileges(), 0, "no_new_privs_stays_on");
	tap_as(trusted, decide_without_new_privileges(), 0,
	       "no_new_privs_takes_no_privilege");
	close(trusted);
}

/* Metadata that Linux hands to others. */
static int peer_is_projected(void)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) ||
	    getsockopt(fds[0], SOL_SOCKET, SO_PEERCRED, &peer, &len))
		return -1;
	return HOLDS(peer.uid == 1001 && peer.gid == 1001);
}

static int send_as_root(void)
{
	struct ucred root = {.pid = getpid(), .uid = 0, .gid = 0};
	union {
		struct cmsghdr header;
		uint8_t room[CMSG_SPACE(sizeof(root))];
	} control;
	char byte = 'x';
	struct iovec data = {&byte, 1};
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	int fds[2];

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_CREDENTIALS;
	header->cmsg_len = CMSG_LEN(sizeof(root));
	memcpy(CMSG_DATA(header), &root, sizeof(root));
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, fds))
		return (int)OPEN_FAILED();
	return sendmsg(fds[0], &message, 0) == 1 ? 0 : -1;
}

static int user_keyring_is_alices(void)
{
	char text[256] = "";
	long key = syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID,
			   KEY_SPEC_USER_KEYRING, 1);

	if (key < 0 ||
	    syscall(SYS_keyctl, KEYCTL_DESCRIBE, key, text, sizeof(text)) < 0)
		return -1;
	return HOLDS(strstr(text, ";1001;") && strstr(text, "_uid.1001"));
}

static void test_elsewhere(void)
{
	tap_as(alice, peer_is_projected(), 0, "so_peercred_is_the_projection");
	tap_as(alice, send_as_root(), 0, "scm_credentials_are_cosmetic");
	tap_as(alice, user_keyring_is_alices(), 0,
	       "user_keyring_is_that_of_the_projected_uid");
}

/* A process of Alice's that waits; its status is what others see. */
static void test_status_of_others(void)
{
	static const struct ids expected = {UIDS, GIDS};
	int pidfd;
	pid_t child = bystander(alice, &pidfd);
	char path[64];
	struct ids ids;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)child);
	ids = ids_of(path);
	tap_ok(same_ids(&ids, &expected),
	       "proc_status_shows_others_the_projection");
	must(kill(child, SIGKILL));
	waitpid(child, NULL, 0);
	close(pidfd);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return in_program(argv[1]);
	meet_people("credential");
	test_projection();
	test_family();
	test_bad_ids();
	test_bits();
	test_file_capabilities();
	test_namespaces();
	test_uid0();
	test_prctl();
	test_elsewhere();
	test_status_of_others();
	return tap_done();
}
