// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A central policy from JSON, ready for checks, and back. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kacs/authz.h>
#include <kacs/spec.h>

int main(void)
{
	static const char json[] =
		"{\"sid\": \"S-1-17-7\", \"rules\": [{\"applies_to\":"
		" \"@Resource.secret == 1\", \"dacl\": \"D:(A;;FA;;;SY)\"}]}";
	const struct kacs_authz_policy *all[1];
	struct kacs_authz_policies *policies;
	uint8_t sid[KACS_SID_MAX_BYTES];
	struct kacs_authz_policy *policy;
	size_t sid_len, len;
	uint8_t *spec;
	char *text;

	if (kacs_policy_from_json(json, strlen(json), sid, &sid_len, &spec,
				  &len, NULL) < 0)
		return 1;
	policy = kacs_authz_policy_new(sid, sid_len, spec, len, NULL);
	all[0] = policy;
	/* For .policies of any number of questions. */
	policies = policy ? kacs_authz_policies_new(all, 1, NULL) : NULL;
	if (!policies ||
	    kacs_policy_to_json(sid, sid_len, spec, len, &text, NULL) < 0)
		return 1;
	puts(text);
	kacs_authz_policies_free(policies);
	kacs_authz_policy_free(policy);
	free(spec);
	free(text);
	return 0;
}
/* end */
