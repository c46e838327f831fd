// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "json.h"
#include "report.h"
#include "utf16.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void kacs_json_set(json_t **object, const char *key, json_t *value)
{
	if (json_object_set_new(*object, key, value) < 0) {
		json_decref(*object);
		*object = NULL;
	}
}

void kacs_json_append(json_t **array, json_t *value)
{
	if (json_array_append_new(*array, value) < 0) {
		json_decref(*array);
		*array = NULL;
	}
}

json_t *kacs_json_string(const char *text)
{
	return kacs_is_utf8(text) ? json_string(text) : json_null();
}

json_t *kacs_json_flags(const struct kacs_enum *table, u64 value)
{
	json_t *array = json_array();

	for (; table->name; table++)
		if ((value & table->value) == table->value) {
			kacs_json_append(&array, json_string(table->name));
			value &= ~table->value;
		}
	if (value)
		kacs_json_append(&array, json_integer((json_int_t)value));
	return array;
}

json_t *kacs_json_sid(const u8 *sid, size_t len)
{
	char text[KACS_SID_TEXT_BYTES];

	if (kacs_sid_to_text(sid, len, text) < 0)
		return json_null();
	return json_string(text);
}

json_t *kacs_json_principal(const u8 *sid, size_t len,
			    const struct kacs_principals *principals)
{
	json_t *object = json_object();
	char name[KACS_NAME_BYTES];

	kacs_json_set(&object, "sid", kacs_json_sid(sid, len));
	if (kacs_sid_name(sid, len, principals, name))
		kacs_json_set(&object, "name", kacs_json_string(name));
	return object;
}

json_t *kacs_json_rights(u32 mask, u32 object_type)
{
	json_t *object = json_object();
	json_t *array = json_array();
	char hex[16], names[512];
	char *name, *rest = names;

	snprintf(hex, sizeof(hex), "0x%x", mask);
	kacs_json_set(&object, "mask", json_integer(mask));
	kacs_json_set(&object, "hex", json_string(hex));
	kacs_rights_constants(mask, object_type, "|", names, sizeof(names));
	while (mask && (name = strsep(&rest, "|")))
		kacs_json_append(&array, json_string(name));
	kacs_json_set(&object, "rights", array);
	return object;
}

char *kacs_json_take(json_t *value)
{
	char *text;

	/* For want of memory jansson may leave out a key; errno remembers. */
	errno = 0;
	text = json_dumps(value, JSON_INDENT(2));
	if (errno == ENOMEM) {
		free(text);
		text = NULL;
	}
	json_decref(value);
	if (!text)
		errno = ENOMEM;
	return text;
}

int kacs_json_hand_out(json_t *value, char **text,
		       struct kacs_diagnostic *diagnostic)
{
	char *written;

	if (!value)
		return -1;
	written = kacs_json_take(value);
	if (!written)
		return kacs_report_memory(diagnostic);
	*text = written;
	return 0;
}
