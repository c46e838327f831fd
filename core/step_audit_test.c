// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What AccessCheck leaves for the audit: PSD-004 10.9, 10.10 steps 13 and 14.
 */
#include "audit_test_support.h"

static struct answer *ask_as(const struct test_token *spec,
			     const struct kacs_sd *sd, u32 desired)
{
	struct kacs_token token = test_prepare_token(spec);
	struct kacs_check check = test_question(&token, sd, desired);

	return answer_to(&check);
}

static struct answer *ask(const struct kacs_sd *sd, u32 desired)
{
	struct test_token spec = alice_spec();

	return ask_as(&spec, sd, desired);
}

/* Alice may read, and the SACL has one ACE. */
static const struct kacs_sd *with(struct test_ace ace)
{
	return SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, ALICE)),
		  .sacl = ACES(ace));
}

static struct test_ace audit(u8 flags, u32 mask, const char *sid)
{
	return (struct test_ace)AUDIT(flags, mask, sid);
}

static struct test_ace conditional(u8 type, u8 flags, u32 mask,
				   const char *words)
{
	struct test_bytes bytes = test_condition(words);

	return (struct test_ace){
		type,	  flags, mask, EVERYONE, (const char *)bytes.bytes,
		bytes.len};
}

static void outcomes_are_told_to_those_who_ask(void **state)
{
	static const struct {
		u8 flags;
		u32 desired;
		u32 events;
	} cases[] = {
		{SUCCESS, READ, 1},
		{SUCCESS, WRITE, 0},
		{FAILURE, READ, 0},
		{FAILURE, WRITE, 1},
		{FAILURE, READ | WRITE, 1},
		{0, READ, 0},
		{0, WRITE, 0},
		{SUCCESS | FAILURE, READ, 1},
		{SUCCESS | FAILURE, WRITE, 1},
	};
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct answer *answer =
			ask(with(audit(cases[i].flags, READ | WRITE, ALICE)),
			    cases[i].desired);

		assert_int_equal(answer->audit.count, cases[i].events);
		if (!answer->audit.count)
			continue;
		assert_int_equal(answer->events[0].kind, KACS_EVENT_SACL);
		assert_int_equal(answer->events[0].success,
				 answer->decision.allowed);
		assert_int_equal(answer->events[0].acl, KACS_ACL_SACL);
		assert_int_equal(answer->events[0].ace, 0);
		assert_int_equal(answer->events[0].requested, cases[i].desired);
		assert_int_equal(answer->events[0].granted,
				 cases[i].desired & READ);
	}
}

static void the_event_holds_the_bytes_of_its_ace(void **state)
{
	const struct test_acl *sacl =
		ACES(LABEL(1, "S-1-16-4096"), AUDIT(SUCCESS, READ, EVERYONE),
		     AUDIT(SUCCESS, READ, ALICE));
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, ALICE)),
		   .sacl = sacl);
	struct test_bytes bytes = test_acl_bytes(sacl);
	struct test_token spec = alice_spec();
	struct answer *answer;

	(void)state;
	test_add(&spec.groups, EVERYONE, GROUP_ON);
	answer = ask_as(&spec, sd, READ);
	assert_int_equal(answer->audit.count, 2);
	assert_int_equal(answer->events[0].ace, 1);
	assert_int_equal(answer->events[0].ace_len, 20);
	assert_memory_equal(answer->events[0].ace_bytes, bytes.bytes + 8 + 20,
			    20);
	assert_int_equal(answer->events[1].ace, 2);
	assert_memory_equal(answer->events[1].ace_bytes,
			    bytes.bytes + 8 + 20 + 20,
			    answer->events[1].ace_len);
}

static void audit_sees_the_broadest_identity(void **state)
{
	static const struct {
		const char *sid;
		u32 events;
	} cases[] = {
		{ALICE, 1}, {STAFF, 1},	 {CONTRACTORS, 1},
		{BOB, 0},   {SYSTEM, 0}, {OWNER_RIGHTS, 0},
	};
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		assert_int_equal(ask(with(audit(SUCCESS, READ, cases[i].sid)),
				     READ)
					 ->audit.count,
				 cases[i].events);
}

static void virtual_groups_are_audited(void **state)
{
	struct test_token spec = alice_spec();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_check check;

	(void)state;
	assert_int_equal(
		ask(SD(.owner = ALICE,
		       .sacl = ACES(AUDIT(SUCCESS, READ, OWNER_RIGHTS))),
		    READ)
			->audit.count,
		1);
	check = test_question(&token, with(audit(SUCCESS, READ, SELF)), READ);
	assert_int_equal(answer_to(&check)->audit.count, 0);
	check.self = test_sid(CONTRACTORS); /* deny-only: it is enough */
	assert_int_equal(answer_to(&check)->audit.count, 1);
}

static void only_what_was_requested_is_audited(void **state)
{
	(void)state;
	assert_int_equal(
		ask(with(audit(SUCCESS, WRITE, ALICE)), READ)->audit.count, 0);
	assert_int_equal(ask(with(audit(SUCCESS, KACS_GENERIC_READ, ALICE)),
			     READ)
				 ->audit.count,
			 1);
	/* The maximum is no request for anything. */
	assert_int_equal(
		ask(with(audit(SUCCESS | FAILURE, KACS_GENERIC_ALL, ALICE)),
		    KACS_MAXIMUM_ALLOWED)
			->audit.count,
		0);
	assert_int_equal(ask(with(audit(SUCCESS, READ, ALICE)),
			     READ | KACS_MAXIMUM_ALLOWED)
				 ->audit.count,
			 1);
}

static void inherit_only_aces_are_not_audited(void **state)
{
	(void)state;
	assert_int_equal(ask(with(audit(SUCCESS | KACS_ACE_INHERIT_ONLY |
						KACS_ACE_OBJECT_INHERIT,
					READ, ALICE)),
			     READ)
				 ->audit.count,
			 0);
}

static void who_cannot_tell_audits(void **state)
{
	static const struct {
		const char *words;
		u32 events;
	} cases[] = {
		{"1 1 ==", 1},
		{"1 2 ==", 0},
		{"@User.missing 1 ==", 1},
		/* deny polarity: a deny-only group is a member */
		{"{ " CONTRACTORS " } Member_of", 1},
	};
	const struct test_ace broken = {KACS_ACE_SYSTEM_AUDIT_CALLBACK,
					SUCCESS,
					READ,
					ALICE,
					"nonsense",
					8};
	struct test_token spec = alice_spec();
	u32 i;

	(void)state;
	test_add(&spec.groups, EVERYONE, GROUP_ON);
	for (i = 0; i < COUNT(cases); i++) {
		struct test_ace ace =
			conditional(KACS_ACE_SYSTEM_AUDIT_CALLBACK, SUCCESS,
				    READ, cases[i].words);

		assert_int_equal(ask_as(&spec, with(ace), READ)->audit.count,
				 cases[i].events);
		ace.type = KACS_ACE_SYSTEM_ALARM_CALLBACK;
		assert_int_equal(ask_as(&spec, with(ace), READ)
					 ->decision.continuous_audit,
				 cases[i].events ? READ : 0);
	}
	assert_int_equal(ask(with(broken), READ)->audit.count, 1);
}

static void object_types_limit_events_to_what_is_asked(void **state)
{
	static const u8 types[] = {KACS_ACE_SYSTEM_AUDIT_OBJECT,
				   KACS_ACE_SYSTEM_AUDIT_CALLBACK_OBJECT,
				   KACS_ACE_SYSTEM_ALARM_OBJECT,
				   KACS_ACE_SYSTEM_ALARM_CALLBACK_OBJECT};
	static const u8 guids[] = {0, 1, 9};
	u8 entry[KACS_OBJECT_ENTRY_BYTES] = {0, 0, 0, 0, 1};
	struct test_token spec = alice_spec();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_object_tree tree;
	struct kacs_object_node node;
	u32 i, j;

	(void)state;
	assert_int_equal(kacs_object_tree_prepare(entry, 1, &node, &tree, NULL),
			 KACS_OK);
	for (i = 0; i < COUNT(types) * COUNT(guids); i++) {
		u8 type = types[i / COUNT(guids)];
		u8 guid = guids[i % COUNT(guids)];
		struct test_ace ace = test_object_ace(
			type, READ, guid, ALICE,
			type > KACS_ACE_SYSTEM_ALARM_OBJECT ? "1 1 ==" : NULL);
		struct kacs_check check;

		ace.flags = SUCCESS;
		check = test_question(&token, with(ace), READ);
		for (j = 0; j < 2; j++) {
			struct answer *answer;
			bool fires = !j || guid != 9;

			check.tree = j ? &tree : NULL;
			answer = answer_to(&check);
			assert_int_equal(
				answer->audit.count +
					answer->decision.continuous_audit,
				fires ? 1 : 0);
		}
	}
}

static void alarms_are_added_up_whatever_is_asked(void **state)
{
	const struct kacs_sd *sd =
		SD(.owner = SYSTEM, .dacl = NO_ACES,
		   .sacl = ACES(ALARM(READ, ALICE), ALARM(WRITE, BOB),
				ALARM(KACS_GENERIC_EXECUTE, STAFF),
				ACE(KACS_ACE_SYSTEM_ALARM,
				    KACS_ACE_INHERIT_ONLY, KACS_DELETE,
				    ALICE)));

	(void)state;
	assert_int_equal(ask(sd, 0)->decision.continuous_audit,
			 READ | KACS_FILE_GENERIC_EXECUTE);
	assert_int_equal(ask(sd, WRITE)->decision.continuous_audit,
			 READ | KACS_FILE_GENERIC_EXECUTE);
	assert_int_equal(ask(sd, WRITE)->audit.count, 0);
}

static void audit_changes_no_answer(void **state)
{
	struct answer *answer;

	(void)state;
	answer = ask(with(audit(FAILURE, WRITE, ALICE)), READ | WRITE);
	assert_int_equal(answer->decision.granted, READ);
	assert_false(answer->decision.allowed);
}

static void the_token_can_force_events(void **state)
{
	static const struct {
		u32 policy;
		u32 desired;
		u32 events;
	} cases[] = {
		{KACS_AUDIT_OBJECT_ACCESS_SUCCESS, READ, 1},
		{KACS_AUDIT_OBJECT_ACCESS_SUCCESS, WRITE, 0},
		{KACS_AUDIT_OBJECT_ACCESS_FAILURE, READ, 0},
		{KACS_AUDIT_OBJECT_ACCESS_FAILURE, WRITE, 1},
		{KACS_AUDIT_OBJECT_ACCESS_SUCCESS, 0, 1},
		{KACS_AUDIT_OBJECT_ACCESS_SUCCESS, KACS_MAXIMUM_ALLOWED, 1},
		{KACS_AUDIT_OBJECT_ACCESS_FAILURE, KACS_MAXIMUM_ALLOWED, 0},
		{KACS_AUDIT_PRIVILEGE_USE_SUCCESS |
			 KACS_AUDIT_PRIVILEGE_USE_FAILURE,
		 READ, 0},
	};
	struct test_token spec = alice_spec();
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct answer *answer;

		spec.spec.audit_policy = cases[i].policy;
		answer = ask_as(&spec,
				SD(.owner = SYSTEM,
				   .dacl = ACES(ALLOW(READ, ALICE))),
				cases[i].desired);
		assert_int_equal(answer->audit.count, cases[i].events);
		if (!answer->audit.count)
			continue;
		assert_int_equal(answer->events[0].kind, KACS_EVENT_FORCED);
		assert_int_equal(answer->events[0].success,
				 answer->decision.allowed);
		assert_int_equal(answer->events[0].ace, KACS_NO_ACE);
		assert_int_equal(answer->events[0].requested,
				 answer->decision.desired);
	}
}

static bool may_be_audited(const struct test_token *spec, struct test_ace ace)
{
	struct kacs_token token = test_prepare_token(spec);

	return kacs_may_be_audited(token.identity, with(ace));
}

static void what_nobody_listens_to_is_known_before(void **state)
{
	static const u32 policies[] = {
		KACS_AUDIT_OBJECT_ACCESS_SUCCESS,
		KACS_AUDIT_OBJECT_ACCESS_FAILURE,
		KACS_AUDIT_PRIVILEGE_USE_SUCCESS,
		KACS_AUDIT_PRIVILEGE_USE_FAILURE,
	};
	const struct test_ace label = LABEL(0, "S-1-16-8192");
	const struct test_ace scoped = SCOPED(0, "S-1-17-1");
	struct test_token spec = alice_spec();
	u32 i;

	(void)state;
	assert_false(may_be_audited(&spec, label));
	assert_true(may_be_audited(&spec, audit(SUCCESS, READ, ALICE)));
	assert_true(may_be_audited(&spec, scoped));
	for (i = 0; i < COUNT(policies); i++) {
		spec.spec.audit_policy = policies[i];
		assert_true(may_be_audited(&spec, label));
	}
}

static void an_identification_token_leaves_no_events(void **state)
{
	struct test_token spec = alice_spec();

	(void)state;
	spec.spec.audit_policy = KACS_AUDIT_OBJECT_ACCESS_FAILURE;
	spec.spec.token_type = KACS_TOKEN_IMPERSONATION;
	spec.spec.impersonation_level = KACS_LEVEL_IDENTIFICATION;
	assert_int_equal(ask_as(&spec, with(audit(FAILURE, READ, ALICE)), READ)
				 ->audit.count,
			 0);
}

static struct test_token privileged(u64 privileges)
{
	struct test_token spec = alice_spec();

	spec.spec.privs_present = KACS_PRIVILEGE_ALL;
	spec.spec.privs_enabled = privileges;
	spec.spec.audit_policy = KACS_AUDIT_PRIVILEGE_USE_SUCCESS |
				 KACS_AUDIT_PRIVILEGE_USE_FAILURE;
	return spec;
}

static void privileges_that_gave_are_used(void **state)
{
	static const struct {
		u32 privilege;
		u32 intent;
		u32 desired;
		u32 gave;
	} cases[] = {
		{KACS_SE_SECURITY, 0, KACS_ACCESS_SYSTEM_SECURITY,
		 KACS_ACCESS_SYSTEM_SECURITY},
		{KACS_SE_BACKUP, KACS_BACKUP_INTENT, READ, READ},
		{KACS_SE_RESTORE, KACS_RESTORE_INTENT, WRITE, WRITE},
		{KACS_SE_TAKE_OWNERSHIP, 0, KACS_WRITE_OWNER, KACS_WRITE_OWNER},
	};
	const struct kacs_sd *sd = SD(.owner = SYSTEM, .dacl = NO_ACES);
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		u64 mask = KACS_PRIVILEGE(cases[i].privilege);
		struct test_token spec = privileged(mask);
		struct kacs_token token = test_prepare_token(&spec);
		struct kacs_check check =
			test_question(&token, sd, cases[i].desired);
		struct answer *answer;

		check.privilege_intent = cases[i].intent;
		answer = answer_to(&check);
		assert_true(answer->decision.allowed);
		assert_int_equal(answer->decision.privileges_used, mask);
		assert_int_equal(answer->audit.count, 1);
		assert_int_equal(answer->events[0].kind, KACS_EVENT_PRIVILEGE);
		assert_int_equal(answer->events[0].privilege, mask);
		assert_true(answer->events[0].success);
		assert_int_equal(answer->events[0].requested, cases[i].gave);
		assert_int_equal(answer->events[0].granted, cases[i].gave);
		assert_int_equal(answer->events[0].surviving, cases[i].gave);
		/* Who only looks what there might be has used nothing. */
		check.desired = KACS_MAXIMUM_ALLOWED;
		answer = answer_to(&check);
		assert_int_equal(answer->decision.privileges_used, 0);
		assert_int_equal(answer->audit.count, 0);
	}
}

static void relabel_is_used_where_the_dacl_gives_the_right(void **state)
{
	struct test_token spec = privileged(KACS_PRIVILEGE(KACS_SE_RELABEL));
	struct answer *answer;

	(void)state;
	answer = ask_as(&spec,
			SD(.owner = SYSTEM,
			   .dacl = ACES(ALLOW(KACS_WRITE_OWNER, ALICE)),
			   .sacl = ACES(LABEL(1, "S-1-16-12288"))),
			KACS_WRITE_OWNER | READ);
	assert_false(answer->decision.allowed);
	assert_int_equal(answer->decision.use.relabel, KACS_WRITE_OWNER);
	answer = ask_as(&spec,
			SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, ALICE)),
			   .sacl = ACES(LABEL(1, "S-1-16-12288"))),
			READ);
	assert_int_equal(answer->decision.use.relabel, 0);
	answer = ask_as(&spec,
			SD(.owner = SYSTEM,
			   .dacl = ACES(ALLOW(KACS_WRITE_OWNER, ALICE)),
			   .sacl = ACES(LABEL(1, "S-1-16-12288"))),
			KACS_WRITE_OWNER);
	assert_true(answer->decision.allowed);
	assert_int_equal(answer->decision.privileges_used,
			 KACS_PRIVILEGE(KACS_SE_RELABEL));
	answer = ask_as(&spec,
			SD(.owner = SYSTEM, .dacl = NO_ACES,
			   .sacl = ACES(LABEL(1, "S-1-16-12288"))),
			KACS_WRITE_OWNER);
	assert_int_equal(answer->decision.privileges_used, 0);
	assert_int_equal(answer->audit.count, 1);
	assert_false(answer->events[0].success);
}

static void what_does_not_survive_is_a_failed_use(void **state)
{
	struct test_token spec = privileged(KACS_PRIVILEGE(KACS_SE_SECURITY));
	struct answer *answer;

	(void)state;
	spec.confinement = PACKAGE;
	answer = ask_as(&spec, SD(.owner = ALICE, .dacl = NO_ACES),
			KACS_ACCESS_SYSTEM_SECURITY);
	assert_false(answer->decision.allowed);
	assert_int_equal(answer->decision.privileges_used, 0);
	assert_int_equal(answer->audit.count, 1);
	assert_false(answer->events[0].success);
	assert_int_equal(answer->events[0].granted,
			 KACS_ACCESS_SYSTEM_SECURITY);
	assert_int_equal(answer->events[0].surviving, 0);
	spec.spec.audit_policy = KACS_AUDIT_PRIVILEGE_USE_SUCCESS;
	assert_int_equal(ask_as(&spec, SD(.owner = ALICE, .dacl = NO_ACES),
				KACS_ACCESS_SYSTEM_SECURITY)
				 ->audit.count,
			 0);
}

static void privileges_come_before_the_sacl(void **state)
{
	struct test_token spec =
		privileged(KACS_PRIVILEGE(KACS_SE_SECURITY) |
			   KACS_PRIVILEGE(KACS_SE_TAKE_OWNERSHIP));
	struct answer *answer;

	(void)state;
	spec.spec.audit_policy |= KACS_AUDIT_OBJECT_ACCESS_SUCCESS;
	answer = ask_as(
		&spec,
		SD(.owner = SYSTEM, .dacl = NO_ACES,
		   .sacl = ACES(AUDIT(SUCCESS, KACS_WRITE_OWNER, ALICE))),
		KACS_ACCESS_SYSTEM_SECURITY | KACS_WRITE_OWNER);
	assert_int_equal(answer->audit.count, 4);
	assert_int_equal(answer->events[0].privilege,
			 KACS_PRIVILEGE(KACS_SE_SECURITY));
	assert_int_equal(answer->events[1].privilege,
			 KACS_PRIVILEGE(KACS_SE_TAKE_OWNERSHIP));
	assert_int_equal(answer->events[2].kind, KACS_EVENT_SACL);
	assert_int_equal(answer->events[3].kind, KACS_EVENT_FORCED);
}

static void in_a_result_list_any_node_is_a_success(void **state)
{
	struct test_token spec = privileged(KACS_PRIVILEGE(KACS_SE_BACKUP));
	u8 entries[3 * KACS_OBJECT_ENTRY_BYTES] = {0};
	struct kacs_object_node nodes[3];
	struct kacs_object_tree tree;
	struct kacs_token token;
	struct kacs_check check;
	u32 i;

	(void)state;
	for (i = 0; i < COUNT(nodes); i++) {
		entries[i * KACS_OBJECT_ENTRY_BYTES] = i > 0;
		entries[i * KACS_OBJECT_ENTRY_BYTES + 4] = (u8)(i + 1);
	}
	assert_int_equal(kacs_object_tree_prepare(entries, COUNT(nodes), nodes,
						  &tree, NULL),
			 KACS_OK);
	spec.confinement = PACKAGE;
	token = test_prepare_token(&spec);
	/* Only one leaf is left to the package. */
	check = test_question(
		&token,
		SD(.owner = SYSTEM,
		   .dacl = ACES(test_object_ace(KACS_ACE_ACCESS_ALLOWED_OBJECT,
						READ, 2, PACKAGE, NULL))),
		READ);
	check.privilege_intent = KACS_BACKUP_INTENT;
	check.tree = &tree;
	assert_int_equal(answer_to(&check)->decision.privileges_used, 0);
	assert_int_equal(nodes[0].granted, 0);
	assert_int_equal(nodes[1].granted, READ);
	assert_int_equal(nodes[2].granted, 0);
	check.result_list = true;
	assert_int_equal(answer_to(&check)->decision.privileges_used,
			 KACS_PRIVILEGE(KACS_SE_BACKUP));
}

static void events_are_counted_beyond_their_room(void **state)
{
	struct test_token spec = alice_spec();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_audit_event events[2];
	struct kacs_audit room = {events, 1, 0};
	struct kacs_check check = test_question(
		&token,
		SD(.owner = SYSTEM, .dacl = ACES(ALLOW(READ, ALICE)),
		   .sacl = ACES(AUDIT(SUCCESS, READ, ALICE),
				AUDIT(SUCCESS, READ, STAFF))),
		READ);

	(void)state;
	memset(events, 0xa5, sizeof(events));
	check.audit = &room;
	assert_true(test_answer(&check).allowed);
	assert_int_equal(room.count, 2);
	assert_int_equal(events[0].kind, KACS_EVENT_SACL);
	assert_int_equal(events[1].kind, 0xa5);
	check.audit = NULL;
	assert_true(test_answer(&check).allowed);
}

/* Whatever its DACL says, which is not asked. */
static void what_was_allowed_elsewhere_is_audited_as_such(void **state)
{
	struct test_token spec = alice_spec();
	struct kacs_token token = test_prepare_token(&spec);
	struct kacs_audit_event events[ROOM];
	struct kacs_audit audit_of = {events, ROOM, 0};
	struct kacs_check check = test_question(
		&token,
		SD(.owner = SYSTEM, .dacl = ACES(DENY(READ, ALICE)),
		   .sacl = ACES(AUDIT(SUCCESS, READ, ALICE),
				AUDIT(FAILURE, READ, ALICE),
				AUDIT(SUCCESS, WRITE, ALICE),
				ALARM(WRITE, ALICE))),
		READ);
	struct kacs_decision decision;

	(void)state;
	check.audit = &audit_of;
	kacs_audit_allowed(&check, &decision);
	assert_true(decision.allowed);
	assert_int_equal(decision.granted, READ);
	assert_int_equal(decision.continuous_audit, WRITE);
	assert_int_equal(audit_of.count, 1);
	assert_int_equal(events[0].ace, 0);
	assert_true(events[0].success);
	assert_int_equal(events[0].requested, READ);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outcomes_are_told_to_those_who_ask),
		cmocka_unit_test(the_event_holds_the_bytes_of_its_ace),
		cmocka_unit_test(audit_sees_the_broadest_identity),
		cmocka_unit_test(virtual_groups_are_audited),
		cmocka_unit_test(only_what_was_requested_is_audited),
		cmocka_unit_test(inherit_only_aces_are_not_audited),
		cmocka_unit_test(who_cannot_tell_audits),
		cmocka_unit_test(object_types_limit_events_to_what_is_asked),
		cmocka_unit_test(alarms_are_added_up_whatever_is_asked),
		cmocka_unit_test(audit_changes_no_answer),
		cmocka_unit_test(the_token_can_force_events),
		cmocka_unit_test(what_nobody_listens_to_is_known_before),
		cmocka_unit_test(an_identification_token_leaves_no_events),
		cmocka_unit_test(privileges_that_gave_are_used),
		cmocka_unit_test(
			relabel_is_used_where_the_dacl_gives_the_right),
		cmocka_unit_test(what_does_not_survive_is_a_failed_use),
		cmocka_unit_test(privileges_come_before_the_sacl),
		cmocka_unit_test(in_a_result_list_any_node_is_a_success),
		cmocka_unit_test(events_are_counted_beyond_their_room),
		cmocka_unit_test(what_was_allowed_elsewhere_is_audited_as_such),
	};

	return cmocka_run_group_tests(tests, NULL, test_forget);
}
