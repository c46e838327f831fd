// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What an object inherits from its container. */
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

static void show(const uint8_t *sd, size_t len)
{
	char *text;

	if (kacs_sddl_format(sd, len, &text, NULL, NULL) < 0)
		exit(1);
	puts(text);
	free(text);
}

int main(void)
{
	size_t parent_len, len, out_len;
	uint8_t *parent =
		sd_of("O:SYD:(A;OICI;FA;;;SY)(A;;FR;;;WD)", &parent_len);
	uint8_t *sd = sd_of("O:BAD:(A;;FR;;;BU)", &len), *out;

	if (kacs_descriptor_inherit(parent, parent_len, sd, len, true, false,
				    &out, &out_len, NULL) < 0)
		return 1;
	show(out, out_len);
	free(parent);
	free(sd);
	free(out);
	return 0;
}
/* end */
