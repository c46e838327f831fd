// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Who is named in a descriptor. */
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

int main(void)
{
	struct kacs_descriptor_view *view;
	char name[KACS_NAME_BYTES];
	size_t len, i;
	uint8_t *sd = sd_of("O:SYD:(D;;FW;;;AN)(A;;FR;;;WD)", &len);

	view = kacs_descriptor_view(sd, len, NULL);
	if (!view)
		return 1;
	for (i = 0; i < view->dacl_count; i++) {
		const struct kacs_ace_info *ace = &view->dacl[i];

		kacs_sid_name(ace->sid, ace->sid_len, NULL, name);
		printf("%zu: %s %s 0x%x\n", i, kacs_ace_type_name(ace->type),
		       name, ace->mask);
	}
	free(view);
	free(sd);
	return 0;
}
/* end */
