// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "event_json.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <msgpack.h>

json_t *event_hex(const void *bytes, size_t len)
{
	const uint8_t *from = bytes;
	char *text = malloc(2 * len + 3);
	json_t *value;
	size_t i;

	if (!text)
		return NULL;
	strcpy(text, "0x");
	for (i = 0; i < len; i++)
		sprintf(text + 2 + 2 * i, "%02x", from[i]);
	value = json_string(text);
	free(text);
	return value;
}

/* A key, or "" where there is none. */
struct key {
	const char *text;
	size_t len;
};

static bool ends_in(struct key key, const char *end)
{
	size_t len = strlen(end);

	return key.len >= len &&
	       memcmp(key.text + key.len - len, end, len) == 0;
}

static json_t *sid_or_hex(struct key key, const msgpack_object_bin *bin,
			  const struct kacs_principals *names)
{
	const uint8_t *bytes = (const uint8_t *)bin->ptr;
	char text[KACS_SID_TEXT_BYTES], name[KACS_NAME_BYTES];

	if ((!ends_in(key, "sid") && !ends_in(key, "sids")) ||
	    kacs_sid_to_text(bytes, bin->size, text))
		return event_hex(bytes, bin->size);
	if (!names)
		return json_string(text);
	kacs_sid_name(bytes, bin->size, names, name);
	return json_string(name);
}

/* JSON has no names for what is not a finite number. */
static json_t *number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *unsigned_number(uint64_t value)
{
	char text[24];

	if (value <= INT64_MAX)
		return json_integer((json_int_t)value);
	snprintf(text, sizeof(text), "%" PRIu64, value);
	return json_string(text);
}

static json_t *string(const char *text, size_t len)
{
	json_t *value = json_stringn(text, len);

	return value ? value : event_hex(text, len);
}

static json_t *convert(const msgpack_object *object, struct key key,
		       const struct kacs_principals *names);

static json_t *convert_array(const msgpack_object_array *array, struct key key,
			     const struct kacs_principals *names)
{
	json_t *list = json_array();
	uint32_t i;

	for (i = 0; list && i < array->size; i++)
		if (json_array_append_new(list, convert(&array->ptr[i], key,
							names))) {
			json_decref(list);
			return NULL;
		}
	return list;
}

/* A key of any type as the string that JSON wants; to be freed. */
static char *key_text(const msgpack_object *key,
		      const struct kacs_principals *names)
{
	json_t *value = convert(key, (struct key){"", 0}, names);
	char *text = NULL;

	if (json_is_string(value))
		text = strdup(json_string_value(value));
	else if (value)
		text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	json_decref(value);
	return text;
}

static int convert_pair(json_t *object, const msgpack_object_kv *pair,
			const struct kacs_principals *names)
{
	char *text = key_text(&pair->key, names);
	int result;

	if (!text)
		return -1;
	result = json_object_set_new(
		object, text,
		convert(&pair->val, (struct key){text, strlen(text)}, names));
	free(text);
	return result;
}

static json_t *convert_map(const msgpack_object_map *map,
			   const struct kacs_principals *names)
{
	json_t *object = json_object();
	uint32_t i;

	for (i = 0; object && i < map->size; i++)
		if (convert_pair(object, &map->ptr[i], names)) {
			json_decref(object);
			return NULL;
		}
	return object;
}

/* Recursion ends where the library's own stack does, at 32 levels. */
static json_t *convert(const msgpack_object *object, struct key key,
		       const struct kacs_principals *names)
{
	switch (object->type) {
	case MSGPACK_OBJECT_NIL:
		return json_null();
	case MSGPACK_OBJECT_BOOLEAN:
		return json_boolean(object->via.boolean);
	case MSGPACK_OBJECT_POSITIVE_INTEGER:
		return unsigned_number(object->via.u64);
	case MSGPACK_OBJECT_NEGATIVE_INTEGER:
		return json_integer(object->via.i64);
	case MSGPACK_OBJECT_FLOAT32:
	case MSGPACK_OBJECT_FLOAT64:
		return number(object->via.f64);
	case MSGPACK_OBJECT_STR:
		return string(object->via.str.ptr, object->via.str.size);
	case MSGPACK_OBJECT_BIN:
		return sid_or_hex(key, &object->via.bin, names);
	case MSGPACK_OBJECT_ARRAY:
		return convert_array(&object->via.array, key, names);
	case MSGPACK_OBJECT_MAP:
		return convert_map(&object->via.map, names);
	case MSGPACK_OBJECT_EXT:
		return event_hex(object->via.ext.ptr, object->via.ext.size);
	}
	return json_null();
}

json_t *event_payload(const void *bytes, size_t len,
		      const struct kacs_principals *names)
{
	msgpack_unpacked result;
	json_t *value;
	size_t end = 0;

	if (!len)
		return json_null();
	msgpack_unpacked_init(&result);
	if (msgpack_unpack_next(&result, bytes, len, &end) ==
		    MSGPACK_UNPACK_SUCCESS &&
	    end == len)
		value = convert(&result.data, (struct key){"", 0}, names);
	else
		value = event_hex(bytes, len);
	msgpack_unpacked_destroy(&result);
	return value;
}
