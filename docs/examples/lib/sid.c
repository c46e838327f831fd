// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* SIDs as text and as bytes. */
/* example */
#include <stdio.h>
#include <kacs/names.h>

int main(void)
{
	char text[KACS_SID_TEXT_BYTES];
	uint8_t sid[KACS_SID_MAX_BYTES];
	size_t len;

	if (kacs_sid_from_text("S-1-0x5-32-544", sid, &len, NULL) < 0 ||
	    kacs_sid_to_text(sid, len, text) < 0)
		return 1;
	printf("%zu bytes: %s\n", len, text);
	return 0;
}
/* end */
