// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Let the kernel check the caller's own token. */
/* example */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kacs/kacs.h>

int main(void)
{
	static const char sddl[] = "O:SYD:(A;;FR;;;WD)";
	struct kacs_access_check_args args = {
		.size = sizeof(args),
		.token_fd = -1,
		.desired_access = KACS_FILE_READ_DATA,
	};
	int64_t granted;
	uint8_t *sd;
	size_t len;

	if (kacs_sddl_parse(sddl, strlen(sddl), NULL, &sd, &len, NULL) < 0)
		return 1;
	args.sd_ptr = (uintptr_t)sd;
	args.sd_len = (uint32_t)len;
	granted = kacs_sys_access_check(&args);
	free(sd);
	if (granted < 0 && errno != EACCES) {
		perror("the check");
		return 1;
	}
	puts(granted < 0 ? "denied" : "allowed");
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
