// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Token specifications: PSD-004 4.2, 4.4, 13.6 section 5.
 */
#include <stdio.h>
#include <stdlib.h>

#include "token_lookup.h"
#include "unit_test.h"

#define FIELD(name) ((u32)offsetof(struct kacs_token_spec, name))

static struct test_token rich(void)
{
	struct test_token token = test_token(ALICE);
	static const struct test_ace ace = ALLOW(1, ALICE);
	static const struct test_acl dacl = {&ace, 1, 0};
	/* "a", an INT64 without values */
	static u8 claims[] = {20, 0, 0, 0, 16, 0, 0, 0, 1,   0, 0, 0,
			      0,  0, 0, 0, 0,  0, 0, 0, 'a', 0, 0, 0};
	static u8 gids[] = {1, 0, 0, 0, 2, 0, 0, 0};

	test_add(&token.groups, EVERYONE, GROUP_ON);
	test_add(&token.groups, STAFF, GROUP_ON | KACS_SE_GROUP_OWNER);
	test_add(&token.groups, CONTRACTORS, KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	test_add(&token.restricted, STAFF, 0);
	test_add(&token.capabilities, CAPABILITY, GROUP_ON);
	test_add(&token.device_groups, BOB, GROUP_ON);
	test_add(&token.restricted_device_groups, CAROL, GROUP_ON);
	token.confinement = PACKAGE;
	token.default_dacl = &dacl;
	token.user_claims = (struct test_bytes){claims, sizeof(claims)};
	token.gids = (struct test_bytes){gids, sizeof(gids)};
	return token;
}

static int parse_with(struct test_bytes bytes, const struct kacs_sid *logon,
		      struct kacs_error *error)
{
	struct test_bytes exact = test_copy(bytes.bytes, bytes.len);
	struct kacs_error second = {KACS_OK, 0};
	const struct kacs_identity *identity;
	u32 size = 1 << 20;
	int reason;
	void *mem;

	*error = (struct kacs_error){KACS_OK, 0};
	reason = kacs_identity_measure(exact.bytes, exact.len, logon, &size,
				       error);
	mem = malloc(size);
	assert_int_equal(kacs_identity_prepare(mem, size, exact.bytes,
					       exact.len, logon, &identity,
					       &second),
			 reason);
	assert_int_equal(second.offset, error->offset);
	free(mem);
	return reason;
}

static int parse(struct test_bytes bytes, struct kacs_error *error)
{
	return parse_with(bytes, NULL, error);
}

static void assert_refused(struct test_bytes bytes, int reason, u32 offset)
{
	struct kacs_error error;

	assert_int_equal(parse(bytes, &error), reason);
	assert_int_equal(error.offset, offset);
}

static void prepared_identity_has_every_part(void **state)
{
	struct test_token token = rich();
	const struct kacs_identity *identity = test_identity(&token);
	struct kacs_sid alice = test_sid(ALICE), package = test_sid(PACKAGE);
	struct kacs_sid carol = test_sid(CAROL);

	(void)state;
	assert_true(kacs_sid_equal(&identity->user, &alice));
	assert_int_equal(identity->groups.count, 3);
	assert_int_equal(identity->groups.entries[2].attributes,
			 KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	assert_int_equal(identity->restricted.count, 1);
	assert_int_equal(identity->capabilities.count, 1);
	assert_int_equal(identity->device_groups.count, 1);
	assert_int_equal(identity->restricted_device_groups.count, 1);
	assert_true(kacs_sid_equal(
		&identity->restricted_device_groups.entries[0].sid, &carol));
	assert_true(kacs_sid_equal(&identity->confinement, &package));
	assert_int_equal(identity->default_dacl_len, 8 + 36);
	assert_int_equal(identity->user_claims.len, 24);
	assert_null(identity->device_claims.bytes);
	assert_int_equal(identity->supplementary_gid_count, 2);
	assert_int_equal(kacs_load_le32(identity->supplementary_gids + 4), 2);
	assert_int_equal(identity->logon.len, 0);
	assert_null(kacs_identity_find(identity, &(struct kacs_sid){0}));
	assert_int_equal(identity->spec.projected_uid, 1001);
}

static void lookup_knows_every_role_of_a_sid(void **state)
{
	struct test_token token = rich();
	const struct kacs_identity *identity;
	const struct kacs_membership *member;
	struct kacs_sid staff = test_sid(STAFF), package = test_sid(PACKAGE);
	struct kacs_sid bob = test_sid(BOB), alice = test_sid(ALICE);

	(void)state;
	test_add(&token.groups, STAFF, 0);
	identity = test_identity(&token);
	member = kacs_identity_find(identity, &staff);
	assert_int_equal(member->groups, 1 << 1 | 1 << 3);
	assert_int_equal(member->roles, KACS_MEMBER_RESTRICTED);
	member = kacs_identity_find(identity, &package);
	assert_int_equal(member->roles, KACS_MEMBER_CONFINEMENT);
	member = kacs_identity_find(identity, &alice);
	assert_int_equal(member->roles, KACS_MEMBER_USER);
	/* A device's group is not a group of the token. */
	assert_null(kacs_identity_find(identity, &bob));
}

static void lookup_finds_all_of_many_and_nothing_else(void **state)
{
	struct test_token token = test_token(ALICE);
	const struct kacs_identity *identity;
	const struct kacs_membership *member;
	char names[64 + 64][40];
	struct kacs_sid sid;
	u32 i;

	(void)state;
	for (i = 0; i < 64; i++) {
		snprintf(names[i], sizeof(names[i]), "S-1-5-21-9-9-9-%u", i);
		test_add(&token.groups, names[i], GROUP_ON);
		snprintf(names[64 + i], sizeof(names[i]), "S-1-5-32-%u", i);
		test_add(&token.restricted, names[64 + i], 0);
	}
	identity = test_identity(&token);
	assert_true((identity->table_mask + 1) >= 2 * 129);
	for (i = 0; i < 64; i++) {
		sid = test_sid(names[i]);
		member = kacs_identity_find(identity, &sid);
		assert_non_null(member);
		assert_true(member->groups == 1ull << i);
		sid = test_sid(names[64 + i]);
		member = kacs_identity_find(identity, &sid);
		assert_int_equal(member->roles, KACS_MEMBER_RESTRICTED);
	}
	for (i = 64; i < 2000; i++) {
		char name[40];

		snprintf(name, sizeof(name), "S-1-5-21-9-9-9-%u", i);
		sid = test_sid(name);
		assert_null(kacs_identity_find(identity, &sid));
	}
}

static int by_hash(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return (x > y) - (x < y);
}

/* The parts of candidate number @i, scattered. */
static void candidate(u32 i, u32 sub[3])
{
	sub[0] = 21;
	sub[1] = i * 2654435761u;
	sub[2] = (i ^ i >> 7) * 2246822519u;
}

/* Two different SIDs of one hash: among so many there are some. */
static void find_collision(char first[40], char second[40])
{
	enum {
		CANDIDATES = 1 << 19
	};
	u32(*pairs)[2] = calloc(CANDIDATES, sizeof(*pairs));
	u8 bytes[KACS_SID_MAX_BYTES];
	u32 a[3], b[3];
	u32 i, len;

	for (i = 0; i < CANDIDATES; i++) {
		candidate(i, a);
		len = kacs_sid_make(bytes, 5, a, 3);
		pairs[i][0] = kacs_sid_hash(bytes, len);
		pairs[i][1] = i;
	}
	qsort(pairs, CANDIDATES, sizeof(*pairs), by_hash);
	for (i = 1; i < CANDIDATES && pairs[i][0] != pairs[i - 1][0]; i++)
		;
	assert_in_range(i, 1, CANDIDATES - 1);
	candidate(pairs[i - 1][1], a);
	candidate(pairs[i][1], b);
	snprintf(first, 40, "S-1-5-21-%u-%u", a[1], a[2]);
	snprintf(second, 40, "S-1-5-21-%u-%u", b[1], b[2]);
	free(pairs);
}

static void sids_of_one_hash_are_kept_apart(void **state)
{
	struct test_token both = test_token(ALICE), one = test_token(ALICE);
	char first_name[40], second_name[40];
	const struct kacs_identity *identity;
	struct kacs_sid first, second;

	(void)state;
	find_collision(first_name, second_name);
	first = test_sid(first_name);
	second = test_sid(second_name);
	assert_int_equal(first.hash, second.hash);
	test_add(&both.groups, first_name, GROUP_ON);
	test_add(&both.groups, second_name, GROUP_ON);
	identity = test_identity(&both);
	assert_int_equal(kacs_identity_find(identity, &first)->groups, 1);
	assert_int_equal(kacs_identity_find(identity, &second)->groups, 2);
	test_add(&one.groups, first_name, GROUP_ON);
	identity = test_identity(&one);
	assert_non_null(kacs_identity_find(identity, &first));
	assert_null(kacs_identity_find(identity, &second));
}

/* In a pass that asks for a role, the other of the two may have it. */
static void sids_of_one_hash_have_each_its_role(void **state)
{
	struct test_token token = test_token(ALICE);
	char first[40], second[40];
	struct kacs_token prepared;
	struct kacs_check check;

	(void)state;
	find_collision(first, second);
	test_add(&token.groups, STAFF, GROUP_ON);
	test_add(&token.restricted, first, 0);
	token.confinement = second;
	prepared = test_prepare_token(&token);
	check = test_question(&prepared,
			      SD(.owner = SYSTEM,
				 .dacl = ACES(ALLOW(1, STAFF), ALLOW(1, first),
					      ALLOW(1, second))),
			      1);
	assert_true(test_answer(&check).allowed);
	check.sd = SD(.owner = SYSTEM,
		      .dacl = ACES(ALLOW(1, STAFF), ALLOW(1, first)));
	assert_false(test_answer(&check).allowed);
	check.sd = SD(.owner = SYSTEM,
		      .dacl = ACES(ALLOW(1, STAFF), ALLOW(1, second)));
	assert_false(test_answer(&check).allowed);
}

/*
 * SIDs that all belong in one place of the hash table, as somebody may choose
 * his restricting SIDs: most of them stand in the sorted list alone.
 */
enum {
	CROWD = 64,
	PLACES = 512
};

/* Of one place. */
static void find_crowd(u32 place, char names[2 * CROWD][40])
{
	u32 rid, found = 0;
	struct kacs_sid sid;

	for (rid = 0; found < 2 * CROWD; rid++) {
		snprintf(names[found], 40, "S-1-5-21-7-%u", rid);
		sid = test_sid(names[found]);
		if (sid.hash % PLACES == place)
			found++;
		if (rid % 1024 == 0)
			test_forget(NULL);
	}
}

static void crowded_sids_are_found_all_the_same(void **state)
{
	struct test_token token = test_token(ALICE);
	const struct kacs_identity *identity;
	static char names[2 * CROWD][40];
	struct kacs_sid sid;
	u32 i, near = 0;

	(void)state;
	find_crowd(5, names);
	for (i = 0; i < CROWD; i++)
		test_add(&token.restricted, names[i], 0);
	identity = test_identity(&token);
	assert_int_equal(identity->table_mask, PLACES - 1);
	for (i = 0; i < PLACES; i++)
		near += identity->hashes[i] % PLACES == 5;
	assert_in_range(near, 7, 8);
	for (i = 0; i < 2 * CROWD; i++) {
		sid = test_sid(names[i]);
		assert_int_equal(kacs_identity_find(identity, &sid) != NULL,
				 i < CROWD);
	}
}

/* And an ACE for one of them is not passed over. */
static void crowded_sids_decide_all_the_same(void **state)
{
	struct test_token spec = test_token(ALICE);
	static char names[2 * CROWD][40];
	struct kacs_token token;
	u32 i;

	(void)state;
	/* The place of an ACE without a SID, too. */
	find_crowd(0, names);
	/* One of the 64 groups is the logon SID. */
	for (i = 0; i < CROWD - 1; i++)
		test_add(&spec.groups, names[i], GROUP_ON);
	token = test_prepare_token(&spec);
	assert_int_equal(token.identity->table_mask, PLACES - 1);
	for (i = 0; i < 2 * CROWD; i++)
		MAXIMUM(&token,
			SD(.owner = SYSTEM,
			   .dacl = ACES({.type = 0x42}, ALLOW(1, names[i]))),
			i < CROWD - 1);
}

static void logon_sid_is_appended_and_enabled(void **state)
{
	struct test_token token = rich();
	struct test_bytes bytes = test_token_bytes(&token);
	struct kacs_sid logon = test_sid("S-1-5-5-0-999");
	const struct kacs_identity *identity;
	struct kacs_token prepared;
	u32 size;
	void *mem;

	(void)state;
	assert_int_equal(kacs_identity_measure(bytes.bytes, bytes.len, &logon,
					       &size, NULL),
			 KACS_OK);
	mem = malloc(size);
	assert_int_equal(kacs_identity_prepare(mem, size, bytes.bytes,
					       bytes.len, &logon, &identity,
					       NULL),
			 KACS_OK);
	assert_int_equal(identity->groups.count, 4);
	assert_int_equal(identity->groups.entries[3].attributes, 0xc0000007);
	assert_true(kacs_sid_equal(&identity->logon, &logon));
	assert_ptr_not_equal(identity->logon.bytes, logon.bytes);
	kacs_token_init(&prepared, identity);
	assert_int_equal(kacs_token_match(&prepared,
					  kacs_identity_find(identity, &logon)),
			 KACS_MATCH_ALLOW | KACS_MATCH_DENY);
	assert_int_equal(identity->size, size);
	free(mem);
}

static void supplied_logon_sid_conflicts(void **state)
{
	struct kacs_sid logon = test_sid("S-1-5-5-0-999");
	struct test_token same = rich(), other = rich();
	struct kacs_error error;

	(void)state;
	test_add(&same.groups, "S-1-5-5-0-999", GROUP_ON);
	assert_int_equal(parse_with(test_token_bytes(&same), &logon, &error),
			 KACS_E_CONFLICT);
	test_add(&other.groups, "S-1-5-5-0-1",
		 GROUP_ON | KACS_SE_GROUP_LOGON_ID);
	assert_int_equal(parse_with(test_token_bytes(&other), &logon, &error),
			 KACS_E_CONFLICT);
	/* As read from a token, it is simply that token's. */
	assert_int_equal(parse(test_token_bytes(&other), &error), KACS_OK);
}

static void logon_sid_of_a_complete_list_is_found(void **state)
{
	struct test_token token = rich();
	struct kacs_sid logon = test_sid("S-1-5-5-0-1");
	const struct kacs_identity *identity;

	(void)state;
	test_add(&token.groups, "S-1-5-5-0-1",
		 GROUP_ON | KACS_SE_GROUP_LOGON_ID);
	identity = test_identity(&token);
	assert_true(kacs_sid_equal(&identity->logon, &logon));
	/* The first, should there be two. */
	test_add(&token.groups, "S-1-5-5-0-2",
		 GROUP_ON | KACS_SE_GROUP_LOGON_ID);
	identity = test_identity(&token);
	assert_true(kacs_sid_equal(&identity->logon, &logon));
}

static void groups_are_limited_to_64_with_the_logon_sid(void **state)
{
	struct kacs_sid logon = test_sid("S-1-5-5-0-999");
	struct test_token token = test_token(ALICE);
	struct kacs_error error;
	u32 i;

	(void)state;
	for (i = 0; i < 63; i++)
		test_add(&token.groups, BOB, GROUP_ON);
	assert_int_equal(parse_with(test_token_bytes(&token), &logon, &error),
			 KACS_OK);
	test_add(&token.groups, BOB, GROUP_ON);
	assert_int_equal(parse_with(test_token_bytes(&token), &logon, &error),
			 KACS_E_COUNT);
	assert_int_equal(error.offset, FIELD(groups_count));
	assert_int_equal(parse(test_token_bytes(&token), &error), KACS_OK);
	test_add(&token.groups, BOB, GROUP_ON);
	assert_refused(test_token_bytes(&token), KACS_E_COUNT,
		       FIELD(groups_count));
}

static void every_number_is_held_to_its_range(void **state)
{
	static const struct {
		u32 offset;
		u32 size;
		u64 value;
		int reason;
	} cases[] = {
		{FIELD(version), 4, 1, KACS_E_REVISION},
		{FIELD(version), 4, 3, KACS_E_REVISION},
		{FIELD(token_type), 1, 0, KACS_E_VALUE},
		{FIELD(token_type), 1, 3, KACS_E_VALUE},
		{FIELD(impersonation_level), 1, 4, KACS_E_VALUE},
		{FIELD(impersonation_level), 1, 1, KACS_E_CONFLICT},
		{FIELD(reserved0), 1, 1, KACS_E_RESERVED},
		{FIELD(reserved0), 2, 0x100, KACS_E_RESERVED},
		{FIELD(integrity_rid), 4, 8448, KACS_E_VALUE},
		{FIELD(integrity_rid), 4, 20480, KACS_E_VALUE},
		{FIELD(mandatory_policy), 4, 4, KACS_E_VALUE},
		{FIELD(privs_enabled), 8, 4, KACS_E_CONFLICT},
		{FIELD(reserved1), 4, 1, KACS_E_RESERVED},
		{FIELD(audit_policy), 4, 16, KACS_E_VALUE},
		{FIELD(owner_sid_index), 4, 4, KACS_E_INDEX},
		{FIELD(owner_sid_index), 4, 1, KACS_E_INDEX},
		{FIELD(owner_sid_index), 4, 0xffffffff, KACS_E_INDEX},
		{FIELD(primary_group_index), 4, 4, KACS_E_INDEX},
		{FIELD(confinement_exempt), 1, 2, KACS_E_VALUE},
		{FIELD(write_restricted), 1, 2, KACS_E_VALUE},
		{FIELD(write_restricted), 1, 1, KACS_E_CONFLICT},
		{FIELD(user_deny_only), 1, 2, KACS_E_VALUE},
		{FIELD(isolation_boundary), 1, 2, KACS_E_VALUE},
		{FIELD(reserved3), 4, 1, KACS_E_RESERVED},
		{FIELD(groups_count), 4, 65, KACS_E_COUNT},
		{FIELD(supp_gids_count), 4, 0x40000001, KACS_E_COUNT},
	};
	struct test_token token = rich();
	struct test_bytes bytes;
	u32 i, j;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		bytes = test_token_bytes(&token);
		for (j = 0; j < cases[i].size; j++)
			bytes.bytes[cases[i].offset + j] =
				(u8)(cases[i].value >> 8 * j);
		assert_refused(bytes, cases[i].reason, cases[i].offset);
	}
}

static void owner_and_group_indices_name_supplied_groups(void **state)
{
	struct kacs_sid logon = test_sid("S-1-5-5-0-999");
	struct kacs_sid staff = test_sid(STAFF), alice = test_sid(ALICE);
	struct test_token token = rich();
	const struct kacs_identity *identity;
	struct kacs_error error;

	(void)state;
	token.spec.owner_sid_index = 2;
	token.spec.primary_group_index = 3;
	assert_int_equal(parse(test_token_bytes(&token), &error), KACS_OK);
	identity = test_identity(&token);
	assert_true(kacs_sid_equal(kacs_identity_indexed(identity, 2), &staff));
	assert_true(kacs_sid_equal(kacs_identity_indexed(identity, 0), &alice));
	/* The appended logon SID would be number 4. */
	token.spec.primary_group_index = 4;
	assert_int_equal(parse_with(test_token_bytes(&token), &logon, &error),
			 KACS_E_INDEX);
}

static void isolation_needs_a_confinement_sid(void **state)
{
	struct test_token token = rich();
	struct kacs_error error;

	(void)state;
	token.spec.isolation_boundary = 1;
	assert_int_equal(parse(test_token_bytes(&token), &error), KACS_OK);
	token.confinement = NULL;
	assert_refused(test_token_bytes(&token), KACS_E_CONFLICT,
		       FIELD(isolation_boundary));
}

static void write_restricted_needs_user_deny_only(void **state)
{
	struct test_token token = rich();
	struct kacs_error error;

	(void)state;
	token.spec.write_restricted = 1;
	token.spec.user_deny_only = 1;
	assert_int_equal(parse(test_token_bytes(&token), &error), KACS_OK);
}

static void offsets_into_the_header_or_outside_are_refused(void **state)
{
	static const u32 fields[] = {
		FIELD(user_sid_offset),
		FIELD(groups_offset),
		FIELD(default_dacl_offset),
		FIELD(user_claims_offset),
		FIELD(device_groups_offset),
		FIELD(restricted_sids_offset),
		FIELD(confinement_sid_offset),
		FIELD(confinement_caps_offset),
		FIELD(supp_gids_offset),
		FIELD(restricted_device_groups_offset),
	};
	static const u32 bad[] = {0, 1, 191, 0x10001, 0xfffffffc};
	struct test_token token = rich();
	struct test_bytes bytes;
	u32 i, j;

	(void)state;
	for (i = 0; i < COUNT(fields); i++) {
		for (j = 0; j < COUNT(bad); j++) {
			bytes = test_token_bytes(&token);
			kacs_store_le32(bytes.bytes + fields[i], bad[j]);
			assert_refused(bytes, KACS_E_OFFSET, fields[i]);
		}
		bytes = test_token_bytes(&token);
		kacs_store_le32(bytes.bytes + fields[i], bytes.len);
		assert_refused(bytes, KACS_E_TRUNCATED, fields[i]);
	}
}

static void every_truncation_is_refused(void **state)
{
	struct test_token token = rich();
	struct test_bytes bytes = test_token_bytes(&token);
	struct kacs_error error;
	u32 len;

	(void)state;
	for (len = 0; len < bytes.len; len++)
		assert_int_not_equal(
			parse((struct test_bytes){bytes.bytes, len}, &error),
			KACS_OK);
	assert_int_equal(parse(bytes, &error), KACS_OK);
}

static void entry_length_is_that_of_its_sid(void **state)
{
	struct test_token token = rich();
	struct test_bytes bytes = test_token_bytes(&token);
	u32 groups = kacs_load_le32(bytes.bytes + FIELD(groups_offset));
	struct kacs_error error;

	(void)state;
	kacs_store_le32(bytes.bytes + groups, 16);
	assert_int_equal(parse(bytes, &error), KACS_E_SID);
	assert_int_equal(error.offset, groups);
	kacs_store_le32(bytes.bytes + groups, 0xffffffff);
	assert_int_equal(parse(bytes, &error), KACS_E_SID);
	/* A length that overflows, with nothing behind it. */
	bytes = test_token_bytes(&token);
	kacs_store_le32(bytes.bytes + bytes.len - 4, 0xfffffffc);
	kacs_store_le32(bytes.bytes + FIELD(groups_offset), bytes.len - 4);
	assert_int_equal(parse(bytes, &error), KACS_E_SID);
	assert_int_equal(error.offset, bytes.len - 4);
}

static void malformed_sid_of_an_entry_is_refused(void **state)
{
	struct test_token token = rich();
	struct test_bytes bytes = test_token_bytes(&token);
	u32 groups = kacs_load_le32(bytes.bytes + FIELD(groups_offset));

	(void)state;
	bytes.bytes[groups + 4] = 2;
	assert_refused(bytes, KACS_E_SID, groups + 4);
}

static void confinement_length_is_that_of_its_sid(void **state)
{
	struct test_token token = rich();
	struct test_bytes bytes = test_token_bytes(&token);
	u32 at = kacs_load_le32(bytes.bytes + FIELD(confinement_sid_offset));
	u32 len = kacs_load_le32(bytes.bytes + FIELD(confinement_sid_len));

	(void)state;
	kacs_store_le32(bytes.bytes + FIELD(confinement_sid_len), len + 4);
	assert_refused(bytes, KACS_E_SID, FIELD(confinement_sid_len));
	kacs_store_le32(bytes.bytes + FIELD(confinement_sid_len), len - 4);
	assert_refused(bytes, KACS_E_TRUNCATED, at + len - 4);
	kacs_store_le32(bytes.bytes + FIELD(confinement_sid_len), len);
	bytes.bytes[at] = 2;
	assert_refused(bytes, KACS_E_SID, at);
}

static void empty_sections_may_be_anywhere_inside(void **state)
{
	struct test_token token = test_token(ALICE);
	struct test_bytes bytes = test_token_bytes(&token);
	struct kacs_error error;

	(void)state;
	kacs_store_le32(bytes.bytes + FIELD(default_dacl_offset), bytes.len);
	assert_int_equal(parse(bytes, &error), KACS_OK);
	kacs_store_le32(bytes.bytes + FIELD(default_dacl_offset), 191);
	assert_refused(bytes, KACS_E_OFFSET, FIELD(default_dacl_offset));
	kacs_store_le32(bytes.bytes + FIELD(default_dacl_offset),
			bytes.len + 1);
	assert_refused(bytes, KACS_E_OFFSET, FIELD(default_dacl_offset));
}

static void default_dacl_must_be_an_acl(void **state)
{
	struct test_token token = rich();
	struct test_bytes bytes = test_token_bytes(&token);
	u32 dacl = kacs_load_le32(bytes.bytes + FIELD(default_dacl_offset));
	struct kacs_error error;

	(void)state;
	bytes.bytes[dacl + 8 + 2] = 38;
	assert_int_equal(parse(bytes, &error), KACS_E_ACE_SIZE);
	assert_int_equal(error.offset, dacl + 10);
}

static void claim_arrays_are_whole_entries(void **state)
{
	struct test_token token = rich();
	u8 twice[48];
	struct kacs_error error;

	(void)state;
	memcpy(twice, token.user_claims.bytes, 24);
	memcpy(twice + 24, token.user_claims.bytes, 24);
	token.user_claims = (struct test_bytes){twice, sizeof(twice)};
	assert_int_equal(parse(test_token_bytes(&token), &error), KACS_OK);
	token.user_claims.len = 27;
	assert_int_equal(parse(test_token_bytes(&token), &error),
			 KACS_E_TRAILING);
	token.user_claims.len = 47;
	assert_int_equal(parse(test_token_bytes(&token), &error),
			 KACS_E_CLAIM_SIZE);
}

static void malformed_claims_make_an_invalid_specification(void **state)
{
	struct test_token token = rich();
	u32 first = kacs_load_le32(test_token_bytes(&token).bytes +
				   FIELD(user_claims_offset));
	struct kacs_error error;

	(void)state;
	token.device_claims =
		test_copy(token.user_claims.bytes, token.user_claims.len);
	token.device_claims.bytes[8] = 4;
	assert_int_equal(parse(test_token_bytes(&token), &error),
			 KACS_E_CLAIM_TYPE);
	/* The device's array stands behind the user's, of 24 bytes. */
	assert_int_equal(error.offset, first + 24 + 8);
}

static void specification_is_limited_to_65536_bytes(void **state)
{
	struct test_token token = rich();
	struct test_bytes bytes = test_token_bytes(&token);
	const struct kacs_identity *identity;
	u8 *large = calloc(1, 65537);
	void *room;
	u32 size;

	(void)state;
	memcpy(large, bytes.bytes, bytes.len);
	assert_int_equal(kacs_identity_measure(large, 65536, NULL, &size, NULL),
			 KACS_OK);
	assert_int_equal(kacs_identity_measure(large, 65537, NULL, &size, NULL),
			 KACS_E_TOO_LARGE);
	room = malloc(size);
	assert_int_equal(kacs_identity_prepare(room, size, large, 65536, NULL,
					       &identity, NULL),
			 KACS_OK);
	assert_int_equal(kacs_identity_prepare(room, size, large, 65537, NULL,
					       &identity, NULL),
			 KACS_E_TOO_LARGE);
	free(room);
	free(large);
}

static void too_little_room_is_refused(void **state)
{
	struct test_token token = rich();
	struct test_bytes bytes = test_token_bytes(&token);
	const struct kacs_identity *identity;
	u32 size, room;
	void *mem;

	(void)state;
	kacs_identity_measure(bytes.bytes, bytes.len, NULL, &size, NULL);
	for (room = 0; room < size; room += 7) {
		mem = malloc(room ? room : 1);
		assert_int_equal(kacs_identity_prepare(mem, room, bytes.bytes,
						       bytes.len, NULL,
						       &identity, NULL),
				 KACS_E_NO_ROOM);
		free(mem);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prepared_identity_has_every_part),
		cmocka_unit_test(lookup_knows_every_role_of_a_sid),
		cmocka_unit_test(lookup_finds_all_of_many_and_nothing_else),
		cmocka_unit_test(sids_of_one_hash_are_kept_apart),
		cmocka_unit_test(sids_of_one_hash_have_each_its_role),
		cmocka_unit_test(crowded_sids_are_found_all_the_same),
		cmocka_unit_test(crowded_sids_decide_all_the_same),
		cmocka_unit_test(logon_sid_is_appended_and_enabled),
		cmocka_unit_test(supplied_logon_sid_conflicts),
		cmocka_unit_test(logon_sid_of_a_complete_list_is_found),
		cmocka_unit_test(groups_are_limited_to_64_with_the_logon_sid),
		cmocka_unit_test(every_number_is_held_to_its_range),
		cmocka_unit_test(owner_and_group_indices_name_supplied_groups),
		cmocka_unit_test(isolation_needs_a_confinement_sid),
		cmocka_unit_test(write_restricted_needs_user_deny_only),
		cmocka_unit_test(
			offsets_into_the_header_or_outside_are_refused),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(entry_length_is_that_of_its_sid),
		cmocka_unit_test(malformed_sid_of_an_entry_is_refused),
		cmocka_unit_test(confinement_length_is_that_of_its_sid),
		cmocka_unit_test(empty_sections_may_be_anywhere_inside),
		cmocka_unit_test(default_dacl_must_be_an_acl),
		cmocka_unit_test(claim_arrays_are_whole_entries),
		cmocka_unit_test(
			malformed_claims_make_an_invalid_specification),
		cmocka_unit_test(specification_is_limited_to_65536_bytes),
		cmocka_unit_test(too_little_room_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
