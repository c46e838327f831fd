// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * UTF-8 by RFC 3629.
 */
#include "utf8.h"

/*
 * How long the UTF-8 sequence at @at is, or 0 if it is none: shortest form,
 * no surrogates, nothing above U+10FFFF.
 */
static size_t sequence(const u8 *at, size_t left)
{
	static const u32 smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t len, i;
	u32 point;

	if (at[0] < 0x80)
		return 1;
	if ((at[0] & 0xe0) == 0xc0)
		len = 2;
	else if ((at[0] & 0xf0) == 0xe0)
		len = 3;
	else if ((at[0] & 0xf8) == 0xf0)
		len = 4;
	else
		return 0;
	if (len > left)
		return 0;
	point = at[0] & (0x7f >> len);
	for (i = 1; i < len; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (at[i] & 0x3f);
	}
	if (point < smallest[len] || point > 0x10ffff ||
	    (point >= 0xd800 && point <= 0xdfff))
		return 0;
	return len;
}

bool kacs_utf8_valid(const u8 *bytes, size_t len)
{
	size_t at = 0, step;

	while (at < len) {
		step = sequence(bytes + at, len - at);
		if (!step)
			return false;
		at += step;
	}
	return true;
}
