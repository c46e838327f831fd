/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The options of the subcommands: each says where its value goes. */
#ifndef KACS_TOOLS_OPTIONS_H
#define KACS_TOOLS_OPTIONS_H

#include "kacs.h"

#include <getopt.h> /* optind */

/* One of the pointers is set. */
struct command_option {
	const char *name; /* --NAME; NULL behind the last one */
	char letter;	  /* -L as well, or 0 */

	/* Without an argument. */
	bool *flag;
	uint32_t *number; /* becomes @value */

	/* With one. */
	const char **text;
	int *pid;
	/* Returns a status, after a message unless that is 0. */
	int (*set)(const struct command_option *option, const char *text);

	void *to; /* for @set */
	uint32_t value;
};

/* WHO of the usage: where a token comes from. */
/* clang-format off */
#define WHO_OPTIONS(source) \
	{"user", .text = &(source)->user}, \
	{"users", .text = &(source)->users_path}, \
	{"token", .text = &(source)->file}, \
	{"pid", .pid = &(source)->pid}
/* clang-format on */

/**
 * parse_options - the options of a command, wherever they stand
 * @argc: of the command
 * @argv: of the command; what is no option comes to stand from optind on
 * @options: those that it takes, besides --help
 * @usage_text: for --help, and for what it does not take
 *
 * Ends the program after --help and after what is wrong.
 */
void parse_options(int argc, char **argv, const struct command_option *options,
		   const char *usage_text);

/* The same for options before the first argument: the rest is a command. */
void parse_leading_options(int argc, char **argv,
			   const struct command_option *options,
			   const char *usage_text);

#endif /* KACS_TOOLS_OPTIONS_H */
