// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs sddl --batch: a JSON object a line, in and out. */
#include "sddl_batch.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int hex_digit(char c)
{
	return isdigit((unsigned char)c) ? c - '0'
					 : tolower((unsigned char)c) - 'a' + 10;
}

int bytes_from_hex(char *text, size_t *len, size_t *bad)
{
	size_t at = 0, out = 0;

	while (text[at]) {
		if (isspace((unsigned char)text[at])) {
			at++;
			continue;
		}
		if (!isxdigit((unsigned char)text[at]) ||
		    !isxdigit((unsigned char)text[at + 1])) {
			*bad = at;
			return -1;
		}
		text[out++] = (char)(hex_digit(text[at]) << 4 |
				     hex_digit(text[at + 1]));
		at += 2;
	}
	*len = out;
	return 0;
}

char *hex_from_bytes(const uint8_t *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	char *text = malloc(2 * len + 1);
	size_t i;

	for (i = 0; text && i < len; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	if (text)
		text[2 * len] = '\0';
	return text;
}

static json_t *error_at(size_t offset, const char *reason)
{
	json_t *error = json_object(), *answer = json_object();

	/* What is wrong with the whole is wrong from its start. */
	json_object_set_new(error, "offset",
			    json_integer(offset == KACS_NO_OFFSET
						 ? 0
						 : (json_int_t)offset));
	json_object_set_new(error, "reason", json_string(reason));
	json_object_set_new(answer, "error", error);
	return answer;
}

static json_t *answer_of(const char *key, char *text)
{
	json_t *answer = json_object();

	json_object_set_new(answer, key, json_string(text));
	free(text);
	return answer;
}

static json_t *encode(const json_t *sddl,
		      const struct kacs_sddl_options *options)
{
	struct kacs_diagnostic diagnostic;
	uint8_t *sd;
	size_t len;
	char *hex;

	if (kacs_sddl_parse(json_string_value(sddl), json_string_length(sddl),
			    options, &sd, &len, &diagnostic) < 0)
		return error_at(diagnostic.offset, diagnostic.message);
	hex = hex_from_bytes(sd, len);
	free(sd);
	return answer_of("hex", hex);
}

static json_t *decode(const json_t *hex,
		      const struct kacs_sddl_options *options)
{
	struct kacs_diagnostic diagnostic;
	char *bytes = strdup(json_string_value(hex)), *text;
	size_t len, bad;
	json_t *answer;

	if (!bytes)
		return error_at(0, "out of memory");
	if (bytes_from_hex(bytes, &len, &bad) < 0)
		answer = error_at(bad, "expected pairs of hexadecimal digits");
	else if (kacs_sddl_format_with((uint8_t *)bytes, len, options, &text,
				       NULL, &diagnostic) < 0)
		answer = error_at(diagnostic.offset, diagnostic.message);
	else
		answer = answer_of("sddl", text);
	free(bytes);
	return answer;
}

static json_t *answer_line(const char *line, size_t len,
			   const struct kacs_sddl_options *options)
{
	const json_t *sddl, *hex;
	json_error_t error;
	json_t *request = json_loadb(line, len, JSON_REJECT_DUPLICATES, &error);
	json_t *answer;

	if (!request)
		return error_at((size_t)error.position, error.text);
	sddl = json_object_get(request, "sddl");
	hex = json_object_get(request, "hex");
	if (json_object_size(request) == 1 && json_is_string(sddl))
		answer = encode(sddl, options);
	else if (json_object_size(request) == 1 && json_is_string(hex))
		answer = decode(hex, options);
	else
		answer = error_at(
			0,
			"expected {\"sddl\": \"...\"} or {\"hex\": \"...\"}");
	json_decref(request);
	return answer;
}

int sddl_batch(const char *path, const struct kacs_sddl_options *options)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	int status = 0;
	json_t *answer;
	ssize_t len;

	if (!file)
		return fail_errno("%s", path);
	while (status == 0 && (len = getline(&line, &room, file)) >= 0) {
		answer = answer_line(line, (size_t)len, options);
		if (json_dumpf(answer, stdout, JSON_COMPACT) < 0 ||
		    putchar('\n') == EOF)
			status = fail("cannot write to the output");
		json_decref(answer);
	}
	if (ferror(file))
		status = fail_errno("%s", path);
	free(line);
	if (file != stdin)
		fclose(file);
	return status;
}
