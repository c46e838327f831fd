// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kacs events, on a kernel that has some: tools/cmd_events.c.
 */
#include <jansson.h>
#include <signal.h>
#include <sys/wait.h>
#include "kmes.h"

/* A running "kacs events" with its output. */
struct command {
	pid_t pid;
	FILE *output;
};

static struct command start(const char *option)
{
	struct command command;
	int fds[2];

	must(pipe(fds));
	command.pid = fork();
	if (command.pid == 0) {
		dup2(fds[1], STDOUT_FILENO);
		close(fds[0]);
		close(fds[1]);
		execl("/usr/bin/kacs", "kacs", "events", "--json", option,
		      (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	command.output = fdopen(fds[0], "r");
	return command;
}

static int finish(struct command *command)
{
	int status;

	fclose(command->output);
	if (waitpid(command->pid, &status, 0) != command->pid)
		tap_abort("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* The next line about an event of this type, NULL: any; NULL: there is none. */
static json_t *next_line(struct command *command, const char *type)
{
	static char *line;
	static size_t room;
	json_t *value;

	while (getline(&line, &room, command->output) > 0) {
		value = json_loads(line, 0, NULL);
		if (!value)
			return json_string("no JSON");
		if (!type ||
		    strcmp(json_string_value(json_object_get(value, "type"))
				   ?: "",
			   type) == 0)
			return value;
		json_decref(value);
	}
	return NULL;
}

struct sample {
	const char *bytes;
	uint32_t len;
	const char *json;
	const char *name;
};

#define SAMPLE(bytes, json, name)                    \
	{                                            \
		bytes, sizeof(bytes) - 1, json, name \
	}

static const struct sample samples[] = {
	SAMPLE("\xc0", "null", "nil_is_null"),
	SAMPLE("\xc3", "true", "booleans_are_booleans"),
	SAMPLE("\xff", "-1", "numbers_may_be_negative"),
	SAMPLE("\xcf\x7f\xff\xff\xff\xff\xff\xff\xff", "9223372036854775807",
	       "numbers_are_exact"),
	SAMPLE("\xcf\xff\xff\xff\xff\xff\xff\xff\xff",
	       "\"18446744073709551615\"", "numbers_from_2_63_are_strings"),
	SAMPLE("\xca\x3f\x00\x00\x00", "0.5", "fractions_are_numbers"),
	SAMPLE("\xca\x7f\x80\x00\x00", "null", "infinity_is_null"),
	SAMPLE("\xa2\xc3\xa4", "\"\xc3\xa4\"", "strings_are_strings"),
	SAMPLE("\xa1\xff", "\"0xff\"", "strings_that_are_no_utf8_are_hex"),
	SAMPLE("\xc4\x02\x00\x01", "\"0x0001\"", "bytes_are_hex"),
	SAMPLE("\xd4\x05\x07", "\"0x07\"", "extensions_are_hex"),
	SAMPLE("\x92\x01\x90", "[1,[]]", "arrays_are_arrays"),
	SAMPLE("\x82\xa1"
	       "a\x01\x02\xc2",
	       "{\"a\":1,\"2\":false}", "keys_become_strings"),
	SAMPLE("\x82\xa3"
	       "sid\xc4\x0c\x01\x01\x00\x00\x00\x00\x00\x05\x12\x00\x00\x00"
	       "\xa6my_sid\xc4\x01\x01",
	       "{\"sid\":\"S-1-5-18\",\"my_sid\":\"0x01\"}",
	       "sids_are_text_where_they_are_named_so"),
};

static void test_payloads(void)
{
	size_t i, count = sizeof(samples) / sizeof(samples[0]);
	struct command command;
	json_t *line;
	char *text;

	for (i = 0; i < count; i++)
		must(kacs_sys_emit("test.payload", 12, samples[i].bytes,
				   samples[i].len));
	must(emit_nil("test.bad.\xc3\xa4"));
	command = start(NULL);
	for (i = 0; i < count; i++) {
		line = next_line(&command, "test.payload");
		text = json_dumps(json_object_get(line, "payload"),
				  JSON_ENCODE_ANY | JSON_COMPACT);
		tap_str(text, samples[i].json, "%s", samples[i].name);
		free(text);
		json_decref(line);
	}
	line = next_line(&command, "test.bad.\xc3\xa4");
	tap_str(json_string_value(json_object_get(line, "origin")), "user",
		"events_of_programs_say_so");
	tap_eq(json_integer_value(json_object_get(line, "lost")), 0,
	       "nothing_is_lost");
	tap_ok(json_integer_value(json_object_get(line, "sequence")) > 0 &&
		       json_is_integer(json_object_get(line, "cpu")) &&
		       json_integer_value(json_object_get(line, "timestamp")) >
			       1600000000000000000,
	       "number_cpu_and_time_are_there");
	tap_ok(strlen(json_string_value(json_object_get(line, "time")) ?: "") ==
		       30,
	       "time_is_text_too");
	json_decref(line);
	tap_ok(!next_line(&command, "test.payload"), "there_are_no_more");
	tap_eq(finish(&command), 0, "without_follow_it_ends");
}

static void test_follow(void)
{
	struct command command;
	json_t *line;
	int i;

	must(emit_nil("test.before"));
	command = start("--follow");
	line = next_line(&command, "test.before");
	tap_ok(line, "what_was_before_is_shown");
	json_decref(line);
	for (i = 0; i < 3; i++) {
		must(emit_nil("test.follow"));
		line = next_line(&command, "test.follow");
		tap_ok(json_is_object(line), "event_%d_is_followed", i);
		json_decref(line);
	}
	kill(command.pid, SIGTERM);
	tap_eq(finish(&command), -SIGTERM, "it_goes_on_until_it_is_ended");
}

/* More than the ring of a CPU holds, each of about 60 KB. */
#define FLOOD 60u

static void flood(void)
{
	static uint8_t payload[60000] = {0xc5, (sizeof(payload) - 3) >> 8,
					 (sizeof(payload) - 3) & 0xff};
	unsigned int i;

	for (i = 0; i < FLOOD; i++)
		must(kacs_sys_emit("test.flood", 10, payload, sizeof(payload)));
	must(emit_nil("test.last"));
}

/* Who does not keep up sees how much he has missed, and that it is no more. */
static void test_lost(void)
{
	struct command command;
	json_int_t lost, before, sequence;
	unsigned int shown = 0;
	json_t *line;
	int status;

	run_on(0);
	must(emit_nil("test.first"));
	command = start("--follow");
	line = next_line(&command, "test.first");
	before = json_integer_value(json_object_get(line, "sequence"));
	json_decref(line);
	must(kill(command.pid, SIGSTOP));
	must(waitpid(command.pid, &status, WUNTRACED));
	flood();
	must(kill(command.pid, SIGCONT));
	lost = 0;
	sequence = before;
	for (;;) {
		line = next_line(&command, NULL);
		if (!line)
			break;
		if (json_integer_value(json_object_get(line, "cpu"))) {
			json_decref(line);
			continue;
		}
		lost += json_integer_value(json_object_get(line, "lost"));
		sequence =
			json_integer_value(json_object_get(line, "sequence"));
		shown++;
		if (strcmp(json_string_value(json_object_get(line, "type"))
				   ?: "",
			   "test.last") == 0) {
			json_decref(line);
			break;
		}
		json_decref(line);
	}
	tap_ok(lost > 0, "who_does_not_keep_up_loses_events");
	tap_eq((uint64_t)(sequence - before), shown + (uint64_t)lost,
	       "what_is_lost_is_what_the_numbers_leave_out");
	kill(command.pid, SIGTERM);
	tap_eq(finish(&command), -SIGTERM, "it_goes_on_after_a_loss");
}

static int events_status(void)
{
	struct command command = start(NULL);

	while (next_line(&command, ""))
		;
	return finish(&command);
}

static void test_privilege(void)
{
	pid_t child = as_fork(alice);

	if (child == 0)
		_exit(events_status());
	tap_eq(as_wait(child), 1, "events_need_security_privilege");
}

int main(void)
{
	meet_people("events_command_test");
	run_on(0);
	give_sd("/usr/bin/kacs", "O:SYG:SYD:(A;;FA;;;SY)(A;;FRFX;;;WD)");
	test_payloads();
	test_follow();
	test_lost();
	test_privilege();
	return tap_done();
}
