// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The record of the last refusal, for programs. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <kacs/kacs.h>

int main(void)
{
	struct kacs_denial *denial;
	size_t len;
	char *json;

	if (kacs_denial_of(-1, KACS_DENIAL_CLEAR, &denial, &len) < 0) {
		perror("the denial");
		return 1;
	}
	json = kacs_denial_json(denial, NULL);
	if (json)
		puts(json);
	free(json);
	free(denial);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
