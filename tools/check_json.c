// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "check_json.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *step_name(uint32_t step)
{
	static const char *const names[] = {
		[KACS_STEP_NONE] = "none",
		[KACS_STEP_GATE] = "gate",
		[KACS_STEP_MAPPING] = "mapping",
		[KACS_STEP_PRIVILEGES] = "privileges",
		[KACS_STEP_INTEGRITY] = "integrity",
		[KACS_STEP_TRUST] = "trust",
		[KACS_STEP_DACL] = "dacl",
		[KACS_STEP_OWNERSHIP] = "ownership",
		[KACS_STEP_RESTRICTED] = "restricted",
		[KACS_STEP_CONFINEMENT] = "confinement",
		[KACS_STEP_POLICY] = "policy",
		[KACS_STEP_LAYERS] = "layers",
		[KACS_STEP_AUDIT] = "audit",
		[KACS_STEP_RESULT] = "result",
	};

	return step < sizeof(names) / sizeof(names[0]) ? names[step] : "none";
}

size_t answer_text(const struct kacs_authz_answer *answer,
		   char out[ANSWER_BYTES])
{
	char ace[16] = "null";
	const char *acl = answer->acl == KACS_ACL_DACL	   ? "\"dacl\""
			  : answer->acl == KACS_ACL_SACL   ? "\"sacl\""
			  : answer->acl == KACS_ACL_POLICY ? "\"policy\""
							   : "null";

	if (answer->ace != KACS_NO_ACE)
		snprintf(ace, sizeof(ace), "%u", answer->ace);
	return (size_t)snprintf(
		out, ANSWER_BYTES,
		"{\"granted\": \"0x%x\", \"allowed\": %s, \"decided_by\": {\"step\": \"%s\", \"ace\": %s, \"acl\": %s}, \"continuous_audit\": \"0x0\", \"staging_mismatch\": false, \"events\": [], \"nodes\": []}",
		answer->granted, answer->allowed ? "true" : "false",
		step_name(answer->step), ace, acl);
}

static int bad(struct kacs_diagnostic *diagnostic, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int bad(struct kacs_diagnostic *diagnostic, const char *format, ...)
{
	va_list arguments;

	diagnostic->offset = KACS_NO_OFFSET;
	diagnostic->path[0] = '\0';
	va_start(arguments, format);
	vsnprintf(diagnostic->message, sizeof(diagnostic->message), format,
		  arguments);
	va_end(arguments);
	return -1;
}

int parse_mapping(const char *text, struct kacs_authz_question *question,
		  uint32_t *object_type, struct kacs_diagnostic *diagnostic)
{
	if (kacs_authz_mapping_of(text, &question->mapping, object_type) == 0)
		return 0;
	return bad(
		diagnostic,
		"mapping: expected file, directory, process, token, registry, ds, none or R,W,X,A, not \"%.60s\"",
		text);
}

int parse_pip(const char *text, struct kacs_authz_question *question,
	      struct kacs_diagnostic *diagnostic)
{
	unsigned long long type, trust = 0;
	char *end;

	errno = 0;
	type = strtoull(text, &end, 0);
	if (isdigit((unsigned char)text[0]) && *end == ',' &&
	    isdigit((unsigned char)end[1])) {
		trust = strtoull(end + 1, &end, 0);
		if (!errno && !*end && type <= UINT32_MAX &&
		    trust <= UINT32_MAX) {
			question->pip_type = (uint32_t)type;
			question->pip_trust = (uint32_t)trust;
			return 0;
		}
	}
	return bad(diagnostic, "pip: expected TYPE,TRUST, not \"%.60s\"", text);
}

int parse_intent(const char *text, struct kacs_authz_question *question,
		 struct kacs_diagnostic *diagnostic)
{
	size_t len;

	question->privilege_intent = 0;
	for (; *text; text += len + (text[len] == ',')) {
		len = strcspn(text, ",");
		if (len == 6 && strncasecmp(text, "backup", len) == 0)
			question->privilege_intent |= KACS_BACKUP_INTENT;
		else if (len == 7 && strncasecmp(text, "restore", len) == 0)
			question->privilege_intent |= KACS_RESTORE_INTENT;
		else
			return bad(
				diagnostic,
				"intent: expected backup, restore or both with a comma, not \"%.60s\"",
				text);
	}
	return 0;
}
