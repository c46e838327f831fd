// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "how.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

struct kacs_authz_claims *claims_of(const char *text, size_t len,
				    struct kacs_diagnostic *diagnostic)
{
	struct kacs_authz_claims *claims;
	uint8_t *bytes;
	size_t size;

	if (kacs_local_claims_from_json(text, len, &bytes, &size, diagnostic) <
	    0)
		return NULL;
	claims = kacs_authz_claims_new(bytes, size, diagnostic);
	free(bytes);
	return claims;
}

struct kacs_authz_tree *tree_of(const char *text, size_t len,
				struct kacs_diagnostic *diagnostic)
{
	struct kacs_authz_tree *tree;
	uint8_t *entries;
	size_t count;

	if (kacs_object_tree_from_json(text, len, &entries, &count,
				       diagnostic) < 0)
		return NULL;
	tree = kacs_authz_tree_new(entries, count, diagnostic);
	free(entries);
	return tree;
}

int policies_add(struct policies *policies, const char *text, size_t len,
		 struct kacs_diagnostic *diagnostic)
{
	struct kacs_authz_policy **list, *policy;
	uint8_t sid[KACS_SID_MAX_BYTES], *spec;
	size_t sid_len, spec_len;

	if (kacs_policy_from_json(text, len, sid, &sid_len, &spec, &spec_len,
				  diagnostic) < 0)
		return -1;
	policy =
		kacs_authz_policy_new(sid, sid_len, spec, spec_len, diagnostic);
	free(spec);
	if (!policy)
		return -1;
	list = realloc(policies->list, (policies->count + 1) * sizeof(*list));
	if (!list) {
		kacs_authz_policy_free(policy);
		return bad(diagnostic, "out of memory");
	}
	list[policies->count++] = policy;
	policies->list = list;
	return 0;
}

int policies_end(struct policies *policies, struct kacs_diagnostic *diagnostic)
{
	policies->set = kacs_authz_policies_new(
		(const struct kacs_authz_policy *const *)policies->list,
		policies->count, diagnostic);
	return policies->set ? 0 : -1;
}

void policies_free(struct policies *policies)
{
	size_t i;

	kacs_authz_policies_free(policies->set);
	for (i = 0; i < policies->count; i++)
		kacs_authz_policy_free(policies->list[i]);
	free(policies->list);
	*policies = (struct policies){0};
}

void how_init(struct how *how)
{
	*how = (struct how){.question.size = sizeof(how->question)};
	kacs_authz_mapping_of("file", &how->question.mapping, &how->type);
}

/* An option whose argument names a file. */
static int set_file(struct how *how, const struct command_option *option,
		    const char *path)
{
	struct kacs_diagnostic diagnostic;
	bool taken = false;
	size_t len;
	char *text;

	if ((option->value == HOW_LOCAL && how->claims) ||
	    (option->value == HOW_TREE && how->tree))
		return fail("--%s: given twice", option->name);
	text = read_file(path, &len);
	if (!text)
		return STATUS_ERROR;
	switch (option->value) {
	case HOW_LOCAL:
		how->claims = claims_of(text, len, &diagnostic);
		taken = how->claims;
		break;
	case HOW_TREE:
		how->tree = tree_of(text, len, &diagnostic);
		taken = how->tree;
		break;
	default:
		taken = policies_add(&how->policies, text, len, &diagnostic) ==
			0;
		break;
	}
	free(text);
	return taken ? 0 : fail_with(&diagnostic, "%s", path);
}

int how_set(const struct command_option *option, const char *text)
{
	struct how *how = option->to;
	struct kacs_authz_question *question = &how->question;
	struct kacs_diagnostic diagnostic;
	int result;

	switch (option->value) {
	case HOW_MAPPING:
		how->mapped = true;
		result = parse_mapping(text, question, &how->type, &diagnostic);
		break;
	case HOW_SELF:
		question->self = how->self;
		result = kacs_sid_from_name(text, principals(), how->self,
					    &question->self_len, &diagnostic);
		break;
	case HOW_PIP:
		result = parse_pip(text, question, &diagnostic);
		break;
	case HOW_INTENT:
		how->intent = true;
		result = parse_intent(text, question, &diagnostic);
		break;
	default:
		return set_file(how, option, text);
	}
	return result < 0 ? fail("--%s", diagnostic.message) : 0;
}

int how_end(struct how *how)
{
	struct kacs_diagnostic diagnostic;

	how->question.local_claims = how->claims;
	how->question.tree = how->tree;
	if (!how->policies.count)
		return 0;
	if (policies_end(&how->policies, &diagnostic) < 0)
		return fail("--policy: %s", diagnostic.message);
	how->question.policies = how->policies.set;
	return 0;
}

void how_question(const struct how *how, struct kacs_question *question)
{
	const struct kacs_authz_question *from = &how->question;

	question->size = sizeof(*question);
	question->object_type = how->type;
	question->generic_read = from->mapping.read;
	question->generic_write = from->mapping.write;
	question->generic_execute = from->mapping.execute;
	question->generic_all = from->mapping.all;
	question->exact_mapping = true;
	question->privilege_intent = from->privilege_intent;
	question->pip_type = from->pip_type;
	question->pip_trust = from->pip_trust;
	question->self = from->self;
	question->self_len = from->self_len;
	question->local_claims = how->claims;
	question->tree = how->tree;
	question->policies = how->policies.set;
}

void how_free(struct how *how)
{
	kacs_authz_claims_free(how->claims);
	kacs_authz_tree_free(how->tree);
	policies_free(&how->policies);
}
