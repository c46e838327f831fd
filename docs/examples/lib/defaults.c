// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* From now on, what this process creates is the first group's to read. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <kacs/kacs.h>

int main(void)
{
	const char *text = "D:(A;;GA;;;CO)(A;;GR;;;CG)";
	struct kacs_adjust_default_args args = {
		.owner_index = KACS_DEFAULT_UNCHANGED,
		.group_index = 1,
	};
	struct kacs_diagnostic diagnostic;
	uint8_t *dacl;
	size_t len;
	int fd, status;

	if (kacs_sddl_parse_acl(text, &dacl, &len, &diagnostic) < 0)
		return 1;
	args.dacl_ptr = (uintptr_t)dacl;
	args.dacl_len = (uint32_t)len;
	fd = kacs_sys_open_self_token(0, KACS_TOKEN_ADJUST_DEFAULT);
	status = fd < 0 ? -1 : kacs_sys_token_adjust_default(fd, &args);
	if (status < 0)
		perror("the defaults");
	if (fd >= 0)
		close(fd);
	free(dacl);
	return status < 0;
}
/* end */
/* Needs a kernel with KACS. */
