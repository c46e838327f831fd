// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "svg.h"
#include "utf16.h"

#include <string.h>

/* U+FFFE and U+FFFF, which are no characters. */
static bool is_no_character(const unsigned char *at, size_t left)
{
	return left >= 3 && at[0] == 0xef && at[1] == 0xbf && at[2] >= 0xbe;
}

static void put_character(struct kacs_buffer *out, unsigned char c, bool utf8)
{
	switch (c) {
	case '&':
		kacs_buffer_text(out, "&amp;");
		break;
	case '<':
		kacs_buffer_text(out, "&lt;");
		break;
	case '>':
		kacs_buffer_text(out, "&gt;");
		break;
	case '"':
		kacs_buffer_text(out, "&quot;");
		break;
	default:
		kacs_buffer_u8(out, c < 0x20 || c == 0x7f || (c > 0x7f && !utf8)
					    ? '?'
					    : c);
		break;
	}
}

void kacs_svg_put_text(struct kacs_buffer *out, const char *text, size_t len)
{
	const unsigned char *bytes = (const unsigned char *)text;
	bool utf8 = kacs_is_utf8(text);
	size_t i;

	for (i = 0; i < len; i++) {
		if (utf8 && is_no_character(bytes + i, len - i)) {
			kacs_buffer_u8(out, '?');
			i += 2;
			continue;
		}
		put_character(out, bytes[i], utf8);
	}
}

size_t kacs_svg_line(const char *text, size_t most)
{
	size_t len = 0, characters = 0, blank = 0;

	for (; text[len] && text[len] != '\n'; len++) {
		/* Not inside of a character. */
		if (((unsigned char)text[len] & 0xc0) == 0x80)
			continue;
		if (characters++ == most)
			return blank ? blank : len;
		if (text[len] == ' ')
			blank = len + 1;
	}
	return len;
}
