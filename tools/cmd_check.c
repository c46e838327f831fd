// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs check: may somebody do something to a file, and why? */
#include "check_json.h"
#include "how.h"
#include "sddl_batch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage_text[] =
	"kacs check [WHO] [HOW] [--verbose] [--json] PATH ACCESS\n"
	"       kacs check [WHO] [HOW] [--verbose] [--json] --sd SDDL|--sd-hex HEX [--directory] ACCESS\n"
	"       kacs check --batch FILE|-\n"
	"       WHO: --user NAME | --token FILE | --pid PID; otherwise yourself\n"
	"       HOW: " HOW_USAGE "\n"
	"       --access ACCESS may stand for the last argument";

struct request {
	struct token_source source;
	const char *sddl; /* instead of a file */
	const char *hex;  /* or this */
	const char *path; /* NULL with .sddl and .hex */
	const char *access;
	const char *batch;
	uint32_t flags;
	bool verbose;
	bool json;
	struct how how;
};

static int load_hex(const char *hex, uint8_t **sd, size_t *len)
{
	char *text = strdup(hex);
	size_t wrong;

	if (!text)
		return fail("out of memory");
	if (bytes_from_hex(text, len, &wrong) < 0) {
		free(text);
		return fail(
			"--sd-hex: character %zu: expected pairs of hexadecimal digits",
			wrong);
	}
	*sd = (uint8_t *)text;
	return 0;
}

static int load_sd(const struct request *request, uint8_t **sd, size_t *len)
{
	struct kacs_diagnostic diagnostic;

	if (request->hex)
		return load_hex(request->hex, sd, len);
	if (!request->sddl)
		return read_sd(request->path, request->flags, sd, len);
	if (kacs_sddl_parse(request->sddl, strlen(request->sddl), NULL, sd, len,
			    &diagnostic) < 0)
		return fail_with(&diagnostic, "%s", request->sddl);
	return 0;
}

/* The name of a token's user. */
static const char *user_of(const uint8_t *spec, size_t len)
{
	struct kacs_token_spec header;

	memcpy(&header, spec, sizeof(header));
	if (header.user_sid_offset >= len)
		return "?";
	return sid_name(spec + header.user_sid_offset,
			KACS_SID_MIN_BYTES +
				4u * spec[header.user_sid_offset + 1]);
}

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
	       allowed ? "may " : "may not ", verbs, request->path ? ": " : "",
	       request->path ? request->path : "");
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

static int explain(const struct request *request,
		   const struct kacs_question *question)
{
	struct kacs_explanation *explanation;
	struct kacs_diagnostic diagnostic;
	char user[KACS_NAME_BYTES];
	int status;

	explanation = kacs_explain(question, principals(), &diagnostic);
	if (!explanation)
		return fail_with(&diagnostic, "%s",
				 request->path ? request->path : "--sd");
	snprintf(user, sizeof(user), "%s",
		 user_of(question->token, question->token_len));
	status = print_text(request, question->desired, user, explanation);
	if (status == 0 && !kacs_explanation_allowed(explanation))
		status = STATUS_DENIED;
	kacs_explanation_free(explanation);
	return status;
}

/* For programs: the answer on one line. */
static int answer(struct request *request, const struct kacs_question *question)
{
	struct kacs_authz_question *asked = &request->how.question;
	struct kacs_authz_descriptor *descriptor = NULL;
	struct kacs_authz_events *events = NULL;
	struct kacs_diagnostic diagnostic;
	struct kacs_authz_context *context;
	struct kacs_authz_answer result;
	int status;

	context = kacs_authz_context_new(question->token, question->token_len,
					 &diagnostic);
	if (context)
		descriptor = kacs_authz_descriptor_new(
			question->sd, question->sd_len, &diagnostic);
	if (!descriptor) {
		status = fail_with(&diagnostic, "%s",
				   context ? "the descriptor" : "the token");
		kacs_authz_context_free(context);
		return status;
	}
	asked->context = context;
	asked->descriptor = descriptor;
	asked->desired = question->desired;
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

static void fill_question(struct request *request,
			  struct kacs_question *question)
{
	struct how *how = &request->how;

	if (request->path && !how->mapped)
		how->type = type_of(request->path, request->flags);
	/* As the kernel decides about files: an enabled privilege counts. */
	if (!how->intent && (request->path || !request->json))
		how->question.privilege_intent =
			KACS_BACKUP_INTENT | KACS_RESTORE_INTENT;
	how_question(how, question);
}

static int check(struct request *request)
{
	struct kacs_question question = {0};
	struct kacs_diagnostic diagnostic;
	uint8_t *token = NULL, *sd = NULL;
	int status;

	fill_question(request, &question);
	if (kacs_rights_from_text(request->access, request->how.type,
				  KACS_RIGHTS_ASK, &question.desired,
				  &diagnostic) < 0)
		return fail("%s", diagnostic.message);
	status = load_token(&request->source, &token, &question.token_len);
	if (status == 0)
		status = load_sd(request, &sd, &question.sd_len);
	question.token = token;
	question.sd = sd;
	if (status == 0)
		status = request->json ? answer(request, &question)
				       : explain(request, &question);
	/* Not to have got so far is no answer. */
	else
		status = STATUS_ERROR;
	free(token);
	free(sd);
	return status;
}

static int run(int argc, char **argv, struct request *request)
{
	int described = !!request->sddl + !!request->hex;
	int expected = (described ? 0 : 1) + (request->access ? 0 : 1);

	if (request->batch)
		return argc ? usage(usage_text) : check_batch(request->batch);
	if (described > 1 || argc != expected)
		return usage(usage_text);
	if (!described)
		request->path = *argv++;
	if (!request->access)
		request->access = *argv;
	return how_end(&request->how) ? STATUS_ERROR : check(request);
}

int cmd_check(int argc, char **argv)
{
	struct request request = {0};
	const struct command_option options[] = {
		WHO_OPTIONS(&request.source),
		{"sd", .text = &request.sddl},
		{"sd-hex", .text = &request.hex},
		{"access", .text = &request.access},
		HOW_OPTIONS(&request.how),
		{"batch", .text = &request.batch},
		{"directory", .number = &request.how.type,
		 .value = KACS_OBJECT_DIRECTORY},
		{"no-dereference", 'P', .number = &request.flags,
		 .value = AT_SYMLINK_NOFOLLOW},
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
