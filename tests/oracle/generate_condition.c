// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "generate.h"

/* Names and strings, some of which differ by case only. U+4141 is not a letter
 * pair to fold byte by byte. */
static const u16 texts[][4] = {{'a', 0},      {'A', 0}, {'b', 'c', 0},
			       {'B', 'c', 0}, {'_', 0}, {0x4141, 0},
			       {0x6161, 0},   {0}};
static const u64 numbers[] = {0, 1, 1, 1, 2, 2, 127, 128, ~0ull, 1ull << 63};

static u32 put_number(u8 *out, u64 value, u32 size)
{
	for (u32 i = 0; i < size; i++)
		out[i] = (u8)(value >> 8 * i);
	return size;
}

static u32 text_units(const u16 *text)
{
	u32 count = 0;

	while (text[count])
		count++;
	return count;
}

static u32 put_text(u8 *out, const u16 *text, u32 units)
{
	for (u32 i = 0; i < units; i++)
		kacs_store_le16(out + 2 * i, text[i]);
	return 2 * units;
}

/* A DWORD with the length, then the units. */
static u32 put_counted_text(u8 *out, const u16 *text)
{
	u32 len = put_text(out + 4, text, text_units(text));

	kacs_store_le32(out, len);
	return 4 + len;
}

u32 generate_claim(struct random *random, u8 out[CASE_MAX_DATA])
{
	static const u16 types[] = {1, 1, 2, 3, 3, 5, 6, 0x10};
	static const u32 flags[] = {0, 0, 0, 0, 0x02, 0x04, 0x10, 0x20, 0x06};
	u16 type = PICK(random, types);
	u32 count = random_below(random, 4), i;
	u32 at = 16 + 4 * count;
	const u16 *name = texts[random_below(random, 4)];

	memset(out, 0, 16);
	kacs_store_le32(out, at);
	kacs_store_le16(out + 4, type);
	kacs_store_le32(out + 8, PICK(random, flags));
	kacs_store_le32(out + 12, count);
	at += put_text(out + at, name, text_units(name) + 1);
	for (i = 0; i < count; i++) {
		kacs_store_le32(out + 16 + 4 * i, at);
		if (type == 1 || type == 2 || type == 6) {
			at += put_number(out + at, PICK(random, numbers), 8);
			continue;
		}
		kacs_store_le32(out + at, at + 4);
		at += 4;
		if (type == 3) {
			const u16 *text = PICK(random, texts);

			at += put_text(out + at, text, text_units(text) + 1);
		} else if (type == 5) {
			at += case_sid_bytes((u8)random_below(random,
							      SID_EVERYONE),
					     out + at);
		} else {
			kacs_store_le32(out + at, 1);
			out[at + 4] = "aAb"[random_below(random, 3)];
			at += 5;
		}
	}
	return at;
}

void generate_claims(struct random *random, struct case_claims *claims)
{
	claims->len = 0;
	while (claims->len + 4 + CASE_MAX_DATA <= CASE_MAX_CLAIMS &&
	       one_in(random, 2)) {
		u8 *entry = claims->bytes + claims->len;
		u32 len = generate_claim(random, entry + 4);

		kacs_store_le32(entry, len);
		claims->len = (u16)(claims->len + 4 + len);
	}
}

static u32 put_integer(struct random *random, u8 *out)
{
	static const u8 signs[] = {3, 3, 1, 2};

	out[0] = (u8)(1 + random_below(random, 4));
	put_number(out + 1, PICK(random, numbers), 8);
	out[9] = PICK(random, signs);
	out[10] = 2;
	return 11;
}

static u32 put_sid_literal(struct random *random, u8 *out)
{
	u32 len = case_sid_bytes(
		(u8)random_below(random, SID_LAST_PRINCIPAL + 1), out + 5);

	out[0] = 0x51;
	kacs_store_le32(out + 1, len);
	return 5 + len;
}

static u32 put_scalar(struct random *random, u8 *out)
{
	switch (random_below(random, 5)) {
	case 0:
	case 1:
		return put_integer(random, out);
	case 2:
		out[0] = 0x10;
		return 1 + put_counted_text(out + 1, PICK(random, texts));
	case 3:
		out[0] = 0x18;
		kacs_store_le32(out + 1, 1);
		out[5] = "aAb"[random_below(random, 3)];
		return 6;
	default:
		return put_sid_literal(random, out);
	}
}

/* Scalars, and lists of them when @nested. */
static u32 put_composite(struct random *random, u8 *out, bool sids, bool nested)
{
	u32 len = 0, count = random_below(random, 3);
	u8 *at;

	out[0] = 0x50;
	while (count--) {
		at = out + 5 + len;
		if (nested && one_in(random, 3))
			len += put_composite(random, at, sids, false);
		else
			len += sids ? put_sid_literal(random, at)
				    : put_scalar(random, at);
	}
	kacs_store_le32(out + 1, len);
	return 5 + len;
}

static u32 put_attribute(struct random *random, u8 *out)
{
	out[0] = (u8)(0xf8 + random_below(random, 4));
	return 1 + put_counted_text(out + 1, texts[random_below(random, 4)]);
}

static u32 put_operand(struct random *random, u8 *out)
{
	if (one_in(random, 2))
		return put_attribute(random, out);
	return one_in(random, 3) ? put_composite(random, out, false, true)
				 : put_scalar(random, out);
}

/* Two operands, often the same one twice; at times one is a result. */
static u32 put_operands(struct random *random, u8 *out)
{
	u32 len = put_operand(random, out), result;

	if (one_in(random, 4)) {
		memcpy(out + len, out, len);
		return 2 * len;
	}
	if (one_in(random, 12)) {
		result = put_attribute(random, out + len);
		out[len + result] = 0xa2;
		return len + result + 1;
	}
	return len + put_operand(random, out + len);
}

/*
 * One term: a comparison, a membership, a test, which leave a result, or an
 * attribute alone, which does not.
 */
static u32 put_term(struct random *random, u8 *out, bool *result)
{
	static const u8 relations[] = {0x80, 0x81, 0x82, 0x83, 0x84,
				       0x85, 0x86, 0x88, 0x8e, 0x8f};
	static const u8 memberships[] = {0x89, 0x8a, 0x8b, 0x8c,
					 0x90, 0x91, 0x92, 0x93};
	u32 at;

	*result = true;
	switch (random_below(random, 4)) {
	case 0:
		if (one_in(random, 16))
			at = put_operand(random, out);
		else if (one_in(random, 3))
			at = put_sid_literal(random, out);
		else
			at = put_composite(random, out, true,
					   one_in(random, 16));
		out[at++] = PICK(random, memberships);
		return at;
	case 1:
		at = put_attribute(random, out);
		*result = one_in(random, 2);
		if (*result)
			out[at++] = one_in(random, 2) ? 0x87 : 0x8d;
		return at;
	default:
		at = put_operands(random, out);
		out[at++] = PICK(random, relations);
		return at;
	}
}

struct case_data generate_condition(struct random *random, bool valid,
				    struct case_record *record)
{
	u8 *out = case_data_room(record);
	bool result, other;
	u32 at = 4;

	if (!out || (!valid && one_in(random, 64)))
		return case_data_keep(record, 0);
	memcpy(out, "artx", 4);
	at += put_term(random, out + at, &result);
	if (one_in(random, 4) || (valid && !result && one_in(random, 2))) {
		out[at++] = 0xa2;
		result = true;
	}
	if ((valid && !result) || (one_in(random, 3) && at < 100)) {
		at += put_term(random, out + at, &other);
		out[at++] = one_in(random, 2) ? 0xa0 : 0xa1;
	}
	while (at % 4)
		out[at++] = 0;
	if (valid)
		return case_data_keep(record, at);
	if (one_in(random, 32))
		out[4 + random_below(random, at - 4)] = (u8)random_bits(random);
	if (one_in(random, 64))
		at -= 4;
	return case_data_keep(record, at);
}
