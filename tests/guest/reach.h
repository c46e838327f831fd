/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Reaching into another process: a table of ways, and each of them asked as
 * somebody who has its right alone, as somebody who has all but it, with
 * SeDebugPrivilege in its place, with that at a process whose program is
 * signed, and by the process itself, whose descriptor denies everything: at its
 * own thread and at another.
 */
#ifndef KACS_TESTS_GUEST_REACH_H
#define KACS_TESTS_GUEST_REACH_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "guest.h"
#include "subject.h"

#define TERMINATE KACS_PROCESS_TERMINATE
#define SIGNAL KACS_PROCESS_SIGNAL
#define SUSPEND_RESUME KACS_PROCESS_SUSPEND_RESUME
#define VM_READ KACS_PROCESS_VM_READ
#define VM_WRITE KACS_PROCESS_VM_WRITE
#define DUP_HANDLE KACS_PROCESS_DUP_HANDLE
#define QUERY KACS_PROCESS_QUERY_INFORMATION
#define LIMITED KACS_PROCESS_QUERY_LIMITED
#define SET KACS_PROCESS_SET_INFORMATION

/* The process that is reached for, and a pidfd that SYSTEM opened. */
static pid_t target;
static int target_fd;

struct row {
	const char *name;
	int (*call)(const struct row *row);
	uint32_t right;
	int argument;
	uint64_t privileges; /* it takes these beside the right */
	int unprivileged;    /* default: EPERM; without them */
	int refusal;	     /* default: EACCES */
	bool (*applies)(const struct row *row); /* NULL: always */
	int tracing;   /* default: refusal; for want of VM_READ or VM_WRITE */
	int guarded;   /* default: refusal; of the protected */
	int self;      /* what the process itself gets */
	int self_bare; /* the same without those privileges */
	bool threads;  /* it may be a thread that is reached */
};

#define ROW(row_name, row_call, row_right, ...)                               \
	{                                                                     \
		.name = (row_name), .call = (row_call), .right = (row_right), \
		__VA_ARGS__                                                   \
	}

/* Until the other end of a pipe says something. */
static inline void wait_ready(int fd)
{
	char byte;

	must(read(fd, &byte, 1));
}

/* Its token is for everybody to look at, as far as the process is. */
static inline void show_token(int pidfd)
{
	int token = (int)must(kacs_sys_open_process_token(
		pidfd, KACS_READ_CONTROL | KACS_WRITE_DAC));

	must(set_sd_at(token, "", "D:(A;;0x8;;;WD)(A;;GA;;;SY)",
		       AT_EMPTY_PATH));
	close(token);
}

/* Alice's process, which survives what can be survived. */
static inline void start_target(void)
{
	int ends[2], number;

	must(pipe2(ends, O_CLOEXEC));
	target = as_fork(alice);
	if (target == 0) {
		for (number = 1; number <= SIGRTMAX; number++)
			signal(number, SIG_IGN);
		prctl(PR_SET_DUMPABLE, 1);
		if (write(ends[1], "x", 1) == 1)
			for (;;)
				pause();
		_exit(0);
	}
	wait_ready(ends[0]);
	close(ends[0]);
	close(ends[1]);
	target_fd = (int)must(syscall(SYS_pidfd_open, target, 0));
	show_token(target_fd);
}

static inline void end_target(void)
{
	kill(target, SIGKILL);
	waitpid(target, NULL, 0);
	close(target_fd);
}

/* What Bob may, and nobody else but SYSTEM. */
static inline void let(uint32_t mask)
{
	char sddl[128];

	snprintf(sddl, sizeof(sddl),
		 "O:SYG:SYD:(A;;GA;;;SY)(A;;0x%x;;;" BOB ")", mask);
	must(set_sd_at(target_fd, "", sddl, AT_EMPTY_PATH));
}

static inline void ask(const struct row *row, const char *kind,
		       uint64_t privileges, uint32_t mask, int expected,
		       const char *how)
{
	int bobs = token_for(.user = BOB, .privileges = privileges);

	start_target();
	let(mask);
	tap_as(bobs, row->call(row), expected, "%s_%s_%s", kind, row->name,
	       how);
	end_target();
	close(bobs);
}

/* Its own descriptor gives it nothing but the right to change that. */
static inline int ask_self(const struct row *row)
{
	target = getpid();
	target_fd = (int)syscall(SYS_pidfd_open, target, 0);
	prctl(PR_SET_DUMPABLE, 1);
	if (target_fd < 0 ||
	    set_sd_at(target_fd, "", "D:(A;;0x1;;;SY)", AT_EMPTY_PATH))
		return (int)OPEN_FAILED();
	return row->call(row);
}

static inline void *wait_for_good(void *tid)
{
	atomic_store((_Atomic pid_t *)tid, gettid());
	for (;;)
		pause();
	return NULL;
}

/* The same, of another thread of the process. */
static inline int ask_sibling(const struct row *row)
{
	static _Atomic pid_t sibling;
	pthread_t thread;

	if (pthread_create(&thread, NULL, wait_for_good, (void *)&sibling))
		return (int)OPEN_FAILED();
	while (!sibling)
		usleep(1000);
	target = getpid();
	target_fd = (int)syscall(SYS_pidfd_open, target, 0);
	prctl(PR_SET_DUMPABLE, 1);
	if (target_fd < 0 ||
	    set_sd_at(target_fd, "", "D:(A;;0x1;;;SY)", AT_EMPTY_PATH))
		return (int)OPEN_FAILED();
	target = sibling;
	return row->call(row);
}

static inline void test_self(const struct row *row, const char *kind)
{
	int alices = token_for(.user = ALICE, .privileges = row->privileges);

	tap_as(alices, ask_self(row), row->self, "%s_%s_of_oneself", kind,
	       row->name);
	if (row->threads)
		tap_as(alices, ask_sibling(row), row->self,
		       "%s_%s_of_a_thread_of_the_own_process", kind, row->name);
	close(alices);
	if (row->privileges)
		tap_as(alice, ask_self(row), row->self_bare,
		       "%s_%s_of_oneself_without_its_privilege", kind,
		       row->name);
}

static inline uint32_t lowest(uint32_t mask)
{
	return mask & -mask;
}

static inline int refusal_of(const struct row *row)
{
	return row->refusal ? row->refusal : EACCES;
}

/* At a process that nothing protects. */
static inline void test_row(const struct row *row, const char *kind)
{
	uint32_t left = row->right, bit;

	ask(row, kind, row->privileges, row->right, 0, "by_its_right");
	for (; left; left &= left - 1) {
		bit = lowest(left);
		ask(row, kind, row->privileges, KACS_PROCESS_ALL_ACCESS & ~bit,
		    (bit & (VM_READ | VM_WRITE)) && row->tracing
			    ? row->tracing
			    : refusal_of(row),
		    bit == row->right ? "without_its_right"
				      : "without_one_of_them");
	}
	ask(row, kind, row->privileges | SE(DEBUG), 0, 0, "by_debug_privilege");
	if (row->privileges)
		ask(row, kind, SE(DEBUG), KACS_PROCESS_ALL_ACCESS,
		    row->unprivileged ? row->unprivileged : EPERM,
		    "without_its_privilege");
	test_self(row, kind);
}

/*
 * A process of SYSTEM, whose program is signed. The pidfd is opened while it is
 * not, for who is not signed gets none later.
 */
static inline void start_protected_target(void)
{
	int go[2], ready[2];
	char number[16], byte;

	must(pipe(go));
	must(pipe(ready));
	target = (pid_t)must(fork());
	if (target == 0) {
		must(read(go[0], &byte, 1));
		snprintf(number, sizeof(number), "%d", ready[1]);
		execl(TCB, TCB, "wait", number, NULL);
		_exit(EXFULL);
	}
	target_fd = (int)must(syscall(SYS_pidfd_open, target, 0));
	show_token(target_fd);
	must(write(go[1], "x", 1));
	wait_ready(ready[0]);
	close(go[0]);
	close(go[1]);
	close(ready[0]);
	close(ready[1]);
}

/* What stands in for the descriptor does not for trust (8.1). */
static inline void test_protected_row(const struct row *row, const char *kind)
{
	int bobs = token_for(.user = BOB,
			     .privileges = row->privileges | SE(DEBUG));

	tap_as(bobs, row->call(row),
	       row->guarded ? row->guarded : refusal_of(row),
	       "%s_%s_of_the_protected", kind, row->name);
	close(bobs);
}

/* All that apply, in all columns. @kind is the beginning of the names. */
static inline void test_rows(const struct row *rows, size_t count,
			     const char *kind)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!rows[i].applies || rows[i].applies(&rows[i]))
			test_row(&rows[i], kind);
	start_protected_target();
	for (i = 0; i < count; i++)
		if (!rows[i].applies || rows[i].applies(&rows[i]))
			test_protected_row(&rows[i], kind);
	end_subject(target);
	close(target_fd);
}

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

#endif /* KACS_TESTS_GUEST_REACH_H */
