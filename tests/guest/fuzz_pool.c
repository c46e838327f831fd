// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The objects that calls are about, and what Linux does with them meanwhile:
 * processes come and go, sockets connect, descriptors are closed.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include "fuzz.h"

#define NO_SESSION UINT64_MAX
#define CHILD_CALLS 24
#define CHILD_SECONDS 1

void fuzz_pool_init(struct fuzz_pool *pool)
{
	int kind, slot;

	for (slot = 0; slot < (int)FUZZ_SLOTS; slot++) {
		for (kind = 0; kind < FUZZ_KINDS; kind++)
			atomic_store(&pool->fds[kind][slot], -1);
		atomic_store(&pool->children[slot], 0);
		atomic_store(&pool->children_fds[slot], -1);
		atomic_store(&pool->sessions[slot], NO_SESSION);
	}
}

int fuzz_fd(struct fuzz *fuzz, enum fuzz_kind kind)
{
	static const int bad[] = {
		-1, -2, -100, 3, 4, 999, 1023, 1 << 20, INT32_MAX, INT32_MIN,
	};
	int fd, tries = 3;

	if (fuzz->wild && fuzz_chance(fuzz, 8))
		return fuzz_one_of(fuzz, bad);
	if (fuzz->wild && fuzz_chance(fuzz, 8))
		kind = (enum fuzz_kind)fuzz_below(fuzz, FUZZ_KINDS);
	do {
		fd = atomic_load(
			&fuzz->pool->fds[kind][fuzz_below(fuzz, FUZZ_SLOTS)]);
	} while (fd < 0 && tries--);
	return fd;
}

void fuzz_keep(struct fuzz *fuzz, enum fuzz_kind kind, int fd)
{
	int old = atomic_exchange(
		&fuzz->pool->fds[kind][fuzz_below(fuzz, FUZZ_SLOTS)], fd);

	if (old >= 0)
		close(old);
}

uint64_t fuzz_session(struct fuzz *fuzz)
{
	uint64_t id = NO_SESSION;

	if (!fuzz_chance(fuzz, 30))
		id = atomic_load(
			&fuzz->pool->sessions[fuzz_below(fuzz, FUZZ_SLOTS)]);
	return id == NO_SESSION ? 0 : id;
}

void fuzz_keep_session(struct fuzz *fuzz, uint64_t id)
{
	uint64_t old = atomic_exchange(
		&fuzz->pool->sessions[fuzz_below(fuzz, FUZZ_SLOTS)], id);

	if (old != NO_SESSION)
		kacs_sys_destroy_empty_session(old);
}

const char *fuzz_file_name(struct fuzz *fuzz)
{
	static const char *const names[] = {
		"a", "b", "c", "d", "link", "dir", "dir/e",
	};
	static const char *const odd[] = {"", "none", "a/b"};
	/* For those who can do no harm to them. */
	static const char *const others[] = {
		"..",
		"/proc/self/token",
		"/dev/null",
		FUZZ_CLOSED_FILE,
		"/sys/kernel/security/kacs/self",
	};

	if (!fuzz->wild || !fuzz_chance(fuzz, 10))
		return fuzz_one_of(fuzz, names);
	if (fuzz->role->closed && fuzz_chance(fuzz, 50))
		return fuzz_one_of(fuzz, others);
	return fuzz_one_of(fuzz, odd);
}

static void quiet_signals(void)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

/* What a child does: wait for its end, or calls, or another program. */
__attribute__((noreturn)) static void be_child(struct fuzz *fuzz)
{
	char seed[32], role[32];
	char *const argv[] = {(char *)FUZZ_PROGRAM, (char *)"--exec", seed,
			      role, NULL};
	uint32_t what = fuzz_below(fuzz, 8), slot;

	/* Its parent's children are not its own to end. */
	for (slot = 0; slot < FUZZ_SLOTS; slot++) {
		atomic_store(&fuzz->pool->children[slot], 0);
		atomic_store(&fuzz->pool->children_fds[slot], -1);
	}
	/* Its parent may become somebody who cannot end it. */
	alarm(CHILD_SECONDS);
	if (what < 3)
		for (;;)
			pause();
	/* What was looked at before and after a call changes by that alone. */
	if (fuzz->watched)
		_exit(0);
	if (what < 5) {
		fuzz->alone = true;
		fuzz->child = true;
		fuzz_calls(fuzz, CHILD_CALLS);
		_exit(0);
	}
	if (what < 6) {
		snprintf(seed, sizeof(seed), "%llu",
			 (unsigned long long)fuzz_random(fuzz));
		snprintf(role, sizeof(role), "%s", fuzz->role->name);
		execv(FUZZ_PROGRAM, argv);
	}
	_exit(0);
}

static void signal_child(int pidfd, int number)
{
	if (pidfd >= 0)
		syscall(SYS_pidfd_send_signal, pidfd, number, NULL, 0);
}

static void drop_child(struct fuzz_pool *pool, uint32_t slot, int pidfd)
{
	int old = atomic_exchange(&pool->children_fds[slot], pidfd);

	signal_child(old, SIGKILL);
	if (old >= 0)
		close(old);
}

static void act_fork(struct fuzz *fuzz)
{
	uint32_t slot = fuzz_below(fuzz, FUZZ_SLOTS);
	pid_t child;

	if (fuzz->child)
		return;
	/* They are waited for in the end, all together. */
	signal(SIGCHLD, SIG_IGN);
	/* One that keeps no file open after its parent has closed it. */
	child = fuzz->watched ? (pid_t)syscall(SYS_clone, CLONE_FILES | SIGCHLD,
					       NULL, NULL, NULL, NULL)
			      : fork();
	if (child < 0)
		return;
	if (child == 0)
		be_child(fuzz);
	atomic_fetch_add(&fuzz_shared->forks, 1);
	fuzz_keep(fuzz, FUZZ_PIDFD, (int)syscall(SYS_pidfd_open, child, 0));
	drop_child(fuzz->pool, slot, (int)syscall(SYS_pidfd_open, child, 0));
	atomic_store(&fuzz->pool->children[slot], child);
}

/*
 * A few addresses where those meet who may not do much, or of the life's own,
 * and an abstract one.
 */
static socklen_t some_address(struct fuzz *fuzz, struct sockaddr_un *to)
{
	uint32_t which = fuzz_below(fuzz, 4);

	*to = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (which == 3)
		snprintf(to->sun_path + 1, sizeof(to->sun_path) - 1, "f%u",
			 fuzz->life);
	else
		snprintf(to->sun_path, sizeof(to->sun_path), "%ss%u",
			 fuzz->role->closed ? FUZZ_MEETING_PLACE : "", which);
	return sizeof(*to);
}

static void act_listen(struct fuzz *fuzz)
{
	struct sockaddr_un to;
	socklen_t len = some_address(fuzz, &to);
	int type = fuzz_chance(fuzz, 70) ? SOCK_STREAM : SOCK_SEQPACKET;
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (to.sun_path[0])
		unlink(to.sun_path);
	if (bind(fd, (struct sockaddr *)&to, len) == 0 && listen(fd, 4) == 0)
		fuzz_keep(fuzz, FUZZ_LISTENER, fd);
	else if (fd >= 0)
		close(fd);
}

static void act_socket(struct fuzz *fuzz)
{
	int type = fuzz_chance(fuzz, 70) ? SOCK_STREAM : SOCK_SEQPACKET;
	int pair[2];

	if (fuzz_chance(fuzz, 20)) {
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) ==
		    0) {
			fuzz_keep(fuzz, FUZZ_CONNECTION, pair[0]);
			fuzz_keep(fuzz, FUZZ_CONNECTION, pair[1]);
		}
		return;
	}
	fuzz_keep(fuzz, FUZZ_SOCKET,
		  socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

static void act_connect(struct fuzz *fuzz)
{
	struct sockaddr_un to;
	socklen_t len = some_address(fuzz, &to);
	int fd = atomic_exchange(
		&fuzz->pool->fds[FUZZ_SOCKET][fuzz_below(fuzz, FUZZ_SLOTS)],
		-1);

	if (fd < 0)
		return;
	if (connect(fd, (struct sockaddr *)&to, len) == 0)
		fuzz_keep(fuzz, FUZZ_CONNECTION, fd);
	else
		close(fd);
}

static void act_accept(struct fuzz *fuzz)
{
	int fd = accept4(fuzz_fd(fuzz, FUZZ_LISTENER), NULL, NULL,
			 SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd >= 0)
		fuzz_keep(fuzz, FUZZ_CONNECTION, fd);
}

/* A listener, who connects to it, and the connection. */
static void act_meet(struct fuzz *fuzz)
{
	act_listen(fuzz);
	act_socket(fuzz);
	act_connect(fuzz);
	act_accept(fuzz);
}

static void act_open(struct fuzz *fuzz)
{
	static const int flags[] = {O_RDONLY, O_RDWR, O_WRONLY | O_APPEND,
				    O_PATH, O_RDWR | O_CREAT};

	fuzz_keep(fuzz, FUZZ_FILE,
		  open(fuzz_file_name(fuzz),
		       fuzz_one_of(fuzz, flags) | O_CLOEXEC | O_NONBLOCK |
			       O_NOFOLLOW,
		       0600));
}

static void act_files(struct fuzz *fuzz)
{
	static const char *const names[] = {"a", "b", "c", "d", "dir/e"};
	const char *name = fuzz_one_of(fuzz, names);

	switch (fuzz_below(fuzz, 6)) {
	case 0:
		unlink(name);
		break;
	case 5: /* with an inherited descriptor, for others come from calls */
		unlink(name);
		fuzz_keep(fuzz, FUZZ_FILE,
			  open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600));
		break;
	case 1:
		mkdir("dir", 0700);
		break;
	case 2:
		rmdir("dir");
		break;
	case 3:
		rename("a", "b");
		break;
	default:
		symlink("a", "link");
	}
}

/* What the kernel shows of KACS, each read in one piece of some size. */
static void act_read(struct fuzz *fuzz)
{
	static const char *const shown[] = {
		"/sys/kernel/security/kacs/self",
		"/sys/kernel/security/kacs/sessions",
		"/sys/kernel/security/kacs/stats",
		"/proc/self/token",
		"/proc/thread-self/token",
		"/proc/1/token",
	};
	int fd = open(fuzz_one_of(fuzz, shown), O_RDONLY | O_CLOEXEC);
	size_t len = 1 + fuzz_below(fuzz, 4096);

	if (fd < 0)
		return;
	if (pread(fd, fuzz_own(fuzz, len), len, fuzz_below(fuzz, 64)) < 0)
		errno = 0;
	close(fd);
}

/* Its own pidfd and those of others. */
static void act_pidfd(struct fuzz *fuzz)
{
	const pid_t whose[] = {getpid(), getppid(), 1, 2};
	/* Who may change the tokens of all the others would do so. */
	pid_t pid = fuzz->role->closed ? fuzz_one_of(fuzz, whose) : getpid();

	fuzz_keep(fuzz, FUZZ_PIDFD, (int)syscall(SYS_pidfd_open, pid, 0));
}

static void act_signal(struct fuzz *fuzz)
{
	static const int numbers[] = {0, 0, SIGCONT, SIGTERM, SIGKILL};
	uint32_t slot = fuzz_below(fuzz, FUZZ_SLOTS);
	pid_t child = atomic_load(&fuzz->pool->children[slot]);

	signal_child(atomic_load(&fuzz->pool->children_fds[slot]),
		     fuzz_one_of(fuzz, numbers));
	if (child > 0)
		kill(child, 0);
	kill(1, 0);
	kill(getppid(), 0);
}

/* Linux's own ids, which must not decide anything. */
static void act_ids(struct fuzz *fuzz)
{
	static const uid_t ids[] = {0, 1001, 1002, 65534};
	uid_t id = fuzz_one_of(fuzz, ids);

	switch (fuzz_below(fuzz, 4)) {
	case 0:
		syscall(SYS_setresuid, -1, id, -1);
		break;
	case 1:
		syscall(SYS_setfsuid, id);
		break;
	case 2:
		syscall(SYS_setgroups, 1, &id);
		break;
	default:
		getpriority(PRIO_PROCESS, 0);
	}
}

static void act_close(struct fuzz *fuzz)
{
	fuzz_keep(fuzz, (enum fuzz_kind)fuzz_below(fuzz, FUZZ_KINDS), -1);
}

static void *end_at_once(void *unused)
{
	return unused;
}

static void act_thread(struct fuzz *fuzz)
{
	pthread_attr_t attributes;
	pthread_t thread;

	if (fuzz->alone)
		return;
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_create(&thread, &attributes, end_at_once, NULL);
	pthread_attr_destroy(&attributes);
	sched_yield();
}

void fuzz_pool_fill(struct fuzz *fuzz)
{
	int self = kacs_sys_open_self_token(0, KACS_MAXIMUM_ALLOWED), i;

	for (i = 0; i < 4; i++) {
		struct kacs_duplicate_args copy = {
			.access_mask = KACS_MAXIMUM_ALLOWED,
			.token_type = i < 2 ? KACS_TOKEN_PRIMARY
					    : KACS_TOKEN_IMPERSONATION,
			.impersonation_level = KACS_LEVEL_IMPERSONATION,
		};

		if (kacs_sys_token_duplicate(self, &copy) == 0)
			fuzz_keep(fuzz, FUZZ_TOKEN, copy.result_fd);
		act_meet(fuzz);
		act_pidfd(fuzz);
		act_open(fuzz);
	}
	fuzz_keep(fuzz, FUZZ_TOKEN, self);
}

void fuzz_act(struct fuzz *fuzz)
{
	static const struct {
		void (*act)(struct fuzz *fuzz);
		uint32_t weight;
	} acts[] = {
		{act_meet, 6},	  {act_listen, 4}, {act_socket, 16},
		{act_connect, 8}, {act_accept, 8}, {act_open, 16},
		{act_files, 6},	  {act_read, 8},   {act_pidfd, 6},
		{act_signal, 6},  {act_ids, 6},	   {act_close, 10},
		{act_thread, 1},  {act_fork, 1},
	};
	uint32_t at = fuzz_below(fuzz, 102), i;

	quiet_signals();
	for (i = 0; i < sizeof(acts) / sizeof(*acts) - 1; i++) {
		if (at < acts[i].weight)
			break;
		at -= acts[i].weight;
	}
	acts[i].act(fuzz);
}

void fuzz_pool_drop(struct fuzz_pool *pool)
{
	uint64_t id;
	uint32_t slot;

	for (slot = 0; slot < FUZZ_SLOTS; slot++) {
		drop_child(pool, slot, -1);
		id = atomic_exchange(&pool->sessions[slot], NO_SESSION);
		if (id != NO_SESSION)
			kacs_sys_destroy_empty_session(id);
	}
	/* Who comes next here is not to meet them. */
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
}
