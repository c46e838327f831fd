// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The descriptor of a file as SDDL. */
/* example */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <kacs/kacs.h>

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "/";
	uint8_t *sd;
	size_t len;
	char *text;

	if (kacs_file_sd(AT_FDCWD, path,
			 KACS_OWNER_SECURITY_INFORMATION |
				 KACS_DACL_SECURITY_INFORMATION,
			 0, &sd, &len) < 0) {
		perror(path);
		return 1;
	}
	if (kacs_sddl_format(sd, len, &text, NULL, NULL) == 0) {
		puts(text);
		free(text);
	}
	free(sd);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
