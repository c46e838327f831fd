// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What a sandboxed process does not get by the uid and the groups that it has in
 * common with the rest of its user: where no descriptor decides, and modes or
 * uids do (PSD-004 10.3, 10.4, 10.6; docs/conformance.md, "Tokens and
 * processes"). And what two users do not, both of whom have no uid.
 */
#include <linux/keyctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <signal.h>
#include "guest.h"
#include "tokens.h"

#define SETTING "/proc/sys/kernel/panic"
/* What only its owner, root, reads. */
#define SECRETS "/proc/vmallocinfo"

#define RESTRICTED "\"restricted_sids\":[{\"sid\":\"" EVERYONE "\"}]"
#define WRITE_RESTRICTED \
	RESTRICTED ",\"write_restricted\":true,\"user_deny_only\":true"
#define CONFINED "\"confinement\":{\"sid\":\"S-1-15-2-1-2-3\"}"
#define CONFINED_ELSEWHERE "\"confinement\":{\"sid\":\"S-1-15-2-1-2-4\"}"

/* The unmapped uid: two users of whom the directory knows no number. */
#define NOBODY "S-1-5-21-1-2-3-65534"
#define NOBODY_ELSE "S-1-5-21-4-5-6-65534"

struct sandbox {
	const char *name;
	const char *integrity;
	const char *more;
	int reads;	 /* what is its user's */
	int administers; /* what administrators read */
	bool sets;	 /* what they write */
};

static const struct sandbox sandboxes[] = {
	{"restricted", "medium", RESTRICTED, EACCES, EACCES, false},
	{"write_restricted", "medium", WRITE_RESTRICTED, EACCES, 0, false},
	{"confined", "medium", CONFINED, EACCES, EACCES, false},
	{"deny_only", "medium", "\"user_deny_only\":true", EACCES, 0, true},
	{"low", "low", NULL, 0, 0, false},
};

#define SANDBOXES (sizeof(sandboxes) / sizeof(*sandboxes))

static int sandboxed(const struct sandbox *sandbox, const char *user,
		     const char *groups)
{
	return token_for(.user = user, .groups = groups,
			 .integrity = sandbox->integrity,
			 .more = sandbox->more);
}

static int opens(const char *path, int flags)
{
	return open(path, flags | O_CLOEXEC);
}

/* The sysctls, whose owner is root and whose writers are administrators. */
static void test_administrators(void)
{
	size_t i;
	int token;

	tap_as(carol, opens(SECRETS, O_RDONLY), 0,
	       "administrator_reads_what_is_roots");
	tap_as(alice, opens(SECRETS, O_RDONLY), EACCES, "others_do_not");
	for (i = 0; i < SANDBOXES; i++) {
		token = sandboxed(&sandboxes[i], CAROL, GROUP(ADMINISTRATORS));
		tap_as(token, opens(SETTING, O_WRONLY),
		       sandboxes[i].sets ? 0 : EACCES,
		       "%s_administrator_sets_%s", sandboxes[i].name,
		       sandboxes[i].sets ? "sysctls" : "no_sysctl");
		tap_as(token, opens(SECRETS, O_RDONLY),
		       sandboxes[i].administers, "%s_administrator_reads_as_%s",
		       sandboxes[i].name,
		       sandboxes[i].administers ? "others" : "administrators");
		close(token);
	}
	token = token_for(.user = SYSTEM, .more = RESTRICTED);
	tap_as(token, opens(SETTING, O_WRONLY), EACCES,
	       "restricted_service_of_system_sets_no_sysctl");
	close(token);
	token = token_for(.user = CAROL, .groups = GROUP(ADMINISTRATORS),
			  .more = "\"restricted_sids\":[{\"sid\":\"" ADMINISTRATORS
				  "\"}]");
	tap_as(token, opens(SETTING, O_WRONLY), 0,
	       "administrator_restricted_to_administrators_does");
	close(token);
}

/* Files whose owner by uid is Alice: a cgroup of hers. */
#define CGROUP "/sys/fs/cgroup/of_alice"
#define CGROUP_FILE CGROUP "/cgroup.procs"

static void test_owners_of_modes(void)
{
	size_t i;
	int token;

	must(mkdir(CGROUP, 0755));
	must(chown(CGROUP_FILE, 1001, 1001));
	must(chmod(CGROUP_FILE, 0640));
	tap_as(alice, opens(CGROUP_FILE, O_RDWR), 0,
	       "owner_by_mode_opens_its_file");
	for (i = 0; i < SANDBOXES; i++) {
		token = sandboxed(&sandboxes[i], ALICE, NULL);
		tap_as(token, opens(CGROUP_FILE, O_WRONLY), EACCES,
		       "%s_owner_by_mode_does_not_write", sandboxes[i].name);
		tap_as(token, opens(CGROUP_FILE, O_RDONLY), sandboxes[i].reads,
		       "%s_owner_by_mode_%s", sandboxes[i].name,
		       sandboxes[i].reads ? "does_not_read" : "reads");
		tap_as(token, chmod(CGROUP_FILE, 0666), EACCES,
		       "%s_owner_by_mode_changes_no_mode", sandboxes[i].name);
		close(token);
	}
	must(chown(CGROUP_FILE, 65534, 65534));
	token = token_for(.user = NOBODY);
	tap_as(token, opens(CGROUP_FILE, O_RDWR), EACCES,
	       "who_has_no_uid_owns_nothing_by_mode");
	close(token);
	must(rmdir(CGROUP));
}

static int attach(int id, int flags)
{
	void *at = shmat(id, NULL, flags);

	if (at == (void *)-1)
		return -1;
	return shmdt(at);
}

static int signal_semaphore(int id)
{
	struct sembuf up = {.sem_op = 1};

	return semop(id, &up, 1);
}

static int send(int id)
{
	struct {
		long type;
		char text[1];
	} message = {1, "x"};

	return msgsnd(id, &message, 1, IPC_NOWAIT);
}

/* What a process of a token has made; it stays when the process ends. */
struct objects {
	int memory, semaphores, queue;
};

static struct objects *make_objects(int token)
{
	struct objects *objects =
		mmap(NULL, sizeof(*objects), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (objects == MAP_FAILED)
		tap_abort("mmap");
	tap_as(token,
	       (objects->memory = shmget(IPC_PRIVATE, 4096, 0600)) < 0 ||
			       (objects->semaphores =
					semget(IPC_PRIVATE, 1, 0600)) < 0 ||
			       (objects->queue = msgget(IPC_PRIVATE, 0600)) < 0
		       ? -1
		       : 0,
	       0, "objects_of_ipc_are_made");
	return objects;
}

static void remove_objects(struct objects *objects)
{
	must(shmctl(objects->memory, IPC_RMID, NULL));
	must(semctl(objects->semaphores, 0, IPC_RMID));
	must(msgctl(objects->queue, IPC_RMID, NULL));
	munmap(objects, sizeof(*objects));
}

static void tap_objects(int token, const struct objects *objects, int reads,
			int writes, const char *who)
{
	const int changes = writes ? EPERM : 0;

	tap_as(token, attach(objects->memory, SHM_RDONLY), reads,
	       "%s_reads_shared_memory", who);
	tap_as(token, attach(objects->memory, 0), writes,
	       "%s_writes_shared_memory", who);
	tap_as(token, signal_semaphore(objects->semaphores), writes,
	       "%s_changes_semaphores", who);
	tap_as(token, send(objects->queue), writes, "%s_sends_messages", who);
	tap_as(token, semctl(objects->semaphores, 0, GETVAL), reads,
	       "%s_looks_at_semaphores", who);
	tap_as(token, shmctl(objects->memory, SHM_UNLOCK, NULL), changes,
	       "%s_changes_shared_memory", who);
}

static void test_ipc(void)
{
	struct objects *objects = make_objects(alice), *own;
	char who[64];
	size_t i;
	int token;

	tap_objects(alice, objects, 0, 0, "creator");
	for (i = 0; i < SANDBOXES; i++) {
		token = sandboxed(&sandboxes[i], ALICE, NULL);
		snprintf(who, sizeof(who), "%s_process_of_the_creator",
			 sandboxes[i].name);
		tap_objects(token, objects, sandboxes[i].reads, EACCES, who);
		own = make_objects(token);
		snprintf(who, sizeof(who), "%s_creator", sandboxes[i].name);
		tap_objects(token, own, 0, 0, who);
		tap_objects(alice, own, 0, 0, "user_of_a_sandbox");
		remove_objects(own);
		close(token);
	}
	remove_objects(objects);

	token = token_for(.user = NOBODY);
	objects = make_objects(token);
	tap_objects(token, objects, 0, 0, "creator_without_a_uid");
	close(token);
	token = token_for(.user = NOBODY_ELSE);
	tap_objects(token, objects, EACCES, EACCES, "somebody_else_without");
	close(token);
	remove_objects(objects);

	token = token_for(.more = CONFINED);
	objects = make_objects(token);
	close(token);
	token = token_for(.more = CONFINED_ELSEWHERE);
	tap_objects(token, objects, EACCES, EACCES, "another_confinement");
	close(token);
	remove_objects(objects);
}

static long add_key(int32_t keyring)
{
	return syscall(SYS_add_key, "user", "sandbox_test", "secret", 6,
		       keyring);
}

static int find_key(void)
{
	long key = syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING,
			   "user", "sandbox_test", 0);
	char secret[8];

	if (key < 0)
		return -1;
	return syscall(SYS_keyctl, KEYCTL_READ, key, secret, sizeof(secret)) < 0
		       ? -1
		       : 0;
}

/* By its number, which is no secret. */
static int read_key(int32_t key)
{
	char secret[8];

	return syscall(SYS_keyctl, KEYCTL_READ, key, secret, sizeof(secret)) < 0
		       ? -1
		       : 0;
}

static int32_t *make_key(int token)
{
	int32_t *key = mmap(NULL, sizeof(*key), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (key == MAP_FAILED)
		tap_abort("mmap");
	tap_as(token, (*key = (int32_t)add_key(KEY_SPEC_USER_KEYRING)), 0,
	       "key_is_made");
	return key;
}

static void test_keys(void)
{
	int32_t *key = make_key(alice);
	size_t i;
	int token;

	tap_as(alice, find_key(), 0, "user_finds_its_key");
	for (i = 0; i < SANDBOXES; i++) {
		if (!sandboxes[i].reads)
			continue;
		token = sandboxed(&sandboxes[i], ALICE, NULL);
		tap_as(token, find_key(), ENOKEY,
		       "%s_process_finds_no_key_of_its_user",
		       sandboxes[i].name);
		tap_as(token, read_key(*key), EACCES,
		       "%s_process_reads_no_key_of_its_user",
		       sandboxes[i].name);
		close(token);
	}
	munmap(key, sizeof(*key));

	token = token_for(.user = NOBODY);
	key = make_key(token);
	tap_as(token, find_key(), 0, "user_without_a_uid_finds_its_key");
	close(token);
	token = token_for(.user = NOBODY_ELSE);
	tap_as(token, find_key(), ENOKEY,
	       "user_without_a_uid_finds_no_key_of_another");
	close(token);
	munmap(key, sizeof(*key));
}

/* By a child with another token, and a session keyring of its own. */
static int keys_from_child(int token)
{
	pid_t child = fork();

	if (child == 0) {
		become(token);
		if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0)
			as_exit(OPEN_FAILED());
		as_exit(syscall(SYS_keyctl, KEYCTL_SESSION_TO_PARENT));
	}
	errno = as_wait(child);
	return errno ? -1 : 0;
}

static void test_keys_of_parents(void)
{
	int parent = token_for(.privileges = SE(ASSIGN_PRIMARY_TOKEN));
	int token;
	size_t i;

	tap_as(parent, keys_from_child(alice), 0,
	       "child_gives_its_parent_its_keys");
	for (i = 0; i < SANDBOXES; i++) {
		token = sandboxed(&sandboxes[i], ALICE, NULL);
		tap_as(parent, keys_from_child(token), ENOMEM,
		       "%s_child_gives_its_parent_none", sandboxes[i].name);
		close(token);
	}
	/* Somebody else who looks the same to Linux. */
	token = token_for(.user = "S-1-5-21-4-5-6-1001");
	tap_as(parent, keys_from_child(token), ENOMEM,
	       "child_of_another_user_gives_its_parent_none");
	close(token);
	close(parent);
}

static bool is_alive(pid_t child)
{
	struct timespec moment = {.tv_nsec = 200 * 1000 * 1000};

	nanosleep(&moment, NULL);
	return waitpid(child, NULL, WNOHANG) == 0;
}

/* A pipe that sends SIGKILL to a process when it can be read. */
static int signal_by_file(pid_t target)
{
	int ends[2];

	if (pipe(ends) || fcntl(ends[0], F_SETSIG, SIGKILL) ||
	    fcntl(ends[0], F_SETOWN, target) ||
	    fcntl(ends[0], F_SETFL, O_ASYNC))
		return (int)OPEN_FAILED();
	return write(ends[1], "x", 1) == 1 ? 0 : -1;
}

/* The last that knew of a token is a file, and it forgets with a lock held. */
static int change_owner(void)
{
	int token = token_for(.privileges = SE(ASSIGN_PRIMARY_TOKEN) |
					    SE(CREATE_TOKEN) | SE(TCB));
	int ends[2];

	must(pipe(ends));
	become(token);
	close(token);
	must(fcntl(ends[0], F_SETOWN, getpid()));
	token = token_for(.user = BOB);
	become(token);
	close(token);
	return fcntl(ends[0], F_SETOWN, getpid());
}

static void test_signals(void)
{
	size_t i;
	int token, pidfd;
	pid_t target;

	for (i = 0; i < SANDBOXES; i++) {
		if (!sandboxes[i].reads)
			continue;
		target = bystander(alice, &pidfd);
		token = sandboxed(&sandboxes[i], ALICE, NULL);
		tap_as(token, kill(target, SIGKILL), EACCES,
		       "%s_process_signals_no_other_of_its_user",
		       sandboxes[i].name);
		as(token, signal_by_file(target));
		tap_ok(is_alive(target), "nor_does_a_file_of_a_%s_process",
		       sandboxes[i].name);
		kill(target, SIGKILL);
		waitpid(target, NULL, 0);
		close(pidfd);
		close(token);
	}
	target = (pid_t)must(fork());
	if (target == 0)
		as_exit(change_owner());
	tap_eq(as_wait(target), 0, "owner_of_a_file_outlives_its_token");
	target = bystander(alice, &pidfd);
	must(set_sd_at(pidfd, "", "D:(A;;GA;;;SY)", AT_EMPTY_PATH));
	as(alice, signal_by_file(target));
	tap_ok(is_alive(target),
	       "file_does_not_signal_what_a_descriptor_keeps_from_its_user");
	kill(target, SIGKILL);
	waitpid(target, NULL, 0);
	close(pidfd);
}

/* Is the parent told of what its child, with another token, is refused? */
static int hear_of_child(int token)
{
	struct kacs_denial denial;
	pid_t child = fork();

	if (child == 0) {
		become(token);
		as_exit(open("refused", O_RDONLY));
	}
	if (as_wait(child) != EACCES)
		return (int)OPEN_FAILED();
	/* All of it does not fit. */
	return kacs_sys_get_denial(-1, &denial, sizeof(denial), 0);
}

static void test_records(void)
{
	const uint64_t session = new_session(ALICE);
	int shell =
		token_in_for(session, .privileges = SE(ASSIGN_PRIMARY_TOKEN));
	int high = token_in_for(session, .integrity = "high");
	int low = token_in_for(session, .integrity = "low");
	int box = token_in_for(session, .privileges = SE(ASSIGN_PRIMARY_TOKEN),
			       .more = CONFINED);

	make_file("refused", "O:SYG:SYD:(A;;FA;;;SY)");
	tap_as(shell, hear_of_child(low), 0,
	       "refusal_of_a_lower_child_is_told");
	tap_as(shell, hear_of_child(high), ENODATA,
	       "refusal_of_a_higher_child_is_not");
	tap_as(shell, hear_of_child(box), 0,
	       "refusal_of_a_child_in_a_sandbox_is_told");
	tap_as(box, hear_of_child(shell), ENODATA,
	       "refusal_of_a_child_outside_is_not_told_to_a_sandbox");
	close(shell);
	close(high);
	close(low);
	close(box);
}

/* What a sticky directory of the kernel holds is its owner's to remove. */
static void test_sticky(void)
{
	must(mkdir("bpf", 0755));
	if (mount("none", "bpf", "bpf", 0, "mode=1777")) {
		tap_skip("sticky_directories", tap_errno_name(errno));
		return;
	}
	must(mkdir("bpf/of_system", 0755));
	tap_as(alice, rmdir("bpf/of_system"), EACCES,
	       "others_do_not_remove_from_a_sticky_directory_of_the_kernel");
	tap_as(alice, rename("bpf/of_system", "bpf/of_alice"), EACCES,
	       "others_do_not_rename_in_a_sticky_directory_of_the_kernel");
	tap_as(alice, mkdir("bpf/of_alice", 0755) || rmdir("bpf/of_alice"), 0,
	       "owner_removes_from_a_sticky_directory_of_the_kernel");
	tap_as(carol, rmdir("bpf/of_system"), 0,
	       "administrator_removes_from_it");
	must(umount("bpf"));
}

int main(void)
{
	meet_people("sandbox");
	test_administrators();
	test_owners_of_modes();
	test_ipc();
	test_keys();
	test_keys_of_parents();
	test_signals();
	test_records();
	test_sticky();
	return tap_done();
}
