// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Who has connected to the socket on standard input, as inetd starts us. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <kacs/kacs.h>

int main(void)
{
	char text[KACS_SID_TEXT_BYTES];
	int token = kacs_sys_open_peer_token(STDIN_FILENO);
	uint8_t *user;
	size_t len;

	if (token < 0 ||
	    kacs_token_query(token, KACS_TOKEN_CLASS_USER, &user, &len) < 0) {
		perror("the client");
		return 1;
	}
	if (kacs_sid_to_text(user, len, text) == 0)
		puts(text);
	free(user);
	close(token);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
