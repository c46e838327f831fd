// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "identity.h"
#include "report.h"

#include <stdlib.h>

#include <kacs/spec.h>

int kacs_token_validate(const uint8_t *spec, size_t len,
			struct kacs_diagnostic *diagnostic)
{
	struct kacs_error error;
	u32 size;

	if (len > KACS_TOKEN_SPEC_MAX_BYTES)
		return kacs_report(diagnostic, KACS_TOKEN_SPEC_MAX_BYTES,
				   "a token has at most %u bytes",
				   KACS_TOKEN_SPEC_MAX_BYTES);
	if (kacs_identity_measure(spec, (u32)len, NULL, &size, &error) !=
	    KACS_OK)
		return kacs_report_core(diagnostic, "not a valid token",
					&error);
	return 0;
}

const struct kacs_identity *
kacs_prepare_identity(const u8 *spec, size_t len,
		      struct kacs_diagnostic *diagnostic)
{
	const struct kacs_identity *identity;
	struct kacs_error error;
	u32 size;
	void *mem;

	if (kacs_token_validate(spec, len, diagnostic) < 0)
		return NULL;
	kacs_identity_measure(spec, (u32)len, NULL, &size, NULL);
	mem = malloc(size);
	if (!mem) {
		kacs_report_memory(diagnostic);
		return NULL;
	}
	if (kacs_identity_prepare(mem, size, spec, (u32)len, NULL, &identity,
				  &error) != KACS_OK) {
		free(mem);
		kacs_report_core(diagnostic, "not a valid token", &error);
		return NULL;
	}
	return identity;
}
