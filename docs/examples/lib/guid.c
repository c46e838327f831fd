// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* GUIDs as text and as bytes. */
/* example */
#include <stdio.h>
#include <kacs/names.h>

int main(void)
{
	char text[KACS_GUID_TEXT_BYTES];
	uint8_t guid[16];

	if (kacs_guid_from_text("BF967ABA-0DE6-11D0-A285-00AA003049E2", guid,
				NULL) < 0)
		return 1;
	kacs_guid_to_text(guid, text);
	printf("%s, first byte 0x%02x\n", text, guid[0]);
	return 0;
}
/* end */
