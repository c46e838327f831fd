// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* SIDs that are computed from names. */
/* example */
#include <stdio.h>
#include <kacs/names.h>

int main(void)
{
	char text[KACS_SID_TEXT_BYTES];
	uint8_t sid[KACS_SID_MAX_BYTES];
	size_t len;

	if (kacs_sid_of_service("eventd", sid, &len, NULL) < 0 ||
	    kacs_sid_to_text(sid, len, text) < 0)
		return 1;
	puts(text);
	if (kacs_sid_of_capability("camera", sid, &len, NULL) < 0 ||
	    kacs_sid_to_text(sid, len, text) < 0)
		return 1;
	puts(text);
	return 0;
}
/* end */
