// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "scenario.h"

#include <stdio.h>
#include <stdlib.h>

/* Texts of domain SIDs, which test_add() keeps a pointer to. */
static const char *domain_sid(u32 rid)
{
	char text[40];
	int len = snprintf(text, sizeof(text), "S-1-5-21-7-8-9-%u", rid);

	return (const char *)test_copy(text, (u32)len + 1).bytes;
}

struct test_token member_of(u32 groups)
{
	struct test_token token = test_token(ALICE);
	u32 i;

	test_add(&token.groups, EVERYONE, GROUP_ON);
	for (i = 1; i < groups; i++)
		test_add(&token.groups, domain_sid(1000 + i), GROUP_ON);
	return token;
}

const struct kacs_sd *with_aces(u32 count, u32 at, const char *member)
{
	struct test_ace *aces = calloc(count, sizeof(*aces));
	struct test_acl acl = {aces, count, 0};
	const struct kacs_sd *sd;
	u32 i;

	for (i = 0; i < count; i++)
		aces[i] = (struct test_ace)ALLOW(
			KACS_FILE_GENERIC_READ,
			i == at ? member : domain_sid(5000 + i));
	sd = SD(.owner = SYSTEM, .group = SYSTEM, .dacl = &acl);
	free(aces);
	return sd;
}

void expect(const char *scenario, const struct kacs_check *check, u32 granted)
{
	struct kacs_decision decision = test_answer(check);

	if (decision.granted != granted) {
		fprintf(stderr, "%s: expected %#x granted, got %#x\n", scenario,
			granted, decision.granted);
		exit(1);
	}
}

u32 check_many(const void *context, u32 count)
{
	const struct kacs_check *check = context;
	struct kacs_decision decision;
	u32 sum = 0;
	u32 i;

	for (i = 0; i < count; i++) {
		kacs_access_check(check, &decision, NULL);
		sum += decision.granted;
	}
	return sum;
}
