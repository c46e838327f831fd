/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The errors that libkacs sets, with Linux's numbers. There is one thread. */
#ifndef KACS_WASM_ERRNO_H
#define KACS_WASM_ERRNO_H

#define E2BIG 7
#define ENOMEM 12
#define EINVAL 22
#define ERANGE 34
#define EOVERFLOW 75
#define ENOTSUP 95

extern int errno;

#endif /* KACS_WASM_ERRNO_H */
