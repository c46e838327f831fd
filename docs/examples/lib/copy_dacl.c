// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Give a file the DACL of another. */
/* example */
#include <fcntl.h>
#include <stdio.h>
#include <kacs/kacs.h>

int main(int argc, char **argv)
{
	static uint8_t sd[KACS_SD_MAX_BYTES];
	const char *from = argc > 2 ? argv[1] : "/";
	const char *to = argc > 2 ? argv[2] : "/";
	long len =
		kacs_sys_get_sd(AT_FDCWD, from, KACS_DACL_SECURITY_INFORMATION,
				sd, sizeof(sd), 0);

	if (len < 0) {
		perror(from);
		return 1;
	}
	if (kacs_sys_set_sd(AT_FDCWD, to, KACS_DACL_SECURITY_INFORMATION, sd,
			    (uint32_t)len, 0) < 0) {
		perror(to);
		return 1;
	}
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
