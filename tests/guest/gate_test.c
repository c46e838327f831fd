// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Whatever refuses leaves a record that says what it was about and why: the
 * descriptors of processes and sockets, and what no descriptor decides.
 */
#include <signal.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include "guest.h"

static int send_signal(int pidfd, int number)
{
	return (int)syscall(SYS_pidfd_send_signal, pidfd, number, NULL, 0);
}

static void test_process(void)
{
	struct kacs_denial *denial;
	char *subject;
	int pidfd;
	pid_t child = bystander(alice, &pidfd);

	as(bob, send_signal(pidfd, SIGTERM));
	denial = last_denial();
	tap_eq(denial->object_type, KACS_OBJECT_PROCESS,
	       "refusal_about_a_process_says_so");
	tap_eq(denial->missing, KACS_PROCESS_TERMINATE,
	       "refusal_about_a_process_names_the_right");
	tap_eq(denial->step, KACS_STEP_DACL,
	       "refusal_about_a_process_is_its_dacls");
	tap_eq(denial->target_pid, child, "record_has_the_id_of_the_process");
	tap_str(denial->name, "gate_test",
		"record_has_the_name_of_the_process");
	subject = kacs_denial_subject(denial);
	tap_ok(subject && strstr(subject, "gate_test"),
	       "subject_names_the_process");
	free(subject);
	must(set_sd_at(pidfd, "", "D:(A;;GA;;;SY)", AT_EMPTY_PATH));
	as(bob, send_signal(pidfd, SIGTERM));
	denial = last_denial();
	tap_str(denial->name, "",
		"name_of_a_process_is_withheld_from_who_may_not_query_it");
	tap_eq(denial->target_pid, child,
	       "id_of_a_process_is_known_to_who_named_it");
	must(kill(child, SIGKILL));
	waitpid(child, NULL, 0);
	close(pidfd);
}

static void test_socket(void)
{
	int fd = listen_abstract("denied");
	struct kacs_denial *denial;

	as(alice, reach_abstract("denied"));
	denial = last_denial();
	tap_eq(denial->object_type, KACS_OBJECT_SOCKET,
	       "refusal_about_a_socket_says_so");
	tap_str(denial->name, "@denied", "record_has_the_address");
	tap_eq(denial->step, KACS_STEP_DACL,
	       "refusal_about_a_socket_is_its_dacls");
	tap_eq(denial->missing, KACS_FILE_WRITE_DATA,
	       "refusal_about_a_socket_names_the_right");
	close(fd);
}

static void test_impersonation(void)
{
	int client =
		token_for(.user = BOB,
			  .more = "\"type\":\"impersonation\","
				  "\"impersonation_level\":\"delegation\"");
	int restricted =
		token_for(.user = BOB,
			  .more = "\"restricted_sids\":[{\"sid\":\"" BOB
				  "\"},{\"sid\":\"" EVERYONE "\"}]");
	struct kacs_denial *denial;

	tap_as(restricted, kacs_sys_token_impersonate(client), EPERM,
	       "restricted_process_does_not_become_its_unrestricted_self");
	denial = last_denial();
	tap_eq(denial->step, KACS_STEP_IMPERSONATION,
	       "refusal_by_a_gate_of_impersonation_says_so");
	tap_eq(denial->rule, KACS_RULE_RESTRICTED_SERVER,
	       "refusal_by_a_gate_of_impersonation_names_the_gate");
	tap_eq(denial->level, KACS_LEVEL_DELEGATION,
	       "refusal_by_a_gate_of_impersonation_names_the_level");
	tap_eq(denial->errno_value, EPERM,
	       "refusal_by_a_gate_of_impersonation_is_eperm");
	close(client);
	close(restricted);
}

static int set_xattr(const char *name, const char *value)
{
	return setxattr("ruled", name, value, strlen(value), 0);
}

/* What no descriptor decides says which rule it was. */
static const struct rule {
	const char *name;
	uint32_t rule;
	uint32_t object_type;
} rules[] = {
	{"mode_of_an_unmanaged_file", KACS_RULE_MODE, KACS_OBJECT_FILE},
	{"descriptor_as_an_attribute", KACS_RULE_SD_XATTR, KACS_OBJECT_FILE},
	{"unknown_command", KACS_RULE_UNKNOWN_COMMAND, KACS_OBJECT_FILE},
	{"mode_of_a_queue", KACS_RULE_MODE, KACS_OBJECT_IPC},
};

static int break_rule(size_t which, int queue)
{
	static struct {
		long type;
		char text[1];
	} message = {1, "x"};

	switch (which) {
	case 0:
		return open("/proc/sys/kernel/hostname", O_WRONLY | O_CLOEXEC);
	case 1:
		return set_xattr("security.peios.sd", "x");
	case 2:
		return (int)with_open("ruled", O_RDONLY, fcntl(fd, 9999, 0));
	default:
		return msgsnd(queue, &message, 1, IPC_NOWAIT);
	}
}

static void test_rules(void)
{
	int queue = (int)must(msgget(IPC_PRIVATE, 0600));
	struct kacs_denial *denial;
	size_t i;

	make_file("ruled", "O:SYG:SYD:(A;;FA;;;WD)");
	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (!as(alice, break_rule(i, queue)))
			tap_abort(rules[i].name);
		denial = last_denial();
		tap_eq(denial->step, KACS_STEP_FIXED_RULE,
		       "%s_is_a_fixed_rules", rules[i].name);
		tap_eq(denial->rule, rules[i].rule, "%s_has_its_rule",
		       rules[i].name);
		tap_eq(denial->object_type, rules[i].object_type,
		       "%s_is_about_its_object", rules[i].name);
	}
	must(msgctl(queue, IPC_RMID, NULL));
}

/* A token descriptor that was opened for less. */
static void test_token_handle(void)
{
	struct kacs_denial *denial;
	int fd;

	must(fd = kacs_sys_open_self_token(KACS_REAL_TOKEN, KACS_TOKEN_QUERY));
	tap_as(alice, kacs_sys_token_impersonate(fd), EACCES,
	       "token_is_used_only_for_what_it_was_opened_for");
	denial = last_denial();
	tap_eq(denial->step, KACS_STEP_HANDLE,
	       "refusal_by_a_tokens_handle_says_so");
	tap_eq(denial->object_type, KACS_OBJECT_TOKEN,
	       "refusal_by_a_tokens_handle_is_about_a_token");
	tap_eq(denial->missing, KACS_TOKEN_IMPERSONATE,
	       "refusal_by_a_tokens_handle_names_the_right");
	close(fd);
}

int main(void)
{
	meet_people("gate");
	test_process();
	test_socket();
	test_impersonation();
	test_rules();
	test_token_handle();
	return tap_done();
}
