// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kacs check --batch: a request a line, an answer a line.
 *
 * A line is taken apart by hand, and its token, descriptor and what else has to
 * be prepared are looked up by their text, since a stream of requests repeats
 * them: only text that is new is parsed and prepared.
 */
#include "check_json.h"
#include "how.h"
#include "sddl_batch.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLACES 4096u

struct span {
	const char *text;
	size_t len;
};

enum field {
	FIELD_TOKEN,
	FIELD_SD,
	FIELD_SD_HEX,
	FIELD_ACCESS,
	FIELD_MAPPING,
	FIELD_SELF,
	FIELD_PIP,
	FIELD_INTENT,
	FIELD_LOCAL,
	FIELD_TREE,
	FIELD_POLICY,
	FIELD_COUNT,
};

static const char *const field_names[] = {
	[FIELD_TOKEN] = "token",     [FIELD_SD] = "sd",
	[FIELD_SD_HEX] = "sd_hex",   [FIELD_ACCESS] = "access",
	[FIELD_MAPPING] = "mapping", [FIELD_SELF] = "self",
	[FIELD_PIP] = "pip",	     [FIELD_INTENT] = "intent",
	[FIELD_LOCAL] = "local",     [FIELD_TREE] = "tree",
	[FIELD_POLICY] = "policy",
};

/* The fields as they stand in the line; .text NULL: absent. */
struct request {
	struct span fields[FIELD_COUNT];
};

/* Something prepared, and the text that it was made of. */
struct place {
	char *key;
	size_t len;
	uint64_t hash;
	void *value;
};

struct batch {
	/* Of the fields that are prepared; NULL until one is. */
	struct place *tables[FIELD_COUNT];
	struct kacs_authz_events *events;
	struct kacs_diagnostic diagnostic;
};

static int bad_line(struct batch *batch, size_t offset, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int bad_line(struct batch *batch, size_t offset, const char *format, ...)
{
	va_list arguments;

	batch->diagnostic.offset = offset;
	batch->diagnostic.path[0] = '\0';
	va_start(arguments, format);
	vsnprintf(batch->diagnostic.message, sizeof(batch->diagnostic.message),
		  format, arguments);
	va_end(arguments);
	return -1;
}

static const char *skip_blanks(const char *at)
{
	while (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')
		at++;
	return at;
}

/* Behind a string whose quote is at @at, or NULL. */
static const char *skip_string(const char *at)
{
	for (at++; *at != '"'; at++) {
		if (*at == '\\' && at[1])
			at++;
		if (!*at)
			return NULL;
	}
	return at + 1;
}

/* Behind the value at @at, whose inside is not looked at, or NULL. */
static const char *skip_value(const char *at)
{
	size_t depth = 0;

	do {
		if (*at == '"') {
			at = skip_string(at);
			if (!at)
				return NULL;
			continue;
		}
		if (!*at)
			return NULL;
		if (*at == '{' || *at == '[')
			depth++;
		else if (*at == '}' || *at == ']')
			depth--;
		at++;
	} while (depth || (*at && !strchr(",}] \t\r\n", *at)));
	return at;
}

static int find_field(struct batch *batch, const char *line, const char *key,
		      size_t len, struct request *request, enum field *field)
{
	size_t i;

	for (i = 0; i < FIELD_COUNT; i++)
		if (strlen(field_names[i]) == len &&
		    memcmp(field_names[i], key, len) == 0)
			break;
	if (i == FIELD_COUNT)
		return bad_line(batch, (size_t)(key - line),
				"unknown field \"%.*s\"",
				(int)(len < 60 ? len : 60), key);
	if (request->fields[i].text)
		return bad_line(batch, (size_t)(key - line),
				"field \"%s\" given twice", field_names[i]);
	*field = (enum field)i;
	return 0;
}

/* One member; returns what follows it, or NULL. */
static const char *take_member(struct batch *batch, const char *line,
			       const char *at, struct request *request)
{
	enum field field = FIELD_COUNT;
	const char *end;

	end = *at == '"' ? skip_string(at) : NULL;
	if (!end) {
		bad_line(batch, (size_t)(at - line), "expected a field's name");
		return NULL;
	}
	if (find_field(batch, line, at + 1, (size_t)(end - at) - 2, request,
		       &field) < 0)
		return NULL;
	at = skip_blanks(end);
	if (*at != ':') {
		bad_line(batch, (size_t)(at - line), "expected \":\"");
		return NULL;
	}
	at = skip_blanks(at + 1);
	end = strchr(",}]", *at) ? NULL : skip_value(at);
	if (!end) {
		bad_line(batch, (size_t)(at - line), "expected a whole value");
		return NULL;
	}
	request->fields[field] = (struct span){at, (size_t)(end - at)};
	return skip_blanks(end);
}

static int take_apart(struct batch *batch, const char *line,
		      struct request *request)
{
	const char *at = skip_blanks(line);

	if (*at != '{')
		return bad_line(batch, (size_t)(at - line),
				"expected a JSON object");
	do {
		at = take_member(batch, line, skip_blanks(at + 1), request);
		if (!at)
			return -1;
	} while (*at == ',');
	if (*at != '}')
		return bad_line(batch, (size_t)(at - line),
				"expected \",\" or \"}\"");
	at = skip_blanks(at + 1);
	if (*at)
		return bad_line(batch, (size_t)(at - line),
				"text behind the object");
	return 0;
}

/*
 * A string's or a number's text in @room, or in memory of its own in *@owned.
 * Returns NULL after a report.
 */
static const char *plain_text(struct batch *batch,
			      const struct request *request, enum field field,
			      char room[256], char **owned)
{
	const struct span *span = &request->fields[field];
	bool string = span->text[0] == '"';
	json_error_t error;
	json_t *value;

	*owned = NULL;
	if (span->len < 256 && !memchr(span->text, '\\', span->len) &&
	    (string || isdigit((unsigned char)span->text[0]))) {
		memcpy(room, span->text + string, span->len - 2u * string);
		room[span->len - 2u * string] = '\0';
		return room;
	}
	value = json_loadb(span->text, span->len, JSON_DECODE_ANY, &error);
	if (json_is_string(value))
		*owned = strdup(json_string_value(value));
	json_decref(value);
	if (!*owned)
		bad_line(batch, 0, "%s: expected a string", field_names[field]);
	return *owned;
}

static uint64_t hash_of(const struct span *span)
{
	uint64_t hash = span->len * 0x9e3779b97f4a7c15ull, word;
	const char *at = span->text;
	size_t left = span->len;

	while (left) {
		size_t take = left < 8 ? left : 8;

		word = 0;
		memcpy(&word, at, take);
		hash = (hash ^ word) * 0xff51afd7ed558ccdull;
		hash ^= hash >> 29;
		at += take;
		left -= take;
	}
	return hash;
}

static void *make_context(struct batch *batch, const struct span *span)
{
	struct kacs_authz_context *context = NULL;
	uint8_t *spec;
	size_t len;

	if (kacs_token_from_json(span->text, span->len, &spec, &len,
				 &batch->diagnostic) < 0)
		return NULL;
	context = kacs_authz_context_new(spec, len, &batch->diagnostic);
	free(spec);
	return context;
}

static void *make_descriptor(struct batch *batch, const struct request *request,
			     enum field field)
{
	struct kacs_authz_descriptor *descriptor = NULL;
	char room[256], *owned = NULL;
	const char *text = plain_text(batch, request, field, room, &owned);
	size_t len, wrong;
	uint8_t *sd = NULL;

	if (!text)
		return NULL;
	if (field == FIELD_SD) {
		if (kacs_sddl_parse(text, strlen(text), NULL, &sd, &len,
				    &batch->diagnostic) < 0)
			sd = NULL;
	} else {
		sd = (uint8_t *)strdup(text);
		if (sd && bytes_from_hex((char *)sd, &len, &wrong) < 0) {
			bad_line(batch, wrong,
				 "expected pairs of hexadecimal digits");
			free(sd);
			sd = NULL;
		}
	}
	if (sd)
		descriptor =
			kacs_authz_descriptor_new(sd, len, &batch->diagnostic);
	free(sd);
	free(owned);
	return descriptor;
}

/* One policy, or an array of them. */
static int add_policies(struct batch *batch, const struct span *span,
			struct policies *policies)
{
	json_error_t error;
	json_t *document, *policy;
	int result = 0;
	char *text;
	size_t i;

	if (span->text[0] != '[')
		return policies_add(policies, span->text, span->len,
				    &batch->diagnostic);
	document = json_loadb(span->text, span->len, JSON_REJECT_DUPLICATES,
			      &error);
	if (!document)
		return bad_line(batch, 0, "%.160s", error.text);
	json_array_foreach(document, i, policy) {
		text = json_dumps(policy, JSON_COMPACT | JSON_ENCODE_ANY);
		result = text ? policies_add(policies, text, strlen(text),
					     &batch->diagnostic)
			      : bad_line(batch, 0, "out of memory");
		free(text);
		if (result < 0)
			break;
	}
	json_decref(document);
	return result;
}

static void *make_policies(struct batch *batch, const struct span *span)
{
	struct policies *policies = calloc(1, sizeof(*policies));

	if (!policies) {
		bad_line(batch, 0, "out of memory");
		return NULL;
	}
	if (add_policies(batch, span, policies) == 0 &&
	    policies_end(policies, &batch->diagnostic) == 0)
		return policies;
	policies_free(policies);
	free(policies);
	return NULL;
}

static void *make(struct batch *batch, const struct request *request,
		  enum field field)
{
	const struct span *span = &request->fields[field];

	switch (field) {
	case FIELD_TOKEN:
		return make_context(batch, span);
	case FIELD_LOCAL:
		return claims_of(span->text, span->len, &batch->diagnostic);
	case FIELD_TREE:
		return tree_of(span->text, span->len, &batch->diagnostic);
	case FIELD_POLICY:
		return make_policies(batch, span);
	default:
		return make_descriptor(batch, request, field);
	}
}

static void release(enum field field, void *value)
{
	if (!value)
		return;
	switch (field) {
	case FIELD_TOKEN:
		kacs_authz_context_free(value);
		break;
	case FIELD_LOCAL:
		kacs_authz_claims_free(value);
		break;
	case FIELD_TREE:
		kacs_authz_tree_free(value);
		break;
	case FIELD_POLICY:
		policies_free(value);
		free(value);
		break;
	default:
		kacs_authz_descriptor_free(value);
		break;
	}
}

/* Say which field a report is about, and which part of it. */
static void name_field(struct kacs_diagnostic *diagnostic, const char *name)
{
	struct kacs_diagnostic inner = *diagnostic;

	snprintf(diagnostic->message, sizeof(diagnostic->message),
		 "%s: %.90s%s%.140s", name, inner.path,
		 inner.path[0] ? ": " : "", inner.message);
}

static struct place *place_of(struct batch *batch, enum field field,
			      uint64_t hash)
{
	struct place **table = &batch->tables[field];

	if (!*table)
		*table = calloc(PLACES, sizeof(**table));
	if (!*table) {
		bad_line(batch, 0, "out of memory");
		return NULL;
	}
	return &(*table)[hash % PLACES];
}

/*
 * What is kept in a table for a field's text, made when it is new; what it
 * pushes out is released.
 */
static void *look_up(struct batch *batch, const struct request *request,
		     enum field field)
{
	const struct span *span = &request->fields[field];
	uint64_t hash = hash_of(span);
	struct place *place = place_of(batch, field, hash);
	void *value;
	char *key;

	if (!place)
		return NULL;
	if (place->value && place->hash == hash && place->len == span->len &&
	    memcmp(place->key, span->text, span->len) == 0)
		return place->value;
	value = make(batch, request, field);
	if (!value) {
		name_field(&batch->diagnostic, field_names[field]);
		return NULL;
	}
	key = malloc(span->len);
	release(field, place->value);
	free(place->key);
	if (key)
		memcpy(key, span->text, span->len);
	/* Without a key it lives on until the place is used again. */
	*place = (struct place){key, key ? span->len : 0, key ? hash : ~hash,
				value};
	return value;
}

static int fill_words(struct batch *batch, const struct request *request,
		      struct kacs_authz_question *question,
		      uint8_t self[KACS_SID_MAX_BYTES])
{
	static const enum field order[] = {FIELD_MAPPING, FIELD_ACCESS,
					   FIELD_SELF, FIELD_PIP, FIELD_INTENT};
	struct kacs_diagnostic *diagnostic = &batch->diagnostic;
	uint32_t type;
	size_t i;

	kacs_authz_mapping_of("file", &question->mapping, &type);
	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		char room[256], *owned;
		const char *text;
		int result = -1;

		if (!request->fields[order[i]].text)
			continue;
		text = plain_text(batch, request, order[i], room, &owned);
		if (!text)
			return -1;
		switch (order[i]) {
		case FIELD_MAPPING:
			result = parse_mapping(text, question, &type,
					       diagnostic);
			break;
		case FIELD_ACCESS:
			result = kacs_rights_from_text(text, type,
						       KACS_RIGHTS_ASK,
						       &question->desired,
						       diagnostic);
			break;
		case FIELD_SELF:
			result = kacs_sid_from_name(text, NULL, self,
						    &question->self_len,
						    diagnostic);
			question->self = self;
			break;
		case FIELD_PIP:
			result = parse_pip(text, question, diagnostic);
			break;
		default:
			result = parse_intent(text, question, diagnostic);
			break;
		}
		free(owned);
		if (result < 0)
			return -1;
	}
	return 0;
}

/* What is prepared. */
static int fill_objects(struct batch *batch, const struct request *request,
			struct kacs_authz_question *question)
{
	bool hex = request->fields[FIELD_SD_HEX].text;
	const struct policies *policies;

	question->context = look_up(batch, request, FIELD_TOKEN);
	if (!question->context)
		return -1;
	question->descriptor =
		look_up(batch, request, hex ? FIELD_SD_HEX : FIELD_SD);
	if (!question->descriptor)
		return -1;
	if (request->fields[FIELD_LOCAL].text) {
		question->local_claims = look_up(batch, request, FIELD_LOCAL);
		if (!question->local_claims)
			return -1;
	}
	if (request->fields[FIELD_TREE].text) {
		question->tree = look_up(batch, request, FIELD_TREE);
		if (!question->tree)
			return -1;
	}
	if (request->fields[FIELD_POLICY].text) {
		policies = look_up(batch, request, FIELD_POLICY);
		if (!policies)
			return -1;
		question->policies = policies->set;
	}
	return 0;
}

static int answer_line(struct batch *batch, const char *line)
{
	struct kacs_authz_question question = {.size = sizeof(question)};
	struct kacs_authz_answer answer;
	struct request request = {0};
	uint8_t self[KACS_SID_MAX_BYTES];

	if (take_apart(batch, line, &request) < 0)
		return -1;
	if (!request.fields[FIELD_TOKEN].text ||
	    !request.fields[FIELD_ACCESS].text ||
	    !request.fields[FIELD_SD].text ==
		    !request.fields[FIELD_SD_HEX].text)
		return bad_line(
			batch, 0,
			"a request has token, access and one of sd and sd_hex");
	if (fill_words(batch, &request, &question, self) < 0 ||
	    fill_objects(batch, &request, &question) < 0)
		return -1;
	if (ask(&question, &batch->events, &answer) < 0)
		return bad_line(batch, 0, "out of memory");
	print_answer(stdout, &question, &answer);
	return 0;
}

static int print_error(const struct kacs_diagnostic *diagnostic)
{
	json_t *answer =
		json_pack("{s:{s:I,s:s}}", "error", "offset",
			  (json_int_t)(diagnostic->offset == KACS_NO_OFFSET
					       ? 0
					       : diagnostic->offset),
			  "reason", diagnostic->message);
	int result = answer ? json_dumpf(answer, stdout, JSON_COMPACT) : -1;

	json_decref(answer);
	return result < 0 || putchar('\n') == EOF ? -1 : 0;
}

static int answer_all(struct batch *batch, FILE *file)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t taken;
	int result = 0;

	while (!ferror(stdout) && (taken = getline(&line, &room, file)) >= 0) {
		if (strlen(line) != (size_t)taken)
			result = bad_line(batch, strlen(line),
					  "the character 0 in a line");
		else
			result = answer_line(batch, line);
		if (result < 0 && print_error(&batch->diagnostic) < 0)
			break;
	}
	free(line);
	return ferror(stdout) ? -1 : 0;
}

static void free_batch(struct batch *batch)
{
	size_t field, i;

	for (field = 0; field < FIELD_COUNT; field++) {
		struct place *table = batch->tables[field];

		for (i = 0; table && i < PLACES; i++) {
			release((enum field)field, table[i].value);
			free(table[i].key);
		}
		free(table);
	}
	kacs_authz_events_free(batch->events);
	free(batch);
}

int check_batch(const char *path)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	struct batch *batch = calloc(1, sizeof(*batch));
	int status = 0;

	if (!file)
		status = fail_errno("%s", path);
	else if (!batch)
		status = fail("out of memory");
	else if (answer_all(batch, file) < 0)
		status = fail("cannot write to the output");
	else if (ferror(file))
		status = fail_errno("%s", path);
	if (batch)
		free_batch(batch);
	if (file && file != stdin)
		fclose(file);
	return status;
}
