/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef KACS_WASM_STRING_H
#define KACS_WASM_STRING_H

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t len);
void *memset(void *to, int byte, size_t len);
int memcmp(const void *left, const void *right, size_t len);

size_t strlen(const char *text);
int strcmp(const char *left, const char *right);
char *strchr(const char *text, int c);
char *strcpy(char *to, const char *from);
char *strcat(char *to, const char *from);

#endif /* KACS_WASM_STRING_H */
