// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "report.h"
#include "sddl_attribute.h"
#include "sddl_literal.h"
#include "../core/claim.h"
#include "../core/sid.h"

#include <strings.h>

static const struct value_type {
	const char *letters;
	u16 type;
	bool indirect; /* its value offset leads to another one */
} value_types[] = {
	{"TI", KACS_CLAIM_INT64, false},
	{"TU", KACS_CLAIM_UINT64, false},
	{"TS", KACS_CLAIM_STRING, true},
	{"TD", KACS_CLAIM_SID, true},
	{"TX", KACS_CLAIM_OCTET, true},
	{"TB", KACS_CLAIM_BOOLEAN, false},
	{NULL, 0, false},
};

struct attribute {
	struct kacs_buffer name;
	const struct value_type *type;
	u32 flags;
	u32 count;
	struct kacs_buffer offsets; /* of the values, from the first one */
	struct kacs_buffer values;
};

static int read_name(struct kacs_sddl_reader *r, struct kacs_buffer *name)
{
	size_t start, i;

	kacs_sddl_skip_blanks(r);
	start = r->at;
	if (kacs_sddl_read_string(r, name) < 0)
		return -1;
	for (i = 0; i < name->len; i += 2)
		if (!kacs_load_le16(name->data + i))
			break;
	if (!name->failed && (name->len == 0 || i < name->len))
		return kacs_report(
			r->diagnostic, start,
			"an attribute's name has characters, none of them 0");
	kacs_buffer_le16(name, 0);
	return 0;
}

static int read_type(struct kacs_sddl_reader *r, const struct value_type **type)
{
	const struct value_type *candidate;

	kacs_sddl_skip_blanks(r);
	for (candidate = value_types; candidate->letters; candidate++)
		if (kacs_sddl_take(r, candidate->letters)) {
			*type = candidate;
			return 0;
		}
	return kacs_report(r->diagnostic, r->at,
			   "expected the type TI TU TS TD TX or TB");
}

static int read_number(struct kacs_sddl_reader *r, u16 type, u64 *value)
{
	struct kacs_sddl_integer integer;
	size_t start;

	kacs_sddl_skip_blanks(r);
	start = r->at;
	if (kacs_sddl_read_integer(r, &integer) < 0)
		return -1;
	if (type == KACS_CLAIM_INT64) {
		if (kacs_sddl_int64(&integer, value))
			return 0;
		return kacs_report(r->diagnostic, start,
				   "a TI value is from -2^63 to 2^63-1");
	}
	if (integer.sign == KACS_SDDL_SIGN_MINUS)
		return kacs_report(r->diagnostic, start,
				   "expected a number from 0");
	*value = integer.magnitude;
	if (type == KACS_CLAIM_BOOLEAN && *value > 1)
		return kacs_report(r->diagnostic, start,
				   "a TB value is 0 or 1");
	return 0;
}

static int read_flags(struct kacs_sddl_reader *r, u32 *flags)
{
	size_t start;
	u64 value;

	kacs_sddl_skip_blanks(r);
	start = r->at;
	if (read_number(r, KACS_CLAIM_UINT64, &value) < 0)
		return -1;
	if (value > UINT32_MAX)
		return kacs_report(r->diagnostic, start,
				   "an attribute's flags have 32 bits");
	*flags = (u32)value;
	return 0;
}

/* S-1-... or two letters, also inside of SID(). */
static int read_sid(struct kacs_sddl_reader *r, struct kacs_buffer *out)
{
	bool wrapped = r->len - r->at > 3 &&
		       strncasecmp(r->text + r->at, "SID(", 4) == 0;
	struct kacs_sddl_sid sid = {0};

	if (wrapped)
		r->at += 4;
	if (kacs_sddl_read_sid(r, &sid) < 0 ||
	    (wrapped && kacs_sddl_expect(r, ')') < 0))
		return -1;
	kacs_buffer_put(out, sid.bytes, sid.len);
	return 0;
}

static int read_octets(struct kacs_sddl_reader *r, struct kacs_buffer *out)
{
	struct kacs_buffer octets = {0};
	int result = kacs_sddl_read_octets(r, &octets);

	kacs_buffer_le32(out, (u32)octets.len);
	kacs_buffer_put(out, octets.data, octets.len);
	out->failed |= octets.failed;
	kacs_buffer_free(&octets);
	return result;
}

static int read_string(struct kacs_sddl_reader *r, struct kacs_buffer *out)
{
	size_t start = r->at, from = out->len, i;

	if (kacs_sddl_read_string(r, out) < 0)
		return -1;
	for (i = from; i < out->len; i += 2)
		if (!kacs_load_le16(out->data + i))
			return kacs_report(
				r->diagnostic, start,
				"an attribute's string cannot hold the character 0");
	kacs_buffer_le16(out, 0);
	return 0;
}

static int read_value(struct kacs_sddl_reader *r, struct attribute *a)
{
	u64 number;

	kacs_sddl_skip_blanks(r);
	kacs_buffer_align(&a->values, 4);
	kacs_buffer_le32(&a->offsets, (u32)a->values.len);
	a->count++;
	if (a->type->indirect)
		kacs_buffer_le32(&a->values, 0);
	switch (a->type->type) {
	case KACS_CLAIM_STRING:
		return read_string(r, &a->values);
	case KACS_CLAIM_SID:
		return read_sid(r, &a->values);
	case KACS_CLAIM_OCTET:
		return read_octets(r, &a->values);
	default:
		if (read_number(r, a->type->type, &number) < 0)
			return -1;
		kacs_buffer_le64(&a->values, number);
		return 0;
	}
}

static int read(struct kacs_sddl_reader *r, struct attribute *a)
{
	if (kacs_sddl_expect(r, '(') < 0 || read_name(r, &a->name) < 0 ||
	    kacs_sddl_expect(r, ',') < 0 || read_type(r, &a->type) < 0 ||
	    kacs_sddl_expect(r, ',') < 0 || read_flags(r, &a->flags) < 0)
		return -1;
	for (;;) {
		kacs_sddl_skip_blanks(r);
		if (!kacs_sddl_take(r, ","))
			return kacs_sddl_expect(r, ')');
		if (read_value(r, a) < 0)
			return -1;
	}
}

/* Header, offsets, name, values: as claims are written elsewhere. */
static void write(struct attribute *a, struct kacs_buffer *out)
{
	u32 base, i;

	kacs_buffer_le32(out, KACS_CLAIM_HEADER_BYTES + 4 * a->count);
	kacs_buffer_le16(out, a->type->type);
	kacs_buffer_le16(out, 0);
	kacs_buffer_le32(out, a->flags);
	kacs_buffer_le32(out, a->count);
	kacs_buffer_put(out, a->offsets.data, a->offsets.len);
	kacs_buffer_put(out, a->name.data, a->name.len);
	kacs_buffer_align(out, 4);
	base = (u32)out->len;
	kacs_buffer_put(out, a->values.data, a->values.len);
	kacs_buffer_align(out, 4);
	out->failed |= a->name.failed || a->offsets.failed || a->values.failed;
	for (i = 0; !out->failed && i < a->count; i++) {
		u32 offset = base + kacs_load_le32(a->offsets.data + 4 * i);

		kacs_buffer_set_le32(out, KACS_CLAIM_HEADER_BYTES + 4 * i,
				     offset);
		if (a->type->indirect)
			kacs_buffer_set_le32(out, offset, offset + 4);
	}
}

int kacs_sddl_read_attribute(struct kacs_sddl_reader *r,
			     struct kacs_buffer *out)
{
	struct attribute a = {0};
	int result = read(r, &a);

	if (result == 0)
		write(&a, out);
	kacs_buffer_free(&a.name);
	kacs_buffer_free(&a.offsets);
	kacs_buffer_free(&a.values);
	return result;
}

/* An entry being written; every offset is from its start. */
struct entry {
	const u8 *bytes;
	size_t len;
	size_t base;
	struct kacs_buffer *out;
	const struct kacs_sddl_options *options;
	struct kacs_diagnostic *diagnostic;
};

static int malformed(const struct entry *e, size_t at, const char *why)
{
	return kacs_report(e->diagnostic, e->base + at,
			   "malformed resource attribute: %s", why);
}

static bool has(const struct entry *e, size_t offset, size_t len)
{
	return offset <= e->len && len <= e->len - offset;
}

/* Bytes of the text at @offset without its zero; SIZE_MAX: it has no end. */
static size_t text_length(const struct entry *e, size_t offset)
{
	size_t at;

	for (at = offset; has(e, at, 2); at += 2)
		if (!kacs_load_le16(e->bytes + at))
			return at - offset;
	return SIZE_MAX;
}

static int put_name(const struct entry *e)
{
	size_t offset = kacs_load_le32(e->bytes + KACS_CLAIM_NAME_FIELD);
	size_t len = text_length(e, offset);

	if (len == SIZE_MAX)
		return malformed(e, KACS_CLAIM_NAME_FIELD,
				 "its name does not end in it");
	if (len == 0)
		return malformed(e, KACS_CLAIM_NAME_FIELD, "it has no name");
	kacs_buffer_u8(e->out, '"');
	kacs_sddl_put_name(e->out, e->bytes + offset, len, true);
	kacs_buffer_u8(e->out, '"');
	return 0;
}

static int put_sid(const struct entry *e, size_t field, size_t offset)
{
	struct kacs_sid sid;

	if (offset > e->len ||
	    kacs_sid_parse(e->bytes + offset, (u32)(e->len - offset), 0, &sid,
			   NULL) != KACS_OK)
		return malformed(e, field, "a value is no SID");
	kacs_sddl_put_sid(e->out, sid.bytes, sid.len, e->options);
	return 0;
}

static int put_octets(const struct entry *e, size_t field, size_t offset)
{
	size_t len;

	if (!has(e, offset, 4))
		return malformed(e, field, "a value leads outside");
	len = kacs_load_le32(e->bytes + offset);
	if (!has(e, offset + 4, len))
		return malformed(e, offset, "a value leads outside");
	kacs_sddl_put_octets(e->out, e->bytes + offset + 4, len);
	return 0;
}

static int put_indirect(const struct entry *e, u16 type, size_t field)
{
	size_t offset = kacs_load_le32(e->bytes + field), len;

	if (type == KACS_CLAIM_SID)
		return put_sid(e, field, offset);
	if (type == KACS_CLAIM_OCTET)
		return put_octets(e, field, offset);
	len = text_length(e, offset);
	if (len == SIZE_MAX)
		return malformed(e, field, "a string does not end in it");
	kacs_sddl_put_string(e->out, e->bytes + offset, len);
	return 0;
}

static void put_scalar(const struct entry *e, u16 type, u64 value)
{
	bool negative = type == KACS_CLAIM_INT64 && value >> 63;
	struct kacs_sddl_integer integer = {
		.magnitude = negative			  ? 0 - value
			     : type == KACS_CLAIM_BOOLEAN ? value != 0
							  : value,
		.sign = negative ? KACS_SDDL_SIGN_MINUS : KACS_SDDL_SIGN_NONE,
		.base = KACS_SDDL_BASE_DECIMAL,
	};

	kacs_sddl_put_integer(e->out, &integer);
}

static int put_value(const struct entry *e, const struct value_type *type,
		     size_t field)
{
	size_t offset = kacs_load_le32(e->bytes + field);

	kacs_buffer_u8(e->out, ',');
	if (!has(e, offset, type->indirect ? 4 : 8))
		return malformed(e, field, "a value leads outside");
	if (type->indirect)
		return put_indirect(e, type->type, offset);
	put_scalar(e, type->type, kacs_load_le64(e->bytes + offset));
	return 0;
}

/* Entries of offsets that overlap would make text without measure. */
static bool too_much(const struct entry *e)
{
	return e->out->len > 16u * KACS_SD_MAX_BYTES;
}

int kacs_sddl_put_attribute(struct kacs_buffer *out, const u8 *bytes,
			    size_t len, size_t base,
			    const struct kacs_sddl_options *options,
			    struct kacs_diagnostic *diagnostic)
{
	const struct entry e = {bytes, len, base, out, options, diagnostic};
	const struct value_type *type = value_types;
	u32 count, i;

	if (len < KACS_CLAIM_HEADER_BYTES)
		return malformed(&e, 0, "it is cut off");
	while (type->letters &&
	       type->type != kacs_load_le16(bytes + KACS_CLAIM_TYPE_FIELD))
		type++;
	if (!type->letters)
		return malformed(&e, KACS_CLAIM_TYPE_FIELD,
				 "unknown type of value");
	count = kacs_load_le32(bytes + KACS_CLAIM_COUNT_FIELD);
	if (count > (len - KACS_CLAIM_HEADER_BYTES) / 4)
		return malformed(&e, KACS_CLAIM_COUNT_FIELD,
				 "more values than fit");
	kacs_buffer_u8(out, '(');
	if (put_name(&e) < 0)
		return -1;
	kacs_buffer_printf(out, ",%s,0x%x", type->letters,
			   kacs_load_le32(bytes + KACS_CLAIM_FLAGS_FIELD));
	for (i = 0; i < count; i++) {
		if (put_value(&e, type,
			      KACS_CLAIM_HEADER_BYTES + 4 * (size_t)i) < 0)
			return -1;
		if (too_much(&e))
			return malformed(&e, KACS_CLAIM_HEADER_BYTES,
					 "its values overlap without measure");
	}
	kacs_buffer_u8(out, ')');
	return 0;
}
