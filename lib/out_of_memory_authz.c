// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Calls of what reads, writes and prepares policies, claims and trees. */
#include "fake_kernel.h"
#include "out_of_memory.h"

static const char policy_text[] =
	"{\"sid\": \"S-1-17-7\", \"rules\": ["
	" {\"applies_to\": \"(@Resource.secret == 1 && !(a == 2))\","
	"  \"dacl\": \"D:(A;;FA;;;SY)(XA;;FR;;;WD;(@User.n >= 2))\","
	"  \"sacl\": \"S:(AU;SAFA;FA;;;WD)\","
	"  \"staged_dacl\": \"D:\", \"staged_sacl\": \"S:\"},"
	" {\"dacl\": \"D:(D;;FX;;;BU)\"}]}";

static const char claims_text[] =
	"[{\"name\": \"size\", \"type\": \"int64\", \"values\": [7]},"
	" {\"name\": \"who\", \"type\": \"sid\", \"values\": [\"WD\"]}]";

#define GUID(n) "\"00000000-0000-0000-0000-00000000000" #n "\""

static const char tree_text[] = "{\"guid\": " GUID(
	1) ", \"children\": ["
	   "{\"guid\": " GUID(2) ", \"children\": [{\"guid\": " GUID(
		   3) "}]},"
		      "{\"guid\": " GUID(4) "}, {\"guid\": " GUID(
			      5) "},"
				 "{\"guid\": " GUID(6) "}, {\"guid\": " GUID(
					 7) "}]}";

static struct {
	uint8_t *spec, *policy, *claims, *tree, *condition;
	size_t spec_len, policy_len, claims_len, tree_count, condition_len;
	uint8_t policy_sid[KACS_SID_MAX_BYTES];
	size_t policy_sid_len;
	struct kacs_authz_policy *policies[1];
	uint8_t *sd;
	size_t sd_len;
	struct kacs_authz_claims *local_claims;
	struct kacs_authz_tree *object_tree;
	struct kacs_explanation *explained;
} given;

static int context_from_fd(struct result *result,
			   struct kacs_diagnostic *diagnostic)
{
	int got;

	fake_kernel_answer(given.spec, given.spec_len);
	got = MADE(kacs_authz_context_from_fd(3, diagnostic),
		   kacs_authz_context_free);
	/* It says what it wanted the memory for. */
	if (got < 0 && strstr(diagnostic->message, "Cannot allocate memory"))
		strcpy(diagnostic->message, "out of memory");
	return got;
}

MADE_CALL(new_claims,
	  kacs_authz_claims_new(given.claims, given.claims_len, diagnostic),
	  kacs_authz_claims_free)

MADE_CALL(new_tree,
	  kacs_authz_tree_new(given.tree, given.tree_count, diagnostic),
	  kacs_authz_tree_free)

MADE_CALL(new_policy,
	  kacs_authz_policy_new(given.policy_sid, given.policy_sid_len,
				given.policy, given.policy_len, diagnostic),
	  kacs_authz_policy_free)

MADE_CALL(new_policies,
	  kacs_authz_policies_new(
		  (const struct kacs_authz_policy *const *)given.policies, 1,
		  diagnostic),
	  kacs_authz_policies_free)

static int new_events(struct result *result, struct kacs_diagnostic *diagnostic)
{
	/* This one has no diagnostic to fill. */
	strcpy(diagnostic->message, "out of memory");
	return MADE(kacs_authz_events_new(5), kacs_authz_events_free);
}

static int read_policy(struct result *result,
		       struct kacs_diagnostic *diagnostic)
{
	uint8_t sid[KACS_SID_MAX_BYTES];
	size_t sid_len = 99;
	int got = kacs_policy_from_json(policy_text, strlen(policy_text), sid,
					&sid_len, &result->bytes, &result->len,
					diagnostic);

	assert_int_equal(sid_len, got < 0 ? 99 : 12);
	return got;
}

STATUS_CALL(write_policy,
	    kacs_policy_to_json(given.policy_sid, given.policy_sid_len,
				given.policy, given.policy_len, &text,
				diagnostic))

CALL(read_claims,
     kacs_local_claims_from_json(claims_text, strlen(claims_text),
				 &result->bytes, &result->len, diagnostic))

STATUS_CALL(write_claims,
	    kacs_local_claims_to_json(given.claims, given.claims_len, &text,
				      diagnostic))

static int read_tree(struct result *result, struct kacs_diagnostic *diagnostic)
{
	size_t count = 99;
	int got =
		kacs_object_tree_from_json(tree_text, strlen(tree_text),
					   &result->bytes, &count, diagnostic);

	assert_int_equal(count, got < 0 ? 99 : 7);
	if (got == 0)
		result->len = 20 * count;
	return got;
}

static int parse_condition(struct result *result,
			   struct kacs_diagnostic *diagnostic)
{
	static const char text[] =
		"@User.n > 3 && !(Member_of {SID(BA), SID(WD)}) || "
		"@User.dept == \"engineering and more than one buffer of "
		"it, so that it has to grow at least once or twice\"";

	return kacs_sddl_parse_condition(text, strlen(text), NULL,
					 &result->bytes, &result->len,
					 diagnostic);
}

STATUS_CALL(format_condition,
	    kacs_sddl_format_condition(given.condition, given.condition_len,
				       NULL, &text, diagnostic))

/* A question about a tree, with claims of its own. */
static struct kacs_question tree_question(void)
{
	return (struct kacs_question){
		.size = sizeof(struct kacs_question),
		.token = given.spec,
		.token_len = given.spec_len,
		.sd = given.sd,
		.sd_len = given.sd_len,
		.desired = 0x30,
		.object_type = KACS_OBJECT_FILE,
		.local_claims = given.local_claims,
		.tree = given.object_tree,
	};
}

static int explain_tree(struct result *result,
			struct kacs_diagnostic *diagnostic)
{
	const struct kacs_question asked = tree_question();

	return MADE(kacs_explain(&asked, NULL, diagnostic),
		    kacs_explanation_free);
}

TEXT_CALL(tree_walk, kacs_explanation_walk(given.explained))
TEXT_CALL(tree_json, kacs_explanation_json(given.explained))
TEXT_CALL(tree_svg, kacs_explanation_svg(given.explained))

struct named_call out_of_memory_calls[] = {
	{"kacs_policy_from_json", read_policy},
	{"kacs_policy_to_json", write_policy},
	{"kacs_local_claims_from_json", read_claims},
	{"kacs_local_claims_to_json", write_claims},
	{"kacs_object_tree_from_json", read_tree},
	{"kacs_sddl_parse_condition", parse_condition},
	{"kacs_sddl_format_condition", format_condition},
	{"kacs_authz_context_from_fd", context_from_fd},
	{"kacs_authz_claims_new", new_claims},
	{"kacs_authz_tree_new", new_tree},
	{"kacs_authz_policy_new", new_policy},
	{"kacs_authz_policies_new", new_policies},
	{"kacs_authz_events_new", new_events},
	{"kacs_explain a tree", explain_tree},
	{"kacs_explanation_walk of a tree", tree_walk},
	{"kacs_explanation_json of a tree", tree_json},
	{"kacs_explanation_svg of a tree", tree_svg},
	{NULL, NULL},
};

static void make_all(void)
{
	struct kacs_diagnostic diagnostic;
	struct result made;

	assert_int_equal(read_policy(&made, &diagnostic), 0);
	given.policy = made.bytes;
	given.policy_len = made.len;
	assert_int_equal(kacs_sid_from_text("S-1-17-7", given.policy_sid,
					    &given.policy_sid_len, NULL),
			 0);
	given.policies[0] =
		kacs_authz_policy_new(given.policy_sid, given.policy_sid_len,
				      given.policy, given.policy_len, NULL);
	assert_non_null(given.policies[0]);
	assert_int_equal(read_claims(&made, &diagnostic), 0);
	given.claims = made.bytes;
	given.claims_len = made.len;
	assert_int_equal(read_tree(&made, &diagnostic), 0);
	given.tree = made.bytes;
	given.tree_count = made.len / 20;
	assert_int_equal(parse_condition(&made, &diagnostic), 0);
	given.condition = made.bytes;
	given.condition_len = made.len;
}

static void explain_one(void)
{
	static const char text[] =
		"O:SYD:(D;;0x10;;;SY)(OA;;0x10;00000000-0000-0000-0000-"
		"000000000003;;" SID_ALICE ")(XA;;0x20;;;" SID_ALICE
		";(@Local.size == 7))";
	struct kacs_question asked;

	assert_int_equal(kacs_sddl_parse(text, strlen(text), NULL, &given.sd,
					 &given.sd_len, NULL),
			 0);
	given.local_claims =
		kacs_authz_claims_new(given.claims, given.claims_len, NULL);
	given.object_tree =
		kacs_authz_tree_new(given.tree, given.tree_count, NULL);
	asked = tree_question();
	given.explained = kacs_explain(&asked, NULL, NULL);
	assert_non_null(given.explained);
	assert_false(kacs_explanation_allowed(given.explained));
}

int out_of_memory_setup(void **state)
{
	static const char token[] = "{\"user\": \"" SID_ALICE "\"}";

	(void)state;
	failing_memory_setup();
	assert_int_equal(kacs_token_from_json(token, strlen(token), &given.spec,
					      &given.spec_len, NULL),
			 0);
	make_all();
	explain_one();
	return 0;
}

int out_of_memory_teardown(void **state)
{
	(void)state;
	kacs_explanation_free(given.explained);
	kacs_authz_tree_free(given.object_tree);
	kacs_authz_claims_free(given.local_claims);
	kacs_authz_policy_free(given.policies[0]);
	free(given.sd);
	free(given.policy);
	free(given.claims);
	free(given.tree);
	free(given.condition);
	free(given.spec);
	return 0;
}
