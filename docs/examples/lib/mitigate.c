// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A service that binds itself before it reads what others send. */
/* example */
#include <stdio.h>
#include <kacs/kacs.h>

int main(void)
{
	if (kacs_sys_set_psb(-1, KACS_MIT_WXP | KACS_MIT_NO_CHILD) < 0) {
		perror("no mitigations");
		return 1;
	}
	puts("No code is made here, and no processes are started.");
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
