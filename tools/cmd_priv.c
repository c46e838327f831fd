// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kacs priv: the privileges of a token, what each is for, and having them count
 * or not: for a command, or for a process that runs, such as one's shell.
 */
#include "kacs.h"
#include "live_token.h"
#include "options.h"
#include "privileges.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage_text[] =
	"kacs priv list [--pid PID | --user NAME | --token FILE] [--json]\n"
	"       kacs priv show [PRIVILEGE]... [--json]\n"
	"       kacs priv enable|disable|remove --pid PID PRIVILEGE[,PRIVILEGE]...\n"
	"       kacs priv enable|disable|remove PRIVILEGE[,PRIVILEGE]... [--] COMMAND [ARGUMENT]...";

/* "SeBackupPrivilege", or a number in hexadecimal digits. */
static const char *name_of(unsigned int bit)
{
	const char *name = kacs_privilege_name(bit);
	static char number[16];

	if (name)
		return name;
	snprintf(number, sizeof(number), "bit %u", bit);
	return number;
}

static const char *summary_of(unsigned int bit)
{
	const char *summary = kacs_privilege_summary(bit);

	return summary ? summary : "";
}

/* A table of users or a file knows only these two. */
static int written_privileges(const struct token_source *source,
			      struct token_privileges *privileges)
{
	struct kacs_token_spec header;
	uint8_t *spec;
	size_t len;
	int status = load_token(source, &spec, &len);

	if (status)
		return status;
	/* The whole of it: libkacs has checked it. */
	memcpy(&header, spec, sizeof(header));
	free(spec);
	*privileges = (struct token_privileges){
		.present = header.privs_present,
		.enabled = header.privs_enabled,
		.by_default = header.privs_enabled,
	};
	return STATUS_ALLOWED;
}

static int live_privileges(int pid, struct token_privileges *privileges)
{
	int token = inspect_token(pid);
	int status = STATUS_ALLOWED;

	if (token < 0)
		return fail_token("read the token", pid);
	if (query_exactly(token, KACS_TOKEN_CLASS_PRIVILEGES, privileges,
			  sizeof(*privileges)) < 0)
		status = fail_token("read the token", pid);
	close(token);
	return status;
}

static json_t *privilege_json(unsigned int bit,
			      const struct token_privileges *privileges)
{
	uint64_t mask = KACS_PRIVILEGE(bit);

	return json_pack("{s:s, s:i, s:b, s:b, s:b, s:s}", "name", name_of(bit),
			 "bit", (int)bit, "enabled",
			 (privileges->enabled & mask) != 0,
			 "enabled_by_default",
			 (privileges->by_default & mask) != 0, "used",
			 (privileges->used & mask) != 0, "summary",
			 summary_of(bit));
}

static void print_privilege(unsigned int bit,
			    const struct token_privileges *privileges)
{
	uint64_t mask = KACS_PRIVILEGE(bit);
	bool enabled = privileges->enabled & mask;

	printf("%-32s%s%-9s%s%-6s%s\n", name_of(bit),
	       colour(enabled ? COLOUR_GREEN : COLOUR_PLAIN),
	       enabled ? "enabled" : "disabled", colour(COLOUR_PLAIN),
	       privileges->used & mask ? "used" : "", summary_of(bit));
}

static int list(const struct token_source *source, bool json)
{
	struct token_privileges privileges;
	json_t *array = NULL;
	unsigned int bit;
	int status;

	if (source->user || source->file)
		status = written_privileges(source, &privileges);
	else
		status = live_privileges(source->pid, &privileges);
	if (status)
		return status;
	if (json)
		array = json_array();
	for (bit = 0; bit < PRIVILEGE_BITS; bit++) {
		if (!(privileges.present & KACS_PRIVILEGE(bit)))
			continue;
		if (json)
			json_array_append_new(array,
					      privilege_json(bit, &privileges));
		else
			print_privilege(bit, &privileges);
	}
	return json ? print_json(array, STATUS_ALLOWED) : STATUS_ALLOWED;
}

/* All that there are, or those that are named. */
static int show(int count, char **names, bool json)
{
	json_t *array = json ? json_array() : NULL;
	uint64_t wanted = count ? 0 : KACS_PRIVILEGE_ALL;
	unsigned int bit;
	int i, status;

	for (i = 0; i < count; i++) {
		status = parse_privileges("kacs priv show", names[i], &wanted);
		if (status) {
			json_decref(array);
			return status;
		}
	}
	for (bit = 0; bit < PRIVILEGE_BITS; bit++) {
		if (!(wanted & KACS_PRIVILEGE(bit)))
			continue;
		if (json)
			json_array_append_new(
				array, json_pack("{s:s, s:i, s:s}", "name",
						 name_of(bit), "bit", (int)bit,
						 "summary", summary_of(bit)));
		else
			printf("%-32s%s\n", name_of(bit), summary_of(bit));
	}
	return json ? print_json(array, STATUS_ALLOWED) : STATUS_ALLOWED;
}

/* Of a process, or of this one, which then becomes the command. */
static int change(const char *what, int pid, int count, char **arguments)
{
	struct privilege_change change = {0};
	uint64_t *mask = strcmp(what, "enable") == 0	? &change.enable
			 : strcmp(what, "disable") == 0 ? &change.disable
							: &change.remove;
	int status;

	/* Between the privileges and the command, as of kacs run. */
	if (count > 1 && strcmp(arguments[1], "--") == 0) {
		arguments[1] = arguments[0];
		arguments++;
		count--;
	}
	if (count < 1 || (pid ? count != 1 : count < 2))
		return usage(usage_text);
	status = parse_privileges(what, arguments[0], mask);
	if (status == STATUS_ALLOWED)
		status = change_privileges(pid, &change);
	if (status || pid)
		return status;
	execvp(arguments[1], arguments + 1);
	return fail_errno("%s", arguments[1]);
}

static int cmd_list(int argc, char **argv)
{
	struct token_source source = {0};
	bool json = false;
	const struct command_option options[] = {
		WHO_OPTIONS(&source),
		{"json", .flag = &json},
		{.name = NULL},
	};

	parse_options(argc, argv, options, usage_text);
	return optind == argc ? list(&source, json) : usage(usage_text);
}

static int cmd_show(int argc, char **argv)
{
	bool json = false;
	const struct command_option options[] = {
		{"json", .flag = &json},
		{.name = NULL},
	};

	parse_options(argc, argv, options, usage_text);
	return show(argc - optind, argv + optind, json);
}

static int cmd_change(int argc, char **argv)
{
	int pid = 0;
	const struct command_option options[] = {
		{"pid", .pid = &pid},
		{.name = NULL},
	};

	/* What follows a command is the command's. */
	parse_leading_options(argc, argv, options, usage_text);
	return change(argv[0], pid, argc - optind, argv + optind);
}

int cmd_priv(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : NULL;

	if (!what)
		return usage(usage_text);
	if (strcmp(what, "--help") == 0)
		return help(usage_text);
	argc--;
	argv++;
	if (strcmp(what, "enable") == 0 || strcmp(what, "disable") == 0 ||
	    strcmp(what, "remove") == 0)
		return cmd_change(argc, argv);
	if (strcmp(what, "list") == 0)
		return cmd_list(argc, argv);
	if (strcmp(what, "show") == 0)
		return cmd_show(argc, argv);
	return usage(usage_text);
}
