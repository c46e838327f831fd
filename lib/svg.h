/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Text in a picture. */
#ifndef KACS_LIB_SVG_H
#define KACS_LIB_SVG_H

#include "buffer.h"

/*
 * Append text as the content of an element or an attribute. What XML or UTF-8
 * does not allow becomes a question mark.
 */
void kacs_svg_put_text(struct kacs_buffer *out, const char *text, size_t len);

/*
 * The length of the next line of a text, at most @most characters, broken
 * behind a blank if there is one. Return: 0 at the end; a line break ends a
 * line and is not part of it.
 */
size_t kacs_svg_line(const char *text, size_t most);

#endif /* KACS_LIB_SVG_H */
