/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What "kacs why" says of a refusal by each gate: a row for each.
 */
#ifndef KACS_TESTS_GUEST_WHY_H
#define KACS_TESTS_GUEST_WHY_H

#include "guest.h"

/*
 * A refusal. It happens in a child of a process of @who, which then runs "kacs
 * why": as a shell does, after the program that was refused has ended.
 */
struct why {
	const char *name;
	int (*act)(void);    /* what is refused, or OPEN_FAILED() */
	const int *who;	     /* NULL: SYSTEM */
	int error;	     /* that the act ends with */
	const char *subject; /* behind "was refused"; * is any text */
	const char *reason;
	const char *remedies; /* a line each, or NULL */
	const char *json;     /* what must be in the object, the rest may be */
};

/* Two calls, the second only after the first. */
#define then(first, second) ((first) < 0 ? OPEN_FAILED() : (long)(second))

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

void ask_why(const struct why *rows, size_t count);

/* What is refused there, after what it takes has been made. */
void ask_about_processes(void);
void ask_about_tokens(void);
void ask_about_files(void);

/* Somebody's process that waits; -1: none. */
extern pid_t target;
extern int target_pidfd;

#endif /* KACS_TESTS_GUEST_WHY_H */
