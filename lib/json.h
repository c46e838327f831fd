/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Small things that everything which writes JSON needs. */
#ifndef KACS_LIB_JSON_H
#define KACS_LIB_JSON_H

#include <jansson.h>

#include "enums.h"
#include <kacs/names.h>

/*
 * Writing JSON without looking whether there is memory: when there is none for
 * a value, what it was to become a part of is released and becomes NULL, and so
 * on up to kacs_json_take(), which says so. A NULL object or array stays NULL.
 */
void kacs_json_set(json_t **object, const char *key, json_t *value);
void kacs_json_append(json_t **array, json_t *value);

/* Text that may be anything: null when it is not UTF-8. */
json_t *kacs_json_string(const char *text);

/* An array with the names of the set flags; unknown bits as one number. */
json_t *kacs_json_flags(const struct kacs_enum *table, u64 value);

/* "S-1-..." */
json_t *kacs_json_sid(const u8 *sid, size_t len);

/* {"sid": "S-1-...", "name": "..."}; the name only when there is one. */
json_t *kacs_json_principal(const u8 *sid, size_t len,
			    const struct kacs_principals *principals);

/* {"mask": 5, "hex": "0x5", "rights": ["FILE_READ_DATA", ...]} */
json_t *kacs_json_rights(u32 mask, u32 object_type);

/* Write, release and hand out the text; NULL and ENOMEM. */
char *kacs_json_take(json_t *value);

/*
 * The same for a function with a diagnostic, to which a NULL value has been
 * reported. Return: 0, or -1; then @text is as it was.
 */
int kacs_json_hand_out(json_t *value, char **text,
		       struct kacs_diagnostic *diagnostic);

/* What kacs_descriptor_json() and kacs_token_to_json() write; NULL and errno. */
json_t *kacs_json_descriptor(const u8 *sd, size_t len, u32 object_type,
			     const struct kacs_principals *principals,
			     struct kacs_diagnostic *diagnostic);
json_t *kacs_json_token(const u8 *spec, size_t len,
			struct kacs_diagnostic *diagnostic);

#endif /* KACS_LIB_JSON_H */
