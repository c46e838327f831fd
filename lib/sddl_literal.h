/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The literals of conditions and resource attributes, both ways: integers,
 * strings, octets and attribute names.
 *
 * In strings and names %XXXX is the UTF-16 code unit of that number, so that
 * every name and string of MS-DTYP's formats has a text; a % before anything
 * else stands for itself in a string.
 */
#ifndef KACS_LIB_SDDL_LITERAL_H
#define KACS_LIB_SDDL_LITERAL_H

#include "buffer.h"
#include "sddl_reader.h"

/* Sign and base as the bytecode notes them (3.11). */
#define KACS_SDDL_SIGN_PLUS 1u
#define KACS_SDDL_SIGN_MINUS 2u
#define KACS_SDDL_SIGN_NONE 3u
#define KACS_SDDL_BASE_OCTAL 1u
#define KACS_SDDL_BASE_DECIMAL 2u
#define KACS_SDDL_BASE_HEX 3u

struct kacs_sddl_integer {
	u64 magnitude;
	u8 sign;
	u8 base;
};

/* Decimal, 0x... or octal with a leading 0. Return: 0, or -1 after a report. */
int kacs_sddl_read_integer(struct kacs_sddl_reader *r,
			   struct kacs_sddl_integer *integer);
void kacs_sddl_put_integer(struct kacs_buffer *out,
			   const struct kacs_sddl_integer *integer);

/*
 * The integer as an int64. Return: false when it has more than 63 bits and a
 * sign.
 */
bool kacs_sddl_int64(const struct kacs_sddl_integer *integer, u64 *value);

/*
 * A string in double quotes; appends UTF-16LE without a terminating zero.
 * Return: 0, or -1 after a report.
 */
int kacs_sddl_read_string(struct kacs_sddl_reader *r, struct kacs_buffer *out);
void kacs_sddl_put_string(struct kacs_buffer *out, const u8 *utf16, size_t len);

/*
 * Pairs of hexadecimal digits behind a #, where # may stand for 0. Return: 0,
 * or -1 after a report.
 */
int kacs_sddl_read_octets(struct kacs_sddl_reader *r, struct kacs_buffer *out);
void kacs_sddl_put_octets(struct kacs_buffer *out, const u8 *bytes, size_t len);

/*
 * The name of an attribute, as far as it goes; appends UTF-16LE. @prefixed:
 * behind @User. and the like, where punctuation may stand. Return: 0, or -1
 * after a report.
 */
int kacs_sddl_read_name(struct kacs_sddl_reader *r, bool prefixed,
			struct kacs_buffer *out);
void kacs_sddl_put_name(struct kacs_buffer *out, const u8 *utf16, size_t len,
			bool prefixed);

/*
 * The two letters of a SID, those of a domain's principals when @options names
 * the domain, else S-1-...
 */
void kacs_sddl_put_sid(struct kacs_buffer *out, const u8 *sid, size_t len,
		       const struct kacs_sddl_options *options);

/* May this character stand in a name that has no prefix? */
bool kacs_sddl_plain_name_char(char c);

#endif /* KACS_LIB_SDDL_LITERAL_H */
