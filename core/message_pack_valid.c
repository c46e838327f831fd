// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Is it MessagePack? Arrays and maps that are open stand on a stack of bounded
 * depth; nothing recurses.
 */
#include "message_pack.h"

/* The beginning of a value. */
struct head {
	u32 len;   /* bytes of the head itself: first byte and lengths */
	u64 data;  /* bytes that follow, of the value itself */
	u64 items; /* values that follow, inside of it */
	bool container;
};

/* What follows the first byte from 0xc0 to 0xdf. */
struct form {
	u8 kind;
	u8 width; /* of the length, or of all that follows */
	u8 extra; /* bytes besides: the type of an extension */
};

enum {
	NEVER,
	FIXED,
	BYTES,
	ARRAY,
	MAP
};

static const struct form forms[32] = {
	{FIXED, 0, 0},				      /* c0 nil */
	{NEVER, 0, 0},				      /* c1 */
	{FIXED, 0, 0}, {FIXED, 0, 0},		      /* c2 c3 false, true */
	{BYTES, 1, 0}, {BYTES, 2, 0},  {BYTES, 4, 0}, /* c4 bin 8, 16, 32 */
	{BYTES, 1, 1}, {BYTES, 2, 1},  {BYTES, 4, 1}, /* c7 ext 8, 16, 32 */
	{FIXED, 4, 0}, {FIXED, 8, 0},		      /* ca float 32, 64 */
	{FIXED, 1, 0}, {FIXED, 2, 0},  {FIXED, 4, 0},
	{FIXED, 8, 0}, /* cc uint */
	{FIXED, 1, 0}, {FIXED, 2, 0},  {FIXED, 4, 0},
	{FIXED, 8, 0}, /* d0 int */
	{FIXED, 1, 1}, {FIXED, 2, 1},  {FIXED, 4, 1},
	{FIXED, 8, 1}, {FIXED, 16, 1}, /* d4 fixext 1, 2, 4, 8, 16 */
	{BYTES, 1, 0}, {BYTES, 2, 0},  {BYTES, 4, 0}, /* d9 str 8, 16, 32 */
	{ARRAY, 2, 0}, {ARRAY, 4, 0},		      /* dc array 16, 32 */
	{MAP, 2, 0},   {MAP, 4, 0},		      /* de map 16, 32 */
};

static u64 load_be(const u8 *bytes, u32 width)
{
	u64 value = 0;
	u32 i;

	for (i = 0; i < width; i++)
		value = value << 8 | bytes[i];
	return value;
}

/* A first byte that says all there is to know. */
static struct head short_head(u8 first)
{
	struct head head = {.len = 1};

	if (first < 0x80 || first >= 0xe0)
		return head; /* a small integer */
	if (first >= 0xa0) {
		head.data = first & 0x1f;
		return head;
	}
	head.container = true;
	head.items = first & 0x0f;
	if (first < 0x90)
		head.items *= 2;
	return head;
}

/* False: no value begins like this, or its lengths are cut off. */
static bool read_head(const u8 *bytes, u32 len, struct head *head)
{
	const struct form *form;
	u64 count;

	if (bytes[0] < 0xc0 || bytes[0] >= 0xe0) {
		*head = short_head(bytes[0]);
		return true;
	}
	form = &forms[bytes[0] - 0xc0];
	*head = (struct head){.len = 1};
	if (form->kind == NEVER)
		return false;
	if (form->kind == FIXED) {
		head->data = form->width + form->extra;
		return true;
	}
	head->len = 1 + form->width;
	if (head->len > len)
		return false;
	count = load_be(bytes + 1, form->width);
	if (form->kind == BYTES) {
		head->data = count + form->extra;
	} else {
		head->container = true;
		head->items = form->kind == MAP ? 2 * count : count;
	}
	return true;
}

bool kacs_msgpack_valid(const u8 *bytes, u32 len, u32 depth)
{
	u32 left[KACS_MSGPACK_MAX_DEPTH + 1]; /* values still to come */
	u32 at = 0, open = 0;
	struct head head;

	if (depth > KACS_MSGPACK_MAX_DEPTH)
		depth = KACS_MSGPACK_MAX_DEPTH;
	left[0] = 1;
	for (;;) {
		while (!left[open]) {
			if (!open)
				return at == len;
			open--;
		}
		left[open]--;
		if (at == len || !read_head(bytes + at, len - at, &head))
			return false;
		at += head.len;
		/* Each value inside takes a byte at least. */
		if (head.data > len - at || head.items > len - at)
			return false;
		at += (u32)head.data;
		if (!head.container)
			continue;
		if (open == depth)
			return false;
		left[++open] = (u32)head.items;
	}
}
