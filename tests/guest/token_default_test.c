// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What a token gives to what it creates, and AdjustDefault: PSD-004 4.2, 4.5,
 * 13.2.
 */
#include "tokens.h"

#define OWNERS DOMAIN_SID "1301"
#define READERS DOMAIN_SID "1302"

/* Indices, behind the three of everybody. */
enum {
	OWNERS_INDEX = 4,
	READERS_INDEX,
	LOGON_INDEX,
	INDICES
};

#define UNCHANGED KACS_DEFAULT_UNCHANGED

static int subject(void)
{
	return token_for(
			.privileges = SE(CREATE_TOKEN),
			.groups =
				GROUP_WITH(OWNERS, "\"mandatory\",\"enabled_by_default\",\"enabled\",\"owner\"") "," GROUP(
					READERS));
}

static int adjust(int token, const void *dacl, uint32_t len, uint16_t owner,
		  uint16_t group)
{
	const struct kacs_adjust_default_args args = {
		.dacl_ptr = (uintptr_t)dacl,
		.dacl_len = len,
		.owner_index = owner,
		.group_index = group,
	};

	return kacs_sys_token_adjust_default(token, &args);
}

static int adjust_dacl(int token, const char *sddl)
{
	uint8_t *acl;
	size_t len;
	int result;

	must(kacs_sddl_parse_acl(sddl, &acl, &len, NULL));
	result = adjust(token, acl, (uint32_t)len, UNCHANGED, UNCHANGED);
	free(acl);
	return result;
}

static const char *dacl_of(int token)
{
	static char text[512];
	struct answer answer = query_all(token, KACS_TOKEN_CLASS_DEFAULT_DACL);
	char *sddl;

	snprintf(text, sizeof(text), "(none)");
	if (answer.len) {
		must(kacs_sddl_format_acl(answer.bytes, answer.len, &sddl,
					  NULL));
		snprintf(text, sizeof(text), "%s", sddl);
		free(sddl);
	}
	free(answer.bytes);
	return text;
}

/* What the token would put on a new file in a directory that gives nothing. */
static const char *created_by(int token, const char *name)
{
	pid_t child = as_fork(token);

	if (child == 0)
		as_exit(open(name, O_CREAT | O_EXCL | O_WRONLY, 0644));
	errno = as_wait(child);
	if (errno)
		tap_abort(name);
	return sd_text(name, OGD);
}

static void test_values(void)
{
	int token = subject();
	struct token_statistics before = statistics_of(token);

	tap_str(created_by(token, "bare/first"),
		"O:" ALICE "G:" ALICE
		"D:(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;" ALICE ")",
		"new_objects_have_the_defaults_of_creation");
	tap_errno(adjust(token, NULL, 0, OWNERS_INDEX, UNCHANGED), 0,
		  "owner_is_adjusted");
	tap_str(query_sid(token, KACS_TOKEN_CLASS_OWNER), OWNERS,
		"adjusted_owner_is_told");
	tap_str(query_sid(token, KACS_TOKEN_CLASS_PRIMARY_GROUP), ALICE,
		"adjusting_the_owner_leaves_the_group");
	tap_eq(statistics_of(token).modified_id, before.modified_id + 1,
	       "adjusting_defaults_bumps_modified_id");
	tap_errno(adjust(token, NULL, 0, UNCHANGED, READERS_INDEX), 0,
		  "primary_group_is_adjusted");
	tap_str(query_sid(token, KACS_TOKEN_CLASS_PRIMARY_GROUP), READERS,
		"adjusted_group_is_told");
	tap_str(query_sid(token, KACS_TOKEN_CLASS_OWNER), OWNERS,
		"adjusting_the_group_leaves_the_owner");
	tap_errno(adjust_dacl(token, "D:(A;;GR;;;" READERS ")(A;;GA;;;CO)"), 0,
		  "default_dacl_is_adjusted");
	tap_str(dacl_of(token), "D:(A;;GR;;;" READERS ")(A;;GA;;;CO)",
		"adjusted_dacl_is_told");
	tap_str(created_by(token, "bare/second"),
		"O:" OWNERS "G:" READERS "D:(A;;FR;;;" READERS
		")(A;;FA;;;" OWNERS ")",
		"new_objects_have_the_adjusted_defaults");
	tap_errno(adjust(token, "", 0, 0, 0), 0,
		  "default_dacl_is_taken_away_and_the_user_owns");
	tap_str(dacl_of(token), "(none)", "no_default_dacl_is_told");
	tap_str(query_sid(token, KACS_TOKEN_CLASS_OWNER), ALICE,
		"owner_is_the_user_again");
	tap_errno(adjust(token, NULL, 0, UNCHANGED, UNCHANGED), 0,
		  "adjusting_nothing_succeeds");
	tap_errno(adjust(token, NULL, 0, UNCHANGED, LOGON_INDEX), 0,
		  "logon_sid_may_be_the_primary_group");
	close(token);
}

/* Directories that give their children nothing: the token's defaults count. */
static void test_independence(void)
{
	int token = subject(), copy, before, filtered;
	struct kacs_restrict_args filter = {.privs_to_delete =
						    SE(CREATE_TOKEN)};

	before = (int)must(
		duplicate(token, KACS_TOKEN_ALL_ACCESS, KACS_TOKEN_PRIMARY, 0));
	must(adjust_dacl(token, "D:(A;;GA;;;" ALICE ")"));
	must(adjust(token, NULL, 0, OWNERS_INDEX, READERS_INDEX));
	tap_str(dacl_of(before),
		"D:(A;;GA;;;SY)(A;;GA;;;BA)(A;;GA;;;" ALICE ")",
		"duplicate_keeps_its_defaults_when_the_source_is_adjusted");
	tap_str(created_by(before, "bare/of_copy"),
		"O:" ALICE "G:" ALICE
		"D:(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;" ALICE ")",
		"defaults_of_a_duplicate_count");
	copy = (int)must(duplicate(token, KACS_TOKEN_ALL_ACCESS,
				   KACS_TOKEN_IMPERSONATION,
				   KACS_LEVEL_IMPERSONATION));
	tap_str(dacl_of(copy), "D:(A;;GA;;;" ALICE ")",
		"duplicate_has_the_adjusted_dacl");
	tap_str(query_sid(copy, KACS_TOKEN_CLASS_OWNER), OWNERS,
		"duplicate_has_the_adjusted_owner");
	must(adjust(copy, "", 0, UNCHANGED, UNCHANGED));
	tap_str(dacl_of(token), "D:(A;;GA;;;" ALICE ")",
		"adjusting_a_duplicate_leaves_its_source");
	must(kacs_sys_token_restrict(token, &filter));
	filtered = filter.result_fd;
	tap_str(dacl_of(filtered), "D:(A;;GA;;;" ALICE ")",
		"filtered_token_has_the_adjusted_dacl");
	tap_str(query_sid(filtered, KACS_TOKEN_CLASS_OWNER), OWNERS,
		"filtered_token_has_the_adjusted_owner");
	tap_str(query_sid(filtered, KACS_TOKEN_CLASS_PRIMARY_GROUP), READERS,
		"filtered_token_has_the_adjusted_group");
	close(filtered);
	close(copy);
	close(before);
	close(token);
}

static int adjust_own_group(void)
{
	int self = kacs_sys_open_self_token(0, KACS_TOKEN_ADJUST_DEFAULT |
						       KACS_TOKEN_QUERY);

	if (self < 0)
		return (int)OPEN_FAILED();
	return adjust(self, NULL, 0, UNCHANGED, READERS_INDEX);
}

/* The change is there at once, in this process and in nobody else's. */
static int create_before_and_after(const char *before, const char *after)
{
	if (open(before, O_CREAT | O_EXCL | O_WRONLY, 0644) < 0 ||
	    adjust_own_group())
		return (int)OPEN_FAILED();
	return open(after, O_CREAT | O_EXCL | O_WRONLY, 0644);
}

static void test_own(void)
{
	int token = subject();

	tap_as(token, create_before_and_after("bare/a", "bare/b"), 0,
	       "own_defaults_may_be_adjusted");
	tap_str(sd_text("bare/a", KACS_GROUP_SECURITY_INFORMATION), "G:" ALICE,
		"objects_that_are_there_keep_their_group");
	tap_str(sd_text("bare/b", KACS_GROUP_SECURITY_INFORMATION),
		"G:" READERS, "adjusted_group_counts_at_once");
	close(token);
}

static uint8_t *large_acl(size_t len)
{
	/* One ACE of a type that nobody knows, of any size. */
	uint8_t *acl = calloc(1, len ? len : 1);

	acl[0] = 2;
	acl[2] = (uint8_t)len;
	acl[3] = (uint8_t)(len >> 8);
	acl[4] = 1;
	acl[8] = 0x7f;
	acl[10] = (uint8_t)(len - 8);
	acl[11] = (uint8_t)((len - 8) >> 8);
	return acl;
}

static void test_refusals(void)
{
	int token = subject(), narrow;
	struct token_statistics before = statistics_of(token);
	uint8_t *acl = large_acl(65532), small[8] = {2, 0, 8};

	tap_errno(adjust(token, acl, 65536, UNCHANGED, UNCHANGED), EINVAL,
		  "dacl_shorter_than_its_length");
	tap_errno(adjust(token, acl, 65537, UNCHANGED, UNCHANGED), EINVAL,
		  "dacl_over_65536_bytes");
	small[0] = 9;
	tap_errno(adjust(token, small, 8, OWNERS_INDEX, UNCHANGED), EINVAL,
		  "dacl_of_no_revision_with_a_good_owner");
	narrow = (int)must(duplicate(
		token, KACS_TOKEN_ALL_ACCESS & ~KACS_TOKEN_ADJUST_DEFAULT,
		KACS_TOKEN_PRIMARY, 0));
	tap_errno(adjust(narrow, NULL, 0, 0, 0), EACCES,
		  "adjust_default_needs_the_right_on_the_handle");
	tap_eq(statistics_of(token).modified_id, before.modified_id,
	       "refused_defaults_do_not_bump_modified_id");
	tap_str(query_sid(token, KACS_TOKEN_CLASS_OWNER), ALICE,
		"refused_defaults_change_nothing");
	tap_errno(adjust(token, acl, 65532, UNCHANGED, UNCHANGED), 0,
		  "dacl_of_65532_bytes");
	close(narrow);
	close(token);
	free(acl);
}

int main(void)
{
	meet_people("token_default");
	make_directory("bare", "O:SYG:SYD:(A;;FA;;;WD)");
	test_values();
	test_independence();
	test_own();
	test_refusals();
	return tap_done();
}
