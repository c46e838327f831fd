/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Reading SDDL text: a place in it, and what its parsers share. */
#ifndef KACS_LIB_SDDL_READER_H
#define KACS_LIB_SDDL_READER_H

#include "../core/base.h"
#include <kacs/sddl.h>

struct kacs_sddl_reader {
	const char *text;
	size_t len;
	size_t at;
	const struct kacs_sddl_options *options;
	struct kacs_diagnostic *diagnostic;
};

struct kacs_sddl_sid {
	u8 bytes[KACS_SID_MAX_BYTES];
	size_t len; /* 0: absent */
};

static inline bool kacs_sddl_done(const struct kacs_sddl_reader *r)
{
	return r->at >= r->len;
}

/* The next character; NUL at the end. */
static inline char kacs_sddl_peek(const struct kacs_sddl_reader *r)
{
	return kacs_sddl_done(r) ? '\0' : r->text[r->at];
}

void kacs_sddl_skip_blanks(struct kacs_sddl_reader *r);

/* Skip a word if it is next, without regard to case. */
bool kacs_sddl_take(struct kacs_sddl_reader *r, const char *word);

/* The next two characters if they are letters, or NULL. */
const char *kacs_sddl_pair(const struct kacs_sddl_reader *r);

/* The value of a hexadecimal digit, -1 for any other character. */
int kacs_sddl_hex_digit(char c);

/* S-1-... or two letters. Return: 0, or -1 after a report. */
int kacs_sddl_read_sid(struct kacs_sddl_reader *r, struct kacs_sddl_sid *sid);

/* Skip blanks and the character @end, or report. Return: 0 or -1. */
int kacs_sddl_expect(struct kacs_sddl_reader *r, char end);

#endif /* KACS_LIB_SDDL_READER_H */
