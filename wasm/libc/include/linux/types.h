/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The types in which the ABI headers are written. */
#ifndef KACS_WASM_LINUX_TYPES_H
#define KACS_WASM_LINUX_TYPES_H

#include <stdint.h>

typedef uint8_t __u8;
typedef uint16_t __u16;
typedef uint32_t __u32;
typedef uint64_t __u64;
typedef int32_t __s32;
typedef int64_t __s64;
typedef uint64_t __attribute__((aligned(8))) __aligned_u64;

#endif /* KACS_WASM_LINUX_TYPES_H */
