// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "report.h"
#include "sddl_literal.h"
#include "utf16.h"
#include "well_known.h"

#include <ctype.h>

#include <kacs/names.h>

#define SIGN_BIT (1ull << 63)

static int read_digits(struct kacs_sddl_reader *r, unsigned int base,
		       u64 *value)
{
	size_t start = r->at;
	u64 sum = 0;
	int digit;

	for (;; r->at++) {
		digit = kacs_sddl_hex_digit(kacs_sddl_peek(r));
		if (digit < 0 || (base != 16 && digit > 9))
			break;
		if ((unsigned int)digit >= base)
			return kacs_report(
				r->diagnostic, r->at,
				"a number that begins with 0 is octal");
		if (sum > (UINT64_MAX - (u64)digit) / base)
			return kacs_report(r->diagnostic, start,
					   "an integer has 64 bits");
		sum = sum * base + (u64)digit;
	}
	if (r->at == start)
		return kacs_report(r->diagnostic, start, "expected a digit");
	*value = sum;
	return 0;
}

int kacs_sddl_read_integer(struct kacs_sddl_reader *r,
			   struct kacs_sddl_integer *integer)
{
	unsigned int base = 10;

	integer->sign = KACS_SDDL_SIGN_NONE;
	integer->base = KACS_SDDL_BASE_DECIMAL;
	if (kacs_sddl_take(r, "+"))
		integer->sign = KACS_SDDL_SIGN_PLUS;
	else if (kacs_sddl_take(r, "-"))
		integer->sign = KACS_SDDL_SIGN_MINUS;
	if (kacs_sddl_take(r, "0x")) {
		integer->base = KACS_SDDL_BASE_HEX;
		base = 16;
	} else if (kacs_sddl_peek(r) == '0' && r->len - r->at > 1 &&
		   isdigit((unsigned char)r->text[r->at + 1])) {
		integer->base = KACS_SDDL_BASE_OCTAL;
		base = 8;
		r->at++;
	}
	return read_digits(r, base, &integer->magnitude);
}

bool kacs_sddl_int64(const struct kacs_sddl_integer *integer, u64 *value)
{
	bool negative = integer->sign == KACS_SDDL_SIGN_MINUS;

	if (integer->magnitude > (negative ? SIGN_BIT : SIGN_BIT - 1))
		return false;
	*value = negative ? 0 - integer->magnitude : integer->magnitude;
	return true;
}

void kacs_sddl_put_integer(struct kacs_buffer *out,
			   const struct kacs_sddl_integer *integer)
{
	unsigned long long magnitude = integer->magnitude;

	if (integer->sign != KACS_SDDL_SIGN_NONE)
		kacs_buffer_u8(out, integer->sign == KACS_SDDL_SIGN_PLUS ? '+'
									 : '-');
	if (integer->base == KACS_SDDL_BASE_OCTAL)
		kacs_buffer_printf(out, "0%llo", magnitude);
	else if (integer->base == KACS_SDDL_BASE_HEX)
		kacs_buffer_printf(out, "0x%llx", magnitude);
	else
		kacs_buffer_printf(out, "%llu", magnitude);
}

/* %XXXX; the place stays where it is when there is none. */
static bool take_escape(struct kacs_sddl_reader *r, u16 *unit)
{
	u16 value = 0;
	int digit;
	size_t i;

	if (kacs_sddl_peek(r) != '%' || r->len - r->at < 5)
		return false;
	for (i = 1; i <= 4; i++) {
		digit = kacs_sddl_hex_digit(r->text[r->at + i]);
		if (digit < 0)
			return false;
		value = (u16)(value << 4 | digit);
	}
	*unit = value;
	r->at += 5;
	return true;
}

/* One character of UTF-8. Return: 0, or -1 after a report. */
static int copy_character(struct kacs_sddl_reader *r, struct kacs_buffer *out)
{
	size_t taken =
		kacs_utf16_put_character(out, r->text + r->at, r->len - r->at);

	if (taken == 0)
		return kacs_report(r->diagnostic, r->at,
				   "the text is not valid UTF-8");
	r->at += taken;
	return 0;
}

int kacs_sddl_read_string(struct kacs_sddl_reader *r, struct kacs_buffer *out)
{
	size_t start = r->at;
	u16 unit;

	if (!kacs_sddl_take(r, "\""))
		return kacs_report(r->diagnostic, r->at,
				   "expected a string in double quotes");
	while (!kacs_sddl_take(r, "\"")) {
		if (kacs_sddl_done(r))
			return kacs_report(r->diagnostic, start,
					   "the string does not end");
		if (take_escape(r, &unit))
			kacs_buffer_le16(out, unit);
		else if (copy_character(r, out) < 0)
			return -1;
	}
	return 0;
}

int kacs_sddl_read_octets(struct kacs_sddl_reader *r, struct kacs_buffer *out)
{
	bool half = false;
	u8 byte = 0;
	int digit;

	if (!kacs_sddl_take(r, "#"))
		return kacs_report(r->diagnostic, r->at, "octets begin with #");
	for (;; r->at++) {
		digit = kacs_sddl_peek(r) == '#'
				? 0
				: kacs_sddl_hex_digit(kacs_sddl_peek(r));
		if (digit < 0)
			break;
		byte = (u8)(byte << 4 | digit);
		if (half)
			kacs_buffer_u8(out, byte);
		half = !half;
	}
	if (half)
		return kacs_report(
			r->diagnostic, r->at,
			"octets are pairs of hexadecimal digits: one is missing");
	return 0;
}

void kacs_sddl_put_octets(struct kacs_buffer *out, const u8 *bytes, size_t len)
{
	size_t i;

	kacs_buffer_u8(out, '#');
	for (i = 0; i < len; i++)
		kacs_buffer_printf(out, "%02x", bytes[i]);
}

bool kacs_sddl_plain_name_char(char c)
{
	unsigned char byte = (unsigned char)c;

	return byte >= 0x80 || isalnum(byte) || (c && strchr(":./_", c));
}

static bool name_char(char c, bool prefixed)
{
	return kacs_sddl_plain_name_char(c) ||
	       (prefixed && c && strchr("#$'*+-;?@[\\]^`{}~", c));
}

int kacs_sddl_read_name(struct kacs_sddl_reader *r, bool prefixed,
			struct kacs_buffer *out)
{
	size_t start = r->at, before;
	u16 unit;

	for (;;) {
		before = r->at;
		if (take_escape(r, &unit)) {
			if (!unit)
				return kacs_report(
					r->diagnostic, before,
					"no name can hold the character 0");
			kacs_buffer_le16(out, unit);
		} else if (kacs_sddl_peek(r) == '%') {
			return kacs_report(
				r->diagnostic, r->at,
				"%% needs the four hexadecimal digits of a character");
		} else if (!kacs_sddl_done(r) &&
			   name_char(kacs_sddl_peek(r), prefixed)) {
			if (copy_character(r, out) < 0)
				return -1;
		} else {
			break;
		}
	}
	if (r->at == start)
		return kacs_report(r->diagnostic, start,
				   "expected the name of an attribute");
	return 0;
}

static void put_escape(struct kacs_buffer *out, u32 unit)
{
	kacs_buffer_printf(out, "%%%04x", unit);
}

/* Outside of ASCII: control characters and what is no character. */
static bool unprintable(u32 character)
{
	return (character >= 0x80 && character < 0xa0) ||
	       (character & 0xfffe) == 0xfffe || character == 0xfeff ||
	       (character >= 0x2028 && character <= 0x202e);
}

/* One character or half of one at @at; returns the bytes that it has. */
static size_t next_character(const u8 *utf16, size_t len, size_t at,
			     u32 *character, bool *whole)
{
	u32 low;

	*character = kacs_load_le16(utf16 + at);
	*whole = *character < 0xd800 || *character > 0xdfff;
	if (*whole || *character > 0xdbff || len - at < 4)
		return 2;
	low = kacs_load_le16(utf16 + at + 2);
	if (low < 0xdc00 || low > 0xdfff)
		return 2;
	*character = 0x10000 + ((*character & 0x3ff) << 10 | (low & 0x3ff));
	*whole = true;
	return 4;
}

/* Would a reader take these code units for an escape? */
static bool looks_escaped(const u8 *utf16, size_t len, size_t at)
{
	size_t i;
	u16 unit;

	if (len - at < 10)
		return false;
	for (i = 1; i <= 4; i++) {
		unit = kacs_load_le16(utf16 + at + 2 * i);
		if (unit > 0x7f || kacs_sddl_hex_digit((char)unit) < 0)
			return false;
	}
	return true;
}

static void put_character(struct kacs_buffer *out, u32 character, bool escape)
{
	if (!escape) {
		kacs_utf8_put(out, character);
	} else if (character < 0x10000) {
		put_escape(out, character);
	} else {
		character -= 0x10000;
		put_escape(out, 0xd800 | character >> 10);
		put_escape(out, 0xdc00 | (character & 0x3ff));
	}
}

void kacs_sddl_put_string(struct kacs_buffer *out, const u8 *utf16, size_t len)
{
	size_t at = 0, taken;
	u32 character;
	bool whole;

	kacs_buffer_u8(out, '"');
	for (; at + 2 <= len; at += taken) {
		taken = next_character(utf16, len, at, &character, &whole);
		put_character(out, character,
			      !whole || character < 0x20 || character == 0x7f ||
				      character == '"' ||
				      unprintable(character) ||
				      (character == '%' &&
				       looks_escaped(utf16, len, at)));
	}
	kacs_buffer_u8(out, '"');
}

void kacs_sddl_put_name(struct kacs_buffer *out, const u8 *utf16, size_t len,
			bool prefixed)
{
	size_t at = 0, taken;
	u32 character;
	bool whole, plain;

	for (; at + 2 <= len; at += taken) {
		taken = next_character(utf16, len, at, &character, &whole);
		plain = character >= 0x80
				? !unprintable(character)
				: name_char((char)character, prefixed);
		put_character(out, character, !whole || !plain);
	}
}

static const char *domain_letters(const u8 *sid, size_t len,
				  const struct kacs_sddl_options *options)
{
	const struct kacs_domain_alias *alias = kacs_domain_aliases;

	/* The same SID but for the count and one more sub-authority. */
	if (!options || !options->domain_sid ||
	    len != options->domain_sid_len + 4 || len < 12 ||
	    sid[0] != options->domain_sid[0] ||
	    sid[1] != options->domain_sid[1] + 1 ||
	    memcmp(sid + 2, options->domain_sid + 2, len - 6) != 0)
		return NULL;
	for (; alias->name; alias++)
		if (alias->rid == kacs_load_le32(sid + len - 4))
			return alias->alias;
	return NULL;
}

void kacs_sddl_put_sid(struct kacs_buffer *out, const u8 *sid, size_t len,
		       const struct kacs_sddl_options *options)
{
	const struct kacs_named_sid *named = kacs_named_sid_find(sid, len);
	const char *letters = domain_letters(sid, len, options);
	char text[KACS_SID_TEXT_BYTES];

	if (named && named->alias[0])
		letters = named->alias;
	if (!letters)
		kacs_sid_to_text(sid, len, text);
	kacs_buffer_text(out, letters ? letters : text);
}
