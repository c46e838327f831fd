/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* UTF-16LE, in which claims keep their text. */
#ifndef KACS_LIB_UTF16_H
#define KACS_LIB_UTF16_H

#include "buffer.h"
#include "../core/base.h"

/* Append valid UTF-8 as UTF-16LE with a terminating zero. */
void kacs_utf16_put(struct kacs_buffer *out, const char *utf8);

/*
 * Append the zero-terminated UTF-16LE at @bytes as UTF-8. Return: false when it
 * does not end within @len bytes or holds half a surrogate pair.
 */
bool kacs_utf16_read(const u8 *bytes, size_t len, struct kacs_buffer *utf8);

#endif /* KACS_LIB_UTF16_H */
