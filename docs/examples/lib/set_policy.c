// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A central policy for the whole system, and gone again. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kacs/kacs.h>

int main(void)
{
	static const char json[] =
		"{\"sid\": \"S-1-17-7\", \"rules\": [{\"applies_to\":"
		" \"@Resource.secret == 1\", \"dacl\": \"D:(A;;FA;;;SY)\"}]}";
	uint8_t sid[KACS_SID_MAX_BYTES], *spec;
	size_t sid_len, len;
	int result;

	if (kacs_policy_from_json(json, strlen(json), sid, &sid_len, &spec,
				  &len, NULL) < 0)
		return 1;
	result = kacs_sys_set_caap(sid, (uint32_t)sid_len, spec, (uint32_t)len);
	free(spec);
	if (result < 0) {
		perror("the policy");
		return 1;
	}
	return kacs_sys_set_caap(sid, (uint32_t)sid_len, NULL, 0) < 0;
}
/* end */
/* Needs a kernel with KACS. */
