// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * SDDL in both directions. An input that starts with byte 1, a descriptor's
 * revision, is a descriptor to write as text; any other is text to parse.
 */
#include <errno.h>
#include <kacs/sddl.h>
#include "fuzz.h"

/* Text that was written parses, and writing that again gives the same text. */
static void again(const char *text)
{
	struct kacs_diagnostic diagnostic;
	uint8_t *sd;
	char *second;
	size_t len;

	must(kacs_sddl_parse(text, strlen(text), NULL, &sd, &len,
			     &diagnostic) == 0);
	must(kacs_sddl_format(sd, len, &second, NULL, &diagnostic) == 0);
	must(strcmp(text, second) == 0);
	free(second);
	free(sd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t domain[] = {1, 4, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0,
					 1, 0, 0, 0, 2, 0, 0, 0, 3,  0, 0, 0};
	const struct kacs_sddl_options options = {domain, sizeof(domain)};
	struct kacs_diagnostic diagnostic;
	uint8_t *sd = NULL;
	char *text;
	size_t len;

	if (size && data[0] == 1) {
		if (kacs_sddl_format(data, size, &text, NULL, &diagnostic)) {
			must(errno == EINVAL || errno == ENOTSUP);
			return 0;
		}
	} else {
		if (kacs_sddl_parse((const char *)data, size, &options, &sd,
				    &len, &diagnostic)) {
			must(errno == EINVAL);
			must(diagnostic.message[0]);
			return 0;
		}
		if (kacs_sddl_format(sd, len, &text, NULL, &diagnostic)) {
			must(errno == ENOTSUP);
			free(sd);
			return 0;
		}
	}
	/* A descriptor with nothing in it is no text; the parser wants some. */
	if (*text)
		again(text);
	free(text);
	free(sd);
	return 0;
}
