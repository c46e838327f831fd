// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs explain: the whole walk of one decision. */
#include "subject.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage_text[] =
	"kacs explain [WHO] [HOW] [--json] [--svg FILE] PATH ACCESS\n"
	"       kacs explain [WHO] [HOW] [--json] [--svg FILE] --sd SDDL|--sd-hex HEX [--directory] ACCESS\n"
	"       WHO: --user NAME | --token FILE | --pid PID; otherwise yourself\n"
	"       HOW: " HOW_USAGE;

struct request {
	struct token_source source;
	struct object_source place;
	struct how how;
	const char *svg; /* a file for the picture, "-": instead of the text */
	bool json;
};

static int print_text(const char *user,
		      const struct kacs_explanation *explanation)
{
	bool allowed = kacs_explanation_allowed(explanation);
	char *sentence = kacs_explanation_sentence(explanation);
	char *walk = kacs_explanation_walk(explanation);
	const char *remedy;
	size_t i;

	if (!sentence || !walk) {
		free(sentence);
		free(walk);
		return fail("out of memory");
	}
	printf("%s%s%s: %s%s%s\n  %s.\n",
	       colour(allowed ? COLOUR_GREEN : COLOUR_RED),
	       allowed ? "allowed" : "denied", colour(COLOUR_PLAIN),
	       colour(COLOUR_BOLD), user, colour(COLOUR_PLAIN), sentence);
	printf("The walk:\n%s", walk);
	for (i = 0; (remedy = kacs_explanation_remedy(explanation, i)); i++)
		printf("%s  - %s\n", i ? "" : "It would be allowed:\n", remedy);
	free(sentence);
	free(walk);
	return 0;
}

static int print_as_json(const char *user,
			 const struct kacs_explanation *explanation)
{
	json_t *value = parse_json(kacs_explanation_json(explanation));

	if (!value)
		return STATUS_ERROR;
	json_object_set_new(value, "user", json_string(user));
	return print_json(value, 0);
}

static int write_svg(const char *path,
		     const struct kacs_explanation *explanation)
{
	char *svg = kacs_explanation_svg(explanation);
	FILE *file;
	bool failed;

	if (!svg)
		return fail("out of memory");
	file = strcmp(path, "-") == 0 ? stdout : fopen(path, "we");
	if (!file) {
		free(svg);
		return fail_errno("%s", path);
	}
	failed = fputs(svg, file) == EOF;
	free(svg);
	if (file == stdout ? fflush(file) == EOF : fclose(file) == EOF)
		failed = true;
	return failed ? fail_errno("%s", path) : 0;
}

/* What was asked for: a picture, text or JSON. */
static int print(const struct request *request, const char *user,
		 const struct kacs_explanation *explanation)
{
	int status = 0;

	if (request->svg)
		status = write_svg(request->svg, explanation);
	if (status || (request->svg && strcmp(request->svg, "-") == 0))
		return status ? STATUS_ERROR : 0;
	return request->json ? print_as_json(user, explanation)
			     : print_text(user, explanation);
}

static int explain(struct request *request, const struct subject *subject,
		   const struct object *object, const char *access)
{
	struct kacs_explanation *explanation;
	struct kacs_diagnostic diagnostic;
	uint32_t desired;
	int status;

	set_object(&request->how, object);
	if (kacs_rights_from_text(access, request->how.type, KACS_RIGHTS_ASK,
				  &desired, &diagnostic) < 0)
		return fail("%s", diagnostic.message);
	explanation = explain_access(&request->how, subject, object, desired);
	if (!explanation)
		return STATUS_ERROR;
	status = print(request, subject->name, explanation);
	if (status == 0 && !kacs_explanation_allowed(explanation))
		status = STATUS_DENIED;
	kacs_explanation_free(explanation);
	return status;
}

static int run(struct request *request, int argc, char **argv)
{
	bool text = request->place.sddl || request->place.hex;
	struct subject subject = {0};
	struct object object = {0};
	int status;

	if ((request->place.sddl && request->place.hex) ||
	    argc != (text ? 1 : 2))
		return usage(usage_text);
	if (!text)
		request->place.path = *argv++;
	status = how_end(&request->how);
	if (status == 0)
		status = load_subject(&request->source, &subject);
	if (status == 0)
		status = load_object(&request->place, &object);
	status = status ? STATUS_ERROR
			: explain(request, &subject, &object, *argv);
	free_subject(&subject);
	free_object(&object);
	return status;
}

int cmd_explain(int argc, char **argv)
{
	struct request request = {0};
	const struct command_option options[] = {
		WHO_OPTIONS(&request.source),
		PLACE_OPTIONS(&request.place),
		HOW_OPTIONS(&request.how),
		/* Instead of the text if that is where it goes. */
		{"svg", .text = &request.svg},
		{"json", .flag = &request.json},
		{.name = NULL},
	};
	int status;

	how_init(&request.how);
	parse_options(argc, argv, options, usage_text);
	status = run(&request, argc - optind, argv + optind);
	how_free(&request.how);
	return status;
}
