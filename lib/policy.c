// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "policy.h"
#include "report.h"

#include <stdlib.h>

const struct kacs_policy *
kacs_prepare_policy(const u8 *sid, size_t sid_len, const u8 *spec, size_t len,
		    struct kacs_diagnostic *diagnostic)
{
	const struct kacs_policy *policy;
	struct kacs_error error;
	struct kacs_sid name;
	u32 size, bytes;
	void *mem;

	if (sid_len > KACS_SID_MAX_BYTES ||
	    kacs_sid_parse(sid, (u32)sid_len, 0, &name, NULL) != KACS_OK ||
	    name.len != sid_len) {
		kacs_report(diagnostic, KACS_NO_OFFSET,
			    "the policy's name is no SID");
		return NULL;
	}
	/* One more than may be, so that the core says so. */
	bytes = len > KACS_POLICY_MAX_BYTES ? KACS_POLICY_MAX_BYTES + 1
					    : (u32)len;
	if (kacs_policy_measure(spec, bytes, &name, &size, &error) != KACS_OK) {
		kacs_report_core(diagnostic, "not a valid policy", &error);
		return NULL;
	}
	mem = malloc(size);
	if (!mem) {
		kacs_report_memory(diagnostic);
		return NULL;
	}
	if (kacs_policy_prepare(mem, size, spec, bytes, &name, &policy,
				&error) != KACS_OK) {
		free(mem);
		kacs_report_core(diagnostic, "not a valid policy", &error);
		return NULL;
	}
	return policy;
}
