// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* How large the record of the last refusal is. */
/* example */
#include <stdio.h>
#include <kacs/kacs.h>

int main(void)
{
	long size = kacs_sys_get_denial(-1, NULL, 0, 0);

	if (size < 0) {
		perror("the denial");
		return 1;
	}
	printf("%ld bytes\n", size);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
