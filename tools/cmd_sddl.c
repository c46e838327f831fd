// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs sddl: descriptors as text and as bytes. Needs no KACS kernel. */
#include "kacs.h"

#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage_text[] =
	"kacs sddl encode [--json] [--domain SID] SDDL\n"
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

static int print_sd(const uint8_t *sd, size_t len)
{
	struct kacs_diagnostic diagnostic;
	json_t *value;
	char *text;

	if (kacs_descriptor_json(sd, len, KACS_OBJECT_FILE, principals(), &text,
				 &diagnostic) < 0)
		return fail_with(&diagnostic, "the descriptor");
	value = parse_json(text);
	return value ? print_json(value, 0) : STATUS_ERROR;
}

static int encode(const char *text, const char *domain, bool json)
{
	struct kacs_sddl_options options = {0};
	struct kacs_diagnostic diagnostic;
	uint8_t sid[KACS_SID_MAX_BYTES];
	size_t len, i;
	uint8_t *sd;

	if (domain) {
		if (kacs_sid_from_text(domain, sid, &options.domain_sid_len,
				       &diagnostic) < 0)
			return fail_with(&diagnostic, "--domain %s", domain);
		options.domain_sid = sid;
	}
	if (kacs_sddl_parse(text, strlen(text), &options, &sd, &len,
			    &diagnostic) < 0)
		return fail_with(&diagnostic, "%s", text);
	if (json) {
		int status = print_sd(sd, len);

		free(sd);
		return status;
	}
	for (i = 0; i < len; i++)
		printf("%02x", sd[i]);
	putchar('\n');
	free(sd);
	return 0;
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
		status = print_sd((uint8_t *)hex, len);
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
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	const char *domain = NULL;
	bool json = false;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'j':
			json = true;
			break;
		case 'd':
			domain = optarg;
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
	if (strcmp(argv[optind], "encode") == 0)
		return encode(argv[optind + 1], domain, json);
	if (strcmp(argv[optind], "decode") == 0)
		return decode(argv[optind + 1], json);
	return usage(usage_text);
}
