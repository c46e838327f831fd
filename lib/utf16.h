/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* UTF-16LE, in which claims keep their text. */
#ifndef KACS_LIB_UTF16_H
#define KACS_LIB_UTF16_H

#include "buffer.h"
#include "../core/utf8.h"

/* Append valid UTF-8 as UTF-16LE with a terminating zero. */
void kacs_utf16_put(struct kacs_buffer *out, const char *utf8);

/*
 * Append the character of UTF-8 at the start of @len bytes as UTF-16LE. Return:
 * its bytes, 0 when they are not valid UTF-8.
 */
size_t kacs_utf16_put_character(struct kacs_buffer *out, const char *utf8,
				size_t len);

/* Is all of it UTF-8? */
static inline bool kacs_is_utf8(const char *text)
{
	return kacs_utf8_valid((const u8 *)text, strlen(text));
}

/* Append a character, which is no half of a surrogate pair, as UTF-8. */
void kacs_utf8_put(struct kacs_buffer *out, u32 character);

/*
 * Append the zero-terminated UTF-16LE at @bytes as UTF-8. Return: false when it
 * does not end within @len bytes or holds half a surrogate pair.
 */
bool kacs_utf16_read(const u8 *bytes, size_t len, struct kacs_buffer *utf8);

#endif /* KACS_LIB_UTF16_H */
