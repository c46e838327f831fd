// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs inherit: what a new file or directory would get. */
#include "print_sd.h"
#include "subject.h"

#include <stdio.h>
#include <stdlib.h>

static const char usage_text[] =
	"kacs inherit [WHO] [--directory] [--show|--json] PARENT [SDDL]\n"
	"       PARENT: a directory's path, or its SDDL\n"
	"       SDDL: what the creator asks for\n"
	"       WHO creates it: --user NAME | --token FILE | --pid PID; otherwise yourself";

struct request {
	struct token_source source;
	bool directory;
	bool show;
	bool json;
};

static int inherit(const struct request *request, const struct object *parent,
		   const struct object *wished, const struct subject *subject)
{
	uint32_t type =
		request->directory ? KACS_OBJECT_DIRECTORY : KACS_OBJECT_FILE;
	const char *what = "the new descriptor";
	struct kacs_diagnostic diagnostic;
	json_t *value;
	uint8_t *sd;
	size_t len;
	int status;

	if (kacs_descriptor_create(parent->sd, parent->len, wished->sd,
				   wished->len, subject->token, subject->len,
				   request->directory, &sd, &len,
				   &diagnostic) < 0)
		return fail_with(&diagnostic, "%s", parent->name);
	if (request->json) {
		value = descriptor_json(sd, len, type, what);
		status = value ? print_json(value, 0) : STATUS_ERROR;
	} else if (request->show) {
		status = print_descriptor(sd, len, type, "");
	} else {
		status = print_sddl(sd, len, what);
	}
	free(sd);
	return status;
}

static int run(const struct request *request, const char *parent_text,
	       const char *wish)
{
	struct object_source place = source_of(parent_text, true);
	struct object_source wished_place = {.sddl = wish};
	struct object parent = {0}, wished = {0};
	struct subject subject = {0};
	int status = load_subject(&request->source, &subject);

	if (status == 0)
		status = load_object(&place, &parent);
	if (status == 0 && wish)
		status = load_object(&wished_place, &wished);
	status = status ? STATUS_ERROR
			: inherit(request, &parent, &wished, &subject);
	free_object(&wished);
	free_object(&parent);
	free_subject(&subject);
	return status;
}

int cmd_inherit(int argc, char **argv)
{
	struct request request = {0};
	const struct command_option options[] = {
		WHO_OPTIONS(&request.source),
		{"directory", .flag = &request.directory},
		{"show", .flag = &request.show},
		{"json", .flag = &request.json},
		{.name = NULL},
	};

	parse_options(argc, argv, options, usage_text);
	if (argc - optind < 1 || argc - optind > 2)
		return usage(usage_text);
	return run(&request, argv[optind],
		   argc - optind == 2 ? argv[optind + 1] : NULL);
}
