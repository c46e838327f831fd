// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs condition: what a condition comes to. Needs no KACS kernel. */
#include "how.h"
#include "subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage_text[] =
	"kacs condition eval [WHO] [--resource SDDL|HEX|PATH] [--local CLAIMS.json]\n"
	"            [--deny] [--json] EXPRESSION\n"
	"       WHO: --user NAME | --token FILE | --pid PID; otherwise nobody\n"
	"       --deny: as in a deny ACE, for which deny-only groups and claims count";

struct request {
	struct token_source source;
	const char *resource;
	struct how how; /* for --local */
	bool deny;
	bool json;
};

static const char *value_name(enum kacs_condition_value value)
{
	return value == KACS_CONDITION_TRUE    ? "true"
	       : value == KACS_CONDITION_FALSE ? "false"
					       : "unknown";
}

static void print_text(const struct kacs_condition_answer *answer)
{
	enum kacs_condition_value value = kacs_condition_answer_value(answer);
	const char *term;
	size_t i;

	printf("%s%s%s\n",
	       colour(value == KACS_CONDITION_TRUE ? COLOUR_GREEN : COLOUR_RED),
	       value_name(value), colour(COLOUR_PLAIN));
	for (i = 0; (term = kacs_condition_answer_term(answer, i, &value)); i++)
		printf("  %s: %s\n", term, value_name(value));
}

static int print_as_json(const struct kacs_condition_answer *answer,
			 const uint8_t *condition, size_t len)
{
	enum kacs_condition_value value = kacs_condition_answer_value(answer);
	json_t *object = json_object(), *terms = json_array();
	struct kacs_diagnostic diagnostic;
	const char *term;
	char *text;
	size_t i;

	if (kacs_sddl_format_condition(condition, len, NULL, &text,
				       &diagnostic) < 0) {
		json_decref(object);
		json_decref(terms);
		return fail_with(&diagnostic, "the expression");
	}
	json_object_set_new(object, "value", json_string(value_name(value)));
	json_object_set_new(object, "condition", json_string(text));
	free(text);
	for (i = 0; (term = kacs_condition_answer_term(answer, i, &value)); i++)
		json_array_append_new(terms,
				      json_pack("{s:s, s:s}", "text", term,
						"value", value_name(value)));
	json_object_set_new(object, "terms", terms);
	return print_json(object, 0);
}

/* SDDL, bytes or a file. */
static int load_resource(const char *text, struct object *object)
{
	struct object_source source = source_of(text, false);

	if (!source.sddl && text[0] &&
	    text[strspn(text, "0123456789abcdefABCDEF")] == '\0') {
		source.path = NULL;
		source.hex = text;
	}
	return load_object(&source, object);
}

static int ask(const struct request *request,
	       struct kacs_condition_question *question)
{
	struct kacs_condition_answer *answer;
	struct kacs_diagnostic diagnostic;
	int status = 0;

	answer = kacs_condition_ask(question, &diagnostic);
	if (!answer) {
		/* A byte of the bytecode says nothing about the text. */
		diagnostic.offset = KACS_NO_OFFSET;
		return fail_with(&diagnostic, "the expression");
	}
	if (request->json)
		status = print_as_json(answer, question->condition,
				       question->condition_len);
	else
		print_text(answer);
	if (status == 0 &&
	    kacs_condition_answer_value(answer) != KACS_CONDITION_TRUE)
		status = STATUS_DENIED;
	kacs_condition_answer_free(answer);
	return status;
}

static int evaluate(const struct request *request, const char *expression)
{
	const struct token_source *source = &request->source;
	struct kacs_condition_question question = {
		.size = sizeof(question),
		.local_claims = request->how.claims,
		.for_deny = request->deny,
	};
	struct kacs_diagnostic diagnostic;
	struct subject subject = {0};
	struct object object = {0};
	uint8_t *condition;
	int status = 0;

	if (kacs_sddl_parse_condition(expression, strlen(expression), NULL,
				      &condition, &question.condition_len,
				      &diagnostic) < 0)
		return fail_with(&diagnostic, "the expression");
	question.condition = condition;
	if (source->user || source->file || source->pid)
		status = load_subject(source, &subject);
	if (status == 0 && request->resource)
		status = load_resource(request->resource, &object);
	question.token = subject.token;
	question.token_len = subject.len;
	question.sd = object.sd;
	question.sd_len = object.len;
	status = status ? STATUS_ERROR : ask(request, &question);
	free(condition);
	free_subject(&subject);
	free_object(&object);
	return status;
}

static int eval(int argc, char **argv)
{
	struct request request = {0};
	const struct command_option options[] = {
		WHO_OPTIONS(&request.source),
		{"resource", .text = &request.resource},
		HOW_OPTION("local", HOW_LOCAL, &request.how),
		{"deny", .flag = &request.deny},
		{"json", .flag = &request.json},
		{.name = NULL},
	};
	int status;

	how_init(&request.how);
	parse_options(argc, argv, options, usage_text);
	status = argc - optind == 1 ? evaluate(&request, argv[optind])
				    : usage(usage_text);
	how_free(&request.how);
	return status;
}

int cmd_condition(int argc, char **argv)
{
	if (argc >= 2 && strcmp(argv[1], "eval") == 0)
		return eval(argc - 1, argv + 1);
	if (argc >= 2 && strcmp(argv[1], "--help") == 0)
		return help(usage_text);
	return usage(usage_text);
}
