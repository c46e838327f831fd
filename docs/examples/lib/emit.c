// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* An event of a program's own: {"ok": true}. */
/* example */
#include <stdio.h>
#include <kacs/kacs.h>

int main(void)
{
	static const uint8_t payload[] = {0x81, 0xa2, 'o', 'k', 0xc3};

	if (kacs_sys_emit("backup.done", 11, payload, sizeof(payload))) {
		perror("the event");
		return 1;
	}
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
