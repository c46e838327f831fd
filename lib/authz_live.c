// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Checks for the tokens that there are on this machine. */
#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <kacs/authz.h>
#include <kacs/calls.h>

struct kacs_authz_context *
kacs_authz_context_from_fd(int token_fd, struct kacs_diagnostic *diagnostic)
{
	struct kacs_authz_context *context;
	uint8_t *spec;
	size_t len;
	int error;

	if (kacs_token_query(token_fd, KACS_TOKEN_CLASS_SPEC, &spec, &len) <
	    0) {
		error = errno;
		kacs_report(diagnostic, KACS_NO_OFFSET,
			    "cannot query the token: %s", strerror(error));
		errno = error;
		return NULL;
	}
	context = kacs_authz_context_new(spec, len, diagnostic);
	free(spec);
	return context;
}
