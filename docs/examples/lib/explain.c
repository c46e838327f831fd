// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Why, and what would change it. */
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
	const char *remedy;
	char *sentence;
	size_t n;

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
	sentence = kacs_explanation_sentence(explanation);
	printf("%s\n", sentence ? sentence : "(out of memory)");
	free(sentence);
	for (n = 0; (remedy = kacs_explanation_remedy(explanation, n)); n++)
		printf("- %s\n", remedy);
	kacs_explanation_free(explanation);
	return 0;
}
/* end */
