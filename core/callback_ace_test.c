// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Callback ACEs in the DACL: PSD-004 3.8, 10.2, 10.4, 10.6.
 */
#include "condition_test_support.h"
#include "unit_test.h"

#define READ KACS_FILE_READ_DATA
#define WRITE KACS_FILE_WRITE_DATA

#define TRUE_WORDS "1 1 =="
#define FALSE_WORDS "1 2 =="
#define UNKNOWN_WORDS "@User.missing 1 =="

static struct kacs_token alice(void)
{
	struct test_token token = test_token(ALICE);

	test_add(&token.groups, STAFF, GROUP_ON);
	test_add(&token.groups, CONTRACTORS, KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	token.user_claims = CLAIMS({.name = "clearance",
				    .type = KACS_CLAIM_INT64,
				    .count = 1,
				    .numbers = {3}});
	return test_prepare_token(&token);
}

static struct test_ace conditional(u8 type, u32 mask, const char *sid,
				   const char *words)
{
	struct test_bytes bytes = test_condition(words);

	return (struct test_ace){
		type, 0, mask, sid, (const char *)bytes.bytes, bytes.len};
}

static struct test_ace allow_if(u32 mask, const char *sid, const char *words)
{
	return conditional(KACS_ACE_ACCESS_ALLOWED_CALLBACK, mask, sid, words);
}

static struct test_ace deny_if(u32 mask, const char *sid, const char *words)
{
	return conditional(KACS_ACE_ACCESS_DENIED_CALLBACK, mask, sid, words);
}

static void allow_takes_effect_on_true_only(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(allow_if(0x1, ALICE, TRUE_WORDS),
				allow_if(0x2, ALICE, FALSE_WORDS),
				allow_if(0x4, ALICE, UNKNOWN_WORDS),
				allow_if(0x8, STAFF, TRUE_WORDS),
				allow_if(0x10, BOB, TRUE_WORDS),
				allow_if(0x20, CONTRACTORS, TRUE_WORDS))),
		0x9);
}

static void deny_takes_effect_on_true_and_unknown(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(deny_if(0x1, ALICE, TRUE_WORDS),
				deny_if(0x2, ALICE, FALSE_WORDS),
				deny_if(0x4, ALICE, UNKNOWN_WORDS),
				deny_if(0x8, BOB, TRUE_WORDS),
				deny_if(0x10, CONTRACTORS, TRUE_WORDS),
				ALLOW(0x1f, ALICE))),
		0xa);
}

static void malformed_conditions_are_unknown(void **state)
{
	static const char *const data[] = {"", "artx", "artx\x81\0\0", "arty",
					   "artx\x10\xff\xff\xff"};
	static const u32 len[] = {0, 4, 8, 4, 8};
	struct kacs_token token = alice();
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(data); i++) {
		char bytes[8] = {0};
		struct test_ace allow = {KACS_ACE_ACCESS_ALLOWED_CALLBACK,
					 0,
					 READ,
					 ALICE,
					 bytes,
					 len[i]};
		struct test_ace deny = {KACS_ACE_ACCESS_DENIED_CALLBACK,
					0,
					WRITE,
					ALICE,
					bytes,
					len[i]};

		memcpy(bytes, data[i], len[i] < 8 ? len[i] : 7);
		MAXIMUM(&token,
			SD(.owner = SYSTEM,
			   .dacl = ACES(allow, deny, ALLOW(WRITE, ALICE))),
			0);
	}
}

static void inherit_only_conditions_do_not_apply(void **state)
{
	struct test_ace ace = deny_if(READ, ALICE, TRUE_WORDS);
	struct kacs_token token = alice();

	(void)state;
	ace.flags = KACS_ACE_INHERIT_ONLY | KACS_ACE_OBJECT_INHERIT;
	MAXIMUM(&token,
		SD(.owner = SYSTEM, .dacl = ACES(ace, ALLOW(READ, ALICE))),
		READ);
}

static void conditional_owner_rights_suppress_whatever_they_are(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token,
		SD(.owner = ALICE,
		   .dacl = ACES(allow_if(READ, OWNER_RIGHTS, FALSE_WORDS),
				allow_if(WRITE, OWNER_RIGHTS, TRUE_WORDS))),
		WRITE);
}

static void conditions_see_the_resource_and_the_call(void **state)
{
	struct test_bytes label = test_claim_entry(
		&(const struct test_claim){.name = "Confidentiality",
					   .type = KACS_CLAIM_INT64,
					   .count = 1,
					   .numbers = {2}});
	struct test_ace attribute = {
		KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE, 0,	      0, EVERYONE,
		(const char *)label.bytes,	    label.len};
	struct test_bytes local = CLAIMS({.name = "hour",
					  .type = KACS_CLAIM_UINT64,
					  .count = 1,
					  .numbers = {9}});
	struct kacs_token token = alice();
	struct kacs_check check = test_question(
		&token,
		SD(.owner = SYSTEM, .sacl = ACES(attribute),
		   .dacl = ACES(allow_if(READ, ALICE,
					 "@User.clearance "
					 "@Resource.confidentiality >="),
				allow_if(WRITE, ALICE, "@Local.hour 17 <"))),
		KACS_MAXIMUM_ALLOWED);

	(void)state;
	assert_int_equal(test_answer(&check).granted, READ);
	assert_int_equal(kacs_claims_prepare(local.bytes, local.len, 0,
					     &check.local_claims, NULL),
			 KACS_OK);
	assert_int_equal(test_answer(&check).granted, READ | WRITE);
}

static void each_ace_has_its_polarity(void **state)
{
	struct kacs_token token = alice();

	(void)state;
	MAXIMUM(&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(allow_if(0x1, ALICE, CONTRACTORS " Member_of"),
				deny_if(0x2, ALICE, CONTRACTORS " Member_of"),
				ALLOW(0x6, ALICE))),
		0x4);
}

static void restricted_and_confined_passes_have_their_views(void **state)
{
	struct test_token spec = test_token(ALICE);
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM,
		   .dacl = ACES(allow_if(0x1, EVERYONE, STAFF " Member_of"),
				allow_if(0x2, EVERYONE, BOB " Not_Member_of"),
				allow_if(0x4, EVERYONE,
					 ALICE " Member_of_Any")));
	struct kacs_token token;

	(void)state;
	test_add(&spec.groups, EVERYONE, GROUP_ON);
	test_add(&spec.groups, STAFF, GROUP_ON);
	token = test_prepare_token(&spec);
	MAXIMUM(&token, sd, 0x7);
	test_add(&spec.restricted, EVERYONE, 0);
	token = test_prepare_token(&spec);
	/* Only the restricting SIDs are members then. */
	MAXIMUM(&token, sd, 0x2);
	spec.restricted.count = 0;
	spec.confinement = PACKAGE;
	test_add(&spec.capabilities, EVERYONE, 0);
	token = test_prepare_token(&spec);
	/* The package sees the user's groups. */
	MAXIMUM(&token, sd, 0x7);
}

static void the_walk_tells_what_conditions_came_out_as(void **state)
{
	static const struct {
		u8 effect;
		u8 note;
		u8 condition;
	} expected[] = {
		{KACS_EFFECT_NONE, KACS_NOTE_CONDITION, KACS_TRUTH_FALSE},
		{KACS_EFFECT_NONE, KACS_NOTE_CONDITION, KACS_TRUTH_UNKNOWN},
		{KACS_EFFECT_NONE, KACS_NOTE_CONDITION, KACS_TRUTH_FALSE},
		{KACS_EFFECT_NONE, KACS_NOTE_NO_MATCH, KACS_TRUTH_NONE},
		{KACS_EFFECT_GRANT, KACS_NOTE_NONE, KACS_TRUTH_TRUE},
		{KACS_EFFECT_DENY, KACS_NOTE_NONE, KACS_TRUTH_UNKNOWN},
		{KACS_EFFECT_GRANT, KACS_NOTE_NONE, KACS_TRUTH_NONE},
	};
	struct kacs_token token = alice();
	struct kacs_check check = test_question(
		&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(allow_if(0x7, ALICE, FALSE_WORDS),
				allow_if(0x7, ALICE, UNKNOWN_WORDS),
				deny_if(0x7, ALICE, FALSE_WORDS),
				allow_if(0x7, BOB, TRUE_WORDS),
				allow_if(0x1, ALICE, TRUE_WORDS),
				deny_if(0x2, ALICE, UNKNOWN_WORDS),
				ALLOW(0x7, ALICE))),
		0x7);
	struct kacs_trace_entry entries[8];
	struct kacs_decision decision;
	struct kacs_trace trace;
	u32 i;

	(void)state;
	kacs_trace_init(&trace, entries, COUNT(entries));
	kacs_access_check(&check, &decision, &trace);
	assert_int_equal(decision.granted, 0x5);
	assert_int_equal(trace.count, COUNT(expected));
	for (i = 0; i < COUNT(expected); i++) {
		assert_int_equal(entries[i].ace, i);
		assert_int_equal(entries[i].effect, expected[i].effect);
		assert_int_equal(entries[i].note, expected[i].note);
		assert_int_equal(entries[i].condition, expected[i].condition);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allow_takes_effect_on_true_only),
		cmocka_unit_test(deny_takes_effect_on_true_and_unknown),
		cmocka_unit_test(malformed_conditions_are_unknown),
		cmocka_unit_test(inherit_only_conditions_do_not_apply),
		cmocka_unit_test(
			conditional_owner_rights_suppress_whatever_they_are),
		cmocka_unit_test(conditions_see_the_resource_and_the_call),
		cmocka_unit_test(each_ace_has_its_polarity),
		cmocka_unit_test(
			restricted_and_confined_passes_have_their_views),
		cmocka_unit_test(the_walk_tells_what_conditions_came_out_as),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
