// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Go on as another user, as a logon program does. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <kacs/kacs.h>

int main(void)
{
	static const char who[] = "{\"user\": \"S-1-5-21-1-2-3-1001\"}";
	uint8_t *spec;
	size_t len;
	int fd;

	if (kacs_token_from_json(who, strlen(who), &spec, &len, NULL) < 0)
		return 1;
	fd = kacs_sys_create_token(spec, len);
	free(spec);
	if (fd < 0 || kacs_sys_token_install(fd) < 0) {
		perror("the token");
		return 1;
	}
	close(fd);
	execl("/bin/sh", "sh", (char *)NULL);
	return 1;
}
/* end */
/* Needs a kernel with KACS. */
