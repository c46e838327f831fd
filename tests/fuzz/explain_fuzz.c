// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Explanations: of whatever SDDL an input is, or a line of SDDL and a policy
 * behind it. Everything that an explanation can say is asked for, and it says
 * allowed when the check does.
 */
#include <errno.h>
#include <kacs/kacs.h>
#include "fuzz.h"

static const char token[] =
	"{\"user\": \"S-1-5-21-1-2-3-1001\", \"groups\": [{\"sid\": \"BU\"},"
	" {\"sid\": \"WD\"}, {\"sid\": \"BG\", \"attributes\": []},"
	" {\"sid\": \"BA\", \"attributes\": [\"use_for_deny_only\"]}],"
	" \"restricted_sids\": [{\"sid\": \"BU\"}, {\"sid\": \"RC\"}],"
	" \"privileges\": {\"present\": [\"SeBackupPrivilege\","
	" \"SeTakeOwnershipPrivilege\"], \"enabled\": [\"SeBackupPrivilege\"]},"
	" \"claims\": {\"user\": [{\"name\": \"a\", \"type\": \"int64\","
	" \"values\": [3]}, {\"name\": \"b\", \"type\": \"string\","
	" \"values\": [\"x\", \"y\"]}]}, \"audit_policy\":"
	" [\"object_access_success\", \"object_access_failure\"]}";

static struct kacs_authz_policies *
policies_of(const char *text, size_t len, struct kacs_authz_policy **policy)
{
	uint8_t sid[KACS_SID_MAX_BYTES], *spec;
	struct kacs_authz_policies *policies;
	size_t sid_len, spec_len;

	if (kacs_policy_from_json(text, len, sid, &sid_len, &spec, &spec_len,
				  NULL))
		return NULL;
	*policy = kacs_authz_policy_new(sid, sid_len, spec, spec_len, NULL);
	free(spec);
	must(*policy);
	policies = kacs_authz_policies_new(
		(const struct kacs_authz_policy *const *)policy, 1, NULL);
	must(policies);
	return policies;
}

static void say_all(const struct kacs_explanation *explanation)
{
	char *texts[] = {
		kacs_explanation_sentence(explanation),
		kacs_explanation_walk(explanation),
		kacs_explanation_json(explanation),
		kacs_explanation_svg(explanation),
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		must(texts[i]);
		free(texts[i]);
	}
}

static void explain(struct kacs_question *question)
{
	struct kacs_explanation *explanation;
	struct kacs_diagnostic diagnostic;

	explanation = kacs_explain(question, NULL, &diagnostic);
	must(explanation);
	say_all(explanation);
	must(kacs_explanation_allowed(explanation) ==
	     (kacs_explanation_step(explanation) == KACS_STEP_NONE));
	kacs_explanation_free(explanation);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint32_t desired[] = {
		KACS_FILE_READ_DATA, KACS_FILE_WRITE_DATA | KACS_WRITE_DAC,
		KACS_MAXIMUM_ALLOWED};
	struct kacs_question question = {.size = sizeof(question)};
	struct kacs_authz_policies *policies = NULL;
	struct kacs_authz_policy *policy = NULL;
	const char *text = (const char *)data;
	const char *end = memchr(text, '\n', size);
	size_t line = end ? (size_t)(end - text) : size, i;
	uint8_t *spec, *sd;

	if (kacs_sddl_parse(text, line, NULL, &sd, &question.sd_len, NULL))
		return 0;
	must(kacs_token_from_json(token, sizeof(token) - 1, &spec,
				  &question.token_len, NULL) == 0);
	if (end)
		policies = policies_of(end + 1, size - line - 1, &policy);
	question.token = spec;
	question.sd = sd;
	question.policies = policies;
	question.object_type = KACS_OBJECT_FILE;
	for (i = 0; i < sizeof(desired) / sizeof(desired[0]); i++) {
		question.desired = desired[i];
		explain(&question);
	}
	kacs_authz_policies_free(policies);
	kacs_authz_policy_free(policy);
	free(spec);
	free(sd);
	return 0;
}
