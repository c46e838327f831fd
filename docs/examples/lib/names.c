// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Names of privileges, mitigations, levels, ACE types and objects. */
/* example */
#include <stdio.h>
#include <kacs/kacs.h>

int main(void)
{
	int bit = kacs_privilege_bit("backup");

	if (bit < 0)
		return 1;
	printf("%d %s\n", bit, kacs_privilege_name((unsigned int)bit));
	puts(kacs_mitigation_name(kacs_mitigation_value("PIE")));
	puts(kacs_privilege_summary((unsigned int)bit));
	puts(kacs_logon_type_name(KACS_LOGON_SERVICE));
	puts(kacs_elevation_name(KACS_ELEVATION_LIMITED));
	puts(kacs_integrity_name(KACS_INTEGRITY_HIGH));
	puts(kacs_ace_type_name(KACS_ACE_ACCESS_DENIED));
	puts(kacs_object_type_name(KACS_OBJECT_DIRECTORY));
	return 0;
}
/* end */
