// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The same check here and by Samba's se_access_check(), on one processor, in
 * turns. One JSON line a scenario: {"scenario": "...", "kacs_ns": N,
 * "samba_ns": N}.
 */
#include "measure.h"
#include "samba_check.h"

#include <stdio.h>

static void compare(const char *scenario, u32 groups, u32 aces, u32 decides)
{
	struct test_token spec = member_of(groups);
	struct kacs_token token = test_prepare_token(&spec);
	const char *member = spec.groups.entries[groups - 1].sid;
	struct kacs_check check = test_question(
		&token, with_aces(aces, decides, member), KACS_FILE_READ_DATA);
	struct measured both[2] = {{check_many, &check, 0},
				   {samba_check_many, NULL, 0}};
	struct samba_check *samba;

	expect(scenario, &check, KACS_FILE_READ_DATA);
	samba = samba_check_new(&check, &spec);
	both[1].context = samba;
	measure_in_turns(both, 2);
	printf("{\"scenario\": \"%s\", \"kacs_ns\": %.1f, \"samba_ns\": %.1f}\n",
	       scenario, both[0].ns, both[1].ns);
	fflush(stdout);
	samba_check_free(samba);
}

int main(void)
{
	pin_to_one_cpu();
	compare("10 groups, 5 ACEs, 4th decides", 10, 5, 3);
	compare("60 groups, 64 ACEs, last decides", 60, 64, 63);
	test_forget(NULL);
	return 0;
}
