// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Central policies on files: PSD-004 10.8. What kacs_set_caap refuses is in
 * policy_call_test.c.
 */
#include "policy_spec.h"
#include "question.h"
#include "tokens.h"

#define POLICY "S-1-17-1"
#define OTHER "S-1-17-2"
#define NOBODYS "S-1-17-404"

#define EVERYTHING "O:SYG:SYD:(A;;FA;;;WD)"
#define UNDER(sid) "S:(SP;;;;;" sid ")"
#define READERS "D:(A;;FR;;;BU)(A;;FA;;;SY)"
#define WRITERS "D:(A;;FA;;;BU)(A;;FA;;;SY)"

static void file_under(const char *path, const char *sacl)
{
	make_file(path, EVERYTHING);
	give_sd(path, sacl);
}

static void test_narrowing(void)
{
	file_under("narrow", UNDER(POLICY));
	must_set_policy(POLICY, {.dacl = READERS});
	tap_as(alice, open("narrow", O_RDONLY), 0, "policy_allows_reading");
	tap_as(alice, open("narrow", O_RDWR), EACCES, "policy_denies_writing");
	tap_errno(open("narrow", O_RDWR), 0, "policy_allows_system");
	must_set_policy(POLICY, {.dacl = READERS}, {.dacl = "D:(A;;FA;;;SY)"});
	tap_as(alice, open("narrow", O_RDONLY), EACCES,
	       "every_rule_has_to_allow");
	must_set_policy(POLICY, {.dacl = WRITERS});
	tap_as(alice, open("narrow", O_RDWR), 0,
	       "replaced_policy_is_the_one_that_decides");
	give_sd("narrow", "O:SYG:SYD:(A;;FR;;;WD)(A;;FA;;;SY)");
	tap_as(alice, open("narrow", O_RDWR), EACCES,
	       "policy_gives_nothing_that_the_dacl_does_not");
	must_set_policy(POLICY,
			{.dacl = "D:(D;;FR;;;" MALLORY ")(A;;FA;;;WD)"});
	tap_as(mallory, open("narrow", O_RDONLY), EACCES,
	       "denial_in_a_policy_denies");
	tap_as(alice, open("narrow", O_RDONLY), 0,
	       "denial_in_a_policy_is_for_whom_it_names");
}

static void test_several(void)
{
	must_set_policy(POLICY, {.dacl = WRITERS});
	must_set_policy(OTHER, {.dacl = READERS});
	file_under("both", "S:(SP;;;;;" POLICY ")(SP;;;;;" OTHER ")");
	tap_as(alice, open("both", O_RDWR), EACCES,
	       "every_policy_that_is_named_has_to_allow");
	tap_as(alice, open("both", O_RDONLY), 0, "what_all_allow_is_allowed");
	file_under("first", UNDER(POLICY));
	tap_as(alice, open("first", O_RDWR), 0,
	       "policy_that_is_not_named_does_not_matter");
	file_under("inherit_only", "S:(SP;CIIO;;;;" NOBODYS ")");
	tap_as(alice, open("inherit_only", O_RDWR), 0,
	       "inherit_only_name_of_a_policy_does_not_matter");
}

static void test_applies_to(void)
{
	file_under("conditional",
		   "S:(RA;;;;;WD;(\"secrecy\",TI,0x0,5))(SP;;;;;" POLICY ")");
	must_set_policy(POLICY, {.applies_to = "(@Resource.secrecy > 3)",
				 .dacl = "D:(A;;FA;;;SY)"});
	tap_as(alice, open("conditional", O_RDONLY), EACCES,
	       "rule_that_applies_denies");
	must_set_policy(POLICY, {.applies_to = "(@Resource.secrecy > 7)",
				 .dacl = "D:(A;;FA;;;SY)"});
	tap_as(alice, open("conditional", O_RDONLY), 0,
	       "rule_that_does_not_apply_is_skipped");
	must_set_policy(POLICY, {.applies_to = "(@Resource.unknown == 1)",
				 .dacl = "D:(A;;FA;;;SY)"});
	tap_as(alice, open("conditional", O_RDONLY), 0,
	       "rule_that_nobody_can_tell_of_is_skipped");
	must_set_policy(POLICY, {.applies_to = "(Member_of {SID(BU)})",
				 .dacl = "D:(A;;FA;;;SY)"});
	tap_as(alice, open("conditional", O_RDONLY), 0,
	       "membership_is_unknown_in_applies_to");
	must_set_rules(POLICY, NULL, 0);
	tap_as(alice, open("conditional", O_RDONLY), 0,
	       "policy_without_rules_has_no_effect");
}

/* The recovery policy: Administrators, SYSTEM and the owner. */
static void test_missing(void)
{
	int owner = token_for(.user = BOB);

	make_file("missing", "O:" BOB "G:SYD:(A;;FA;;;WD)");
	give_sd("missing", UNDER(NOBODYS));
	tap_as(alice, open("missing", O_RDONLY), EACCES,
	       "missing_policy_denies");
	tap_as(owner, open("missing", O_RDWR), 0,
	       "missing_policy_leaves_the_owner");
	tap_as(carol, open("missing", O_RDWR), 0,
	       "missing_policy_leaves_administrators");
	tap_errno(open("missing", O_RDWR), 0, "missing_policy_leaves_system");
	must_set_policy(NOBODYS, {.dacl = WRITERS});
	tap_as(alice, open("missing", O_RDWR), 0,
	       "policy_that_is_there_takes_the_place_of_recovery");
	tap_errno(remove_policy(NOBODYS), 0, "policy_is_removed");
	tap_as(alice, open("missing", O_RDONLY), EACCES,
	       "removed_policy_is_missing");
	tap_errno(remove_policy(NOBODYS), 0,
		  "policy_that_is_not_there_is_removed_all_the_same");
	close(owner);
}

static void test_staged(void)
{
	file_under("staged", UNDER(POLICY));
	must_set_policy(POLICY,
			{.dacl = READERS, .staged_dacl = "D:(A;;FA;;;SY)"});
	tap_as(alice, open("staged", O_RDONLY), 0,
	       "staged_denial_has_no_effect");
	must_set_policy(POLICY, {.dacl = READERS, .staged_dacl = WRITERS});
	tap_as(alice, open("staged", O_RDWR), EACCES,
	       "staged_grant_has_no_effect");
}

static int write_one(int fd)
{
	return write(fd, "x", 1) == 1 ? 0 : -1;
}

/*
 * One process, which asks the same question over and over, so that the answer
 * would come from the cache if a change did not reach it.
 */
static int changes_are_seen(int ready, int go)
{
	char byte;
	int round, fd;

	for (round = 0; round < 100; round++)
		if ((fd = open("changing", O_RDWR)) < 0)
			return -1;
		else if (round < 99)
			close(fd);
	if (write(ready, "x", 1) != 1 || read(go, &byte, 1) != 1)
		return -1;
	if (write_one(fd))
		return -1;
	if (open("changing", O_RDWR) >= 0 || errno != EACCES) {
		errno = EXFULL;
		return -1;
	}
	if (open("free", O_RDWR) < 0 || open("changing", O_RDONLY) < 0)
		return -1;
	if (write(ready, "x", 1) != 1 || read(go, &byte, 1) != 1)
		return -1;
	return open("changing", O_RDWR) < 0 ? -1 : 0;
}

static void test_changes(void)
{
	int ready[2], go[2];
	pid_t child;
	char byte;

	file_under("changing", UNDER(POLICY));
	make_file("free", EVERYTHING);
	must_set_policy(POLICY, {.dacl = WRITERS});
	must(pipe(ready));
	must(pipe(go));
	child = as_fork(alice);
	if (child == 0) {
		close(ready[0]);
		close(go[1]);
		as_exit(changes_are_seen(ready[1], go[0]));
	}
	close(ready[1]);
	close(go[0]);
	if (read(ready[0], &byte, 1) == 1) {
		must_set_policy(POLICY, {.dacl = READERS});
		must(write(go[1], "x", 1));
	}
	if (read(ready[0], &byte, 1) == 1) {
		must_set_policy(POLICY, {.dacl = WRITERS});
		must(write(go[1], "x", 1));
	}
	tap_eq(as_wait(child), 0,
	       "change_is_seen_by_the_next_open_and_not_by_open_handles");
	close(ready[0]);
	close(go[1]);
}

/* On both CPUs, policies change while files under them are opened. */
static void test_races(void)
{
	pid_t children[3];
	unsigned int i, round;
	int wrong = 0;

	file_under("racing", UNDER(OTHER));
	must_set_policy(OTHER, {.dacl = READERS});
	for (i = 0; i < 3; i++) {
		children[i] = as_fork(alice);
		if (children[i])
			continue;
		for (round = 0; round < 300; round++) {
			int fd = open("racing", O_RDONLY);

			if (fd < 0 || open("racing", O_RDWR) >= 0)
				_exit(1);
			close(fd);
		}
		_exit(0);
	}
	for (round = 0; round < 300; round++) {
		if (round % 2)
			must_set_policy(OTHER, {.dacl = READERS},
					{.dacl = WRITERS});
		else
			must_set_policy(OTHER, {.dacl = READERS});
		if (round % 8 == 7)
			must(remove_policy(POLICY));
		else
			must_set_policy(POLICY, {.dacl = WRITERS});
	}
	for (i = 0; i < 3; i++)
		wrong += as_wait(children[i]) != 0;
	tap_eq(wrong, 0, "no_check_sees_half_a_change");
}

/* Two of the DACL's ACEs of the rule; the SACL has the name in its second. */
static void test_record(void)
{
	struct kacs_denial *denial;

	file_under("record",
		   "S:(RA;;;;;WD;(\"a\",TI,0x0,5))(SP;;;;;" POLICY ")");
	must_set_policy(POLICY, {.dacl = "D:(A;;FR;;;BU)(D;;FW;;;" ALICE
					 ")(A;;FA;;;BU)"});
	as(alice, open("record", O_WRONLY));
	denial = last_denial();
	tap_eq(denial->step, KACS_STEP_POLICY,
	       "refusal_by_a_policy_is_the_policys");
	tap_eq(denial->acl, KACS_ACL_POLICY, "record_has_the_rules_dacl");
	tap_eq(denial->ace, 1, "record_has_the_index_in_the_rules_dacl");
	tap_ok(denial->ace_len == 8 + 12 &&
		       denial->ace_bytes[0] == KACS_ACE_SYSTEM_SCOPED_POLICY_ID,
	       "record_has_the_ace_that_names_the_policy");
	must_set_policy(POLICY, {.dacl = READERS});
	as(alice, open("record", O_WRONLY));
	denial = last_denial();
	tap_eq(denial->step, KACS_STEP_POLICY,
	       "refusal_by_no_ace_of_a_policy_is_the_policys");
	tap_eq(denial->ace, KACS_NO_ACE,
	       "refusal_by_no_ace_of_a_policy_has_no_index");
	tap_ok(denial->ace_bytes[0] == KACS_ACE_SYSTEM_SCOPED_POLICY_ID,
	       "refusal_by_no_ace_has_the_ace_that_names_the_policy");
	must(remove_policy(POLICY));
	as(alice, open("record", O_WRONLY));
	denial = last_denial();
	tap_eq(denial->step, KACS_STEP_POLICY,
	       "refusal_by_the_recovery_policy_is_the_policys");
	tap_ok(denial->ace_bytes[0] == KACS_ACE_SYSTEM_SCOPED_POLICY_ID,
	       "refusal_by_the_recovery_policy_has_its_name");
}

/* The step of the rule that took the right is not always its DACL. */
static void test_record_of_other_steps(void)
{
	int restricted = token_for(
			.more = "\"restricted_sids\":[{\"sid\":\"S-1-5-12\"}]");
	struct kacs_denial *denial;

	make_file("steps", "O:SYG:SYD:(A;;FA;;;WD)(A;;FA;;;S-1-5-12)");
	give_sd("steps", "S:(ML;;NW;;;LW)(SP;;;;;" POLICY ")");
	must_set_policy(POLICY, {.dacl = "D:(A;;FA;;;BU)(A;;FA;;;SY)"});
	as(restricted, open("steps", O_RDONLY));
	denial = last_denial();
	tap_eq(denial->step, KACS_STEP_POLICY,
	       "refusal_by_a_rules_second_pass_is_the_policys");
	tap_eq(denial->ace_bytes[0], KACS_ACE_SYSTEM_SCOPED_POLICY_ID,
	       "refusal_by_a_rules_second_pass_has_the_policys_name");
	close(restricted);
}

static void test_tokens(void)
{
	int token = token_for(.user = BOB, .privileges = SE(SECURITY));
	uint8_t *sd;
	size_t len;

	must_set_policy(POLICY, {.dacl = "D:(A;;GA;;;SY)"});
	sd = sd_bytes("D:(A;;GA;;;WD)" UNDER(POLICY), &len);
	must(kacs_sys_set_sd(token, "",
			     KACS_DACL_SECURITY_INFORMATION |
				     KACS_SACL_SECURITY_INFORMATION,
			     sd, (uint32_t)len, AT_EMPTY_PATH));
	free(sd);
	tap_as(token, kacs_sys_open_self_token(0, KACS_TOKEN_QUERY), EACCES,
	       "policy_holds_for_tokens");
	must(remove_policy(POLICY));
	tap_as(token, kacs_sys_open_self_token(0, KACS_TOKEN_QUERY), EACCES,
	       "missing_policy_holds_for_tokens");
	must_set_policy(POLICY, {.dacl = "D:(A;;GA;;;WD)"});
	tap_as(token, kacs_sys_open_self_token(0, KACS_TOKEN_QUERY), 0,
	       "changed_policy_holds_for_tokens");
	close(token);
}

/* What kacs_access_check says of staged rules, and of alarms. */
static uint32_t mismatch, continuous;

static int64_t ask_staged(uint32_t desired)
{
	struct kacs_access_check_args args = question(alice, desired);

	mismatch = continuous = 0xee;
	args.staging_mismatch_out_ptr = (uintptr_t)&mismatch;
	args.continuous_audit_out_ptr = (uintptr_t)&continuous;
	return kacs_sys_access_check(&args);
}

static void test_staging_flag(void)
{
	use_sd("O:SYG:SYD:(A;;0x7;;;WD)S:(AL;;0x4;;;WD)(SP;;;;;" POLICY ")");
	must_set_policy(POLICY, {.dacl = "D:(A;;0x3;;;WD)"});
	tap_eq(ask_staged(QUEUE_READ), QUEUE_READ,
	       "policy_holds_for_objects_of_others");
	tap_eq(mismatch, 0, "nothing_staged_is_no_mismatch");
	tap_eq(continuous, QUEUE_PURGE, "alarms_of_the_object_are_told");
	tap_errno(ask_staged(QUEUE_PURGE), EACCES,
		  "policy_denies_for_objects_of_others");
	tap_eq(continuous, QUEUE_PURGE, "alarms_are_told_of_a_denial");
	must_set_policy(POLICY, {.dacl = "D:(A;;0x3;;;WD)",
				 .staged_dacl = "D:(A;;0x2;;;WD)"});
	tap_eq(ask_staged(QUEUE_READ), QUEUE_READ,
	       "staged_denial_has_no_effect_on_objects_of_others");
	tap_eq(mismatch, 1, "staged_denial_is_a_mismatch");
	tap_eq(ask_staged(QUEUE_WRITE), QUEUE_WRITE,
	       "staged_rule_that_agrees_has_no_effect");
	tap_eq(mismatch, 0, "staged_rule_that_agrees_is_no_mismatch");
	must_set_policy(POLICY, {.dacl = "D:(A;;0x3;;;WD)",
				 .staged_dacl = "D:(A;;0x7;;;WD)"});
	tap_errno(ask_staged(QUEUE_PURGE), EACCES,
		  "staged_grant_has_no_effect_on_objects_of_others");
	tap_eq(mismatch, 1, "staged_grant_is_a_mismatch_on_a_denial");
	must_set_policy(POLICY, {.dacl = "D:(A;;0x3;;;WD)",
				 .sacl = "S:(AL;;0x1;;;WD)",
				 .staged_sacl = "S:(AL;;0x3;;;WD)"});
	tap_eq(ask_staged(QUEUE_READ), QUEUE_READ, "staged_sacl_is_silent");
	tap_eq(mismatch, 1, "staged_alarm_is_a_mismatch");
	tap_eq(continuous, QUEUE_READ | QUEUE_PURGE,
	       "alarms_of_the_policy_are_told");
}

/* A descriptor that names so many policies, or one so many times. */
static void use_sd_naming(unsigned int count, bool one)
{
	static char sddl[65536];
	size_t used = (size_t)snprintf(sddl, sizeof(sddl),
				       "O:SYG:SYD:(A;;0x7;;;WD)S:");

	while (count--)
		used += (size_t)snprintf(sddl + used, sizeof(sddl) - used,
					 "(SP;;;;;" POLICY "-%u)",
					 one ? 0 : count);
	use_sd(sddl);
}

static void fill_policy(const char *sid, const char *dacl)
{
	static struct policy_spec spec;
	unsigned int i;

	spec_begin(&spec);
	for (i = 0; i < 256; i++)
		spec_rule(&spec, &(struct rule){.dacl = dacl});
	must(set_spec(sid, &spec));
}

/* As many conditions as fit in a policy. */
static void fill_with_conditions(const char *sid)
{
	static const char ace[] = "(XA;;0x7;;;WD;(@User.a == 1))";
	char dacl[16 * sizeof(ace)] = "D:";
	unsigned int i;

	for (i = 0; i < 12; i++)
		strcat(dacl, ace);
	fill_policy(sid, dacl);
}

static void test_work(void)
{
	static struct kacs_object_type_entry tree[4096];
	struct kacs_access_check_args args;
	unsigned int i;

	for (i = 0; i < 4096; i++) {
		tree[i].level = i != 0;
		memcpy(tree[i].guid, &i, sizeof(i));
	}
	fill_policy(POLICY "-0", "D:(A;;0x7;;;WD)");
	use_sd_naming(2500, true);
	args = question(alice, QUEUE_READ);
	args.object_tree_ptr = (uintptr_t)tree;
	args.object_tree_count = 4096;
	tap_eq(kacs_sys_access_check(&args), QUEUE_READ,
	       "policy_may_be_named_thousands_of_times");
	use_sd_naming(2500, false);
	args = question(alice, QUEUE_READ);
	args.object_tree_ptr = (uintptr_t)tree;
	args.object_tree_count = 4096;
	tap_errno(kacs_sys_access_check(&args), E2BIG,
		  "question_of_too_much_work_is_refused");
	fill_with_conditions(POLICY "-0");
	fill_with_conditions(POLICY "-1");
	fill_with_conditions(POLICY "-2");
	use_sd_naming(3, false);
	tap_errno(ask(alice, QUEUE_READ), E2BIG,
		  "question_of_too_many_conditions_is_refused");
	for (i = 0; i < 3; i++)
		fill_policy((const char *const[]){POLICY "-0", POLICY "-1",
						  POLICY "-2"}[i],
			    "D:(A;;0x7;;;WD)");
	args = question(alice, QUEUE_READ);
	args.object_tree_ptr = (uintptr_t)tree;
	args.object_tree_count = 4096;
	tap_eq(kacs_sys_access_check(&args), QUEUE_READ,
	       "largest_tree_under_large_policies_is_answered");
	must(remove_policy(POLICY "-0"));
	must(remove_policy(POLICY "-1"));
	must(remove_policy(POLICY "-2"));
}

static int ask_with_intent(int token, uint32_t desired)
{
	struct kacs_access_check_args args = question(token, desired);

	args.privilege_intent = KACS_BACKUP_INTENT;
	return kacs_sys_access_check(&args) < 0 ? -1 : 0;
}

/* 10.9: what it gave was desired, and it remained. */
static void test_privileges(void)
{
	int token = token_for(.privileges = SE(BACKUP) | SE(SECURITY));

	use_sd("O:SYG:SYD:(A;;0x7;;;SY)S:(SP;;;;;" POLICY ")");
	must_set_policy(POLICY, {.dacl = "D:(A;;0x2;;;WD)"});
	tap_errno(ask_with_intent(token, QUEUE_READ), EACCES,
		  "policy_takes_what_backup_intent_gave");
	tap_eq(privileges_of(token).used & SE(BACKUP), 0,
	       "privilege_whose_rights_a_policy_took_is_not_used");
	must_set_policy(POLICY, {.dacl = "D:(A;;0x1;;;WD)"});
	tap_errno(ask_with_intent(token, QUEUE_READ), 0,
		  "policy_leaves_what_backup_intent_gave");
	tap_eq(privileges_of(token).used & (SE(BACKUP) | SE(SECURITY)),
	       SE(BACKUP), "privilege_whose_rights_remained_is_used");
	tap_errno(ask_with_intent(token, KACS_ACCESS_SYSTEM_SECURITY), 0,
		  "policy_leaves_security_privilege");
	tap_eq(privileges_of(token).used & SE(SECURITY), SE(SECURITY),
	       "security_privilege_is_used");
	close(token);
}

int main(void)
{
	meet_people("policy");
	test_narrowing();
	test_several();
	test_applies_to();
	test_missing();
	test_staged();
	test_changes();
	test_races();
	test_record();
	test_record_of_other_steps();
	test_tokens();
	test_staging_flag();
	test_work();
	test_privileges();
	must(remove_policy(POLICY));
	must(remove_policy(OTHER));
	return tap_done();
}
