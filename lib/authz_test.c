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
	struct kacs_authz_answer answer;
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
	struct kacs_authz_answer answer;
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
	struct kacs_authz_answer answer;
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_word_is_told),
		cmocka_unit_test(generic_rights_follow_the_mapping),
		cmocka_unit_test(privileges_count_with_intent_only),
		cmocka_unit_test(self_is_the_objects_principal),
		cmocka_unit_test(what_does_not_parse_is_not_prepared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
