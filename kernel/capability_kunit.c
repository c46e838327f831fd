// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of the capability switchboard, with every capability: PSD-004 12.2.
 * tests/guest/switchboard_test.c asks the system calls that there are.
 */
#include <kunit/test.h>
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/kacs.h>
#include <linux/security.h>

#include "credentials.h"
#include "session.h"
#include "token.h"
#include "token_internal.h"

#define NOBODY 0

/* The table of 12.2, written once more: 64 is everybody. */
#define EVERYBODY 64
static const u8 answers[] = {
	[0] = EVERYBODY,
	[1] = EVERYBODY,
	[2] = EVERYBODY,
	[3] = EVERYBODY,
	[4] = EVERYBODY,
	[5] = EVERYBODY,
	[6] = EVERYBODY,
	[7] = EVERYBODY,
	[8] = NOBODY,
	[9] = 7 /* Tcb */,
	[10] = 63 /* BindPrivilegedPort */,
	[11] = EVERYBODY,
	[12] = 7,
	[13] = 7,
	[14] = 4 /* LockMemory */,
	[15] = EVERYBODY,
	[16] = 10 /* LoadDriver */,
	[17] = 7,
	[18] = 7,
	[19] = 20 /* Debug */,
	[20] = 7,
	[21] = 7,
	[22] = 19 /* Shutdown */,
	[23] = 14 /* IncreaseBasePriority */,
	[24] = 5 /* IncreaseQuota */,
	[25] = 12 /* Systemtime */,
	[26] = 7,
	[27] = 7,
	[28] = EVERYBODY,
	[29] = 21 /* Audit */,
	[30] = 8 /* Security */,
	[31] = NOBODY,
	[32] = NOBODY,
	[33] = 8,
	[34] = 7,
	[35] = 7,
	[36] = 7,
	[37] = 8,
	[38] = 13 /* ProfileSingleProcess */,
	[39] = 7,
	[40] = 7,
};

static void put_token(void *token)
{
	kacs_token_put(token);
}

/* SYSTEM with other privileges. */
static struct kacs_token_object *token_with(struct kunit *test, u64 present,
					    u64 enabled)
{
	struct kacs_token_object *token =
		kacs_token_copy(kacs_system_token, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, token);
	kunit_add_action(test, put_token, token);
	token->privileges_present = present;
	token->state.privileges_enabled = enabled;
	atomic64_set(&token->privileges_used, 0);
	return token;
}

static int ask(struct kunit *test, struct kacs_token_object *token, int cap)
{
	struct cred *cred = prepare_creds();
	int error;

	KUNIT_ASSERT_NOT_NULL(test, cred);
	kacs_set_token(cred, token);
	error = security_capable(cred, &init_user_ns, cap, CAP_OPT_NOAUDIT);
	abort_creds(cred);
	return error;
}

static void answers_are_those_of_the_table(struct kunit *test)
{
	const u64 all = KACS_PRIVILEGE_ALL;
	int cap;

	KUNIT_ASSERT_EQ(test, ARRAY_SIZE(answers), CAP_LAST_CAP + 1);
	for (cap = 0; cap <= CAP_LAST_CAP; cap++) {
		const u8 needs = answers[cap];
		const bool gated = needs != NOBODY && needs != EVERYBODY;
		const u64 mask = gated ? BIT_ULL(needs) : 0;
		const int without = needs == EVERYBODY ? 0 : -EPERM;
		const int with = needs == NOBODY ? -EPERM : 0;

		KUNIT_EXPECT_EQ_MSG(test,
				    ask(test, token_with(test, 0, 0), cap),
				    without, "none, capability %d", cap);
		KUNIT_EXPECT_EQ_MSG(test,
				    ask(test, token_with(test, all, all), cap),
				    with, "all, capability %d", cap);
		if (!gated)
			continue;
		KUNIT_EXPECT_EQ_MSG(
			test, ask(test, token_with(test, mask, mask), cap), 0,
			"it alone, capability %d", cap);
		KUNIT_EXPECT_EQ_MSG(test,
				    ask(test, token_with(test, mask, 0), cap),
				    -EPERM, "disabled, capability %d", cap);
		KUNIT_EXPECT_EQ_MSG(
			test,
			ask(test, token_with(test, all & ~mask, all & ~mask),
			    cap),
			-EPERM, "all others, capability %d", cap);
	}
}

static void what_is_no_capability_is_denied(struct kunit *test)
{
	struct kacs_token_object *token =
		token_with(test, KACS_PRIVILEGE_ALL, KACS_PRIVILEGE_ALL);

	KUNIT_EXPECT_EQ(test, ask(test, token, CAP_LAST_CAP + 1), -EPERM);
	KUNIT_EXPECT_EQ(test, ask(test, token, 63), -EPERM);
	KUNIT_EXPECT_EQ(test, ask(test, token, -1), -EPERM);
	KUNIT_EXPECT_EQ(test, ask(test, token, INT_MAX), -EPERM);
}

static void only_the_privilege_that_answers_is_used(struct kunit *test)
{
	struct kacs_token_object *token;
	int cap;

	for (cap = 0; cap <= CAP_LAST_CAP; cap++) {
		token = token_with(test, KACS_PRIVILEGE_ALL,
				   KACS_PRIVILEGE_ALL);
		ask(test, token, cap);
		KUNIT_EXPECT_EQ_MSG(
			test, (u64)atomic64_read(&token->privileges_used),
			answers[cap] == NOBODY || answers[cap] == EVERYBODY
				? 0
				: BIT_ULL(answers[cap]),
			"capability %d", cap);
	}
}

/* A frozen token is that of other processes, too. */
static void used_privileges_of_who_opened_a_file_are_its_own(struct kunit *test)
{
	const u64 debug = KACS_PRIVILEGE(KACS_SE_DEBUG);
	struct kacs_token_object *frozen =
		kacs_token_share(token_with(test, debug, debug));
	struct kacs_token_object *own;
	struct cred *opener = prepare_creds();

	KUNIT_ASSERT_NOT_NULL(test, opener);
	KUNIT_ASSERT_NOT_NULL(test, frozen);
	kunit_add_action(test, put_token, frozen);
	kacs_set_token(opener, frozen);
	KUNIT_EXPECT_EQ(test,
			security_capable(opener, &init_user_ns, CAP_SYS_PTRACE,
					 CAP_OPT_NOAUDIT),
			0);
	own = kacs_cred_token(opener);
	KUNIT_EXPECT_EQ(test, (u64)atomic64_read(&frozen->privileges_used), 0);
	KUNIT_EXPECT_PTR_NE(test, own, frozen);
	KUNIT_EXPECT_EQ(test, (u64)atomic64_read(&own->privileges_used), debug);
	abort_creds(opener);
}

static int ask_for_the_last_pages(struct kunit *test,
				  struct kacs_token_object *token)
{
	struct cred *cred = prepare_creds();
	const struct cred *old;
	int error;

	KUNIT_ASSERT_NOT_NULL(test, cred);
	kacs_set_token(cred, token);
	old = override_creds(cred);
	error = __kacs_vm_enough_memory();
	revert_creds(old);
	abort_creds(cred);
	return error;
}

/* It is asked about without being used, so it does not pass the same gate. */
static void the_last_pages_are_for_who_may_act(struct kunit *test)
{
	const u64 tcb = KACS_PRIVILEGE(KACS_SE_TCB);
	struct kacs_token_object *token = token_with(test, tcb, tcb);

	KUNIT_EXPECT_EQ(test, ask_for_the_last_pages(test, token), 0);
	KUNIT_EXPECT_EQ(test, (u64)atomic64_read(&token->privileges_used), 0);
	token->state.token_type = KACS_TOKEN_IMPERSONATION;
	token->state.impersonation_level = KACS_LEVEL_IMPERSONATION;
	KUNIT_EXPECT_EQ(test, ask_for_the_last_pages(test, token), 0);
	token->state.impersonation_level = KACS_LEVEL_IDENTIFICATION;
	KUNIT_EXPECT_EQ(test, ask_for_the_last_pages(test, token), -EPERM);
	KUNIT_EXPECT_EQ(test,
			ask_for_the_last_pages(test, token_with(test, tcb, 0)),
			-EPERM);
}

static struct kunit_case kacs_capability_cases[] = {
	KUNIT_CASE(answers_are_those_of_the_table),
	KUNIT_CASE(what_is_no_capability_is_denied),
	KUNIT_CASE(only_the_privilege_that_answers_is_used),
	KUNIT_CASE(used_privileges_of_who_opened_a_file_are_its_own),
	KUNIT_CASE(the_last_pages_are_for_who_may_act),
	{}};

static struct kunit_suite kacs_capability_suite = {
	.name = "kacs_capability",
	.test_cases = kacs_capability_cases,
};

kunit_test_suite(kacs_capability_suite);

MODULE_DESCRIPTION("KUnit tests of the KACS capability switchboard");
MODULE_LICENSE("GPL");
