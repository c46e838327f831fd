// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What the kernel tells about access: PSD-004 10.9, 13.7, 4.7.
 */
#include <inttypes.h>
#include <sys/wait.h>
#include "payload.h"
#include "policy_spec.h"
#include "question.h"

static struct kacs_events *events;

static json_t *next_payload(const char *type)
{
	return payload_of(events, type);
}

static void skip_events(void)
{
	skip_all(events);
}

static void test_sacl(void)
{
	json_t *payload;
	int i;

	make_file("audited", "O:SYG:SYD:(A;;FR;;;" ALICE ")"
			     "S:(AU;SAFA;GA;;;" ALICE ")");
	skip_events();
	tap_as(alice, open("audited", O_RDONLY), 0, "audited_file_is_read");
	payload = next_payload("access-audit");
	tap_says(payload, "subject.user_sid", "\"" ALICE "\"",
		 "subject_is_who_asked");
	tap_says(payload, "subject.integrity_level", "8192",
		 "subject_has_its_integrity_level");
	tap_says(payload, "subject.pip_type", "0", "subject_has_its_pip_type");
	tap_says(payload, "subject.pip_trust", "0", "subject_has_its_trust");
	tap_ok(json_array_size(value_at(payload, "subject.group_sids")) == 4,
	       "all_groups_are_told");
	tap_str(json_string_value(json_array_get(
			value_at(payload, "subject.group_sids"), 0)),
		EVERYONE, "groups_are_in_the_order_of_the_token");
	tap_says(payload, "object_context", "null", "a_file_has_no_context");
	tap_says(payload, "requested_access", "129",
		 "requested_access_is_what_the_open_needs");
	tap_says(payload, "granted_access", "129", "all_of_it_is_granted");
	tap_says(payload, "success", "true", "it_is_a_success");
	tap_says(payload, "trigger.kind", "\"sacl\"", "an_ace_fired");
	tap_says(
		payload, "trigger.ace",
		"\"0x02c0240000000010010500000000000515000000010000000200000003000000e9030000\"",
		"the_ace_is_told_byte_for_byte");
	tap_says(payload, "process.name", "\"audit_event_tes\"",
		 "process_has_its_name");
	tap_says(payload, "process.executable_path",
		 "\"/tests/audit_event_test\"", "process_has_its_executable");
	tap_says(payload, "object.type", "\"file\"", "object_is_a_file");
	tap_says(payload, "object.name", "\"audited\"", "object_has_its_name");
	json_decref(payload);

	tap_as(alice, open("audited", O_WRONLY), EACCES,
	       "audited_file_is_not_written");
	payload = next_payload("access-audit");
	tap_says(payload, "success", "false", "it_is_a_failure");
	tap_says(payload, "requested_access", "130",
		 "requested_access_is_told_of_a_failure");
	tap_says(payload, "granted_access", "128",
		 "granted_access_is_what_was_left");
	json_decref(payload);

	for (i = 0; i < 5; i++)
		as(alice, open("audited", O_RDONLY));
	tap_eq(count_of(events, "access-audit"), 5,
	       "every_open_is_told_however_often");
	as(bob, open("audited", O_RDONLY));
	tap_eq(count_of(events, "access-audit"), 0,
	       "who_is_not_named_is_not_audited");
}

static void test_success_and_failure(void)
{
	make_file("success", "O:SYG:SYD:(A;;FR;;;" ALICE ")"
			     "S:(AU;SA;GA;;;WD)");
	make_file("failure", "O:SYG:SYD:(A;;FR;;;" ALICE ")"
			     "S:(AU;FA;GA;;;WD)");
	make_file("neither", "O:SYG:SYD:(A;;FR;;;" ALICE ")");
	skip_events();
	as(alice, open("success", O_RDONLY));
	as(alice, open("failure", O_WRONLY));
	tap_eq(count_of(events, "access-audit"), 2,
	       "what_was_asked_for_is_told");
	as(alice, open("success", O_WRONLY));
	as(alice, open("failure", O_RDONLY));
	as(alice, open("neither", O_RDONLY));
	as(alice, open("neither", O_WRONLY));
	tap_eq(count_of(events, "access-audit"), 0, "what_was_not_is_not");
}

/* The next access-audit event: what was requested, and with which outcome. */
static void tap_audited(uint32_t requested, bool success, const char *name)
{
	json_t *payload = next_payload("access-audit");

	tap_ok(json_integer_value(value_at(payload, "requested_access")) ==
			       requested &&
		       json_is_true(value_at(payload, "success")) == success,
	       "%s", name);
	json_decref(payload);
}

static int sd_of(const char *path)
{
	uint8_t bytes[1024];

	return (int)kacs_sys_get_sd(AT_FDCWD, path,
				    KACS_DACL_SECURITY_INFORMATION, bytes,
				    sizeof(bytes), 0);
}

/* What is done by path, without a handle. */
static void test_paths(void)
{
	struct stat status;

	make_directory("kept", "O:SYG:SYD:(A;;FRFX;;;WD)");
	make_file("kept/file", "O:SYG:SYD:(A;;FR;;;WD)S:(AU;SAFA;GA;;;WD)");
	make_directory("open", "O:SYG:SYD:(A;;FA;;;WD)S:(AU;SA;0x40;;;WD)");
	make_file("open/file", "O:SYG:SYD:(A;;FR;;;WD)S:(AU;SAFA;GA;;;WD)");
	make_file("open/own", "O:SYG:SYD:(A;;FRSD;;;WD)S:(AU;SAFA;GA;;;WD)");
	skip_events();
	tap_as(alice, stat("kept/file", &status), 0,
	       "audited_file_has_a_status");
	tap_audited(KACS_FILE_READ_ATTRIBUTES, true, "its_status_is_told_of");
	tap_as(alice, chmod("kept/file", 0600), EACCES,
	       "audited_file_is_not_changed");
	tap_audited(KACS_WRITE_DAC, false, "the_attempt_is_told_of");
	tap_as(alice, sd_of("kept/file"), 0, "audited_descriptor_is_read");
	tap_audited(KACS_READ_CONTROL, true, "its_descriptor_is_told_of");
	tap_as(alice, unlink("kept/file"), EACCES,
	       "audited_file_is_not_removed");
	tap_audited(KACS_DELETE, false, "failed_removal_is_told_of");
	tap_as(alice, unlink("open/own"), 0, "file_lets_itself_be_removed");
	tap_audited(KACS_DELETE, true, "the_file_tells");
	tap_as(alice, unlink("open/file"), 0, "directory_lets_it_be_removed");
	tap_audited(KACS_FILE_DELETE_CHILD, true, "the_directory_tells");
	tap_eq(count_of(events, "access-audit"), 0,
	       "nothing_else_is_told_of_them");
}

static int set_by_handle(const char *path, int flags, const char *sddl)
{
	return (int)with_open(path, flags,
			      set_sd_at(fd, "", sddl, AT_EMPTY_PATH));
}

/* 11.6: whoever sets a descriptor is told of, by what was asked for before. */
static void test_setting(void)
{
	json_t *payload;

	make_file("set", "O:SYG:SYD:(A;;FA;;;" ALICE ")"
			 "S:(AU;SAFA;WDWO;;;WD)");
	skip_events();
	tap_as(alice, set_sd("set", "D:(A;;FA;;;WD)"), 0,
	       "descriptor_is_set_by_path");
	tap_audited(KACS_WRITE_DAC, true, "setting_by_path_is_told");
	tap_as(alice, set_by_handle("set", O_RDONLY, "D:(A;;FA;;;" ALICE ")"),
	       0, "descriptor_is_set_by_handle");
	payload = next_payload("access-audit");
	tap_says(payload, "requested_access", "262144",
		 "setting_by_handle_is_told");
	tap_says(payload, "success", "true",
		 "handle_allowed_it_whatever_the_descriptor_says_now");
	tap_says(payload, "trigger.kind", "\"sacl\"",
		 "sacl_of_the_file_asked_for_it");
	json_decref(payload);
	as(alice,
	   with_open("set", O_RDONLY,
		     kacs_sys_get_sd(fd, "", OGD, NULL, 0, AT_EMPTY_PATH)));
	tap_as(bob, set_sd("set", "D:(A;;FA;;;WD)"), EACCES,
	       "descriptor_is_not_set");
	tap_audited(KACS_WRITE_DAC, false, "refused_setting_is_told");
	make_file("quiet", "O:SYG:SYD:(A;;FA;;;" ALICE ")S:(AU;FA;GA;;;WD)");
	skip_events();
	as(alice, set_by_handle("quiet", O_RDONLY, "D:(A;;FA;;;WD)"));
	tap_eq(count_of(events, "access-audit"), 0,
	       "setting_that_nobody_asked_about_is_silent");
}

/* Groups that grant nothing are told of like all others. */
static void test_groups(void)
{
	int token = token_for(
			.groups =
				GROUP_WITH(CONTRACTORS, "\"use_for_deny_only\"") "," GROUP_WITH(
					DOMAIN_SID "1501",
					"\"enabled_by_default\""));
	json_t *payload, *groups;

	make_file("grouped", "O:SYG:SYD:(A;;FR;;;WD)S:(AU;SA;GA;;;WD)");
	skip_events();
	tap_as(token, open("grouped", O_RDONLY), 0, "audited_group_member");
	payload = next_payload("access-audit");
	groups = (json_t *)value_at(payload, "subject.group_sids");
	tap_eq(json_array_size(groups), 6, "each_group_is_told_once");
	tap_str(json_string_value(json_array_get(groups, 3)), CONTRACTORS,
		"deny_only_group_is_told");
	tap_str(json_string_value(json_array_get(groups, 4)), DOMAIN_SID "1501",
		"disabled_group_is_told");
	tap_str(json_string_value(json_array_get(groups, 5)), "S-1-5-5-0-0",
		"logon_sid_is_told_last");
	json_decref(payload);
	close(token);
}

/* More ACEs than there is room for at first. */
static void test_many_aces(void)
{
	char sddl[4096] = "O:SYG:SYD:(A;;FR;;;WD)S:";
	int i;

	for (i = 0; i < 20; i++)
		strcat(sddl, "(AU;SA;GA;;;WD)");
	make_file("many", sddl);
	skip_events();
	as(alice, open("many", O_RDONLY));
	tap_eq(count_of(events, "access-audit"), 20,
	       "every_ace_has_an_event_of_its_own");
}

static void test_decision(void)
{
	json_t *payload;

	make_file("denied", "O:SYG:SYD:(A;;FR;;;WD)(D;;FW;;;" ALICE ")"
			    "(A;;FA;;;WD)S:(AU;FA;GA;;;WD)");
	skip_events();
	as(alice, open("denied", O_WRONLY));
	payload = next_payload("kacs-denial");
	tap_says(payload, "subject.user_sid", "\"" ALICE "\"",
		 "refused_is_who_asked");
	tap_says(payload, "object.name", "\"denied\"", "refused_is_this_file");
	tap_says(payload, "decision.step", "\"dacl\"", "refused_by_this_step");
	tap_says(payload, "decision.ace_index", "1", "refused_by_this_ace");
	tap_ok(strncmp(json_string_value(value_at(payload, "decision.ace"))
			       ?: "",
		       "0x0100", 6) == 0,
	       "refusing_ace_is_told");
	tap_says(payload, "decision.policy_sid", "null", "no_policy_refused");
	tap_says(payload, "decision.layer", "null", "no_layer_refused");
	tap_says(payload, "decision.condition", "null", "no_condition_refused");
	tap_says(payload, "decision.missing", "2", "missing_is_the_right");
	tap_says(payload, "requested_access", "130", "requested_is_told");
	tap_says(payload, "process.executable_path",
		 "\"/tests/audit_event_test\"", "refused_process_is_told");
	json_decref(payload);
	as(alice, open("neither", O_WRONLY));
	tap_eq(count_of(events, "kacs-denial"), 0,
	       "refusals_that_nobody_asked_about_are_no_events");
}

static void test_forced(void)
{
	int all = token_for(.more = "\"audit_policy\":"
				    "[\"object_access_success\","
				    "\"object_access_failure\"]");
	int failures = token_for(.more = "\"audit_policy\":"
					 "[\"object_access_failure\"]");
	json_t *payload;

	skip_events();
	tap_as(all, open("neither", O_RDONLY), 0, "forced_success");
	payload = next_payload("access-audit");
	tap_says(payload, "trigger.kind", "\"policy\"", "token_forces_it");
	tap_says(payload, "trigger.ace", "null", "no_ace_fired");
	tap_says(payload, "success", "true", "forced_success_is_told");
	json_decref(payload);
	skip_events();
	as(failures, open("neither", O_RDONLY));
	tap_eq(count_of(events, "access-audit"), 0,
	       "successes_are_not_forced_by_failures");
	tap_as(failures, open("neither", O_WRONLY), EACCES, "forced_failure");
	payload = next_payload("access-audit");
	tap_says(payload, "success", "false", "forced_failure_is_told");
	json_decref(payload);
	as(failures, open("neither", O_WRONLY));
	payload = next_payload("kacs-denial");
	tap_says(payload, "decision.step", "\"dacl\"",
		 "forced_failure_tells_why");
	json_decref(payload);
}

static int impersonate_and_open(int client, const char *path)
{
	if (kacs_sys_token_impersonate(client))
		return (int)OPEN_FAILED();
	return open(path, O_RDONLY);
}

/* 4.2: who is audited is whom the thread acts for, by his token's policy. */
static void test_impersonation(void)
{
	static const char wish[] =
		"\"audit_policy\":[\"object_access_success\"]";
	char more[256];
	int server = token_for(.user = BOB, .privileges = SE(IMPERSONATE),
			       .more = wish);
	int quiet = token_for(.more = "\"type\":\"impersonation\","
				      "\"impersonation_level\":"
				      "\"impersonation\"");
	int plain = token_for(.user = BOB, .privileges = SE(IMPERSONATE));
	int client;
	json_t *payload;

	snprintf(more, sizeof(more),
		 "%s,\"type\":\"impersonation\","
		 "\"impersonation_level\":\"impersonation\"",
		 wish);
	client = token_for(.more = more);
	make_file("acted_on", "O:SYG:SYD:(A;;FR;;;WD)");
	skip_events();
	tap_as(plain, impersonate_and_open(client, "acted_on"), 0,
	       "server_opens_for_an_audited_client");
	payload = next_payload("access-audit");
	tap_says(payload, "subject.user_sid", "\"" ALICE "\"",
		 "client_is_audited_while_it_is_impersonated");
	json_decref(payload);
	skip_events();
	tap_as(server, impersonate_and_open(quiet, "acted_on"), 0,
	       "audited_server_opens_for_a_client");
	tap_eq(count_of(events, "access-audit"), 0,
	       "servers_policy_is_not_its_clients");
	close(plain);
	close(server);
	close(quiet);
	close(client);
}

/* What a privilege gave, as JSON, in a static buffer. */
static const char *granted_of(const json_t *payload)
{
	static char text[32];

	snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT,
		 json_integer_value(value_at(payload, "granted_access")));
	return text;
}

static void test_privilege(void)
{
	static const char wish[] = "\"audit_policy\":"
				   "[\"privilege_use_success\","
				   "\"privilege_use_failure\"]";
	int backup = token_for(.privileges = SE(BACKUP), .more = wish);
	int none = token_for(.more = wish);
	int sandboxed =
		token_for(.privileges = SE(BACKUP),
			  .more = "\"audit_policy\":[\"privilege_use_failure\"],"
				  "\"confinement\":{\"sid\":"
				  "\"S-1-15-2-1-2-3\"}");
	json_t *payload;

	make_file("private", "O:SYG:SYD:(A;;FA;;;SY)");
	skip_events();
	tap_as(backup, open("private", O_RDONLY), 0, "backup_reads_all");
	payload = next_payload("privilege-use");
	tap_says(payload, "privilege", "\"SeBackupPrivilege\"",
		 "privilege_is_told_by_name");
	tap_says(payload, "requested_access", "129",
		 "privilege_gave_what_was_requested");
	tap_ok((json_integer_value(value_at(payload, "granted_access")) &
		0x81) == 0x81,
	       "privilege_gave_that_and_more");
	tap_says(payload, "success", "true", "it_survived");
	tap_says(payload, "subject.user_sid", "\"" ALICE "\"",
		 "privilege_is_this_subjects");
	tap_says(payload, "surviving_access", granted_of(payload),
		 "all_that_it_gave_survived");
	tap_says(payload, "object_context", "null",
		 "use_of_a_privilege_on_a_file_has_no_context");
	tap_says(payload, "process.name", "\"audit_event_tes\"",
		 "privilege_is_used_by_this_process");
	json_decref(payload);
	tap_as(sandboxed, open("private", O_RDONLY), EACCES,
	       "confined_backup_does_not_read");
	payload = next_payload("privilege-use");
	tap_says(payload, "privilege", "\"SeBackupPrivilege\"",
		 "use_without_effect_is_told_by_name");
	tap_says(payload, "requested_access", "129",
		 "use_without_effect_is_of_what_was_requested");
	tap_says(payload, "surviving_access", "0", "nothing_survived");
	tap_says(payload, "success", "false",
		 "use_without_effect_is_a_failure");
	json_decref(payload);
	tap_as(none, kacs_sys_emit("x", 1, NIL, 1), EPERM,
	       "privilege_that_is_not_there");
	payload = next_payload("kacs-denial");
	tap_says(payload, "decision.step", "\"privilege required\"",
		 "privilege_gate_tells_why");
	json_decref(payload);
}

static void test_call(void)
{
	struct kacs_access_check_args args;
	json_t *payload;

	use_sd("O:SYG:SYD:(A;;0x1;;;WD)S:(AU;SAFA;GA;;;WD)");
	args = question(alice, QUEUE_READ | QUEUE_WRITE);
	args.audit_context_ptr = (uintptr_t) "\x01\x02\xff";
	args.audit_context_len = 3;
	skip_events();
	tap_errno(kacs_sys_access_check(&args), EACCES, "call_is_denied");
	payload = next_payload("access-audit");
	tap_says(payload, "object_context", "\"0x0102ff\"",
		 "context_is_told_byte_for_byte");
	tap_says(payload, "subject.user_sid", "\"" ALICE "\"",
		 "subject_is_the_token_that_was_asked_about");
	tap_says(payload, "requested_access", "3", "requested_rights_are_told");
	tap_says(payload, "granted_access", "1", "granted_rights_are_told");
	tap_says(payload, "object", NULL, "a_call_is_about_no_file");
	json_decref(payload);
}

static void test_staging(void)
{
	struct kacs_access_check_args args;
	json_t *payload;

	must_set_policy("S-1-17-9", {.dacl = "D:(A;;GA;;;WD)",
				     .staged_dacl = "D:(A;;0x1;;;WD)"});
	use_sd("O:SYG:SYD:(A;;0x7;;;WD)S:(SP;;;;;S-1-17-9)");
	args = question(alice, QUEUE_READ | QUEUE_WRITE);
	skip_events();
	tap_errno(kacs_sys_access_check(&args), 0,
		  "staged_rule_refuses_nothing");
	payload = next_payload("caap-policy-diagnostic");
	tap_says(payload, "kind", "\"staging-mismatch\"",
		 "it_would_have_refused");
	tap_says(payload, "phase", "null", "mismatch_has_no_phase");
	tap_says(payload, "policy_sid", "null", "mismatch_names_no_policy");
	tap_says(payload, "rule_index", "null", "mismatch_names_no_rule");
	tap_says(payload, "requested_access", "3", "mismatch_of_this_request");
	tap_says(payload, "effective_granted_access", "3",
		 "effective_access_is_told");
	tap_says(payload, "staged_granted_access", "1",
		 "staged_access_is_told");
	tap_says(payload, "object_results_differ", "false",
		 "there_are_no_parts_to_differ");
	json_decref(payload);
	remove_policy("S-1-17-9");
}

/* A session of BOB's with this package. */
static uint64_t make_session(const char *package)
{
	uint8_t bytes[256] = {KACS_LOGON_NETWORK}, sid[KACS_SID_MAX_BYTES];
	uint16_t package_len = (uint16_t)strlen(package);
	uint32_t sid_len;
	size_t len;

	must(kacs_sid_from_text(BOB, sid, &len, NULL));
	sid_len = (uint32_t)len;
	memcpy(bytes + 1, &package_len, 2);
	memcpy(bytes + 3, package, package_len);
	memcpy(bytes + 3 + package_len, &sid_len, 4);
	memcpy(bytes + 7 + package_len, sid, sid_len);
	return (uint64_t)must(
		kacs_sys_create_session(bytes, 7 + package_len + sid_len));
}

/* The last token goes when RCU lets it. */
static json_t *await_payload(const char *type)
{
	json_t *payload = NULL;
	int tries;

	for (tries = 0; tries < 100 && !payload; tries++) {
		if (kacs_events_wait(events, 100) > 0)
			payload = next_payload(type);
	}
	return payload;
}

static void test_session(void)
{
	uint64_t id = make_session("T\xc3\xa4st");
	char json[512], number[32];
	json_t *payload;
	int token;

	snprintf(number, sizeof(number), "%" PRIu64, id);
	snprintf(json, sizeof(json), "\"session_id\":%s", number);
	token = token_for(.user = BOB, .more = json);
	skip_events();
	tap_eq(count_of(events, "logon-session-destroyed"), 0,
	       "session_in_use_is_not_destroyed");
	close(token);
	payload = await_payload("logon-session-destroyed");
	tap_says(payload, "session_id", number, "destroyed_is_this_session");
	tap_says(payload, "user_sid", "\"" BOB "\"", "of_this_user");
	tap_says(payload, "logon_type", "3", "of_this_logon_type");
	tap_says(payload, "auth_package", "\"T\xc3\xa4st\"", "of_this_package");
	tap_ok(json_integer_value(value_at(payload, "created_at")) >
		       1700000000000000000,
	       "with_the_time_of_its_creation");
	json_decref(payload);
	usleep(100000);
	tap_eq(count_of(events, "logon-session-destroyed"), 0,
	       "a_session_is_destroyed_once");
	id = make_session("rolled back");
	snprintf(number, sizeof(number), "%" PRIu64, id);
	must(kacs_sys_destroy_empty_session(id));
	payload = await_payload("logon-session-destroyed");
	tap_says(payload, "session_id", number,
		 "rolling_back_a_session_is_told");
	json_decref(payload);
	tap_errno(kacs_sys_destroy_empty_session(id), ENOENT,
		  "rolled_back_session_is_gone");
	tap_eq(count_of(events, "logon-session-destroyed"), 0,
	       "failed_roll_back_is_not_told");
}

int main(void)
{
	meet_people("audit_event_test");
	events = attach_now();
	test_sacl();
	test_success_and_failure();
	test_paths();
	test_setting();
	test_groups();
	test_many_aces();
	test_decision();
	test_forced();
	test_impersonation();
	test_privilege();
	test_call();
	test_staging();
	test_session();
	kacs_events_free(events);
	return tap_done();
}
