// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* How often the policy of a mount has been changed, without its template. */
/* example */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <kacs/kacs.h>

int main(int argc, char **argv)
{
	struct kacs_mount_policy_args args = {0};
	int fd = open(argc > 1 ? argv[1] : "/", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || kacs_sys_get_mount_policy(fd, &args, sizeof(args)) < 0) {
		perror("the policy");
		return 1;
	}
	printf("changed %u times\n", (unsigned int)args.generation);
	return close(fd);
}
/* end */
/* Needs a kernel with KACS. */
