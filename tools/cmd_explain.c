// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs explain: the whole walk of one decision. */
#include "subject.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage_text[] =
	"kacs explain [WHO] [--json] PATH ACCESS\n"
	"       kacs explain [WHO] [--json] --sd SDDL|--sd-hex HEX [--directory] ACCESS\n"
	"       WHO: --user NAME | --token FILE | --pid PID; otherwise yourself";

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

static int explain(const struct subject *subject, const struct object *object,
		   const char *access, bool json)
{
	struct kacs_explanation *explanation;
	struct kacs_question question = {.size = sizeof(question)};
	struct kacs_diagnostic diagnostic;
	int status;

	if (kacs_rights_from_text(access, object->type, KACS_RIGHTS_ASK,
				  &question.desired, &diagnostic) < 0)
		return fail("%s", diagnostic.message);
	question.token = subject->token;
	question.token_len = subject->len;
	question.sd = object->sd;
	question.sd_len = object->len;
	question.object_type = object->type;
	question.privilege_intent = KACS_BACKUP_INTENT | KACS_RESTORE_INTENT;
	explanation = kacs_explain(&question, principals(), &diagnostic);
	if (!explanation)
		return fail_with(&diagnostic, "%s", object->name);
	status = json ? print_as_json(subject->name, explanation)
		      : print_text(subject->name, explanation);
	if (status == 0 && !kacs_explanation_allowed(explanation))
		status = STATUS_DENIED;
	kacs_explanation_free(explanation);
	return status;
}

static int run(const struct token_source *source,
	       const struct object_source *place, const char *access, bool json)
{
	struct subject subject = {0};
	struct object object = {0};
	int status = load_subject(source, &subject);

	if (status == 0)
		status = load_object(place, &object);
	if (status == 0)
		status = explain(&subject, &object, access, json);
	else
		status = STATUS_ERROR;
	free_subject(&subject);
	free_object(&object);
	return status;
}

int cmd_explain(int argc, char **argv)
{
	static const struct option options[] = {
		{"user", required_argument, NULL, 'u'},
		{"users", required_argument, NULL, 'U'},
		{"token", required_argument, NULL, 't'},
		{"pid", required_argument, NULL, 'p'},
		{"sd", required_argument, NULL, 's'},
		{"sd-hex", required_argument, NULL, 'x'},
		{"directory", no_argument, NULL, 'd'},
		{"no-dereference", no_argument, NULL, 'P'},
		{"json", no_argument, NULL, 'j'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	struct object_source place = {0};
	struct token_source source = {0};
	bool json = false;
	int option;

	while ((option = getopt_long(argc, argv, "P", options, NULL)) != -1) {
		switch (option) {
		case 'u':
			source.user = optarg;
			break;
		case 'U':
			source.users_path = optarg;
			break;
		case 't':
			source.file = optarg;
			break;
		case 'p':
			source.pid = parse_pid(optarg);
			if (source.pid < 0)
				return STATUS_ERROR;
			break;
		case 's':
			place.sddl = optarg;
			break;
		case 'x':
			place.hex = optarg;
			break;
		case 'd':
			place.directory = true;
			break;
		case 'P':
			place.flags |= AT_SYMLINK_NOFOLLOW;
			break;
		case 'j':
			json = true;
			break;
		case 'h':
			printf("usage: %s\n", usage_text);
			return 0;
		default:
			return usage(usage_text);
		}
	}
	if ((place.sddl && place.hex) ||
	    argc - optind != (place.sddl || place.hex ? 1 : 2))
		return usage(usage_text);
	if (!place.sddl && !place.hex)
		place.path = argv[optind++];
	return run(&source, &place, argv[optind], json);
}
