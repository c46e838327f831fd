// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Everything at once, for a few seconds: what must never be allowed is not
 * allowed meanwhile, and the kernel's own checkers see every race.
 */
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include "guest.h"

#define SECONDS 3
#define THREADS 2 /* of each kind */

/* Both let Alice in and keep Bob out. */
#define FIRST "O:SYG:SYD:(A;;FA;;;SY)(A;;FA;;;" ALICE ")"
#define SECOND                                                     \
	"O:BAG:SYD:(D;;FA;;;" BOB ")(A;;FA;;;SY)(A;;FRFW;;;" ALICE \
	")(A;;FR;;;WD)"

static time_t deadline;

static bool going(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec < deadline;
}

static void *open_as_alice(void *unused)
{
	struct stat st;
	intptr_t wrong = 0;
	int fd;

	(void)unused;
	while (going()) {
		fd = open("toggled", O_RDWR | O_CLOEXEC);
		if (fd < 0)
			wrong++;
		else
			close(fd);
		wrong += stat("toggled", &st) != 0;
	}
	return (void *)wrong;
}

static void *open_as_bob(void *unused)
{
	intptr_t wrong = 0;
	int fd;

	(void)unused;
	while (going()) {
		fd = open("toggled", O_RDONLY | O_CLOEXEC);
		if (fd >= 0) {
			wrong++;
			close(fd);
		}
		kacs_sys_get_denial(-1, NULL, 0, 0);
	}
	return (void *)wrong;
}

static void *toggle(void *unused)
{
	(void)unused;
	while (going()) {
		set_sd("toggled", FIRST);
		set_sd("toggled", SECOND);
	}
	return NULL;
}

static void *make_and_remove(void *arg)
{
	char name[64], other[80];
	intptr_t wrong = 0;

	snprintf(name, sizeof(name), "shared/%d.%d", (int)getpid(),
		 (int)(intptr_t)arg);
	snprintf(other, sizeof(other), "%s.moved", name);
	while (going()) {
		int fd =
			open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

		if (fd < 0) {
			wrong++;
			continue;
		}
		close(fd);
		wrong += rename(name, other) != 0;
		wrong += unlink(other) != 0;
	}
	return (void *)wrong;
}

/* On a privilege that nothing here depends on. */
static void *adjust(void *unused)
{
	struct kacs_priv_entry entry = {KACS_SE_TIME_ZONE, 0};
	struct kacs_adjust_privs_args args = {.count = 1,
					      .data_ptr = (uintptr_t)&entry};
	intptr_t wrong = 0;
	int self;

	(void)unused;
	while (going()) {
		self = kacs_sys_open_self_token(0, KACS_TOKEN_ADJUST_PRIVS |
							   KACS_TOKEN_QUERY);
		entry.attributes ^= KACS_SE_PRIVILEGE_ENABLED;
		wrong += kacs_sys_token_adjust_privileges(self, &args) != 0;
		close(self);
	}
	return (void *)wrong;
}

static int client; /* Alice, to be impersonated */

static void *impersonate(void *unused)
{
	intptr_t wrong = 0;
	int fd;

	(void)unused;
	while (going()) {
		wrong += kacs_sys_token_impersonate(client) != 0;
		fd = open("toggled", O_RDONLY | O_CLOEXEC);
		wrong += fd < 0;
		if (fd >= 0)
			close(fd);
		wrong += kacs_sys_revert() != 0;
		/* Bob again. */
		fd = open("toggled", O_RDONLY | O_CLOEXEC);
		wrong += fd >= 0;
		if (fd >= 0)
			close(fd);
	}
	return (void *)wrong;
}

static void *fork_and_kill(void *unused)
{
	intptr_t wrong = 0;
	pid_t child;

	(void)unused;
	while (going()) {
		child = fork();
		if (child == 0)
			for (;;)
				pause();
		wrong += kill(child, 0) != 0;
		wrong += kill(child, SIGKILL) != 0;
		waitpid(child, NULL, 0);
	}
	return (void *)wrong;
}

/* All threads of a process are Alice or Mallory by turns. */
static int turn_alice, turn_mallory;

static void *install(void *unused)
{
	intptr_t wrong = 0;

	(void)unused;
	while (going()) {
		wrong += kacs_sys_token_install(turn_alice) != 0;
		wrong += kacs_sys_token_install(turn_mallory) != 0;
	}
	return (void *)wrong;
}

static void *open_bobs(void *unused)
{
	intptr_t wrong = 0;
	int fd;

	(void)unused;
	while (going()) {
		fd = open("bobs", O_RDONLY | O_CLOEXEC);
		wrong += fd >= 0;
		if (fd >= 0)
			close(fd);
	}
	return (void *)wrong;
}

struct crew {
	const char *rule;
	int *token;		  /* NULL: SYSTEM */
	void *(*work[2])(void *); /* the second may be NULL */
};

/* A process with some threads of each kind; how much went wrong. */
static int run_crew(const struct crew *crew)
{
	pthread_t threads[2 * THREADS];
	intptr_t wrong = 0, started = 0, i;
	void *result;

	for (i = 0; i < 2 * THREADS; i++) {
		if (!crew->work[i % 2])
			continue;
		if (pthread_create(&threads[started], NULL, crew->work[i % 2],
				   (void *)i) == 0)
			started++;
	}
	for (i = 0; i < started; i++) {
		pthread_join(threads[i], &result);
		wrong += (intptr_t)result;
	}
	return wrong > 100 ? 100 : (int)wrong;
}

static int server;

static const struct crew crews[] = {
	{"alice_gets_in_while_descriptors_change",
	 &alice,
	 {open_as_alice, adjust}},
	{"bob_does_not_get_in_while_descriptors_change",
	 &bob,
	 {open_as_bob, fork_and_kill}},
	{"descriptors_change", NULL, {toggle, NULL}},
	{"files_come_and_go", &carol, {make_and_remove, make_and_remove}},
	{"impersonation_begins_and_ends", &server, {impersonate, adjust}},
	{"primary_tokens_come_and_go", &turn_alice, {install, open_bobs}},
};

#define CREWS (sizeof(crews) / sizeof(*crews))

int main(void)
{
	pid_t children[CREWS];
	struct timespec now;
	size_t i;

	meet_people("stress");
	client = token_for(.user = ALICE, .more = "\"type\":\"impersonation\","
						  "\"impersonation_level\":"
						  "\"impersonation\"");
	server = token_for(.user = BOB, .privileges = SE(IMPERSONATE),
			   .disabled = SE(TIME_ZONE));
	alice = token_for(.user = ALICE, .disabled = SE(TIME_ZONE));
	turn_alice = token_for(.user = ALICE,
			       .privileges = SE(ASSIGN_PRIMARY_TOKEN));
	turn_mallory = token_for(.user = MALLORY,
				 .privileges = SE(ASSIGN_PRIMARY_TOKEN));
	make_file("toggled", FIRST);
	make_file("bobs", "O:SYG:SYD:(A;;FA;;;" BOB ")");
	make_directory("shared", "O:SYG:SYD:(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)");
	clock_gettime(CLOCK_MONOTONIC, &now);
	deadline = now.tv_sec + SECONDS + 1;
	for (i = 0; i < CREWS; i++) {
		children[i] =
			crews[i].token ? as_fork(*crews[i].token) : fork();
		if (children[i] == 0)
			_exit(run_crew(&crews[i]));
	}
	for (i = 0; i < CREWS; i++)
		tap_eq(as_wait(children[i]), 0, "%s", crews[i].rule);
	return tap_done();
}
