// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* snprintf(), as far as <stdio.h> beside this says. */
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct text {
	char *out;
	size_t room;
	size_t len; /* what there would be with enough room */
};

struct conversion {
	bool zero;
	size_t width;
	size_t precision; /* SIZE_MAX: none */
	unsigned int longs;
	bool size;
};

static void put(struct text *text, char c)
{
	if (text->len + 1 < text->room)
		text->out[text->len] = c;
	text->len++;
}

static void put_padded(struct text *text, const char *from, size_t len,
		       const struct conversion *how)
{
	size_t i;

	for (i = len; i < how->width; i++)
		put(text, how->zero ? '0' : ' ');
	for (i = 0; i < len; i++)
		put(text, from[i]);
}

static void put_number(struct text *text, unsigned long long value,
		       unsigned int base, const struct conversion *how)
{
	char digits[24]; /* 2^64 has 22 octal ones */
	size_t at = sizeof(digits);

	do {
		digits[--at] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	put_padded(text, digits + at, sizeof(digits) - at, how);
}

static void put_signed(struct text *text, int value, struct conversion *how)
{
	if (value < 0) {
		/* Blanks would have to stand before the sign. */
		if (how->width && !how->zero)
			__builtin_trap();
		put(text, '-');
		how->width -= how->width != 0;
	}
	put_number(text,
		   value < 0 ? 0u - (unsigned int)value : (unsigned int)value,
		   10, how);
}

static size_t length_to(const char *from, size_t most)
{
	size_t len = 0;

	while (len < most && from[len])
		len++;
	return len;
}

static size_t number(const char **format)
{
	size_t value = 0;

	for (; isdigit(**format); (*format)++)
		value = value * 10 + (size_t)(**format - '0');
	return value;
}

/* What stands between the % and its letter. */
static struct conversion modifiers(const char **format)
{
	struct conversion how = {.precision = SIZE_MAX};

	if (**format == '0') {
		how.zero = true;
		(*format)++;
	}
	how.width = number(format);
	if (**format == '.') {
		(*format)++;
		how.precision = number(format);
	}
	for (; **format == 'l'; (*format)++)
		how.longs++;
	if (**format == 'z') {
		how.size = true;
		(*format)++;
	}
	return how;
}

int vsnprintf(char *out, size_t room, const char *format, va_list arguments)
{
	struct text text = {out, room, 0};
	struct conversion how;
	unsigned long long value;
	const char *from;
	char letter;

	for (; *format; format++) {
		if (*format != '%') {
			put(&text, *format);
			continue;
		}
		format++;
		how = modifiers(&format);
		letter = *format;
		/* Only strings have a precision, only unsigned numbers a
		 * length. */
		if ((how.precision != SIZE_MAX && letter != 's') ||
		    ((how.longs || how.size) &&
		     !(letter && strchr("uxo", letter))))
			__builtin_trap();
		switch (letter) {
		case '%':
			put(&text, '%');
			break;
		case 'c':
			put(&text, (char)va_arg(arguments, int));
			break;
		case 's':
			from = va_arg(arguments, const char *);
			put_padded(&text, from, length_to(from, how.precision),
				   &how);
			break;
		case 'd':
		case 'i':
			put_signed(&text, va_arg(arguments, int), &how);
			break;
		case 'u':
		case 'x':
		case 'o':
			value = how.longs > 1
					? va_arg(arguments, unsigned long long)
				: how.longs ? va_arg(arguments, unsigned long)
				: how.size  ? va_arg(arguments, size_t)
					    : va_arg(arguments, unsigned int);
			put_number(&text, value,
				   letter == 'u'   ? 10
				   : letter == 'x' ? 16
						   : 8,
				   &how);
			break;
		default:
			__builtin_trap();
		}
	}
	if (room)
		out[text.len < room ? text.len : room - 1] = '\0';
	return (int)text.len;
}

int snprintf(char *out, size_t room, const char *format, ...)
{
	va_list arguments;
	int len;

	va_start(arguments, format);
	len = vsnprintf(out, room, format, arguments);
	va_end(arguments);
	return len;
}
