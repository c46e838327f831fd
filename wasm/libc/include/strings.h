/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef KACS_WASM_STRINGS_H
#define KACS_WASM_STRINGS_H

#include <stddef.h>

int strcasecmp(const char *left, const char *right);
int strncasecmp(const char *left, const char *right, size_t len);

#endif /* KACS_WASM_STRINGS_H */
