// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A copy of one's own token without privileges. */
/* example */
#include <stdio.h>
#include <unistd.h>
#include <kacs/kacs.h>

int main(void)
{
	struct kacs_restrict_args args = {.privs_to_delete = ~0ull};
	int fd = kacs_sys_open_self_token(0, KACS_TOKEN_DUPLICATE);

	if (fd < 0 || kacs_sys_token_restrict(fd, &args) < 0) {
		perror("the token");
		return 1;
	}
	/* For kacs_sys_token_install() in a child. */
	close(args.result_fd);
	close(fd);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
