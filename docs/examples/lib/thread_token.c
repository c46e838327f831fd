// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The token that the first thread of the parent process acts with. */
/* example */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <kacs/kacs.h>

int main(void)
{
	int pidfd = (int)syscall(SYS_pidfd_open, getppid(), 0);
	int token =
		kacs_sys_open_thread_token(pidfd, getppid(), KACS_TOKEN_QUERY);

	if (token < 0)
		perror("the token");
	else
		close(token);
	close(pidfd);
	return token < 0;
}
/* end */
/* Needs a kernel with KACS. */
