// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* All that a descriptor says explicitly of somebody, gone. */
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
	size_t len, changed_len, sid_len, removed;
	uint8_t sid[KACS_SID_MAX_BYTES], *changed;
	uint8_t *sd = sd_of("O:SYD:(D;;FW;;;BG)(A;;FR;;;BG)(A;;FA;;;SY)", &len);

	if (kacs_sid_from_name("BG", NULL, sid, &sid_len, NULL) < 0 ||
	    kacs_descriptor_remove_sid(sd, len, sid, sid_len, &changed,
				       &changed_len, &removed, NULL) < 0)
		return 1;
	printf("%zu removed: ", removed);
	show(changed, changed_len);
	free(sd);
	free(changed);
	return 0;
}
/* end */
