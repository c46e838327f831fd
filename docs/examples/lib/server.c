// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Act for a client, then as oneself again. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <kacs/kacs.h>

/* A server has its client's token from its socket; this one makes it. */
int main(void)
{
	static const char who[] = "{\"user\": \"S-1-5-21-1-2-3-1001\"}";
	struct kacs_duplicate_args copy = {
		.access_mask = KACS_TOKEN_IMPERSONATE,
		.token_type = KACS_TOKEN_IMPERSONATION,
		.impersonation_level = KACS_LEVEL_IMPERSONATION,
	};
	uint8_t *spec;
	size_t len;
	int fd;

	if (kacs_token_from_json(who, strlen(who), &spec, &len, NULL) < 0)
		return 1;
	fd = kacs_sys_create_token(spec, len);
	free(spec);
	if (fd < 0) {
		perror("the token");
		return 1;
	}
	if (kacs_sys_token_duplicate(fd, &copy) < 0 ||
	    kacs_sys_token_impersonate(copy.result_fd) < 0)
		return 1;
	/* What is opened here is opened as the client. */
	close(copy.result_fd);
	close(fd);
	return kacs_sys_revert() < 0;
}
/* end */
/* Needs a kernel with KACS. */
