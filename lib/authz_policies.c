// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Central policies, prepared, and sets of them. */
#include "authz.h"
#include "policy.h"
#include "report.h"

#include <errno.h>
#include <stdlib.h>

#include <kacs/names.h>

struct kacs_authz_policy *
kacs_authz_policy_new(const uint8_t *sid, size_t sid_len, const uint8_t *spec,
		      size_t len, struct kacs_diagnostic *diagnostic)
{
	struct kacs_authz_policy *policy;

	policy = malloc(sizeof(*policy));
	if (!policy) {
		kacs_report_memory(diagnostic);
		return NULL;
	}
	policy->policy =
		kacs_prepare_policy(sid, sid_len, spec, len, diagnostic);
	if (!policy->policy) {
		free(policy);
		return NULL;
	}
	return policy;
}

void kacs_authz_policy_free(struct kacs_authz_policy *policy)
{
	if (!policy)
		return;
	free((void *)policy->policy);
	free(policy);
}

static int by_name(const void *a, const void *b)
{
	const struct kacs_policy *const *left = a, *const *right = b;

	return kacs_policy_compare(&(*left)->sid, &(*right)->sid);
}

struct kacs_authz_policies *
kacs_authz_policies_new(const struct kacs_authz_policy *const *policies,
			size_t count, struct kacs_diagnostic *diagnostic)
{
	struct kacs_authz_policies *set;
	char name[KACS_SID_TEXT_BYTES];
	size_t i;

	set = count > UINT32_MAX / sizeof(set->policies[0])
		      ? NULL
		      : malloc(sizeof(*set) + count * sizeof(set->policies[0]));
	if (!set) {
		kacs_report_memory(diagnostic);
		return NULL;
	}
	for (i = 0; i < count; i++)
		set->policies[i] = policies[i]->policy;
	qsort(set->policies, count, sizeof(set->policies[0]), by_name);
	for (i = 1; i < count; i++) {
		const struct kacs_sid *sid = &set->policies[i]->sid;

		if (kacs_policy_compare(&set->policies[i - 1]->sid, sid))
			continue;
		kacs_sid_to_text(sid->bytes, sid->len, name);
		kacs_report(diagnostic, KACS_NO_OFFSET,
			    "two policies have the name %s", name);
		free(set);
		return NULL;
	}
	set->set.policies = set->policies;
	set->set.count = (u32)count;
	return set;
}

void kacs_authz_policies_free(struct kacs_authz_policies *policies)
{
	free(policies);
}
