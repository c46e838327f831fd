/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Small things that everything which writes JSON needs. */
#ifndef KACS_LIB_JSON_H
#define KACS_LIB_JSON_H

#include <jansson.h>

#include "enums.h"
#include <kacs/names.h>

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

#endif /* KACS_LIB_JSON_H */
