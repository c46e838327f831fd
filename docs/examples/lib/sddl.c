// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Text to bytes and back; an error with its place. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kacs/sddl.h>

static void try(const char *sddl)
{
	struct kacs_diagnostic why;
	char line[256], *text;
	uint8_t *sd;
	size_t len;

	if (kacs_sddl_parse(sddl, strlen(sddl), NULL, &sd, &len, &why) < 0) {
		kacs_diagnostic_text(&why, line, sizeof(line));
		puts(line);
		return;
	}
	if (kacs_sddl_format(sd, len, &text, NULL, NULL) == 0) {
		printf("%zu bytes: %s\n", len, text);
		free(text);
	}
	free(sd);
}

int main(void)
{
	try("O:SY D:(A; ; 0x1f01ff; ; ; SY)");
	try("O:SYD:(A;;FQ;;;SY)");
	return 0;
}
/* end */
