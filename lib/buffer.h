/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Growing byte and text buffers. A failed allocation is remembered, so that a
 * writer appends without looking and asks once, at the end.
 */
#ifndef KACS_LIB_BUFFER_H
#define KACS_LIB_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kacs_buffer {
	uint8_t *data;
	size_t len;
	size_t room;
	bool failed;
};

void kacs_buffer_put(struct kacs_buffer *buffer, const void *data, size_t len);
void kacs_buffer_u8(struct kacs_buffer *buffer, uint8_t value);
void kacs_buffer_le16(struct kacs_buffer *buffer, uint16_t value);
void kacs_buffer_le32(struct kacs_buffer *buffer, uint32_t value);
void kacs_buffer_le64(struct kacs_buffer *buffer, uint64_t value);
void kacs_buffer_text(struct kacs_buffer *buffer, const char *text);
void kacs_buffer_printf(struct kacs_buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Zero bytes up to a multiple of @alignment. */
void kacs_buffer_align(struct kacs_buffer *buffer, size_t alignment);

/* Overwrite what has been written at @offset. */
void kacs_buffer_set_le16(struct kacs_buffer *buffer, size_t offset,
			  uint16_t value);
void kacs_buffer_set_le32(struct kacs_buffer *buffer, size_t offset,
			  uint32_t value);

/*
 * Hand the bytes over and empty the buffer. Return: 0, or -1 and ENOMEM when
 * any allocation failed; the buffer is empty then too.
 */
int kacs_buffer_take(struct kacs_buffer *buffer, uint8_t **out, size_t *len);

/* The same for text, with a NUL behind it; NULL and ENOMEM. */
char *kacs_buffer_take_text(struct kacs_buffer *buffer);

void kacs_buffer_free(struct kacs_buffer *buffer);

#endif /* KACS_LIB_BUFFER_H */
