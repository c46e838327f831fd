// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A bare ACL, such as the default DACL of a token. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <kacs/sddl.h>

int main(void)
{
	uint8_t *acl;
	size_t len;
	char *text;

	if (kacs_sddl_parse_acl("D:(A;;GA;;;SY)(A;;GR;;;BU)", &acl, &len,
				NULL) < 0 ||
	    kacs_sddl_format_acl(acl, len, &text, NULL) < 0)
		return 1;
	printf("%zu bytes: %s\n", len, text);
	free(acl);
	free(text);
	return 0;
}
/* end */
