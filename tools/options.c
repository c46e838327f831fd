// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define MOST_OPTIONS 32u

/* What getopt_long() is to answer for an option, and for --help. */
#define FIRST_ANSWER 0x100

struct getopt_words {
	struct option names[MOST_OPTIONS + 2];
	char letters[MOST_OPTIONS + 2];
};

static bool takes_text(const struct command_option *option)
{
	return option->text || option->pid || option->set;
}

/* Returns how many options there are, which is where --help stands. */
static size_t tell_getopt(const struct command_option *options,
			  struct getopt_words *words, const char *order)
{
	char *letter = stpcpy(words->letters, order);
	size_t i;

	for (i = 0; i < MOST_OPTIONS && options[i].name; i++) {
		words->names[i] = (struct option){
			.name = options[i].name,
			.has_arg = takes_text(&options[i]) ? required_argument
							   : no_argument,
			.val = FIRST_ANSWER + (int)i,
		};
		if (options[i].letter)
			*letter++ = options[i].letter;
	}
	words->names[i] = (struct option){
		.name = "help",
		.val = FIRST_ANSWER + (int)i,
	};
	return i;
}

static int set_option(const struct command_option *option, const char *text)
{
	if (option->flag)
		*option->flag = true;
	else if (option->number)
		*option->number = option->value;
	else if (option->text)
		*option->text = text;
	else if (option->set)
		return option->set(option, text);
	else
		return (*option->pid = parse_pid(text)) < 0 ? STATUS_ERROR : 0;
	return 0;
}

static size_t option_of(int answer, const struct command_option *options)
{
	size_t i;

	if (answer >= FIRST_ANSWER)
		return (size_t)(answer - FIRST_ANSWER);
	for (i = 0; options[i].letter != answer;)
		i++;
	return i;
}

static void parse(int argc, char **argv, const struct command_option *options,
		  const char *usage_text, const char *order)
{
	struct getopt_words words = {0};
	size_t which, count = tell_getopt(options, &words, order);
	int answer, status;

	while ((answer = getopt_long(argc, argv, words.letters, words.names,
				     NULL)) != -1) {
		if (answer == '?')
			exit(usage(usage_text));
		which = option_of(answer, options);
		if (which == count)
			exit(help(usage_text));
		status = set_option(&options[which], optarg);
		if (status)
			exit(status);
	}
}

void parse_options(int argc, char **argv, const struct command_option *options,
		   const char *usage_text)
{
	parse(argc, argv, options, usage_text, "");
}

void parse_leading_options(int argc, char **argv,
			   const struct command_option *options,
			   const char *usage_text)
{
	parse(argc, argv, options, usage_text, "+");
}
