// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A condition as bytes and as canonical text. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kacs/sddl.h>

int main(void)
{
	static const char condition[] = "@User.level>=2&&Member_of{SID(BU)}";
	uint8_t *bytes;
	size_t len;
	char *text;

	if (kacs_sddl_parse_condition(condition, strlen(condition), NULL,
				      &bytes, &len, NULL) < 0 ||
	    kacs_sddl_format_condition(bytes, len, NULL, &text, NULL) < 0)
		return 1;
	printf("%zu bytes: %s\n", len, text);
	free(bytes);
	free(text);
	return 0;
}
/* end */
