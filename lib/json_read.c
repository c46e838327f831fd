// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "json_read.h"
#include "report.h"

#include <errno.h>
#include <stdlib.h>

#include <kacs/names.h>

static int wrong(const struct kacs_json_place *place, const char *key,
		 const char *expected)
{
	char path[160];

	snprintf(path, sizeof(path), "%.100s.%.50s", place->path, key);
	return kacs_report_path(place->diagnostic, path, "expected %s",
				expected);
}

/*
 * Without memory for it, jansson takes text for invalid, or loses a character
 * of a long word. errno remembers, unless a number is read later on, which only
 * happens when there is memory again.
 */
json_t *kacs_json_load(const char *text, size_t len,
		       struct kacs_diagnostic *diagnostic)
{
	json_error_t error;
	json_t *document;

	errno = 0;
	document = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (errno == ENOMEM) {
		json_decref(document);
		kacs_report_memory(diagnostic);
		return NULL;
	}
	if (!document)
		kacs_report(diagnostic,
			    error.position < 0 ? KACS_NO_OFFSET
					       : (size_t)error.position,
			    "line %d: %.160s", error.line, error.text);
	return document;
}

int kacs_json_keys(const struct kacs_json_place *place,
		   const char *const *known)
{
	char path[160];
	const char *key;
	json_t *value;
	size_t i;

	json_object_foreach((json_t *)place->object, key, value) {
		for (i = 0; known[i]; i++)
			if (strcmp(known[i], key) == 0)
				break;
		if (known[i])
			continue;
		snprintf(path, sizeof(path), "%.100s.%.50s", place->path, key);
		return kacs_report_path(place->diagnostic, path,
					"unknown field");
	}
	return 0;
}

int kacs_json_bool(const struct kacs_json_place *place, const char *key,
		   bool *out)
{
	const json_t *value = json_object_get(place->object, key);

	if (!value)
		return 0;
	if (!json_is_boolean(value))
		return wrong(place, key, "true or false");
	*out = json_is_true(value);
	return 0;
}

int kacs_json_number(const struct kacs_json_place *place, const char *key,
		     u64 max, u64 *out)
{
	const json_t *value = json_object_get(place->object, key);
	char expected[64];

	if (!value)
		return 0;
	if (json_is_integer(value) && json_integer_value(value) >= 0 &&
	    (u64)json_integer_value(value) <= max) {
		*out = (u64)json_integer_value(value);
		return 0;
	}
	snprintf(expected, sizeof(expected), "an integer from 0 to %llu",
		 (unsigned long long)max);
	return wrong(place, key, expected);
}

/* "a, b or c" */
static void list_names(const struct kacs_enum *table, char *out, size_t room)
{
	size_t len = 0;

	out[0] = '\0';
	for (; table->name && len < room; table++)
		len += (size_t)snprintf(out + len, room - len, "%s%s",
					table->name,
					!table[1].name	 ? ""
					: !table[2].name ? " or "
							 : ", ");
}

int kacs_json_enum(const struct kacs_json_place *place, const char *key,
		   const struct kacs_enum *table, u64 *out)
{
	const json_t *value = json_object_get(place->object, key);
	char names[200];

	if (!value)
		return 0;
	if (json_is_string(value) &&
	    kacs_enum_value(table, json_string_value(value), out))
		return 0;
	list_names(table, names, sizeof(names));
	return wrong(place, key, names);
}

static int flag_value(const struct kacs_enum *table, const json_t *value,
		      u64 *bits)
{
	if (json_is_integer(value) && json_integer_value(value) >= 0 &&
	    json_integer_value(value) <= UINT32_MAX) {
		*bits = (u64)json_integer_value(value);
		return 0;
	}
	if (json_is_string(value) &&
	    kacs_enum_value(table, json_string_value(value), bits))
		return 0;
	return -1;
}

int kacs_json_flag_set(const struct kacs_json_place *place, const char *key,
		       const struct kacs_enum *table, u64 *out)
{
	const json_t *array = json_object_get(place->object, key);
	const json_t *value;
	char names[200], path[64];
	u64 sum = 0, bits = 0;
	size_t i;

	if (!array)
		return 0;
	if (!json_is_array(array))
		return wrong(place, key, "an array of names");
	json_array_foreach((json_t *)array, i, value) {
		if (flag_value(table, value, &bits) < 0) {
			list_names(table, names, sizeof(names));
			snprintf(path, sizeof(path), "%.30s[%zu]", key, i);
			return wrong(place, path, names);
		}
		sum |= bits;
	}
	*out = sum;
	return 0;
}

int kacs_json_text(const struct kacs_json_place *place, const char *key,
		   const char **out)
{
	const json_t *value = json_object_get(place->object, key);

	if (!value)
		return 0;
	if (!json_is_string(value))
		return wrong(place, key, "a string");
	*out = json_string_value(value);
	return 0;
}

int kacs_json_sid_of(const struct kacs_json_place *place, const char *key,
		     u8 out[KACS_SID_MAX_BYTES], size_t *len)
{
	struct kacs_diagnostic why;
	const char *text = NULL;
	char path[160];

	if (kacs_json_text(place, key, &text) < 0)
		return -1;
	if (!text)
		return wrong(place, key, "a SID, S-1-...; it is missing");
	if (kacs_sid_from_name(text, NULL, out, len, &why) == 0)
		return 0;
	snprintf(path, sizeof(path), "%.100s.%.50s", place->path, key);
	return kacs_report_path(place->diagnostic, path, "%.200s", why.message);
}

int kacs_json_child(const struct kacs_json_place *place, const char *key,
		    json_type type, const json_t **out)
{
	const json_t *value = json_object_get(place->object, key);

	if (value && json_typeof(value) != type)
		return wrong(place, key,
			     type == JSON_ARRAY ? "an array" : "an object");
	*out = value;
	return 0;
}
