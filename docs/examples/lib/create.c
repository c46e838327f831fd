// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The descriptor of a file that somebody makes. */
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
	static const char who[] = "{\"user\": \"S-1-5-21-1-2-3-1001\"}";
	size_t parent_len, token_len, len;
	uint8_t *parent =
		sd_of("O:SYD:(A;OICI;FA;;;CO)(A;OI;FR;;;BU)", &parent_len);
	uint8_t *token, *sd;

	if (kacs_token_from_json(who, strlen(who), &token, &token_len, NULL) ||
	    kacs_descriptor_create(parent, parent_len, NULL, 0, token,
				   token_len, false, &sd, &len, NULL))
		return 1;
	show(sd, len);
	free(parent);
	free(token);
	free(sd);
	return 0;
}
/* end */
