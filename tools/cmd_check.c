// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs check: may somebody do something to a file, and why? */
#include "check_json.h"
#include "subject.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage_text[] =
	"kacs check [WHO] [HOW] [--verbose] [--json] PATH ACCESS\n"
	"       kacs check [WHO] [HOW] [--verbose] [--json] --sd SDDL|--sd-hex HEX [--directory] ACCESS\n"
	"       kacs check --batch FILE|-\n"
	"       WHO: --user NAME | --token FILE | --pid PID; otherwise yourself\n"
	"       HOW: " HOW_USAGE "\n"
	"       --access ACCESS may stand for the last argument";

struct request {
	struct token_source source;
	struct object_source place;
	const char *access;
	const char *batch;
	bool verbose;
	bool json;
	struct how how;
};

static int print_text(const struct request *request, uint32_t desired,
		      const char *user,
		      const struct kacs_explanation *explanation)
{
	bool allowed = kacs_explanation_allowed(explanation);
	char verbs[256], granted[512];
	char *sentence = kacs_explanation_sentence(explanation);
	const char *remedy;
	char *walk;
	size_t i;

	if (!sentence)
		return fail("out of memory");
	if (desired == KACS_MAXIMUM_ALLOWED)
		kacs_rights_words(kacs_explanation_granted(explanation),
				  request->how.type, verbs, sizeof(verbs));
	else
		kacs_rights_verbs(desired & ~KACS_MAXIMUM_ALLOWED,
				  request->how.type, verbs, sizeof(verbs));
	printf("%s%s%s: %s%s%s %s%s%s%s\n",
	       colour(allowed ? COLOUR_GREEN : COLOUR_RED),
	       allowed ? "allowed" : "denied", colour(COLOUR_PLAIN),
	       colour(COLOUR_BOLD), user, colour(COLOUR_PLAIN),
	       allowed ? "may " : "may not ", verbs,
	       request->place.path ? ": " : "",
	       request->place.path ? request->place.path : "");
	printf("  %s.\n", sentence);
	free(sentence);
	if (desired & KACS_MAXIMUM_ALLOWED) {
		kacs_rights_constants(kacs_explanation_granted(explanation),
				      request->how.type, " | ", granted,
				      sizeof(granted));
		printf("  In all: %s (0x%x)\n", granted,
		       kacs_explanation_granted(explanation));
	}
	for (i = 0; (remedy = kacs_explanation_remedy(explanation, i)); i++)
		printf("%s  - %s\n", i ? "" : "It would be allowed:\n", remedy);
	if (request->verbose) {
		walk = kacs_explanation_walk(explanation);
		if (walk)
			printf("The walk:\n%s", walk);
		free(walk);
	}
	return 0;
}

static int explain(const struct request *request, const struct subject *subject,
		   const struct object *object, uint32_t desired)
{
	struct kacs_explanation *explanation =
		explain_access(&request->how, subject, object, desired);
	int status;

	if (!explanation)
		return STATUS_ERROR;
	status = print_text(request, desired, subject->name, explanation);
	if (status == 0 && !kacs_explanation_allowed(explanation))
		status = STATUS_DENIED;
	kacs_explanation_free(explanation);
	return status;
}

/* For programs: the answer on one line. */
static int answer(struct request *request, const struct subject *subject,
		  const struct object *object, uint32_t desired)
{
	struct kacs_authz_question *asked = &request->how.question;
	struct kacs_authz_descriptor *descriptor = NULL;
	struct kacs_authz_events *events = NULL;
	struct kacs_diagnostic diagnostic;
	struct kacs_authz_context *context;
	struct kacs_authz_answer result;
	int status;

	context = kacs_authz_context_new(subject->token, subject->len,
					 &diagnostic);
	if (context)
		descriptor = kacs_authz_descriptor_new(object->sd, object->len,
						       &diagnostic);
	if (!descriptor) {
		status = fail_with(&diagnostic, "%s",
				   context ? "the descriptor" : "the token");
		kacs_authz_context_free(context);
		return status;
	}
	asked->context = context;
	asked->descriptor = descriptor;
	asked->desired = desired;
	/* The SID for PRINCIPAL_SELF has been parsed. */
	if (ask(asked, &events, &result) < 0) {
		status = fail("out of memory");
	} else {
		print_answer(stdout, asked, &result);
		status = result.allowed ? STATUS_ALLOWED : STATUS_DENIED;
	}
	kacs_authz_events_free(events);
	kacs_authz_descriptor_free(descriptor);
	kacs_authz_context_free(context);
	return status;
}

static int check(struct request *request, const struct subject *subject,
		 const struct object *object)
{
	struct how *how = &request->how;
	struct kacs_diagnostic diagnostic;
	uint32_t desired;

	set_object(how, object);
	/* A program that brings the descriptor says everything. */
	if (!how->intent && request->json && !request->place.path)
		how->question.privilege_intent = 0;
	if (kacs_rights_from_text(request->access, how->type, KACS_RIGHTS_ASK,
				  &desired, &diagnostic) < 0)
		return fail("%s", diagnostic.message);
	return request->json ? answer(request, subject, object, desired)
			     : explain(request, subject, object, desired);
}

static int run(int argc, char **argv, struct request *request)
{
	bool described = request->place.sddl || request->place.hex;
	struct subject subject = {0};
	struct object object = {0};
	int status;

	if (request->batch)
		return argc ? usage(usage_text) : check_batch(request->batch);
	if ((request->place.sddl && request->place.hex) ||
	    argc != !described + !request->access)
		return usage(usage_text);
	if (!described)
		request->place.path = *argv++;
	if (!request->access)
		request->access = *argv;
	status = how_end(&request->how);
	if (status == 0)
		status = load_subject(&request->source, &subject);
	if (status == 0)
		status = load_object(&request->place, &object);
	/* Not to have got so far is no answer. */
	status = status ? STATUS_ERROR : check(request, &subject, &object);
	free_subject(&subject);
	free_object(&object);
	return status;
}

int cmd_check(int argc, char **argv)
{
	struct request request = {0};
	const struct command_option options[] = {
		WHO_OPTIONS(&request.source),
		PLACE_OPTIONS(&request.place),
		{"access", .text = &request.access},
		HOW_OPTIONS(&request.how),
		{"batch", .text = &request.batch},
		{"verbose", 'v', .flag = &request.verbose},
		{"json", .flag = &request.json},
		{.name = NULL},
	};
	int status;

	how_init(&request.how);
	parse_options(argc, argv, options, usage_text);
	status = run(argc - optind, argv + optind, &request);
	how_free(&request.how);
	return status;
}
