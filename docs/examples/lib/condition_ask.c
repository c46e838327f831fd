// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What a condition comes to for a token, and why. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kacs/kacs.h>

int main(void)
{
	static const char *const names[] = {"false", "true", "unknown"};
	static const char who[] =
		"{\"user\": \"S-1-5-21-1-2-3-1001\", \"claims\": {\"user\": "
		"[{\"name\": \"level\", \"type\": \"int64\", \"values\": [3]}]}}";
	static const char text[] = "@User.level >= 2 && Member_of{SID(BA)}";
	struct kacs_condition_question question = {.size = sizeof(question)};
	struct kacs_condition_answer *answer;
	enum kacs_condition_value value;
	uint8_t *spec, *condition;
	const char *term;
	size_t n;

	if (kacs_token_from_json(who, strlen(who), &spec, &question.token_len,
				 NULL) < 0 ||
	    kacs_sddl_parse_condition(text, strlen(text), NULL, &condition,
				      &question.condition_len, NULL) < 0)
		return 1;
	question.token = spec;
	question.condition = condition;
	answer = kacs_condition_ask(&question, NULL);
	free(spec);
	free(condition);
	if (!answer)
		return 1;
	for (n = 0; (term = kacs_condition_answer_term(answer, n, &value)); n++)
		printf("%s: %s\n", term, names[value]);
	printf("the whole: %s\n", names[kacs_condition_answer_value(answer)]);
	kacs_condition_answer_free(answer);
	return 0;
}
/* end */
