// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs: one command, subcommands like git's. */
#include "kacs.h"

#include <stdio.h>
#include <string.h>

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
} commands[] = {
	{"token", cmd_token, "show a process's token"},
	{"session", cmd_session, "show who is logged on"},
	{"priv", cmd_priv, "show privileges, and have them count or not"},
	{"sd", cmd_sd, "show and change security descriptors"},
	{"check", cmd_check, "ask who may do what to a file, and why"},
	{"explain", cmd_explain, "show the whole walk of one decision"},
	{"effective", cmd_effective, "show who may do what, as a matrix"},
	{"diff", cmd_diff, "show what changes for whom between descriptors"},
	{"inherit", cmd_inherit, "show what a new file or directory would get"},
	{"condition", cmd_condition, "show what a condition comes to"},
	{"why", cmd_why, "explain the last refusal"},
	{"events", cmd_events, "show what the kernel and programs tell"},
	{"mount", cmd_mount,
	 "show and set what mounts make of files without a descriptor"},
	{"run", cmd_run,
	 "run a command with other privileges or another token"},
	{"sddl", cmd_sddl, "turn SDDL text into bytes and back"},
	{"sign", cmd_sign, "sign programs, and verify signatures"},
	{NULL, NULL, NULL},
};

static void list_commands(FILE *out)
{
	const struct command *command;

	fputs("usage: kacs COMMAND [ARGUMENT]...\n\n", out);
	for (command = commands; command->name; command++)
		fprintf(out, "  %-9s %s\n", command->name, command->summary);
	fputs("\nEvery command takes --help, and all but run take --json. See kacs(1).\n",
	      out);
}

int main(int argc, char **argv)
{
	const struct command *command;

	if (argc < 2) {
		list_commands(stderr);
		return STATUS_ERROR;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		list_commands(stdout);
		return 0;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("kacs " KACS_VERSION);
		return 0;
	}
	for (command = commands; command->name; command++)
		if (strcmp(command->name, argv[1]) == 0)
			return command->run(argc - 1, argv + 1);
	fail("\"%s\" is no command; kacs --help lists them", argv[1]);
	return STATUS_ERROR;
}
