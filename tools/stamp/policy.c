// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "policy.h"

#include "descriptor.h"
#include "core/sd.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdlib.h>

/* "let NAME = TEXT": ${NAME} in a later line stands for TEXT. */
struct policy_name {
	char *name;
	char *text;
};

struct reader {
	struct policy *policy;
	unsigned int line;
	bool failed;
};

__attribute__((format(printf, 2, 3))) static void
complain(struct reader *reader, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%u: ", reader->policy->name, reader->line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	reader->failed = true;
}

static const char *lookup_name(const struct policy *policy, const char *name,
			       size_t len)
{
	size_t i;

	for (i = 0; i < policy->name_count; i++)
		if (strlen(policy->names[i].name) == len &&
		    !memcmp(policy->names[i].name, name, len))
			return policy->names[i].text;
	return NULL;
}

static bool is_name(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '_')
			return false;
	return len > 0 && !isdigit((unsigned char)text[0]);
}

/*
 * Replace each ${NAME}. A name's own text was expanded when it was defined, so
 * one pass is enough and nothing can be circular. The result is the caller's,
 * or NULL after a complaint.
 */
static char *expand(struct reader *reader, const char *text)
{
	char *out = NULL;
	size_t out_len;
	FILE *stream = open_memstream(&out, &out_len);

	if (!stream) {
		complain(reader, "out of memory");
		return NULL;
	}
	while (*text) {
		const char *open = strstr(text, "${");
		const char *close = open ? strchr(open, '}') : NULL;
		const char *value;

		if (!close) {
			if (open)
				complain(reader, "'${' without '}'");
			fputs(text, stream);
			break;
		}
		fwrite(text, 1, (size_t)(open - text), stream);
		value = lookup_name(reader->policy, open + 2,
				    (size_t)(close - open - 2));
		if (value)
			fputs(value, stream);
		else
			complain(reader,
				 "unknown name ${%.*s}; define it "
				 "above with 'let NAME = TEXT'",
				 (int)(close - open - 2), open + 2);
		text = close + 1;
	}
	if (fclose(stream) != 0) {
		complain(reader, "out of memory");
		free(out);
		return NULL;
	}
	return out;
}

static void read_name(struct reader *reader, const char *text)
{
	struct policy *policy = reader->policy;
	size_t len = strcspn(text, " \t=");
	const char *value = text + len + strspn(text + len, " \t");
	struct policy_name *names;

	if (!is_name(text, len) || *value != '=') {
		complain(reader, "expected 'let NAME = TEXT'");
		return;
	}
	value += 1 + strspn(value + 1, " \t");
	if (lookup_name(policy, text, len)) {
		complain(reader, "%.*s is defined twice", (int)len, text);
		return;
	}
	names = reallocarray(policy->names, policy->name_count + 1,
			     sizeof(*names));
	if (!names) {
		complain(reader, "out of memory");
		return;
	}
	policy->names = names;
	names[policy->name_count].name = strndup(text, len);
	names[policy->name_count].text = expand(reader, value);
	policy->name_count++;
	if (!names[policy->name_count - 1].name)
		complain(reader, "out of memory");
}

static void read_rule(struct reader *reader, const char *text)
{
	struct policy *policy = reader->policy;
	size_t len = strcspn(text, " \t");
	struct policy_rule rule = {.line = reader->line};
	struct policy_rule *rules;
	char *message = NULL;
	char *sddl;

	if (!text[len]) {
		complain(reader, "expected 'PATH SDDL'");
		return;
	}
	sddl = expand(reader, text + len);
	rule.pattern = strndup(text, len);
	rules = reallocarray(policy->rules, policy->count + 1, sizeof(*rules));
	if (!sddl || !rule.pattern || !rules) {
		complain(reader, "out of memory");
		goto out;
	}
	policy->rules = rules;
	if (len > 1 && rule.pattern[len - 1] == '/') {
		rule.pattern[len - 1] = '\0';
		rule.directories_only = true;
	}
	rule.wildcard = strpbrk(rule.pattern, "*?[") != NULL;
	if (descriptor_from_sddl(sddl, &rule.sd, &rule.sd_len, &message) != 0) {
		complain(reader, "%s", message ? message : "out of memory");
		goto out;
	}
	rules[policy->count++] = rule;
	rule.pattern = NULL;
out:
	free(message);
	free(sddl);
	free(rule.pattern);
}

static void read_line(struct reader *reader, char *text)
{
	size_t len = strlen(text);

	while (len && isspace((unsigned char)text[len - 1]))
		text[--len] = '\0';
	text += strspn(text, " \t");
	if (!*text || *text == '#')
		return;
	if (!strncmp(text, "let ", 4))
		read_name(reader, text + 4 + strspn(text + 4, " \t"));
	else if (*text == '/')
		read_rule(reader, text);
	else
		complain(reader,
			 "expected an absolute path, 'let' or '#', "
			 "not '%.20s'",
			 text);
}

int policy_read(struct policy *policy, FILE *file, const char *name)
{
	struct reader reader = {.policy = policy};
	char *text = NULL;
	size_t room = 0;
	ssize_t len;

	*policy = (struct policy){.name = name};
	while ((len = getline(&text, &room, file)) >= 0) {
		reader.line++;
		if (strlen(text) != (size_t)len)
			complain(&reader, "a NUL byte");
		read_line(&reader, text);
	}
	free(text);
	if (ferror(file)) {
		complain(&reader, "cannot read on");
	} else if (!reader.failed && !policy->count) {
		complain(&reader, "the policy has no rule");
	}
	return reader.failed ? -1 : 0;
}

struct policy_rule *policy_find(const struct policy *policy, const char *path,
				bool directory)
{
	size_t i = policy->count;

	while (i-- > 0) {
		struct policy_rule *rule = &policy->rules[i];

		if (rule->directories_only && !directory)
			continue;
		if (!fnmatch(rule->pattern, path, FNM_PATHNAME))
			return rule;
	}
	return NULL;
}

void policy_free(struct policy *policy)
{
	size_t i;

	for (i = 0; i < policy->count; i++) {
		free(policy->rules[i].pattern);
		free(policy->rules[i].sd);
	}
	for (i = 0; i < policy->name_count; i++) {
		free(policy->names[i].name);
		free(policy->names[i].text);
	}
	free(policy->rules);
	free(policy->names);
	*policy = (struct policy){0};
}
