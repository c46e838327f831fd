/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What bad input gets: the errno that is specified, and nothing changed. One
 * format of tables for all calls, and all that can be asked before and after.
 */
#ifndef KACS_TESTS_GUEST_BAD_INPUT_H
#define KACS_TESTS_GUEST_BAD_INPUT_H

#include <sys/syscall.h>
#include "tokens.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define IN_KERNEL 0xffff888000000000ull
#define NOT_CANONICAL 0x8000000000000000ull
#define NOT_MAPPED 0x10000ull
#define CLOSED 1000 /* a descriptor that is not open */

/*
 * The subject has all that can be asked about, and nothing of it is to change:
 * a token, a process (the caller's), a file, its directory and its file system,
 * a central policy, the sessions.
 */
extern int subject;	 /* a token with all rights, of groups of every kind */
extern int other;	 /* one in the session of @subject */
extern uint64_t session; /* of both */
#define SUBJECT_FILE "subject"
#define SUBJECT_POLICY "S-1-17-4711"
#define SUBJECT_POLICY_DACL "D:(A;;0x3;;;WD)"

/* Of the subject's groups; everybody's three come first. */
enum {
	MANDATORY = 2,
	OPTIONAL,
	OWNER,
	DENY_ONLY,
	LOGON,
	GROUPS
};

/* Make them, for a program of this name. */
void make_subject(const char *program);

/* What make_subject() made goes. What main() returns. */
int bad_input_done(void);

/* From here on nothing is to change. */
void remember_state(void);

/* So many descriptors have been opened since then, or closed if negative. */
void expect_descriptors(int more);

/*
 * Says what has changed. A refusal is recorded, so that may be new if the errno
 * is that of one.
 */
bool nothing_changed(int expected);

/* One result: the call fails so, and changes nothing. */
#define refused(call, expected, ...)                                         \
	({                                                                   \
		long refused_returned;                                       \
		int refused_errno;                                           \
		errno = 0;                                                   \
		refused_returned = (long)(call);                             \
		refused_errno = errno;                                       \
		if (!nothing_changed(expected))                              \
			refused_errno = EUCLEAN, refused_returned = -1;      \
		tap_check_errno(refused_returned, refused_errno, (expected), \
				__LINE__, __VA_ARGS__);                      \
	})

/* One result: a call made by a process of a token fails so. */
#define refused_as(token, call, expected, ...)                                 \
	({                                                                     \
		int refused_as_errno = as((token), (call));                    \
		refused((errno = refused_as_errno, refused_as_errno ? -1 : 0), \
			(expected), __VA_ARGS__);                              \
	})

/*
 * A call as the kernel takes it, an ioctl as one of SYS_ioctl. With what is
 * here it succeeds, and says or sets what there is already.
 */
struct call {
	const char *name;
	long number;
	uint64_t arguments[6];
	size_t sizes[6]; /* of what arguments that are addresses lead to */
	/* What there is new nevertheless goes; NULL: there is nothing. */
	void (*undo)(const uint64_t *arguments, long returned);
};

/* What is wrong: an argument itself, or something at this offset behind it. */
#define DIRECT (-1)

/* That one thing of a call is another than the good one. */
struct wrong {
	const char *name;
	const struct call *call;
	int argument;
	int offset; /* or DIRECT */
	size_t size;
	uint64_t value;
	int expected;
};

#define ARGUMENT(index) index, DIRECT, sizeof(uint64_t)
#define FIELD(index, type, field)                 \
	index, (int)offsetof(struct type, field), \
		sizeof(((struct type *)0)->field)

/* An address is of nothing, of too little, or of what may not be written. */
struct address {
	const char *name;
	const struct call *call;
	int argument;
	int offset;
	size_t place; /* of the address: 8 */
	size_t size;  /* of what it leads to */
	enum {
		READ = 1,
		WRITTEN = 2,
	} use;
	int null; /* what NULL gets; 0: it has a meaning */
	int last; /* what the last address gets, from which it wraps; 0: EFAULT */
};

/* All bits but these are refused, one by one. */
struct bits {
	const char *name;
	const struct call *call;
	int argument;
	int offset;
	size_t size;
	uint64_t meaning;
	int expected;
};

/* Descriptors of each kind. */
enum kind {
	MINUS_ONE,
	LEAST,
	LARGEST,
	NOT_OPEN,
	A_PIPE,
	A_FILE,
	A_DIRECTORY,
	BY_PATH, /* O_PATH, of SUBJECT_FILE */
	AN_EVENTFD,
	A_SOCKET, /* not connected */
	A_TOKEN,  /* without a right */
	A_PROCESS,
	A_DEAD_PROCESS,
	KINDS
};
extern int descriptor_of[KINDS];

#define ACCEPTED (-1) /* no bad input */

struct descriptor {
	const char *name;
	const struct call *call;
	int argument;
	int offset;
	size_t size;
	int otherwise;	     /* where @expected has 0 */
	int expected[KINDS]; /* errno, or ACCEPTED */
};

void refuse_wrongs(const struct wrong *rows, size_t count);
void refuse_addresses(const struct address *rows, size_t count);
void refuse_bits(const struct bits *rows, size_t count);
void refuse_descriptors(const struct descriptor *rows, size_t count);

/*
 * What the tables begin with is good: each call succeeds, also with each of its
 * addresses odd. The state is remembered again behind them.
 */
void accept_calls(const struct call *const *calls, size_t count);
void accept_odd_addresses(const struct address *rows, size_t count);

/* For .undo: a call that returns a descriptor. */
void close_returned(const uint64_t *arguments, long returned);

#endif /* KACS_TESTS_GUEST_BAD_INPUT_H */
