// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs sddl: descriptors as text and as bytes. Needs no KACS kernel. */
#include "options.h"
#include "print_sd.h"
#include "sddl_batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage_text[] =
	"kacs sddl encode [--json] [--domain SID] SDDL\n"
	"       kacs sddl show [--json] [--domain SID] [--directory] SDDL | --hex HEX\n"
	"       kacs sddl decode [--json] [--domain SID] HEX|-\n"
	"       kacs sddl encode|decode [--domain SID] --batch FILE|-\n"
	"       kacs sddl canonical [--domain SID] SDDL\n"
	"       kacs sddl lint [--json] [--domain SID] SDDL | --hex HEX";

static int print_json_of(const uint8_t *sd, size_t len, uint32_t type)
{
	json_t *value = descriptor_json(sd, len, type, "the descriptor");

	return value ? print_json(value, 0) : STATUS_ERROR;
}

static int print_hex(const uint8_t *sd, size_t len)
{
	char *hex = hex_from_bytes(sd, len);

	if (!hex)
		return fail("out of memory");
	puts(hex);
	free(hex);
	return 0;
}

struct request {
	struct kacs_sddl_options options;
	uint8_t domain[KACS_SID_MAX_BYTES];
	const char *batch;
	uint32_t type; /* for the names of rights */
	bool json;
	bool hex; /* lint: the argument is bytes */
};

static int set_domain(const struct command_option *option, const char *text)
{
	struct request *request = option->to;
	struct kacs_diagnostic diagnostic;

	if (kacs_sid_from_text(text, request->domain,
			       &request->options.domain_sid_len,
			       &diagnostic) < 0)
		return fail_with(&diagnostic, "--domain %s", text);
	request->options.domain_sid = request->domain;
	return 0;
}

/* Bytes from SDDL; free them. */
static int parse(const char *text, const struct request *request, uint8_t **sd,
		 size_t *len)
{
	struct kacs_diagnostic diagnostic;

	if (kacs_sddl_parse(text, strlen(text), &request->options, sd, len,
			    &diagnostic) < 0)
		return fail_with(&diagnostic, "%s", text);
	return 0;
}

/* Bytes from digits, "-": from those on stdin; free them. */
static int parse_hex(const char *argument, uint8_t **sd, size_t *len)
{
	size_t bad;
	char *hex;

	hex = strcmp(argument, "-") == 0 ? read_file("-", len)
					 : strdup(argument);
	if (!hex)
		return STATUS_ERROR;
	if (bytes_from_hex(hex, len, &bad) < 0) {
		free(hex);
		return fail(
			"character %zu: expected pairs of hexadecimal digits",
			bad);
	}
	*sd = (uint8_t *)hex;
	return 0;
}

static int print_canonical(const uint8_t *sd, size_t len,
			   const struct request *request)
{
	struct kacs_diagnostic diagnostic;
	uint16_t omitted;
	char *text;

	if (kacs_sddl_format_with(sd, len, &request->options, &text, &omitted,
				  &diagnostic) < 0)
		return fail_with(&diagnostic, "the descriptor");
	puts(text);
	free(text);
	if (omitted)
		fprintf(stderr, "kacs: not said in SDDL: control flags 0x%x\n",
			omitted);
	return 0;
}

static void print_finding(const json_t *finding)
{
	const char *acl = json_string_value(json_object_get(finding, "acl"));

	if (acl)
		printf("%s ACE %d: ",
		       strcmp(acl, "sacl") == 0 ? "SACL" : "DACL",
		       (int)json_integer_value(
			       json_object_get(finding, "ace")));
	printf("%s\n", json_string_value(json_object_get(finding, "message")));
}

static int lint(const uint8_t *sd, size_t len, const struct request *request)
{
	struct kacs_diagnostic diagnostic;
	json_t *findings, *finding;
	int status;
	char *text;
	size_t i;

	if (kacs_descriptor_lint(sd, len, &text, &diagnostic) < 0)
		return fail_with(&diagnostic, "the descriptor");
	findings = parse_json(text);
	if (!findings)
		return STATUS_ERROR;
	status = json_array_size(findings) ? STATUS_DENIED : STATUS_ALLOWED;
	if (request->json)
		return print_json(findings, status);
	json_array_foreach(findings, i, finding)
		print_finding(finding);
	json_decref(findings);
	return status;
}

static int run(const char *verb, const char *argument,
	       const struct request *request)
{
	bool decode = strcmp(verb, "decode") == 0;
	int status;
	uint8_t *sd;
	size_t len;

	status = decode || request->hex ? parse_hex(argument, &sd, &len)
					: parse(argument, request, &sd, &len);
	if (status)
		return status;
	if (strcmp(verb, "lint") == 0)
		status = lint(sd, len, request);
	else if (request->json)
		status = print_json_of(sd, len, request->type);
	else if (strcmp(verb, "show") == 0)
		status = print_descriptor(sd, len, request->type, "");
	else if (strcmp(verb, "encode") == 0)
		status = print_hex(sd, len);
	else
		status = print_canonical(sd, len, request);
	free(sd);
	return status;
}

static int run_batch(const char *verb, const struct request *request)
{
	if (strcmp(verb, "encode") != 0 && strcmp(verb, "decode") != 0)
		return usage(usage_text);
	return sddl_batch(request->batch, &request->options);
}

int cmd_sddl(int argc, char **argv)
{
	static const char *const verbs[] = {"encode",	 "decode", "show",
					    "canonical", "lint",   NULL};
	struct request request = {.type = KACS_OBJECT_FILE};
	const struct command_option options[] = {
		{"json", .flag = &request.json},
		{"domain", .set = set_domain, .to = &request},
		{"directory", .number = &request.type,
		 .value = KACS_OBJECT_DIRECTORY},
		{"batch", .text = &request.batch},
		{"hex", .flag = &request.hex},
		{.name = NULL},
	};
	const char *const *verb = verbs;

	parse_options(argc, argv, options, usage_text);
	if (argc - optind != (request.batch ? 1 : 2))
		return usage(usage_text);
	while (*verb && strcmp(*verb, argv[optind]) != 0)
		verb++;
	if (!*verb)
		return usage(usage_text);
	if (request.batch)
		return run_batch(*verb, &request);
	return run(*verb, argv[optind + 1], &request);
}
