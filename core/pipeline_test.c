// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The first and the last steps (gate, mapping, result) and the names of all:
 * PSD-004 10.10.
 */
#include "allocation_test_support.h"
#include "unit_test.h"

static const struct kacs_sd *open_to_alice(void)
{
	return SD(.owner = ALICE, .dacl = ACES(ALLOW(KACS_GENERIC_ALL, ALICE)));
}

static void identification_tokens_are_denied_everything(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token;
	struct kacs_decision decision;

	(void)state;
	spec.spec.token_type = KACS_TOKEN_IMPERSONATION;
	spec.spec.impersonation_level = KACS_LEVEL_IDENTIFICATION;
	spec.spec.privs_present = KACS_PRIVILEGE_ALL;
	spec.spec.privs_enabled = KACS_PRIVILEGE_ALL;
	token = test_prepare_token(&spec);
	decision = test_check(&token, open_to_alice(), KACS_GENERIC_READ);
	assert_false(decision.allowed);
	assert_int_equal(decision.granted, 0);
	assert_int_equal(decision.desired, KACS_FILE_GENERIC_READ);
	assert_false(test_check(&token, open_to_alice(), 0).allowed);
	assert_false(test_check(&token, open_to_alice(), KACS_MAXIMUM_ALLOWED)
			     .allowed);
	assert_false(test_check(&token, open_to_alice(),
				KACS_ACCESS_SYSTEM_SECURITY | KACS_WRITE_OWNER)
			     .allowed);
}

static void other_impersonation_levels_proceed(void **state)
{
	static const u8 levels[] = {KACS_LEVEL_ANONYMOUS,
				    KACS_LEVEL_IMPERSONATION,
				    KACS_LEVEL_DELEGATION};
	struct test_token spec = test_token(ALICE);
	struct kacs_token token;
	u32 i;

	(void)state;
	spec.spec.token_type = KACS_TOKEN_IMPERSONATION;
	for (i = 0; i < COUNT(levels); i++) {
		spec.spec.impersonation_level = levels[i];
		token = test_prepare_token(&spec);
		assert_true(test_check(&token, open_to_alice(), 1).allowed);
	}
}

static void a_descriptor_without_owner_grants_nothing(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	MAXIMUM(&token, SD(.group = ALICE), 0);
	assert_false(test_check(&token, SD(.group = ALICE), 0).allowed);
	assert_false(test_check(&token, SD(.group = ALICE), 1).allowed);
}

static void desired_generic_rights_are_mapped_and_cleared(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_decision decision;

	(void)state;
	decision = test_check(&token, open_to_alice(),
			      KACS_GENERIC_EXECUTE | KACS_DELETE);
	assert_true(decision.allowed);
	assert_int_equal(decision.desired,
			 KACS_FILE_GENERIC_EXECUTE | KACS_DELETE);
	assert_int_equal(decision.granted,
			 KACS_FILE_GENERIC_EXECUTE | KACS_DELETE);
}

static void each_object_maps_generic_rights_its_own_way(void **state)
{
	static const struct {
		const struct kacs_generic_mapping *mapping;
		u32 generic;
		u32 mapped;
	} cases[] = {
		{&kacs_file_mapping, KACS_GENERIC_READ, 0x00120089},
		{&kacs_file_mapping, KACS_GENERIC_WRITE, 0x00120116},
		{&kacs_file_mapping, KACS_GENERIC_EXECUTE, 0x001200a0},
		{&kacs_file_mapping, KACS_GENERIC_ALL, 0x001f01ff},
		{&kacs_token_mapping, KACS_GENERIC_READ, 0x00020008},
		{&kacs_token_mapping, KACS_GENERIC_WRITE, 0x000400e0},
		{&kacs_token_mapping, KACS_GENERIC_EXECUTE, 0x00000004},
		{&kacs_token_mapping, KACS_GENERIC_ALL, 0x000f01ff},
		{&kacs_process_mapping, KACS_GENERIC_READ, 0x00020410},
		{&kacs_process_mapping, KACS_GENERIC_WRITE, 0x00040220},
		{&kacs_process_mapping, KACS_GENERIC_EXECUTE, 0x00001801},
		{&kacs_process_mapping, KACS_GENERIC_ALL, 0x000e1e73},
	};
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		assert_int_equal(kacs_map_generic(cases[i].generic | 0x2000,
						  cases[i].mapping),
				 cases[i].mapped | 0x2000);
	assert_int_equal(kacs_map_generic(0x0fffffff, &kacs_file_mapping),
			 0x0fffffff);
}

static void nothing_desired_is_allowed(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_decision decision;

	(void)state;
	decision = test_check(&token, SD(.owner = SYSTEM, .dacl = NO_ACES), 0);
	assert_true(decision.allowed);
	assert_int_equal(decision.granted, 0);
	assert_int_equal(test_check(&token, open_to_alice(), 0).granted, 0);
}

static void maximum_allowed_alone_succeeds_with_what_there_is(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token = test_prepare_token(&spec);
	const struct kacs_sd *closed = SD(.owner = SYSTEM, .dacl = NO_ACES);
	struct kacs_decision decision;

	(void)state;
	decision = test_check(&token, closed, KACS_MAXIMUM_ALLOWED);
	assert_true(decision.allowed);
	assert_true(decision.maximum_allowed);
	assert_int_equal(decision.desired, 0);
	assert_int_equal(decision.granted, 0);
	assert_int_equal(test_check(&token, open_to_alice(),
				    KACS_MAXIMUM_ALLOWED)
				 .granted,
			 KACS_FILE_ALL_ACCESS);
}

static void maximum_allowed_with_rights_asks_both(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token = test_prepare_token(&spec);
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM, .dacl = ACES(ALLOW(3, ALICE)));
	struct kacs_decision decision;

	(void)state;
	decision = test_check(&token, sd, KACS_MAXIMUM_ALLOWED | 1);
	assert_true(decision.allowed);
	assert_int_equal(decision.granted, 3);
	decision = test_check(&token, sd, KACS_MAXIMUM_ALLOWED | 4);
	assert_false(decision.allowed);
	assert_int_equal(decision.granted, 3);
}

static void a_targeted_request_returns_only_what_was_desired(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token = test_prepare_token(&spec);

	(void)state;
	GRANTED(&token, open_to_alice(), 1, 1);
	GRANTED(&token, SD(.owner = ALICE, .dacl = ACES(ALLOW(3, ALICE))), 5,
		1);
}

static void steps_have_their_names(void **state)
{
	static const char *const names[] = {
		"none",	  "gate",   "mapping",	 "privileges", "integrity",
		"trust",  "dacl",   "ownership", "restricted", "confinement",
		"policy", "layers", "audit",	 "result",     "none",
	};
	/* Those of the kernel alone. */
	static const char *const others[] = {
		"none",	      "privilege required", "no sd",	  "corrupt sd",
		"handle",     "fixed rule",	    "capability", "protection",
		"mitigation", "impersonation",	    "none"};
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(names); i++)
		assert_string_equal(kacs_step_name(i), names[i]);
	for (i = 0; i < COUNT(others); i++)
		assert_string_equal(
			kacs_step_name(KACS_STEP_PRIVILEGE_REQUIRED - 1 + i),
			others[i]);
	assert_string_equal(kacs_step_name(~0u), "none");
}

/* So every other test of the core asserts as well. */
static void a_check_allocates_nothing(void **state)
{
	struct test_token spec = test_token(ALICE);
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check =
		test_question(&token, open_to_alice(), KACS_MAXIMUM_ALLOWED);
	struct kacs_decision decision;
	struct kacs_trace trace;
	unsigned int before;

	(void)state;
	kacs_trace_init(&trace, NULL, 0);
	before = test_allocations();
	kacs_access_check(&check, &decision, NULL);
	kacs_access_check(&check, &decision, &trace);
	assert_int_equal(test_allocations(), before);
	/* Nothing else is allocated unseen. */
	test_copy("", 1);
	assert_true(test_allocations() > before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identification_tokens_are_denied_everything),
		cmocka_unit_test(other_impersonation_levels_proceed),
		cmocka_unit_test(a_descriptor_without_owner_grants_nothing),
		cmocka_unit_test(desired_generic_rights_are_mapped_and_cleared),
		cmocka_unit_test(each_object_maps_generic_rights_its_own_way),
		cmocka_unit_test(nothing_desired_is_allowed),
		cmocka_unit_test(a_check_allocates_nothing),
		cmocka_unit_test(
			maximum_allowed_alone_succeeds_with_what_there_is),
		cmocka_unit_test(maximum_allowed_with_rights_asks_both),
		cmocka_unit_test(
			a_targeted_request_returns_only_what_was_desired),
		cmocka_unit_test(steps_have_their_names),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
