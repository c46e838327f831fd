// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Writing MessagePack.
 */
#include "message_pack.h"

static void put(struct kacs_msgpack *out, const void *bytes, u32 len)
{
	if (len && out->len <= out->room && len <= out->room - out->len)
		memcpy(out->bytes + out->len, bytes, len);
	out->len += len;
}

/* A first byte and a big-endian number of @width bytes behind it. */
static void put_number(struct kacs_msgpack *out, u8 first, u64 value, u32 width)
{
	u8 bytes[9];
	u32 i;

	bytes[0] = first;
	for (i = 1; i <= width; i++)
		bytes[i] = (u8)(value >> 8 * (width - i));
	put(out, bytes, 1 + width);
}

/*
 * How many of something follow: below @small in the first byte itself, else in
 * 2 or 4 bytes behind @wide or the byte after it.
 */
static void put_count(struct kacs_msgpack *out, u8 first, u32 small, u8 wide,
		      u32 count)
{
	if (count < small)
		put_number(out, (u8)(first | count), 0, 0);
	else if (count <= 0xffff)
		put_number(out, wide, count, 2);
	else
		put_number(out, (u8)(wide + 1), count, 4);
}

void kacs_msgpack_map(struct kacs_msgpack *out, u32 count)
{
	put_count(out, 0x80, 16, 0xde, count);
}

void kacs_msgpack_array(struct kacs_msgpack *out, u32 count)
{
	put_count(out, 0x90, 16, 0xdc, count);
}

void kacs_msgpack_str(struct kacs_msgpack *out, const char *text, u32 len)
{
	if (len >= 32 && len <= 0xff)
		put_number(out, 0xd9, len, 1);
	else
		put_count(out, 0xa0, 32, 0xda, len);
	put(out, text, len);
}

void kacs_msgpack_bin(struct kacs_msgpack *out, const u8 *bytes, u32 len)
{
	if (len <= 0xff)
		put_number(out, 0xc4, len, 1);
	else
		put_count(out, 0, 0, 0xc5, len);
	put(out, bytes, len);
}

void kacs_msgpack_uint(struct kacs_msgpack *out, u64 value)
{
	if (value < 0x80)
		put_number(out, (u8)value, 0, 0);
	else if (value <= 0xff)
		put_number(out, 0xcc, value, 1);
	else if (value <= 0xffff)
		put_number(out, 0xcd, value, 2);
	else if (value <= 0xffffffffu)
		put_number(out, 0xce, value, 4);
	else
		put_number(out, 0xcf, value, 8);
}

void kacs_msgpack_bool(struct kacs_msgpack *out, bool value)
{
	put_number(out, value ? 0xc3 : 0xc2, 0, 0);
}

void kacs_msgpack_nil(struct kacs_msgpack *out)
{
	put_number(out, 0xc0, 0, 0);
}
