// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *kacs_json_flags(const struct kacs_enum *table, u64 value)
{
	json_t *array = json_array();

	for (; table->name; table++)
		if ((value & table->value) == table->value) {
			json_array_append_new(array, json_string(table->name));
			value &= ~table->value;
		}
	if (value)
		json_array_append_new(array, json_integer((json_int_t)value));
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

	json_object_set_new(object, "sid", kacs_json_sid(sid, len));
	if (kacs_sid_name(sid, len, principals, name))
		json_object_set_new(object, "name", json_string(name));
	return object;
}

json_t *kacs_json_rights(u32 mask, u32 object_type)
{
	json_t *object = json_object();
	json_t *array = json_array();
	char hex[16], names[512];
	char *name, *rest = names;

	snprintf(hex, sizeof(hex), "0x%x", mask);
	json_object_set_new(object, "mask", json_integer(mask));
	json_object_set_new(object, "hex", json_string(hex));
	kacs_rights_constants(mask, object_type, "|", names, sizeof(names));
	while (mask && (name = strsep(&rest, "|")))
		json_array_append_new(array, json_string(name));
	json_object_set_new(object, "rights", array);
	return object;
}

char *kacs_json_take(json_t *value)
{
	char *text = json_dumps(value, JSON_INDENT(2));

	json_decref(value);
	if (!text)
		errno = ENOMEM;
	return text;
}
