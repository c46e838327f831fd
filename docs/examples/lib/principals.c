// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Names of one's own for SIDs. */
/* example */
#include <stdio.h>
#include <kacs/names.h>

int main(void)
{
	uint8_t sid[KACS_SID_MAX_BYTES];
	struct kacs_principals *principals;
	char name[KACS_NAME_BYTES];
	FILE *file = fopen("principals", "w");
	size_t len;

	if (!file)
		return 1;
	fputs("alice\tS-1-5-21-1-2-3-1001\n", file);
	fclose(file);
	principals = kacs_principals_load("principals", NULL);
	if (!principals)
		return 1;
	if (kacs_sid_from_name("Alice", principals, sid, &len, NULL) == 0) {
		kacs_sid_name(sid, len, principals, name);
		puts(name);
		kacs_sid_name(sid, len, NULL, name);
		puts(name);
	}
	kacs_principals_free(principals);
	return 0;
}
/* end */
