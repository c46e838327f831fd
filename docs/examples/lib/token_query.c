// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Two ways to ask a token for its user. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <kacs/kacs.h>

int main(void)
{
	uint8_t room[KACS_SID_MAX_BYTES], *user;
	struct kacs_query_args args = {
		.token_class = KACS_TOKEN_CLASS_USER,
		.buf_len = sizeof(room),
		.buf_ptr = (uintptr_t)room,
	};
	int fd = kacs_sys_open_self_token(0, KACS_TOKEN_QUERY);
	char name[KACS_NAME_BYTES];
	size_t len;

	if (fd < 0) {
		perror("the token");
		return 1;
	}
	if (kacs_token_query(fd, KACS_TOKEN_CLASS_USER, &user, &len) == 0) {
		kacs_sid_name(user, len, NULL, name);
		puts(name);
		free(user);
	}
	if (kacs_sys_token_query(fd, &args) == 0) {
		kacs_sid_name(room, args.buf_len, NULL, name);
		puts(name);
	}
	close(fd);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
