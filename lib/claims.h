/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Claim arrays (PSD-004 3.9) to and from JSON. */
#ifndef KACS_LIB_CLAIMS_H
#define KACS_LIB_CLAIMS_H

#include <jansson.h>

#include "buffer.h"
#include "../core/sd.h"
#include <kacs/diagnostic.h>

/**
 * kacs_claims_from_json - append a claim array to a buffer
 * @array: [{"name": ..., "type": ..., "values": [...], "flags": [...]}, ...]
 * @path: of @array in its document
 * @out: where to
 * @diagnostic: out, may be NULL
 *
 * Values are integers for int64 and uint64 (a decimal string where JSON's
 * integers end), strings, booleans, S-1-... strings and strings of hexadecimal
 * bytes for octet.
 *
 * Return: 0, or -1 and EINVAL; a failed allocation is noted in @out.
 */
int kacs_claims_from_json(const json_t *array, const char *path,
			  struct kacs_buffer *out,
			  struct kacs_diagnostic *diagnostic);

/**
 * kacs_claims_to_json - a claim array as JSON
 * @bytes: untrusted bytes
 * @len: how many
 * @diagnostic: out, may be NULL; .offset is from @bytes
 *
 * Return: the array, or NULL and EINVAL.
 */
json_t *kacs_claims_to_json(const u8 *bytes, size_t len,
			    struct kacs_diagnostic *diagnostic);

/**
 * kacs_sacl_claim - the claim of a resource attribute that conditions see
 * @sd: a prepared descriptor
 * @index: of an ACE of its SACL
 * @len: out: bytes of the entry
 *
 * Return: the entry, NULL for any other ACE.
 */
const u8 *kacs_sacl_claim(const struct kacs_sd *sd, u32 index, u32 *len);

#endif /* KACS_LIB_CLAIMS_H */
