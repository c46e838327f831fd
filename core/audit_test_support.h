/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Answers with their events, for the tests of the audit.
 */
#ifndef KACS_CORE_AUDIT_TEST_SUPPORT_H
#define KACS_CORE_AUDIT_TEST_SUPPORT_H

#include "policy_test_support.h"
#include "unit_test.h"

#define READ KACS_FILE_READ_DATA
#define WRITE KACS_FILE_WRITE_DATA
#define SUCCESS KACS_ACE_SUCCESSFUL_ACCESS
#define FAILURE KACS_ACE_FAILED_ACCESS

#define AUDIT(outcome, rights, sid_text) \
	ACE(KACS_ACE_SYSTEM_AUDIT, outcome, rights, sid_text)
#define ALARM(rights, sid_text) ACE(KACS_ACE_SYSTEM_ALARM, 0, rights, sid_text)

#define ROOM 16

/* An answer with its events. */
struct answer {
	struct kacs_decision decision;
	struct kacs_audit audit;
	struct kacs_audit_event events[ROOM];
};

static inline struct test_token alice_spec(void)
{
	struct test_token token = test_token(ALICE);

	test_add(&token.groups, STAFF, GROUP_ON);
	test_add(&token.groups, CONTRACTORS, KACS_SE_GROUP_USE_FOR_DENY_ONLY);
	test_add(&token.groups, EVERYONE, GROUP_ON);
	return token;
}

static inline struct answer *answer_to(struct kacs_check *check)
{
	static struct answer answer;

	memset(&answer, 0, sizeof(answer));
	answer.audit = (struct kacs_audit){answer.events, ROOM, 0};
	check->audit = &answer.audit;
	answer.decision = test_answer(check);
	/* Who was told that there would be no events gets none. */
	if (!kacs_may_be_audited(check->token->identity, check->sd))
		assert_int_equal(answer.audit.count, 0);
	return &answer;
}

#endif /* KACS_CORE_AUDIT_TEST_SUPPORT_H */
