// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What the audit wants to know of a check. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kacs/kacs.h>

static const char who[] = "{\"user\": \"S-1-5-18\"}";
static const char sddl[] = "O:SYD:(A;;FR;;;SY)S:(AU;SAFA;FR;;;SY)";

int main(void)
{
	struct kacs_authz_question question = {.size = sizeof(question)};
	struct kacs_authz_answer answer = {.size = sizeof(answer)};
	struct kacs_authz_event event = {.size = sizeof(event)};
	struct kacs_authz_events *events = kacs_authz_events_new(8);
	struct kacs_authz_descriptor *descriptor;
	struct kacs_authz_context *context;
	size_t spec_len, sd_len, i;
	uint8_t *spec, *sd;

	if (!events ||
	    kacs_token_from_json(who, strlen(who), &spec, &spec_len, NULL) ||
	    kacs_sddl_parse(sddl, strlen(sddl), NULL, &sd, &sd_len, NULL))
		return 1;
	context = kacs_authz_context_new(spec, spec_len, NULL);
	descriptor = kacs_authz_descriptor_new(sd, sd_len, NULL);
	question.context = context;
	question.descriptor = descriptor;
	question.desired = KACS_FILE_READ_DATA;
	question.events = events;
	if (!context || !descriptor || kacs_authz_check(&question, &answer) < 0)
		return 1;
	for (i = 0; i < kacs_authz_events_count(events); i++)
		if (kacs_authz_events_get(events, i, &event) == 0)
			printf("kind %u, ACE %u, %s\n", event.kind, event.ace,
			       event.success ? "success" : "failure");
	kacs_authz_events_free(events);
	kacs_authz_context_free(context);
	kacs_authz_descriptor_free(descriptor);
	free(spec);
	free(sd);
	return 0;
}
/* end */
