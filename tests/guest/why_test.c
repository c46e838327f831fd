// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kacs why, after each gate has refused: what was refused, by what, what was
 * missing, and what would change it. And what leaves no record.
 */
#include <fnmatch.h>
#include <jansson.h>
#include <signal.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include "why.h"

#define ROOM 16384

pid_t target = -1;
int target_pidfd = -1;

/* What "kacs why" printed the last time, and how it ended. */
static char text[ROOM];
static json_t *object;
static int text_status, json_status;

static int run_why(int output, const char *option)
{
	pid_t child = fork();

	if (child == 0) {
		dup2(output, STDOUT_FILENO);
		dup2(output, STDERR_FILENO);
		execl("/usr/bin/kacs", "kacs", "why", option, (char *)NULL);
		_exit(127);
	}
	return as_wait(child);
}

/* The shell of whoever is refused; its statuses are what @statuses gets. */
static void shell(const struct why *row, int *outputs, int statuses)
{
	pid_t child = fork();
	int ends[3];

	if (child == 0) {
		errno = 0;
		as_exit(row->act());
	}
	ends[0] = as_wait(child);
	ends[1] = run_why(outputs[0], NULL);
	ends[2] = run_why(outputs[1], "--json");
	_exit(write(statuses, ends, sizeof(ends)) != sizeof(ends));
}

static void read_file(int fd, char *into)
{
	ssize_t len = must(pread(fd, into, ROOM - 1, 0));

	into[len] = '\0';
	close(fd);
}

/* The errno that the act ended with. */
static int refuse(const struct why *row)
{
	static char json[ROOM];
	int outputs[2], pipes[2], ends[3];
	pid_t child;

	outputs[0] = (int)must(open("text", O_RDWR | O_CREAT | O_TRUNC, 0600));
	outputs[1] = (int)must(open("json", O_RDWR | O_CREAT | O_TRUNC, 0600));
	must(pipe(pipes));
	child = row->who ? as_fork(*row->who) : fork();
	if (child == 0)
		shell(row, outputs, pipes[1]);
	if (as_wait(child))
		tap_abort(row->name);
	if (read(pipes[0], ends, sizeof(ends)) != sizeof(ends))
		tap_abort(row->name);
	close(pipes[0]);
	close(pipes[1]);
	read_file(outputs[0], text);
	read_file(outputs[1], json);
	json_decref(object);
	object = json_loads(json, 0, NULL);
	text_status = ends[1];
	json_status = ends[2];
	return ends[0];
}

static void put_remedies(char *pattern, const char *remedies)
{
	const char *line = remedies, *end;

	strcat(pattern, "It would have been allowed:\n");
	while (line) {
		end = strchrnul(line, '\n');
		strcat(pattern, "  - ");
		strncat(pattern, line, (size_t)(end - line));
		strcat(pattern, "\n");
		line = *end ? end + 1 : NULL;
	}
}

/* The descriptor that was withheld is spoken of in a line of its own. */
static void test_text(const struct why *row)
{
	static const char withheld[] =
		"  More would need its security descriptor, which you may not read.\n";
	static char pattern[ROOM];
	char *line = strstr(text, withheld);

	if (line)
		memmove(line, line + sizeof(withheld) - 1,
			strlen(line + sizeof(withheld) - 1) + 1);
	snprintf(pattern, sizeof(pattern), "* was refused %s:\n  %s.\n",
		 row->subject, row->reason);
	if (row->remedies)
		put_remedies(pattern, row->remedies);
	if (!tap_ok(text_status == 0 &&
			    fnmatch(pattern, text, FNM_NOESCAPE) == 0,
		    "why_of_%s", row->name))
		tap_note("status %d\nexpected %s\nactual %s", text_status,
			 pattern, text);
}

/* Both tell the same, and what is a field of the record has its value. */
static void test_json(const struct why *row)
{
	json_t *expected = json_loads(row->json, 0, NULL);
	const char *key, *said;
	json_t *value;
	bool good;

	if (!expected)
		tap_abort(row->json);
	json_object_set_new(expected, "errno", json_integer(row->error));
	said = json_string_value(json_object_get(object, "subject"));
	good = json_status == 0 && said && strstr(text, said) == text;
	json_object_foreach(expected, key, value) {
		if (json_equal(value, json_object_get(object, key)))
			continue;
		good = false;
		tap_note("%s", key);
	}
	if (!tap_ok(good, "why_of_%s_as_json", row->name))
		tap_note("status %d\nexpected %s\nactual %s", json_status,
			 json_dumps(expected, 0),
			 object ? json_dumps(object, 0) : "no JSON");
	json_decref(expected);
}

void ask_why(const struct why *rows, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		tap_eq(refuse(&rows[i]), rows[i].error, "refused_%s",
		       rows[i].name);
		test_text(&rows[i]);
		test_json(&rows[i]);
	}
}

static int wrong_call(void)
{
	return kacs_sys_open_self_token(~0u, 0);
}

static int nothing_there(void)
{
	return open("nothing", O_RDONLY | O_CLOEXEC);
}

/* What cp goes on without. */
static int set_acl(void)
{
	return setxattr(
		"anybodys", "system.posix_acl_access",
		"\2\0\0\0\1\0\6\0\377\377\377\377\4\0\4\0\377\377\377\377"
		"\40\0\4\0\377\377\377\377",
		28, 0);
}

/* A signal that nobody's call sent is dropped: F_SETOWN has succeeded. */
static int signal_by_a_file(void)
{
	int ends[2];

	if (pipe(ends) || fcntl(ends[0], F_SETSIG, SIGKILL) ||
	    fcntl(ends[0], F_SETOWN, target) ||
	    fcntl(ends[0], F_SETFL, O_ASYNC))
		return -1;
	return write(ends[1], "x", 1) == 1 ? 0 : -1;
}

static const struct {
	const char *name;
	int (*act)(void);
	const int *who;
	int error;
} silent[] = {
	{"call_that_is_wrong_by_itself", wrong_call, &alice, EINVAL},
	{"file_that_is_not_there", nothing_there, &alice, ENOENT},
	{"acl_beside_the_descriptor", set_acl, &alice, EOPNOTSUPP},
	{"signal_that_a_file_sends", signal_by_a_file, &alice, 0},
};

static void test_silence(void)
{
	size_t i;

	target = bystander(bob, &target_pidfd);
	make_file("anybodys", "O:SYG:SYD:(A;;FA;;;WD)");
	for (i = 0; i < COUNT(silent); i++) {
		const struct why row = {
			.name = silent[i].name,
			.act = silent[i].act,
			.who = silent[i].who,
		};

		tap_eq(refuse(&row), silent[i].error, "%s_fails",
		       silent[i].name);
		tap_str(text, "kacs: nothing has been refused here\n",
			"%s_leaves_no_record", silent[i].name);
		tap_eq(text_status, 1, "%s_gives_why_nothing_to_say",
		       silent[i].name);
	}
	tap_eq(waitpid(target, NULL, WNOHANG), 0,
	       "dropped_signal_kills_nobody");
	must(kill(target, SIGKILL));
	waitpid(target, NULL, 0);
	close(target_pidfd);
}

int main(void)
{
	meet_people("why");
	give_sd("/usr/bin/kacs", "O:SYG:SYD:(A;;FA;;;SY)(A;;FRFX;;;WD)");
	ask_about_processes();
	ask_about_tokens();
	ask_about_files();
	test_silence();
	return tap_done();
}
