// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Access masks in words. */
/* example */
#include <stdio.h>
#include <kacs/kacs.h>

int main(void)
{
	char text[512];
	uint32_t mask;

	if (kacs_rights_from_text("read, execute", KACS_OBJECT_FILE,
				  KACS_RIGHTS_ALLOW, &mask, NULL) < 0)
		return 1;
	printf("0x%x\n", mask);
	kacs_rights_words(mask, KACS_OBJECT_FILE, text, sizeof(text));
	puts(text);
	mask = KACS_FILE_WRITE_DATA | KACS_DELETE;
	kacs_rights_verbs(mask, KACS_OBJECT_FILE, text, sizeof(text));
	puts(text);
	kacs_rights_constants(mask, KACS_OBJECT_FILE, " | ", text,
			      sizeof(text));
	puts(text);
	return 0;
}
/* end */
