// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Who is logged on. */
/* example */
#include <stdio.h>
#include <kacs/kacs.h>

int main(void)
{
	struct kacs_sessions *sessions = kacs_sessions_read();
	const struct kacs_session *session;
	char user[KACS_NAME_BYTES];
	size_t i;

	if (!sessions) {
		perror("the sessions");
		return 1;
	}
	for (i = 0; (session = kacs_sessions_at(sessions, i)); i++) {
		kacs_sid_name(session->user, session->user_len, NULL, user);
		printf("%llu %s\n", (unsigned long long)session->id, user);
	}
	kacs_sessions_free(sessions);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
