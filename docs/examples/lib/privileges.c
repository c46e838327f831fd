// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Enable a privilege of one's own. */
/* example */
#include <stdio.h>
#include <unistd.h>
#include <kacs/kacs.h>

int main(void)
{
	struct kacs_priv_entry backup = {
		.luid = KACS_SE_BACKUP,
		.attributes = KACS_SE_PRIVILEGE_ENABLED,
	};
	struct kacs_adjust_privs_args args = {
		.count = 1,
		.data_ptr = (uintptr_t)&backup,
	};
	int fd = kacs_sys_open_self_token(0, KACS_TOKEN_ADJUST_PRIVS);

	if (fd < 0 || kacs_sys_token_adjust_privileges(fd, &args) < 0) {
		perror("the privilege");
		return 1;
	}
	printf("enabled before: 0x%llx\n",
	       (unsigned long long)args.previous_enabled);
	close(fd);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
