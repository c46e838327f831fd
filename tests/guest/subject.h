/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The program that the tests of signatures and trust run: subject.c, unsigned
 * and signed by each key of the guest's table, and what it answers.
 */
#ifndef KACS_TESTS_GUEST_SUBJECT_H
#define KACS_TESTS_GUEST_SUBJECT_H

#include "guest.h"

#define SIGNED_DIRECTORY "/tests/signed/"

/* Nobody's, and those of the keys that scripts/signing-keys makes. */
#define PLAIN SIGNED_DIRECTORY "plain"
#define TCB SIGNED_DIRECTORY "tcb"
#define APP SIGNED_DIRECTORY "app"
#define ISOLATED SIGNED_DIRECTORY "isolated"

/* What "who" ends with: the type in units of 512 and the trust in 4096. */
#define WHO(type, trust) (16 * (type) / 512 + (trust) / 4096)
#define WHO_PLAIN 0
#define WHO_TCB WHO(512, 8192)
#define WHO_APP WHO(512, 4096)
#define WHO_ISOLATED WHO(1024, 4096)

/* run_subject() with arguments, the first of which is the program's path. */
#define subject_of(...) run_subject((const char *const[]){__VA_ARGS__, NULL})

/**
 * run_subject - run the program in a child and wait for it
 * @words: its path and its arguments, NULL
 *
 * Return: its exit status, which is an errno unless the verb says otherwise;
 * 1000 and the number of the signal that killed it; 2000 and the errno of
 * execve().
 */
int run_subject(const char *const *words);

#define EXEC_FAILED 2000

/**
 * start_subject - run the program in a child that waits to be killed
 * @path: of the program
 *
 * Return: its process, when it has begun to wait; it ignores SIGTERM.
 */
pid_t start_subject(const char *path);

/* Kill it, by somebody who dominates it: the tests do not. */
void end_subject(pid_t child);

#endif /* KACS_TESTS_GUEST_SUBJECT_H */
