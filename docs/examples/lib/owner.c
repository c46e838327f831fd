// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A descriptor of an owner alone, to set nothing but that. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <kacs/kacs.h>

int main(void)
{
	uint8_t sid[KACS_SID_MAX_BYTES], *sd;
	size_t sid_len, len;
	char *text;

	if (kacs_sid_from_name("system", NULL, sid, &sid_len, NULL) < 0 ||
	    kacs_descriptor_of_owner(sid, sid_len, &sd, &len, NULL) < 0 ||
	    kacs_sddl_format(sd, len, &text, NULL, NULL) < 0)
		return 1;
	puts(text);
	free(sd);
	free(text);
	return 0;
}
/* end */
