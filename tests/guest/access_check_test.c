// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * AccessCheck for object managers in user space: PSD-004 13.1, 13.6 sections 4
 * and 7. Object type lists are in object_tree_test.c, local claims in
 * claim_test.c.
 */
#include <sys/mman.h>
#include <sys/syscall.h>
#include "question.h"

static void test_answers(void)
{
	use_sd("O:SYG:SYD:(D;;0x4;;;" MALLORY ")(A;;0x1;;;BU)(A;;0x6;;;" ALICE
	       ")(A;;GR;;;" BOB ")");
	tap_eq(ask(alice, QUEUE_READ), QUEUE_READ, "granted_right_is_returned");
	tap_eq(ask(alice, QUEUE_READ | QUEUE_WRITE), QUEUE_READ | QUEUE_WRITE,
	       "granted_rights_are_returned");
	tap_errno(ask(mallory, QUEUE_READ | QUEUE_PURGE), EACCES,
		  "one_denied_right_denies");
	tap_errno(ask(alice, KACS_GENERIC_READ), EACCES,
		  "generic_read_is_mapped_by_the_callers_mapping");
	tap_eq(ask(bob, KACS_GENERIC_READ), QUEUE_READ | KACS_READ_CONTROL,
	       "generic_rights_of_aces_are_mapped_too");
	tap_eq(ask(alice, KACS_GENERIC_WRITE), QUEUE_WRITE,
	       "generic_write_is_mapped");
	tap_eq(ask(alice, KACS_MAXIMUM_ALLOWED),
	       QUEUE_READ | QUEUE_WRITE | QUEUE_PURGE,
	       "maximum_allowed_is_all_there_is");
	tap_eq(ask(alice, 0), 0, "asking_for_nothing_is_granted");
	tap_errno(ask(alice, KACS_MAXIMUM_ALLOWED | KACS_WRITE_OWNER), EACCES,
		  "maximum_allowed_does_not_lift_a_concrete_right");
}

/* Of the caller, and of another token. */
static void test_tokens(void)
{
	int narrow =
		(int)must(kacs_sys_open_self_token(0, KACS_TOKEN_ADJUST_PRIVS));

	use_sd("O:SYG:SYD:(A;;0x1;;;" ALICE ")");
	tap_as(alice, ask(-1, QUEUE_READ), 0, "no_token_means_the_callers");
	tap_as(bob, ask(-1, QUEUE_READ), EACCES, "no_token_means_nobody_elses");
	tap_as(bob, ask(alice, QUEUE_READ), 0, "token_may_be_anybodys");
	tap_errno(ask(narrow, QUEUE_READ), EACCES,
		  "token_needs_token_query_on_the_handle");
	close(narrow);
}

static void test_privileges(void)
{
	int backup = token_for(.privileges = SE(BACKUP));
	int security = token_for(.privileges = SE(SECURITY));
	struct kacs_access_check_args args;

	use_sd("O:SYG:SYD:");
	args = question(backup, QUEUE_READ);
	tap_errno(kacs_sys_access_check(&args), EACCES,
		  "backup_privilege_is_nothing_without_the_intent");
	args.privilege_intent = KACS_BACKUP_INTENT;
	tap_eq(kacs_sys_access_check(&args), QUEUE_READ,
	       "backup_privilege_with_the_intent_reads");
	args = question(backup, QUEUE_WRITE);
	args.privilege_intent = KACS_BACKUP_INTENT | KACS_RESTORE_INTENT;
	tap_errno(kacs_sys_access_check(&args), EACCES,
		  "intent_is_nothing_without_the_privilege");
	tap_eq(ask(security, KACS_ACCESS_SYSTEM_SECURITY),
	       KACS_ACCESS_SYSTEM_SECURITY,
	       "security_privilege_needs_no_intent");
	close(backup);
	close(security);
}

static void test_outputs(void)
{
	uint32_t granted = 0xee, continuous = 0xee, mismatch = 0xee;
	struct kacs_access_check_args args;

	use_sd("O:SYG:SYD:(A;;0x1;;;" ALICE ")");
	args = question(alice, QUEUE_READ | QUEUE_WRITE);
	args.granted_out_ptr = (uintptr_t)&granted;
	args.continuous_audit_out_ptr = (uintptr_t)&continuous;
	args.staging_mismatch_out_ptr = (uintptr_t)&mismatch;
	tap_errno(kacs_sys_access_check(&args), EACCES, "denied_with_outputs");
	tap_eq(granted, QUEUE_READ, "granted_mask_is_written_on_a_denial");
	tap_eq(continuous, 0, "continuous_mask_is_written_on_a_denial");
	tap_eq(mismatch, 0, "staging_flag_is_written_on_a_denial");
	args.desired_access = QUEUE_READ;
	granted = 0xee;
	tap_eq(kacs_sys_access_check(&args), QUEUE_READ,
	       "granted_with_outputs");
	tap_eq(granted, QUEUE_READ, "granted_mask_is_written");
}

static void test_self(void)
{
	uint8_t self[KACS_SID_MAX_BYTES];
	struct kacs_access_check_args args;
	size_t len;

	must(kacs_sid_from_text(ALICE, self, &len, NULL));
	use_sd("O:SYG:SYD:(A;;0x1;;;PS)");
	tap_errno(ask(alice, QUEUE_READ), EACCES,
		  "principal_self_is_nobody_without_a_self_sid");
	args = question(alice, QUEUE_READ);
	args.self_sid_ptr = (uintptr_t)self;
	args.self_sid_len = (uint32_t)len;
	tap_eq(kacs_sys_access_check(&args), QUEUE_READ,
	       "principal_self_is_who_the_caller_says");
	args.token_fd = bob;
	tap_errno(kacs_sys_access_check(&args), EACCES,
		  "principal_self_is_nobody_else");
}

/* A caller that was built with a shorter or a longer struct. */
static void test_sizes(void)
{
	struct {
		struct kacs_access_check_args args;
		uint64_t more[4];
	} longer = {.more = {1, 2, 3, 4}};
	struct kacs_access_check_args args;
	uint8_t *edge;
	long page = sysconf(_SC_PAGESIZE);

	use_sd("O:SYG:SYD:(A;;0x1;;;" ALICE ")");
	args = question(alice, QUEUE_READ);
	args.size = KACS_ACCESS_CHECK_ARGS_V1_SIZE;
	args.pad0 = 7;
	args.privilege_intent = 99;
	tap_eq(kacs_sys_access_check(&args), QUEUE_READ,
	       "struct_of_version_1_ends_there");
	longer.args = question(alice, QUEUE_READ);
	longer.args.size = sizeof(longer);
	tap_eq(kacs_sys_access_check(&longer.args), QUEUE_READ,
	       "unknown_trailing_fields_are_ignored");
	edge = mmap(NULL, 2 * (size_t)page, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(edge + page, (size_t)page);
	args = question(alice, QUEUE_READ);
	memcpy(edge + page - 40, &args, 40);
	((struct kacs_access_check_args *)(edge + page - 40))->size = 40;
	tap_eq(kacs_sys_access_check((void *)(edge + page - 40)), QUEUE_READ,
	       "nothing_behind_the_size_is_read");
	((struct kacs_access_check_args *)(edge + page - 40))->size = 41;
	tap_errno(kacs_sys_access_check((void *)(edge + page - 40)), EFAULT,
		  "everything_within_the_size_is_read");
	munmap(edge, (size_t)page);
}

/* Other bad input is in bad_input_check_test.c. */
static void test_malformed(void)
{
	struct kacs_access_check_args args;
	size_t i, len;

	use_sd("O:SYG:SYD:(A;;0x1;;;" ALICE ")");
	for (len = 1, i = 0; len < used_sd_len(); len++) {
		args = question(alice, QUEUE_READ);
		args.sd_len = (uint32_t)len;
		if (kacs_sys_access_check(&args) >= 0 || errno != EINVAL)
			i++;
	}
	tap_eq(i, 0, "cut_sd_is_refused_at_every_byte");
	use_sd("D:(A;;0x1;;;WD)");
	tap_errno(ask(alice, QUEUE_READ), EINVAL, "sd_without_an_owner");
}

int main(void)
{
	meet_people("access_check");
	test_answers();
	test_tokens();
	test_privileges();
	test_outputs();
	test_self();
	test_sizes();
	test_malformed();
	return tap_done();
}
