// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What an access is like, for conditions that ask @Local. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kacs/authz.h>
#include <kacs/spec.h>

int main(void)
{
	static const char json[] = "[{\"name\": \"size\", \"type\": \"int64\","
				   " \"values\": [42]}]";
	struct kacs_authz_claims *claims;
	uint8_t *bytes;
	size_t len;
	char *text;

	if (kacs_local_claims_from_json(json, strlen(json), &bytes, &len,
					NULL) < 0)
		return 1;
	/* For .local_claims of any number of questions. */
	claims = kacs_authz_claims_new(bytes, len, NULL);
	if (!claims || kacs_local_claims_to_json(bytes, len, &text, NULL) < 0)
		return 1;
	puts(text);
	kacs_authz_claims_free(claims);
	free(bytes);
	free(text);
	return 0;
}
/* end */
