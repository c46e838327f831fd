// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* An ACE into a DACL and out of it again. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kacs/kacs.h>

static uint8_t *sd_of(const char *sddl, size_t *len)
{
	uint8_t *sd;

	if (kacs_sddl_parse(sddl, strlen(sddl), NULL, &sd, len, NULL) < 0)
		exit(1);
	return sd;
}

static void show(const uint8_t *sd, size_t len)
{
	char *text;

	if (kacs_sddl_format(sd, len, &text, NULL, NULL) < 0)
		exit(1);
	puts(text);
	free(text);
}

int main(void)
{
	size_t len, changed_len, sid_len, index;
	uint8_t sid[KACS_SID_MAX_BYTES], *changed;
	struct kacs_new_ace ace = {.sid = sid};
	uint8_t *sd = sd_of("O:SYD:(A;;FA;;;SY)(A;ID;FR;;;WD)", &len);

	if (kacs_sid_from_name("guests", NULL, sid, &sid_len, NULL) < 0 ||
	    kacs_rights_from_text("write", KACS_OBJECT_FILE, KACS_RIGHTS_DENY,
				  &ace.mask, NULL) < 0)
		return 1;
	ace.sid_len = sid_len;
	ace.deny = true;
	if (kacs_descriptor_add_ace(sd, len, &ace, &changed, &changed_len,
				    &index, NULL) < 0)
		return 1;
	free(sd);
	show(changed, changed_len);
	if (kacs_descriptor_remove_ace(changed, changed_len, index, &sd, &len,
				       NULL) < 0)
		return 1;
	show(sd, len);
	free(changed);
	free(sd);
	return 0;
}
/* end */
