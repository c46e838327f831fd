// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs sddl: descriptors as text and as bytes. Needs no KACS kernel. */
#include "print_sd.h"

#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage_text[] =
	"kacs sddl encode [--json] [--domain SID] SDDL\n"
	"       kacs sddl show [--json] [--domain SID] [--directory] SDDL\n"
	"       kacs sddl decode [--json] HEX|-";

static int hex_digit(char c)
{
	return isdigit((unsigned char)c) ? c - '0'
					 : tolower((unsigned char)c) - 'a' + 10;
}

/* Hexadecimal digits with blanks between bytes; works in place. */
static int from_hex(char *text, size_t *len)
{
	size_t at = 0, out = 0;

	while (text[at]) {
		if (isspace((unsigned char)text[at])) {
			at++;
			continue;
		}
		if (!isxdigit((unsigned char)text[at]) ||
		    !isxdigit((unsigned char)text[at + 1]))
			return fail(
				"character %zu: expected pairs of hexadecimal digits",
				at);
		text[out++] = (char)(hex_digit(text[at]) << 4 |
				     hex_digit(text[at + 1]));
		at += 2;
	}
	*len = out;
	return 0;
}

static int print_json_of(const uint8_t *sd, size_t len, uint32_t type)
{
	struct kacs_diagnostic diagnostic;
	json_t *value;
	char *text;

	if (kacs_descriptor_json(sd, len, type, principals(), &text,
				 &diagnostic) < 0)
		return fail_with(&diagnostic, "the descriptor");
	value = parse_json(text);
	return value ? print_json(value, 0) : STATUS_ERROR;
}

static void print_hex(const uint8_t *sd, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		printf("%02x", sd[i]);
	putchar('\n');
}

struct request {
	const char *domain;
	uint32_t type; /* for the names of rights */
	bool json;
	bool table; /* rather than bytes */
};

static int encode(const char *text, const struct request *request)
{
	struct kacs_sddl_options options = {0};
	struct kacs_diagnostic diagnostic;
	uint8_t sid[KACS_SID_MAX_BYTES];
	int status = 0;
	size_t len;
	uint8_t *sd;

	if (request->domain) {
		if (kacs_sid_from_text(request->domain, sid,
				       &options.domain_sid_len,
				       &diagnostic) < 0)
			return fail_with(&diagnostic, "--domain %s",
					 request->domain);
		options.domain_sid = sid;
	}
	if (kacs_sddl_parse(text, strlen(text), &options, &sd, &len,
			    &diagnostic) < 0)
		return fail_with(&diagnostic, "%s", text);
	if (request->json)
		status = print_json_of(sd, len, request->type);
	else if (request->table)
		status = print_descriptor(sd, len, request->type, "");
	else
		print_hex(sd, len);
	free(sd);
	return status;
}

static int decode(const char *argument, bool json)
{
	struct kacs_diagnostic diagnostic;
	uint16_t omitted;
	char *hex, *text;
	size_t len;
	int status;

	hex = strcmp(argument, "-") == 0 ? read_file("-", &len)
					 : strdup(argument);
	if (!hex)
		return STATUS_ERROR;
	status = from_hex(hex, &len);
	if (status == 0 && json) {
		status = print_json_of((uint8_t *)hex, len, KACS_OBJECT_FILE);
	} else if (status == 0) {
		if (kacs_sddl_format((uint8_t *)hex, len, &text, &omitted,
				     &diagnostic) < 0) {
			status = fail_with(&diagnostic, "the descriptor");
		} else {
			puts(text);
			free(text);
			if (omitted)
				fprintf(stderr,
					"kacs: not said in SDDL: control flags 0x%x\n",
					omitted);
		}
	}
	free(hex);
	return status;
}

int cmd_sddl(int argc, char **argv)
{
	static const struct option options[] = {
		{"json", no_argument, NULL, 'j'},
		{"domain", required_argument, NULL, 'd'},
		{"directory", no_argument, NULL, 'D'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	struct request request = {.type = KACS_OBJECT_FILE};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'j':
			request.json = true;
			break;
		case 'd':
			request.domain = optarg;
			break;
		case 'D':
			request.type = KACS_OBJECT_DIRECTORY;
			break;
		case 'h':
			printf("usage: %s\n", usage_text);
			return 0;
		default:
			return usage(usage_text);
		}
	}
	if (argc - optind != 2)
		return usage(usage_text);
	request.table = strcmp(argv[optind], "show") == 0;
	if (request.table || strcmp(argv[optind], "encode") == 0)
		return encode(argv[optind + 1], &request);
	if (strcmp(argv[optind], "decode") == 0)
		return decode(argv[optind + 1], request.json);
	return usage(usage_text);
}
