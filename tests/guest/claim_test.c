// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Claims in the kernel: local ones in kacs_access_check, those of tokens and
 * resources when a file is opened. PSD-004 3.8 to 3.10, 13.1.
 */
#include "policy_spec.h"
#include "question.h"

static uint8_t claims[512];
static uint32_t claims_len;

/* A claim entry: what follows the SID of a resource attribute ACE. */
static void add_claim(const char *attribute)
{
	const uint32_t before = 8 + 8 + 12;
	uint32_t acl_len, len;
	uint8_t *acl;
	char sddl[256];

	snprintf(sddl, sizeof(sddl), "S:(RA;;;;;WD;%s)", attribute);
	acl = acl_bytes(sddl, &acl_len);
	len = acl_len - before;
	memcpy(claims + claims_len, &len, sizeof(len));
	memcpy(claims + claims_len + 4, acl + before, len);
	claims_len += 4 + len;
	free(acl);
}

static struct kacs_access_check_args claims_question(uint32_t desired)
{
	struct kacs_access_check_args args = question(alice, desired);

	args.local_claims_ptr = (uintptr_t)claims;
	args.local_claims_len = claims_len;
	return args;
}

static int64_t ask_with_claims(uint32_t desired)
{
	struct kacs_access_check_args args = claims_question(desired);

	return kacs_sys_access_check(&args);
}

static void test_local_claims(void)
{
	use_sd("O:SYG:SYD:(XA;;0x1;;;" ALICE ";(@Local.hour < 18))"
	       "(XA;;0x2;;;" ALICE ";(@Local.place == \"office\"))");
	tap_errno(ask(alice, QUEUE_READ), EACCES,
		  "local_claim_that_is_not_there_grants_nothing");
	claims_len = 0;
	add_claim("(\"hour\",TI,0x0,9)");
	tap_eq(ask_with_claims(QUEUE_READ), QUEUE_READ,
	       "local_claim_decides_a_condition");
	tap_errno(ask_with_claims(QUEUE_WRITE), EACCES,
		  "local_claim_decides_no_other_condition");
	add_claim("(\"place\",TS,0x0,\"office\")");
	tap_eq(ask_with_claims(KACS_MAXIMUM_ALLOWED), QUEUE_READ | QUEUE_WRITE,
	       "local_claims_may_be_several");
	claims_len = 0;
	add_claim("(\"hour\",TI,0x0,20)");
	tap_errno(ask_with_claims(QUEUE_READ), EACCES,
		  "local_claim_of_another_value_does_not_grant");
	use_sd("O:SYG:SYD:(XD;;0x1;;;" ALICE
	       ";(@Local.hour < 18))(A;;0x1;;;" ALICE ")");
	tap_eq(ask_with_claims(QUEUE_READ), QUEUE_READ,
	       "local_claim_lifts_a_conditional_denial");
	tap_errno(ask(alice, QUEUE_READ), EACCES,
		  "denial_that_nobody_can_tell_of_denies");
}

/* The record of a refusal is of the check with its claims. */
static void test_record(void)
{
	use_sd("O:SYG:SYD:(A;;0x4;;;" ALICE ")(XD;;0x1;;;" ALICE
	       ";(@Local.hour > 18))(A;;0x1;;;" ALICE ")(D;;0x2;;;WD)");
	claims_len = 0;
	add_claim("(\"hour\",TI,0x0,20)");
	tap_errno(ask_with_claims(QUEUE_READ), EACCES, "claims_are_refused");
	tap_eq(last_denial()->ace, 1,
	       "record_has_the_ace_whose_condition_held");
	claims_len = 0;
	add_claim("(\"hour\",TI,0x0,9)");
	tap_errno(ask_with_claims(QUEUE_READ | QUEUE_WRITE), EACCES,
		  "other_claims_are_refused");
	tap_eq(last_denial()->ace, 3,
	       "record_has_no_ace_whose_condition_did_not");
}

static void test_malformed(void)
{
	static uint8_t many[65540];
	struct kacs_access_check_args args;
	uint32_t len, cut = 0;

	use_sd("O:SYG:SYD:(A;;0x1;;;" ALICE ")");
	claims_len = 0;
	add_claim("(\"hour\",TI,0x0,9)");
	args = claims_question(QUEUE_READ);
	args.local_claims_ptr = 8;
	tap_refuses(&args, EFAULT, "claims_at_a_bad_address");
	args = claims_question(QUEUE_READ);
	args.local_claims_ptr = 0;
	tap_refuses(&args, EINVAL, "claims_at_no_address");
	args = claims_question(QUEUE_READ);
	args.local_claims_len = 0;
	tap_refuses(&args, EINVAL, "claims_of_no_length");
	args = claims_question(QUEUE_READ);
	args.local_claims_ptr = (uintptr_t)many;
	args.local_claims_len = 65537;
	tap_refuses(&args, EINVAL, "claims_over_65536_bytes");
	args = claims_question(QUEUE_READ);
	args.local_claims_len = 0xffffffff;
	tap_refuses(&args, EINVAL, "claims_of_4_gib");
	args = claims_question(QUEUE_READ);
	args.pad1 = 1;
	tap_refuses(&args, EINVAL, "claims_with_reserved_bits");
	for (len = 1; len < claims_len; len++) {
		args = claims_question(QUEUE_READ);
		args.local_claims_len = len;
		cut += kacs_sys_access_check(&args) != -1 || errno != EINVAL;
	}
	tap_eq(cut, 0, "cut_claims_are_refused_at_every_byte");
	memset(claims, 0, 4);
	args = claims_question(QUEUE_READ);
	tap_refuses(&args, EINVAL, "claim_of_no_length");
	memset(claims, 0xff, 4);
	tap_refuses(&args, EINVAL, "claim_behind_the_end");
	claims_len = 0;
	add_claim("(\"hour\",TI,0x0,9)");
	claims[8] = 4; /* FQBN */
	args = claims_question(QUEUE_READ);
	tap_refuses(&args, EINVAL, "claim_of_an_unsupported_type");
}

/* Resources name their projects, users have theirs. */
static void test_files(void)
{
	int engineer = token_for(
			.more = "\"claims\":{\"user\":[{\"name\":\"project\","
				"\"type\":\"string\",\"values\":[\"Apollo\"]}]}");
	int other = token_for(
			.more = "\"claims\":{\"user\":[{\"name\":\"project\","
				"\"type\":\"string\",\"values\":[\"Gemini\"]}]}");

	make_file("plan", "O:SYG:SYD:(XA;;FR;;;BU;"
			  "(@User.project == @Resource.project))");
	give_sd("plan", "S:(RA;;;;;WD;(\"project\",TS,0x0,\"apollo\"))");
	tap_as(engineer, open("plan", O_RDONLY), 0,
	       "claim_that_equals_the_attribute_opens");
	tap_as(engineer, open("plan", O_RDWR), EACCES,
	       "claim_gives_no_more_than_its_ace");
	tap_as(other, open("plan", O_RDONLY), EACCES,
	       "claim_of_another_value_does_not_open");
	tap_as(alice, open("plan", O_RDONLY), EACCES,
	       "nobody_without_the_claim_opens");
	give_sd("plan", "S:(RA;;;;;WD;(\"project\",TS,0x0,\"Gemini\"))");
	tap_as(engineer, open("plan", O_RDONLY), EACCES,
	       "changed_attribute_is_seen_by_the_next_open");
	tap_as(other, open("plan", O_RDONLY), 0,
	       "changed_attribute_opens_for_others");
	make_file("secret", "O:SYG:SYD:(XD;;FA;;;WD;"
			    "(@Resource.level > 3))(A;;FA;;;WD)");
	tap_as(alice, open("secret", O_RDONLY), EACCES,
	       "denial_by_a_missing_attribute_denies");
	give_sd("secret", "S:(RA;;;;;WD;(\"level\",TI,0x0,2))");
	tap_as(alice, open("secret", O_RDONLY), 0,
	       "denial_whose_condition_is_false_is_none");
	close(engineer);
	close(other);
}

int main(void)
{
	meet_people("claim");
	test_local_claims();
	test_record();
	test_malformed();
	test_files();
	return tap_done();
}
