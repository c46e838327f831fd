// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The kernel's list of sessions: what is refused is refused at a byte of it;
 * what is read has whole SIDs and UTF-8 with a NUL behind it.
 */
#include <errno.h>
#include <kacs/names.h>
#include <kacs/sessions.h>
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kacs_diagnostic diagnostic;
	struct kacs_sessions *sessions =
		kacs_sessions_parse((const char *)data, size, &diagnostic);
	const struct kacs_session *session;
	char text[KACS_SID_TEXT_BYTES];
	size_t i;

	if (!sessions) {
		must(errno == EINVAL);
		must(diagnostic.message[0]);
		must(diagnostic.offset <= size);
		return 0;
	}
	for (i = 0; (session = kacs_sessions_at(sessions, i)); i++) {
		must(kacs_sid_to_text(session->user, session->user_len, text) ==
		     0);
		must(session->package[session->package_len] == '\0');
	}
	must(i == kacs_sessions_count(sessions));
	kacs_sessions_free(sessions);
	return 0;
}
