// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What a check is about as JSON: an input is tried as local claims, as an
 * object type list and as a central policy. What parses can be prepared, and a
 * policy comes back from JSON as the same bytes.
 */
#include <errno.h>
#include <kacs/authz.h>
#include <kacs/spec.h>
#include "fuzz.h"

/* What a refusal looks like. */
static void refused(const struct kacs_diagnostic *diagnostic)
{
	must(errno == EINVAL);
	must(diagnostic->message[0]);
}

static void try_claims(const char *text, size_t size)
{
	struct kacs_diagnostic diagnostic;
	struct kacs_authz_claims *claims;
	uint8_t *bytes;
	size_t len;

	if (kacs_local_claims_from_json(text, size, &bytes, &len,
					&diagnostic)) {
		refused(&diagnostic);
		return;
	}
	claims = kacs_authz_claims_new(bytes, len, &diagnostic);
	if (!claims)
		refused(&diagnostic);
	kacs_authz_claims_free(claims);
	free(bytes);
}

static void try_tree(const char *text, size_t size)
{
	struct kacs_diagnostic diagnostic;
	struct kacs_authz_tree *tree;
	uint8_t *entries;
	size_t count;

	if (kacs_object_tree_from_json(text, size, &entries, &count,
				       &diagnostic)) {
		refused(&diagnostic);
		return;
	}
	tree = kacs_authz_tree_new(entries, count, &diagnostic);
	must(tree);
	must(kacs_authz_tree_count(tree) == count);
	kacs_authz_tree_free(tree);
	free(entries);
}

static void try_policy(const char *text, size_t size)
{
	uint8_t sid[KACS_SID_MAX_BYTES], *spec, *second;
	struct kacs_diagnostic diagnostic;
	struct kacs_authz_policy *policy;
	size_t sid_len, len, second_len;
	char *again;

	if (kacs_policy_from_json(text, size, sid, &sid_len, &spec, &len,
				  &diagnostic)) {
		refused(&diagnostic);
		return;
	}
	policy = kacs_authz_policy_new(sid, sid_len, spec, len, &diagnostic);
	must(policy);
	kacs_authz_policy_free(policy);
	if (kacs_policy_to_json(sid, sid_len, spec, len, &again, &diagnostic)) {
		must(errno == ENOTSUP);
	} else {
		must(kacs_policy_from_json(again, strlen(again), sid, &sid_len,
					   &second, &second_len,
					   &diagnostic) == 0);
		must(second_len == len && memcmp(second, spec, len) == 0);
		free(second);
		free(again);
	}
	free(spec);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;

	try_claims(text, size);
	try_tree(text, size);
	try_policy(text, size);
	return 0;
}
