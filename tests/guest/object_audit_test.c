// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Processes, tokens, sockets and the kernel's own objects are audited as files
 * are: PSD-004 10.9, 13.7.
 */
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "payload.h"

#define ALL_WISHES                                             \
	"\"audit_policy\":[\"object_access_success\","         \
	"\"object_access_failure\",\"privilege_use_success\"," \
	"\"privilege_use_failure\"]"

static struct kacs_events *events;

static int send_signal(int pidfd, int number)
{
	return (int)syscall(SYS_pidfd_send_signal, pidfd, number, NULL, 0);
}

/* The next access-audit event: of what kind of object, which right, how. */
static json_t *tap_audited(const char *object, uint32_t requested, bool success,
			   const char *name)
{
	json_t *payload = payload_of(events, "access-audit");
	char text[96], expected[96];

	snprintf(expected, sizeof(expected), "%s 0x%x %d", object, requested,
		 success);
	snprintf(text, sizeof(text), "%s 0x%x %d",
		 json_string_value(value_at(payload, "object.type")) ?: "none",
		 (uint32_t)json_integer_value(
			 value_at(payload, "requested_access")),
		 json_is_true(value_at(payload, "success")));
	tap_str(text, expected, "%s", name);
	return payload;
}

static void end(pid_t child, int pidfd)
{
	must(kill(child, SIGKILL));
	waitpid(child, NULL, 0);
	close(pidfd);
}

static long trace(pid_t pid)
{
	return ptrace(PTRACE_SEIZE, pid, NULL, NULL);
}

static void test_process(void)
{
	json_t *payload;
	int pidfd;
	pid_t child = bystander(alice, &pidfd);

	must(set_sd_at(pidfd, "",
		       "D:(A;;0x1000;;;WD)(A;;GA;;;SY)S:(AU;SAFA;GA;;;" BOB ")",
		       AT_EMPTY_PATH));
	skip_all(events);
	tap_as(bob, send_signal(pidfd, 0), 0, "audited_process_is_looked_at");
	payload = tap_audited("process", KACS_PROCESS_QUERY_LIMITED, true,
			      "looking_at_a_process_is_told");
	tap_eq(json_integer_value(value_at(payload, "object.pid")), child,
	       "process_has_its_id");
	tap_says(payload, "object.name", "\"object_audit_te\"",
		 "process_has_its_name");
	tap_says(payload, "trigger.kind", "\"sacl\"",
		 "its_descriptor_asked_for_it");
	tap_says(payload, "subject.user_sid", "\"" BOB "\"",
		 "subject_is_who_asked");
	json_decref(payload);
	tap_as(bob, send_signal(pidfd, SIGTERM), EACCES,
	       "audited_process_is_not_ended");
	json_decref(tap_audited("process", KACS_PROCESS_TERMINATE, false,
				"refused_signal_is_told"));
	tap_as(bob, trace(child), EACCES, "it_is_not_traced");
	json_decref(tap_audited("process", KACS_PROCESS_VM_WRITE, false,
				"refused_tracing_is_told"));
	as(bob, kill(child, 0));
	as(bob, kill(child, 0));
	tap_eq(count_of(events, "access-audit"), 2,
	       "every_check_of_a_process_is_told");
	tap_errno(send_signal(pidfd, 0), 0, "system_looks_at_it");
	tap_eq(count_of(events, "access-audit"), 0,
	       "who_is_not_named_is_not_audited");
	end(child, pidfd);
}

static void test_debug(void)
{
	int debugger = token_for(.user = BOB, .privileges = SE(DEBUG),
				 .more = ALL_WISHES);
	int silent = token_for(.user = BOB, .privileges = SE(DEBUG));
	json_t *payload;
	int pidfd;
	pid_t child = bystander(alice, &pidfd);

	skip_all(events);
	tap_as(silent, trace(child), 0, "debug_privilege_traces");
	tap_eq(count_of(events, "privilege-use"), 0,
	       "use_that_nobody_asked_about_is_silent");
	tap_as(debugger, trace(child), 0, "audited_debug_privilege_traces");
	json_decref(tap_audited("process", KACS_PROCESS_VM_WRITE, false,
				"answer_of_the_descriptor_is_told"));
	payload = payload_of(events, "privilege-use");
	tap_says(payload, "privilege", "\"SeDebugPrivilege\"",
		 "use_of_the_debug_privilege_is_told");
	tap_says(payload, "success", "true", "the_use_is_a_success");
	tap_says(payload, "requested_access", "32", "it_gave_this_right");
	tap_says(payload, "surviving_access", "32", "the_right_survives");
	tap_says(payload, "object.type", "\"process\"",
		 "it_was_used_on_a_process");
	json_decref(payload);
	end(child, pidfd);
	close(debugger);
	close(silent);
}

static int open_own(uint32_t access)
{
	return kacs_sys_open_self_token(KACS_REAL_TOKEN, access);
}

static void test_token(void)
{
	int audited = token_for(.user = BOB);
	json_t *payload;

	must(set_sd_at(audited, "", "D:(A;;0x8;;;" BOB ")S:(AU;SAFA;GA;;;WD)",
		       AT_EMPTY_PATH));
	skip_all(events);
	tap_as(audited, open_own(KACS_TOKEN_QUERY), 0,
	       "audited_token_is_opened");
	payload = tap_audited("token", KACS_TOKEN_QUERY, true,
			      "opening_a_token_is_told");
	tap_says(payload, "trigger.kind", "\"sacl\"",
		 "its_descriptor_asked_for_that");
	json_decref(payload);
	tap_as(audited, open_own(KACS_TOKEN_DUPLICATE), EACCES,
	       "audited_token_is_not_opened");
	json_decref(tap_audited("token", KACS_TOKEN_DUPLICATE, false,
				"refused_opening_of_a_token_is_told"));
	tap_as(bob, kacs_sys_get_sd(audited, "", OGD, NULL, 0, AT_EMPTY_PATH),
	       EACCES, "its_descriptor_is_not_read");
	json_decref(tap_audited("token", KACS_READ_CONTROL, false,
				"refused_reading_of_its_descriptor_is_told"));
	close(audited);
}

/* What restores the descriptor of a token or a process is a privilege. */
static void test_restore(void)
{
	int restorer = token_for(.user = BOB, .privileges = SE(RESTORE),
				 .more = ALL_WISHES);
	int target = token_for(.user = ALICE);
	json_t *payload;

	skip_all(events);
	tap_as(restorer, set_sd_at(target, "", "D:(A;;GA;;;WD)", AT_EMPTY_PATH),
	       0, "restore_privilege_sets_a_tokens_descriptor");
	payload = payload_of(events, "privilege-use");
	tap_says(payload, "privilege", "\"SeRestorePrivilege\"",
		 "use_of_the_restore_privilege_is_told");
	tap_says(payload, "object.type", "\"token\"", "it_was_used_on_a_token");
	json_decref(payload);
	close(restorer);
	close(target);
}

static void test_forced(void)
{
	int wishful = token_for(.user = BOB, .more = ALL_WISHES);
	int fd = listen_abstract("audited");
	json_t *payload;

	skip_all(events);
	tap_as(wishful, reach_abstract("audited"), EACCES, "forced_connection");
	payload = tap_audited("socket", KACS_FILE_WRITE_DATA, false,
			      "token_forces_it_of_sockets");
	tap_says(payload, "object.name", "\"@audited\"",
		 "socket_has_its_address");
	json_decref(payload);
	tap_as(wishful, open("/sys/kernel/security/kacs/sessions", O_RDONLY),
	       EACCES, "forced_look_at_sessions");
	payload = tap_audited("file", KACS_FILE_READ_DATA, false,
			      "token_forces_it_of_the_kernels_files");
	tap_says(payload, "object.name", "\"sessions\"",
		 "kernels_file_has_its_name");
	json_decref(payload);
	tap_as(wishful, kill(getpid(), 0), 0, "forced_signal");
	payload = tap_audited("process", KACS_PROCESS_QUERY_LIMITED, true,
			      "token_forces_it_of_processes");
	tap_says(payload, "trigger.kind", "\"policy\"", "the_token_wanted_it");
	json_decref(payload);
	close(fd);
	close(wishful);
}

int main(void)
{
	meet_people("object_audit");
	events = attach_now();
	test_process();
	test_debug();
	test_token();
	test_restore();
	test_forced();
	kacs_events_free(events);
	return tap_done();
}
