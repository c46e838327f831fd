// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A check of a token built by hand against a descriptor from SDDL. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kacs/kacs.h>

int main(void)
{
	static const char who[] = "{\"user\": \"S-1-5-21-1-2-3-1001\"}";
	static const char sddl[] = "O:SYD:(A;;FR;;;S-1-5-21-1-2-3-1001)";
	struct kacs_authz_question question = {.size = sizeof(question)};
	struct kacs_authz_answer answer = {.size = sizeof(answer)};
	struct kacs_authz_descriptor *descriptor;
	struct kacs_authz_context *context;
	size_t spec_len, sd_len;
	uint8_t *spec, *sd;

	if (kacs_token_from_json(who, strlen(who), &spec, &spec_len, NULL) ||
	    kacs_sddl_parse(sddl, strlen(sddl), NULL, &sd, &sd_len, NULL))
		return 1;
	context = kacs_authz_context_new(spec, spec_len, NULL);
	descriptor = kacs_authz_descriptor_new(sd, sd_len, NULL);
	free(spec);
	free(sd);
	if (!context || !descriptor ||
	    kacs_authz_mapping_of("file", &question.mapping, NULL) < 0)
		return 1;
	question.context = context;
	question.descriptor = descriptor;
	question.desired = KACS_FILE_READ_DATA | KACS_FILE_WRITE_DATA;
	if (kacs_authz_check(&question, &answer) < 0)
		return 1;
	printf("%s, granted 0x%x\n", answer.allowed ? "allowed" : "denied",
	       answer.granted);
	kacs_authz_context_free(context);
	kacs_authz_descriptor_free(descriptor);
	return 0;
}
/* end */
