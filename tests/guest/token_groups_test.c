// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Changing a token's groups and its interactive session: PSD-004 4.5, 13.2.
 */
#include "guest.h"
#include "tokens.h"

#define TEAM DOMAIN_SID "1201"
#define SPARE DOMAIN_SID "1202"
#define DENIED DOMAIN_SID "1203"
/* Behind the three of everybody. */
enum {
	MANDATORY = 2,
	ENABLED = 3,
	DISABLED,
	DENY_ONLY,
	USER,
	LOGON,
	COUNT
};

static int subject(void)
{
	return token_for(
			.groups = GROUP_WITH(TEAM, "\"enabled_by_default\",\"enabled\"") "," GROUP_WITH(
				SPARE,
				"\"owner\"") "," GROUP_WITH(DENIED,
							    "\"use_for_deny_only\"") "," GROUP_WITH(ALICE,
												    "\"enabled\""));
}

static uint64_t modified_id_of(int token)
{
	return statistics_of(token).modified_id;
}

static uint32_t session_of(int token)
{
	return query_u32(token, KACS_TOKEN_CLASS_SESSION_ID);
}

static int adjust(int token, const struct kacs_group_entry *entries,
		  uint32_t count, uint64_t *previous)
{
	struct kacs_adjust_groups_args args = {.count = count,
					       .data_ptr = (uintptr_t)entries};
	int result = kacs_sys_token_adjust_groups(token, &args);

	if (previous)
		*previous = args.previous_state;
	return result;
}

static int adjust_one(int token, uint32_t index, uint32_t enable,
		      uint64_t *previous)
{
	const struct kacs_group_entry entry = {index, enable};

	return adjust(token, &entry, 1, previous);
}

static void test_groups(void)
{
	const struct kacs_group_entry swap[] = {{ENABLED, 0}, {DISABLED, 1}};
	int token = subject();
	uint64_t before = modified_id_of(token), first, second, third;

	make_file("teams", "O:SYG:SYD:(A;;FA;;;" TEAM ")");
	make_file("spares", "O:SYG:SYD:(A;;FA;;;" SPARE ")");
	tap_as(token, open("teams", O_RDONLY), 0, "enabled_group_gives");
	tap_as(token, open("spares", O_RDONLY), EACCES,
	       "disabled_group_does_not_give");
	tap_errno(adjust(token, swap, 2, &first), 0, "groups_are_adjusted");
	tap_eq(first >> ENABLED & 3, 1,
	       "adjusting_groups_reports_what_was_enabled");
	tap_eq(first >> LOGON, 1, "the_report_has_every_group");
	tap_ok(modified_id_of(token) > before,
	       "adjusting_groups_bumps_modified_id");
	tap_as(token, open("teams", O_RDONLY), EACCES,
	       "group_that_was_disabled_does_not_give");
	tap_as(token, open("spares", O_RDONLY), 0,
	       "group_that_was_enabled_gives");
	tap_errno(adjust_one(token, USER, 1, NULL), 0,
		  "users_own_group_may_be_enabled");
	tap_errno(adjust_one(token, KACS_GROUP_RESET_ALL, 0, &second), 0,
		  "groups_are_reset");
	tap_eq(second >> ENABLED & 3, 2, "reset_reports_what_was_enabled");
	tap_errno(adjust_one(token, KACS_GROUP_RESET_ALL, 0, &third), 0,
		  "groups_are_reset_twice");
	tap_eq(third, first, "reset_brings_back_what_was_created");
	tap_as(token, open("teams", O_RDONLY), 0,
	       "group_gives_again_after_reset");
	close(token);
}

/* What is filtered was not created anew: the same groups come back. */
static void test_filtered(void)
{
	const struct kacs_group_entry swap[] = {{ENABLED, 0}, {DISABLED, 1}};
	const uint32_t denied = ENABLED;
	struct kacs_restrict_args filter = {
		.num_deny_indices = 1,
		.data_len = sizeof(denied),
		.data_ptr = (uintptr_t)&denied,
	};
	int token = subject();
	uint64_t now, reset;

	must(adjust(token, swap, 2, NULL));
	must(kacs_sys_token_restrict(token, &filter));
	must(adjust_one(filter.result_fd, KACS_GROUP_RESET_ALL, 0, &now));
	must(adjust_one(filter.result_fd, KACS_GROUP_RESET_ALL, 0, &reset));
	tap_eq(now >> ENABLED & 3, 2,
	       "filtered_token_has_the_groups_that_are_enabled_now");
	tap_eq(reset >> ENABLED & 3, 1,
	       "reset_of_a_filtered_token_is_to_what_was_created");
	tap_as(filter.result_fd, open("teams", O_RDONLY), EACCES,
	       "deny_only_outlasts_a_reset");
	close(filter.result_fd);
	close(token);
}

static void test_group_refusals(void)
{
	static const struct {
		const char *name;
		struct kacs_group_entry entries[2];
		uint32_t count;
	} rows[] = {
		{"none", {{ENABLED, 0}}, 0},
		{"over_64", {{ENABLED, 0}}, 65},
		{"mandatory_disabled", {{MANDATORY, 0}}, 1},
		{"mandatory_enabled", {{MANDATORY, 1}}, 1},
		{"deny_only_enabled", {{DENY_ONLY, 1}}, 1},
		{"deny_only_disabled", {{DENY_ONLY, 0}}, 1},
		{"logon_sid_disabled", {{LOGON, 0}}, 1},
		{"logon_sid_enabled", {{LOGON, 1}}, 1},
		{"user_disabled", {{USER, 0}}, 1},
		{"index_outside", {{COUNT, 0}}, 1},
		{"index_64", {{64, 0}}, 1},
		{"same_index_twice", {{ENABLED, 0}, {ENABLED, 0}}, 2},
		{"enable_2", {{ENABLED, 2}}, 1},
		{"reset_with_enable", {{KACS_GROUP_RESET_ALL, 1}}, 1},
		{"reset_first_of_two",
		 {{KACS_GROUP_RESET_ALL, 0}, {ENABLED, 0}},
		 2},
		{"reset_last_of_two",
		 {{ENABLED, 0}, {KACS_GROUP_RESET_ALL, 0}},
		 2},
		{"bad_entry_behind_a_good_one",
		 {{ENABLED, 0}, {MANDATORY, 0}},
		 2},
	};
	struct kacs_group_entry entries[65] = {{ENABLED, 0}};
	struct kacs_duplicate_args narrow = {
		.access_mask = KACS_TOKEN_QUERY,
		.token_type = KACS_TOKEN_PRIMARY,
	};
	int token = subject();
	uint64_t before = modified_id_of(token), enabled;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memcpy(entries, rows[i].entries, sizeof(rows[i].entries));
		tap_errno(adjust(token, entries, rows[i].count, NULL), EINVAL,
			  "groups_refuse_%s", rows[i].name);
	}
	tap_eq(modified_id_of(token), before,
	       "refused_groups_do_not_bump_modified_id");
	must(adjust_one(token, KACS_GROUP_RESET_ALL, 0, &enabled));
	tap_eq(enabled >> ENABLED & 3, 1, "refused_groups_change_nothing");
	must(kacs_sys_token_duplicate(token, &narrow));
	tap_errno(adjust_one(narrow.result_fd, ENABLED, 0, NULL), EACCES,
		  "groups_need_token_adjust_groups_on_the_handle");
	close(narrow.result_fd);
	close(token);
}

static int set_session(int token, uint32_t session)
{
	return kacs_sys_token_adjust_session_id(token, session);
}

static void test_session(void)
{
	struct kacs_duplicate_args narrow = {
		.access_mask = KACS_TOKEN_QUERY,
		.token_type = KACS_TOKEN_PRIMARY,
	};
	int token = token_for(.more = "\"interactive_session_id\":3");
	uint64_t before = modified_id_of(token);

	tap_errno(set_session(token, 0xfffffffe), 0, "session_id_is_set");
	tap_eq(session_of(token), 0xfffffffe, "session_id_is_told");
	tap_ok(modified_id_of(token) > before,
	       "setting_the_session_id_bumps_modified_id");
	before = modified_id_of(token);
	tap_as(alice, set_session(token, 5), EPERM,
	       "session_id_needs_se_tcb_privilege");
	must(kacs_sys_token_duplicate(token, &narrow));
	tap_errno(set_session(narrow.result_fd, 5), EACCES,
		  "session_id_needs_the_right_on_the_handle");
	tap_eq(session_of(narrow.result_fd), 0xfffffffe,
	       "a_duplicate_has_the_session_id_of_its_source");
	tap_eq(session_of(token), 0xfffffffe,
	       "refused_session_ids_change_nothing");
	tap_eq(modified_id_of(token), before,
	       "refused_session_ids_do_not_bump_modified_id");
	close(narrow.result_fd);
	close(token);
}

int main(void)
{
	meet_people("token_groups");
	test_groups();
	test_filtered();
	test_group_refusals();
	test_session();
	return tap_done();
}
