// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Calls of what reads, writes and explains descriptors and tokens. */
#include "fake_kernel.h"
#include "out_of_memory.h"

#include <fcntl.h>
#include <unistd.h>

static const char token_text[] =
	"{\"user\": \"" SID_ALICE "\", \"groups\": ["
	"  {\"sid\": \"BU\", \"attributes\": [\"enabled\"]},"
	"  {\"sid\": \"" SID_CONTRACTORS "\", \"attributes\": [\"enabled\"]},"
	"  {\"sid\": \"BA\", \"attributes\": []}],"
	" \"privileges\": {\"present\": [\"SeRestorePrivilege\"],"
	"   \"enabled\": []},"
	" \"claims\": {\"user\": ["
	"   {\"name\": \"dept\", \"type\": \"string\", \"values\": [\"eng\"],"
	"    \"flags\": [\"case_sensitive\"]},"
	"   {\"name\": \"n\", \"type\": \"int64\", \"values\": [-1, 5]},"
	"   {\"name\": \"u\", \"type\": \"uint64\","
	"    \"values\": [7, \"18446744073709551615\"]}],"
	"  \"device\": ["
	"   {\"name\": \"s\", \"type\": \"sid\", \"values\": [\"S-1-5-18\"]},"
	"   {\"name\": \"o\", \"type\": \"octet\", \"values\": [\"00ff\"]}]},"
	" \"confinement\": {\"sid\": \"S-1-15-2-1\", \"exempt\": true,"
	"   \"capabilities\": [{\"sid\": \"S-1-15-3-1\"}]},"
	" \"device_groups\": [{\"sid\": \"S-1-5-33\"}],"
	" \"audit_policy\": [\"object_access_failure\"],"
	" \"default_dacl\": \"D:(A;;GA;;;SY)(XA;;GR;;;WD;(@User.n > 3))\","
	" \"projected_supplementary_gids\": [4, 24],"
	" \"source\": {\"name\": \"test\", \"id\": 5}}";

static const char sddl_text[] =
	"O:SYG:BAD:PAI(D;;0x116;;;" SID_CONTRACTORS ")"
	"(OA;OICI;FA;00000000-0000-0000-0000-000000000001;;BU)"
	"(XA;;FX;;;WD;(@User.dept == {\"eng\", \"ops\"} && "
	"!(Member_of {SID(BA)}) || Exists @User.n))"
	"(A;ID;FR;;;WD)"
	"S:(ML;;NW;;;LW)(RA;;;;;WD;(\"color\",TS,0x0,\"red\",\"blue\"))"
	"(RA;;;;;WD;(\"code\",TX,0x0,#00ff))(AU;SA;FA;;;WD)";

static const char mended_text[] =
	"O:SYD:(XA;;FA;;;BU;(@User.n Contains 9 && Member_of {SID(BG)}))"
	"(A;;FA;;;BO)S:(RA;;;;;WD;(\"color\",TS,0x0,\"red\"))"
	"(AU;FA;FA;;;WD)";
static const char scoped_text[] =
	"O:SYD:(A;;FA;;;BU)S:(RA;;;;;WD;(\"color\",TS,0x0,\"red\"))"
	"(SP;;;;;S-1-17-7)";
static const char policy_text[] =
	"{\"sid\": \"S-1-17-7\", \"rules\": [{\"applies_to\":"
	" \"@Resource.color == \\\"red\\\"\", \"dacl\":"
	" \"D:(XA;;FA;;;BU;(@User.dept == @Resource.color))\", \"sacl\":"
	" \"S:(AU;FA;FA;;;WD)\", \"staged_dacl\": \"D:(A;;FA;;;BU)\"}]}";

static const char condition_text[] =
	"@User.dept == @Resource.color && @Device.o == #00ff ||"
	" Member_of {SID(BA)} || missing > 3";

static struct {
	uint8_t *spec, *sd, *condition, *mended_sd, *scoped_sd;
	size_t spec_len, sd_len, condition_len, mended_len, scoped_len;
	struct kacs_explanation *denied, *scoped;
	struct kacs_authz_policy *policy;
	struct kacs_authz_policies *policies;
	struct kacs_denial *denial;
	char principals[32];
	struct kacs_principals *table;
} given;

CALL(parse_sddl, kacs_sddl_parse(sddl_text, strlen(sddl_text), NULL,
				 &result->bytes, &result->len, diagnostic))

static int format_sddl(struct result *result,
		       struct kacs_diagnostic *diagnostic)
{
	char *text = (char *)result->bytes;
	uint16_t omitted = 0xabcd;
	int got = kacs_sddl_format(given.sd, given.sd_len, &text, &omitted,
				   diagnostic);

	failing_memory_stop();
	assert_int_equal(omitted, got < 0 ? 0xabcd : 0);
	return result_of_status(result, got, text);
}

static int format_sddl_of_domain(struct result *result,
				 struct kacs_diagnostic *diagnostic)
{
	static const uint8_t domain[] = {1, 4, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0,
					 1, 0, 0, 0, 2, 0, 0, 0, 3,  0, 0, 0};
	const struct kacs_sddl_options options = {
		.domain_sid = domain, .domain_sid_len = sizeof(domain)};
	char *text = (char *)result->bytes;
	int got = kacs_sddl_format_with(given.sd, given.sd_len, &options, &text,
					NULL, diagnostic);

	return result_of_status(result, got, text);
}

CALL(parse_acl, kacs_sddl_parse_acl("D:(A;;GA;;;SY)(XA;;GR;;;WD;(@User.n > 3))",
				    &result->bytes, &result->len, diagnostic))

static int format_acl(struct result *result, struct kacs_diagnostic *diagnostic)
{
	const struct kacs_token_spec *spec =
		(const struct kacs_token_spec *)given.spec;
	char *text = (char *)result->bytes;
	int got =
		kacs_sddl_format_acl(given.spec + spec->default_dacl_offset,
				     spec->default_dacl_len, &text, diagnostic);

	return result_of_status(result, got, text);
}

CALL(read_token, kacs_token_from_json(token_text, strlen(token_text),
				      &result->bytes, &result->len, diagnostic))

STATUS_CALL(write_token,
	    kacs_token_to_json(given.spec, given.spec_len, &text, diagnostic))

MADE_CALL(new_context,
	  kacs_authz_context_new(given.spec, given.spec_len, diagnostic),
	  kacs_authz_context_free)

MADE_CALL(new_descriptor,
	  kacs_authz_descriptor_new(given.sd, given.sd_len, diagnostic),
	  kacs_authz_descriptor_free)

MADE_CALL(view_descriptor,
	  kacs_descriptor_view(given.sd, given.sd_len, diagnostic), free)

static int add_ace(struct result *result, struct kacs_diagnostic *diagnostic)
{
	static const uint8_t system[] = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};
	const struct kacs_new_ace ace = {
		.mask = 1, .sid = system, .sid_len = sizeof(system)};
	size_t index = 99;
	int got = kacs_descriptor_add_ace(given.sd, given.sd_len, &ace,
					  &result->bytes, &result->len, &index,
					  diagnostic);

	failing_memory_stop();
	assert_int_equal(index, got < 0 ? 99 : 3);
	return got;
}

CALL(remove_ace,
     kacs_descriptor_remove_ace(given.sd, given.sd_len, 1, &result->bytes,
				&result->len, diagnostic))

static int remove_sid(struct result *result, struct kacs_diagnostic *diagnostic)
{
	static const uint8_t everyone[] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
	size_t removed = 99;
	int got =
		kacs_descriptor_remove_sid(given.sd, given.sd_len, everyone,
					   sizeof(everyone), &result->bytes,
					   &result->len, &removed, diagnostic);

	failing_memory_stop();
	assert_int_equal(removed, got < 0 ? 99 : 1);
	return got;
}

CALL(protect, kacs_descriptor_protect(given.sd, given.sd_len, &result->bytes,
				      &result->len, diagnostic))

static int of_owner(struct result *result, struct kacs_diagnostic *diagnostic)
{
	static const uint8_t system[] = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};

	return kacs_descriptor_of_owner(system, sizeof(system), &result->bytes,
					&result->len, diagnostic);
}

CALL(inherit, kacs_descriptor_inherit(given.sd, given.sd_len, given.sd,
				      given.sd_len, true, false, &result->bytes,
				      &result->len, diagnostic))

CALL(create,
     kacs_descriptor_create(given.sd, given.sd_len, given.sd, given.sd_len,
			    given.spec, given.spec_len, true, &result->bytes,
			    &result->len, diagnostic))

STATUS_CALL(write_descriptor,
	    kacs_descriptor_json(given.sd, given.sd_len, KACS_OBJECT_FILE,
				 given.table, &text, diagnostic))

STATUS_CALL(lint,
	    kacs_descriptor_lint(given.sd, given.sd_len, &text, diagnostic))

/* The sentence, and what would have allowed it, a line each. */
static int take_explanation(struct result *result,
			    struct kacs_explanation *explanation)
{
	char text[2048];
	char *sentence;
	size_t i, len;

	failing_memory_stop();
	if (!explanation)
		return -1;
	sentence = kacs_explanation_sentence(explanation);
	len = (size_t)snprintf(text, sizeof(text), "%s", sentence);
	for (i = 0; kacs_explanation_remedy(explanation, i); i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "\n%s",
					kacs_explanation_remedy(explanation,
								i));
	assert_true(len < sizeof(text));
	free(sentence);
	kacs_explanation_free(explanation);
	return result_of_copy(result, text);
}

static struct kacs_question question(void)
{
	return (struct kacs_question){
		.size = sizeof(struct kacs_question),
		.token = given.spec,
		.token_len = given.spec_len,
		.sd = given.sd,
		.sd_len = given.sd_len,
		.desired = KACS_FILE_WRITE_DATA | KACS_FILE_READ_ATTRIBUTES,
		.object_type = KACS_OBJECT_FILE,
	};
}

static int explain(struct result *result, struct kacs_diagnostic *diagnostic)
{
	const struct kacs_question asked = question();

	return take_explanation(result,
				kacs_explain(&asked, given.table, diagnostic));
}

TEXT_CALL(sentence, kacs_explanation_sentence(given.denied))
TEXT_CALL(walk, kacs_explanation_walk(given.denied))
TEXT_CALL(write_explanation, kacs_explanation_json(given.denied))
TEXT_CALL(draw, kacs_explanation_svg(given.denied))

static struct kacs_question scoped_question(void)
{
	struct kacs_question asked = question();

	asked.sd = given.scoped_sd;
	asked.sd_len = given.scoped_len;
	asked.policies = given.policies;
	return asked;
}

static int explain_mended(struct result *result,
			  struct kacs_diagnostic *diagnostic)
{
	struct kacs_question asked = question();

	asked.sd = given.mended_sd;
	asked.sd_len = given.mended_len;
	return take_explanation(result,
				kacs_explain(&asked, given.table, diagnostic));
}

static int explain_scoped(struct result *result,
			  struct kacs_diagnostic *diagnostic)
{
	const struct kacs_question asked = scoped_question();

	return take_explanation(result,
				kacs_explain(&asked, given.table, diagnostic));
}

TEXT_CALL(scoped_walk, kacs_explanation_walk(given.scoped))
TEXT_CALL(scoped_json, kacs_explanation_json(given.scoped))
TEXT_CALL(scoped_svg, kacs_explanation_svg(given.scoped))

/* What it comes to and its terms, a line each. */
static int ask_condition(struct result *result,
			 struct kacs_diagnostic *diagnostic)
{
	struct kacs_condition_question asked = {
		.size = sizeof(asked),
		.token = given.spec,
		.token_len = given.spec_len,
		.sd = given.sd,
		.sd_len = given.sd_len,
		.condition = given.condition,
		.condition_len = given.condition_len,
	};
	struct kacs_condition_answer *answer =
		kacs_condition_ask(&asked, diagnostic);
	enum kacs_condition_value value;
	char text[1024];
	const char *term;
	size_t i, len;

	failing_memory_stop();
	if (!answer)
		return -1;
	len = (size_t)sprintf(text, "%d", kacs_condition_answer_value(answer));
	for (i = 0; (term = kacs_condition_answer_term(answer, i, &value)); i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"\n%s: %d", term, value);
	assert_int_equal(i, 4);
	kacs_condition_answer_free(answer);
	return result_of_copy(result, text);
}

TEXT_CALL(subject, kacs_denial_subject(given.denial))
TEXT_CALL(reason, kacs_denial_reason(given.denial, given.table))

static int remedy(struct result *result, struct kacs_diagnostic *diagnostic)
{
	struct kacs_denial denial = *given.denial;

	denial.step = KACS_STEP_PRIVILEGE_REQUIRED;
	denial.privilege = KACS_PRIVILEGE(KACS_SE_TCB);
	denial.token_offset = 0;
	return result_of_null(result, kacs_denial_remedy(&denial), diagnostic);
}

TEXT_CALL(write_denial, kacs_denial_json(given.denial, given.table))

static int explain_denial(struct result *result,
			  struct kacs_diagnostic *diagnostic)
{
	return take_explanation(result,
				kacs_denial_explain(given.denial, given.table,
						    diagnostic));
}

static int load_principals(struct result *result,
			   struct kacs_diagnostic *diagnostic)
{
	struct kacs_principals *table =
		kacs_principals_load(given.principals, diagnostic);
	uint8_t sid[KACS_SID_MAX_BYTES];
	size_t len;

	failing_memory_stop();
	if (!table)
		return -1;
	assert_int_equal(kacs_sid_from_name("bob", table, sid, &len, NULL), 0);
	assert_int_equal(kacs_sid_from_name("alice", table, sid, &len, NULL),
			 0);
	kacs_principals_free(table);
	return result_of_copy(result, "");
}

static int parse_sessions(struct result *result,
			  struct kacs_diagnostic *diagnostic)
{
	static const char text[] =
		"session_id=1 user_sid=010100000000000512000000 logon_type=5 "
		"auth_package=74657374 created_at=7\n"
		"session_id=2 user_sid=010100000000000512000000 logon_type=2 "
		"auth_package= created_at=8\n";
	struct kacs_sessions *sessions =
		kacs_sessions_parse(text, sizeof(text) - 1, diagnostic);

	failing_memory_stop();
	if (!sessions)
		return -1;
	assert_int_equal(kacs_sessions_count(sessions), 2);
	kacs_sessions_free(sessions);
	return result_of_copy(result, "");
}

/* The system calls have no diagnostic: errno says it. */
static int told_by_errno(int got, struct kacs_diagnostic *diagnostic)
{
	strcpy(diagnostic->message, "out of memory");
	return got;
}

static int get_file_sd(struct result *result,
		       struct kacs_diagnostic *diagnostic)
{
	static const uint8_t bytes[600];

	fake_kernel_answer(bytes, sizeof(bytes));
	return told_by_errno(kacs_file_sd(AT_FDCWD, "plan", 4, 0,
					  &result->bytes, &result->len),
			     diagnostic);
}

static int get_template(struct result *result,
			struct kacs_diagnostic *diagnostic)
{
	static const uint8_t bytes[600];
	uint32_t policy;

	fake_kernel_answer(bytes, sizeof(bytes));
	return told_by_errno(kacs_mount_policy_of(3, &policy, NULL,
						  &result->bytes, &result->len),
			     diagnostic);
}

static int query_token(struct result *result,
		       struct kacs_diagnostic *diagnostic)
{
	fake_kernel_answer(given.spec, given.spec_len);
	return told_by_errno(kacs_token_query(3, KACS_TOKEN_CLASS_SPEC,
					      &result->bytes, &result->len),
			     diagnostic);
}

static int token_of(struct result *result, struct kacs_diagnostic *diagnostic)
{
	fake_kernel_answer(given.spec, given.spec_len);
	return told_by_errno(kacs_token_of(0, &result->bytes, &result->len),
			     diagnostic);
}

static int get_denial(struct result *result, struct kacs_diagnostic *diagnostic)
{
	static struct {
		struct kacs_denial denial;
		uint8_t rest[8192];
	} record;
	struct kacs_denial *denial = (struct kacs_denial *)result->bytes;
	int got;

	record.denial.version = KACS_DENIAL_VERSION;
	record.denial.size = sizeof(record);
	fake_kernel_answer(&record, sizeof(record));
	got = kacs_denial_of(3, 0, &denial, &result->len);
	result->bytes = (uint8_t *)denial;
	return told_by_errno(got, diagnostic);
}

static int create_session(struct result *result,
			  struct kacs_diagnostic *diagnostic)
{
	static const uint8_t system[] = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};
	uint64_t session = 99;
	int got = kacs_session_create(2, "test", system, sizeof(system),
				      &session);

	failing_memory_stop();
	assert_int_equal(session, got < 0 ? 99 : 77);
	if (got == 0)
		result_of_copy(result, "");
	return told_by_errno(got, diagnostic);
}

struct named_call out_of_memory_calls[] = {
	{"kacs_sddl_parse", parse_sddl},
	{"kacs_sddl_format", format_sddl},
	{"kacs_sddl_format_with", format_sddl_of_domain},
	{"kacs_sddl_parse_acl", parse_acl},
	{"kacs_sddl_format_acl", format_acl},
	{"kacs_token_from_json", read_token},
	{"kacs_token_to_json", write_token},
	{"kacs_authz_context_new", new_context},
	{"kacs_authz_descriptor_new", new_descriptor},
	{"kacs_descriptor_view", view_descriptor},
	{"kacs_descriptor_add_ace", add_ace},
	{"kacs_descriptor_remove_ace", remove_ace},
	{"kacs_descriptor_remove_sid", remove_sid},
	{"kacs_descriptor_protect", protect},
	{"kacs_descriptor_of_owner", of_owner},
	{"kacs_descriptor_inherit", inherit},
	{"kacs_descriptor_create", create},
	{"kacs_descriptor_json", write_descriptor},
	{"kacs_descriptor_lint", lint},
	{"kacs_explain", explain},
	{"kacs_explanation_sentence", sentence},
	{"kacs_explanation_walk", walk},
	{"kacs_explanation_json", write_explanation},
	{"kacs_explanation_svg", draw},
	{"kacs_explain a condition", explain_mended},
	{"kacs_explain a policy", explain_scoped},
	{"kacs_explanation_walk of a policy", scoped_walk},
	{"kacs_explanation_json of a policy", scoped_json},
	{"kacs_explanation_svg of a policy", scoped_svg},
	{"kacs_condition_ask", ask_condition},
	{"kacs_denial_subject", subject},
	{"kacs_denial_reason", reason},
	{"kacs_denial_remedy", remedy},
	{"kacs_denial_json", write_denial},
	{"kacs_denial_explain", explain_denial},
	{"kacs_principals_load", load_principals},
	{"kacs_sessions_parse", parse_sessions},
	{"kacs_file_sd", get_file_sd},
	{"kacs_mount_policy_of", get_template},
	{"kacs_token_query", query_token},
	{"kacs_token_of", token_of},
	{"kacs_denial_of", get_denial},
	{"kacs_session_create", create_session},
	{NULL, NULL},
};

static void fill_denial(void)
{
	size_t size = sizeof(*given.denial) + given.sd_len + 8 + given.spec_len;
	struct kacs_denial *denial = calloc(1, size);
	struct kacs_descriptor_view *view =
		kacs_descriptor_view(given.sd, given.sd_len, NULL);

	*denial = (struct kacs_denial){
		.size = (uint32_t)size,
		.version = KACS_DENIAL_VERSION,
		.pid = 812,
		.comm = "cat",
		.name = "plan",
		.object_type = KACS_OBJECT_FILE,
		.errno_value = EACCES,
		.desired = KACS_FILE_WRITE_DATA,
		.missing = KACS_FILE_WRITE_DATA,
		.step = KACS_STEP_DACL,
		.acl = KACS_ACL_DACL,
		.ace_len = (uint32_t)view->dacl[0].len,
		.sd_offset = sizeof(*denial),
		.sd_len = (uint32_t)given.sd_len,
		.token_offset = (uint32_t)(size - given.spec_len),
		.token_len = (uint32_t)given.spec_len,
	};
	memcpy(denial->ace_bytes, view->dacl[0].bytes, view->dacl[0].len);
	memcpy((uint8_t *)denial + denial->sd_offset, given.sd, given.sd_len);
	memcpy((uint8_t *)denial + denial->token_offset, given.spec,
	       given.spec_len);
	free(view);
	given.denial = denial;
}

static void make_policy(void)
{
	uint8_t sid[KACS_SID_MAX_BYTES], *spec;
	size_t sid_len, len;

	assert_int_equal(kacs_policy_from_json(policy_text, strlen(policy_text),
					       sid, &sid_len, &spec, &len,
					       NULL),
			 0);
	given.policy = kacs_authz_policy_new(sid, sid_len, spec, len, NULL);
	free(spec);
	given.policies = kacs_authz_policies_new(
		(const struct kacs_authz_policy *const *)&given.policy, 1,
		NULL);
}

int out_of_memory_setup(void **state)
{
	static const char names[] =
		"# names\nalice\t" SID_ALICE "\nbob\tS-1-5-21-1-2-3-1002\n";
	struct kacs_question asked;
	int fd;

	(void)state;
	failing_memory_setup();
	assert_int_equal(kacs_sddl_parse_condition(
				 condition_text, strlen(condition_text), NULL,
				 &given.condition, &given.condition_len, NULL),
			 0);
	given.sd = sd_of(sddl_text, &given.sd_len);
	assert_int_equal(kacs_token_from_json(token_text, strlen(token_text),
					      &given.spec, &given.spec_len,
					      NULL),
			 0);
	strcpy(given.principals, "/tmp/principals.XXXXXX");
	fd = mkstemp(given.principals);
	assert_int_equal(write(fd, names, strlen(names)), strlen(names));
	close(fd);
	given.table = kacs_principals_load(given.principals, NULL);
	assert_non_null(given.table);
	asked = question();
	given.denied = kacs_explain(&asked, given.table, NULL);
	assert_non_null(given.denied);
	assert_false(kacs_explanation_allowed(given.denied));
	assert_non_null(kacs_explanation_remedy(given.denied, 0));
	make_policy();
	given.mended_sd = sd_of(mended_text, &given.mended_len);
	given.scoped_sd = sd_of(scoped_text, &given.scoped_len);
	asked = scoped_question();
	given.scoped = kacs_explain(&asked, given.table, NULL);
	assert_int_equal(kacs_explanation_step(given.scoped), KACS_STEP_POLICY);
	fill_denial();
	return 0;
}

int out_of_memory_teardown(void **state)
{
	(void)state;
	unlink(given.principals);
	kacs_explanation_free(given.denied);
	kacs_explanation_free(given.scoped);
	kacs_authz_policies_free(given.policies);
	kacs_authz_policy_free(given.policy);
	free(given.mended_sd);
	free(given.scoped_sd);
	kacs_principals_free(given.table);
	free(given.denial);
	free(given.condition);
	free(given.spec);
	free(given.sd);
	return 0;
}
