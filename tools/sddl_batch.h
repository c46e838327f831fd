/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef KACS_TOOLS_SDDL_BATCH_H
#define KACS_TOOLS_SDDL_BATCH_H

#include "kacs.h"

/*
 * Hexadecimal digits with blanks between bytes, turned into bytes in place.
 * Returns 0, or -1 with the offending character in *@bad.
 */
int bytes_from_hex(char *text, size_t *len, size_t *bad);

/* Bytes as lower-case digits; NULL without memory. */
char *hex_from_bytes(const uint8_t *bytes, size_t len);

/*
 * Answer each line of a file, "-": stdin, that holds {"sddl": ...} or {"hex":
 * ...} with the other one, or with {"error": {"offset": N, "reason": ...}}.
 * Returns a status.
 */
int sddl_batch(const char *path, const struct kacs_sddl_options *options);

#endif /* KACS_TOOLS_SDDL_BATCH_H */
