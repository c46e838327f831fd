// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Names of SIDs: the well-known ones and an administrator's table. */
#include "report.h"
#include "well_known.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <kacs/names.h>

struct principal {
	struct principal *next;
	size_t sid_len;
	u8 sid[KACS_SID_MAX_BYTES];
	char name[]; /* shorter than KACS_NAME_BYTES */
};

struct kacs_principals {
	struct principal *first;
};

static char *trim(char *text)
{
	size_t len = strlen(text);

	while (len && strchr(" \t\r\n", text[len - 1]))
		text[--len] = '\0';
	return text + strspn(text, " \t");
}

static int add_line(struct kacs_principals *principals, char *line,
		    size_t offset, struct kacs_diagnostic *diagnostic)
{
	struct kacs_diagnostic why;
	struct principal *principal;
	char *name = trim(line);
	char *sid = strchr(name, '\t');
	size_t len;

	if (name[0] == '\0' || name[0] == '#')
		return 0;
	if (!sid)
		return kacs_report(diagnostic, offset,
				   "expected a name, a TAB and a SID");
	*sid++ = '\0';
	name = trim(name);
	sid = trim(sid);
	len = strlen(name);
	if (len == 0 || len >= KACS_NAME_BYTES)
		return kacs_report(diagnostic, offset,
				   "a name has 1 to %u bytes",
				   KACS_NAME_BYTES - 1);
	principal = calloc(1, sizeof(*principal) + len + 1);
	if (!principal)
		return kacs_report_memory(diagnostic);
	memcpy(principal->name, name, len + 1);
	if (kacs_sid_from_text(sid, principal->sid, &principal->sid_len, &why) <
	    0) {
		free(principal);
		return kacs_report(diagnostic, offset, "\"%.64s\": %.100s", sid,
				   why.message);
	}
	principal->next = principals->first;
	principals->first = principal;
	return 0;
}

/* Say why, which errno says; it stays. */
static int unreadable(struct kacs_diagnostic *diagnostic)
{
	int error = errno;

	if (error == ENOMEM)
		return kacs_report_memory(diagnostic);
	kacs_report(diagnostic, KACS_NO_OFFSET, "cannot be read: %s",
		    strerror(error));
	errno = error;
	return -1;
}

static int read_lines(struct kacs_principals *principals, FILE *file,
		      struct kacs_diagnostic *diagnostic)
{
	size_t offset = 0, room = 0;
	char *line = NULL;
	int result = 0;
	ssize_t len;

	while (result == 0 && (len = getline(&line, &room, file)) >= 0) {
		result = add_line(principals, line, offset, diagnostic);
		offset += (size_t)len;
	}
	/* With a part of the table, SIDs would have other names than it says. */
	if (result == 0 && !feof(file))
		result = unreadable(diagnostic);
	free(line);
	return result;
}

struct kacs_principals *kacs_principals_load(const char *path,
					     struct kacs_diagnostic *diagnostic)
{
	struct kacs_principals *principals = calloc(1, sizeof(*principals));
	int result = 0;
	FILE *file;

	if (!principals) {
		kacs_report_memory(diagnostic);
		return NULL;
	}
	file = fopen(path, "re");
	if (file) {
		result = read_lines(principals, file, diagnostic);
		fclose(file);
	} else if (errno != ENOENT) {
		result = unreadable(diagnostic);
	}
	if (result < 0) {
		kacs_principals_free(principals);
		return NULL;
	}
	return principals;
}

void kacs_principals_free(struct kacs_principals *principals)
{
	struct principal *principal, *next;

	if (!principals)
		return;
	for (principal = principals->first; principal; principal = next) {
		next = principal->next;
		free(principal);
	}
	free(principals);
}

bool kacs_sid_name(const uint8_t *sid, size_t len,
		   const struct kacs_principals *principals,
		   char out[KACS_NAME_BYTES])
{
	const struct kacs_named_sid *named;
	const struct principal *principal;

	for (principal = principals ? principals->first : NULL; principal;
	     principal = principal->next)
		if (principal->sid_len == len &&
		    memcmp(principal->sid, sid, len) == 0) {
			snprintf(out, KACS_NAME_BYTES, "%s", principal->name);
			return true;
		}
	named = kacs_named_sid_find(sid, len);
	if (named) {
		snprintf(out, KACS_NAME_BYTES, "%s", named->name);
		return true;
	}
	if (kacs_sid_to_text(sid, len, out) < 0)
		snprintf(out, KACS_NAME_BYTES, "(no SID)");
	return false;
}

/* Is @name the whole name, or the part behind the backslash? */
static bool same_name(const char *full, const char *name)
{
	const char *rest = strchr(full, '\\');

	return strcasecmp(full, name) == 0 ||
	       (rest && strcasecmp(rest + 1, name) == 0);
}

/* What stands in front of names from which SIDs are computed. */
static const struct {
	const char *prefix;
	int (*derive)(const char *name, uint8_t out[KACS_SID_MAX_BYTES],
		      size_t *len, struct kacs_diagnostic *diagnostic);
} derived[] = {
	{"SERVICE\\", kacs_sid_of_service},
	{"CAPABILITY\\", kacs_sid_of_capability},
};

int kacs_sid_from_name(const char *name,
		       const struct kacs_principals *principals,
		       uint8_t out[KACS_SID_MAX_BYTES], size_t *len,
		       struct kacs_diagnostic *diagnostic)
{
	const struct kacs_named_sid *named;
	const struct principal *principal;
	size_t i;

	for (principal = principals ? principals->first : NULL; principal;
	     principal = principal->next)
		if (same_name(principal->name, name)) {
			memcpy(out, principal->sid, principal->sid_len);
			*len = principal->sid_len;
			return 0;
		}
	if (strncasecmp(name, "S-", 2) == 0)
		return kacs_sid_from_text(name, out, len, diagnostic);
	for (i = 0; i < sizeof(derived) / sizeof(derived[0]); i++) {
		size_t prefix = strlen(derived[i].prefix);

		if (strncasecmp(name, derived[i].prefix, prefix) == 0)
			return derived[i].derive(name + prefix, out, len,
						 diagnostic);
	}
	for (named = kacs_named_sids; named->name; named++)
		if (same_name(named->name, name) ||
		    (named->alias[0] && strcmp(named->alias, name) == 0)) {
			*len = kacs_named_sid_make(named, out);
			return 0;
		}
	return kacs_report(
		diagnostic, 0,
		"\"%.64s\" is no known name, SDDL alias or S-1-... SID", name);
}
