// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "sddl_batch.h"
#include "subject.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kacs/authz.h>

static void name_user(struct subject *subject)
{
	struct kacs_token_spec header;
	const uint8_t *sid;

	memcpy(&header, subject->token, sizeof(header));
	sid = subject->token + header.user_sid_offset;
	snprintf(subject->name, sizeof(subject->name), "%s",
		 sid_name(sid, KACS_SID_MIN_BYTES + 4u * sid[1]));
}

int load_subject(const struct token_source *source, struct subject *subject)
{
	struct kacs_diagnostic diagnostic;
	int status = load_token(source, &subject->token, &subject->len);

	if (status)
		return status;
	if (kacs_token_validate(subject->token, subject->len, &diagnostic) < 0)
		return fail_with(&diagnostic, "the token");
	name_user(subject);
	return 0;
}

int load_users(const char *path, struct subject **subjects, size_t *count)
{
	struct token_source source = {.users_path = path};
	json_t *table = load_users_table(path);
	const char *name;
	int status = 0;
	json_t *token;

	*subjects = NULL;
	*count = 0;
	if (!table)
		return STATUS_ERROR;
	*subjects = calloc(json_object_size(table) + 1, sizeof(**subjects));
	if (!*subjects)
		status = fail("out of memory");
	json_object_foreach(table, name, token) {
		if (status)
			break;
		source.user = name;
		status = load_subject(&source, &(*subjects)[*count]);
		snprintf((*subjects)[*count].name,
			 sizeof((*subjects)[*count].name), "%s", name);
		++*count;
	}
	json_decref(table);
	return status;
}

int load_subjects(const struct token_source *source, struct subject **subjects,
		  size_t *count)
{
	if (!source->user && !source->file && !source->pid)
		return load_users(source->users_path ? source->users_path
						     : users_table(),
				  subjects, count);
	*subjects = calloc(1, sizeof(**subjects));
	if (!*subjects)
		return fail("out of memory");
	*count = 1;
	return load_subject(source, *subjects);
}

struct object_source source_of(const char *text, bool directory)
{
	bool sddl = text[0] && text[1] == ':' &&
		    strchr("OGDS", toupper((unsigned char)text[0]));

	return (struct object_source){
		.sddl = sddl ? text : NULL,
		.path = sddl ? NULL : text,
		.directory = directory,
	};
}

static int load_bytes(const struct object_source *source, struct object *object)
{
	struct kacs_diagnostic diagnostic;
	size_t wrong;
	char *text;

	if (source->sddl) {
		if (kacs_sddl_parse(source->sddl, strlen(source->sddl), NULL,
				    &object->sd, &object->len, &diagnostic) < 0)
			return fail_with(&diagnostic, "%s", source->sddl);
		return 0;
	}
	text = strdup(source->hex);
	if (!text)
		return fail("out of memory");
	if (bytes_from_hex(text, &object->len, &wrong) < 0) {
		free(text);
		return fail(
			"--sd-hex: character %zu: expected pairs of hexadecimal digits",
			wrong);
	}
	object->sd = (uint8_t *)text;
	return 0;
}

int load_object(const struct object_source *source, struct object *object)
{
	object->type =
		source->directory ? KACS_OBJECT_DIRECTORY : KACS_OBJECT_FILE;
	snprintf(object->name, sizeof(object->name), "%s",
		 source->path ? source->path : "the descriptor");
	if (!source->path)
		return load_bytes(source, object);
	object->type = type_of(source->path, source->flags);
	return read_sd(source->path, source->flags, &object->sd, &object->len);
}

void free_subject(struct subject *subject)
{
	free(subject->token);
}

void free_object(struct object *object)
{
	free(object->sd);
}

void set_object(struct how *how, const struct object *object)
{
	if (!how->mapped)
		how->type = object->type;
	if (!how->intent)
		how->question.privilege_intent =
			KACS_BACKUP_INTENT | KACS_RESTORE_INTENT;
}

struct kacs_explanation *explain_access(const struct how *how,
					const struct subject *subject,
					const struct object *object,
					uint32_t desired)
{
	struct kacs_question question = {
		.desired = desired,
		.token = subject->token,
		.token_len = subject->len,
		.sd = object->sd,
		.sd_len = object->len,
	};
	struct kacs_explanation *explanation;
	struct kacs_diagnostic diagnostic;

	how_question(how, &question);
	explanation = kacs_explain(&question, principals(), &diagnostic);
	if (!explanation)
		fail_with(&diagnostic, "%s", object->name);
	return explanation;
}

int rights_of(const struct how *how, const struct subject *subject,
	      const struct object *object, uint32_t *granted)
{
	struct kacs_authz_question question = how->question;
	struct kacs_authz_answer answer = {.size = sizeof(answer)};
	struct kacs_authz_descriptor *descriptor = NULL;
	struct kacs_authz_context *context;
	struct kacs_diagnostic diagnostic;
	int status = 0;

	context = kacs_authz_context_new(subject->token, subject->len,
					 &diagnostic);
	if (context)
		descriptor = kacs_authz_descriptor_new(object->sd, object->len,
						       &diagnostic);
	if (descriptor) {
		question.desired = KACS_MAXIMUM_ALLOWED;
		question.context = context;
		question.descriptor = descriptor;
		if (kacs_authz_check(&question, &answer) < 0)
			status =
				fail("%s: cannot be asked about", object->name);
		*granted = answer.granted;
	} else {
		status = fail_with(&diagnostic, "%s",
				   context ? object->name : subject->name);
	}
	kacs_authz_descriptor_free(descriptor);
	kacs_authz_context_free(context);
	return status;
}

json_t *rights_json(uint32_t mask, uint32_t type)
{
	char constants[512];
	json_t *rights = json_array();
	char *word, *rest = constants;

	kacs_rights_constants(mask, type, " ", constants, sizeof(constants));
	while (mask && (word = strsep(&rest, " ")))
		if (*word)
			json_array_append_new(rights, json_string(word));
	return rights;
}
