// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The kernel's record of a refusal, in words and as JSON. */
#include "explanation.h"
#include "json.h"
#include "report.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include <kacs/descriptor.h>
#include <kacs/spec.h>

#include "../core/ace.h"

/* File names may hold anything; a terminal should see text. */
static void put_quoted(struct kacs_buffer *out, const char *name)
{
	kacs_buffer_u8(out, '\'');
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (c < 0x20 || c == 0x7f || c == '\'' || c == '\\')
			kacs_buffer_printf(out, "\\x%02x", c);
		else
			kacs_buffer_u8(out, c);
	}
	kacs_buffer_u8(out, '\'');
}

char *kacs_denial_subject(const struct kacs_denial *denial)
{
	struct kacs_buffer out = {0};
	char comm[sizeof(denial->comm)];
	size_t i;

	for (i = 0; i < sizeof(comm); i++)
		comm[i] = iscntrl((unsigned char)denial->comm[i]) &&
					  denial->comm[i]
				  ? '?'
				  : denial->comm[i];
	kacs_buffer_printf(&out, "%s (pid %d) was refused ", comm, denial->pid);
	if (denial->missing)
		kacs_put_wish(&out, denial->missing, denial->object_type);
	else
		kacs_buffer_text(&out, "an operation");
	if (denial->object_type != KACS_OBJECT_SYSTEM) {
		kacs_buffer_text(&out, " on ");
		if (denial->name[0])
			put_quoted(&out, denial->name);
		else
			kacs_buffer_printf(
				&out, "a %s",
				kacs_object_type_name(denial->object_type));
	}
	return kacs_buffer_take_text(&out);
}

static void put_privileges(struct kacs_buffer *out, u64 mask)
{
	const struct kacs_enum *entry;
	const char *separator = "it needs ";

	for (entry = kacs_privilege_enum; entry->name; entry++)
		if (mask & KACS_PRIVILEGE(entry->value)) {
			kacs_buffer_printf(out, "%s%s", separator, entry->name);
			separator = " or ";
		}
	kacs_buffer_text(out, ", which is not enabled");
}

static void put_ace_reason(struct kacs_buffer *out,
			   const struct kacs_denial *denial,
			   const struct kacs_principals *principals)
{
	struct kacs_ace_view ace;
	char words[256];

	if (denial->ace == KACS_NO_ACE ||
	    kacs_ace_parse(denial->ace_bytes, denial->ace_len, 0, &ace, NULL) !=
		    KACS_OK) {
		kacs_buffer_text(out, "no ACE allows it");
		return;
	}
	if (denial->acl == KACS_ACL_SACL && ace.sid.len) {
		kacs_buffer_printf(out, "the label (SACL ACE %u) is ",
				   denial->ace);
		kacs_put_sid(out, &ace.sid, principals);
		return;
	}
	kacs_put_ace(out, denial->ace, ace.type, &ace.sid, principals);
	kacs_rights_words(ace.mask, denial->object_type, words, sizeof(words));
	kacs_buffer_printf(out, " %s", words);
}

char *kacs_denial_reason(const struct kacs_denial *denial,
			 const struct kacs_principals *principals)
{
	struct kacs_buffer out = {0};

	kacs_put_step(&out, denial->step);
	kacs_buffer_text(&out, ": ");
	switch (denial->step) {
	case KACS_STEP_PRIVILEGE_REQUIRED:
		put_privileges(&out, denial->privilege);
		break;
	case KACS_STEP_NO_SD:
		kacs_buffer_text(&out, "it has no security descriptor");
		break;
	case KACS_STEP_CORRUPT_SD:
		kacs_buffer_text(
			&out,
			"its security descriptor is damaged; SeRestorePrivilege can replace it");
		break;
	case KACS_STEP_HANDLE:
		kacs_buffer_text(&out, "it was opened without that right");
		break;
	case KACS_STEP_FIXED_RULE:
		kacs_buffer_text(
			&out,
			"a fixed rule refuses it; no descriptor can allow it");
		break;
	case KACS_STEP_GATE:
		kacs_buffer_text(
			&out,
			"an impersonation token at level identification, or an object without an owner, decides nothing");
		break;
	case KACS_STEP_PRIVILEGES:
		put_privileges(&out, KACS_PRIVILEGE(KACS_SE_SECURITY));
		break;
	case KACS_STEP_INTEGRITY:
		if (denial->ace == KACS_NO_ACE) {
			kacs_buffer_text(
				&out,
				"the token is below Medium, and the object has no label");
			break;
		}
		/* fallthrough */
	default:
		put_ace_reason(&out, denial, principals);
		break;
	}
	return kacs_buffer_take_text(&out);
}

struct kacs_explanation *
kacs_denial_explain(const struct kacs_denial *denial,
		    const struct kacs_principals *principals,
		    struct kacs_diagnostic *diagnostic)
{
	const uint8_t *bytes = (const uint8_t *)denial;
	struct kacs_question question = {
		.size = sizeof(question),
		.token = bytes + denial->token_offset,
		.token_len = denial->token_len,
		.sd = bytes + denial->sd_offset,
		.sd_len = denial->sd_len,
		.desired = denial->missing,
		.object_type = denial->object_type,
		.generic_read = denial->generic_read,
		.generic_write = denial->generic_write,
		.generic_execute = denial->generic_execute,
		.generic_all = denial->generic_all,
		.privilege_intent = denial->privilege_intent,
		.pip_type = denial->pip_type,
		.pip_trust = denial->pip_trust,
	};
	struct kacs_explanation *explanation;

	if (!denial->token_offset || !denial->sd_offset) {
		kacs_report(diagnostic, KACS_NO_OFFSET,
			    "the record holds no descriptor to check again");
		errno = ENODATA;
		return NULL;
	}
	explanation = kacs_explain(&question, principals, diagnostic);
	if (explanation && (explanation->decision.allowed ||
			    explanation->decider.step != denial->step)) {
		kacs_explanation_free(explanation);
		kacs_report(diagnostic, KACS_NO_OFFSET,
			    "the check does not come out the same way again");
		errno = ENODATA;
		return NULL;
	}
	return explanation;
}

static void put_number(json_t *object, const char *key, u64 value)
{
	json_object_set_new(object, key, json_integer((json_int_t)value));
}

static json_t *bytes_text(const char *text)
{
	json_t *value = json_string(text);

	/* Not UTF-8: rather no name than a wrong one. */
	return value ? value : json_null();
}

static void put_file(json_t *object, const struct kacs_denial *denial)
{
	json_t *file = json_object();

	put_number(file, "device_major", denial->device_major);
	put_number(file, "device_minor", denial->device_minor);
	put_number(file, "inode", denial->inode);
	put_number(file, "mode", denial->mode);
	json_object_set_new(object, "file", file);
}

/* JSON text of libkacs's own as a member; a NULL text leaves it out. */
static void put_text(json_t *object, const char *key, char *text)
{
	json_t *value = text ? json_loads(text, 0, NULL) : NULL;

	if (value)
		json_object_set_new(object, key, value);
	free(text);
}

static void put_parts(json_t *object, const struct kacs_denial *denial,
		      const struct kacs_principals *principals)
{
	const uint8_t *bytes = (const uint8_t *)denial;
	char *text;

	if (denial->sd_offset &&
	    kacs_descriptor_json(bytes + denial->sd_offset, denial->sd_len,
				 denial->object_type, principals, &text,
				 NULL) == 0)
		put_text(object, "sd", text);
	if (denial->token_offset &&
	    kacs_token_to_json(bytes + denial->token_offset, denial->token_len,
			       &text, NULL) == 0)
		put_text(object, "token", text);
}

char *kacs_denial_json(const struct kacs_denial *denial,
		       const struct kacs_principals *principals)
{
	char *subject = kacs_denial_subject(denial);
	char *reason = kacs_denial_reason(denial, principals);
	u32 type = denial->object_type;
	json_t *object = json_object();

	json_object_set_new(object, "subject",
			    bytes_text(subject ? subject : ""));
	json_object_set_new(object, "reason", bytes_text(reason ? reason : ""));
	free(subject);
	free(reason);
	put_number(object, "sequence", denial->sequence);
	put_number(object, "time_ns", denial->time_ns);
	put_number(object, "pid", (u64)denial->pid);
	put_number(object, "tid", (u64)denial->tid);
	json_object_set_new(object, "comm", bytes_text(denial->comm));
	put_number(object, "token_id", denial->token_id);
	json_object_set_new(object, "object_type",
			    json_string(kacs_object_type_name(type)));
	json_object_set_new(object, "name", bytes_text(denial->name));
	put_number(object, "errno", denial->errno_value);
	json_object_set_new(object, "desired",
			    kacs_json_rights(denial->desired, type));
	json_object_set_new(object, "granted",
			    kacs_json_rights(denial->granted, type));
	json_object_set_new(object, "missing",
			    kacs_json_rights(denial->missing, type));
	put_number(object, "step", denial->step);
	json_object_set_new(object, "step_name",
			    json_string(kacs_step_name(denial->step)));
	if (denial->ace != KACS_NO_ACE)
		put_number(object, "ace", denial->ace);
	if (type == KACS_OBJECT_FILE || type == KACS_OBJECT_DIRECTORY)
		put_file(object, denial);
	put_parts(object, denial, principals);
	return kacs_json_take(object);
}
