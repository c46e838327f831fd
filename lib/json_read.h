/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Reading JSON with errors that name their place.
 *
 * Each takes the path of @object and the key in it. An absent key leaves *@out
 * as it is. Return: 0, or -1 and EINVAL.
 */
#ifndef KACS_LIB_JSON_READ_H
#define KACS_LIB_JSON_READ_H

#include <jansson.h>

#include "enums.h"
#include "../core/sid.h"
#include <kacs/diagnostic.h>

struct kacs_json_place {
	const json_t *object;
	const char *path; /* of the object; "" for the document itself */
	struct kacs_diagnostic *diagnostic;
};

/**
 * kacs_json_load - parse a document
 * @text: the text
 * @len: its length
 * @diagnostic: out, may be NULL; .offset is the byte
 *
 * Return: the value, or NULL and EINVAL.
 */
json_t *kacs_json_load(const char *text, size_t len,
		       struct kacs_diagnostic *diagnostic);

/* Only the keys of the NULL-terminated list may be there. */
int kacs_json_keys(const struct kacs_json_place *place,
		   const char *const *known);

int kacs_json_bool(const struct kacs_json_place *place, const char *key,
		   bool *out);
int kacs_json_number(const struct kacs_json_place *place, const char *key,
		     u64 max, u64 *out);
int kacs_json_enum(const struct kacs_json_place *place, const char *key,
		   const struct kacs_enum *table, u64 *out);

/* An array of names, or of numbers with several bits. */
int kacs_json_flag_set(const struct kacs_json_place *place, const char *key,
		       const struct kacs_enum *table, u64 *out);

/* A string, borrowed from the document. */
int kacs_json_text(const struct kacs_json_place *place, const char *key,
		   const char **out);

/* An S-1-..., an SDDL alias or a well-known name. */
int kacs_json_sid_of(const struct kacs_json_place *place, const char *key,
		     u8 out[KACS_SID_MAX_BYTES], size_t *len);

/* A member that must be an object or an array, NULL if absent. */
int kacs_json_child(const struct kacs_json_place *place, const char *key,
		    json_type type, const json_t **out);

#endif /* KACS_LIB_JSON_READ_H */
