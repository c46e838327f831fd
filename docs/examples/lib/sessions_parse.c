// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A list of sessions that has been kept. */
/* example */
#include <stdio.h>
#include <string.h>
#include <kacs/kacs.h>

int main(void)
{
	const char *text = "session_id=1024 user_sid=010100000000000512000000 "
			   "logon_type=5 auth_package=746573740a "
			   "created_at=1767225600000000000\n";
	struct kacs_diagnostic diagnostic;
	struct kacs_sessions *sessions =
		kacs_sessions_parse(text, strlen(text), &diagnostic);
	const struct kacs_session *first;

	if (!sessions) {
		fprintf(stderr, "byte %zu: %s\n", diagnostic.offset,
			diagnostic.message);
		return 1;
	}
	first = kacs_sessions_at(sessions, 0);
	printf("%zu: %llu, %s, by %s", kacs_sessions_count(sessions),
	       (unsigned long long)first->id,
	       kacs_logon_type_name(first->logon_type), first->package);
	kacs_sessions_free(sessions);
	return 0;
}
/* end */
