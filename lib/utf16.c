// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "utf16.h"

#include <string.h>

/* One character of valid UTF-8; moves @text behind it. */
static u32 next_character(const char **text)
{
	const u8 *bytes = (const u8 *)*text;
	u32 character = bytes[0];
	int more = 0, i;

	if (character >= 0xf0) {
		character &= 0x07;
		more = 3;
	} else if (character >= 0xe0) {
		character &= 0x0f;
		more = 2;
	} else if (character >= 0xc0) {
		character &= 0x1f;
		more = 1;
	}
	for (i = 1; i <= more; i++)
		character = character << 6 | (bytes[i] & 0x3f);
	*text += more + 1;
	return character;
}

static void put_utf16(struct kacs_buffer *out, u32 character)
{
	if (character >= 0x10000) {
		character -= 0x10000;
		kacs_buffer_le16(out, (u16)(0xd800 | character >> 10));
		kacs_buffer_le16(out, (u16)(0xdc00 | (character & 0x3ff)));
	} else {
		kacs_buffer_le16(out, (u16)character);
	}
}

void kacs_utf16_put(struct kacs_buffer *out, const char *utf8)
{
	while (*utf8)
		put_utf16(out, next_character(&utf8));
	kacs_buffer_le16(out, 0);
}

/* One character of any bytes. Return: how many, 0 when they are not UTF-8. */
static size_t decode(const char *utf8, size_t len, u32 *character)
{
	static const u32 least[] = {0, 0, 0x80, 0x800, 0x10000};
	const u8 *bytes = (const u8 *)utf8;
	const char *end = utf8;
	size_t taken, i;

	if (len == 0)
		return 0;
	taken = bytes[0] < 0x80	  ? 1
		: bytes[0] < 0xc0 ? 0
		: bytes[0] < 0xe0 ? 2
		: bytes[0] < 0xf0 ? 3
		: bytes[0] < 0xf8 ? 4
				  : 0;
	if (taken == 0 || taken > len)
		return 0;
	for (i = 1; i < taken; i++)
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
	*character = next_character(&end);
	if (*character < least[taken] || *character > 0x10ffff ||
	    (*character >= 0xd800 && *character <= 0xdfff))
		return 0;
	return taken;
}

size_t kacs_utf16_put_character(struct kacs_buffer *out, const char *utf8,
				size_t len)
{
	u32 character;
	size_t taken = decode(utf8, len, &character);

	if (taken)
		put_utf16(out, character);
	return taken;
}

void kacs_utf8_put(struct kacs_buffer *out, u32 c)
{
	if (c >= 0x10000) {
		kacs_buffer_u8(out, (u8)(0xf0 | c >> 18));
		kacs_buffer_u8(out, (u8)(0x80 | (c >> 12 & 0x3f)));
	} else if (c >= 0x800) {
		kacs_buffer_u8(out, (u8)(0xe0 | c >> 12));
	}
	if (c >= 0x800)
		kacs_buffer_u8(out, (u8)(0x80 | (c >> 6 & 0x3f)));
	else if (c >= 0x80)
		kacs_buffer_u8(out, (u8)(0xc0 | c >> 6));
	if (c >= 0x80)
		kacs_buffer_u8(out, (u8)(0x80 | (c & 0x3f)));
	else
		kacs_buffer_u8(out, (u8)c);
}

bool kacs_utf16_read(const u8 *bytes, size_t len, struct kacs_buffer *utf8)
{
	size_t at;

	for (at = 0; at + 2 <= len; at += 2) {
		u32 unit = kacs_load_le16(bytes + at);
		u32 low;

		if (unit == 0)
			return true;
		if (unit < 0xd800 || unit > 0xdfff) {
			kacs_utf8_put(utf8, unit);
			continue;
		}
		at += 2;
		if (unit >= 0xdc00 || at + 2 > len)
			return false;
		low = kacs_load_le16(bytes + at);
		if (low < 0xdc00 || low > 0xdfff)
			return false;
		kacs_utf8_put(utf8,
			      0x10000 + ((unit & 0x3ff) << 10 | (low & 0x3ff)));
	}
	return false;
}
