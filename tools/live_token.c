// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Tokens of processes, asked of the kernel. */
#include "live_token.h"
#include "kacs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int open_token(int pid, uint32_t access)
{
	int pidfd, token, error;

	if (pid == 0)
		return kacs_sys_open_self_token(0, access);
	pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (pidfd < 0)
		return -1;
	token = kacs_sys_open_process_token(pidfd, access);
	error = errno;
	close(pidfd);
	errno = error;
	return token;
}

int inspect_token(int pid)
{
	char path[64];

	if (pid == 0)
		return kacs_sys_open_self_token(0, KACS_TOKEN_QUERY);
	snprintf(path, sizeof(path), "/proc/%d/token", pid);
	return open(path, O_RDONLY | O_CLOEXEC);
}

int query_exactly(int token, uint32_t token_class, void *out, size_t len)
{
	struct kacs_query_args args = {
		.token_class = token_class,
		.buf_len = (uint32_t)len,
		.buf_ptr = (uintptr_t)out,
	};

	if (kacs_sys_token_query(token, &args) < 0)
		return -1;
	if (args.buf_len == len)
		return 0;
	errno = EPROTO;
	return -1;
}

int fail_token(const char *what, int pid)
{
	if (pid == 0)
		return fail_errno("cannot %s of this process", what);
	if (errno == ENOENT)
		return fail(
			"cannot %s of process %d: there is no such process, or this kernel has no KACS",
			what, pid);
	return fail_errno("cannot %s of process %d", what, pid);
}
