// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "unit_test.h"

/* A record as the kernel hands it out, with room for its parts. */
struct record {
	struct kacs_denial denial;
	uint8_t parts[2048];
};

static const char mallory[] =
	"{\"user\": \"" SID_ALICE "\", \"groups\": ["
	"{\"sid\": \"" SID_CONTRACTORS "\", \"attributes\": [\"enabled\"]},"
	"{\"sid\": \"BU\", \"attributes\": [\"enabled\"]}]}";

static const char plan[] =
	"O:SYD:(D;;0x10116;;;" SID_CONTRACTORS ")(A;;FA;;;BU)";

/* cat may not write 'plan': ACE 0 of its DACL. */
static void fill(struct record *record)
{
	struct kacs_denial *denial = &record->denial;
	struct kacs_descriptor_view *view;
	size_t sd_len, token_len;
	uint8_t *sd = sd_of(plan, &sd_len), *token;

	assert_int_equal(kacs_token_from_json(mallory, strlen(mallory), &token,
					      &token_len, NULL),
			 0);
	*record = (struct record){0};
	denial->version = KACS_DENIAL_VERSION;
	denial->pid = 812;
	denial->tid = 812;
	strcpy(denial->comm, "cat");
	strcpy(denial->name, "plan");
	denial->object_type = KACS_OBJECT_FILE;
	denial->errno_value = EACCES;
	denial->desired = 0x1f0082;
	denial->missing = KACS_FILE_WRITE_DATA;
	denial->step = KACS_STEP_DACL;
	denial->acl = KACS_ACL_DACL;
	denial->ace = 0;
	denial->generic_read = KACS_FILE_GENERIC_READ;
	denial->generic_write = KACS_FILE_GENERIC_WRITE;
	denial->generic_execute = KACS_FILE_GENERIC_EXECUTE;
	denial->generic_all = KACS_FILE_ALL_ACCESS;
	view = kacs_descriptor_view(sd, sd_len, NULL);
	denial->ace_len = (uint32_t)view->dacl[0].len;
	memcpy(denial->ace_bytes, view->dacl[0].bytes, view->dacl[0].len);
	denial->sd_offset = sizeof(*denial);
	denial->sd_len = (uint32_t)sd_len;
	denial->token_offset = denial->sd_offset + 1024;
	denial->token_len = (uint32_t)token_len;
	denial->size = sizeof(*record);
	memcpy(record->parts, sd, sd_len);
	memcpy(record->parts + 1024, token, token_len);
	free(view);
	free(token);
	free(sd);
}

static void assert_subject(const struct record *record, const char *expected)
{
	char *text = kacs_denial_subject(&record->denial);

	assert_string_equal(text, expected);
	free(text);
}

static void assert_reason(const struct record *record, const char *expected)
{
	char *text = kacs_denial_reason(&record->denial, NULL);

	assert_string_equal(text, expected);
	free(text);
}

static void the_subject_says_who_was_refused_what(void **state)
{
	struct record record;

	(void)state;
	fill(&record);
	assert_subject(&record, "cat (pid 812) was refused write "
				"(FILE_WRITE_DATA) on 'plan'");
	record.denial.name[0] = '\0';
	record.denial.object_type = KACS_OBJECT_DIRECTORY;
	assert_subject(&record, "cat (pid 812) was refused add a file "
				"(FILE_ADD_FILE) on a directory");
}

static void names_cannot_drive_the_terminal(void **state)
{
	struct record record;

	(void)state;
	fill(&record);
	strcpy(record.denial.name, "a\033[2J'\n\\");
	strcpy(record.denial.comm, "c\007t");
	assert_subject(&record, "c?t (pid 812) was refused write "
				"(FILE_WRITE_DATA) on "
				"'a\\x1b[2J\\x27\\x0a\\x5c'");
}

/* The descriptor may be withheld; the deciding ACE never is. */
static void the_reason_needs_no_descriptor(void **state)
{
	struct record record;

	(void)state;
	fill(&record);
	record.denial.sd_offset = 0;
	assert_reason(&record, "step 6, DACL: ACE 0 denies " SID_CONTRACTORS
			       " write, delete");
	record.denial.ace = KACS_NO_ACE;
	assert_reason(&record, "step 6, DACL: no ACE allows it");
	record.denial.step = KACS_STEP_RESTRICTED;
	assert_reason(&record, "step 8, restricted: no ACE allows it to the "
			       "restricting SIDs");
	record.denial.step = KACS_STEP_CONFINEMENT;
	assert_reason(&record,
		      "step 9, confinement: no ACE allows it to the package");
}

static void refusals_without_a_descriptor_have_reasons(void **state)
{
	struct record record;

	(void)state;
	fill(&record);
	record.denial.acl = KACS_ACL_NONE;
	record.denial.step = KACS_STEP_PRIVILEGE_REQUIRED;
	record.denial.privilege =
		KACS_PRIVILEGE(KACS_SE_TCB) | KACS_PRIVILEGE(KACS_SE_DEBUG);
	assert_reason(&record, "privilege required: it needs SeTcbPrivilege or "
			       "SeDebugPrivilege, which is not enabled");
	record.denial.step = KACS_STEP_NO_SD;
	assert_reason(&record, "no sd: it has no security descriptor");
	record.denial.step = KACS_STEP_HANDLE;
	assert_reason(&record, "handle: it was opened without that right");
	record.denial.step = KACS_STEP_FIXED_RULE;
	assert_reason(
		&record,
		"fixed rule: a fixed rule refuses it; no descriptor can allow it");
	record.denial.rule = KACS_RULE_PINNED;
	assert_reason(
		&record,
		"fixed rule: it is signed and in use, so its content stays as it is; put a new file in its place");
}

static void refusals_by_a_mitigation_name_it(void **state)
{
	struct record record;

	(void)state;
	fill(&record);
	record.denial.acl = KACS_ACL_NONE;
	record.denial.step = KACS_STEP_MITIGATION;
	record.denial.errno_value = EACCES;
	record.denial.mitigation = KACS_MIT_NO_CHILD;
	assert_reason(&record,
		      "mitigation: no_child: the process makes no other "
		      "processes; a process cannot give a mitigation up, nor "
		      "can what it starts");
	record.denial.errno_value = EBUSY;
	record.denial.mitigation = KACS_MIT_WXP;
	assert_reason(&record, "mitigation: wxp: no memory is written and "
			       "executed; what is mapped already breaks that, "
			       "so it was not set");
	record.denial.mitigation = 0;
	assert_reason(&record, "mitigation: unknown: a rule that this program "
			       "does not know; what is mapped already breaks "
			       "that, so it was not set");
}

static void assert_remedy(const struct record *record, const char *expected)
{
	char *text;

	errno = 0;
	text = kacs_denial_remedy(&record->denial);
	if (expected)
		assert_string_equal(text, expected);
	else
		assert_null(text);
	assert_int_equal(errno, expected ? 0 : ENODATA);
	free(text);
}

/* What a gate compared is in the record, and so is what opens it. */
static void gates_say_what_opens_them(void **state)
{
	struct record record;

	(void)state;
	fill(&record);
	assert_remedy(&record, NULL);
	record.denial.object_type = KACS_OBJECT_PROCESS;
	assert_remedy(&record, "with a token that has SeDebugPrivilege");
	record.denial.object_type = KACS_OBJECT_SYSTEM;
	record.denial.step = KACS_STEP_CAPABILITY;
	record.denial.capability = 21;
	record.denial.privilege = KACS_PRIVILEGE(KACS_SE_TCB);
	assert_reason(&record, "capability: CAP_SYS_ADMIN: it needs "
			       "SeTcbPrivilege, which is not enabled");
	assert_remedy(&record, "with a token that has SeTcbPrivilege");
	record.denial.privilege = 0;
	record.denial.capability = 8;
	assert_reason(&record, "capability: CAP_SETPCAP: nobody has it");
	assert_remedy(&record, NULL);
	record.denial.step = KACS_STEP_PROTECTION;
	record.denial.target_pip_type = 512;
	record.denial.target_pip_trust = 4096;
	assert_remedy(&record, "by a program that is signed for at least the "
			       "trust (512, 4096)");
	record.denial.rule = KACS_RULE_DUMPABLE;
	assert_reason(&record, "protection: a protected process leaves no core "
			       "dump, and stays like that");
	assert_remedy(&record, "in a process whose program is not signed");
	record.denial.rule = KACS_RULE_NONE;
	record.denial.step = KACS_STEP_MITIGATION;
	assert_remedy(&record,
		      "in a process that none of its ancestors bound to it");
	record.denial.errno_value = EBUSY;
	assert_remedy(&record, "before the process has mapped that");
	record.denial.step = KACS_STEP_IMPERSONATION;
	assert_remedy(&record, "in a process that is not restricted");
	record.denial.step = KACS_STEP_CORRUPT_SD;
	assert_remedy(&record, "after SeRestorePrivilege has given it a "
			       "descriptor (kacs sd set)");
	record.denial.step = KACS_STEP_HANDLE;
	assert_remedy(&record,
		      "with a handle that was opened for that, if the object's "
		      "descriptor allows it");
}

static void rules_say_what_gets_around_them(void **state)
{
	static const struct {
		uint32_t rule;
		const char *reason;
		const char *remedy;
	} rules[] = {
		{KACS_RULE_PINNED,
		 "it is signed and in use, so its content stays as it is; put "
		 "a new file in its place",
		 "with a new file in its place"},
		{KACS_RULE_MODE,
		 "it has no descriptor; its mode does not allow it",
		 "with another mode, or for the owner, SYSTEM and "
		 "members of Administrators"},
		{KACS_RULE_OWNER,
		 "it has no descriptor; only its owner and administrators "
		 "change it",
		 "for the owner, SYSTEM and members of Administrators"},
		{KACS_RULE_SANDBOX,
		 "it has no descriptor; what is its user's or its groups' is "
		 "not that of a restricted or confined token, nor of one of "
		 "low integrity",
		 "outside of the sandbox"},
		{KACS_RULE_SD_XATTR,
		 "a descriptor is no extended attribute to programs",
		 "with kacs sd, which reads and sets descriptors"},
		{KACS_RULE_DELETE_ON_CLOSE,
		 "it goes away when somebody else closes it",
		 "under another name, or once the file is gone"},
		{KACS_RULE_UNKNOWN_COMMAND,
		 "commands that are not known are refused", NULL},
		{KACS_RULE_UNREADABLE_SD,
		 "its security descriptor cannot be read", NULL},
		{KACS_RULE_NO_NEW_SD,
		 "what a new file would inherit from it is no valid descriptor",
		 "with fewer or other inheritable ACEs in its descriptor"},
		{KACS_RULE_SPECIAL_FILE,
		 "a device, a pipe or a socket is never executed",
		 "without the right to execute it"},
		{KACS_RULE_INODE_FLAGS,
		 "it is immutable, or may only be appended to",
		 "without that attribute (chattr -i -a)"},
		{KACS_RULE_SHARED_MEMORY,
		 "another process shares its memory, and would be reached, too",
		 "once no other process shares its memory"},
		{KACS_RULE_NO_PEER, "nobody has connected by this socket",
		 "with a connected Unix socket that accept() gave"},
		{KACS_RULE_NONE,
		 "a fixed rule refuses it; no descriptor can allow it", NULL},
	};
	struct record record;
	char text[160];
	size_t i;

	(void)state;
	fill(&record);
	record.denial.step = KACS_STEP_FIXED_RULE;
	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		record.denial.rule = rules[i].rule;
		snprintf(text, sizeof(text), "fixed rule: %s", rules[i].reason);
		assert_reason(&record, text);
		assert_remedy(&record, rules[i].remedy);
	}
}

static void give_token(struct record *record, const char *json)
{
	uint8_t *token;
	size_t len;

	assert_int_equal(kacs_token_from_json(json, strlen(json), &token, &len,
					      NULL),
			 0);
	memcpy((uint8_t *)record + record->denial.token_offset, token, len);
	record->denial.token_len = (uint32_t)len;
	free(token);
}

/* The record holds the token as it was made: what sleeps in it is nearer. */
static void a_privilege_that_sleeps_is_to_be_enabled(void **state)
{
	struct record record;

	(void)state;
	fill(&record);
	give_token(&record, "{\"user\": \"" SID_ALICE "\", \"privileges\": "
			    "{\"present\": [\"SeDebugPrivilege\"]}}");
	record.denial.step = KACS_STEP_PRIVILEGE_REQUIRED;
	record.denial.privilege =
		KACS_PRIVILEGE(KACS_SE_TCB) | KACS_PRIVILEGE(KACS_SE_DEBUG);
	assert_remedy(&record,
		      "with SeDebugPrivilege enabled, which the token has "
		      "(kacs priv enable SeDebugPrivilege ...)");
}

#define LOOKED_AT                                                     \
	"{\"user\": \"" SID_ALICE "\", \"type\": \"impersonation\", " \
	"\"impersonation_level\": \"identification\", \"privileges\": {"

/* What may be looked at only is told what to be, and what else it lacks. */
static void the_level_is_a_cause_of_its_own(void **state)
{
	struct record record;

	(void)state;
	fill(&record);
	give_token(&record, LOOKED_AT "\"enabled\": [\"SeTcbPrivilege\"], "
				      "\"present\": [\"SeTcbPrivilege\", "
				      "\"SeAuditPrivilege\"]}}");
	record.denial.object_type = KACS_OBJECT_SYSTEM;
	record.denial.rule = KACS_RULE_IDENTIFICATION;
	record.denial.level = KACS_LEVEL_IDENTIFICATION;
	record.denial.step = KACS_STEP_PRIVILEGE_REQUIRED;
	record.denial.privilege = KACS_PRIVILEGE(KACS_SE_TCB);
	assert_reason(&record, "privilege required: it needs SeTcbPrivilege, "
			       "which counts for nothing at level "
			       "identification");
	assert_remedy(&record, "while impersonating at level impersonation");
	record.denial.privilege = KACS_PRIVILEGE(KACS_SE_AUDIT);
	assert_remedy(&record,
		      "while impersonating at level impersonation, with "
		      "SeAuditPrivilege enabled, which the token has (kacs "
		      "priv enable SeAuditPrivilege ...)");
	record.denial.privilege = KACS_PRIVILEGE(KACS_SE_BACKUP);
	assert_remedy(&record, "while impersonating at level impersonation, "
			       "with a token that has SeBackupPrivilege");
	record.denial.rule = KACS_RULE_NONE;
	record.denial.privilege = KACS_PRIVILEGE(KACS_SE_CHANGE_NOTIFY);
	assert_remedy(&record, "with a token that has SeChangeNotifyPrivilege");
	record.denial.step = KACS_STEP_FIXED_RULE;
	record.denial.rule = KACS_RULE_MODE;
	assert_remedy(&record,
		      "with another mode, or for the owner, SYSTEM and "
		      "members of Administrators, while impersonating at level "
		      "impersonation");
}

/* The kernel has tried what the descriptor says to a token that may act. */
static void the_gate_says_what_is_in_the_way(void **state)
{
	struct record record;

	(void)state;
	fill(&record);
	record.denial.step = KACS_STEP_GATE;
	record.denial.acl = KACS_ACL_NONE;
	assert_reason(&record, "step 1, gate: an object without an owner "
			       "decides nothing");
	assert_remedy(&record, NULL);
	give_token(&record, LOOKED_AT "\"present\": []}}");
	assert_reason(&record, "step 1, gate: an impersonation token at level "
			       "identification decides nothing, and no other "
			       "level would do");
	assert_remedy(&record, NULL);
	record.denial.object_type = KACS_OBJECT_PROCESS;
	assert_remedy(&record, "while impersonating at level impersonation, "
			       "with a token that has SeDebugPrivilege");
	record.denial.rule = KACS_RULE_IDENTIFICATION;
	assert_reason(&record, "step 1, gate: an impersonation token at level "
			       "identification decides nothing");
	assert_remedy(&record, "while impersonating at level impersonation");
}

static void impersonation_says_which_rule_it_was(void **state)
{
	struct record record;

	(void)state;
	fill(&record);
	record.denial.step = KACS_STEP_IMPERSONATION;
	record.denial.rule = KACS_RULE_RAISES_LEVEL;
	record.denial.level = KACS_LEVEL_IDENTIFICATION;
	assert_reason(&record, "impersonation: a copy may not do more than its "
			       "source, which is at level identification");
	assert_remedy(&record, "for an impersonation token at level "
			       "identification or below");
	record.denial.level = 77;
	assert_remedy(&record,
		      "for an impersonation token at level unknown or below");
	record.denial.rule = KACS_RULE_IMPERSONATING;
	assert_reason(&record,
		      "impersonation: credentials are the process's, and stay "
		      "as they are while a thread impersonates");
	assert_remedy(&record, "after reverting to the process's token");
}

/* Not what is mapped, but who else could map. */
static void a_mitigation_that_cannot_hold_says_why(void **state)
{
	struct record record;

	(void)state;
	fill(&record);
	record.denial.step = KACS_STEP_MITIGATION;
	record.denial.errno_value = EBUSY;
	record.denial.mitigation = KACS_MIT_WXP;
	record.denial.rule = KACS_RULE_SHARED_MEMORY;
	assert_reason(&record, "mitigation: wxp: no memory is written and "
			       "executed; another process shares the memory, "
			       "so it was not set");
	assert_remedy(&record, "once no other process shares its memory");
	record.denial.mitigation = KACS_MIT_SML;
	record.denial.rule = KACS_RULE_NONE;
	assert_reason(&record, "mitigation: sml: what the machine does against "
			       "speculation stays on; only the process itself "
			       "can see to that, while it has one thread, so "
			       "it was not set");
	assert_remedy(&record,
		      "by the process itself, before it makes threads");
}

static void use_policy_ace(struct kacs_denial *denial)
{
	struct kacs_descriptor_view *view;
	size_t len;
	uint8_t *sd = sd_of("S:(SP;;;;;S-1-17-1)", &len);

	view = kacs_descriptor_view(sd, len, NULL);
	denial->ace_len = (uint32_t)view->sacl[0].len;
	memcpy(denial->ace_bytes, view->sacl[0].bytes, view->sacl[0].len);
	free(view);
	free(sd);
}

/* The policies are the kernel's: without them the check is another one. */
static void refusals_by_a_policy_name_it(void **state)
{
	struct kacs_diagnostic diagnostic;
	struct record record;

	(void)state;
	fill(&record);
	use_policy_ace(&record.denial);
	record.denial.step = KACS_STEP_POLICY;
	record.denial.acl = KACS_ACL_POLICY;
	record.denial.ace = 2;
	assert_reason(&record,
		      "step 10, policy: ACE 2 of a rule of the central policy "
		      "S-1-17-1 does not allow it");
	record.denial.ace = KACS_NO_ACE;
	assert_reason(&record, "step 10, policy: a rule of the central policy "
			       "S-1-17-1 does not allow it");
	record.denial.acl = KACS_ACL_SACL;
	record.denial.ace = 1;
	assert_reason(&record, "step 10, policy: a rule of the central policy "
			       "S-1-17-1 does not allow it");
	errno = 0;
	assert_null(kacs_denial_explain(&record.denial, NULL, &diagnostic));
	assert_int_equal(errno, ENODATA);
	assert_non_null(strstr(diagnostic.message, "central policy"));
}

static void refusals_that_do_not_come_again_say_so(void **state)
{
	struct record record;

	(void)state;
	fill(&record);
	record.denial.step = KACS_STEP_NONE;
	record.denial.acl = KACS_ACL_NONE;
	record.denial.ace = KACS_NO_ACE;
	assert_reason(&record,
		      "step 0, none: the token or a policy has changed since; "
		      "it may not be refused again");
}

static void the_check_is_run_again(void **state)
{
	struct record record;
	struct kacs_explanation *explanation;
	char *sentence;

	(void)state;
	fill(&record);
	explanation = kacs_denial_explain(&record.denial, NULL, NULL);
	assert_non_null(explanation);
	sentence = kacs_explanation_sentence(explanation);
	assert_string_equal(sentence,
			    "step 6, DACL: ACE 0 denies " SID_CONTRACTORS
			    " write (FILE_WRITE_DATA); without it ACE 1 would "
			    "have allowed it");
	assert_string_equal(kacs_explanation_remedy(explanation, 0),
			    "without ACE 0");
	free(sentence);
	kacs_explanation_free(explanation);
}

/* What comes out otherwise does not explain the record. */
static void another_outcome_is_no_explanation(void **state)
{
	struct record record;

	(void)state;
	fill(&record);
	record.denial.missing = KACS_FILE_READ_DATA;
	assert_null(kacs_denial_explain(&record.denial, NULL, NULL));
	assert_int_equal(errno, ENODATA);
	fill(&record);
	record.denial.step = KACS_STEP_INTEGRITY;
	assert_null(kacs_denial_explain(&record.denial, NULL, NULL));
	assert_int_equal(errno, ENODATA);
	fill(&record);
	record.denial.sd_offset = 0;
	assert_null(kacs_denial_explain(&record.denial, NULL, NULL));
	assert_int_equal(errno, ENODATA);
}

static void json_says_all_of_a_record(void **state)
{
	static const char *const parts[] = {
		"\"pid\": 812",
		"\"comm\": \"cat\"",
		"\"name\": \"plan\"",
		"\"object_type\": \"file\"",
		"\"step\": 6",
		"\"step_name\": \"dacl\"",
		"\"ace\": 0",
		"\"FILE_WRITE_DATA\"",
		"\"sd\": {",
		"\"token\": {",
		"\"user\": \"" SID_ALICE "\"",
	};
	struct record record;
	size_t i;
	char *text;

	(void)state;
	fill(&record);
	text = kacs_denial_json(&record.denial, NULL);
	for (i = 0; i < COUNT(parts); i++)
		if (!strstr(text, parts[i]))
			fail_msg("no %s in %s", parts[i], text);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_subject_says_who_was_refused_what),
		cmocka_unit_test(names_cannot_drive_the_terminal),
		cmocka_unit_test(the_reason_needs_no_descriptor),
		cmocka_unit_test(refusals_without_a_descriptor_have_reasons),
		cmocka_unit_test(refusals_by_a_mitigation_name_it),
		cmocka_unit_test(gates_say_what_opens_them),
		cmocka_unit_test(rules_say_what_gets_around_them),
		cmocka_unit_test(a_privilege_that_sleeps_is_to_be_enabled),
		cmocka_unit_test(the_level_is_a_cause_of_its_own),
		cmocka_unit_test(the_gate_says_what_is_in_the_way),
		cmocka_unit_test(impersonation_says_which_rule_it_was),
		cmocka_unit_test(a_mitigation_that_cannot_hold_says_why),
		cmocka_unit_test(refusals_by_a_policy_name_it),
		cmocka_unit_test(refusals_that_do_not_come_again_say_so),
		cmocka_unit_test(the_check_is_run_again),
		cmocka_unit_test(another_outcome_is_no_explanation),
		cmocka_unit_test(json_says_all_of_a_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
