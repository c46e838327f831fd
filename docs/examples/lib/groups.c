// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Put one's groups, and as SYSTEM one's session, back to the beginning. */
/* example */
#include <stdio.h>
#include <unistd.h>
#include <kacs/kacs.h>

int main(void)
{
	struct kacs_group_entry all = {.index = KACS_GROUP_RESET_ALL};
	struct kacs_adjust_groups_args args = {
		.count = 1,
		.data_ptr = (uintptr_t)&all,
	};
	int fd = kacs_sys_open_self_token(
		0, KACS_TOKEN_ADJUST_GROUPS | KACS_TOKEN_ADJUST_SESSIONID);

	if (fd < 0 || kacs_sys_token_adjust_groups(fd, &args) < 0 ||
	    kacs_sys_token_adjust_session_id(fd, 0) < 0) {
		perror("the groups");
		return 1;
	}
	close(fd);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
