// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The functions of <string.h> and its neighbours that core and libkacs's SDDL
 * need, in no locale but C's. With bulk memory the compiler turns the two
 * builtins into one instruction each.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void *memcpy(void *to, const void *from, size_t len)
{
	return __builtin_memcpy(to, from, len);
}

void *memset(void *to, int byte, size_t len)
{
	return __builtin_memset(to, byte, len);
}

int memcmp(const void *left, const void *right, size_t len)
{
	const unsigned char *a = left, *b = right;

	for (; len; len--, a++, b++)
		if (*a != *b)
			return *a - *b;
	return 0;
}

size_t strlen(const char *text)
{
	const char *end = text;

	while (*end)
		end++;
	return (size_t)(end - text);
}

int strcmp(const char *left, const char *right)
{
	for (; *left && *left == *right; left++)
		right++;
	return (unsigned char)*left - (unsigned char)*right;
}

char *strchr(const char *text, int c)
{
	for (; *text != (char)c; text++)
		if (!*text)
			return NULL;
	return (char *)text;
}

char *strcpy(char *to, const char *from)
{
	memcpy(to, from, strlen(from) + 1);
	return to;
}

char *strcat(char *to, const char *from)
{
	strcpy(to + strlen(to), from);
	return to;
}

int strncasecmp(const char *left, const char *right, size_t len)
{
	int a, b;

	for (; len; len--, left++, right++) {
		a = tolower((unsigned char)*left);
		b = tolower((unsigned char)*right);
		if (a != b || !a)
			return a - b;
	}
	return 0;
}

int strcasecmp(const char *left, const char *right)
{
	return strncasecmp(left, right, SIZE_MAX);
}

static unsigned int digit(char c)
{
	if (isdigit(c))
		return (unsigned int)(c - '0');
	return isxdigit(c) ? (unsigned int)(tolower(c) - 'a') + 10 : 16;
}

unsigned long long strtoull(const char *text, char **end, int base)
{
	unsigned long long sum = 0;
	unsigned int radix = base ? (unsigned int)base : 10;

	if (base != 10 && text[0] == '0' && (text[1] | 0x20) == 'x' &&
	    isxdigit(text[2])) {
		radix = 16;
		text += 2;
	} else if (base == 0 && text[0] == '0') {
		radix = 8;
	}
	for (; digit(*text) < radix; text++) {
		if (sum > (ULLONG_MAX - digit(*text)) / radix) {
			errno = ERANGE;
			sum = ULLONG_MAX;
			while (digit(*text) < radix)
				text++;
			break;
		}
		sum = sum * radix + digit(*text);
	}
	*end = (char *)text;
	return sum;
}
