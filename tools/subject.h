/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Who is asked about, and what. */
#ifndef KACS_TOOLS_SUBJECT_H
#define KACS_TOOLS_SUBJECT_H

#include "how.h"
#include "kacs.h"

struct subject {
	char name[KACS_NAME_BYTES];
	uint8_t *token; /* a token specification */
	size_t len;
};

/* Where a descriptor comes from: one of the first three. */
struct object_source {
	const char *path;
	const char *sddl;
	const char *hex;
	bool directory; /* of .sddl and .hex */
	uint32_t flags; /* AT_SYMLINK_NOFOLLOW */
};

/* clang-format off */
#define PLACE_OPTIONS(place) \
	{"sd", .text = &(place)->sddl}, \
	{"sd-hex", .text = &(place)->hex}, \
	{"directory", .flag = &(place)->directory}, \
	{"no-dereference", 'P', .number = &(place)->flags, \
	 .value = AT_SYMLINK_NOFOLLOW}
/* clang-format on */

struct object {
	char name[128];
	uint8_t *sd;
	size_t len;
	uint32_t type; /* KACS_OBJECT_* */
};

/* Each returns a status, after a message unless that is 0. */
int load_subject(const struct token_source *source, struct subject *subject);
int load_object(const struct object_source *source, struct object *object);

/* An argument that is SDDL, or else the path of a file. */
struct object_source source_of(const char *text, bool directory);

/*
 * All principals of a table of users, in the order of the file. Returns a
 * status; free each and the array.
 */
int load_users(const char *path, struct subject **subjects, size_t *count);

/* The same for nobody in particular, else the one that is meant. */
int load_subjects(const struct token_source *source, struct subject **subjects,
		  size_t *count);

void free_subject(struct subject *subject);
void free_object(struct object *object);

/* The decision about these rights, explained; NULL after a message. */
struct kacs_explanation *explain_access(const struct how *how,
					const struct subject *subject,
					const struct object *object,
					uint32_t desired);

/*
 * All rights that a subject has on an object. Returns a status.
 */
int rights_of(const struct how *how, const struct subject *subject,
	      const struct object *object, uint32_t *granted);

/* The constants of rights, as an array. */
json_t *rights_json(uint32_t mask, uint32_t type);

/*
 * The kind of object that a question is about: that of --mapping, or the
 * object's own. As the kernel decides for files, an enabled privilege counts
 * unless --intent says otherwise.
 */
void set_object(struct how *how, const struct object *object);

#endif /* KACS_TOOLS_SUBJECT_H */
