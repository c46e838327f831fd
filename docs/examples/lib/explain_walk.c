// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Every step and ACE that was looked at. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kacs/kacs.h>

int main(void)
{
	static const char who[] = "{\"user\": \"S-1-5-21-1-2-3-1001\"}";
	static const char sddl[] = "O:SYD:(A;;FR;;;BU)(D;;FW;;;WD)";
	struct kacs_question question = {.size = sizeof(question)};
	struct kacs_explanation *explanation;
	uint8_t *spec, *sd;
	char *walk;

	if (kacs_token_from_json(who, strlen(who), &spec, &question.token_len,
				 NULL) < 0 ||
	    kacs_sddl_parse(sddl, strlen(sddl), NULL, &sd, &question.sd_len,
			    NULL) < 0)
		return 1;
	question.token = spec;
	question.sd = sd;
	question.desired = KACS_FILE_READ_DATA;
	question.object_type = KACS_OBJECT_FILE;
	explanation = kacs_explain(&question, NULL, NULL);
	free(spec);
	free(sd);
	if (!explanation)
		return 1;
	walk = kacs_explanation_walk(explanation);
	if (walk)
		fputs(walk, stdout);
	free(walk);
	kacs_explanation_free(explanation);
	return 0;
}
/* end */
