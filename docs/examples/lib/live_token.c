// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The token of the calling thread, ready for checks. */
/* example */
#include <stdio.h>
#include <unistd.h>
#include <kacs/kacs.h>

int main(void)
{
	struct kacs_authz_context *context;
	int fd = kacs_sys_open_self_token(0, KACS_TOKEN_QUERY);

	if (fd < 0) {
		perror("the token");
		return 1;
	}
	context = kacs_authz_context_from_fd(fd, NULL);
	close(fd);
	if (!context)
		return 1;
	puts("ready");
	kacs_authz_context_free(context);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
