// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kacs session, kacs priv, and what kacs token and kacs run say and do about
 * linked tokens and defaults, on a kernel that has them.
 */
#include <jansson.h>
#include <signal.h>
#include <sys/wait.h>
#include "tokens.h"

#define NOBODY -1 /* the caller's own token */

/* What a command printed and how it ended. */
struct output {
	char text[16384];
	int status;
};

static void read_all(int fd, struct output *output)
{
	size_t used = 0;
	ssize_t got;

	while ((got = read(fd, output->text + used,
			   sizeof(output->text) - 1 - used)) > 0)
		used += (size_t)got;
	output->text[used] = '\0';
}

/* Run "kacs ..." as a token; both outputs. */
static struct output run_as(int token, const char *const *words)
{
	const char *argv[16] = {"kacs"};
	struct output output;
	int fds[2], status, i;
	pid_t child;

	for (i = 0; words[i]; i++)
		argv[i + 1] = words[i];
	must(pipe(fds));
	child = token == NOBODY ? fork() : as_fork(token);
	if (child == 0) {
		dup2(fds[1], STDOUT_FILENO);
		dup2(fds[1], STDERR_FILENO);
		close(fds[0]);
		close(fds[1]);
		execv("/usr/bin/kacs", (char *const *)argv);
		_exit(127);
	}
	close(fds[1]);
	read_all(fds[0], &output);
	close(fds[0]);
	must(waitpid(child, &status, 0));
	output.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return output;
}

#define kacs_as(token, ...) \
	run_as((token), (const char *const[]){__VA_ARGS__, NULL})

/* The same as JSON; ends the program when it is none. */
#define kacs_json_as(token, ...)                                            \
	({                                                                  \
		struct output json_output = kacs_as(token, __VA_ARGS__);    \
		json_t *json_value = json_loads(json_output.text, 0, NULL); \
		if (!json_value) {                                          \
			tap_note("%s", json_output.text);                   \
			tap_abort("no JSON");                               \
		}                                                           \
		json_value;                                                 \
	})

static const char *text_at(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static long long number_at(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

/* The object of an array that has this number or text at a key. */
static json_t *with_number(const json_t *array, const char *key,
			   long long number)
{
	json_t *object;
	size_t i;

	json_array_foreach((json_t *)array, i, object)
		if (json_object_get(object, key) &&
		    number_at(object, key) == number)
			return object;
	return NULL;
}

static json_t *with_text(const json_t *array, const char *key, const char *text)
{
	json_t *object;
	size_t i;

	json_array_foreach((json_t *)array, i, object)
		if (text_at(object, key) && !strcmp(text_at(object, key), text))
			return object;
	return NULL;
}

struct pair {
	uint64_t session;
	int elevated;
	int filtered;
};

static struct pair make_pair(void)
{
	struct pair pair = {.session = new_session(ALICE)};
	struct kacs_link_tokens_args args;

	pair.elevated = (int)must(
		token_in_for(pair.session, .privileges = SE(TAKE_OWNERSHIP)));
	pair.filtered = (int)must(token_in_for(
		pair.session, .disabled = SE(TIME_ZONE),
		.groups = GROUP_WITH(
			CONTRACTORS,
			"\"mandatory\",\"enabled_by_default\",\"enabled\",\"owner\"")));
	args = (struct kacs_link_tokens_args){pair.elevated, pair.filtered,
					      pair.session};
	must(kacs_sys_token_link(&args));
	return pair;
}

static void test_session_list(const struct pair *pair)
{
	json_t *list = kacs_json_as(NOBODY, "session", "list", "--json");
	const json_t *of = with_number(list, "session", 0);
	char number[32];

	snprintf(number, sizeof(number), "%llu",
		 (unsigned long long)pair->session);
	tap_str(text_at(of, "user"), SYSTEM, "session_0_is_systems");
	tap_str(text_at(of, "auth_package"), "Negotiate",
		"session_list_tells_the_package");
	of = with_number(list, "session", (long long)pair->session);
	tap_str(text_at(of, "user"), ALICE, "session_list_tells_the_user");
	tap_str(text_at(of, "logon_type"), "interactive",
		"session_list_tells_the_logon");
	tap_ok(number_at(of, "created_at") > 0, "session_list_tells_the_time");
	json_decref(list);
	tap_ok(strstr(kacs_as(NOBODY, "session", "list").text, number),
	       "session_list_is_a_table");
	tap_eq(kacs_as(alice, "session", "list").status, 1,
	       "session_list_is_not_for_everybody");
	list = kacs_json_as(carol, "session", "list", "--json");
	tap_ok(json_array_size(list) > 2, "session_list_is_for_administrators");
	json_decref(list);
}

static void test_session_show(const struct pair *pair)
{
	char number[32], logon[64];
	json_t *of;

	snprintf(number, sizeof(number), "%llu",
		 (unsigned long long)pair->session);
	snprintf(logon, sizeof(logon), "S-1-5-5-0-%s", number);
	of = kacs_json_as(NOBODY, "session", "show", "--json", number);
	tap_str(text_at(of, "logon_sid"), logon,
		"session_show_tells_the_logon_sid");
	tap_str(text_at(of, "auth_package"), "test",
		"session_show_tells_the_package");
	json_decref(of);
	of = kacs_json_as(pair->filtered, "session", "show", "--json");
	tap_eq(number_at(of, "session"), pair->session,
	       "session_show_is_about_oneself");
	tap_str(text_at(of, "elevation"), "limited",
		"session_show_tells_the_role");
	tap_ok(!json_object_get(of, "auth_package"),
	       "session_show_tells_users_what_their_token_does");
	tap_ok(with_text(json_object_get(of, "processes"), "command", "kacs"),
	       "session_show_finds_its_processes");
	json_decref(of);
	of = kacs_json_as(NOBODY, "session", "show", "--json", "--pid", "1");
	tap_eq(number_at(of, "session"), 0, "session_show_of_a_process");
	tap_ok(with_number(json_object_get(of, "processes"), "pid", 1),
	       "session_of_system_has_init");
	json_decref(of);
	tap_eq(kacs_as(NOBODY, "session", "show", "77").status, 2,
	       "session_that_is_none_is_an_error");
}

static void test_priv_list(const struct pair *pair)
{
	json_t *list = kacs_json_as(pair->filtered, "priv", "list", "--json");
	const json_t *of = with_text(list, "name", "SeTimeZonePrivilege");

	tap_eq(json_array_size(list), 3, "priv_list_has_what_the_token_has");
	tap_ok(json_is_false(json_object_get(of, "enabled")),
	       "priv_list_tells_what_is_disabled");
	of = with_text(list, "name", "SeChangeNotifyPrivilege");
	tap_ok(json_is_true(json_object_get(of, "enabled")),
	       "priv_list_tells_what_is_enabled");
	tap_ok(json_is_true(json_object_get(of, "enabled_by_default")),
	       "priv_list_tells_defaults");
	json_decref(list);
}

static void test_priv_command(const struct pair *pair)
{
	json_t *list =
		kacs_json_as(pair->filtered, "priv", "enable", "TimeZone", "--",
			     "kacs", "priv", "list", "--json");
	const json_t *of = with_text(list, "name", "SeTimeZonePrivilege");

	tap_ok(json_is_true(json_object_get(of, "enabled")),
	       "priv_enable_enables_for_the_command");
	tap_ok(json_is_false(json_object_get(of, "enabled_by_default")),
	       "priv_enable_leaves_the_default");
	json_decref(list);
	list = kacs_json_as(pair->filtered, "priv", "remove",
			    "CreateSymbolicLink", "kacs", "priv", "list",
			    "--json");
	tap_ok(!with_text(list, "name", "SeCreateSymbolicLinkPrivilege"),
	       "priv_remove_removes_for_the_command");
	json_decref(list);
	tap_eq(kacs_as(pair->filtered, "priv", "enable", "Tcb", "true").status,
	       1, "priv_enable_gives_nothing_new");
}

static void test_priv_process(void)
{
	int token = token_for(.user = BOB, .privileges = SE(TIME_ZONE));
	char pid[16];
	pid_t child;
	int ready[2];
	char byte;

	must(pipe(ready));
	child = as_fork(token);
	if (child == 0) {
		must(write(ready[1], "x", 1));
		pause();
		_exit(0);
	}
	must(read(ready[0], &byte, 1));
	snprintf(pid, sizeof(pid), "%d", (int)child);
	tap_eq(kacs_as(token, "priv", "disable", "--pid", pid, "TimeZone")
		       .status,
	       0, "priv_disable_changes_a_process_of_ones_own");
	tap_eq(privileges_of(token).enabled & SE(TIME_ZONE), 0,
	       "the_privilege_of_the_process_is_disabled");
	tap_eq(kacs_as(alice, "priv", "enable", "--pid", pid, "TimeZone").status,
	       1, "priv_enable_changes_nobody_elses");
	kill(child, SIGKILL);
	must(waitpid(child, NULL, 0));
	close(ready[0]);
	close(ready[1]);
	close(token);
}

static void test_linked(const struct pair *pair)
{
	json_t *other =
		kacs_json_as(pair->filtered, "token", "--linked", "--json");
	const json_t *present = json_object_get(
		json_object_get(other, "privileges"), "present");
	bool found = false;
	json_t *name;
	size_t i;

	json_array_foreach((json_t *)present, i, name)
		found |= strcmp(json_string_value(name),
				"SeTakeOwnershipPrivilege") == 0;
	tap_ok(found, "token_linked_shows_the_other_half");
	tap_str(text_at(other, "impersonation_level"), "identification",
		"token_linked_is_a_copy_to_look_at");
	json_decref(other);
	tap_eq(kacs_as(alice, "token", "--linked").status, 2,
	       "token_linked_without_a_pair_is_an_error");
}

static void test_defaults(const struct pair *pair)
{
	json_t *token =
		kacs_json_as(pair->filtered, "run", "--owner", CONTRACTORS,
			     "--group", "Users", "--default-dacl",
			     "D:(A;;GA;;;CO)", "--", "kacs", "token", "--json");

	tap_eq(number_at(token, "owner_index"), 4, "run_owner_is_the_owner");
	tap_eq(number_at(token, "primary_group_index"), 3,
	       "run_group_is_the_group");
	tap_str(text_at(token, "default_dacl"), "D:(A;;GA;;;CO)",
		"run_default_dacl_is_the_default_dacl");
	json_decref(token);
	token = kacs_json_as(pair->filtered, "run", "--default-dacl", "none",
			     "kacs", "token", "--json");
	tap_ok(!text_at(token, "default_dacl"),
	       "run_default_dacl_none_takes_it_away");
	json_decref(token);
	tap_eq(kacs_as(pair->filtered, "run", "--owner", "Users", "true").status,
	       2, "run_owner_must_be_one_that_may_own");
	tap_eq(kacs_as(pair->filtered, "run", "--group", BOB, "true").status, 2,
	       "run_group_must_be_in_the_token");
}

int main(void)
{
	struct pair pair;

	meet_people("token_command");
	give_sd("/usr/bin/kacs", "O:SYG:SYD:(A;;FA;;;SY)(A;;FRFX;;;WD)");
	setenv("PATH", "/usr/bin:/bin", 1);
	pair = make_pair();
	test_session_list(&pair);
	test_session_show(&pair);
	test_priv_list(&pair);
	test_priv_command(&pair);
	test_priv_process();
	test_linked(&pair);
	test_defaults(&pair);
	return tap_done();
}
