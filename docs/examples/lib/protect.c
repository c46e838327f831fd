// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Keep what was inherited, and inherit no more. */
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
	size_t len, own_len;
	uint8_t *sd = sd_of("O:SYD:AI(A;ID;FR;;;WD)", &len), *own;

	if (kacs_descriptor_protect(sd, len, &own, &own_len, NULL) < 0)
		return 1;
	show(own, own_len);
	free(sd);
	free(own);
	return 0;
}
/* end */
