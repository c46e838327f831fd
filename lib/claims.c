// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "claims.h"
#include "json.h"
#include "json_read.h"
#include "report.h"
#include "utf16.h"
#include "../core/claim.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static int bad_value(struct kacs_diagnostic *diagnostic, const char *path,
		     const char *expected)
{
	return kacs_report_path(diagnostic, path, "expected %s", expected);
}

static int put_unsigned(const json_t *value, const char *path,
			struct kacs_buffer *out,
			struct kacs_diagnostic *diagnostic)
{
	const char *text = json_string_value(value);
	unsigned long long number;
	char *end;

	if (json_is_integer(value) && json_integer_value(value) >= 0) {
		kacs_buffer_le64(out, (u64)json_integer_value(value));
		return 0;
	}
	if (text && isdigit((unsigned char)text[0])) {
		errno = 0;
		number = strtoull(text, &end, 10);
		if (!errno && !*end) {
			kacs_buffer_le64(out, number);
			return 0;
		}
	}
	return bad_value(diagnostic, path,
			 "an integer from 0, or one as a decimal string");
}

static int put_octets(const json_t *value, const char *path,
		      struct kacs_buffer *out,
		      struct kacs_diagnostic *diagnostic)
{
	const char *text = json_string_value(value);
	size_t len = text ? strlen(text) : 1, i;
	char pair[3] = {0};

	if (len % 2)
		return bad_value(diagnostic, path,
				 "a string of hexadecimal bytes");
	kacs_buffer_le32(out, (u32)(len / 2));
	for (i = 0; i < len; i += 2) {
		if (!isxdigit((unsigned char)text[i]) ||
		    !isxdigit((unsigned char)text[i + 1]))
			return bad_value(diagnostic, path,
					 "a string of hexadecimal bytes");
		memcpy(pair, text + i, 2);
		kacs_buffer_u8(out, (u8)strtoul(pair, NULL, 16));
	}
	return 0;
}

static int put_sid(const json_t *value, const char *path,
		   struct kacs_buffer *out, struct kacs_diagnostic *diagnostic)
{
	struct kacs_diagnostic why;
	u8 sid[KACS_SID_MAX_BYTES];
	size_t len;

	if (!json_is_string(value))
		return bad_value(diagnostic, path, "a SID");
	if (kacs_sid_from_name(json_string_value(value), NULL, sid, &len,
			       &why) < 0)
		return kacs_report_path(diagnostic, path, "%.200s",
					why.message);
	kacs_buffer_put(out, sid, len);
	return 0;
}

static int put_value(const json_t *value, u64 type, const char *path,
		     struct kacs_buffer *out,
		     struct kacs_diagnostic *diagnostic)
{
	/* These are reached through an offset of their own. */
	if (type == KACS_CLAIM_STRING || type == KACS_CLAIM_SID ||
	    type == KACS_CLAIM_OCTET)
		kacs_buffer_le32(out, (u32)out->len + 4);
	switch (type) {
	case KACS_CLAIM_INT64:
		if (!json_is_integer(value))
			return bad_value(diagnostic, path, "an integer");
		kacs_buffer_le64(out, (u64)json_integer_value(value));
		return 0;
	case KACS_CLAIM_UINT64:
		return put_unsigned(value, path, out, diagnostic);
	case KACS_CLAIM_BOOLEAN:
		if (!json_is_boolean(value))
			return bad_value(diagnostic, path, "true or false");
		kacs_buffer_le64(out, json_is_true(value));
		return 0;
	case KACS_CLAIM_STRING:
		if (!json_is_string(value))
			return bad_value(diagnostic, path, "a string");
		kacs_utf16_put(out, json_string_value(value));
		return 0;
	case KACS_CLAIM_SID:
		return put_sid(value, path, out, diagnostic);
	default:
		return put_octets(value, path, out, diagnostic);
	}
}

static int put_entry(const json_t *claim, const char *path,
		     struct kacs_buffer *entry,
		     struct kacs_diagnostic *diagnostic)
{
	static const char *const keys[] = {"name", "type", "values", "flags",
					   NULL};
	struct kacs_json_place place = {claim, path, diagnostic};
	const json_t *values = NULL, *value;
	const char *name = NULL;
	u64 type = 0, flags = 0;
	char value_path[160];
	size_t i, count;

	if (!json_is_object(claim))
		return bad_value(diagnostic, path, "an object");
	if (kacs_json_keys(&place, keys) < 0 ||
	    kacs_json_text(&place, "name", &name) < 0 ||
	    kacs_json_enum(&place, "type", kacs_claim_type_enum, &type) < 0 ||
	    kacs_json_flag_set(&place, "flags", kacs_claim_flag_enum, &flags) <
		    0 ||
	    kacs_json_child(&place, "values", JSON_ARRAY, &values) < 0)
		return -1;
	if (!name || !type)
		return kacs_report_path(diagnostic, path,
					"a claim needs a name and a type");
	count = values ? json_array_size(values) : 0;
	kacs_buffer_le32(entry, 0);
	kacs_buffer_le16(entry, (u16)type);
	kacs_buffer_le16(entry, 0);
	kacs_buffer_le32(entry, (u32)flags);
	kacs_buffer_le32(entry, (u32)count);
	for (i = 0; i < count; i++)
		kacs_buffer_le32(entry, 0);
	kacs_buffer_set_le32(entry, KACS_CLAIM_NAME_FIELD, (u32)entry->len);
	kacs_utf16_put(entry, name);
	for (i = 0; i < count; i++) {
		value = json_array_get(values, i);
		snprintf(value_path, sizeof(value_path), "%.120s.values[%zu]",
			 path, i);
		kacs_buffer_align(entry, 4);
		kacs_buffer_set_le32(entry, KACS_CLAIM_HEADER_BYTES + 4 * i,
				     (u32)entry->len);
		if (put_value(value, type, value_path, entry, diagnostic) < 0)
			return -1;
	}
	kacs_buffer_align(entry, 4);
	return 0;
}

int kacs_claims_from_json(const json_t *array, const char *path,
			  struct kacs_buffer *out,
			  struct kacs_diagnostic *diagnostic)
{
	const json_t *claim;
	char claim_path[160];
	size_t i;

	json_array_foreach((json_t *)array, i, claim) {
		struct kacs_buffer entry = {0};
		int result;

		snprintf(claim_path, sizeof(claim_path), "%.120s[%zu]", path,
			 i);
		result = put_entry(claim, claim_path, &entry, diagnostic);
		out->failed |= entry.failed;
		if (result == 0 && !entry.failed) {
			kacs_buffer_le32(out, (u32)entry.len);
			kacs_buffer_put(out, entry.data, entry.len);
		}
		kacs_buffer_free(&entry);
		if (result < 0)
			return -1;
	}
	return 0;
}

/* One entry being read; every offset is from its start. */
struct entry {
	const u8 *bytes;
	size_t len;
	bool malformed; /* which is why there is no JSON; else, no memory */
};

static json_t *malformed(struct entry *entry)
{
	entry->malformed = true;
	return NULL;
}

static bool has(const struct entry *entry, size_t offset, size_t len)
{
	return offset <= entry->len && len <= entry->len - offset;
}

static json_t *take_string(struct kacs_buffer *text)
{
	json_t *value = NULL;

	if (!text->failed)
		value = json_stringn(text->data ? (char *)text->data : "",
				     text->len);
	kacs_buffer_free(text);
	return value;
}

static json_t *text_at(struct entry *entry, size_t offset)
{
	struct kacs_buffer text = {0};

	if (offset > entry->len ||
	    !kacs_utf16_read(entry->bytes + offset, entry->len - offset,
			     &text)) {
		kacs_buffer_free(&text);
		return malformed(entry);
	}
	return take_string(&text);
}

static json_t *sid_at(struct entry *entry, size_t offset)
{
	struct kacs_sid sid;

	if (offset > entry->len ||
	    kacs_sid_parse(entry->bytes + offset, (u32)(entry->len - offset), 0,
			   &sid, NULL) != KACS_OK)
		return malformed(entry);
	return kacs_json_sid(sid.bytes, sid.len);
}

static json_t *octets_at(struct entry *entry, size_t offset)
{
	struct kacs_buffer hex = {0};
	size_t len, i;

	if (!has(entry, offset, 4))
		return malformed(entry);
	len = kacs_load_le32(entry->bytes + offset);
	if (!has(entry, offset + 4, len))
		return malformed(entry);
	for (i = 0; i < len; i++)
		kacs_buffer_printf(&hex, "%02x", entry->bytes[offset + 4 + i]);
	return take_string(&hex);
}

static json_t *unsigned_json(u64 number)
{
	char text[24];

	if (number <= INT64_MAX)
		return json_integer((json_int_t)number);
	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	return json_string(text);
}

static json_t *value_at(struct entry *entry, u32 type, size_t offset)
{
	u64 scalar;

	if (type == KACS_CLAIM_STRING || type == KACS_CLAIM_SID ||
	    type == KACS_CLAIM_OCTET) {
		if (!has(entry, offset, 4))
			return malformed(entry);
		offset = kacs_load_le32(entry->bytes + offset);
		return type == KACS_CLAIM_STRING ? text_at(entry, offset)
		       : type == KACS_CLAIM_SID	 ? sid_at(entry, offset)
						 : octets_at(entry, offset);
	}
	if (!has(entry, offset, 8))
		return malformed(entry);
	scalar = kacs_load_le64(entry->bytes + offset);
	return type == KACS_CLAIM_INT64	   ? json_integer((json_int_t)scalar)
	       : type == KACS_CLAIM_UINT64 ? unsigned_json(scalar)
					   : json_boolean(scalar != 0);
}

static json_t *values_json(struct entry *entry, u32 type)
{
	u32 count = kacs_load_le32(entry->bytes + KACS_CLAIM_COUNT_FIELD);
	json_t *values;
	u32 i;

	if (count > entry->len / 4 ||
	    !has(entry, KACS_CLAIM_HEADER_BYTES, (size_t)count * 4))
		return malformed(entry);
	values = json_array();
	for (i = 0; i < count && values; i++)
		kacs_json_append(
			&values,
			value_at(entry, type,
				 kacs_load_le32(entry->bytes +
						KACS_CLAIM_HEADER_BYTES +
						4 * (size_t)i)));
	return values;
}

static json_t *entry_json(struct entry *entry)
{
	const char *type_name;
	json_t *object;
	u32 type;

	if (entry->len < KACS_CLAIM_HEADER_BYTES)
		return malformed(entry);
	type = kacs_load_le16(entry->bytes + KACS_CLAIM_TYPE_FIELD);
	type_name = kacs_enum_name(kacs_claim_type_enum, type);
	if (!type_name)
		return malformed(entry);
	object = json_object();
	kacs_json_set(&object, "name",
		      text_at(entry, kacs_load_le32(entry->bytes +
						    KACS_CLAIM_NAME_FIELD)));
	kacs_json_set(&object, "type", json_string(type_name));
	kacs_json_set(&object, "values", values_json(entry, type));
	kacs_json_set(&object, "flags",
		      kacs_json_flags(kacs_claim_flag_enum,
				      kacs_load_le32(entry->bytes +
						     KACS_CLAIM_FLAGS_FIELD)));
	return object;
}

json_t *kacs_claims_to_json(const u8 *bytes, size_t len,
			    struct kacs_diagnostic *diagnostic)
{
	json_t *array = json_array();
	struct entry entry;
	size_t at;

	for (at = 0; at < len && array; at += 4 + entry.len) {
		entry = (struct entry){.malformed = true};
		if (len - at >= 4) {
			entry.bytes = bytes + at + 4;
			entry.len = kacs_load_le32(bytes + at);
			entry.malformed = entry.len > len - at - 4;
		}
		kacs_json_append(&array,
				 entry.malformed ? NULL : entry_json(&entry));
		if (entry.malformed) {
			json_decref(array);
			kacs_report(diagnostic, at, "a malformed claim");
			return NULL;
		}
	}
	if (!array)
		kacs_report_memory(diagnostic);
	return array;
}

const u8 *kacs_sacl_claim(const struct kacs_sd *sd, u32 index, u32 *len)
{
	const struct kacs_ace *ace = &kacs_sd_sacl(sd)[index];
	u32 start;

	if (ace->type != KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE ||
	    ace->flags & KACS_ACE_INHERIT_ONLY)
		return NULL;
	start = kacs_ace_data_offset(ace);
	*len = ace->offset + kacs_ace_size(sd, ace) - start;
	return sd->bytes + start;
}
