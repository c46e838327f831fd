// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kacs sign: kacs-sign, a program of its own, because it needs OpenSSL, and
 * because no key that signs belongs on a system that believes it.
 */
#include "kacs.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM "kacs-sign"

/* The one that stands beside this program. */
static void start_neighbour(char **argv)
{
	char path[PATH_MAX + sizeof(PROGRAM)];
	ssize_t len = readlink("/proc/self/exe", path, PATH_MAX);
	char *name;

	if (len <= 0 || len == PATH_MAX)
		return;
	path[len] = '\0';
	name = strrchr(path, '/');
	if (!name)
		return;
	strcpy(name + 1, PROGRAM);
	execv(path, argv);
}

int cmd_sign(int argc, char **argv)
{
	char program[] = PROGRAM;

	(void)argc;
	argv[0] = program;
	start_neighbour(argv);
	execvp(PROGRAM, argv);
	if (errno == ENOENT)
		return fail("there is no " PROGRAM
			    ", neither beside kacs nor in PATH");
	return fail_errno(PROGRAM);
}
