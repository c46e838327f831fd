/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Writing into memory, which is all that libkacs's text needs. */
#ifndef KACS_WASM_STDIO_H
#define KACS_WASM_STDIO_H

#include <stdarg.h>
#include <stddef.h>

/*
 * %d %i %u %o %x %c %s and %%, with the flag 0, a width, a precision for %s and
 * the lengths l, ll and z. Anything else stops the program (a trap).
 */
int snprintf(char *out, size_t room, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int vsnprintf(char *out, size_t room, const char *format, va_list arguments)
	__attribute__((format(printf, 3, 0)));

#endif /* KACS_WASM_STDIO_H */
