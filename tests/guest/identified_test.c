// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Who may only identify a client has nothing of it where no descriptor decides,
 * either: modes of the kernel's own files, System V IPC, keys. PSD-004 9.1, 9.2,
 * 12.1. The projected ids are the client's, and open nothing.
 */
#include <linux/keyctl.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "tokens.h"

#define SETTING "/sys/block/vda/queue/read_ahead_kb"
#define KEY 0x6b616373
#define IMPERSONATION \
	"\"type\":\"impersonation\",\"impersonation_level\":\"impersonation\""
#define UNMAPPED(user)                                                        \
	"{\"user\":\"" user "\",\"groups\":[{\"sid\":\"" EVERYONE "\"}],"     \
	"\"integrity\":\"medium\",\"projected_uid\":65534,\"projected_gid\":" \
	"65534,\"privileges\":{\"present\":[\"SeChangeNotifyPrivilege\"],"    \
	"\"enabled\":[\"SeChangeNotifyPrivilege\"]}}"

static int trusted; /* Bob, who may act for anybody but who is above him */
static int system_client, client;

static void make_clients(void)
{
	trusted = token_for(.user = BOB, .privileges = SE(IMPERSONATE));
	client = token_for(.more = IMPERSONATION);
	system_client = mint_json(
		"{\"user\":\"" SYSTEM "\",\"groups\":[{\"sid\":\"" EVERYONE
		"\"}],\"integrity\":\"medium\",\"projected_uid\":0,"
		"\"projected_gid\":0,\"privileges\":{\"present\":"
		"[\"SeChangeNotifyPrivilege\"],\"enabled\":"
		"[\"SeChangeNotifyPrivilege\"]}," IMPERSONATION "}");
}

static int become_and(int whom, int (*call)(void))
{
	if (kacs_sys_token_impersonate(whom))
		return (int)OPEN_FAILED();
	return call();
}

static int write_setting(void)
{
	return open(SETTING, O_WRONLY);
}

static int read_setting(void)
{
	return open(SETTING, O_RDONLY);
}

static int change_setting(void)
{
	return chmod(SETTING, 0644);
}

static void test_modes(void)
{
	tap_as(trusted, become_and(system_client, write_setting), 0,
	       "acting_for_system_opens_the_kernels_settings");
	tap_as(bob, become_and(system_client, write_setting), EACCES,
	       "identifying_system_opens_no_settings");
	tap_as(bob, become_and(system_client, read_setting), 0,
	       "identifying_system_reads_what_everybody_reads");
	tap_as(bob, become_and(system_client, change_setting), EACCES,
	       "identifying_system_changes_no_settings");
}

static int attach_segment(void)
{
	int id = shmget(KEY, 0, 0);

	if (id < 0)
		return (int)OPEN_FAILED();
	return shmat(id, NULL, 0) == (void *)-1 ? -1 : 0;
}

static int change_segment(void)
{
	struct shmid_ds status = {.shm_perm.mode = 0666};
	int id = shmget(KEY, 0, 0);

	return id < 0 ? (int)OPEN_FAILED() : shmctl(id, IPC_SET, &status);
}

static int remove_segment(void)
{
	int id = shmget(KEY, 0, 0);

	return id < 0 ? (int)OPEN_FAILED() : shmctl(id, IPC_RMID, NULL);
}

static int make_segment(void)
{
	return shmget(KEY, 4096, IPC_CREAT | IPC_EXCL | 0600);
}

static int make_private_segment(void)
{
	int id = shmget(IPC_PRIVATE, 4096, 0600);

	return id < 0 ? -1 : shmctl(id, IPC_RMID, NULL);
}

static int make_private_queue(void)
{
	int id = msgget(IPC_PRIVATE, 0600);

	return id < 0 ? -1 : msgctl(id, IPC_RMID, NULL);
}

static int make_private_semaphore(void)
{
	int id = semget(IPC_PRIVATE, 1, 0600);

	return id < 0 ? -1 : semctl(id, 0, IPC_RMID);
}

static void test_ipc(void)
{
	tap_as(alice, make_segment(), 0, "client_makes_a_segment");
	tap_as(trusted, become_and(client, attach_segment), 0,
	       "acting_for_a_client_attaches_its_segment");
	tap_as(bob, become_and(client, attach_segment), EACCES,
	       "identifying_a_client_attaches_no_segment");
	tap_as(bob, become_and(client, change_segment), EPERM,
	       "identifying_a_client_changes_no_segment");
	tap_as(bob, become_and(client, remove_segment), EPERM,
	       "identifying_a_client_removes_no_segment");
	tap_as(alice, remove_segment(), 0, "its_creator_removes_it");
	tap_as(trusted, become_and(client, make_private_segment), 0,
	       "acting_for_a_client_makes_a_segment");
	tap_as(bob, become_and(client, make_private_segment), EACCES,
	       "identifying_a_client_makes_no_segment");
	tap_as(bob, become_and(client, make_private_queue), EACCES,
	       "identifying_a_client_makes_no_queue");
	tap_as(bob, become_and(client, make_private_semaphore), EACCES,
	       "identifying_a_client_makes_no_semaphore");
}

/* Many are nobody in Linux, and each is somebody. */
static void test_nobody(void)
{
	int one = mint_json(UNMAPPED(DOMAIN_SID "2001"));
	int other = mint_json(UNMAPPED(DOMAIN_SID "2002"));
	int anonymous = token_for(.more = "\"type\":\"impersonation\","
					  "\"impersonation_level\":"
					  "\"anonymous\"");

	tap_as(one, make_segment(), 0, "who_has_no_number_makes_a_segment");
	tap_as(one, attach_segment(), 0, "it_is_its_creators");
	tap_as(other, attach_segment(), EACCES,
	       "it_is_nobodys_who_has_no_number_either");
	tap_as(bob, become_and(anonymous, attach_segment), EACCES,
	       "it_is_not_anonymouss");
	tap_as(other, remove_segment(), EPERM,
	       "who_has_no_number_does_not_remove_others_segments");
	tap_as(one, remove_segment(), 0, "its_creator_without_a_number_does");
	close(one);
	close(other);
	close(anonymous);
}

/* The keyring of a user, made by a process of his that waits. */
static int keyring;

static pid_t make_keyring(void)
{
	int ends[2];
	pid_t child;

	must(pipe(ends));
	child = as_fork(alice);
	if (child == 0) {
		int id = (int)syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID,
				      KEY_SPEC_USER_KEYRING, 1);

		if (write(ends[1], &id, sizeof(id)) != sizeof(id))
			_exit(1);
		for (;;)
			pause();
	}
	must(read(ends[0], &keyring, sizeof(keyring)));
	must(keyring);
	close(ends[0]);
	close(ends[1]);
	return child;
}

static int read_keyring(void)
{
	char buffer[64];

	return (int)syscall(SYS_keyctl, KEYCTL_READ, keyring, buffer,
			    sizeof(buffer));
}

static int make_key(void)
{
	return (int)syscall(SYS_add_key, "user", "identified", "x", 1,
			    KEY_SPEC_SESSION_KEYRING);
}

/* In a keyring that the process had before. */
static int become_and_make_key(int whom)
{
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0)
		return (int)OPEN_FAILED();
	return become_and(whom, make_key);
}

static void test_keys(void)
{
	pid_t child = make_keyring();

	tap_as(bob, read_keyring(), EACCES, "keyring_is_its_users");
	tap_as(trusted, become_and(client, read_keyring), 0,
	       "acting_for_a_client_reads_its_keyring");
	tap_as(bob, become_and(client, read_keyring), EACCES,
	       "identifying_a_client_reads_no_keyring");
	tap_as(trusted, become_and_make_key(client), 0,
	       "acting_for_a_client_makes_a_key");
	tap_as(bob, become_and_make_key(client), EACCES,
	       "identifying_a_client_makes_no_key");
	must(kill(child, SIGKILL));
	waitpid(child, NULL, 0);
}

/* Before and while it acts for a client. */
static int keyring_stays(void)
{
	long own = syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID,
			   KEY_SPEC_USER_KEYRING, 1);

	if (own < 0 || kacs_sys_token_impersonate(client))
		return (int)OPEN_FAILED();
	if (syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_USER_KEYRING,
		    1) == own)
		return 0;
	errno = EBADF;
	return -1;
}

/* Where one process of the user is all that may be. */
static int fork_at_the_limit(void)
{
	const struct rlimit one = {1, 1};
	pid_t child;

	if (setrlimit(RLIMIT_NPROC, &one))
		return (int)OPEN_FAILED();
	child = fork();
	if (child == 0)
		_exit(0);
	return child < 0 ? -1 : 0;
}

/* What Linux counts and keeps for a user is the process's (12.3). */
static void test_user(void)
{
	tap_as(trusted, keyring_stays(), 0,
	       "user_keyring_of_a_server_stays_its_own");
	tap_as(trusted, fork_at_the_limit(), EAGAIN,
	       "processes_are_counted_for_their_user");
	tap_as(trusted, become_and(client, fork_at_the_limit), EAGAIN,
	       "processes_of_a_server_are_counted_for_the_server");
}

/* The step that refused this program's children last. */
static uint32_t last_step(void)
{
	struct kacs_denial *denial = NULL;
	uint32_t step;
	size_t len;

	must(kacs_denial_of(-1, KACS_DENIAL_CLEAR, &denial, &len));
	step = denial->step;
	free(denial);
	return step;
}

static void test_records(void)
{
	as(bob, become_and(client, make_private_queue));
	tap_eq(last_step(), KACS_STEP_GATE, "queue_is_refused_by_the_level");
	as(bob, become_and_make_key(client));
	tap_eq(last_step(), KACS_STEP_GATE, "key_is_refused_by_the_level");
}

int main(void)
{
	meet_people("identified");
	make_clients();
	test_modes();
	test_ipc();
	test_nobody();
	test_keys();
	test_user();
	test_records();
	return tap_done();
}
