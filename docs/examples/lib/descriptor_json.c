// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Everything that a descriptor says, for programs. */
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
	uint8_t *sd = sd_of("O:SYD:(A;;FX;;;WD)", &len);
	char *text;

	if (kacs_descriptor_json(sd, len, KACS_OBJECT_FILE, NULL, &text, NULL) <
	    0)
		return 1;
	puts(text);
	free(text);
	free(sd);
	return 0;
}
/* end */
