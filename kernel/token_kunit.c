// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of tokens, sessions and what hangs on credentials.
 */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/rcupdate.h>
#include <linux/security.h>
#include <linux/slab.h>

#include "../core/check.h"
#include "../core/token_lookup.h"
#include "../include/uapi/kacs/syscall.h"
#include "audit_event.h"
#include "credentials.h"
#include "process.h"
#include "session.h"
#include "token.h"
#include "token_internal.h"

#define PRESENT                                                       \
	(KACS_SE_GROUP_MANDATORY | KACS_SE_GROUP_ENABLED_BY_DEFAULT | \
	 KACS_SE_GROUP_ENABLED)

#define SOME_PRIVILEGES \
	(KACS_PRIVILEGE(KACS_SE_CHANGE_NOTIFY) | KACS_PRIVILEGE(KACS_SE_DEBUG))

/* S-1-5-21-1-2-3-1001, and -1002. */
static const u8 alice[] = {1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0,	0, 1, 0,
			   0, 0, 2, 0, 0, 0, 3, 0, 0,  0, 0xe9, 3, 0, 0};
static const u8 bob[] = {1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0,    0, 1, 0,
			 0, 0, 2, 0, 0, 0, 3, 0, 0,  0, 0xea, 3, 0, 0};
/* Everyone, Users. */
static const u8 everyone[] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
static const u8 users[] = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x21, 2, 0, 0};

struct test_spec {
	struct kacs_token_spec header;
	u8 bytes[512];
	u32 len;
};

static u32 append(struct test_spec *spec, const void *bytes, u32 len)
{
	u32 offset = sizeof(spec->header) + spec->len;

	memcpy(spec->bytes + spec->len, bytes, len);
	spec->len += len;
	return offset;
}

static void append_group(struct test_spec *spec, const u8 *sid, u32 len,
			 u32 attributes)
{
	u8 word[4];
	u32 offset;

	kacs_store_le32(word, len);
	offset = append(spec, word, 4);
	append(spec, sid, len);
	kacs_store_le32(word, attributes);
	append(spec, word, 4);
	if (!spec->header.groups_count++)
		spec->header.groups_offset = offset;
}

static struct kacs_sid sid_of(const u8 *bytes, u32 len)
{
	return (struct kacs_sid){bytes, len, kacs_sid_hash(bytes, len)};
}

static void spec_of(struct test_spec *spec, const u8 *user, u32 len,
		    u64 session)
{
	memset(spec, 0, sizeof(*spec));
	spec->header = (struct kacs_token_spec){
		.version = KACS_TOKEN_SPEC_VERSION,
		.token_type = KACS_TOKEN_PRIMARY,
		.integrity_rid = KACS_INTEGRITY_MEDIUM,
		.mandatory_policy = KACS_POLICY_NO_WRITE_UP,
		.privs_present = SOME_PRIVILEGES,
		.privs_enabled = KACS_PRIVILEGE(KACS_SE_CHANGE_NOTIFY),
		.projected_uid = 1001,
		.projected_gid = 1002,
		.session_id = session,
	};
	spec->header.user_sid_offset = append(spec, user, len);
	append_group(spec, everyone, sizeof(everyone), PRESENT);
	append_group(spec, users, sizeof(users), PRESENT);
}

static struct kacs_token_object *create(const struct test_spec *spec,
					struct kacs_token_object *creator)
{
	u8 bytes[sizeof(struct kacs_token_spec) + sizeof(spec->bytes)];

	memcpy(bytes, &spec->header, sizeof(spec->header));
	memcpy(bytes + sizeof(spec->header), spec->bytes, spec->len);
	return kacs_token_create(bytes, sizeof(spec->header) + spec->len,
				 creator);
}

static void put_token(void *token)
{
	kacs_token_put(token);
}

/* A token that lives as long as the test. */
static struct kacs_token_object *keep(struct kunit *test,
				      struct kacs_token_object *token)
{
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, token);
	kunit_add_action(test, put_token, token);
	return token;
}

static struct kacs_token_object *token_of(struct kunit *test, const u8 *user,
					  u32 len)
{
	struct test_spec *spec = kunit_kzalloc(test, sizeof(*spec), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, spec);
	spec_of(spec, user, len, KACS_SESSION_SYSTEM);
	return keep(test, create(spec, kacs_system_token));
}

static u32 rights(struct kacs_token_object *token, struct kacs_sd_object *sd,
		  const struct kacs_generic_mapping *mapping)
{
	struct kacs_decision decision;
	struct kacs_check check = {
		.sd = sd->sd,
		.mapping = mapping,
		.desired = KACS_MAXIMUM_ALLOWED,
	};

	kacs_audited_check(token, &check, &decision,
			   &(struct kacs_audit_object){}, GFP_KERNEL);
	return decision.granted;
}

static u32 token_rights(struct kacs_token_object *token,
			struct kacs_token_object *object)
{
	return rights(token, object->sd, &kacs_token_mapping);
}

static int token_test_init(struct kunit *test)
{
	if (!kacs_enabled)
		kunit_skip(test, "KACS does not run");
	return 0;
}

static void system_token_is_what_13_5_says(struct kunit *test)
{
	const struct kacs_identity *id = kacs_token_identity(kacs_system_token);
	struct kacs_sid system;

	kacs_sid_well_known(KACS_SID_SYSTEM, &system);
	KUNIT_EXPECT_EQ(test, kacs_system_token->token_id, 0);
	KUNIT_EXPECT_EQ(test, kacs_system_token->modified_id, 0);
	KUNIT_EXPECT_TRUE(test, kacs_sid_equal(&id->user, &system));
	KUNIT_EXPECT_EQ(test, id->groups.count, 5);
	KUNIT_EXPECT_EQ(test, id->groups.entries[4].attributes,
			PRESENT | KACS_SE_GROUP_LOGON_ID);
	KUNIT_EXPECT_EQ(test, id->spec.integrity_rid, KACS_INTEGRITY_SYSTEM);
	KUNIT_EXPECT_EQ(test, id->spec.mandatory_policy, 3);
	KUNIT_EXPECT_EQ(test, id->spec.primary_group_index, 1);
	KUNIT_EXPECT_EQ(test, id->spec.session_id, KACS_SESSION_SYSTEM);
	KUNIT_EXPECT_EQ(test, id->default_dacl_len, 52);
	KUNIT_EXPECT_EQ(test, kacs_system_token->privileges_present,
			KACS_PRIVILEGE_ALL);
	KUNIT_EXPECT_EQ(test,
			token_rights(kacs_system_token, kacs_system_token) &
				KACS_TOKEN_ALL_ACCESS,
			KACS_TOKEN_ALL_ACCESS);
}

static void a_copy_is_another_token_with_the_same_answers(struct kunit *test)
{
	struct kacs_token_object *token = token_of(test, alice, sizeof(alice));
	struct kacs_token_object *copy =
		keep(test, kacs_token_copy(token, GFP_KERNEL));

	KUNIT_EXPECT_NE(test, copy->token_id, token->token_id);
	KUNIT_EXPECT_EQ(test, copy->decision_id, token->decision_id);
	KUNIT_EXPECT_PTR_EQ(test, copy->identity, token->identity);
	KUNIT_EXPECT_PTR_EQ(test, copy->sd, token->sd);
	KUNIT_EXPECT_EQ(test, copy->state.privileges_enabled,
			token->state.privileges_enabled);
}

static void adjusting_a_copy_leaves_its_source(struct kunit *test)
{
	struct kacs_token_object *token = token_of(test, alice, sizeof(alice));
	struct kacs_token_object *copy =
		keep(test, kacs_token_copy(token, GFP_KERNEL));
	const struct kacs_privilege_change change = {
		.enable = KACS_PRIVILEGE(KACS_SE_DEBUG),
	};
	const u64 decision_id = token->decision_id;
	const u64 modified_id = copy->modified_id;
	u64 previous;

	KUNIT_ASSERT_EQ(test,
			kacs_token_adjust_privileges(copy, &change, &previous),
			0);
	KUNIT_EXPECT_EQ(test, previous, KACS_PRIVILEGE(KACS_SE_CHANGE_NOTIFY));
	KUNIT_EXPECT_TRUE(test, kacs_token_use_privilege(copy, KACS_SE_DEBUG));
	KUNIT_EXPECT_FALSE(test,
			   kacs_token_use_privilege(token, KACS_SE_DEBUG));
	KUNIT_EXPECT_NE(test, copy->decision_id, decision_id);
	KUNIT_EXPECT_EQ(test, token->decision_id, decision_id);
	KUNIT_EXPECT_EQ(test, copy->modified_id, modified_id + 1);
}

static void an_absent_privilege_is_not_enabled(struct kunit *test)
{
	struct kacs_token_object *token = token_of(test, alice, sizeof(alice));
	const struct kacs_privilege_change change = {
		.enable = KACS_PRIVILEGE(KACS_SE_TCB),
		.remove = KACS_PRIVILEGE(KACS_SE_DEBUG),
	};
	u64 previous = 0;

	KUNIT_EXPECT_EQ(test,
			kacs_token_adjust_privileges(token, &change, &previous),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, token->privileges_present, SOME_PRIVILEGES);
}

static void a_removed_privilege_does_not_come_back(struct kunit *test)
{
	struct kacs_token_object *token = token_of(test, alice, sizeof(alice));
	const struct kacs_privilege_change remove = {
		.remove = KACS_PRIVILEGE(KACS_SE_CHANGE_NOTIFY),
	};
	const struct kacs_privilege_change reset = {.reset = true};
	u64 previous;

	kacs_token_use_privilege(token, KACS_SE_CHANGE_NOTIFY);
	KUNIT_ASSERT_EQ(test,
			kacs_token_adjust_privileges(token, &remove, &previous),
			0);
	KUNIT_ASSERT_EQ(test,
			kacs_token_adjust_privileges(token, &reset, &previous),
			0);
	KUNIT_EXPECT_EQ(test, token->state.privileges_enabled, 0);
	KUNIT_EXPECT_EQ(test, token->privileges_present,
			KACS_PRIVILEGE(KACS_SE_DEBUG));
	KUNIT_EXPECT_EQ(test, atomic64_read(&token->privileges_used),
			KACS_PRIVILEGE(KACS_SE_CHANGE_NOTIFY));
}

static void duplicating_never_raises_the_level(struct kunit *test)
{
	struct kacs_token_object *token = token_of(test, alice, sizeof(alice));
	struct kacs_token_object *low, *same;

	low = keep(test,
		   kacs_token_duplicate(token, KACS_TOKEN_IMPERSONATION,
					KACS_LEVEL_IDENTIFICATION, token));
	KUNIT_EXPECT_NE(test, low->decision_id, token->decision_id);
	KUNIT_EXPECT_EQ(
		test,
		PTR_ERR(kacs_token_duplicate(low, KACS_TOKEN_IMPERSONATION,
					     KACS_LEVEL_IMPERSONATION, token)),
		-EPERM);
	KUNIT_EXPECT_EQ(test,
			PTR_ERR(kacs_token_duplicate(low, KACS_TOKEN_PRIMARY, 0,
						     token)),
			-EPERM);
	KUNIT_EXPECT_EQ(test, PTR_ERR(kacs_token_duplicate(token, 3, 0, token)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test,
			PTR_ERR(kacs_token_duplicate(
				token, KACS_TOKEN_IMPERSONATION, 4, token)),
			-EINVAL);
	same = keep(test,
		    kacs_token_duplicate(low, KACS_TOKEN_IMPERSONATION,
					 KACS_LEVEL_IDENTIFICATION, token));
	KUNIT_EXPECT_EQ(test, same->state.impersonation_level,
			KACS_LEVEL_IDENTIFICATION);
}

static void a_filtered_token_has_less(struct kunit *test)
{
	struct kacs_token_object *token = token_of(test, alice, sizeof(alice));
	struct kacs_sid_and_attributes entry = {sid_of(users, sizeof(users)),
						PRESENT};
	const struct kacs_restriction restriction = {
		.privileges = KACS_PRIVILEGE(KACS_SE_CHANGE_NOTIFY),
		.deny_only = 1,
		.restricting = {&entry, 1},
		.write_restricted = true,
	};
	struct kacs_token_object *less =
		keep(test, kacs_token_restrict(token, &restriction, token));
	struct kacs_sid sid = sid_of(everyone, sizeof(everyone));

	KUNIT_EXPECT_EQ(test, less->privileges_present,
			KACS_PRIVILEGE(KACS_SE_DEBUG));
	KUNIT_EXPECT_EQ(test, less->state.privileges_enabled, 0);
	KUNIT_EXPECT_EQ(
		test,
		kacs_token_match(&less->state,
				 kacs_identity_find(kacs_token_identity(less),
						    &sid)),
		KACS_MATCH_DENY);
	KUNIT_EXPECT_TRUE(test, less->state.write_restricted);
	KUNIT_EXPECT_TRUE(test, less->state.user_deny_only);
	KUNIT_EXPECT_EQ(test, kacs_token_identity(less)->restricted.count, 1);
	KUNIT_EXPECT_EQ(test, kacs_token_identity(less)->groups.count,
			kacs_token_identity(token)->groups.count);
	KUNIT_EXPECT_TRUE(test,
			  kacs_sid_equal(&kacs_token_identity(less)->logon,
					 &kacs_token_identity(token)->logon));
	KUNIT_EXPECT_PTR_EQ(test, less->identity->session,
			    token->identity->session);
	KUNIT_EXPECT_EQ(test, less->identity->created_at,
			token->identity->created_at);
}

static void restricting_again_only_narrows(struct kunit *test)
{
	struct kacs_token_object *token = token_of(test, alice, sizeof(alice));
	struct kacs_sid_and_attributes a = {sid_of(users, sizeof(users)), 0};
	struct kacs_sid_and_attributes b = {sid_of(everyone, sizeof(everyone)),
					    0};
	const struct kacs_restriction first = {
		.restricting = {&a, 1},
		.write_restricted = true,
	};
	const struct kacs_restriction other = {.restricting = {&b, 1}};
	const struct kacs_restriction none = {};
	struct kacs_token_object *once, *twice;

	once = keep(test, kacs_token_restrict(token, &first, token));
	KUNIT_EXPECT_EQ(test, PTR_ERR(kacs_token_restrict(once, &other, token)),
			-EINVAL);
	twice = keep(test, kacs_token_restrict(once, &none, token));
	KUNIT_EXPECT_EQ(test, kacs_token_identity(twice)->restricted.count, 1);
	KUNIT_EXPECT_TRUE(test, twice->state.write_restricted);
	KUNIT_EXPECT_TRUE(test, twice->state.user_deny_only);
}

static void a_token_survives_being_serialized(struct kunit *test)
{
	struct kacs_token_object *token = token_of(test, alice, sizeof(alice));
	const struct kacs_identity *id = kacs_token_identity(token);
	struct kacs_identity_object *again;
	struct kacs_token_view view;
	u32 len;
	u8 *bytes;

	kacs_token_view(token, &view);
	len = kacs_token_serialize(&view, &id->restricted, NULL);
	bytes = kunit_kzalloc(test, len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, bytes);
	KUNIT_EXPECT_EQ(
		test, kacs_token_serialize(&view, &id->restricted, bytes), len);
	again = kacs_identity_create(bytes, len, NULL, token->identity->session,
				     0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, again);
	KUNIT_EXPECT_TRUE(test,
			  kacs_sid_equal(&again->identity->user, &id->user));
	KUNIT_EXPECT_EQ(test, again->identity->groups.count, id->groups.count);
	KUNIT_EXPECT_TRUE(test,
			  kacs_sid_equal(&again->identity->logon, &id->logon));
	keep(test, kacs_token_from_identity(again, kacs_sd_get(token->sd)));
	kacs_token_view_put(&view);
}

static void a_user_is_not_master_of_its_own_token(struct kunit *test)
{
	const u32 self = KACS_TOKEN_QUERY | KACS_TOKEN_ADJUST_PRIVS |
			 KACS_TOKEN_ADJUST_GROUPS | KACS_TOKEN_ADJUST_DEFAULT;
	struct kacs_token_object *token = token_of(test, alice, sizeof(alice));
	struct kacs_token_object *own =
		keep(test,
		     kacs_token_duplicate(token, KACS_TOKEN_PRIMARY, 0, token));
	struct kacs_token_object *other = token_of(test, bob, sizeof(bob));

	KUNIT_EXPECT_EQ(test, token_rights(token, token), self);
	KUNIT_EXPECT_EQ(test, token_rights(token, own),
			self | KACS_READ_CONTROL);
	KUNIT_EXPECT_EQ(test, token_rights(token, other), 0);
	KUNIT_EXPECT_EQ(test,
			token_rights(kacs_system_token, own) &
				KACS_TOKEN_ALL_ACCESS,
			KACS_TOKEN_ALL_ACCESS);
}

static void who_makes_a_token_for_others_is_its_master(struct kunit *test)
{
	struct kacs_token_object *maker = token_of(test, bob, sizeof(bob));
	struct test_spec *spec = kunit_kzalloc(test, sizeof(*spec), GFP_KERNEL);
	struct kacs_token_object *token;

	KUNIT_ASSERT_NOT_NULL(test, spec);
	spec_of(spec, alice, sizeof(alice), KACS_SESSION_SYSTEM);
	token = keep(test, create(spec, maker));
	KUNIT_EXPECT_EQ(test, token_rights(maker, token),
			KACS_TOKEN_ALL_ACCESS);
}

static void a_process_belongs_to_its_user(struct kunit *test)
{
	struct kacs_token_object *token = token_of(test, alice, sizeof(alice));
	struct kacs_token_object *other = token_of(test, bob, sizeof(bob));
	struct kacs_sd_object *sd = token->identity->process_sd;

	KUNIT_EXPECT_EQ(test, rights(token, sd, &kacs_process_mapping),
			KACS_PROCESS_ALL_ACCESS);
	KUNIT_EXPECT_EQ(test, rights(other, sd, &kacs_process_mapping),
			KACS_PROCESS_QUERY_LIMITED);
}

static void no_token_has_an_id_that_is_none(struct kunit *test)
{
	struct test_spec *spec = kunit_kzalloc(test, sizeof(*spec), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, spec);
	spec_of(spec, alice, sizeof(alice), KACS_SESSION_SYSTEM);
	spec->header.projected_uid = U32_MAX;
	KUNIT_EXPECT_EQ(test, PTR_ERR(create(spec, kacs_system_token)),
			-EINVAL);
	spec_of(spec, alice, sizeof(alice), KACS_SESSION_SYSTEM);
	spec->header.projected_gid = U32_MAX;
	KUNIT_EXPECT_EQ(test, PTR_ERR(create(spec, kacs_system_token)),
			-EINVAL);
}

/* Service, "ab", alice. */
static u32 session_spec(u8 *bytes)
{
	bytes[0] = KACS_LOGON_SERVICE;
	kacs_store_le16(bytes + 1, 2);
	memcpy(bytes + 3, "ab", 2);
	kacs_store_le32(bytes + 5, sizeof(alice));
	memcpy(bytes + 9, alice, sizeof(alice));
	return 9 + sizeof(alice);
}

static void a_session_specification_is_exact(struct kunit *test)
{
	static const struct {
		u32 at;
		u8 value;
		const char *what;
	} wrong[] = {
		{0, 0, "logon type 0"},
		{0, 6, "logon type 6"},
		{1, 3, "package one byte longer"},
		{2, 1, "package longer than all"},
		{3, 0xc0, "overlong UTF-8"},
		{4, 0xc3, "UTF-8 cut off"},
		{5, 27, "SID one byte shorter"},
		{5, 29, "SID one byte longer"},
		{9, 2, "SID of revision 2"},
		{10, 4, "SID with bytes left over"},
	};
	u8 bytes[64];
	u32 len, i;
	u64 id;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		len = session_spec(bytes);
		bytes[wrong[i].at] = wrong[i].value;
		KUNIT_EXPECT_EQ_MSG(test,
				    kacs_session_create(bytes, len,
							kacs_system_token, &id),
				    -EINVAL, "%s", wrong[i].what);
	}
	len = session_spec(bytes);
	KUNIT_EXPECT_EQ(test,
			kacs_session_create(bytes, len - 1, kacs_system_token,
					    &id),
			-EINVAL);
	KUNIT_EXPECT_EQ(test,
			kacs_session_create(bytes, len + 1, kacs_system_token,
					    &id),
			-EINVAL);
	KUNIT_EXPECT_EQ(test,
			kacs_session_create(bytes, 14, kacs_system_token, &id),
			-EINVAL);
	KUNIT_ASSERT_EQ(test,
			kacs_session_create(bytes, len, kacs_system_token, &id),
			0);
	KUNIT_EXPECT_EQ(test, kacs_session_destroy_empty(id), 0);
	KUNIT_EXPECT_EQ(test, kacs_session_destroy_empty(id), -ENOENT);
}

static void a_session_belongs_to_its_user(struct kunit *test)
{
	struct kacs_token_object *token = token_of(test, alice, sizeof(alice));
	struct kacs_token_object *other = token_of(test, bob, sizeof(bob));
	struct kacs_session *session;
	struct kacs_sid administrators;
	u8 bytes[64];
	u64 id;

	kacs_sid_well_known(KACS_SID_ADMINISTRATORS, &administrators);
	KUNIT_ASSERT_EQ(test,
			kacs_session_create(bytes, session_spec(bytes),
					    kacs_system_token, &id),
			0);
	session = kacs_session_find(id);
	KUNIT_ASSERT_NOT_NULL(test, session);
	KUNIT_EXPECT_TRUE(test, kacs_sid_equal(&session->sd->sd->owner,
					       &session->user));
	KUNIT_EXPECT_TRUE(test, kacs_sid_equal(&session->sd->sd->group,
					       &administrators));
	KUNIT_EXPECT_EQ(test, rights(token, session->sd, &kacs_process_mapping),
			KACS_PROCESS_ALL_ACCESS);
	KUNIT_EXPECT_EQ(test, rights(other, session->sd, &kacs_process_mapping),
			0);
	kacs_session_put(session);
	KUNIT_EXPECT_EQ(test, kacs_session_destroy_empty(id), 0);
}

static void the_last_token_ends_its_session(struct kunit *test)
{
	struct test_spec *spec = kunit_kzalloc(test, sizeof(*spec), GFP_KERNEL);
	struct kacs_token_object *token, *copy;
	u8 bytes[64];
	u64 id, next;

	KUNIT_ASSERT_NOT_NULL(test, spec);
	KUNIT_ASSERT_EQ(test,
			kacs_session_create(bytes, session_spec(bytes),
					    kacs_system_token, &id),
			0);
	spec_of(spec, alice, sizeof(alice), id);
	token = create(spec, kacs_system_token);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, token);
	copy = kacs_token_copy(token, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, copy);
	kacs_token_put(token);
	KUNIT_EXPECT_EQ(test, kacs_session_destroy_empty(id), -EBUSY);
	kacs_token_put(copy);
	KUNIT_EXPECT_EQ(test, kacs_session_destroy_empty(id), -ENOENT);
	KUNIT_ASSERT_EQ(test,
			kacs_session_create(bytes, session_spec(bytes),
					    kacs_system_token, &next),
			0);
	KUNIT_EXPECT_NE(test, next, id);
	KUNIT_EXPECT_EQ(test, kacs_session_destroy_empty(next), 0);
}

static void a_token_that_fails_leaves_its_session(struct kunit *test)
{
	struct test_spec *spec = kunit_kzalloc(test, sizeof(*spec), GFP_KERNEL);
	u8 bytes[64];
	u64 id;

	KUNIT_ASSERT_NOT_NULL(test, spec);
	KUNIT_ASSERT_EQ(test,
			kacs_session_create(bytes, session_spec(bytes),
					    kacs_system_token, &id),
			0);
	spec_of(spec, alice, sizeof(alice), id);
	spec->header.version = 1;
	KUNIT_EXPECT_EQ(test, PTR_ERR(create(spec, kacs_system_token)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, kacs_session_destroy_empty(id), 0);
	spec_of(spec, alice, sizeof(alice), id);
	KUNIT_EXPECT_EQ(test, PTR_ERR(create(spec, kacs_system_token)),
			-EINVAL);
}

static struct kacs_token_object *client_of(struct kunit *test, const u8 *user,
					   u32 len, u32 level)
{
	return keep(test, kacs_token_duplicate(token_of(test, user, len),
					       KACS_TOKEN_IMPERSONATION, level,
					       kacs_system_token));
}

static void impersonation_changes_what_decides_only(struct kunit *test)
{
	struct kacs_token_object *primary = kacs_current_primary_token();
	struct kacs_token_object *client =
		client_of(test, alice, sizeof(alice), KACS_LEVEL_IMPERSONATION);
	const kuid_t uid = current_uid();

	KUNIT_ASSERT_EQ(test, kacs_impersonate(client), 0);
	KUNIT_EXPECT_PTR_EQ(test, kacs_current_token(), client);
	KUNIT_EXPECT_PTR_EQ(test, kacs_current_primary_token(), primary);
	KUNIT_EXPECT_EQ(test, __kuid_val(current_fsuid()), 1001);
	KUNIT_EXPECT_EQ(test, __kgid_val(current_fsgid()), 1002);
	KUNIT_EXPECT_TRUE(test, uid_eq(current_uid(), uid));
	/* Once more: reverts by itself. */
	KUNIT_EXPECT_EQ(test, kacs_impersonate(client), 0);
	kacs_revert();
	KUNIT_EXPECT_PTR_EQ(test, kacs_current_token(), primary);
	KUNIT_EXPECT_FALSE(test, kacs_impersonating());
	kacs_revert();
	KUNIT_EXPECT_PTR_EQ(test, kacs_current_token(), primary);
}

static void nothing_is_committed_while_impersonating(struct kunit *test)
{
	struct kacs_token_object *primary = kacs_current_primary_token();
	struct kacs_token_object *client =
		client_of(test, alice, sizeof(alice), KACS_LEVEL_IMPERSONATION);
	struct cred *new;

	KUNIT_ASSERT_EQ(test, kacs_impersonate(client), 0);
	new = prepare_creds();
	if (new)
		KUNIT_EXPECT_EQ(test, commit_creds(new), -EBUSY);
	kacs_revert();
	KUNIT_EXPECT_PTR_EQ(test, kacs_current_primary_token(), primary);
	KUNIT_EXPECT_NOT_NULL(test, new);
}

static void anonymous_level_makes_nobody(struct kunit *test)
{
	struct kacs_token_object *client =
		client_of(test, alice, sizeof(alice), KACS_LEVEL_ANONYMOUS);

	KUNIT_ASSERT_EQ(test, kacs_impersonate(client), 0);
	KUNIT_EXPECT_PTR_EQ(test, kacs_current_token(), kacs_anonymous_token);
	kacs_revert();
}

static void a_primary_token_is_not_impersonated(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test,
			kacs_impersonate(token_of(test, alice, sizeof(alice))),
			-EINVAL);
	KUNIT_EXPECT_FALSE(test, kacs_impersonating());
}

/* The thread of a test case ends with it, and its credentials with that. */
static void gates_cap_to_identification(struct kunit *test)
{
	struct kacs_token_object *server = token_of(test, bob, sizeof(bob));
	struct kacs_token_object *client =
		client_of(test, alice, sizeof(alice), KACS_LEVEL_DELEGATION);
	struct kacs_token_object *self =
		client_of(test, bob, sizeof(bob), KACS_LEVEL_DELEGATION);

	KUNIT_ASSERT_EQ(test, kacs_install_primary(server), 0);
	KUNIT_ASSERT_EQ(test, kacs_impersonate(client), 0);
	KUNIT_EXPECT_EQ(test, kacs_current_token()->state.impersonation_level,
			KACS_LEVEL_IDENTIFICATION);
	KUNIT_EXPECT_TRUE(
		test,
		kacs_sid_equal(&kacs_token_identity(kacs_current_token())->user,
			       &kacs_token_identity(client)->user));
	KUNIT_ASSERT_EQ(test, kacs_impersonate(self), 0);
	KUNIT_EXPECT_EQ(test, kacs_current_token()->state.impersonation_level,
			KACS_LEVEL_DELEGATION);
	kacs_revert();
}

static void a_sandbox_is_not_left_by_impersonating(struct kunit *test)
{
	struct kacs_sid_and_attributes entry = {sid_of(users, sizeof(users)),
						0};
	const struct kacs_restriction restriction = {
		.restricting = {&entry, 1}};
	struct kacs_token_object *server = keep(
		test, kacs_token_restrict(token_of(test, bob, sizeof(bob)),
					  &restriction, kacs_system_token));

	KUNIT_ASSERT_EQ(test, kacs_install_primary(server), 0);
	KUNIT_EXPECT_EQ(test,
			kacs_impersonate(client_of(test, bob, sizeof(bob),
						   KACS_LEVEL_IMPERSONATION)),
			-EPERM);
	KUNIT_EXPECT_FALSE(test, kacs_impersonating());
}

static void install_goes_below_an_impersonation(struct kunit *test)
{
	struct kacs_token_object *server = token_of(test, bob, sizeof(bob));
	struct kacs_token_object *client =
		client_of(test, alice, sizeof(alice), KACS_LEVEL_IMPERSONATION);
	struct kacs_sd_object *sd;

	KUNIT_ASSERT_EQ(test, kacs_impersonate(client), 0);
	KUNIT_ASSERT_EQ(test, kacs_install_primary(server), 0);
	KUNIT_EXPECT_PTR_EQ(test, kacs_current_token(), client);
	KUNIT_EXPECT_PTR_EQ(test, kacs_current_primary_token(), server);
	kacs_revert();
	KUNIT_EXPECT_PTR_EQ(test, kacs_current_token(), server);
	KUNIT_EXPECT_EQ(test, __kuid_val(current_uid()), 1001);
	KUNIT_EXPECT_EQ(test, __kuid_val(current_fsuid()), 1001);
	sd = kacs_process_sd(current);
	KUNIT_EXPECT_PTR_EQ(test, sd, server->identity->process_sd);
	kacs_sd_put(sd);
	KUNIT_EXPECT_EQ(test, kacs_install_primary(client), -EINVAL);
}

static void a_lowered_token_is_lower_and_nothing_else(struct kunit *test)
{
	struct kacs_token_object *token = token_of(test, alice, sizeof(alice));
	struct kacs_token_object *low;

	/* As those of a linked pair are. */
	token->elevation_type = KACS_ELEVATION_FULL;
	token->link_id = 7;
	low = keep(test, kacs_token_lower(token, KACS_INTEGRITY_LOW));

	KUNIT_EXPECT_EQ(test, low->state.integrity_level, KACS_INTEGRITY_LOW);
	KUNIT_EXPECT_EQ(test, token->state.integrity_level,
			KACS_INTEGRITY_MEDIUM);
	KUNIT_EXPECT_NE(test, low->decision_id, token->decision_id);
	KUNIT_EXPECT_PTR_EQ(test, low->identity, token->identity);
	KUNIT_EXPECT_PTR_EQ(test, low->sd, token->sd);
	KUNIT_EXPECT_EQ(test, low->privileges_present,
			token->privileges_present);
	KUNIT_EXPECT_EQ(test, low->privileges_default,
			token->privileges_default);
	KUNIT_EXPECT_EQ(test, low->state.privileges_enabled,
			token->state.privileges_enabled);
	KUNIT_EXPECT_EQ(test, low->state.groups_enabled,
			token->state.groups_enabled);
	KUNIT_EXPECT_EQ(test, low->interactive_session_id,
			token->interactive_session_id);
	KUNIT_EXPECT_NE(test, low->token_id, token->token_id);
	KUNIT_EXPECT_EQ(test, low->modified_id, low->token_id);
	KUNIT_EXPECT_EQ(test, low->elevation_type, KACS_ELEVATION_DEFAULT);
	KUNIT_EXPECT_EQ(test, low->link_id, 0);
}

static void a_credential_without_a_token_can_nothing(struct kunit *test)
{
	struct cred *cred = prepare_creds();
	struct kacs_token_object *token;

	KUNIT_ASSERT_NOT_NULL(test, cred);
	token = cred->kacs_token;
	cred->kacs_token = NULL;
	KUNIT_EXPECT_EQ(test,
			security_capable(cred, &init_user_ns, CAP_CHOWN,
					 CAP_OPT_NOAUDIT),
			-EPERM);
	cred->kacs_token = token;
	abort_creds(cred);
}

static struct kunit_case kacs_token_cases[] = {
	KUNIT_CASE(system_token_is_what_13_5_says),
	KUNIT_CASE(a_copy_is_another_token_with_the_same_answers),
	KUNIT_CASE(adjusting_a_copy_leaves_its_source),
	KUNIT_CASE(an_absent_privilege_is_not_enabled),
	KUNIT_CASE(a_removed_privilege_does_not_come_back),
	KUNIT_CASE(duplicating_never_raises_the_level),
	KUNIT_CASE(a_filtered_token_has_less),
	KUNIT_CASE(restricting_again_only_narrows),
	KUNIT_CASE(a_token_survives_being_serialized),
	KUNIT_CASE(a_user_is_not_master_of_its_own_token),
	KUNIT_CASE(who_makes_a_token_for_others_is_its_master),
	KUNIT_CASE(a_process_belongs_to_its_user),
	KUNIT_CASE(no_token_has_an_id_that_is_none),
	KUNIT_CASE(a_session_specification_is_exact),
	KUNIT_CASE(a_session_belongs_to_its_user),
	KUNIT_CASE(the_last_token_ends_its_session),
	KUNIT_CASE(a_token_that_fails_leaves_its_session),
	KUNIT_CASE(impersonation_changes_what_decides_only),
	KUNIT_CASE(nothing_is_committed_while_impersonating),
	KUNIT_CASE(anonymous_level_makes_nobody),
	KUNIT_CASE(a_primary_token_is_not_impersonated),
	KUNIT_CASE(gates_cap_to_identification),
	KUNIT_CASE(a_sandbox_is_not_left_by_impersonating),
	KUNIT_CASE(install_goes_below_an_impersonation),
	KUNIT_CASE(a_lowered_token_is_lower_and_nothing_else),
	KUNIT_CASE(a_credential_without_a_token_can_nothing),
	{}};

static struct kunit_suite kacs_token_suite = {
	.name = "kacs_token",
	.init = token_test_init,
	.test_cases = kacs_token_cases,
};

kunit_test_suite(kacs_token_suite);

MODULE_DESCRIPTION("KUnit tests of KACS tokens");
MODULE_LICENSE("GPL");
