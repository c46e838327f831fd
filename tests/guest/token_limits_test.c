// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The limits of tokens and sessions, each at both of its sides. PSD-004 4.2,
 * 4.4, 4.5, 13.6.
 */
#include "tokens.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define EVERYBODYS 3 /* groups of everybody */
#define SMALLEST_SID 8

/* A specification of Alice's with room to change it. */
struct draft {
	uint8_t bytes[KACS_TOKEN_SPEC_MAX_BYTES + 8];
	size_t len;
};

static struct draft draft;

static struct kacs_token_spec *begin_draft(const struct person *person)
{
	size_t len;
	uint8_t *spec = person_spec(person, &len);

	memset(&draft, 0, sizeof(draft));
	memcpy(draft.bytes, spec, len);
	draft.len = len;
	free(spec);
	return (struct kacs_token_spec *)draft.bytes;
}

#define draft_of(...) begin_draft(&(const struct person){__VA_ARGS__})

/* Can a token be made of the draft? */
static int make_draft(void)
{
	int token = kacs_sys_create_token(draft.bytes, draft.len);

	if (token >= 0)
		close(token);
	return token;
}

static void test_specification(void)
{
	draft_of(.user = ALICE);
	draft.len = KACS_TOKEN_SPEC_MAX_BYTES;
	tap_errno(make_draft(), 0, "specification_of_65536_bytes");
	draft.len++;
	tap_errno(make_draft(), EINVAL, "specification_of_65537_bytes");
}

static void test_numbers(void)
{
	static const uint32_t levels[] = {0, 4096, 8192, 12288, 16384};
	struct kacs_token_spec *spec = draft_of(.user = ALICE);
	size_t i;

	for (i = 0; i < COUNT(levels); i++) {
		spec->integrity_rid = levels[i];
		tap_errno(make_draft(), 0, "integrity_%u", levels[i]);
	}
	spec->integrity_rid = 16385;
	tap_errno(make_draft(), EINVAL, "integrity_16385");
	spec = draft_of(.user = ALICE);
	spec->mandatory_policy = 3;
	tap_errno(make_draft(), 0, "mandatory_policy_3");
	spec->mandatory_policy = 4;
	tap_errno(make_draft(), EINVAL, "mandatory_policy_4");
	spec = draft_of(.user = ALICE);
	spec->audit_policy = 15;
	tap_errno(make_draft(), 0, "audit_policy_15");
	spec->audit_policy = 16;
	tap_errno(make_draft(), EINVAL, "audit_policy_16");
	spec = draft_of(.user = ALICE);
	spec->interactive_session_id = UINT32_MAX;
	spec->expiration = UINT64_MAX;
	spec->origin = UINT64_MAX;
	spec->source_id = UINT64_MAX;
	tap_errno(make_draft(), 0, "numbers_without_a_meaning_are_any");
	spec = draft_of(.user = ALICE);
	spec->token_type = KACS_TOKEN_IMPERSONATION;
	for (i = 0; i <= 4; i++) {
		spec->impersonation_level = (uint8_t)i;
		tap_errno(make_draft(), i < 4 ? 0 : EINVAL,
			  "impersonation_level_%zu", i);
	}
}

static void test_ids(void)
{
	struct kacs_token_spec *spec = draft_of(.user = ALICE);

	spec->projected_uid = UINT32_MAX - 1;
	spec->projected_gid = UINT32_MAX - 1;
	tap_errno(make_draft(), 0, "projected_ids_of_minus_2");
	spec->projected_uid = UINT32_MAX;
	tap_errno(make_draft(), EINVAL, "projected_uid_of_minus_1");
	spec->projected_uid = 0;
	spec->projected_gid = UINT32_MAX;
	tap_errno(make_draft(), EINVAL, "projected_gid_of_minus_1");
}

/* As many as there is room for, from the end of the draft on. */
static void test_gids(void)
{
	struct kacs_token_spec *spec = draft_of(.user = ALICE);
	uint32_t room = KACS_TOKEN_SPEC_MAX_BYTES - (uint32_t)draft.len;
	uint32_t last = UINT32_MAX;

	spec->supp_gids_offset = (uint32_t)draft.len;
	spec->supp_gids_count = room / 4;
	draft.len = KACS_TOKEN_SPEC_MAX_BYTES;
	tap_errno(make_draft(), 0, "as_many_gids_as_a_specification_holds");
	spec->supp_gids_count++;
	tap_errno(make_draft(), EINVAL, "a_gid_more_than_it_holds");
	spec->supp_gids_count = 1;
	memcpy(draft.bytes + spec->supp_gids_offset, &last, sizeof(last));
	tap_errno(make_draft(), EINVAL, "supplementary_gid_of_minus_1");
}

/* The parts of a SID; the user's stands where nothing follows. */
static void test_sid_parts(void)
{
	struct kacs_token_spec *spec = draft_of(.user = ALICE);
	uint8_t *sid;
	unsigned int parts;

	spec->user_sid_offset = (uint32_t)draft.len;
	sid = draft.bytes + draft.len;
	draft.len += KACS_SID_MAX_BYTES + 4;
	sid[0] = 1;
	sid[7] = 5;
	for (parts = 14; parts <= 16; parts++) {
		sid[1] = (uint8_t)parts;
		tap_errno(make_draft(), parts < 16 ? 0 : EINVAL,
			  "sid_of_%u_parts", parts);
	}
}

/* The kernel adds the logon SID to those that a specification has. */
static void test_group_count(void)
{
	struct kacs_token_spec *spec = draft_of(.user = ALICE);
	const uint32_t sid_len = SMALLEST_SID, enabled = KACS_SE_GROUP_ENABLED;
	uint32_t i;
	uint8_t *at;

	spec->groups_offset = (uint32_t)draft.len;
	for (i = 0; i < KACS_TOKEN_MAX_GROUPS; i++) {
		at = draft.bytes + draft.len;
		memcpy(at, &sid_len, 4);
		at[4] = 1;
		at[11] = (uint8_t)(i + 10);
		memcpy(at + 12, &enabled, 4);
		draft.len += 16;
	}
	spec->groups_count = KACS_TOKEN_MAX_GROUPS - 1;
	tap_errno(make_draft(), 0, "specification_of_63_groups");
	spec->groups_count = KACS_TOKEN_MAX_GROUPS;
	tap_errno(make_draft(), EINVAL, "specification_of_64_groups");
}

/* A token of 64 groups, of which all but the mandatory ones can change. */
static int full_token(void)
{
	static char groups[8192];
	size_t used = 0;
	int i;

	for (i = EVERYBODYS; i < 63; i++)
		used += (size_t)snprintf(groups + used, sizeof(groups) - used,
					 "%s{\"sid\":\"" DOMAIN_SID
					 "%d\",\"attributes\":"
					 "[\"enabled\"]}",
					 used ? "," : "", 6000 + i);
	return token_for(.groups = groups);
}

static int adjust_groups(int token, uint32_t first, uint32_t count,
			 uint64_t *previous)
{
	struct kacs_group_entry entries[KACS_TOKEN_MAX_GROUPS + 1];
	struct kacs_adjust_groups_args args = {
		.count = count,
		.data_ptr = (uintptr_t)entries,
	};
	uint32_t i;
	int result;

	for (i = 0; i < count; i++)
		entries[i] = (struct kacs_group_entry){first + i, 0};
	result = kacs_sys_token_adjust_groups(token, &args);
	*previous = args.previous_state;
	return result;
}

static int deny(int token, uint32_t first, uint32_t count)
{
	uint32_t indices[KACS_TOKEN_MAX_GROUPS + 1];
	struct kacs_restrict_args args = {
		.num_deny_indices = count,
		.data_len = 4 * count,
		.data_ptr = (uintptr_t)indices,
	};
	uint32_t i;

	for (i = 0; i < count; i++)
		indices[i] = first + i;
	return kacs_sys_token_restrict(token, &args) ? -1 : args.result_fd;
}

static void test_groups(void)
{
	int token = full_token(), filtered;
	uint64_t previous = 0;
	struct kacs_adjust_default_args last = {.owner_index = 0xffff,
						.group_index = 64};

	tap_errno(adjust_groups(token, EVERYBODYS, 60, &previous), 0,
		  "all_groups_but_mandatory_ones_are_adjusted_at_once");
	tap_eq(previous, UINT64_MAX, "report_of_64_groups");
	tap_errno(adjust_groups(token, EVERYBODYS, 61, &previous), EINVAL,
		  "the_64th_group_is_the_logon_sid");
	tap_errno(adjust_groups(token, 64, 1, &previous), EINVAL,
		  "there_is_no_65th_group");
	filtered = (int)must(deny(token, 0, 64));
	tap_errno(filtered, 0, "all_64_groups_become_deny_only");
	close(filtered);
	tap_errno(deny(token, 1, 64), EINVAL, "index_64_is_outside");
	tap_errno(deny(token, 0, 65), EINVAL, "there_are_no_65_indices");
	tap_errno(kacs_sys_token_adjust_default(token, &last), 0,
		  "primary_group_64");
	last.group_index = 65;
	tap_errno(kacs_sys_token_adjust_default(token, &last), EINVAL,
		  "primary_group_65");
	close(token);
}

static int adjust_privileges(int token, uint32_t first, uint32_t count)
{
	struct kacs_priv_entry entries[65];
	struct kacs_adjust_privs_args args = {
		.count = count,
		.data_ptr = (uintptr_t)entries,
	};
	uint32_t i;

	for (i = 0; i < count; i++)
		entries[i] = (struct kacs_priv_entry){first + i, 0};
	return kacs_sys_token_adjust_privileges(token, &args);
}

static void test_privileges(void)
{
	int token = token_for(.privileges = SE(BACKUP));

	tap_errno(adjust_privileges(token, 0, 64), 0,
		  "64_privileges_are_adjusted_at_once");
	tap_eq(privileges_of(token).enabled, 0, "all_64_have_been_adjusted");
	tap_errno(adjust_privileges(token, 0, 65), EINVAL,
		  "65_privileges_are_not");
	tap_errno(adjust_privileges(token, 63, 1), 0, "privilege_63");
	tap_errno(adjust_privileges(token, 64, 1), EINVAL, "privilege_64");
	close(token);
}

/* Packed SIDs without parts, all different. */
static int restrict_by(int token, uint32_t count)
{
	struct kacs_restrict_args args = {
		.num_restrict_sids = count,
		.data_len = SMALLEST_SID * count,
	};
	uint8_t *data = calloc(count ? count : 1, SMALLEST_SID);
	uint32_t i;
	int result;

	for (i = 0; i < count; i++) {
		data[SMALLEST_SID * i] = 1;
		data[SMALLEST_SID * i + 6] = (uint8_t)(i >> 8);
		data[SMALLEST_SID * i + 7] = (uint8_t)i;
	}
	args.data_ptr = (uintptr_t)data;
	result = kacs_sys_token_restrict(token, &args);
	free(data);
	return result ? -1 : args.result_fd;
}

static void test_restricting(void)
{
	struct answer whole = query_all(alice, KACS_TOKEN_CLASS_SPEC);
	/* Each takes its length and attributes beside its bytes. */
	uint32_t most = (uint32_t)(KACS_TOKEN_SPEC_MAX_BYTES - whole.len) /
			(SMALLEST_SID + 8);
	int restricted = restrict_by(alice, most);
	uint32_t count = 0;
	struct answer sids;

	tap_errno(restricted, 0, "as_many_restricting_sids_as_a_token_holds");
	sids = query_all(restricted, KACS_TOKEN_CLASS_RESTRICTED_SIDS);
	memcpy(&count, sids.bytes, sizeof(count));
	tap_eq(count, most, "all_of_them_are_told");
	tap_errno(restrict_by(alice, most + 1), EINVAL,
		  "a_restricting_sid_more_than_a_token_holds");
	tap_errno(restrict_by(alice, 65536 / SMALLEST_SID + 1), EINVAL,
		  "restriction_of_more_than_65536_bytes");
	free(sids.bytes);
	close(restricted);
	free(whole.bytes);
}

/* A session of this type and package for a SID without parts. */
static int64_t session_with(uint8_t type, uint16_t package_len)
{
	static uint8_t spec[5000];
	const uint32_t sid_len = SMALLEST_SID;
	int64_t session;

	memset(spec, 'x', sizeof(spec));
	spec[0] = type;
	memcpy(spec + 1, &package_len, sizeof(package_len));
	memcpy(spec + 3 + package_len, &sid_len, sizeof(sid_len));
	memset(spec + 7 + package_len, 0, SMALLEST_SID);
	spec[7 + package_len] = 1;
	session =
		kacs_sys_create_session(spec, 7u + package_len + SMALLEST_SID);
	if (session >= 0)
		must(kacs_sys_destroy_empty_session((uint64_t)session));
	return session;
}

static void test_sessions(void)
{
	static const uint8_t good[] = {2, 3, 4, 5, 8, 9};
	static const uint8_t bad[] = {0, 1, 6, 7, 10, 255};
	size_t i;

	tap_errno(session_with(KACS_LOGON_BATCH, 0), 0, "session_of_15_bytes");
	tap_errno(session_with(KACS_LOGON_BATCH, 4096 - 15), 0,
		  "session_of_4096_bytes");
	tap_errno(session_with(KACS_LOGON_BATCH, 4096 - 14), EINVAL,
		  "session_of_4097_bytes");
	for (i = 0; i < COUNT(good); i++)
		tap_errno(session_with(good[i], 4), 0, "logon_type_%u",
			  good[i]);
	for (i = 0; i < COUNT(bad); i++)
		tap_errno(session_with(bad[i], 4), EINVAL, "no_logon_type_%u",
			  bad[i]);
}

int main(void)
{
	meet_people("token_limits");
	test_specification();
	test_numbers();
	test_ids();
	test_gids();
	test_sid_parts();
	test_group_count();
	test_groups();
	test_privileges();
	test_restricting();
	test_sessions();
	return tap_done();
}
