// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Lists in conditional expressions, of any length: PSD-004 3.8, 3.11. What they
 * come out as is held against a comparison of every pair.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "condition_test_support.h"
#include "unit_test.h"

#define T KACS_TRUTH_TRUE
#define F KACS_TRUTH_FALSE
#define U KACS_TRUTH_UNKNOWN

#define MOST 4096u

/* Either a number or, if text is not empty, a string. */
struct element {
	s64 number;
	char text[8];
};

struct list {
	struct element *elements;
	u32 count;
	bool exact; /* KACS_CLAIM_CASE_SENSITIVE */
};

static struct list list_of(u32 count)
{
	static const struct element none[MOST];

	assert_true(count <= MOST);
	return (struct list){
		.elements =
			(void *)test_copy(none, (u32)(count * sizeof(*none)))
				.bytes,
		.count = count,
	};
}

/* @count numbers from @first on. */
static struct list numbers(u32 count, s64 first)
{
	struct list list = list_of(count);
	u32 i;

	for (i = 0; i < count; i++)
		list.elements[i].number = first + i;
	return list;
}

/* One claim with these values, all of the type of the first one. */
static struct test_bytes claim(char name, const struct list *list)
{
	static u8 bytes[1 << 17];
	bool text = list->count && list->elements[0].text[0];
	u32 at = 24 + 4 * list->count;
	u32 i, j;

	memset(bytes, 0, sizeof(bytes));
	kacs_store_le32(bytes + 4, at - 4);
	kacs_store_le16(bytes + 8, text ? KACS_CLAIM_STRING : KACS_CLAIM_INT64);
	kacs_store_le32(bytes + 12,
			list->exact ? KACS_CLAIM_CASE_SENSITIVE : 0);
	kacs_store_le32(bytes + 16, list->count);
	bytes[at] = (u8)name;
	at += 4;
	for (i = 0; i < list->count; i++) {
		kacs_store_le32(bytes + 20 + 4 * i, at - 4);
		if (!text) {
			kacs_store_le64(bytes + at,
					(u64)list->elements[i].number);
			at += 8;
			continue;
		}
		kacs_store_le32(bytes + at, at);
		for (at += 4, j = 0; list->elements[i].text[j]; j++, at += 2)
			bytes[at] = (u8)list->elements[i].text[j];
		at += 2;
	}
	at = (at + 3) & ~3u;
	kacs_store_le32(bytes, at - 4);
	return test_copy(bytes, at);
}

/* An object with this claim as its attribute. */
static const struct kacs_sd *object(struct test_bytes array)
{
	struct test_ace ace = {KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE,
			       0,
			       0,
			       EVERYONE,
			       (const char *)array.bytes + 4,
			       array.len - 4};

	return SD(.owner = ALICE, .sacl = ACES(ace));
}

/* Where an operand stands. */
enum place {
	LITERAL,
	USER,
	RESOURCE,
	LOCAL,
	PLACES
};

static void put_operand(char *words, enum place place, const struct list *list)
{
	u32 i;

	words += strlen(words);
	switch (place) {
	case USER:
		strcpy(words, "@User.u ");
		return;
	case RESOURCE:
		strcpy(words, "@Resource.r ");
		return;
	case LOCAL:
		strcpy(words, "@Local.l ");
		return;
	default:
		break;
	}
	words += sprintf(words, "{ ");
	for (i = 0; i < list->count; i++) {
		const struct element *element = &list->elements[i];

		if (element->text[0])
			words += sprintf(words, "'%s' ", element->text);
		else
			words += sprintf(words, "%lld ",
					 (long long)element->number);
	}
	sprintf(words, "} ");
}

static struct kacs_budget budget;

static enum kacs_truth compare(enum place left_place, const struct list *left,
			       enum place right_place, const struct list *right,
			       const char *operator)
{
	const struct list nothing = {NULL, 0, false};
	const struct list *lists[PLACES] = {&nothing, &nothing, &nothing,
					    &nothing};
	struct test_token spec = test_token(ALICE);
	static char words[1 << 20];
	struct test_bytes local;
	struct kacs_token token;
	struct kacs_check check;
	struct kacs_condition condition;

	lists[left_place] = left;
	lists[right_place] = right;
	spec.user_claims = claim('u', lists[USER]);
	token = test_prepare_token(&spec);
	check = test_question(&token, object(claim('r', lists[RESOURCE])), 1);
	local = claim('l', lists[LOCAL]);
	assert_int_equal(kacs_claims_prepare(local.bytes, local.len, 0,
					     &check.local_claims, NULL),
			 KACS_OK);
	words[0] = '\0';
	put_operand(words, left_place, left);
	put_operand(words, right_place, right);
	strcat(words, operator);
	condition = test_prepare_condition(test_condition(words));
	budget.steps = KACS_CONDITION_STEPS;
	return kacs_condition_evaluate(condition, &check, &budget,
				       KACS_PASS_NORMAL, true);
}

static bool same(const struct element *a, const struct element *b, bool exact)
{
	u32 i;

	if (!a->text[0] || !b->text[0])
		return a->text[0] == b->text[0] && a->number == b->number;
	for (i = 0; a->text[i] && b->text[i]; i++) {
		if (exact ? a->text[i] != b->text[i]
			  : tolower(a->text[i]) != tolower(b->text[i]))
			return false;
	}
	return a->text[i] == b->text[i];
}

static bool is_in(const struct element *element, const struct list *list,
		  bool exact)
{
	u32 i;

	for (i = 0; i < list->count; i++) {
		if (same(element, &list->elements[i], exact))
			return true;
	}
	return false;
}

/* How many of the elements are in the other list. */
static u32 shared(const struct list *list, const struct list *in, bool exact)
{
	u32 count = 0, i;

	for (i = 0; i < list->count; i++)
		count += is_in(&list->elements[i], in, exact);
	return count;
}

static enum kacs_truth truth(bool value)
{
	return value ? T : F;
}

/* Strings of two letters of either case, or numbers: many are the same. */
static struct list random_list(bool text, u32 most)
{
	struct list list = list_of(2 + (u32)rand() % most);
	u32 i;

	for (i = 0; i < list.count; i++) {
		struct element *element = &list.elements[i];

		element->number = rand() % 24 - 4;
		if (!text)
			continue;
		element->number = 0;
		element->text[0] = "abABcC"[rand() % 6];
		element->text[1] = "xyXY"[rand() % 4];
	}
	return list;
}

static void hold(enum place left_place, const struct list *left,
		 enum place right_place, const struct list *right)
{
	bool exact = (left->exact && left_place != LITERAL) ||
		     (right->exact && right_place != LITERAL);
	bool equal = left->count == right->count;
	u32 i;

	assert_int_equal(compare(left_place, left, right_place, right,
				 "Contains"),
			 truth(shared(right, left, exact) == right->count));
	assert_int_equal(compare(left_place, left, right_place, right,
				 "Any_of"),
			 truth(shared(right, left, exact) > 0));
	for (i = 0; equal && i < left->count; i++)
		equal = same(&left->elements[i], &right->elements[i], exact);
	assert_int_equal(compare(left_place, left, right_place, right, "=="),
			 truth(equal));
}

static void lists_come_out_as_comparing_every_pair(void **state)
{
	struct list left, right;
	u32 round, place;

	(void)state;
	srand(1);
	for (round = 0; round < 1500; round++) {
		left = random_list(round & 1, round % 3 ? 5 : 40);
		right = random_list(round & 1, round % 5 ? 4 : 40);
		left.exact = rand() % 3 == 0;
		right.exact = rand() % 3 == 0;
		if (round % 7 == 0) {
			right = list_of(left.count);
			memcpy(right.elements, left.elements,
			       left.count * sizeof(struct element));
			if (round & 1)
				right.elements[0].text[0] ^= 0x20;
		}
		place = (u32)rand() % (PLACES * PLACES);
		if (place / PLACES == place % PLACES && place)
			continue;
		hold((enum place)(place / PLACES), &left,
		     (enum place)(place % PLACES), &right);
		test_forget(NULL);
	}
}

static void lists_of_thousands_are_compared_to_the_last(void **state)
{
	struct list left = numbers(2500, 1000), right = numbers(2500, 9000);

	(void)state;
	assert_int_equal(compare(LITERAL, &left, LITERAL, &right, "Any_of"), F);
	assert_int_equal(compare(USER, &left, LITERAL, &right, "Any_of"), F);
	assert_int_equal(compare(USER, &left, RESOURCE, &right, "Any_of"), F);
	assert_int_equal(compare(USER, &left, RESOURCE, &right, "=="), F);
	right.elements[2499].number = left.elements[2499].number;
	assert_int_equal(compare(LITERAL, &left, LITERAL, &right, "Any_of"), T);
	assert_int_equal(compare(USER, &left, LITERAL, &right, "Any_of"), T);
	assert_int_equal(compare(USER, &left, RESOURCE, &right, "Any_of"), T);
	right = numbers(2500, 1000);
	assert_int_equal(compare(USER, &left, LITERAL, &right, "Contains"), T);
	assert_int_equal(compare(LITERAL, &left, USER, &right, "Contains"), T);
	assert_int_equal(compare(USER, &left, RESOURCE, &right, "Contains"), T);
	assert_int_equal(compare(USER, &left, RESOURCE, &right, "=="), T);
	right.elements[2499].number = 1;
	assert_int_equal(compare(USER, &left, LITERAL, &right, "Contains"), F);
	assert_int_equal(compare(LITERAL, &left, USER, &right, "Contains"), F);
	assert_int_equal(compare(USER, &left, RESOURCE, &right, "Contains"), F);
	assert_int_equal(compare(USER, &left, RESOURCE, &right, "=="), F);
}

static void claims_without_an_index_are_searched_one_by_one(void **state)
{
	struct list left = numbers(100, 0), right = numbers(100, 50);

	(void)state;
	assert_int_equal(compare(LOCAL, &left, USER, &right, "Any_of"), T);
	assert_int_equal(compare(LOCAL, &left, LITERAL, &right, "Any_of"), T);
	assert_int_equal(compare(LOCAL, &left, LITERAL, &right, "Contains"), F);
	right = numbers(100, 100);
	assert_int_equal(compare(LOCAL, &left, USER, &right, "Any_of"), F);
	/* More pairs than a check may look at. */
	left = numbers(3000, 0);
	right = numbers(3000, 0);
	assert_int_equal(compare(LOCAL, &left, USER, &right, "Contains"), U);
	assert_int_equal(budget.steps, 0);
}

/* A claim whose strings all are the end of one and the same. */
static struct test_bytes endings(char name, u32 count)
{
	static u8 bytes[1 << 16];
	u32 text = 24 + 8 * count + 4;
	u32 i;

	memset(bytes, 0, sizeof(bytes));
	kacs_store_le32(bytes, text + 2 * count + 2 - 4);
	kacs_store_le32(bytes + 4, text - 4 - 4);
	kacs_store_le16(bytes + 8, KACS_CLAIM_STRING);
	kacs_store_le32(bytes + 16, count);
	bytes[text - 4] = (u8)name;
	for (i = 0; i < count; i++) {
		kacs_store_le32(bytes + 20 + 4 * i, 20 + 4 * count + 4 * i - 4);
		kacs_store_le32(bytes + 20 + 4 * count + 4 * i,
				text - 4 + 2 * i);
		bytes[text + 2 * i] = 'a';
	}
	return test_copy(bytes, text + 2 * count + 2);
}

/*
 * Together they are far more than their bytes, and nobody could compare them
 * pair by pair. What does not take that long is right all the same.
 */
static void values_that_share_their_bytes_are_unknown_at_last(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_condition condition;
	struct kacs_token token;
	struct kacs_check check;

	(void)state;
	spec.user_claims = endings('u', 3000);
	token = test_prepare_token(&spec);
	check = test_question(&token, object(endings('r', 2999)), 1);
	condition = test_prepare_condition(
		test_condition("@User.u @Resource.r =="));
	budget.steps = KACS_CONDITION_STEPS;
	assert_int_equal(kacs_condition_evaluate(condition, &check, &budget,
						 KACS_PASS_NORMAL, false),
			 F);
	condition = test_prepare_condition(
		test_condition("@Resource.r @User.u Contains"));
	assert_int_equal(kacs_condition_evaluate(condition, &check, &budget,
						 KACS_PASS_NORMAL, false),
			 U);
	assert_int_equal(budget.steps, 0);
	condition = test_prepare_condition(
		test_condition("@User.u 'aaa' Contains"));
	budget.steps = KACS_CONDITION_STEPS;
	assert_int_equal(kacs_condition_evaluate(condition, &check, &budget,
						 KACS_PASS_NORMAL, false),
			 T);
}

static void what_a_check_has_spent_does_not_touch_literals(void **state)
{
	static const char *const words[] = {
		"@User.u { 3 } Contains",	"{ 4 3 2 1 } @User.u Contains",
		"@User.u { 4 3 2 1 } ==",	"{ 4 3 2 1 } @User.u ==",
		"@User.u { 3 9 } Any_of",	"{ 9 3 } @User.u Any_of",
		"@User.t 'a-long-text' ==",	"'a-long-text' @User.t ==",
		"@User.t 'a-long-text-more' <", "'a-long-tex' @User.t <"};
	const struct test_claim u = {"u", KACS_CLAIM_INT64, .count = 4,
				     .numbers = {4, 3, 2, 1}};
	const struct test_claim r = {"r", KACS_CLAIM_INT64, .count = 4,
				     .numbers = {4, 3, 2, 1}};
	const struct test_claim text = {"t", KACS_CLAIM_STRING, .count = 1,
					.texts = {"a-long-text"}};
	const struct test_claim claims[] = {u, text};
	struct test_token spec = test_token(ALICE);
	struct kacs_condition condition;
	struct kacs_token token;
	struct kacs_check check;
	u32 i;

	(void)state;
	spec.user_claims = test_claim_array(claims, 2);
	token = test_prepare_token(&spec);
	check = test_question(&token, object(test_claim_array(&r, 1)), 1);
	budget.steps = 0;
	for (i = 0; i < COUNT(words); i++) {
		condition = test_prepare_condition(test_condition(words[i]));
		assert_int_equal(
			kacs_condition_evaluate(condition, &check, &budget,
						KACS_PASS_NORMAL, true),
			T);
	}
	condition = test_prepare_condition(
		test_condition("@User.u @Resource.r Contains"));
	assert_int_equal(kacs_condition_evaluate(condition, &check, &budget,
						 KACS_PASS_NORMAL, false),
			 U);
}

/* And one to see that there are no more. */
static void a_pair_of_values_is_a_step(void **state)
{
	struct list list = numbers(10, 0);

	(void)state;
	assert_int_equal(compare(USER, &list, RESOURCE, &list, "=="), T);
	assert_int_equal(budget.steps, KACS_CONDITION_STEPS - 11);
	assert_int_equal(compare(USER, &list, LITERAL, &list, "=="), T);
	assert_int_equal(budget.steps, KACS_CONDITION_STEPS);
}

/* What takes most room beside its bytes: names and texts of no letters. */
static struct test_ace random_ace(bool sacl)
{
	static const char *const conditions[] = {
		"@User. !",
		"@User. @Local. && @Device. || !",
		"'' '' ==",
		"{ '' } { '' '' '' '' } Any_of",
		"{ S-1-5 S-1-5 S-1-5 } Member_of",
		"S-1-5 Member_of",
		"{ { '' '' } { } { { } } } { # # } ==",
		"",
	};
	struct list list = random_list(rand() % 2, 1 + (u32)rand() % 6);
	struct test_bytes bytes;

	if (rand() % 3 == 0)
		return (struct test_ace)ALLOW(1, "S-1-5");
	if (sacl && rand() % 2) {
		bytes = claim("ab"[rand() % 2], &list);
		return (struct test_ace){KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE,
					 rand() % 4 ? 0 : KACS_ACE_INHERIT_ONLY,
					 0,
					 EVERYONE,
					 (const char *)bytes.bytes + 4,
					 bytes.len - 4};
	}
	bytes = test_condition(conditions[rand() % COUNT(conditions)]);
	return (struct test_ace){sacl ? KACS_ACE_SYSTEM_AUDIT_CALLBACK
				      : KACS_ACE_ACCESS_ALLOWED_CALLBACK,
				 0,
				 1,
				 "S-1-5",
				 (const char *)bytes.bytes,
				 bytes.len};
}

static void prepared_descriptors_are_at_most_twice_their_bytes(void **state)
{
	struct test_ace aces[2][40];
	struct test_acl acls[2] = {{aces[0], 0, 0}, {aces[1], 0, 0}};
	struct test_bytes bytes;
	u32 round, size, i, j;

	(void)state;
	srand(2);
	for (round = 0; round < 2000; round++) {
		for (i = 0; i < 2; i++) {
			acls[i].count = (u32)rand() % COUNT(aces[i]);
			for (j = 0; j < acls[i].count; j++)
				aces[i][j] = random_ace(i);
		}
		bytes = test_sd_bytes(&(const struct test_sd){
			.owner = "S-1-5", .dacl = &acls[0], .sacl = &acls[1]});
		assert_int_equal(kacs_sd_measure(bytes.bytes, bytes.len, &size,
						 NULL),
				 KACS_OK);
		assert_in_range(size, bytes.len, 2 * bytes.len + 128);
		test_prepare(bytes);
		test_forget(NULL);
	}
}

/* Of the same length, and different in the type or the length of an element. */
static void lists_in_lists_have_an_order(void **state)
{
	static const char *const elements[] = {
		"{ 1 }",	 "{ 'abc' }",	  "{ #abcdef }",
		"{ 'a' 'abc' }", "{ 'abc' 'a' }", "{ { 'abc' } }",
		"{ 2 }",	 "{ }",
	};
	struct test_token spec = test_token(ALICE);
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check = test_question(&token, SD(.owner = ALICE), 1);
	struct kacs_condition condition;
	char words[200];
	u32 i, j, k;

	(void)state;
	for (i = 0; i < COUNT(elements); i++) {
		for (j = 0; j < COUNT(elements); j++) {
			for (k = 0; k < COUNT(elements); k++) {
				snprintf(words, sizeof(words),
					 "{ %s %s } { %s } Any_of", elements[i],
					 elements[j], elements[k]);
				condition = test_prepare_condition(
					test_condition(words));
				budget.steps = 1;
				assert_int_equal(
					kacs_condition_evaluate(
						condition, &check, &budget,
						KACS_PASS_NORMAL, true),
					truth(k == i || k == j));
			}
		}
		test_forget(NULL);
		token = test_prepare_token(&spec);
		check = test_question(&token, SD(.owner = ALICE), 1);
	}
}

/* And with more steps, what was answered stays. */
static void with_any_budget_an_answer_is_right_or_unknown(void **state)
{
	static const char *const words[] = {
		"@User.u @Resource.r Contains", "@User.u @Resource.r Any_of",
		"@User.u @Resource.r ==",	"@Local.l @User.u Any_of",
		"@Local.l @Resource.r ==",	"@Local.x Exists",
		"@User.t @Resource.t <",	"@User.t @Resource.t ==",
		"@Local.l 3 Contains",
	};
	static const enum kacs_truth whole[] = {T, T, T, T, T, F, T, F, T};
	static const char long_text[] = "long enough that comparing it costs";
	const struct test_claim u = {"u", KACS_CLAIM_INT64, .count = 4,
				     .numbers = {4, 3, 2, 1}};
	const struct test_claim r = {"r", KACS_CLAIM_INT64, .count = 4,
				     .numbers = {4, 3, 2, 1}};
	const struct test_claim text = {"t", KACS_CLAIM_STRING, .count = 1,
					.texts = {long_text}};
	const struct test_claim more = {
		"t", KACS_CLAIM_STRING, .count = 1,
		.texts = {"long enough that comparing it costs more"}};
	const struct test_claim claims[] = {u, text};
	struct test_bytes entries[] = {test_claim_entry(&r),
				       test_claim_entry(&more)};
	struct test_ace aces[2];
	struct test_acl sacl = {aces, 2, 0};
	struct test_token spec = test_token(ALICE);
	struct test_bytes local = CLAIMS(
		{"l", KACS_CLAIM_INT64, .count = 4, .numbers = {4, 3, 2, 1}});
	struct kacs_condition condition;
	struct kacs_token token;
	struct kacs_check check;
	enum kacs_truth answer;
	u32 i, steps;

	(void)state;
	for (i = 0; i < 2; i++)
		aces[i] = (struct test_ace){KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE,
					    0,
					    0,
					    EVERYONE,
					    (const char *)entries[i].bytes,
					    entries[i].len};
	spec.user_claims = test_claim_array(claims, 2);
	token = test_prepare_token(&spec);
	check = test_question(&token, SD(.owner = ALICE, .sacl = &sacl), 1);
	assert_int_equal(kacs_claims_prepare(local.bytes, local.len, 0,
					     &check.local_claims, NULL),
			 KACS_OK);
	for (i = 0; i < COUNT(words); i++) {
		bool answered = false;

		condition = test_prepare_condition(test_condition(words[i]));
		for (steps = 0; steps < 100; steps++) {
			budget.steps = steps;
			answer =
				kacs_condition_evaluate(condition, &check,
							&budget,
							KACS_PASS_NORMAL, true);
			assert_int_equal(
				answer, answered || answer != U ? whole[i] : U);
			assert_true(!steps || answer != U || !budget.steps);
			answered |= answer != U;
		}
		assert_true(answered);
		budget.steps = 0;
		assert_int_equal(
			kacs_condition_evaluate(condition, &check, &budget,
						KACS_PASS_NORMAL, true),
			U);
	}
}

/* Not byte by byte: case and base make no difference, nor does a sign. */
static void lists_in_lists_are_compared_by_value(void **state)
{
	static const char *const words[] = {
		"{ { 'Abc' 1 } } { { 'aBC' 1 } } ==",
		"{ { 'Abc' 1 } { } } { { 'aBC' 1 } } Any_of",
		"{ { { 'Abc' } } { 1 } } { { { 'aBC' } } } Contains",
		"{ { -1 } } { { -1 } } ==",
	};
	struct test_token spec = test_token(ALICE);
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check = test_question(&token, SD(.owner = ALICE), 1);
	struct kacs_condition condition;
	struct test_bytes bytes;
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(words); i++) {
		bytes = test_condition(words[i]);
		/* The first number's magnitude with its sign, in base 8. */
		if (i == COUNT(words) - 1) {
			kacs_store_le64(bytes.bytes + 15, 1);
			bytes.bytes[24] = 1;
		}
		condition = test_prepare_condition(bytes);
		budget.steps = 1;
		assert_int_equal(
			kacs_condition_evaluate(condition, &check, &budget,
						KACS_PASS_NORMAL, true),
			T);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_come_out_as_comparing_every_pair),
		cmocka_unit_test(lists_of_thousands_are_compared_to_the_last),
		cmocka_unit_test(
			claims_without_an_index_are_searched_one_by_one),
		cmocka_unit_test(
			values_that_share_their_bytes_are_unknown_at_last),
		cmocka_unit_test(
			what_a_check_has_spent_does_not_touch_literals),
		cmocka_unit_test(a_pair_of_values_is_a_step),
		cmocka_unit_test(
			prepared_descriptors_are_at_most_twice_their_bytes),
		cmocka_unit_test(lists_in_lists_have_an_order),
		cmocka_unit_test(with_any_budget_an_answer_is_right_or_unknown),
		cmocka_unit_test(lists_in_lists_are_compared_by_value),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
