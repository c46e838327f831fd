// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Messages, names and files for the subcommands. */
#include "kacs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NANOSECONDS 1000000000u

int fail(const char *format, ...)
{
	va_list arguments;

	fputs("kacs: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return STATUS_ERROR;
}

int fail_with(const struct kacs_diagnostic *diagnostic, const char *format, ...)
{
	char text[512];
	va_list arguments;

	kacs_diagnostic_text(diagnostic, text, sizeof(text));
	fputs("kacs: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, ": %s\n", text);
	return STATUS_ERROR;
}

static bool refused(int error)
{
	return error == EACCES || error == EPERM;
}

int fail_errno(const char *format, ...)
{
	int error = errno;
	va_list arguments;

	fputs("kacs: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	if (error == ENOSYS)
		fputs(": this kernel has no KACS\n", stderr);
	else if (error == EOPNOTSUPP)
		fputs(": KACS is not active in this kernel, or does not manage this object\n",
		      stderr);
	else if (refused(error))
		fputs(": refused (kacs why explains)\n", stderr);
	else
		fprintf(stderr, ": %s\n", strerror(error));
	return refused(error) ? STATUS_DENIED : STATUS_ERROR;
}

int usage(const char *text)
{
	fprintf(stderr, "usage: %s\n", text);
	return STATUS_ERROR;
}

int help(const char *text)
{
	printf("usage: %s\n", text);
	return STATUS_ALLOWED;
}

/* A variable's value, or what stands for it when there is none. */
static const char *from_environment(const char *variable, const char *otherwise)
{
	const char *value = secure_getenv(variable);

	return value && *value ? value : otherwise;
}

const struct kacs_principals *principals(void)
{
	static struct kacs_principals *table;
	static bool loaded;
	const char *path;
	struct kacs_diagnostic diagnostic;

	if (!loaded) {
		loaded = true;
		path = from_environment(PRINCIPALS_VARIABLE,
					KACS_PRINCIPALS_PATH);
		table = kacs_principals_load(path, &diagnostic);
		if (!table)
			fail_with(&diagnostic, "%s", path);
	}
	return table;
}

const char *sid_name(const uint8_t *sid, size_t len)
{
	static char name[KACS_NAME_BYTES];

	kacs_sid_name(sid, len, principals(), name);
	return name;
}

const char *colour(enum colour which)
{
	static const char *const escapes[] = {
		[COLOUR_PLAIN] = "\033[0m",
		[COLOUR_RED] = "\033[31m",
		[COLOUR_GREEN] = "\033[32m",
		[COLOUR_BOLD] = "\033[1m",
	};
	const char *none = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (!isatty(STDOUT_FILENO) || (none && *none) || !term ||
	    strcmp(term, "dumb") == 0)
		return "";
	return escapes[which];
}

int print_json(json_t *value, int status)
{
	if (json_dumpf(value, stdout, JSON_INDENT(2)) < 0 ||
	    putchar('\n') == EOF)
		status = fail("cannot write to the output");
	json_decref(value);
	return status;
}

json_t *parse_json(char *text)
{
	json_error_t error;
	json_t *value = text ? json_loads(text, 0, &error) : NULL;

	if (!value)
		fail("out of memory");
	free(text);
	return value;
}

char *read_file(const char *path, size_t *len)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	char *data = NULL, *bigger;
	size_t room = 0;

	*len = 0;
	if (!file) {
		fail_errno("%s", path);
		return NULL;
	}
	do {
		if (room - *len < 4096) {
			room = room ? 2 * room : 8192;
			bigger = realloc(data, room);
			if (!bigger)
				break;
			data = bigger;
		}
		*len += fread(data + *len, 1, room - *len - 1, file);
	} while (!feof(file) && !ferror(file));
	if (!feof(file)) {
		fail_errno("%s", path);
		free(data);
		data = NULL;
	} else {
		data[*len] = '\0';
	}
	if (file != stdin)
		fclose(file);
	return data;
}

uint32_t type_of(const char *path, uint32_t flags)
{
	struct stat status;

	if (fstatat(AT_FDCWD, path, &status, (int)flags) == 0 &&
	    S_ISDIR(status.st_mode))
		return KACS_OBJECT_DIRECTORY;
	return KACS_OBJECT_FILE;
}

/* Does the caller's token have SeSecurityPrivilege enabled? */
static bool sees_sacls(void)
{
	struct kacs_token_spec spec;
	bool enabled = false;
	uint8_t *bytes;
	size_t len;

	if (kacs_token_of(0, &bytes, &len) < 0)
		return false;
	if (len >= sizeof(spec)) {
		memcpy(&spec, bytes, sizeof(spec));
		enabled = spec.privs_enabled & KACS_PRIVILEGE(KACS_SE_SECURITY);
	}
	free(bytes);
	return enabled;
}

int read_sd(const char *path, uint32_t flags, uint8_t **sd, size_t *len)
{
	uint32_t always = KACS_OWNER_SECURITY_INFORMATION |
			  KACS_GROUP_SECURITY_INFORMATION |
			  KACS_DACL_SECURITY_INFORMATION;
	uint32_t label = sees_sacls() ? KACS_SACL_SECURITY_INFORMATION
				      : KACS_LABEL_SECURITY_INFORMATION;

	if (kacs_file_sd(AT_FDCWD, path, always | label, flags, sd, len) == 0)
		return STATUS_ALLOWED;
	if (refused(errno)) {
		fail("%s: cannot read its security descriptor: READ_CONTROL refused (kacs why explains)",
		     path);
		return STATUS_DENIED;
	}
	return fail_errno("%s: cannot read its security descriptor", path);
}

json_t *load_users_table(const char *path)
{
	json_error_t error;
	json_t *table;
	char *text;
	size_t size;

	text = read_file(path, &size);
	if (!text)
		return NULL;
	table = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
	free(text);
	if (json_is_object(table))
		return table;
	if (table)
		fail("%s: expected an object", path);
	else
		fail("%s: line %d: %s", path, error.line, error.text);
	json_decref(table);
	return NULL;
}

static int user_token(const char *path, const char *user, uint8_t **spec,
		      size_t *len)
{
	struct kacs_diagnostic diagnostic;
	json_t *table = load_users_table(path);
	const json_t *token;
	int status = STATUS_ALLOWED;
	char *text;

	if (!table)
		return STATUS_ERROR;
	token = json_object_get(table, user);
	text = token ? json_dumps(token, JSON_COMPACT) : NULL;
	if (!token)
		status = fail("%s: no user \"%s\"", path, user);
	else if (!text)
		status = fail("%s: \"%s\": expected an object", path, user);
	else if (kacs_token_from_json(text, strlen(text), spec, len,
				      &diagnostic) < 0)
		status = fail_with(&diagnostic, "%s: \"%s\"", path, user);
	free(text);
	json_decref(table);
	return status;
}

static int file_token(const char *path, uint8_t **spec, size_t *len)
{
	struct kacs_diagnostic diagnostic;
	int status = STATUS_ALLOWED;
	size_t size;
	char *text = read_file(path, &size);

	if (!text)
		return STATUS_ERROR;
	if (kacs_token_from_json(text, size, spec, len, &diagnostic) < 0)
		status = fail_with(&diagnostic, "%s", path);
	free(text);
	return status;
}

const char *users_table(void)
{
	return from_environment(USERS_VARIABLE, USERS_PATH);
}

int load_token(const struct token_source *source, uint8_t **spec, size_t *len)
{
	if (!!source->user + !!source->file + !!source->pid > 1)
		return fail("--user, --token and --pid exclude each other");
	if (source->user)
		return user_token(source->users_path ? source->users_path
						     : users_table(),
				  source->user, spec, len);
	if (source->file)
		return file_token(source->file, spec, len);
	if (kacs_token_of(source->pid, spec, len) == 0)
		return STATUS_ALLOWED;
	if (source->pid && errno == ENOSYS)
		return fail(
			"cannot read the token of process %d: this kernel has neither /proc/PID/token nor kacs_open_process_token",
			source->pid);
	if (source->pid)
		return fail_errno("cannot read the token of process %d",
				  source->pid);
	return fail_errno("cannot read the token of this process");
}

int parse_pid(const char *text)
{
	char *end;
	long pid;

	errno = 0;
	pid = strtol(text, &end, 10);
	if (errno || *end || end == text || pid < 1 || pid > 0x3fffffff) {
		fail("\"%s\" is no process number", text);
		return -1;
	}
	return (int)pid;
}

const char *date_text(uint64_t time)
{
	time_t seconds = (time_t)(time / NANOSECONDS);
	static char text[64];
	struct tm parts;

	if (!gmtime_r(&seconds, &parts) ||
	    !strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &parts))
		return "?";
	return text;
}
