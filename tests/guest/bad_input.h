/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A token to give bad input to, and all that can be asked before and after: of
 * it, of the caller, of the sessions, and how many descriptors there are.
 */
#ifndef KACS_TESTS_GUEST_BAD_INPUT_H
#define KACS_TESTS_GUEST_BAD_INPUT_H

#include "tokens.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define IN_KERNEL 0xffff888000000000ull
#define NOT_CANONICAL 0x8000000000000000ull
#define NOT_MAPPED 0x10000ull

extern int subject;	 /* a token with all rights, of groups of every kind */
extern int other;	 /* one in the session of @subject */
extern uint64_t session; /* of both */

/* Of the subject's groups; everybody's three come first. */
enum {
	MANDATORY = 2,
	OPTIONAL,
	OWNER,
	DENY_ONLY,
	LOGON,
	GROUPS
};

/* Make the three. */
void make_subject(void);

/* From here on nothing is to change. */
void remember_state(void);

/* So many descriptors have been opened since then, or closed if negative. */
void expect_descriptors(int more);

/* Says what has changed. */
bool nothing_changed(void);

/* One result: the call fails so, and changes nothing. */
#define refused(call, expected, ...)                                         \
	({                                                                   \
		long refused_returned;                                       \
		int refused_errno;                                           \
		errno = 0;                                                   \
		refused_returned = (long)(call);                             \
		refused_errno = errno;                                       \
		if (!nothing_changed())                                      \
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

#endif /* KACS_TESTS_GUEST_BAD_INPUT_H */
