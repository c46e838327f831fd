/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * MessagePack, the encoding of what events say: writing it into a buffer, and
 * finding out whether bytes are well-formed. Specification: msgpack.org.
 */
#ifndef KACS_CORE_MESSAGE_PACK_H
#define KACS_CORE_MESSAGE_PACK_H

#include "base.h"

/*
 * A writer. Without enough room it writes no more and keeps counting, so that
 * the same calls measure first and write then:
 *
 *	struct kacs_msgpack out = {.bytes = buffer, .room = sizeof(buffer)};
 *
 * @len is what has been written, or what would have been; it stays below 2^32
 * because callers write a bounded number of bounded things.
 */
struct kacs_msgpack {
	u8 *bytes; /* NULL with no room */
	u32 room;
	u32 len;
};

/* Did all of it fit? */
static inline bool kacs_msgpack_complete(const struct kacs_msgpack *out)
{
	return out->len <= out->room;
}

/**
 * kacs_msgpack_map - begin a map: that many pairs of key and value follow
 * @out: the writer
 * @count: how many
 *
 * Every number takes its shortest form, as in the functions below.
 */
void kacs_msgpack_map(struct kacs_msgpack *out, u32 count);

/**
 * kacs_msgpack_array - begin an array: that many values follow
 * @out: the writer
 * @count: how many
 */
void kacs_msgpack_array(struct kacs_msgpack *out, u32 count);

/**
 * kacs_msgpack_str - a string
 * @out: the writer
 * @text: UTF-8; a key or a value
 * @len: bytes of it
 */
void kacs_msgpack_str(struct kacs_msgpack *out, const char *text, u32 len);

/* The same for a literal or another string that ends in a zero. */
static inline void kacs_msgpack_text(struct kacs_msgpack *out, const char *text)
{
	kacs_msgpack_str(out, text, (u32)strlen(text));
}

/**
 * kacs_msgpack_bin - bytes
 * @out: the writer
 * @bytes: the bytes; may be NULL with @len 0
 * @len: how many
 */
void kacs_msgpack_bin(struct kacs_msgpack *out, const u8 *bytes, u32 len);

void kacs_msgpack_uint(struct kacs_msgpack *out, u64 value);
void kacs_msgpack_bool(struct kacs_msgpack *out, bool value);
void kacs_msgpack_nil(struct kacs_msgpack *out);

/* How deep kacs_msgpack_valid() can be asked to look. */
#define KACS_MSGPACK_MAX_DEPTH 256u

/**
 * kacs_msgpack_valid - are these bytes one MessagePack value?
 * @bytes: the bytes, untrusted
 * @len: how many
 * @depth: how many arrays and maps may be open at once, at most
 *	KACS_MSGPACK_MAX_DEPTH; a value that is neither needs 0, [] needs 1
 *
 * One value, whole, and nothing behind it. Strings may be any bytes and
 * extensions any type: what they mean is for readers. Time is O(len), stack
 * 1 KB.
 */
bool kacs_msgpack_valid(const u8 *bytes, u32 len, u32 depth);

#endif /* KACS_CORE_MESSAGE_PACK_H */
