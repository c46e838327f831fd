// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "table.h"

#include <jansson.h>
#include <kacs/spec.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 2, 3))) static int fail(char **message,
						      const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (vasprintf(message, format, args) < 0)
		*message = NULL;
	va_end(args);
	return -1;
}

static int token_of(const char *path, const char *user, const json_t *token,
		    uint8_t **spec, size_t *len, char **message)
{
	char *text = json_dumps(token, JSON_COMPACT | JSON_ENCODE_ANY);
	struct kacs_diagnostic diagnostic;
	char why[512];
	int status;

	if (!text)
		return fail(message, "out of memory");
	status = kacs_token_from_json(text, strlen(text), spec, len,
				      &diagnostic);
	free(text);
	if (status == 0)
		return 0;
	kacs_diagnostic_text(&diagnostic, why, sizeof(why));
	return fail(message, "%s: user \"%s\": %s", path, user, why);
}

int table_token(const char *path, const char *user, uint8_t **spec, size_t *len,
		char **message)
{
	json_error_t error;
	json_t *table = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	const json_t *token;
	int status;

	*message = NULL;
	if (!table && error.line < 1)
		return fail(message, "%s", error.text);
	if (!table)
		return fail(message, "%s:%d:%d: %s", path, error.line,
			    error.column, error.text);
	token = json_object_get(table, user);
	if (!json_is_object(table))
		status = fail(message,
			      "%s: expected an object: user name -> token",
			      path);
	else if (!token)
		status = fail(message, "%s: no token for \"%s\"", path, user);
	else
		status = token_of(path, user, token, spec, len, message);
	json_decref(table);
	return status;
}
