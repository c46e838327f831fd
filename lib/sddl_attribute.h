/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Resource attributes as text, ("name",TI,0x0,1,2), and as a claim entry:
 * PSD-004 3.9 and 3.10, MS-DTYP 2.5.1.
 */
#ifndef KACS_LIB_SDDL_ATTRIBUTE_H
#define KACS_LIB_SDDL_ATTRIBUTE_H

#include "buffer.h"
#include "sddl_reader.h"

/**
 * kacs_sddl_read_attribute - a claim entry from text
 * @r: at the opening parenthesis; afterwards behind the closing one
 * @out: the entry is appended; it must be empty, since its offsets count from
 *	the start
 *
 * Return: 0, or -1 after a report.
 */
int kacs_sddl_read_attribute(struct kacs_sddl_reader *r,
			     struct kacs_buffer *out);

/**
 * kacs_sddl_put_attribute - text from a claim entry
 * @out: the text is appended
 * @bytes: untrusted
 * @len: how many
 * @base: offset of @bytes in the whole input, for @diagnostic
 * @options: may be NULL
 * @diagnostic: out, may be NULL
 *
 * Return: 0, or -1 and EINVAL for a malformed entry.
 */
int kacs_sddl_put_attribute(struct kacs_buffer *out, const u8 *bytes,
			    size_t len, size_t base,
			    const struct kacs_sddl_options *options,
			    struct kacs_diagnostic *diagnostic);

#endif /* KACS_LIB_SDDL_ATTRIBUTE_H */
