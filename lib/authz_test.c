// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "unit_test.h"

static const char system_token[] =
	"{\"user\": \"S-1-5-18\", \"integrity\": \"system\","
	" \"privileges\": {\"present\": [\"SeBackupPrivilege\"],"
	" \"enabled\": [\"SeBackupPrivilege\"]}}";

struct subject {
	struct kacs_authz_context *context;
	struct kacs_authz_descriptor *descriptor;
	struct kacs_authz_question question;
};

static void prepare(struct subject *subject, const char *sddl)
{
	struct kacs_diagnostic diagnostic;
	uint8_t *spec, *sd;
	size_t spec_len, len;

	sd = sd_of(sddl, &len);
	assert_int_equal(kacs_token_from_json(system_token,
					      sizeof(system_token) - 1, &spec,
					      &spec_len, &diagnostic),
			 0);
	memset(subject, 0, sizeof(*subject));
	subject->question.size = sizeof(subject->question);
	subject->context = kacs_authz_context_new(spec, spec_len, NULL);
	subject->descriptor = kacs_authz_descriptor_new(sd, len, NULL);
	assert_non_null(subject->context);
	assert_non_null(subject->descriptor);
	subject->question.context = subject->context;
	subject->question.descriptor = subject->descriptor;
	assert_int_equal(
		kacs_authz_mapping_of("file", &subject->question.mapping, NULL),
		0);
	free(spec);
	free(sd);
}

static void release(struct subject *subject)
{
	kacs_authz_context_free(subject->context);
	kacs_authz_descriptor_free(subject->descriptor);
}

/* Ask, and compare everything that is answered. */
static void assert_answer(const char *sddl, uint32_t desired, bool allowed,
			  uint32_t granted, uint32_t step, uint32_t acl,
			  uint32_t ace)
{
	struct kacs_authz_answer answer = {.size = sizeof(answer)};
	struct subject subject;

	prepare(&subject, sddl);
	subject.question.desired = desired;
	assert_int_equal(kacs_authz_check(&subject.question, &answer), 0);
	assert_int_equal(answer.allowed, allowed);
	assert_int_equal(answer.granted, granted);
	assert_int_equal(answer.step, step);
	assert_int_equal(answer.acl, acl);
	assert_int_equal(answer.ace, ace);
	release(&subject);
}

static void the_last_word_is_told(void **state)
{
	(void)state;
	assert_answer("O:BAG:BAD:(D;;DC;;;SY)(A;;FA;;;SY)", KACS_FILE_READ_DATA,
		      true, KACS_FILE_READ_DATA, KACS_STEP_DACL, KACS_ACL_DACL,
		      1);
	assert_answer("O:BAG:BAD:(D;;DC;;;SY)(A;;FA;;;SY)",
		      KACS_FILE_READ_DATA | KACS_FILE_WRITE_DATA, false,
		      KACS_FILE_READ_DATA, KACS_STEP_DACL, KACS_ACL_DACL, 0);
	assert_answer("O:BAG:BAD:(A;;CC;;;SY)", KACS_FILE_WRITE_DATA, false, 0,
		      KACS_STEP_DACL, KACS_ACL_DACL, KACS_NO_ACE);
	assert_answer("O:BAG:BAD:", 0, true, 0, KACS_STEP_RESULT, KACS_ACL_NONE,
		      KACS_NO_ACE);
}

static void generic_rights_follow_the_mapping(void **state)
{
	struct kacs_authz_mapping mapping;
	uint32_t type;

	(void)state;
	assert_answer("O:BAG:BAD:(A;;GR;;;SY)", KACS_GENERIC_READ, true,
		      KACS_FILE_GENERIC_READ, KACS_STEP_DACL, KACS_ACL_DACL, 0);
	assert_int_equal(kacs_authz_mapping_of("registry", &mapping, &type), 0);
	assert_int_equal(mapping.read, 0x20019);
	assert_int_equal(mapping.execute, 0);
	assert_int_equal(kacs_authz_mapping_of("1,0x2,3,4", &mapping, &type),
			 0);
	assert_int_equal(mapping.write, 2);
	assert_int_equal(type, KACS_OBJECT_USER);
	assert_int_equal(kacs_authz_mapping_of("1,2,3", &mapping, &type), -1);
	assert_int_equal(kacs_authz_mapping_of("1,2,3,4,5", &mapping, &type),
			 -1);
	assert_int_equal(kacs_authz_mapping_of("1,2,3,0x100000000", &mapping,
					       &type),
			 -1);
	assert_int_equal(kacs_authz_mapping_of("filf", &mapping, &type), -1);
}

static void privileges_count_with_intent_only(void **state)
{
	struct kacs_authz_answer answer = {.size = sizeof(answer)};
	struct subject subject;

	(void)state;
	prepare(&subject, "O:BAG:BAD:");
	subject.question.desired = KACS_FILE_READ_DATA;
	assert_int_equal(kacs_authz_check(&subject.question, &answer), 0);
	assert_false(answer.allowed);
	subject.question.privilege_intent = KACS_BACKUP_INTENT;
	assert_int_equal(kacs_authz_check(&subject.question, &answer), 0);
	assert_true(answer.allowed);
	assert_int_equal(answer.step, KACS_STEP_PRIVILEGES);
	release(&subject);
}

static void self_is_the_objects_principal(void **state)
{
	struct kacs_authz_answer answer = {.size = sizeof(answer)};
	uint8_t sid[KACS_SID_MAX_BYTES];
	struct subject subject;
	size_t len;

	(void)state;
	prepare(&subject, "O:BAG:BAD:(A;;FA;;;PS)");
	subject.question.desired = KACS_FILE_READ_DATA;
	assert_int_equal(kacs_authz_check(&subject.question, &answer), 0);
	assert_false(answer.allowed);
	assert_int_equal(kacs_sid_from_text("S-1-5-18", sid, &len, NULL), 0);
	subject.question.self = sid;
	subject.question.self_len = len;
	assert_int_equal(kacs_authz_check(&subject.question, &answer), 0);
	assert_true(answer.allowed);
	subject.question.self_len = len - 1;
	assert_int_equal(kacs_authz_check(&subject.question, &answer), -1);
	assert_int_equal(errno, EINVAL);
	release(&subject);
}

static void what_does_not_parse_is_not_prepared(void **state)
{
	static const uint8_t bytes[24] = {1};
	struct kacs_diagnostic diagnostic;

	(void)state;
	assert_null(kacs_authz_context_new(bytes, sizeof(bytes), &diagnostic));
	assert_int_equal(errno, EINVAL);
	assert_null(
		kacs_authz_descriptor_new(bytes, sizeof(bytes), &diagnostic));
	assert_int_equal(errno, EINVAL);
	kacs_authz_context_free(NULL);
	kacs_authz_descriptor_free(NULL);
}

/* A question about the tree, claims or policies that a test makes. */
static void assert_asked(struct subject *subject, uint32_t desired,
			 struct kacs_authz_answer *answer)
{
	subject->question.desired = desired;
	answer->size = sizeof(*answer);
	assert_int_equal(kacs_authz_check(&subject->question, answer), 0);
}

static void local_claims_are_asked_in_conditions(void **state)
{
	static const char text[] =
		"[{\"name\": \"size\", \"type\": \"int64\", \"values\": [7]}]";
	struct kacs_authz_claims *claims;
	struct kacs_authz_answer answer;
	struct subject subject;
	uint8_t *bytes;
	size_t len;

	(void)state;
	prepare(&subject, "O:BAG:BAD:(XA;;FA;;;SY;(size < 8))");
	assert_asked(&subject, KACS_FILE_READ_DATA, &answer);
	assert_false(answer.allowed);
	assert_int_equal(kacs_local_claims_from_json(text, sizeof(text) - 1,
						     &bytes, &len, NULL),
			 0);
	claims = kacs_authz_claims_new(bytes, len, NULL);
	assert_non_null(claims);
	assert_null(kacs_authz_claims_new(bytes, len - 1, NULL));
	assert_int_equal(errno, EINVAL);
	free(bytes);
	subject.question.local_claims = claims;
	assert_asked(&subject, KACS_FILE_READ_DATA, &answer);
	assert_true(answer.allowed);
	kacs_authz_claims_free(claims);
	release(&subject);
}

#define ROOT "00000000-0000-0000-0000-000000000001"
#define LEAF "00000000-0000-0000-0000-000000000002"
#define OTHER "00000000-0000-0000-0000-000000000003"

static struct kacs_authz_tree *tree_of(const char *text)
{
	struct kacs_diagnostic diagnostic;
	struct kacs_authz_tree *tree;
	uint8_t *entries;
	size_t count;

	if (kacs_object_tree_from_json(text, strlen(text), &entries, &count,
				       &diagnostic) < 0)
		fail_msg("%s: %s", diagnostic.path, diagnostic.message);
	tree = kacs_authz_tree_new(entries, count, &diagnostic);
	assert_non_null(tree);
	free(entries);
	return tree;
}

static const char two_leaves[] =
	"{\"guid\": \"" ROOT "\", \"children\": ["
	"{\"guid\": \"" LEAF "\"}, {\"guid\": \"" OTHER "\"}]}";

static void each_node_has_an_answer(void **state)
{
	struct kacs_authz_node node = {.size = sizeof(node)};
	struct kacs_authz_answer answer;
	struct subject subject;

	(void)state;
	prepare(&subject, "O:BAG:BAD:(OA;;CC;" LEAF ";;SY)");
	subject.question.tree = tree_of(two_leaves);
	assert_int_equal(kacs_authz_tree_count(subject.question.tree), 3);
	assert_asked(&subject, KACS_FILE_READ_DATA, &answer);
	assert_false(answer.allowed);
	assert_int_equal(kacs_authz_tree_node(subject.question.tree, 1, &node),
			 0);
	assert_int_equal(node.level, 1);
	assert_int_equal(node.guid[0], 0);
	assert_int_equal(node.guid[15], 2);
	assert_int_equal(node.granted, KACS_FILE_READ_DATA);
	assert_true(node.allowed);
	assert_int_equal(kacs_authz_tree_node(subject.question.tree, 2, &node),
			 0);
	assert_int_equal(node.granted, 0);
	assert_false(node.allowed);
	assert_int_equal(kacs_authz_tree_node(subject.question.tree, 3, &node),
			 -1);
	kacs_authz_tree_free(subject.question.tree);
	release(&subject);
}

static void a_list_needs_a_tree(void **state)
{
	struct kacs_authz_answer answer = {.size = sizeof(answer)};
	struct subject subject;

	(void)state;
	prepare(&subject, "O:BAG:BAD:(OA;;CC;" LEAF ";;SY)");
	subject.question.desired = KACS_FILE_READ_DATA;
	assert_int_equal(kacs_authz_check_list(&subject.question, &answer), -1);
	assert_int_equal(errno, EINVAL);
	subject.question.tree = tree_of(two_leaves);
	assert_int_equal(kacs_authz_check_list(&subject.question, &answer), 0);
	assert_false(answer.allowed);
	kacs_authz_tree_free(subject.question.tree);
	release(&subject);
}

static struct kacs_authz_policy *policy_of(const char *text)
{
	struct kacs_diagnostic diagnostic;
	struct kacs_authz_policy *policy;
	uint8_t sid[KACS_SID_MAX_BYTES], *spec;
	size_t sid_len, len;

	if (kacs_policy_from_json(text, strlen(text), sid, &sid_len, &spec,
				  &len, &diagnostic) < 0)
		fail_msg("%s: %s", diagnostic.path, diagnostic.message);
	policy = kacs_authz_policy_new(sid, sid_len, spec, len, &diagnostic);
	assert_non_null(policy);
	assert_null(kacs_authz_policy_new(sid, sid_len - 1, spec, len, NULL));
	assert_null(kacs_authz_policy_new(sid, sid_len, spec, len - 1, NULL));
	free(spec);
	return policy;
}

#define SCOPED "O:BAG:BAD:(A;;FA;;;SY)S:(SP;;;;;S-1-17-7)"

static void a_policy_narrows_and_is_named(void **state)
{
	struct kacs_authz_policy *policies[2];
	struct kacs_authz_answer answer;
	struct subject subject;

	(void)state;
	policies[0] = policy_of(
		"{\"sid\": \"S-1-17-9\", \"rules\": [{\"dacl\": \"D:\"}]}");
	policies[1] = policy_of("{\"sid\": \"S-1-17-7\", \"rules\": ["
				"{\"dacl\": \"D:(A;;FA;;;SY)\"},"
				"{\"dacl\": \"D:(D;;CC;;;SY)(A;;FA;;;SY)\","
				" \"staged_dacl\": \"D:(A;;FA;;;SY)\"}]}");
	prepare(&subject, SCOPED);
	subject.question.policies = kacs_authz_policies_new(
		(const struct kacs_authz_policy *const *)policies, 2, NULL);
	assert_non_null(subject.question.policies);
	assert_asked(&subject, KACS_FILE_READ_DATA, &answer);
	assert_false(answer.allowed);
	assert_int_equal(answer.step, KACS_STEP_POLICY);
	assert_int_equal(answer.acl, KACS_ACL_POLICY);
	assert_int_equal(answer.ace, 0);
	assert_int_equal(answer.policy_ace, 0);
	assert_int_equal(answer.rule, 1);
	assert_int_equal(answer.rule_step, KACS_STEP_DACL);
	assert_int_equal(answer.policy_sid_len, 12);
	assert_int_equal(answer.policy_sid[8], 7);
	assert_false(answer.recovery);
	assert_true(answer.staging_mismatch);
	assert_int_equal(answer.staged, KACS_FILE_READ_DATA);
	kacs_authz_policies_free(
		(struct kacs_authz_policies *)subject.question.policies);
	kacs_authz_policy_free(policies[0]);
	policies[0] = policies[1];
	assert_null(kacs_authz_policies_new(
		(const struct kacs_authz_policy *const *)policies, 2, NULL));
	assert_int_equal(errno, EINVAL);
	kacs_authz_policy_free(policies[1]);
	release(&subject);
}

static void a_missing_policy_is_recovered(void **state)
{
	static const char alice[] = "{\"user\": \"" SID_ALICE "\"}";
	struct kacs_authz_context *system;
	struct kacs_authz_answer answer;
	struct subject subject;
	uint8_t *spec;
	size_t len;

	(void)state;
	prepare(&subject, "O:BAG:BAD:(A;;FA;;;WD)(A;;FA;;;" SID_ALICE
			  ")(A;;FA;;;SY)S:(SP;;;;;S-1-17-7)");
	assert_asked(&subject, KACS_FILE_READ_DATA, &answer);
	assert_true(answer.allowed);
	assert_int_equal(kacs_token_from_json(alice, sizeof(alice) - 1, &spec,
					      &len, NULL),
			 0);
	system = subject.context;
	subject.question.context = kacs_authz_context_new(spec, len, NULL);
	free(spec);
	assert_asked(&subject, KACS_FILE_READ_DATA, &answer);
	assert_false(answer.allowed);
	assert_int_equal(answer.step, KACS_STEP_POLICY);
	assert_true(answer.recovery);
	subject.context = (void *)subject.question.context;
	kacs_authz_context_free(system);
	release(&subject);
}

static void events_are_told(void **state)
{
	struct kacs_authz_event event = {.size = sizeof(event)};
	struct kacs_authz_answer answer;
	struct subject subject;

	(void)state;
	prepare(&subject, "O:BAG:BAD:(A;;FA;;;SY)"
			  "S:(AU;SA;CC;;;SY)(AU;SA;FA;;;WD)(AL;;DC;;;SY)"
			  "(AU;SA;CC;;;S-1-5-18)");
	subject.question.events = kacs_authz_events_new(1);
	assert_non_null(subject.question.events);
	assert_asked(&subject, KACS_FILE_READ_DATA, &answer);
	assert_int_equal(answer.continuous_audit, KACS_FILE_WRITE_DATA);
	assert_int_equal(kacs_authz_events_count(subject.question.events), 2);
	assert_int_equal(
		kacs_authz_events_get(subject.question.events, 0, &event), 0);
	assert_int_equal(event.kind, KACS_AUTHZ_AUDIT_ACE);
	assert_int_equal(event.acl, KACS_ACL_SACL);
	assert_int_equal(event.ace, 0);
	assert_int_equal(event.ace_len, 20);
	assert_int_equal(event.ace_bytes[0], KACS_ACE_SYSTEM_AUDIT);
	assert_true(event.success);
	assert_int_equal(event.granted, KACS_FILE_READ_DATA);
	/* There was no room for it. */
	assert_int_equal(
		kacs_authz_events_get(subject.question.events, 1, &event), -1);
	assert_asked(&subject, KACS_READ_CONTROL, &answer);
	assert_int_equal(kacs_authz_events_count(subject.question.events), 0);
	kacs_authz_events_free(subject.question.events);
	release(&subject);
}

static void events_of_policies_name_them(void **state)
{
	struct kacs_authz_event event = {.size = sizeof(event)};
	const struct kacs_authz_policy *policy;
	struct kacs_authz_policies *policies;
	struct kacs_authz_answer answer;
	struct subject subject;

	(void)state;
	policy = policy_of("{\"sid\": \"S-1-17-7\", \"rules\": ["
			   "{\"dacl\": \"D:(A;;FA;;;SY)\","
			   " \"sacl\": \"S:(AU;SA;FA;;;SY)\","
			   " \"staged_sacl\": \"S:\"}]}");
	policies = kacs_authz_policies_new(&policy, 1, NULL);
	prepare(&subject, SCOPED);
	subject.question.policies = policies;
	subject.question.events = kacs_authz_events_new(8);
	assert_asked(&subject, KACS_FILE_READ_DATA, &answer);
	assert_true(answer.staging_mismatch);
	assert_int_equal(kacs_authz_events_count(subject.question.events), 2);
	kacs_authz_events_get(subject.question.events, 0, &event);
	assert_int_equal(event.acl, KACS_ACL_POLICY);
	assert_int_equal(event.policy_sid_len, 12);
	assert_int_equal(event.policy_sid[8], 7);
	assert_int_equal(event.rule, 0);
	kacs_authz_events_get(subject.question.events, 1, &event);
	assert_int_equal(event.kind, KACS_AUTHZ_STAGING);
	assert_int_equal(event.staged, KACS_FILE_READ_DATA);
	kacs_authz_events_free(subject.question.events);
	kacs_authz_policies_free(policies);
	kacs_authz_policy_free((struct kacs_authz_policy *)policy);
	release(&subject);
}

/* A caller of tomorrow, whose structures have more in them. */
struct larger_question {
	struct kacs_authz_question known;
	uint64_t more;
};

struct larger_answer {
	struct kacs_authz_answer known;
	uint64_t more;
};

static void structures_may_have_other_sizes(void **state)
{
	struct larger_question question = {0};
	struct larger_answer answer;
	struct subject subject;

	(void)state;
	prepare(&subject, "O:BAG:BAD:(A;;FA;;;SY)");
	question.known = subject.question;
	question.known.size = sizeof(question);
	question.known.desired = KACS_FILE_READ_DATA;
	memset(&answer, 0xff, sizeof(answer));
	answer.known.size = sizeof(answer);
	assert_int_equal(kacs_authz_check(&question.known, &answer.known), 0);
	assert_true(answer.known.allowed);
	assert_int_equal(answer.known.size, sizeof(answer));
	assert_int_equal(answer.more, 0);
	question.more = 1;
	assert_int_equal(kacs_authz_check(&question.known, &answer.known), -1);
	assert_int_equal(errno, E2BIG);
	question.known.size = 8;
	assert_int_equal(kacs_authz_check(&question.known, &answer.known), -1);
	assert_int_equal(errno, EINVAL);
	question.known.size = sizeof(question.known);
	answer.known.size = 0;
	assert_int_equal(kacs_authz_check(&question.known, &answer.known), -1);
	assert_int_equal(errno, EINVAL);
	release(&subject);
}

static void what_is_gated_is_denied_by_the_gate(void **state)
{
	/* Without an owner nothing is decided. */
	assert_answer("D:(A;;FA;;;SY)", KACS_MAXIMUM_ALLOWED, false, 0,
		      KACS_STEP_GATE, KACS_ACL_NONE, KACS_NO_ACE);
	(void)state;
}

static void no_file_descriptor_no_context(void **state)
{
	struct kacs_diagnostic diagnostic;

	(void)state;
	assert_null(kacs_authz_context_from_fd(-1, &diagnostic));
	assert_int_equal(errno, EBADF);
	assert_non_null(strstr(diagnostic.message, "cannot query the token"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_word_is_told),
		cmocka_unit_test(generic_rights_follow_the_mapping),
		cmocka_unit_test(privileges_count_with_intent_only),
		cmocka_unit_test(self_is_the_objects_principal),
		cmocka_unit_test(what_does_not_parse_is_not_prepared),
		cmocka_unit_test(local_claims_are_asked_in_conditions),
		cmocka_unit_test(each_node_has_an_answer),
		cmocka_unit_test(a_list_needs_a_tree),
		cmocka_unit_test(a_policy_narrows_and_is_named),
		cmocka_unit_test(a_missing_policy_is_recovered),
		cmocka_unit_test(events_are_told),
		cmocka_unit_test(events_of_policies_name_them),
		cmocka_unit_test(structures_may_have_other_sizes),
		cmocka_unit_test(what_is_gated_is_denied_by_the_gate),
		cmocka_unit_test(no_file_descriptor_no_context),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
