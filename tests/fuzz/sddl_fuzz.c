// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * SDDL in both directions. An input that starts with byte 1, a descriptor's
 * revision, is a descriptor to write as text; any other is text to parse.
 */
#include <errno.h>
#include <kacs/descriptor.h>
#include <kacs/sddl.h>
#include "fuzz.h"

/*
 * Text that was written parses, and writing that again gives the same text. The
 * bytes of @sd, when they come from text themselves, come back, too.
 */
static void again(const char *text, const struct kacs_sddl_options *options,
		  const uint8_t *sd, size_t sd_len)
{
	struct kacs_diagnostic diagnostic;
	uint8_t *second_sd;
	char *second;
	size_t len;

	must(kacs_sddl_parse(text, strlen(text), options, &second_sd, &len,
			     &diagnostic) == 0);
	must(kacs_sddl_format_with(second_sd, len, options, &second, NULL,
				   &diagnostic) == 0);
	must(strcmp(text, second) == 0);
	if (sd)
		must(len == sd_len && memcmp(sd, second_sd, len) == 0);
	free(second);
	free(second_sd);
}

/* What is a descriptor can be looked through, whatever is in it. */
static void lint(const uint8_t *sd, size_t len)
{
	struct kacs_diagnostic diagnostic;
	char *findings;

	if (kacs_descriptor_lint(sd, len, &findings, &diagnostic) < 0)
		must(errno == EINVAL);
	else
		free(findings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t domain[] = {1, 4, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0,
					 1, 0, 0, 0, 2, 0, 0, 0, 3,  0, 0, 0};
	const struct kacs_sddl_options options = {domain, sizeof(domain)};
	struct kacs_diagnostic diagnostic;
	uint8_t *sd = NULL;
	char *text;
	size_t len = 0;

	if (size && data[0] == 1) {
		lint(data, size);
		if (kacs_sddl_format_with(data, size, &options, &text, NULL,
					  &diagnostic)) {
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
		lint(sd, len);
		if (kacs_sddl_format_with(sd, len, &options, &text, NULL,
					  &diagnostic)) {
			must(errno == ENOTSUP);
			free(sd);
			return 0;
		}
	}
	again(text, &options, sd, sd ? len : 0);
	free(text);
	free(sd);
	return 0;
}
