// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs check: may somebody do something to a file, and why? */
#include "kacs.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage_text[] =
	"kacs check [WHO] [--verbose] [--json] PATH ACCESS\n"
	"       kacs check [WHO] [--verbose] [--json] --sd SDDL [--directory] ACCESS\n"
	"       WHO: --user NAME | --token FILE | --pid PID; otherwise yourself";

struct request {
	struct token_source source;
	const char *sddl; /* instead of a file */
	const char *path; /* NULL with .sddl */
	const char *access;
	uint32_t flags;
	uint32_t type;
	bool verbose;
	bool json;
};

static int load_sd(const struct request *request, uint8_t **sd, size_t *len)
{
	struct kacs_diagnostic diagnostic;

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
				  request->type, verbs, sizeof(verbs));
	else
		kacs_rights_verbs(desired & ~KACS_MAXIMUM_ALLOWED,
				  request->type, verbs, sizeof(verbs));
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
				      request->type, " | ", granted,
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

static int print_as_json(const struct request *request, const char *user,
			 const struct kacs_explanation *explanation)
{
	json_t *value = parse_json(kacs_explanation_json(explanation));

	if (!value)
		return STATUS_ERROR;
	json_object_set_new(value, "user", json_string(user));
	if (request->path)
		json_object_set_new(value, "path", json_string(request->path));
	return print_json(value, 0);
}

static int ask(const struct request *request, struct kacs_question *question)
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
	status = request->json ? print_as_json(request, user, explanation)
			       : print_text(request, question->desired, user,
					    explanation);
	if (status == 0 && !kacs_explanation_allowed(explanation))
		status = STATUS_DENIED;
	kacs_explanation_free(explanation);
	return status;
}

static int check(struct request *request)
{
	struct kacs_question question = {0};
	struct kacs_diagnostic diagnostic;
	uint8_t *token = NULL, *sd = NULL;
	int status;

	if (request->path)
		request->type = type_of(request->path, request->flags);
	question.object_type = request->type;
	/* As the kernel decides about files: an enabled privilege counts. */
	question.privilege_intent = KACS_BACKUP_INTENT | KACS_RESTORE_INTENT;
	if (kacs_rights_from_text(request->access, request->type,
				  KACS_RIGHTS_ASK, &question.desired,
				  &diagnostic) < 0)
		return fail("%s", diagnostic.message);
	status = load_token(&request->source, &token, &question.token_len);
	if (status == 0)
		status = load_sd(request, &sd, &question.sd_len);
	question.token = token;
	question.sd = sd;
	if (status == 0)
		status = ask(request, &question);
	/* Not to have got so far is no answer. */
	else
		status = STATUS_ERROR;
	free(token);
	free(sd);
	return status;
}

int cmd_check(int argc, char **argv)
{
	static const struct option options[] = {
		{"user", required_argument, NULL, 'u'},
		{"users", required_argument, NULL, 'U'},
		{"token", required_argument, NULL, 't'},
		{"pid", required_argument, NULL, 'p'},
		{"sd", required_argument, NULL, 's'},
		{"directory", no_argument, NULL, 'd'},
		{"no-dereference", no_argument, NULL, 'P'},
		{"verbose", no_argument, NULL, 'v'},
		{"json", no_argument, NULL, 'j'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	struct request request = {.type = KACS_OBJECT_FILE};
	int option;

	while ((option = getopt_long(argc, argv, "vP", options, NULL)) != -1) {
		switch (option) {
		case 'u':
			request.source.user = optarg;
			break;
		case 'U':
			request.source.users_path = optarg;
			break;
		case 't':
			request.source.file = optarg;
			break;
		case 'p':
			request.source.pid = parse_pid(optarg);
			if (request.source.pid < 0)
				return STATUS_ERROR;
			break;
		case 's':
			request.sddl = optarg;
			break;
		case 'd':
			request.type = KACS_OBJECT_DIRECTORY;
			break;
		case 'P':
			request.flags |= AT_SYMLINK_NOFOLLOW;
			break;
		case 'v':
			request.verbose = true;
			break;
		case 'j':
			request.json = true;
			break;
		case 'h':
			printf("usage: %s\n", usage_text);
			return 0;
		default:
			return usage(usage_text);
		}
	}
	if (argc - optind != (request.sddl ? 1 : 2))
		return usage(usage_text);
	if (!request.sddl)
		request.path = argv[optind++];
	request.access = argv[optind];
	return check(&request);
}
