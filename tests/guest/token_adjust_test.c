// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Changing, copying and filtering tokens: PSD-004 4.4, 4.5, 13.2.
 */
#include "guest.h"
#include "tokens.h"

#define token_id_of(token) statistics_of(token).token_id
#define modified_id_of(token) statistics_of(token).modified_id

static int adjust(int token, const struct kacs_priv_entry *entries,
		  uint32_t count, uint64_t *previous)
{
	struct kacs_adjust_privs_args args = {
		.count = count,
		.data_ptr = (uintptr_t)entries,
	};
	int result = kacs_sys_token_adjust_privileges(token, &args);

	if (previous)
		*previous = args.previous_enabled;
	return result;
}

static int adjust_one(int token, uint32_t luid, uint32_t attributes)
{
	const struct kacs_priv_entry entry = {luid, attributes};

	return adjust(token, &entry, 1, NULL);
}

static void test_adjust(void)
{
	int token = token_for(.bare = true, .privileges = SE(BACKUP),
			      .disabled = SE(RESTORE) | SE(DEBUG));
	const struct kacs_priv_entry both[] = {
		{KACS_SE_BACKUP, 0},
		{KACS_SE_RESTORE, KACS_SE_PRIVILEGE_ENABLED},
	};
	uint64_t before = modified_id_of(token), previous = 0;
	struct token_privileges now;

	tap_errno(adjust(token, both, 2, &previous), 0,
		  "adjust_enables_and_disables_at_once");
	now = privileges_of(token);
	tap_eq(now.enabled, SE(RESTORE), "adjusted_privileges_are_enabled");
	tap_eq(now.present, SE(BACKUP) | SE(RESTORE) | SE(DEBUG),
	       "adjusting_leaves_what_is_present");
	tap_eq(previous, SE(BACKUP), "adjust_reports_what_was_enabled");
	tap_ok(modified_id_of(token) != before, "adjust_bumps_modified_id");
	tap_errno(adjust_one(token, 0, KACS_PRIV_RESET_ALL_DEFAULTS), 0,
		  "adjust_resets_to_defaults");
	tap_eq(privileges_of(token).enabled, SE(BACKUP),
	       "defaults_are_those_of_creation");
	tap_errno(adjust_one(token, KACS_SE_BACKUP, KACS_SE_PRIVILEGE_REMOVED),
		  0, "adjust_removes");
	now = privileges_of(token);
	tap_eq(now.present, SE(RESTORE) | SE(DEBUG),
	       "removed_privilege_is_gone");
	tap_eq(now.enabled | now.by_default, 0,
	       "removed_privilege_is_neither_enabled_nor_default");
	must(adjust_one(token, 0, KACS_PRIV_RESET_ALL_DEFAULTS));
	tap_eq(privileges_of(token).present, SE(RESTORE) | SE(DEBUG),
	       "reset_does_not_bring_back_what_was_removed");
	tap_errno(adjust_one(token, KACS_SE_BACKUP, KACS_SE_PRIVILEGE_REMOVED),
		  0, "removing_what_is_absent_does_nothing");
	tap_errno(adjust_one(token, KACS_SE_TCB, 0), 0,
		  "disabling_what_is_absent_does_nothing");
	tap_errno(adjust_one(token, KACS_SE_BACKUP, KACS_SE_PRIVILEGE_ENABLED),
		  EINVAL, "enabling_what_is_absent_is_refused");
	close(token);
}

static int set_host_name(void)
{
	return sethostname("kacs", 4);
}

/* 4.2: using a privilege is not adjusting it; its removal hides no use. */
static void test_used(void)
{
	int token = token_for(.privileges = SE(TCB));
	uint64_t before = modified_id_of(token);

	tap_as(token, set_host_name(), 0, "privilege_is_used");
	tap_eq(privileges_of(token).used & SE(TCB), SE(TCB), "its_use_is_told");
	tap_eq(modified_id_of(token), before,
	       "using_a_privilege_does_not_bump_modified_id");
	must(adjust_one(token, KACS_SE_TCB, KACS_SE_PRIVILEGE_REMOVED));
	tap_eq(privileges_of(token).present & SE(TCB), 0,
	       "used_privilege_is_removed");
	tap_eq(privileges_of(token).used & SE(TCB), SE(TCB),
	       "removed_privilege_stays_used");
	must(adjust_one(token, 0, KACS_PRIV_RESET_ALL_DEFAULTS));
	tap_eq(privileges_of(token).used & SE(TCB), SE(TCB),
	       "reset_privileges_stay_used");
	close(token);
}

static int adjust_self(uint32_t luid, uint32_t attributes)
{
	int self = kacs_sys_open_self_token(0, KACS_TOKEN_ADJUST_PRIVS);

	return self < 0 ? (int)OPEN_FAILED()
			: adjust_one(self, luid, attributes);
}

static int open_after_enabling(const char *path)
{
	if (open(path, O_RDONLY) >= 0)
		return (int)OPEN_FAILED();
	if (adjust_self(KACS_SE_BACKUP, KACS_SE_PRIVILEGE_ENABLED))
		return -1;
	return open(path, O_RDONLY);
}

static int open_after_disabling(const char *path)
{
	if (open_after_enabling(path) < 0)
		return (int)OPEN_FAILED();
	if (adjust_self(KACS_SE_BACKUP, 0))
		return (int)OPEN_FAILED();
	return open(path, O_RDONLY);
}

static void test_adjustment_counts(void)
{
	int asleep = token_for(.disabled = SE(BACKUP));

	make_file("private", "O:SYG:SYD:");
	tap_as(asleep, open_after_enabling("private"), 0,
	       "enabled_privilege_counts_at_once");
	close(asleep);
	asleep = token_for(.disabled = SE(BACKUP));
	tap_as(asleep, open_after_disabling("private"), EACCES,
	       "disabled_privilege_stops_counting_at_once");
	close(asleep);
}

static void test_duplicate(void)
{
	int token = token_for(.user = ALICE, .disabled = SE(BACKUP));
	int copy, other;

	copy = (int)must(duplicate(token, KACS_TOKEN_ALL_ACCESS,
				   KACS_TOKEN_IMPERSONATION,
				   KACS_LEVEL_IDENTIFICATION));
	tap_ok(token_id_of(copy) != token_id_of(token),
	       "duplicate_has_a_token_id_of_its_own");
	tap_eq(modified_id_of(copy), token_id_of(copy),
	       "modified_id_of_a_duplicate_begins_as_its_token_id");
	tap_eq(query_u32(copy, KACS_TOKEN_CLASS_TYPE), KACS_TOKEN_IMPERSONATION,
	       "duplicate_has_the_type_asked_for");
	tap_eq(query_u32(copy, KACS_TOKEN_CLASS_IMPERSONATION_LEVEL),
	       KACS_LEVEL_IDENTIFICATION, "duplicate_has_the_level_asked_for");
	must(adjust_one(copy, KACS_SE_BACKUP, KACS_SE_PRIVILEGE_ENABLED));
	tap_eq(privileges_of(token).enabled & SE(BACKUP), 0,
	       "duplicate_is_independent_of_its_source");
	tap_errno(duplicate(copy, KACS_TOKEN_QUERY, KACS_TOKEN_IMPERSONATION,
			    KACS_LEVEL_IMPERSONATION),
		  EPERM, "duplicate_never_raises_an_impersonation_level");
	tap_errno(duplicate(copy, KACS_TOKEN_QUERY, KACS_TOKEN_IMPERSONATION,
			    KACS_LEVEL_ANONYMOUS),
		  0, "duplicate_lowers_an_impersonation_level");
	tap_errno(duplicate(copy, KACS_TOKEN_QUERY, KACS_TOKEN_PRIMARY, 0),
		  EPERM, "token_that_may_not_act_does_not_become_primary");
	other = (int)must(duplicate(token, KACS_TOKEN_ALL_ACCESS,
				    KACS_TOKEN_IMPERSONATION,
				    KACS_LEVEL_IMPERSONATION));
	close(copy);
	copy = other;
	other = (int)must(duplicate(copy, KACS_TOKEN_QUERY, KACS_TOKEN_PRIMARY,
				    KACS_LEVEL_DELEGATION));
	tap_eq(query_u32(other, KACS_TOKEN_CLASS_IMPERSONATION_LEVEL),
	       KACS_LEVEL_ANONYMOUS, "primary_duplicate_is_anonymous");
	tap_errno(duplicate(other, KACS_TOKEN_QUERY, KACS_TOKEN_PRIMARY, 0),
		  EACCES, "duplicate_needs_token_duplicate_on_the_handle");
	close(other);
	close(copy);
	close(token);
}

/* The errno of a copy of each kind of token to each kind; 4 is primary. */
static int kind_of_copy(int source, int target)
{
	int token = source == 4
			    ? token_for(.user = ALICE)
			    : (int)must(duplicate(alice, KACS_TOKEN_ALL_ACCESS,
						  KACS_TOKEN_IMPERSONATION,
						  (uint32_t)source));
	int copy = duplicate(
		token, KACS_TOKEN_QUERY,
		target == 4 ? KACS_TOKEN_PRIMARY : KACS_TOKEN_IMPERSONATION,
		target == 4 ? KACS_LEVEL_DELEGATION : (uint32_t)target);
	int error = copy < 0 ? errno : 0;

	if (!error &&
	    query_u32(copy, KACS_TOKEN_CLASS_IMPERSONATION_LEVEL) !=
		    (target == 4 ? KACS_LEVEL_ANONYMOUS : (uint32_t)target))
		error = ERANGE;
	if (!error)
		close(copy);
	close(token);
	return error;
}

static void test_kinds(void)
{
	static const char *const kinds[] = {"anonymous", "identification",
					    "impersonation", "delegation",
					    "primary"};
	int source, target, expected;

	for (source = 0; source < 5; source++) {
		for (target = 0; target < 5; target++) {
			expected = source == 4 || target <= source ||
						   (target == 4 && source > 1)
					   ? 0
					   : EPERM;
			tap_eq(kind_of_copy(source, target), expected,
			       "duplicate_of_%s_as_%s", kinds[source],
			       kinds[target]);
		}
	}
}

/* Deny-only indices and restricting SIDs, packed. */
struct restriction {
	struct kacs_restrict_args args;
	uint8_t data[512];
};

static void deny(struct restriction *restriction, uint32_t index)
{
	memcpy(restriction->data + restriction->args.data_len, &index, 4);
	restriction->args.data_len += 4;
	restriction->args.num_deny_indices++;
}

static void restrict_to(struct restriction *restriction, const char *text)
{
	uint8_t sid[KACS_SID_MAX_BYTES];
	size_t len;

	must(kacs_sid_from_text(text, sid, &len, NULL));
	memcpy(restriction->data + restriction->args.data_len, sid, len);
	restriction->args.data_len += (uint32_t)len;
	restriction->args.num_restrict_sids++;
}

static int filter(int token, struct restriction *restriction)
{
	restriction->args.data_ptr = (uintptr_t)restriction->data;
	restriction->args.result_fd = -1;
	return kacs_sys_token_restrict(token, &restriction->args)
		       ? -1
		       : restriction->args.result_fd;
}

#define GROUP_USERS 2u /* of everybody's: Everyone, Authenticated, Users */

static void test_deny_only(void)
{
	struct restriction restriction = {.args = {0}};
	int filtered;

	deny(&restriction, GROUP_USERS);
	filtered = (int)must(filter(alice, &restriction));
	make_file("for_users", "O:SYG:SYD:(A;;FA;;;BU)");
	make_file("not_users", "O:SYG:SYD:(D;;FA;;;BU)(A;;FA;;;WD)");
	tap_as(alice, open("for_users", O_RDONLY), 0,
	       "group_counts_before_it_is_deny_only");
	tap_as(filtered, open("for_users", O_RDONLY), EACCES,
	       "deny_only_group_grants_nothing");
	tap_as(filtered, open("not_users", O_RDONLY), EACCES,
	       "deny_only_group_still_denies");
	close(filtered);
}

static uint32_t restricting_sids(int token)
{
	uint32_t words[64];
	struct kacs_query_args args = {
		.token_class = KACS_TOKEN_CLASS_RESTRICTED_SIDS,
		.buf_len = sizeof(words),
		.buf_ptr = (uintptr_t)words,
	};

	must(kacs_sys_token_query(token, &args));
	return words[0];
}

static void test_restricting_sids(void)
{
	struct restriction restriction = {.args = {0}}, again = restriction;
	struct restriction users = restriction, nothing = restriction;
	int restricted;

	restrict_to(&restriction, "S-1-5-12");
	restricted = (int)must(filter(alice, &restriction));
	make_file("normal", "O:SYG:SYD:(A;;FA;;;" ALICE ")");
	make_file("restricted", "O:SYG:SYD:(A;;FR;;;RC)(A;;FA;;;" ALICE ")");
	make_file("only", "O:SYG:SYD:(A;;FA;;;RC)");
	tap_as(restricted, open("normal", O_RDONLY), EACCES,
	       "restricted_token_needs_both_passes");
	tap_as(restricted, open("restricted", O_RDONLY), 0,
	       "restricted_token_has_what_both_passes_grant");
	tap_as(restricted, open("restricted", O_RDWR), EACCES,
	       "restricted_token_has_no_more_than_both_passes_grant");
	tap_as(restricted, open("only", O_RDONLY), EACCES,
	       "restricting_sid_is_no_identity");
	restrict_to(&users, "S-1-5-32-545");
	tap_errno(filter(restricted, &users), EINVAL,
		  "restricting_again_to_nothing_in_common_is_refused");
	restrict_to(&again, "S-1-5-12");
	restrict_to(&again, "S-1-5-32-545");
	tap_errno(filter(restricted, &again), 0,
		  "restricting_again_keeps_what_is_common");
	tap_eq(restricting_sids(again.args.result_fd), 1,
	       "restricting_again_drops_what_is_not");
	tap_errno(filter(restricted, &nothing), 0,
		  "filtering_without_restricting_sids_keeps_them");
	tap_as(nothing.args.result_fd, open("normal", O_RDONLY), EACCES,
	       "restriction_is_never_lost");
	close(restricted);
}

static void test_write_restricted(void)
{
	struct restriction restriction = {
		.args = {.flags = KACS_RESTRICT_WRITE_RESTRICTED}};
	int restricted;

	restrict_to(&restriction, "S-1-5-12");
	restricted = (int)must(filter(alice, &restriction));
	make_file("write", "O:SYG:SYD:(A;;FA;;;BU)");
	make_file("write_both", "O:SYG:SYD:(A;;FA;;;BU)(A;;FA;;;RC)");
	make_file("by_user", "O:SYG:SYD:(A;;FA;;;" ALICE ")");
	tap_as(restricted, open("write", O_RDONLY), 0,
	       "write_restricted_token_reads_by_its_normal_sids");
	tap_as(restricted, open("write", O_RDWR), EACCES,
	       "write_restricted_token_does_not_write_by_them_alone");
	tap_as(restricted, open("write_both", O_RDWR), 0,
	       "write_restricted_token_writes_what_both_passes_grant");
	tap_as(restricted, open("by_user", O_RDONLY), EACCES,
	       "write_restricted_tokens_user_only_denies");
	close(restricted);
}

static void test_filtered_privileges(void)
{
	struct restriction restriction = {
		.args = {.privs_to_delete = SE(BACKUP)}};
	int token =
		token_for(.bare = true, .privileges = SE(BACKUP) | SE(DEBUG));
	int filtered = (int)must(filter(token, &restriction));
	struct token_privileges now = privileges_of(filtered);

	tap_eq(now.present, SE(DEBUG), "filtered_privileges_are_gone");
	tap_eq(now.enabled, SE(DEBUG), "other_privileges_stay_enabled");
	tap_eq(now.by_default, SE(DEBUG), "filtered_privileges_are_no_default");
	tap_eq(now.used, 0, "filtered_token_has_used_nothing");
	tap_eq(privileges_of(token).present, SE(BACKUP) | SE(DEBUG),
	       "filtering_leaves_the_source_alone");
	tap_ok(token_id_of(filtered) != token_id_of(token),
	       "filtered_token_has_a_token_id_of_its_own");
	close(filtered);
	close(token);
}

static void test_filtered_impersonation(void)
{
	struct restriction nothing = {.args = {0}};
	int token = (int)must(duplicate(alice, KACS_TOKEN_ALL_ACCESS,
					KACS_TOKEN_IMPERSONATION,
					KACS_LEVEL_IDENTIFICATION));
	int filtered = (int)must(filter(token, &nothing));

	tap_eq(query_u32(filtered, KACS_TOKEN_CLASS_TYPE),
	       KACS_TOKEN_IMPERSONATION, "filtered_token_keeps_its_type");
	tap_eq(query_u32(filtered, KACS_TOKEN_CLASS_IMPERSONATION_LEVEL),
	       KACS_LEVEL_IDENTIFICATION, "filtered_token_keeps_its_level");
	tap_eq(modified_id_of(filtered), token_id_of(filtered),
	       "modified_id_of_a_filtered_token_begins_as_its_token_id");
	close(filtered);
	close(token);
}

static void test_restrict_refusals(void)
{
	struct restriction good = {.args = {0}};
	int narrow = (int)must(
		duplicate(alice, KACS_TOKEN_QUERY, KACS_TOKEN_PRIMARY, 0));

	deny(&good, 0);
	restrict_to(&good, "S-1-5-12");
	tap_errno(filter(narrow, &good), EACCES,
		  "restrict_needs_token_duplicate_on_the_handle");
	close(narrow);
}

int main(void)
{
	meet_people("token_adjust");
	test_adjust();
	test_adjustment_counts();
	test_used();
	test_duplicate();
	test_kinds();
	test_deny_only();
	test_restricting_sids();
	test_write_restricted();
	test_filtered_privileges();
	test_filtered_impersonation();
	test_restrict_refusals();
	return tap_done();
}
