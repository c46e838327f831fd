// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Open a file for appending and for nothing else. */
/* example */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <kacs/kacs.h>

int main(int argc, char **argv)
{
	struct kacs_open_how how = {
		.desired_access = KACS_FILE_APPEND_DATA | KACS_SYNCHRONIZE,
		.create_disposition = KACS_FILE_OPEN_IF,
	};
	const char *path = argc > 1 ? argv[1] : "log";
	uint32_t status;
	int fd = kacs_sys_open(AT_FDCWD, path, &how, sizeof(how), &status);

	if (fd < 0) {
		perror(path);
		return 1;
	}
	puts(status == KACS_STATUS_CREATED ? "made" : "opened");
	close(fd);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
