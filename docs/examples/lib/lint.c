// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What is probably not meant. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kacs/kacs.h>

static uint8_t *sd_of(const char *sddl, size_t *len)
{
	uint8_t *sd;

	if (kacs_sddl_parse(sddl, strlen(sddl), NULL, &sd, len, NULL) < 0)
		exit(1);
	return sd;
}

int main(void)
{
	size_t len;
	uint8_t *sd = sd_of("O:SYG:SYD:(A;;FR;;;WD)(D;;0x116;;;BG)", &len);
	char *text;

	if (kacs_descriptor_lint(sd, len, &text, NULL) < 0)
		return 1;
	puts(text);
	free(text);
	free(sd);
	return 0;
}
/* end */
