// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Time of an access check, one JSON line a scenario: {"scenario": "...",
 * "kacs_ns": N}. N is the median of several batches, on one processor. A
 * benchmark, not a test: it fails only if a scenario does not come out as its
 * name says.
 */
#include "measure.h"
#include "scenario.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/condition_test_support.h"
#include "core/ed25519.h"

static void measure(const char *scenario, operation run, const void *context)
{
	printf("{\"scenario\": \"%s\", \"kacs_ns\": %.1f}\n", scenario,
	       median_ns(run, context));
	fflush(stdout);
}

/* The same of something that has @bytes bytes. */
static void measure_bytes(const char *scenario, operation run,
			  const void *context, u32 bytes)
{
	double ns = median_ns(run, context);

	printf("{\"scenario\": \"%s\", \"kacs_ns\": %.1f, \"bytes\": %u, "
	       "\"ns_per_byte\": %.3f, \"gb_per_s\": %.2f}\n",
	       scenario, ns, bytes, ns / bytes, bytes / ns);
	fflush(stdout);
}

static u32 prepare_many(const void *context, u32 count)
{
	const struct test_bytes *bytes = context;
	const struct kacs_sd *sd;
	static u64 memory[1024];
	u32 sum = 0;
	u32 i, size;

	for (i = 0; i < count; i++) {
		if (kacs_sd_measure(bytes->bytes, bytes->len, &size, NULL) ||
		    kacs_sd_prepare(memory, size, bytes->bytes, bytes->len, &sd,
				    NULL))
			abort();
		sum += sd->dacl.count;
	}
	return sum;
}

static void measure_check(const char *scenario, const struct kacs_check *check,
			  u32 granted)
{
	expect(scenario, check, granted);
	measure(scenario, check_many, check);
}

static void plain_checks(void)
{
	struct test_token ten = member_of(10), sixty = member_of(60);
	struct kacs_token token = test_prepare_token(&ten);
	const char *last_of_ten = ten.groups.entries[9].sid;
	struct kacs_check check = test_question(
		&token, with_aces(5, 3, last_of_ten), KACS_FILE_READ_DATA);

	measure_check("10 groups, 5 ACEs, 4th decides", &check,
		      KACS_FILE_READ_DATA);
	check.desired = KACS_MAXIMUM_ALLOWED;
	measure_check("maximum_allowed", &check, KACS_FILE_GENERIC_READ);

	token = test_prepare_token(&sixty);
	check = test_question(&token,
			      with_aces(64, 63, sixty.groups.entries[59].sid),
			      KACS_FILE_READ_DATA);
	measure_check("60 groups, 64 ACEs, last decides", &check,
		      KACS_FILE_READ_DATA);
}

/* The 4th of 5 ACEs asks for a claim and a membership. */
static void conditional(void)
{
	struct test_token spec = member_of(10);
	struct test_bytes words =
		test_condition("@User.clearance 2 >= S-1-1-0 Member_of &&");
	struct test_ace ace = {KACS_ACE_ACCESS_ALLOWED_CALLBACK, 0,
			       KACS_FILE_GENERIC_READ,		 EVERYONE,
			       (const char *)words.bytes,	 words.len};
	struct kacs_token token;
	struct kacs_check check;

	spec.user_claims = CLAIMS({.name = "clearance",
				   .type = KACS_CLAIM_INT64,
				   .count = 1,
				   .numbers = {3}});
	token = test_prepare_token(&spec);
	check = test_question(
		&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(KACS_FILE_ALL_ACCESS, ADMINISTRATORS),
				ALLOW(KACS_FILE_ALL_ACCESS, SYSTEM),
				ALLOW(KACS_FILE_GENERIC_READ, BOB), ace,
				ALLOW(KACS_FILE_GENERIC_READ, CAROL))),
		KACS_FILE_READ_DATA);
	measure_check("10 groups, 5 ACEs, 4th decides by a condition", &check,
		      KACS_FILE_READ_DATA);
}

static char words[1 << 20];

/* What words there are, how often, and what is before, between and behind. */
static void repeat(const char *before, u32 count, const char *format,
		   const char *behind)
{
	size_t len = strlen(words);
	u32 i;

	len += (size_t)sprintf(words + len, "%s", before);
	for (i = 0; i < count; i++)
		len += (size_t)sprintf(words + len, format, i);
	sprintf(words + len, "%s", behind);
}

/* Two lists that share nothing: every element is sought to the end. */
static void unlike_lists(u32 count)
{
	repeat("{ ", count, "1%05u ", "} { ");
	repeat("", count, "2%05u ", "} Any_of");
}

/* Strings that are the same for long. */
static void like_strings(u32 count)
{
	repeat("{ ", count, "'a-rather-long-name-for-a-project-%05u' ", "} { ");
	repeat("", count, "'A-RATHER-LONG-NAME-FOR-A-PROJECT-%05u' ",
	       "} Contains");
}

/* Lists in lists, which differ in the end only. */
static void nested_lists(u32 count)
{
	repeat("{ ", count, "{ { { 1 } 'b' } { %u } } ", "1 } { ");
	repeat("", count, "{ { { 1 } 'B' } { %u } } ", "2 } ==");
}

/* As many values at once as there may be, and what they come to. */
static void deep_logic(u32 count)
{
	repeat("", count, "@User.clearance ", "");
	repeat("", count - 1, "&& ", "");
}

static void many_memberships(u32 count)
{
	repeat("{ ", count, "S-1-5-21-9-9-9-%u ", "} Member_of_Any");
}

/* A deny ACE with a condition; 0 of what is asked for remains if it holds. */
static void measure_condition(const char *name, void (*write)(u32), u32 count,
			      bool holds)
{
	struct test_token spec = test_token(ALICE);
	struct test_bytes condition;
	struct test_ace ace = {KACS_ACE_ACCESS_DENIED_CALLBACK,
			       0,
			       KACS_FILE_READ_DATA,
			       ALICE,
			       NULL,
			       0};
	struct kacs_token token;
	struct kacs_check check;
	char scenario[64];

	spec.user_claims = CLAIMS({.name = "clearance",
				   .type = KACS_CLAIM_INT64,
				   .count = 1,
				   .numbers = {3}});
	token = test_prepare_token(&spec);
	words[0] = '\0';
	write(count);
	condition = test_condition(words);
	ace.data = (const char *)condition.bytes;
	ace.data_len = condition.len;
	check = test_question(
		&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(ace, ALLOW(KACS_FILE_READ_DATA, ALICE))),
		KACS_FILE_READ_DATA);
	snprintf(scenario, sizeof(scenario), "condition: %s, %u", name, count);
	expect(scenario, &check, holds ? 0 : KACS_FILE_READ_DATA);
	measure_bytes(scenario, check_many, &check, condition.len);
}

/* The time for each byte should not depend on how many there are. */
static void adversarial(void)
{
	measure_condition("unlike lists", unlike_lists, 200, false);
	measure_condition("unlike lists", unlike_lists, 2000, false);
	measure_condition("like strings", like_strings, 30, true);
	measure_condition("like strings", like_strings, 300, true);
	measure_condition("nested lists", nested_lists, 60, false);
	measure_condition("nested lists", nested_lists, 600, false);
	measure_condition("deep logic", deep_logic, 100, true);
	measure_condition("deep logic", deep_logic, 1000, true);
	measure_condition("memberships", many_memberships, 150, false);
	measure_condition("memberships", many_memberships, 1500, false);
}

static void restricted_and_confined(void)
{
	struct test_token spec = member_of(10);
	struct kacs_token token;
	struct kacs_check check;

	test_add(&spec.restricted, STAFF, 0);
	spec.confinement = PACKAGE;
	token = test_prepare_token(&spec);
	check = test_question(
		&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(ALLOW(KACS_FILE_ALL_ACCESS, ADMINISTRATORS),
				ALLOW(KACS_FILE_GENERIC_READ, EVERYONE),
				ALLOW(KACS_FILE_GENERIC_READ, BOB),
				ALLOW(KACS_FILE_GENERIC_READ, STAFF),
				ALLOW(KACS_FILE_GENERIC_READ, PACKAGE))),
		KACS_FILE_READ_DATA);
	measure_check("restricted and confined", &check, KACS_FILE_READ_DATA);
}

/* RFC 8032, 7.1, the empty message; and its hash k, to measure nothing else. */
static const u8 vector_key[] = {0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7,
				0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
				0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25,
				0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a};

static const u8 vector_signature[] = {
	0xe5, 0x56, 0x43, 0x00, 0xc3, 0x60, 0xac, 0x72, 0x90, 0x86, 0xe2,
	0xcc, 0x80, 0x6e, 0x82, 0x8a, 0x84, 0x87, 0x7f, 0x1e, 0xb8, 0xe5,
	0xd9, 0x74, 0xd8, 0x73, 0xe0, 0x65, 0x22, 0x49, 0x01, 0x55, 0x5f,
	0xb8, 0x82, 0x15, 0x90, 0xa3, 0x3b, 0xac, 0xc6, 0x1e, 0x39, 0x70,
	0x1c, 0xf9, 0xb4, 0x6b, 0xd2, 0x5b, 0xf5, 0xf0, 0x59, 0x5b, 0xbe,
	0x24, 0x65, 0x51, 0x41, 0x43, 0x8e, 0x7a, 0x10, 0x0b};

static bool known_hash(const struct kacs_part *parts, u32 count, u8 *digest)
{
	static const u8 hash[] = {
		0x27, 0x71, 0x06, 0x2b, 0x6b, 0x53, 0x6f, 0xe7, 0xff, 0xbd,
		0xda, 0x03, 0x20, 0xc3, 0x82, 0x7b, 0x03, 0x5d, 0xf1, 0x0d,
		0x28, 0x4d, 0xf3, 0xf0, 0x82, 0x22, 0xf0, 0x4d, 0xbc, 0xa7,
		0xa4, 0xc2, 0x0e, 0xf1, 0x5b, 0xdc, 0x98, 0x8a, 0x22, 0xc7,
		0x20, 0x74, 0x11, 0x37, 0x7c, 0x33, 0xf2, 0xac, 0x09, 0xb1,
		0xe8, 0x6a, 0x04, 0x62, 0x34, 0x28, 0x37, 0x68, 0xee, 0x7b,
		0xa0, 0x3c, 0x0e, 0x9f};

	(void)parts;
	(void)count;
	memcpy(digest, hash, sizeof(hash));
	return true;
}

static u32 verify_many(const void *context, u32 count)
{
	u32 sum = 0;
	u32 i;

	(void)context;
	for (i = 0; i < count; i++) {
		if (!kacs_ed25519_verify(vector_key, vector_signature, NULL, 0,
					 known_hash))
			abort();
		sum++;
	}
	return sum;
}

int main(void)
{
	const struct kacs_sd *five = with_aces(5, 3, STAFF);
	const struct kacs_sd *sixty = with_aces(60, 3, STAFF);
	struct test_bytes bytes = test_copy(five->bytes, five->len);
	struct test_bytes more = test_copy(sixty->bytes, sixty->len);

	pin_to_one_cpu();
	plain_checks();
	restricted_and_confined();
	conditional();
	adversarial();
	measure_bytes("prepare SD 5 ACEs", prepare_many, &bytes, bytes.len);
	measure_bytes("prepare SD 60 ACEs", prepare_many, &more, more.len);
	measure("verify an Ed25519 signature", verify_many, NULL);
	test_forget(NULL);
	return 0;
}
