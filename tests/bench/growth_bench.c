// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * How the time of a check grows with the groups of the token and the ACEs of
 * the DACL, of which the last decides. One JSON line a point: {"groups": G,
 * "aces": A, "kacs_ns": N}, and "samba_ns" where this is built with Samba.
 */
#include "measure.h"
#include "scenario.h"
#ifdef WITH_SAMBA
#include "samba_check.h"
#endif

#include <stdio.h>

static void point(u32 groups, u32 aces)
{
	struct test_token spec = member_of(groups);
	struct kacs_token token = test_prepare_token(&spec);
	const char *member = spec.groups.entries[groups - 1].sid;
	struct kacs_check check = test_question(
		&token, with_aces(aces, aces - 1, member), KACS_FILE_READ_DATA);

	expect("growth", &check, KACS_FILE_READ_DATA);
	printf("{\"groups\": %u, \"aces\": %u, \"kacs_ns\": %.1f", groups, aces,
	       median_ns(check_many, &check));
#ifdef WITH_SAMBA
	struct samba_check *samba = samba_check_new(&check, &spec);

	printf(", \"samba_ns\": %.1f", median_ns(samba_check_many, samba));
	samba_check_free(samba);
#endif
	printf("}\n");
	fflush(stdout);
	test_forget(NULL);
}

int main(void)
{
	static const u32 groups[] = {1, 4, 16, 63};
	static const u32 aces[] = {1, 16, 32, 64, 128, 256, 512};
	size_t i, j;

	pin_to_one_cpu();
	for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		for (j = 0; j < sizeof(aces) / sizeof(aces[0]); j++)
			point(groups[i], aces[j]);
	return 0;
}
