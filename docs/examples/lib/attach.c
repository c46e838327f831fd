// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* How many rings there are, and how much each holds. */
/* example */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>
#include <kacs/kacs.h>

int main(void)
{
	int fds[1024], count = 1024;
	uint64_t capacity;

	if (kacs_sys_attach(fds, &count, &capacity)) {
		perror("the rings");
		return 1;
	}
	printf("%d rings of %" PRIu64 " bytes\n", count, capacity);
	while (count--)
		close(fds[count]);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
