// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The token of a process as JSON. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <kacs/kacs.h>

int main(int argc, char **argv)
{
	uint8_t *spec;
	size_t len;
	char *text;

	if (kacs_token_of(argc > 1 ? atoi(argv[1]) : 0, &spec, &len) < 0) {
		perror("the token");
		return 1;
	}
	if (kacs_token_to_json(spec, len, &text, NULL) == 0) {
		puts(text);
		free(text);
	}
	free(spec);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
