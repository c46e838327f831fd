// SPDX-License-Identifier: GPL-2.0-only
#include <kunit/test.h>
#include <linux/prctl.h>

#include "speculation.h"

static void what_a_task_can_undo_is_not_locked(struct kunit *test)
{
	static const struct {
		int state;
		enum kacs_speculation expected;
	} cases[] = {
		{PR_SPEC_NOT_AFFECTED, KACS_SPECULATION_LOCKED},
		{PR_SPEC_DISABLE, KACS_SPECULATION_LOCKED},
		{PR_SPEC_PRCTL | PR_SPEC_FORCE_DISABLE,
		 KACS_SPECULATION_LOCKED},
		{PR_SPEC_PRCTL | PR_SPEC_DISABLE, KACS_SPECULATION_LOCKABLE},
		{PR_SPEC_PRCTL | PR_SPEC_DISABLE_NOEXEC,
		 KACS_SPECULATION_LOCKABLE},
		{PR_SPEC_PRCTL | PR_SPEC_ENABLE, KACS_SPECULATION_LOCKABLE},
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test,
				    kacs_speculation_state(cases[i].state),
				    cases[i].expected, "state %#x",
				    cases[i].state);
}

static void without_a_mitigation_nothing_is_locked(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, kacs_speculation_state(PR_SPEC_ENABLE),
			KACS_SPECULATION_OPEN);
	KUNIT_EXPECT_EQ(test, kacs_speculation_state(-ENODEV),
			KACS_SPECULATION_OPEN);
}

static struct kunit_case speculation_cases[] = {
	KUNIT_CASE(what_a_task_can_undo_is_not_locked),
	KUNIT_CASE(without_a_mitigation_nothing_is_locked),
	{}};

static struct kunit_suite speculation_suite = {
	.name = "kacs-speculation",
	.test_cases = speculation_cases,
};
kunit_test_suite(speculation_suite);
