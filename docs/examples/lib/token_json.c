// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A token specification from JSON and back. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kacs/spec.h>

int main(void)
{
	static const char json[] = "{\"user\": \"S-1-5-21-1-2-3-1001\","
				   " \"integrity\": \"high\"}";
	static const char wrong[] = "{\"user\": \"S-1-5-18\", \"gruops\": []}";
	struct kacs_diagnostic why;
	char line[256], *text;
	uint8_t *spec;
	size_t len;

	if (kacs_token_from_json(json, strlen(json), &spec, &len, NULL) < 0 ||
	    kacs_token_validate(spec, len, NULL) < 0 ||
	    kacs_token_to_json(spec, len, &text, NULL) < 0)
		return 1;
	puts(text);
	free(spec);
	free(text);
	if (kacs_token_from_json(wrong, strlen(wrong), &spec, &len, &why) < 0) {
		kacs_diagnostic_text(&why, line, sizeof(line));
		puts(line);
	}
	return 0;
}
/* end */
