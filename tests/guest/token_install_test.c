// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Becoming somebody: INSTALL, what Linux sees of it, and what fork, threads and
 * namespaces make of tokens. PSD-004 4.3, 12.1, 12.3, 13.2.
 */
#include <grp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "guest.h"
#include "tokens.h"

static int projected; /* Alice with three supplementary groups */

/* The calls below report the first thing that is not as it should be. */
#define REQUIRE(condition, status)       \
	do {                             \
		if (!(condition))        \
			return (status); \
	} while (0)

static int self_token(uint32_t access)
{
	return kacs_sys_open_self_token(0, access);
}

static int64_t own_id(void)
{
	int token = self_token(KACS_TOKEN_QUERY);
	struct token_statistics statistics = statistics_of(token);

	close(token);
	return (int64_t)statistics.token_id;
}

/* The user SID of the calling thread as text. */
static const char *own_user(void)
{
	int token = self_token(KACS_TOKEN_QUERY);
	const char *user = user_of(token);

	close(token);
	return user;
}

static bool i_am(const char *user)
{
	return strcmp(own_user(), user) == 0;
}

static uint64_t own_enabled(void)
{
	int token = self_token(KACS_TOKEN_QUERY);
	struct token_privileges privileges = privileges_of(token);

	close(token);
	return privileges.enabled;
}

static int adjust_self(unsigned int bit, uint32_t attributes)
{
	const struct kacs_priv_entry entry = {bit, attributes};
	struct kacs_adjust_privs_args args = {.count = 1,
					      .data_ptr = (uintptr_t)&entry};
	int token = self_token(KACS_TOKEN_ADJUST_PRIVS);
	int result = kacs_sys_token_adjust_privileges(token, &args);

	close(token);
	return result;
}

static int see_projection(void)
{
	gid_t groups[8];
	uid_t real, effective, saved;

	REQUIRE(getresuid(&real, &effective, &saved) == 0, 1);
	REQUIRE(real == 1001 && effective == 1001 && saved == 1001, 2);
	REQUIRE(getgid() == 1001 && getegid() == 1001, 3);
	REQUIRE(getgroups(8, groups) == 3, 4);
	REQUIRE(groups[0] == 2001 && groups[1] == 2002 && groups[2] == 2003, 5);
	REQUIRE(setfsuid((uid_t)-1) == 1001, 6);
	REQUIRE(setfsgid((gid_t)-1) == 1001, 7);
	return 0;
}

static int see_proc_status(void)
{
	char line[256];
	FILE *status = fopen("/proc/self/status", "r");
	int seen = 0;

	REQUIRE(status, 1);
	while (fgets(line, sizeof(line), status)) {
		seen += strcmp(line, "Uid:\t1001\t1001\t1001\t1001\n") == 0;
		seen += strcmp(line, "Gid:\t1001\t1001\t1001\t1001\n") == 0;
	}
	fclose(status);
	return seen == 2 ? 0 : 2;
}

static void test_projection(void)
{
	tap_eq(as_status(projected, see_projection), 0,
	       "linux_ids_are_projected_from_the_token");
	tap_eq(as_status(projected, see_proc_status), 0,
	       "proc_status_shows_the_projected_ids");
}

/* setuid() and its family without the privilege: silent no-ops. */
static int try_setuid(void)
{
	gid_t group = 77;

	REQUIRE(setuid(0) == 0, 10);
	REQUIRE(seteuid(5) == 0, 11);
	REQUIRE(setresuid(5, 6, 7) == 0, 12);
	REQUIRE(setreuid(5, 6) == 0, 13);
	REQUIRE(setgid(0) == 0, 14);
	REQUIRE(setresgid(5, 6, 7) == 0, 15);
	REQUIRE(setregid(5, 6) == 0, 16);
	REQUIRE(setgroups(1, &group) == 0, 17);
	setfsuid(0);
	setfsgid(0);
	REQUIRE(i_am(ALICE), 18);
	return see_projection();
}

static int try_privileged_setuid(void)
{
	struct stat st;
	int fd;

	REQUIRE(setgid(70) == 0 && setuid(60) == 0, 10);
	REQUIRE(getuid() == 60 && geteuid() == 60 && getgid() == 70, 11);
	REQUIRE(i_am(ALICE), 12);
	fd = open("/tmp/of_setuid", O_WRONLY | O_CREAT | O_EXCL, 0600);
	REQUIRE(fd >= 0 && fstat(fd, &st) == 0, 13);
	unlink("/tmp/of_setuid");
	REQUIRE(st.st_uid == 1001 && st.st_gid == 1001, 14);
	return 0;
}

static void test_setuid(void)
{
	int privileged = token_for(.privileges = SE(ASSIGN_PRIMARY_TOKEN));

	tap_eq(as_status(projected, try_setuid), 0,
	       "setuid_family_is_a_silent_no_op");
	tap_eq(as_status(privileged, try_privileged_setuid), 0,
	       "privileged_setuid_changes_linux_ids_only");
	close(privileged);
}

/* Fork makes a copy: what either changes the other does not see. */
static int fork_is_a_copy(void)
{
	int64_t id = own_id();
	pid_t child = fork();

	if (child == 0) {
		if (own_id() == id)
			_exit(1);
		if (!i_am(ALICE))
			_exit(2);
		if (adjust_self(KACS_SE_BACKUP, KACS_SE_PRIVILEGE_REMOVED))
			_exit(3);
		_exit(own_enabled() & SE(BACKUP) ? 4 : 0);
	}
	REQUIRE(as_wait(child) == 0, 10);
	REQUIRE(own_enabled() & SE(BACKUP), 11);
	return 0;
}

static int vfork_is_a_copy(void)
{
	pid_t child = vfork();

	if (child == 0)
		_exit(adjust_self(KACS_SE_BACKUP, KACS_SE_PRIVILEGE_REMOVED));
	REQUIRE(as_wait(child) == 0, 10);
	return own_enabled() & SE(BACKUP) ? 0 : 11;
}

static void *remove_backup(void *unused)
{
	(void)unused;
	adjust_self(KACS_SE_BACKUP, KACS_SE_PRIVILEGE_REMOVED);
	return (void *)(intptr_t)own_id();
}

static int threads_share(void)
{
	pthread_t thread;
	void *id;

	REQUIRE(pthread_create(&thread, NULL, remove_backup, NULL) == 0, 1);
	pthread_join(thread, &id);
	REQUIRE((intptr_t)id == own_id(), 2);
	return own_enabled() & SE(BACKUP) ? 3 : 0;
}

static void test_fork(void)
{
	/* A token for each: those that share it change it. */
	tap_eq(as_status(token_for(.privileges = SE(BACKUP)), fork_is_a_copy),
	       0, "fork_copies_the_token");
	tap_eq(as_status(token_for(.privileges = SE(BACKUP)), vfork_is_a_copy),
	       0, "vfork_copies_the_token");
	tap_eq(as_status(token_for(.privileges = SE(BACKUP)), threads_share), 0,
	       "threads_share_the_token");
}

/* Threads that run while another installs. */
#define SIBLINGS 8

static int to_install;
static pthread_barrier_t installed;
static char seen_by[SIBLINGS][KACS_SID_TEXT_BYTES];
static uid_t uid_of[SIBLINGS];

static void *be_sibling(void *arg)
{
	intptr_t index = (intptr_t)arg;
	int tries;

	pthread_barrier_wait(&installed);
	pthread_barrier_wait(&installed);
	/* Converging has no barrier of its own. */
	for (tries = 0; tries < 1000 && !i_am(BOB); tries++)
		usleep(1000);
	snprintf(seen_by[index], sizeof(seen_by[index]), "%s", own_user());
	uid_of[index] = getuid();
	return NULL;
}

static int install_for_all(void)
{
	pthread_t threads[SIBLINGS];
	intptr_t i;

	pthread_barrier_init(&installed, NULL, SIBLINGS + 1);
	for (i = 0; i < SIBLINGS; i++)
		REQUIRE(!pthread_create(&threads[i], NULL, be_sibling,
					(void *)i),
			1);
	pthread_barrier_wait(&installed);
	REQUIRE(kacs_sys_token_install(to_install) == 0, 2);
	REQUIRE(i_am(BOB), 3);
	pthread_barrier_wait(&installed);
	for (i = 0; i < SIBLINGS; i++)
		pthread_join(threads[i], NULL);
	for (i = 0; i < SIBLINGS; i++) {
		REQUIRE(strcmp(seen_by[i], BOB) == 0, 4);
		REQUIRE(uid_of[i] == 1002, 5);
	}
	return 0;
}

static int install_status(int token)
{
	return kacs_sys_token_install(token);
}

static void test_install(void)
{
	int impersonation =
		token_for(.user = BOB, .more = "\"type\":\"impersonation\"");
	struct kacs_duplicate_args narrow = {
		.access_mask = KACS_TOKEN_QUERY,
		.token_type = KACS_TOKEN_PRIMARY,
	};
	int installer = token_for(.privileges = SE(ASSIGN_PRIMARY_TOKEN));

	must(kacs_sys_token_duplicate(bob, &narrow));
	to_install = bob;
	tap_as(alice, install_status(bob), EPERM,
	       "install_needs_se_assign_primary_token");
	tap_as(installer, install_status(bob), 0,
	       "install_with_se_assign_primary_token");
	tap_as(installer, install_status(narrow.result_fd), EACCES,
	       "install_needs_token_assign_primary_on_the_handle");
	tap_as(installer, install_status(impersonation), EINVAL,
	       "install_needs_a_primary_token");
	tap_eq(as_status(installer, install_for_all), 0,
	       "install_is_for_the_whole_process");
	close(narrow.result_fd);
	close(installer);
	close(impersonation);
}

static int process_is_alices(void)
{
	return strcmp(own_process_sd(), DEFAULT_PROCESS_SD(ALICE)) == 0 ? 0 : 1;
}

/* A process's own descriptor stays when its new token has the same user. */
static int process_keeps_its_own(void)
{
	int pidfd = (int)syscall(SYS_pidfd_open, getpid(), 0);
	const char *own = "D:(A;;RC;;;" ALICE ")";

	REQUIRE(set_sd_at(pidfd, "", own, AT_EMPTY_PATH) == 0, 1);
	REQUIRE(kacs_sys_token_install(to_install) == 0, 2);
	return strstr(own_process_sd(), own) ? 0 : 3;
}

/* Another user's is his. */
static int process_loses_its_own(void)
{
	int pidfd = (int)syscall(SYS_pidfd_open, getpid(), 0);

	REQUIRE(set_sd_at(pidfd, "", "D:(A;;RC;;;" ALICE ")", AT_EMPTY_PATH) ==
			0,
		1);
	REQUIRE(kacs_sys_token_install(to_install) == 0, 2);
	return strcmp(own_process_sd(), DEFAULT_PROCESS_SD(BOB)) == 0 ? 0 : 3;
}

static void test_process_sd(void)
{
	int installer = token_for(.privileges = SE(ASSIGN_PRIMARY_TOKEN));

	tap_eq(as_status(alice, process_is_alices), 0,
	       "install_of_another_user_regenerates_the_process_sd");
	to_install = alice;
	tap_eq(as_status(installer, process_keeps_its_own), 0,
	       "install_of_the_same_user_keeps_the_process_sd");
	to_install = bob;
	tap_eq(as_status(installer, process_loses_its_own), 0,
	       "install_of_another_user_replaces_a_process_sd_that_was_set");
	close(installer);
}

/* The user namespace maps nothing of a token. */
static int in_user_namespace(void)
{
	REQUIRE(unshare(CLONE_NEWUSER) == 0, 1);
	REQUIRE(i_am(ALICE), 2);
	REQUIRE(open("only_system", O_RDONLY) < 0 && errno == EACCES, 3);
	REQUIRE(sethostname("x", 1) < 0 && errno == EPERM, 4);
	return 0;
}

static void test_user_namespace(void)
{
	make_file("only_system", "O:SYG:SYD:(A;;FA;;;SY)");
	tap_eq(as_status(alice, in_user_namespace), 0,
	       "user_namespaces_give_no_rights");
}

int main(void)
{
	meet_people("token_install");
	projected = token_for(
			.user = ALICE,
			.more = "\"projected_supplementary_gids\":[2003,2001,2002]");
	test_projection();
	test_setuid();
	test_fork();
	test_install();
	test_process_sd();
	test_user_namespace();
	return tap_done();
}
