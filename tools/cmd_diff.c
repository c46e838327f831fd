// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs diff: what changes for whom from one descriptor to another. */
#include "subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage_text[] =
	"kacs diff [WHO] [HOW] [--json] [--directory] OLD NEW\n"
	"       OLD, NEW: SDDL, or a path\n"
	"       WHO: --user NAME | --token FILE | --pid PID; otherwise everybody in\n"
	"       --users FILE, $KACS_USERS or /etc/kacs/users.json\n"
	"       HOW: " HOW_USAGE;

struct request {
	struct token_source source;
	struct how how;
	bool json;
	bool directory;
};

struct change {
	uint32_t before;
	uint32_t after;
};

static void print_rights(const char *word, uint32_t mask, uint32_t type)
{
	char words[256];

	if (!mask)
		return;
	kacs_rights_words(mask, type, words, sizeof(words));
	printf("  %s: %s\n", word, words);
}

static void print_change(const struct subject *subject, uint32_t type,
			 const struct change *change)
{
	printf("%s%s%s\n", colour(COLOUR_BOLD), subject->name,
	       colour(COLOUR_PLAIN));
	print_rights("gains", change->after & ~change->before, type);
	print_rights("loses", change->before & ~change->after, type);
}

static json_t *change_json(const struct subject *subject, uint32_t type,
			   const struct change *change)
{
	json_t *row = json_object();

	json_object_set_new(row, "user", json_string(subject->name));
	json_object_set_new(row, "before",
			    json_sprintf("0x%x", change->before));
	json_object_set_new(row, "after", json_sprintf("0x%x", change->after));
	json_object_set_new(row, "gains",
			    rights_json(change->after & ~change->before, type));
	json_object_set_new(row, "loses",
			    rights_json(change->before & ~change->after, type));
	return row;
}

/* Returns STATUS_DENIED when there is a difference, as diff does. */
static int compare(struct request *request, const struct subject *subjects,
		   size_t count, const struct object *old,
		   const struct object *new)
{
	struct how *how = &request->how;
	json_t *rows = json_array();
	int status = 0, failed = 0;
	struct change change;
	size_t i;

	set_object(how, new);
	for (i = 0; i < count && !failed; i++) {
		failed = rights_of(how, &subjects[i], old, &change.before);
		if (!failed)
			failed = rights_of(how, &subjects[i], new,
					   &change.after);
		if (failed || change.before == change.after)
			continue;
		status = STATUS_DENIED;
		if (request->json)
			json_array_append_new(rows,
					      change_json(&subjects[i],
							  how->type, &change));
		else
			print_change(&subjects[i], how->type, &change);
	}
	if (request->json && !failed)
		return print_json(rows, status);
	json_decref(rows);
	return failed ? failed : status;
}

static int run(struct request *request, const struct object_source places[2])
{
	struct subject *subjects = NULL;
	struct object old = {0}, new = {0};
	size_t count = 0, i;
	int status = how_end(&request->how);

	if (status == 0)
		status = load_subjects(&request->source, &subjects, &count);
	if (status == 0)
		status = load_object(&places[0], &old);
	if (status == 0)
		status = load_object(&places[1], &new);
	status = status ? STATUS_ERROR
			: compare(request, subjects, count, &old, &new);
	for (i = 0; i < count; i++)
		free_subject(&subjects[i]);
	free(subjects);
	free_object(&old);
	free_object(&new);
	return status;
}

int cmd_diff(int argc, char **argv)
{
	struct object_source places[2];
	struct request request = {0};
	const struct command_option options[] = {
		WHO_OPTIONS(&request.source),
		HOW_OPTIONS(&request.how),
		{"directory", .flag = &request.directory},
		{"json", .flag = &request.json},
		{.name = NULL},
	};
	int status;

	how_init(&request.how);
	parse_options(argc, argv, options, usage_text);
	if (argc - optind != 2) {
		status = usage(usage_text);
	} else {
		places[0] = source_of(argv[optind], request.directory);
		places[1] = source_of(argv[optind + 1], request.directory);
		status = run(&request, places);
	}
	how_free(&request.how);
	return status;
}
