// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What the manual says of errors: each that input can cause is caused. */
#include "unit_test.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static const uint8_t junk[] = {1, 2, 3, 4, 5, 6, 7, 8};
static const uint8_t no_sid[] = {1, 200, 0, 0, 0, 0, 0, 5};

/* Evaluate a call that must fail, and compare its error and its result. */
#define assert_fails(expected, call)                           \
	do {                                                   \
		errno = 0;                                     \
		if ((call) != -1 || errno != (expected))       \
			fail_msg("%s: %s, expected %s", #call, \
				 strerrorname_np(errno),       \
				 strerrorname_np(expected));   \
	} while (0)
#define assert_null_and(expected, call)                        \
	do {                                                   \
		errno = 0;                                     \
		if ((call) != NULL || errno != (expected))     \
			fail_msg("%s: %s, expected %s", #call, \
				 strerrorname_np(errno),       \
				 strerrorname_np(expected));   \
	} while (0)

/* D: with so many ACEs that half of the room is taken, twice too much. */
static uint8_t *large_sd(const char *flags, size_t *len)
{
	enum {
		ACES = 1000,
		ACE_BYTES = 64
	};
	char *text = malloc(ACES * ACE_BYTES + 16);
	size_t at = 0;
	uint8_t *sd;
	int i;

	assert_non_null(text);
	at += (size_t)sprintf(text, "O:SYG:SYD:");
	for (i = 0; i < ACES; i++)
		at += (size_t)sprintf(
			text + at, "(A;%s;FR;;;S-1-5-21-1-2-3-%d)", flags, i);
	sd = sd_of(text, len);
	free(text);
	return sd;
}

static void what_is_prepared_must_be_valid(void **state)
{
	const struct kacs_authz_policy *twice[2];
	static const char rules[] =
		"{\"sid\": \"S-1-17-7\", \"rules\": [{\"dacl\": \"D:\"}]}";
	static const uint8_t odd[] = {0x11, 7, 0, 0, 0, 0, 0, 0};
	uint8_t sid[KACS_SID_MAX_BYTES], *spec;
	struct kacs_authz_policies *policies;
	struct kacs_authz_policy *policy;
	size_t sid_len, len;

	(void)state;
	assert_null_and(EINVAL,
			kacs_authz_context_new(junk, sizeof(junk), NULL));
	assert_null_and(EINVAL,
			kacs_authz_descriptor_new(junk, sizeof(junk), NULL));
	assert_null_and(EINVAL, kacs_authz_claims_new(odd, sizeof(odd), NULL));
	assert_null_and(EINVAL, kacs_authz_claims_new(junk, 65537, NULL));
	assert_null_and(EINVAL, kacs_authz_tree_new(junk, 0, NULL));
	assert_null_and(ENOMEM, kacs_authz_events_new(SIZE_MAX));
	assert_null_and(EINVAL,
			kacs_authz_policy_new(no_sid, sizeof(no_sid), junk,
					      sizeof(junk), NULL));
	assert_int_equal(kacs_policy_from_json(rules, strlen(rules), sid,
					       &sid_len, &spec, &len, NULL),
			 0);
	assert_null_and(EINVAL, kacs_authz_policy_new(sid, sid_len, junk,
						      sizeof(junk), NULL));
	policy = kacs_authz_policy_new(sid, sid_len, spec, len, NULL);
	assert_non_null(policy);
	twice[0] = twice[1] = policy;
	policies = kacs_authz_policies_new(twice, 1, NULL);
	assert_non_null(policies);
	assert_null_and(EINVAL, kacs_authz_policies_new(twice, 2, NULL));
	kacs_authz_policies_free(policies);
	kacs_authz_policy_free(policy);
	free(spec);
}

static void a_token_descriptor_must_be_one(void **state)
{
	struct kacs_query_args query = {.token_class = 1};
	struct kacs_adjust_privs_args adjust = {0};
	struct kacs_adjust_groups_args groups = {0};
	struct kacs_adjust_default_args defaults = {0};
	struct kacs_get_linked_token_args linked = {0};
	struct kacs_duplicate_args duplicate = {0};
	struct kacs_restrict_args restriction = {0};
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	const struct {
		int fd;
		int error;
	} cases[] = {{-1, EBADF}, {null, ENOTTY}};
	uint8_t *out;
	size_t len, i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		int fd = cases[i].fd, error = cases[i].error;
		struct kacs_link_tokens_args pair = {.elevated_fd = fd};

		assert_null_and(error, kacs_authz_context_from_fd(fd, NULL));
		assert_fails(error, kacs_token_query(fd, 1, &out, &len));
		assert_fails(error, kacs_sys_token_query(fd, &query));
		assert_fails(error,
			     kacs_sys_token_adjust_privileges(fd, &adjust));
		assert_fails(error, kacs_sys_token_adjust_groups(fd, &groups));
		assert_fails(error, kacs_sys_token_adjust_session_id(fd, 0));
		assert_fails(error,
			     kacs_sys_token_adjust_default(fd, &defaults));
		assert_fails(error, kacs_sys_token_link(&pair));
		assert_fails(error, kacs_sys_token_get_linked(fd, &linked));
		assert_fails(error, kacs_sys_token_duplicate(fd, &duplicate));
		assert_fails(error, kacs_sys_token_restrict(fd, &restriction));
		assert_fails(error, kacs_sys_token_install(fd));
		assert_fails(error, kacs_sys_token_impersonate(fd));
	}
	close(null);
}

/* Larger than this library's, with something in the part that it ignores. */
struct later_question {
	struct kacs_authz_question question;
	uint64_t unknown;
};

struct later_explained {
	struct kacs_question question;
	uint64_t unknown;
};

static void questions_must_be_of_a_version_that_is_known(void **state)
{
	static const char who[] = "{\"user\": \"S-1-5-18\"}";
	struct kacs_authz_answer answer = {.size = sizeof(answer)};
	struct later_explained explained = {{0}, 1};
	struct later_question later = {{0}, 1};
	size_t spec_len, sd_len;
	uint8_t *spec, *sd = sd_of("O:SYD:(A;;FR;;;SY)", &sd_len);
	struct kacs_authz_question *question = &later.question;
	struct kacs_authz_descriptor *descriptor;
	struct kacs_authz_context *context;

	(void)state;
	assert_int_equal(kacs_token_from_json(who, strlen(who), &spec,
					      &spec_len, NULL),
			 0);
	context = kacs_authz_context_new(spec, spec_len, NULL);
	descriptor = kacs_authz_descriptor_new(sd, sd_len, NULL);
	question->context = context;
	question->descriptor = descriptor;
	assert_fails(EINVAL, kacs_authz_check(question, &answer));
	question->size = sizeof(later);
	assert_fails(E2BIG, kacs_authz_check(question, &answer));
	question->size = sizeof(*question);
	assert_fails(EINVAL, kacs_authz_check_list(question, &answer));
	answer.size = 1;
	assert_fails(EINVAL, kacs_authz_check(question, &answer));
	answer.size = sizeof(answer);
	assert_int_equal(kacs_authz_check(question, &answer), 0);
	question->self = no_sid;
	question->self_len = sizeof(no_sid);
	assert_fails(EINVAL, kacs_authz_check(question, &answer));
	assert_fails(EINVAL,
		     kacs_authz_mapping_of("chair", &question->mapping, NULL));

	explained.question.token = spec;
	explained.question.token_len = spec_len;
	explained.question.sd = sd;
	explained.question.sd_len = sd_len;
	assert_null_and(EINVAL, kacs_explain(&explained.question, NULL, NULL));
	explained.question.size = sizeof(explained);
	assert_null_and(E2BIG, kacs_explain(&explained.question, NULL, NULL));
	explained.question.size = sizeof(explained.question);
	explained.question.sd_len = 3;
	assert_null_and(EINVAL, kacs_explain(&explained.question, NULL, NULL));
	kacs_authz_descriptor_free(descriptor);
	kacs_authz_context_free(context);
	free(spec);
	free(sd);
}

static void a_descriptor_stays_within_its_size(void **state)
{
	static const char who[] = "{\"user\": \"S-1-5-18\"}";
	struct kacs_new_ace ace = {.mask = 1, .sid = junk, .sid_len = 8};
	uint8_t sid[KACS_SID_MAX_BYTES], *out, *spec;
	size_t len, out_len, sid_len, spec_len, at;
	uint8_t *parent, *sd = large_sd("", &len);
	size_t parent_len;

	(void)state;
	parent = large_sd("OICI", &parent_len);
	assert_fails(EOVERFLOW,
		     kacs_descriptor_inherit(parent, parent_len, sd, len, true,
					     false, &out, &out_len, NULL));
	free(sd);
	sd = large_sd("", &len);
	assert_int_equal(kacs_token_from_json(who, strlen(who), &spec,
					      &spec_len, NULL),
			 0);
	/* SE_DACL_AUTO_INHERIT_REQ: the parent's, too. */
	sd[3] |= 0x01;
	assert_fails(EOVERFLOW, kacs_descriptor_create(
					parent, parent_len, sd, len, spec,
					spec_len, false, &out, &out_len, NULL));
	assert_fails(EINVAL, kacs_descriptor_add_ace(sd, len, &ace, &out,
						     &out_len, &at, NULL));
	assert_int_equal(kacs_sid_from_text("S-1-5-21-1-2-3-4-5-6-7-8-9-10-11",
					    sid, &sid_len, NULL),
			 0);
	ace.sid = sid;
	ace.sid_len = sid_len;
	for (;;) {
		ace.flags ^= 1;
		ace.sid_len = sid_len;
		sid[8]++;
		if (kacs_descriptor_add_ace(sd, len, &ace, &out, &out_len, &at,
					    NULL) < 0)
			break;
		free(sd);
		sd = out;
		len = out_len;
		if (sid[8] == 0)
			sid[9]++;
	}
	assert_int_equal(errno, EOVERFLOW);
	free(parent);
	free(spec);
	free(sd);
}

static void descriptors_must_be_valid(void **state)
{
	uint8_t *sd, *out, *null;
	size_t len, out_len, null_len, removed;
	char *text;

	(void)state;
	assert_null_and(EINVAL, kacs_descriptor_view(junk, 8, NULL));
	assert_fails(EINVAL, kacs_descriptor_json(junk, 8, KACS_OBJECT_FILE,
						  NULL, &text, NULL));
	assert_fails(EINVAL, kacs_descriptor_lint(junk, 8, &text, NULL));
	assert_fails(EINVAL,
		     kacs_descriptor_of_owner(no_sid, 8, &out, &out_len, NULL));
	null = sd_of("O:SYD:NO_ACCESS_CONTROL", &null_len);
	assert_fails(EINVAL,
		     kacs_descriptor_remove_sid(null, null_len, junk, 8, &out,
						&out_len, &removed, NULL));
	assert_fails(EINVAL, kacs_descriptor_protect(null, null_len, &out,
						     &out_len, NULL));
	sd = sd_of("O:SYD:(A;;FR;;;SY)", &len);
	assert_fails(EINVAL, kacs_descriptor_remove_ace(sd, len, 1, &out,
							&out_len, NULL));
	assert_fails(EINVAL,
		     kacs_descriptor_inherit(sd, len, null, null_len, false,
					     false, &out, &out_len, NULL));
	assert_fails(EINVAL,
		     kacs_descriptor_create(sd, len, NULL, 0, junk, 8, false,
					    &out, &out_len, NULL));
	free(null);
	free(sd);
	sd = sd_of("O:SYD:(A;OICI;FR;;;CG)", &len);
	null = sd_of("O:SY", &null_len);
	assert_fails(EINVAL,
		     kacs_descriptor_inherit(sd, len, null, null_len, false,
					     false, &out, &out_len, NULL));
	free(null);
	free(sd);
}

static void texts_must_be_what_they_are_for(void **state)
{
	uint8_t sid[KACS_SID_MAX_BYTES], guid[16], *out;
	size_t len, count;
	uint32_t mask;
	char *text;

	(void)state;
	assert_fails(EINVAL, kacs_sid_from_text("S-1-", sid, &len, NULL));
	assert_fails(EINVAL, kacs_sid_from_name("nobody at all", NULL, sid,
						&len, NULL));
	assert_fails(EINVAL, kacs_sid_to_text(no_sid, 8, (char[200]){0}));
	assert_fails(EINVAL, kacs_sid_of_service("", sid, &len, NULL));
	assert_fails(EINVAL,
		     kacs_sid_of_capability("\xc3\xa9", sid, &len, NULL));
	assert_fails(EINVAL, kacs_guid_from_text("{}", guid, NULL));
	assert_fails(EINVAL,
		     kacs_rights_from_text("fly", KACS_OBJECT_FILE,
					   KACS_RIGHTS_ASK, &mask, NULL));
	assert_null_and(ENOTDIR, kacs_principals_load("/dev/null/x", NULL));
	assert_fails(EINVAL, kacs_sddl_parse("X:", 2, NULL, &out, &len, NULL));
	assert_fails(EINVAL,
		     kacs_sddl_parse("O:DA", 4, NULL, &out, &len, NULL));
	assert_fails(EINVAL, kacs_sddl_format(junk, 8, &text, NULL, NULL));
	assert_fails(EINVAL,
		     kacs_sddl_format_with(junk, 8, NULL, &text, NULL, NULL));
	assert_fails(EINVAL, kacs_sddl_parse_acl("O:SY", &out, &len, NULL));
	assert_fails(EINVAL, kacs_sddl_format_acl(junk, 8, &text, NULL));
	assert_fails(EINVAL, kacs_sddl_parse_condition("a ==", 4, NULL, &out,
						       &len, NULL));
	assert_fails(ENOTSUP,
		     kacs_sddl_format_condition(junk, 8, NULL, &text, NULL));
	assert_fails(EINVAL, kacs_token_from_json("{}", 2, &out, &len, NULL));
	assert_fails(EINVAL, kacs_token_to_json(junk, 8, &text, NULL));
	assert_fails(EINVAL, kacs_token_validate(junk, 8, NULL));
	assert_fails(EINVAL,
		     kacs_local_claims_from_json("{}", 2, &out, &len, NULL));
	assert_fails(EINVAL, kacs_local_claims_to_json(junk, 7, &text, NULL));
	assert_fails(EINVAL,
		     kacs_object_tree_from_json("[]", 2, &out, &count, NULL));
	assert_fails(EINVAL, kacs_policy_from_json("{}", 2, sid, &len, &out,
						   &count, NULL));
	assert_fails(EINVAL,
		     kacs_policy_to_json(no_sid, 8, junk, 8, &text, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_prepared_must_be_valid),
		cmocka_unit_test(a_token_descriptor_must_be_one),
		cmocka_unit_test(questions_must_be_of_a_version_that_is_known),
		cmocka_unit_test(a_descriptor_stays_within_its_size),
		cmocka_unit_test(descriptors_must_be_valid),
		cmocka_unit_test(texts_must_be_what_they_are_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
