// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What conditional expressions come out as: PSD-004 3.8, 3.11.
 */
#include <stdio.h>

#include "condition_test_support.h"
#include "condition_token.h"
#include "unit_test.h"

#define T KACS_TRUTH_TRUE
#define F KACS_TRUTH_FALSE
#define U KACS_TRUTH_UNKNOWN

#define INT(name_, ...)                                              \
	{                                                            \
		.name = name_, .type = KACS_CLAIM_INT64,             \
		.count = sizeof((u64[]){__VA_ARGS__}) / sizeof(u64), \
		.numbers = {                                         \
			__VA_ARGS__                                  \
		}                                                    \
	}
#define TEXT(name_, flags_, ...)                                           \
	{                                                                  \
		.name = name_, .type = KACS_CLAIM_STRING, .flags = flags_, \
		.count = sizeof((const char *[]){__VA_ARGS__}) /           \
			 sizeof(char *),                                   \
		.texts = {                                                 \
			__VA_ARGS__                                        \
		}                                                          \
	}

/* Alice of STAFF and, deny-only, CONTRACTORS, with claims of every type. */
static struct test_token alice(void)
{
	struct test_token token = test_token(ALICE);

	test_add(&token.groups, STAFF, GROUP_ON);
	test_add(&token.groups, CONTRACTORS, KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	test_add(&token.groups, CAROL, 0);
	test_add(&token.device_groups, BOB, GROUP_ON);
	test_add(&token.device_groups, PACKAGE,
		 KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	test_add(&token.device_groups, CAPABILITY, 0);
	token.user_claims =
		CLAIMS(INT("level", 5), INT("minus", (u64)-5), INT("zero", 0),
		       {.name = "huge",
			.type = KACS_CLAIM_UINT64,
			.count = 1,
			.numbers = {~0ull}},
		       {.name = "five",
			.type = KACS_CLAIM_UINT64,
			.count = 1,
			.numbers = {5}},
		       {.name = "least",
			.type = KACS_CLAIM_UINT64,
			.count = 1,
			.numbers = {0}},
		       TEXT("dept", 0, "Sales"), TEXT("exact", 2, "Sales"),
		       TEXT("empty", 0, ""),
		       TEXT("many", 0, "red", "green", "blue"),
		       INT("numbers", 1, 2, 3),
		       {.name = "flag",
			.type = KACS_CLAIM_BOOLEAN,
			.count = 1,
			.numbers = {7}},
		       {.name = "off",
			.type = KACS_CLAIM_BOOLEAN,
			.count = 1,
			.numbers = {0}},
		       {.name = "boss",
			.type = KACS_CLAIM_SID,
			.count = 1,
			.texts = {BOB}},
		       {.name = "code",
			.type = KACS_CLAIM_OCTET,
			.count = 1,
			.texts = {"Ab"}},
		       {.name = "none", .type = KACS_CLAIM_INT64},
		       {.name = "gone",
			.type = KACS_CLAIM_INT64,
			.flags = KACS_CLAIM_DISABLED,
			.count = 1,
			.numbers = {1}},
		       {.name = "bad",
			.type = KACS_CLAIM_INT64,
			.flags = KACS_CLAIM_DENY_ONLY,
			.count = 1,
			.numbers = {1}});
	token.device_claims = CLAIMS(INT("level", 7));
	return token;
}

/* An object of Alice's with resource attributes. */
static const struct kacs_sd *object(void)
{
	static const struct test_claim claims[] = {
		INT("level", 3), INT("level", 4), INT("other", 9)};
	static const u8 flags[] = {0, 0, KACS_ACE_INHERIT_ONLY};
	struct test_ace aces[4] = {[3] = LABEL(1, "S-1-16-8192")};
	struct test_acl sacl = {aces, 4, 0};
	u32 i;

	for (i = 0; i < 3; i++) {
		struct test_bytes entry = test_claim_entry(&claims[i]);

		aces[i] = (struct test_ace){KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE,
					    flags[i],
					    0,
					    EVERYONE,
					    (const char *)entry.bytes,
					    entry.len};
	}
	return SD(.owner = ALICE, .sacl = &sacl);
}

static enum kacs_truth value_of(const struct kacs_check *check,
				enum kacs_pass pass, bool for_allow,
				const char *words)
{
	struct kacs_budget budget = {KACS_CONDITION_STEPS};
	struct test_bytes bytes = test_condition(words);
	struct kacs_error error = {KACS_OK, 0};
	struct kacs_condition condition;

	if (kacs_condition_validate(bytes.bytes, bytes.len, 0, &error))
		fail_msg("%s: byte %u: %s", words, error.offset,
			 kacs_reason_text(error.reason));
	condition = test_prepare_condition(bytes);
	return kacs_condition_evaluate(condition, check, &budget, pass,
				       for_allow);
}

struct expectation {
	const char *words;
	enum kacs_truth truth;
};

static void expect(const struct kacs_check *check, enum kacs_pass pass,
		   bool for_allow, const struct expectation *expected,
		   size_t count)
{
	static const char *const names[] = {"none", "false", "true", "unknown"};
	enum kacs_truth truth;
	size_t i;

	for (i = 0; i < count; i++) {
		truth = value_of(check, pass, for_allow, expected[i].words);
		if (truth != expected[i].truth)
			fail_msg("%s: expected %s, got %s", expected[i].words,
				 names[expected[i].truth], names[truth]);
	}
}

/* Of Alice, asking for herself, in an allow ACE. */
static void expect_of_alice(const struct expectation *expected, size_t count)
{
	struct test_token spec = alice();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check = test_question(&token, object(), 1);
	struct test_bytes local = CLAIMS(INT("level", 1), INT("hour", 12));

	assert_int_equal(kacs_claims_prepare(local.bytes, local.len, 0,
					     &check.local_claims, NULL),
			 KACS_OK);
	expect(&check, KACS_PASS_NORMAL, true, expected, count);
}

#define EXPECT(...)                                                \
	expect_of_alice((const struct expectation[]){__VA_ARGS__}, \
			COUNT(((const struct expectation[]){__VA_ARGS__})))

static void numbers_are_ordered_by_value(void **state)
{
	(void)state;
	EXPECT({"5 5 ==", T}, {"5 6 ==", F}, {"5 6 !=", T}, {"5 5 !=", F},
	       {"-1 1 <", T}, {"1 1 <", F}, {"1 1 <=", T}, {"2 1 <=", F},
	       {"2 1 >", T}, {"1 1 >", F}, {"1 1 >=", T}, {"-2 -1 >=", F},
	       {"@User.level 5 ==", T}, {"@User.minus 0 <", T},
	       {"@User.level 4611686018427387904 <", T},
	       {"@User.level -4611686018427387904 >", T});
}

static void int64_and_uint64_are_on_one_line(void **state)
{
	(void)state;
	EXPECT({"@User.minus @User.huge <", T}, {"-1 @User.huge ==", F},
	       {"-1 @User.huge <", T}, {"@User.five 5 ==", T},
	       {"@User.five @User.level ==", T},
	       {"@User.huge 9223372036854775807 >", T});
}

/* Unsigned numbers from 2^63 on are more than any literal, and no others. */
static void the_least_unsigned_number_is_0(void **state)
{
	(void)state;
	EXPECT({"@User.least 0 ==", T}, {"@User.least 1 <", T},
	       {"@User.least -1 >", T}, {"@User.off 0 ==", T},
	       {"@User.off 1 <", T}, {"@User.off -1 >", T},
	       {"@User.five 6 <", T}, {"@User.huge 5 >", T},
	       {"@User.huge -1 ==", F});
}

static void booleans_are_the_numbers_0_and_1(void **state)
{
	(void)state;
	EXPECT({"@User.flag 1 ==", T}, {"@User.off 0 ==", T},
	       {"@User.flag @User.off >", T}, {"@User.flag !", F},
	       {"@User.off !", T});
}

static void strings_compare_without_case_unless_a_claim_minds(void **state)
{
	(void)state;
	EXPECT({"@User.dept 'sALES' ==", T}, {"@User.exact 'sales' ==", F},
	       {"@User.exact 'Sales' ==", T}, {"'sales' @User.exact ==", F},
	       {"@User.dept @User.exact ==", T}, {"'A' 'a' ==", T},
	       {"'a' 'ab' <", T}, {"'B' 'a' >", T}, {"'\xc4' '\xe4' ==", T},
	       {"'' 'a' <", T}, {"'a' 'a' <=", T},
	       {"@User.many 'RED' Contains", T},
	       {"@User.many 'green' Contains", T},
	       {"@User.many 'blue' Contains", T},
	       {"@User.many 'grey' Contains", F},
	       {"@User.numbers 1 Contains", T}, {"@User.numbers 2 Contains", T},
	       {"@User.numbers 3 Contains", T},
	       {"@User.numbers 4 Contains", F});
}

static void octet_strings_compare_as_ascii_without_case(void **state)
{
	(void)state;
	EXPECT({"@User.code #aB ==", T}, {"#ab #ac <", T}, {"#a #ab <", T},
	       {"#\xc4 #\xe4 ==", F}, {"#ab #b >", F});
}

static void sids_are_equal_or_not_but_have_no_order(void **state)
{
	(void)state;
	EXPECT({"@User.boss " BOB " ==", T}, {"@User.boss " ALICE " ==", F},
	       {BOB " " ALICE " <", U}, {BOB " " ALICE " !=", T});
}

static void different_types_make_the_whole_expression_unknown(void **state)
{
	(void)state;
	EXPECT({"1 'a' ==", U}, {"1 'a' !=", U}, {"1 '1' <", U},
	       {"#a 'a' ==", U}, {"1 'a' == 1 1 == ||", U},
	       {"1 1 == 1 'a' == ||", U}, {"1 'a' == 1 2 == &&", U},
	       {"{ 1 } 1 ==", U}, {"@User.many 'red' ==", U},
	       {"@User.many 'red' !=", U}, {"{ 1 } { 2 } <", U},
	       {"1 { 2 } <", U}, {"@User.numbers 'a' Contains", U},
	       {"1 'a' Not_Any_of", U});
}

static void absent_attributes_make_their_operator_unknown(void **state)
{
	(void)state;
	EXPECT({"@User.missing 1 ==", U}, {"1 @User.missing !=", U},
	       {"@User.missing @Device.missing ==", U},
	       {"@User.missing 'x' Contains", U},
	       {"@User.missing { } Not_Any_of", U}, {"@User.missing !", U},
	       {"@User.missing 1 == 1 1 == ||", T},
	       {"@User.missing 1 == 1 2 == &&", F}, {"@User.none 1 ==", U},
	       {"@User.gone 1 ==", U});
}

static void attributes_come_from_their_namespace(void **state)
{
	(void)state;
	EXPECT({"@User.level 5 ==", T}, {"@Device.level 7 ==", T},
	       {"@Local.level 1 ==", T}, {"@Resource.level 3 ==", T},
	       {"@User.hour Exists", F}, {"@Local.hour Exists", T},
	       {"@Local.minute Exists", F});
}

static void the_first_resource_attribute_that_applies_counts(void **state)
{
	(void)state;
	EXPECT({"@Resource.LEVEL 3 ==", T}, {"@Resource.other Exists", F});
}

static void exists_is_asked_of_attributes_only(void **state)
{
	(void)state;
	EXPECT({"@User.level Exists", T}, {"@User.level Not_Exists", F},
	       {"@User.many Exists", T}, {"@User.missing Exists", F},
	       {"@User.missing Not_Exists", T}, {"@User.none Exists", F},
	       {"@User.gone Exists", F}, {"1 Exists", U},
	       {"1 Not_Exists 1 1 == ||", U}, {"1 1 == Exists", U});
}

static void logic_has_three_values(void **state)
{
	static const char *const operand[] = {
		"1 1 ==", "1 2 ==", "@User.missing 1 =="};
	static const enum kacs_truth both[3][3] = {
		{T, F, U}, {F, F, F}, {U, F, U}};
	static const enum kacs_truth either[3][3] = {
		{T, T, T}, {T, F, U}, {T, U, U}};
	static const enum kacs_truth not [3] = {F, T, U};
	char words[128];
	u32 i, j;

	(void)state;
	for (i = 0; i < 3; i++) {
		snprintf(words, sizeof(words), "%s !", operand[i]);
		EXPECT({words, not [i]});
		for (j = 0; j < 3; j++) {
			snprintf(words, sizeof(words), "%s %s &&", operand[i],
				 operand[j]);
			EXPECT({words, both[i][j]});
			snprintf(words, sizeof(words), "%s %s ||", operand[i],
				 operand[j]);
			EXPECT({words, either[i][j]});
		}
	}
}

static void attributes_have_a_truth_and_literals_none(void **state)
{
	(void)state;
	EXPECT({"@User.level !", F}, {"@User.zero !", T}, {"@User.dept !", F},
	       {"@User.empty !", T}, {"@User.boss !", U}, {"@User.code !", U},
	       {"@User.many !", U}, {"1 !", U}, {"1 1 == 1 ||", U},
	       {"1 1 1 == ||", U}, {"'a' @User.zero &&", U},
	       {"@User.boss @User.zero &&", F}, {"@User.boss @User.code &&", U},
	       {"@User.boss @User.code || 1 1 == ||", T},
	       {"@User.boss @User.code || 1 ==", U},
	       {"@User.boss @User.code || 1 == 1 1 == ||", T},
	       {"@User.level @User.dept &&", T},
	       {"@User.zero @User.dept ||", T});
}

/* What lies under two other values still counts. */
static void covered_values_keep_what_logic_asks_of_them(void **state)
{
	(void)state;
	EXPECT({"@User.level 1 1 == &&", T}, {"@User.zero 1 1 == &&", F},
	       {"@User.missing 1 1 == &&", U}, {"'a' 1 1 == ||", U},
	       {"@User.level @User.zero 1 1 == && ||", T},
	       {"@User.zero @User.dept @User.level 1 1 == && && ||", T},
	       {"@User.level 1 1 == ==", U},
	       {"@User.level 1 1 == == @User.level ||", U},
	       {"@User.missing 1 1 == == @User.level ||", T},
	       {"@User.level @User.missing 1 == == @User.level ||", T});
}

/* Each literal is passed over with what is noted of it, and no more. */
static void what_follows_a_literal_is_found(void **state)
{
	static const char *const literals[] = {"1",
					       "'a'",
					       "#ab",
					       ALICE,
					       "{ }",
					       "{ 1 }",
					       "{ 1 2 }",
					       "{ " ALICE " }",
					       "{ 'a' { 1 } }",
					       "{ " ALICE " " BOB " }"};
	char words[256];
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(literals); i++) {
		snprintf(words, sizeof(words),
			 "@User.missing %s == @User.dept 'sales' == || " BOB
			 " @User.boss == &&",
			 literals[i]);
		EXPECT({words, T});
		snprintf(words, sizeof(words),
			 "%s @User.missing == @User.boss " BOB " == || " STAFF
			 " Member_of &&",
			 literals[i]);
		EXPECT({words, T});
	}
}

/* The same of terms. */
static void what_follows_a_term_is_found(void **state)
{
	static const char *const terms[] = {
		"@User.level 5 ==",	  STAFF " Member_of",
		STAFF " Member_of_Any",	  BOB " Not_Member_of",
		BOB " Device_Member_of",  "{ " STAFF " } Member_of",
		"@User.level Exists",	  "@User.missing Not_Exists",
		"@User.dept 'sales' ==",  "@User.boss " BOB " ==",
		"@User.many 'red' Any_of"};
	char words[256];
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(terms); i++) {
		snprintf(words, sizeof(words), "%s !", terms[i]);
		EXPECT({words, F});
		snprintf(words, sizeof(words),
			 "%s @User.level 5 == && @User.dept 'sales' == && " BOB
			 " @User.boss == &&",
			 terms[i]);
		EXPECT({words, T});
	}
}

static void results_are_no_values(void **state)
{
	(void)state;
	EXPECT({"1 1 == 1 1 == ==", U}, {"1 1 == 1 ==", U},
	       {"1 1 == 1 == 1 1 == ||", U},
	       {"@User.missing 1 == 1 == 1 1 == ||", T});
}

static void lists_are_equal_in_order(void **state)
{
	(void)state;
	EXPECT({"{ 1 2 } { 1 2 } ==", T}, {"{ 1 2 } { 2 1 } ==", F},
	       {"{ 1 } { 1 2 } ==", F}, {"{ } { } ==", T},
	       {"{ 1 1 } { 1 } ==", F}, {"{ 1 } { 1 1 } ==", F},
	       {"{ 1 2 } { 1 } !=", T}, {"{ 1 'a' } { 1 2 } ==", U},
	       {"{ 1 'a' } { 2 3 } ==", F},
	       {"@User.many { 'red' 'GREEN' 'blue' } ==", T},
	       {"@User.many { 'green' 'red' 'blue' } ==", F},
	       {"@User.numbers @User.numbers ==", T},
	       {"{ { 1 { 'a' } } 2 } { { 1 { 'A' } } 2 } ==", T},
	       {"{ { 1 { 'a' } } 2 } { { 1 { 'b' } } 2 } ==", F},
	       {"{ { 1 } 22 } { { 1 22 } } ==", F},
	       {"{ { 'ab' } } { { #abcd } } ==", F},
	       {"{ { 'a' 'bbb' } } { { 'bbb' 'a' } } ==", F});
}

static void contains_wants_all_and_any_of_one(void **state)
{
	(void)state;
	EXPECT({"@User.many { 'blue' 'red' } Contains", T},
	       {"@User.many { 'blue' 'pink' } Contains", F},
	       {"@User.many { 'blue' 'pink' } Not_Contains", T},
	       {"@User.many { 'blue' 'pink' } Any_of", T},
	       {"@User.many { 'pink' } Any_of", F},
	       {"@User.many { 'pink' } Not_Any_of", T},
	       {"@User.dept { 'hr' 'sales' } Any_of", T},
	       {"@User.dept 'sales' Contains", T}, {"@User.level 6 Any_of", F},
	       {"{ } { } Contains", T}, {"{ } { } Any_of", F},
	       {"@User.many { } Contains", T}, {"{ 1 'a' } 'A' Contains", T},
	       {"{ 1 'a' } 2 Contains", F},
	       {"{ { 1 } { 2 } } { { 2 } } Contains", T},
	       {"{ { 1 } { 2 } } { { 1 2 } } Contains", F},
	       {"@User.exact { 'SALES' } Any_of", F});
}

static void membership_counts_enabled_groups_and_the_user(void **state)
{
	(void)state;
	EXPECT({STAFF " Member_of", T}, {ALICE " Member_of", T},
	       {BOB " Member_of", F}, {BOB " Not_Member_of", T},
	       {"{ " STAFF " " ALICE " } Member_of", T},
	       {"{ " STAFF " " BOB " } Member_of", F},
	       {"{ " BOB " " STAFF " } Member_of", F},
	       {"{ " STAFF " " BOB " } Member_of_Any", T},
	       {"{ " BOB " " CAROL " } Member_of_Any", F},
	       {"{ " BOB " " STAFF " } Not_Member_of_Any", F},
	       {"{ " BOB " " STAFF " } Not_Member_of", T});
}

static void membership_in_nothing(void **state)
{
	(void)state;
	EXPECT({"{ } Member_of", T}, {"{ } Device_Member_of", T},
	       {"{ } Member_of_Any", F}, {"{ } Device_Member_of_Any", F},
	       {"{ } Not_Member_of", F}, {"{ } Not_Device_Member_of", F},
	       {"{ } Not_Member_of_Any", T},
	       {"{ } Not_Device_Member_of_Any", T});
}

static void membership_is_of_sid_literals(void **state)
{
	(void)state;
	EXPECT({"1 Member_of", U}, {"@User.boss Member_of", U},
	       {"@User.missing Not_Member_of", U},
	       {"{ " STAFF " 1 } Member_of_Any", U},
	       {"{ { " STAFF " } } Member_of", U},
	       {"'x' Member_of 1 1 == ||", U}, {"1 1 == Member_of", U});
}

static void device_membership_counts_the_groups_of_the_device(void **state)
{
	(void)state;
	EXPECT({BOB " Device_Member_of", T}, {STAFF " Device_Member_of", F},
	       {PACKAGE " Device_Member_of", F},
	       {CAPABILITY " Device_Member_of", F},
	       {"{ " STAFF " " BOB " } Device_Member_of_Any", T},
	       {"{ " STAFF " " BOB " } Not_Device_Member_of_Any", F},
	       {BOB " Not_Device_Member_of", F});
}

/* 4.2: nothing keeps a group from being in a list twice. */
static void the_device_group_that_counts_for_most_counts(void **state)
{
	static const struct expectation expected[] = {
		{BOB " Device_Member_of", T}, {CAROL " Device_Member_of", F}};
	static const struct expectation denying[] = {
		{CAROL " Device_Member_of", T}, {STAFF " Device_Member_of", F}};
	struct test_token spec = test_token(ALICE);
	struct kacs_token token;
	struct kacs_check check;

	(void)state;
	test_add(&spec.device_groups, BOB, 0);
	test_add(&spec.device_groups, CAROL, 0);
	test_add(&spec.device_groups, STAFF, 0);
	test_add(&spec.device_groups, BOB, KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	test_add(&spec.device_groups, BOB, GROUP_ON);
	test_add(&spec.device_groups, CAROL, KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	token = test_prepare_token(&spec);
	check = test_question(&token, object(), 1);
	expect(&check, KACS_PASS_NORMAL, true, expected, COUNT(expected));
	expect(&check, KACS_PASS_NORMAL, false, denying, COUNT(denying));
}

static void denials_see_what_is_for_denying_only(void **state)
{
	static const struct expectation allowing[] = {
		{CONTRACTORS " Member_of", F},
		{PACKAGE " Device_Member_of", F},
		{"@User.bad Exists", F},
		{CAROL " Member_of", F}};
	static const struct expectation denying[] = {
		{CONTRACTORS " Member_of", T},
		{PACKAGE " Device_Member_of", T},
		{"@User.bad Exists", T},
		{CAROL " Member_of", F},
		{CAPABILITY " Device_Member_of", F},
		{STAFF " Member_of", T}};
	struct test_token spec = alice();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check = test_question(&token, object(), 1);

	(void)state;
	expect(&check, KACS_PASS_NORMAL, true, allowing, COUNT(allowing));
	expect(&check, KACS_PASS_NORMAL, false, denying, COUNT(denying));
}

static void virtual_groups_are_seen(void **state)
{
	static const struct expectation none[] = {
		{OWNER_RIGHTS " Member_of", T}, {SELF " Member_of", F}};
	static const struct expectation hers[] = {{SELF " Member_of", T}};
	static const struct expectation no_owner[] = {
		{OWNER_RIGHTS " Member_of", F}};
	struct test_token spec = alice();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check = test_question(&token, object(), 1);

	(void)state;
	expect(&check, KACS_PASS_NORMAL, true, none, COUNT(none));
	check.self = test_sid(STAFF);
	expect(&check, KACS_PASS_NORMAL, true, hers, COUNT(hers));
	check.sd = SD(.owner = BOB);
	expect(&check, KACS_PASS_NORMAL, true, no_owner, COUNT(no_owner));
	check.self = test_sid(CONTRACTORS);
	expect(&check, KACS_PASS_NORMAL, true, &none[1], 1);
	expect(&check, KACS_PASS_NORMAL, false, hers, COUNT(hers));
}

static void each_pass_has_its_view(void **state)
{
	static const struct expectation restricted[] = {
		{STAFF " Member_of", T},	{CAROL " Member_of", T},
		{ALICE " Member_of", F},	{OWNER_RIGHTS " Member_of", F},
		{SELF " Member_of", T},		{BOB " Device_Member_of", F},
		{CAROL " Device_Member_of", T}, {"@User.level 5 ==", T}};
	static const struct expectation confined[] = {
		{STAFF " Member_of", T},   {CAROL " Member_of", F},
		{PACKAGE " Member_of", F}, {OWNER_RIGHTS " Member_of", F},
		{SELF " Member_of", F},	   {BOB " Device_Member_of", T},
		{"@User.level 5 ==", T}};
	static const struct expectation package[] = {
		{OWNER_RIGHTS " Member_of", T}, {SELF " Member_of", T}};
	struct test_token spec = alice();
	struct kacs_token token;
	struct kacs_check check;

	(void)state;
	test_add(&spec.restricted, STAFF, 0);
	test_add(&spec.restricted, CAROL, KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	test_add(&spec.restricted_device_groups, CAROL, GROUP_ON);
	test_add(&spec.capabilities, CAPABILITY, 0);
	spec.confinement = PACKAGE;
	token = test_prepare_token(&spec);
	check = test_question(&token, object(), 1);
	check.self = test_sid(STAFF);
	expect(&check, KACS_PASS_RESTRICTED, true, restricted,
	       COUNT(restricted));
	expect(&check, KACS_PASS_CONFINEMENT, true, confined, COUNT(confined));
	check.self = test_sid(CAPABILITY);
	check.sd = SD(.owner = PACKAGE);
	expect(&check, KACS_PASS_CONFINEMENT, true, package, COUNT(package));
}

static void without_restricted_device_groups_the_others_stay(void **state)
{
	static const struct expectation expected[] = {
		{BOB " Device_Member_of", T}};
	struct test_token spec = alice();
	struct kacs_token token;
	struct kacs_check check;

	(void)state;
	test_add(&spec.restricted, STAFF, 0);
	token = test_prepare_token(&spec);
	check = test_question(&token, object(), 1);
	expect(&check, KACS_PASS_RESTRICTED, true, expected, COUNT(expected));
}

static void the_deepest_logic_is_evaluated(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check = test_question(&token, object(), 1);
	static char words[16 * KACS_CONDITION_DEPTH];
	u32 len = 0, i;

	(void)state;
	for (i = 0; i < KACS_CONDITION_DEPTH; i++)
		len += (u32)sprintf(words + len, "@User.flag ");
	for (i = 1; i < KACS_CONDITION_DEPTH; i++)
		len += (u32)sprintf(words + len, "&& ");
	assert_int_equal(value_of(&check, KACS_PASS_NORMAL, true, words), T);
	/* The deepest one decides. */
	memcpy(words, "@User.zero", 10);
	assert_int_equal(value_of(&check, KACS_PASS_NORMAL, true, words), F);
}

/* 3.11: whatever the sign of the 64 bits, they are the magnitude. */
static void the_sign_byte_tells_the_sign(void **state)
{
	enum {
		NUMBER = KACS_CONDITION_SIGNATURE_BYTES,
		SIGN = NUMBER + 9,
		PLUS = 1,
		MINUS = KACS_CONDITION_SIGN_MINUS,
		NONE = 3
	};
	static const struct {
		const char *words; /* a number at their beginning */
		u8 sign;
		enum kacs_truth truth;
	} cases[] = {
		{"5 -5 ==", MINUS, T}, {"5 5 ==", PLUS, T},
		{"5 5 ==", NONE, T},   {"-5 -5 ==", MINUS, T},
		{"-5 5 ==", PLUS, T},  {"-5 5 ==", NONE, T},
		{"0 0 ==", MINUS, T},  {"1 0 <", MINUS, T},
	};
	struct test_token spec = alice();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check = test_question(&token, object(), 1);
	struct kacs_condition condition;
	struct kacs_budget budget;
	struct test_bytes bytes;
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		bytes = test_condition(cases[i].words);
		bytes.bytes[SIGN] = cases[i].sign;
		condition = test_prepare_condition(bytes);
		budget.steps = KACS_CONDITION_STEPS;
		assert_int_equal(
			kacs_condition_evaluate(condition, &check, &budget,
						KACS_PASS_NORMAL, true),
			cases[i].truth);
	}
}

/* Claims' names end at their 0, those of expressions do not. */
static void a_name_with_a_0_in_it_is_of_no_attribute(void **state)
{
	static const char *const words[] = {"@User.zero_x Exists",
					    "@Local.hour_x Exists",
					    "@Resource.level_x Exists"};
	static const char *const names[] = {"zero", "hour", "level"};
	struct test_bytes local = CLAIMS(INT("hour", 12));
	struct test_token spec = alice();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check = test_question(&token, object(), 1);
	struct kacs_condition condition;
	struct kacs_budget budget;
	struct test_bytes bytes;
	u32 i, end;

	(void)state;
	assert_int_equal(kacs_claims_prepare(local.bytes, local.len, 0,
					     &check.local_claims, NULL),
			 KACS_OK);
	for (i = 0; i < COUNT(words); i++) {
		bytes = test_condition(words[i]);
		end = KACS_CONDITION_SIGNATURE_BYTES +
		      KACS_CONDITION_SIZED_BYTES + 2 * (u32)strlen(names[i]);
		assert_int_equal(bytes.bytes[end], '_');
		bytes.bytes[end] = 0;
		condition = test_prepare_condition(bytes);
		budget.steps = KACS_CONDITION_STEPS;
		assert_int_equal(
			kacs_condition_evaluate(condition, &check, &budget,
						KACS_PASS_NORMAL, true),
			F);
	}
}

static void an_object_without_attributes_has_none(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check = test_question(
		&token,
		SD(.owner = ALICE, .sacl = ACES(LABEL(1, "S-1-16-8192"))), 1);

	(void)state;
	assert_int_equal(value_of(&check, KACS_PASS_NORMAL, true,
				  "@Resource.level Exists"),
			 F);
}

/* 10.8: not an error, and of a lone SID as of a list. */
static void membership_is_unknown_to_applies_to(void **state)
{
	struct test_token spec = alice();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check = test_question(&token, object(), 1);
	static const struct expectation expected[] = {
		{ALICE " Member_of", U},
		{ALICE " Not_Member_of", U},
		{"{ " ALICE " } Member_of", U},
		{ALICE " Member_of 1 1 == ||", T},
		{ALICE " Member_of 1 2 == &&", F},
		{"1 Member_of 1 1 == ||", U},
	};

	(void)state;
	expect(&check, KACS_PASS_APPLIES_TO, false, expected, COUNT(expected));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_ordered_by_value),
		cmocka_unit_test(int64_and_uint64_are_on_one_line),
		cmocka_unit_test(the_least_unsigned_number_is_0),
		cmocka_unit_test(booleans_are_the_numbers_0_and_1),
		cmocka_unit_test(
			strings_compare_without_case_unless_a_claim_minds),
		cmocka_unit_test(octet_strings_compare_as_ascii_without_case),
		cmocka_unit_test(sids_are_equal_or_not_but_have_no_order),
		cmocka_unit_test(
			different_types_make_the_whole_expression_unknown),
		cmocka_unit_test(absent_attributes_make_their_operator_unknown),
		cmocka_unit_test(attributes_come_from_their_namespace),
		cmocka_unit_test(
			the_first_resource_attribute_that_applies_counts),
		cmocka_unit_test(exists_is_asked_of_attributes_only),
		cmocka_unit_test(logic_has_three_values),
		cmocka_unit_test(attributes_have_a_truth_and_literals_none),
		cmocka_unit_test(covered_values_keep_what_logic_asks_of_them),
		cmocka_unit_test(what_follows_a_literal_is_found),
		cmocka_unit_test(what_follows_a_term_is_found),
		cmocka_unit_test(results_are_no_values),
		cmocka_unit_test(lists_are_equal_in_order),
		cmocka_unit_test(contains_wants_all_and_any_of_one),
		cmocka_unit_test(membership_counts_enabled_groups_and_the_user),
		cmocka_unit_test(membership_in_nothing),
		cmocka_unit_test(membership_is_of_sid_literals),
		cmocka_unit_test(
			device_membership_counts_the_groups_of_the_device),
		cmocka_unit_test(the_device_group_that_counts_for_most_counts),
		cmocka_unit_test(denials_see_what_is_for_denying_only),
		cmocka_unit_test(virtual_groups_are_seen),
		cmocka_unit_test(each_pass_has_its_view),
		cmocka_unit_test(
			without_restricted_device_groups_the_others_stay),
		cmocka_unit_test(the_deepest_logic_is_evaluated),
		cmocka_unit_test(the_sign_byte_tells_the_sign),
		cmocka_unit_test(a_name_with_a_0_in_it_is_of_no_attribute),
		cmocka_unit_test(an_object_without_attributes_has_none),
		cmocka_unit_test(membership_is_unknown_to_applies_to),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
