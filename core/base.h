/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the core needs from its surroundings: fixed-width integers and three
 * memory functions. The same sources are compiled into the kernel, libkacs, the
 * fuzzers and WebAssembly.
 */
#ifndef KACS_CORE_BASE_H
#define KACS_CORE_BASE_H

#ifdef __KERNEL__
#include <linux/compiler.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define noinline __attribute__((noinline))
#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif
#endif

static inline u16 kacs_load_le16(const u8 *p)
{
	return (u16)(p[0] | (u16)p[1] << 8);
}

static inline u32 kacs_load_le32(const u8 *p)
{
	return (u32)p[0] | (u32)p[1] << 8 | (u32)p[2] << 16 | (u32)p[3] << 24;
}

static inline u64 kacs_load_le64(const u8 *p)
{
	return (u64)kacs_load_le32(p) | (u64)kacs_load_le32(p + 4) << 32;
}

static inline void kacs_store_le16(u8 *p, u16 value)
{
	p[0] = (u8)value;
	p[1] = (u8)(value >> 8);
}

static inline void kacs_store_le32(u8 *p, u32 value)
{
	kacs_store_le16(p, (u16)value);
	kacs_store_le16(p + 2, (u16)(value >> 16));
}

static inline void kacs_store_le64(u8 *p, u64 value)
{
	kacs_store_le32(p, (u32)value);
	kacs_store_le32(p + 4, (u32)(value >> 32));
}

/*
 * memcmp() == 0 for 8 bytes or some more, without a call: eight at a time, the
 * last eight maybe for the second time.
 */
static __always_inline bool kacs_same_bytes(const u8 *a, const u8 *b, u32 len)
{
	u32 at;

	if (kacs_load_le64(a) != kacs_load_le64(b) ||
	    kacs_load_le64(a + len - 8) != kacs_load_le64(b + len - 8))
		return false;
	for (at = 8; at + 8 < len; at += 8) {
		if (kacs_load_le64(a + at) != kacs_load_le64(b + at))
			return false;
	}
	return true;
}

#endif /* KACS_CORE_BASE_H */
