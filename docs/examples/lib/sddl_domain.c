// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The principals of a domain as two letters. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kacs/names.h>
#include <kacs/sddl.h>

int main(void)
{
	static const char sddl[] = "O:DAD:(A;;FR;;;DU)";
	uint8_t domain[KACS_SID_MAX_BYTES], *sd;
	struct kacs_sddl_options options = {.domain_sid = domain};
	char *with, *without;
	size_t len;

	if (kacs_sid_from_text("S-1-5-21-1-2-3", domain,
			       &options.domain_sid_len, NULL) < 0 ||
	    kacs_sddl_parse(sddl, strlen(sddl), &options, &sd, &len, NULL) < 0)
		return 1;
	if (kacs_sddl_format_with(sd, len, &options, &with, NULL, NULL) < 0 ||
	    kacs_sddl_format(sd, len, &without, NULL, NULL) < 0)
		return 1;
	printf("%s\n%s\n", with, without);
	free(sd);
	free(with);
	free(without);
	return 0;
}
/* end */
