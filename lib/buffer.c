// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "buffer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(struct kacs_buffer *buffer, size_t more)
{
	size_t room = buffer->room ? buffer->room : 128;
	uint8_t *data;

	if (buffer->failed)
		return false;
	if (more > SIZE_MAX / 2 - buffer->len) {
		buffer->failed = true;
		return false;
	}
	while (room < buffer->len + more)
		room *= 2;
	if (room == buffer->room)
		return true;
	data = realloc(buffer->data, room);
	if (!data) {
		buffer->failed = true;
		return false;
	}
	buffer->data = data;
	buffer->room = room;
	return true;
}

void kacs_buffer_put(struct kacs_buffer *buffer, const void *data, size_t len)
{
	if (len == 0 || !reserve(buffer, len))
		return;
	memcpy(buffer->data + buffer->len, data, len);
	buffer->len += len;
}

void kacs_buffer_u8(struct kacs_buffer *buffer, uint8_t value)
{
	kacs_buffer_put(buffer, &value, 1);
}

void kacs_buffer_le16(struct kacs_buffer *buffer, uint16_t value)
{
	uint8_t bytes[2] = {(uint8_t)value, (uint8_t)(value >> 8)};

	kacs_buffer_put(buffer, bytes, sizeof(bytes));
}

void kacs_buffer_le32(struct kacs_buffer *buffer, uint32_t value)
{
	kacs_buffer_le16(buffer, (uint16_t)value);
	kacs_buffer_le16(buffer, (uint16_t)(value >> 16));
}

void kacs_buffer_le64(struct kacs_buffer *buffer, uint64_t value)
{
	kacs_buffer_le32(buffer, (uint32_t)value);
	kacs_buffer_le32(buffer, (uint32_t)(value >> 32));
}

void kacs_buffer_text(struct kacs_buffer *buffer, const char *text)
{
	kacs_buffer_put(buffer, text, strlen(text));
}

void kacs_buffer_printf(struct kacs_buffer *buffer, const char *format, ...)
{
	va_list arguments;
	int len;

	va_start(arguments, format);
	len = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (len < 0) {
		buffer->failed = true;
		return;
	}
	if (!reserve(buffer, (size_t)len + 1))
		return;
	va_start(arguments, format);
	vsnprintf((char *)buffer->data + buffer->len, (size_t)len + 1, format,
		  arguments);
	va_end(arguments);
	buffer->len += (size_t)len;
}

void kacs_buffer_align(struct kacs_buffer *buffer, size_t alignment)
{
	while (!buffer->failed && buffer->len % alignment)
		kacs_buffer_u8(buffer, 0);
}

void kacs_buffer_set_le16(struct kacs_buffer *buffer, size_t offset,
			  uint16_t value)
{
	if (buffer->failed)
		return;
	buffer->data[offset] = (uint8_t)value;
	buffer->data[offset + 1] = (uint8_t)(value >> 8);
}

void kacs_buffer_set_le32(struct kacs_buffer *buffer, size_t offset,
			  uint32_t value)
{
	kacs_buffer_set_le16(buffer, offset, (uint16_t)value);
	kacs_buffer_set_le16(buffer, offset + 2, (uint16_t)(value >> 16));
}

int kacs_buffer_take(struct kacs_buffer *buffer, uint8_t **out, size_t *len)
{
	/* An empty result is a block of its own too, never NULL. */
	if (!buffer->data)
		reserve(buffer, 1);
	if (buffer->failed) {
		kacs_buffer_free(buffer);
		errno = ENOMEM;
		return -1;
	}
	*out = buffer->data;
	*len = buffer->len;
	*buffer = (struct kacs_buffer){0};
	return 0;
}

char *kacs_buffer_take_text(struct kacs_buffer *buffer)
{
	uint8_t *data;
	size_t len;

	kacs_buffer_u8(buffer, 0);
	if (kacs_buffer_take(buffer, &data, &len) < 0)
		return NULL;
	return (char *)data;
}

void kacs_buffer_free(struct kacs_buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct kacs_buffer){0};
}
