// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A logon session of its own for a service. */
/* example */
#include <stdio.h>
#include <kacs/kacs.h>

int main(void)
{
	uint8_t user[KACS_SID_MAX_BYTES];
	uint64_t session;
	size_t len;

	if (kacs_sid_from_text("S-1-5-21-1-2-3-1001", user, &len, NULL) < 0)
		return 1;
	if (kacs_session_create(KACS_LOGON_SERVICE, "example", user, len,
				&session) < 0) {
		perror("the session");
		return 1;
	}
	printf("session %llu\n", (unsigned long long)session);
	return kacs_sys_destroy_empty_session(session) < 0;
}
/* end */
/* Needs a kernel with KACS. */
