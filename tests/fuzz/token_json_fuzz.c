// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Tokens as JSON: what parses is a valid specification, and comes back from
 * JSON as the same bytes.
 */
#include <errno.h>
#include <kacs/spec.h>
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kacs_diagnostic diagnostic;
	uint8_t *spec, *second;
	size_t len, second_len;
	char *text;

	if (kacs_token_from_json((const char *)data, size, &spec, &len,
				 &diagnostic)) {
		must(errno == EINVAL);
		must(diagnostic.message[0]);
		return 0;
	}
	must(kacs_token_validate(spec, len, &diagnostic) == 0);
	if (kacs_token_to_json(spec, len, &text, &diagnostic)) {
		must(errno == ENOTSUP);
	} else {
		must(kacs_token_from_json(text, strlen(text), &second,
					  &second_len, &diagnostic) == 0);
		must(second_len == len);
		must(memcmp(second, spec, len) == 0);
		free(second);
		free(text);
	}
	free(spec);
	return 0;
}
