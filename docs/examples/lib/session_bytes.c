// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The specification of a session, byte by byte. */
/* example */
#include <stdio.h>
#include <kacs/kacs.h>

int main(void)
{
	static const uint8_t spec[] = {
		KACS_LOGON_SERVICE,
		2,
		0,
		'm',
		'e', /* the package */
		12,
		0,
		0,
		0, /* length of the user */
		1,
		1,
		0,
		0,
		0,
		0,
		0,
		5,
		18,
		0,
		0,
		0,
	};
	int64_t session = kacs_sys_create_session(spec, sizeof(spec));

	if (session < 0) {
		perror("the session");
		return 1;
	}
	return kacs_sys_destroy_empty_session((uint64_t)session) < 0;
}
/* end */
/* Needs a kernel with KACS. */
