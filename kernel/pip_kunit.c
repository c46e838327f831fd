// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dominance. PSD-004 8.1.
 */
#include <kunit/test.h>

#include "pip.h"

static bool kacs_dominated(u32 type, u32 trust, u32 target_type,
			   u32 target_trust)
{
	return kacs_pip_dominates((struct kacs_pip){type, trust},
				  (struct kacs_pip){target_type, target_trust});
}

static void who_has_no_type_is_dominated_by_all(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, kacs_dominated(0, 0, 0, 0));
	KUNIT_EXPECT_TRUE(test, kacs_dominated(0, 0, 0, U32_MAX));
	KUNIT_EXPECT_TRUE(test, kacs_dominated(512, 1, 0, 8192));
}

/* No number is special but 0. */
static void both_numbers_are_compared(struct kunit *test)
{
	static const u32 numbers[] = {
		0, 1, 2, 511, 512, 1024, S32_MAX, (u32)S32_MAX + 1, U32_MAX};
	u32 type, trust, target;
	int i, j, k;

	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		for (j = 0; j < ARRAY_SIZE(numbers); j++)
			for (k = 1; k < ARRAY_SIZE(numbers); k++) {
				type = numbers[i];
				trust = numbers[j];
				target = numbers[k];
				KUNIT_EXPECT_EQ(test,
						kacs_dominated(type, trust,
							       target, 512),
						type >= target && trust >= 512);
				KUNIT_EXPECT_EQ(test,
						kacs_dominated(type, trust, 512,
							       target),
						type >= 512 && trust >= target);
			}
}

static struct kunit_case kacs_pip_cases[] = {
	KUNIT_CASE(who_has_no_type_is_dominated_by_all),
	KUNIT_CASE(both_numbers_are_compared),
	{},
};

static struct kunit_suite kacs_pip_suite = {
	.name = "kacs-pip",
	.test_cases = kacs_pip_cases,
};
kunit_test_suite(kacs_pip_suite);
